// What a SQLite result code means to the caller.
#pragma once

#include <string_view>

struct sqlite3;

namespace gongshi::db {

/// Throws the Failure that fits the extended result code. `what` names the statement or the action.
[[noreturn]] void throw_sqlite(sqlite3* handle, int code, std::string_view what);

/// Free bytes for this process on the file system of `path`; the greatest number where it cannot be told.
unsigned long long free_bytes(const char* path);

}  // namespace gongshi::db
