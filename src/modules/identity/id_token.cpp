#include "modules/identity/id_token.hpp"

#include <algorithm>
#include <optional>

#include "platform/json/codec.hpp"
#include "platform/secrets/public_key.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::identity::oidc {
namespace {

using boost::json::object;
using secrets::PublicKey;

// Clocks of two machines.
constexpr std::chrono::minutes kSkew{1};
constexpr std::chrono::minutes kFresh{10};

std::string text_in(const object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}
std::optional<Timestamp> time_in(const object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  if (value == nullptr || !value->is_int64() || value->as_int64() < 0 || value->as_int64() > json::kGreatestExactInteger / 1000) return std::nullopt;
  return Timestamp{value->as_int64() * 1000};
}

std::optional<object> read_object(std::string_view part) {
  const auto text = secrets::from_base64url(part);
  auto document = text ? json::parse(*text) : json::parse("");
  if (!document || !document->is_object()) return std::nullopt;
  return std::move(document->as_object());
}

std::optional<PublicKey> read_key(const object& jwk, std::string_view algorithm) {
  const auto octets = [&](std::string_view name) { return secrets::from_base64url(text_in(jwk, name)).value_or(""); };
  const std::string use = text_in(jwk, "use"), named = text_in(jwk, "alg"), type = text_in(jwk, "kty");
  if ((!use.empty() && use != "sig") || (!named.empty() && named != algorithm)) return std::nullopt;
  if (algorithm == "RS256" && type == "RSA") return PublicKey::rsa(octets("n"), octets("e"));
  if (algorithm == "ES256" && type == "EC" && text_in(jwk, "crv") == "P-256") return PublicKey::ec(secrets::Curve::p256, octets("x"), octets("y"));
  return std::nullopt;
}

bool is_for(const object& claims, std::string_view client) {
  const auto* audience = claims.if_contains("aud");
  if (audience == nullptr) return false;
  if (audience->is_string()) return audience->as_string() == client;
  if (!audience->is_array()) return false;
  const auto& list = audience->as_array();
  const bool named = std::ranges::any_of(list, [&](const auto& one) { return one.is_string() && one.as_string() == client; });
  // Of several, the party it was made for must be named (§3.1.3.7, 4 and 5).
  return named && (list.size() == 1 ? !claims.contains("azp") || text_in(claims, "azp") == client : text_in(claims, "azp") == client);
}

}  // namespace

std::expected<std::string, Refusal> check_id_token(std::string_view token, const boost::json::value& keys, const Expected& expected) {
  const auto first = token.find('.'), second = token.find('.', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos || token.size() > 20'000) return std::unexpected(Refusal::form);
  const auto header = read_object(token.substr(0, first)), claims = read_object(token.substr(first + 1, second - first - 1));
  const auto given = secrets::from_base64url(token.substr(second + 1));
  if (!header || !claims || !given || header->contains("crit")) return std::unexpected(Refusal::form);

  const std::string algorithm = text_in(*header, "alg"), key_id = text_in(*header, "kid");
  if (algorithm != "RS256" && algorithm != "ES256") return std::unexpected(Refusal::algorithm);
  const auto* list = keys.is_object() ? keys.as_object().if_contains("keys") : nullptr;
  if (list == nullptr || !list->is_array()) return std::unexpected(Refusal::key);
  const std::string signature = algorithm == "RS256" ? *given : given->size() == 64 ? secrets::der_signature(*given) : std::string();
  bool fits = false, verified = false;
  for (const auto& one : list->as_array()) {
    if (!one.is_object() || (!key_id.empty() && text_in(one.as_object(), "kid") != key_id)) continue;
    const auto key = read_key(one.as_object(), algorithm);
    if (!key) continue;
    fits = true;
    verified = verified || key->verify(secrets::Digest::sha256, token.substr(0, second), signature);
  }
  if (!fits) return std::unexpected(Refusal::key);
  if (!verified) return std::unexpected(Refusal::signature);

  if (text_in(*claims, "iss") != expected.issuer) return std::unexpected(Refusal::issuer);
  if (!is_for(*claims, expected.client)) return std::unexpected(Refusal::audience);
  const auto ends = time_in(*claims, "exp"), issued = time_in(*claims, "iat");
  if (!ends || *ends + kSkew <= expected.now) return std::unexpected(Refusal::expired);
  if (!issued || *issued > expected.now + kSkew || *issued + kFresh <= expected.now) return std::unexpected(Refusal::issued);
  if (expected.nonce.empty() || !secrets::same(text_in(*claims, "nonce"), expected.nonce)) return std::unexpected(Refusal::nonce);
  std::string subject = text_in(*claims, "sub");
  if (subject.empty() || subject.size() > 255) return std::unexpected(Refusal::subject);
  return subject;
}

}  // namespace gongshi::identity::oidc
