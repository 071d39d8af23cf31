#include "platform/backup/disk.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.hpp"
#include "platform/db/database.hpp"

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;

int flags_of(File::Mode mode) {
  switch (mode) {
    case File::Mode::read: return O_RDONLY;
    case File::Mode::create: return O_RDWR | O_CREAT | O_TRUNC;
    case File::Mode::append: return O_RDWR | O_CREAT;
  }
  return O_RDONLY;
}

template <class Each>
void each_chunk(const File& file, Each&& each) {
  for (std::int64_t at = 0;; at += kChunk) {
    const std::string chunk = file.read(at, kChunk);
    if (!chunk.empty()) each(chunk);
    if (chunk.size() < kChunk) return;
  }
}

}  // namespace

File::File(fs::path path, Mode mode) : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags_of(mode) | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) fail("open");
}
File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void File::fail(const char* what) const {
  const int why = errno;
  const std::string words = fmt::format("cannot {} {}: {}", what, path_.string(), std::strerror(why));
  if (why == ENOSPC || why == EDQUOT) throw db::StorageFull(words);
  throw db::Unavailable(words);
}

std::string File::read(std::int64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t there = 0;
  while (there < size) {
    const ssize_t got = ::pread(descriptor_, bytes.data() + there, size - there, offset + static_cast<std::int64_t>(there));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read");
    if (got == 0) break;
    there += static_cast<std::size_t>(got);
  }
  bytes.resize(there);
  return bytes;
}

void File::write(std::string_view bytes) const { write_at(size(), bytes); }

void File::write_at(std::int64_t offset, std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write to");
    offset += written;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void File::truncate(std::int64_t size) const {
  if (::ftruncate(descriptor_, size) != 0) fail("shorten");
}
void File::sync() const {
  if (::fsync(descriptor_) != 0) fail("sync");
}
std::int64_t File::size() const {
  struct stat info {};
  if (::fstat(descriptor_, &info) != 0) fail("look at");
  return info.st_size;
}

void sync_folder(const fs::path& folder) { File(folder.empty() ? fs::path(".") : folder, File::Mode::read).sync(); }

void make_folders(const fs::path& folder) {
  if (folder.empty() || fs::is_directory(folder)) return;
  make_folders(folder.parent_path());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw db::Unavailable(fmt::format("cannot make the folder {}: {}", folder.string(), std::strerror(errno)));
  sync_folder(folder.parent_path());
}

bool is_within(const fs::path& path, const fs::path& folder) {
  const fs::path relative = fs::weakly_canonical(path).lexically_relative(fs::weakly_canonical(folder));
  return !relative.empty() && *relative.begin() != "..";
}

std::vector<std::string> fingerprints(const fs::path& file) {
  std::vector<std::string> chunks;
  each_chunk(File(file, File::Mode::read), [&](const std::string& chunk) { chunks.push_back(to_hex(sha256(chunk))); });
  return chunks;
}

std::vector<std::string> copy_durably(const fs::path& from, const fs::path& to) {
  std::vector<std::string> chunks;
  const File source(from, File::Mode::read);
  make_folders(to.parent_path());
  const File target(to, File::Mode::create);
  each_chunk(source, [&](const std::string& chunk) {
    chunks.push_back(to_hex(sha256(chunk)));
    target.write(chunk);
  });
  target.sync();
  return chunks;
}

}  // namespace gongshi::backup
