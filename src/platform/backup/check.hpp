// Whether a database file at rest is whole.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "platform/db/database.hpp"

namespace gongshi::backup {

struct DatabaseFacts {
  std::string schema;                    // fingerprint of the tables
  std::vector<std::string> attachments;  // hashes of the contents that rows name
};

/// Reads a file that nobody writes, without touching it or its folder. Throws Refused in words.
DatabaseFacts read_facts(const std::filesystem::path& database);

/// SQLite's own check of every page and index, every foreign key, and `checks`: statements that count what contradicts itself and so give 0.
/// Throws Refused in words.
void check_database(const std::filesystem::path& database, std::span<const db::Query* const> checks);

}  // namespace gongshi::backup
