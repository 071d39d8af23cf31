// Lines of iCalendar files (RFC 5545).
#pragma once

#include <string>
#include <string_view>

#include "base/day.hpp"

namespace gongshi {

/// 3.3.11: what would end a line or begin a value is escaped, what no calendar shows is left out. Text is anybody's.
std::string ics_text(std::string_view text);
/// 3.3.4 and, in UTC, 3.3.5: 20261126, 20261126T080000Z.
std::string ics_date(Day day);
std::string ics_moment(Timestamp time);
/// 3.1: "NAME:value", folded at 75 bytes between characters, ending in CRLF.
void add_ics_line(std::string& out, std::string_view name, std::string_view value);

}  // namespace gongshi
