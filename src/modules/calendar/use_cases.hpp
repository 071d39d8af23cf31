// The use cases of calendar, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/calendar/api.hpp"
#include "modules/calendar/wire.hpp"

namespace gongshi::calendar {

/// Who was registered to list deadlines.
struct DeadlineLists {
  std::vector<ListOwnDeadlines> lists;
};

/// Tables come from the office of the topmost assembly: they hold for all. Error 403.
Result<void> may_import(Context& context, db::ReadTx& tx);

// read.cpp
Result<CalendarView> read_calendar(Context& context, db::ReadTx& tx, const Nothing&);
Result<YearView> read_year(Context& context, db::ReadTx& tx, const ReadYear& request);

// import_table.cpp
Result<TableReport> import_table(Context& context, db::WriteTx& tx, const ImportTable& request);

// subscription.cpp
Result<SubscriptionView> read_subscription(Context& context, db::ReadTx& tx, const Nothing&);
/// An earlier link ends.
Result<NewSubscription> subscribe(Context& context, db::WriteTx& tx, const Nothing&);
Result<SubscriptionView> unsubscribe(Context& context, db::WriteTx& tx, const Nothing&);
Result<http::Response> read_deadlines(Context& context, db::ReadTx& tx, const BySubscription& request);

// remind.cpp
/// In December, once: clerks and administrators of every assembly, where the next year has no table.
void remind_of_next_year(Context& context);

}  // namespace gongshi::calendar
