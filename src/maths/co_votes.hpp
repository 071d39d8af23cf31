// Exact integer statistics over pairs of statements: independent of order, so reproducible to the bit.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

/// For statements low < high, over those who voted on both (consensus.md §4: S, P, N).
struct CoVote {
  std::int32_t product = 0;   // Σ v_low · v_high
  std::int32_t sum_low = 0;   // Σ v_low
  std::int32_t sum_high = 0;  // Σ v_high
  std::int32_t count = 0;
  bool operator==(const CoVote&) const = default;
};

struct StatementTotals {
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  std::int64_t count = 0;
  bool operator==(const StatementTotals&) const = default;
  double mean() const { return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count); }
};

/// 8 m² bytes: 2 MB at 500 statements, 32 MB at 2,000.
class CoVotes {
 public:
  explicit CoVotes(std::uint32_t statements = 0);
  static CoVotes count(const VoteMatrix& votes, int threads = 1);

  std::uint32_t statements() const { return static_cast<std::uint32_t>(totals_.size()); }
  const StatementTotals& totals(std::uint32_t statement) const { return totals_[statement]; }
  /// low < high.
  const CoVote& pair(std::uint32_t low, std::uint32_t high) const { return pairs_[index(low, high)]; }

  /// One person's vote on `statement` goes from `before` to `after` (nullopt: none); `others` are that person's votes, in which
  /// `statement` itself is ignored. O(votes of that person).
  void change(const Row& others, std::uint16_t statement, std::optional<std::int8_t> before, std::optional<std::int8_t> after);

  /// The statistics of `kept` statements alone, renumbered in the order given.
  CoVotes restricted(std::span<const std::uint16_t> kept) const;

  bool operator==(const CoVotes&) const = default;

 private:
  static std::size_t index(std::uint32_t low, std::uint32_t high) { return std::size_t{high} * (high - 1) / 2 + low; }
  void add_row(const Row& row);
  void add(const CoVotes& other);

  std::vector<StatementTotals> totals_;
  std::vector<CoVote> pairs_;
};

}  // namespace gongshi::maths
