// The migrations of all modules, interrupted after every statement: the next start finds the schema as it was before, and completes it.
#include <csignal>
#include <fstream>
#include <iostream>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "app/modules.hpp"
#include "platform/db/testing.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::app {
namespace {

std::vector<db::Migration> all_migrations() {
  std::vector<Module> modules = all_modules();
  modules.insert(modules.begin(), platform_module());
  std::vector<db::Migration> all;
  for (const Module& module : modules) all.insert(all.end(), module.migrations.begin(), module.migrations.end());
  return all;
}

/// What the script has run after its first statement, its second, … its last.
std::vector<std::string> beginnings(std::string_view script) {
  std::vector<std::string> found;
  std::size_t start = 0;
  for (std::size_t at = script.find(';'); at != std::string_view::npos; at = script.find(';', at + 1)) {
    if (sqlite3_complete(std::string(script.substr(start, at + 1 - start)).c_str()) == 0) continue;
    start = at + 1;
    found.emplace_back(script.substr(0, start));
  }
  return found;
}

class UpgradeTest : public testing::TestWithParam<db::Engine> {
 protected:
  /// Tables, columns and indexes, and which migrations are recorded.
  static std::vector<std::string> schema(db::Database& database) {
    static constexpr db::Query kSqlite{"test.schema",
                                       "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' UNION ALL "
                                       "SELECT module || ' ' || name || ' ' || checksum FROM schema_migration ORDER BY 1"};
    static constexpr db::Query kPostgres{"test.schema",
                                         "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') "
                                         "FROM information_schema.columns WHERE table_schema = 'public' UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
                                         "SELECT module || ' ' || name || ' ' || checksum FROM schema_migration ORDER BY 1"};
    return database.read([](db::ReadTx& tx) { return tx.all<std::string>(tx.engine() == db::Engine::sqlite ? kSqlite : kPostgres); });
  }

  /// The process, or on PostgreSQL its connection, ends inside the migration, behind `beginning`.
  void interrupt(const std::vector<db::Migration>& done, db::Migration migration, const std::string& beginning) {
    if (GetParam() == db::Engine::postgres) {
      const std::string text = beginning + "SELECT pg_terminate_backend(pg_backend_pid());";
      migration.text = migration.postgres = text;
      auto cut = done;
      cut.push_back(migration);
      EXPECT_THROW(db::migrate(*database_, cut, clock_), db::Unavailable);
      return;
    }
    database_.close();
    const pid_t child = fork();
    if (child == 0) {
      database_.open();
      const auto never = database_->write([&](db::WriteTx& tx) -> Result<bool> {
        tx.script(db::to_sqlite(beginning));
        ::kill(::getpid(), SIGKILL);
        return true;
      });
      _exit(never.has_value());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it reached the statement, and was killed";
    database_.open();
  }

  SystemClock clock_;
  db::FreshDatabase database_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, UpgradeTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(UpgradeTest, InterruptedAfterAnyStatementItIsCompletedByTheNextStart) {
  const auto all = all_migrations();
  std::vector<db::Migration> done;
  db::migrate(*database_, done, clock_);
  int interruptions = 0;
  for (const db::Migration& migration : all) {
    const auto before = schema(*database_);
    const bool own = GetParam() == db::Engine::postgres && !migration.postgres.empty();
    for (const std::string& beginning : beginnings(own ? migration.postgres : migration.text)) {
      SCOPED_TRACE(fmt::format("{} of {}, behind: {}", migration.name, migration.module, beginning));
      interrupt(done, migration, beginning);
      ++interruptions;
      ASSERT_EQ(schema(*database_), before);
    }
    done.push_back(migration);
    ASSERT_EQ(db::migrate(*database_, done, clock_), 1);
  }
  db::FreshDatabase clean(GetParam());
  db::migrate(*clean, all, clock_);
  EXPECT_EQ(schema(*database_), schema(*clean));
  EXPECT_GT(interruptions, 50);
  std::cout << "  " << all.size() << " migrations, interrupted " << interruptions << " times\n";
}

TEST_P(UpgradeTest, KilledAtAnyMomentItIsCompletedByTheNextStart) {
  const auto all = all_migrations();
  db::FreshDatabase clean(GetParam());
  db::migrate(*clean, all, clock_);
  const auto expected = schema(*clean);
  clean.close();
  std::mt19937 random(20'261'126);
  for (int round = 0; round < (GetParam() == db::Engine::sqlite ? 10 : 4); ++round) {
    db::FreshDatabase database(GetParam());
    database.close();
    const pid_t child = fork();
    if (child == 0) {
      database.open();
      db::migrate(*database, all, clock_);
      _exit(0);
    }
    ::usleep(static_cast<useconds_t>(random() % 120'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    database.open();
    db::migrate(*database, all, clock_);
    ASSERT_EQ(schema(*database), expected) << "round " << round;
  }
}

TEST(Upgrade, AnOlderProgramRefusesANewerDataDirectoryInWords) {
  db::FreshDatabase database(db::Engine::sqlite);
  const auto folder = database.folder() / "data";
  std::filesystem::create_directories(folder);
  {
    const auto newer = db::open_sqlite({.path = (folder / "gongshi.sqlite").string()});
    auto migrations = all_migrations();
    migrations.push_back({"consultation", 999, "0999_later", "CREATE TABLE consultation_later (id BIGINT PRIMARY KEY);", ""});
    db::migrate(*newer, migrations, SystemClock(), "9.9.9");
  }
  const auto said = folder / "said";
  const int status = std::system(fmt::format("{} serve --port 0 --language en --data {} >{} 2>&1", GONGSHI_PROGRAM, folder.string(), said.string()).c_str());
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) != 0) << status;
  std::ifstream in(said);
  const std::string words((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_TRUE(words.contains("newer version, 9.9.9, and this program is version " + std::string(kVersion))) << words;
  EXPECT_EQ(std::ranges::count(words, '\n'), 1) << "one sentence: " << words;
}

}  // namespace
}  // namespace gongshi::app
