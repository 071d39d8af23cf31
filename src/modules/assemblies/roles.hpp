#pragma once

#include "modules/assemblies/api.hpp"

namespace gongshi::assemblies {

/// Whether the role works on other people's matters.
bool is_staff(Role role);
/// Whether it is one of the three administrations.
bool is_administration(Role role);
/// Whether it is held for a party, a sector or a committee.
bool speaks_for_body(Role role);
/// Whether it is held in a handling unit.
bool sits_in_unit(Role role);

}  // namespace gongshi::assemblies
