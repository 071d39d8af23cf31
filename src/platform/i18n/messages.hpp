// Server-side words: keys with named arguments in ICU message syntax, zh-CN and en, one catalogue per module.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongshi::i18n {

enum class Language { zh_cn, en };

/// "zh-CN" or "en".
std::string_view tag(Language language);
/// From an Accept-Language header (RFC 9110 §12.5.4); zh-CN where nothing fits.
Language negotiate(std::string_view accept_language);

class Messages {
 public:
  /// Adds one module's catalogues (flat JSON objects). Throws std::runtime_error on bad JSON, a key given twice, or text that ICU refuses.
  void add(std::string_view zh_cn_json, std::string_view en_json);
  /// The message; a missing key comes back as the key itself (a test makes sure there is none).
  std::string text(Language language, std::string_view key, const std::map<std::string, std::string>& args = {}) const;
  bool has(std::string_view key) const;
  std::vector<std::string> keys(Language language) const;
  /// Raw pattern, for the catalogue test; empty when missing.
  std::string_view pattern(Language language, std::string_view key) const;

 private:
  std::map<std::string, std::string, std::less<>> by_language_[2];
};

}  // namespace gongshi::i18n
