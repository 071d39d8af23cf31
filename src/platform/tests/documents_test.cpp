// Documents measured as they come out: by poppler what stands where and in which font, and by reading the page's own description its rules.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include <expat.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include "platform/documents/testing.hpp"
#include "platform/documents/write_pdf.hpp"

namespace gongshi::documents {
namespace {

constexpr double kNear = 0.6;  // points: 0.2 mm

PdfWriter& writer() {
  static PdfWriter one;
  return one;
}

class File {
 public:
  explicit File(const std::string& bytes) : path_((std::filesystem::temp_directory_path() / "documents-XXXXXX").string()) {
    ::close(::mkstemp(path_.data()));
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  std::string through(const std::string& program, const std::string& after = "") const {
    FILE* const pipe = ::popen((program + " " + path_ + " " + after).c_str(), "r");
    std::string out;
    char piece[4096];
    for (std::size_t got; (got = std::fread(piece, 1, sizeof piece, pipe)) > 0;) out.append(piece, got);
    EXPECT_EQ(::pclose(pipe), 0) << program;
    return out;
  }

 private:
  std::string path_;
};

std::string without_spaces(std::string text) {
  for (const char* space : {"\u3000", "\u00A0"}) {
    for (std::size_t at; (at = text.find(space)) != text.npos;) text.erase(at, std::string_view(space).size());
  }
  std::erase_if(text, [](unsigned char c) { return c <= ' '; });
  return text;
}
std::string text_of(const std::string& pdf) { return File(pdf).through("pdftotext -raw", "-"); }

struct Word {
  double left, top, right, bottom;
  std::string text;
};
std::vector<std::vector<Word>> words_of(const std::string& pdf) {
  std::vector<std::vector<Word>> pages;
  const std::string all = File(pdf).through("pdftotext -bbox", "-");
  const std::regex word(R"re(<page|<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>)re");
  for (std::sregex_iterator at(all.begin(), all.end(), word), end; at != end; ++at) {
    if ((*at)[1].matched) pages.back().push_back({std::stod((*at)[1]), std::stod((*at)[2]), std::stod((*at)[3]), std::stod((*at)[4]), (*at)[5]});
    else pages.emplace_back();
  }
  return pages;
}
const Word* find(const std::vector<Word>& page, std::string_view text) {
  const auto found = std::ranges::find_if(page, [&](const Word& one) { return one.text.contains(text); });
  EXPECT_NE(found, page.end()) << text;
  return found == page.end() ? nullptr : &*found;
}

/// Rectangles that a page fills in red or black, in points from the upper left.
struct Rule {
  bool red;
  double x, y, width, height;
};
std::vector<Rule> rules_of(const std::string& pdf) {
  std::vector<Rule> rules;
  for (std::size_t at = 0; (at = pdf.find("stream\n", at)) != pdf.npos; at += 7) {
    if (pdf.compare(at - 3, 3, "end") == 0) continue;
    std::string text(4 << 20, '\0');
    uLongf size = text.size();
    z_stream stream{};
    inflateInit(&stream);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(pdf.data() + at + 7));
    stream.avail_in = static_cast<uInt>(pdf.size() - at - 7);
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(size);
    const int status = inflate(&stream, Z_FINISH);
    size = stream.total_out;
    inflateEnd(&stream);
    if (status != Z_STREAM_END) continue;
    text.resize(size);
    if (!text.contains(" re")) continue;
    bool red = false;
    const std::regex step(R"((1 0 0|0 0 0) rg|(0) g|([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f)");
    for (std::sregex_iterator one(text.begin(), text.end(), step), end; one != end; ++one) {
      if ((*one)[1].matched || (*one)[2].matched) red = (*one)[1] == "1 0 0";
      else rules.push_back({red, std::stod((*one)[3]), std::stod((*one)[4]), std::stod((*one)[5]), std::stod((*one)[6])});
    }
  }
  return rules;
}

/// What stands in elements w:t; fails where it is no XML.
std::string words_of_xml(const std::string& name, const std::string& xml) {
  struct State {
    bool inside = false;
    std::string text;
  } state;
  XML_Parser const parser = XML_ParserCreate(nullptr);
  XML_SetUserData(parser, &state);
  XML_SetElementHandler(
      parser, [](void* to, const char* element, const char**) { static_cast<State*>(to)->inside = std::string_view(element) == "w:t"; }, [](void* to, const char*) { static_cast<State*>(to)->inside = false; });
  XML_SetCharacterDataHandler(parser, [](void* to, const char* text, int length) {
    if (static_cast<State*>(to)->inside) static_cast<State*>(to)->text.append(text, static_cast<std::size_t>(length));
  });
  EXPECT_EQ(XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1), XML_STATUS_OK) << name << ": " << XML_ErrorString(XML_GetErrorCode(parser));
  XML_ParserFree(parser);
  return state.text;
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}
Document example(Form form, int paragraphs = 3) {
  Document document{.form = form, .mark = "示例市民政局", .class_mark = "A", .number = "示民函〔2026〕12号", .title = "关于第0123号提案的答复", .addressee = "王某委员", .body = {Paragraph{"一、基本情况"}, Paragraph{"（一）现状。已有食堂。"}},
                    .attachments = {"征询意见表"}, .signature = "示例市民政局", .date = "2026年8月5日", .copies = "示例市政协", .written = {1'785'888'000'000}};
  for (int i = 0; i < paragraphs; ++i) document.body.emplace_back(Paragraph{repeated("社区老年食堂为居民供餐", 40)});
  return document;
}
std::string pdf_of(const Document& document) {
  auto pdf = writer().write(document);
  EXPECT_TRUE(pdf);
  return pdf.value_or("");
}
constexpr double mm(double value) { return value * kPoint; }

TEST(Documents, TwentyTwoLinesOfTwentyEightCharactersFillTheTypeArea) {
  const auto pages = words_of(pdf_of(example(Form::letter, 6)));
  ASSERT_GE(pages.size(), 3u);
  std::vector<Word> lines;
  for (const Word& one : pages[1]) {
    if (one.bottom < mm(kTop + kHeight) + 5) lines.push_back(one);
  }
  ASSERT_EQ(lines.size(), static_cast<std::size_t>(kLines));
  int full = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) EXPECT_NEAR(lines[i].top - lines[i - 1].top, kPitch, 0.05);
    const auto characters = lines[i].text.size() / 3;
    EXPECT_LE(characters, 28u);
    if (characters < 28) continue;
    ++full;
    EXPECT_NEAR(lines[i].left, mm(kLeft), kNear);
    EXPECT_NEAR(lines[i].right, mm(kLeft + kWidth), kNear);
  }
  EXPECT_GT(full, 15);
  // The middle of the first line's characters stands where the type area begins, half a character down.
  EXPECT_NEAR((lines.front().top + lines.front().bottom) / 2, mm(kTop) + kSize3 / 2, 3);
  EXPECT_NEAR((lines.back().top + lines.back().bottom) / 2, mm(kTop + kHeight) - kSize3 / 2, 3);
  const Word* const addressee = find(pages[0], "王某委员：");
  const Word* const heading = find(pages[0], "一、基本情况");
  ASSERT_TRUE(addressee && heading);
  EXPECT_NEAR(addressee->left, mm(kLeft), kNear);
  EXPECT_NEAR(heading->left, mm(kLeft) + 2 * kSize3, kNear);
}

TEST(Documents, PageNumbersStandOutsideAndALettersFirstPageHasNone) {
  for (const Form form : {Form::letter, Form::official, Form::sheet}) {
    const auto pages = words_of(pdf_of(example(form, 8)));
    ASSERT_GE(pages.size(), 3u);
    for (std::size_t page = 0; page < pages.size(); ++page) {
      std::vector<Word> below;
      for (const Word& one : pages[page]) {
        if (one.top > mm(kTop + kHeight)) below.push_back(one);
      }
      if (page == 0 && form == Form::letter) {
        EXPECT_TRUE(below.empty());
        continue;
      }
      ASSERT_EQ(below.size(), 3u);
      EXPECT_EQ(below[0].text + below[1].text + below[2].text, "—" + std::to_string(page + 1) + "—");
      if (page % 2 == 0) EXPECT_NEAR(below.back().right, mm(kLeft + kWidth) - kSize4, kNear);
      else EXPECT_NEAR(below.front().left, mm(kLeft) + kSize4, kNear);
      EXPECT_NEAR((below[0].top + below[0].bottom) / 2, mm(kTop + kHeight + kPageNumber), 3);
    }
    if (form == Form::official) EXPECT_EQ(pages.size() % 2, 0u) << "the imprint is on the last side of a sheet";
  }
}

TEST(Documents, HeadsAndRules) {
  const std::string letter = pdf_of(example(Form::letter));
  std::vector<Rule> red;
  std::ranges::copy_if(rules_of(letter), std::back_inserter(red), &Rule::red);
  ASSERT_EQ(red.size(), 4u);
  for (const Rule& one : red) {
    EXPECT_NEAR(one.x, mm(20), 0.1);
    EXPECT_NEAR(one.width, mm(kLetterRule), 0.1);
  }
  EXPECT_GT(red[0].height, red[1].height);
  EXPECT_LT(red[0].y, red[1].y) << "thick above thin";
  EXPECT_NEAR(std::max(red[2].y + red[2].height, red[3].y + red[3].height), mm(kPageHeight - kLetterFoot), 0.1);
  const auto first = words_of(letter)[0];
  const Word* const number = find(first, "示民函");
  const Word* const class_mark = find(first, "A");
  ASSERT_TRUE(number && class_mark);
  EXPECT_NEAR(find(first, "12号")->right, mm(kLeft + kWidth), kNear);
  EXPECT_GT(number->top, red[1].y);
  EXPECT_NEAR(class_mark->right, mm(kLeft + kWidth), kNear);
  EXPECT_LT(class_mark->bottom, mm(kLetterMark));

  Document official = example(Form::official);
  official.printed_by = "示例市政协办公室";
  const std::string pdf = pdf_of(official);
  std::vector<Rule> black;
  red.clear();
  for (const Rule& one : rules_of(pdf)) (one.red ? red : black).push_back(one);
  ASSERT_EQ(red.size(), 1u);
  EXPECT_NEAR(red[0].x, mm(kLeft), 0.1);
  EXPECT_NEAR(red[0].width, mm(kWidth), 0.1);
  ASSERT_EQ(black.size(), 3u);
  EXPECT_NEAR(black[0].height, mm(0.35), 0.01);
  EXPECT_NEAR(black[1].height, mm(0.25), 0.01);
  EXPECT_NEAR(black[2].y + black[2].height, mm(kTop + kHeight), 0.1);
}

// GB/T 9704-2012, 10.3: a red mark 35 mm below the top of the type area, who was there in 黑体 after an empty line, names below one another.
TEST(Documents, MinutesSayWhoIssuesThemAboveARuleAndWhoWasThereAfterTheText) {
  Document document = example(Form::minutes, 1);
  document.mark = "重点提案督办纪要";
  document.class_mark.clear();
  document.addressee.clear();
  document.number.clear();
  document.attachments.clear();
  document.signature = "示例市政协提案委员会";
  document.present = {{"出席", repeated("示例市政协李某某，", 8)}, {"列席", "示例市民政局"}};
  const std::string pdf = pdf_of(document);
  const auto page = words_of(pdf);
  std::vector<Rule> red, black;
  for (const Rule& one : rules_of(pdf)) (one.red ? red : black).push_back(one);
  ASSERT_EQ(red.size(), 1u);
  EXPECT_NEAR(red[0].x, mm(kLeft), 0.1);
  EXPECT_NEAR(red[0].width, mm(kWidth), 0.1);
  ASSERT_EQ(black.size(), 2u) << "the imprint: copies alone";
  const Word* const mark = find(page[0], "重点提案督办纪要");
  const Word* const issued_by = find(page[0], "示例市政协提案委员会");
  const Word* const day = find(page[0], "5日");
  ASSERT_TRUE(mark && issued_by && day);
  // poppler's box begins above the ink of the character.
  EXPECT_NEAR(mark->top, mm(kTop + kOfficialMark), 14);
  EXPECT_NEAR((mark->left + mark->right) / 2, mm(kPageWidth) / 2, kNear);
  EXPECT_NEAR(issued_by->left, mm(kLeft) + mm(kWidth) / kCharacters, kNear);
  EXPECT_NEAR(day->right, mm(kLeft + kWidth) - mm(kWidth) / kCharacters, 1.5);
  EXPECT_LT(issued_by->bottom, red[0].y + 3);
  EXPECT_GT(find(page[0], "关于第0123号提案的答复")->top, red[0].y);
  const auto& last = page.back();
  const Word* const present = find(last, "出席");
  const Word* const others = find(last, "列席");
  ASSERT_TRUE(present && others);
  const double cell = mm(kWidth) / kCharacters;
  EXPECT_NEAR(present->left, mm(kLeft) + 2 * cell, kNear);
  EXPECT_NEAR(others->left, mm(kLeft) + 2 * cell, kNear);
  int below = 0;
  for (const Word& one : last) {
    if (one.top > present->top + 3 && one.top < others->top - 3) {
      EXPECT_NEAR(one.left, mm(kLeft) + 5 * cell, 1.5) << one.text;
      ++below;
    }
  }
  EXPECT_GE(below, 1) << "names that are wrapped";
  const std::string text = without_spaces(text_of(pdf));
  EXPECT_LT(text.find("社区老年食堂"), text.find("出席："));
  EXPECT_FALSE(text.substr(text.find("列席：")).contains("示例市政协提案委员会")) << "no signature: minutes carry no seal";
}

TEST(Documents, EveryCharacterOfANameComesOutInAnEmbeddedFont) {
  Document document = example(Form::letter);
  document.addressee = "王䶮、李㛃、张堃、陈喆、刘赟、周镕、吴玥委员";
  const std::string pdf = pdf_of(document);
  EXPECT_TRUE(without_spaces(text_of(pdf)).contains(document.addressee));
  // A character that no font has comes out as a box with its number: so the line above can fail.
  document.addressee = "王\U0010FFFD";
  EXPECT_FALSE(text_of(pdf_of(document)).contains("\U0010FFFD"));
  const std::string fonts = File(pdf).through("pdffonts");
  std::set<std::string> kinds;
  const std::regex line(R"re(\n\S+\s+(CID Type 0C|CID TrueType|Type 1C|TrueType|Type 3)\s+\S+\s+(yes|no)\s+(yes|no)\s+(yes|no))re");
  int count = 0;
  for (std::sregex_iterator at(fonts.begin(), fonts.end(), line), end; at != end; ++at, ++count) {
    kinds.insert((*at)[1]);
    EXPECT_EQ((*at)[2], "yes") << fonts;
    EXPECT_EQ((*at)[4], "yes") << fonts;
  }
  EXPECT_GE(count, 3) << fonts;
  EXPECT_FALSE(kinds.contains("Type 3"));
  for (const FontUsed& one : writer().fonts()) EXPECT_FALSE(one.family.empty()) << one.meant;
}

TEST(Documents, TheSameDocumentIsTheSameBytesAndSaysTheSameInWord) {
  for (const Form form : {Form::letter, Form::official, Form::minutes}) {
    Document document = example(form);
    if (form == Form::minutes) document.present = {{"出席", "王䶮、李㛃"}};
    const std::string pdf = pdf_of(document), docx = write_docx(document);
    EXPECT_EQ(pdf, pdf_of(document));
    EXPECT_EQ(docx, write_docx(document));
    const auto parts = parts_of(docx);
    std::map<std::string, std::string> words;
    for (const auto& [name, bytes] : parts) words[name] = words_of_xml(name, bytes);
    const std::string in_word = words["word/head.xml"] + words["word/document.xml"];
    std::multiset<char> one, other;
    std::string of_pdf = without_spaces(text_of(pdf));
    // Page numbers are fields there.
    of_pdf = std::regex_replace(of_pdf, std::regex("—[0-9]+—"), "");
    std::ranges::copy(of_pdf, std::inserter(one, one.end()));
    std::ranges::copy(without_spaces(in_word), std::inserter(other, other.end()));
    EXPECT_EQ(one, other) << of_pdf << "\n" << in_word;
    const std::string& page = parts.at("word/document.xml");
    EXPECT_TRUE(page.contains(R"(<w:pgSz w:w="11906" w:h="16838"/>)")) << page;
    EXPECT_TRUE(page.contains(R"(<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587")")) << page;
    for (const char* font : {"方正小标宋简体", "仿宋_GB2312", "黑体"}) EXPECT_TRUE(page.contains(font));
    EXPECT_TRUE(parts.at("word/settings.xml").contains("evenAndOddHeaders"));
  }
}

TEST(Documents, AFormGoesOnOverPagesAndAShortRowIsNotParted) {
  Document document{.form = Form::sheet, .title = "示例市政协提案表", .body = {Table{{{"案由", "甲"}, {"意见", repeated("意见和建议。", 400)}, {"签名", "\n\n\n"}}}}, .written = {1}};
  const std::string pdf = pdf_of(document);
  EXPECT_GE(words_of(pdf).size(), 3u);
  EXPECT_EQ(without_spaces(text_of(pdf)).find(repeated("意见和建议。", 5)), without_spaces(text_of(pdf)).find("意见和建议"));
  words_of_xml("table", parts_of(write_docx(document)).at("word/document.xml"));
}

TEST(Documents, WhateverPeopleWriteComesOut) {
  const std::pair<const char*, std::string> texts[] = {
      {"nothing", ""},
      {"a long title without a break", repeated("长", 300)},
      {"one word without end", repeated("x", 5000)},
      {"controls and turned writing", "甲\x01\x1B[31m\u202E乙\u2066丙\u200F\uFEFF"},
      {"markup", "<w:t>&lt;甲&乙\"'</w:t>"},
      {"pictures", "好👍🏽👨‍👩‍👧"},
      {"marks over marks", "a" + repeated("\u0301", 3000)},
      {"no UTF-8", "甲\xFF\xC0乙"},
      {"other writing", "שלום مرحبا สวัสดี"},
      {"many lines", repeated("一、甲\n\n（一）乙\n", 300)},
  };
  for (const auto& [name, text] : texts) {
    SCOPED_TRACE(name);
    Document document = example(Form::letter, 1);
    document.title = document.mark = document.addressee = document.signature = document.copies = text;
    document.attachments = {text, text};
    document.body = paragraphs_of(text);
    document.body.emplace_back(Table{{{text, text}}});
    for (const Form form : {Form::letter, Form::official, Form::sheet}) {
      document.form = form;
      EXPECT_TRUE(pdf_of(document).starts_with("%PDF"));
      for (const auto& [part, bytes] : parts_of(write_docx(document))) words_of_xml(part, bytes);
    }
  }
  EXPECT_EQ(printable("甲\x01\u202E乙\t丙\u2028丁\xFF"), "甲乙 丙\n丁");
}

TEST(Documents, AHeadingIsToldByItsNumber) {
  struct Case {
    const char* text;
    Level level;
    std::size_t heading;
  };
  for (const auto& [text, level, heading] : {Case{"一、基本情况", Level::first, 18}, Case{"十二、情况。其余", Level::first, 18}, Case{"（三）方便出行。其余", Level::second, 24}, Case{"（某）甲", Level::text, 0}, Case{"1. 甲", Level::text, 0},
                                             Case{"一个", Level::text, 0}, Case{"", Level::text, 0}}) {
    EXPECT_EQ(heading_of(text).level, level) << text;
    EXPECT_EQ(heading_of(text).heading, heading) << text;
  }
}

}  // namespace
}  // namespace gongshi::documents
