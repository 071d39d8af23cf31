// Links that work once: how long, and the one for whoever has lost every way in.
#pragma once

#include <chrono>
#include <string>

#include "modules/identity/api.hpp"

namespace gongshi::identity {

/// Whoever comes by it starts anew: no password, no second factor, and nobody else is signed in as them.
std::string create_recovery_link(Context& context, db::WriteTx& tx, PersonId person);

}  // namespace gongshi::identity
