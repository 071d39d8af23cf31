#include "base/day.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include <fmt/format.h>

namespace gongshi {

using namespace std::chrono;

namespace {

constexpr milliseconds kChina = hours(8);

}  // namespace

Day day_at(Timestamp time) { return floor<days>(sys_time<milliseconds>(milliseconds(time.milliseconds) + kChina)); }
Timestamp beginning_of(Day day) { return {duration_cast<milliseconds>(day.time_since_epoch() - kChina).count()}; }
Timestamp end_of(Day day) { return beginning_of(day + days(1)) - milliseconds(1); }

std::optional<Day> read_day(std::string_view text) {
  std::array<int, 3> parts{};
  std::size_t at = 0;
  if (text.size() == 8 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    for (const auto& [part, begin, size] : {std::tuple{0, 0, 4}, std::tuple{1, 4, 2}, std::tuple{2, 6, 2}}) {
      std::from_chars(text.data() + begin, text.data() + begin + size, parts[static_cast<std::size_t>(part)]);
    }
    at = text.size();
  } else {
    constexpr std::array<std::string_view, 3> kHan{"年", "月", "日"};
    for (std::size_t i = 0; i < 3; ++i) {
      const char* const begin = text.data() + at;
      const auto read = std::from_chars(begin, text.data() + text.size(), parts[i]);
      if (read.ec != std::errc() || *begin == '-' || read.ptr - begin > 4) return std::nullopt;
      at = static_cast<std::size_t>(read.ptr - text.data());
      if (text.substr(at).starts_with(kHan[i])) {
        at += kHan[i].size();
      } else if (i < 2 && at < text.size() && std::string_view("-/.").find(text[at]) != std::string_view::npos) {
        ++at;
      } else if (i < 2) {
        return std::nullopt;
      }
    }
  }
  const year_month_day day{year(parts[0]), month(static_cast<unsigned>(parts[1])), std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (at != text.size() || !day.ok() || parts[0] < 1949 || parts[0] > 2199) return std::nullopt;
  return sys_days(day);
}

std::string day_text(Day at) {
  const year_month_day day(at);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string minute_text(Timestamp time) {
  const auto minutes = (time.milliseconds - beginning_of(day_at(time)).milliseconds) / 60'000;
  return fmt::format("{} {:02}:{:02}", day_text(day_at(time)), minutes / 60, minutes % 60);
}

int year_of(Day day) { return static_cast<int>(year_month_day(day).year()); }

}  // namespace gongshi
