// An authenticator in software: makes credentials and signs with them as told, wrongly too.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "base/assert.hpp"
#include "base/sha256.hpp"
#include "platform/secrets/public_key.hpp"

namespace gongshi::identity::test {

inline std::string cbor_head(int major, std::size_t number) {
  const auto first = [&](int low) { return std::string(1, static_cast<char>((major << 5) | low)); };
  if (number < 24) return first(static_cast<int>(number));
  if (number < 256) return first(24) + static_cast<char>(number);
  return first(25) + static_cast<char>(number >> 8) + static_cast<char>(number & 0xff);
}
inline std::string cbor_text(std::string_view text) { return cbor_head(3, text.size()) + std::string(text); }
inline std::string cbor_octets(std::string_view octets) { return cbor_head(2, octets.size()) + std::string(octets); }
inline std::string cbor_integer(std::int64_t n) { return n >= 0 ? cbor_head(0, static_cast<std::size_t>(n)) : cbor_head(1, static_cast<std::size_t>(-1 - n)); }

inline std::string sha256_of(std::string_view octets) {
  const auto digest = sha256(octets);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// What goes into one registration or assertion; the defaults are right.
struct Say {
  std::string type{};       // "webauthn.create", "webauthn.get"
  std::string challenge{};  // octets
  std::string origin = "https://example.org";
  std::string more{};       // further members of the client data: ",\"crossOrigin\":true"
  std::string party = "example.org";
  int flags = 0x05;         // UP, UV; AT is added where there is a credential
  std::uint32_t counter = 1;
  std::string credential = std::string(32, 'c');
  std::int64_t algorithm = -7;   // in the COSE key
  std::int64_t key_type = 2;
  std::int64_t curve = 1;
  std::string format = "none";
  std::string statement = std::string("\xa0", 1);  // an empty map; "packed" makes its own when empty
  std::string behind{};     // octets behind the authenticator data
};

class Authenticator {
 public:
  explicit Authenticator(const char* curve = "P-256") : key_(EVP_EC_gen(curve), EVP_PKEY_free) { GONGSHI_ASSERT(key_ != nullptr); }

  std::string client_data(const Say& say) const {
    return fmt::format(R"({{"type":"{}","challenge":"{}","origin":"{}"{}}})", say.type, secrets::to_base64url(say.challenge), say.origin, say.more);
  }
  std::string public_key(const Say& say) const {
    unsigned char point[133];
    std::size_t size = 0;
    EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &size);
    const std::string text(reinterpret_cast<const char*>(point) + 1, size - 1);
    return cbor_head(5, 5) + cbor_integer(1) + cbor_integer(say.key_type) + cbor_integer(3) + cbor_integer(say.algorithm) + cbor_integer(-1) +
           cbor_integer(say.curve) + cbor_integer(-2) + cbor_octets(text.substr(0, text.size() / 2)) + cbor_integer(-3) + cbor_octets(text.substr(text.size() / 2));
  }
  std::string authenticator_data(const Say& say, bool with_credential) const {
    std::string data = sha256_of(say.party) + static_cast<char>(say.flags | (with_credential ? 0x40 : 0));
    for (int shift = 24; shift >= 0; shift -= 8) data += static_cast<char>((say.counter >> shift) & 0xff);
    if (with_credential) {
      data += std::string(16, 'a') + static_cast<char>(say.credential.size() >> 8) + static_cast<char>(say.credential.size() & 0xff) + say.credential + public_key(say);
    }
    return data + say.behind;
  }
  std::string attestation(const Say& say) const {
    const std::string data = authenticator_data(say, true);
    std::string statement = say.statement;
    if (say.format == "packed" && statement == std::string("\xa0", 1)) {
      statement = cbor_head(5, 2) + cbor_text("alg") + cbor_integer(-7) + cbor_text("sig") + cbor_octets(sign(data + sha256_of(client_data(say))));
    }
    return cbor_head(5, 3) + cbor_text("fmt") + cbor_text(say.format) + cbor_text("attStmt") + statement + cbor_text("authData") + cbor_octets(data);
  }
  std::string sign(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
    EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, message.size());
    signature.resize(size);
    return signature;
  }
  std::string signature(const Say& say) const { return sign(authenticator_data(say, false) + sha256_of(client_data(say))); }

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace gongshi::identity::test
