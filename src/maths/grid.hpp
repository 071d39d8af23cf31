// People counted on a fixed grid: integers, so that grouping depends on nobody's order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "maths/embedding.hpp"

namespace gongshi::maths {

inline constexpr int kGridSide = 128;
inline constexpr std::uint16_t kNoCell = 0xFFFF;

/// Cell (column, row) has its centre at origin + unit · (column, row); the middle of the grid is the mean position, its half-width four
/// standard deviations along the first axis; people beyond stand on the rim.
struct Grid {
  Point origin;
  double unit = 1;
  std::vector<std::uint32_t> weight;         // people per cell, row-major
  std::vector<std::uint16_t> cell_of_row;    // per row of the matrix; kNoCell: not clustered
  std::uint32_t people = 0;

  Point at(double column, double row) const { return {origin.x + unit * column, origin.y + unit * row}; }
  /// The cell of a position, of a person clustered or not.
  std::uint16_t cell_of(Point position) const;
};

/// Whom the groups are made of: those with at least `least_votes` votes (Polis's rule: min(7, statements)); when these are fewer than
/// `least_people`, everybody with as many votes as the least active of the `least_people` most active. Returns the number of votes it takes.
/// Others keep their position and count in every total, but belong to no group: with so few votes the ridge puts them near the centre, and
/// a group read off there would be the prior's, not theirs.
std::size_t votes_to_be_clustered(const VoteMatrix& votes, std::size_t least_votes = 7, std::size_t least_people = 15);

Grid make_grid(const VoteMatrix& votes, std::span<const Point> position, std::size_t least_votes, int threads);

}  // namespace gongshi::maths
