// What no operation answers: the pages of site and console, with the data of their first screen inlined, and the assets.
#pragma once

#include "platform/operations/application.hpp"

namespace gongshi::app {

http::Response answer_page(Context& context, const http::Request& request);

}  // namespace gongshi::app
