// The demonstration city comes and goes without a trace, and rests when nobody does anything.
#include <future>

#include "app/tests/whole_city.hpp"
#include "modules/consultation/result.hpp"

namespace gongshi::app::test {
namespace {

class Demo : public testing::TestWithParam<db::Engine> {
 protected:
  WholeCity city_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, Demo, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(Demo, HoldsWhatItPromises) {
  EXPECT_EQ(city_.count("SELECT count(*) FROM assemblies_membership"), 3170);
  EXPECT_EQ(city_.count("SELECT count(*) FROM assemblies_assembly WHERE demonstration = 1"), 13) << "a city and twelve counties";
  EXPECT_EQ(city_.count("SELECT count(*) FROM consultation_statement s JOIN consultation_consultation c ON c.id = s.consultation "
                        "WHERE c.attribution <> '' AND s.state = 'approved'"),
            119)
      << "statements of vTaiwan that its moderators did not refuse";
  EXPECT_EQ(city_.count("SELECT count(*) FROM consultation_vote v JOIN consultation_consultation c ON c.id = v.consultation WHERE c.attribution <> ''"), 49'443);
}

TEST_P(Demo, ComputesNothingWhileNobodyCame) {
  city_.app().run_job("refresh_results");
  const std::string computed = "SELECT COALESCE(sum(computed_at), 0) FROM consultation_result";
  const auto before = city_.count(computed);
  EXPECT_GT(before, 0);
  city_.clock.advance(std::chrono::hours(1));
  city_.app().run_job("refresh_results");
  EXPECT_EQ(city_.count(computed), before);
}

TEST(DemoPurged, LeavesNothingBehind) {
  for (const db::Engine engine : db::kEngines) {
    WholeCity city(engine);
    const auto written = city.published("clerk", "还要做的");  // by hand, in the demonstration's assembly
    ASSERT_EQ(city.vote("member", written, city.statements("clerk", written).at(0)).status, 200);
    EXPECT_TRUE(purge_demo(city.app()));
    EXPECT_FALSE(purge_demo(city.app())) << "there is nothing left to remove";
    // What stays was not the demonstration's: the other assembly of the test with its clerk, the administrator, who is given a seat there, and
    // the record of what was done.
    const std::map<std::string, std::int64_t> stays{{"assemblies_assembly", 1}, {"assemblies_term", 1}, {"assemblies_seat", 2}};
    for (const auto& [table, rows] : city.counts()) {
      if (table.starts_with("platform_") || table.starts_with("identity_") || table.starts_with("schema_") || table.starts_with("calendar_")) continue;
      const auto expected = stays.find(table);
      EXPECT_EQ(rows, expected == stays.end() ? 0 : expected->second) << table;
    }
    EXPECT_EQ(city.count("SELECT count(*) FROM identity_person WHERE demonstration = 1"), 0);
  }
}

/// What a result is computed from may be gone by the time it is there.
TEST(DemoPurged, WhileItsResultsAreComputed) {
  for (const db::Engine engine : db::kEngines) {
    WholeCity city(engine);
    static constexpr db::Query kForget{"test.forget_results", "DELETE FROM consultation_result", 0};
    (void)city.database().write([](db::WriteTx& tx) -> Result<bool> {
      tx.run(kForget);
      return true;
    });
    auto refreshed = std::async(std::launch::async, [&] {
      Context context = city.app().context();
      return consultation::refresh_results(context);
    });
    while (city.count("SELECT count(*) FROM consultation_result") == 0 && refreshed.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
    }
    EXPECT_TRUE(purge_demo(city.app()));
    EXPECT_NO_THROW(refreshed.get());
    EXPECT_EQ(city.count("SELECT count(*) FROM consultation_result"), 0);
  }
}

}  // namespace
}  // namespace gongshi::app::test
