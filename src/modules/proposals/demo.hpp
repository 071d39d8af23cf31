// The register of the demonstration city: proposals of two sessions, in every state.
#pragma once

#include <span>

#include "modules/proposals/wire.hpp"

namespace gongshi::proposals {

struct DemoProposal {
  PersonId proposer;
  assemblies::BodyId body;  // none: a member proposes
  assemblies::SectorId sector;
  std::vector<PersonId> signers;
  std::vector<PersonId> seconders;
  bool key = false;
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
  PersonId leader;  // of key proposals
  std::vector<DemoProposal> proposals;
};
/// What citizens left, read and open to be adopted.
void load_demo_clues(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, PersonId author, std::span<const std::string> texts);

/// A public topic of these.
void load_demo_topic(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, std::string_view title, std::string_view about, std::span<const ProposalId> proposals);

struct DemoContribution {
  std::string title;
  std::string situation;
  std::string suggestions;
};
struct DemoCall {
  assemblies::AssemblyId assembly;
  assemblies::BodyId body;
  std::string title;
  std::string sought;
  Timestamp due;
  std::span<const DemoContribution> contributions;  // by members of the body, but for those who sign in
};
void load_demo_call(Context& context, db::WriteTx& tx, const DemoCall& call);

/// Closed, with what these bodies and members of a committee gave.
void load_demo_evaluation(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, std::string_view title, std::span<const ProposalId> proposals, std::span<const assemblies::BodyId> bodies);

/// Minutes of a key proposal's supervision, confirmed by who chaired it.
void load_demo_minutes(Context& context, db::WriteTx& tx, ProposalId proposal, PersonId clerk, const MinutesText& text);

/// The session that is next of the current term, with its proposals in this order; their ids.
std::vector<ProposalId> load_demo(Context& context, db::WriteTx& tx, const DemoSession& session);

}  // namespace gongshi::proposals
