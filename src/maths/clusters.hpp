// Candidate groupings of the plane for k = 2…5, each with its silhouette.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "maths/grid.hpp"

namespace gongshi::maths {

inline constexpr int kMostGroups = 5;
inline constexpr double kNoSilhouette = -1;

/// Centres are in cells of the grid. A clustering whose smallest group is under max(2 %, 10 people) is not allowed.
struct Clustering {
  int k = 1;
  std::vector<Point> centre;
  double silhouette = kNoSilhouette;  // weighted by people, in [−1, 1]
  bool allowed = false;
};

struct ClusterOptions {
  std::uint64_t seed = 1;
  int restarts = 20;
  std::uint32_t least_size = 10;
  double least_share = 0.02;
};

/// Index k − 2. Seeded k-means++ on cells merged to a few hundred, the best restart settled on the full grid, silhouettes on ≤ 1,600 cells.
/// `warm` (optional, index k − 2, centres in positions) takes the place of the restarts.
std::array<Clustering, kMostGroups - 1> cluster(const Grid& grid, const ClusterOptions& options,
                                                const std::array<std::vector<Point>, kMostGroups - 1>* warm = nullptr);

/// The nearest centre; the first of equals.
std::size_t nearest(const std::vector<Point>& centre, Point at);

}  // namespace gongshi::maths
