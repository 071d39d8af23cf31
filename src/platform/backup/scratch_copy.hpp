// A copy of the database to try something on. What is done there is forgotten.
#pragma once

#include <filesystem>
#include <memory>

#include "platform/db/database.hpp"

namespace gongshi::backup {

class ScratchCopy {
 public:
  /// Of an SQLite database, as it is committed now, into `folder` under a name that backups and the continuous copy leave out. Copies that a
  /// killed process left there go. Throws db::StorageFull or db::Unavailable.
  ScratchCopy(db::Database& original, const std::filesystem::path& folder);
  ~ScratchCopy();
  ScratchCopy(const ScratchCopy&) = delete;
  ScratchCopy& operator=(const ScratchCopy&) = delete;

  db::Database& database() { return *database_; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<db::Database> database_;
};

}  // namespace gongshi::backup
