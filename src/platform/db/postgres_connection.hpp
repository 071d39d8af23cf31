// One connection to PostgreSQL, always in libpq's pipeline mode: BEGIN and a statement's first preparation travel with the statement, and
// the end of a reading transaction is not waited for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <libpq-fe.h>

#include "platform/db/database.hpp"
#include "platform/db/postgres_result.hpp"

namespace gongshi::db {

class PostgresConnection final : public Connection {
 public:
  /// `connection` is a libpq connection string or URI. Throws Unavailable.
  explicit PostgresConnection(const std::string& connection);
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  Engine engine() const override { return Engine::postgres; }
  std::int64_t run(const Query& query, std::span<const Value> values, FunctionRef<void(const Row&)> sink) override;
  void run_in_pieces(const Query& query, std::span<const Value> values, FunctionRef<void(const Row&)> sink) override;
  std::int64_t run_many(const Query& query, std::span<const Value> values) override;
  bool changes_one(const Query& query, std::span<const Value> values) override;
  void prepare(const Query& query) override;
  void script(std::string_view text) override;

  void begin_read();   // REPEATABLE READ READ ONLY
  void begin_write();  // SERIALIZABLE, as on SQLite
  /// Until the next begin_…, changes_one promises and does not wait.
  void take_promises() { promises_ = true; }
  /// Waits for what was promised. Throws when a statement failed.
  void settle();
  /// What changes_one promised did not hold: the transaction cannot be kept.
  bool promise_broken() const { return promise_broken_; }
  /// What follows can be undone alone. Sent with the next statement.
  void savepoint();
  /// Undoes what was done since savepoint(), a failed statement included.
  void rollback_to_savepoint();
  /// Throws OutcomeUnknown when the connection breaks before the answer.
  void commit();
  /// Also ends a reading transaction. Sent, but not waited for; never throws.
  void rollback();
  /// Throws when a statement has failed and fn went on regardless.
  void check_keepable() const;

  bool usable() const { return !gone_ && !in_transaction_; }
  /// The connection turned out to be dead before this transaction got its first answer, though it has served earlier ones: an idle
  /// connection that the server dropped. Nothing has happened yet.
  bool was_stale() const { return gone_ && served_ && !answered_; }
  /// This transaction lost a race and may be run again.
  bool contended() const { return contended_; }
  bool gone() const { return gone_; }
  /// Begins to watch, and says whether anything but reading was done since.
  void watch() { changed_ = false; }
  bool changed() const { return changed_ || failed_; }

 private:
  struct Finish {
    void operator()(PGconn* handle) const { PQfinish(handle); }
  };
  struct Prepared {
    std::string name;
    std::string text;
  };
  using Results = std::vector<PostgresResult>;

  void configure();
  void begin(const char* how);
  void send_begin();
  void send_begin_itself();
  void send_command(const char* text);
  /// The server-side name; prepares first what is new, in the same batch.
  const Prepared& send_prepare(const Query& query);
  void send_statement(const Prepared& prepared, std::span<const Value> values);
  void end_batch();
  void sent(int accepted);
  /// Ends the batch, waits for its answers and returns them; throws the first failure among them.
  Results exchange(std::string_view what);
  Results receive(std::string_view what);
  void check_promised(const Results& results);
  void throw_first_error(const Results& results, std::string_view what);
  [[noreturn]] void lose(std::string_view state, std::string_view what, std::string_view message);

  std::unique_ptr<PGconn, Finish> handle_;
  std::unordered_map<const char*, Prepared> prepared_;
  std::vector<const char*> preparing_;  // keys sent in this batch and not confirmed yet
  const char* to_begin_ = nullptr;      // BEGIN … waiting for the first statement
  bool changed_ = false;
  bool to_save_ = false;                // SAVEPOINT waiting for the first statement after it
  bool saved_ = false;
  int names_ = 0;
  std::vector<std::size_t> promised_;  // where in the batch under way, counted in statements
  std::size_t in_batch_ = 0;           // statements sent in it
  bool promises_ = false;
  bool promise_broken_ = false;
  int unread_ = 0;  // batches whose answers have not been read
  bool in_transaction_ = false;
  bool answered_ = false;
  bool served_ = false;
  bool failed_ = false;
  bool contended_ = false;
  bool outdated_ = false;  // the prepared statements no longer fit the schema, or the server forgot them
  bool warned_ = false;
  bool gone_ = false;
};

}  // namespace gongshi::db
