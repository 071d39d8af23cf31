// A year's table in any form: days lie within the year and the December before, refusals say what and where, and what an event says is whole.
#include "modules/calendar/ics.hpp"
#include "modules/calendar/table_file.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  using namespace gongshi::calendar;
  if (const auto events = read_ics(input)) {
    require(events->size() <= kMostIcsEvents, "not more events than the limit");
    for (const IcsEvent& event : *events) require(event.line > 0 && event.summary.find('\n') == event.summary.npos, "an event says where it stands, in one line");
  } else {
    require(events.error().args.contains("line"), "a refusal names its line");
  }
  const TableFile file = read_table(input, 2027);
  require(!file.days.empty() || !file.refused.empty(), "either days or a reason");
  for (const TableRefusal& refusal : file.refused) require(!refusal.code.empty() && refusal.line > 0, "a refusal says what and where");
  for (const auto& [day, one] : file.days) {
    const std::string text = gongshi::day_text(day);
    require(text.starts_with("2027-") || text.starts_with("2026-12-"), "a day lies within the year or the December before");
    require(one.name.size() <= 4 * 30 && one.line > 0, "a name is short");
  }
}
