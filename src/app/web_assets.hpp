// The pages, compiled in: made by tools/embed_web.py from web/dist.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "platform/http/assets.hpp"

namespace gongshi::app {

std::span<const http::Asset> web_assets();

}  // namespace gongshi::app
