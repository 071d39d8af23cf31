// The use cases of calendar, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/calendar/wire.hpp"

namespace gongshi::calendar {

/// Tables come from the office of the topmost assembly: they hold for all. Error 403.
Result<void> may_import(Context& context, db::ReadTx& tx);

// read.cpp
Result<CalendarView> read_calendar(Context& context, db::ReadTx& tx, const Nothing&);
Result<YearView> read_year(Context& context, db::ReadTx& tx, const ReadYear& request);

// import_table.cpp
Result<TableReport> import_table(Context& context, db::WriteTx& tx, const ImportTable& request);

// remind.cpp
/// In December, once: clerks and administrators of every assembly, where the next year has no table.
void remind_of_next_year(Context& context);

}  // namespace gongshi::calendar
