// A consistent copy of a data directory, taken while the server goes on, and the way back.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "platform/backup/check.hpp"
#include "platform/backup/manifest.hpp"

namespace gongshi::backup {

struct Made {
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  std::string fingerprint;  // of the manifest, and so of everything
};

/// Writes the backup of the data directory to a folder that does not exist yet, and checks it. `checks`: see check_database.
/// Throws Refused, db::StorageFull or db::Unavailable in words; nothing is then at `target`.
Made make(const std::filesystem::path& data, const std::filesystem::path& target, std::span<const db::Query* const> checks, Timestamp now);

struct Verified {
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  Timestamp state_of;       // when the newest change in it was copied
  std::string program;      // the version that wrote it
  std::int64_t left_out = 0;  // continuous copy: bytes at its end that were still being written
};

/// A backup, or the folder of a continuous copy, is whole: fingerprints, database, contents. Throws Refused in words.
Verified verify(const std::filesystem::path& backup, std::span<const db::Query* const> checks);

/// The same, and makes a new data directory of it: all of it or nothing. Refuses a directory that has something in it.
Verified restore(const std::filesystem::path& backup, const std::filesystem::path& data, std::span<const db::Query* const> checks);

}  // namespace gongshi::backup
