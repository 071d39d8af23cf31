// The parts of Polis's own map that do not depend on its history, for checking and for comparison.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "maths/embedding.hpp"
#include "maths/principal.hpp"
#include "maths/representative.hpp"
#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

struct PolisMap {
  Principal principal;                 // moderated columns zero
  Principal unmoderated;               // nothing zeroed
  std::vector<Point> position;         // per row, with the √ sparsity scaling
  std::vector<std::uint8_t> counted;   // per row, 1: counts for clustering
  std::vector<double> extremity;       // per statement
  std::vector<double> priority;        // per statement, from the votes of those in a group, as Polis does
  TallyTable by_group;
  std::vector<double> group_consensus;
  std::vector<std::vector<Representative>> representative;
  Majority majority;
};

/// `moderated` ≠ 0: columns Polis sets to zero for everybody, who thereby count as having seen them (its quirk; empty: none).
/// `groups`: published group of each of the caller's people.
PolisMap polis_map(const VoteMatrix& votes, std::span<const std::uint8_t> moderated, const Labels& groups, int threads = 1);

}  // namespace gongshi::maths
