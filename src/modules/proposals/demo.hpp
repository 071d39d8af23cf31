// The register of the demonstration city: proposals of two sessions, in every state.
#pragma once

#include <span>

#include "modules/proposals/wire.hpp"

namespace gongshi::proposals {

struct DemoProposal {
  PersonId proposer;
  assemblies::SectorId sector;
  std::vector<PersonId> signers;
  State state = State::filed;
  Timestamp submitted_at;
  Category category = Category::other;
  Parts parts;
  std::optional<std::size_t> main;  // an earlier one of these
};
struct DemoSession {
  assemblies::AssemblyId assembly;
  Timestamp from;
  Timestamp cut_off;
  std::vector<DemoProposal> proposals;
};
/// The session that is next of the current term, with its proposals in this order; their ids.
std::vector<ProposalId> load_demo(Context& context, db::WriteTx& tx, const DemoSession& session);

}  // namespace gongshi::proposals
