// What PostgreSQL alone must show: connections that break, plans that age, and what its error codes mean.
#include <gtest/gtest.h>

#include "platform/db/testing.hpp"

namespace gongshi::db {
namespace {

constexpr Query kAdd{"row.add", "INSERT INTO row (id) VALUES ($1)", 1};
constexpr Query kCount{"row.count", "SELECT count(*) FROM row"};
constexpr Query kEverything{"row.everything", "SELECT * FROM row"};
constexpr Query kBackend{"backend", "SELECT pg_backend_pid()"};
constexpr Query kSetting{"setting", "SELECT current_setting($1)", 1};
constexpr Query kAfter{"row.after", "SELECT count(*) FROM row WHERE id > $1 + 60000", 1};

class PostgresTest : public testing::Test {
 protected:
  PostgresTest() { script("CREATE TABLE row (id BIGINT PRIMARY KEY)"); }

  void script(std::string_view text) {
    const auto done = database_->write([&](WriteTx& tx) -> Result<bool> {
      tx.script(text);
      return true;
    });
    ASSERT_TRUE(done.has_value());
  }
  void add(std::int64_t id) {
    ASSERT_TRUE(database_->write([&](WriteTx& tx) -> Result<std::int64_t> { return tx.run(kAdd, id); }).has_value());
  }
  std::int64_t count() {
    return database_->read([](ReadTx& tx) { return *tx.one<std::int64_t>(kCount); });
  }
  static void end(int backend) { FreshDatabase::administer("SELECT pg_terminate_backend(" + std::to_string(backend) + ", 5000)"); }
  int backend() {
    return database_->read([](ReadTx& tx) { return *tx.one<int>(kBackend); });
  }

  FreshDatabase database_{Engine::postgres};
};

TEST_F(PostgresTest, AConnectionDroppedWhileIdleIsNotNoticed) {
  end(backend());
  EXPECT_EQ(count(), 0);
  end(backend());
  add(1);
  EXPECT_EQ(count(), 1);
  EXPECT_TRUE(database_->healthy());
}

TEST_F(PostgresTest, AConnectionLostInATransactionFailsThatTransactionOnly) {
  EXPECT_THROW(
      {
        const auto done = database_->write([&](WriteTx& tx) -> Result<bool> {
          tx.run(kAdd, 1);
          end(*tx.one<int>(kBackend));
          tx.run(kAdd, 2);
          return true;
        });
        static_cast<void>(done);
      },
      Unavailable);
  add(3);
  EXPECT_EQ(count(), 1);
}

TEST_F(PostgresTest, AConnectionLostDuringCommitLeavesTheOutcomeUnknown) {
  script(R"(
    CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF NEW.id = 13 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON row DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION break_off())");
  add(1);
  EXPECT_THROW(add(13), OutcomeUnknown);
  add(2);
  EXPECT_EQ(count(), 2);
}

TEST_F(PostgresTest, ErrorCodesAreMapped) {
  const auto raise = [&](std::string_view code) {
    script("DO 'BEGIN RAISE EXCEPTION ''no'' USING ERRCODE = ''" + std::string(code) + "''; END'");
  };
  EXPECT_THROW(raise("53100"), StorageFull);
  EXPECT_THROW(raise("53200"), Unavailable);
  EXPECT_THROW(raise("57014"), Unavailable);
  EXPECT_THROW(raise("23505"), ConstraintViolated);
  EXPECT_THROW(raise("40001"), Unavailable) << "after its repetitions";
  try {
    raise("42000");
    FAIL();
  } catch (const Unavailable&) {
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_TRUE(std::string_view(failure.what()).contains("42000")) << failure.what();
  }
  EXPECT_EQ(count(), 0);
}

TEST_F(PostgresTest, ALostRaceRunsAgain) {
  int runs = 0;
  const auto done = database_->write([&](WriteTx& tx) -> Result<bool> {
    tx.run(kAdd, 1);
    if (++runs < 4) tx.script("DO 'BEGIN RAISE EXCEPTION ''no'' USING ERRCODE = ''40P01''; END'");
    return true;
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(runs, 4);
  EXPECT_EQ(count(), 1);
}

TEST_F(PostgresTest, PlansThatNoLongerFitAreMadeAgain) {
  const auto columns = [&] {
    int columns = 0;
    database_->read([&](ReadTx& tx) { tx.each(kEverything, [&](const Row& row) { columns = row.columns(); }); });
    return columns;
  };
  add(1);
  EXPECT_EQ(columns(), 1);
  script("ALTER TABLE row ADD COLUMN more TEXT");
  EXPECT_EQ(columns(), 2);
  script("DEALLOCATE ALL");
  EXPECT_EQ(columns(), 2);
  add(2);
  EXPECT_EQ(count(), 2);
}

TEST_F(PostgresTest, CommitsAreDurableAndErrorsQuoteNoRows) {
  script("ALTER DATABASE " + database_->read([](ReadTx& tx) {
    return *tx.one<std::string>(Query{"name", "SELECT current_database()"});
  }) + " SET synchronous_commit = off");
  database_.close();
  database_.open();
  EXPECT_EQ(database_->read([](ReadTx& tx) { return *tx.one<std::string>(kSetting, "synchronous_commit"); }), "on");
  add(4711);
  try {
    add(4711);
    FAIL();
  } catch (const ConstraintViolated& violated) {
    EXPECT_FALSE(std::string_view(violated.what()).contains("4711")) << violated.what();
  }
}

TEST_F(PostgresTest, SmallIntegerParametersAreFoundByTheQueryTest) {
  EXPECT_THROW(database_->read([](ReadTx& tx) { tx.prepare(kAfter); }), Failure);
  EXPECT_NO_THROW(database_->read([](ReadTx& tx) { tx.prepare({"part", "SELECT substr('abc', CAST($1 AS INTEGER))", 1}); }));
}

TEST_F(PostgresTest, AWrongAddressIsSaidAtOnce) {
  EXPECT_THROW(open_postgres({.connection = "host=/nonexistent dbname=x"}), Unavailable);
  EXPECT_THROW(open_postgres({.connection = "nonsense"}), Failure);
}

}  // namespace
}  // namespace gongshi::db
