#include "modules/calendar/write_ics.hpp"

#include "base/ics.hpp"

namespace gongshi::calendar {

std::string write_ics(std::string_view name, std::span<const IcsEntry> entries, Timestamp now) {
  std::string out;
  add_ics_line(out, "BEGIN", "VCALENDAR");
  add_ics_line(out, "VERSION", "2.0");
  add_ics_line(out, "PRODID", "-//Gongshi//Deadlines//EN");
  add_ics_line(out, "CALSCALE", "GREGORIAN");
  add_ics_line(out, "METHOD", "PUBLISH");
  add_ics_line(out, "X-WR-CALNAME", ics_text(name));
  add_ics_line(out, "REFRESH-INTERVAL;VALUE=DURATION", "PT4H");
  for (const IcsEntry& entry : entries) {
    add_ics_line(out, "BEGIN", "VEVENT");
    add_ics_line(out, "UID", ics_text(entry.uid));
    add_ics_line(out, "DTSTAMP", ics_moment(now));
    add_ics_line(out, "DTSTART;VALUE=DATE", ics_date(entry.day));
    add_ics_line(out, "DTEND;VALUE=DATE", ics_date(entry.day + std::chrono::days(1)));
    add_ics_line(out, "SUMMARY", ics_text(entry.summary));
    if (!entry.description.empty()) add_ics_line(out, "DESCRIPTION", ics_text(entry.description));
    add_ics_line(out, "URL", entry.address);
    add_ics_line(out, "TRANSP", "TRANSPARENT");
    add_ics_line(out, "END", "VEVENT");
  }
  add_ics_line(out, "END", "VCALENDAR");
  return out;
}

}  // namespace gongshi::calendar
