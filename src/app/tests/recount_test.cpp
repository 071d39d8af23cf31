// What is counted while people act equals a recount of what they did, after histories in no order.
#include <iostream>
#include <random>

#include <fmt/format.h>

#include "app/tests/whole_city.hpp"
#include "modules/consultation/quarantine_store.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "platform/operations/application.hpp"

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
    switch (random_() % 12) {
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
      case 6: {
        hold(consultation);
        return;
      }
      case 7: {
        review(path);
        return;
      }
      case 5: {
        const std::string_view verb = random_() % 2 == 0 ? "close" : "reopen";
        city_.move("clerk", consultation, std::string(verb));
        return;
      }
    }
  }

  /// Sets one of those who count aside, as the watch does with those it finds.
  void hold(std::int64_t id) {
    Context context = city_.app().context();
    const auto keys = city_.look([&](Context&, db::ReadTx& tx) {
      const std::string sql = fmt::format("SELECT key FROM consultation_participant p WHERE consultation = {} AND set_aside = 0 ORDER BY key", id);
      return tx.all<std::int64_t>(db::Query{"test.counting", sql, 0});
    });
    if (keys.empty()) return;
    const std::int64_t key = any(keys);
    const auto held = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      context.after_commit.clear();
      static constexpr db::Query kCases{"test.cases", "SELECT count(*) FROM consultation_held WHERE consultation = $1 AND participant = $2", 2};
      TRY_ASSIGN(const auto row, consultation::store::find(tx, consultation::ConsultationId{id}));
      if (tx.one<std::int64_t>(kCases, id, consultation::store::case_of(context, row.id, key)) != 0) return false;  // once each
      TRY(consultation::hold(context, tx, row, {.reason = maths::Irregularity::metronome, .keys = {key}, .first_at = {1}, .last_at = {2}, .excerpt = {}}));
      return true;
    });
    if (held) {
      for (const auto& effect : context.after_commit) effect();
    }
  }

  /// Somebody of the staff does what may be done next with a finding or an appeal; a participant may appeal.
  void review(const std::string& path) {
    static constexpr const char* kStaff[] = {"clerk", "second", "chair"};
    city_.browser(anybody()).post(path + "/appeal", R"({"text":"我是自己来的"})");
    const auto role = kStaff[random_() % std::size(kStaff)];
    const auto list = parsed(city_.browser(role).get("/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/quarantine"));
    for (const auto& finding : list.at("items").as_array()) {
      for (const auto& appeal : finding.at("appeals").as_array()) {
        if (!appeal.at("actions").as_array().empty()) city_.browser(role).post(fmt::format("/api/v1/held/{}/decision", appeal.at("id").as_int64()), random_() % 4 != 0 ? R"({"verb":"restore"})" : R"({"verb":"uphold","note":"查过"})");
      }
      const auto& actions = finding.at("actions").as_array();
      if (actions.empty()) continue;
      const std::string verb(actions[random_() % actions.size()].at("verb").as_string());
      city_.browser(role).post(fmt::format("/api/v1/findings/{}/transitions", finding.at("id").as_int64()), fmt::format(R"({{"verb":"{}","note":"看过了"}})", verb));
    }
  }

  void compare() {
    for (const auto id : consultations_) {
      SCOPED_TRACE(fmt::format("consultation {}", id));
      const std::string at = " WHERE consultation = " + std::to_string(id);
      const auto seen = parsed(city_.browser("clerk").get("/api/v1/consultations/" + std::to_string(id)));
      const auto& counts = seen.at("counts");
      EXPECT_EQ(counts.at("participants").as_int64(), city_.count("SELECT count(*) FROM consultation_participant" + at + " AND set_aside = 0"));
      EXPECT_EQ(counts.at("votes").as_int64(), city_.count("SELECT count(*) FROM consultation_vote" + at + " AND participant IN (SELECT key FROM consultation_participant WHERE set_aside = 0)"));
      EXPECT_EQ(counts.at("statements").as_int64(), city_.count("SELECT count(*) FROM consultation_statement" + at + " AND state = 'approved'"));
      // Somebody who took part is in the journal once, and has a vote.
      const std::string took_part = fmt::format("platform_journal WHERE verb = 'consultation.take_part' AND subject_kind = 'consultation' AND subject = {}", id);
      // Set aside or not: nobody and nothing is gone.
      const auto everybody = city_.count("SELECT count(*) FROM consultation_participant" + at);
      EXPECT_EQ(everybody, city_.count("SELECT count(*) FROM " + took_part));
      EXPECT_EQ(everybody, city_.count("SELECT count(DISTINCT person) FROM " + took_part));
      EXPECT_EQ(everybody, city_.count("SELECT count(DISTINCT participant) FROM consultation_vote" + at));

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
  for (const char* state : {"released", "voided"}) EXPECT_GT(city_.count(fmt::format("SELECT count(*) FROM consultation_finding WHERE state = '{}'", state)), 0) << state;
  EXPECT_GT(city_.count("SELECT count(*) FROM consultation_held WHERE appeal_state = 'restored'"), 0);
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
