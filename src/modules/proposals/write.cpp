// A proposal is written in its parts, saved as often as one likes, and thrown away while nobody else has seen it.
#include "embedded/proposals.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {
namespace {

Result<void> fits(const Parts& parts) {
  for (std::size_t i = 0; i < parts.suggestions.size(); ++i) {
    if (code_points(parts.suggestions[i]) > 1000) return wrong("/parts/suggestions/" + std::to_string(i), "proposals.suggestion_too_long");
  }
  return {};
}

std::vector<std::string> without_empty(std::vector<std::string> suggestions) {
  std::erase_if(suggestions, [](const std::string& one) { return one.empty(); });
  return suggestions;
}

}  // namespace

Result<ProposalView> create(Context& context, db::WriteTx& tx, const CreateProposal& request) {
  TRY(fits(request.parts));
  if (!assemblies::find_assembly(tx, request.assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  const auto body = context.actor.may(kForBody, request.assembly) ? assemblies::body_of_seat(tx, context.actor.seat) : std::nullopt;
  const auto membership = assemblies::membership_of(tx, context.actor.person, request.assembly, context.now());
  // A county's members propose to their county.
  if (!body && (!membership || membership->assembly != request.assembly)) return fail(ErrorKind::forbidden, "proposals.members_only");
  const auto id = context.ids.next<ProposalId>();
  const Parts& parts = request.parts;
  tx.run(sql::add, id, request.assembly, context.actor.person, context.now(), parts.title, parts.situation, parts.analysis, parts.research, parts.publish, parts.publish_reason, parts.seconding.value_or(false), request.clue,
         body.value_or(assemblies::BodyId{}), body ? parts.contact.value_or("") : "");
  store_suggestions(tx, id, without_empty(parts.suggestions));
  if (request.clue) TRY(adopt(context, tx, *request.clue, *find(tx, id)));
  journal::record(context, tx, {.verb = "proposals.create", .subject_kind = "proposal", .subject = id.value, .scope = request.assembly});
  return view(context, tx, *find(tx, id));
}

Result<ProposalView> save(Context& context, db::WriteTx& tx, const SaveProposal& request) {
  TRY(fits(request.parts));
  TRY_ASSIGN(Proposal proposal, find_own(context, tx, request.id));
  if (!row_of(proposal.state).written) return fail(ErrorKind::conflict, "workflow.not_now");
  const Parts& parts = request.parts;
  proposal.title = parts.title;
  proposal.situation = parts.situation;
  proposal.analysis = parts.analysis;
  proposal.research = parts.research;
  proposal.publish = parts.publish;
  proposal.publish_reason = parts.publish_reason;
  proposal.seconding = parts.seconding.value_or(false);
  if (proposal.body) proposal.contact = parts.contact.value_or("");
  proposal.version = request.version;
  store_suggestions(tx, proposal.id, without_empty(parts.suggestions));
  TRY(store(context, tx, proposal, "save"));
  return view(context, tx, proposal);
}

Result<MyProposals> discard(Context& context, db::WriteTx& tx, const ByProposal& request) {
  TRY_ASSIGN(const Proposal proposal, find_own(context, tx, request.id));
  // What has a serial number was somebody else's to read, and stays.
  if (proposal.state != State::draft || proposal.serial != 0) return fail(ErrorKind::conflict, "workflow.not_now");
  give_back_clue(tx, proposal);
  tx.run(sql::give_back_contributions, proposal.id);
  for (const std::string_view owner : {kAttachment, kAuthority}) {
    for (const files::File& file : files::list(tx, {owner, proposal.id.value})) TRY(files::remove(tx, file.id, {owner, proposal.id.value}));
  }
  tx.run(sql::remove_suggestions, proposal.id);
  tx.run(sql::purge_signers, proposal.id);
  tx.run(sql::discard_proposal, proposal.id);
  journal::record(context, tx, {.verb = "proposals.discard", .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
  return mine(context, tx, {});
}

}  // namespace gongshi::proposals
