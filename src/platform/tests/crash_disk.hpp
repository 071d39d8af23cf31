// A disk in memory on which the power fails. It is a SQLite VFS: what was written counts only once the file was synced; everything done to it
// is recorded, so that the disk after a power loss at any moment of one run can be looked at.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace gongshi::db::test {

/// Name and content of every file.
using DiskImage = std::map<std::string, std::string>;

struct DiskEvent {
  enum class Kind { write, truncate, sync, remove };
  Kind kind;
  std::string file;
  std::int64_t offset = 0;  // of a write; the new size of a truncation
  std::string bytes{};
};

class CrashDisk {
 public:
  CrashDisk();
  ~CrashDisk();
  CrashDisk(const CrashDisk&) = delete;
  CrashDisk& operator=(const CrashDisk&) = delete;

  /// For SqliteOptions::vfs.
  const std::string& name() const;

  void load(const DiskImage& image);
  /// What processes see now, synced or not.
  DiskImage content() const;

  /// How many events there have been.
  std::size_t events() const;
  /// All of them, in their order; to be asked for when nobody uses the disk.
  const std::vector<DiskEvent>& history() const;

  /// The `n`-th input or output from now on (1 is the next) and, when `lasting`, all that follow, fail with the SQLite result code.
  enum class Lasting { once, until_mended };
  void fail(std::int64_t n, int code, Lasting lasting);
  void mend();
  /// Whether an input or output has failed since fail().
  bool failed() const;

 private:
  struct Files;
  std::unique_ptr<Files> files_;
};

/// What the power loss takes of the writes that were not synced.
enum class Loss {
  nothing,  // the process was killed, the machine runs on
  all,
  some,  // a random part, in no order
  torn,  // a random part, and of one write a half
};

/// Walks through a history and shows the disk as it would be after a power loss.
class PowerLoss {
 public:
  explicit PowerLoss(const std::vector<DiskEvent>& history) : history_(history) {}
  /// Later than any asked for before.
  DiskImage at(std::size_t event, Loss loss, std::mt19937& random);

 private:
  const std::vector<DiskEvent>& history_;
  std::size_t next_ = 0;
  DiskImage synced_;
  std::map<std::string, std::vector<const DiskEvent*>> waiting_;
};

}  // namespace gongshi::db::test
