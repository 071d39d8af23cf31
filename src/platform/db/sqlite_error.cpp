#include "platform/db/sqlite_error.hpp"

#include <cerrno>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/statvfs.h>

#include "platform/db/database.hpp"

namespace gongshi::db {
namespace {

constexpr unsigned long long kNoRoom = 1 << 20;

// SQLite says FULL for ENOSPC in a write only. A quota, a file size limit and a shared-memory file that cannot grow arrive as IOERR.
bool out_of_room(sqlite3* handle, int code) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  if ((code & 0xff) != SQLITE_IOERR || handle == nullptr) return false;
  const int system = sqlite3_system_errno(handle);
  if (system == ENOSPC || system == EDQUOT || system == EFBIG) return true;
  const char* path = sqlite3_db_filename(handle, "main");
  return path != nullptr && free_bytes(path) < kNoRoom;
}

}  // namespace

unsigned long long free_bytes(const char* path) {
  struct statvfs info {};
  if (statvfs(path, &info) != 0) return std::numeric_limits<unsigned long long>::max();
  return static_cast<unsigned long long>(info.f_bavail) * info.f_frsize;
}

void throw_sqlite(sqlite3* handle, int code, std::string_view what) {
  const bool full = out_of_room(handle, code);
  const std::string sentence =
      fmt::format("{}: {} (SQLite {})", what, handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code), code);
  if (full) throw StorageFull(sentence);
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      // A value of the wrong type in a STRICT table is a mistake in the program.
      if (code == SQLITE_CONSTRAINT_DATATYPE) throw Failure(sentence);
      throw ConstraintViolated(sentence);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_NOTADB:
      throw Unavailable(sentence);
    default:
      throw Failure(sentence);
  }
}

}  // namespace gongshi::db
