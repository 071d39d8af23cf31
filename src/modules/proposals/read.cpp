// What a reader sees of a proposal: at every moment where it is, since when, and who must act.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/collecting.hpp"
#include "modules/proposals/grounds.hpp"
#include "modules/proposals/use_cases.hpp"

namespace gongshi::proposals {
namespace {

struct Review {
  std::string stage;
  Verb verb = Verb::pass;
  std::string opinion;
  PersonId reviewer;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Review, (), (stage, verb, opinion, reviewer, at))


/// What the register says of it; who reads inside sees the row as it stood.
std::optional<ImportedView> imported_view(const Context& context, db::ReadTx& tx, const Proposal& proposal, bool office) {
  auto row = tx.one<Imported>(sql::imported_of, proposal.id);
  if (!row) return std::nullopt;
  ImportedView view{.main_unit = std::move(row->main_unit), .assisting_units = std::move(row->assisting_units), .replied_at = row->replied_at, .outcome = std::move(row->outcome),
                    .satisfaction_name = row->satisfaction ? say(context, "satisfaction", *row->satisfaction) : "", .is_key = row->is_key, .excellent = row->excellent, .unlinked = {}, .original = {}};
  if (!office) return view;
  for (ImportedName& one : imported_names(tx, proposal.id)) view.unlinked.push_back(std::move(one.name));
  view.original = std::move(row->original);
  return view;
}
struct Seconder {
  PersonId person;
  std::string opinion;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Seconder, (), (person, opinion, at))

MainCase as_main(Context& context, db::ReadTx& tx, const Proposal& proposal) { return {proposal.id, title_for(context, tx, proposal), label(context, tx, proposal)}; }

bool reads_any(Context& context, db::ReadTx& tx, const Proposal& proposal) { return is_public(proposal) || reads_inside(context, tx, proposal); }

}  // namespace

Result<ProposalView> view(Context& context, db::ReadTx& tx, const Proposal& proposal) {
  const auto suggestions = suggestions_of(tx, proposal.id);
  const auto signers = signers_of(tx, proposal.id);
  const auto assembly = assemblies::find_assembly(tx, proposal.assembly);
  const auto invitation = std::ranges::find(signers, context.actor.person, &Signer::person);
  const bool office = is_office(context, proposal);
  const bool own = is_own(context, tx, proposal);
  const ProposerKind kind = kind_of(tx, proposal);
  const bool inside = is_inside(context, tx, proposal, signers);
  ProposalView view{.id = proposal.id,
                    .assembly = proposal.assembly,
                    .assembly_name = assembly ? assembly->name : "",
                    .title = proposal.title,
                    .state = proposal.state,
                    .state_name = say(context, "state", enum_name(proposal.state)),
                    .state_since = proposal.state_since,
                    .where = say(context, "where", enum_name(proposal.state)),
                    .serial = {},
                    .label = {},
                    .in_session = {},
                    .submitted_at = proposal.submitted_at,
                    .proposer = proposer_name(tx, proposal),
                    .proposer_kind = kind,
                    .proposer_kind_name = say(context, "proposer_kind", enum_name(kind)),
                    .parts = {proposal.title, proposal.situation, proposal.analysis, suggestions, proposal.research, proposal.publish, inside ? proposal.publish_reason : "", proposal.seconding, inside ? std::optional(proposal.contact) : std::nullopt},
                    .original_title = {},
                    .category = proposal.category,
                    .category_name = {},
                    .note = inside ? proposal.note : "",
                    .main = {},
                    .merged = {},
                    .signers = {},
                    .seconders = {},
                    .seconded = false,
                    .reviews = {},
                    .clue = {},
                    .key = {},
                    .excellent = false,
                    .excellent_by = {},
                    .material_from = own && proposal.body ? material_from(tx, proposal.id) : std::vector<std::string>(),
                    .instructions = {},
                    .minutes = minutes_of(context, tx, proposal),
                    .attachments = files::list(tx, {kAttachment, proposal.id.value}),
                    .authority = {},
                    .imported = imported_view(context, tx, proposal, office),
                    .summary = {},
                    .not_public = {},
                    .handled = proposal.state == State::filed,
                    .own = own,
                    .own_invitation = proposal.state == State::cosigning && context.actor.signed_in() && invitation != signers.end() && invitation->state == SignerState::invited && invitation->expires_at > context.now(),
                    .version = proposal.version,
                    .actions = workflow::offers(kTransitions, proposal.state, facts(context, tx, proposal, suggestions), may(context, proposal, own)),
                    .documents = documents_of(context, proposal, inside)};
  if (view.imported) {
    view.handled = false;
    view.documents.clear();
    view.where = context.say("proposals.past_where");
    for (const ImportedName& one : imported_names(tx, proposal.id)) {
      if (one.position > 0) view.signers.push_back({one.name, SignerState::signed_, say(context, "signer", enum_name(SignerState::signed_)), {}, {}, {}});
    }
  }
  if (proposal.serial != 0) {
    view.serial = std::to_string(proposal.serial);
    view.in_session = proposal.in_session;
  }
  if (proposal.case_number != 0) view.label = label(context, tx, proposal);
  if (proposal.category) view.category_name = say(context, "category", enum_name(*proposal.category));
  if (proposal.main) {
    if (const auto main = find(tx, *proposal.main); main && reads_any(context, tx, *main)) view.main = as_main(context, tx, *main);
  }
  if (proposal.ground && inside) view.note = ground_text(context, tx, proposal.assembly, *proposal.ground) + (proposal.note.empty() ? "" : context.say("proposals.colon") + proposal.note);
  for (const Proposal& merged : tx.all<Proposal>(sql::merged_into, proposal.id)) {
    if (reads_any(context, tx, merged)) view.merged.push_back(as_main(context, tx, merged));
  }
  for (const Signer& signer : signers) {
    if (!inside && signer.state != SignerState::signed_) continue;
    const bool late = signer.state == SignerState::invited && signer.expires_at <= context.now();
    const SignerState state = late ? SignerState::expired : signer.state;
    view.signers.push_back({identity::display_name(tx, signer.person), state, say(context, "signer", enum_name(state)), inside ? signer.opinion : "", signer.answered_at,
                            state == SignerState::invited ? std::optional(signer.expires_at) : std::nullopt});
  }
  for (const Seconder& one : tx.all<Seconder>(sql::seconders_of, proposal.id)) {
    view.seconded = view.seconded || (context.actor.signed_in() && one.person == context.actor.person);
    view.seconders.push_back({identity::display_name(tx, one.person), inside ? one.opinion : "", one.at});
  }
  if (may_second(context, tx, proposal)) view.actions.push_back({view.seconded ? "second_no_more" : "second", false, false});
  show_distinctions(context, tx, proposal, inside, view);
  if (proposal.state == State::filed && context.actor.may(kLead, proposal.assembly)) view.actions.push_back({"instruct", false, false});
  if (!inside) {
    if (!reads_inside(context, tx, proposal)) show_outside(tx, proposal, view);
    return view;
  }
  if (own || office) view.authority = files::list(tx, {kAuthority, proposal.id.value});
  if ((own || office) && proposal.clue) view.clue = tx.one<std::string>(sql::clue_text, *proposal.clue);
  if (!proposal.original_title.empty()) view.original_title = proposal.original_title;
  for (const Review& review : tx.all<Review>(sql::reviews_of, proposal.id)) {
    // Who reviewed is the committee's own matter; what was decided is everybody's who signed.
    view.reviews.push_back({say(context, "stage", review.stage) + " · " + say(context, "did", enum_name(review.verb)), review.opinion, office ? identity::display_name(tx, review.reviewer) : "", review.at});
  }
  if (own && row_of(proposal.state).written) view.actions.push_back({"save", false, false});
  if (own && !proposal.body && (proposal.state == State::draft || proposal.state == State::cosigning)) view.actions.push_back({"invite", false, false});
  if (own && proposal.state == State::draft && proposal.serial == 0) view.actions.push_back({"discard", false, false});
  if (office && row_of(proposal.state).reviewed) view.actions.push_back({"classify", false, false});
  if (office && proposal.state == State::filed) view.actions.push_back({"distinguish", false, false});
  if (office && row_of(proposal.state).settled) view.actions.push_back({"publish", false, false});
  if (may_add_minutes(context, tx, proposal)) view.actions.push_back({"add_minutes", false, false});
  if (office && is_closed(tx, proposal)) view.actions.push_back({"archive", false, false});
  return view;
}

Result<ProposalView> read(Context& context, db::ReadTx& tx, const ByProposal& request) {
  const auto proposal = find_readable(context, tx, request.id);
  if (proposal) return view(context, tx, *proposal);
  // That it is not public, and why, is for everybody to know.
  const auto withheld = find(tx, request.id);
  if (!withheld || !row_of(withheld->state).settled || withheld->published != Published::not_public) return std::unexpected(proposal.error());
  const auto assembly = assemblies::find_assembly(tx, withheld->assembly);
  ProposalView shown;
  shown.id = withheld->id;
  shown.assembly = withheld->assembly;
  shown.assembly_name = assembly ? assembly->name : "";
  shown.title = withheld->case_number == 0 ? context.say("proposals.not_public_title") : label(context, tx, *withheld);
  shown.state = withheld->state;
  shown.state_name = say(context, "state", enum_name(withheld->state));
  shown.state_since = withheld->state_since;
  shown.not_public = reason_text(context, public_version(tx, *withheld).reason);
  return shown;
}

}  // namespace gongshi::proposals
