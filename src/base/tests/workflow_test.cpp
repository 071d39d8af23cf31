#include <gtest/gtest.h>

#include "base/workflow.hpp"

namespace gongshi::workflow {
namespace {

enum class State { draft, open, over };
BOOST_DESCRIBE_ENUM(State, draft, open, over)
enum class Action { publish, close, withdraw };
BOOST_DESCRIBE_ENUM(Action, publish, close, withdraw)
struct Facts {
  bool ready = true;
};
Result<void> is_ready(const Facts& facts) {
  if (!facts.ready) return fail(ErrorKind::unprocessable, "test.not_ready");
  return {};
}

constexpr auto kTable = std::to_array<Transition<State, Action, Facts>>({
    {State::draft, Action::publish, State::open, "test.publish", is_ready, false, true},
    {State::open, Action::close, State::over, "test.close"},
    {State::draft, Action::withdraw, State::over, "test.publish", nullptr, true},
});
static_assert(deterministic(kTable));
static_assert(every_state_reachable(kTable, State::draft));
static_assert(ends_only_in(kTable, {State::over}));

// Broken tables are told apart.
constexpr auto kAmbiguous = std::to_array<Transition<State, Action, Facts>>({
    {State::draft, Action::publish, State::open, "a"}, {State::draft, Action::publish, State::over, "a"}});
static_assert(!deterministic(kAmbiguous));
constexpr auto kUnreachable = std::to_array<Transition<State, Action, Facts>>({{State::draft, Action::publish, State::over, "a"}});
static_assert(!every_state_reachable(kUnreachable, State::draft));
constexpr auto kDeadEnd = std::to_array<Transition<State, Action, Facts>>({
    {State::draft, Action::publish, State::open, "a"}, {State::draft, Action::withdraw, State::over, "a"}});
static_assert(!ends_only_in(kDeadEnd, {State::over}));

bool everything(std::string_view) { return true; }

TEST(Workflow, next_says_where_to_or_why_not) {
  EXPECT_EQ(next(kTable, State::draft, Action::publish, Facts{}, everything), State::open);
  EXPECT_EQ(next(kTable, State::over, Action::publish, Facts{}, everything).error().code, "workflow.not_now");
  EXPECT_EQ(next(kTable, State::draft, Action::publish, Facts{false}, everything).error().code, "test.not_ready");
  EXPECT_EQ(next(kTable, State::draft, Action::publish, Facts{}, [](std::string_view p) { return p != "test.publish"; }).error().kind,
            ErrorKind::forbidden);
}

TEST(Workflow, offers_are_what_next_would_allow) {
  const auto all = offers(kTable, State::draft, Facts{}, everything);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].verb, "publish");
  EXPECT_TRUE(all[0].primary);
  EXPECT_TRUE(all[1].needs_reason);
  EXPECT_EQ(offers(kTable, State::draft, Facts{false}, everything).size(), 1U);
  EXPECT_TRUE(offers(kTable, State::draft, Facts{}, [](std::string_view) { return false; }).empty());
}

}  // namespace
}  // namespace gongshi::workflow
