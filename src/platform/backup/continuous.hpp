// The continuous copy: what is committed stands in a second place within a second. A snapshot of the database, then every change of it out of
// the write-ahead log, as long as the server runs; now and then a new snapshot, so that the log stays short.
//
//   SECOND/lock                 one server copies here
//   SECOND/objects/ab/cdef…     files beside the database (attachments, keys), under their SHA-256
//   SECOND/00000001/            one snapshot: gongshi.sqlite, its manifest, and the log since
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/time.hpp"
#include "platform/backup/copy_log.hpp"
#include "platform/db/file_lock.hpp"
#include "platform/db/log_follower.hpp"

namespace gongshi::backup {

class ContinuousCopy final : public db::LogFollower {
 public:
  /// `data` holds the database. `second` is an existing folder: one that is missing may be a disk that is not mounted. Throws Failure in words.
  ContinuousCopy(std::filesystem::path data, std::filesystem::path second, const Clock& clock);
  ~ContinuousCopy() override;

  void opened() override;
  bool has_copied(int pages) override;
  void give_up() override;
  void catch_up(int pages) override;
  void closed() override;

  /// For how long something has been waiting to be copied.
  std::chrono::milliseconds behind() const;
  /// Whether a snapshot with everything since stands in the second place.
  bool complete() const;

 private:
  using Steady = std::chrono::steady_clock;
  /// One snapshot with its log.
  struct Generation {
    Generation(std::filesystem::path where, const CopyLog::End& end, bool is_published) : folder(std::move(where)), log(folder / "log", end), published(is_published) {}
    std::filesystem::path folder;
    CopyLog log;
    bool published;
  };
  struct Seen {  // a file beside the database, as it was copied
    std::int64_t size = 0;
    std::filesystem::file_time_type time;
    std::string hash;
  };

  void run();
  void step();
  bool copy_log();
  void resume();
  void begin_generation();
  void take_snapshot(std::filesystem::path folder);
  void publish();
  void copy_files_beside();
  void copy_file_beside(const std::filesystem::path& path, const std::filesystem::directory_entry& entry);
  void remove_superseded();
  void append(RecordKind kind, std::string_view payload);
  std::filesystem::path object(const std::string& hash) const;
  std::filesystem::path log() const { return data_ / "gongshi.sqlite-wal"; }

  const std::filesystem::path data_;
  const std::filesystem::path second_;
  const Clock& clock_;
  const db::FileLock lock_;

  // As they were before anything was written in this run.
  std::string database_at_start_;
  LogPosition log_at_start_;

  // The copying thread's own.
  std::vector<std::unique_ptr<Generation>> generations_;  // the last one is the newest
  std::map<std::string, Seen> beside_;
  std::map<std::string, std::filesystem::file_time_type> folders_;
  std::thread snapshot_;
  std::atomic<bool> snapshot_taken_ = false;
  std::atomic<bool> snapshot_failed_ = false;
  Steady::time_point generation_since_ = Steady::now();
  Continuity continuity_ = Continuity::same;
  bool failing_ = false;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable progress_;
  LogPosition position_{};
  bool snapshotting_ = true;  // the log may not start anew
  bool lost_ = false;         // it did, and something was not copied
  bool looked_ = false;       // at the whole log, at least once
  bool hurry_ = false;
  bool stopping_ = false;
  Steady::time_point fresh_ = Steady::now();
  std::thread thread_;
};

}  // namespace gongshi::backup
