// The steps of a proposal: submitted, reviewed three times, filed or not.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/proposals/collecting.hpp"
#include "modules/proposals/grounds.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::string_view stage_of(State state) { return state == State::submitted ? "first" : state == State::second_review ? "second" : "final"; }

/// A serial number once, however often it comes back; whoever has not answered by now does not sign.
void receive(Context& context, db::WriteTx& tx, Proposal& proposal) {
  tx.run(sql::end_invitations, proposal.id);
  if (proposal.serial != 0) return;
  const Session session = current_session(context, tx, proposal.assembly);
  proposal.session = session.id;
  if (proposal.body) proposal.sector = kind_of(tx, proposal) == ProposerKind::sector ? proposal.body : assemblies::SectorId{};
  else if (const auto membership = assemblies::membership_of(tx, proposal.proposer, proposal.assembly, context.now())) proposal.sector = membership->sector;
  proposal.serial = *tx.one<std::int64_t>(sql::take_serial, session.id);
  proposal.submitted_at = context.now();
  proposal.in_session = context.now() <= session.cut_off;
}

/// From here on handling goes on with it.
void file(Context& context, db::WriteTx& tx, Proposal& proposal) {
  proposal.case_number = *tx.one<std::int64_t>(sql::take_case_number, proposal.session);
  handling::open(context, tx, {.assembly = proposal.assembly, .kind = "proposal", .subject = proposal.id.value, .title = proposal.title, .text = {}, .link = "/proposals/" + std::to_string(proposal.id.value), .category = proposal.category ? std::string(enum_name(*proposal.category)) : ""});
}

/// What contributors are told; not that it came back, which is between its body and the committee.
constexpr std::string_view material_notice_of(State state) {
  switch (state) {
    case State::filed: return "proposals.material_filed";
    case State::merged: return "proposals.material_merged";
    case State::converted: return "proposals.material_converted";
    case State::withdrawn: return "proposals.material_withdrawn";
    default: return {};
  }
}

std::vector<PersonId> own_signers(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  if (proposal.body) return assemblies::people_of_unit(tx, proposal.body, assemblies::Role::convener, context.now());
  std::vector<PersonId> people{proposal.proposer};
  for (const Signer& signer : signers_of(tx, proposal.id)) {
    if (signer.state == SignerState::signed_) people.push_back(signer.person);
  }
  return people;
}

}  // namespace

Facts facts(const Context& context, db::ReadTx& tx, const Proposal& proposal, const std::vector<std::string>& suggestions) {
  Facts facts;
  if (proposal.title.empty()) facts.missing.push_back({"/parts/title", "proposals.title_missing"});
  if (proposal.situation.empty()) facts.missing.push_back({"/parts/situation", "proposals.situation_missing"});
  if (proposal.analysis.empty()) facts.missing.push_back({"/parts/analysis", "proposals.analysis_missing"});
  if (suggestions.empty()) facts.missing.push_back({"/parts/suggestions", "proposals.suggestions_missing"});
  if (proposal.publish == Publish::not_published && proposal.publish_reason.empty()) facts.missing.push_back({"/parts/publish_reason", "proposals.publish_reason_missing"});
  if (proposal.body) {
    if (proposal.contact.empty()) facts.missing.push_back({"/parts/contact", "proposals.contact_missing"});
    if (files::list(tx, {kAuthority, proposal.id.value}).empty()) facts.missing.push_back({"/authority", "proposals.authority_missing"});
    facts.in_its_time = !settings_of(context, tx, proposal).sectors_in_session_only || kind_of(tx, proposal) != ProposerKind::sector || is_in_session(tx, proposal.assembly, context.now());
  }
  facts.categorised = proposal.category.has_value();
  return facts;
}

Result<void> complete(const Facts& facts) {
  if (!facts.missing.empty()) return std::unexpected(Error{ErrorKind::conflict, "proposals.incomplete", {}, facts.missing});
  if (!facts.in_its_time) return fail(ErrorKind::conflict, "proposals.sectors_in_session_only");
  return {};
}
Result<void> categorised(const Facts& facts) {
  if (facts.categorised) return {};
  return fail(ErrorKind::conflict, "proposals.not_categorised");
}
Result<void> has_main(const Facts& facts) {
  if (facts.main_given) return {};
  return wrong("/main", "proposals.no_such_main");
}
Result<void> has_ground(const Facts& facts) {
  if (facts.ground_given) return {};
  return wrong("/ground", "proposals.ground_missing");
}

std::function<bool(std::string_view)> may(const Context& context, const Proposal& proposal, bool own) {
  return [&context, assembly = proposal.assembly, own](std::string_view permission) { return permission == kByProposer ? own : context.actor.may(permission, assembly); };
}

Result<ProposalView> move(Context& context, db::WriteTx& tx, const MoveProposal& request) {
  TRY_ASSIGN(Proposal proposal, find_readable(context, tx, request.id));
  Facts now = facts(context, tx, proposal, suggestions_of(tx, proposal.id));
  const auto main = request.main ? find(tx, *request.main) : std::nullopt;
  now.main_given = main && main->id != proposal.id && main->assembly == proposal.assembly && main->state == State::filed && !tx.one<Imported>(sql::imported_of, main->id) && request.consent && !request.consent->empty();
  now.ground_given = request.ground && holds(tx, proposal.assembly, *request.ground);
  const State from = proposal.state;
  TRY_ASSIGN(const State next, workflow::next(kTransitions, from, request.verb, now, may(context, proposal, is_own(context, tx, proposal))));
  const bool needs_reason = std::ranges::any_of(kTransitions, [&](const auto& row) { return row.from == from && row.action == request.verb && row.needs_reason; });
  if (needs_reason && (!request.reason || request.reason->empty())) return wrong("/reason", "proposals.reason_needed");

  const bool first_time = proposal.serial == 0;
  switch (request.verb) {
    case Verb::submit: receive(context, tx, proposal); break;
    case Verb::edit:
    case Verb::take_back: tx.run(sql::ask_anew, proposal.id); break;
    case Verb::file:
      file(context, tx, proposal);
      begin_publication(context, tx, proposal);
      break;
    case Verb::merge:
      proposal.main = main->id;
      proposal.consent = *request.consent;
      begin_publication(context, tx, proposal);
      break;
    case Verb::convert: proposal.ground = request.ground; break;
    case Verb::withdraw:
    case Verb::pass:
    case Verb::send_back: break;
  }
  if (row_of(from).reviewed && request.verb != Verb::take_back) {
    tx.run(sql::add_review, context.ids.next<Id<struct ReviewTag>>(), proposal.id, stage_of(from), request.verb, request.opinion.value_or(request.reason.value_or("")), context.actor.person, context.now());
  }
  proposal.note = request.reason.value_or("");
  proposal.state = next;
  proposal.state_since = context.now();
  proposal.version = request.version;
  TRY(store(context, tx, proposal, enum_name(request.verb)));
  if (proposal.serial != 0) TRY(publish(context, tx, Moved{proposal.id, proposal.assembly, std::string(enum_name(request.verb)), std::string(enum_name(next))}));

  if (request.verb == Verb::submit) {
    keep_version(context, tx, proposal);
    tell(context, tx, proposal, own_signers(context, tx, proposal), "proposals.submitted", {{"serial", std::to_string(proposal.serial)}});
    tell_office(context, tx, proposal, "proposals.received");
    if (first_time) tell_of_material(context, tx, proposal, "proposals.material_submitted");
  }
  if (request.verb == Verb::send_back || request.verb == Verb::file || request.verb == Verb::merge || request.verb == Verb::convert || (request.verb == Verb::withdraw && row_of(from).reviewed)) {
    std::map<std::string, std::string> args;
    if (request.verb == Verb::file) args.emplace("label", label(context, tx, proposal));
    if (request.verb == Verb::file) tell_of_clue(context, tx, proposal, "proposals.clue_filed", args);
    if (const auto kind = material_notice_of(next); !kind.empty()) tell_of_material(context, tx, proposal, kind, args);
    tell(context, tx, proposal, own_signers(context, tx, proposal), "proposals." + std::string(enum_name(next)), std::move(args));
  }
  return view(context, tx, proposal);
}

Result<ProposalView> classify(Context& context, db::WriteTx& tx, const ClassifyProposal& request) {
  TRY_ASSIGN(Proposal proposal, find_readable(context, tx, request.id));
  if (!context.actor.may(kReview, proposal.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (!row_of(proposal.state).reviewed) return fail(ErrorKind::conflict, "workflow.not_now");
  if (proposal.original_title.empty() && request.title != proposal.title) proposal.original_title = proposal.title;
  proposal.title = request.title;
  proposal.category = request.category;
  proposal.version = request.version;
  TRY(store(context, tx, proposal, "classify"));
  return view(context, tx, proposal);
}

}  // namespace gongshi::proposals
