// The two main axes of the centred votes (missing = mean, so zero after centring): the map's starting point, and Polis's own map.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "maths/co_votes.hpp"

namespace gongshi::maths {

/// Components of ZᵀZ (not normalised), unit length, the largest absolute loading positive (the lowest statement wins a tie).
struct Principal {
  std::vector<double> mean;
  std::array<std::vector<double>, 2> axis;
  std::array<double, 2> eigenvalue{};
  double trace = 0;
};

/// From exact statistics. `left_out[j]` ≠ 0 makes column j zero (Polis's moderated columns); empty leaves nothing out.
/// `tolerance` bounds the residual relative to the first eigenvalue.
Principal principal_components(const CoVotes& co_votes, std::span<const std::uint8_t> left_out = {}, double tolerance = 1e-12);

/// The same by passes over the votes, for more statements than a table of pairs can hold.
Principal principal_components(const VoteMatrix& votes, double tolerance = 1e-12, int threads = 1);

}  // namespace gongshi::maths
