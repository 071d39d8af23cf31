// Numbered, append-only schema changes, each applied once in a transaction and remembered with its checksum.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/version.hpp"
#include "platform/db/database.hpp"

namespace gongshi::db {

/// One file of a module's migrations/ folder. `postgres` is empty where both engines share the text.
struct Migration {
  std::string_view module;
  int number = 0;
  std::string_view name;      // "0001_create"
  std::string_view text;      // says BIGINT; on SQLite the loader writes INTEGER and STRICT
  std::string_view postgres;  // override for PostgreSQL, or empty
};

/// Applies what is missing, in the order given. Throws Failure when a shipped migration's checksum differs from the one applied, or when
/// the database knows migrations this binary does not (a newer data directory), naming `version`, this program's, and the one that wrote it.
/// Returns how many were applied.
int migrate(Database& database, std::span<const Migration> migrations, const Clock& clock, std::string_view version = kVersion);

/// How far the database is from what this program carries, without changing anything.
struct SchemaState {
  std::size_t missing = 0;  // to be applied at the next start
  std::string newer{};      // "0003_x of consultation": this program does not know it; empty: none
  std::string altered{};    // applied with another text
  std::string version{};    // of the program that changed it last; empty: not known
};
SchemaState schema_state(Database& database, std::span<const Migration> migrations);

/// What SQLite gets from a shared migration text: BIGINT -> INTEGER, BYTEA -> BLOB, DOUBLE PRECISION -> REAL, tables STRICT.
std::string to_sqlite(std::string_view text);

}  // namespace gongshi::db
