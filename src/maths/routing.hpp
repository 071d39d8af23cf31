// Which statement a person is shown next: half by how much it still teaches, half so that none starves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "maths/random.hpp"
#include "maths/tally.hpp"

namespace gongshi::maths {

/// Polis's weight (consensus.md §1 A 13): [(1 − p_pass)(1 + extremity) p_agree (1 + 8 · 2^(−S/5))]², p_x = (x + 1)/(S + 2).
double polis_priority(const Tally& tally, double extremity);

/// How far a statement pulls the map: √M · |1 − mean| · |loading|, the length of a lone agreement's projection.
double extremity(double mean, double loading_x, double loading_y, std::size_t statements);

/// What a statement weighs before it is shared out among the candidates; it changes with its tally and its extremity alone.
struct RoutingWeight {
  double priority = 0;
  double exposure = 0;
};
RoutingWeight routing_weight(const Tally& tally, double extremity);

struct RoutingStatement {
  RoutingWeight weight;
  std::uint32_t seen_by_sector = 0;  // votes from the asking person's sector
};

struct RoutingRules {
  double priority_share = 0.5;  // the rest goes to exposure, 1/(S + 1)²
  /// A person with a sector is first asked about statements that fewer than this many of the sector have seen. 0: no sector floor.
  std::uint32_t sector_floor = 1;
};

/// Exact probability of each statement for somebody who has not seen those with `unseen` ≠ 0; zeros elsewhere, sum 1 (all zeros when nothing
/// is left). Score: share · priority / Σ priority + (1 − share) · exposure / Σ exposure over the candidates.
std::vector<double> routing_probabilities(std::span<const RoutingStatement> statements, std::span<const std::uint8_t> unseen, bool has_sector,
                                          const RoutingRules& rules = {});

/// One draw; nullopt when all are zero.
std::optional<std::size_t> draw(std::span<const double> probabilities, Random& random);

}  // namespace gongshi::maths
