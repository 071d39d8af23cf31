// The groups shown on the map: who stands where, how surely, and the outline of each.
#pragma once

#include <cstdint>
#include <vector>

#include "maths/clusters.hpp"

namespace gongshi::maths {

inline constexpr std::int8_t kNoGroup = -1;
/// Below this largest membership a person is shown as between the groups.
inline constexpr double kCertainMembership = 0.6;
/// The share of a group, nearest its centre first, that its outline is drawn around.
inline constexpr double kHullShare = 0.8;

struct Group {
  std::uint32_t size = 0;
  std::uint32_t uncertain = 0;  // members whose largest membership is under kCertainMembership
  Point centre;
  std::vector<Point> hull;      // convex, counter-clockwise; fewer than three corners when the group stands on a line or a point
};

struct Grouping {
  std::vector<Group> groups;               // largest first, then by centre
  std::vector<std::int8_t> of_cell;        // per cell of the grid
  std::vector<float> membership;           // cell × group, of a spherical normal mixture around the centres
  std::vector<std::int8_t> of_row;         // per row of the matrix; kNoGroup: not clustered
  std::vector<std::uint8_t> certain_row;   // 1: membership of kCertainMembership or more
};

/// One group of everybody when `clustering` is null.
Grouping make_groups(const Grid& grid, const Clustering* clustering, int threads);

/// Corners of the convex hull, counter-clockwise, no three on a line (Andrew 1979).
struct GridPoint {
  int x;
  int y;
  auto operator<=>(const GridPoint&) const = default;
};
std::vector<GridPoint> convex_hull(std::vector<GridPoint> points);

}  // namespace gongshi::maths
