// What other modules may use of proposals 提案.
#pragma once

#include <string>
#include <vector>

#include "modules/assemblies/api.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::proposals {

using ProposalId = Id<struct ProposalTag>;
using ClueId = Id<struct ClueTag>;
using SessionId = Id<struct PlenarySessionTag>;

/// All proposals of an assembly that goes, with everything in them.
void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly);

Module proposals_module();

}  // namespace gongshi::proposals
