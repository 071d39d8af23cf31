// Entity tags (RFC 9110 §8.8.3): what a reader holds already is not sent again.
#pragma once

#include <string>
#include <string_view>

namespace gongshi::http {

/// A strong tag of these bytes, with its quotation marks.
std::string etag_of(std::string_view bytes);

/// Whether `if_none_match` names `etag`, by the weak comparison (RFC 9110 §13.1.2).
bool etag_matches(std::string_view if_none_match, std::string_view etag);

}  // namespace gongshi::http
