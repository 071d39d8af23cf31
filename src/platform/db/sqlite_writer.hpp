// The one thread that writes and checkpoints. It takes the whole queue, runs each operation in a savepoint, commits and syncs once for all
// of them, then wakes their waiters.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "platform/db/sqlite_connection.hpp"

namespace gongshi::db {

class SqliteWriter {
 public:
  SqliteWriter(const Database& database, const SqliteOptions& options);
  ~SqliteWriter() { close(); }

  /// Blocks until the group that held `fn` is durable or has failed. Throws what fn threw, or why the group failed.
  void write(FunctionRef<bool(WriteTx&)> fn);
  /// Does not block; `done` is called on the writer's thread with what write() would throw. Throws when the queue is full or closed.
  void write_later(std::function<bool(WriteTx&)> fn, std::function<void(std::exception_ptr)> done);
  /// Finishes what is queued, checkpoints, closes the connection.
  void close();

  bool has_room() const;
  std::size_t waiting() const;
  /// Whether the last group failed at its commit.
  bool failing() const { return failing_; }

 private:
  struct Operation;
  struct LaterOperation;
  struct LostTransaction {};

  void put(Operation& operation);
  void loop();
  bool take();
  void settle();
  void run_group();
  void run_operation(Operation& operation);
  void fail_group(const std::exception_ptr& error);
  void checkpoint_if_long();
  bool may_checkpoint();
  void checkpoint(int mode);

  const Database& database_;
  const SqliteOptions options_;
  std::unique_ptr<SqliteConnection> connection_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Operation*> queue_;
  bool closing_ = false;

  std::vector<Operation*> group_;  // the writer thread's own
  std::atomic<bool> failing_ = false;
  std::thread thread_;
};

}  // namespace gongshi::db
