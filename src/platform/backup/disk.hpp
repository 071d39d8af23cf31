// Files of a backup: written for the owner alone, synced where it counts, every failure in words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gongshi::backup {

/// A backup that is not what it was, or a place that must not be written to; in words for the operator.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The piece of a file that has one fingerprint.
inline constexpr std::size_t kChunk = 1 << 20;

/// An open file. Throws db::StorageFull or db::Unavailable, naming the file.
class File {
 public:
  enum class Mode { read, create, append };
  File(std::filesystem::path path, Mode mode);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Up to `size` bytes, fewer only at the end.
  std::string read(std::int64_t offset, std::size_t size) const;
  void write(std::string_view bytes) const;
  void write_at(std::int64_t offset, std::string_view bytes) const;
  void truncate(std::int64_t size) const;
  void sync() const;
  std::int64_t size() const;
  const std::filesystem::path& path() const { return path_; }

 private:
  [[noreturn]] void fail(const char* what) const;
  const std::filesystem::path path_;
  const int descriptor_;
};

/// Makes the names in a folder durable.
void sync_folder(const std::filesystem::path& folder);
/// The folder and those above it, for the owner alone.
void make_folders(const std::filesystem::path& folder);
/// Whether `path` is `folder` or somewhere in it.
bool is_within(const std::filesystem::path& path, const std::filesystem::path& folder);
/// SHA-256 of each chunk, in hexadecimal.
std::vector<std::string> fingerprints(const std::filesystem::path& file);
/// Copies and syncs a file; the fingerprints of what was copied.
std::vector<std::string> copy_durably(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace gongshi::backup
