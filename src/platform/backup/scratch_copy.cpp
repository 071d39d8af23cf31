#include "platform/backup/scratch_copy.hpp"

#include <atomic>
#include <csignal>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "platform/backup/disk.hpp"
#include "platform/db/sqlite_connection.hpp"

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBegin = "unfinished-scratch-";  // "unfinished": see backup.cpp and continuous.cpp
constexpr db::Query kWhere{"backup.where", "SELECT file FROM pragma_database_list WHERE name = 'main'", 0};

/// The file and what SQLite keeps beside it.
void remove_named(const fs::path& folder, const std::string& begin) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().filename().string().starts_with(begin)) fs::remove(entry.path(), failed);
  }
}

/// Of processes that are no more.
void remove_left_over(const fs::path& folder) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kBegin)) continue;
    const int process = std::atoi(name.c_str() + kBegin.size());
    if (process != ::getpid() && ::kill(process, 0) != 0) fs::remove(entry.path(), failed);
  }
}

}  // namespace

ScratchCopy::ScratchCopy(db::Database& original, const fs::path& folder) {
  static std::atomic<int> count = 0;
  remove_left_over(folder);
  const auto from = original.read([](db::ReadTx& tx) { return tx.one<std::string>(kWhere).value_or(""); });
  path_ = folder / fmt::format("{}{}-{}.sqlite", kBegin, ::getpid(), ++count);
  try {
    File(path_, File::Mode::create).sync();
    db::SqliteConnection({.path = from}, db::SqliteConnection::Role::reader).copy_to(path_.string());
    database_ = db::open_sqlite({.path = path_.string(), .readers = 1, .synchronous = db::Synchronous::normal});
  } catch (...) {
    remove_named(folder, path_.filename().string());
    throw;
  }
}

ScratchCopy::~ScratchCopy() {
  database_.reset();
  remove_named(path_.parent_path(), path_.filename().string());
}

}  // namespace gongshi::backup
