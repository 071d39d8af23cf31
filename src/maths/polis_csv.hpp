// Reading what Polis exports: votes.csv (a history), participants-votes.csv (a matrix), comments.csv.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"
#include "base/result.hpp"
#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

/// Ids ascending; `votes` index into them, one per person and statement: the last by time (the later line at equal times).
struct PolisVotes {
  std::vector<std::int64_t> participants;
  std::vector<std::int64_t> statements;  // those with at least one vote
  std::vector<Vote> votes;
  std::vector<std::int16_t> group;  // published group per person, −1 none; empty for a history
  std::size_t rows_read = 0;
};

struct PolisComment {
  std::int64_t id = 0;
  std::int64_t author = 0;
  std::int64_t time = 0;        // milliseconds
  std::int8_t moderated = 0;    // −1 refused, 0 not looked at, 1 accepted
  bool is_meta = false;
  bool is_seed = false;
  std::string text;
};

/// A vote file may be as large as a million people's.
inline constexpr CsvLimits kPolisLimits{.bytes = std::size_t{2} << 30, .rows = 50'000'000, .columns = 20'000, .field_bytes = 64 * 1024};

/// Either format, told by its header (an `xid` column may stand in it). Times in seconds or milliseconds.
/// Errors: those of CsvReader; polis.unknown_header, polis.invalid_number, polis.invalid_vote, polis.invalid_time (with row and column),
/// polis.duplicate_participant, polis.duplicate_statement, polis.no_votes, maths.too_many_statements.
Result<PolisVotes> read_polis_votes(std::string_view text, const CsvLimits& limits = kPolisLimits);

Result<std::vector<PolisComment>> read_polis_comments(std::string_view text, const CsvLimits& limits = kPolisLimits);

/// Without the statements whose comment is moderated −1 (and people left without a vote).
PolisVotes without_refused(PolisVotes votes, const std::vector<PolisComment>& comments);

}  // namespace gongshi::maths
