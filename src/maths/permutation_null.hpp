// Are there groups at all? The votes on each statement are dealt anew among those who cast them; groups count only when the real votes show
// more structure than all such deals.
#pragma once

#include <array>
#include <cstdint>

#include "maths/clusters.hpp"
#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

struct GroupTest {
  int accepted_k = 1;  // 1: no clear groups
  int replicates = 0;
  std::uint32_t people = 0;  // in the sample that was tested
  // Index k − 2; kNoSilhouette where a group would be too small.
  std::array<double, kMostGroups - 1> silhouette{};
  std::array<double, kMostGroups - 1> null_mean{};
  std::array<double, kMostGroups - 1> null_max{};
};

struct GroupTestOptions {
  std::uint64_t seed = 1;
  int replicates = 20;
  std::uint32_t most_people = 20'000;  // a seeded sample above this
  int threads = 0;
};

/// Pure and slow beside a refresh (20 maps): run it in the background and keep the answer for the refreshes between.
GroupTest test_groups(const VoteMatrix& votes, const GroupTestOptions& options = {});

}  // namespace gongshi::maths
