// One SQLite connection with its cache of prepared statements. Used by one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include <sqlite3.h>

#include "platform/db/database.hpp"

namespace gongshi::db {

class SqliteConnection final : public Connection {
 public:
  enum class Role { writer, reader };
  SqliteConnection(const SqliteOptions& options, Role role);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Engine engine() const override { return Engine::sqlite; }
  std::int64_t run(const Query& query, std::span<const Value> values, FunctionRef<void(const Row&)> sink) override;
  std::int64_t run_many(const Query& query, std::span<const Value> values) override;
  void prepare(const Query& query) override;
  void script(std::string_view text) override;

  // Transactions are the engine's affair: the SQL of callers may not begin, end or save them.
  void begin();
  void begin_immediate();
  void commit();
  void rollback();  // of the whole transaction; never throws
  void savepoint();
  void release();
  void rollback_to_savepoint();
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  /// Whether the pool may lend it again.
  bool usable() const { return !in_transaction(); }
  /// Throws when the work since the last savepoint must not be kept: a statement has failed, or a deferred foreign key points nowhere.
  void check_keepable();

  /// Pages in the write-ahead log after the last commit; 0 after a checkpoint that copied them all.
  int log_pages() const { return log_pages_; }
  /// `mode` is SQLITE_CHECKPOINT_…. Failure is no error: the log simply stays.
  void checkpoint(int mode);
  /// The log stays as it is when the last connection is closed.
  void keep_log() { sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }
  /// Copies the database as this connection sees it into a new file, which is then on the disk. Throws Failure.
  void copy_to(const std::string& path);

 private:
  struct Statement;
  class Use;

  void open(const SqliteOptions& options, Role role);
  void configure(const char* pragma);
  void control(const Query& query);
  std::unique_ptr<Statement> compile(const Query& query);
  void evict();
  static int authorize(void* self, int action, const char*, const char*, const char*, const char*);

  sqlite3* handle_ = nullptr;
  std::unordered_map<const char*, std::unique_ptr<Statement>> statements_;
  std::uint64_t tick_ = 0;
  int log_pages_ = 0;
  bool controlling_ = false;
  bool failed_ = false;
};

}  // namespace gongshi::db
