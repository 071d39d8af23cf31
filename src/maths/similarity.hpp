// The most similar texts while somebody types: pieces of two and three characters, ranked by BM25. It finds; people decide what is the same.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongshi::maths {

struct SimilarText {
  std::int64_t id = 0;
  double similarity = 0;  // 1: as similar as the query to itself; ordered, not a probability
};

/// In memory, about 10 bytes a character. Not thread-safe: one writer or many readers.
class SimilarityIndex {
 public:
  /// Replaces the text of an id already there.
  void add(std::int64_t id, std::string_view text);
  void remove(std::int64_t id);
  std::size_t size() const { return slot_of_.size(); }

  /// At most `most` texts of similarity ≥ `least`, most similar first, the lower id of equals. Texts are compared folded (NFKC, case), simplified
  /// and without punctuation.
  std::vector<SimilarText> most_similar(std::string_view text, std::size_t most = 5, double least = 0.1) const;

 private:
  struct Posting {
    std::uint32_t slot;
    std::uint32_t times;
  };
  struct Text {
    std::int64_t id = 0;
    std::uint32_t length = 0;           // pieces, 0: removed
    std::vector<std::uint32_t> pieces;  // distinct
  };
  void forget(std::uint32_t slot);
  void compact();

  std::unordered_map<std::int64_t, std::uint32_t> slot_of_;
  std::vector<Text> texts_;
  std::unordered_map<std::uint32_t, std::vector<Posting>> postings_;
  std::unordered_map<std::uint32_t, std::uint32_t> texts_with_;  // live texts per piece
  std::uint64_t total_length_ = 0;
  std::uint32_t removed_ = 0;
};

}  // namespace gongshi::maths
