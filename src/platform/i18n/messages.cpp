#include "platform/i18n/messages.hpp"

#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include <unicode/msgfmt.h>

#include "platform/json/codec.hpp"

namespace gongshi::i18n {
namespace {

icu::Locale locale(Language language) { return language == Language::en ? icu::Locale::getEnglish() : icu::Locale::getSimplifiedChinese(); }

void load(std::map<std::string, std::string, std::less<>>& into, std::string_view text, Language language) {
  if (text.empty()) return;
  auto document = json::parse(text);
  if (!document) throw std::runtime_error("message catalogue is not JSON: " + document.error().args["why"]);
  for (const auto& [key, value] : document->as_object()) {
    std::string pattern(value.as_string());
    UErrorCode failed = U_ZERO_ERROR;
    const icu::MessageFormat format(icu::UnicodeString::fromUTF8(pattern), locale(language), failed);
    if (U_FAILURE(failed)) throw std::runtime_error("bad message pattern: " + std::string(key));
    if (!into.emplace(std::string(key), std::move(pattern)).second) throw std::runtime_error("message twice: " + std::string(key));
  }
}

}  // namespace

std::string_view tag(Language language) { return language == Language::en ? "en" : "zh-CN"; }

Language negotiate(std::string_view accept_language) {
  double best = 0;
  Language chosen = Language::zh_cn;
  while (!accept_language.empty()) {
    const auto comma = accept_language.find(',');
    std::string_view part = accept_language.substr(0, comma);
    accept_language.remove_prefix(comma == std::string_view::npos ? accept_language.size() : comma + 1);
    while (part.starts_with(' ')) part.remove_prefix(1);
    double quality = 1;
    if (const auto semicolon = part.find(";q="); semicolon != std::string_view::npos) {
      const std::string_view number = part.substr(semicolon + 3);
      if (std::from_chars(number.data(), number.data() + number.size(), quality).ec != std::errc{}) quality = 0;
    }
    const bool zh = part.starts_with("zh"), en = part.starts_with("en");
    if ((zh || en) && quality > best) {
      best = quality;
      chosen = en ? Language::en : Language::zh_cn;
    }
  }
  return chosen;
}

void Messages::add(std::string_view zh_cn_json, std::string_view en_json) {
  load(by_language_[0], zh_cn_json, Language::zh_cn);
  load(by_language_[1], en_json, Language::en);
}

std::string Messages::text(Language language, std::string_view key, const std::map<std::string, std::string>& args) const {
  const std::string_view pattern = this->pattern(language, key);
  if (pattern.empty()) return std::string(key);
  if (pattern.find_first_of("{'") == std::string_view::npos) return std::string(pattern);
  UErrorCode failed = U_ZERO_ERROR;
  const icu::MessageFormat format(icu::UnicodeString::fromUTF8(std::string(pattern)), locale(language), failed);
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, value] : args) {
    names.push_back(icu::UnicodeString::fromUTF8(name));
    std::int64_t number = 0;
    const auto end = value.data() + value.size();
    // Whole numbers are given as numbers, so that plural rules and digit grouping work.
    if (!value.empty() && std::from_chars(value.data(), end, number).ptr == end) {
      values.emplace_back(number);
    } else {
      values.emplace_back(icu::UnicodeString::fromUTF8(value));
    }
  }
  icu::UnicodeString formatted;
  format.format(names.data(), values.data(), static_cast<int32_t>(names.size()), formatted, failed);
  if (U_FAILURE(failed)) return std::string(key);
  std::string out;
  return formatted.toUTF8String(out);
}

bool Messages::has(std::string_view key) const { return !pattern(Language::zh_cn, key).empty(); }

std::vector<std::string> Messages::keys(Language language) const {
  std::vector<std::string> keys;
  for (const auto& [key, text] : by_language_[static_cast<int>(language)]) keys.push_back(key);
  return keys;
}

std::string_view Messages::pattern(Language language, std::string_view key) const {
  const auto& catalogue = by_language_[static_cast<int>(language)];
  const auto found = catalogue.find(key);
  return found == catalogue.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace gongshi::i18n
