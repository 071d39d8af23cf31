// The bytes before a response's body.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace gongshi::http {

std::string_view reason_phrase(int status);

/// What follows the response on its connection.
enum class Afterwards { keep_alive, keep_alive_http_1_0, close };

/// Status line and header fields with the final empty line. `length` is the body's; nothing for a stream. Nothing at all when a handler's
/// status or header field cannot be sent (a line break in a value would let a guest write headers).
std::optional<std::string> response_head(const Response& response, std::optional<std::uint64_t> length, Afterwards afterwards);

/// RFC 9457. `request_id` may be empty.
std::string problem_json(int status, std::string_view code, std::string_view request_id);

}  // namespace gongshi::http
