// Finds listed words in a text in spite of how they are disguised: full-width and other forms, capitals, accents, traditional characters,
// look-alikes, split characters, pinyin where the list gives it, anything invisible, blank, punctuation or emoji in between, HTML entities.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongshi {

struct ListedWord {
  std::string word;
  std::string pinyin{};  // a syllable for each Han character, a space between: "shi li"; tones do not matter
};

/// Letters, digits and characters of the word as they are compared, so as to see how much there is to compare.
std::size_t compared_length(std::string_view word);

/// Whether `pinyin` has a syllable of Latin letters for every Han character of the word.
bool pinyin_fits(std::string_view word, std::string_view pinyin);

/// Immutable once made; any number of threads may look at once. An Aho–Corasick automaton (1975) over compared characters.
class WordFinder {
 public:
  explicit WordFinder(std::span<const ListedWord> words);

  /// Where a word stands: bytes [begin, end) of the text.
  struct Hit {
    std::size_t word;  // index in the list
    std::size_t begin;
    std::size_t end;
    bool operator==(const Hit&) const = default;
  };
  /// The first place of each word that occurs, in the order of their ends. `text` is valid UTF-8.
  std::vector<Hit> find(std::string_view text) const;

 private:
  struct Pattern {
    std::uint32_t word;
    std::uint32_t length;  // compared characters
    std::uint32_t same;    // another pattern of the same characters, or kNone
  };
  struct State {
    std::uint32_t fail = 0;
    std::uint32_t pattern;  // that ends here, or kNone
    std::uint32_t shorter;  // the next state on the way of failures where a pattern ends; 0: none
  };
  struct Edge {
    std::uint64_t from;  // state and character; 0: free
    std::uint32_t to;
  };
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  void add(std::uint32_t word, const std::u32string& characters);
  void link();
  std::uint32_t next(std::uint32_t state, char32_t character) const;
  void put(std::uint32_t state, char32_t character, std::uint32_t to);

  std::size_t words_ = 0;
  std::size_t longest_ = 0;
  std::vector<Pattern> patterns_;
  std::vector<State> states_;
  std::vector<Edge> edges_;  // open addressing, at most half full
  std::size_t edge_count_ = 0;
  std::bitset<0x10000> first_;  // characters with which a pattern begins, modulo 2^16: most text leaves the automaton here
};

}  // namespace gongshi
