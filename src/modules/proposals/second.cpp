// 附议: after a proposal was submitted members may second it, where its proposer lets them. It counts apart from who signed.
#include "embedded/proposals.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {

bool may_second(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  const StateRow& row = row_of(proposal.state);
  if (!proposal.seconding || !(row.reviewed || proposal.state == State::filed) || !is_member(context, tx, proposal) || context.actor.person == proposal.proposer) return false;
  return std::ranges::none_of(signers_of(tx, proposal.id), [&](const Signer& signer) { return signer.person == context.actor.person && signer.state == SignerState::signed_; });
}

Result<ProposalView> second(Context& context, db::WriteTx& tx, const SecondProposal& request) {
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, request.id));
  if (!may_second(context, tx, proposal)) return fail(ErrorKind::forbidden, "proposals.not_to_second");
  if (request.second) tx.run(sql::second, proposal.id, context.actor.person, request.opinion, context.now());
  else tx.run(sql::second_no_more, proposal.id, context.actor.person);
  journal::record(context, tx, {.verb = request.second ? "proposals.second" : "proposals.second_no_more", .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
  return view(context, tx, proposal);
}

}  // namespace gongshi::proposals
