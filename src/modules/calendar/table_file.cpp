#include "modules/calendar/table_file.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "modules/calendar/ics.hpp"

namespace gongshi::calendar {
namespace {

using namespace std::chrono;

constexpr std::size_t kMostNameCharacters = 30;
constexpr std::size_t kMostProblems = 200;
constexpr days kLongest{31};  // of one event

struct Word {
  std::string_view text;  // folded
  Kind kind;
};
/// What a cell may say; what a summary may hold, of which the first one found counts.
constexpr Word kCells[] = {{"休", Kind::rest}, {"rest", Kind::rest}, {"班", Kind::work}, {"work", Kind::work}};
constexpr Word kMarks[] = {{"补班", Kind::work}, {"班", Kind::work}, {"休", Kind::rest}, {"workday", Kind::work}, {"holiday", Kind::rest}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

class Table {
 public:
  explicit Table(int year) : year_(year) {}

  void refuse(std::int64_t line, std::string code, std::map<std::string, std::string> args = {}) {
    if (file_.refused.size() < kMostProblems) file_.refused.push_back({line, std::move(code), std::move(args)});
  }
  void refuse(const Error& error, const char* line_argument) {
    const auto line = error.args.find(line_argument);
    refuse(line == error.args.end() ? 1 : std::stoll(line->second), error.code, error.args);
  }
  void pass_over() { ++file_.passed_over; }

  bool takes(Day day) const {
    const year_month_day date(day);
    return date.year() == year(year_) || (date.year() == year(year_ - 1) && date.month() == December);
  }

  void add(std::int64_t line, Day day, Kind kind, std::string_view name) {
    if (code_points(name) > kMostNameCharacters) return refuse(line, "calendar.name_too_long", {{"most", std::to_string(kMostNameCharacters)}});
    if (std::ranges::any_of(name, [](unsigned char c) { return c < ' ' || c == 0x7f; })) return refuse(line, "calendar.odd_character");
    const auto [there, added] = file_.days.try_emplace(day, TableDay{kind, std::string(name), line});
    if (!added && there->second.kind != kind) refuse(line, "calendar.day_twice", {{"day", day_text(day)}, {"other", std::to_string(there->second.line)}});
  }

  TableFile take() {
    const bool any = std::ranges::any_of(file_.days, [&](const auto& one) { return year_of(one.first) == year_; });
    if (!any && file_.refused.empty()) refuse(1, "calendar.no_days", {{"year", std::to_string(year_)}});
    return std::move(file_);
  }

 private:
  int year_;
  TableFile file_;
};

/// Where the columns date, kind and name stand; nullopt: one is missing or unknown.
std::optional<std::array<std::size_t, 3>> read_heading(const std::vector<std::string_view>& fields) {
  constexpr std::array<std::array<std::string_view, 2>, 3> kNames{{{"日期", "date"}, {"类别", "kind"}, {"名称", "name"}}};
  std::array<std::size_t, 3> columns{};
  if (fields.size() != kNames.size()) return std::nullopt;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const auto found = std::ranges::find_if(fields, [&](std::string_view field) { return std::ranges::find(kNames[i], nfkc_fold(trimmed(field))) != kNames[i].end(); });
    if (found == fields.end()) return std::nullopt;
    columns[i] = static_cast<std::size_t>(found - fields.begin());
  }
  return columns;
}

void read_csv(std::string_view text, Table& table) {
  CsvReader reader(text, {.bytes = 2 * kMostTableBytes, .rows = 1'000, .columns = 10, .field_bytes = 500});
  std::optional<std::array<std::size_t, 3>> columns;
  for (;;) {
    const auto next = reader.next();
    if (!next) return table.refuse(next.error(), "row");
    if (*next == nullptr) return;
    const std::vector<std::string_view>& fields = **next;
    const auto line = static_cast<std::int64_t>(reader.row());
    if (!columns) {
      columns = read_heading(fields);
      if (!columns) return table.refuse(line, "calendar.wrong_heading");
      continue;
    }
    if (std::ranges::all_of(fields, [](std::string_view field) { return trimmed(field).empty(); })) continue;
    const auto cell = [&](std::size_t i) { return trimmed(fields[(*columns)[i]]); };
    const auto day = read_day(cell(0));
    const auto kind = std::ranges::find(kCells, nfkc_fold(cell(1)), &Word::text);
    if (!day) {
      table.refuse(line, "calendar.not_a_day");
    } else if (!table.takes(*day)) {
      table.refuse(line, "calendar.not_of_the_year", {{"day", day_text(*day)}});
    } else if (kind == std::end(kCells)) {
      table.refuse(line, "calendar.not_a_kind");
    } else if (cell(2).empty()) {
      table.refuse(line, "calendar.name_needed");
    } else {
      table.add(line, *day, kind->kind, cell(2));
    }
  }
}

struct Summary {
  Kind kind;
  std::string name;
};
/// “国庆节（休）”, “National Day(Workday)”; 调休 alone says nothing. nullopt: it names no kind.
std::optional<Summary> read_summary(std::string_view summary) {
  std::string folded = nfkc_fold(summary);
  for (std::size_t at; (at = folded.find("调休")) != folded.npos;) folded.erase(at, std::string_view("调休").size());
  for (const Word& mark : kMarks) {
    if (!folded.contains(mark.text)) continue;
    // The name stands before the bracket; where there is none, the whole is the name.
    const std::size_t bracket = std::min({summary.find('('), summary.find("（"), summary.find('['), summary.find("【")});
    const std::string_view name = trimmed(summary.substr(0, bracket));
    return Summary{mark.kind, std::string(name.empty() ? summary : name)};
  }
  return std::nullopt;
}

void read_events(std::string_view text, Table& table) {
  const auto events = read_ics(text);
  if (!events) return table.refuse(events.error(), "line");
  for (const IcsEvent& event : *events) {
    const auto summary = read_summary(event.summary);
    const auto first = read_day(event.begins);
    // An end is the day after the last.
    const auto end = event.ends.empty() && first ? std::optional(*first + days(1)) : read_day(event.ends);
    if (!summary) {
      table.pass_over();
    } else if (!first || !end || event.unusual) {
      table.refuse(event.line, "calendar.not_whole_days");
    } else if (*end <= *first || *end - *first > kLongest) {
      table.refuse(event.line, "calendar.ends_wrong");
    } else if (std::ranges::none_of(std::array{*first, *end - days(1)}, [&](Day day) { return table.takes(day); })) {
      table.pass_over();
    } else {
      for (Day day = *first; day < *end; day += days(1)) {
        if (table.takes(day)) table.add(event.line, day, summary->kind, summary->name);
      }
    }
  }
}

}  // namespace

TableFile read_table(std::string_view bytes, int year) {
  Table table(year);
  const auto text = as_utf8(bytes);
  if (!text) {
    table.refuse(1, "calendar.encoding");
    return table.take();
  }
  std::string_view begins = *text;
  if (begins.starts_with("\xef\xbb\xbf")) begins.remove_prefix(3);
  if (nfkc_fold(trimmed(begins).substr(0, 15)) == "begin:vcalendar") {
    read_events(*text, table);
  } else {
    read_csv(*text, table);
  }
  return table.take();
}

}  // namespace gongshi::calendar
