#include "modules/calendar/store.hpp"

#include <map>

#include <fmt/format.h>

#include "embedded/calendar.hpp"

namespace gongshi::calendar {
namespace {

struct Row {
  std::int64_t version = 0;
  std::int64_t year = 0;
  std::string day;
  Kind kind = Kind::rest;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Row, (), (version, year, day, kind, name))

}  // namespace

KnownYear known_year(db::ReadTx& tx, int year, std::int64_t version) {
  KnownYear known;
  bool has_own = false;
  std::map<std::string, SpecialDay> days;
  for (Row& row : tx.all<Row>(sql::days_of_year, year, version, fmt::format("{}-01-01", year), fmt::format("{}-12-31", year))) {
    has_own = has_own || row.year == year;
    known.version = row.version;
    std::string day = row.day;
    days.insert_or_assign(std::move(day), SpecialDay{std::move(row.day), row.kind, std::move(row.name)});
  }
  if (!has_own) known.version = 0;
  for (auto& [day, special] : days) known.days.push_back(std::move(special));
  return known;
}

WorkingDays working_days(db::ReadTx& tx, std::int64_t version) {
  return WorkingDays([&tx, version](int year) {
    const KnownYear known = known_year(tx, year, version);
    YearTable table{.version = known.version};
    for (const SpecialDay& special : known.days) table.days.emplace(*read_day(special.day), special.kind);
    return table;
  });
}

}  // namespace gongshi::calendar
