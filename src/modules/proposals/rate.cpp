// Who sits on the panel rates one proposal after the other, in the own session, and may change it until the day; nobody else sees it.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/proposals/evaluating.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {
namespace {

/// The seat for which the actor rates: of the body that they speak for now, else the own one, else of another body that they speak for.
std::optional<Panellist> seat_in(Context& context, db::ReadTx& tx, EvaluationId evaluation) {
  if (!context.actor.signed_in()) return std::nullopt;
  const auto speaks_for = context.actor.may(kForBody) ? assemblies::body_of_seat(tx, context.actor.seat) : std::nullopt;
  std::optional<Panellist> own, other;
  for (const Panellist& one : tx.all<Panellist>(sql::panellists_of, evaluation)) {
    if (one.body && one.body == speaks_for) return one;
    if (one.person && one.person == context.actor.person) own = one;
    if (!one.body || other) continue;
    const auto people = people_of_seat(context, tx, one);
    if (std::ranges::find(people, context.actor.person) != people.end()) other = one;
  }
  return own ? own : other;
}

struct Seated {
  Evaluation evaluation;
  Panellist panellist;
};
/// Error 404 for whoever does not sit there.
Result<Seated> find_seated(Context& context, db::ReadTx& tx, EvaluationId id) {
  auto evaluation = tx.one<Evaluation>(sql::find_evaluation, id);
  const auto panellist = evaluation ? seat_in(context, tx, id) : std::nullopt;
  if (!panellist) return fail(ErrorKind::not_found, "proposals.not_on_the_panel");
  return Seated{std::move(*evaluation), *panellist};
}

std::string state_name(const Context& context, const Evaluation& evaluation) {
  if (evaluation.state == EvaluationState::open && !takes_ratings(context, evaluation)) return context.say("proposals.evaluation.over");
  return context.say("proposals.evaluation." + std::string(enum_name(evaluation.state)));
}

/// `whole` false: how far one has come, and nothing of the proposals.
OwnEvaluation view(Context& context, db::ReadTx& tx, const Seated& seated, bool whole = true) {
  const auto& [evaluation, panellist] = seated;
  const auto assembly = assemblies::find_assembly(tx, evaluation.assembly);
  OwnEvaluation view{.id = evaluation.id, .assembly_name = assembly ? assembly->name : "", .title = evaluation.title, .about = evaluation.about, .seat = seat_name(tx, panellist), .state = evaluation.state, .state_name = state_name(context, evaluation), .due = evaluation.due,
                     .open = takes_ratings(context, evaluation), .rated = 0, .to_rate = 0, .dimensions = dimensions_of(tx, evaluation.id), .items = {}, .results = whole ? results_of(context, tx, evaluation) : std::vector<EvaluationResult>()};
  const Recusals recusals(context, tx, evaluation);
  const std::array people{context.actor.person};
  std::map<ProposalId, Rating> given;
  for (const Rating& one : tx.all<Rating>(sql::ratings_of_panellist, panellist.id)) given.emplace(one.proposal, one);
  std::map<ProposalId, std::vector<std::int64_t>> scores;
  for (const Score& one : tx.all<Score>(sql::scores_of_panellist, panellist.id)) scores[one.proposal].push_back(one.score);
  const auto proposals = tx.all<Proposal>(sql::of_evaluation, evaluation.id);
  const auto lines = whole ? lines_of(context, tx, proposals) : std::vector<ProposalLine>(proposals.size());
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    const ProposalId id = proposals[i].id;
    const ProposalLine& line = lines[i];
    RatingItem item{.proposal = id, .title = line.title, .label = line.label.value_or(""), .proposer = line.proposer, .recused = {}, .rated = false, .abstained = false, .scores = {}, .version = 0};
    if (const auto rating = given.find(id); rating != given.end()) {
      item.rated = true;
      item.abstained = rating->second.abstained;
      item.version = rating->second.version;
      item.scores = scores[id];
    } else if (const auto why = recusals.why(panellist, id, people); !why.empty()) {
      item.recused = context.say(why);
    }
    view.rated += item.rated;
    view.to_rate += !item.recused;
    view.items.push_back(std::move(item));
  }
  return view;
}

std::vector<Seated> all_seated(Context& context, db::ReadTx& tx) {
  std::vector<Seated> all;
  for (const EvaluationId id : tx.all<EvaluationId>(sql::evaluations_for, context.actor.person, context.actor.may(kForBody) ? context.actor.scope : assemblies::AssemblyId{})) {
    if (auto seated = find_seated(context, tx, id)) all.push_back(std::move(*seated));
  }
  return all;
}

}  // namespace

Result<OwnEvaluations> own_evaluations(Context& context, db::ReadTx& tx, const Nothing&) {
  OwnEvaluations list;
  for (const Seated& seated : all_seated(context, tx)) {
    const OwnEvaluation one = view(context, tx, seated, false);
    list.items.push_back({one.id, one.title, one.seat, one.state, one.state_name, one.due, one.open, one.rated, one.to_rate});
  }
  return list;
}

Result<OwnEvaluation> read_own_evaluation(Context& context, db::ReadTx& tx, const ByEvaluation& request) {
  TRY_ASSIGN(const Seated seated, find_seated(context, tx, request.id));
  return view(context, tx, seated);
}

Result<OwnEvaluation> rate(Context& context, db::WriteTx& tx, const RateProposal& request) {
  TRY_ASSIGN(const Seated seated, find_seated(context, tx, request.id));
  const auto& [evaluation, panellist] = seated;
  if (!tx.one<std::int64_t>(sql::is_evaluated, evaluation.id, request.proposal)) return fail(ErrorKind::not_found, "proposals.not_found");
  if (evaluation.state == EvaluationState::closed) return fail(ErrorKind::conflict, "proposals.evaluation_closed_already");
  if (!takes_ratings(context, evaluation)) return fail(ErrorKind::conflict, "proposals.evaluation_over");
  const std::array people{context.actor.person};
  if (const auto why = Recusals(context, tx, evaluation).why(panellist, request.proposal, people); !why.empty()) return fail(ErrorKind::conflict, std::string(why));
  const auto dimensions = request.abstain ? 0 : dimensions_of(tx, evaluation.id).size();
  if (request.scores.size() != dimensions) return wrong("/scores", request.abstain ? "proposals.abstains_without_scores" : "proposals.scores_missing");
  for (std::size_t i = 0; i < request.scores.size(); ++i) {
    if (request.scores[i] < kLeastScore || request.scores[i] > kGreatestScore) return wrong("/scores/" + std::to_string(i), "proposals.score_out_of_range");
  }
  const auto written = request.version == 0 ? tx.run(sql::add_rating, panellist.id, request.proposal, request.abstain, context.now()) : tx.run(sql::change_rating, panellist.id, request.proposal, request.version, request.abstain, context.now());
  if (written == 0) return fail(ErrorKind::conflict, "proposals.rated_meanwhile");
  tx.run(sql::remove_scores, panellist.id, request.proposal);
  for (std::size_t i = 0; i < request.scores.size(); ++i) tx.run(sql::add_score, panellist.id, request.proposal, static_cast<std::int64_t>(i) + 1, request.scores[i]);
  journal::record(context, tx, {.verb = "proposals.rate", .subject_kind = "evaluation", .subject = evaluation.id.value, .scope = evaluation.assembly});
  return view(context, tx, seated);
}

std::vector<calendar::OwnDeadline> evaluation_deadlines(Context& context, db::ReadTx& tx) {
  std::vector<calendar::OwnDeadline> list;
  for (const Seated& seated : all_seated(context, tx)) {
    const OwnEvaluation one = view(context, tx, seated, false);
    if (!one.open || one.rated >= one.to_rate) continue;
    const std::string id = std::to_string(one.id.value);
    list.push_back({.key = "evaluation" + id, .due = one.due, .summary = context.say("proposals.deadline.evaluate", {{"title", one.title}}), .link = "/mine/evaluations/" + id});
  }
  return list;
}

}  // namespace gongshi::proposals
