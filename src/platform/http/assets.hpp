// Files compiled into the program, sent in the smallest encoding the reader takes.
#pragma once

#include <string_view>

#include "platform/http/message.hpp"

namespace gongshi::http {

/// All bytes live as long as the process. `gzip` and `brotli` may be empty.
struct Asset {
  std::string_view path;
  std::string_view content_type;
  bool immutable = false;  // its name changes with its bytes
  std::string_view identity;
  std::string_view gzip;
  std::string_view brotli;
  std::string_view etag;  // of the identity bytes, with quotation marks
};

enum class Encoding { identity, gzip, brotli };

/// The asset's smallest encoding among those that Accept-Encoding (RFC 9110 §12.5.3) rates highest; identity when it allows none.
Encoding negotiate_encoding(std::string_view accept_encoding, const Asset& asset);

/// Whether gzip is welcome, and no less than bytes as they are.
bool prefers_gzip(std::string_view accept_encoding);

/// 200 or, when the reader has these bytes, 304. The method must be GET or HEAD.
Response serve_asset(const Asset& asset, const Request& request);

}  // namespace gongshi::http
