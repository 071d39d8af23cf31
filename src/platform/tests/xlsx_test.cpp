// Workbooks as offices write them, and as nobody should.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zip.h>

#include "platform/spreadsheet/read_xlsx.hpp"
#include "platform/spreadsheet/write_xlsx.hpp"

namespace gongshi::spreadsheet {
namespace {

using Parts = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An archive of these files, as bytes. `password` encrypts all.
std::string archive(const Parts& parts, const char* password = nullptr) {
  zip_error_t error;
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* const zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : parts) {
    const auto index = zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), 0);
    if (password != nullptr) zip_file_set_encryption(zip, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, password);
  }
  EXPECT_EQ(zip_close(zip), 0);
  zip_source_open(source);
  zip_stat_t about;
  zip_source_stat(source, &about);
  std::string bytes(about.size, '\0');
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

std::string links(std::initializer_list<std::tuple<const char*, const char*, const char*>> all, const char* more = "") {
  std::string out = "<Relationships>";
  for (const auto& [id, kind, target] : all) out += fmt::format(R"(<Relationship Id="{}" Type="{}/{}" Target="{}"{}/>)", id, kOffice, kind, target, more);
  return out + "</Relationships>";
}

std::string sheet(const std::string& rows, const std::string& after = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>" + rows + "</sheetData>" + after + "</worksheet>";
}

constexpr const char* kStrings =
    "<sst><si><t>姓名</t></si><si><r><t>王</t></r><r><t xml:space=\"preserve\"> 一</t></r><rPh sb=\"0\" eb=\"1\"><t>Wang</t></rPh></si></sst>";
constexpr const char* kStyles =
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"[Red]0.00&quot;day&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>";

Parts parts(const std::string& page, const std::string& workbook = R"(<workbook xmlns:r="x"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>)") {
  return {{"[Content_Types].xml", "<Types/>"},
          {"_rels/.rels", links({{"r1", "officeDocument", "xl/workbook.xml"}})},
          {"xl/workbook.xml", workbook},
          {"xl/_rels/workbook.xml.rels", links({{"rId1", "worksheet", "worksheets/sheet1.xml"}, {"rId2", "sharedStrings", "sharedStrings.xml"}, {"rId3", "styles", "/xl/styles.xml"}})},
          {"xl/sharedStrings.xml", kStrings},
          {"xl/styles.xml", kStyles},
          {"xl/worksheets/sheet1.xml", page}};
}
std::string workbook(const std::string& rows, const std::string& after = "") { return archive(parts(sheet(rows, after))); }
Parts with(Parts all, const std::string& name, const std::string& text) {
  for (auto& [there, content] : all) {
    if (there == name) content = text;
  }
  return all;
}

/// "1:姓名|王 一;3:x"
std::string flat(const std::vector<SheetRow>& rows) {
  std::string out;
  for (const SheetRow& row : rows) {
    out += fmt::format("{}{}:", out.empty() ? "" : ";", row.number);
    for (std::size_t i = 0; i < row.cells.size(); ++i) out += (i == 0 ? "" : "|") + row.cells[i];
  }
  return out;
}

TEST(Xlsx, CellsReadAsAPersonSeesThem) {
  struct Case {
    const char* name;
    std::string rows;
    const char* expected;
  };
  const Case table[] = {
      {"shared texts, runs joined, readings left out", R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>)", "1:姓名|王 一"},
      {"texts in place, gaps, rows left out", R"(<row r="2"><c r="C2" t="inlineStr"><is><t>甲</t></is></c></row><row r="5"><c r="A5" t="str"><v>乙</v></c></row>)", "2:||甲;5:乙"},
      {"cells that do not say where they stand", R"(<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>)", "1:1|2;2:3"},
      {"a telephone number", R"(<row r="1"><c r="A1"><v>1.3812345678E10</v></c></row>)", "1:13812345678"},
      {"a fraction", R"(<row r="1"><c r="A1"><v>0.1</v></c></row>)", "1:0.1"},
      {"days", R"(<row r="1"><c r="A1" s="1"><v>44562</v></c><c r="B1" s="2"><v>44562.75</v></c><c r="C1" s="3"><v>44562</v></c><c r="D1" s="1"><v>59</v></c><c r="E1" s="1"><v>61</v></c></row>)",
       "1:2022-01-01|2022-01-01|44562|1900-02-28|1900-03-01"},
      {"truth and errors", R"(<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c></row>)", "1:TRUE|#N/A"},
      {"a formula with its value", R"(<row r="1"><c r="A1" t="str"><f>A2&amp;A3</f><v>丙</v></c></row>)", "1:丙"},
      {"a border far out is no cell", R"(<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="3"/></row><row r="1048576"><c r="A1048576" s="1"/></row>)", "1:1"},
      {"nothing", "", ""},
  };
  for (const Case& one : table) {
    SCOPED_TRACE(one.name);
    const auto rows = read_xlsx(workbook(one.rows));
    ASSERT_TRUE(rows.has_value()) << rows.error().code;
    EXPECT_EQ(flat(*rows), one.expected);
  }
  const auto from_1904 = read_xlsx(archive(parts(sheet(R"(<row r="1"><c r="A1" s="1"><v>43100</v></c></row>)"),
                                                 R"(<workbook><workbookPr date1904="1"/><sheets><sheet name="a" r:id="rId1" xmlns:r="x"/></sheets></workbook>)")));
  ASSERT_TRUE(from_1904.has_value());
  EXPECT_EQ(flat(*from_1904), "1:2022-01-01");
}

TEST(Xlsx, HostileFilesAreRefusedInWords) {
  const std::string good = workbook(R"(<row r="1"><c r="A1"><v>1</v></c></row>)");
  const std::string one_cell = sheet(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>)");
  std::string deep = sheet(std::string(100, '<'));
  std::string nested;
  for (int i = 0; i < 100; ++i) nested += "<a>";
  Parts many = parts(one_cell);
  for (int i = 0; i < 600; ++i) many.emplace_back(fmt::format("extra/{}.xml", i), "");
  const std::string swollen = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>" + std::string(std::size_t{80} << 20, ' ') + "</worksheet>";
  std::string lies = good;  // a byte of the compressed data changed
  lies[lies.find("sheet1.xml") + 20] ^= 0x55;

  struct Case {
    const char* name;
    std::string bytes;
    const char* code;
    const char* cell = "";
  };
  const Case table[] = {
      {"nothing", "", "xlsx.not_a_workbook"},
      {"text", "委员编号,姓名", "xlsx.not_a_workbook"},
      {"an old or encrypted one", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0'), "xlsx.old_or_encrypted"},
      {"encrypted entries", archive(parts(one_cell), "password"), "xlsx.old_or_encrypted"},
      {"a beginning only", good.substr(0, good.size() / 2), "xlsx.damaged"},
      {"without its last bytes", good.substr(0, good.size() - 1), "xlsx.damaged"},
      {"an archive of something else", archive({{"readme.txt", "hello"}}), "xlsx.not_a_workbook"},
      {"a document of Word", archive({{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", links({{"r1", "officeDocument", "word/document.xml"}})}, {"word/document.xml", "<w:document xmlns:w=\"w\"/>"}}),
       "xlsx.not_a_workbook"},
      {"no sheet", archive(with(parts(one_cell), "xl/workbook.xml", "<workbook/>")), "xlsx.not_a_workbook"},
      {"a sheet elsewhere", archive(with(parts(one_cell), "xl/_rels/workbook.xml.rels", links({{"rId1", "worksheet", "https://example.com/sheet.xml"}}, " TargetMode=\"External\""))), "xlsx.elsewhere"},
      {"a sheet that is not there", archive(with(parts(one_cell), "xl/_rels/workbook.xml.rels", links({{"rId1", "worksheet", "../../etc/passwd"}}))), "xlsx.damaged"},
      {"an external entity", archive(with(parts(one_cell), "xl/worksheets/sheet1.xml", "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&e;</v></c></row></sheetData></worksheet>")),
       "xlsx.document_type"},
      {"entities that multiply", archive(with(parts(one_cell), "xl/sharedStrings.xml", "<!DOCTYPE a [<!ENTITY a \"xx\"><!ENTITY b \"&a;&a;\">]><sst><si><t>&b;</t></si></sst>")), "xlsx.document_type"},
      {"a bomb of one entry", archive(parts(swollen)), "xlsx.bomb"},
      {"a bomb of many entries", archive(many), "xlsx.bomb"},
      {"elements within elements", archive(parts(sheet(nested))), "xlsx.bomb"},
      {"broken XML", archive(parts(deep)), "xlsx.damaged"},
      {"XML that ends early", archive(parts("<worksheet><sheetData><row>")), "xlsx.damaged"},
      {"a row beyond all", workbook(R"(<row r="99999999"><c r="A99999999"><v>1</v></c></row>)"), "xlsx.too_many_rows", "A99999999"},
      {"a row beyond numbers", workbook(R"(<row r="99999999999999999999"><c r="A99999999999999999999"><v>1</v></c></row>)"), "xlsx.damaged"},
      {"a column beyond all", workbook(R"(<row r="1"><c r="ZZZ1"><v>1</v></c></row>)"), "xlsx.too_many_columns", "ZZZ1"},
      {"rows that go back", workbook(R"(<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>)"), "xlsx.damaged"},
      {"a cell that is nowhere", workbook(R"(<row r="1"><c r="1A"><v>1</v></c></row>)"), "xlsx.damaged"},
      {"a text that is not there", workbook(R"(<row r="1"><c r="A1" t="s"><v>7</v></c></row>)"), "xlsx.damaged"},
      {"no number", workbook(R"(<row r="1"><c r="A1"><v>1,5</v></c></row>)"), "xlsx.damaged"},
      {"a cell too long", workbook("<row r=\"1\"><c r=\"B1\" t=\"str\"><v>" + std::string(9000, 'x') + "</v></c></row>"), "xlsx.cell_too_long", "B1"},
      {"a shared text too long", archive(with(parts(sheet(R"(<row r="1"><c r="B1" t="s"><v>0</v></c></row>)")), "xl/sharedStrings.xml", "<sst><si><t>" + std::string(9000, 'x') + "</t></si></sst>")), "xlsx.cell_too_long", "B1"},
      {"a formula without its value", workbook(R"(<row r="1"><c r="C1"><f>1+1</f></c></row>)"), "xlsx.formula_without_value", "C1"},
      {"merged cells", workbook(R"(<row r="1"><c r="A1"><v>1</v></c></row>)", R"(<mergeCells><mergeCell ref="A1:C1"/></mergeCells>)"), "xlsx.merged", "A1:C1"},
  };
  for (const Case& one : table) {
    SCOPED_TRACE(one.name);
    const auto rows = read_xlsx(one.bytes);
    if (rows.has_value()) {
      ADD_FAILURE() << "was read: " << flat(*rows);
      continue;
    }
    EXPECT_EQ(rows.error().code, one.code);
    const auto cell = rows.error().args.find("cell");
    EXPECT_EQ(cell == rows.error().args.end() ? "" : cell->second, one.cell);
  }
  // Whatever a single byte becomes, the reader comes back with rows or a refusal.
  for (std::size_t at = 0; at < good.size(); at += 7) {
    std::string changed = good;
    changed[at] = static_cast<char>(changed[at] ^ 0x5a);
    static_cast<void>(read_xlsx(changed));
  }
}

TEST(Xlsx, ATitleAboveTheTableMayBeMerged) {
  const auto merged = [](std::string_view range) { return workbook(R"(<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>)", fmt::format(R"(<mergeCells><mergeCell ref="{}"/></mergeCells>)", range)); };
  for (const auto& [range, fine] : {std::pair{"A1:C1", true}, {"A2:B2", true}, {"A3:C3", false}, {"A1:A2", false}, {"A1", true}, {"?", false}, {"A1:", false}}) EXPECT_EQ(read_xlsx(merged(range), {.merged_until = 2}).has_value(), fine) << range;
}

TEST(Xlsx, WhatIsWrittenIsReadBack) {
  const std::vector<std::vector<std::string>> rows{{"委员编号", "姓名"}, {"001", "=1+1"}, {"002", "<&\">\n甲"}, {"", "乙"}};
  const auto read = read_xlsx(write_xlsx("名册", rows));
  ASSERT_TRUE(read.has_value()) << read.error().code;
  EXPECT_EQ(flat(*read), "1:委员编号|姓名;2:001|=1+1;3:002|<&\">\n甲;4:|乙");
}

}  // namespace
}  // namespace gongshi::spreadsheet
