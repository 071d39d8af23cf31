#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "modules/moderation/api.hpp"

namespace gongshi::moderation {
namespace {

/// U+202A–U+202E and U+2066–U+2069 reorder what stands around them: the moderator would read something else than what is written.
bool reorders(UChar32 c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

}  // namespace

std::string tidy(std::string_view text) {
  constexpr int kMostLineEnds = 2;
  const auto source = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  icu::UnicodeString kept, blank;
  int line_ends = 0;
  for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 c = source.char32At(i);
    if (c == u'\n') {
      if (line_ends++ == 0) blank.remove();  // blanks before the end of a line
      if (line_ends <= kMostLineEnds) blank.append(c);
    } else if (c == u'\t') {
      blank.append(u' ');
    } else if (u_charType(c) == U_CONTROL_CHAR || reorders(c)) {
      continue;
    } else if (u_isUWhiteSpace(c)) {
      blank.append(c);
    } else {
      if (!kept.isEmpty()) kept.append(blank);
      kept.append(c);
      blank.remove();
      line_ends = 0;
    }
  }
  std::string out;
  return kept.toUTF8String(out);
}

}  // namespace gongshi::moderation
