#include "platform/db/migrations.hpp"

#include <algorithm>
#include <array>

#include <boost/describe.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>

namespace gongshi::db {
namespace {

struct Applied {
  std::string module;
  std::int64_t number = 0;
  std::string name;
  std::string checksum;
};
BOOST_DESCRIBE_STRUCT(Applied, (), (module, number, name, checksum))

constexpr std::string_view kTable = R"(CREATE TABLE IF NOT EXISTS schema_migration (
  module TEXT NOT NULL,
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  PRIMARY KEY (module, number)
))";
// Which versions of the program have changed the schema, and when.
constexpr std::string_view kVersionTable = R"(CREATE TABLE IF NOT EXISTS schema_version (
  version TEXT PRIMARY KEY,
  at BIGINT NOT NULL
))";
constexpr Query kApplied{"schema_migration.all", "SELECT module, number, name, checksum FROM schema_migration ORDER BY module, number"};
constexpr Query kFind{"schema_migration.find",
                      "SELECT module, number, name, checksum FROM schema_migration WHERE module = $1 AND number = $2", 2};
constexpr Query kRecord{"schema_migration.record",
                        "INSERT INTO schema_migration (module, number, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)", 5};
constexpr Query kNewest{"schema_version.newest", "SELECT version FROM schema_version ORDER BY at DESC, version DESC"};
constexpr Query kUpgraded{"schema_version.upgraded",
                          "INSERT INTO schema_version (version, at) VALUES ($1, $2) ON CONFLICT (version) DO UPDATE SET at = excluded.at", 2};

constexpr Query kTableOnSqlite{"schema.there", "SELECT count(*) FROM sqlite_schema WHERE name = $1", 1};
constexpr Query kTableOnPostgres{"schema.there", "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = $1", 1};

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) throw Failure("SHA-256 is not available");
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

const Migration* shipped_as(const Applied& applied, std::span<const Migration> migrations) {
  const auto found = std::ranges::find_if(migrations, [&](const Migration& m) { return m.module == applied.module && m.number == applied.number; });
  return found == migrations.end() ? nullptr : &*found;
}

void create_table(Database& database) {
  const auto created = database.write([](WriteTx& tx) -> Result<bool> {
    if (tx.engine() == Engine::postgres) {
      // Two processes that start together: IF NOT EXISTS alone lets one of them fail.
      tx.script("SELECT pg_advisory_xact_lock(7309453051)");
      tx.script(kTable);
      tx.script(kVersionTable);
    } else {
      tx.script(to_sqlite(kTable));
      tx.script(to_sqlite(kVersionTable));
    }
    return true;
  });
  static_cast<void>(created);
}

void check(const Applied& applied, const Migration& shipped) {
  if (applied.checksum != sha256(shipped.text)) {
    throw Failure(
        fmt::format("migration {} of {} was applied with another text than this program carries; a shipped migration is never edited",
                    shipped.name, shipped.module));
  }
}

void refuse_newer(Database& database, const std::vector<Applied>& applied, std::span<const Migration> migrations, std::string_view version) {
  for (const Applied& one : applied) {
    const Migration* const shipped = shipped_as(one, migrations);
    if (shipped == nullptr) {
      const auto newest = database.read([](ReadTx& tx) { return tx.one<std::string>(kNewest); });
      throw Failure(
          fmt::format("the database was written by a newer version, {}, and this program is version {}: it has migration {} of {}, which "
                      "this program does not know; start the newer version, or restore a backup from before the upgrade",
                      newest.value_or("which it does not name"), version, one.name, one.module));
    }
    check(one, *shipped);
  }
}

/// Whether it had to be applied. The record is looked up again under the lock: another process may have been first.
bool apply(Database& database, const Migration& migration, const Clock& clock, std::string_view version) {
  const auto applied = database.write([&](WriteTx& tx) -> Result<bool> {
    // A table lock and not an advisory one: it takes no snapshot, so that what follows sees the other process's work.
    if (tx.engine() == Engine::postgres) tx.script("LOCK TABLE schema_migration IN SHARE ROW EXCLUSIVE MODE");
    if (const auto found = tx.one<Applied>(kFind, migration.module, migration.number)) {
      check(*found, migration);
      return false;
    }
    if (tx.engine() == Engine::sqlite) {
      tx.script(to_sqlite(migration.text));
    } else {
      tx.script(migration.postgres.empty() ? migration.text : migration.postgres);
    }
    tx.run(kRecord, migration.module, migration.number, migration.name, sha256(migration.text), clock.now());
    tx.run(kUpgraded, version, clock.now());
    return true;
  });
  return *applied;
}

}  // namespace

SchemaState schema_state(Database& database, std::span<const Migration> migrations) {
  SchemaState state{.missing = migrations.size()};
  std::vector<Applied> there;
  database.read([&](ReadTx& tx) {
    const auto has = [&](std::string_view table) { return tx.one<std::int64_t>(tx.engine() == Engine::postgres ? kTableOnPostgres : kTableOnSqlite, table).value_or(0) != 0; };
    there = has("schema_migration") ? tx.all<Applied>(kApplied) : std::vector<Applied>();
    state.version = has("schema_version") ? tx.one<std::string>(kNewest).value_or("") : "";
  });
  for (const Applied& one : there) {
    const Migration* const shipped = shipped_as(one, migrations);
    const std::string name = fmt::format("{} of {}", one.name, one.module);
    if (shipped == nullptr) {
      state.newer = name;
    } else {
      --state.missing;
      if (one.checksum != sha256(shipped->text)) state.altered = name;
    }
  }
  return state;
}

int migrate(Database& database, std::span<const Migration> migrations, const Clock& clock, std::string_view version) {
  create_table(database);
  const auto applied = database.read([](ReadTx& tx) { return tx.all<Applied>(kApplied); });
  refuse_newer(database, applied, migrations, version);
  int count = 0;
  for (const Migration& migration : migrations) {
    const bool known =
        std::ranges::any_of(applied, [&](const Applied& a) { return a.module == migration.module && a.number == migration.number; });
    if (known) continue;
    try {
      count += apply(database, migration, clock, version);
    } catch (const Unavailable&) {
      throw;
    } catch (const StorageFull&) {
      throw;
    } catch (const Failure& failure) {
      throw Failure(fmt::format("migration {} of {}: {}", migration.name, migration.module, failure.what()));
    }
  }
  return count;
}

}  // namespace gongshi::db
