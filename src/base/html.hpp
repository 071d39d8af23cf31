// The few pages the server writes itself.
#pragma once

#include <string>
#include <string_view>

namespace gongshi {

/// Text for an element or a double-quoted attribute.
std::string escape_html(std::string_view text);

}  // namespace gongshi
