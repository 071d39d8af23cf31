// The clock is set: forwards, backwards, across a deadline. Nothing is issued, opened or closed twice, and nobody is kept waiting for years.
#include <fmt/format.h>

#include "app/tests/whole_city.hpp"

namespace gongshi::app {
namespace {

using namespace std::chrono_literals;
using test::WholeCity;

constexpr std::chrono::hours kYear{24 * 365};

class ClockTest : public testing::TestWithParam<db::Engine> {
 protected:
  ClockTest() {
    for (const std::string_view role : WholeCity::kRoles) city_.browser(role);
  }
  std::int64_t journal(std::int64_t id, std::string_view verb) {
    return city_.count(fmt::format("SELECT count(*) FROM platform_journal WHERE subject = {} AND verb = '{}'", id, verb));
  }
  std::string state(std::int64_t id) {
    const std::string sql = fmt::format("SELECT state FROM consultation_consultation WHERE id = {}", id);
    return city_.database().read([&](db::ReadTx& tx) { return tx.one<std::string>({"test.state", sql, 0}).value_or(""); });
  }

  WholeCity city_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, ClockTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(ClockTest, IdsNeverStepBackNotEvenAcrossARestart) {
  std::int64_t last = 0;
  for (const auto step : {0h, 1h, -1h, 24h, -48h, kYear * 10, -kYear * 10, 0h}) {
    city_.clock.advance(step);
    for (int i = 0; i < 1000; ++i) {
      const auto id = city_.app().ids().next_value();
      ASSERT_GT(id, last);
      last = id;
    }
  }
  city_.clock.advance(24h);
  const auto id = city_.draft("clerk", "之前");
  city_.clock.advance(-24h);
  // A second application on the same database is what a restart makes.
  Application restarted(city_.app().config(), city_.database(), city_.clock, all_modules());
  EXPECT_GT(restarted.ids().next_value(), id);
  EXPECT_GT(restarted.ids().next_value(), city_.count("SELECT COALESCE(max(id), 0) FROM platform_notice"));
}

TEST_P(ClockTest, AConsultationIsClosedOnceAndDoesNotOpenAgain) {
  const auto id = city_.published("clerk", "到点");
  const auto until = (city_.clock.now() + 1h).milliseconds;
  city_.build([&](Context&, db::WriteTx& tx) { tx.script(fmt::format("UPDATE consultation_consultation SET closes_at = {} WHERE id = {}", until, id)); });
  city_.clock.advance(2min);
  const auto statement = city_.statements("member", id).at(0);
  ASSERT_EQ(city_.vote("member", id, statement).status, 200);
  for (const auto step : {10min, -90min, 30min, 60min, 50min, 0min, -90min, 5min, 120min}) {
    city_.clock.advance(step);
    city_.app().run_job("close_due");
    if (state(id) != "closed") continue;
    EXPECT_NE(city_.vote("member", id, statement, "disagree").status, 200) << "closed stays closed, whatever the clock says";
  }
  EXPECT_EQ(state(id), "closed");
  EXPECT_EQ(journal(id, "consultation.close"), 1);
  EXPECT_EQ(city_.count(fmt::format("SELECT count(*) FROM consultation_vote WHERE consultation = {} AND vote = 1", id)), 1);
}

TEST_P(ClockTest, NothingIsClosedByAClockThatWasSetBack) {
  const auto id = city_.published("clerk", "拨回");
  city_.clock.advance(kYear);
  city_.app().run_job("close_due");
  city_.clock.advance(-kYear);
  city_.build([&](Context& context, db::WriteTx& tx) { tx.script(fmt::format("UPDATE consultation_consultation SET closes_at = {} WHERE id = {}", context.now().milliseconds - 1, id)); });
  city_.app().run_job("close_due");
  EXPECT_EQ(state(id), "open");
  EXPECT_TRUE(city_.app().metrics().text().contains("clock_set_back")) << "and somebody is told";
  city_.clock.advance(kYear);
  city_.app().run_job("close_due");
  EXPECT_EQ(state(id), "closed");
}

TEST_P(ClockTest, ASessionThatHasEndedIsNotRevived) {
  ASSERT_EQ(city_.browser("member").get("/api/v1/me/inbox").status, 200);
  city_.clock.advance(kYear * 10);
  EXPECT_EQ(city_.browser("member").get("/api/v1/me/inbox").status, 401);
  city_.clock.advance(-kYear * 10);
  EXPECT_EQ(city_.browser("member").get("/api/v1/me/inbox").status, 401);
}

TEST_P(ClockTest, NobodyWaitsForYearsBecauseTheClockWasAhead) {
  const auto ask = [&] { return city_.browser("anonymous").post("/api/v1/session/phone-codes", R"({"phone":"13900001234"})"); };
  city_.clock.advance(kYear * 10);
  ASSERT_EQ(ask().status, 202);
  city_.clock.advance(-kYear * 10);
  const auto answer = ask();
  EXPECT_EQ(answer.status, 202) << answer.body;
}

}  // namespace
}  // namespace gongshi::app
