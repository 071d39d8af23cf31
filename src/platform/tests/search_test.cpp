// Looking up words in Chinese and English, on both engines.
#include <gtest/gtest.h>

#include "embedded/platform.hpp"
#include "platform/db/testing.hpp"
#include "platform/search/search.hpp"

namespace gongshi::search {
namespace {

constexpr ScopeId kCity{7};
constexpr ScopeId kCounty{8};

class SearchTest : public testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    const SystemClock clock;
    db::migrate(*database_, platform::kMigrations, clock);
    write([](db::WriteTx& tx) {
      put(tx, "statement", 1, kCity, Visibility::everyone, "促进我市制造业转型升级");
      put(tx, "statement", 2, kCity, Visibility::members, "东西放在桌上, UberX in Taipei 2015");
      put(tx, "statement", 3, kCounty, Visibility::everyone, "上海的經驗：製造業");
      put(tx, "statement", 4, kCounty, Visibility::staff, "C3PO naïve ｆｕｌｌ-width");
      put(tx, "post", 5, kCity, Visibility::everyone, "制造业");
    });
  }
  template <class F>
  void write(F change) {
    (void)database_->write([&](db::WriteTx& tx) -> Result<bool> {
      change(tx);
      return true;
    });
  }
  std::vector<std::int64_t> statements(std::string_view query, Visibility reader = Visibility::staff, std::optional<ScopeId> scope = {},
                                       std::int64_t limit = 10) {
    return database_->read([&](db::ReadTx& tx) { return find(tx, "statement", scope, query, reader, limit); });
  }

  db::FreshDatabase database_{GetParam()};
};

using Ids = std::vector<std::int64_t>;

TEST_P(SearchTest, FindsWordsAndPartsOfWordsNewestFirst) {
  struct Case {
    std::string_view query;
    Ids found;
  };
  const Case cases[] = {
      {"制造", {3, 1}},          // a pair; traditional as simplified
      {"製造業", {3, 1}},        // asked for in traditional
      {"转型升级", {1}},         // several pairs in a row
      {"升级 促进", {1}},        // all words, in any order
      {"促型", {}},              // not neighbours
      {"上", {3, 2}},            // one character, also at the end of a run
      {"业", {3, 1}},
      {"uber", {2}},             // the beginning of a word, whatever its case
      {"taipei 20", {2}},
      {"UBERX", {2}},
      {"ber", {}},               // not its middle
      {"ＦＵＬＬ", {4}},         // full-width forms
      {"c3po", {4}},
      {"naïve", {4}},
      {"", {}},
      {"！？ …", {}},
      {"\" OR terms:* '&|!()<->", {}},  // no syntax of either engine gets through
      {"制造\" OR \"上海", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(statements(c.query), c.found) << c.query;
}

TEST_P(SearchTest, ShowsWhatIsAsOpenAsTheReader) {
  EXPECT_EQ(statements("uberx", Visibility::everyone), Ids{});
  EXPECT_EQ(statements("uberx", Visibility::members), Ids{2});
  EXPECT_EQ(statements("c3po", Visibility::members), Ids{});
  EXPECT_EQ(statements("c3po", Visibility::staff), Ids{4});
}

TEST_P(SearchTest, KeepsToScopeKindAndLimit) {
  EXPECT_EQ(statements("制造", Visibility::everyone, kCity), Ids{1});
  EXPECT_EQ(statements("制造", Visibility::everyone, std::nullopt, 1), Ids{3});
  EXPECT_EQ(database_->read([](db::ReadTx& tx) { return find(tx, "post", std::nullopt, "制造", Visibility::everyone, 10); }), Ids{5});
}

TEST_P(SearchTest, ReplacesAndRemoves) {
  write([](db::WriteTx& tx) { put(tx, "statement", 1, kCity, Visibility::everyone, "发展现代农业"); });
  EXPECT_EQ(statements("制造"), Ids{3});
  EXPECT_EQ(statements("农业"), Ids{1});
  write([](db::WriteTx& tx) {
    remove(tx, "statement", 1);
    remove(tx, "post", 3);  // of another kind: stays
  });
  EXPECT_EQ(statements("农业"), Ids{});
  EXPECT_EQ(statements("上海"), Ids{3});
}

INSTANTIATE_TEST_SUITE_P(Engines, SearchTest, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::search
