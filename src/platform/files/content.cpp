#include "platform/files/content.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/db/database.hpp"

namespace gongshi::files {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const fs::path& path) {
  const int why = errno;
  const std::string words = fmt::format("cannot keep the file {}: {}", path.string(), std::strerror(why));
  if (why == ENOSPC || why == EDQUOT) throw db::StorageFull(words);
  throw db::Unavailable(words);
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(int descriptor, const fs::path& path) : descriptor_(descriptor) {
    if (descriptor_ < 0) refuse(path);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(descriptor_); }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

void sync_folder(const fs::path& folder) {
  const Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), folder);
  if (fsync(descriptor.get()) != 0) refuse(folder);
}

/// Attachments may be personal: the server's own user alone. The name of a new folder is made durable in its parent.
void make_folder(const fs::path& folder) {
  if (mkdir(folder.c_str(), 0700) == 0) return sync_folder(folder.parent_path().empty() ? fs::path(".") : folder.parent_path());
  if (errno != EEXIST) refuse(folder);
}

void write_all(const Descriptor& descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse(path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fsync(descriptor.get()) != 0) refuse(path);
}

}  // namespace

fs::path ContentFolder::path_of(const std::string& hash) const { return folder_ / hash.substr(0, 2) / hash.substr(2); }

void ContentFolder::put(const std::string& hash, std::string_view bytes) const {
  const fs::path path = path_of(hash);
  // The new time keeps a sweep away until a row names the content.
  if (utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0) return;
  make_folder(folder_);
  make_folder(path.parent_path());
  std::string unfinished = (folder_ / "unfinished-XXXXXX").string();
  {
    const Descriptor descriptor(mkostemp(unfinished.data(), O_CLOEXEC), unfinished);
    try {
      write_all(descriptor, bytes, unfinished);
      if (rename(unfinished.c_str(), path.c_str()) != 0) refuse(path);
    } catch (...) {
      unlink(unfinished.c_str());
      throw;
    }
  }
  sync_folder(path.parent_path());
}

std::string ContentFolder::read(const std::string& hash) const {
  const fs::path path = path_of(hash);
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  std::string bytes(in ? static_cast<std::size_t>(in.tellg()) : 0, '\0');
  if (!in || !in.seekg(0).read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    throw db::Unavailable(fmt::format("the file {} is missing or cannot be read", path.string()));
  }
  return bytes;
}

std::vector<std::string> ContentFolder::old(std::chrono::seconds age) const {
  std::vector<std::string> hashes;
  const auto before = fs::file_time_type::clock::now() - age;
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(folder_, failed)) {
    if (!entry.is_regular_file(failed) || entry.last_write_time(failed) > before) continue;
    const fs::path shelf = entry.path().parent_path();
    if (shelf == folder_) {
      fs::remove(entry.path(), failed);
    } else {
      hashes.push_back(shelf.filename().string() + entry.path().filename().string());
    }
  }
  return hashes;
}

void ContentFolder::remove(const std::string& hash) const {
  std::error_code failed;
  fs::remove(path_of(hash), failed);
}

}  // namespace gongshi::files
