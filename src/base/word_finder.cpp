#include "base/word_finder.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/assert.hpp"
#include "base/split_characters.hpp"

namespace gongshi {
namespace {

/// Between two characters of a disguised word stand at most so many bytes: one emoji of a family has 25.
constexpr std::size_t kMostBetween = 32;
/// Ways of writing one word, above which a long word is only tried with one change at a time.
constexpr std::size_t kMostWays = 128;

/// Halves of characters, and characters that hardly anybody tells apart. Second: what is compared.
constexpr std::u32string_view kAlike =
    U"氵水亻人扌手讠言钅金忄心犭犬礻示衤衣纟丝饣食刂刀訁言釒金糹丝飠食"
    U"曰日巳己已己戍戌戊戌末未壬王夭天";

constexpr std::u32string_view kAsLetter = U"0o1i3e4a5s7t@a$s";

bool is_han(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(c, &status) == USCRIPT_HAN;
}

constexpr bool ascii_letter(char32_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
constexpr bool ascii_alphanumeric(char32_t c) { return ascii_letter(c) || (c >= '0' && c <= '9'); }

/// What a character is compared as. Made once, when the first list is.
class Compared {
 public:
  static constexpr std::uint32_t kItself = 0;
  static constexpr std::uint32_t kNothing = 0x80000000;  // or, with a number, several: index into several_
  static const Compared& table() {
    static const Compared made;
    return made;
  }

  std::uint32_t of(char32_t c) const { return pages_[page_[c >> 8]][c & 0xFF]; }
  std::u32string_view several(std::uint32_t value) const { return several_[value & ~kNothing]; }

 private:
  using Page = std::array<std::uint32_t, 256>;

  Compared() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const icu::Normalizer2* const taking_apart = icu::Normalizer2::getNFKDInstance(status);
    const std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> spoof(uspoof_open(&status), uspoof_close);
    GONGSHI_ASSERT(U_SUCCESS(status));
    const auto han = simplified();
    several_.emplace_back();
    Page itself{}, nothing{};
    nothing.fill(kNothing);
    pages_ = {itself, nothing};
    page_.fill(1);
    for (char32_t first = 0; first < 0x30000; first += 0x100) {
      // Between the emoji and the ideographs of the second plane nobody writes.
      if (first >= 0x1FC00 && first < 0x20000) continue;
      if (first >= 0x20000 && first < 0x2F800) {
        page_[first >> 8] = 0;
        continue;
      }
      Page page;
      for (char32_t c = first; c < first + 0x100; ++c) page[c - first] = value_of(c, *folding, *taking_apart, spoof.get(), han);
      if (page == itself) {
        page_[first >> 8] = 0;
      } else if (page != nothing) {
        page_[first >> 8] = static_cast<std::uint16_t>(pages_.size());
        pages_.push_back(page);
      }
    }
  }

  /// Traditional ideographs and what they are in simplified writing; one each, since single characters are compared.
  static std::unordered_map<char32_t, char32_t> simplified() {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> to_simplified(icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    GONGSHI_ASSERT(U_SUCCESS(status));
    icu::UnicodeString all;
    for (UChar32 c = 0x3400; c < 0xFB00; c = c == 0x9FFF ? 0xF900 : c + 1) all.append(c).append(u'\n');
    icu::UnicodeString changed = all;
    to_simplified->transliterate(changed);
    GONGSHI_ASSERT(changed.length() == all.length());
    std::unordered_map<char32_t, char32_t> to;
    for (std::int32_t i = 0; i < all.length(); i += 2) {
      if (all[i] != changed[i]) to[all[i]] = changed[i];
    }
    for (std::size_t i = 0; i < kAlike.size(); i += 2) to[kAlike[i]] = kAlike[i + 1];
    return to;
  }

  std::uint32_t value_of(char32_t c, const icu::Normalizer2& folding, const icu::Normalizer2& taking_apart, const USpoofChecker* spoof,
                         const std::unordered_map<char32_t, char32_t>& han) {
    if (c >= 0xD800 && c < 0xE000) return kNothing;
    const auto one = static_cast<UChar32>(c);
    if (!u_isdefined(one)) return kNothing;
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString source(one);
    const auto block = ublock_getCode(one);
    const icu::UnicodeString folded = folding.normalize(source, status);
    const bool radical = block == UBLOCK_CJK_RADICALS_SUPPLEMENT;
    const bool may_look_alike = radical || (u_isalnum(one) && !is_han(one) && block != UBLOCK_HANGUL_SYLLABLES && block != UBLOCK_YI_SYLLABLES);
    // First what it is (a mathematical m), and only then what it looks like (r and n).
    if (may_look_alike && folded.length() == 1 && folded[0] >= 0x80) {
      UChar skeleton[64];
      const std::int32_t length = uspoof_getSkeleton(spoof, 0, source.getBuffer(), source.length(), skeleton, 64, &status);
      const icu::UnicodeString alike(skeleton, U_SUCCESS(status) ? length : 0);
      if (alike.length() == 1 && (radical || ascii_alphanumeric(alike[0]))) source = alike;
      status = U_ZERO_ERROR;
    }
    const icu::UnicodeString apart = taking_apart.normalize(folding.normalize(source, status), status);
    GONGSHI_ASSERT(U_SUCCESS(status));
    std::u32string kept;
    for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
      char32_t part = static_cast<char32_t>(apart.char32At(i));
      if (!u_isalnum(static_cast<UChar32>(part))) continue;  // marks, punctuation, symbols, blanks
      if (const auto found = han.find(part); found != han.end()) part = found->second;
      if (const auto found = han.find(part); found != han.end()) part = found->second;  // traditional, and then alike
      kept += part == U'l' ? U'i' : part;  // a capital of one is the other
    }
    if (kept.empty()) return kNothing;
    if (kept.size() == 1) return kept[0] == c ? kItself : kept[0];
    several_.push_back(std::move(kept));
    return kNothing | static_cast<std::uint32_t>(several_.size() - 1);
  }

  std::array<std::uint16_t, 0x1100> page_{};
  std::vector<Page> pages_;
  std::vector<std::u32string> several_;
};

struct Entity {
  char32_t character;
  std::size_t length;  // bytes, with & and ;
};

/// HTML's references as far as words are disguised by them: numbers, and the named blanks, which count for nothing here.
std::optional<Entity> entity_at(std::string_view text) {
  constexpr std::size_t kLongest = 12;
  const auto end = text.substr(0, kLongest).find(';');
  if (end == std::string_view::npos || end < 3) return std::nullopt;
  const std::string_view name = text.substr(1, end - 1);
  if (name[0] != '#') {
    for (const std::string_view blank : {"nbsp", "zwj", "zwnj", "shy", "ensp", "emsp", "thinsp", "amp", "lt", "gt", "quot", "apos", "middot", "bull"}) {
      if (name == blank) return Entity{U' ', end + 1};
    }
    return std::nullopt;
  }
  const bool hexadecimal = name[1] == 'x' || name[1] == 'X';
  const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
  std::uint32_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number, hexadecimal ? 16 : 10);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size() || number > 0x10FFFF) return std::nullopt;
  return Entity{number, end + 1};
}

/// Goes through a text, one compared character after the other.
class Reader {
 public:
  explicit Reader(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  struct Character {
    char32_t compared;
    std::size_t begin, end;  // bytes
  };
  /// False at the end.
  bool next(Character& out) {
    if (!rest_.empty()) {
      out = {rest_.front(), begin_, at_};
      rest_.remove_prefix(1);
      return true;
    }
    while (at_ < text_.size()) {
      begin_ = at_;
      const char32_t c = decode();
      const std::uint32_t value = table_.of(c);
      if (value < Compared::kNothing) {
        out = {value == Compared::kItself ? c : value, begin_, at_};
        if (out.compared < U'@') out.compared = letter(c, out.compared);
        return true;
      }
      if (value == Compared::kNothing) {
        if (c != U'@' && c != U'$') continue;
        const char32_t as = letter(c, 0);
        if (as == 0) continue;
        out = {as, begin_, at_};
        return true;
      }
      rest_ = table_.several(value);
      return next(out);
    }
    return false;
  }

 private:
  char32_t decode() {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte < 0x80) {
      if (byte == '&') {
        if (const auto entity = entity_at(text_.substr(at_))) {
          at_ += entity->length;
          return entity->character;
        }
      }
      ++at_;
      return byte;
    }
    UChar32 c;
    auto at = static_cast<std::int64_t>(at_);
    U8_NEXT_OR_FFFD(text_.data(), at, static_cast<std::int64_t>(text_.size()), c);
    at_ = static_cast<std::size_t>(at);
    return static_cast<char32_t>(c);
  }

  static char32_t as_letter(char32_t c) {
    for (std::size_t i = 0; i < kAsLetter.size(); i += 2) {
      if (kAsLetter[i] == c) return kAsLetter[i + 1];
    }
    return 0;
  }

  /// A digit or sign among letters is read as the letter it looks like.
  char32_t letter(char32_t c, char32_t otherwise) const {
    constexpr std::size_t kFar = 3;
    const char32_t as = as_letter(c);
    if (as == 0) return otherwise;
    for (std::size_t i = at_; i < std::min(text_.size(), at_ + kFar); ++i) {
      const auto byte = static_cast<unsigned char>(text_[i]);
      if (ascii_letter(byte)) return as;
      if (as_letter(byte) == 0) break;
    }
    for (std::size_t i = begin_; i > 0 && begin_ - i < kFar; --i) {
      const auto byte = static_cast<unsigned char>(text_[i - 1]);
      if (ascii_letter(byte)) return as;
      if (as_letter(byte) == 0) break;
    }
    return otherwise;
  }

  const Compared& table_ = Compared::table();
  std::string_view text_;
  std::size_t at_, begin_ = 0;
  std::u32string_view rest_;
};

std::u32string compared(std::string_view text) {
  Reader reader(text);
  std::u32string out;
  for (Reader::Character c{}; reader.next(c);) out += c.compared;
  return out;
}

std::vector<std::u32string> syllables_of(std::string_view pinyin) {
  std::vector<std::u32string> out;
  while (!pinyin.empty()) {
    const auto space = std::min(pinyin.find(' '), pinyin.size());
    if (space > 0) out.push_back(compared(pinyin.substr(0, space)));
    pinyin.remove_prefix(std::min(space + 1, pinyin.size()));
  }
  return out;
}

/// The whole and its halves, all as compared.
const std::unordered_map<char32_t, std::u32string>& halves() {
  static const auto kMade = [] {
    std::unordered_map<char32_t, std::u32string> made;
    const auto all = icu::UnicodeString::fromUTF8(icu::StringPiece(kSplitCharacters.data(), static_cast<std::int32_t>(kSplitCharacters.size())));
    const Compared& table = Compared::table();
    const auto as = [&](std::int32_t i) {
      const std::uint32_t value = table.of(all[i]);
      return value == Compared::kItself || value >= Compared::kNothing ? static_cast<char32_t>(all[i]) : static_cast<char32_t>(value);
    };
    for (std::int32_t i = 0; i + 2 < all.length(); i += 3) made[as(i)] = {as(i + 1), as(i + 2)};
    return made;
  }();
  return kMade;
}

/// Every way in which a list's word may be written: each of its characters as it is, in halves, as pinyin.
std::vector<std::u32string> ways_of(const ListedWord& listed) {
  const std::u32string characters = compared(listed.word);
  const auto syllables = syllables_of(listed.pinyin);
  std::vector<std::vector<std::u32string>> choices;
  std::size_t ways = 1, han = 0;
  for (const char32_t c : characters) {
    auto& own = choices.emplace_back(std::vector{std::u32string(1, c)});
    if (const auto split = halves().find(c); split != halves().end()) own.push_back(split->second);
    if (is_han(static_cast<UChar32>(c)) && han < syllables.size()) own.push_back(syllables[han++]);
    ways = std::min(ways * own.size(), kMostWays + 1);
  }
  const auto joined = [&](auto choose) {
    std::u32string out;
    for (std::size_t i = 0; i < choices.size(); ++i) out += choices[i][std::min<std::size_t>(choose(i), choices[i].size() - 1)];
    return out;
  };
  std::vector<std::u32string> out;
  if (ways <= kMostWays) {
    for (std::size_t way = 0; way < ways; ++way) {
      std::size_t left = way;
      out.push_back(joined([&](std::size_t i) { return std::exchange(left, left / choices[i].size()) % choices[i].size(); }));
    }
    return out;
  }
  for (std::size_t choice = 0; choice < 3; ++choice) {
    out.push_back(joined([&](std::size_t) { return choice; }));
    for (std::size_t changed = 0; changed < choices.size(); ++changed) out.push_back(joined([&](std::size_t i) { return i == changed ? choice : 0; }));
  }
  return out;
}

}  // namespace

std::size_t compared_length(std::string_view word) { return compared(word).size(); }

bool pinyin_fits(std::string_view word, std::string_view pinyin) {
  const std::u32string characters = compared(word);
  const auto syllables = syllables_of(pinyin);
  const auto han = std::ranges::count_if(characters, [](char32_t c) { return is_han(static_cast<UChar32>(c)); });
  return static_cast<std::size_t>(han) == syllables.size() &&
         std::ranges::all_of(syllables, [](const std::u32string& one) { return !one.empty() && std::ranges::all_of(one, ascii_letter); });
}

WordFinder::WordFinder(std::span<const ListedWord> words) : words_(words.size()), states_(1, State{0, kNone, 0}) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (const std::u32string& way : ways_of(words[i])) add(static_cast<std::uint32_t>(i), way);
  }
  link();
}

std::uint32_t WordFinder::next(std::uint32_t state, char32_t character) const {
  const std::uint64_t from = (static_cast<std::uint64_t>(state) << 21) | character;
  std::uint64_t at = (from * 0x9E3779B97F4A7C15) >> 20;
  for (;; ++at) {
    const Edge& edge = edges_[at & (edges_.size() - 1)];
    if (edge.from == from) return edge.to;
    if (edge.from == 0) return 0;
  }
}

void WordFinder::put(std::uint32_t state, char32_t character, std::uint32_t to) {
  if (2 * ++edge_count_ > edges_.size()) {
    const auto before = std::exchange(edges_, std::vector<Edge>(std::max<std::size_t>(16, edges_.size() * 2), Edge{0, 0}));
    edge_count_ = 1;
    for (const Edge& edge : before) {
      if (edge.from != 0) put(static_cast<std::uint32_t>(edge.from >> 21), edge.from & 0x1FFFFF, edge.to);
    }
  }
  const std::uint64_t from = (static_cast<std::uint64_t>(state) << 21) | character;
  std::uint64_t at = (from * 0x9E3779B97F4A7C15) >> 20;
  while (edges_[at & (edges_.size() - 1)].from != 0) ++at;
  edges_[at & (edges_.size() - 1)] = {from, to};
}

void WordFinder::add(std::uint32_t word, const std::u32string& characters) {
  if (characters.empty()) return;
  std::uint32_t state = 0;
  for (const char32_t c : characters) {
    std::uint32_t to = edges_.empty() ? 0 : next(state, c);
    if (to == 0) {
      to = static_cast<std::uint32_t>(states_.size());
      states_.push_back({0, kNone, 0});
      put(state, c, to);
    }
    state = to;
  }
  first_.set(characters.front() & 0xFFFF);
  longest_ = std::max(longest_, characters.size());
  patterns_.push_back({word, static_cast<std::uint32_t>(characters.size()), states_[state].pattern});
  states_[state].pattern = static_cast<std::uint32_t>(patterns_.size() - 1);
}

/// Shorter states first: where a state fails to is known before those that follow it.
void WordFinder::link() {
  std::vector<std::vector<std::pair<char32_t, std::uint32_t>>> following(states_.size());
  for (const Edge& edge : edges_) {
    if (edge.from != 0) following[edge.from >> 21].emplace_back(edge.from & 0x1FFFFF, edge.to);
  }
  std::vector<std::uint32_t> queue{0};
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const std::uint32_t state = queue[i];
    for (const auto& [character, to] : following[state]) {
      queue.push_back(to);
      std::uint32_t fail = state;
      while (fail != 0) {
        fail = states_[fail].fail;
        if (const std::uint32_t there = next(fail, character); there != 0) {
          states_[to].fail = there;
          break;
        }
      }
      const State& failed = states_[states_[to].fail];
      states_[to].shorter = failed.pattern != kNone ? states_[to].fail : failed.shorter;
    }
  }
}

std::vector<WordFinder::Hit> WordFinder::find(std::string_view text) const {
  std::vector<Hit> hits;
  if (patterns_.empty()) return hits;
  std::vector<bool> found(words_);
  // Where the last characters stand; one more than a word is long, since what stands before it matters too.
  std::size_t room = 2;
  while (room < longest_ + 1) room *= 2;
  std::vector<Reader::Character> last(room, Reader::Character{});
  const auto nth = [&](std::size_t n) -> const Reader::Character& { return last[n & (room - 1)]; };

  const auto stands = [&](std::size_t end, std::size_t length) {
    const std::size_t begin = end + 1 - length;
    for (std::size_t n = begin; n < end; ++n) {
      if (nth(n + 1).begin > nth(n).end + kMostBetween) return false;
    }
    // Latin words are whole: not what a longer one holds.
    if (ascii_alphanumeric(nth(begin).compared) && begin > 0) {
      const auto& before = nth(begin - 1);
      if (before.end >= nth(begin).begin && ascii_alphanumeric(before.compared)) return false;
    }
    if (ascii_alphanumeric(nth(end).compared)) {
      Reader ahead(text, nth(end).end);
      if (Reader::Character after{}; ahead.next(after) && after.begin == nth(end).end && ascii_alphanumeric(after.compared)) return false;
    }
    return true;
  };

  Reader reader(text);
  std::uint32_t state = 0;
  for (std::size_t n = 0; reader.next(last[n & (room - 1)]); ++n) {
    const char32_t c = nth(n).compared;
    for (;;) {
      if (state == 0 && !first_[c & 0xFFFF]) break;
      if (const std::uint32_t to = next(state, c); to != 0) {
        state = to;
        break;
      }
      if (state == 0) break;
      state = states_[state].fail;
    }
    for (std::uint32_t at = states_[state].pattern != kNone ? state : states_[state].shorter; at != 0; at = states_[at].shorter) {
      for (std::uint32_t p = states_[at].pattern; p != kNone; p = patterns_[p].same) {
        const Pattern& pattern = patterns_[p];
        if (found[pattern.word] || !stands(n, pattern.length)) continue;
        found[pattern.word] = true;
        hits.push_back({pattern.word, nth(n + 1 - pattern.length).begin, nth(n).end});
      }
    }
  }
  return hits;
}

}  // namespace gongshi
