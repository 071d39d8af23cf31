#include "modules/meetings/order.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace gongshi::meetings {

std::vector<std::int64_t> balanced(std::span<const Candidate> candidates, std::span<const SectorSpoken> so_far) {
  std::map<std::int64_t, std::int64_t> floor;
  for (const SectorSpoken& one : so_far) floor[one.sector] += one.speeches;
  std::vector<Candidate> left(candidates.begin(), candidates.end());
  std::vector<std::int64_t> order;
  const auto rank = [&](const Candidate& one) { return std::tuple(floor[one.sector], one.spoken_before, !one.reserved, one.applied_at, one.id); };
  while (!left.empty()) {
    const auto next = std::ranges::min_element(left, {}, rank);
    ++floor[next->sector];
    order.push_back(next->id);
    left.erase(next);
  }
  return order;
}

}  // namespace gongshi::meetings
