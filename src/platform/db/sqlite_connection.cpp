#include "platform/db/sqlite_connection.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "platform/db/sqlite_error.hpp"
#include "platform/db/values.hpp"

namespace gongshi::db {
namespace {

constexpr std::size_t kStatements = 256;  // kept prepared per connection
constexpr int kBusyMilliseconds = 5000;

constexpr Query kBegin{"begin", "BEGIN", 0};
constexpr Query kBeginImmediate{"begin immediate", "BEGIN IMMEDIATE", 0};
constexpr Query kCommit{"commit", "COMMIT", 0};
constexpr Query kRollback{"rollback", "ROLLBACK", 0};
constexpr Query kSavepoint{"savepoint", "SAVEPOINT operation", 0};
constexpr Query kRelease{"release", "RELEASE operation", 0};
constexpr Query kRollbackTo{"rollback to", "ROLLBACK TO operation", 0};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  int columns() const override { return sqlite3_column_count(statement_); }
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  double real(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string_view text(int column) const override {
    const auto* begin = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return begin == nullptr ? std::string_view() : std::string_view(begin, static_cast<std::size_t>(bytes(column)));
  }
  Blob blob(int column) const override {
    const auto* begin = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    return begin == nullptr ? Blob() : Blob(begin, static_cast<std::size_t>(bytes(column)));
  }

 private:
  int bytes(int column) const { return sqlite3_column_bytes(statement_, column); }
  sqlite3_stmt* statement_;
};

}  // namespace

struct SqliteConnection::Statement {
  sqlite3_stmt* handle = nullptr;
  std::string text;
  std::vector<int> positions;  // of $1, $2 …; 0 where the text does not use it
  std::uint64_t last_use = 0;
  bool in_use = false;

  ~Statement() { sqlite3_finalize(handle); }

  // By name: `$2 || $1` numbers its parameters by first appearance.
  int bind(std::size_t index, const Value& value) const {
    const int at = positions[index];
    if (at == 0) return SQLITE_OK;
    struct Binder {
      sqlite3_stmt* handle;
      int at;
      int operator()(std::nullptr_t) const { return sqlite3_bind_null(handle, at); }
      int operator()(std::int64_t v) const { return sqlite3_bind_int64(handle, at, v); }
      int operator()(double v) const { return sqlite3_bind_double(handle, at, v); }
      // A null pointer would bind NULL, and an empty view may hold one.
      int operator()(std::string_view v) const {
        return sqlite3_bind_text64(handle, at, v.empty() ? "" : v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
      }
      int operator()(Blob v) const {
        return sqlite3_bind_blob64(handle, at, v.empty() ? "" : static_cast<const void*>(v.data()), v.size(), SQLITE_STATIC);
      }
    };
    return std::visit(Binder{handle, at}, value);
  }
};

/// A prepared statement lent for one run. A statement that is still running further up the stack is compiled again.
class SqliteConnection::Use {
 public:
  Use(SqliteConnection& connection, const Query& query) : connection_(connection) {
    auto& cached = connection.statements_[query.text.data()];
    if (cached != nullptr && cached->in_use) {
      own_ = connection.compile(query);
      statement_ = own_.get();
    } else {
      if (cached == nullptr || cached->text != query.text) cached = connection.compile(query);
      statement_ = cached.get();
    }
    statement_->in_use = true;
    statement_->last_use = ++connection.tick_;
  }
  ~Use() {
    sqlite3_reset(statement_->handle);
    statement_->in_use = false;
    if (connection_.statements_.size() > kStatements) connection_.evict();
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  /// Runs to the end and returns the rows changed.
  template <class Sink>
  std::int64_t run(const Query& query, std::span<const Value> values, Sink&& sink) {
    sqlite3* const handle = connection_.handle_;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (const int code = statement_->bind(i, values[i]); code != SQLITE_OK) throw_sqlite(handle, code, query.name);
    }
    const SqliteRow row(statement_->handle);
    const auto before = sqlite3_total_changes64(handle);
    int code = sqlite3_step(statement_->handle);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement_->handle)) sink(row);
    if (code != SQLITE_DONE) throw_sqlite(handle, code, query.name);
    return sqlite3_total_changes64(handle) == before ? 0 : sqlite3_changes64(handle);
  }
  void reset() { sqlite3_reset(statement_->handle); }

 private:
  SqliteConnection& connection_;
  std::unique_ptr<Statement> own_;
  Statement* statement_ = nullptr;
};

SqliteConnection::SqliteConnection(const SqliteOptions& options, Role role) {
  try {
    open(options, role);
  } catch (...) {
    sqlite3_close_v2(handle_);
    throw;
  }
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close_v2(handle_);
}

void SqliteConnection::open(const SqliteOptions& options, Role role) {
  const int access = role == Role::writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const char* const vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  if (const int code = sqlite3_open_v2(options.path.c_str(), &handle_, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
      code != SQLITE_OK) {
    throw_sqlite(handle_, code, "opening " + options.path);
  }
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // Plans that depend on the values bound would be made anew at each run, LIKE's above all.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  configure("PRAGMA temp_store = MEMORY");
  if (role == Role::writer) {
    configure("PRAGMA journal_mode = WAL");
    configure(options.synchronous == Synchronous::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    configure("PRAGMA foreign_keys = ON");
    configure("PRAGMA secure_delete = ON");
    configure("PRAGMA cache_size = -8000");
    configure("PRAGMA journal_size_limit = 67108864");
    // Replaces automatic checkpoints: the writer makes them after the waiters are awake.
    sqlite3_wal_hook(
        handle_,
        [](void* self, sqlite3*, const char*, int pages) {
          static_cast<SqliteConnection*>(self)->log_pages_ = pages;
          return SQLITE_OK;
        },
        this);
  } else {
    // Two connections that checkpoint are what SQLite's WAL-reset bug needs; a reader is never one of them.
    configure("PRAGMA wal_autocheckpoint = 0");
    keep_log();
    configure("PRAGMA cache_size = -2000");
  }
  sqlite3_set_authorizer(handle_, &SqliteConnection::authorize, this);
}

void SqliteConnection::configure(const char* pragma) {
  char* message = nullptr;
  const int code = sqlite3_exec(handle_, pragma, nullptr, nullptr, &message);
  sqlite3_free(message);
  if (code != SQLITE_OK) throw_sqlite(handle_, code, pragma);
}

int SqliteConnection::authorize(void* self, int action, const char*, const char*, const char*, const char*) {
  const bool refused = (action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT || action == SQLITE_ATTACH || action == SQLITE_DETACH) &&
                       !static_cast<SqliteConnection*>(self)->controlling_;
  return refused ? SQLITE_DENY : SQLITE_OK;
}

std::unique_ptr<SqliteConnection::Statement> SqliteConnection::compile(const Query& query) {
  auto statement = std::make_unique<Statement>();
  statement->text = query.text;
  const char* const end = statement->text.data() + statement->text.size();
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_, statement->text.c_str(), static_cast<int>(statement->text.size()) + 1,
                                      SQLITE_PREPARE_PERSISTENT, &statement->handle, &tail);
  if (code != SQLITE_OK) throw_sqlite(handle_, code, query.name);
  if (statement->handle == nullptr) throw Failure(fmt::format("{}: holds no statement", query.name));
  if (std::string_view(tail, end).find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    throw Failure(fmt::format("{}: holds more than one statement", query.name));
  }
  int used = 0;
  for (int i = 1; i <= query.parameters; ++i) {
    statement->positions.push_back(sqlite3_bind_parameter_index(statement->handle, fmt::format("${}", i).c_str()));
    used += statement->positions.back() != 0;
  }
  if (used != sqlite3_bind_parameter_count(statement->handle)) {
    throw Failure(fmt::format("{}: has parameters other than $1 to ${}", query.name, query.parameters));
  }
  return statement;
}

void SqliteConnection::evict() {
  const auto oldest = std::ranges::min_element(statements_, {}, [](const auto& entry) {
    return std::pair(entry.second != nullptr && entry.second->in_use, entry.second != nullptr ? entry.second->last_use : 0);
  });
  if (oldest->second == nullptr || !oldest->second->in_use) statements_.erase(oldest);
}

std::int64_t SqliteConnection::run(const Query& query, std::span<const Value> values, FunctionRef<void(const Row&)> sink) try {
  check_values(query, values);
  return Use(*this, query).run(query, values, sink);
} catch (const Failure&) {
  failed_ = true;
  throw;
}

std::int64_t SqliteConnection::run_many(const Query& query, std::span<const Value> values) try {
  const auto each = static_cast<std::size_t>(query.parameters);
  if (each == 0 || values.size() % each != 0) throw Failure(fmt::format("{}: run_many takes {} values for each run", query.name, each));
  Use use(*this, query);
  std::int64_t changed = 0;
  for (; !values.empty(); values = values.subspan(each)) {
    check_values(query, values.first(each));
    changed += use.run(query, values.first(each), [](const Row&) {});
    use.reset();
  }
  return changed;
} catch (const Failure&) {
  failed_ = true;
  throw;
}

void SqliteConnection::prepare(const Query& query) { compile(query); }

void SqliteConnection::script(std::string_view text) {
  const std::string terminated(text);
  if (const int code = sqlite3_exec(handle_, terminated.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK) {
    failed_ = true;
    throw_sqlite(handle_, code, "script");
  }
}

void SqliteConnection::control(const Query& query) {
  struct Controlling {
    bool& flag;
    explicit Controlling(bool& f) : flag(f) { flag = true; }
    ~Controlling() { flag = false; }
  } const controlling(controlling_);
  Use(*this, query).run(query, {}, [](const Row&) {});
}

void SqliteConnection::begin() {
  control(kBegin);
  failed_ = false;
}
void SqliteConnection::begin_immediate() {
  control(kBeginImmediate);
  failed_ = false;
}
void SqliteConnection::commit() { control(kCommit); }
void SqliteConnection::rollback() {
  if (!in_transaction()) return;
  try {
    control(kRollback);
  } catch (const std::exception&) {
    // in_transaction() tells; the owner then opens a new connection.
  }
}
void SqliteConnection::savepoint() {
  control(kSavepoint);
  failed_ = false;
}
void SqliteConnection::release() { control(kRelease); }
void SqliteConnection::rollback_to_savepoint() { control(kRollbackTo); }

void SqliteConnection::check_keepable() {
  if (failed_) throw Failure("a statement failed in this transaction, which can therefore not be kept");
  int unresolved = 0;
  int unused = 0;
  sqlite3_db_status(handle_, SQLITE_DBSTATUS_DEFERRED_FKS, &unresolved, &unused, 0);
  if (unresolved != 0) throw ConstraintViolated("a deferred foreign key points nowhere");
}

void SqliteConnection::copy_to(const std::string& path) {
  sqlite3* opened = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> target(opened, &sqlite3_close_v2);
  // Half a copy is of no use to anybody, so nothing needs to be rolled back.
  if (code == SQLITE_OK) code = sqlite3_exec(opened, "PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL", nullptr, nullptr, nullptr);
  sqlite3_backup* const copy = code == SQLITE_OK ? sqlite3_backup_init(opened, "main", handle_, "main") : nullptr;
  if (copy != nullptr) {
    sqlite3_backup_step(copy, -1);
    code = sqlite3_backup_finish(copy);
  }
  if (copy == nullptr || code != SQLITE_OK) throw_sqlite(opened, code, "copying the database to " + path);
}

void SqliteConnection::checkpoint(int mode) {
  int in_log = 0;
  int copied = 0;
  const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, &in_log, &copied);
  if (code == SQLITE_OK && in_log == copied) log_pages_ = 0;
}

}  // namespace gongshi::db
