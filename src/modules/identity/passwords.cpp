#include "modules/identity/passwords.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

#include "base/text.hpp"
#include "embedded/identity.hpp"
#include "modules/identity/device.hpp"
#include "modules/identity/factors.hpp"
#include "modules/identity/phones.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/throttle.hpp"
#include "modules/identity/wrong_field.hpp"

namespace gongshi::identity {
namespace {

// RFC 9106 §4 asks for 64 MiB with three passes where memory is scarce; two keep a sign-in near 0.1 s on two cores.
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = std::size_t{64} << 20;
// What an unknown login is checked against: the same work, so that the answer's time tells nothing.
constexpr char kNobody[] = "$argon2id$v=19$m=65536,t=2,p=1$LgD+PA3OkvKUCRy7WjWXPw$XdN9i28fRm6YDHWzQFxTwgenQeOEz9gfjDZey3nkjbI";

constexpr std::int64_t kLeastLength = 10;
constexpr std::size_t kShortestWord = 4;  // bytes: two ideographs, four letters; shorter ones are in everything
constexpr std::string_view kProduct[] = {"gongshi", "共识", "zhengxie", "政协"};


struct StoredPassword {
  PersonId person;
  std::string login;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(StoredPassword, (), (person, login, hash))

std::unexpected<Error> busy() { return fail(ErrorKind::unavailable, "identity.busy", {{"seconds", "2"}}); }

std::vector<Limit> limits_for(Context& context, const std::string& login, PersonId person) {
  using std::chrono::minutes;
  // Whose device has signed in before is not held up by others who try the same login, or who are many at one address.
  if (const auto device = person ? device_of(context, person) : std::string_view(); !device.empty()) {
    return {{fmt::format("login|{}|{}", login, device), 10, minutes(15), 5}};
  }
  const std::string place = place_of(context.remote_address);
  return {{fmt::format("login|{}|{}", login, place), 10, minutes(15), 5}, {fmt::format("login|{}", login), 60, minutes(60)}, {fmt::format("password|{}", place), 20, minutes(10)}};
}

bool verify(const std::string& hash, const std::string& password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

/// Throttled; the gate is passed before a try is counted, so that a crowd costs nobody their tries.
Result<bool> try_password(Context& context, const std::string& login, const std::optional<StoredPassword>& stored, const std::string& password) {
  const auto limits = limits_for(context, login, stored ? stored->person : PersonId{});
  TRY(context.db.read([&](db::ReadTx& tx) { return check(context, tx, limits, kTooMany); }));
  const Gate::Pass pass = service(context).hashing.enter();
  if (!pass) return busy();
  const auto taken = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    TRY(take(context, tx, limits, kTooMany));
    return true;
  });
  TRY(taken);
  return verify(stored ? stored->hash : kNobody, password) && stored;
}

/// Whether `word` is one of `lines`, which are sorted by their bytes and end in a line break each.
bool has_line(std::string_view lines, std::string_view word) {
  while (!lines.empty()) {
    const auto middle = lines.size() / 2;
    const auto before = lines.substr(0, middle).rfind('\n');
    const auto begin = before == std::string_view::npos ? 0 : before + 1, end = lines.find('\n', middle);
    const std::string_view line = lines.substr(begin, end - begin);
    if (line == word) return true;
    lines = word < line ? lines.substr(0, begin) : lines.substr(end + 1);
  }
  return false;
}

/// Also "p@ssw0rd2026!": with digits and signs around it, and in the place of letters.
bool is_common(std::string_view folded) {
  const auto is_letter = [](unsigned char c) { return (c >= 'a' && c <= 'z') || c >= 0x80; };
  const auto first = std::ranges::find_if(folded, is_letter);
  const auto last = std::ranges::find_if(folded.rbegin(), folded.rend(), is_letter).base();
  std::string word(first, std::max(first, last));
  if (has_line(kCommonPasswords, folded) || has_line(kCommonPasswords, word)) return true;
  static constexpr std::string_view kSigns = "@013$57", kLetters = "aoiesst";
  for (char& c : word) {
    if (const auto at = kSigns.find(c); at != std::string_view::npos) c = kLetters[at];
  }
  return has_line(kCommonPasswords, word);
}

/// Words that whoever attacks this person's account thinks of first.
std::vector<std::string> known_words(Context& context, db::ReadTx& tx, PersonId person) {
  std::vector<std::string> words{display_name(tx, person)};
  const auto& offices = service(context).offices;
  if (!offices.standing) return words;
  for (Seat& seat : offices.standing(tx, person, context.now()).seats) words.push_back(std::move(seat.assembly_name));
  return words;
}

}  // namespace

std::string folded_login(std::string_view login) {
  std::string folded = nfkc_fold(login);
  const auto length = code_points(folded);
  const bool odd = std::ranges::any_of(folded, [](unsigned char c) { return c <= ' ' || c == 0x7f || c == '#'; });
  return length < 2 || length > 64 || odd ? std::string() : folded;
}

std::string phone_login(Context& context, std::string_view normal) { return "#" + look_up_of(context, normal); }

std::string_view password_problem(std::string_view login, std::string_view password, std::span<const std::string> known) {
  if (code_points(password) < kLeastLength) return "identity.password_too_short";
  std::string folded = nfkc_fold(password);
  if (!login.empty() && folded.contains(login)) return "identity.password_is_login";
  const std::set<char> different(folded.begin(), folded.end());
  if (different.size() < 4 || is_common(folded)) return "identity.password_common";
  for (const std::string& word : known) {
    const std::string plain = nfkc_fold(word);
    if (plain.size() < kShortestWord) continue;
    for (auto at = folded.find(plain); at != std::string::npos; at = folded.find(plain, at)) folded.erase(at, plain.size());
  }
  return code_points(folded) < kLeastLength ? "identity.password_known_words" : std::string_view();
}

Result<PasswordHash> hash_password(Context& context, std::string_view login, std::string_view password, std::vector<std::string> known) {
  // A number as a login is kept as its keyed hash, like every number.
  const auto number = normal_phone(login);
  PasswordHash made{.login = number ? phone_login(context, *number) : folded_login(login), .text = {}};
  if (made.login.empty()) return wrong_field("/login", "identity.bad_login");
  known.insert(known.end(), std::begin(kProduct), std::end(kProduct));
  known.push_back(context.app.config().site_name);
  if (const auto wrong = password_problem(number ? std::string_view(*number).substr(1) : made.login, password, known); !wrong.empty()) {
    return wrong_field("/password", std::string(wrong));
  }
  const Gate::Pass pass = service(context).hashing.enter();
  if (!pass) return busy();
  char text[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(text, password.data(), password.size(), kPasses, kMemory, crypto_pwhash_ALG_ARGON2ID13) != 0) return busy();
  made.text = text;
  return made;
}

Result<void> set_password(Context& context, db::WriteTx& tx, PersonId person, const PasswordHash& hash, std::string_view keep) {
  const auto owner = tx.one<StoredPassword>(sql::password_by_login, hash.login);
  if (owner && owner->person != person) return wrong_field("/login", "identity.login_taken");
  tx.run(sql::put_password, person, hash.login, hash.text, context.now());
  end_sessions(context, tx, person, keep);
  return {};
}

Result<SessionView> sign_in_by_password(Context& context, const SignInByPassword& request) {
  const auto number = normal_phone(request.login);
  const std::string login = number ? phone_login(context, *number) : folded_login(request.login);
  const auto stored = context.db.read([&](db::ReadTx& tx) { return tx.one<StoredPassword>(sql::password_by_login, login); });
  TRY_ASSIGN(const bool right, try_password(context, login, stored, request.password));
  const auto entrance = context.db.write([&](db::WriteTx& tx) -> Result<Entrance> {
    if (!right) {
      log_security(context, tx, stored ? stored->person : PersonId{}, "password_refused");
      return Entrance{};
    }
    give_back(context, tx, limits_for(context, login, stored->person));
    return admit(context, tx, {.person = stored->person, .way = Way::password});
  });
  TRY(entrance);
  if (!right) return fail(ErrorKind::unprocessable, "identity.wrong_password");
  return enter(context, *entrance);
}

Result<bool> right_password(Context& context, const std::string& password) {
  const auto stored = context.db.read([&](db::ReadTx& tx) { return tx.one<StoredPassword>(sql::password_of, context.actor.person); });
  if (!stored) return fail(ErrorKind::unprocessable, "identity.sign_in_again");
  TRY_ASSIGN(const bool right, try_password(context, stored->login, stored, password));
  return context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    if (right) give_back(context, tx, limits_for(context, stored->login, stored->person));
    else log_security(context, tx, stored->person, "password_refused");
    return right;
  });
}

Result<Nothing> change_password(Context& context, const ChangePassword& request) {
  const PersonId person = context.actor.person;
  // With a second factor, knowing the password is not enough to change it.
  if (context.db.read([&](db::ReadTx& tx) { return factors_of(tx, person); }).any()) TRY(require_confirmed(context));
  const auto stored = context.db.read([&](db::ReadTx& tx) { return tx.one<StoredPassword>(sql::password_of, person); });
  const auto known = context.db.read([&](db::ReadTx& tx) { return known_words(context, tx, person); });
  PasswordHash made;
  if (stored) {
    TRY_ASSIGN(const bool right, right_password(context, request.current.value_or("")));
    if (!right) return wrong_field("/current", "identity.wrong_current_password");
    if (request.password == request.current) return wrong_field("/password", "identity.password_same");
  }
  if (stored && !stored->login.starts_with('#')) {
    TRY_ASSIGN(made, hash_password(context, stored->login, request.password, known));
  } else {
    // Their number is the login: it comes from the code they answered with.
    const auto normal = context.db.read([&](db::ReadTx& tx) { return phone_of(context, tx, person); });
    // Whoever came by a link and has no number chooses a login, or could never come back.
    if (!normal && !request.login) return wrong_field("/login", "identity.no_login");
    TRY_ASSIGN(made, hash_password(context, normal ? *normal : *request.login, request.password, known));
  }
  const auto changed = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    TRY(set_password(context, tx, person, made, context.actor.session));
    factor_changed(context, tx, person, "password_changed");
    return true;
  });
  TRY(changed);
  return Nothing{};
}

}  // namespace gongshi::identity
