// 提案线索: anybody writes what should become a proposal; once it has been read before, members may adopt it and grow it into one.
#include "embedded/proposals.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::string_view kPage = "/clues";

struct Clue {
  ClueId id;
  assemblies::AssemblyId assembly;
  PersonId author;
  std::string text;
  ClueState state = ClueState::waiting;
  Timestamp at;
  std::optional<ProposalId> proposal;
};
BOOST_DESCRIBE_STRUCT(Clue, (), (id, assembly, author, text, state, at, proposal))

std::optional<Clue> find_clue(db::ReadTx& tx, ClueId id) { return tx.one<Clue>(sql::find_clue, id); }

ClueView shown(Context& context, db::ReadTx& tx, const Clue& clue) {
  ClueView view{.id = clue.id, .text = clue.text, .state = clue.state, .state_name = context.say("proposals.clue." + std::string(enum_name(clue.state))), .at = clue.at, .author = {}, .proposal = {}};
  if (context.actor.may(kReview, clue.assembly)) view.author = identity::display_name(tx, clue.author);
  // Who wrote the clue follows the proposal like everybody else: from when it is public.
  if (clue.proposal) {
    if (const auto proposal = find_readable(context, tx, *clue.proposal)) view.proposal = {proposal->id, title_for(context, tx, *proposal), label(context, tx, *proposal)};
  }
  return view;
}

void tell_author(Context& context, db::WriteTx& tx, const Clue& clue, std::string_view kind, std::string link, std::map<std::string, std::string> args = {}) {
  args.emplace("text", notices::excerpt(clue.text));
  notices::tell(context, tx, {clue.author}, {.kind = kind, .subject_kind = "clue", .subject = clue.id.value, .link = std::move(link), .args = std::move(args)});
}

}  // namespace

Result<ClueView> leave_clue(Context& context, db::WriteTx& tx, const LeaveClue& request) {
  const auto assembly = assemblies::find_assembly(tx, request.assembly);
  if (!assembly) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (context.actor.level < static_cast<int>(identity::Level::phone)) return fail(ErrorKind::forbidden, "proposals.phone_needed");
  const std::string text = moderation::tidy(request.text);
  if (code_points(text) < 10) return wrong("/text", "proposals.clue_too_short");
  const auto id = context.ids.next<ClueId>();
  tx.run(sql::add_clue, id, request.assembly, context.actor.person, text, context.now());
  TRY(moderation::submit(context, tx,
                         {.kind = moderation::Kind::clue, .subject = id.value, .assembly = request.assembly, .place = {"clues", request.assembly.value, assembly->name, std::string(kPage)}, .author = context.actor.person, .text = text}));
  return shown(context, tx, *find_clue(tx, id));
}

Result<ClueList> own_clues(Context& context, db::ReadTx& tx, const Nothing&) {
  ClueList list;
  for (const Clue& clue : tx.all<Clue>(sql::clues_of_author, context.actor.person)) list.items.push_back(shown(context, tx, clue));
  return list;
}

Result<ClueList> list_clues(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!is_member(context, tx, {.assembly = request.id}) && !context.actor.may(kReview, request.id) && !context.actor.may(kForBody, request.id)) return fail(ErrorKind::forbidden, "proposals.members_only");
  ClueList list;
  for (const Clue& clue : tx.all<Clue>(sql::clues_in, request.id)) list.items.push_back(shown(context, tx, clue));
  return list;
}

Result<void> publish_clue(Context&, db::WriteTx& tx, const moderation::Approved& event) {
  // Of a second decision, on an appeal, it was refused before.
  if (event.kind == moderation::Kind::clue && tx.run(sql::move_clue, event.subject, ClueState::waiting, ClueState::open, std::optional<ProposalId>()) == 0) tx.run(sql::move_clue, event.subject, ClueState::refused, ClueState::open, std::optional<ProposalId>());
  return {};
}

Result<void> refuse_clue(Context&, db::WriteTx& tx, const moderation::Refused& event) {
  if (event.kind == moderation::Kind::clue) tx.run(sql::move_clue, event.subject, ClueState::waiting, ClueState::refused, std::optional<ProposalId>());
  return {};
}

Result<void> adopt(Context& context, db::WriteTx& tx, ClueId id, const Proposal& proposal) {
  const auto clue = find_clue(tx, id);
  if (!clue || clue->assembly != proposal.assembly || (clue->state != ClueState::open && clue->state != ClueState::adopted)) return fail(ErrorKind::not_found, "proposals.no_such_clue");
  if (tx.run(sql::move_clue, id, ClueState::open, ClueState::adopted, std::optional(proposal.id)) == 0) return fail(ErrorKind::conflict, "proposals.clue_adopted_already");
  journal::record(context, tx, {.verb = "proposals.adopt_clue", .subject_kind = "clue", .subject = id.value, .scope = proposal.assembly});
  tell_author(context, tx, *clue, "proposals.clue_adopted", std::string(kPage));
  return {};
}

void give_back_clue(db::WriteTx& tx, const Proposal& proposal) {
  if (proposal.clue) tx.run(sql::move_clue, *proposal.clue, ClueState::adopted, ClueState::open, std::optional<ProposalId>());
}

void tell_of_clue(Context& context, db::WriteTx& tx, const Proposal& proposal, std::string_view kind, const std::map<std::string, std::string>& args) {
  const auto clue = proposal.clue ? find_clue(tx, *proposal.clue) : std::nullopt;
  if (clue) tell_author(context, tx, *clue, kind, is_public(proposal) ? "/proposals/" + std::to_string(proposal.id.value) : std::string(kPage), args);
}

}  // namespace gongshi::proposals
