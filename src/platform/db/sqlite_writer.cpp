#include "platform/db/sqlite_writer.hpp"

#include <algorithm>
#include <climits>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/db/log_follower.hpp"
#include "platform/db/transaction_guard.hpp"

namespace gongshi::db {
namespace {

constexpr int kLongLog = 8000;      // pages: 32 MB, copied in passing
constexpr int kTooLongLog = 12000;  // pages: 48 MB, worth waiting for readers to let go
constexpr int kLongestLog = 64000;  // pages: 256 MB, no longer kept for a second place that does not take it
constexpr auto kIdle = std::chrono::milliseconds(500);

/// One waiter, set once. std::atomic::wait spins and yields first, which dozens of waiting threads on few cores cannot afford.
class Signal {
 public:
  void wait() {
    while (state_.load(std::memory_order_acquire) == 0) futex(FUTEX_WAIT_PRIVATE, 0);
  }
  /// The waiter may destroy the signal before the wake-up reaches the kernel, which then finds nobody.
  void set() {
    state_.store(1, std::memory_order_release);
    futex(FUTEX_WAKE_PRIVATE, INT_MAX);
  }

 private:
  void futex(int operation, std::uint32_t value) { syscall(SYS_futex, &state_, operation, value, nullptr, nullptr, 0); }
  std::atomic<std::uint32_t> state_ = 0;
};

}  // namespace

struct SqliteWriter::Operation {
  explicit Operation(FunctionRef<bool(WriteTx&)> fn_given) : fn(fn_given) {}
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  virtual ~Operation() = default;
  /// It has its outcome; whoever waits may destroy it.
  virtual void done() { signal.set(); }

  FunctionRef<bool(WriteTx&)> fn;
  std::exception_ptr error;
  bool settled = false;  // it broke the transaction of its group and is not run again
  Signal signal;
};

/// Nobody waits: it owns itself.
struct SqliteWriter::LaterOperation final : Operation {
  LaterOperation(std::function<bool(WriteTx&)> fn_given, std::function<void(std::exception_ptr)> then_given)
      : Operation(own), own(std::move(fn_given)), then(std::move(then_given)) {}
  void done() override {
    const std::unique_ptr<LaterOperation> self(this);
    then(std::move(error));
  }

  std::function<bool(WriteTx&)> own;
  std::function<void(std::exception_ptr)> then;
};

SqliteWriter::SqliteWriter(const Database& database, const SqliteOptions& options)
    : database_(database),
      options_(options),
      connection_(std::make_unique<SqliteConnection>(options, SqliteConnection::Role::writer)) {
  // What a crash left in the log is still to be copied.
  if (options_.follower == nullptr) {
    connection_->checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  } else {
    options_.follower->opened();
  }
  thread_ = std::thread([this] { loop(); });
}

bool SqliteWriter::has_room() const {
  const std::lock_guard lock(mutex_);
  return !closing_ && queue_.size() < options_.queue_limit;
}

std::size_t SqliteWriter::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void SqliteWriter::write(FunctionRef<bool(WriteTx&)> fn) {
  Operation operation(fn);
  put(operation);
  operation.signal.wait();
  if (operation.error) std::rethrow_exception(std::move(operation.error));
}

void SqliteWriter::write_later(std::function<bool(WriteTx&)> fn, std::function<void(std::exception_ptr)> done) {
  auto operation = std::make_unique<LaterOperation>(std::move(fn), std::move(done));
  put(*operation);
  static_cast<void>(operation.release());
}

void SqliteWriter::put(Operation& operation) {
  const std::lock_guard lock(mutex_);
  if (closing_) throw Unavailable("the database is closing");
  if (queue_.size() >= options_.queue_limit) throw Unavailable("too many writes are waiting");
  queue_.push_back(&operation);
  if (queue_.size() == 1) wake_.notify_one();
}

void SqliteWriter::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void SqliteWriter::loop() {
  while (take()) {
    if (group_.empty()) {
      checkpoint(SQLITE_CHECKPOINT_PASSIVE);
      continue;
    }
    settle();
    for (Operation* operation : group_) operation->done();
    checkpoint_if_long();
  }
  if (options_.follower != nullptr) options_.follower->catch_up(connection_->log_pages());
  if (may_checkpoint()) {
    connection_->checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  } else {
    connection_->keep_log();
  }
  connection_.reset();
  if (options_.follower != nullptr) options_.follower->closed();
}

// An empty group means that nothing came for a while and the log waits to be copied.
bool SqliteWriter::take() {
  std::unique_lock lock(mutex_);
  const auto ready = [this] { return closing_ || !queue_.empty(); };
  group_.clear();
  if (connection_->log_pages() > 0) {
    if (!wake_.wait_for(lock, kIdle, ready)) return true;
  } else {
    wake_.wait(lock, ready);
  }
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.group_limit));
  group_.assign(queue_.begin(), queue_.begin() + count);
  queue_.erase(queue_.begin(), queue_.begin() + count);
  return !group_.empty();
}

/// Gives every operation of the group its outcome. The group of an operation that broke the transaction (SQLite then rolls back by itself)
/// runs once more without it.
void SqliteWriter::settle() {
  for (int attempt = 1;; ++attempt) {
    try {
      if (connection_->in_transaction()) connection_ = std::make_unique<SqliteConnection>(options_, SqliteConnection::Role::writer);
      run_group();
      failing_ = false;
      return;
    } catch (const LostTransaction&) {
      if (attempt == 1) continue;
      fail_group((*std::ranges::find_if(group_.rbegin(), group_.rend(), &Operation::settled))->error);
    } catch (...) {
      // Also those whose fn refused or threw: what they saw of their neighbours' work does not exist.
      fail_group(std::current_exception());
    }
    connection_->rollback();
    failing_ = true;
    return;
  }
}

void SqliteWriter::run_group() {
  connection_->begin_immediate();
  for (Operation* operation : group_) {
    if (!operation->settled) run_operation(*operation);
  }
  connection_->commit();
}

void SqliteWriter::run_operation(Operation& operation) {
  bool keep = false;
  connection_->savepoint();
  operation.error = nullptr;
  try {
    const TransactionGuard guard(database_);
    WriteTx tx(*connection_);
    keep = operation.fn(tx);
    if (keep) connection_->check_keepable();
  } catch (...) {
    operation.error = std::current_exception();
    keep = false;
  }
  if (!connection_->in_transaction()) {
    if (!operation.error) operation.error = std::make_exception_ptr(Unavailable("SQLite gave the transaction up"));
    operation.settled = true;
    throw LostTransaction();
  }
  if (!keep) connection_->rollback_to_savepoint();
  connection_->release();
}

void SqliteWriter::fail_group(const std::exception_ptr& error) {
  for (Operation* operation : group_) {
    if (!operation->settled) operation->error = error;
  }
}

void SqliteWriter::checkpoint_if_long() {
  if (connection_->log_pages() >= kTooLongLog) {
    checkpoint(SQLITE_CHECKPOINT_RESTART);
  } else if (connection_->log_pages() >= kLongLog) {
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  }
}

bool SqliteWriter::may_checkpoint() {
  return options_.follower == nullptr || options_.follower->has_copied(connection_->log_pages());
}

void SqliteWriter::checkpoint(int mode) {
  if (!may_checkpoint()) {
    if (connection_->log_pages() < kLongestLog) return;
    options_.follower->give_up();
  }
  connection_->checkpoint(mode);
}

}  // namespace gongshi::db
