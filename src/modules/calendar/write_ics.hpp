// Entries of whole days as an iCalendar file (RFC 5545), for calendar programs that subscribe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/day.hpp"

namespace gongshi::calendar {

/// `uid`: the same as long as it is the same entry, and nobody else's. Text is anybody's: what would end a line or begin a value is escaped, what no calendar
/// shows is left out.
struct IcsEntry {
  std::string uid;
  Day day;
  std::string summary;
  std::string description;
  std::string address;  // of a page
};

/// Lines end in CRLF and are folded at 75 bytes, between characters. `now` is when it was made.
std::string write_ics(std::string_view name, std::span<const IcsEntry> entries, Timestamp now);

}  // namespace gongshi::calendar
