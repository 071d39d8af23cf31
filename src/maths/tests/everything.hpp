// All bytes of a map, for comparing two of them.
#pragma once

#include <string>

#include "maths/api.hpp"

namespace gongshi::maths {

/// More than the published digest covers.
inline std::string everything(const VoteMatrix& votes, const Analysis& map) {
  std::string text = map.digest.votes + map.digest.result;
  const auto bytes = [&](const auto& sequence) {
    text.append(reinterpret_cast<const char*>(sequence.data()), sequence.size() * sizeof(sequence[0]));
  };
  bytes(map.embedding.mean);
  bytes(map.embedding.loading);
  bytes(map.embedding.position);
  bytes(map.grouping.of_row);
  bytes(map.grouping.membership);
  bytes(map.by_group.cells);
  for (const Group& group : map.grouping.groups) {
    bytes(group.hull);
  }
  for (const auto& list : map.representative) {
    for (const Representative& own : list) {
      text += std::to_string(own.statement) + (own.agree ? "+" : "-");
    }
  }
  bytes(map.lists.common_ground);
  bytes(map.lists.differences);
  return text + std::to_string(votes.rows());
}

}  // namespace gongshi::maths
