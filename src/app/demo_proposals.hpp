// The made-up register of the demonstration city: about 900 proposals of two sessions, in every state, with units, replies and ratings.
#pragma once

#include <span>

#include "modules/assemblies/api.hpp"

namespace gongshi::app {

/// `members`: who may write; `units`: who handles.
void load_demo_proposals(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, std::span<const PersonId> members, std::span<const assemblies::BodyId> units, std::span<const std::string> places);

}  // namespace gongshi::app
