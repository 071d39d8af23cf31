#include "platform/secrets/public_key.hpp"

#include <vector>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

namespace gongshi::secrets {
namespace {

template <auto function>
struct Release {
  template <class T>
  void operator()(T* object) const {
    function(object);
  }
};
using Context = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
Number number(std::string_view octets) { return Number(BN_bin2bn(bytes(octets), static_cast<int>(octets.size()), nullptr)); }

struct CurveRow {
  Curve curve;
  const char* group;  // of OpenSSL; null: a raw key
  int raw;
  std::size_t field;  // octets of a coordinate
};
constexpr CurveRow kCurves[] = {{Curve::p256, "P-256", 0, 32},
                                {Curve::p384, "P-384", 0, 48},
                                {Curve::p521, "P-521", 0, 66},
                                {Curve::ed25519, nullptr, EVP_PKEY_ED25519, 32},
                                {Curve::ed448, nullptr, EVP_PKEY_ED448, 57}};
const CurveRow& row_of(Curve curve) { return kCurves[static_cast<std::size_t>(curve)]; }

evp_pkey_st* build(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  return EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1 ? key : nullptr;
}

}  // namespace

void PublicKey::Free::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

std::optional<PublicKey> PublicKey::rsa(std::string_view modulus, std::string_view exponent) {
  if (modulus.size() > 1024 || exponent.size() > 8) return std::nullopt;
  const Number n = number(modulus), e = number(exponent);
  if (!n || !e || BN_num_bits(n.get()) < 2048 || BN_is_odd(e.get()) == 0 || BN_is_one(e.get())) return std::nullopt;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return std::nullopt;
  }
  auto* const key = build("RSA", builder.get());
  return key == nullptr ? std::nullopt : std::optional(PublicKey(key));
}

std::optional<PublicKey> PublicKey::ec(Curve curve, std::string_view x, std::string_view y) {
  const CurveRow& row = row_of(curve);
  if (row.group == nullptr || x.size() != row.field || y.size() != row.field) return std::nullopt;
  const std::string point = "\x04" + std::string(x) + std::string(y);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, row.group, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    return std::nullopt;
  }
  auto* const key = build("EC", builder.get());
  return key == nullptr ? std::nullopt : std::optional(PublicKey(key));
}

std::optional<PublicKey> PublicKey::edwards(Curve curve, std::string_view x) {
  const CurveRow& row = row_of(curve);
  if (row.group != nullptr || x.size() != row.field) return std::nullopt;
  auto* const key = EVP_PKEY_new_raw_public_key(row.raw, nullptr, bytes(x), x.size());
  return key == nullptr ? std::nullopt : std::optional(PublicKey(key));
}

bool PublicKey::verify(Digest digest, std::string_view message, std::string_view signature) const {
  const std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  const EVP_MD* const md = digest == Digest::none ? nullptr : digest == Digest::sha256 ? EVP_sha256() : digest == Digest::sha384 ? EVP_sha384() : EVP_sha512();
  return context && EVP_DigestVerifyInit(context.get(), nullptr, md, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) == 1;
}

std::string der_signature(std::string_view both) {
  if (both.empty() || both.size() % 2 != 0 || both.size() > 132) return {};
  const std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>> made(ECDSA_SIG_new());
  Number r = number(both.substr(0, both.size() / 2)), s = number(both.substr(both.size() / 2));
  if (!made || !r || !s || ECDSA_SIG_set0(made.get(), r.get(), s.get()) != 1) return {};
  r.release();
  s.release();
  unsigned char* out = nullptr;
  const int size = i2d_ECDSA_SIG(made.get(), &out);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

std::string to_base64url(std::string_view octets) {
  std::string text(sodium_base64_encoded_len(octets.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes(octets), octets.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the terminator
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string octets(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(octets.data()), octets.size(), text.data(), text.size(), nullptr, &size, &end,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  octets.resize(size);
  return octets;
}

}  // namespace gongshi::secrets
