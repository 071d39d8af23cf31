// The JSON that `gongshi map` writes.
#pragma once

#include <string>
#include <vector>

#include "maths/api.hpp"

namespace gongshi {

/// Everything of one run; `comments` (ascending by id, may be empty) give the statements their texts. People and statements appear under the
/// ids of the file, in ascending order, so that the order of its rows does not matter.
std::string map_json(const maths::PolisVotes& votes, const std::vector<maths::PolisComment>& comments, const maths::VoteMatrix& matrix,
                     const maths::Analysis& map, const maths::GroupTest& test);

/// The deterministic parts of Polis's own map; without published groups those parts are empty.
std::string polis_json(const maths::PolisVotes& votes, const std::vector<std::uint8_t>& moderated, const maths::VoteMatrix& matrix,
                       const maths::PolisMap& map);

}  // namespace gongshi
