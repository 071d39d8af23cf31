// One statement, judged: how far agreement reaches across groups, sectors and the whole spectrum.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "maths/grid.hpp"
#include "maths/tally.hpp"

namespace gongshi::maths {

enum class Standing : std::uint8_t {
  undecided,
  common_ground,  // 求同
  difference,     // 存异
};

/// Shares count passes as seen but not agreeing.
struct StatementScores {
  double agree_mean = 0.5;      // Beta(1, 1) posterior mean over everybody
  Interval agree;               // Wilson 90 %
  Interval disagree;
  double group_consensus = 0;   // Π_g (A_g + 1) / (S_g + 2)
  double group_mean = 0;        // geometric mean of the same
  double spectrum = 0;          // geometric mean along the first axis, without groups
  double least_bound = 0;       // the lowest Wilson lower bound of agreement in any part with kEnough people
  double sector_mean = 0;       // geometric mean over sectors that have seen it, weighted by seats; 0 without sectors
  Standing standing = Standing::undecided;
  bool agreed = true;           // for common ground: agreed with, or rejected, by all
  double gap = 0;               // for a difference: from the lower part's upper bound to the upper part's lower bound
};

/// A part with fewer people on a statement neither makes nor breaks a standing.
inline constexpr std::uint32_t kEnough = 10;

/// `spectrum` from spectrum_scores(); `by_sector` may be null.
std::vector<StatementScores> score_statements(std::span<const Tally> overall, const TallyTable& by_group, const TallyTable* by_sector,
                                              std::span<const double> sector_weight, std::span<const double> spectrum);

/// Agreement smoothed along the first axis (normal kernel, a quarter of a standard deviation, Beta(1, 1) prior), at 50 quantiles of the
/// people, as a geometric mean: a group-aware consensus that needs no groups (after the Gaussian scorer of Community Notes, 2025).
std::vector<double> spectrum_scores(const VoteMatrix& votes, const Grid& grid, int threads);

struct Lists {
  std::vector<std::uint16_t> common_ground;  // highest lower bound of the shared direction first
  std::vector<std::uint16_t> differences;    // widest gap first
  std::vector<std::uint16_t> undecided;      // in statement order
};
Lists make_lists(std::span<const StatementScores> scores);

}  // namespace gongshi::maths
