// A bounded pool of connections, opened on demand, the most recently used first. A running thread may overtake those who sleep, which is
// fastest; but whoever has slept for long gets the next connection handed over, so that none starves.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
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
    for (Waiter* waiter : waiting_) waiter->wake.notify_one();
    changed_.notify_all();
  }

 private:
  static constexpr auto kPatience = std::chrono::seconds(10);
  static constexpr auto kRest = std::chrono::seconds(1);
  static constexpr auto kFair = std::chrono::milliseconds(2);

  struct Waiter {
    const std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    std::condition_variable wake;
    bool served = false;
    std::unique_ptr<C> connection;  // null though served: the waiter may open one
  };

  std::unique_ptr<C> take() {
    if (auto connection = wait_for_one()) return connection;
    try {
      if (std::chrono::steady_clock::now().time_since_epoch().count() < closed_until_.load(std::memory_order_relaxed)) {
        throw Unavailable("the database could not be reached a moment ago");
      }
      return open_();
    } catch (const Unavailable&) {
      // Those behind must not each wait out a connection that does not come: they are refused until somebody tries again.
      auto until = closed_until_.load();
      const auto now = std::chrono::steady_clock::now();
      if (until <= now.time_since_epoch().count()) closed_until_.compare_exchange_strong(until, (now + kRest).time_since_epoch().count());
      give_back(nullptr);
      if (auto connection = wait_for_another()) return connection;
      throw;
    } catch (...) {
      give_back(nullptr);
      throw;
    }
  }

  /// An idle connection, or null when the caller may open one.
  std::unique_ptr<C> wait_for_one() {
    std::unique_lock lock(mutex_);
    if (auto connection = take_free()) return std::move(*connection);
    Waiter waiter;
    waiting_.push_back(&waiter);
    waiter.wake.wait_for(lock, kPatience, [&] { return closed_ || waiter.served || has_free(); });
    if (waiter.served) return std::move(waiter.connection);
    std::erase(waiting_, &waiter);
    if (auto connection = take_free()) {
      // Two may have come back while only the first in the queue was woken.
      if (has_free() && !waiting_.empty()) waiting_.front()->wake.notify_one();
      return std::move(*connection);
    }
    throw Unavailable("no database connection became free");
  }

  /// One of those that are there already, since no more can be had (the program is out of descriptors, the database lets nobody else in); null when there is none.
  std::unique_ptr<C> wait_for_another() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kRest, [&] { return closed_ || !idle_.empty() || count_ == 0; });
    if (closed_ || idle_.empty()) return nullptr;
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }

  bool has_free() const { return !idle_.empty() || count_ < limit_; }

  /// The same, if there is one now. Throws when the pool is closed.
  std::optional<std::unique_ptr<C>> take_free() {
    if (closed_) throw Unavailable("the database is closed");
    if (!idle_.empty()) {
      std::optional connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    if (count_ == limit_) return std::nullopt;
    ++count_;
    return nullptr;
  }

  void give_back(std::unique_ptr<C> connection) {
    if (connection != nullptr && !connection->usable()) connection.reset();
    const std::lock_guard lock(mutex_);
    Waiter* const first = waiting_.empty() ? nullptr : waiting_.front();
    if (first != nullptr && !closed_ && std::chrono::steady_clock::now() - first->since > kFair) {
      waiting_.pop_front();
      first->connection = std::move(connection);
      first->served = true;
    } else if (connection != nullptr && !closed_) {
      idle_.push_back(std::move(connection));
    } else {
      --count_;
    }
    if (first != nullptr) first->wake.notify_one();
    changed_.notify_all();
  }

  const int limit_;
  const Open open_;
  std::mutex mutex_;
  std::deque<Waiter*> waiting_;
  std::condition_variable changed_;  // for those who wait for another
  std::vector<std::unique_ptr<C>> idle_;
  int count_ = 0;
  bool closed_ = false;
  std::atomic<std::chrono::steady_clock::rep> closed_until_ = 0;  // after a connection could not be had
};

}  // namespace gongshi::db
