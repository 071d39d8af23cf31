// An ID token of OpenID Connect Core 1.0 (§2, §3.1.3.7), checked; pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/names.hpp"
#include "base/time.hpp"

namespace gongshi::identity::oidc {

enum class Refusal {
  form,       // no JWS in compact form with an object of claims
  algorithm,  // neither RS256 nor ES256
  key,        // none of the issuer's fits
  signature,
  issuer,
  audience,
  expired,
  issued,     // in the future, or long ago
  nonce,
  subject,
};
BOOST_DESCRIBE_ENUM(Refusal, form, algorithm, key, signature, issuer, audience, expired, issued, nonce, subject)

struct Expected {
  std::string issuer;
  std::string client;
  std::string nonce;
  Timestamp now;
};

/// The subject. `keys` is the issuer's JWK set (RFC 7517).
std::expected<std::string, Refusal> check_id_token(std::string_view token, const boost::json::value& keys, const Expected& expected);

}  // namespace gongshi::identity::oidc
