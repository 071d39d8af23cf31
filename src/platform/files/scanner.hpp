// Asks a running ClamAV whether content is harmful (clamd(8), command INSTREAM).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace gongshi::files {

/// `clamd` is its socket's path or "host:port". 422 "files.infected" (with `name`, the signature's); 503 "files.scanner_unavailable" when it does
/// not answer in 30 seconds or refuses to look: what could not be looked at is not kept.
Result<void> scan(const std::string& clamd, std::string_view bytes);

}  // namespace gongshi::files
