#include "modules/calendar/write_ics.hpp"

#include <fmt/format.h>

namespace gongshi::calendar {
namespace {

constexpr std::size_t kLineBytes = 75;  // 3.1, without its end

/// 3.3.11.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) >= ' ' && c != 0x7f) {
      out += c;
    }
  }
  return out;
}

void add(std::string& out, std::string_view name, std::string_view value) {
  const std::string line = std::string(name) + ":" + std::string(value);
  std::size_t room = kLineBytes;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t next = at + 1;
    while (next < line.size() && (static_cast<unsigned char>(line[next]) & 0xC0) == 0x80) ++next;
    if (next - at > room) {
      out += "\r\n ";
      room = kLineBytes - 1;
    }
    out.append(line, at, next - at);
    room -= next - at;
    at = next;
  }
  out += "\r\n";
}

std::string date(Day day) {
  const std::chrono::year_month_day parts(day);
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(parts.year()), static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
}

/// In UTC.
std::string stamp(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time.milliseconds)));
  const auto seconds = time.milliseconds / 1000 % 86'400;
  return fmt::format("{}T{:02}{:02}{:02}Z", date(day), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

std::string write_ics(std::string_view name, std::span<const IcsEntry> entries, Timestamp now) {
  std::string out;
  add(out, "BEGIN", "VCALENDAR");
  add(out, "VERSION", "2.0");
  add(out, "PRODID", "-//Gongshi//Deadlines//EN");
  add(out, "CALSCALE", "GREGORIAN");
  add(out, "METHOD", "PUBLISH");
  add(out, "X-WR-CALNAME", escaped(name));
  add(out, "REFRESH-INTERVAL;VALUE=DURATION", "PT4H");
  for (const IcsEntry& entry : entries) {
    add(out, "BEGIN", "VEVENT");
    add(out, "UID", escaped(entry.uid));
    add(out, "DTSTAMP", stamp(now));
    add(out, "DTSTART;VALUE=DATE", date(entry.day));
    add(out, "DTEND;VALUE=DATE", date(entry.day + std::chrono::days(1)));
    add(out, "SUMMARY", escaped(entry.summary));
    if (!entry.description.empty()) add(out, "DESCRIPTION", escaped(entry.description));
    add(out, "URL", entry.address);
    add(out, "TRANSP", "TRANSPARENT");
    add(out, "END", "VEVENT");
  }
  add(out, "END", "VCALENDAR");
  return out;
}

}  // namespace gongshi::calendar
