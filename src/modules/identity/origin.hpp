#pragma once

#include <optional>
#include <string>

#include "platform/operations/context.hpp"

namespace gongshi::identity {

/// "https://host[:port]" that our pages have: of `public_url`, else of the loopback address that the request names. nullopt: the host a request
/// names is anybody's word, and the operator has said nothing.
std::optional<std::string> own_origin(const Context& context);

}  // namespace gongshi::identity
