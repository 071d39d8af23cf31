#include "maths/routing.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "maths/elementary.hpp"

namespace gongshi::maths {

namespace {

/// 8 · 2^(−S/5), which is asked for each statement at each vote; from 300 on 1 + it is 1 to the last bit.
double novelty(std::uint32_t seen) {
  static const auto kTable = [] {
    std::array<double, 300> table{};
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = 8 * exp2_exact(-static_cast<double>(i) / 5);
    return table;
  }();
  return seen < kTable.size() ? kTable[seen] : 0;
}

}  // namespace

double polis_priority(const Tally& tally, double extremity) {
  const double passes = posterior_mean(tally.pass, tally.seen());
  const double agrees = posterior_mean(tally.agree, tally.seen());
  const double weight = (1 - passes) * (1 + extremity) * agrees * (1 + novelty(tally.seen()));
  return weight * weight;
}

double extremity(double mean, double loading_x, double loading_y, std::size_t statements) {
  const double pull = 1 - mean;
  return std::sqrt(static_cast<double>(statements)) * std::fabs(pull) * std::sqrt(loading_x * loading_x + loading_y * loading_y);
}

RoutingWeight routing_weight(const Tally& tally, double extremity) {
  const double seen = tally.seen();
  return {polis_priority(tally, extremity), 1 / ((seen + 1) * (seen + 1))};
}

std::vector<double> routing_probabilities(std::span<const RoutingStatement> statements, std::span<const std::uint8_t> unseen, bool has_sector,
                                          const RoutingRules& rules) {
  const auto unseen_by_sector = [&](std::size_t i) { return unseen[i] != 0 && statements[i].seen_by_sector < rules.sector_floor; };
  bool floor_applies = false;
  for (std::size_t i = 0; has_sector && i < statements.size(); ++i) {
    floor_applies = floor_applies || unseen_by_sector(i);
  }
  const auto is_candidate = [&](std::size_t i) { return floor_applies ? unseen_by_sector(i) : unseen[i] != 0; };
  RoutingWeight all;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (!is_candidate(i)) continue;
    all.priority += statements[i].weight.priority;
    all.exposure += statements[i].weight.exposure;
  }
  std::vector<double> probability(statements.size(), 0);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (!is_candidate(i)) continue;
    const RoutingWeight& own = statements[i].weight;
    probability[i] = rules.priority_share * own.priority / all.priority + (1 - rules.priority_share) * own.exposure / all.exposure;
  }
  return probability;
}

std::optional<std::size_t> draw(std::span<const double> probabilities, Random& random) {
  double target = random.unit();
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    if (probabilities[i] > 0) {
      chosen = i;
      target -= probabilities[i];
      if (target < 0) {
        break;
      }
    }
  }
  return chosen;
}

}  // namespace gongshi::maths
