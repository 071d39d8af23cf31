// Time-based one-time codes (RFC 6238, over RFC 4226); pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace gongshi::identity {

enum class TotpHash { sha1, sha256, sha512 };

inline constexpr std::int64_t kTotpSeconds = 30;

/// The code of one time step, `digits` long.
std::string totp_code(std::span<const std::byte> secret, std::int64_t step, int digits = 6, TotpHash hash = TotpHash::sha1);
/// The step that six typed digits belong to: now's, or one beside it (RFC 6238 §5.2), and only one after `last_step`.
std::optional<std::int64_t> totp_step(std::span<const std::byte> secret, std::string_view typed, Timestamp now, std::int64_t last_step);
/// RFC 4648 without padding, as apps for codes read secrets.
std::string base32(std::span<const std::byte> bytes);
/// What a QR code carries to such an app.
std::string totp_address(std::string_view site, std::string_view account, std::string_view secret);

}  // namespace gongshi::identity
