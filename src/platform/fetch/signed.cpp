#include "platform/fetch/signed.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <sodium.h>

namespace gongshi::fetch {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";

}  // namespace

std::string signature(std::string_view secret, std::string_view id, std::int64_t seconds, std::string_view body) {
  std::vector<unsigned char> key(64);
  std::size_t size = 0;
  const std::string_view coded = secret.starts_with(kSecretPrefix) ? secret.substr(kSecretPrefix.size()) : std::string_view();
  if (sodium_base642bin(key.data(), key.size(), coded.data(), coded.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0 || size < 24) {
    throw std::invalid_argument("a webhook's secret is \"whsec_\" and the base64 of 24 to 64 bytes");
  }
  const std::string text = fmt::format("{}.{}.{}", id, seconds, body);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), size);
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code;
  crypto_auth_hmacsha256_final(&state, code.data());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES, sodium_base64_VARIANT_ORIGINAL)> out;
  return std::string("v1,") + sodium_bin2base64(out.data(), out.size(), code.data(), code.size(), sodium_base64_VARIANT_ORIGINAL);
}

std::vector<std::pair<std::string, std::string>> signed_headers(std::string_view secret, std::string id, std::int64_t seconds, std::string_view body) {
  std::string signed_as = signature(secret, id, seconds, body);
  return {{"Content-Type", "application/json"},
          {"webhook-id", std::move(id)},
          {"webhook-timestamp", std::to_string(seconds)},
          {"webhook-signature", std::move(signed_as)}};
}

}  // namespace gongshi::fetch
