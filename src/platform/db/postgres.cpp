// PostgreSQL behind the Database interface: a pool of connections; a transaction that lost a race runs again.
#include <chrono>
#include <random>
#include <thread>

#include "platform/db/connection_pool.hpp"
#include "platform/db/postgres_connection.hpp"
#include "platform/db/transaction_guard.hpp"

namespace gongshi::db {
namespace {

constexpr int kAttempts = 12;

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
  }

  Engine engine() const override { return Engine::postgres; }
  void close() override { pool_.close(); }

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
    repeat([&](PostgresConnection& connection) {
      connection.begin_write();
      WriteTx tx(connection);
      const bool keep = fn(tx);
      if (connection.contended()) throw Unavailable("too many writes want the same rows");
      if (!keep) return connection.rollback();
      connection.check_keepable();
      connection.commit();
    });
  }

 private:
  using Pool = ConnectionPool<PostgresConnection>;

  void repeat(FunctionRef<void(PostgresConnection&)> transaction) {
    const TransactionGuard guard(*this);
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
};

}  // namespace

std::unique_ptr<Database> open_postgres(const PostgresOptions& options) { return std::make_unique<PostgresDatabase>(options); }

}  // namespace gongshi::db
