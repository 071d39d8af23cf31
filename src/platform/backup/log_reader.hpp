// Reads SQLite's write-ahead log as its file format lays it down (sqlite.org/fileformat2.html#walformat), beside the process that writes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <boost/describe.hpp>

namespace gongshi::backup {

/// A place in the log: behind a commit, or at its beginning.
struct LogPosition {
  std::int64_t salt = 0;      // both salts; 0: the log that comes next, whichever it is
  std::int64_t sequence = 0;  // of checkpoints
  std::int64_t frames = 0;
  std::int64_t sum = 0;  // both halves of the running checksum
  bool operator==(const LogPosition&) const = default;
};

/// What was committed behind a position.
struct Committed {
  std::map<std::uint32_t, std::string> pages;  // the newest content by page number
  std::uint32_t page_size = 0;
  std::uint32_t pages_in_database = 0;
  LogPosition end;
};

enum class Continuity {
  same,  // only the very log of the position
  next,  // or the one after it: nothing of the position's log can be missing
};

/// The log goes on elsewhere: what stood between is not known.
struct Discontinued {};

/// What is behind `from` by now, as much as `most_bytes` unless a single transaction is larger; nullopt: nothing new. Throws Discontinued.
std::optional<Committed> read_committed(const std::filesystem::path& log, const LogPosition& from, Continuity continuity, std::size_t most_bytes);

/// Whether the log still has what was read up to the position; a commit that failed is written over by the next.
bool is_there(const std::filesystem::path& log, const LogPosition& position);

/// The beginning of the log as it is now.
LogPosition beginning_of(const std::filesystem::path& log);

}  // namespace gongshi::backup
