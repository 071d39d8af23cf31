// What stands for a group, and what all hold: Polis's published formulas (consensus.md §1 A 9–12), lists exact against its own results.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "maths/tally.hpp"

namespace gongshi::maths {

/// One group's word on one statement against the rest (all other groups pooled). With one or no group the rest is empty.
struct Distinction {
  double agree_share = 0;     // (A + 1) / (S + 2)
  double agree_z = 0;         // is the share above one half? one-proportion z with everything + 1
  double agree_ratio = 0;     // agree_share against the rest's
  double agree_ratio_z = 0;   // two-proportion z with everything + 1
  double disagree_share = 0;
  double disagree_z = 0;
  double disagree_ratio = 0;
  double disagree_ratio_z = 0;
};
Distinction distinction(const Tally& group, const Tally& rest);

struct Representative {
  std::uint16_t statement = 0;
  bool agree = true;
  std::uint32_t successes = 0;  // votes in that direction
  std::uint32_t trials = 0;     // seen
  double share = 0;
  double share_z = 0;
  double ratio = 0;
  double ratio_z = 0;
  bool operator==(const Representative&) const = default;
};

/// At most five per group, agrees before disagrees; row `group` of `by_group`. Statements with `left_out` ≠ 0 are never chosen.
std::vector<std::vector<Representative>> representative_statements(const TallyTable& by_group, std::span<const std::uint8_t> left_out = {});

/// What a majority of everybody agrees and disagrees with, at most five each, strongest first.
struct Majority {
  std::vector<std::uint16_t> agree;
  std::vector<std::uint16_t> disagree;
  bool operator==(const Majority&) const = default;
};
Majority majority_statements(std::span<const Tally> overall, std::span<const std::uint8_t> left_out = {});

/// Group-aware consensus Π_g (A_g + 1) / (S_g + 2).
double group_consensus(const TallyTable& by_group, std::size_t statement);

}  // namespace gongshi::maths
