// Many files as one ZIP, with a list of their SHA-256 that `sha256sum -c SHA256SUMS` checks once it is unpacked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace gongshi::package {

struct Entry {
  std::string path;
  std::string sha256;
  std::int64_t bytes = 0;
};

/// Packs as it is given files: what was packed is no longer in memory unpacked.
class Writer {
 public:
  /// `made`: the date of every file (ZIP keeps it to two seconds). The same files then give the same bytes.
  explicit Writer(Timestamp made);
  /// `path`: with slashes, below the folder it is unpacked into; each once.
  void add(std::string path, std::string_view bytes);
  const std::vector<Entry>& entries() const { return entries_; }
  /// The whole archive; SHA256SUMS goes in last. Up to 65,000 files and 4 GiB.
  std::string finish() &&;

 private:
  struct Place {
    std::uint32_t crc;
    std::uint32_t packed;
    std::uint32_t unpacked;
    std::uint32_t at;
  };
  void put(const std::string& path, std::string_view bytes);
  void head(std::string& to, const std::string& path, const Place& place) const;

  std::uint16_t date_, time_;
  std::string out_;
  std::vector<Entry> entries_;
  std::vector<std::pair<std::string, Place>> places_;
};

}  // namespace gongshi::package
