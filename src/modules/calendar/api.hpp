// What other modules may use of the calendar: deadlines in working days, with the official holidays and the days worked for them (调休).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "platform/operations/module.hpp"

namespace gongshi::calendar {

/// A day by which something is due, and the rule of days that made it, so that it can be explained when the calendar has changed: stored together, they
/// do not move. `due`: the last millisecond before 24:00 (UTC+8) of the last day, so that its date is that day. `calendar_version`: the version of the
/// calendar that was used (GET /api/v1/calendar/{year}?version=…); 0: a year had no table yet, and Monday to Friday were taken for its working days.
struct Deadline {
  Timestamp due;
  std::int64_t calendar_version = 0;
};

/// The last day is the nth working day after the day of `from`, which is not counted. 0: the day itself, or the next working day where it is a rest day.
/// 0 ≤ days ≤ 10,000, here and below.
Deadline after_working_days(db::ReadTx& tx, Timestamp from, int days);
/// Calendar days. A deadline that would end on a rest day ends on the next working day.
Deadline after_days(db::ReadTx& tx, Timestamp from, int days);
/// The same day of a later month, or the last day of that month where it is shorter; then as after_days.
Deadline after_months(db::ReadTx& tx, Timestamp from, int months);

/// Working days in (from, to], by their days; negative where `to` lies before `from`.
int working_days_between(db::ReadTx& tx, Timestamp from, Timestamp to);
bool is_working_day(db::ReadTx& tx, Timestamp at);

// ---- what is due, in one's own calendar

/// A day by which the actor has something to do, as the actor may read it. `key`: names it for good, in letters and digits ("task12"), so that an
/// entry moves instead of being doubled. `link`: path within the site.
struct OwnDeadline {
  std::string key;
  Timestamp due;
  std::string summary;
  std::string link;
};
using ListOwnDeadlines = std::function<std::vector<OwnDeadline>(Context&, db::ReadTx&)>;
/// From the owning module's start(). The list is asked for as the person who subscribed.
void register_deadlines(Application& app, ListOwnDeadlines list);

Module calendar_module();

}  // namespace gongshi::calendar
