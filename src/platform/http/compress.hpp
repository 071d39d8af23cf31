// Answers made per request, sent with gzip where that helps. Embedded assets are compressed at build time instead (assets.hpp).
#pragma once

#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace gongshi::http {

/// Compresses the body where the reader takes gzip and the content gains by it; says in Vary that the answer depends on what the reader takes.
/// `secret`: text that must not be compressed together with what somebody else may have written (docs/adr/0006); may be empty.
void compress(const Request& request, Response& response, std::string_view secret);

/// The tag of the same content after compression: other bytes need another tag.
std::string gzip_tag(std::string_view etag);

}  // namespace gongshi::http
