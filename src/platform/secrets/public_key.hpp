// Public keys of others and what they signed, by OpenSSL: of authenticators (WebAuthn) and of sign-in services (OpenID Connect).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace gongshi::secrets {

enum class Curve { p256, p384, p521, ed25519, ed448 };
enum class Digest { none, sha256, sha384, sha512 };  // none: the curve brings its own

class PublicKey {
 public:
  /// Big-endian octets. nullopt unless the modulus has 2048 to 8192 bits and the exponent is odd and greater than 1.
  static std::optional<PublicKey> rsa(std::string_view modulus, std::string_view exponent);
  /// Coordinates of the length of the curve's field; nullopt when the point is not on it.
  static std::optional<PublicKey> ec(Curve curve, std::string_view x, std::string_view y);
  static std::optional<PublicKey> edwards(Curve curve, std::string_view x);

  /// RSA: PKCS #1 v1.5; curves: ECDSA with a DER signature, EdDSA.
  bool verify(Digest digest, std::string_view message, std::string_view signature) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  explicit PublicKey(evp_pkey_st* key) : key_(key) {}
  std::unique_ptr<evp_pkey_st, Free> key_;
};

/// An ECDSA signature as JOSE has it (r and s side by side, RFC 7518 §3.4) in DER; empty when it is none.
std::string der_signature(std::string_view both);

/// Without padding.
std::string to_base64url(std::string_view octets);
/// nullopt when it is no base64url without padding.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace gongshi::secrets
