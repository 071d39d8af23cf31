// The table of a year as a file: CSV, or an iCalendar file whose events say 休 or 班. Nothing here knows the database.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "modules/calendar/rules.hpp"

namespace gongshi::calendar {

inline constexpr std::size_t kMostTableBytes = std::size_t{1} << 20;

struct TableDay {
  Kind kind = Kind::rest;
  std::string name;
  std::int64_t line = 0;  // in the file, from 1
};

struct TableRefusal {
  std::int64_t line = 0;
  std::string code;
  std::map<std::string, std::string> args{};
};

struct TableFile {
  std::map<Day, TableDay> days{};
  std::int64_t passed_over = 0;  // events that are no day of rest or work, or of other years
  std::vector<TableRefusal> refused{};
};

/// `bytes` are UTF-8 or GB18030. Taken are days of `year` and, as notices reach back, of the December before it.
///
/// CSV has the columns 日期, 类别 (休 or 班) and 名称, in English date, kind (rest or work) and name; other years are refused. An iCalendar file may hold
/// more than the table: events whose summary names neither 休 nor 班 (in English holiday, workday), and other years, are passed over.
TableFile read_table(std::string_view bytes, int year);

}  // namespace gongshi::calendar
