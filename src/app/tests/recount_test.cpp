// What is counted while people act equals a recount of what they did, after histories in no order.
#include <iostream>
#include <random>

#include <fmt/format.h>

#include "app/tests/whole_city.hpp"

namespace gongshi::app {
namespace {

using test::number_in;
using test::parsed;
using test::WholeCity;

class RecountTest : public testing::TestWithParam<db::Engine> {
 protected:
  RecountTest() {
    for (const std::string_view role : WholeCity::kRoles) city_.browser(role);
    for (const char* title : {"数甲", "数乙"}) consultations_.push_back(city_.published("clerk", title));
  }

  template <class T>
  const T& any(const std::vector<T>& of) {
    return of[random_() % of.size()];
  }
  std::string_view anybody() {
    static constexpr std::string_view kVoters[] = {"citizen", "member", "stranger", "chair", "administrator"};
    return kVoters[random_() % std::size(kVoters)];
  }

  void step() {
    const auto consultation = any(consultations_);
    const std::string path = "/api/v1/consultations/" + std::to_string(consultation);
    switch (random_() % 10) {
      default: {
        const auto role = anybody();
        const auto statements = city_.statements(role, consultation);
        static constexpr const char* kChoices[] = {"agree", "disagree", "pass"};
        city_.vote(role, consultation, any(statements), kChoices[random_() % 3]);
        return;
      }
      case 0:
      case 1: {
        const auto made = city_.browser("member").post(path + "/statements", fmt::format(R"({{"text":"说法 {}"}})", ++texts_));
        if (made.status == 201) pending_.push_back("/api/v1/statements/" + std::to_string(number_in(made, "id")));
        return;
      }
      case 2: {
        const auto made = city_.browser("member").post("/api/v1/threads/consultation/" + std::to_string(consultation) + "/posts", fmt::format(R"({{"text":"说一句 {}"}})", ++texts_));
        if (made.status == 200 || made.status == 201) pending_.push_back("/api/v1/posts/" + std::to_string(number_in(made, "id")));
        return;
      }
      case 3:
      case 4: {
        if (pending_.empty()) return;
        const std::string item = any(pending_);
        const auto role = random_() % 2 == 0 ? "clerk" : "second";
        // Some of these are decided already, or appealed against the same person: refused requests are part of a history.
        city_.browser(role).post(item + "/moderation", random_() % 2 == 0 ? R"({"verb":"approve"})" : R"({"verb":"refuse","reason":"off_topic"})");
        if (random_() % 2 == 0) city_.browser("member").post(item + "/appeal", R"({"text":"不同意"})");
        return;
      }
      case 5: {
        const std::string_view verb = random_() % 2 == 0 ? "close" : "reopen";
        city_.move("clerk", consultation, std::string(verb));
        return;
      }
    }
  }

  void compare() {
    for (const auto id : consultations_) {
      SCOPED_TRACE(fmt::format("consultation {}", id));
      const std::string at = " WHERE consultation = " + std::to_string(id);
      const auto seen = parsed(city_.browser("clerk").get("/api/v1/consultations/" + std::to_string(id)));
      const auto& counts = seen.at("counts");
      EXPECT_EQ(counts.at("participants").as_int64(), city_.count("SELECT count(*) FROM consultation_participant" + at));
      EXPECT_EQ(counts.at("votes").as_int64(), city_.count("SELECT count(*) FROM consultation_vote" + at));
      EXPECT_EQ(counts.at("statements").as_int64(), city_.count("SELECT count(*) FROM consultation_statement" + at + " AND state = 'approved'"));
      // Somebody who took part is in the journal once, and has a vote.
      const std::string took_part = fmt::format("platform_journal WHERE verb = 'consultation.take_part' AND subject_kind = 'consultation' AND subject = {}", id);
      EXPECT_EQ(counts.at("participants").as_int64(), city_.count("SELECT count(*) FROM " + took_part));
      EXPECT_EQ(counts.at("participants").as_int64(), city_.count("SELECT count(DISTINCT person) FROM " + took_part));
      EXPECT_EQ(counts.at("participants").as_int64(), city_.count("SELECT count(DISTINCT participant) FROM consultation_vote" + at));

      const auto moderation = parsed(city_.browser("clerk").get("/api/v1/consultations/" + std::to_string(id) + "/moderation-counts"));
      const std::string subjects = fmt::format("(SELECT state FROM consultation_statement WHERE consultation = {0} AND seed = 0 UNION ALL SELECT state FROM discussion_post WHERE kind = 'consultation' AND subject = {0}) one", id);
      EXPECT_EQ(moderation.at("submitted").as_int64(), city_.count("SELECT count(*) FROM " + subjects));
      EXPECT_EQ(moderation.at("approved").as_int64(), city_.count("SELECT count(*) FROM " + subjects + " WHERE state = 'approved'"));
      EXPECT_EQ(moderation.at("pending").as_int64(), city_.count("SELECT count(*) FROM " + subjects + " WHERE state = 'pending'"));
      std::int64_t refused = 0;
      for (const auto& reason : moderation.at("refused").as_array()) refused += reason.at("count").as_int64();
      EXPECT_EQ(refused, city_.count("SELECT count(*) FROM " + subjects + " WHERE state NOT IN ('approved', 'pending')"));
    }
    for (const Module& module : city_.app().modules()) {
      for (const db::Query* query : module.queries) {
        if (query->name.find(".check_") == std::string_view::npos) continue;
        EXPECT_EQ(city_.count(std::string(query->text)), 0) << query->name;
      }
    }
  }

  WholeCity city_{GetParam()};
  std::mt19937 random_{20'261'126};
  std::vector<std::int64_t> consultations_;
  std::vector<std::string> pending_;
  int texts_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, RecountTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(RecountTest, EveryCountEqualsItsRows) {
  for (int round = 0; round < 8; ++round) {
    SCOPED_TRACE(fmt::format("after {} steps", (round + 1) * 50));
    for (int i = 0; i < 50; ++i) step();
    city_.clock.advance(std::chrono::minutes(10));  // what is shown with some delay is there
    city_.app().run_job("recount");
    compare();
    if (HasFailure()) return;
    city_.app().run_job("refresh_results");
  }
  EXPECT_GT(city_.count("SELECT count(*) FROM moderation_item WHERE state = 'refused_finally'"), 0) << "the histories reach everywhere";
  EXPECT_GT(city_.count("SELECT count(*) FROM moderation_item WHERE state = 'approved' AND second_reviewer IS NOT NULL"), 0);
}

// The counts that follow each vote by themselves, before anybody recounts.
TEST_P(RecountTest, LiveCountsNeedNoRecount) {
  for (int i = 0; i < 200; ++i) step();
  for (const auto id : consultations_) {
    const auto before = city_.browser("member").get("/api/v1/consultations/" + std::to_string(id)).body;
    city_.app().run_job("recount");
    EXPECT_EQ(city_.browser("member").get("/api/v1/consultations/" + std::to_string(id)).body, before);
  }
  compare();
}

}  // namespace
}  // namespace gongshi::app
