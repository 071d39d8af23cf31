#include "platform/db/postgres_error.hpp"

#include <fmt/format.h>

#include "platform/db/database.hpp"

namespace gongshi::db {

bool connection_gone(std::string_view state) { return state.empty() || state.starts_with("08") || state.starts_with("57P0"); }

bool lost_race(std::string_view state) { return state == "40001" || state == "40P01"; }

void throw_postgres(std::string_view state, std::string_view what, std::string_view message) {
  while (message.ends_with('\n')) message.remove_suffix(1);
  const std::string sentence = fmt::format("{}: {} (PostgreSQL {})", what, message, state.empty() ? "connection" : state);
  if (state == "53100") throw StorageFull(sentence);
  if (state.starts_with("23")) throw ConstraintViolated(sentence);
  // 25006: a former primary that is read-only now. 55P03: a lock not granted in time. 57014: cancelled. 53, 58: no resources, I/O error.
  if (connection_gone(state) || lost_race(state) || state == "25006" || state == "55P03" || state == "57014" || state.starts_with("53") ||
      state.starts_with("58")) {
    throw Unavailable(sentence);
  }
  throw Failure(sentence);
}

}  // namespace gongshi::db
