#include <thread>

#include <gtest/gtest.h>

#include "platform/db/migrations.hpp"
#include "platform/db/testing.hpp"

namespace gongshi::db {
namespace {

constexpr Migration kFirst{"demo", 1, "0001_create",
                           "CREATE TABLE demo_a (id BIGINT PRIMARY KEY, body TEXT);\nCREATE INDEX demo_a_body ON demo_a (body);"};
constexpr Migration kSecond{"demo", 2, "0002_more", "ALTER TABLE demo_a ADD COLUMN weight DOUBLE PRECISION;"};
constexpr Migration kOther{"other", 1, "0001_create", "CREATE TABLE other_a (data BYTEA);",
                           "CREATE TABLE other_a (data BYTEA, words tsvector);"};
constexpr Migration kBroken{"demo", 3, "0003_broken", "CREATE TABLE demo_b (id BIGINT);\nCREATE TABLE demo_a (id BIGINT);"};

constexpr Query kRecords{"records", "SELECT module, number, name, applied_at FROM schema_migration ORDER BY module, number"};

struct Record {
  std::string module;
  int number = 0;
  std::string name;
  Timestamp applied_at;
  bool operator==(const Record&) const = default;
};
BOOST_DESCRIBE_STRUCT(Record, (), (module, number, name, applied_at))

class MigrationsTest : public testing::TestWithParam<Engine> {
 protected:
  int apply(const std::vector<Migration>& migrations) { return migrate(*database_, migrations, clock_); }
  std::vector<Record> records() {
    return database_->read([](ReadTx& tx) { return tx.all<Record>(kRecords); });
  }
  bool works(std::string_view sql) {
    try {
      database_->read([&](ReadTx& tx) { tx.prepare({"probe", sql}); });
      return true;
    } catch (const Failure&) {
      return false;
    }
  }
  std::string refusal(const std::vector<Migration>& migrations) {
    try {
      apply(migrations);
      return "";
    } catch (const Failure& failure) {
      return failure.what();
    }
  }

  FakeClock clock_{Timestamp{1000}};
  FreshDatabase database_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, MigrationsTest, testing::ValuesIn(kEngines), EngineName());

TEST_P(MigrationsTest, AppliesWhatIsMissingOnce) {
  EXPECT_EQ(apply({kFirst}), 1);
  clock_.set({2000});
  EXPECT_EQ(apply({kFirst, kSecond, kOther}), 2);
  EXPECT_EQ(apply({kFirst, kSecond, kOther}), 0);
  EXPECT_EQ(records(), (std::vector<Record>{
                           {"demo", 1, "0001_create", {1000}}, {"demo", 2, "0002_more", {2000}}, {"other", 1, "0001_create", {2000}}}));
  EXPECT_TRUE(works("SELECT weight FROM demo_a"));
}

TEST_P(MigrationsTest, GivesPostgresItsOwnText) {
  apply({kOther});
  EXPECT_EQ(works("SELECT words FROM other_a"), GetParam() == Engine::postgres);
}

TEST_P(MigrationsTest, RefusesAChangedText) {
  apply({kFirst});
  Migration changed = kFirst;
  changed.text = "CREATE TABLE demo_a (id BIGINT);";
  EXPECT_TRUE(refusal({changed}).contains("0001_create of demo")) << refusal({changed});
}

TEST_P(MigrationsTest, RefusesANewerDatabase) {
  apply({kFirst, kSecond});
  EXPECT_TRUE(refusal({kFirst}).contains("newer version")) << refusal({kFirst});
  EXPECT_TRUE(refusal({kFirst}).contains("0002_more of demo"));
  EXPECT_TRUE(refusal({kFirst}).contains("version, " + std::string(kVersion) + ", and this program is version " + std::string(kVersion)));
}

TEST_P(MigrationsTest, LeavesNothingOfAFailedOne) {
  EXPECT_TRUE(refusal({kFirst, kBroken, kOther}).contains("0003_broken of demo"));
  EXPECT_EQ(records().size(), 1u);
  EXPECT_FALSE(works("SELECT id FROM demo_b"));
  EXPECT_EQ(apply({kFirst, kSecond}), 1);
}

TEST_P(MigrationsTest, MayRunInTwoProcessesAtOnce) {
  if (GetParam() == Engine::sqlite) {
    EXPECT_THROW(open_sqlite({.path = database_.path()}), Failure) << "SQLite has one process only";
    return;
  }
  const auto other = open_postgres({.connection = database_.connection()});
  int theirs = 0;
  std::thread second([&] { theirs = migrate(*other, std::vector{kFirst, kSecond, kOther}, clock_); });
  const int ours = apply({kFirst, kSecond, kOther});
  second.join();
  EXPECT_EQ(ours + theirs, 3);
}

TEST(ToSqlite, SpeaksSqlite) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"CREATE TABLE a (id BIGINT PRIMARY KEY, w DOUBLE PRECISION, d BYTEA);",
       "CREATE TABLE a (id INTEGER PRIMARY KEY, w REAL, d BLOB) STRICT;"},
      {"create table if not exists a (x bigint check (x in (1, 2)));\nCREATE INDEX i ON a (x);",
       "create table if not exists a (x INTEGER check (x in (1, 2))) STRICT;\nCREATE INDEX i ON a (x);"},
      {"CREATE TABLE a ( -- without rowid\n x TEXT DEFAULT 'a BIGINT; (it''s)' -- BIGINT )\n)",
       "CREATE TABLE a ( -- without rowid\n x TEXT DEFAULT 'a BIGINT; (it''s)' -- BIGINT )\n) STRICT, WITHOUT ROWID"},
      {"CREATE TABLE \"BIGINT\" (bigint_x TEXT /* ) BYTEA */);CREATE TABLE b (y TEXT);",
       "CREATE TABLE \"BIGINT\" (bigint_x TEXT /* ) BYTEA */) STRICT;CREATE TABLE b (y TEXT) STRICT;"},
      {"CREATE VIRTUAL TABLE f USING fts5(body, content='');", "CREATE VIRTUAL TABLE f USING fts5(body, content='');"},
      {"CREATE TABLE a AS SELECT (1) AS x;", "CREATE TABLE a AS SELECT (1) AS x;"},
      {"CREATE TEMP TABLE a (x BIGINT);", "CREATE TEMP TABLE a (x INTEGER) STRICT;"},
      {"INSERT INTO a VALUES (CAST('1' AS BIGINT)); -- done", "INSERT INTO a VALUES (CAST('1' AS INTEGER)); -- done"},
      {"", ""}};
  for (const auto& [shared, sqlite] : cases) EXPECT_EQ(to_sqlite(shared), sqlite);
}

}  // namespace
}  // namespace gongshi::db
