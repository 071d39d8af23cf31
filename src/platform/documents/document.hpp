// An official document as what it says; how it looks is GB/T 9704-2012's to say. PDF and Word are both made of this and cannot differ.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"

namespace gongshi::documents {

enum class Form {
  official,  // 文件格式: red head and rule on the first page, imprint on the last one
  letter,    // 信函格式: two red double rules on the first page
  sheet,     // a form to fill in: no red
  minutes,   // 纪要格式: red mark, who issues it and when above a red rule, who was there after the text; no seal
};

/// One paragraph. How it begins says what it is: 一、 a heading, （一） a heading below it, anything else text. A heading ends at its first 。
struct Paragraph {
  std::string text;
};
struct Row {
  std::string label;
  std::string value;  // lines by \n
};
struct Table {
  std::vector<Row> rows;
};
using Block = std::variant<Paragraph, Table>;

/// What is empty is not there, but for the number of Form::official: its line stays, to be written by hand.
struct Document {
  Form form = Form::letter;
  std::string mark{};        // 发文机关标志
  std::string class_mark{};  // at the upper right
  std::string number{};      // 发文字号
  std::string title{};
  std::string addressee{};   // 主送机关, without its colon
  std::vector<Block> body{};
  std::vector<std::string> attachments{};
  std::vector<Row> present{};  // 出席, 列席: of Form::minutes, after the text
  std::string signature{};   // 署名; room is left for its seal. Of minutes it stands above, with the date
  std::string date{};        // 成文日期
  std::string copies{};      // 抄送, without its full stop
  std::string printed_by{};  // 印发机关, with the day of `date`
  Timestamp written;         // goes into the file's properties: the same document gives the same bytes
};

/// "2026年1月5日", by the clock in China.
std::string date_text(Timestamp at);

/// One paragraph per line that says something.
std::vector<Block> paragraphs_of(std::string_view text);

/// Without what cannot be printed: control characters, marks that turn the direction of writing, what XML does not take. Tabs become spaces, all ends of lines \n.
std::string printable(std::string_view text);
Document printable(Document document);

enum class Level { text, first, second };
/// `heading`: bytes of `text` that are the heading.
struct Heading {
  Level level = Level::text;
  std::size_t heading = 0;
};
Heading heading_of(std::string_view text);

// ---- what GB/T 9704-2012 says, in millimetres
inline constexpr double kPageWidth = 210, kPageHeight = 297;
inline constexpr double kTop = 37, kLeft = 28;                // 天头, 订口
inline constexpr double kWidth = 156, kHeight = 225;          // 版心
inline constexpr int kLines = 22, kCharacters = 28;
inline constexpr double kOfficialMark = 35;                   // below the top of the type area
inline constexpr double kLetterMark = 30, kLetterFoot = 20;   // from the edges of the page
inline constexpr double kLetterRule = 170;
inline constexpr double kBelowMark = 4;                       // from what stands above to the red rule
inline constexpr double kPageNumber = 7;                      // below the type area
// points
inline constexpr double kPoint = 72 / 25.4;                   // points in a millimetre
inline constexpr double kSize2 = 21.75, kSize3 = 15.75, kSize4 = 14;
inline constexpr double kPitch = (kHeight * kPoint - kSize3) / (kLines - 1);

/// Word's file (OOXML), for WPS and Word.
std::string write_docx(const Document& document);

}  // namespace gongshi::documents
