// A backup is whole or refused; a continuous copy gives back what was committed.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "platform/backup/backup.hpp"
#include "platform/backup/continuous.hpp"
#include "platform/backup/disk.hpp"
#include "platform/db/testing.hpp"

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;
using db::Database;
using db::Query;
using db::ReadTx;
using db::WriteTx;

constexpr Query kAdd{"row.add", "INSERT INTO row (id, body) VALUES ($1, $2)", 2};
constexpr Query kIds{"row.ids", "SELECT id FROM row ORDER BY id"};
constexpr Query kCheckRows{"row.check_bodies", "SELECT count(*) FROM row WHERE body = 'wrong'"};
constexpr const Query* kChecks[] = {&kCheckRows};
constexpr Timestamp kNow{1'795'507'200'000};

std::string read_all(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
void write_all(const fs::path& path, std::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

class BackupTest : public testing::Test {
 protected:
  BackupTest() : root_(fs::temp_directory_path() / ("gongshi_backup_" + std::to_string(getpid()))) {
    fs::remove_all(root_);
    fs::create_directories(data_);
    fs::create_directories(second_);
    write_all(data_ / "secrets/key", std::string(32, 'k'));
    write_all(data_ / "files/ab/cdef", "an attachment");
  }
  ~BackupTest() override {
    database_.reset();
    copy_.reset();
    fs::remove_all(root_);
  }

  std::string path() const { return (data_ / kDatabase).string(); }
  void open() { database_ = db::open_sqlite({.path = path()}); }
  void open_with_copy() {
    copy_ = std::make_unique<ContinuousCopy>(data_, second_, clock_);
    database_ = db::open_sqlite({.path = path(), .follower = copy_.get()});
  }
  void close() {
    database_.reset();
    copy_.reset();
  }
  void create() {
    const auto done = database_->write([](WriteTx& tx) -> Result<bool> {
      tx.script("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
      return true;
    });
    ASSERT_TRUE(done.has_value());
  }
  void add(std::int64_t id, std::size_t size = 500) { add_many(id, id, size); }
  void add_many(std::int64_t first, std::int64_t last, std::size_t size) {
    const std::string body(size, 'x');
    const auto done = database_->write([&](WriteTx& tx) -> Result<bool> {
      for (std::int64_t id = first; id <= last; ++id) tx.run(kAdd, id, body);
      return true;
    });
    ASSERT_TRUE(done.has_value());
  }
  void wait_for_copy() {
    while (!copy_->complete() || copy_->behind() > std::chrono::milliseconds(300)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    // One more look begins after this moment.
    std::this_thread::sleep_for(std::chrono::milliseconds(350));
    while (copy_->behind() > std::chrono::milliseconds(300)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  static std::vector<std::int64_t> ids_in(const fs::path& data) {
    const auto database = db::open_sqlite({.path = (data / kDatabase).string()});
    return database->read([](ReadTx& tx) { return tx.all<std::int64_t>(kIds); });
  }
  std::string refusal(const fs::path& backup) {
    try {
      verify(backup, kChecks);
      return "";
    } catch (const Refused& refused) {
      return refused.what();
    }
  }
  static std::vector<std::int64_t> numbers(std::int64_t last) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(last));
    std::ranges::generate(all, [n = std::int64_t{0}]() mutable { return ++n; });
    return all;
  }

  const fs::path root_;
  const fs::path data_ = root_ / "data";
  const fs::path target_ = root_ / "backup";
  const fs::path second_ = root_ / "second";
  const fs::path restored_ = root_ / "restored";
  SystemClock clock_;
  std::unique_ptr<ContinuousCopy> copy_;
  std::unique_ptr<Database> database_;
};

TEST_F(BackupTest, GivesBackWhatWasThereWhileOthersWrite) {
  open();
  create();
  add_many(1, 200, 500);
  std::atomic<bool> stop = false;
  std::int64_t last = 200;
  std::thread writer([&] {
    while (!stop) add(++last);
  });
  const Made made = make(data_, target_, kChecks, kNow);
  stop = true;
  writer.join();
  EXPECT_EQ(made.files, 3);
  const Verified restored = restore(target_, restored_, kChecks);
  EXPECT_EQ(restored.state_of, kNow);
  const auto ids = ids_in(restored_);
  EXPECT_GE(ids.size(), 200u);
  EXPECT_EQ(ids, numbers(static_cast<std::int64_t>(ids.size()))) << "a state that there was";
  EXPECT_EQ(read_all(restored_ / "secrets/key"), std::string(32, 'k'));
  EXPECT_EQ(read_all(restored_ / "files/ab/cdef"), "an attachment");
  EXPECT_EQ(fs::status(restored_).permissions() & fs::perms::all, fs::perms::owner_all);
  EXPECT_EQ(fs::status(restored_ / "secrets/key").permissions() & fs::perms::all, fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(BackupTest, NothingIsEverWrittenOver) {
  open();
  create();
  make(data_, target_, kChecks, kNow);
  for (const fs::path& occupied : {data_, target_, second_ / "x"}) {
    if (occupied == second_ / "x") write_all(occupied, "a file");
    const auto before = files_of(root_).size();
    EXPECT_THROW(make(data_, occupied, kChecks, kNow), Refused) << occupied;
    EXPECT_THROW(restore(target_, occupied, kChecks), Refused) << occupied;
    EXPECT_EQ(files_of(root_).size(), before) << "and nothing is left about";
  }
  EXPECT_THROW(make(data_, data_ / "backup", kChecks, kNow), Refused);
  fs::create_directories(restored_);
  EXPECT_NO_THROW(restore(target_, restored_ / "", kChecks)) << "an empty folder is as good as none";
}

TEST_F(BackupTest, EveryTruncationAndEveryFlippedBitIsRefused) {
  open();
  create();
  add_many(1, 100, 1500);
  make(data_, target_, kChecks, kNow);
  ASSERT_EQ(refusal(target_), "");
  const auto files = files_of(target_);
  std::mt19937 random(20'261'126);
  int refused = 0;
  for (int trial = 0; trial < 1200; ++trial) {
    const fs::path& file = files[random() % files.size()];
    const auto size = fs::file_size(file);
    const std::size_t at = random() % size;
    std::string words;
    if (trial % 2 == 0) {
      const std::string tail = read_all(file).substr(at);
      fs::resize_file(file, at);
      words = refusal(target_);
      std::ofstream(file, std::ios::binary | std::ios::app) << tail;
    } else {
      std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
      const auto flip = [&] {
        stream.seekg(static_cast<std::streamoff>(at));
        const char changed = static_cast<char>(stream.get() ^ (1 << trial / 2 % 8));
        stream.seekp(static_cast<std::streamoff>(at));
        stream.put(changed).flush();
      };
      flip();
      words = refusal(target_);
      flip();
    }
    ASSERT_NE(words, "") << file << " at " << at;
    ASSERT_TRUE(words.contains(file.filename().string())) << words;
    ++refused;
  }
  EXPECT_EQ(refusal(target_), "") << "put back as it was";
  EXPECT_FALSE(fs::exists(restored_));
  std::cout << "  " << refused << " damaged backups refused\n";
}

TEST_F(BackupTest, SaysWhichBytesWereChangedAndWhatDoesNotBelong) {
  open();
  create();
  add_many(1, 1000, 1500);
  make(data_, target_, kChecks, kNow);
  const std::string database = read_all(target_ / kDatabase);
  std::string changed = database;
  changed[(1 << 20) + 5] ^= 1;
  write_all(target_ / kDatabase, changed);
  EXPECT_TRUE(refusal(target_).contains("the bytes from 1048576 to")) << refusal(target_);
  write_all(target_ / kDatabase, database);
  write_all(target_ / "files/stranger", "?");
  EXPECT_TRUE(refusal(target_).contains("stranger does not belong")) << refusal(target_);
  fs::remove(target_ / "files/stranger");
  fs::remove(target_ / "secrets/key");
  EXPECT_TRUE(refusal(target_).contains("key is missing")) << refusal(target_);
  EXPECT_THROW(restore(target_, restored_, kChecks), Refused);
  EXPECT_FALSE(fs::exists(restored_)) << "never opened partly";
}

TEST_F(BackupTest, ContradictionsInTheDataAreFound) {
  open();
  create();
  ASSERT_TRUE(database_->write([&](WriteTx& tx) -> Result<std::int64_t> { return tx.run(kAdd, 1, "wrong"); }).has_value());
  try {
    make(data_, target_, kChecks, kNow);
    FAIL();
  } catch (const Refused& refused) {
    EXPECT_TRUE(std::string(refused.what()).contains("row.check_bodies finds 1")) << refused.what();
  }
}

// ---- the continuous copy

TEST_F(BackupTest, TheCopyFollowsThroughCheckpointsAndRestarts) {
  std::int64_t last = 0;
  for (int run = 0; run < 3; ++run) {
    SCOPED_TRACE("run " + std::to_string(run));
    open_with_copy();
    if (run == 0) create();
    write_all(data_ / ("files/ab/of-run-" + std::to_string(run)), "content " + std::to_string(run));
    for (int i = 0; i < 150; ++i) add(++last, 120'000);  // through more than one checkpoint
    close();
    fs::remove_all(restored_);
    const Verified verified = restore(second_, restored_, kChecks);
    EXPECT_EQ(verified.left_out, 0);
    EXPECT_EQ(ids_in(restored_), numbers(last));
    EXPECT_EQ(read_all(restored_ / ("files/ab/of-run-" + std::to_string(run))), "content " + std::to_string(run));
    EXPECT_EQ(read_all(restored_ / "secrets/key"), std::string(32, 'k'));
  }
  EXPECT_TRUE(fs::exists(second_ / "00000001")) << "every run went on with the snapshot of the first";
  EXPECT_FALSE(fs::exists(second_ / "00000002"));
}

TEST_F(BackupTest, TheCopyBeginsAnewWhenSomethingHappenedWithoutIt) {
  open_with_copy();
  create();
  add(1);
  close();
  open();
  add(2);
  close();
  open_with_copy();
  add(3);
  wait_for_copy();
  close();
  EXPECT_EQ(verify(second_, kChecks).left_out, 0);
  restore(second_, restored_, kChecks);
  EXPECT_EQ(ids_in(restored_), numbers(3));
  EXPECT_FALSE(fs::exists(second_ / "00000001")) << "the old snapshot has gone";
}

TEST_F(BackupTest, TheCopyNeedsAFolderThatIsThereAndOwnIt) {
  EXPECT_THROW(ContinuousCopy(data_, root_ / "not-mounted", clock_), db::Failure);
  const ContinuousCopy one(data_, second_, clock_);
  EXPECT_THROW(ContinuousCopy(data_, second_, clock_), db::Failure);
}

TEST_F(BackupTest, AChangedCopyIsRefusedAndAnUnfinishedEndLeftOut) {
  open_with_copy();
  create();
  for (std::int64_t id = 1; id <= 50; ++id) {
    add(id);
    if (id % 10 == 0) wait_for_copy();
  }
  close();
  const fs::path log = second_ / "00000001/log";
  const std::string whole = read_all(log);
  std::mt19937 random(7);
  int refused = 0;
  int earlier = 0;
  for (int trial = 0; trial < 100; ++trial) {
    const std::size_t at = random() % whole.size();
    std::string changed = whole;
    if (trial % 2 == 0) {
      changed.resize(at);
    } else {
      changed[at] ^= static_cast<char>(1 << trial / 2 % 8);
    }
    write_all(log, changed);
    fs::remove_all(restored_);
    try {
      restore(second_, restored_, kChecks);
      const auto ids = ids_in(restored_);
      ASSERT_EQ(ids, numbers(static_cast<std::int64_t>(ids.size()))) << "a state that there was";
      ++earlier;
    } catch (const Refused& why) {
      ASSERT_TRUE(std::string(why.what()).contains("log")) << why.what();
      ASSERT_FALSE(fs::exists(restored_));
      ++refused;
    }
  }
  EXPECT_GT(refused, 30);
  std::cout << "  " << refused << " refused, " << earlier << " restored to an earlier moment\n";
}

}  // namespace
}  // namespace gongshi::backup
