// How each unit handles: how much, in time, with what outcome, and how it was rated by those who rated; and the rows behind each of these figures. One
// predicate decides both, so that what a figure opens to is what it counts.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"

namespace gongshi::handling {
namespace {

struct Part {
  assemblies::BodyId unit;
  ItemId item;
  TaskState state = TaskState::to_sign;
  Timestamp due;
  std::optional<Timestamp> accepted_at;
  std::optional<Outcome> outcome;
};
BOOST_DESCRIBE_STRUCT(Part, (), (unit, item, state, due, accepted_at, outcome))

struct Suggested {
  assemblies::BodyId unit;
  ItemId item;
  std::int64_t number = 0;
  Adoption adoption = Adoption::adopted;
};
BOOST_DESCRIBE_STRUCT(Suggested, (), (unit, item, number, adoption))

struct Rated {
  assemblies::BodyId unit;
  ItemId item;
  std::string kind;
  std::int64_t round = 1;
  std::int64_t asker = 0;
  Satisfaction overall = Satisfaction::satisfied;
};
BOOST_DESCRIBE_STRUCT(Rated, (), (unit, item, kind, round, asker, overall))

bool counts(UnitFigure figure, const Part& part, Timestamp now) {
  const bool answered = part.state == TaskState::accepted;
  switch (figure) {
    case UnitFigure::assigned: return true;
    case UnitFigure::answered: return answered;
    case UnitFigure::open: return !answered;
    case UnitFigure::in_time: return answered && part.accepted_at && *part.accepted_at <= part.due;
    case UnitFigure::overdue: return !answered && part.due < now;
    case UnitFigure::resolved: return answered && part.outcome == Outcome::resolved;
    case UnitFigure::in_progress: return answered && (part.outcome == Outcome::in_progress || part.outcome == Outcome::planned);
    default: return false;
  }
}

bool counts(UnitFigure figure, const Suggested& one) {
  return figure == UnitFigure::suggestions || (figure == UnitFigure::adopted && one.adoption == Adoption::adopted) || (figure == UnitFigure::partly && one.adoption == Adoption::partly);
}

bool counts(UnitFigure figure, const Rated& one) {
  switch (figure) {
    case UnitFigure::rated: return true;
    case UnitFigure::satisfied: return one.overall == Satisfaction::satisfied;
    case UnitFigure::basically: return one.overall == Satisfaction::basically;
    case UnitFigure::dissatisfied: return one.overall == Satisfaction::dissatisfied;
    default: return false;
  }
}

/// Of a crowd's matter nothing is shown before enough have rated it, in no sum either.
std::vector<Rated> ratings_counted(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, Timestamp since, std::optional<assemblies::BodyId> unit) {
  auto all = tx.all<Rated>(sql::ratings_counted, assembly, since, unit);
  std::map<std::tuple<assemblies::BodyId, ItemId, std::int64_t>, int> how_many;
  for (const Rated& one : all) ++how_many[{one.unit, one.item, one.round}];
  std::erase_if(all, [&](const Rated& one) {
    const auto hooks = hooks_of(context, one.kind);
    return (!hooks || (*hooks)->asking == Asking::under_key) && how_many[{one.unit, one.item, one.round}] < kFewestRatings;
  });
  return all;
}

/// Parts of a sum that is known: those under five, and as many more as it takes that no subtraction tells them.
void hide_small(std::array<std::optional<std::int64_t>*, 3> parts) {
  std::int64_t hidden = 0, sum = 0;
  const auto hide = [&](std::optional<std::int64_t>& one) {
    ++hidden;
    sum += *one;
    one.reset();
  };
  for (auto* one : parts) {
    if (**one > 0 && **one < kFewestRatings) hide(*one);
  }
  while (hidden > 0 && (hidden == 1 || sum < kFewestRatings)) {
    std::optional<std::int64_t>* smallest = nullptr;
    for (auto* one : parts) {
      if (*one && **one > 0 && (smallest == nullptr || **one < **smallest)) smallest = one;
    }
    if (smallest == nullptr) return;
    hide(*smallest);
  }
}

Result<void> allowed(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  if (!assemblies::find_assembly(tx, assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  // Figures are of all that the assembly has: no channel's to open.
  if (!context.actor.may("handling.supervise", assembly) || own_channel(context, tx)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return {};
}

HandlingStatistics figures_of(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, Timestamp since, std::optional<assemblies::BodyId> only) {
  std::map<assemblies::BodyId, UnitFigures> units;
  for (const Part& part : tx.all<Part>(sql::parts_counted, assembly, since, only)) {
    UnitFigures& unit = units[part.unit];
    const auto add = [&](UnitFigure figure, std::int64_t& to) { to += counts(figure, part, context.now()) ? 1 : 0; };
    add(UnitFigure::assigned, unit.assigned);
    add(UnitFigure::answered, unit.answered);
    add(UnitFigure::open, unit.open);
    add(UnitFigure::in_time, unit.in_time);
    add(UnitFigure::overdue, unit.overdue);
    add(UnitFigure::resolved, unit.resolved);
    add(UnitFigure::in_progress, unit.in_progress);
  }
  for (const Suggested& one : tx.all<Suggested>(sql::suggestions_counted, assembly, since, only)) {
    UnitFigures& unit = units[one.unit];
    ++unit.suggestions;
    unit.adopted += counts(UnitFigure::adopted, one) ? 1 : 0;
    unit.partly += counts(UnitFigure::partly, one) ? 1 : 0;
  }
  std::map<assemblies::BodyId, std::set<std::pair<std::string, std::int64_t>>> people;
  for (const Rated& one : ratings_counted(context, tx, assembly, since, only)) {
    UnitFigures& unit = units[one.unit];
    ++unit.rated;
    people[one.unit].emplace(one.kind, one.asker);
    for (auto& [figure, to] : {std::pair{UnitFigure::satisfied, &unit.satisfied}, {UnitFigure::basically, &unit.basically}, {UnitFigure::dissatisfied, &unit.dissatisfied}}) *to = to->value_or(0) + (counts(figure, one) ? 1 : 0);
  }
  HandlingStatistics shown;
  for (auto& [id, unit] : units) {
    unit.unit = {id, assemblies::body_name(tx, id)};
    unit.rated_people = static_cast<std::int64_t>(people[id].size());
    if (unit.rated < kFewestRatings) unit.satisfied = unit.basically = unit.dissatisfied = std::nullopt;
    else hide_small({&unit.satisfied, &unit.basically, &unit.dissatisfied});
    shown.units.push_back(std::move(unit));
  }
  std::ranges::stable_sort(shown.units, [](const UnitFigures& one, const UnitFigures& other) { return one.assigned > other.assigned; });
  return shown;
}

}  // namespace

Result<HandlingStatistics> statistics(Context& context, db::ReadTx& tx, const AskFigures& request) {
  TRY(allowed(context, tx, request.id));
  return figures_of(context, tx, request.id, request.since.value_or(Timestamp{}), std::nullopt);
}

Result<std::vector<Counted>> counted_of(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, assemblies::BodyId unit, UnitFigure figure, Timestamp since) {
  std::vector<Counted> counted;
  for (const Part& part : tx.all<Part>(sql::parts_counted, assembly, since, std::optional(unit))) {
    if (counts(figure, part, context.now())) counted.push_back({part.item, {}});
  }
  for (const Suggested& one : tx.all<Suggested>(sql::suggestions_counted, assembly, since, std::optional(unit))) {
    if (counts(figure, one)) counted.push_back({one.item, context.say("handling.counted_suggestion", {{"number", std::to_string(one.number)}, {"adoption", context.say("handling.adoption." + std::string(enum_name(one.adoption)))}})});
  }
  if (figure == UnitFigure::satisfied || figure == UnitFigure::basically || figure == UnitFigure::dissatisfied) {
    // What the figures hide does not open either.
    const auto shown = figures_of(context, tx, assembly, since, unit);
    const auto& row = shown.units.empty() ? UnitFigures{} : shown.units.front();
    const auto& cell = figure == UnitFigure::satisfied ? row.satisfied : figure == UnitFigure::basically ? row.basically : row.dissatisfied;
    if (!cell && row.rated > 0) return fail(ErrorKind::conflict, "handling.figure_hidden");
  }
  for (const Rated& one : ratings_counted(context, tx, assembly, since, unit)) {
    // Of all ratings the list does not say how each was: the parts may be hidden.
    if (counts(figure, one)) counted.push_back({one.item, figure == UnitFigure::rated ? "" : context.say("handling.satisfaction." + std::string(enum_name(one.overall)))});
  }
  return counted;
}

Result<UnitTable> unit_table(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  TRY(allowed(context, tx, assembly));
  UnitTable table;
  table.heading.push_back(context.say("handling.filter_unit"));
  for (const std::string_view figure : enum_names<UnitFigure>()) {
    if (figure == "satisfied") table.heading.push_back(context.say("handling.figure_people"));
    table.heading.push_back(context.say("handling.figure." + std::string(figure)));
  }
  for (const UnitFigures& one : figures_of(context, tx, assembly, Timestamp{}, std::nullopt).units) {
    table.rows.push_back({one.unit.name, {one.assigned, one.answered, one.open, one.in_time, one.overdue, one.resolved, one.in_progress, one.suggestions, one.adopted, one.partly, one.rated, one.rated_people, one.satisfied, one.basically, one.dissatisfied}});
  }
  return table;
}

}  // namespace gongshi::handling
