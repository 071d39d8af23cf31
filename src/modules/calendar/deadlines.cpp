// What other modules ask: each question reads the years it needs, once.
#include "modules/calendar/api.hpp"
#include "modules/calendar/store.hpp"

namespace gongshi::calendar {
namespace {

/// A deadline never ends on a rest day.
Deadline ending_on(WorkingDays& rule, Day day) {
  const Timestamp due = end_of(rule.same_or_next(day));
  return {due, rule.version()};
}

}  // namespace

Deadline after_working_days(db::ReadTx& tx, Timestamp from, int days) {
  WorkingDays rule = working_days(tx);
  return ending_on(rule, rule.nth_after(day_at(from), days));
}

Deadline after_days(db::ReadTx& tx, Timestamp from, int days) {
  WorkingDays rule = working_days(tx);
  return ending_on(rule, days_after(day_at(from), days));
}

Deadline after_months(db::ReadTx& tx, Timestamp from, int months) {
  WorkingDays rule = working_days(tx);
  return ending_on(rule, months_after(day_at(from), months));
}

int working_days_between(db::ReadTx& tx, Timestamp from, Timestamp to) { return working_days(tx).between(day_at(from), day_at(to)); }

bool is_working_day(db::ReadTx& tx, Timestamp at) { return working_days(tx).is_working(day_at(at)); }

}  // namespace gongshi::calendar
