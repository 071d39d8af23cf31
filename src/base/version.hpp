// The version of this program, as releases name it.
#pragma once

#include <string_view>

namespace gongshi {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace gongshi
