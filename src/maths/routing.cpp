#include "maths/routing.hpp"

#include <algorithm>
#include <cmath>

#include "maths/elementary.hpp"

namespace gongshi::maths {

double polis_priority(const Tally& tally, double extremity) {
  const double passes = posterior_mean(tally.pass, tally.seen());
  const double agrees = posterior_mean(tally.agree, tally.seen());
  const double weight = (1 - passes) * (1 + extremity) * agrees * (1 + 8 * exp2_exact(-static_cast<double>(tally.seen()) / 5));
  return weight * weight;
}

double extremity(double mean, double loading_x, double loading_y, std::size_t statements) {
  const double pull = 1 - mean;
  return std::sqrt(static_cast<double>(statements)) * std::fabs(pull) * std::sqrt(loading_x * loading_x + loading_y * loading_y);
}

std::vector<double> routing_probabilities(std::span<const RoutingStatement> statements, std::span<const std::uint8_t> unseen, bool has_sector,
                                          const RoutingRules& rules) {
  const auto unseen_by_sector = [&](std::size_t i) { return unseen[i] != 0 && statements[i].seen_by_sector < rules.sector_floor; };
  bool floor_applies = false;
  for (std::size_t i = 0; has_sector && i < statements.size(); ++i) {
    floor_applies = floor_applies || unseen_by_sector(i);
  }
  std::vector<double> priority(statements.size(), 0);
  std::vector<double> exposure(statements.size(), 0);
  double priorities = 0;
  double exposures = 0;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (floor_applies ? unseen_by_sector(i) : unseen[i] != 0) {
      const double seen = statements[i].tally.seen();
      priority[i] = polis_priority(statements[i].tally, statements[i].extremity);
      exposure[i] = 1 / ((seen + 1) * (seen + 1));
      priorities += priority[i];
      exposures += exposure[i];
    }
  }
  std::vector<double> probability(statements.size(), 0);
  if (exposures > 0) {
    for (std::size_t i = 0; i < statements.size(); ++i) {
      probability[i] = rules.priority_share * priority[i] / priorities + (1 - rules.priority_share) * exposure[i] / exposures;
    }
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
