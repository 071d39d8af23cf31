// What a table of a year may look like as a file, and for what it is refused, by line.
#include <gtest/gtest.h>

#include "modules/calendar/table_file.hpp"

namespace gongshi::calendar {
namespace {

/// "02-14班春节 02-15休春节 …", the year where it is another one.
std::string text_of(const TableFile& file, int year) {
  std::string out;
  for (const auto& [day, one] : file.days) {
    const std::string text = day_text(day);
    out += (out.empty() ? "" : " ") + (text.starts_with(std::to_string(year)) ? text.substr(5) : text) + (one.kind == Kind::rest ? "休" : "班") + one.name;
  }
  return out;
}

std::string calendar(std::string_view events) { return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + std::string(events) + "END:VCALENDAR\r\n"; }
std::string event(std::string_view lines) { return "BEGIN:VEVENT\r\n" + std::string(lines) + "END:VEVENT\r\n"; }

TEST(TableFile, IsReadAs) {
  const struct {
    std::string name, file, days;
    std::int64_t passed_over = 0;
  } kRows[] = {
      {"Chinese headings", "日期,类别,名称\r\n2027-01-01,休,元旦\r\n2027-02-20,班,春节\r\n", "01-01休元旦 02-20班春节"},
      {"English headings in another order, as a spreadsheet writes dates", "\xef\xbb\xbfKind,Name,Date\nrest,元旦,2027/1/1\nWork,春节,2027年2月20日\n,,\n", "01-01休元旦 02-20班春节"},
      {"GB18030", "\xc8\xd5\xc6\xda,\xc0\xe0\xb1\xf0,\xc3\xfb\xb3\xc6\n2027-01-01,\xd0\xdd,\xd4\xaa\xb5\xa9\n", "01-01休元旦"},
      {"with the December before", "date,kind,name\n2026-12-31,rest,元旦\n2027-01-01,rest,元旦\n", "2026-12-31休元旦 01-01休元旦"},
      {"the same day twice, saying the same", "date,kind,name\n2027-10-01,rest,国庆节\n2027-10-01,rest,中秋\n", "10-01休国庆节"},
      {"events of one and of several days", calendar(event("DTSTART;VALUE=DATE:20270101\r\nSUMMARY:元旦(休)\r\n") + event("SUMMARY:春节（休）\r\nDTSTART;VALUE=DATE:20270206\r\nDTEND;VALUE=DATE:20270209\r\n") +
                                                    event("SUMMARY:春节（班）\r\nDTSTART:20270220\r\n")),
       "01-01休元旦 02-06休春节 02-07休春节 02-08休春节 02-20班春节"},
      {"in English, lower case, folded, escaped, with alarms within", "begin:vcalendar\nbegin:vevent\nsummary;language=en;x=\"a:b\":New Ye\n ar's Day\\, 2027 (Ho\n\tliday)\ndtstart;value=date:20270101\nbegin:valarm\nsummary:x\nend:valarm\nend:vevent\nend:vcalendar\n",
       "01-01休New Year's Day, 2027"},
      {"调休 alone says nothing", calendar(event("SUMMARY:国庆节调休(班)\r\nDTSTART;VALUE=DATE:20271009\r\n")), "10-09班国庆节调休"},
      {"other years and other events are passed over", calendar(event("SUMMARY:元旦(休)\r\nDTSTART;VALUE=DATE:20270101\r\n") + event("SUMMARY:元旦(休)\r\nDTSTART;VALUE=DATE:20280101\r\n") +
                                                            event("SUMMARY:清明节气\r\nDTSTART;VALUE=DATE:20270405\r\n") + event("SUMMARY:开会\r\nDTSTART:20270405T010000Z\r\nRRULE:FREQ=DAILY\r\n")),
       "01-01休元旦", 3},
      {"an event over the turn of the year", calendar(event("SUMMARY:元旦(休)\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270103\r\n")), "2026-12-31休元旦 01-01休元旦 01-02休元旦"},
  };
  for (const auto& row : kRows) {
    const TableFile file = read_table(row.file, 2027);
    EXPECT_EQ(file.refused.size(), 0U) << row.name << ": " << (file.refused.empty() ? "" : file.refused[0].code);
    EXPECT_EQ(text_of(file, 2027), row.days) << row.name;
    EXPECT_EQ(file.passed_over, row.passed_over) << row.name;
  }
}

TEST(TableFile, IsRefusedByLine) {
  const std::string heading = "日期,类别,名称\n2027-01-01,休,元旦\n";
  const std::string good = event("SUMMARY:元旦(休)\r\nDTSTART;VALUE=DATE:20270101\r\n");  // lines 3 to 6
  std::string many;
  for (int i = 0; i < 2'001; ++i) many += "BEGIN:VEVENT\r\nEND:VEVENT\r\n";
  const struct {
    std::string name, file, code;
    std::int64_t line;
  } kRows[] = {
      {"nothing", "", "calendar.no_days", 1},
      {"another file", "a,b\n1,2\n", "calendar.wrong_heading", 1},
      {"a column twice", "date,date,name\n", "calendar.wrong_heading", 1},
      {"no day", heading + "2027-02-30,休,春节\n", "calendar.not_a_day", 3},
      {"another year", heading + "2072-02-06,休,春节\n", "calendar.not_of_the_year", 3},
      {"November before", heading + "2026-11-30,休,春节\n", "calendar.not_of_the_year", 3},
      {"no kind", heading + "2027-02-06,放,春节\n", "calendar.not_a_kind", 3},
      {"no name", heading + "2027-02-06,休,\n", "calendar.name_needed", 3},
      {"a long name", heading + "2027-02-06,休," + std::string(31, 'x') + "\n", "calendar.name_too_long", 3},
      {"both", heading + "2027-01-01,班,元旦\n", "calendar.day_twice", 3},
      {"a quotation mark without end", heading + "2027-02-06,\"休\n", "csv.unclosed_quote", 3},
      {"only the year before", "date,kind,name\n2026-12-31,rest,元旦\n", "calendar.no_days", 1},
      {"neither encoding", "\xff\xfe" "BEGIN", "calendar.encoding", 1},
      {"the end is missing", "BEGIN:VCALENDAR\r\n" + good, "calendar.ics_unclosed", 5},
      {"another end", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "calendar.ics_wrong_end", 3},
      {"something behind it", calendar(good) + "X:Y\r\n", "calendar.ics_not_a_calendar", 8},
      {"no line", calendar(good + "hello\r\n"), "calendar.ics_not_a_line", 7},
      {"a quote without end", calendar(good + "X;A=\"b:c\r\n"), "calendar.ics_not_a_line", 7},
      {"a NUL", calendar(good + std::string("X:a\0b\r\n", 7)), "calendar.odd_character", 7},
      {"a line without end", calendar(good + "X:" + std::string(10'000, 'a') + "\r\n"), "calendar.ics_line_too_long", 7},
      {"folds without end", calendar(good + "X:a\r\n" + [] { std::string folds; for (int i = 0; i < 9'000; ++i) folds += " a\r\n"; return folds; }()), "calendar.ics_line_too_long", 7},
      {"too deep", "BEGIN:VCALENDAR\n" + [] { std::string deep; for (int i = 0; i < 9; ++i) deep += "BEGIN:X\n"; return deep; }(), "calendar.ics_too_deep", 9},
      {"too many", calendar(many), "calendar.ics_too_many_events", 4003},
      {"two beginnings", calendar(event("DTSTART:20270101\r\nDTSTART:20270102\r\n")), "calendar.ics_twice", 5},
      {"hours", calendar(event("SUMMARY:元旦(休)\r\nDTSTART:20270101T000000Z\r\n")), "calendar.not_whole_days", 3},
      {"every year", calendar(event("SUMMARY:元旦(休)\r\nDTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY\r\n")), "calendar.not_whole_days", 3},
      {"no beginning", calendar(event("SUMMARY:元旦(休)\r\n")), "calendar.not_whole_days", 3},
      {"ends before", calendar(event("SUMMARY:元旦(休)\r\nDTSTART;VALUE=DATE:20270102\r\nDTEND;VALUE=DATE:20270101\r\n")), "calendar.ends_wrong", 3},
      {"a year long", calendar(event("SUMMARY:元旦(休)\r\nDTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20280101\r\n")), "calendar.ends_wrong", 3},
      {"both, as events", calendar(good + event("SUMMARY:元旦(班)\r\nDTSTART;VALUE=DATE:20270101\r\n")), "calendar.day_twice", 7},
  };
  for (const auto& row : kRows) {
    const TableFile file = read_table(row.file, 2027);
    ASSERT_EQ(file.refused.size(), 1U) << row.name;
    EXPECT_EQ(file.refused[0].code, row.code) << row.name;
    EXPECT_EQ(file.refused[0].line, row.line) << row.name;
  }
}

}  // namespace
}  // namespace gongshi::calendar
