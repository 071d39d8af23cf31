// Votes as they come in: each changes the exact statistics at once, the matrix is taken from it at every refresh.
#pragma once

#include <optional>

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
  VoteMatrix matrix(int threads = 1) const;

 private:
  struct Person {
    std::vector<std::uint16_t> statements;
    std::vector<std::int8_t> values;
  };
  std::vector<Person> people_;
  CoVotes co_votes_;
};

}  // namespace gongshi::maths
