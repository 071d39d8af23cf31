#include "maths/clusters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "maths/random.hpp"

namespace gongshi::maths {
namespace {

struct Spot {
  Point at;
  double weight;
};

/// The occupied cells of the grid, `factor` × `factor` merged into one at their centre of weight.
std::vector<Spot> merged_cells(const Grid& grid, int factor) {
  std::vector<Spot> spots;
  for (int top = 0; top < kGridSide; top += factor) {
    for (int left = 0; left < kGridSide; left += factor) {
      std::int64_t weight = 0;
      std::int64_t x = 0;
      std::int64_t y = 0;
      for (int row = top; row < top + factor; ++row) {
        for (int column = left; column < left + factor; ++column) {
          const std::int64_t own = grid.weight[static_cast<std::size_t>(row * kGridSide + column)];
          weight += own;
          x += own * column;
          y += own * row;
        }
      }
      if (weight > 0) {
        const auto total = static_cast<double>(weight);
        spots.push_back({{static_cast<double>(x) / total, static_cast<double>(y) / total}, total});
      }
    }
  }
  return spots;
}

std::vector<Spot> at_most(const Grid& grid, std::size_t most) {
  int factor = 1;
  std::vector<Spot> spots = merged_cells(grid, factor);
  while (spots.size() > most && factor < 16) {
    factor *= 2;
    spots = merged_cells(grid, factor);
  }
  return spots;
}

double distance_squared(Point a, Point b) {
  const double x = a.x - b.x;
  const double y = a.y - b.y;
  return x * x + y * y;
}

std::vector<Point> scatter_centres(const std::vector<Spot>& spots, int k, Random& random) {
  std::vector<Point> centre;
  std::vector<double> chance(spots.size());
  for (std::size_t i = 0; i < spots.size(); ++i) {
    chance[i] = spots[i].weight;
  }
  while (true) {
    double total = 0;
    for (const double own : chance) {
      total += own;
    }
    double target = random.unit() * total;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < spots.size(); ++i) {
      chosen = chance[i] > 0 ? i : chosen;
      target -= chance[i];
      if (target < 0) {
        break;
      }
    }
    centre.push_back(spots[chosen].at);
    if (static_cast<int>(centre.size()) == k) {
      return centre;
    }
    for (std::size_t i = 0; i < spots.size(); ++i) {
      const double own = spots[i].weight * distance_squared(spots[i].at, centre.back());
      chance[i] = centre.size() == 1 ? own : std::min(chance[i], own);
    }
  }
}

/// Lloyd's iterations until no label changes; returns the inertia.
double settle(const std::vector<Spot>& spots, std::vector<Point>& centre, int most_rounds) {
  std::vector<std::uint8_t> label(spots.size(), 0xFF);
  double inertia = 0;
  for (int round = 0; round < most_rounds; ++round) {
    std::array<double, kMostGroups> weight{};
    std::array<Point, kMostGroups> sum{};
    bool moved = false;
    inertia = 0;
    for (std::size_t i = 0; i < spots.size(); ++i) {
      const Point at = spots[i].at;
      std::uint8_t best = 0;
      double best_distance = distance_squared(at, centre[0]);
      for (std::uint8_t g = 1; g < centre.size(); ++g) {
        const double distance = distance_squared(at, centre[g]);
        best = distance < best_distance ? g : best;
        best_distance = std::min(distance, best_distance);
      }
      moved = moved || label[i] != best;
      label[i] = best;
      weight[best] += spots[i].weight;
      sum[best].x += spots[i].weight * at.x;
      sum[best].y += spots[i].weight * at.y;
      inertia += spots[i].weight * best_distance;
    }
    if (!moved) {
      break;
    }
    for (std::size_t g = 0; g < centre.size(); ++g) {
      if (weight[g] > 0) {
        centre[g] = {sum[g].x / weight[g], sum[g].y / weight[g]};
      }
    }
  }
  return inertia;
}

/// Silhouettes of all clusterings in one pass over the distances, each weighted by people; `column[c]` is where clustering c's groups start.
void measure_silhouettes(const std::vector<Spot>& spots, std::array<Clustering, kMostGroups - 1>& clusterings) {
  constexpr std::size_t kColumns = 16;  // 2 + 3 + 4 + 5, padded
  constexpr std::array<std::size_t, kMostGroups - 1> kFirst = {0, 2, 5, 9};
  std::vector<std::array<double, kColumns>> members(spots.size());
  std::array<double, kColumns> size{};
  for (std::size_t i = 0; i < spots.size(); ++i) {
    members[i] = {};
    for (std::size_t c = 0; c < clusterings.size(); ++c) {
      const std::size_t column = kFirst[c] + nearest(clusterings[c].centre, spots[i].at);
      members[i][column] = spots[i].weight;
      size[column] += spots[i].weight;
    }
  }
  std::vector<double> distance(spots.size());
  std::array<double, kMostGroups - 1> sum{};
  double people = 0;
  for (std::size_t i = 0; i < spots.size(); ++i) {
    const Spot own = spots[i];
    for (std::size_t j = 0; j < spots.size(); ++j) {
      distance[j] = std::sqrt(distance_squared(own.at, spots[j].at));
    }
    std::array<double, kColumns> apart{};
    for (std::size_t j = 0; j < spots.size(); ++j) {
      for (std::size_t column = 0; column < kColumns; ++column) {
        apart[column] += distance[j] * members[j][column];
      }
    }
    people += own.weight;
    for (std::size_t c = 0; c < clusterings.size(); ++c) {
      double within = 0;
      double beside = std::numeric_limits<double>::max();
      bool alone = false;
      for (std::size_t column = kFirst[c]; column < kFirst[c] + clusterings[c].centre.size(); ++column) {
        if (members[i][column] > 0) {
          alone = size[column] <= 1;
          within = alone ? 0 : apart[column] / (size[column] - 1);
        } else if (size[column] > 0) {
          beside = std::min(beside, apart[column] / size[column]);
        }
      }
      const double larger = std::max(within, beside);
      sum[c] += alone || larger == 0 ? 0 : own.weight * ((beside - within) / larger);
    }
  }
  for (std::size_t c = 0; c < clusterings.size(); ++c) {
    clusterings[c].silhouette = people > 0 ? sum[c] / people : kNoSilhouette;
  }
}

bool large_enough(const std::vector<Spot>& spots, const std::vector<Point>& centre, const ClusterOptions& options) {
  std::array<double, kMostGroups> size{};
  double people = 0;
  for (const Spot& spot : spots) {
    size[nearest(centre, spot.at)] += spot.weight;
    people += spot.weight;
  }
  const double least = std::max(static_cast<double>(options.least_size), options.least_share * people);
  return std::all_of(size.begin(), size.begin() + static_cast<std::ptrdiff_t>(centre.size()), [&](double own) { return own >= least; });
}

}  // namespace

std::size_t nearest(const std::vector<Point>& centre, Point at) {
  std::size_t best = 0;
  double best_distance = distance_squared(at, centre[0]);
  for (std::size_t g = 1; g < centre.size(); ++g) {
    if (const double distance = distance_squared(at, centre[g]); distance < best_distance) {
      best = g;
      best_distance = distance;
    }
  }
  return best;
}

std::array<Clustering, kMostGroups - 1> cluster(const Grid& grid, const ClusterOptions& options,
                                                const std::array<std::vector<Point>, kMostGroups - 1>* warm) {
  constexpr std::size_t kTrialCells = 400;
  constexpr std::size_t kSilhouetteCells = 1600;
  constexpr int kRounds = 60;
  const std::vector<Spot> full = merged_cells(grid, 1);
  const std::vector<Spot> trial = at_most(grid, kTrialCells);
  std::array<Clustering, kMostGroups - 1> found;
  if (full.size() < 2) {
    return found;
  }
  for (std::size_t c = 0; c < found.size(); ++c) {
    Clustering& own = found[c];
    own.k = static_cast<int>(c) + 2;
    if (warm != nullptr && static_cast<int>((*warm)[c].size()) == own.k) {
      for (const Point& centre : (*warm)[c]) {
        own.centre.push_back({(centre.x - grid.origin.x) / grid.unit, (centre.y - grid.origin.y) / grid.unit});
      }
    } else {
      double best = std::numeric_limits<double>::max();
      for (int restart = 0; restart < options.restarts; ++restart) {
        Random random(options.seed * 1'000'003 + static_cast<std::uint64_t>(own.k * 1000 + restart));
        std::vector<Point> centre = scatter_centres(trial, own.k, random);
        if (const double inertia = settle(trial, centre, kRounds); inertia < best) {
          best = inertia;
          own.centre = std::move(centre);
        }
      }
    }
    settle(full, own.centre, kRounds);
    own.allowed = large_enough(full, own.centre, options);
  }
  measure_silhouettes(at_most(grid, kSilhouetteCells), found);
  return found;
}

}  // namespace gongshi::maths
