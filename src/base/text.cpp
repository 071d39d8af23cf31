#include "base/text.hpp"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/assert.hpp"

namespace gongshi {
namespace {

bool is_ascii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080U) != 0) {
      return false;
    }
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

const icu::Normalizer2& folding() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const instance = icu::Normalizer2::getNFKCCasefoldInstance(status);
  GONGSHI_ASSERT(U_SUCCESS(status));
  return *instance;
}

icu::UnicodeString folded(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString result = folding().normalize(from_utf8(text), status);
  GONGSHI_ASSERT(U_SUCCESS(status));
  return result;
}

void simplify(icu::UnicodeString& text) {
  // One per thread: building it reads tables, and sharing it would serialise its users.
  thread_local const std::unique_ptr<icu::Transliterator> kTransliterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made(icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    GONGSHI_ASSERT(U_SUCCESS(status));
    return made;
  }();
  kTransliterator->transliterate(text);
}

bool is_han(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(c, &status) == USCRIPT_HAN;
}

icu::UnicodeString search_text(std::string_view text) {
  icu::UnicodeString source = folded(text);
  if (!is_ascii(text)) {
    simplify(source);
  }
  icu::UnicodeString kept;
  bool gap = false;
  for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 c = source.char32At(i);
    const bool part_of_word = u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
    if (part_of_word) {
      if (gap && !kept.isEmpty()) {
        kept.append(u' ');
      }
      kept.append(c);
    }
    gap = !part_of_word;
  }
  return kept;
}

}  // namespace

bool valid_utf8(std::string_view text) {
  if (is_ascii(text)) {
    return true;
  }
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int64_t>(text.size());
  for (std::int64_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) {
      return false;
    }
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::size_t graphemes(std::string_view text) {
  thread_local const std::unique_ptr<icu::BreakIterator> kCharacters = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    GONGSHI_ASSERT(U_SUCCESS(status));
    return made;
  }();
  const icu::UnicodeString source = from_utf8(text);
  kCharacters->setText(source);
  std::size_t count = 0;
  while (kCharacters->next() != icu::BreakIterator::DONE) {
    ++count;
  }
  return count;
}

std::string nfkc_fold(std::string_view text) { return to_utf8(folded(text)); }

std::string to_simplified(std::string_view text) {
  if (is_ascii(text)) {
    return std::string(text);
  }
  icu::UnicodeString source = from_utf8(text);
  simplify(source);
  return to_utf8(source);
}

std::string search_form(std::string_view text) { return to_utf8(search_text(text)); }

std::vector<std::string> bigrams(std::string_view text) {
  const icu::UnicodeString source = search_text(text);
  std::vector<std::string> terms;
  icu::UnicodeString word;
  icu::UnicodeString last_han;
  bool paired = false;
  const auto end_word = [&] {
    if (!word.isEmpty()) {
      terms.push_back(to_utf8(word));
      word.remove();
    }
  };
  const auto end_han = [&] {
    if (!last_han.isEmpty() && !paired) {
      terms.push_back(to_utf8(last_han));
    }
    last_han.remove();
    paired = false;
  };
  for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 c = source.char32At(i);
    if (is_han(c)) {
      end_word();
      const icu::UnicodeString own(c);
      if (!last_han.isEmpty()) {
        terms.push_back(to_utf8(last_han + own));
        paired = true;
      }
      last_han = own;
    } else {
      end_han();
      if (c == u' ') {
        end_word();
      } else {
        word.append(c);
      }
    }
  }
  end_word();
  end_han();
  return terms;
}

std::optional<std::string> as_utf8(std::string_view bytes) {
  if (valid_utf8(bytes)) return std::string(bytes);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("gb18030", &status), &ucnv_close);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) return std::nullopt;
  // Every character takes at least one byte in GB18030, and at most two units in UTF-16.
  std::u16string units(bytes.size() * 2 + 1, u'\0');
  const auto length = ucnv_toUChars(converter.get(), units.data(), static_cast<std::int32_t>(units.size()), bytes.data(),
                                    static_cast<std::int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string text;
  icu::UnicodeString(units.data(), length).toUTF8String(text);
  return text;
}

}  // namespace gongshi
