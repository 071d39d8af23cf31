// What is written is read back by our reader, and every line is one that RFC 5545 allows.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "modules/calendar/ics.hpp"
#include "modules/calendar/write_ics.hpp"

namespace gongshi::calendar {
namespace {

constexpr Timestamp kNow{1'795'507'200'000};  // 2026-11-24T08:00:00Z

std::string one(const std::string& summary) { return write_ics("期限", std::vector<IcsEntry>{{"gongshi-task1", *read_day("2026-12-31"), summary, "截止：2026-12-31 10:15", "https://example.org/proposals/1"}}, kNow); }

TEST(WriteIcs, IsWhatTheStandardSays) {
  EXPECT_EQ(one("答复期限：甲"),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Gongshi//Deadlines//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:期限\r\nREFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n"
            "BEGIN:VEVENT\r\nUID:gongshi-task1\r\nDTSTAMP:20261124T080000Z\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:答复期限：甲\r\nDESCRIPTION:截止：2026-12-31 10:15\r\n"
            "URL:https://example.org/proposals/1\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  EXPECT_EQ(write_ics("期限", {}, kNow).find("VEVENT"), std::string::npos);
}

TEST(WriteIcs, NoTextLeavesItsLine) {
  const struct {
    std::string summary;
    std::string read;  // by our reader, to which a line end is a blank
  } rows[] = {
      {"甲", "甲"},
      {"甲\r\nEND:VEVENT\r\nBEGIN:VALARM", "甲 END:VEVENT BEGIN:VALARM"},
      {"a,b;c\\n", "a,b;c\\n"},
      {"甲\x01\x7f\t乙", "甲乙"},
      {"SUMMARY:乙", "SUMMARY:乙"},
      {"\"x\":y", "\"x\":y"},
      {std::string(500, 'x'), std::string(500, 'x')},
      {[] { std::string text; for (int i = 0; i < 200; ++i) text += "龘"; return text; }(), [] { std::string text; for (int i = 0; i < 200; ++i) text += "龘"; return text; }()},
      {std::string(66, 'x') + "😀😀", std::string(66, 'x') + "😀😀"},
      {"", ""},
  };
  for (const auto& row : rows) {
    const std::string file = one(row.summary);
    std::size_t from = 0;
    int begins = 0;
    while (from < file.size()) {
      const std::size_t end = file.find("\r\n", from);
      ASSERT_NE(end, file.npos) << "a line without its end";
      const std::string_view line(file.data() + from, end - from);
      EXPECT_LE(line.size(), 75U) << line;
      EXPECT_TRUE(valid_utf8(line)) << "a character is cut: " << line;
      EXPECT_EQ(line.find_first_of("\r\n"), line.npos);
      EXPECT_TRUE(line.starts_with(' ') || (line.find(':') != line.npos && line[0] >= 'A' && line[0] <= 'Z')) << line;
      begins += line.starts_with("BEGIN:VEVENT") ? 1 : 0;
      from = end + 2;
    }
    EXPECT_EQ(begins, 1);
    const auto events = read_ics(file);
    ASSERT_TRUE(events) << events.error().code;
    ASSERT_EQ(events->size(), 1U);
    EXPECT_EQ(events->front().summary, row.read);
    EXPECT_EQ(events->front().begins, "20261231");
    EXPECT_EQ(events->front().ends, "20270101");
  }
}

}  // namespace
}  // namespace gongshi::calendar
