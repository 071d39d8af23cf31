// What can be checked by anybody: SHA-256 over the votes in canonical order and over the map made of them. Byte formats: docs/digest.md.
#pragma once

#include <string>

#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

struct Analysis;

/// Statements are numbered among those that have a vote, so that unvoted ones do not matter.
std::string votes_digest(const VoteMatrix& votes);

/// Positions, groups and counts, without sectors.
std::string result_digest(const VoteMatrix& votes, const Analysis& result);

}  // namespace gongshi::maths
