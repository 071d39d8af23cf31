// Where a list ordered by a moment and then by id goes on: "1795507200000.12". Opaque to readers.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace gongshi::meetings {

struct MomentCursor {
  Timestamp at;
  std::int64_t id = 0;
};
/// After everything where none was given. Error 400 when it is none of ours.
Result<MomentCursor> read_moment_cursor(const std::optional<std::string>& cursor);
std::string moment_cursor(Timestamp at, std::int64_t id);

}  // namespace gongshi::meetings
