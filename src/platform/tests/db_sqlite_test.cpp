// What SQLite alone must show: groups of writes, and a disk that fails or fills.
#include <cerrno>
#include <csignal>
#include <future>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "platform/db/testing.hpp"

namespace gongshi::db {
namespace {

constexpr Query kAdd{"row.add", "INSERT INTO row (id, body) VALUES ($1, $2)", 2};
constexpr Query kCount{"row.count", "SELECT count(*) FROM row"};
constexpr Query kCheck{"check", "PRAGMA integrity_check"};

void create(Database& database) {
  const auto done = database.write([](WriteTx& tx) -> Result<bool> {
    tx.script("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
    return true;
  });
  ASSERT_TRUE(done.has_value());
}
void add(Database& database, std::int64_t id, std::size_t size = 10) {
  const std::string body(size, 'x');
  ASSERT_TRUE(database.write([&](WriteTx& tx) -> Result<std::int64_t> { return tx.run(kAdd, id, body); }).has_value());
}
std::int64_t count(Database& database) {
  return database.read([](ReadTx& tx) { return *tx.one<std::int64_t>(kCount); });
}

/// Holds the writer inside an operation, so that what follows meets in one group.
class Gate {
 public:
  explicit Gate(Database& database) {
    std::promise<void> entered;
    holder_ = std::thread([this, &database, &entered] {
      bool told = false;
      const auto done = database.write([&](WriteTx&) -> Result<bool> {
        if (!std::exchange(told, true)) entered.set_value();
        open_.get_future().wait();
        return true;
      });
      EXPECT_TRUE(done.has_value());
    });
    entered.get_future().wait();
  }
  void open() {
    open_.set_value();
    holder_.join();
  }

 private:
  std::promise<void> open_;
  std::thread holder_;
};

TEST(Sqlite, AnOperationFailsWithoutItsNeighbours) {
  FreshDatabase database(Engine::sqlite);
  create(*database);
  Gate gate(*database);
  std::vector<std::thread> threads;
  std::atomic<int> kept = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> thrown = 0;
  for (int i = 0; i < 30; ++i) {
    threads.emplace_back([&, i] {
      try {
        const auto result = database->write([&](WriteTx& tx) -> Result<bool> {
          tx.run(kAdd, i, "x");
          if (i % 3 == 1) return fail(ErrorKind::conflict, "test.refused");
          if (i % 3 == 2) throw std::runtime_error("thrown");
          return true;
        });
        ++(result ? kept : refused);
      } catch (const std::runtime_error&) {
        ++thrown;
      }
    });
  }
  gate.open();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(kept, 10);
  EXPECT_EQ(refused, 10);
  EXPECT_EQ(thrown, 10);
  EXPECT_EQ(count(*database), 10);
}

TEST(Sqlite, AFullQueueRefuses) {
  FreshDatabase folder(Engine::sqlite);
  folder.close();
  const auto database = open_sqlite({.path = folder.path(), .queue_limit = 4});
  create(*database);
  Gate gate(*database);
  std::vector<std::thread> threads;
  std::atomic<int> kept = 0;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 20; ++i) {
    threads.emplace_back([&, i] {
      try {
        add(*database, i);
        ++kept;
      } catch (const Unavailable&) {
        ++refused;
      }
    });
  }
  while (refused < 16) std::this_thread::yield();
  EXPECT_FALSE(database->healthy());
  gate.open();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(kept, 4);
  EXPECT_EQ(count(*database), 4);
  EXPECT_TRUE(database->healthy());
}

TEST(Sqlite, NobodyEndsTheGroupsTransaction) {
  FreshDatabase database(Engine::sqlite);
  create(*database);
  for (const char* text : {"COMMIT", "ROLLBACK", "SAVEPOINT x", "ATTACH ':memory:' AS y"}) {
    EXPECT_THROW(
        {
          const auto done = database->write([&](WriteTx& tx) -> Result<bool> {
            tx.script(text);
            return true;
          });
          static_cast<void>(done);
        },
        Failure)
        << text;
  }
  add(*database, 1);
}

TEST(Sqlite, FilesAreTheOwnersOnly) {
  FreshDatabase database(Engine::sqlite);
  create(*database);
  for (const auto& entry : std::filesystem::directory_iterator(database.folder())) {
    struct stat info {};
    ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u) << entry.path();
  }
}

TEST(Sqlite, TheLogStaysShortUnderLoad) {
  FreshDatabase database(Engine::sqlite);
  create(*database);
  for (int i = 0; i < 60; ++i) add(*database, i, 1 << 20);
  EXPECT_LT(std::filesystem::file_size(database.path() + "-wal"), 64u << 20);
}

// ---- A disk that fails at the n-th call, through the hooks SQLite's own tests use.

struct Disk {
  static inline int (*real_write)(int, const void*, std::size_t) = nullptr;
  static inline int (*real_truncate)(int, off_t) = nullptr;
  static inline std::atomic<int> calls_left = -1;  // -1: it works
  static inline int error = 0;

  static bool fails() {
    if (calls_left < 0) return false;
    if (calls_left == 0) return true;
    --calls_left;
    return false;
  }
  static int write(int file, const void* data, std::size_t size) {
    if (fails()) {
      errno = error;
      return -1;
    }
    return real_write(file, data, size);
  }
  static int truncate(int file, off_t size) {
    if (fails()) {
      errno = error;
      return -1;
    }
    return real_truncate(file, size);
  }

  Disk() {
    sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
    real_write = reinterpret_cast<decltype(real_write)>(vfs->xGetSystemCall(vfs, "write"));
    real_truncate = reinterpret_cast<decltype(real_truncate)>(vfs->xGetSystemCall(vfs, "ftruncate"));
    vfs->xSetSystemCall(vfs, "write", reinterpret_cast<sqlite3_syscall_ptr>(&write));
    vfs->xSetSystemCall(vfs, "ftruncate", reinterpret_cast<sqlite3_syscall_ptr>(&truncate));
  }
  ~Disk() {
    calls_left = -1;
    sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
    vfs->xSetSystemCall(vfs, "write", nullptr);
    vfs->xSetSystemCall(vfs, "ftruncate", nullptr);
  }
};

class FailingDisk : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Errors, FailingDisk, testing::Values(ENOSPC, EDQUOT, EFBIG, EIO),
                         [](const auto& info) { return std::string(strerrorname_np(info.param)); });

TEST_P(FailingDisk, AtEveryWriteLosesNothingAcknowledged) {
  Disk disk;
  FreshDatabase database(Engine::sqlite);
  create(*database);
  Disk::error = GetParam();
  std::int64_t id = 0;
  std::int64_t kept = 0;
  bool reached_the_end = false;
  for (int allowed = 0; !reached_the_end && allowed < 500; ++allowed) {
    Disk::calls_left = allowed;
    try {
      add(*database, ++id, 40'000);
      ++kept;
      reached_the_end = Disk::calls_left > 0;
    } catch (const StorageFull&) {
      EXPECT_NE(GetParam(), EIO);
      EXPECT_FALSE(database->healthy());
    } catch (const Unavailable&) {
      EXPECT_EQ(GetParam(), EIO);
      EXPECT_FALSE(database->healthy());
    }
    EXPECT_EQ(count(*database), kept) << "reads go on, after " << allowed << " calls";
    Disk::calls_left = -1;
    EXPECT_TRUE(database->healthy());
    add(*database, ++id);
    EXPECT_EQ(count(*database), ++kept) << "writes resume, after " << allowed << " calls";
  }
  EXPECT_TRUE(reached_the_end);
  database.close();
  database.open();
  EXPECT_EQ(count(*database), kept);
  EXPECT_EQ(database->read([](ReadTx& tx) { return *tx.one<std::string>(kCheck); }), "ok");
}

// The same by the kernel itself: no file may grow. In a process of its own, as the limit is the process's.
int fill_to_the_limit(const std::string& path) {
  std::signal(SIGXFSZ, SIG_IGN);
  const auto database = open_sqlite({.path = path});
  create(*database);
  for (int i = 0; i < 100; ++i) add(*database, i, 1000);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = std::filesystem::file_size(path + "-wal") + 100'000;
  setrlimit(RLIMIT_FSIZE, &limit);
  std::int64_t kept = 100;
  int full = 0;
  for (int i = 100; i < 1000 && full < 5; ++i) {
    try {
      add(*database, i, 1000);
      ++kept;
    } catch (const StorageFull&) {
      ++full;
    }
  }
  if (full != 5) return 1;
  if (count(*database) != kept) return 2;
  limit.rlim_cur = before;
  setrlimit(RLIMIT_FSIZE, &limit);
  add(*database, 5000);
  return count(*database) == kept + 1 ? 0 : 3;
}

TEST(Sqlite, AFullDiskStopsWritesOnlyAndForAsLongAsItLasts) {
  FreshDatabase folder(Engine::sqlite);
  folder.close();
  const pid_t child = fork();
  if (child == 0) {
    int code = 9;
    try {
      code = fill_to_the_limit(folder.path());
    } catch (const std::exception& error) {
      fprintf(stderr, "%s\n", error.what());
    }
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

// A connection opens its files one after another: wherever descriptors end, who reads waits for one that is there.
TEST(Sqlite, WithoutDescriptorsOneReadsAfterAnother) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  for (rlim_t spare = 0; spare < 3; ++spare) {
    FreshDatabase database(Engine::sqlite);
    create(*database);
    EXPECT_EQ(count(*database), 0);
    std::promise<void> reading;
    std::thread first([&] {
      database->read([&](ReadTx& tx) {
        reading.set_value();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        return *tx.one<std::int64_t>(kCount);
      });
    });
    reading.get_future().wait();
    const int next = ::open("/dev/null", O_RDONLY);
    ::close(next);
    rlimit low = before;
    low.rlim_cur = static_cast<rlim_t>(next) + spare;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
    try {
      EXPECT_EQ(count(*database), 0);
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what() << ", with " << spare << " to spare";
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
    first.join();
  }
}

}  // namespace
}  // namespace gongshi::db
