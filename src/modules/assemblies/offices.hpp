// What identity asks about seats.
#pragma once

#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"

namespace gongshi::assemblies {

identity::Standing standing(db::ReadTx& tx, PersonId person, Timestamp at);
/// In the topmost assembly; a new installation gets one, named as the site is, with its first term.
SeatId appoint_administrator(Context& context, db::WriteTx& tx, PersonId person);
identity::Offices offices();

}  // namespace gongshi::assemblies
