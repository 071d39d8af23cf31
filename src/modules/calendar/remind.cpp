// The notice on the next year comes out in November, as a rule; who has not brought its table by December is told.
#include <set>

#include "embedded/calendar.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/calendar/use_cases.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::calendar {
namespace {

bool is_due(db::ReadTx& tx, int next_year) {
  return known_year(tx, next_year).version == 0 && !tx.one<std::int64_t>(sql::is_told, next_year);
}

std::vector<PersonId> offices(db::ReadTx& tx, Timestamp at) {
  std::set<PersonId> people;
  for (const assemblies::Official& one : assemblies::officials(tx, {}, at)) {
    if (one.role == assemblies::Role::clerk || one.role == assemblies::Role::administrator) people.insert(one.person);
  }
  return {people.begin(), people.end()};
}

}  // namespace

void remind_of_next_year(Context& context) {
  const Day today = day_at(context.now());
  if (std::chrono::year_month_day(today).month() != std::chrono::December) return;
  const int next_year = year_of(today) + 1;
  if (!context.db.read([&](db::ReadTx& tx) { return is_due(tx, next_year); })) return;
  const auto done = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    if (tx.run(sql::add_told, next_year) == 1) {
      notices::tell(context, tx, offices(tx, context.now()), {.kind = "calendar.missing", .subject_kind = "calendar", .subject = next_year, .link = "/console/calendar", .args = {{"year", std::to_string(next_year)}}});
    }
    return true;
  });
  static_cast<void>(done);  // nothing here refuses
}

}  // namespace gongshi::calendar
