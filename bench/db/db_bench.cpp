// db_bench [SECONDS]: durable single-row writes and reads per second on both engines, as a table.
//
// SQLite in the current folder's file system; PostgreSQL where GONGSHI_TEST_POSTGRES says (tools/with_postgres --durable
// build/.../db_bench).
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "platform/db/migrations.hpp"

using namespace gongshi;
using Clockwork = std::chrono::steady_clock;

namespace {

constexpr db::Migration kSchema[] = {{"bench", 1, "0001_create",
                                      "CREATE TABLE bench_comment (id BIGINT PRIMARY KEY, room BIGINT NOT NULL, body TEXT NOT NULL);"
                                      "CREATE INDEX bench_comment_room ON bench_comment (room, id);"
                                      "CREATE TABLE bench_vote (person BIGINT NOT NULL, statement BIGINT NOT NULL, vote BIGINT NOT NULL,"
                                      " at BIGINT NOT NULL, PRIMARY KEY (person, statement));"}};
constexpr db::Query kAdd{"comment.add", "INSERT INTO bench_comment (id, room, body) VALUES ($1, $2, $3)", 3};
constexpr db::Query kFind{"comment.find", "SELECT body FROM bench_comment WHERE id = $1", 1};
constexpr db::Query kPage{"comment.page", "SELECT id, body FROM bench_comment WHERE room = $1 ORDER BY room DESC, id DESC LIMIT 20", 1};
constexpr db::Query kVote{"vote.put",
                          "INSERT INTO bench_vote (person, statement, vote, at) VALUES ($1, $2, $3, $4) "
                          "ON CONFLICT (person, statement) DO UPDATE SET vote = $3, at = $4",
                          4};

/// Calls `work(thread, n)` on many threads for a while; prints the rate and how long one call took.
void measure(std::string_view engine, std::string_view what, int threads, double seconds,
             const std::function<void(int, std::int64_t)>& work) {
  std::atomic<bool> stop = false;
  std::vector<std::vector<float>> times(static_cast<std::size_t>(threads));
  std::vector<std::thread> workers;
  const auto begin = Clockwork::now();
  for (int t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      for (std::int64_t n = 0; !stop; ++n) {
        const auto before = Clockwork::now();
        work(t, n);
        times[static_cast<std::size_t>(t)].push_back(std::chrono::duration<float, std::milli>(Clockwork::now() - before).count());
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  stop = true;
  for (auto& worker : workers) worker.join();
  const double passed = std::chrono::duration<double>(Clockwork::now() - begin).count();
  std::vector<float> all;
  for (const auto& each : times) all.insert(all.end(), each.begin(), each.end());
  std::ranges::sort(all);
  const auto at = [&](double share) { return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))]; };
  fmt::print("{:<9} {:<28} {:>7} {:>11.0f} {:>9.2f} {:>9.2f}\n", engine, what, threads, static_cast<double>(all.size()) / passed, at(0.5),
             at(0.99));
  std::fflush(stdout);
}

void bench(std::string_view engine, db::Database& database, double seconds) {
  db::migrate(database, kSchema, SystemClock());
  const std::string body(120, 'x');
  std::atomic<std::int64_t> last = 0;
  const auto add = [&](int, std::int64_t) {
    const std::int64_t id = ++last;
    const auto done = database.write([&](db::WriteTx& tx) -> Result<std::int64_t> { return tx.run(kAdd, id, id % 100, body); });
    if (!done) std::abort();
  };
  for (const int threads : {1, 64, 256}) measure(engine, "write: insert one row", threads, seconds, add);
  for (const int threads : {64, 256}) {
    measure(engine, "write: read 1, upsert 1", threads, seconds, [&](int thread, std::int64_t n) {
      const auto done = database.write([&](db::WriteTx& tx) -> Result<std::int64_t> {
        tx.one<std::string>(kFind, thread + 1);
        return tx.run(kVote, thread, n % 200, n % 3 - 1, n);
      });
      if (!done) std::abort();
    });
  }
  for (const int threads : {1, 4, 64}) {
    measure(engine, "read: one row by key", threads, seconds, [&](int thread, std::int64_t n) {
      database.read([&](db::ReadTx& tx) {
        if (!tx.one<std::string>(kFind, (thread * 7919 + n * 104729) % last + 1)) std::abort();
      });
    });
  }
  measure(engine, "read: newest 20 of a room", 64, seconds, [&](int thread, std::int64_t n) {
    database.read([&](db::ReadTx& tx) {
      tx.each(
          kPage,
          [](const db::Row& row) {
            if (row.text(1).empty()) std::abort();
          },
          (thread + n) % 100);
    });
  });
}

}  // namespace

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::atof(arguments[1]) : 3;
  fmt::print("{:<9} {:<28} {:>7} {:>11} {:>9} {:>9}\n", "engine", "work", "threads", "per second", "p50 ms", "p99 ms");
  const auto folder = std::filesystem::current_path() / ("db_bench_" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  bench("sqlite", *db::open_sqlite({.path = folder / "bench.db"}), seconds);
  std::filesystem::remove_all(folder);
  if (const char* cluster = std::getenv("GONGSHI_TEST_POSTGRES"); cluster != nullptr) {
    bench("postgres", *db::open_postgres({.connection = cluster}), seconds);
  } else {
    fmt::print("postgres: not measured; start with tools/with_postgres --durable\n");
  }
}
