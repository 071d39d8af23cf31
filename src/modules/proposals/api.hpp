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

/// A proposal took a step of its procedure once it had been submitted; `action` and `state` as its operation and its view name them.
struct Moved {
  static constexpr std::string_view kName = "proposals.moved";
  ProposalId proposal;
  assemblies::AssemblyId assembly;
  std::string action;
  std::string state;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (proposal, assembly, action, state))

Module proposals_module();

}  // namespace gongshi::proposals
