#include "platform/db/sqlite_readers.hpp"

namespace gongshi::db {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);

}  // namespace

void SqliteReaders::read(FunctionRef<void(ReadTx&)> fn) {
  struct Loan {
    SqliteReaders& readers;
    std::unique_ptr<SqliteConnection> connection = readers.borrow();
    ~Loan() {
      connection->rollback();
      readers.give_back(std::move(connection));
    }
  } const loan{*this};
  loan.connection->begin();
  ReadTx tx(*loan.connection);
  fn(tx);
}

std::unique_ptr<SqliteConnection> SqliteReaders::borrow() {
  {
    std::unique_lock lock(mutex_);
    const bool ready = freed_.wait_for(lock, kPatience, [this] { return closed_ || !idle_.empty() || open_ < limit_; });
    if (closed_) throw Unavailable("the database is closed");
    if (!ready) throw Unavailable("no connection for reading became free");
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++open_;
  }
  try {
    return std::make_unique<SqliteConnection>(path_, SqliteConnection::Role::reader);
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void SqliteReaders::give_back(std::unique_ptr<SqliteConnection> connection) {
  {
    const std::lock_guard lock(mutex_);
    if (connection == nullptr || connection->in_transaction() || closed_) {
      --open_;
    } else {
      idle_.push_back(std::move(connection));
    }
  }
  freed_.notify_one();
}

void SqliteReaders::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  open_ -= static_cast<int>(idle_.size());
  idle_.clear();
  freed_.notify_all();
}

}  // namespace gongshi::db
