// The arithmetic of deadlines, as a table, and the tables that come with the program against the State Council's notices.
#include <gtest/gtest.h>

#include "modules/assemblies/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/calendar/store.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::calendar {
namespace {

using namespace std::chrono;

Day day(std::string_view text) { return *read_day(text); }

/// Noon in China.
Timestamp noon(std::string_view text) { return beginning_of(day(text)) + hours(12); }

/// 2026 as announced around the Spring Festival and Labour Day; of 2027 nothing is known.
YearTable some_of_2026(int year) {
  YearTable table;
  if (year != 2026) return table;
  table.version = 7;
  for (Day rest = day("2026-02-15"); rest <= day("2026-02-23"); rest += days(1)) table.days[rest] = Kind::rest;
  for (const char* work : {"2026-02-14", "2026-02-28", "2026-05-09"}) table.days[day(work)] = Kind::work;
  for (Day rest = day("2026-05-01"); rest <= day("2026-05-05"); rest += days(1)) table.days[rest] = Kind::rest;
  return table;
}

TEST(Rules, NthWorkingDay) {
  const struct {
    const char* from;
    int n;
    const char* day;
    std::int64_t version;
  } kRows[] = {
      {"2026-03-02", 1, "2026-03-03", 7}, {"2026-03-06", 1, "2026-03-09", 7}, {"2026-03-02", 5, "2026-03-09", 7},
      {"2026-02-13", 1, "2026-02-14", 7},   // a Saturday that is worked
      {"2026-02-13", 2, "2026-02-24", 7},   // over nine days of rest
      {"2026-02-16", 1, "2026-02-24", 7},   // from within them
      {"2026-02-27", 1, "2026-02-28", 7},   // the Saturday after
      {"2026-04-30", 2, "2026-05-07", 7},
      {"2026-03-02", 0, "2026-03-02", 7},   // the day itself
      {"2026-03-07", 0, "2026-03-09", 7},   // a Saturday
      {"2026-02-15", 0, "2026-02-24", 7},
      {"2026-12-31", 1, "2027-01-01", 0},   // of which nothing is known: a Friday
      {"2027-01-01", 5, "2027-01-08", 0},
  };
  for (const auto& row : kRows) {
    WorkingDays rule(some_of_2026);
    EXPECT_EQ(day_text(rule.nth_after(day(row.from), row.n)), row.day) << row.from << " " << row.n;
    EXPECT_EQ(rule.version(), row.version) << row.from << " " << row.n;
  }
}

TEST(Rules, Between) {
  const struct {
    const char* from;
    const char* to;
    int count;
  } kRows[] = {
      {"2026-03-02", "2026-03-02", 0}, {"2026-03-02", "2026-03-03", 1}, {"2026-03-06", "2026-03-09", 1}, {"2026-03-07", "2026-03-08", 0},
      {"2026-02-13", "2026-02-24", 2}, {"2026-02-14", "2026-02-24", 1}, {"2026-02-24", "2026-02-13", -2}, {"2026-12-31", "2027-01-04", 2},
  };
  for (const auto& row : kRows) EXPECT_EQ(WorkingDays(some_of_2026).between(day(row.from), day(row.to)), row.count) << row.from << " " << row.to;
}

TEST(Rules, BetweenIsTheInverseOfNth) {
  WorkingDays rule(some_of_2026);
  for (Day from = day("2026-01-01"); from < day("2026-06-01"); from += days(1)) {
    for (int n = 1; n < 40; ++n) ASSERT_EQ(rule.between(from, rule.nth_after(from, n)), n) << day_text(from);
  }
}

TEST(Rules, Months) {
  const struct {
    const char* from;
    int months;
    const char* day;
  } kRows[] = {
      {"2026-01-15", 1, "2026-02-15"}, {"2026-01-31", 1, "2026-02-28"}, {"2027-11-30", 3, "2028-02-29"}, {"2026-11-30", 3, "2027-02-28"},
      {"2026-10-31", 2, "2026-12-31"}, {"2026-03-31", 0, "2026-03-31"}, {"2026-08-31", 6, "2027-02-28"}, {"2026-02-28", 1, "2026-03-28"},
  };
  for (const auto& row : kRows) EXPECT_EQ(day_text(months_after(day(row.from), row.months)), row.day) << row.from << " " << row.months;
}

/// The notices, copied from their text and not from where the tables come: days of rest from–to, then days worked. Weekends that need no saying are left out.
struct Notice {
  std::vector<std::pair<const char*, const char*>> rest;
  std::vector<const char*> work;
};
const Notice kNotices[] = {
    {{{"2018-01-01", "2018-01-01"}, {"2018-02-15", "2018-02-21"}, {"2018-04-05", "2018-04-07"}, {"2018-04-29", "2018-05-01"}, {"2018-06-18", "2018-06-18"},
      {"2018-09-24", "2018-09-24"}, {"2018-10-01", "2018-10-07"}},
     {"2018-02-11", "2018-02-24", "2018-04-08", "2018-04-28", "2018-09-29", "2018-09-30"}},
    {{{"2018-12-30", "2019-01-01"}, {"2019-02-04", "2019-02-10"}, {"2019-04-05", "2019-04-05"}, {"2019-05-01", "2019-05-04"}, {"2019-06-07", "2019-06-07"},
      {"2019-09-13", "2019-09-13"}, {"2019-10-01", "2019-10-07"}},
     {"2018-12-29", "2019-02-02", "2019-02-03", "2019-04-28", "2019-05-05", "2019-09-29", "2019-10-12"}},
    // The Spring Festival was made longer on 26 January 2020.
    {{{"2020-01-01", "2020-01-01"}, {"2020-01-24", "2020-02-02"}, {"2020-04-04", "2020-04-06"}, {"2020-05-01", "2020-05-05"}, {"2020-06-25", "2020-06-27"},
      {"2020-10-01", "2020-10-08"}},
     {"2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10"}},
    {{{"2021-01-01", "2021-01-03"}, {"2021-02-11", "2021-02-17"}, {"2021-04-03", "2021-04-05"}, {"2021-05-01", "2021-05-05"}, {"2021-06-12", "2021-06-14"},
      {"2021-09-19", "2021-09-21"}, {"2021-10-01", "2021-10-07"}},
     {"2021-02-07", "2021-02-20", "2021-04-25", "2021-05-08", "2021-09-18", "2021-09-26", "2021-10-09"}},
    {{{"2022-01-01", "2022-01-03"}, {"2022-01-31", "2022-02-06"}, {"2022-04-03", "2022-04-05"}, {"2022-04-30", "2022-05-04"}, {"2022-06-03", "2022-06-05"},
      {"2022-09-10", "2022-09-12"}, {"2022-10-01", "2022-10-07"}},
     {"2022-01-29", "2022-01-30", "2022-04-02", "2022-04-24", "2022-05-07", "2022-10-08", "2022-10-09"}},
    {{{"2022-12-31", "2023-01-02"}, {"2023-01-21", "2023-01-27"}, {"2023-04-05", "2023-04-05"}, {"2023-04-29", "2023-05-03"}, {"2023-06-22", "2023-06-24"},
      {"2023-09-29", "2023-10-06"}},
     {"2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07", "2023-10-08"}},
    {{{"2024-01-01", "2024-01-01"}, {"2024-02-10", "2024-02-17"}, {"2024-04-04", "2024-04-06"}, {"2024-05-01", "2024-05-05"}, {"2024-06-10", "2024-06-10"},
      {"2024-09-15", "2024-09-17"}, {"2024-10-01", "2024-10-07"}},
     {"2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12"}},
    {{{"2025-01-01", "2025-01-01"}, {"2025-01-28", "2025-02-04"}, {"2025-04-04", "2025-04-06"}, {"2025-05-01", "2025-05-05"}, {"2025-05-31", "2025-06-02"},
      {"2025-10-01", "2025-10-08"}},
     {"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"}},
    {{{"2026-01-01", "2026-01-03"}, {"2026-02-15", "2026-02-23"}, {"2026-04-04", "2026-04-06"}, {"2026-05-01", "2026-05-05"}, {"2026-06-19", "2026-06-21"},
      {"2026-09-25", "2026-09-27"}, {"2026-10-01", "2026-10-07"}},
     {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}},
};

class CalendarStore : public testing::TestWithParam<db::Engine> {
 protected:
  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), calendar_module()}};
};
INSTANTIATE_TEST_SUITE_P(Engines, CalendarStore, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(CalendarStore, EveryQueryPrepares) { world_.expect_every_query_to_prepare(); }

TEST_P(CalendarStore, EveryDayOf2018To2026IsWorkedAsAnnounced) {
  std::map<Day, bool> announced;
  for (const Notice& notice : kNotices) {
    for (const auto& [first, final] : notice.rest) {
      for (Day one = day(first); one <= day(final); one += days(1)) announced[one] = false;
    }
    for (const char* one : notice.work) announced[day(one)] = true;
  }
  world_.look([&](Context&, db::ReadTx& tx) {
    WorkingDays rule = working_days(tx);
    for (Day one = day("2018-01-01"); one <= day("2026-12-31"); one += days(1)) {
      const auto found = announced.find(one);
      EXPECT_EQ(rule.is_working(one), found == announced.end() ? weekday(one).iso_encoding() <= 5 : found->second) << day_text(one);
    }
    return 0;
  });
}

TEST_P(CalendarStore, DeadlinesSayWhatMadeThem) {
  world_.look([&](Context&, db::ReadTx& tx) {
    const struct {
      Deadline is;
      const char* day;
      std::int64_t version;
    } kRows[] = {
        {after_working_days(tx, noon("2026-02-13"), 2), "2026-02-24", 9},
        {after_working_days(tx, noon("2018-12-28"), 1), "2018-12-29", 2},  // by the notice on 2019
        {after_days(tx, noon("2025-09-21"), 10), "2025-10-09", 8},
        {after_days(tx, noon("2026-03-02"), 7), "2026-03-09", 9},
        {after_months(tx, noon("2025-11-30"), 3), "2026-02-28", 9},  // a Saturday that is worked
        {after_months(tx, noon("2026-11-30"), 3), "2027-03-01", 0},  // 28 February 2027 is a Sunday, and no table tells of the year
        {after_working_days(tx, noon("2026-12-30"), 1), "2026-12-31", 9},
        {after_working_days(tx, noon("2026-12-30"), 2), "2027-01-01", 0},
    };
    for (const auto& row : kRows) {
      EXPECT_EQ(row.is.due.milliseconds, end_of(day(row.day)).milliseconds) << row.day << " and not " << day_text(day_at(row.is.due));
      EXPECT_EQ(row.is.calendar_version, row.version) << row.day;
    }
    // The day is China's, whatever UTC says.
    EXPECT_EQ(after_working_days(tx, end_of(day("2026-03-02")), 1).due, end_of(day("2026-03-03")));
    EXPECT_EQ(after_working_days(tx, beginning_of(day("2026-03-03")), 1).due, end_of(day("2026-03-04")));
    EXPECT_EQ(to_rfc3339(end_of(day("2026-03-03"))), "2026-03-03T15:59:59.999Z");
    EXPECT_EQ(working_days_between(tx, noon("2026-02-13"), after_working_days(tx, noon("2026-02-13"), 15).due), 15);
    EXPECT_EQ(working_days_between(tx, noon("2026-03-04"), noon("2026-03-02")), -2);
    EXPECT_TRUE(is_working_day(tx, noon("2026-02-14")));
    EXPECT_FALSE(is_working_day(tx, noon("2026-02-23")));
    return 0;
  });
}

}  // namespace
}  // namespace gongshi::calendar
