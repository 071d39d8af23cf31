// The calendar as staff see it.
#include <algorithm>

#include "embedded/calendar.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/calendar/use_cases.hpp"
#include "modules/identity/api.hpp"

namespace gongshi::calendar {
namespace {

using namespace std::chrono;

constexpr int kFirstYear = 1950, kLastYear = 2198;

/// A row of all_versions.
struct Version {
  std::int64_t id = 0;
  std::int64_t year = 0;
  std::optional<PersonId> author;
  std::optional<Timestamp> at;
  std::string source;
  std::int64_t rest_days = 0;
  std::int64_t work_days = 0;
};
BOOST_DESCRIBE_STRUCT(Version, (), (id, year, author, at, source, rest_days, work_days))

}  // namespace

Result<void> may_import(Context& context, db::ReadTx& tx) {
  const auto all = assemblies::all_assemblies(tx);
  if (all.empty() || !context.actor.may("calendar.manage", all.front().id)) return fail(ErrorKind::forbidden, "calendar.topmost_only");
  return {};
}

Result<CalendarView> read_calendar(Context& context, db::ReadTx& tx, const Nothing&) {
  const Day today = day_at(context.now());
  CalendarView view{.versions = {}, .missing = {}, .today = day_text(today), .may_import = may_import(context, tx).has_value()};
  for (Version& one : tx.all<Version>(sql::all_versions)) {
    view.versions.push_back({one.id, one.year, one.at, one.author ? std::optional(identity::display_name(tx, *one.author)) : std::nullopt, std::move(one.source), one.rest_days, one.work_days});
  }
  for (const std::int64_t year : {year_of(today), year_of(today) + 1}) {
    if (std::ranges::find(view.versions, year, &VersionView::year) == view.versions.end()) view.missing.push_back(year);
  }
  return view;
}

Result<YearView> read_year(Context&, db::ReadTx& tx, const ReadYear& request) {
  if (request.year < kFirstYear || request.year > kLastYear) return fail(ErrorKind::not_found, "calendar.no_such_year");
  const int number = static_cast<int>(request.year);
  const std::int64_t version = request.version.value_or(kNewest);
  KnownYear known = known_year(tx, number, version);
  const Day last_of_december(year(number) / December / 31);
  return YearView{.year = number, .version = known.version, .working_days = working_days(tx, version).between(Day(year(number - 1) / December / 31), last_of_december), .days = std::move(known.days)};
}

}  // namespace gongshi::calendar
