// Votes as they come in: each changes the exact statistics at once, the matrix is taken from it at every refresh.
#pragma once

#include <optional>
#include <unordered_map>

#include "maths/co_votes.hpp"
#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

/// Not thread-safe: one owner applies votes and takes matrices.
class LiveVotes {
 public:
  explicit LiveVotes(std::uint32_t statements);

  /// Adds, changes (vote on both) or removes (nullopt) one vote; people are created as they appear. `statement` < statements().
  void set(std::uint32_t participant, std::uint16_t statement, std::optional<std::int8_t> value);

  std::uint32_t statements() const { return co_votes_.statements(); }
  const CoVotes& co_votes() const { return co_votes_; }
  /// All votes so far. Rows of people who did not vote since the last call keep their order: theirs are not sorted again.
  VoteMatrix matrix(int threads = 1);

 private:
  struct Person {
    std::vector<std::uint16_t> statements;
    std::vector<std::int8_t> values;
  };
  /// As of the last matrix().
  Row compacted(std::uint32_t participant) const;
  VoteMatrix rebuilt(int threads) const;
  VoteMatrix merged() const;

  std::uint32_t participants_ = 0;
  VoteMatrix compact_;
  std::vector<std::uint32_t> row_of_;  // of those in it
  std::unordered_map<std::uint32_t, Person> changed_;
  CoVotes co_votes_;
};

}  // namespace gongshi::maths
