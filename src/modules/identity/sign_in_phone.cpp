// Sign-in by a six-digit code sent to a telephone; the first time asks for consent to the privacy terms.
#include "modules/identity/sign_in.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "embedded/identity.hpp"
#include "modules/identity/device.hpp"
#include "modules/identity/phones.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/throttle.hpp"
#include "modules/identity/wrong_field.hpp"
#include "platform/log/log.hpp"
#include "platform/notices/delivery.hpp"

namespace gongshi::identity {
namespace {

constexpr std::chrono::minutes kCodeLife{5};
constexpr std::chrono::seconds kResendAfter{60};
constexpr int kMostTries = 5;
constexpr char kTooManyCodes[] = "identity.too_many_codes";
constexpr char kTooManyTries[] = "identity.too_many_tries";

struct StoredCode {
  std::string code;
  Timestamp sent_at;
  Timestamp expires_at;
  int tries;
  std::optional<std::string> used_key;
  std::string device;  // the browser's that asked
};
BOOST_DESCRIBE_STRUCT(StoredCode, (), (code, sent_at, expires_at, tries, used_key, device))

std::string stored_code(Context& context, std::string_view look_up, std::string_view code) {
  return secrets::keyed_hash(service(context).look_up_key, fmt::format("code|{}|{}", look_up, code));
}

/// A visitor is called "市民" and four digits until the assembly's roster or they themselves say otherwise.
std::string visitor_name() { return fmt::format("市民{:04}", randombytes_uniform(10'000)); }

/// Error values are rolled back, but a wrong try must be counted: so a refusal is a value here.
struct Attempt {
  std::optional<Error> refused;
  Entrance entrance{};
};

Attempt refuse(std::unexpected<Error> why) { return {.refused = std::move(why).error()}; }

Attempt attempt(Context& context, db::WriteTx& tx, const std::string& normal, const SignInByPhone& request) {
  const std::string look_up = look_up_of(context, normal);
  const auto stored = tx.one<StoredCode>(sql::find_code, look_up);
  if (!stored || stored->expires_at <= context.now()) return refuse(wrong_field("/code", "identity.code_expired"));
  if (stored->tries >= kMostTries) return refuse(wrong_field("/code", "identity.code_used_up"));
  auto person = tx.one<PersonId>(sql::person_by_phone, look_up);
  // Whoever read the code over a shoulder, or had it told to them, does not have the browser that asked for it.
  const bool elsewhere = stored->device != secrets::fingerprint(context.device);
  if (elsewhere || stored->code != stored_code(context, look_up, request.code)) {
    tx.run(sql::count_code_try, look_up);
    log_security(context, tx, person.value_or(PersonId{}), "phone_code_refused");
    const int left = kMostTries - stored->tries - 1;
    if (elsewhere) return refuse(wrong_field("/code", "identity.code_elsewhere"));
    if (left == 0) return refuse(wrong_field("/code", "identity.code_used_up"));
    return refuse(wrong_field("/code", "identity.wrong_code", {{"left", std::to_string(left)}}));
  }
  if (!may_use(context, stored->used_key)) return refuse(wrong_field("/code", "identity.code_expired"));
  const bool consented = person && tx.one<std::int64_t>(sql::has_consented, *person, kPrivacyTerms).value_or(0) != 0;
  if (!consented && !request.consent) return refuse(wrong_field("/consent", "identity.consent_needed"));
  if (!person) person = create_person(context, tx, {.name = visitor_name(), .phone = normal});
  tx.run(sql::verify_phone, *person, context.now());
  if (!consented) tx.run(sql::add_consent, *person, kPrivacyTerms, context.now());
  tx.run(sql::use_code, look_up, used_by(context));
  return {.refused = std::nullopt, .entrance = admit(context, tx, {.person = *person, .way = Way::phone})};
}

}  // namespace

std::string used_by(Context& context) {
  return secrets::keyed_hash(service(context).look_up_key, "used by|" + context.idempotency_key);
}

bool may_use(Context& context, const std::optional<std::string>& used_key) {
  return !used_key || (context.idempotency_key.size() >= 8 && *used_key == used_by(context));
}

Result<CodeSent> ask_for_code(Context& context, db::WriteTx& tx, const AskForCode& request) {
  const auto sender = notices::sender_of(context.app, notices::Channel::text_message);
  if (!sender) return fail(ErrorKind::unprocessable, "identity.no_phone_sign_in");
  const auto normal = normal_phone(request.phone);
  if (!normal) return wrong_field("/phone", "identity.not_a_phone");
  const std::string look_up = look_up_of(context, *normal);
  const Timestamp now = context.now();
  if (const auto earlier = tx.one<StoredCode>(sql::find_code, look_up);
      earlier && earlier->sent_at <= now && earlier->sent_at + kResendAfter > now) {  // later than now: the clock was set back
    const auto wait = (earlier->sent_at + kResendAfter) - now;
    return fail(ErrorKind::too_many, "identity.code_sent_already", {{"seconds", std::to_string((wait.count() + 999) / 1000)}});
  }
  using std::chrono::seconds;
  const std::vector<Limit> limits{{"code|" + *normal, 5, seconds(60 * 60)},
                                  {"code|" + *normal, 12, seconds(24 * 60 * 60)},
                                  {"code from|" + place_of(context.remote_address), 600, seconds(60 * 60)}};
  TRY(take(context, tx, limits, kTooManyCodes));
  const std::string code = fmt::format("{:06}", randombytes_uniform(1'000'000));
  give_device(context, context.device.empty() ? secrets::random_token() + "." : context.device);
  tx.run(sql::put_code, look_up, stored_code(context, look_up, code), now, now + kCodeLife, secrets::fingerprint(context.device));
  const std::string text = context.say("identity.code_message", {{"code", code}, {"minutes", std::to_string(kCodeLife.count())}});
  context.after_commit.push_back([sender, message = notices::Message{.id = context.ids.next_value(), .to = *normal, .text = text, .at = now}] {
    if (const auto outcome = sender->send(message); outcome.fate != notices::Fate::taken) log::warning("a code was not taken", {{"why", outcome.why}});
  });
  return CodeSent{now + kCodeLife, now + kResendAfter};
}

Result<SessionView> sign_in_by_phone(Context& context, const SignInByPhone& request) {
  const auto normal = normal_phone(request.phone);
  if (!normal) return wrong_field("/phone", "identity.not_a_phone");
  const std::vector<Limit> limits{{"code try|" + place_of(context.remote_address), 120, std::chrono::seconds(60 * 60)}};
  TRY(context.db.read([&](db::ReadTx& tx) { return check(context, tx, limits, kTooManyTries); }));
  auto done = context.db.write([&](db::WriteTx& tx) -> Result<Attempt> {
    TRY(take(context, tx, limits, kTooManyTries));
    Attempt made = attempt(context, tx, *normal, request);
    if (!made.refused) give_back(context, tx, limits);
    return made;
  });
  TRY(done);
  if (done->refused) return std::unexpected(std::move(*done->refused));
  return enter(context, done->entrance);
}

Result<Outbox> read_outbox(Context& context, const Nothing&) {
  const auto& outbox = service(context).outbox;
  if (!outbox) return fail(ErrorKind::not_found, "request.no_such_address");
  return Outbox{outbox->messages()};
}

}  // namespace gongshi::identity
