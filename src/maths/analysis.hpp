// The whole map of one consultation: one structure in, one structure out, no state between.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "maths/clusters.hpp"
#include "maths/co_votes.hpp"
#include "maths/embedding.hpp"
#include "maths/permutation_null.hpp"
#include "maths/groups.hpp"
#include "maths/representative.hpp"
#include "maths/scores.hpp"
#include "maths/tally.hpp"
#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

struct Options {
  int threads = 0;  // ≤ 0: the machine's
  std::uint64_t seed = 1;
  double ridge = kRidge;
  int sweeps = 8;          // from scratch
  int refresh_sweeps = 1;  // from the last map
  bool digest = true;      // of the votes, and of the result when from scratch
};

/// Two SHA-256, lower-case hexadecimal; docs/digest.md. `result` is empty on a refresh: only a map from scratch is the same for everybody.
struct Digest {
  std::string votes;
  std::string result;
  bool operator==(const Digest&) const = default;
};

/// People are rows of the matrix (VoteMatrix::participant gives the caller's index); statements are the caller's.
struct Analysis {
  std::size_t votes_to_be_clustered = 0;
  Embedding embedding;
  Grid grid;
  std::array<Clustering, kMostGroups - 1> candidates;  // index k − 2
  bool tested = false;        // a GroupTest was given
  bool clear_groups = false;  // it found more than one; otherwise `grouping` is one group of everybody
  Grouping grouping;
  std::vector<Tally> overall;
  TallyTable by_group;   // those who are clustered
  TallyTable by_sector;  // no parts when there were no labels
  std::vector<StatementScores> scores;
  Lists lists;
  std::vector<std::vector<Representative>> representative;  // per group
  Majority majority;
  Digest digest;
};

/// From scratch. `co_votes`, when kept up to date by the caller, saves counting them; `sectors` and `test` may be null. Without `test` there
/// is one group: groups are not claimed before they are tested.
Analysis analyse(const VoteMatrix& votes, const Labels* sectors, const Options& options, const GroupTest* test = nullptr,
                 const CoVotes* co_votes = nullptr);

/// From the last map of the same statements (new ones may have been added at the end): a sweep, centres where they were.
Analysis refresh(const VoteMatrix& votes, const Labels* sectors, const Options& options, const GroupTest* test, const Analysis& last,
                 const CoVotes* co_votes = nullptr);

/// The part that the group test repeats: position, grid and candidate groupings.
struct Layout {
  std::size_t votes_to_be_clustered = 0;
  std::vector<StatementTotals> totals;
  Embedding embedding;
  Grid grid;
  std::array<Clustering, kMostGroups - 1> candidates;
};
Layout lay_out(const VoteMatrix& votes, const Options& options, const CoVotes* co_votes = nullptr);

}  // namespace gongshi::maths
