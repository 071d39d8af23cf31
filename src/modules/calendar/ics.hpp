// The events of an iCalendar file (RFC 5545), strictly and within limits; every refusal names its line. Only what whole days need is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gongshi::calendar {

inline constexpr std::size_t kMostIcsEvents = 2'000;

/// The values as they are written, unfolded; `summary` without its escapes. Empty: not given.
struct IcsEvent {
  std::int64_t line = 0;  // of its BEGIN, from 1
  std::string summary{};
  std::string begins{};
  std::string ends{};
  bool unusual = false;  // it repeats, or says how long it is otherwise than by its end
};

/// `text` is UTF-8, with or without a byte order mark, lines ending in CRLF or LF. Properties of what stands within an event (alarms) are passed over.
///
/// Errors carry `line`: calendar.ics_line_too_long, calendar.ics_not_a_line, calendar.odd_character, calendar.ics_not_a_calendar, calendar.ics_wrong_end,
/// calendar.ics_too_deep, calendar.ics_unclosed, calendar.ics_twice (with `name`), calendar.ics_too_many_events.
Result<std::vector<IcsEvent>> read_ics(std::string_view text);

}  // namespace gongshi::calendar
