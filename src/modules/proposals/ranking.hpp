// What comes out of a panel's ratings: median and mean of each dimension, how far they lie apart, and who stands where. Whole numbers throughout, so that the same ratings
// give the same ranks.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace gongshi::proposals {

/// Fewer ratings than this are not shown: one could tell who gave what.
inline constexpr std::size_t kFewestRaters = 3;
inline constexpr std::int64_t kLeastScore = 1, kGreatestScore = 5;

/// Of one proposal: a row for each seat that rated it, a score for each dimension.
using Ratings = std::vector<std::vector<std::int64_t>>;

struct DimensionFigures {
  double median = 0;  // a half where two stand in the middle
  double mean = 0;    // to two places
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
};
struct Standing {
  std::size_t raters = 0;
  std::vector<DimensionFigures> dimensions;  // none where too few rated
  double mean = 0;                           // of all scores: dimensions and seats count alike
  double lowest = 0;                         // of the seats' own means
  double highest = 0;
  std::optional<std::size_t> rank;  // 1 is the best; those that are equal share it, and the next ones stand as many places behind
  bool tied = false;
};

/// In the order of the proposals.
std::vector<Standing> ranked(const std::vector<Ratings>& proposals);

}  // namespace gongshi::proposals
