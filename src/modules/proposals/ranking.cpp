#include "modules/proposals/ranking.hpp"

#include <algorithm>
#include <numeric>

namespace gongshi::proposals {
namespace {

std::int64_t sum(const std::vector<std::int64_t>& scores) { return std::accumulate(scores.begin(), scores.end(), std::int64_t{0}); }

/// To two places, halves upwards.
double rounded(std::int64_t total, std::int64_t count) { return static_cast<double>((total * 200 + count) / (count * 2)) / 100; }

DimensionFigures figures(std::vector<std::int64_t> scores) {
  std::ranges::sort(scores);
  const std::size_t middle = scores.size() / 2;
  const double median = scores.size() % 2 == 1 ? static_cast<double>(scores[middle]) : static_cast<double>(scores[middle - 1] + scores[middle]) / 2;
  return {median, rounded(sum(scores), static_cast<std::int64_t>(scores.size())), scores.front(), scores.back()};
}

}  // namespace

std::vector<Standing> ranked(const std::vector<Ratings>& proposals) {
  struct Total {
    std::size_t at;
    std::int64_t sum, count;
  };
  std::vector<Standing> all(proposals.size());
  std::vector<Total> totals;
  for (std::size_t at = 0; at < proposals.size(); ++at) {
    const Ratings& ratings = proposals[at];
    Standing& figure = all[at];
    figure.raters = ratings.size();
    if (ratings.size() < kFewestRaters || ratings[0].empty()) continue;
    const auto dimensions = static_cast<std::int64_t>(ratings[0].size());
    Total total{at, 0, dimensions * static_cast<std::int64_t>(ratings.size())};
    std::vector<std::int64_t> of_seats;
    for (const auto& scores : ratings) of_seats.push_back(sum(scores));
    total.sum = sum(of_seats);
    for (std::size_t i = 0; i < ratings[0].size(); ++i) {
      std::vector<std::int64_t> scores;
      for (const auto& one : ratings) scores.push_back(one[i]);
      figure.dimensions.push_back(figures(std::move(scores)));
    }
    figure.mean = rounded(total.sum, total.count);
    figure.lowest = rounded(*std::ranges::min_element(of_seats), dimensions);
    figure.highest = rounded(*std::ranges::max_element(of_seats), dimensions);
    totals.push_back(total);
  }
  // Fractions are compared as they are, and not as they are rounded.
  const auto better = [](const Total& one, const Total& other) { return one.sum * other.count > other.sum * one.count; };
  std::ranges::stable_sort(totals, better);
  for (std::size_t i = 0; i < totals.size(); ++i) {
    const bool as_before = i > 0 && !better(totals[i - 1], totals[i]);
    all[totals[i].at].rank = as_before ? all[totals[i - 1].at].rank : i + 1;
    if (as_before) all[totals[i].at].tied = all[totals[i - 1].at].tied = true;
  }
  return all;
}

}  // namespace gongshi::proposals
