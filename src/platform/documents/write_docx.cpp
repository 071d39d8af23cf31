// The same document for Word and WPS: a zip of OOXML (ISO/IEC 29500), with the fonts that the standard names, which office computers have.
#include <cmath>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <zip.h>

#include "base/html.hpp"
#include "platform/documents/document.hpp"

namespace gongshi::documents {
namespace {

constexpr std::string_view kTitleFont = "方正小标宋简体", kTextFont = "仿宋_GB2312", kSecondFont = "楷体_GB2312", kFirstFont = "黑体", kNumberFont = "宋体";
constexpr int kHalf2 = 44, kHalf3 = 32, kHalf4 = 28;  // half points: Word knows 22, 16 and 14 points
constexpr int kTighter = -5;                           // twentieths of a point: 28 characters of 16 points fill 156 mm

constexpr int twips(double millimetres) { return static_cast<int>(millimetres * kPoint * 20 + 0.5); }
constexpr int kPitchTwips = static_cast<int>(kPitch * 20);
constexpr int kCellTwips = 2 * kHalf3 * 5 + kTighter;  // one 字

std::string run(std::string_view text, std::string_view font, int half_points, std::string_view more = {}) {
  if (text.empty()) return {};
  return fmt::format(R"(<w:r><w:rPr><w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{0}" w:cs="{0}"/>{3}<w:sz w:val="{1}"/><w:szCs w:val="{1}"/></w:rPr><w:t xml:space="preserve">{2}</w:t></w:r>)", font, half_points, escape_html(text), more);
}
std::string tighter() { return fmt::format(R"(<w:spacing w:val="{}"/>)", kTighter); }
std::string words(std::string_view text) { return run(text, kTextFont, kHalf3, tighter()); }
constexpr std::string_view kRed = R"(<w:color w:val="FF0000"/>)";

/// `properties` in the order of the schema: keepNext, framePr, pBdr, spacing, ind, jc.
std::string paragraph(std::string_view runs, std::string_view properties = {}) { return fmt::format("<w:p><w:pPr>{}</w:pPr>{}</w:p>", properties, runs); }
/// No room of their own between Chinese and figures.
constexpr std::string_view kClose = R"(<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>)";
std::string exactly(int line, int before = 0) { return fmt::format(R"({}<w:snapToGrid w:val="0"/><w:spacing w:before="{}" w:after="0" w:line="{}" w:lineRule="exact"/>)", kClose, before, line); }
std::string grid() { return fmt::format(R"({}<w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="exact"/>)", kClose, kPitchTwips); }
std::string border(std::string_view side, std::string_view value, int eighths, int space = 0) { return fmt::format(R"(<w:pBdr><w:{} w:val="{}" w:sz="{}" w:space="{}" w:color="FF0000"/></w:pBdr>)", side, value, eighths, space); }
/// As wide as the rules of a letter, which is wider than the type area.
std::string beyond() { return fmt::format(R"(<w:ind w:left="{}" w:right="{}"/>)", twips((kPageWidth - kLetterRule) / 2) - twips(kLeft), twips((kPageWidth - kLetterRule) / 2) - twips(kPageWidth - kLeft - kWidth)); }

std::string body_paragraph(const std::string& text) {
  const auto heading = heading_of(text);
  const std::string head = run(std::string_view(text).substr(0, heading.heading), heading.level == Level::first ? kFirstFont : kSecondFont, kHalf3, tighter());
  const bool alone = heading.heading == text.size();
  return paragraph(head + words(std::string_view(text).substr(heading.heading)), (alone ? "<w:keepNext/>" : "") + grid() + fmt::format(R"(<w:ind w:firstLineChars="200" w:firstLine="{}"/><w:jc w:val="both"/>)", 2 * kCellTwips));
}

std::string table(const Table& table) {
  constexpr int kLabel = 6 * kCellTwips;
  const int value = twips(kWidth) - kLabel;
  std::string rows;
  for (const Row& row : table.rows) {
    std::string lines;
    for (std::size_t at = 0; at <= row.value.size();) {
      const std::size_t end = std::min(row.value.find('\n', at), row.value.size());
      lines += paragraph(run(std::string_view(row.value).substr(at, end - at), kTextFont, kHalf4), exactly(420));
      at = end + 1;
    }
    rows += fmt::format(R"(<w:tr><w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{}</w:tc><w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{}</w:tc></w:tr>)", kLabel,
                        paragraph(run(row.label, kTextFont, kHalf4), exactly(420) + R"(<w:jc w:val="center"/>)"), value, lines);
  }
  std::string borders;
  for (const char* side : {"top", "left", "bottom", "right", "insideH", "insideV"}) borders += fmt::format(R"(<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>)", side);
  return fmt::format(R"(<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="100" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:bottom w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{}"/><w:gridCol w:w="{}"/></w:tblGrid>{}</w:tbl>)",
                     twips(kWidth), borders, kLabel, value, rows);
}

std::string signature(const Document& document) {
  if (document.signature.empty() || document.form == Form::minutes) return {};
  // The date stands four characters in, the name over its middle.
  const auto width = [](std::string_view text) {
    double cells = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      cells += byte < 0x80 ? 0.5 : byte >= 0xC0 ? 1 : 0;
    }
    return cells;
  };
  const double in = std::max(0.0, 4 + width(document.date) / 2 - width(document.signature) / 2);
  const auto at_right = [](double cells) { return fmt::format(R"(<w:ind w:right="{}"/><w:jc w:val="right"/>)", static_cast<int>(cells * kCellTwips)); };
  const std::string blank = paragraph("", "<w:keepNext/>" + grid());
  return blank + blank + paragraph(words(document.signature), "<w:keepNext/>" + grid() + at_right(in)) + paragraph(words(document.date), grid() + at_right(4));
}

std::string attachments(const Document& document) {
  if (document.attachments.empty()) return {};
  const bool several = document.attachments.size() > 1;
  std::string all = paragraph("", grid());
  for (std::size_t i = 0; i < document.attachments.size(); ++i) {
    const std::string before = (i == 0 ? "附件：" : "") + (several ? std::to_string(i + 1) + ". " : std::string());
    const int name = (5 + (several ? 1 : 0)) * kCellTwips;
    all += paragraph(words(before + document.attachments[i]), grid() + fmt::format(R"(<w:ind w:left="{}" w:hanging="{}"/>)", name, i == 0 ? name - 2 * kCellTwips : kCellTwips));
  }
  return all;
}

/// 出席：in its own font, the names below one another.
std::string present(const Document& document) {
  if (document.present.empty()) return {};
  std::string all = paragraph("", grid());
  for (const Row& row : document.present) {
    all += paragraph(run(row.label + "：", kFirstFont, kHalf3, tighter()) + words(row.value), grid() + fmt::format(R"(<w:ind w:left="{}" w:hanging="{}"/>)", 5 * kCellTwips, 3 * kCellTwips));
  }
  return all;
}

/// A table that stays at the bottom of the type area: rules of 0.35 mm outside and of 0.25 mm between.
std::string imprint(const Document& document) {
  std::string rows;
  const auto row = [&](const std::string& content) { rows += fmt::format(R"(<w:tr><w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr>{}</w:tc></w:tr>)", twips(kWidth), content); };
  constexpr int kIn = kHalf4 * 10;  // one character
  if (!document.copies.empty()) row(paragraph(run("抄送：" + document.copies + "。", kTextFont, kHalf4), exactly(420) + fmt::format(R"(<w:ind w:left="{}" w:right="{}" w:hanging="{}"/>)", 4 * kIn, kIn, 3 * kIn)));
  if (!document.printed_by.empty()) {
    row(paragraph(run(document.printed_by, kTextFont, kHalf4) + "<w:r><w:tab/></w:r>" + run(document.date + "印发", kTextFont, kHalf4),
                  fmt::format(R"(<w:tabs><w:tab w:val="right" w:pos="{}"/></w:tabs>)", twips(kWidth) - kIn) + exactly(420) + fmt::format(R"(<w:ind w:left="{0}" w:right="{0}"/>)", kIn)));
  }
  if (rows.empty()) return {};
  const auto side = [&](std::string_view name, int eighths) { return document.form == Form::official || document.form == Form::minutes ? fmt::format(R"(<w:{} w:val="single" w:sz="{}" w:space="0" w:color="000000"/>)", name, eighths) : std::string(); };
  return fmt::format(R"(<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/><w:tblW w:w="{0}" w:type="dxa"/><w:tblBorders>{1}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{0}"/></w:tblGrid>{2}</w:tbl>)",
                     twips(kWidth), side("top", 8) + side("bottom", 8) + side("insideH", 6), rows) +
         paragraph("", exactly(20));
}

constexpr std::string_view kWord = R"(xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships")";
constexpr std::string_view kXml = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";

std::string footer(std::string_view content) { return fmt::format("{}<w:ftr {}>{}</w:ftr>", kXml, kWord, content); }
std::string page_number(std::string_view side) {
  const auto field = [](std::string_view type) { return fmt::format(R"(<w:r><w:rPr><w:sz w:val="{}"/></w:rPr><w:fldChar w:fldCharType="{}"/></w:r>)", kHalf4, type); };
  const std::string instruction = fmt::format(R"(<w:r><w:rPr><w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{0}"/><w:sz w:val="{1}"/></w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>)", kNumberFont, kHalf4);
  return paragraph(run("— ", kNumberFont, kHalf4) + field("begin") + instruction + field("separate") + run("1", kNumberFont, kHalf4) + field("end") + run(" —", kNumberFont, kHalf4),
                   exactly(kHalf4 * 10) + fmt::format(R"(<w:ind w:left="{0}" w:right="{0}"/><w:jc w:val="{1}"/>)", kHalf4 * 10, side));
}

/// What stands above the title. The mark of a letter is in the header of its first page: it begins above the type area.
struct Head {
  std::string header;
  std::string body;
};
Head head_of(const Document& document) {
  const std::string in_class = document.class_mark.empty() ? "" : paragraph(run(document.class_mark, kFirstFont, kHalf3), exactly(kHalf3 * 10) + R"(<w:jc w:val="right"/>)");
  const auto mark = [&](double largest) {
    const double width = static_cast<double>(document.mark.size()) / 3 * largest;
    return static_cast<int>(2 * std::min(largest, largest * kWidth * kPoint / std::max(width, 1.0)));
  };
  Head head{.header = in_class, .body = {}};
  if (document.form == Form::official) {
    const int size = mark(48);
    head.body = paragraph(run(document.mark, kTitleFont, size, kRed), exactly(size * 12, twips(kOfficialMark)) + R"(<w:jc w:val="center"/>)");
    head.body += paragraph("", grid()) + paragraph("", grid());
    head.body += paragraph(words(document.number), border("bottom", "single", 16, static_cast<int>(kBelowMark * kPoint)) + grid() + R"(<w:jc w:val="center"/>)") + paragraph("", grid()) + paragraph("", grid());
  } else if (document.form == Form::minutes) {
    const int size = mark(48);
    head.body = paragraph(run(document.mark, kTitleFont, size, kRed), exactly(size * 12, twips(kOfficialMark)) + R"(<w:jc w:val="center"/>)");
    head.body += paragraph("", grid()) + paragraph("", grid());
    head.body += paragraph(words(document.signature) + "<w:r><w:tab/></w:r>" + words(document.date),
                           border("bottom", "single", 16, static_cast<int>(kBelowMark * kPoint)) + fmt::format(R"(<w:tabs><w:tab w:val="right" w:pos="{}"/></w:tabs>)", twips(kWidth) - kCellTwips) + grid() + fmt::format(R"(<w:ind w:left="{0}" w:right="{0}"/>)", kCellTwips));
    head.body += paragraph("", grid()) + paragraph("", grid());
  } else if (document.form == Form::letter) {
    const int size = mark(34);
    const int above = twips(kLetterMark) - twips(20) - (in_class.empty() ? 0 : kHalf3 * 10);
    head.header += paragraph(run(document.mark, kTitleFont, size, kRed), border("bottom", "thickThinSmallGap", 24, static_cast<int>(kBelowMark * kPoint)) + exactly(size * 11, std::max(above, 0)) + beyond() + R"(<w:jc w:val="center"/>)");
    if (!document.number.empty()) head.body = paragraph(words(document.number), grid() + R"(<w:jc w:val="right"/>)");
    head.body += paragraph("", grid()) + paragraph("", grid());
  }
  return head;
}

struct Part {
  std::string name;
  std::string bytes;
};

std::string zipped(const std::vector<Part>& parts, Timestamp written) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* const archive = buffer == nullptr ? nullptr : zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
  if (archive == nullptr) throw std::runtime_error(std::string("cannot write a Word file: ") + zip_error_strerror(&error));
  zip_source_keep(buffer);
  for (const Part& part : parts) {
    zip_source_t* const source = zip_source_buffer(archive, part.bytes.data(), part.bytes.size(), 0);
    const auto index = zip_file_add(archive, part.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) throw std::runtime_error(std::string("cannot write a Word file: ") + zip_strerror(archive));
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), written.milliseconds / 1000, 0);
  }
  if (zip_close(archive) != 0) throw std::runtime_error(std::string("cannot write a Word file: ") + zip_strerror(archive));
  const std::unique_ptr<zip_source_t, decltype([](zip_source_t* it) { zip_source_free(it); })> made(buffer);
  zip_stat_t about;
  zip_source_stat(made.get(), &about);
  std::string bytes(about.size, '\0');
  zip_source_open(made.get());
  zip_source_read(made.get(), bytes.data(), bytes.size());
  zip_source_close(made.get());
  return bytes;
}

}  // namespace

std::string write_docx(const Document& given) {
  const Document document = printable(given);
  const Head head = head_of(document);
  const bool letter = document.form == Form::letter;
  std::string body = head.body + paragraph(run(document.title, kTitleFont, kHalf2), "<w:keepNext/>" + exactly(kPitchTwips) + R"(<w:jc w:val="center"/>)") + paragraph("", "<w:keepNext/>" + grid());
  if (!document.addressee.empty()) body += paragraph(words(document.addressee + "："), grid());
  for (const Block& block : document.body) {
    if (const auto* const one = std::get_if<Paragraph>(&block)) body += body_paragraph(one->text);
    else body += table(std::get<Table>(block)) + paragraph("", exactly(20));
  }
  body += attachments(document) + present(document) + signature(document) + imprint(document);

  const auto link = [](std::string_view id, std::string_view type, std::string_view target) { return fmt::format(R"(<Relationship Id="{}" Type="http://schemas.openxmlformats.org/{}" Target="{}"/>)", id, type, target); };
  const auto links = [](std::string_view all) { return fmt::format(R"({}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>)", kXml, all); };
  const auto part = [](std::string_view name, std::string_view type) { return fmt::format(R"(<Override PartName="/{}" ContentType="application/vnd.openxmlformats-{}+xml"/>)", name, type); };
  const std::string office = "officeDocument/2006/relationships/";

  const std::string section = fmt::format(
      R"(<w:sectPr><w:headerReference w:type="first" r:id="first"/><w:footerReference w:type="default" r:id="odd"/><w:footerReference w:type="even" r:id="even"/><w:footerReference w:type="first" r:id="foot"/><w:pgSz w:w="{}" w:h="{}"/><w:pgMar w:top="{}" w:right="{}" w:bottom="{}" w:left="{}" w:header="{}" w:footer="{}" w:gutter="0"/><w:titlePg/><w:docGrid w:type="lines" w:linePitch="{}"/></w:sectPr>)",
      twips(kPageWidth), twips(kPageHeight), twips(kTop), twips(kPageWidth - kLeft - kWidth), twips(kPageHeight - kTop - kHeight), twips(kLeft), twips(20), twips(letter ? kLetterFoot : kPageHeight - kTop - kHeight - kPageNumber - 5), kPitchTwips);
  const std::string first_foot = letter ? paragraph("", border("bottom", "thinThickSmallGap", 24) + exactly(20) + beyond()) : page_number("right");
  const std::vector<Part> parts{
      {"[Content_Types].xml", fmt::format(R"({}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{}{}{}{}{}{}{}</Types>)", kXml,
                                          part("word/document.xml", "officedocument.wordprocessingml.document.main"), part("word/settings.xml", "officedocument.wordprocessingml.settings"), part("word/head.xml", "officedocument.wordprocessingml.header"),
                                          part("word/odd.xml", "officedocument.wordprocessingml.footer"), part("word/even.xml", "officedocument.wordprocessingml.footer"), part("word/foot.xml", "officedocument.wordprocessingml.footer"), part("docProps/core.xml", "package.core-properties"))},
      {"_rels/.rels", links(link("document", office + "officeDocument", "word/document.xml") + link("core", "package/2006/relationships/metadata/core-properties", "docProps/core.xml"))},
      {"docProps/core.xml", fmt::format(R"({0}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{1}</dc:title><dc:creator>{2}</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">{3}</dcterms:created></cp:coreProperties>)", kXml,
                                        escape_html(document.title), escape_html(document.signature), to_rfc3339(document.written))},
      {"word/document.xml", fmt::format("{}<w:document {}><w:body>{}{}</w:body></w:document>", kXml, kWord, body, section)},
      {"word/settings.xml", fmt::format(R"({}<w:settings {}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>)", kXml, kWord)},
      {"word/head.xml", fmt::format("{}<w:hdr {}>{}</w:hdr>", kXml, kWord, head.header.empty() ? paragraph("") : head.header)},
      {"word/odd.xml", footer(page_number("right"))},
      {"word/even.xml", footer(page_number("left"))},
      {"word/foot.xml", footer(first_foot)},
      {"word/_rels/document.xml.rels", links(link("settings", office + "settings", "settings.xml") + link("first", office + "header", "head.xml") + link("odd", office + "footer", "odd.xml") + link("even", office + "footer", "even.xml") + link("foot", office + "footer", "foot.xml"))},
  };
  return zipped(parts, document.written);
}

}  // namespace gongshi::documents
