// One storage interface over SQLite and PostgreSQL: named SQL, typed rows, read(fn) and write(fn).
//
// write(fn): the calling worker blocks; fn runs inside a transaction (on SQLite: on the writer thread, in a savepoint, in a group that is
// committed and synced together), MAY RUN AGAIN, has no effect outside its transaction; an Error returned by fn rolls back. When write()
// returns a value, the change is durable. Writes are serialisable on both engines. After a statement has thrown, the transaction cannot
// be used further. read() and write() are not called inside another of the same database.
//
// SQL that means the same on both engines:
// - Types BIGINT, DOUBLE PRECISION, TEXT, BYTEA; flags are 0/1 and compared with `= 1`; times are epoch milliseconds.
// - PostgreSQL infers a parameter's type from where it stands. Where nothing tells it, or only a small literal does, say it:
//   `CAST($1 AS BIGINT) IS NULL OR state = $1`, `at < CAST($1 AS BIGINT) + 60000` (without the cast both are 32-bit).
// - Not: `::`, `?`, now(), greatest/least, string_agg/group_concat, any(array), LIKE (ignores case on SQLite), CAST(… AS BYTEA), rowid,
//   data-modifying WITH. sum() of BIGINT may be read as integer. Lists are ordered by a unique key.
// - Text holds no NUL byte, a real is never NaN: both are refused.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/describe.hpp>

#include "base/id.hpp"
#include "base/later.hpp"
#include "base/names.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "platform/db/query_times.hpp"

namespace gongshi::db {

/// One named statement out of a queries.sql. Parameters are $1…$n, the same text on both engines.
struct Query {
  std::string_view name;  // "consultation.find"
  std::string_view text;
  int parameters = 0;
  std::string_view postgres{};  // PostgreSQL's own text, where it needs one
};

using Bytes = std::vector<std::byte>;
using Blob = std::span<const std::byte>;
/// Text and blobs are views: they must outlive the call.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Blob>;

// Machinery failures, thrown to the request boundary (503, 507, 500).
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Unavailable : Failure {  // engine gone, or the queue is full
  using Failure::Failure;
};
/// The connection broke during COMMIT: the change may be durable or not. Whoever repeats it must be able to tell.
struct OutcomeUnknown : Unavailable {
  using Unavailable::Unavailable;
};
struct StorageFull : Failure {
  using Failure::Failure;
};
/// A unique, foreign key or check constraint refused the row. Use cases that expect it use ON CONFLICT instead.
struct ConstraintViolated : Failure {
  using Failure::Failure;
};

enum class Engine { sqlite, postgres };

/// The row the statement stands on; valid inside the callback only.
class Row {
 public:
  virtual ~Row() = default;
  virtual int columns() const = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual Blob blob(int column) const = 0;
};

/// Non-owning reference to a callable.
template <class Signature>
class FunctionRef;
template <class R, class... A>
class FunctionRef<R(A...)> {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, FunctionRef>)
  FunctionRef(F&& f)  // NOLINT: implicit by purpose
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
        call_([](void* o, A... a) -> R { return (*static_cast<std::remove_reference_t<F>*>(o))(std::forward<A>(a)...); }) {}
  R operator()(A... a) const { return call_(object_, std::forward<A>(a)...); }

 private:
  void* object_;
  R (*call_)(void*, A...);
};

/// One open transaction on one engine. Implemented by sqlite.cpp and postgres.cpp.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual Engine engine() const = 0;
  /// Runs the statement, hands each row to `sink`, returns the number of rows changed. Throws Failure.
  virtual std::int64_t run(const Query& query, std::span<const Value> values, FunctionRef<void(const Row&)> sink) = 0;
  /// Reads for nobody who waits, see ReadTx::each_in_pieces.
  virtual void run_in_pieces(const Query& query, std::span<const Value> values, FunctionRef<void(const Row&)> sink) { run(query, values, sink); }
  /// The same statement once per tuple (`values` holds them one after another, query.parameters each); rows are dropped. On PostgreSQL
  /// this is pipelined. Returns the rows changed in all.
  virtual std::int64_t run_many(const Query& query, std::span<const Value> values) = 0;
  /// Whether the statement changed exactly one row, see WriteTx::changes_one.
  virtual bool changes_one(const Query& query, std::span<const Value> values) {
    return run(query, values, [](const Row&) {}) == 1;
  }
  /// Prepares the statement without running it; throws Failure when it does not fit the schema or its parameters do not fit
  /// query.parameters. For the test of all queries.
  virtual void prepare(const Query& query) = 0;
  /// A script of several statements without parameters (migrations).
  virtual void script(std::string_view text) = 0;
};

// ---- C++ value -> SQL value
inline Value to_value(std::nullptr_t) { return nullptr; }
inline Value to_value(bool b) { return static_cast<std::int64_t>(b); }
template <std::integral T>
  requires(!std::same_as<T, bool>)
Value to_value(T v) {
  return static_cast<std::int64_t>(v);
}
inline Value to_value(double v) { return v; }
inline Value to_value(std::string_view v) { return v; }
inline Value to_value(const std::string& v) { return std::string_view(v); }
inline Value to_value(const char* v) { return std::string_view(v); }
inline Value to_value(Timestamp t) { return t.milliseconds; }
inline Value to_value(const Bytes& b) { return Blob(b); }
inline Value to_value(Blob b) { return b; }
template <class Tag>
Value to_value(Id<Tag> id) {
  return id.value;
}
/// A described enum is stored by name.
template <DescribedEnum E>
Value to_value(E e) {
  const std::string_view name = enum_name(e);
  if (name.empty()) throw Failure("enumerator without a name");
  return name;
}
template <class T>
Value to_value(const std::optional<T>& v) {
  return v ? to_value(*v) : Value(nullptr);
}

// ---- SQL value -> C++ value
template <class T>
T from_row(const Row& row, int column) {
  if constexpr (requires { typename T::value_type; requires std::same_as<T, std::optional<typename T::value_type>>; }) {
    if (row.is_null(column)) return std::nullopt;
    return from_row<typename T::value_type>(row, column);
  } else if constexpr (std::same_as<T, bool>) {
    return row.integer(column) != 0;
  } else if constexpr (std::integral<T>) {
    return static_cast<T>(row.integer(column));
  } else if constexpr (std::same_as<T, double>) {
    return row.real(column);
  } else if constexpr (std::same_as<T, std::string>) {
    return std::string(row.text(column));
  } else if constexpr (std::same_as<T, Timestamp>) {
    return Timestamp{row.integer(column)};
  } else if constexpr (std::same_as<T, Bytes>) {
    const Blob b = row.blob(column);
    return Bytes(b.begin(), b.end());
  } else if constexpr (is_id<T>) {
    return T{row.integer(column)};
  } else if constexpr (std::is_enum_v<T>) {
    const auto value = enum_from_name<T>(row.text(column));
    if (!value) throw Failure("unknown enumerator in the database: " + std::string(row.text(column)));
    return *value;
  } else {
    static_assert(std::same_as<T, void>, "no SQL mapping for this type");
  }
}

/// A described struct takes its members from the columns in order; a scalar takes column 0.
template <class T>
T read_row(const Row& row) {
  if constexpr (boost::describe::has_describe_members<T>::value) {
    T value{};
    int column = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      auto& target = value.*member.pointer;
      target = from_row<std::remove_cvref_t<decltype(target)>>(row, column++);
    });
    if (column != row.columns()) throw Failure("the columns of the statement do not match the struct that reads them");
    return value;
  } else {
    return from_row<T>(row, 0);
  }
}

/// Counts one run of a statement, however it ends.
struct Timed {
  const Query& query;
  const std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  ~Timed() { observe_query(query, std::chrono::steady_clock::now() - began); }
};

class ReadTx {
 public:
  explicit ReadTx(Connection& connection) : connection_(connection) {}
  ReadTx(const ReadTx&) = delete;
  ReadTx& operator=(const ReadTx&) = delete;

  Engine engine() const { return connection_.engine(); }
  void prepare(const Query& query) { connection_.prepare(query); }

  /// fn(const Row&) for each row.
  template <class F, class... A>
  void each(const Query& query, F&& fn, const A&... arguments) {
    execute(query, fn, arguments...);
  }
  /// The same for a background thread that reads very much. A thread that asks to be served last cannot ask it for PostgreSQL's process: there the
  /// rows come in pieces, with a rest after each, so that those who vote meanwhile do not wait for all of it.
  template <class F, class... A>
  void each_in_pieces(const Query& query, F&& fn, const A&... arguments) {
    const std::array<Value, sizeof...(A)> values{to_value(arguments)...};
    const Timed timed{query};
    connection_.run_in_pieces(query, values, FunctionRef<void(const Row&)>(fn));
  }
  /// All rows as T (scalar, or described struct by position).
  template <class T, class... A>
  std::vector<T> all(const Query& query, const A&... arguments) {
    std::vector<T> rows;
    execute(query, [&](const Row& row) { rows.push_back(read_row<T>(row)); }, arguments...);
    return rows;
  }
  /// The first row, if any.
  template <class T, class... A>
  std::optional<T> one(const Query& query, const A&... arguments) {
    std::optional<T> first;
    execute(query, [&](const Row& row) { if (!first) first = read_row<T>(row); }, arguments...);
    return first;
  }

 protected:
  template <class F, class... A>
  std::int64_t execute(const Query& query, F&& sink, const A&... arguments) {
    const std::array<Value, sizeof...(A)> values{to_value(arguments)...};
    const Timed timed{query};
    return connection_.run(query, values, FunctionRef<void(const Row&)>(sink));
  }
  Connection& connection_;
};

class WriteTx : public ReadTx {
 public:
  using ReadTx::ReadTx;

  /// Rows changed.
  template <class... A>
  std::int64_t run(const Query& query, const A&... arguments) {
    return execute(query, [](const Row&) {}, arguments...);
  }
  /// Whether the statement changed exactly one row. Where writes share a transaction the statement is sent and not waited for, and true is a
  /// promise: should it not hold, nothing is kept, and the function runs again and is told.
  template <class... A>
  bool changes_one(const Query& query, const A&... arguments) {
    const std::array<Value, sizeof...(A)> values{to_value(arguments)...};
    const Timed timed{query};
    return connection_.changes_one(query, values);
  }
  std::int64_t run_many(const Query& query, std::span<const Value> values) {
    const Timed timed{query};
    return connection_.run_many(query, values);
  }
  void script(std::string_view text) { connection_.script(text); }
};

/// The database. Thread-safe. read() and write() block the caller.
class Database {
 public:
  virtual ~Database() = default;
  virtual Engine engine() const = 0;

  /// fn(ReadTx&) sees one consistent snapshot; it may run again. Returns what fn returns. Keep it short: an open snapshot holds the
  /// write-ahead log back.
  template <class F>
  auto read(F&& fn) {
    using R = std::invoke_result_t<F&, ReadTx&>;
    if constexpr (std::is_void_v<R>) {
      run_read([&](ReadTx& tx) { fn(tx); });
    } else {
      std::optional<R> result;
      run_read([&](ReadTx& tx) { result.emplace(fn(tx)); });
      return std::move(*result);
    }
  }

  /// fn(WriteTx&) -> Result<T>. See the contract at the top of this file.
  template <class F>
  auto write(F&& fn) {
    using R = std::invoke_result_t<F&, WriteTx&>;
    std::optional<R> result;
    run_write([&](WriteTx& tx) {
      result.emplace(fn(tx));
      return result->has_value();
    });
    return std::move(*result);
  }

  /// The same without a thread that waits, where the engine has one that writes for all: take() gives what write() would return or throw.
  /// Throws at once what refuses the write before it begins.
  template <class F>
  auto write_later(F fn) -> Later<typename std::invoke_result_t<F&, WriteTx&>::value_type> {
    struct Write {
      explicit Write(F&& given) : fn(std::move(given)) {}
      F fn;
      std::optional<std::invoke_result_t<F&, WriteTx&>> result{};
      std::exception_ptr error{};
      Moment moment{};
    };
    const auto write = std::make_shared<Write>(std::move(fn));
    run_write_later(
        [&write = *write](WriteTx& tx) {
          write.result.emplace(write.fn(tx));
          return write.result->has_value();
        },
        [write](std::exception_ptr error) {
          write->error = std::move(error);
          write->moment.come();
        });
    return {std::shared_ptr<Moment>(write, &write->moment), [write] {
              if (write->error) std::rethrow_exception(write->error);
              return std::move(*write->result);
            }};
  }

  /// Stops accepting writes, finishes those queued, checkpoints.
  virtual void close() = 0;
  /// Whether a trivial write would work now (disk space, engine reachable); for /readyz.
  virtual bool healthy() = 0;
  /// Writes that wait for their turn; for /metrics.
  virtual std::size_t waiting_writes() = 0;

 protected:
  virtual void run_read(FunctionRef<void(ReadTx&)> fn) = 0;
  /// fn returns whether to commit; it may be called again.
  virtual void run_write(FunctionRef<bool(WriteTx&)> fn) = 0;
  /// `done` is called once, with what was thrown; fn lives until then.
  virtual void run_write_later(std::function<bool(WriteTx&)> fn, std::function<void(std::exception_ptr)> done) {
    std::exception_ptr error;
    try {
      run_write(fn);
    } catch (...) {
      error = std::current_exception();
    }
    done(error);
  }
};

class LogFollower;
/// `normal` does not sync the log at each commit: a power loss takes acknowledged writes with it. For the test that shows this alone.
enum class Synchronous { full, normal };

struct SqliteOptions {
  std::string path;             // the database file; its folder must exist
  int readers = 4;              // read-only connections, opened on demand
  std::size_t queue_limit = 4096;
  std::size_t group_limit = 512;  // writes per commit
  std::string vfs{};              // a registered SQLite VFS; empty: the system's own
  Synchronous synchronous = Synchronous::full;
  LogFollower* follower = nullptr;  // copies the log to a second place; outlives the database
};
std::unique_ptr<Database> open_sqlite(const SqliteOptions& options);
/// Only for reading, beside a server that may be using it: takes no lock, makes no file, never checkpoints; write() throws Unavailable.
std::unique_ptr<Database> open_sqlite_to_read(const std::string& path);

struct PostgresOptions {
  std::string connection;  // libpq connection string or URI
  int connections = 12;
};
std::unique_ptr<Database> open_postgres(const PostgresOptions& options);

}  // namespace gongshi::db
