// Percent-encoding (RFC 3986 §2.1) of what people may type: the decoded text is UTF-8 or it is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongshi::http {

bool is_utf8(std::string_view text);

enum class PlusSign { as_is, is_space };

/// Nothing when a '%' is not followed by two hexadecimal digits, or when the result holds a control character or is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, PlusSign plus = PlusSign::as_is);

/// RFC 8187 §3.2: for what follows UTF-8'' in a header.
std::string percent_encode(std::string_view text);

}  // namespace gongshi::http
