#include "modules/calendar/rules.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace gongshi::calendar {

using namespace std::chrono;

namespace {

constexpr int kMost = 10'000;  // steps; a deadline beyond it is a mistake of the caller's

}  // namespace

bool WorkingDays::is_working(Day day) {
  const int year = year_of(day);
  auto table = years_.find(year);
  if (table == years_.end()) table = years_.emplace(year, look_up_(year)).first;
  const auto special = table->second.days.find(day);
  if (special != table->second.days.end()) return special->second == Kind::work;
  return weekday(day).iso_encoding() <= 5;
}

Day WorkingDays::same_or_next(Day day) {
  while (!is_working(day)) day += days(1);
  return day;
}

Day WorkingDays::nth_after(Day from, int n) {
  GONGSHI_ASSERT(n >= 0 && n <= kMost);
  Day day = n == 0 ? same_or_next(from) : from;
  for (; n > 0; --n) day = same_or_next(day + days(1));
  return day;
}

int WorkingDays::between(Day from, Day to) {
  if (to < from) return -between(to, from);
  int count = 0;
  for (Day day = from + days(1); day <= to; day += days(1)) count += is_working(day);
  return count;
}

std::int64_t WorkingDays::version() const {
  std::int64_t newest = 0;
  for (const auto& [year, table] : years_) {
    if (table.version == 0) return 0;
    newest = std::max(newest, table.version);
  }
  return newest;
}

Day days_after(Day from, int count) {
  GONGSHI_ASSERT(count >= 0 && count <= kMost);
  return from + days(count);
}

Day months_after(Day from, int count) {
  GONGSHI_ASSERT(count >= 0 && count <= kMost);
  const year_month_day there = year_month_day(from) + months(count);
  return there.ok() ? Day(there) : Day(there.year() / there.month() / last);
}

}  // namespace gongshi::calendar
