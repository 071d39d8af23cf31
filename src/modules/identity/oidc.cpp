#include "modules/identity/oidc.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "base/sha256.hpp"
#include "embedded/identity.hpp"
#include "modules/identity/device.hpp"
#include "modules/identity/factors.hpp"
#include "modules/identity/id_token.hpp"
#include "modules/identity/origin.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/throttle.hpp"
#include "platform/fetch/fetch.hpp"
#include "platform/log/log.hpp"
#include "platform/secrets/public_key.hpp"

namespace gongshi::identity {
namespace {

constexpr std::chrono::minutes kJourney{10};
constexpr std::chrono::hours kRemember{1};
constexpr std::chrono::minutes kFreshKeys{1};
constexpr char kReturn[] = "/sign-in/oidc";

struct StoredAttempt {
  std::string nonce;
  std::string verifier;
  std::string device;
  std::string session;
};
BOOST_DESCRIBE_STRUCT(StoredAttempt, (), (nonce, verifier, device, session))

std::unexpected<Error> unreachable(Context& context, std::string_view why) {
  log::warning("the sign-in service", {{"request", context.request_id}, {"why", std::string(why)}});
  return fail(ErrorKind::unavailable, "identity.oidc_unreachable");
}

std::unexpected<Error> refused(Context& context, std::string_view why) {
  log::warning("the sign-in service", {{"request", context.request_id}, {"why", std::string(why)}});
  return fail(ErrorKind::unprocessable, "identity.oidc_refused");
}

std::string in_query(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
    out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return out;
}

std::string text_in(const boost::json::value& document, std::string_view name) {
  const auto* value = document.is_object() ? document.as_object().if_contains(name) : nullptr;
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

Result<boost::json::value> ask(Context& context, const fetch::Request& request) {
  const auto answer = fetch::fetch(request, {.allow_private = context.app.config().oidc_private});
  if (!answer) return unreachable(context, answer.error());
  auto document = json::parse(answer->body);
  if (answer->status != 200 || !document) return unreachable(context, fmt::format("answered {} at {}", answer->status, request.url.substr(0, request.url.find('?'))));
  return std::move(*document);
}

Result<OidcJourney> begin(Context& context, const std::string& session) {
  const auto& config = context.app.config();
  const auto origin = own_origin(context);
  if (config.oidc_issuer.empty() || !origin) return fail(ErrorKind::unprocessable, "identity.no_oidc");
  TRY_ASSIGN(const auto service, identity::service(context).oidc.known(context));
  const std::string state = secrets::random_token(), nonce = secrets::random_token(), verifier = secrets::random_token();
  // The journey ends in the browser in which it began: nobody is signed in as whom they did not mean to be.
  if (context.device.empty()) give_device(context, secrets::random_token() + ".");
  const std::vector<Limit> limits{{"oidc|" + place_of(context.remote_address), 300, std::chrono::hours(1)}};
  const auto stored = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    TRY(take(context, tx, limits, "identity.too_many_tries"));
    tx.run(sql::add_oidc_attempt, secrets::fingerprint(state), nonce, verifier, secrets::fingerprint(context.device), session, context.now() + kJourney);
    return true;
  });
  TRY(stored);
  const Sha256Digest digest = sha256(verifier);
  const std::string challenge = secrets::to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return OidcJourney{fmt::format("{}{}response_type=code&client_id={}&redirect_uri={}&scope=openid&state={}&nonce={}&code_challenge={}&code_challenge_method=S256",
                                 service.authorization, service.authorization.contains('?') ? "&" : "?", in_query(config.oidc_client_id), in_query(*origin + kReturn),
                                 state, nonce, challenge)};
}

/// Who the service says this is.
Result<std::string> subject_of(Context& context, const std::string& code, const StoredAttempt& attempt, const std::string& origin) {
  const auto& config = context.app.config();
  OidcService& oidc = identity::service(context).oidc;
  TRY_ASSIGN(auto service, oidc.known(context));
  fetch::Request request{.method = "POST", .url = service.token, .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}}};
  request.body = fmt::format("grant_type=authorization_code&code={}&redirect_uri={}&code_verifier={}", in_query(code), in_query(origin + kReturn), attempt.verifier);
  if (config.oidc_client_secret.empty()) {
    request.body += "&client_id=" + in_query(config.oidc_client_id);
  } else {
    const std::string pair = in_query(config.oidc_client_id) + ":" + in_query(config.oidc_client_secret);
    std::string text(sodium_base64_encoded_len(pair.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(pair.data()), pair.size(), sodium_base64_VARIANT_ORIGINAL);
    request.headers.emplace_back("Authorization", "Basic " + text.substr(0, text.size() - 1));
  }
  TRY_ASSIGN(const auto answer, ask(context, request));
  const std::string token = text_in(answer, "id_token");
  const oidc::Expected expected{config.oidc_issuer, config.oidc_client_id, attempt.nonce, context.now()};
  auto subject = oidc::check_id_token(token, service.keys, expected);
  if (!subject && (subject.error() == oidc::Refusal::key || subject.error() == oidc::Refusal::signature)) {
    // The service may have changed its keys.
    TRY_ASSIGN(service, oidc.known(context, true));
    subject = oidc::check_id_token(token, service.keys, expected);
  }
  if (!subject) return refused(context, fmt::format("its token: {}", enum_name(subject.error())));
  return std::move(*subject);
}

}  // namespace

Result<OidcService::Known> OidcService::known(Context& context, bool fresh) {
  const std::string& issuer = context.app.config().oidc_issuer;
  {
    const std::lock_guard lock(mutex_);
    const auto life = fresh ? std::chrono::milliseconds(kFreshKeys) : std::chrono::milliseconds(kRemember);
    if (known_ && known_->asked_at <= context.now() && context.now() < known_->asked_at + life) return *known_;
  }
  const std::string base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
  TRY_ASSIGN(const auto document, ask(context, {.url = base + "/.well-known/openid-configuration"}));
  // OpenID Connect Discovery 1.0, §4.3: exactly the one asked for.
  if (text_in(document, "issuer") != issuer) return unreachable(context, "calls itself another issuer");
  Known known{.authorization = text_in(document, "authorization_endpoint"), .token = text_in(document, "token_endpoint"), .keys_at = text_in(document, "jwks_uri"), .keys = {},
              .asked_at = context.now()};
  const auto sends = fetch::read_url(known.authorization);
  if (!sends || (!sends->secure && !context.app.config().oidc_private)) return unreachable(context, "its authorization endpoint is no https address");
  TRY_ASSIGN(known.keys, ask(context, {.url = known.keys_at}));
  const std::lock_guard lock(mutex_);
  known_ = known;
  return known;
}

std::optional<std::string> oidc_name(const Context& context) {
  const auto& config = context.app.config();
  if (config.oidc_issuer.empty()) return std::nullopt;
  if (!config.oidc_name.empty()) return config.oidc_name;
  const auto url = fetch::read_url(config.oidc_issuer);
  return url ? url->host : config.oidc_issuer;
}

Result<OidcJourney> begin_oidc_sign_in(Context& context, const Nothing&) { return begin(context, ""); }

Result<OidcJourney> begin_oidc_link(Context& context, const Nothing&) {
  TRY(require_confirmed(context));
  return begin(context, context.actor.session);
}

Result<SessionView> finish_oidc(Context& context, const FinishOidc& request) {
  const std::string& issuer = context.app.config().oidc_issuer;
  const auto origin = own_origin(context);
  if (issuer.empty() || !origin) return fail(ErrorKind::unprocessable, "identity.no_oidc");
  const auto attempt = context.db.write([&](db::WriteTx& tx) -> Result<std::optional<StoredAttempt>> {
    return tx.one<StoredAttempt>(sql::use_oidc_attempt, secrets::fingerprint(request.state), context.now());
  });
  TRY(attempt);
  if (!*attempt || context.device.empty() || (*attempt)->device != secrets::fingerprint(context.device)) return fail(ErrorKind::gone, "identity.oidc_gone");
  const bool linking = !(*attempt)->session.empty();
  if (linking && (*attempt)->session != context.actor.session) return fail(ErrorKind::gone, "identity.oidc_gone");
  TRY_ASSIGN(const std::string subject, subject_of(context, request.code, **attempt, *origin));
  Entrance entrance;
  const auto done = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    const auto person = tx.one<PersonId>(sql::person_by_subject, issuer, subject);
    if (!linking) {
      if (!person) return fail(ErrorKind::unprocessable, "identity.oidc_unknown");
      entrance = admit(context, tx, {.person = *person, .way = Way::oidc});
      return true;
    }
    if (person && *person != context.actor.person) return fail(ErrorKind::conflict, "identity.oidc_taken");
    if (person) return true;
    tx.run(sql::remove_subjects, context.actor.person);
    tx.run(sql::add_subject, issuer, subject, context.actor.person, context.now());
    factor_changed(context, tx, context.actor.person, "oidc_linked");
    return true;
  });
  TRY(done);
  if (!linking) return enter(context, entrance);
  return context.db.read([&](db::ReadTx& tx) { return session_view(context, tx); });
}

Result<Nothing> remove_oidc(Context& context, db::WriteTx& tx, const Nothing&) {
  TRY(require_confirmed(context));
  if (tx.run(sql::remove_subjects, context.actor.person) == 0) return fail(ErrorKind::not_found, "identity.no_oidc_link");
  factor_changed(context, tx, context.actor.person, "oidc_removed");
  return Nothing{};
}

}  // namespace gongshi::identity
