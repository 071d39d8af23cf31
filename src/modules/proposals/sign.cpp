// 联名: the proposer asks others to sign; each says yes or no, with an opinion, before the invitation ends.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {

Result<ProposalView> invite(Context& context, db::WriteTx& tx, const InviteSigner& request) {
  TRY_ASSIGN(Proposal proposal, find_own(context, tx, request.id));
  if (proposal.state != State::draft && proposal.state != State::cosigning) return fail(ErrorKind::conflict, "workflow.not_now");
  if (proposal.body) return fail(ErrorKind::conflict, "proposals.bodies_sign_alone");
  // Nobody signs half a text.
  TRY(complete(facts(context, tx, proposal, suggestions_of(tx, proposal.id))));
  auto person = assemblies::find_member_by_number(tx, proposal.assembly, request.member, context.now());
  if (!person) person = assemblies::find_member_by_name(tx, proposal.assembly, request.member, context.now());
  if (!person) return wrong("/member", "proposals.no_such_member");
  if (*person == proposal.proposer) return wrong("/member", "proposals.signs_already");
  const Settings rules = settings_of(context, tx, proposal);
  const auto signers = signers_of(tx, proposal.id);
  const auto counted = std::ranges::count_if(signers, [](const Signer& one) { return one.state == SignerState::invited || one.state == SignerState::signed_; });
  if (counted >= rules.most_signers) return wrong("/member", "proposals.too_many_signers");
  if (tx.run(sql::invite, proposal.id, *person, context.now(), context.now() + std::chrono::days(rules.invitation_days)) == 0) return wrong("/member", "proposals.invited_already");
  if (proposal.state == State::draft) {
    proposal.state = State::cosigning;
    proposal.state_since = context.now();
  }
  proposal.version = request.version;
  TRY(store(context, tx, proposal, "invite"));
  tell(context, tx, proposal, {*person}, "proposals.invited");
  return view(context, tx, proposal);
}

Result<ProposalView> answer_invitation(Context& context, db::WriteTx& tx, const AnswerInvitation& request) {
  const auto proposal = find(tx, request.id);
  const auto signers = signers_of(tx, request.id);
  const auto own = std::ranges::find(signers, context.actor.person, &Signer::person);
  if (!proposal || own == signers.end()) return fail(ErrorKind::not_found, "proposals.not_found");
  if (own->state == SignerState::signed_ || own->state == SignerState::declined) return fail(ErrorKind::conflict, "proposals.answered_already");
  if (proposal->state != State::cosigning || own->state == SignerState::expired) return fail(ErrorKind::conflict, "proposals.invitation_expired");
  if (tx.run(sql::answer, request.id, context.actor.person, request.sign ? SignerState::signed_ : SignerState::declined, request.opinion, context.now()) == 0) return fail(ErrorKind::conflict, "proposals.invitation_expired");
  journal::record(context, tx, {.verb = request.sign ? "proposals.sign" : "proposals.decline", .subject_kind = "proposal", .subject = proposal->id.value, .scope = proposal->assembly});
  tell(context, tx, *proposal, {proposal->proposer}, request.sign ? "proposals.signed" : "proposals.declined");
  return view(context, tx, *proposal);
}

}  // namespace gongshi::proposals
