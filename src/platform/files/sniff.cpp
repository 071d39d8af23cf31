#include "platform/files/sniff.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.hpp"

namespace gongshi::files {
namespace {

using namespace std::string_view_literals;

constexpr auto kTypes = std::to_array<Type>({
    {"application/pdf", "pdf", true},
    {"image/png", "png", true},
    {"image/jpeg", "jpg", true},
    {"image/webp", "webp", true},
    {"text/plain", "txt", true},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
});
constexpr const Type& kPdf = kTypes[0];
constexpr const Type& kPng = kTypes[1];
constexpr const Type& kJpeg = kTypes[2];
constexpr const Type& kWebp = kTypes[3];
constexpr const Type& kText = kTypes[4];

/// The part that only this kind of Office document has (ECMA-376 part 1, §11.3.10, §12.3.23, §13.3.6).
struct OfficePart {
  std::string_view name;
  const Type& type;
};
constexpr auto kOfficeParts = std::to_array<OfficePart>({
    {"word/document.xml", kTypes[5]},
    {"xl/workbook.xml", kTypes[6]},
    {"ppt/presentation.xml", kTypes[7]},
});

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

/// Reads names out of the ZIP's central directory (APPNOTE 6.3.10, §4.3.12, §4.3.16); nothing is unpacked.
const Type* sniff_office(std::string_view bytes) {
  constexpr std::size_t kEndRecord = 22, kEntry = 46;
  const auto end = bytes.rfind("PK\5\6"sv);
  if (end == std::string_view::npos || end + kEndRecord > bytes.size()) return nullptr;
  std::size_t at = little_endian(bytes, end + 16, 4);
  const Type* type = nullptr;
  bool has_content_types = false;
  for (std::uint32_t entries = little_endian(bytes, end + 10, 2); entries > 0; --entries) {
    if (at + kEntry > end || bytes.substr(at, 4) != "PK\1\2"sv) return nullptr;
    const std::size_t name_length = little_endian(bytes, at + 28, 2);
    const std::string_view name = bytes.substr(at + kEntry, name_length);
    if (name.ends_with("vbaProject.bin")) return nullptr;  // macros
    has_content_types = has_content_types || name == "[Content_Types].xml";
    for (const OfficePart& part : kOfficeParts) {
      if (name == part.name) type = &part.type;
    }
    at += kEntry + name_length + little_endian(bytes, at + 30, 2) + little_endian(bytes, at + 32, 2);
  }
  return has_content_types ? type : nullptr;
}

bool is_plain_text(std::string_view bytes) {
  const bool control = std::ranges::any_of(bytes, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7F || (byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f');
  });
  return !bytes.empty() && !control && valid_utf8(bytes);
}

/// U+202A–U+202E and U+2066–U+2069 reorder what follows: "fdp.exe" would read "exe.pdf".
bool is_direction_mark(std::string_view character) {
  return character.size() == 3 && character[0] == '\xE2' &&
         ((character[1] == '\x80' && character[2] >= '\xAA' && character[2] <= '\xAE') ||
          (character[1] == '\x81' && character[2] >= '\xA6' && character[2] <= '\xA9'));
}

bool is_unsafe(std::string_view character) {
  const bool second_control_block = character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;  // U+0080–U+009F
  if (character.size() > 1) return second_control_block || is_direction_mark(character);
  const auto byte = static_cast<unsigned char>(character[0]);
  return byte < 0x20 || byte == 0x7F || R"(/\:*?"<>|)"sv.contains(character[0]);
}

std::size_t length_of_character(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y; });
}

}  // namespace

const Type* sniff(std::string_view bytes) {
  if (bytes.starts_with("%PDF-"sv)) return &kPdf;
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return &kPng;
  if (bytes.starts_with("\xFF\xD8\xFF"sv)) return &kJpeg;
  if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv)) return &kWebp;
  if (bytes.starts_with("PK\3\4"sv)) return sniff_office(bytes);
  return is_plain_text(bytes) ? &kText : nullptr;
}

const Type* find_type(std::string_view media_type) {
  const auto found = std::ranges::find(kTypes, media_type, &Type::media_type);
  return found == kTypes.end() ? nullptr : &*found;
}

std::string clean_name(std::string_view name, const Type& type) {
  constexpr std::size_t kMostCharacters = 120;
  if (!valid_utf8(name)) name = {};
  // A browser of old sends the whole path.
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string stem;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < name.size() && characters < kMostCharacters;) {
    const std::string_view character = name.substr(at, length_of_character(name[at]));
    at += character.size();
    if (is_unsafe(character)) continue;
    stem += character;
    ++characters;
  }
  const auto dot = stem.rfind('.');
  const std::string_view extension = dot == std::string::npos ? std::string_view() : std::string_view(stem).substr(dot + 1);
  // A table is text too, and opens as one under its own ending.
  const bool table = &type == &kText && same_letters(extension, "csv");
  if (table || same_letters(extension, type.extension) || (&type == &kJpeg && same_letters(extension, "jpeg"))) stem.resize(dot);
  while (!stem.empty() && (stem.back() == '.' || stem.back() == ' ')) stem.pop_back();
  stem.erase(0, stem.find_first_not_of(". "));
  if (stem.empty()) stem = "file";
  return stem + "." + (table ? "csv" : std::string(type.extension));
}

}  // namespace gongshi::files
