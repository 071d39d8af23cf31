// Read-only SQLite connections, opened on demand, the most recently used first.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/db/sqlite_connection.hpp"

namespace gongshi::db {

class SqliteReaders {
 public:
  SqliteReaders(std::string path, int limit) : path_(std::move(path)), limit_(limit) {}

  /// Runs `fn` on one snapshot. Throws Unavailable when no connection becomes free in time.
  void read(FunctionRef<void(ReadTx&)> fn);
  void close();

 private:
  std::unique_ptr<SqliteConnection> borrow();
  void give_back(std::unique_ptr<SqliteConnection> connection);

  const std::string path_;
  const int limit_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_;
  int open_ = 0;
  bool closed_ = false;
};

}  // namespace gongshi::db
