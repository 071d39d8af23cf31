// The API for people and programs: /api is a page made of the operations' rows, /openapi.json the same for machines.
#pragma once

#include "platform/operations/application.hpp"

namespace gongshi::app {

http::Response openapi_document(const Context& context);
/// In the reader's language; needs no script.
http::Response api_page(const Context& context);

}  // namespace gongshi::app
