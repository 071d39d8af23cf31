// Days of the calendar in China, which has one time, UTC+8, all the year.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace gongshi {

using Day = std::chrono::sys_days;

/// The day in China at `time`.
Day day_at(Timestamp time);
/// 00:00 of the day in China.
Timestamp beginning_of(Day day);
/// The last millisecond before 24:00 in China: a date made of it names the day itself.
Timestamp end_of(Day day);

/// A day from 1949 to 2199 out of 2022-01-31, 2022/1/31, 2022.1.31, 20220131 or 2022年1月31日.
std::optional<Day> read_day(std::string_view text);
/// 2022-01-31
std::string day_text(Day day);
/// 2022-01-31 08:05, on the clock of China.
std::string minute_text(Timestamp time);

int year_of(Day day);

}  // namespace gongshi
