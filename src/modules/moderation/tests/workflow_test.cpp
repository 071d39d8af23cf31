// The procedure as a table, without a database.
#include "modules/moderation/workflow.hpp"

#include <gtest/gtest.h>

#include <random>

namespace gongshi::moderation {
namespace {

constexpr PersonId kAuthor{1}, kFirst{2}, kSecond{3};
const auto kMayAll = [](std::string_view) { return true; };
const auto kMayNothing = [](std::string_view) { return false; };

std::string verbs(State state, const Facts& facts, bool (*may)(std::string_view)) {
  std::string all;
  for (const auto& offer : workflow::offers(kTransitions, state, facts, may)) all += (all.empty() ? "" : " ") + offer.verb;
  return all;
}

TEST(ModerationWorkflow, OffersWhatEachMayDo) {
  struct Case {
    State state;
    PersonId actor;
    std::string offers;
  };
  const Case cases[] = {
      {State::pending, kFirst, "approve refuse"},
      {State::pending, kAuthor, ""},  // own words
      {State::refused, kAuthor, "appeal"},
      {State::refused, kFirst, ""},
      {State::appealed, kFirst, ""},  // an appeal goes to somebody else
      {State::appealed, kSecond, "approve refuse"},
      {State::appealed, kAuthor, ""},
      {State::approved, kSecond, ""},
      {State::refused_finally, kAuthor, ""},
  };
  for (const Case& c : cases) {
    const Facts facts{c.actor, kAuthor, c.state == State::pending ? std::nullopt : std::optional(kFirst)};
    EXPECT_EQ(verbs(c.state, facts, kMayAll), c.offers) << enum_name(c.state) << " by " << c.actor.value;
    EXPECT_EQ(verbs(c.state, facts, kMayNothing), "");
  }
}

TEST(ModerationWorkflow, SaysInWordsWhyNot) {
  const auto code = [](State state, Action action, PersonId actor) {
    const auto next = workflow::next(kTransitions, state, action, Facts{actor, kAuthor, kFirst}, kMayAll);
    return next ? std::string() : next.error().code;
  };
  EXPECT_EQ(code(State::pending, Action::approve, kAuthor), "moderation.own_words");
  EXPECT_EQ(code(State::appealed, Action::approve, kFirst), "moderation.same_reviewer");
  EXPECT_EQ(code(State::appealed, Action::refuse, kAuthor), "moderation.own_words");
  EXPECT_EQ(code(State::refused, Action::appeal, kSecond), "moderation.not_found");
  EXPECT_EQ(code(State::approved, Action::approve, kSecond), "workflow.not_now");
}

TEST(ModerationWorkflow, OnRandomWalksNobodyDecidesTwiceAndNobodyOnOwnWords) {
  std::mt19937 random(20260101);
  for (int walk = 0; walk < 2'000; ++walk) {
    State state = State::pending;
    std::optional<PersonId> first;
    int appeals = 0;
    for (int step = 0; step < 20; ++step) {
      const auto action = static_cast<Action>(random() % 3);
      const PersonId actor{static_cast<std::int64_t>(1 + random() % 3)};
      const auto next = workflow::next(kTransitions, state, action, Facts{actor, kAuthor, first}, kMayAll);
      if (!next) continue;
      if (action == Action::appeal) {
        ASSERT_EQ(actor, kAuthor);
        ASSERT_EQ(++appeals, 1);
      } else {
        ASSERT_NE(actor, kAuthor);
        ASSERT_NE(actor, first);
        if (!first) first = actor;
      }
      ASSERT_FALSE(row_of(state).visible);  // what is visible stays
      state = *next;
    }
  }
}

TEST(ModerationTidy, KeepsWordsAndDropsWhatDeceives) {
  struct Case {
    std::string given;
    std::string kept;
  };
  const Case cases[] = {
      {"  修一条路　\n", "修一条路"},
      {"一\r\n二", "一\n二"},
      {"一\n\n\n\n二", "一\n\n二"},
      {"一  \n  二", "一\n  二"},
      {"a\tb", "a b"},
      {"a\x01\x7F\xC2\x85"
       "b",
       "ab"},
      {"\xE2\x80\xAE"
       "abc\xE2\x81\xA6",
       "abc"},
      {" \n\t　", ""},
      {"\xE2\x80\x8D", "\xE2\x80\x8D"},
      {"👨‍👩‍👧", "👨‍👩‍👧"},
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(tidy(c.given), c.kept) << c.given;
}

}  // namespace
}  // namespace gongshi::moderation
