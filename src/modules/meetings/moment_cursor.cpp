#include "modules/meetings/moment_cursor.hpp"

#include <fmt/format.h>

#include "platform/operations/cursor.hpp"

namespace gongshi::meetings {

Result<MomentCursor> read_moment_cursor(const std::optional<std::string>& cursor) {
  if (!cursor) return MomentCursor{Timestamp{kFromGreatest}, kFromGreatest};
  const auto dot = cursor->find('.');
  TRY_ASSIGN(const std::int64_t at, read_cursor(cursor->substr(0, dot), 0));
  TRY_ASSIGN(const std::int64_t id, read_cursor(dot == std::string::npos ? std::string() : cursor->substr(dot + 1), 0));
  return MomentCursor{Timestamp{at}, id};
}

std::string moment_cursor(Timestamp at, std::int64_t id) { return fmt::format("{}.{}", at.milliseconds, id); }

}  // namespace gongshi::meetings
