// Which days are worked, and where a deadline ends. Pure: the tables of years come from whoever asks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include <boost/describe.hpp>

#include "base/day.hpp"

namespace gongshi::calendar {

/// How a day differs: a holiday 休, or worked although the weekday says otherwise 班.
enum class Kind { rest, work };
BOOST_DESCRIBE_ENUM(Kind, rest, work)

/// What is known of a year. `version` 0: nothing; Monday to Friday are its working days.
struct YearTable {
  std::int64_t version = 0;
  std::map<Day, Kind> days{};
};

/// Looks up each year it needs once, and remembers which it needed.
class WorkingDays {
 public:
  explicit WorkingDays(std::function<YearTable(int year)> look_up) : look_up_(std::move(look_up)) {}

  bool is_working(Day day);
  /// The day itself where it is worked.
  Day same_or_next(Day day);
  /// The nth working day after `from`; for 0 same_or_next.
  Day nth_after(Day from, int n);
  /// Working days in (from, to], negative where `to` lies before `from`.
  int between(Day from, Day to);

  /// The newest version among the tables that were needed: with what was brought up to it, the same comes out again. 0 where a year had none.
  std::int64_t version() const;

 private:
  std::function<YearTable(int)> look_up_;
  std::map<int, YearTable> years_;
};

Day days_after(Day from, int days);
/// The same day of the month `months` later, or that month's last.
Day months_after(Day from, int months);

}  // namespace gongshi::calendar
