// What the office writes to a segment of its members, with receipt 回执.
#pragma once

#include "modules/assemblies/api.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::circulars {

using CircularId = Id<struct CircularTag>;

/// All circulars of an assembly that is removed.
void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly);

Module circulars_module();

}  // namespace gongshi::circulars
