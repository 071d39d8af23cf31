#include "modules/identity/passkeys.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "embedded/identity.hpp"
#include "modules/identity/factors.hpp"
#include "modules/identity/origin.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/throttle.hpp"
#include "modules/identity/wrong_field.hpp"
#include "platform/log/log.hpp"
#include "platform/secrets/public_key.hpp"

namespace gongshi::identity {
namespace {

constexpr std::chrono::minutes kChallengeLife{2};
constexpr std::size_t kMostPasskeys = 20;

/// What a challenge was given for; an answer to one is none to another.
enum class Purpose { registration, sign_in, confirmation };
BOOST_DESCRIBE_ENUM(Purpose, registration, sign_in, confirmation)

struct StoredPasskey {
  PasskeyId id;
  PersonId person;
  db::Bytes public_key;
  std::int64_t sign_count;
  bool backup_eligible;
};
BOOST_DESCRIBE_STRUCT(StoredPasskey, (), (id, person, public_key, sign_count, backup_eligible))

std::string_view octets(const db::Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
db::Blob blob(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string new_challenge(Context& context, db::WriteTx& tx, Purpose purpose) {
  const std::string challenge = secrets::random_token();  // 32 random bytes in base64url, as the browser wants them
  tx.run(sql::add_challenge, secrets::fingerprint(*secrets::from_base64url(challenge)), purpose, purpose == Purpose::sign_in ? std::string() : context.actor.session,
         context.now() + kChallengeLife);
  return challenge;
}

/// The challenge that the client data answers, if it was given to this session for this purpose and is still open; it is used up with that.
std::string take_challenge(Context& context, db::WriteTx& tx, Purpose purpose, std::string_view client_data) {
  std::string challenge = webauthn::challenge_of(client_data);
  const std::string session = purpose == Purpose::sign_in ? std::string() : context.actor.session;
  const bool open = tx.one<Timestamp>(sql::use_challenge, secrets::fingerprint(challenge), purpose, session, context.now()).has_value();
  return open ? challenge : std::string();
}

/// What a passkey calls its owner: not the person's number, which means something elsewhere.
std::string user_handle(Context& context, PersonId person) {
  return secrets::keyed_hash(service(context).look_up_key, "passkey|" + std::to_string(person.value));
}

std::unexpected<Error> refused(Context& context, webauthn::Refusal why) {
  log::info("a passkey was refused", {{"request", context.request_id}, {"why", std::string(enum_name(why))}});
  return fail(ErrorKind::unprocessable, "identity.passkey_refused");
}

struct Decoded {
  std::string credential, client_data, authenticator_data, signature;
};
std::optional<Decoded> decoded(const PasskeyAnswer& answer) {
  auto credential = secrets::from_base64url(answer.credential), client_data = secrets::from_base64url(answer.client_data);
  auto authenticator_data = secrets::from_base64url(answer.authenticator_data), signature = secrets::from_base64url(answer.signature);
  if (!credential || !client_data || !authenticator_data || !signature) return std::nullopt;
  return Decoded{std::move(*credential), std::move(*client_data), std::move(*authenticator_data), std::move(*signature)};
}

std::expected<PersonId, webauthn::Refusal> check(Context& context, db::WriteTx& tx, Purpose purpose, const webauthn::RelyingParty& party, const PasskeyAnswer& answer) {
  using webauthn::Refusal;
  const auto given = decoded(answer);
  if (!given) return std::unexpected(Refusal::client_data);
  const std::string challenge = take_challenge(context, tx, purpose, given->client_data);
  const auto stored = tx.one<StoredPasskey>(sql::find_passkey, blob(given->credential));
  if (!stored) return std::unexpected(Refusal::credential);
  const auto used = webauthn::check_assertion(party, challenge, {given->client_data, given->authenticator_data, given->signature},
                                              {octets(stored->public_key), static_cast<std::uint32_t>(stored->sign_count), stored->backup_eligible});
  if (!used) {
    // Two authenticators with one key: the owner must hear of it.
    if (used.error() == Refusal::counter) factor_changed(context, tx, stored->person, "passkey_copied");
    else log_security(context, tx, stored->person, "passkey_refused");
    return std::unexpected(used.error());
  }
  if (!tx.one<PasskeyId>(sql::use_passkey, stored->id, *used, context.now())) return std::unexpected(Refusal::counter);
  return stored->person;
}

/// A refusal is a value of the transaction, so that what it used up stays used up.
using Checked = std::expected<PersonId, webauthn::Refusal>;

}  // namespace

std::optional<std::string> own_origin(const Context& context) {
  const std::string& url = context.app.config().public_url;
  if (const auto scheme = url.find("://"); scheme != std::string::npos) return url.substr(0, url.find('/', scheme + 3));
  const std::string_view host = std::string_view(context.host).substr(0, context.host.rfind(':'));
  if (host != "localhost" && host != "127.0.0.1") return std::nullopt;
  return (context.secure ? "https://" : "http://") + context.host;
}

std::optional<webauthn::RelyingParty> relying_party(const Context& context) {
  const auto origin = own_origin(context);
  if (!origin) return std::nullopt;
  const auto begin = origin->find("://") + 3;
  std::string host = origin->substr(begin, origin->find(':', begin) - begin);
  // Browsers keep passkeys for names, not for addresses.
  if (host.find_first_not_of("0123456789.") == std::string::npos) return std::nullopt;
  return webauthn::RelyingParty{.id = std::move(host), .origins = {*origin}};
}

Result<PasskeyOptions> ask_for_passkey(Context& context, db::WriteTx& tx, const Nothing&) {
  TRY(require_confirmed(context));
  const auto party = relying_party(context);
  if (!party) return fail(ErrorKind::unprocessable, "identity.no_passkeys_here");
  const PersonId person = context.actor.person;
  PasskeyOptions options{.challenge = new_challenge(context, tx, Purpose::registration),
                         .relying_party = party->id,
                         .site_name = context.app.config().site_name,
                         .user = secrets::to_base64url(user_handle(context, person).substr(0, 32)),
                         .user_name = display_name(tx, person),
                         .algorithms = party->algorithms};
  for (const db::Bytes& credential : tx.all<db::Bytes>(sql::credentials_of, person)) options.exclude.push_back(secrets::to_base64url(octets(credential)));
  if (options.exclude.size() >= kMostPasskeys) return fail(ErrorKind::conflict, "identity.too_many_passkeys");
  return options;
}

Result<PasskeyView> add_passkey(Context& context, db::WriteTx& tx, const NewPasskey& request) {
  TRY(require_confirmed(context));
  const auto party = relying_party(context);
  if (!party) return fail(ErrorKind::unprocessable, "identity.no_passkeys_here");
  if (search_form(request.name).empty() || std::ranges::any_of(request.name, [](unsigned char c) { return c < ' ' || c == 0x7f; })) {
    return wrong_field("/name", "identity.bad_passkey_name");
  }
  const auto client_data = secrets::from_base64url(request.client_data), attestation = secrets::from_base64url(request.attestation);
  if (!client_data || !attestation) return refused(context, webauthn::Refusal::client_data);
  const std::string challenge = take_challenge(context, tx, Purpose::registration, *client_data);
  const auto made = webauthn::check_registration(*party, challenge, *client_data, *attestation);
  if (!made) return refused(context, made.error());
  const PersonId person = context.actor.person;
  const PasskeyView view{.id = context.ids.next<PasskeyId>(), .name = request.name, .created_at = context.now()};
  const auto added = tx.one<PasskeyId>(sql::add_passkey, view.id, person, blob(made->id), blob(made->public_key), made->sign_count, made->backup_eligible, view.name,
                                       view.created_at);
  if (!added) return fail(ErrorKind::conflict, "identity.passkey_exists");
  tx.run(sql::show_factor, context.actor.session, context.now());
  factor_changed(context, tx, person, "passkey_added");
  return view;
}

Result<Nothing> remove_passkey(Context& context, db::WriteTx& tx, const OnePasskey& request) {
  TRY(require_confirmed(context));
  const PersonId person = context.actor.person;
  if (!tx.one<PasskeyId>(sql::remove_passkey, request.id, person)) return fail(ErrorKind::not_found, "identity.no_such_passkey");
  if (!factors_of(tx, person).any()) tx.run(sql::remove_recovery_codes, person);
  factor_changed(context, tx, person, "passkey_removed");
  return Nothing{};
}

Result<PasskeyChallenge> ask_to_sign_in_by_passkey(Context& context, db::WriteTx& tx, const Nothing&) {
  const auto party = relying_party(context);
  if (!party) return fail(ErrorKind::unprocessable, "identity.no_passkeys_here");
  const std::vector<Limit> limits{{"challenge|" + place_of(context.remote_address), 300, std::chrono::hours(1)}};
  TRY(take(context, tx, limits, kTooMany));
  return PasskeyChallenge{new_challenge(context, tx, Purpose::sign_in), party->id};
}

Result<PasskeyChallenge> ask_to_confirm_by_passkey(Context& context, db::WriteTx& tx, const Nothing&) {
  const auto party = relying_party(context);
  if (!party) return fail(ErrorKind::unprocessable, "identity.no_passkeys_here");
  return PasskeyChallenge{new_challenge(context, tx, Purpose::confirmation), party->id};
}

Result<SessionView> sign_in_by_passkey(Context& context, const PasskeyAnswer& request) {
  const auto party = relying_party(context);
  if (!party) return fail(ErrorKind::unprocessable, "identity.no_passkeys_here");
  Entrance entrance;
  const auto checked = context.db.write([&](db::WriteTx& tx) -> Result<Checked> {
    Checked person = check(context, tx, Purpose::sign_in, *party, request);
    if (person) entrance = begin_session(context, tx, {.person = *person, .way = Way::passkey});
    return person;
  });
  TRY(checked);
  if (!*checked) return refused(context, checked->error());
  return enter(context, entrance);
}

Result<bool> confirm_by_passkey(Context& context, const PasskeyAnswer& request) {
  const auto party = relying_party(context);
  if (!party) return fail(ErrorKind::unprocessable, "identity.no_passkeys_here");
  const auto checked = context.db.write([&](db::WriteTx& tx) -> Result<Checked> { return check(context, tx, Purpose::confirmation, *party, request); });
  TRY(checked);
  if (!*checked || **checked != context.actor.person) return refused(context, *checked ? webauthn::Refusal::credential : checked->error());
  return true;
}

}  // namespace gongshi::identity
