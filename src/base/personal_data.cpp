#include "base/personal_data.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace gongshi {
namespace {

constexpr std::string_view kOmitted = "［略］";

/// A character of the text: an ASCII digit for a full-width one.
struct Character {
  char32_t code = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Character> characters_of(std::string_view text) {
  std::vector<Character> characters;
  characters.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = std::min<std::size_t>(lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, text.size() - at);
    char32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    if (code >= U'！' && code <= U'～') code -= U'！' - U'!';  // full-width forms
    characters.push_back({code, at, at + length});
    at += length;
  }
  return characters;
}

bool is_digit(char32_t code) { return code >= U'0' && code <= U'9'; }
bool is_letter(char32_t code) { return (code >= U'a' && code <= U'z') || (code >= U'A' && code <= U'Z'); }

bool is_identity_number(std::string_view number) {
  constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  if (number.size() != 18) return false;
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (number[i] - '0') * kWeights[i];
  const int month = (number[10] - '0') * 10 + (number[11] - '0'), day = (number[12] - '0') * 10 + (number[13] - '0');
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && std::string_view("10X98765432")[static_cast<std::size_t>(sum % 11)] == number[17];
}

bool passes_luhn(std::string_view number) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = number.size(); i-- > 0; twice = !twice) {
    const int digit = (number[i] - '0') * (twice ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

std::optional<PersonalKind> kind_of_number(std::string_view number) {
  if (is_identity_number(number)) return PersonalKind::identity_number;
  if (number.ends_with('X')) return std::nullopt;
  const std::string_view local = number.size() == 13 && number.starts_with("86") ? number.substr(2) : number;
  if (local.size() == 11 && local[0] == '1' && local[1] >= '3') return PersonalKind::mobile;
  if (number.size() >= 16 && number.size() <= 19 && number.find_first_not_of(number[0]) != number.npos && passes_luhn(number)) return PersonalKind::bank_card;
  return std::nullopt;
}

/// Digits that stand together, an X behind seventeen of them among them.
struct Group {
  std::string digits;
  std::size_t first = 0;  // characters [first, last)
  std::size_t last = 0;
};

void find_numbers(const std::vector<Character>& text, std::vector<PersonalData>& found) {
  constexpr std::size_t kLongest = 19;
  std::vector<Group> groups;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at].code)) continue;
    Group group{.digits = {}, .first = at, .last = at};
    for (; at < text.size() && is_digit(text[at].code); ++at) group.digits += static_cast<char>(text[at].code);
    if (at < text.size() && (text[at].code == U'X' || text[at].code == U'x') && (at + 1 == text.size() || !is_letter(text[at + 1].code))) {
      group.digits += 'X';
      ++at;
    }
    group.last = at;
    groups.push_back(std::move(group));
  }
  const auto joined = [&](const Group& one, const Group& next) { return next.first == one.last + 1 && (text[one.last].code == U' ' || text[one.last].code == U'-' || text[one.last].code == 0x3000); };
  for (std::size_t i = 0; i < groups.size(); ++i) {
    // The longest that is something, out of groups that stand beside each other.
    std::string number;
    std::optional<std::pair<PersonalKind, std::size_t>> best;
    for (std::size_t j = i; j < groups.size() && (j == i || joined(groups[j - 1], groups[j])); ++j) {
      number += groups[j].digits;
      if (number.size() > kLongest) break;
      if (const auto kind = kind_of_number(number)) best = {*kind, j};
    }
    if (!best) continue;
    found.push_back({best->first, text[groups[i].first].begin, text[groups[best->second].last - 1].end});
    i = best->second;
  }
}

void find_mail(const std::vector<Character>& text, std::vector<PersonalData>& found) {
  const auto local = [](char32_t code) { return is_letter(code) || is_digit(code) || code == U'.' || code == U'_' || code == U'-' || code == U'+' || code == U'%'; };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at].code != U'@') continue;
    std::size_t first = at, last = at + 1, dot = 0;
    while (first > 0 && local(text[first - 1].code)) --first;
    for (; last < text.size() && (is_letter(text[last].code) || is_digit(text[last].code) || text[last].code == U'-' || text[last].code == U'.'); ++last) {
      if (text[last].code == U'.') dot = last;
    }
    if (dot > 0 && dot + 1 == last) dot = 0, --last;  // the end of a sentence
    if (first < at && last > at + 1 && (dot > 0 || std::ranges::any_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(last), [](const Character& one) { return one.code == U'.'; }))) {
      found.push_back({PersonalKind::mail, text[first].begin, text[last - 1].end});
    }
  }
}

bool starts_with(const std::vector<Character>& text, std::size_t at, std::u32string_view word) {
  if (at + word.size() > text.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (text[at + i].code != word[i]) return false;
  }
  return true;
}

bool is_number(char32_t code) { return is_digit(code) || std::u32string_view(U"一二三四五六七八九十百").contains(code); }

/// "家住…12号", "…路12号3栋502室": a number with the word of a house behind it, at least two of them, or one behind a word that says that somebody lives there.
void find_addresses(const std::vector<Character>& text, std::vector<PersonalData>& found) {
  constexpr std::u32string_view kHouse[] = {U"号楼", U"单元", U"栋", U"幢", U"室", U"号", U"弄", U"组"};
  constexpr std::u32string_view kLives[] = {U"家住", U"住址", U"住在", U"现住", U"家庭地址"};
  constexpr std::u32string_view kEnds = U",.;:!?()。、“”\n ";  // as they are compared
  constexpr std::size_t kNear = 8, kFar = 24;
  std::size_t first = 0, last = 0;
  int parts = 0;
  const auto enter = [&] {
    if (parts == 0) return;
    std::size_t from = first;
    bool lives = false;
    while (from > 0 && first - from < kFar && !kEnds.contains(text[from - 1].code)) --from;
    for (std::size_t at = from; at < first; ++at) lives = lives || std::ranges::any_of(kLives, [&](std::u32string_view word) { return starts_with(text, at, word); });
    if (from > 0) lives = lives || std::ranges::any_of(kLives, [&](std::u32string_view word) { return from > word.size() && starts_with(text, from - 1 - word.size(), word); });
    if (parts > 1 || lives) found.push_back({PersonalKind::address, text[from].begin, text[last - 1].end});
    parts = 0;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_number(text[at].code) || (at > 0 && text[at - 1].code == U'第')) continue;
    std::size_t behind = at;
    while (behind < text.size() && is_number(text[behind].code)) ++behind;
    const auto* const house = std::ranges::find_if(kHouse, [&](std::u32string_view word) { return starts_with(text, behind, word); });
    if (house != std::end(kHouse)) {
      if (parts > 0 && at - last > kNear) enter();
      if (parts == 0) first = at;
      ++parts;
      last = behind + house->size();
    }
    at = behind - 1;
  }
  enter();
}

void find_secrecy(const std::vector<Character>& text, std::vector<PersonalData>& found) {
  constexpr std::u32string_view kMarks[] = {U"绝密", U"机密", U"秘密", U"涉密", U"内部资料", U"内部文件", U"内部使用", U"内部参考", U"内部掌握", U"内部传阅", U"仅供内部", U"不得外传", U"不宜公开"};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto* const mark = std::ranges::find_if(kMarks, [&](std::u32string_view word) { return starts_with(text, at, word); });
    if (mark == std::end(kMarks)) continue;
    found.push_back({PersonalKind::secrecy, text[at].begin, text[at + mark->size() - 1].end});
    at += mark->size() - 1;
  }
}

}  // namespace

std::vector<PersonalData> find_personal_data(std::string_view text) {
  const auto characters = characters_of(text);
  std::vector<PersonalData> found;
  find_numbers(characters, found);
  find_mail(characters, found);
  find_addresses(characters, found);
  find_secrecy(characters, found);
  std::ranges::stable_sort(found, {}, &PersonalData::begin);
  return found;
}

std::string without(std::string text, std::span<const std::string> parts) {
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + kOmitted.size())) text.replace(at, part.size(), kOmitted);
  }
  return text;
}

std::string masked_name(std::string_view name) {
  std::size_t length = std::min<std::size_t>(name.size(), 1);
  while (length < name.size() && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) ++length;
  return std::string(name.substr(0, length)) + "**";
}

}  // namespace gongshi
