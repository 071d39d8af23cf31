// PostgreSQL behind the Database interface: a pool of connections; a transaction that lost a race runs again.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <thread>

#include "platform/db/connection_pool.hpp"
#include "platform/db/postgres_connection.hpp"
#include "platform/db/transaction_guard.hpp"

namespace gongshi::db {
namespace {

constexpr int kAttempts = 24;  // many may want the same row at once: the next number of a session, a minute before its deadline

/// Waits 0 to 2^attempt milliseconds, at most 64.
void back_off(int attempt) {
  thread_local std::minstd_rand random(std::random_device{}());
  std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution(0, 1000 << std::min(attempt, 6))(random)));
}

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const PostgresOptions& options)
      : pool_(options.connections, [connection = options.connection] { return std::make_unique<PostgresConnection>(connection); }) {
    // Whoever starts with a wrong connection string learns it now.
    const Pool::Loan loan(pool_);
    for (int i = 0; i < kLeaders; ++i) leaders_.emplace_back([this] { lead(); });
  }
  ~PostgresDatabase() override { close(); }

  Engine engine() const override { return Engine::postgres; }
  void close() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    work_.notify_all();
    leaders_.clear();
    pool_.close();
  }
  std::size_t waiting_writes() override {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }

  bool healthy() override {
    static constexpr Query primary{"healthy", "SELECT 1 WHERE NOT pg_is_in_recovery()", 0};
    try {
      return read([](ReadTx& tx) { return tx.one<int>(primary).has_value(); });
    } catch (const Failure&) {
      return false;
    }
  }

 protected:
  void run_read(FunctionRef<void(ReadTx&)> fn) override {
    repeat([&](PostgresConnection& connection) {
      connection.begin_read();
      ReadTx tx(connection);
      fn(tx);
      connection.rollback();
    });
  }

  void run_write(FunctionRef<bool(WriteTx&)> fn) override {
    TransactionGuard::check(*this);
    WaitedFor own(fn);
    std::unique_lock lock(mutex_);
    put(own);
    own.wake.wait(lock, [&] { return own.is_done; });
    if (own.error) std::rethrow_exception(own.error);
  }
  void run_write_later(std::function<bool(WriteTx&)> fn, std::function<void(std::exception_ptr)> done) override {
    TransactionGuard::check(*this);
    auto own = std::make_unique<NotWaitedFor>(std::move(fn), std::move(done));
    const std::lock_guard lock(mutex_);
    put(*own);
    static_cast<void>(own.release());
  }

 private:
  using Pool = ConnectionPool<PostgresConnection>;
  static constexpr int kLeaders = 2;
  static constexpr std::ptrdiff_t kMostInGroup = 64;
  static constexpr std::size_t kMostWaiting = 4096;
  static constexpr int kRaces = 4;  // lost together before each runs alone

  struct Operation {
    explicit Operation(FunctionRef<bool(WriteTx&)> fn_given) : fn(fn_given) {}
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    virtual ~Operation() = default;
    /// It has its outcome, and may be gone afterwards.
    virtual void done(std::mutex& mutex) = 0;
    FunctionRef<bool(WriteTx&)> fn;
    std::exception_ptr error{};
  };
  struct WaitedFor final : Operation {
    using Operation::Operation;
    void done(std::mutex& mutex) override {
      const std::lock_guard lock(mutex);
      is_done = true;
      wake.notify_one();
    }
    bool is_done = false;
    std::condition_variable wake{};
  };
  struct NotWaitedFor final : Operation {
    NotWaitedFor(std::function<bool(WriteTx&)> fn_given, std::function<void(std::exception_ptr)> then_given)
        : Operation(own), own(std::move(fn_given)), then(std::move(then_given)) {}
    void done(std::mutex&) override {
      const std::unique_ptr<NotWaitedFor> self(this);
      then(std::move(error));
    }
    std::function<bool(WriteTx&)> own;
    std::function<void(std::exception_ptr)> then;
  };
  enum class Savepoints { none, each };
  /// One of them wants its changes undone or was promised what did not hold: all run again, with a savepoint each and without promises.
  struct SavepointsNeeded {};
  /// Another transaction was faster: all run again, together.
  struct RaceLost {};
  /// The transaction is lost by the doing of one of them: each runs again alone.
  struct GroupLost {};

  /// With the mutex held.
  void put(Operation& operation) {
    if (ending_) throw Unavailable("the database is closing");
    if (waiting_.size() >= kMostWaiting) throw Unavailable("too many writes are waiting");
    waiting_.push_back(&operation);
    work_.notify_one();
  }

  /// Writes that come while others are under way wait for them and share one transaction and one commit (docs/adr/0008).
  void lead() {
    std::unique_lock lock(mutex_);
    for (;;) {
      work_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const std::vector<Operation*> group(waiting_.begin(), waiting_.begin() + std::min<std::ptrdiff_t>(std::ssize(waiting_), kMostInGroup));
      waiting_.erase(waiting_.begin(), waiting_.begin() + std::ssize(group));
      lock.unlock();
      {
        const TransactionGuard guard(*this);
        run_group(group);
      }
      for (Operation* operation : group) operation->done(mutex_);
      lock.lock();
    }
  }

  /// Settles every operation; never throws.
  void run_group(const std::vector<Operation*>& group) {
    // Losing a race says nothing about the operations: one by one they would hold up everybody behind them.
    Savepoints savepoints = Savepoints::none;
    for (int races = 0; group.size() > 1 && races < kRaces;) {
      try {
        return run_together(group, savepoints);
      } catch (const SavepointsNeeded&) {
        savepoints = Savepoints::each;
      } catch (const RaceLost&) {
        ++races;
      } catch (const GroupLost&) {
        break;  // nothing was kept
      } catch (...) {
        for (Operation* operation : group) operation->error = std::current_exception();  // there is no connection to be had
        return;
      }
    }
    for (Operation* operation : group) {
      operation->error = nullptr;
      try {
        run_alone(operation->fn);
      } catch (...) {
        operation->error = std::current_exception();
      }
    }
  }

  void run_together(const std::vector<Operation*>& group, Savepoints savepoints) {
    Pool::Loan loan(pool_);
    try {
      loan->begin_write();
      if (savepoints == Savepoints::none) loan->take_promises();
      WriteTx tx(*loan);
      for (Operation* operation : group) {
        operation->error = nullptr;
        loan->watch();
        if (savepoints == Savepoints::each) loan->savepoint();
        bool keep = false;
        try {
          keep = operation->fn(tx);
          if (keep) loan->check_keepable();
        } catch (...) {
          operation->error = std::current_exception();
          keep = false;
        }
        if (loan->contended()) throw RaceLost();
        if (loan->gone()) throw GroupLost();
        if (keep || !loan->changed()) continue;
        if (savepoints == Savepoints::none) throw SavepointsNeeded();
        loan->rollback_to_savepoint();
      }
      loan->settle();
      if (loan->promise_broken()) throw SavepointsNeeded();
      loan->commit();
    } catch (const OutcomeUnknown&) {
      for (Operation* operation : group) {
        if (!operation->error) operation->error = std::current_exception();
      }
    } catch (const SavepointsNeeded&) {
      loan->rollback();
      throw;
    } catch (...) {
      loan->rollback();
      if (loan->contended()) throw RaceLost();
      throw GroupLost();  // a connection gone, a constraint checked at the commit
    }
  }

  void run_alone(FunctionRef<bool(WriteTx&)> fn) {
    repeat_transaction([&](PostgresConnection& connection) {
      connection.begin_write();
      WriteTx tx(connection);
      const bool keep = fn(tx);
      if (connection.contended()) throw Unavailable("too many writes want the same rows");
      if (!keep) return connection.rollback();
      connection.check_keepable();
      connection.commit();
    });
  }

  void repeat(FunctionRef<void(PostgresConnection&)> transaction) {
    const TransactionGuard guard(*this);
    repeat_transaction(transaction);
  }

  void repeat_transaction(FunctionRef<void(PostgresConnection&)> transaction) {
    Pool::Loan loan(pool_);
    for (int attempt = 1;; ++attempt) {
      try {
        return transaction(*loan);
      } catch (...) {
        loan->rollback();
        if (!loan->was_stale() && (!loan->contended() || attempt == kAttempts)) throw;
      }
      if (loan->was_stale()) {
        loan.renew();
      } else {
        back_off(attempt);
      }
    }
  }

  Pool pool_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Operation*> waiting_;
  bool ending_ = false;
  std::vector<std::jthread> leaders_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(const PostgresOptions& options) { return std::make_unique<PostgresDatabase>(options); }

}  // namespace gongshi::db
