// How each unit handles: how much, in time, with what outcome, and how it was rated by those who rated.
#include <algorithm>
#include <tuple>

#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"

namespace gongshi::handling {
namespace {

struct Answers {
  assemblies::BodyId unit;
  std::int64_t assigned = 0;
  std::int64_t answered = 0;
  std::int64_t in_time = 0;
  std::int64_t overdue = 0;
  std::int64_t resolved = 0;
  std::int64_t in_progress = 0;
};
BOOST_DESCRIBE_STRUCT(Answers, (), (unit, assigned, answered, in_time, overdue, resolved, in_progress))

struct Taken {
  assemblies::BodyId unit;
  std::int64_t suggestions = 0;
  std::int64_t adopted = 0;
  std::int64_t partly = 0;
};
BOOST_DESCRIBE_STRUCT(Taken, (), (unit, suggestions, adopted, partly))

struct Rated {
  assemblies::BodyId unit;
  std::int64_t rated = 0;
  std::int64_t satisfied = 0;
  std::int64_t basically = 0;
  std::int64_t dissatisfied = 0;
};
BOOST_DESCRIBE_STRUCT(Rated, (), (unit, rated, satisfied, basically, dissatisfied))

}  // namespace

Result<HandlingStatistics> statistics(Context& context, db::ReadTx& tx, const AskFigures& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("handling.supervise", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const Timestamp since = request.since.value_or(Timestamp{});
  HandlingStatistics shown;
  for (const Answers& one : tx.all<Answers>(sql::unit_figures, request.id, context.now(), since)) {
    shown.units.push_back({.unit = {one.unit, assemblies::body_name(tx, one.unit)}, .assigned = one.assigned, .answered = one.answered, .in_time = one.in_time, .overdue = one.overdue, .resolved = one.resolved,
                           .in_progress = one.in_progress, .satisfied = {}, .basically = {}, .dissatisfied = {}});
  }
  const auto of_unit = [&](assemblies::BodyId id) { return std::ranges::find(shown.units, id, [](const UnitFigures& figures) { return figures.unit.id; }); };
  for (const Taken& one : tx.all<Taken>(sql::unit_adoptions, request.id, since)) {
    if (const auto unit = of_unit(one.unit); unit != shown.units.end()) std::tie(unit->suggestions, unit->adopted, unit->partly) = std::tie(one.suggestions, one.adopted, one.partly);
  }
  for (const Rated& one : tx.all<Rated>(sql::unit_ratings, request.id, since)) {
    const auto unit = of_unit(one.unit);
    if (unit == shown.units.end()) continue;
    unit->rated = one.rated;
    if (one.rated < kFewestRatings) continue;
    unit->satisfied = one.satisfied;
    unit->basically = one.basically;
    unit->dissatisfied = one.dissatisfied;
  }
  std::ranges::stable_sort(shown.units, [](const UnitFigures& one, const UnitFigures& other) { return one.assigned > other.assigned; });
  return shown;
}

}  // namespace gongshi::handling
