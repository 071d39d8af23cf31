#include "maths/groups.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "maths/elementary.hpp"
#include "maths/parallel.hpp"

namespace gongshi::maths {
namespace {

struct Area {
  Point centre;  // in cells
  std::int64_t people = 0;
  double variance = 0;  // along one axis, in cells²
  std::vector<std::uint16_t> cells;
};

Point cell_point(std::size_t cell) { return {static_cast<double>(cell % kGridSide), static_cast<double>(cell / kGridSide)}; }

double distance_squared(Point a, Point b) { return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y); }

std::vector<Area> areas_of(const Grid& grid, const Clustering* clustering) {
  std::vector<Area> areas(clustering != nullptr ? clustering->centre.size() : 1);
  std::vector<std::int64_t> x(areas.size(), 0);
  std::vector<std::int64_t> y(areas.size(), 0);
  for (std::size_t cell = 0; cell < grid.weight.size(); ++cell) {
    const std::int64_t weight = grid.weight[cell];
    if (weight > 0) {
      const std::size_t own = clustering != nullptr ? nearest(clustering->centre, cell_point(cell)) : 0;
      areas[own].people += weight;
      areas[own].cells.push_back(static_cast<std::uint16_t>(cell));
      x[own] += weight * static_cast<std::int64_t>(cell % kGridSide);
      y[own] += weight * static_cast<std::int64_t>(cell / kGridSide);
    }
  }
  for (std::size_t g = 0; g < areas.size(); ++g) {
    Area& area = areas[g];
    const auto people = static_cast<double>(std::max<std::int64_t>(1, area.people));
    area.centre = {static_cast<double>(x[g]) / people, static_cast<double>(y[g]) / people};
    for (const std::uint16_t cell : area.cells) {
      area.variance += grid.weight[cell] * distance_squared(cell_point(cell), area.centre);
    }
    // A cell's own width keeps a group on one spot from having no spread at all.
    area.variance = area.variance / (2 * people) + 1.0 / 12;
  }
  std::stable_sort(areas.begin(), areas.end(), [](const Area& a, const Area& b) {
    if (a.people != b.people) {
      return a.people > b.people;
    }
    return a.centre.x != b.centre.x ? a.centre.x < b.centre.x : a.centre.y < b.centre.y;
  });
  return areas;
}

std::vector<Point> outline(const Grid& grid, const Area& area) {
  std::vector<std::uint16_t> cells = area.cells;
  std::stable_sort(cells.begin(), cells.end(), [&](std::uint16_t a, std::uint16_t b) {
    return distance_squared(cell_point(a), area.centre) < distance_squared(cell_point(b), area.centre);
  });
  std::vector<GridPoint> central;
  double people = 0;
  for (const std::uint16_t cell : cells) {
    if (people >= kHullShare * static_cast<double>(area.people)) {
      break;
    }
    people += grid.weight[cell];
    central.push_back({cell % kGridSide, cell / kGridSide});
  }
  std::vector<Point> hull;
  for (const GridPoint corner : convex_hull(std::move(central))) {
    hull.push_back(grid.at(corner.x, corner.y));
  }
  return hull;
}

}  // namespace

std::vector<GridPoint> convex_hull(std::vector<GridPoint> points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) {
    return points;
  }
  const auto turn = [](GridPoint o, GridPoint a, GridPoint b) { return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x); };
  std::vector<GridPoint> hull;
  const auto half = [&](auto begin, auto end) {
    const std::size_t base = hull.size();
    for (auto at = begin; at != end; ++at) {
      while (hull.size() >= base + 2 && turn(hull[hull.size() - 2], hull.back(), *at) <= 0) {
        hull.pop_back();
      }
      hull.push_back(*at);
    }
    hull.pop_back();
  };
  half(points.begin(), points.end());
  half(points.rbegin(), points.rend());
  return hull;
}

Grouping make_groups(const Grid& grid, const Clustering* clustering, int threads) {
  const std::vector<Area> areas = areas_of(grid, clustering);
  const std::size_t k = areas.size();
  Grouping grouping;
  grouping.groups.resize(k);
  grouping.of_cell.assign(grid.weight.size(), 0);
  grouping.membership.assign(grid.weight.size() * k, 1);
  for (std::size_t g = 0; g < k; ++g) {
    grouping.groups[g].size = static_cast<std::uint32_t>(areas[g].people);
    grouping.groups[g].centre = grid.at(areas[g].centre.x, areas[g].centre.y);
    grouping.groups[g].hull = outline(grid, areas[g]);
    for (const std::uint16_t cell : areas[g].cells) {
      grouping.of_cell[cell] = static_cast<std::int8_t>(g);
    }
  }
  std::vector<std::uint8_t> certain(grid.weight.size(), 1);
  for (std::size_t cell = 0; k > 1 && cell < grid.weight.size(); ++cell) {
    if (grid.weight[cell] == 0) {
      // Nobody is here now; a newcomer's cell is answered by the nearest centre.
      std::size_t best = 0;
      for (std::size_t g = 1; g < k; ++g) {
        best = distance_squared(cell_point(cell), areas[g].centre) < distance_squared(cell_point(cell), areas[best].centre) ? g : best;
      }
      grouping.of_cell[cell] = static_cast<std::int8_t>(best);
    }
    std::array<double, kMostGroups> exponent{};
    double highest = -1e300;
    for (std::size_t g = 0; g < k; ++g) {
      exponent[g] = -distance_squared(cell_point(cell), areas[g].centre) / (2 * areas[g].variance);
      highest = std::max(highest, exponent[g]);
    }
    std::array<double, kMostGroups> density{};
    double total = 0;
    for (std::size_t g = 0; g < k; ++g) {
      density[g] = static_cast<double>(areas[g].people) / areas[g].variance * exp_exact(exponent[g] - highest);
      total += density[g];
    }
    double largest = 0;
    for (std::size_t g = 0; g < k; ++g) {
      grouping.membership[cell * k + g] = static_cast<float>(density[g] / total);
      largest = std::max(largest, density[g] / total);
    }
    certain[cell] = largest >= kCertainMembership ? 1 : 0;
    if (certain[cell] == 0) {
      grouping.groups[static_cast<std::size_t>(grouping.of_cell[cell])].uncertain += grid.weight[cell];
    }
  }
  const Pieces pieces = cut(grid.cell_of_row.size());
  grouping.of_row.assign(grid.cell_of_row.size(), kNoGroup);
  grouping.certain_row.assign(grid.cell_of_row.size(), 0);
  for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
    for (std::size_t row = pieces.begin(piece); row < pieces.end(piece); ++row) {
      if (const std::uint16_t cell = grid.cell_of_row[row]; cell != kNoCell) {
        grouping.of_row[row] = grouping.of_cell[cell];
        grouping.certain_row[row] = certain[cell];
      }
    }
  });
  return grouping;
}

}  // namespace gongshi::maths
