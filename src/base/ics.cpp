#include "base/ics.hpp"

#include <fmt/format.h>

namespace gongshi {
namespace {

constexpr std::size_t kLineBytes = 75;  // 3.1, without its end

}  // namespace

std::string ics_text(std::string_view text) {
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

void add_ics_line(std::string& out, std::string_view name, std::string_view value) {
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

std::string ics_date(Day day) {
  const std::chrono::year_month_day parts(day);
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(parts.year()), static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
}

std::string ics_moment(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time.milliseconds)));
  const auto seconds = time.milliseconds / 1000 % 86'400;
  return fmt::format("{}T{:02}{:02}{:02}Z", ics_date(day), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace gongshi
