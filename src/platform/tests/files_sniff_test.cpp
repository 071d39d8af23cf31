// What a file is, and what it may be called.
#include <gtest/gtest.h>

#include "platform/files/sniff.hpp"

namespace gongshi::files {
namespace {

using namespace std::string_literals;

std::string little_endian(std::size_t value, int length) {
  std::string out;
  for (int i = 0; i < length; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

/// A ZIP of empty stored entries.
std::string zip(const std::vector<std::string>& names, std::string_view comment = "") {
  std::string files, directory;
  for (const auto& name : names) {
    const std::size_t at = files.size();
    files += "PK\3\4"s + std::string(22, '\0') + little_endian(name.size(), 2) + std::string(2, '\0') + name;
    directory += "PK\1\2"s + std::string(24, '\0') + little_endian(name.size(), 2) + std::string(12, '\0') + little_endian(at, 4) + name;
  }
  return files + directory + "PK\5\6"s + std::string(4, '\0') + little_endian(names.size(), 2) + little_endian(names.size(), 2) +
         little_endian(directory.size(), 4) + little_endian(files.size(), 4) + little_endian(comment.size(), 2) + std::string(comment);
}

struct Case {
  std::string what;
  std::string bytes;
  std::string extension;  // empty: refused
};

TEST(FilesSniff, TheContentSaysWhatItIs) {
  const Case cases[] = {
      {"PDF", "%PDF-1.7\n…", "pdf"},
      {"PNG", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, "png"},
      {"JPEG", "\xFF\xD8\xFF\xE0\0\x10JFIF"s, "jpg"},
      {"WebP", "RIFF\x10\0\0\0WEBPVP8 "s, "webp"},
      {"a RIFF that is no picture", "RIFF\x10\0\0\0WAVEfmt "s, ""},
      {"Chinese text", "促进我市制造业转型升级\r\n\t一、背景\n", "txt"},
      {"text in GB18030", "\xB4\xD9\xBD\xF8", ""},
      {"HTML is text like any other and is served so", "<script>alert(1)</script>", "txt"},
      {"text with a NUL", "a\0b"s, ""},
      {"nothing", "", ""},
      {"a program", "\x7F" "ELF\2\1\1", ""},
      {"DOCX", zip({"[Content_Types].xml", "_rels/.rels", "word/document.xml"}), "docx"},
      {"XLSX", zip({"[Content_Types].xml", "xl/workbook.xml"}), "xlsx"},
      {"PPTX", zip({"ppt/presentation.xml", "[Content_Types].xml"}), "pptx"},
      {"DOCX with a comment behind it", zip({"[Content_Types].xml", "word/document.xml"}, "made by hand"), "docx"},
      {"DOCX with macros", zip({"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"}), ""},
      {"ZIP of anything", zip({"a.txt"}), ""},
      {"Office parts without their list", zip({"word/document.xml"}), ""},
      {"ZIP cut short", zip({"[Content_Types].xml", "word/document.xml"}).substr(0, 120), ""},
      {"ZIP whose directory points outside", "PK\3\4PK\5\6"s + std::string(6, '\0') + little_endian(9, 2) + std::string(4, '\0') + "\xFF\xFF\xFF\xFF\0\0"s, ""},
  };
  for (const Case& c : cases) {
    const Type* const type = sniff(c.bytes);
    EXPECT_EQ(type == nullptr ? "" : type->extension, c.extension) << c.what;
  }
}

TEST(FilesSniff, EveryCutOfAnOfficeFileIsReadSafely) {
  const std::string whole = zip({"[Content_Types].xml", "word/document.xml", "word/styles.xml"}, "comment");
  for (std::size_t length = 0; length < whole.size(); ++length) (void)sniff(std::string_view(whole).substr(0, length));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 0xFF);
    (void)sniff(broken);
  }
}

TEST(FilesSniff, NamesAreCleaned) {
  const Type& pdf = *sniff("%PDF-");
  const Type& jpeg = *sniff("\xFF\xD8\xFF");
  struct Name {
    std::string given;
    std::string kept;
  };
  const Name names[] = {
      {"背景材料.pdf", "背景材料.pdf"},
      {"REPORT.PDF", "REPORT.pdf"},
      {"C:\\Users\\li\\a.pdf", "a.pdf"},
      {"../../etc/passwd", "passwd.pdf"},
      {"report.exe", "report.exe.pdf"},
      {"a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"},
      {"\xE2\x80\xAE" "fdp.exe", "fdp.exe.pdf"},
      {"…\"quoted\"…", "…quoted….pdf"},
      {".hidden", "hidden.pdf"},
      {"", "file.pdf"},
      {"\xFF\xFE", "file.pdf"},
      {".pdf", "file.pdf"},
  };
  for (const Name& n : names) EXPECT_EQ(clean_name(n.given, pdf), n.kept) << n.given;
  EXPECT_EQ(clean_name("photo.JPEG", jpeg), "photo.jpg");
  EXPECT_EQ(clean_name("各县情况.CSV", *sniff("a,b\n")), "各县情况.csv");
  EXPECT_EQ(clean_name("a.html", *sniff("<p>")), "a.html.txt");
  std::string long_name;
  for (int i = 0; i < 300; ++i) long_name += "长";
  EXPECT_EQ(clean_name(long_name, pdf).size(), 120 * 3 + 4);
}

}  // namespace
}  // namespace gongshi::files
