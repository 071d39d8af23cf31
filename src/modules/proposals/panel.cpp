// Who sits on a panel, from what a seat stays away, and what came out.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/evaluating.hpp"
#include "modules/proposals/use_cases.hpp"

namespace gongshi::proposals {
namespace {

struct TiedPerson {
  ProposalId proposal;
  PersonId person;
};
BOOST_DESCRIBE_STRUCT(TiedPerson, (), (proposal, person))
struct TiedBody {
  ProposalId proposal;
  assemblies::BodyId body;
};
BOOST_DESCRIBE_STRUCT(TiedBody, (), (proposal, body))

template <class Map, class Key, class Value>
bool has(const Map& map, const Key& key, const Value& value) {
  const auto [from, to] = map.equal_range(key);
  return std::any_of(from, to, [&](const auto& one) { return one.second == value; });
}

}  // namespace

std::vector<DimensionView> dimensions_of(db::ReadTx& tx, EvaluationId evaluation) {
  std::vector<DimensionView> list;
  tx.each(sql::dimensions_of, [&](const db::Row& row) { list.push_back({std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3))}); }, evaluation);
  return list;
}

std::string seat_name(db::ReadTx& tx, const Panellist& panellist) { return panellist.body ? assemblies::body_name(tx, panellist.body) : identity::display_name(tx, panellist.person); }

std::vector<PersonId> people_of_seat(const Context& context, db::ReadTx& tx, const Panellist& panellist) {
  if (!panellist.body) return {panellist.person};
  return assemblies::people_of_unit(tx, panellist.body, assemblies::Role::convener, context.now());
}

bool takes_ratings(const Context& context, const Evaluation& evaluation) { return evaluation.state == EvaluationState::open && context.now() < evaluation.due; }

Recusals::Recusals(const Context& context, db::ReadTx& tx, const Evaluation& evaluation) {
  for (const TiedPerson& one : tx.all<TiedPerson>(sql::tied_people, evaluation.id)) people_.emplace(one.proposal, one.person);
  for (const TiedBody& one : tx.all<TiedBody>(sql::tied_bodies, evaluation.id)) bodies_.emplace(one.proposal, one.body);
  if (bodies_.empty()) return;
  for (const auto& member : assemblies::roster_of(tx, evaluation.assembly, context.now())) {
    bodies_of_.emplace(member.person, member.sector);
    if (member.party) bodies_of_.emplace(member.person, *member.party);
    if (member.committee) bodies_of_.emplace(member.person, *member.committee);
  }
}

std::string_view Recusals::why(const Panellist& panellist, ProposalId proposal, std::span<const PersonId> people) const {
  if (panellist.body && has(bodies_, proposal, panellist.body)) return "proposals.recused_own_body";
  if (panellist.person) {
    const auto [from, to] = bodies_of_.equal_range(panellist.person);
    if (std::any_of(from, to, [&](const auto& one) { return has(bodies_, proposal, one.second); })) return "proposals.recused_own_body";
  }
  // Where several rate for a body, one who did not sign can.
  const bool signed_by_all = !people.empty() && std::ranges::all_of(people, [&](PersonId person) { return has(people_, proposal, person); });
  return signed_by_all ? "proposals.recused_signed" : std::string_view();
}

std::vector<EvaluationResult> results_of(Context& context, db::ReadTx& tx, const Evaluation& evaluation) {
  if (evaluation.state != EvaluationState::closed) return {};
  const auto proposals = tx.all<Proposal>(sql::of_evaluation, evaluation.id);
  const auto lines = lines_of(context, tx, proposals);
  std::map<ProposalId, std::size_t> places;
  for (std::size_t i = 0; i < proposals.size(); ++i) places.emplace(proposals[i].id, i);
  std::vector<Ratings> ratings(proposals.size());
  std::map<std::pair<ProposalId, PanellistId>, std::vector<std::int64_t>> given;
  for (const Score& one : tx.all<Score>(sql::scores_of_evaluation, evaluation.id)) given[{one.proposal, one.panellist}].push_back(one.score);
  for (auto& [key, scores] : given) {
    if (const auto place = places.find(key.first); place != places.end()) ratings[place->second].push_back(std::move(scores));
  }
  std::vector<std::int64_t> abstained(proposals.size());
  for (const Rating& one : tx.all<Rating>(sql::ratings_of_evaluation, evaluation.id)) {
    if (const auto place = places.find(one.proposal); one.abstained && place != places.end()) ++abstained[place->second];
  }
  const auto excellent = tx.all<ProposalId>(sql::excellent_of_evaluation, evaluation.id);
  const auto figures = ranked(ratings);
  std::vector<EvaluationResult> results;
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    const Standing& figure = figures[i];
    EvaluationResult result{.proposal = proposals[i].id, .title = lines[i].title, .label = lines[i].label.value_or(""), .proposer = lines[i].proposer, .collective = static_cast<bool>(proposals[i].body),
                            .excellent = std::ranges::find(excellent, proposals[i].id) != excellent.end(), .raters = static_cast<std::int64_t>(figure.raters), .abstained = abstained[i], .rank = {}, .tied = figure.tied, .mean = {}, .lowest = {}, .highest = {}, .dimensions = {}};
    if (figure.rank) {
      result.rank = static_cast<std::int64_t>(*figure.rank);
      result.mean = figure.mean;
      result.lowest = figure.lowest;
      result.highest = figure.highest;
      for (const DimensionFigures& one : figure.dimensions) result.dimensions.push_back({one.median, one.mean, one.lowest, one.highest});
    }
    results.push_back(std::move(result));
  }
  std::ranges::stable_sort(results, [](const EvaluationResult& one, const EvaluationResult& other) { return one.rank && (!other.rank || *one.rank < *other.rank); });
  return results;
}

}  // namespace gongshi::proposals
