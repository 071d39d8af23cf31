#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/operations/context.hpp"

namespace gongshi::identity {

/// The keyed hash under which a number (in normal form) is found.
std::string look_up_of(Context& context, std::string_view normal);
/// In normal form; for signing in and sending, never for showing.
std::optional<std::string> phone_of(Context& context, db::ReadTx& tx, PersonId person);

}  // namespace gongshi::identity
