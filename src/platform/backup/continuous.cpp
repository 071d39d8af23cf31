#include "platform/backup/continuous.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/version.hpp"
#include "platform/backup/check.hpp"
#include "platform/backup/disk.hpp"
#include "platform/backup/manifest.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/log/log.hpp"

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;

constexpr auto kEvery = std::chrono::milliseconds(100);
constexpr auto kAfterFailure = std::chrono::milliseconds(1000);
constexpr auto kPatience = std::chrono::seconds(10);       // at the end, for the last of it
constexpr std::size_t kRecord = 8 << 20;                   // bytes of one record, unless a transaction is larger
constexpr std::int64_t kLongLog = std::int64_t{256} << 20;  // bytes: time for a new snapshot
constexpr auto kOldSnapshot = std::chrono::hours(24);

const fs::path& existing(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw db::Failure(fmt::format("the folder for the continuous copy, {}, does not exist; make it once, on the second disk", folder.string()));
  return folder;
}

/// The database file as the system describes it: another program that wrote to it cannot leave all of this as it was.
std::string description(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return "none";
  return fmt::format("{}:{}:{}:{}.{}:{}.{}", info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
}

bool of_database(const fs::path& relative) { return relative.string().starts_with(kDatabase); }

}  // namespace

ContinuousCopy::ContinuousCopy(fs::path data, fs::path second, const Clock& clock)
    : data_(std::move(data)), second_(existing(second)), clock_(clock), lock_((second_ / "lock").string()) {
  if (is_within(second_, data_)) throw db::Failure(fmt::format("the folder for the continuous copy, {}, lies in the data directory, which is lost together", second_.string()));
}

ContinuousCopy::~ContinuousCopy() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (snapshot_.joinable()) snapshot_.join();
}

fs::path ContinuousCopy::object(const std::string& hash) const { return second_ / "objects" / hash.substr(0, 2) / hash.substr(2); }

void ContinuousCopy::opened() {
  database_at_start_ = description(data_ / kDatabase);
  log_at_start_ = beginning_of(log());
  thread_ = std::thread([this] { run(); });
}

bool ContinuousCopy::has_copied(int pages) {
  const std::lock_guard lock(mutex_);
  if (snapshotting_ || lost_ || !looked_) return false;
  // Before the first commit of this run the writer does not know how long the log is.
  return (pages == 0 || pages == position_.frames) && is_there(log(), position_);
}

void ContinuousCopy::give_up() {
  const std::lock_guard lock(mutex_);
  lost_ = true;
}

void ContinuousCopy::catch_up(int pages) {
  const auto until = Steady::now() + kPatience;
  {
    const std::lock_guard lock(mutex_);
    hurry_ = true;
  }
  wake_.notify_all();
  while (!has_copied(pages)) {
    std::unique_lock lock(mutex_);
    if (progress_.wait_until(lock, until) == std::cv_status::timeout) break;
  }
  if (has_copied(pages)) return;
  log::error("the continuous copy did not catch up before the end; it goes on at the next start", {});
}

void ContinuousCopy::closed() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  if (snapshot_.joinable()) snapshot_.join();
  std::error_code missing;
  if (snapshotting_ || lost_ || failing_ || fs::exists(log(), missing)) return;
  try {
    append(RecordKind::closed, description(data_ / kDatabase));
    for (const auto& generation : generations_) generation->log.sync();
  } catch (const std::exception& error) {
    log::error("the continuous copy could not be closed", {{"why", error.what()}});
  }
}

std::chrono::milliseconds ContinuousCopy::behind() const {
  const std::lock_guard lock(mutex_);
  return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - fresh_);
}
bool ContinuousCopy::complete() const {
  const std::lock_guard lock(mutex_);
  return !snapshotting_ && !lost_ && looked_;
}

void ContinuousCopy::run() {
  for (;;) {
    auto pause = std::chrono::milliseconds(kEvery);
    try {
      if (generations_.empty()) resume();
      step();
      if (failing_) log::info("the continuous copy works again", {});
      failing_ = false;
    } catch (const std::exception& error) {
      if (!failing_) log::error("the continuous copy is interrupted", {{"why", error.what()}});
      failing_ = true;
      pause = kAfterFailure;
    }
    std::unique_lock lock(mutex_);
    progress_.notify_all();
    if (stopping_) return;
    wake_.wait_for(lock, pause, [this] { return stopping_ || hurry_; });
    hurry_ = false;
  }
}

void ContinuousCopy::step() {
  bool lost = false;
  {
    const std::lock_guard lock(mutex_);
    lost = lost_;
  }
  if (lost || snapshot_failed_) begin_generation();
  try {
    while (copy_log()) {
    }
  } catch (const Discontinued&) {
    begin_generation();
    return;
  }
  if (snapshot_taken_.exchange(false)) {
    // Once more: the log must reach at least as far as the snapshot does.
    while (copy_log()) {
    }
    publish();
  }
  if (!generations_.back()->published) return;
  if (generations_.back()->log.bytes() > kLongLog || Steady::now() - generation_since_ > kOldSnapshot) begin_generation();
}

/// Whether there may be more.
bool ContinuousCopy::copy_log() {
  LogPosition from;
  {
    const std::lock_guard lock(mutex_);
    from = position_;
  }
  const auto looked = Steady::now();
  const auto committed = read_committed(log(), from, continuity_, kRecord);
  if (committed) {
    // Whatever a row names was on the disk before the row was.
    copy_files_beside();
    append(RecordKind::pages, encode(*committed, clock_.now()));
    for (const auto& generation : generations_) generation->log.sync();
  }
  continuity_ = Continuity::next;
  const std::lock_guard lock(mutex_);
  if (committed) position_ = committed->end;
  if (!committed) {
    looked_ = true;
    fresh_ = looked;
  }
  progress_.notify_all();
  return committed.has_value();
}

void ContinuousCopy::append(RecordKind kind, std::string_view payload) {
  for (const auto& generation : generations_) generation->log.append(kind, payload);
}

/// Goes on with the newest snapshot of an earlier run where nothing can have happened in between; else begins anew.
void ContinuousCopy::resume() {
  std::set<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(second_)) {
    if (entry.is_directory() && fs::exists(entry.path() / kManifest)) folders.insert(entry.path());
  }
  try {
    if (!folders.empty()) {
      const fs::path folder = *folders.rbegin();
      std::optional<LogPosition> position;
      std::string closed;
      const auto end = CopyLog::read(folder / "log", [&](RecordKind kind, std::string_view payload) {
        closed.clear();
        if (kind == RecordKind::pages) position = decode_pages(payload).end;
        if (kind == RecordKind::closed) closed = payload;
        if (kind == RecordKind::file) {
          const FileRecord file = decode_file(payload);
          beside_[file.path] = {.hash = file.hash};
        }
      });
      const bool untouched = !closed.empty() && closed == database_at_start_ && log_at_start_.salt == 0;
      if (end.bytes >= read_manifest(folder).log_bytes && (untouched || (closed.empty() && position && position->salt == log_at_start_.salt))) {
        generations_.push_back(std::make_unique<Generation>(folder, end, true));
        continuity_ = untouched ? Continuity::next : Continuity::same;
        const std::lock_guard lock(mutex_);
        position_ = untouched ? LogPosition{} : *position;
        snapshotting_ = false;
        return;
      }
    }
  } catch (const std::exception& error) {
    log::error("the continuous copy begins anew", {{"why", error.what()}});
  }
  beside_.clear();
  begin_generation();
}

/// The log of a new snapshot begins here; the one before goes on being written until the new one is whole.
void ContinuousCopy::begin_generation() {
  if (snapshot_.joinable()) snapshot_.join();
  snapshot_taken_ = false;
  snapshot_failed_ = true;  // until all of this has worked
  std::erase_if(generations_, [](const auto& generation) { return !generation->published; });
  int number = 0;
  for (const auto& entry : fs::directory_iterator(second_)) {
    if (entry.is_directory()) number = std::max(number, std::atoi(entry.path().filename().c_str()));
  }
  const fs::path folder = second_ / fmt::format("{:08}", number + 1);
  make_folders(folder);
  bool goes_on = false;
  {
    const std::lock_guard lock(mutex_);
    goes_on = looked_ && !lost_ && !generations_.empty();
    if (!goes_on) {
      generations_.clear();
      position_ = beginning_of(log());
      lost_ = false;
    }
    snapshotting_ = true;
  }
  generations_.push_back(std::make_unique<Generation>(folder, CopyLog::End{}, false));
  std::erase_if(beside_, [&](const auto& file) { return !fs::exists(data_ / file.first); });
  for (const auto& [path, seen] : beside_) generations_.back()->log.append(RecordKind::file, encode(FileRecord{path, seen.hash}));
  copy_files_beside();
  snapshot_failed_ = false;
  snapshot_ = std::thread([this, folder] { take_snapshot(folder); });
}

void ContinuousCopy::take_snapshot(fs::path folder) {
  try {
    const fs::path target = folder / kDatabase;
    File(target, File::Mode::create).sync();
    db::SqliteConnection({.path = (data_ / kDatabase).string()}, db::SqliteConnection::Role::reader).copy_to(target.string());
    sync_folder(folder);
    snapshot_taken_ = true;
  } catch (const std::exception& error) {
    log::error("the snapshot for the continuous copy failed", {{"why", error.what()}});
    snapshot_failed_ = true;
  }
}

void ContinuousCopy::publish() {
  snapshot_.join();
  snapshot_failed_ = true;  // until all of this has worked
  Generation& newest = *generations_.back();
  const fs::path database = newest.folder / kDatabase;
  newest.log.sync();
  Manifest manifest{.program = std::string(kVersion), .schema = read_facts(database).schema, .made_at = clock_.now(), .log_bytes = newest.log.bytes()};
  manifest.files.push_back({kDatabase, File(database, File::Mode::read).size(), fingerprints(database)});
  write_manifest(newest.folder, manifest);
  sync_folder(second_);
  newest.published = true;
  generation_since_ = Steady::now();
  {
    const std::lock_guard lock(mutex_);
    snapshotting_ = false;
  }
  snapshot_failed_ = false;
  remove_superseded();
}

void ContinuousCopy::remove_superseded() {
  generations_.erase(generations_.begin(), generations_.end() - 1);
  for (const auto& entry : fs::directory_iterator(second_)) {
    const std::string name = entry.path().filename();
    if (entry.is_directory() && name != "objects" && entry.path() != generations_.back()->folder) fs::remove_all(entry.path());
  }
  std::set<std::string> used;
  for (const auto& [path, seen] : beside_) used.insert(seen.hash);
  std::error_code none;
  for (const auto& entry : fs::recursive_directory_iterator(second_ / "objects", none)) {
    if (entry.is_regular_file() && !used.contains(entry.path().parent_path().filename().string() + entry.path().filename().string())) fs::remove(entry.path(), none);
  }
}

/// Folders are looked into only when something was put there, so that this may be asked often.
void ContinuousCopy::copy_files_beside() {
  const auto settled = fs::file_time_type::clock::now() - std::chrono::milliseconds(100);
  std::vector<fs::path> folders{data_};
  while (!folders.empty()) {
    const fs::path folder = folders.back();
    folders.pop_back();
    std::error_code gone;
    const auto time = fs::last_write_time(folder, gone);
    if (gone) continue;
    auto& known = folders_[folder.string()];
    const bool changed = known != time;
    // What is put there within the same tick of the clock would not show.
    known = time < settled ? time : fs::file_time_type::min();
    for (const auto& entry : fs::directory_iterator(folder, gone)) {
      const fs::path relative = fs::relative(entry.path(), data_);
      if (entry.is_directory(gone)) {
        folders.push_back(entry.path());
      } else if (changed && entry.is_regular_file(gone) && !of_database(relative) && !relative.filename().string().starts_with("unfinished")) {
        copy_file_beside(relative, entry);
      }
    }
  }
}

void ContinuousCopy::copy_file_beside(const fs::path& path, const fs::directory_entry& entry) {
  std::error_code gone;
  const auto size = static_cast<std::int64_t>(entry.file_size(gone));
  const auto time = entry.last_write_time(gone);
  Seen& seen = beside_[path.generic_string()];
  if (gone || (seen.size == size && seen.time == time)) return;
  std::ifstream in(entry.path(), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return;  // it went away meanwhile
  const std::string hash = to_hex(sha256(bytes));
  const fs::path target = object(hash);
  if (!fs::exists(target)) {
    make_folders(target.parent_path());
    const fs::path unfinished = target.string() + ".unfinished";
    {
      const File file(unfinished, File::Mode::create);
      file.write(bytes);
      file.sync();
    }
    fs::rename(unfinished, target);
    sync_folder(target.parent_path());
  }
  if (seen.hash != hash) append(RecordKind::file, encode(FileRecord{path.generic_string(), hash}));
  seen = {size, time, hash};
}

}  // namespace gongshi::backup
