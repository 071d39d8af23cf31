// Text as people write it: validity, length, folding for look-up. UTF-8 throughout.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongshi {

/// No surrogates, no overlong forms, nothing above U+10FFFF (RFC 3629).
bool valid_utf8(std::string_view text);

/// UTF-8 from UTF-8 or GB18030, as spreadsheets in China save; nullopt when it is neither.
std::optional<std::string> as_utf8(std::string_view bytes);

/// Code points of valid text.
std::size_t code_points(std::string_view text);

/// Characters as a reader counts them: extended grapheme clusters (UAX 29).
std::size_t graphemes(std::string_view text);

/// NFKC with case folding and default ignorables removed (UAX 15, NFKC_Casefold): full-width forms, ligatures and capitals compare equal.
std::string nfkc_fold(std::string_view text);

/// Traditional characters become simplified ones; everything else stays.
std::string to_simplified(std::string_view text);

/// The text as look-up sees it: folded, simplified, letters and digits only, runs of anything else a single space, none at the ends.
std::string search_form(std::string_view text);

/// Search terms: each pair of neighbouring Han characters (a lone one by itself), other words whole.
std::vector<std::string> bigrams(std::string_view text);

}  // namespace gongshi
