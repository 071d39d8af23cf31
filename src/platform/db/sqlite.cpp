// SQLite behind the Database interface: one writer with group commit, a few read-only connections, one process per data directory.
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "platform/db/connection_pool.hpp"
#include "platform/db/file_lock.hpp"
#include "platform/db/sqlite_error.hpp"
#include "platform/db/sqlite_writer.hpp"
#include "platform/db/transaction_guard.hpp"

namespace gongshi::db {
namespace {

constexpr unsigned long long kHealthyRoom = 16 << 20;  // bytes: a full group and a checkpoint

// Personal data: readable by the server's own user only. SQLite gives its other files the same mode.
const std::string& create_private(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) throw Unavailable(fmt::format("cannot open the database {}: {}", path, std::strerror(errno)));
  close(file);
  return path;
}

void read_with(SqliteConnection& connection, FunctionRef<void(ReadTx&)> fn) {
  connection.begin();
  try {
    ReadTx tx(connection);
    fn(tx);
  } catch (...) {
    connection.rollback();
    throw;
  }
  connection.rollback();
}

/// One connection, for one thread: what commands that only look need.
class SqliteToRead final : public Database {
 public:
  explicit SqliteToRead(const std::string& path) : connection_({.path = path}, SqliteConnection::Role::reader) {}
  Engine engine() const override { return Engine::sqlite; }
  void close() override {}
  bool healthy() override { return true; }
  std::size_t waiting_writes() override { return 0; }

 protected:
  void run_read(FunctionRef<void(ReadTx&)> fn) override {
    const TransactionGuard guard(*this);
    read_with(connection_, fn);
  }
  void run_write(FunctionRef<bool(WriteTx&)>) override { throw Unavailable("the database was opened for reading"); }

 private:
  SqliteConnection connection_;
};

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const SqliteOptions& options)
      : lock_(options.path + ".lock"),
        path_(create_private(options.path)),
        writer_(*this, options),
        readers_(options.readers, [options] { return std::make_unique<SqliteConnection>(options, SqliteConnection::Role::reader); }) {}
  ~SqliteDatabase() override { close(); }

  Engine engine() const override { return Engine::sqlite; }

  void close() override {
    readers_.close();
    writer_.close();
  }

  std::size_t waiting_writes() override { return writer_.waiting(); }

  bool healthy() override {
    if (!writer_.has_room() || free_bytes(path_.c_str()) < kHealthyRoom) return false;
    if (!writer_.failing()) return true;
    try {
      static constexpr Query version{"healthy", "PRAGMA user_version = 0", 0};
      return write([](WriteTx& tx) -> Result<bool> {
               tx.run(version);
               return true;
             })
          .has_value();
    } catch (const Failure&) {
      return false;
    }
  }

 protected:
  void run_read(FunctionRef<void(ReadTx&)> fn) override {
    const TransactionGuard guard(*this);
    const ConnectionPool<SqliteConnection>::Loan loan(readers_);
    read_with(*loan, fn);
  }
  void run_write(FunctionRef<bool(WriteTx&)> fn) override {
    TransactionGuard::check(*this);
    writer_.write(fn);
  }
  void run_write_later(std::function<bool(WriteTx&)> fn, std::function<void(std::exception_ptr)> done) override {
    TransactionGuard::check(*this);
    writer_.write_later(std::move(fn), std::move(done));
  }

 private:
  const FileLock lock_;
  const std::string path_;
  SqliteWriter writer_;
  ConnectionPool<SqliteConnection> readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const SqliteOptions& options) { return std::make_unique<SqliteDatabase>(options); }
std::unique_ptr<Database> open_sqlite_to_read(const std::string& path) { return std::make_unique<SqliteToRead>(path); }

}  // namespace gongshi::db
