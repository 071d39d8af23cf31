// How often somebody has spoken, and for whom they may speak.
#pragma once

#include <unordered_map>
#include <vector>

#include "modules/meetings/model.hpp"

namespace gongshi::meetings {

/// 1 January, in China.
Timestamp beginning_of_year(Timestamp at);
/// Speeches held in the assembly's meetings since the year began, by person.
std::unordered_map<PersonId, std::int64_t> spoken_before(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly);
/// One's own party, and bodies one convenes.
std::vector<assemblies::BodyId> bodies_to_speak_for(Context& context, db::ReadTx& tx, const Participant& participant);

}  // namespace gongshi::meetings
