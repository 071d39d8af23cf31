// What both engines check before a value is bound, so that neither stores what the other refuses.
#pragma once

#include <span>

#include "platform/db/database.hpp"

namespace gongshi::db {

/// Throws Failure when the number of values differs from query.parameters, a text holds a NUL byte, or a real is NaN.
void check_values(const Query& query, std::span<const Value> values);

}  // namespace gongshi::db
