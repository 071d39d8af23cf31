#include "platform/documents/document.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <unicode/utf8.h>

#include "base/day.hpp"

namespace gongshi::documents {
namespace {

constexpr std::string_view kSpaces[] = {" ", "\u3000", "\u00A0"};
constexpr std::string_view kNumerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

std::string_view trimmed(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view space : kSpaces) {
      if (text.starts_with(space)) text.remove_prefix(space.size()), again = true;
      if (text.ends_with(space)) text.remove_suffix(space.size()), again = true;
    }
  }
  return text;
}

/// Bytes of the Chinese number that `text` begins with.
std::size_t numeral(std::string_view text) {
  std::size_t length = 0;
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view one : kNumerals) {
      if (text.substr(length).starts_with(one)) length += one.size(), again = true;
    }
  }
  return length;
}

bool is_unprintable(UChar32 c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F && c != 0x200D) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x061C || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFF) ||
         (c >= 0xE0000 && c <= 0xE007F) || (c & 0xFFFE) == 0xFFFE;
}

}  // namespace

std::string date_text(Timestamp at) {
  const std::chrono::year_month_day day(day_at(at));
  return fmt::format("{}年{}月{}日", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    UChar32 c;
    U8_NEXT(text.data(), i, text.size(), c);
    if (c == '\n' || c == 0x2028 || c == 0x2029 || c == 0x85) out += '\n';
    else if (c == '\t') out += ' ';
    else if (c >= 0 && !is_unprintable(c)) out += text.substr(start, i - start);
  }
  return out;
}

Document printable(Document document) {
  const auto line = [](std::string& text) {
    text = printable(text);
    std::ranges::replace(text, '\n', ' ');
  };
  for (std::string* text : {&document.mark, &document.class_mark, &document.number, &document.title, &document.addressee, &document.signature, &document.date, &document.copies, &document.printed_by}) line(*text);
  for (std::string& one : document.attachments) line(one);
  for (Row& row : document.present) {
    line(row.label);
    line(row.value);
  }
  for (Block& block : document.body) {
    if (auto* const paragraph = std::get_if<Paragraph>(&block)) line(paragraph->text);
    if (auto* const table = std::get_if<Table>(&block)) {
      for (Row& row : table->rows) {
        line(row.label);
        row.value = printable(row.value);
      }
    }
  }
  return document;
}

std::vector<Block> paragraphs_of(std::string_view text) {
  std::vector<Block> paragraphs;
  const std::string clean = printable(text);
  for (std::size_t at = 0; at <= clean.size();) {
    const std::size_t end = std::min(clean.find('\n', at), clean.size());
    if (const auto line = trimmed(std::string_view(clean).substr(at, end - at)); !line.empty()) paragraphs.emplace_back(Paragraph{std::string(line)});
    at = end + 1;
  }
  return paragraphs;
}

Heading heading_of(std::string_view text) {
  constexpr std::string_view kStop = "。";
  const auto end = [&] {
    const std::size_t stop = text.find(kStop);
    return stop == text.npos ? text.size() : stop + kStop.size();
  };
  if (const std::size_t number = numeral(text); number > 0 && text.substr(number).starts_with("、")) return {Level::first, end()};
  if (text.starts_with("（")) {
    const std::size_t number = numeral(text.substr(std::string_view("（").size()));
    if (number > 0 && text.substr(std::string_view("（").size() + number).starts_with("）")) return {Level::second, end()};
  }
  return {};
}

}  // namespace gongshi::documents
