#include <gtest/gtest.h>

#include "base/text.hpp"
#include "modules/assemblies/roster_file.hpp"

namespace gongshi::assemblies {
namespace {

TEST(RosterFile, ReadsBothEncodings) {
  const std::string utf8 = "委员编号,姓名,界别\r\n1,王一,经济\r\n";
  const std::string gb18030 =
      "\xce\xaf\xd4\xb1\xb1\xe0\xba\xc5,\xd0\xd5\xc3\xfb,\xbd\xe7\xb1\xf0\r\n1,\xcd\xf5\xd2\xbb,\xbe\xad\xbc\xc3\r\n";
  EXPECT_EQ(as_utf8(utf8), utf8);
  EXPECT_EQ(as_utf8(gb18030), utf8);
  EXPECT_EQ(as_utf8("\x82\x35\x8f\x33"), "\u9FA6") << "four bytes of GB18030";
  EXPECT_EQ(as_utf8("\xff\xfe" "1\0,\0"), std::nullopt) << "UTF-16";
}

TEST(RosterFile, NamesRowAndColumnOfWhatIsWrong) {
  const struct {
    const char* text;
    std::int64_t row;
    const char* column;
    const char* code;
  } rows[] = {
      {"", 1, "", "assemblies.roster_empty"},
      {"委员编号,姓名\n", 1, "界别", "assemblies.column_missing"},
      {"委员编号,姓名,界别,性别\n", 1, "性别", "assemblies.unknown_column"},
      {"委员编号,姓名,界别,姓名\n", 1, "姓名", "assemblies.column_twice"},
      {"委员编号,姓名,界别\n1,王一\n", 2, "3", "csv.column_count"},
      {"委员编号,姓名,界别\n1,\"王一,经济\n", 2, "2", "csv.unclosed_quote"},
      {"委员编号,姓名,界别\n1,王一,经济\n2,　 ,经济\n", 3, "姓名", "assemblies.cell_needed"},
      {"number,name,sector\n1 2,王一,经济\n", 2, "委员编号", "assemblies.odd_characters"},
      {"number,name,sector,from\n1,王一,经济,2022-02-30\n", 2, "起", "assemblies.not_a_day"},
      {"number,name,sector,from,to\n1,王一,经济,2022-02-02,2022-02-01\n", 2, "止", "assemblies.ends_before_it_begins"},
  };
  for (const auto& row : rows) {
    const RosterFile file = read_roster(row.text);
    ASSERT_FALSE(file.refused.empty()) << row.text;
    EXPECT_EQ(file.refused[0].row, row.row) << row.text;
    EXPECT_EQ(file.refused[0].column, row.column) << row.text;
    EXPECT_EQ(file.refused[0].code, row.code) << row.text;
  }
  const RosterFile longest = read_roster("number,name,sector\n1," + std::string(51, 'x') + ",经济\n");
  ASSERT_EQ(longest.refused.size(), 1U);
  EXPECT_EQ(longest.refused[0].code, "request.length_too_large");
}

TEST(RosterFile, AHugeCellOrTooManyRowsAreRefusedEarly) {
  EXPECT_EQ(read_roster("number,name,sector\n1,\"" + std::string(1 << 20, '"') + "\",x\n").refused[0].code, "csv.field_too_long");
  std::string rows = "number,name,sector\n";
  for (std::size_t i = 0; i <= kMostRosterRows; ++i) rows += "1,a,b\n";
  EXPECT_EQ(read_roster(rows).refused[0].code, "csv.too_many_rows");
}

TEST(RosterFile, SkipsBlankRowsAndTakesGuardsOff) {
  const RosterFile file = read_roster("\xEF\xBB\xBF" "Number,Name,Sector,Phone\n ,,,\n 7 ,'=王一,经济,'+85291234567\n");
  EXPECT_TRUE(file.refused.empty());
  ASSERT_EQ(file.rows.size(), 1U);
  EXPECT_EQ(file.rows[0].row, 3);
  EXPECT_EQ(file.rows[0].text(Column::number), "7");
  EXPECT_EQ(file.rows[0].text(Column::name), "=王一");
  EXPECT_EQ(file.rows[0].text(Column::phone), "+85291234567");
  EXPECT_FALSE(file.rows[0][Column::party]);
}

TEST(RosterFile, ReadsDaysOfChina) {
  for (const char* text : {"2022-01-31", "2022/1/31", "2022.1.31", "20220131", "2022年1月31日"}) {
    const auto day = day_begins(text);
    ASSERT_TRUE(day) << text;
    EXPECT_EQ(to_rfc3339(*day), "2022-01-30T16:00:00.000Z") << text;
    EXPECT_EQ(day_text(*day), "2022-01-31");
  }
  for (const char* text : {"", "2022", "2022-13-01", "2022-1", "-2022-1-1", "2022-1-31x", "99999999", "2022-1-31-"}) {
    EXPECT_FALSE(day_begins(text)) << text;
  }
}

}  // namespace
}  // namespace gongshi::assemblies
