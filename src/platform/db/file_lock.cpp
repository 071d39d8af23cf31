#include "platform/db/file_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "platform/db/database.hpp"

namespace gongshi::db {

FileLock::FileLock(const std::string& path) : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_ < 0) throw Unavailable(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    std::array<char, 32> holder{};
    const auto length = read(file_, holder.data(), holder.size() - 1);
    close(file_);
    if (error != EWOULDBLOCK) throw Unavailable(fmt::format("cannot lock {}: {}", path, std::strerror(error)));
    throw Failure(fmt::format("the data directory is in use by another process{} ({} is locked); two may not write to it at once",
                              length > 0 ? fmt::format(" ({})", std::string_view(holder.data(), static_cast<std::size_t>(length))) : "",
                              path));
  }
  // Only words for whoever comes second; the lock holds without them.
  const std::string self = fmt::format("process {}", getpid());
  if (ftruncate(file_, 0) == 0) static_cast<void>(!pwrite(file_, self.data(), self.size(), 0));
}

FileLock::~FileLock() { close(file_); }

}  // namespace gongshi::db
