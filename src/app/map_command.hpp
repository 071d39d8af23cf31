// `gongshi map`: the opinion map of a vote file, without a server.
#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

namespace gongshi {

/// map VOTES.csv [--comments COMMENTS.csv] [--polis] [--json OUT|-] [--threads N] [--seed N]
///
/// VOTES.csv is Polis's votes.csv or participants-votes.csv, told by its header. Statements that COMMENTS.csv marks −1 are left out (with
/// --polis: their columns count as seen zeros, as in Polis). Returns 0; 2 on bad arguments or input, with a message naming file, row and
/// column on `err` and nothing written; 1 when the output cannot be written. Without --json a summary goes to `out`.
int map_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err);

}  // namespace gongshi
