#include "app/words.hpp"

#include <cstdlib>

#include "embedded/app.hpp"
#include "embedded/platform.hpp"

namespace gongshi::app {

Words::Words(i18n::Language l) : language(l) {
  messages_.add(platform::kMessages_zh_CN, platform::kMessages_en);
  messages_.add(kMessages_zh_CN, kMessages_en);
}

i18n::Language language_of(std::span<const std::string_view> arguments) {
  std::string_view said;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    constexpr std::string_view kOption = "--language";
    if (arguments[i] == kOption && i + 1 < arguments.size()) said = arguments[i + 1];
    if (arguments[i].starts_with("--language=")) said = arguments[i].substr(kOption.size() + 1);
  }
  for (const char* variable : {"GONGSHI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (said.empty() && value != nullptr) said = value;
  }
  return said.starts_with("zh") ? i18n::Language::zh_cn : i18n::Language::en;
}

}  // namespace gongshi::app
