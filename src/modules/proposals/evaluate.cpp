// The committee opens an evaluation, sees who is missing and never what was given, closes it and sees what came out.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/evaluating.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::proposals {
namespace {

struct Size {
  EvaluationId id;
  std::int64_t proposals = 0;
  std::int64_t seats = 0;
};
BOOST_DESCRIBE_STRUCT(Size, (), (id, proposals, seats))

std::string state_name(const Context& context, EvaluationState state) { return context.say("proposals.evaluation." + std::string(enum_name(state))); }

Result<void> may_evaluate(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  if (!assemblies::find_assembly(tx, assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return {};
}

Result<Evaluation> find_evaluation(const Context& context, db::ReadTx& tx, EvaluationId id) {
  auto evaluation = tx.one<Evaluation>(sql::find_evaluation, id);
  if (!evaluation || !context.actor.may(kReview, evaluation->assembly)) return fail(ErrorKind::not_found, "proposals.no_such_evaluation");
  return std::move(*evaluation);
}

struct Progress {
  Panellist panellist;
  std::vector<PersonId> people;
  std::int64_t rated = 0;
  std::int64_t to_rate = 0;
};
std::vector<Progress> progress_of(const Context& context, db::ReadTx& tx, const Evaluation& evaluation) {
  const Recusals recusals(context, tx, evaluation);
  const auto ratings = tx.all<Rating>(sql::ratings_of_evaluation, evaluation.id);
  std::vector<ProposalId> proposals;
  for (const Proposal& one : tx.all<Proposal>(sql::of_evaluation, evaluation.id)) proposals.push_back(one.id);
  std::vector<Progress> all;
  for (const Panellist& panellist : tx.all<Panellist>(sql::panellists_of, evaluation.id)) {
    Progress one{panellist, people_of_seat(context, tx, panellist)};
    for (const ProposalId proposal : proposals) one.to_rate += recusals.why(panellist, proposal, one.people).empty();
    one.rated = std::ranges::count(ratings, panellist.id, &Rating::panellist);
    // Who signed after having rated, or joined a body since, has rated what is not theirs to rate any more.
    one.to_rate = std::max(one.to_rate, one.rated);
    all.push_back(std::move(one));
  }
  return all;
}

EvaluationView view(Context& context, db::ReadTx& tx, const Evaluation& evaluation) {
  const auto session = find_session(tx, evaluation.session);
  EvaluationView view{.id = evaluation.id, .assembly = evaluation.assembly, .title = evaluation.title, .about = evaluation.about, .session_name = session ? session_name(context, *session) : "", .state = evaluation.state,
                      .state_name = state_name(context, evaluation.state), .due = evaluation.due, .over = !takes_ratings(context, evaluation), .opened_at = evaluation.opened_at, .closed_at = evaluation.closed_at, .version = evaluation.version,
                      .proposals = static_cast<std::int64_t>(tx.all<Proposal>(sql::of_evaluation, evaluation.id).size()), .missing = 0, .dimensions = dimensions_of(tx, evaluation.id), .panel = {}, .results = results_of(context, tx, evaluation),
                      .actions = workflow::offers(kEvaluationSteps, evaluation.state, EvaluationFacts{}, [](std::string_view) { return true; })};
  for (const Progress& one : progress_of(context, tx, evaluation)) {
    const auto body = one.panellist.body ? assemblies::find_body(tx, one.panellist.body) : std::nullopt;
    view.panel.push_back({seat_name(tx, one.panellist), context.say(body ? "proposals.body_kind." + std::string(enum_name(body->kind)) : "proposals.panel_member"), one.rated, one.to_rate});
    view.missing += one.rated < one.to_rate;
  }
  if (evaluation.state == EvaluationState::open && view.missing > 0 && !view.over) view.actions.push_back({"remind", false, false});
  return view;
}

void tell_panel(Context& context, db::WriteTx& tx, const Evaluation& evaluation, std::vector<PersonId> people, std::string_view kind, bool calls) {
  std::ranges::sort(people);
  people.erase(std::ranges::unique(people).begin(), people.end());
  notices::tell(context, tx, people, {.kind = kind, .subject_kind = "evaluation", .subject = evaluation.id.value, .link = "/mine/evaluations/" + std::to_string(evaluation.id.value), .args = {{"title", evaluation.title}}, .calls = calls});
}

}  // namespace

Result<void> has_due(const EvaluationFacts& facts) {
  if (facts.due_given) return {};
  return wrong("/due", "proposals.due_not_later");
}

Result<EvaluationList> list_evaluations(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  TRY(may_evaluate(context, tx, request.id));
  std::map<EvaluationId, Size> sizes;
  for (const Size& one : tx.all<Size>(sql::evaluation_sizes, request.id)) sizes.emplace(one.id, one);
  EvaluationList list;
  for (const Evaluation& one : tx.all<Evaluation>(sql::evaluations_of, request.id)) {
    const auto session = find_session(tx, one.session);
    list.items.push_back({one.id, one.title, session ? session_name(context, *session) : "", one.state, state_name(context, one.state), one.due, sizes[one.id].proposals, sizes[one.id].seats});
  }
  return list;
}

Result<EvaluationChoices> evaluation_choices(Context& context, db::ReadTx& tx, const AskChoices& request) {
  TRY(may_evaluate(context, tx, request.id));
  EvaluationChoices choices;
  for (const Session& one : tx.all<Session>(sql::sessions_of, request.id)) {
    choices.sessions.push_back({one.id, session_name(context, one)});
    if (!choices.session || one.id == request.session) choices.session = one.id;
  }
  if (request.session && choices.session != request.session) return fail(ErrorKind::not_found, "proposals.no_such_session");
  for (const std::string_view name : enum_names<UsualDimension>()) {
    const std::string key = "proposals.dimension." + std::string(name);
    choices.dimensions.push_back({context.say(key), context.say(key + ".about"), context.say(key + ".source")});
  }
  for (const auto& body : assemblies::bodies_of(tx, request.id, context.now())) {
    if (!assemblies::people_of_unit(tx, body.id, assemblies::Role::convener, context.now()).empty()) choices.bodies.push_back({body.id, context.say("proposals.body_kind." + std::string(enum_name(body.kind))), body.name});
    if (body.kind == assemblies::BodyKind::committee) choices.committees.push_back({body.id, body.name, {}});
  }
  for (const auto& member : assemblies::roster_of(tx, request.id, context.now())) {
    const auto committee = std::ranges::find(choices.committees, member.committee.value_or(assemblies::BodyId{}), &PanelCommittee::id);
    if (committee != choices.committees.end()) committee->members.push_back({member.person, member.name});
  }
  std::erase_if(choices.committees, [](const PanelCommittee& one) { return one.members.empty(); });
  if (!choices.session) return choices;
  const auto proposals = tx.all<Proposal>(sql::evaluable, *choices.session);
  const auto lines = lines_of(context, tx, proposals);
  std::vector<ProposalId> key_ones = tx.all<ProposalId>(sql::key_of_session, *choices.session);
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    choices.proposals.push_back({proposals[i].id, lines[i].title, lines[i].label.value_or(""), lines[i].proposer, static_cast<bool>(proposals[i].body), std::ranges::binary_search(key_ones, proposals[i].id), proposals[i].category, lines[i].category_name.value_or("")});
  }
  return choices;
}

Result<EvaluationView> open_evaluation(Context& context, db::WriteTx& tx, const OpenEvaluation& request) {
  TRY(may_evaluate(context, tx, request.id));
  const auto session = find_session(tx, request.session);
  if (!session || session->assembly != request.id) return wrong("/session", "proposals.no_such_session");
  if (request.due <= context.now()) return wrong("/due", "proposals.due_passed");
  if (request.bodies.size() + request.members.size() < kFewestRaters) return wrong("/bodies", "proposals.panel_too_small");
  for (std::size_t i = 0; i < request.dimensions.size(); ++i) {
    const bool twice = std::ranges::count(request.dimensions, request.dimensions[i].name, &DimensionView::name) > 1;
    if (request.dimensions[i].name.find_first_not_of(' ') == std::string::npos || twice) return wrong("/dimensions/" + std::to_string(i), "proposals.dimension_unclear");
  }
  const Evaluation evaluation{.id = context.ids.next<EvaluationId>(), .assembly = request.id, .session = session->id, .title = request.title, .about = request.about, .due = request.due, .state = EvaluationState::open, .opened_at = context.now(), .closed_at = {}, .version = 1};
  tx.run(sql::add_evaluation, evaluation.id, evaluation.assembly, evaluation.session, evaluation.title, evaluation.about, evaluation.due, evaluation.opened_at);
  for (std::size_t i = 0; i < request.dimensions.size(); ++i) tx.run(sql::add_dimension, evaluation.id, static_cast<std::int64_t>(i) + 1, request.dimensions[i].name, request.dimensions[i].about, request.dimensions[i].source);
  for (std::size_t i = 0; i < request.proposals.size(); ++i) {
    const auto proposal = find(tx, request.proposals[i]);
    // The whole panel reads it.
    const bool fits = proposal && proposal->assembly == request.id && proposal->session == session->id && proposal->state == State::filed && proposal->published == Published::whole;
    if (!fits) return wrong("/proposals/" + std::to_string(i), "proposals.not_evaluable");
    tx.run(sql::add_evaluated, evaluation.id, proposal->id);
  }
  const auto bodies = assemblies::bodies_of(tx, request.id, context.now());
  const auto roster = assemblies::roster_of(tx, request.id, context.now());
  std::vector<PersonId> people;
  const auto seat = [&](assemblies::BodyId body, PersonId person) { return tx.run(sql::add_panellist, context.ids.next<PanellistId>(), evaluation.id, body, person) == 1; };
  for (std::size_t i = 0; i < request.bodies.size(); ++i) {
    const auto conveners = assemblies::people_of_unit(tx, request.bodies[i], assemblies::Role::convener, context.now());
    if (std::ranges::find(bodies, request.bodies[i], &assemblies::Body::id) == bodies.end() || conveners.empty()) return wrong("/bodies/" + std::to_string(i), "proposals.body_without_convener");
    if (!seat(request.bodies[i], {})) return wrong("/bodies/" + std::to_string(i), "proposals.seat_twice");
    std::ranges::copy(conveners, std::back_inserter(people));
  }
  for (std::size_t i = 0; i < request.members.size(); ++i) {
    const auto member = std::ranges::find(roster, request.members[i], &assemblies::RosterEntry::person);
    if (member == roster.end() || !member->committee) return wrong("/members/" + std::to_string(i), "proposals.not_on_a_committee");
    if (!seat({}, request.members[i])) return wrong("/members/" + std::to_string(i), "proposals.seat_twice");
    people.push_back(request.members[i]);
  }
  journal::record(context, tx, {.verb = "proposals.open_evaluation", .subject_kind = "evaluation", .subject = evaluation.id.value, .scope = evaluation.assembly});
  tell_panel(context, tx, evaluation, people, "proposals.evaluation_opened", true);
  return view(context, tx, evaluation);
}

Result<EvaluationView> read_evaluation(Context& context, db::ReadTx& tx, const ByEvaluation& request) {
  TRY_ASSIGN(const Evaluation evaluation, find_evaluation(context, tx, request.id));
  return view(context, tx, evaluation);
}

Result<EvaluationView> move_evaluation(Context& context, db::WriteTx& tx, const MoveEvaluation& request) {
  TRY_ASSIGN(const Evaluation evaluation, find_evaluation(context, tx, request.id));
  const EvaluationFacts facts{.due_given = request.due && *request.due > evaluation.due && *request.due > context.now()};
  TRY_ASSIGN(const EvaluationState next, workflow::next(kEvaluationSteps, evaluation.state, request.verb, facts, [](std::string_view) { return true; }));
  const bool closes = next == EvaluationState::closed;
  if (tx.run(sql::move_evaluation, evaluation.id, request.version, next, closes ? evaluation.due : *request.due, closes ? std::optional(context.now()) : std::nullopt) == 0) return fail(ErrorKind::conflict, "proposals.evaluation_moved_meanwhile");
  journal::record(context, tx, {.verb = closes ? "proposals.close_evaluation" : "proposals.extend_evaluation", .subject_kind = "evaluation", .subject = evaluation.id.value, .scope = evaluation.assembly});
  std::vector<PersonId> people;
  for (const Progress& one : progress_of(context, tx, evaluation)) {
    if (closes || one.rated < one.to_rate) std::ranges::copy(one.people, std::back_inserter(people));
  }
  tell_panel(context, tx, evaluation, people, closes ? "proposals.evaluation_closed" : "proposals.evaluation_extended", !closes);
  return view(context, tx, *tx.one<Evaluation>(sql::find_evaluation, evaluation.id));
}

Result<EvaluationView> remind_panel(Context& context, db::WriteTx& tx, const ByEvaluation& request) {
  TRY_ASSIGN(const Evaluation evaluation, find_evaluation(context, tx, request.id));
  if (!takes_ratings(context, evaluation)) return fail(ErrorKind::conflict, "proposals.evaluation_over");
  std::vector<PersonId> people;
  for (const Progress& one : progress_of(context, tx, evaluation)) {
    if (one.rated < one.to_rate) std::ranges::copy(one.people, std::back_inserter(people));
  }
  if (people.empty()) return fail(ErrorKind::conflict, "proposals.nobody_missing");
  journal::record(context, tx, {.verb = "proposals.remind_panel", .subject_kind = "evaluation", .subject = evaluation.id.value, .scope = evaluation.assembly});
  tell_panel(context, tx, evaluation, people, "proposals.evaluation_waits", true);
  return view(context, tx, evaluation);
}

}  // namespace gongshi::proposals
