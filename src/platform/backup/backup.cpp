#include "platform/backup/backup.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.hpp"
#include "base/version.hpp"
#include "platform/backup/copy_log.hpp"
#include "platform/backup/disk.hpp"
#include "platform/db/file_lock.hpp"
#include "platform/db/sqlite_connection.hpp"

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;

constexpr int kAttempts = 3;

/// A folder that goes, with all in it, unless it is kept.
class Unfinished {
 public:
  explicit Unfinished(fs::path folder) : folder_(std::move(folder)) {
    fs::remove_all(folder_);
    make_folders(fs::absolute(folder_));
  }
  ~Unfinished() {
    std::error_code failed;
    if (!folder_.empty()) fs::remove_all(folder_, failed);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  const fs::path& folder() const { return folder_; }
  void keep_as(const fs::path& name) {
    fs::rename(folder_, name);
    sync_folder(fs::absolute(name).parent_path());
    folder_.clear();
  }

 private:
  fs::path folder_;
};

void refuse_occupied(const fs::path& folder) {
  if (fs::exists(fs::symlink_status(folder)) && !(fs::is_directory(folder) && fs::is_empty(folder))) {
    throw Refused(fmt::format("{} exists and is not an empty folder; nothing is ever written over", folder.string()));
  }
}

fs::path without_slash(const fs::path& path) { return path.has_filename() ? path : path.parent_path(); }

/// Beside `name`, on the same disk, so that it can get this name at once.
fs::path unfinished_name(const fs::path& name) { return name.string() + ".unfinished-" + std::to_string(::getpid()); }

std::string content_path(const std::string& hash) { return "files/" + hash.substr(0, 2) + "/" + hash.substr(2); }

BackedUpFile copy_database(const fs::path& data, const fs::path& folder) {
  const fs::path target = folder / kDatabase;
  File(target, File::Mode::create).sync();
  db::SqliteConnection({.path = (data / kDatabase).string()}, db::SqliteConnection::Role::reader).copy_to(target.string());
  return {kDatabase, File(target, File::Mode::read).size(), fingerprints(target)};
}

/// Everything else in the data directory: attachments, keys, certificates.
void copy_rest(const fs::path& data, const fs::path& folder, Manifest& manifest) {
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    const fs::path path = fs::relative(entry.path(), data);
    if (!entry.is_regular_file() || path.string().starts_with(kDatabase) || path.filename().string().starts_with("unfinished")) continue;
    std::vector<std::string> chunks;
    try {
      chunks = copy_durably(entry.path(), folder / path);
    } catch (const db::Unavailable&) {
      if (fs::exists(entry.path())) throw;
      continue;  // swept away meanwhile; whether it was needed is asked below
    }
    manifest.files.push_back({path.generic_string(), File(folder / path, File::Mode::read).size(), std::move(chunks)});
  }
}

bool has_every_attachment(const Manifest& manifest, const DatabaseFacts& facts) {
  std::set<std::string> there;
  for (const BackedUpFile& file : manifest.files) there.insert(file.path);
  return std::ranges::all_of(facts.attachments, [&](const std::string& hash) { return there.contains(content_path(hash)); });
}

void require_attachments(const fs::path& folder, const DatabaseFacts& facts) {
  for (const std::string& hash : facts.attachments) {
    if (!fs::exists(folder / content_path(hash))) throw Refused(fmt::format("the attachment {} is missing", (folder / content_path(hash)).string()));
  }
}

std::int64_t bytes_of(const Manifest& manifest) {
  std::int64_t bytes = 0;
  for (const BackedUpFile& file : manifest.files) bytes += file.size;
  return bytes;
}

Verified summary(const Manifest& manifest) {
  return {.files = static_cast<std::int64_t>(manifest.files.size()), .bytes = bytes_of(manifest), .state_of = manifest.made_at, .program = manifest.program};
}

/// A backup as `make` writes it.
Verified verify_backup(const fs::path& folder, std::span<const db::Query* const> checks) {
  const Manifest manifest = read_manifest(folder);
  check_files(folder, manifest);
  check_database(folder / kDatabase, checks);
  const DatabaseFacts facts = read_facts(folder / kDatabase);
  if (facts.schema != manifest.schema) throw Refused(fmt::format("{} does not have the tables it had", (folder / kDatabase).string()));
  require_attachments(folder, facts);
  return summary(manifest);
}

// ---- the continuous copy

/// The newest complete snapshot in the second place of a continuous copy.
std::optional<fs::path> newest_snapshot(const fs::path& second) {
  std::set<fs::path> complete;
  for (const auto& entry : fs::directory_iterator(second)) {
    if (entry.is_directory() && fs::exists(entry.path() / kManifest)) complete.insert(entry.path());
  }
  return complete.empty() ? std::nullopt : std::optional(*complete.rbegin());
}

void copy_object(const fs::path& second, const FileRecord& file, const fs::path& target) {
  const fs::path object = second / "objects" / file.hash.substr(0, 2) / file.hash.substr(2);
  if (!fs::is_regular_file(object)) throw Refused(fmt::format("{} is missing, the content of {}", object.string(), file.path));
  copy_durably(object, target);
  const File copied(target, File::Mode::read);
  if (to_hex(sha256(copied.read(0, static_cast<std::size_t>(copied.size())))) != file.hash) throw Refused(fmt::format("{} was changed: its bytes 0 to {} do not have its name as fingerprint", object.string(), copied.size()));
}

/// Builds the data directory that the copy describes.
Verified assemble(const fs::path& second, const fs::path& snapshot, const fs::path& folder) {
  const Manifest manifest = read_manifest(snapshot);
  check_files(snapshot, manifest, {"log"});
  Verified verified = summary(manifest);
  copy_durably(snapshot / kDatabase, folder / kDatabase);
  const File database(folder / kDatabase, File::Mode::append);
  std::map<std::string, std::string> beside;
  const CopyLog::End end = CopyLog::read(snapshot / "log", [&](RecordKind kind, std::string_view payload) {
    if (kind == RecordKind::file) {
      const FileRecord file = decode_file(payload);
      beside[file.path] = file.hash;
    }
    if (kind != RecordKind::pages) return;
    const PagesRecord record = decode_pages(payload);
    record.each([&](std::uint32_t number, std::string_view content) { database.write_at((std::int64_t{number} - 1) * record.page_size, content); });
    database.truncate(std::int64_t{record.pages_in_database} * record.page_size);
    verified.state_of = std::max(verified.state_of, record.at);
  });
  if (end.bytes < manifest.log_bytes) throw Refused(fmt::format("{} was shortened: it is good up to byte {} and the snapshot needs {}", (snapshot / "log").string(), end.bytes, manifest.log_bytes));
  database.sync();
  for (const auto& [path, hash] : beside) {
    if (fs::path(path).is_absolute() || path.find("..") != std::string::npos) throw Refused(fmt::format("the copy names a file outside of the data directory: {}", path));
    copy_object(second, {path, hash}, folder / path);
  }
  verified.files += static_cast<std::int64_t>(beside.size());
  verified.bytes += end.bytes;
  verified.left_out = end.left_out;
  return verified;
}

Verified assemble_whole(const fs::path& second, const fs::path& snapshot, const fs::path& folder, std::span<const db::Query* const> checks) {
  const Verified verified = assemble(second, snapshot, folder);
  check_database(folder / kDatabase, checks);
  require_attachments(folder, read_facts(folder / kDatabase));
  return verified;
}

bool is_backup(const fs::path& folder) { return fs::exists(folder / kManifest); }

fs::path snapshot_of(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw Refused(fmt::format("{} is no folder", folder.string()));
  const auto snapshot = newest_snapshot(folder);
  if (!snapshot) throw Refused(fmt::format("{} is no backup: it has no file called {} and no complete snapshot of a continuous copy", folder.string(), kManifest));
  return *snapshot;
}

}  // namespace

Made make(const fs::path& data, const fs::path& target_name, std::span<const db::Query* const> checks, Timestamp now) {
  const fs::path target = without_slash(target_name);
  if (!fs::is_regular_file(data / kDatabase)) throw Refused(fmt::format("{} has no database called {}", data.string(), kDatabase));
  refuse_occupied(target);
  if (is_within(target, data)) throw Refused(fmt::format("{} lies in the data directory, which is lost together", target.string()));
  // With the server stopped, it is kept from starting meanwhile; with the server running, this process reads beside it.
  std::optional<db::FileLock> stopped;
  try {
    stopped.emplace((data / kDatabase).string() + ".lock");
  } catch (const db::Unavailable&) {
    throw;
  } catch (const db::Failure&) {
  }
  for (int attempt = 1;; ++attempt) {
    Unfinished unfinished(unfinished_name(target));
    const fs::path& folder = unfinished.folder();
    Manifest manifest{.program = std::string(kVersion), .made_at = now};
    // The database first: content is on the disk before a row names it, so that what is copied later has all that is named here.
    manifest.files.push_back(copy_database(data, folder));
    copy_rest(data, folder, manifest);
    const DatabaseFacts facts = read_facts(folder / kDatabase);
    if (!has_every_attachment(manifest, facts) && attempt < kAttempts) continue;
    require_attachments(folder, facts);
    manifest.schema = facts.schema;
    const std::string fingerprint = write_manifest(folder, manifest);
    verify_backup(folder, checks);
    unfinished.keep_as(target);
    return {.files = static_cast<std::int64_t>(manifest.files.size()), .bytes = bytes_of(manifest), .fingerprint = fingerprint};
  }
}

Verified verify(const fs::path& backup, std::span<const db::Query* const> checks) {
  if (is_backup(backup)) return verify_backup(backup, checks);
  const fs::path snapshot = snapshot_of(backup);
  const Unfinished trial(fs::temp_directory_path() / fmt::format("gongshi-verify-{}", ::getpid()));
  return assemble_whole(backup, snapshot, trial.folder(), checks);
}

Verified restore(const fs::path& backup, const fs::path& data_name, std::span<const db::Query* const> checks) {
  const fs::path data = without_slash(data_name);
  refuse_occupied(data);
  Verified verified;
  std::optional<fs::path> snapshot;
  if (is_backup(backup)) {
    verified = verify_backup(backup, checks);
  } else {
    snapshot = snapshot_of(backup);
  }
  Unfinished unfinished(unfinished_name(data));
  if (snapshot) {
    verified = assemble_whole(backup, *snapshot, unfinished.folder(), checks);
  } else {
    // Once more what is copied against the manifest: the backup may change under our hands.
    for (const BackedUpFile& file : read_manifest(backup).files) {
      if (copy_durably(backup / file.path, unfinished.folder() / file.path) != file.chunks) throw Refused(fmt::format("{} changed while it was read", (backup / file.path).string()));
    }
  }
  refuse_occupied(data);
  unfinished.keep_as(data);
  return verified;
}

}  // namespace gongshi::backup
