#include "app/tests/io_faults.hpp"

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongshi::app::test {
namespace {

std::atomic<bool> armed = false;
std::atomic<std::int64_t> left = 0;
std::atomic<int> error_number = 0;
std::atomic<const char*> failed_call = nullptr;
char watched[4096];
std::size_t watched_size = 0;

bool is_watched(const char* path) { return path != nullptr && std::strncmp(path, watched, watched_size) == 0; }

bool is_watched(int descriptor) {
  char link[64] = "/proc/self/fd/";
  char* end = link + std::strlen(link);
  char digits[16];
  int count = 0;
  for (int rest = descriptor; rest > 0 || count == 0; rest /= 10) digits[count++] = static_cast<char>('0' + rest % 10);
  while (count > 0) *end++ = digits[--count];
  *end = '\0';
  char path[4096];
  const ssize_t size = ::readlink(link, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  return is_watched(path);
}

enum class Needs { nothing, room };

template <class Where>
bool fails(const char* call, Where where, Needs needs) {
  if (!armed.load(std::memory_order_relaxed)) return false;
  const int before = errno;
  const bool counts = (needs == Needs::room || error_number != ENOSPC) && is_watched(where);
  errno = before;
  if (!counts || left.fetch_sub(1) != 1) return false;
  failed_call = call;
  errno = error_number;
  return true;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

void IoFaults::arm(const std::string& folder, std::int64_t call, int error) {
  watched_size = folder.copy(watched, sizeof watched - 1);
  failed_call = nullptr;
  error_number = error;
  left = call;
  armed = true;
}
bool IoFaults::disarm() {
  armed = false;
  return failed_call != nullptr;
}
std::string IoFaults::what() {
  const char* const call = failed_call;
  return call == nullptr ? "" : call;
}

}  // namespace gongshi::app::test

// What follows takes the places of the C library's functions.
using gongshi::app::test::fails;
using gongshi::app::test::Needs;
using gongshi::app::test::real;

#define GONGSHI_TAKE(result, name, parameters, arguments, where, needs, failure) \
  extern "C" result name parameters {                                           \
    if (fails(#name, where, needs)) return failure;                             \
    static auto* const kReal = real<result parameters>(#name);                  \
    return kReal arguments;                                                     \
  }

GONGSHI_TAKE(ssize_t, read, (int file, void* buffer, size_t size), (file, buffer, size), file, Needs::nothing, -1)
GONGSHI_TAKE(ssize_t, pread64, (int file, void* buffer, size_t size, off64_t at), (file, buffer, size, at), file, Needs::nothing, -1)
GONGSHI_TAKE(ssize_t, write, (int file, const void* bytes, size_t size), (file, bytes, size), file, Needs::room, -1)
GONGSHI_TAKE(ssize_t, pwrite64, (int file, const void* bytes, size_t size, off64_t at), (file, bytes, size, at), file, Needs::room, -1)
GONGSHI_TAKE(int, fsync, (int file), (file), file, Needs::room, -1)
GONGSHI_TAKE(int, fdatasync, (int file), (file), file, Needs::room, -1)
GONGSHI_TAKE(int, ftruncate, (int file, off_t size) noexcept, (file, size), file, Needs::nothing, -1)
GONGSHI_TAKE(int, ftruncate64, (int file, off64_t size) noexcept, (file, size), file, Needs::nothing, -1)
GONGSHI_TAKE(int, rename, (const char* from, const char* to) noexcept, (from, to), to, Needs::room, -1)
GONGSHI_TAKE(int, mkdir, (const char* path, mode_t mode) noexcept, (path, mode), path, Needs::room, -1)
GONGSHI_TAKE(int, mkostemp, (char* pattern, int flags), (pattern, flags), pattern, Needs::room, -1)
GONGSHI_TAKE(void*, mmap64, (void* at, size_t size, int protection, int flags, int file, off64_t offset) noexcept, (at, size, protection, flags, file, offset), file,
             Needs::room, MAP_FAILED)
GONGSHI_TAKE(void*, mmap, (void* at, size_t size, int protection, int flags, int file, off_t offset) noexcept, (at, size, protection, flags, file, offset), file,
             Needs::room, MAP_FAILED)

#define GONGSHI_TAKE_OPEN(name)                                                     \
  extern "C" int name(const char* path, int flags, ...) {                          \
    va_list rest;                                                                   \
    va_start(rest, flags);                                                          \
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;          \
    va_end(rest);                                                                   \
    if (fails(#name, path, (flags & O_CREAT) != 0 ? Needs::room : Needs::nothing)) return -1; \
    static auto* const kReal = real<int(const char*, int, ...)>(#name);             \
    return kReal(path, flags, mode);                                                \
  }
GONGSHI_TAKE_OPEN(open)
GONGSHI_TAKE_OPEN(open64)
