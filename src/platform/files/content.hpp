// Content on the disk, addressed by its SHA-256: <folder>/ab/cdef….
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gongshi::files {

class ContentFolder {
 public:
  explicit ContentFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Durable when it returns; cheap when it is there already. Throws db::StorageFull or db::Unavailable.
  void put(const std::string& hash, std::string_view bytes) const;
  /// Throws db::Unavailable when it is missing.
  std::string read(const std::string& hash) const;
  /// What nobody has put for `age`, by hash; what a crash left unfinished is removed on the way.
  std::vector<std::string> old(std::chrono::seconds age) const;
  void remove(const std::string& hash) const;

 private:
  std::filesystem::path path_of(const std::string& hash) const;
  std::filesystem::path folder_;
};

}  // namespace gongshi::files
