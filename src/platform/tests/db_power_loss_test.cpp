// The power fails while many write: what was acknowledged is there, whole. And an input or output fails: nothing false is acknowledged, and
// the next write works.
#include <algorithm>
#include <atomic>
#include <iostream>
#include <thread>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "platform/db/testing.hpp"
#include "platform/tests/crash_disk.hpp"

namespace gongshi::db {
namespace {

using test::CrashDisk;
using test::DiskImage;
using test::Loss;
using test::PowerLoss;

constexpr Query kLeft{"left.add", "INSERT INTO left_row (id, body) VALUES ($1, $2)", 2};
constexpr Query kRight{"right.add", "INSERT INTO right_row (id, body) VALUES ($1, $2)", 2};
constexpr Query kLefts{"left.all", "SELECT id FROM left_row ORDER BY id"};
constexpr Query kRights{"right.all", "SELECT id FROM right_row ORDER BY id"};
constexpr Query kCheck{"check", "PRAGMA integrity_check"};
constexpr int kSessions = 6;
constexpr int kWriters = 8;
constexpr int kWrites = 40;  // of one writer in one session

struct Acknowledged {
  std::int64_t id;
  std::size_t when;  // events on the disk before the answer
};

void create(Database& database) {
  const auto done = database.write([](WriteTx& tx) -> Result<bool> {
    tx.script("CREATE TABLE left_row (id INTEGER PRIMARY KEY, body TEXT) STRICT; CREATE TABLE right_row (id INTEGER PRIMARY KEY, body TEXT) STRICT");
    return true;
  });
  ASSERT_TRUE(done.has_value());
}
void add_pair(Database& database, std::int64_t id, std::size_t size) {
  const std::string body(size, 'x');
  const auto done = database.write([&](WriteTx& tx) -> Result<bool> {
    tx.run(kLeft, id, body);
    tx.run(kRight, id, body);
    return true;
  });
  ASSERT_TRUE(done.has_value());
}

/// The lock and the private file that go with a database are on a real disk.
class PowerLossTest : public testing::Test {
 protected:
  PowerLossTest() { folder_.close(); }
  std::unique_ptr<Database> open(const CrashDisk& disk, Synchronous synchronous = Synchronous::full) {
    return open_sqlite({.path = folder_.path(), .vfs = disk.name(), .synchronous = synchronous});
  }

  /// Several threads write pairs, the database is closed and opened again a few times.
  std::vector<Acknowledged> write_pairs(CrashDisk& disk, Synchronous synchronous) {
    std::vector<Acknowledged> all;
    for (int session = 0; session < kSessions; ++session) {
      const auto database = open(disk, synchronous);
      if (session == 0) create(*database);
      std::vector<std::vector<Acknowledged>> of(kWriters);
      std::vector<std::thread> writers;
      for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&, writer] {
          for (int n = 0; n < kWrites; ++n) {
            const std::int64_t id = (std::int64_t{session} * kWriters + writer) * kWrites + n + 1;
            add_pair(*database, id, 100 + static_cast<std::size_t>(id * 37 % 900));
            of[static_cast<std::size_t>(writer)].push_back({id, disk.events()});
          }
        });
      }
      for (auto& writer : writers) writer.join();
      for (const auto& some : of) all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }

  struct Found {
    std::size_t lost = 0;  // acknowledged and not there, over all points
    std::size_t halved = 0;
    std::size_t broken = 0;
    std::size_t points = 0;
  };
  Found look_after_power_losses(Synchronous synchronous, std::size_t points) {
    CrashDisk disk;
    const auto acknowledged = write_pairs(disk, synchronous);
    const auto& history = disk.history();
    PowerLoss power(history);
    std::mt19937 random(20'261'126);
    Found found;
    for (std::size_t point = 0; point < points; ++point) {
      const std::size_t when = history.size() * (point + 1) / points;
      static constexpr Loss kLosses[] = {Loss::all, Loss::some, Loss::torn};
      look(power.at(when, kLosses[point % 3], random), when, acknowledged, found);
    }
    std::cout << "  " << acknowledged.size() << " acknowledged, " << history.size() << " events on the disk, " << found.points << " power losses: " << found.lost
              << " lost, " << found.halved << " halved, " << found.broken << " broken\n";
    return found;
  }
  void look(const DiskImage& image, std::size_t when, const std::vector<Acknowledged>& acknowledged, Found& found) {
    ++found.points;
    CrashDisk after;
    after.load(image);
    const auto database = open(after);
    std::vector<std::int64_t> left;
    std::vector<std::int64_t> right;
    try {
      database->read([&](ReadTx& tx) {
        if (tx.one<std::string>(kCheck) != "ok") ++found.broken;
        left = tx.all<std::int64_t>(kLefts);
        right = tx.all<std::int64_t>(kRights);
      });
    } catch (const Failure&) {
      create(*database);  // the power failed before there were tables, or took them
    }
    if (left != right) ++found.halved;
    for (const Acknowledged& one : acknowledged) {
      if (one.when <= when && !std::ranges::binary_search(left, one.id)) ++found.lost;
    }
    add_pair(*database, 1'000'000, 10);
  }

  FreshDatabase folder_{Engine::sqlite};
};

TEST_F(PowerLossTest, LosesAndHalvesNothingAcknowledged) {
  const Found found = look_after_power_losses(Synchronous::full, 1000);
  EXPECT_EQ(found.points, 1000u);
  EXPECT_EQ(found.lost, 0u);
  EXPECT_EQ(found.halved, 0u);
  EXPECT_EQ(found.broken, 0u);
}

// That the test above can fail: without a sync at each commit the same power losses do take acknowledged writes with them.
TEST_F(PowerLossTest, WouldLoseAcknowledgedWritesWithoutASyncAtEachCommit) {
  const Found found = look_after_power_losses(Synchronous::normal, 200);
  EXPECT_GT(found.lost, 0u);
  EXPECT_EQ(found.halved, 0u) << "SQLite keeps order even so";
  EXPECT_EQ(found.broken, 0u);
}

struct Fault {
  const char* name;
  int code;
  CrashDisk::Lasting lasting;
};
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

class DiskFaultTest : public PowerLossTest, public testing::WithParamInterface<Fault> {};
INSTANTIATE_TEST_SUITE_P(Kinds, DiskFaultTest,
                         testing::Values(Fault{"full", SQLITE_FULL, CrashDisk::Lasting::once}, Fault{"full_until_mended", SQLITE_FULL, CrashDisk::Lasting::until_mended},
                                         Fault{"broken", SQLITE_IOERR_WRITE, CrashDisk::Lasting::once},
                                         Fault{"broken_until_mended", SQLITE_IOERR_WRITE, CrashDisk::Lasting::until_mended}),
                         [](const auto& info) { return std::string(info.param.name); });

// SQLite's own method: the first call fails, then the second, … until nothing is left to fail. Large writes, so that pages spill before the commit.
TEST_P(DiskFaultTest, AFailedCallAcknowledgesNothingAndTheNextWriteWorks) {
  CrashDisk disk;
  const auto database = open(disk);
  create(*database);
  std::vector<std::int64_t> expected;
  std::int64_t id = 0;
  int failures = 0;
  for (std::int64_t n = 1;; ++n) {
    SCOPED_TRACE("call " + std::to_string(n));
    disk.fail(n, GetParam().code, GetParam().lasting);
    ++id;
    bool acknowledged = false;
    try {
      const auto done = database->write([&](WriteTx& tx) -> Result<bool> {
        tx.run(kLeft, id, std::string(60'000, 'l'));
        tx.run(kRight, id, std::string(60'000, 'r'));
        return true;
      });
      acknowledged = done.has_value();
    } catch (const StorageFull&) {
      EXPECT_EQ(GetParam().code, SQLITE_FULL);
    } catch (const Unavailable&) {
    }
    const bool failed = disk.failed();
    disk.mend();
    if (acknowledged) expected.push_back(id);
    failures += !acknowledged;
    database->read([&](ReadTx& tx) {
      ASSERT_EQ(tx.all<std::int64_t>(kLefts), expected);
      ASSERT_EQ(tx.all<std::int64_t>(kRights), expected);
    });
    EXPECT_NO_THROW(add_pair(*database, ++id, 10));
    expected.push_back(id);
    if (HasFailure() || (!failed && acknowledged)) break;
  }
  EXPECT_GT(failures, 20) << "there were calls to fail";
  EXPECT_TRUE(database->healthy());
  database->read([&](ReadTx& tx) { EXPECT_EQ(tx.one<std::string>(kCheck), "ok"); });
  std::cout << "  " << failures << " failed calls\n";
}

}  // namespace
}  // namespace gongshi::db
