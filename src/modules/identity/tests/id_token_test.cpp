// ID tokens that hold, and those that must not.
#include <functional>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "modules/identity/id_token.hpp"
#include "platform/json/codec.hpp"
#include "platform/secrets/public_key.hpp"

namespace gongshi::identity::oidc {
namespace {

struct Key {
  std::shared_ptr<EVP_PKEY> pair;
  std::string algorithm;
  std::string sign(const std::string& message) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pair.get());
    EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, message.size());
    signature.resize(size);
    if (algorithm != "ES256") return signature;
    // From DER to r and s side by side.
    const auto part = [&](std::size_t at) {
      std::string number = signature.substr(at + 2, static_cast<unsigned char>(signature[at + 1]));
      number.erase(0, number.size() > 32 ? number.size() - 32 : 0);
      return std::string(32 - number.size(), '\0') + number;
    };
    return part(2) + part(4 + static_cast<std::size_t>(static_cast<unsigned char>(signature[3])));
  }
  std::string jwk(const std::string& id) const {
    const auto number = [&](const char* name) {
      BIGNUM* value = nullptr;
      EVP_PKEY_get_bn_param(pair.get(), name, &value);
      std::string octets(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
      BN_bn2bin(value, reinterpret_cast<unsigned char*>(octets.data()));
      BN_free(value);
      return octets;
    };
    const auto padded = [](std::string octets) { return secrets::to_base64url(std::string(32 - octets.size(), '\0') + octets); };
    if (algorithm == "RS256") return fmt::format(R"({{"kty":"RSA","kid":"{}","use":"sig","n":"{}","e":"{}"}})", id, secrets::to_base64url(number(OSSL_PKEY_PARAM_RSA_N)), secrets::to_base64url(number(OSSL_PKEY_PARAM_RSA_E)));
    return fmt::format(R"({{"kty":"EC","crv":"P-256","kid":"{}","x":"{}","y":"{}"}})", id, padded(number(OSSL_PKEY_PARAM_EC_PUB_X)), padded(number(OSSL_PKEY_PARAM_EC_PUB_Y)));
  }
};
Key rsa() { return {std::shared_ptr<EVP_PKEY>(EVP_RSA_gen(2048), EVP_PKEY_free), "RS256"}; }
Key ec() { return {std::shared_ptr<EVP_PKEY>(EVP_EC_gen("P-256"), EVP_PKEY_free), "ES256"}; }

constexpr Timestamp kNow{1'795'507'200'000};
const Expected kExpected{"https://id.example.org", "gongshi", "the nonce", kNow};

struct Say {
  boost::json::object header{{"alg", "RS256"}, {"kid", "one"}};
  boost::json::object claims{{"iss", "https://id.example.org"}, {"aud", "gongshi"}, {"sub", "li"}, {"nonce", "the nonce"}, {"iat", 1'795'507'190}, {"exp", 1'795'507'500}};
  std::string behind{};
};
std::string token(const Say& say, const Key& key) {
  const std::string head = secrets::to_base64url(boost::json::serialize(say.header)) + "." + secrets::to_base64url(boost::json::serialize(say.claims));
  return head + "." + secrets::to_base64url(key.sign(head)) + say.behind;
}

TEST(IdToken, Table) {
  const Key one = rsa(), two = ec(), stranger = rsa();
  const auto keys = *json::parse("{\"keys\":[" + one.jwk("one") + "," + two.jwk("two") + R"(,{"kty":"oct","kid":"three","k":"c2VjcmV0"}]})");
  ASSERT_EQ(check_id_token(token({}, one), keys, kExpected), "li");
  Say by_curve;
  by_curve.header = {{"alg", "ES256"}, {"kid", "two"}};
  EXPECT_EQ(check_id_token(token(by_curve, two), keys, kExpected), "li");
  Say unnamed;
  unnamed.header.erase("kid");
  EXPECT_EQ(check_id_token(token(unnamed, one), keys, kExpected), "li");
  Say several;
  several.claims["aud"] = {"other", "gongshi"};
  several.claims["azp"] = "gongshi";
  EXPECT_EQ(check_id_token(token(several, one), keys, kExpected), "li");
  using enum Refusal;
  const struct {
    const char* name;
    Refusal why;
    std::function<void(Say&)> wrong;
  } rows[] = {
      {"no algorithm", algorithm, [](Say& s) { s.header["alg"] = "none"; }},
      {"HS256 with the public key as the secret", algorithm, [](Say& s) { s.header["alg"] = "HS256"; }},
      {"RS384", algorithm, [](Say& s) { s.header["alg"] = "RS384"; }},
      {"the other's algorithm", key, [](Say& s) { s.header["alg"] = "ES256"; }},
      {"an unknown key", key, [](Say& s) { s.header["kid"] = "nine"; }},
      {"a symmetric key", key, [](Say& s) { s.header["kid"] = "three"; }},
      {"another's key", key, [](Say& s) { s.header["kid"] = "two"; }},
      {"critical extensions", form, [](Say& s) { s.header["crit"] = {"exp"}; }},
      {"a fourth part", form, [](Say& s) { s.behind = ".x"; }},
      {"padding", form, [](Say& s) { s.behind = "="; }},
      {"another issuer", issuer, [](Say& s) { s.claims["iss"] = "https://evil.example"; }},
      {"a slash behind the issuer", issuer, [](Say& s) { s.claims["iss"] = "https://id.example.org/"; }},
      {"no issuer", issuer, [](Say& s) { s.claims.erase("iss"); }},
      {"for another", audience, [](Say& s) { s.claims["aud"] = "other"; }},
      {"for others", audience, [](Say& s) { s.claims["aud"] = {"a", "b"}; }},
      {"for several, and no word for whom", audience, [](Say& s) { s.claims["aud"] = {"gongshi", "b"}; }},
      {"for several, made for another", audience, [](Say& s) { s.claims["aud"] = {"gongshi", "b"}; s.claims["azp"] = "b"; }},
      {"for nobody", audience, [](Say& s) { s.claims.erase("aud"); }},
      {"over", expired, [](Say& s) { s.claims["exp"] = 1'795'507'140; }},
      {"no end", expired, [](Say& s) { s.claims.erase("exp"); }},
      {"an end in words", expired, [](Say& s) { s.claims["exp"] = "1795507500"; }},
      {"an end beyond all numbers", expired, [](Say& s) { s.claims["exp"] = 1e300; }},
      {"from the future", issued, [](Say& s) { s.claims["iat"] = 1'795'507'261; }},
      {"old", issued, [](Say& s) { s.claims["iat"] = 1'795'506'600; }},
      {"no beginning", issued, [](Say& s) { s.claims.erase("iat"); }},
      {"another nonce", nonce, [](Say& s) { s.claims["nonce"] = "another"; }},
      {"no nonce", nonce, [](Say& s) { s.claims.erase("nonce"); }},
      {"nobody", subject, [](Say& s) { s.claims["sub"] = ""; }},
      {"a subject that is a number", subject, [](Say& s) { s.claims["sub"] = 7; }},
      {"a subject without end", subject, [](Say& s) { s.claims["sub"] = std::string(256, 's'); }},
  };
  for (const auto& row : rows) {
    Say say;
    row.wrong(say);
    const auto checked = check_id_token(token(say, one), keys, kExpected);
    ASSERT_FALSE(checked) << row.name;
    EXPECT_EQ(enum_name(checked.error()), enum_name(row.why)) << row.name;
  }
  EXPECT_EQ(check_id_token(token({}, stranger), keys, kExpected).error(), signature);
  EXPECT_EQ(check_id_token("", keys, kExpected).error(), form);
  EXPECT_EQ(check_id_token("a.b.c", keys, kExpected).error(), form);
  EXPECT_EQ(check_id_token(token({}, one), *json::parse("[]"), kExpected).error(), key);
  EXPECT_EQ(check_id_token(token({}, one), keys, {kExpected.issuer, kExpected.client, "", kNow}).error(), nonce) << "a journey without one";
}

}  // namespace
}  // namespace gongshi::identity::oidc
