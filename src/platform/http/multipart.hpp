// multipart/form-data (RFC 7578 in the frame of RFC 2046 §5.1): an upload with its fields, read strictly.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gongshi::http {

struct Part {
  std::string name;
  std::optional<std::string> filename;  // without folders; nothing for a field
  std::string content_type;             // "text/plain" where the sender says nothing
  std::string_view body;                // inside the bytes given to read_multipart
};

struct MultipartLimits {
  std::size_t parts = 64;
  std::size_t head_bytes = 4096;  // of one part
};

/// `content_type` is the request's header with its boundary. Anything malformed is refused as a whole; so are text before the first boundary,
/// filename* (RFC 7578 §4.2), a transfer encoding and a part without a name.
Result<std::vector<Part>> read_multipart(std::string_view content_type, std::string_view body, const MultipartLimits& limits = {});

}  // namespace gongshi::http
