// A year's table from a file: shown first, then added as a new version. Nothing that was there is changed, and no deadline moves.
#include "embedded/calendar.hpp"
#include "modules/calendar/table_file.hpp"
#include "modules/calendar/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::calendar {
namespace {

/// By day: what the newest table of the year says against what the file says.
std::vector<DayChange> changes_to(db::ReadTx& tx, std::int64_t newest, const TableFile& file) {
  std::map<std::string, DayChange> changes;
  for (const auto& [day, one] : file.days) changes[day_text(day)] = {day_text(day), one.name, std::nullopt, one.kind};
  for (SpecialDay& one : tx.all<SpecialDay>(sql::days_of_version, newest)) {
    const auto [there, gone] = changes.try_emplace(one.day, DayChange{one.day, one.name, one.kind, std::nullopt});
    if (!gone && there->second.after == one.kind && there->second.name == one.name) {
      changes.erase(there);
    } else {
      there->second.before = one.kind;
    }
  }
  std::vector<DayChange> list;
  for (auto& [day, change] : changes) list.push_back(std::move(change));
  return list;
}

}  // namespace

Result<TableReport> import_table(Context& context, db::WriteTx& tx, const ImportTable& request) {
  TRY(may_import(context, tx));
  const std::int64_t this_year = year_of(day_at(context.now()));
  if (request.year < this_year - 10 || request.year > this_year + 2) return fail(ErrorKind::not_found, "calendar.no_such_year");
  const TableFile file = read_table(request.body.bytes, static_cast<int>(request.year));
  const std::int64_t newest = tx.one<std::optional<std::int64_t>>(sql::newest_version, request.year).value_or(std::nullopt).value_or(0);
  TableReport report{.year = request.year, .version = newest, .passed_over = file.passed_over, .changes = changes_to(tx, newest, file), .errors = {}};
  for (const auto& [day, one] : file.days) ++(one.kind == Kind::rest ? report.rest_days : report.work_days);
  for (const TableRefusal& refusal : file.refused) report.errors.push_back({refusal.line, refusal.code, context.say(refusal.code, refusal.args)});
  if (request.dry_run.value_or(false) || !report.errors.empty() || report.changes.empty()) return report;

  if (!request.source) return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"?source", "request.missing"}}});
  report.version = tx.one<std::int64_t>(sql::greatest_version).value_or(0) + 1;
  if (request.version != newest || tx.run(sql::add_version, report.version, request.year, context.actor.person, context.now(), *request.source) == 0) {
    return fail(ErrorKind::conflict, "calendar.moved_meanwhile");
  }
  for (const auto& [day, one] : file.days) tx.run(sql::add_day, report.version, day_text(day), one.kind, one.name);
  journal::record(context, tx, {.verb = "calendar.import", .subject_kind = "calendar", .subject = report.version, .scope = context.actor.scope});
  return report;
}

}  // namespace gongshi::calendar
