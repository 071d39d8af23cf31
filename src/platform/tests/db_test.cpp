// The storage interface as every module uses it, on both engines.
#include <cmath>
#include <limits>
#include <thread>

#include <gtest/gtest.h>

#include "base/assert.hpp"
#include "platform/db/migrations.hpp"
#include "platform/db/rows.hpp"
#include "platform/db/testing.hpp"

namespace gongshi::db {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Sample {
  std::int64_t id = 0;
  std::string words;
  std::optional<double> weight;
  std::optional<Bytes> data;
  Timestamp at;
  bool flag = false;
  Colour colour = Colour::red;
  bool operator==(const Sample&) const = default;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (id, words, weight, data, at, flag, colour))

constexpr Query kPut{"sample.put", "INSERT INTO sample (id, words, weight, data, at, flag, colour) VALUES ($1, $2, $3, $4, $5, $6, $7)", 7};
constexpr Query kAll{"sample.all", "SELECT id, words, weight, data, at, flag, colour FROM sample ORDER BY id"};
constexpr Query kCount{"sample.count", "SELECT count(*) FROM sample"};
constexpr Query kAdd{"counter.add", "INSERT INTO counter (id, n) VALUES ($1, $2)", 2};
constexpr Query kUpdate{"counter.update", "UPDATE counter SET n = n + CAST($2 AS BIGINT) WHERE id = $1", 2};
constexpr Query kGet{"counter.get", "SELECT n FROM counter WHERE id = $1", 1};
constexpr Query kSet{"counter.set", "UPDATE counter SET n = $2 WHERE id = $1", 2};
constexpr Query kCounters{"counter.count", "SELECT count(*) FROM counter"};
constexpr Query kFrom{"counter.from", "SELECT n FROM counter WHERE id >= $1", 1};
constexpr Query kEmpty{"counter.empty", "DELETE FROM counter"};
constexpr Query kSwap{"counter.swap", "SELECT $2 || $1", 2};
constexpr Query kIfGiven{"counter.if_given", "SELECT count(*) FROM counter WHERE CAST($1 AS BIGINT) IS NULL OR id = $1", 1};
constexpr Query kChild{"child.add", "INSERT INTO child (id, counter) VALUES ($1, $2)", 2};
constexpr Query kSum{"counter.sum", "SELECT sum(n), avg(n) FROM counter"};
constexpr Query kDifferent{"counter.different", "SELECT n FROM counter WHERE id = $1 AND n <> $2", 2,
                           "SELECT n + 1000 FROM counter WHERE id = $1 AND n <> $2"};

constexpr std::string_view kSchema = R"(
CREATE TABLE sample (id BIGINT PRIMARY KEY, words TEXT NOT NULL, weight DOUBLE PRECISION, data BYTEA, at BIGINT NOT NULL,
  flag BIGINT NOT NULL, colour TEXT NOT NULL);
CREATE TABLE counter (id BIGINT PRIMARY KEY, n BIGINT NOT NULL CHECK (n >= 0));
CREATE TABLE child (id BIGINT PRIMARY KEY, counter BIGINT NOT NULL REFERENCES counter (id) DEFERRABLE INITIALLY DEFERRED);
)";

class DatabaseTest : public testing::TestWithParam<Engine> {
 protected:
  DatabaseTest() {
    do_write([&](WriteTx& tx) { tx.script(GetParam() == Engine::sqlite ? to_sqlite(kSchema) : std::string(kSchema)); });
  }

  /// A write that does not refuse.
  template <class F>
  void do_write(F&& fn) {
    const auto result = database_->write([&](WriteTx& tx) -> Result<bool> {
      fn(tx);
      return true;
    });
    ASSERT_TRUE(result.has_value());
  }
  std::int64_t count(const Query& query = kCounters) {
    return database_->read([&](ReadTx& tx) { return *tx.one<std::int64_t>(query); });
  }
  std::int64_t get(std::int64_t id) {
    return database_->read([&](ReadTx& tx) { return *tx.one<std::int64_t>(kGet, id); });
  }

  FreshDatabase database_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, DatabaseTest, testing::ValuesIn(kEngines), EngineName());

TEST_P(DatabaseTest, ReturnsWhatWasStored) {
  Bytes every(256);
  for (std::size_t i = 0; i < every.size(); ++i) every[i] = static_cast<std::byte>(i);
  const std::vector<Sample> samples{
      {std::numeric_limits<std::int64_t>::min(), "", std::nullopt, std::nullopt, {}, false, Colour::red},
      {-1, "共识 𠮷 é '\"\\ %", -0.1, Bytes{}, {1'795'000'000'000}, true, Colour::green},
      {(std::int64_t{1} << 53) + 1, std::string(100'000, 'x'), 1.7976931348623157e308, every, {-1}, true, Colour::red},
      {std::numeric_limits<std::int64_t>::max(), "\n\t\x01", 5e-324, Bytes(100'000), {}, false, Colour::green}};
  do_write([&](WriteTx& tx) {
    for (const Sample& s : samples) EXPECT_EQ(tx.run(kPut, s.id, s.words, s.weight, s.data, s.at, s.flag, s.colour), 1);
  });
  EXPECT_EQ(database_->read([](ReadTx& tx) { return tx.all<Sample>(kAll); }), samples);
}

TEST_P(DatabaseTest, TellsNullFromEmpty) {
  do_write([](WriteTx& tx) { tx.run(kPut, 1, std::string_view(), nullptr, Blob(), Timestamp(), false, Colour::red); });
  const auto sample = database_->read([](ReadTx& tx) { return *tx.one<Sample>(kAll); });
  EXPECT_FALSE(sample.weight.has_value());
  ASSERT_TRUE(sample.data.has_value());
  EXPECT_TRUE(sample.data->empty());
}

TEST_P(DatabaseTest, BindsParametersByNameAndKnowsNullParameters) {
  do_write([](WriteTx& tx) { tx.run_many(kAdd, std::vector<Value>{1, 10, 2, 20}); });
  database_->read([&](ReadTx& tx) {
    EXPECT_EQ(tx.one<std::string>(kSwap, "one", "two"), "twoone");
    EXPECT_EQ(tx.one<std::int64_t>(kIfGiven, nullptr), 2);
    EXPECT_EQ(tx.one<std::int64_t>(kIfGiven, 1), 1);
    EXPECT_EQ(tx.one<std::int64_t>(kGet, 3), std::nullopt);
    EXPECT_EQ(tx.one<std::int64_t>(kDifferent, 1, 11), GetParam() == Engine::sqlite ? 10 : 1010);
    tx.each(kSum, [](const Row& row) {
      EXPECT_EQ(row.integer(0), 30);
      EXPECT_EQ(row.real(1), 15.0);
    });
  });
}

TEST_P(DatabaseTest, RefusesWhatOneEngineWouldLose) {
  const auto refused = [&](auto&& fn) { EXPECT_THROW(do_write(fn), Failure); };
  refused([](WriteTx& tx) { tx.run(kPut, 1, std::string_view("a\0b", 3), 1.0, nullptr, Timestamp(), false, Colour::red); });
  refused([](WriteTx& tx) { tx.run(kPut, 1, "a", std::nan(""), nullptr, Timestamp(), false, Colour::red); });
  refused([](WriteTx& tx) { tx.run(kAdd, 1); });
  refused([](WriteTx& tx) { tx.run(Query{"two", "SELECT 1; SELECT 2"}); });
  refused([](WriteTx& tx) { tx.run(Query{"wrong", "SELEC 1"}); });
  refused([](WriteTx& tx) { tx.run(kPut, 1, "a", "not a number", nullptr, Timestamp(), false, Colour::red); });
}

TEST_P(DatabaseTest, ReadsAStructOnlyFromAsManyColumns) {
  do_write([](WriteTx& tx) { tx.run(kAdd, 1, 1); });
  EXPECT_THROW(database_->read([](ReadTx& tx) { return tx.all<Sample>(Query{"few", "SELECT id FROM counter"}); }), Failure);
}

TEST_P(DatabaseTest, AnErrorRollsBackAndIsReturned) {
  const auto result = database_->write([](WriteTx& tx) -> Result<int> {
    tx.run(kAdd, 1, 1);
    return fail(ErrorKind::conflict, "test.conflict");
  });
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "test.conflict");
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseTest, AnExceptionRollsBackAndReachesTheCaller) {
  struct Odd {
    int value;
  };
  for (int i = 0; i < 3; ++i) {
    try {
      do_write([&](WriteTx& tx) {
        tx.run(kAdd, 1, 1);
        throw Odd{i};
      });
      FAIL();
    } catch (const Odd& odd) {
      EXPECT_EQ(odd.value, i);
    }
  }
  EXPECT_THROW(database_->read([](ReadTx& tx) { tx.each(kCount, [](const Row&) { throw Odd{0}; }); }), Odd);
  do_write([](WriteTx& tx) { tx.run(kAdd, 1, 1); });
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseTest, WritesWithoutAThreadThatWaits) {
  // A hundred are under way at once, of which each third refuses and one breaks; what they say and what is kept is as if each had been waited for.
  std::vector<Later<std::int64_t>> writes;
  for (std::int64_t i = 0; i < 100; ++i) {
    writes.push_back(database_->write_later([i](WriteTx& tx) -> Result<std::int64_t> {
      tx.run(kAdd, i, 1);
      if (i == 50) throw std::runtime_error("odd");
      if (i % 3 == 0) return fail(ErrorKind::conflict, "test.conflict");
      return i;
    }));
  }
  for (std::int64_t i = 0; i < 100; ++i) {
    Later<std::int64_t>& write = writes[static_cast<std::size_t>(i)];
    write.moment->wait();
    if (i == 50) {
      EXPECT_THROW(write.take(), std::runtime_error);
    } else if (i % 3 == 0) {
      EXPECT_EQ(write.take().error().code, "test.conflict");
    } else {
      EXPECT_EQ(write.take().value(), i);
    }
  }
  EXPECT_EQ(count(), 65);
  database_->close();
  EXPECT_THROW(
      {
        const auto late = database_->write_later([](WriteTx&) -> Result<int> { return 1; });
        late.moment->wait();
        late.take();
      },
      Unavailable);
}

TEST_P(DatabaseTest, MapsConstraints) {
  do_write([](WriteTx& tx) { tx.run(kAdd, 1, 1); });
  EXPECT_THROW(do_write([](WriteTx& tx) { tx.run(kAdd, 1, 1); }), ConstraintViolated);
  EXPECT_THROW(do_write([](WriteTx& tx) { tx.run(kAdd, 2, -1); }), ConstraintViolated);
  EXPECT_THROW(do_write([](WriteTx& tx) { tx.run(kAdd, 2, nullptr); }), ConstraintViolated);
  EXPECT_THROW(do_write([](WriteTx& tx) { tx.run(kChild, 1, 99); }), ConstraintViolated) << "deferred to the end of the transaction";
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseTest, KeepsNothingOfATransactionWhoseFailureWasSwallowed) {
  do_write([](WriteTx& tx) { tx.run(kAdd, 1, 1); });
  EXPECT_THROW(do_write([](WriteTx& tx) {
                 tx.run(kAdd, 2, 2);
                 try {
                   tx.run(kAdd, 1, 1);
                 } catch (const ConstraintViolated&) {
                 }
               }),
               Failure);
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseTest, RunsOneStatementForManyTuples) {
  std::vector<Value> values;
  for (std::int64_t id = 0; id < 1234; ++id) values.insert(values.end(), {id, id * 2});
  do_write([&](WriteTx& tx) {
    EXPECT_EQ(tx.run_many(kAdd, values), 1234);
    EXPECT_EQ(tx.run_many(kAdd, {}), 0);
  });
  EXPECT_EQ(get(1233), 2466);
  EXPECT_THROW(do_write([&](WriteTx& tx) { tx.run_many(kAdd, values); }), ConstraintViolated);
  EXPECT_THROW(do_write([&](WriteTx& tx) { tx.run_many(kAdd, std::span(values).first(3)); }), Failure);
  EXPECT_EQ(count(), 1234);
}

TEST_P(DatabaseTest, ManyRowsKeepTextThatIsGoneWhenTheyAreStored) {
  const std::string words(60, 'x');
  Rows rows(kPut);
  rows.add(1, std::optional(words), 1.0, nullptr, Timestamp(), false, Colour::red);
  rows.add(2, std::string(words), 1.0, nullptr, Timestamp(), false, Colour::red);
  do_write([&](WriteTx& tx) { rows.store(tx); });
  database_->read([&](ReadTx& tx) { tx.each(kAll, [&](const Row& row) { EXPECT_EQ(row.text(1), words); }); });
}

TEST_P(DatabaseTest, CountsRowsChangedOnly) {
  do_write([](WriteTx& tx) {
    tx.run_many(kAdd, std::vector<Value>{1, 10, 2, 20});
    EXPECT_EQ(tx.run(kUpdate, 1, 1), 1);
    EXPECT_EQ(tx.run(kUpdate, 9, 1), 0);
    EXPECT_EQ(tx.run(kCounters), 0);
    EXPECT_EQ(tx.run(Query{"all", "UPDATE counter SET n = 0"}), 2);
  });
}

TEST_P(DatabaseTest, LetsAStatementRunInsideItself) {
  do_write([](WriteTx& tx) {
    tx.run_many(kAdd, std::vector<Value>{1, 2, 2, 3, 3, 3});
    std::vector<std::int64_t> seen;
    tx.each(
        kGet,
        [&](const Row& row) {
          tx.each(
              kGet,
              [&](const Row& inner) {
                seen.insert(seen.end(), {row.integer(0), inner.integer(0)});
              },
              row.integer(0));
          tx.run(kUpdate, 3, 1);
        },
        1);
    EXPECT_EQ(seen, (std::vector<std::int64_t>{2, 3}));
  });
  EXPECT_EQ(get(3), 4);
}

TEST_P(DatabaseTest, ReadsMuchInPieces) {
  for (const std::int64_t size : {0, 1, 2000, 2001, 4500}) {  // a piece on PostgreSQL is 2,000 rows
    do_write([&](WriteTx& tx) {
      tx.run(kEmpty);
      std::vector<Value> values;
      for (std::int64_t i = 0; i < size; ++i) values.insert(values.end(), {i, i + 1});
      tx.run_many(kAdd, values);
    });
    std::int64_t rows = 0, sum = 0;
    database_->read([&](ReadTx& tx) {
      tx.each_in_pieces(
          kFrom,
          [&](const Row& row) {
            ++rows;
            sum += row.integer(0);
            if (rows == 3) EXPECT_EQ(*tx.one<std::int64_t>(kGet, 0), 1);
          },
          0);
      EXPECT_EQ(*tx.one<std::int64_t>(kCounters), size);  // and the transaction goes on
    });
    EXPECT_EQ(rows, size);
    EXPECT_EQ(sum, size * (size + 1) / 2);
  }
}

TEST_P(DatabaseTest, CountsEveryWriteOfManyThreads) {
  do_write([](WriteTx& tx) { tx.run(kAdd, 0, 0); });
  constexpr int kThreads = 64;
  constexpr int kEach = 5;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const bool refuse = i == 2;
        const auto id = t * 100 + i + 1;
        const auto result = database_->write([&](WriteTx& tx) -> Result<bool> {
          tx.run(kAdd, id, 0);
          if (refuse) return fail(ErrorKind::conflict, "test.refused");
          return true;
        });
        EXPECT_EQ(result.has_value(), !refuse);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count(), 1 + kThreads * (kEach - 1));
}

TEST_P(DatabaseTest, WritesThatComeTogetherFailAlone) {
  constexpr int kThreads = 8, kRounds = 30;
  do_write([&](WriteTx& tx) { tx.run(kAdd, -1, 0); });
  std::atomic<int> kept = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int round = 0; round < kRounds; ++round) {
        const std::int64_t id = thread * kRounds + round;
        const auto write = [&] {
          return database_->write([&](WriteTx& tx) -> Result<bool> {
            tx.run(kAdd, id, 1);
            switch (round % 10) {
              case 1: return std::unexpected(Error{ErrorKind::conflict, "test.declined"});
              case 3: throw std::runtime_error("a mistake");
              case 5: tx.run(kAdd, -1, 1); return true;       // the id is taken
              case 7: tx.run(kChild, id, 1'000'000); return true;  // its counter is missing, which is noticed at the commit
              case 8: EXPECT_TRUE(tx.changes_one(kSet, id, 2)); return true;
              case 9: if (!tx.changes_one(kSet, -2, 2)) return std::unexpected(Error{ErrorKind::not_found, "test.absent"}); return true;
              default: return true;
            }
          });
        };
        switch (round % 10) {
          case 1:
          case 9: EXPECT_FALSE(write().has_value()); break;
          case 3: EXPECT_THROW((void)write(), std::runtime_error); break;
          case 5:
          case 7: EXPECT_THROW((void)write(), Failure); break;
          default: EXPECT_TRUE(write().has_value()); ++kept;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  database_->read([&](ReadTx& tx) {
    EXPECT_EQ(tx.one<std::int64_t>(kCounters), kept + 1);
    for (int id = 0; id < kThreads * kRounds; ++id) EXPECT_EQ(tx.one<std::int64_t>(kGet, id).has_value(), id % 2 == 0) << id;
  });
}

// Read, think, write: what a use case does. On PostgreSQL it takes SERIALIZABLE and repetition.
TEST_P(DatabaseTest, WritesAreSerialisable) {
  do_write([](WriteTx& tx) { tx.run(kAdd, 0, 0); });
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5;) {
        try {
          do_write([](WriteTx& tx) { tx.run(kSet, 0, *tx.one<std::int64_t>(kGet, 0) + 1); });
          ++done;
          ++i;
        } catch (const Unavailable&) {
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(get(0), done);
}

TEST_P(DatabaseTest, ReadsOneSnapshot) {
  do_write([](WriteTx& tx) { tx.run(kAdd, 1, 1); });
  database_->read([&](ReadTx& tx) {
    EXPECT_EQ(*tx.one<std::int64_t>(kGet, 1), 1);
    std::thread([&] { do_write([](WriteTx& other) { other.run(kSet, 1, 2); }); }).join();
    EXPECT_EQ(*tx.one<std::int64_t>(kGet, 1), 1);
  });
  EXPECT_EQ(get(1), 2);
}

TEST_P(DatabaseTest, RefusesToWriteInARead) {
  EXPECT_THROW(database_->read([](ReadTx& tx) { tx.one<int>(kAdd, 1, 1); }), Failure);
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseTest, RefusesATransactionInsideATransaction) {
  abort_on_broken_assumption = false;
  EXPECT_THROW(do_write([&](WriteTx&) { count(); }), BrokenAssumption);
  EXPECT_THROW(database_->read([&](ReadTx&) { do_write([](WriteTx&) {}); }), BrokenAssumption);
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseTest, PreparesQueriesForTheQueryTest) {
  database_->read([](ReadTx& tx) {
    for (const Query* query : {&kPut, &kAll, &kAdd, &kUpdate, &kIfGiven, &kChild}) EXPECT_NO_THROW(tx.prepare(*query)) << query->name;
  });
  EXPECT_THROW(database_->read([](ReadTx& tx) { tx.prepare({"absent", "SELECT x FROM counter"}); }), Failure);
  EXPECT_THROW(database_->read([](ReadTx& tx) { tx.prepare({"few", "SELECT n FROM counter WHERE id = $1 AND n = $2", 1}); }), Failure);
}

TEST_P(DatabaseTest, KeepsDataAcrossOpenings) {
  do_write([](WriteTx& tx) { tx.run(kAdd, 1, 7); });
  database_.close();
  database_.open();
  EXPECT_EQ(get(1), 7);
}

TEST_P(DatabaseTest, RefusesWorkAfterClose) {
  EXPECT_TRUE(database_->healthy());
  database_->close();
  EXPECT_THROW(count(), Unavailable);
  EXPECT_THROW(do_write([](WriteTx&) {}), Unavailable);
  EXPECT_FALSE(database_->healthy());
}

}  // namespace
}  // namespace gongshi::db
