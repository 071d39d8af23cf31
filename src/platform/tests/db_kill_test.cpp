// A process that writes is killed at random moments: what it acknowledged is there once and whole.
#include <algorithm>
#include <csignal>
#include <iostream>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "platform/db/testing.hpp"

namespace gongshi::db {
namespace {

constexpr Query kLeft{"left.add", "INSERT INTO left_row (id, body) VALUES ($1, $2)", 2};
constexpr Query kRight{"right.add", "INSERT INTO right_row (id, body) VALUES ($1, $2)", 2};
constexpr Query kLefts{"left.all", "SELECT id FROM left_row ORDER BY id"};
constexpr Query kRights{"right.all", "SELECT id FROM right_row ORDER BY id"};
constexpr int kKills = 20;
constexpr int kWriters = 8;

/// Writes pairs for ever; sends each id to `pipe` after its write() has returned.
[[noreturn]] void write_pairs(Database& database, int round, int pipe) {
  const std::string body(300, 'x');
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (std::int64_t n = 0;; ++n) {
        const std::int64_t id = (std::int64_t{round} * kWriters + writer) * 1'000'000 + n;
        const auto done = database.write([&](WriteTx& tx) -> Result<bool> {
          tx.run(kLeft, id, body);
          tx.run(kRight, id, body);
          return true;
        });
        if (done && write(pipe, &id, sizeof id) != sizeof id) _exit(1);
      }
    });
  }
  for (auto& writer : writers) writer.join();
  _exit(1);
}

class KillTest : public testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, KillTest, testing::ValuesIn(kEngines), EngineName());

TEST_P(KillTest, LosesAndHalvesNothingAcknowledged) {
  FreshDatabase database(GetParam());
  {
    const auto done = database->write([](WriteTx& tx) -> Result<bool> {
      tx.script("CREATE TABLE left_row (id BIGINT PRIMARY KEY, body TEXT); CREATE TABLE right_row (id BIGINT PRIMARY KEY, body TEXT)");
      return true;
    });
    ASSERT_TRUE(done.has_value());
  }
  std::mt19937 random(std::random_device{}());
  std::vector<std::int64_t> acknowledged;
  for (int round = 0; round < kKills; ++round) {
    database.close();
    std::array<int, 2> pipe{};
    ASSERT_EQ(pipe2(pipe.data(), O_CLOEXEC), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(pipe[0]);
      database.open();
      write_pairs(*database, round, pipe[1]);
    }
    close(pipe[1]);
    std::int64_t id = 0;
    // The first acknowledgement starts the clock, so that every round has work under way.
    ASSERT_EQ(read(pipe[0], &id, sizeof id), static_cast<ssize_t>(sizeof id));
    acknowledged.push_back(id);
    std::thread killer([&, after = std::uniform_int_distribution(0, 60'000)(random)] {
      std::this_thread::sleep_for(std::chrono::microseconds(after));
      kill(child, SIGKILL);
    });
    while (read(pipe[0], &id, sizeof id) == sizeof id) acknowledged.push_back(id);
    killer.join();
    close(pipe[0]);
    waitpid(child, nullptr, 0);

    database.open();
    const auto [left, right] =
        database->read([](ReadTx& tx) { return std::pair(tx.all<std::int64_t>(kLefts), tx.all<std::int64_t>(kRights)); });
    EXPECT_EQ(left, right) << "half a pair, in round " << round;
    std::ranges::sort(acknowledged);
    EXPECT_TRUE(std::ranges::includes(left, acknowledged)) << "an acknowledged write is missing, in round " << round;
  }
  if (GetParam() == Engine::sqlite) {
    EXPECT_EQ(database->read([](ReadTx& tx) { return *tx.one<std::string>({"check", "PRAGMA integrity_check"}); }), "ok");
  }
  RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
  std::cout << acknowledged.size() << " pairs acknowledged over " << kKills << " kills\n";
}

}  // namespace
}  // namespace gongshi::db
