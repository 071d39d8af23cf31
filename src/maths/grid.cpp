#include "maths/grid.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "maths/parallel.hpp"

namespace gongshi::maths {
namespace {

struct Sums {
  double count = 0;
  double x = 0;
  double y = 0;
  double xx = 0;
};

int coordinate(double offset, double unit) {
  const double scaled = offset / unit + 0.5;
  return scaled < 0 ? 0 : static_cast<int>(std::min(scaled, kGridSide - 1.0));
}

}  // namespace

std::uint16_t Grid::cell_of(Point position) const {
  return static_cast<std::uint16_t>(coordinate(position.y - origin.y, unit) * kGridSide + coordinate(position.x - origin.x, unit));
}

std::size_t votes_to_be_clustered(const VoteMatrix& votes, std::size_t least_votes, std::size_t least_people) {
  const std::size_t least = std::min<std::size_t>(least_votes, votes.statements());
  std::vector<std::size_t> most_active;
  std::size_t enough = 0;
  for (std::uint32_t row = 0; row < votes.rows() && enough < least_people; ++row) {
    enough += votes.row(row).size() >= least ? 1 : 0;
  }
  if (enough >= least_people) {
    return least;
  }
  std::vector<std::size_t> counts(votes.rows());
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    counts[row] = votes.row(row).size();
  }
  std::sort(counts.begin(), counts.end(), std::greater<>());
  return counts.empty() ? least : counts[std::min(least_people, counts.size()) - 1];
}

Grid make_grid(const VoteMatrix& votes, std::span<const Point> position, std::size_t least_votes, int threads) {
  const Pieces pieces = cut(votes.rows());
  std::vector<Sums> partial(pieces.count);
  for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
    Sums& sum = partial[piece];
    for (auto row = static_cast<std::uint32_t>(pieces.begin(piece)); row < pieces.end(piece); ++row) {
      if (votes.row(row).size() >= least_votes) {
        sum.count += 1;
        sum.x += position[row].x;
        sum.y += position[row].y;
        sum.xx += position[row].x * position[row].x;
      }
    }
  });
  Sums all;
  for (const Sums& sum : partial) {
    all.count += sum.count;
    all.x += sum.x;
    all.y += sum.y;
    all.xx += sum.xx;
  }
  Grid grid;
  grid.weight.assign(kGridSide * kGridSide, 0);
  grid.cell_of_row.assign(votes.rows(), kNoCell);
  grid.people = static_cast<std::uint32_t>(all.count);
  if (grid.people == 0) {
    return grid;
  }
  const double mean_x = all.x / all.count;
  const double mean_y = all.y / all.count;
  const double deviation = std::sqrt(std::max(0.0, all.xx / all.count - mean_x * mean_x));
  grid.unit = deviation > 0 ? deviation * 8 / kGridSide : 1;
  grid.origin = {mean_x - grid.unit * (kGridSide / 2), mean_y - grid.unit * (kGridSide / 2)};
  for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
    for (auto row = static_cast<std::uint32_t>(pieces.begin(piece)); row < pieces.end(piece); ++row) {
      if (votes.row(row).size() >= least_votes) {
        grid.cell_of_row[row] = grid.cell_of(position[row]);
      }
    }
  });
  for (const std::uint16_t cell : grid.cell_of_row) {
    if (cell != kNoCell) {
      ++grid.weight[cell];
    }
  }
  return grid;
}

}  // namespace gongshi::maths
