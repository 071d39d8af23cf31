// Where a list ordered by id goes on: the id of the last row shown. Opaque to readers.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace gongshi {

/// Before the first row of a list that counts up, or down.
inline constexpr std::int64_t kFromSmallest = 0;
inline constexpr std::int64_t kFromGreatest = std::numeric_limits<std::int64_t>::max();

/// `start` where no cursor was given. Error 400 when it is none of ours.
inline Result<std::int64_t> read_cursor(const std::optional<std::string>& cursor, std::int64_t start) {
  if (!cursor) return start;
  std::int64_t id = 0;
  const char* const end = cursor->data() + cursor->size();
  const auto read = std::from_chars(cursor->data(), end, id);
  if (read.ec != std::errc() || read.ptr != end) {
    return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"?cursor", "request.bad_cursor"}}});
  }
  return id;
}

/// Cuts `rows`, of which one more than `page` was asked for, and says where the next page begins, if there is one.
template <class Rows, class IdOf>
std::optional<std::string> cut_page(Rows& rows, std::size_t page, IdOf id_of) {
  if (rows.size() <= page) return std::nullopt;
  rows.resize(page);
  return std::to_string(id_of(rows.back()));
}

}  // namespace gongshi
