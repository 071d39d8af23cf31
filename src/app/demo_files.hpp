// Files of demo/, compiled in by tools/embed_files.py.
#pragma once

#include <string_view>

namespace gongshi::app {

/// "vtaiwan.uberx/votes.csv"; throws std::out_of_range when there is none.
std::string_view demo_file(std::string_view name);

}  // namespace gongshi::app
