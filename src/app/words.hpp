// What the program says to whoever runs it, in their language.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "platform/i18n/messages.hpp"

namespace gongshi::app {

class Words {
 public:
  explicit Words(i18n::Language language);
  std::string say(std::string_view key, const std::map<std::string, std::string>& args = {}) const { return messages_.text(language, key, args); }

  const i18n::Language language;

 private:
  i18n::Messages messages_;
};

/// --language of the command line, else GONGSHI_LANGUAGE, else what LC_ALL, LC_MESSAGES or LANG begins with; English where none says Chinese.
i18n::Language language_of(std::span<const std::string_view> arguments);

}  // namespace gongshi::app
