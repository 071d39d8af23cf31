// A bounded pool of connections, opened on demand, the most recently used first.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "platform/db/database.hpp"

namespace gongshi::db {

template <class C>
class ConnectionPool {
 public:
  using Open = std::function<std::unique_ptr<C>()>;
  ConnectionPool(int limit, Open open) : limit_(limit), open_(std::move(open)) {}

  /// A connection lent to one thread; it goes back, or is closed when it is no longer usable().
  class Loan {
   public:
    explicit Loan(ConnectionPool& pool) : pool_(pool), connection_(pool.take()) {}
    ~Loan() { pool_.give_back(std::move(connection_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    C* operator->() const { return connection_.get(); }
    C& operator*() const { return *connection_; }
    /// Closes the connection and opens another in its place.
    void renew() {
      connection_.reset();
      connection_ = pool_.open_();
    }

   private:
    ConnectionPool& pool_;
    std::unique_ptr<C> connection_;
  };

  /// Connections on loan are closed when they come back.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    count_ -= static_cast<int>(idle_.size());
    idle_.clear();
    freed_.notify_all();
  }

 private:
  static constexpr auto kPatience = std::chrono::seconds(10);

  std::unique_ptr<C> take() {
    {
      std::unique_lock lock(mutex_);
      const bool ready = freed_.wait_for(lock, kPatience, [this] { return closed_ || !idle_.empty() || count_ < limit_; });
      if (closed_) throw Unavailable("the database is closed");
      if (!ready) throw Unavailable("no database connection became free");
      if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
      }
      ++count_;
    }
    try {
      return open_();
    } catch (...) {
      give_back(nullptr);
      throw;
    }
  }

  void give_back(std::unique_ptr<C> connection) {
    {
      const std::lock_guard lock(mutex_);
      if (connection != nullptr && connection->usable() && !closed_) {
        idle_.push_back(std::move(connection));
      } else {
        --count_;
      }
    }
    freed_.notify_one();
  }

  const int limit_;
  const Open open_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<C>> idle_;
  int count_ = 0;
  bool closed_ = false;
};

}  // namespace gongshi::db
