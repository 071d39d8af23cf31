#include "modules/identity/factors.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <sodium.h>

#include "embedded/identity.hpp"
#include "modules/identity/passkeys.hpp"
#include "modules/identity/passwords.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/sign_in.hpp"
#include "modules/identity/throttle.hpp"
#include "modules/identity/totp.hpp"
#include "modules/identity/wrong_field.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::identity {
namespace {

constexpr std::chrono::minutes kConfirmedFor{10};
constexpr std::size_t kSecretBytes = 20;  // RFC 4226 §4, R6
constexpr int kRecoveryCodes = 10;
constexpr int kMostStepTries = 5;

struct StoredTotp {
  db::Bytes sealed;
  std::optional<Timestamp> confirmed_at;
  std::int64_t last_step;
};
BOOST_DESCRIBE_STRUCT(StoredTotp, (), (sealed, confirmed_at, last_step))

struct StoredStep {
  PersonId person;
  std::optional<SeatId> seat;
  Way way;
  std::int64_t tries;
  Timestamp expires_at;
  std::optional<std::string> used_key;
};
BOOST_DESCRIBE_STRUCT(StoredStep, (), (person, seat, way, tries, expires_at, used_key))

std::vector<Limit> limits_for(Context& context, PersonId person) {
  const std::string device(device_of(context, person));
  const std::string from = device.empty() ? place_of(context.remote_address) : device;
  return {{fmt::format("factor|{}|{}", person.value, from), 10, std::chrono::minutes(15), 5}, {fmt::format("factor|{}", person.value), 60, std::chrono::hours(1)}};
}

/// Letters and digits only: people leave out the dash, and read "l" for "1".
std::string plain_code(std::string_view typed) {
  std::string plain;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == '1' ? 'I' : c == '0' ? 'O' : c;
  }
  return plain;
}

std::string stored_recovery(secrets::KeyView key, PersonId person, std::string_view plain) {
  return secrets::keyed_hash(key, fmt::format("recovery|{}|{}", person.value, plain));
}

/// The step of the code that the person's app shows now; the code is used up with that. `confirmed`: whether the app has proved itself already.
bool use_totp(Context& context, db::WriteTx& tx, PersonId person, std::string_view typed, bool confirmed) {
  const auto stored = tx.one<StoredTotp>(sql::find_totp, person);
  if (!stored || stored->confirmed_at.has_value() != confirmed) return false;
  const auto secret = secrets::unseal(service(context).factor_keys, stored->sealed, totp_sealed_for(person));
  if (!secret) return false;
  std::string digits(typed);
  std::erase(digits, ' ');
  const auto step = totp_step(std::as_bytes(std::span(*secret)), digits, context.now(), stored->last_step);
  return step && tx.one<PersonId>(sql::use_totp_step, person, *step, context.now()).has_value();
}

/// Runs `right` in a transaction that counts the try, which stays when it is a wrong one.
template <class F>
Result<bool> counted(Context& context, PersonId person, F&& right) {
  const auto limits = limits_for(context, person);
  return context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    TRY(take(context, tx, limits, kTooMany));
    const bool good = right(tx);
    if (good) give_back(context, tx, limits);
    else log_security(context, tx, person, "second_factor_refused");
    return good;
  });
}

std::unexpected<Error> wrong_code() { return wrong_field("/code", "identity.wrong_second_code"); }

}  // namespace

std::string totp_sealed_for(PersonId person) { return "totp|" + std::to_string(person.value); }

Factors factors_of(db::ReadTx& tx, PersonId person) { return tx.one<Factors>(sql::factors_of, person).value_or(Factors{}); }

Result<void> require_confirmed(const Context& context) {
  const Timestamp now = context.now(), then = context.actor.confirmed_at;
  // A clock set back must not make an old proof a fresh one.
  if (then > now || then + kConfirmedFor <= now) return fail(ErrorKind::forbidden, "identity.confirm_needed");
  return {};
}

bool use_code(Context& context, db::WriteTx& tx, PersonId person, std::string_view typed) {
  if (use_totp(context, tx, person, typed, true)) return true;
  const bool used = std::ranges::any_of(service(context).look_up_keys, [&](secrets::KeyView key) {
    return tx.one<PersonId>(sql::use_recovery_code, person, stored_recovery(key, person, plain_code(typed)), context.now()).has_value();
  });
  if (used) factor_changed(context, tx, person, "recovery_code_used");
  return used;
}

void factor_changed(Context& context, db::WriteTx& tx, PersonId person, std::string_view event) {
  log_security(context, tx, person, event);
  const std::string kind = "identity." + std::string(event);
  notices::tell(context, tx, {person}, {.kind = kind, .subject_kind = "person", .subject = person.value, .link = "/mine/account"});
  context.after_commit.push_back([&app = context.app, person] { forget_actor(app, person); });
}

void remove_factors(db::WriteTx& tx, PersonId person) {
  for (const db::Query* step : {&sql::remove_totp, &sql::remove_passkeys, &sql::remove_recovery_codes, &sql::remove_subjects}) tx.run(*step, person);
}

Result<FactorsView> read_factors(Context& context, db::ReadTx& tx, const Nothing&) {
  const PersonId person = context.actor.person;
  const Factors factors = factors_of(tx, person);
  FactorsView view{.recovery_codes = factors.recovery_codes};
  if (const auto totp = tx.one<StoredTotp>(sql::find_totp, person)) view.totp_since = totp->confirmed_at;
  view.passkeys = tx.all<PasskeyView>(sql::passkeys_of, person);
  view.oidc_since = tx.one<Timestamp>(sql::subject_since, person, context.app.config().oidc_issuer);
  view.passkeys_here = relying_party(context).has_value();
  return view;
}

Result<TotpSecret> begin_totp(Context& context, const Nothing&) {
  TRY(require_confirmed(context));
  const PersonId person = context.actor.person;
  std::string secret(kSecretBytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  const auto name = context.db.write([&](db::WriteTx& tx) -> Result<std::string> {
    const auto stored = tx.one<StoredTotp>(sql::find_totp, person);
    if (stored && stored->confirmed_at) return fail(ErrorKind::conflict, "identity.totp_exists");
    tx.run(sql::put_totp, person, secrets::seal(service(context).factor_keys.front(), secret, totp_sealed_for(person)));
    return display_name(tx, person);
  });
  TRY(name);
  const std::string text = base32(std::as_bytes(std::span(secret)));
  return TotpSecret{text, totp_address(context.app.config().site_name, *name, text)};
}

Result<Nothing> confirm_totp(Context& context, const TypedCode& request) {
  TRY(require_confirmed(context));
  const PersonId person = context.actor.person;
  TRY_ASSIGN(const bool right, counted(context, person, [&](db::WriteTx& tx) {
               if (!use_totp(context, tx, person, request.code, false)) return false;
               // Whoever sits here has just proved the new factor too.
               tx.run(sql::show_factor, context.actor.session, context.now());
               factor_changed(context, tx, person, "totp_added");
               return true;
             }));
  if (!right) return wrong_code();
  return Nothing{};
}

Result<Nothing> remove_totp(Context& context, db::WriteTx& tx, const Nothing&) {
  TRY(require_confirmed(context));
  const PersonId person = context.actor.person;
  if (tx.run(sql::remove_totp, person) == 0) return fail(ErrorKind::not_found, "identity.no_totp");
  if (!factors_of(tx, person).any()) tx.run(sql::remove_recovery_codes, person);
  factor_changed(context, tx, person, "totp_removed");
  return Nothing{};
}

Result<RecoveryCodes> make_recovery_codes(Context& context, const Nothing&) {
  TRY(require_confirmed(context));
  const PersonId person = context.actor.person;
  RecoveryCodes made;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    std::array<std::byte, 15> random;  // 120 bits: 24 letters, more than anybody tries, so that a fast hash is enough
    randombytes_buf(random.data(), random.size());
    std::string text = base32(random);
    for (std::size_t at = 20; at > 0; at -= 4) text.insert(at, "-");
    made.codes.push_back(std::move(text));
  }
  const auto done = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    if (!factors_of(tx, person).any()) return fail(ErrorKind::conflict, "identity.no_factor");
    tx.run(sql::remove_recovery_codes, person);
    for (const std::string& code : made.codes) tx.run(sql::add_recovery_code, person, stored_recovery(service(context).look_up_key, person, plain_code(code)));
    log_security(context, tx, person, "recovery_codes_made");
    return true;
  });
  TRY(done);
  return made;
}

Result<SessionView> take_second_step(Context& context, const TakeSecondStep& request) {
  const std::string ticket = secrets::fingerprint(request.ticket);
  const auto step = context.db.read([&](db::ReadTx& tx) { return tx.one<StoredStep>(sql::find_second_step, ticket); });
  if (!step || step->expires_at <= context.now() || step->tries >= kMostStepTries || !may_use(context, step->used_key)) {
    return fail(ErrorKind::gone, "identity.second_step_gone");
  }
  Entrance entrance;
  TRY_ASSIGN(const bool right, counted(context, step->person, [&](db::WriteTx& tx) {
               // The same request may arrive twice, when the first answer was lost: its code is used up already.
               if (!step->used_key && !use_code(context, tx, step->person, request.code)) {
                 tx.run(sql::count_second_step, ticket);
                 return false;
               }
               tx.run(sql::use_second_step, ticket, used_by(context));
               entrance = begin_session(context, tx, {.person = step->person, .seat = step->seat.value_or(SeatId{}), .way = step->way, .factor_shown = true});
               return true;
             }));
  if (!right) return wrong_code();
  return enter(context, entrance);
}

Result<SessionView> confirm(Context& context, const Confirm& request) {
  const PersonId person = context.actor.person;
  const Factors factors = context.db.read([&](db::ReadTx& tx) { return factors_of(tx, person); });
  bool right = false;
  if (factors.any()) {
    if (request.passkey) {
      TRY_ASSIGN(right, confirm_by_passkey(context, *request.passkey));
    } else {
      if (!request.code) return wrong_field("/code", "identity.code_needed");
      TRY_ASSIGN(right, counted(context, person, [&](db::WriteTx& tx) { return use_code(context, tx, person, *request.code); }));
      if (!right) return wrong_code();
    }
  } else {
    if (!request.password) return wrong_field("/password", "identity.password_needed");
    TRY_ASSIGN(right, right_password(context, *request.password));
    if (!right) return wrong_field("/password", "identity.wrong_current_password");
  }
  // The session goes on under a new token: one that was seen before does not gain what has been proved now.
  Entrance entrance{.token = secrets::random_token()};
  const auto done = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    const auto renewed = tx.run(sql::renew_session, context.actor.session, secrets::fingerprint(entrance.token), context.now(), factors.any() ? context.now() : Timestamp{});
    if (renewed == 0) return fail(ErrorKind::unauthenticated, "request.sign_in");  // ended meanwhile, from elsewhere
    log_security(context, tx, person, "confirmed");
    return true;
  });
  TRY(done);
  context.app.streams().close(context.actor.session);
  return enter(context, entrance);
}

}  // namespace gongshi::identity
