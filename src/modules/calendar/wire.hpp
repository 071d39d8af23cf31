// What crosses the wire about the calendar, and nothing else. Days are written 2026-02-14 and are China's.
#pragma once

#include <array>

#include "modules/calendar/store.hpp"
#include "platform/json/codec.hpp"
#include "platform/operations/operation.hpp"

namespace gongshi::calendar {

/// A table as it was brought. Without `at` and `author`: the program brought it.
struct VersionView {
  std::int64_t version = 0;
  std::int64_t year = 0;
  std::optional<Timestamp> at;
  std::optional<std::string> author;
  std::string source;
  std::int64_t rest_days = 0;
  std::int64_t work_days = 0;
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (version, year, at, author, source, rest_days, work_days))

/// `missing`: this year and the next, where they have no table; deadlines in them count Monday to Friday.
struct CalendarView {
  std::vector<VersionView> versions;  // latest year first, newest version first
  std::vector<std::int64_t> missing;
  std::string today;
  bool may_import = false;
};
BOOST_DESCRIBE_STRUCT(CalendarView, (), (versions, missing, today, may_import))

struct ReadYear {
  std::int64_t year = 0;
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(ReadYear, (), (year, version))

/// `version`: the newest that tells of the year; 0: it has no table. `days`: those that are otherwise than the weekday says, and holidays at a weekend.
struct YearView {
  std::int64_t year = 0;
  std::int64_t version = 0;
  std::int64_t working_days = 0;
  std::vector<SpecialDay> days;
};
BOOST_DESCRIBE_STRUCT(YearView, (), (year, version, working_days, days))

/// The body is CSV or iCalendar (table_file.hpp); its bytes tell. `version`: the year's newest that the reader has seen, 0 for none. `source`: where the
/// table comes from, in words; not needed for a dry run.
struct ImportTable {
  std::int64_t year = 0;
  std::int64_t version = 0;
  std::optional<bool> dry_run;
  std::optional<std::string> source;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(ImportTable, (), (year, version, dry_run, source, body))
constexpr auto limits(const ImportTable*) { return std::array{json::Limit{"source", 1, 200}}; }

/// None: the day is or was as its weekday says.
struct DayChange {
  std::string day;
  std::string name;
  std::optional<Kind> before;
  std::optional<Kind> after;
};
BOOST_DESCRIBE_STRUCT(DayChange, (), (day, name, before, after))

struct TableProblem {
  std::int64_t line = 0;
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(TableProblem, (), (line, code, message))

/// With problems, or without a change, nothing was done. `version`: the year's newest afterwards. `passed_over`: events of the file that tell of nothing here.
struct TableReport {
  std::int64_t year = 0;
  std::int64_t version = 0;
  std::int64_t rest_days = 0;
  std::int64_t work_days = 0;
  std::int64_t passed_over = 0;
  std::vector<DayChange> changes;
  std::vector<TableProblem> errors;
};
BOOST_DESCRIBE_STRUCT(TableReport, (), (year, version, rest_days, work_days, passed_over, changes, errors))

/// The link by which a calendar program reads what the actor has to do; `since`: when it was made, none: there is none.
struct SubscriptionView {
  std::optional<Timestamp> since;
};
BOOST_DESCRIBE_STRUCT(SubscriptionView, (), (since))
/// Shown once: only its fingerprint is kept.
struct NewSubscription {
  Timestamp since;
  std::string link;
};
BOOST_DESCRIBE_STRUCT(NewSubscription, (), (since, link))
struct BySubscription {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(BySubscription, (), (token))

}  // namespace gongshi::calendar
