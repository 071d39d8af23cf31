#include "modules/identity/totp.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/assert.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::identity {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const EVP_MD* digest_of(TotpHash hash) { return hash == TotpHash::sha1 ? EVP_sha1() : hash == TotpHash::sha256 ? EVP_sha256() : EVP_sha512(); }

std::string in_address(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::string totp_code(std::span<const std::byte> secret, std::int64_t step, int digits, TotpHash hash) {
  std::array<unsigned char, 8> counter;
  for (int i = 7; i >= 0; --i, step >>= 8) counter[static_cast<std::size_t>(i)] = static_cast<unsigned char>(step & 0xff);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const auto* made = HMAC(digest_of(hash), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac, &size);
  GONGSHI_ASSERT(made != nullptr);
  // RFC 4226 §5.3: four bytes at an offset that the last half byte names.
  const unsigned char* at = mac + (mac[size - 1] & 0x0f);
  std::uint32_t number = (static_cast<std::uint32_t>(at[0] & 0x7f) << 24) | (static_cast<std::uint32_t>(at[1]) << 16) | (static_cast<std::uint32_t>(at[2]) << 8) | at[3];
  std::uint32_t most = 1;
  for (int i = 0; i < digits; ++i) most *= 10;
  return fmt::format("{:0{}}", number % most, digits);
}

std::optional<std::int64_t> totp_step(std::span<const std::byte> secret, std::string_view typed, Timestamp now, std::int64_t last_step) {
  const std::int64_t current = now.milliseconds / 1000 / kTotpSeconds;
  for (const std::int64_t step : {current, current - 1, current + 1}) {
    if (step > last_step && secrets::same(totp_code(secret, step), typed)) return step;
  }
  return std::nullopt;
}

std::string base32(std::span<const std::byte> bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const std::byte byte : bytes) {
    held = (held << 8) | static_cast<std::uint32_t>(byte);
    for (bits += 8; bits >= 5; bits -= 5) out += kAlphabet[(held >> (bits - 5)) & 31];
  }
  if (bits > 0) out += kAlphabet[(held << (5 - bits)) & 31];
  return out;
}

std::string totp_address(std::string_view site, std::string_view account, std::string_view secret) {
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits=6&period={}", in_address(site), in_address(account), secret,
                     in_address(site), kTotpSeconds);
}

}  // namespace gongshi::identity
