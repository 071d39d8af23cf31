// The log of a continuous copy: one record after another, each with a SHA-256 over itself and all before it.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/sha256.hpp"
#include "base/time.hpp"
#include "platform/backup/disk.hpp"
#include "platform/backup/log_reader.hpp"

namespace gongshi::backup {

enum class RecordKind : std::uint32_t {
  file = 1,    // a file beside the database: its path, and the SHA-256 under which the content is kept
  pages = 2,   // pages of one or more transactions, and the position behind them
  closed = 3,  // the database was closed with nothing left to copy; the file as it then was
};

struct PagesRecord {
  LogPosition end;
  Timestamp at;
  std::uint32_t page_size = 0;
  std::uint32_t pages_in_database = 0;
  std::string_view pages{};  // number, content; number, content; …

  /// fn(page number, content)
  void each(const std::function<void(std::uint32_t, std::string_view)>& fn) const;
};
std::string encode(const Committed& committed, Timestamp at);
PagesRecord decode_pages(std::string_view payload);

struct FileRecord {
  std::string path;
  std::string hash;
};
std::string encode(const FileRecord& file);
FileRecord decode_file(std::string_view payload);

class CopyLog {
 public:
  using Digest = Sha256Digest;
  using Each = std::function<void(RecordKind, std::string_view payload)>;

  /// Reads a log from its beginning. Throws Refused, naming the byte, where it was changed; what was being written when its writer ended is no
  /// change and is left out. Returns where the good part ends.
  struct End {
    std::int64_t bytes = 0;
    Digest digest{};
    std::int64_t left_out = 0;
  };
  static End read(const std::filesystem::path& path, const Each& each);

  /// Goes on writing behind `end`; what stands there already goes.
  CopyLog(const std::filesystem::path& path, const End& end);
  void append(RecordKind kind, std::string_view payload);
  void sync() const { file_.sync(); }
  std::int64_t bytes() const { return end_.bytes; }

 private:
  const File file_;
  End end_;
};

}  // namespace gongshi::backup
