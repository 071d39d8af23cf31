// Signing what is sent to another program, as Standard Webhooks 1.0 says; any library of that standard checks it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongshi::fetch {

/// "v1," and the base64 of HMAC-SHA256 over "id.seconds.body". `secret` is "whsec_" and base64 of 24 to 64 bytes; throws std::invalid_argument
/// otherwise.
std::string signature(std::string_view secret, std::string_view id, std::int64_t seconds, std::string_view body);

/// The headers of a signed message of JSON.
std::vector<std::pair<std::string, std::string>> signed_headers(std::string_view secret, std::string id, std::int64_t seconds, std::string_view body);

}  // namespace gongshi::fetch
