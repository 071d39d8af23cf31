// Votes that look arranged, on both engines: set aside and not counted anywhere, decided by two, appealed against once, and never lost.
#include "modules/calendar/api.hpp"
#include "modules/consultation/api.hpp"
#include "modules/consultation/arrivals.hpp"
#include "modules/consultation/live.hpp"
#include "modules/discussion/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/handover/api.hpp"
#include "modules/moderation/tests/city.hpp"
#include "modules/settings/api.hpp"

namespace gongshi::consultation {
namespace {

using http::Method;
using moderation::test::City;

constexpr int kHonest = 20, kFarm = 12;

class QuarantineTest : public testing::TestWithParam<db::Engine> {
 protected:
  QuarantineTest() {
    add_citizens("honest", kHonest);
    city_.clock.advance(std::chrono::hours(24 * 40));
    add_citizens("farm", kFarm);
    id_ = made(post("wang", "/assemblies/" + std::to_string(city_.assembly.value) + "/consultations",
                    R"({"title":"修路","question":"先修哪条路？","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":true,"statements":["先修东边","先修西边"]})"));
    move("publish");
    const auto list = json::parse(get("wang", path("/statements")).body);
    for (const auto& item : list->at("items").as_array()) statements_.push_back(item.at("id").as_int64());
    for (int i = 0; i < kHonest; ++i) vote("honest" + std::to_string(i), "agree", "198.51." + std::to_string(i) + ".7");
    for (int i = 0; i < kFarm; ++i) vote("farm" + std::to_string(i), "disagree", "203.0.113." + std::to_string(i));
  }

  void add_citizens(const std::string& name, int people) {
    city_.build([&](Context& context, db::WriteTx& tx) {
      for (int i = 0; i < people; ++i) {
        const PersonId person = identity::create_person(context, tx, {.name = "市民示例" + name});
        city_.actors[name + std::to_string(i)] = identity::actor_of(context, tx, person, {});
      }
    });
  }
  std::string path(const std::string& rest = "") const { return "/consultations/" + std::to_string(id_) + rest; }
  http::Response ask(const std::string& as, Method method, const std::string& target, const std::string& body = "", const std::string& address = "192.0.2.1") {
    city_.clock.advance(std::chrono::milliseconds(700 + 977 * (requests_ * requests_ % 13)));  // nothing here is as even as a clock
    return city_.send(method, "/api/v1" + target, body,
                      {{"X-Test-Actor", as}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", "quarantine-" + std::to_string(++requests_)}, {"Accept-Language", "en"}}, address);
  }
  http::Response get(const std::string& as, const std::string& target) { return ask(as, Method::get, target); }
  http::Response post(const std::string& as, const std::string& target, const std::string& body) { return ask(as, Method::post, target, body); }
  static std::int64_t made(const http::Response& response) {
    EXPECT_EQ(response.status, 201) << response.body;
    return json::parse(response.body)->at("id").as_int64();
  }
  void move(const std::string& verb) {
    const auto version = json::parse(get("wang", path()).body)->at("version").as_int64();
    const auto moved = post("wang", path("/transitions"), R"({"verb":")" + verb + R"(","version":)" + std::to_string(version) + "}");
    EXPECT_EQ(moved.status, 200) << moved.body;
  }
  void vote(const std::string& as, const std::string& what, const std::string& address = "192.0.2.1", std::size_t statement = 0) {
    const auto response = ask(as, Method::put, path("/votes/" + std::to_string(statements_[statement])), R"({"vote":")" + what + "\"}", address);
    EXPECT_EQ(response.status, 200) << response.body;
  }
  void watch() { city_.app().run_job("watch_arrivals"); }
  void refresh() {
    city_.clock.advance(std::chrono::seconds(5));
    city_.app().run_job("refresh_results");
  }
  /// What everybody is told, from memory; the same after a recount of the rows.
  std::int64_t counted(const char* what = "participants") {
    const auto at = [&] { return json::parse(get("chen", path()).body)->at("counts").at(what).as_int64(); };
    const auto live = at();
    Context context = city_.app().context();
    city_.app().use<Live>().recount(context);
    EXPECT_EQ(at(), live) << what << " in memory and by the rows";
    return live;
  }
  boost::json::value result() {
    refresh();
    const auto response = get("chen", path("/result"));
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body).value();
  }
  boost::json::value finding(const std::string& as = "wang") {
    const auto response = get(as, "/assemblies/" + std::to_string(city_.assembly.value) + "/quarantine");
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body)->at("items").at(0);
  }
  http::Response decide(const std::string& as, const std::string& body) {
    return post(as, "/findings/" + std::to_string(finding().at("id").as_int64()) + "/transitions", body);
  }
  void void_all() {
    EXPECT_EQ(decide("wang", R"({"verb":"propose_void","note":"同一机房"})").status, 200);
    EXPECT_EQ(decide("zhao", R"({"verb":"void","note":"核实过号段"})").status, 200);
  }
  std::int64_t rows(const std::string& sql) {
    const db::Query query{"test.rows", sql, 0};
    return city_.database().read([&](db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(-1); });
  }
  void nothing_contradicts_itself() {
    for (const Module& module : city_.app().modules()) {
      for (const db::Query* query : module.queries) {
        if (query->name.find(".check_") != std::string_view::npos) EXPECT_EQ(rows(std::string(query->text)), 0) << query->name;
      }
    }
  }

  City city_{GetParam(), {settings::settings_module(), calendar::calendar_module(), discussion::discussion_module(), handover::handover_module(), handling::handling_module(), consultation_module()}};
  std::int64_t id_ = 0;
  std::vector<std::int64_t> statements_;
  int requests_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, QuarantineTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(QuarantineTest, WhatIsSetAsideIsKeptAndCountsNowhere) {
  EXPECT_EQ(result().at("participants").as_int64(), kHonest + kFarm);
  watch();
  EXPECT_EQ(counted(), kHonest);
  EXPECT_EQ(counted("votes"), kHonest);
  EXPECT_EQ(rows("SELECT count(*) FROM consultation_vote"), kHonest + kFarm) << "nothing is dropped";
  const auto shown = result();
  EXPECT_EQ(shown.at("participants").as_int64(), kHonest);
  EXPECT_EQ(shown.at("votes").as_int64(), kHonest);
  const auto& aside = shown.at("set_aside").at(0);
  EXPECT_EQ(aside.at("reason"), "fresh_accounts");
  EXPECT_EQ(aside.at("held").as_int64(), kFarm);
  // They vote on, and it is kept; who votes honestly counts on.
  vote("farm3", "pass", "203.0.113.3", 1);
  vote("farm3", "agree", "203.0.113.3");
  vote("honest3", "agree", "198.51.3.7", 1);
  EXPECT_EQ(counted("votes"), kHonest + 1);
  EXPECT_EQ(counted(), kHonest);
  watch();
  EXPECT_EQ(rows("SELECT count(*) FROM consultation_finding"), 1) << "found once";
  nothing_contradicts_itself();
}

TEST_P(QuarantineTest, WhatIsGivenOutIsWhatCounts) {
  watch();
  move("close");
  const auto shown = result();
  const auto csv = get("chen", path("/export/votes.csv"));
  ASSERT_EQ(csv.status, 200) << csv.body;
  EXPECT_EQ(std::ranges::count(csv.body, '\n'), 1 + kHonest) << csv.body;
  EXPECT_EQ(csv.body.find(",-1"), std::string::npos) << "the farm disagreed: " << csv.body;
  EXPECT_NE(get("chen", path("/export/statements.csv")).body.find(",20,0,0,20,"), std::string::npos);
  const auto digest = shown.at("digest").at("votes");
  EXPECT_EQ(decide("wang", R"({"verb":"propose_release","note":"是一所学校"})").status, 200);
  EXPECT_EQ(decide("zhao", R"({"verb":"release"})").status, 200);
  EXPECT_EQ(get("chen", path("/export/votes.csv")).status, 409) << "until the result has followed";
  const auto after = result();
  EXPECT_NE(after.at("digest").at("votes"), digest);
  EXPECT_EQ(after.at("participants").as_int64(), kHonest + kFarm);
  EXPECT_EQ(after.at("set_aside").at(0).at("released").as_int64(), kFarm);
  EXPECT_EQ(std::ranges::count(get("chen", path("/export/votes.csv")).body, '\n'), 1 + kHonest + kFarm);
  EXPECT_EQ(counted(), kHonest + kFarm);
  nothing_contradicts_itself();
}

TEST_P(QuarantineTest, OneProposesAndAnotherDecides) {
  watch();
  EXPECT_EQ(get("chen", "/assemblies/" + std::to_string(city_.assembly.value) + "/quarantine").status, 403);
  EXPECT_EQ(get("zhou", "/assemblies/" + std::to_string(city_.assembly.value) + "/quarantine").status, 403);
  const std::string target = "/findings/" + std::to_string(finding().at("id").as_int64()) + "/transitions";
  const std::string propose = R"({"verb":"propose_void","note":"同一机房"})";
  const auto listed = get("wang", "/assemblies/" + std::to_string(city_.assembly.value) + "/quarantine").body;
  for (const char* kept_out : {"市民示例", "disagree", "203.0.113"}) EXPECT_EQ(listed.find(kept_out), std::string::npos) << kept_out;
  EXPECT_EQ(post("zhou", target, propose).status, 404) << "of another assembly";
  EXPECT_EQ(decide("wang", R"({"verb":"void","note":"同一机房"})").status, 409) << "nobody has proposed";
  EXPECT_EQ(decide("wang", R"({"verb":"propose_void"})").status, 400) << "no reason";
  EXPECT_EQ(decide("wang", propose).status, 200);
  EXPECT_TRUE(finding("wang").at("actions").as_array().empty());
  EXPECT_EQ(decide("wang", R"({"verb":"void","note":"同一机房"})").status, 409) << "the same person";
  EXPECT_EQ(counted(), kHonest);
  EXPECT_EQ(decide("zhao", R"({"verb":"void","note":"核实过号段"})").status, 200);
  EXPECT_EQ(decide("qian", R"({"verb":"release"})").status, 409) << "decided";
  EXPECT_EQ(counted(), kHonest);
  EXPECT_EQ(result().at("set_aside").at(0).at("voided").as_int64(), kFarm);
  for (const char* verb : {"finding_hold", "finding_propose_void", "finding_void"}) {
    EXPECT_EQ(rows(std::string("SELECT count(*) FROM platform_journal WHERE verb = 'consultation.") + verb + "'"), 1) << verb;
  }
}

TEST_P(QuarantineTest, TheVoterIsToldAndMayAppealOnce) {
  watch();
  const auto own = get("farm0", path("/votes")).body;
  EXPECT_NE(own.find(R"("held":{"state":"held","reason":"Almost only newly registered accounts)"), std::string::npos) << own;
  EXPECT_NE(own.find(R"("verb":"appeal")"), std::string::npos) << own;
  EXPECT_EQ(get("honest0", path("/votes")).body.find("held"), std::string::npos);
  EXPECT_NE(get("farm0", "/me/inbox").body.find("do not count until"), std::string::npos);
  EXPECT_EQ(get("honest0", "/me/inbox").body.find("修路"), std::string::npos);
  const std::string appeal = R"({"text":"我们是一个班的"})";
  EXPECT_EQ(post("honest0", path("/appeal"), appeal).status, 404);
  EXPECT_EQ(post("farm0", path("/appeal"), R"({"text":"  "})").status, 400);
  void_all();
  EXPECT_EQ(post("farm0", path("/appeal"), appeal).status, 200);
  EXPECT_EQ(post("farm0", path("/appeal"), appeal).status, 409) << "once";
  const auto decide_on = [&](const std::string& as, std::int64_t one, const std::string& body) { return post(as, "/held/" + std::to_string(one) + "/decision", body).status; };
  const auto first = finding().at("appeals").at(0).at("id").as_int64();
  EXPECT_EQ(decide_on("wang", first, R"({"verb":"restore"})"), 409) << "who proposed";
  EXPECT_EQ(decide_on("zhao", first, R"({"verb":"restore"})"), 409) << "who decided";
  EXPECT_EQ(decide_on("qian", first, R"({"verb":"restore"})"), 200);
  EXPECT_EQ(decide_on("qian", first, R"({"verb":"uphold","note":"不"})"), 409) << "for good";
  EXPECT_NE(get("farm0", path("/votes")).body.find(R"("state":"restored")"), std::string::npos);
  EXPECT_EQ(counted(), kHonest) << "alone it would show how this one voted";
  for (int i = 1; i < 5; ++i) {
    const std::string name = "farm" + std::to_string(i);
    EXPECT_EQ(post(name, path("/appeal"), appeal).status, 200);
    EXPECT_EQ(decide_on("qian", finding().at("appeals").as_array().back().at("id").as_int64(), R"({"verb":"restore"})"), 200);
  }
  EXPECT_EQ(counted(), kHonest + 5);
  const auto after = result();
  EXPECT_EQ(after.at("participants").as_int64(), kHonest + 5);
  EXPECT_EQ(after.at("set_aside").at(0).at("restored").as_int64(), 5);
  EXPECT_EQ(after.at("set_aside").at(0).at("voided").as_int64(), kFarm - 5);
  EXPECT_EQ(post("farm6", path("/appeal"), appeal).status, 200);
  EXPECT_EQ(decide_on("qian", finding().at("appeals").as_array().back().at("id").as_int64(), R"({"verb":"uphold"})"), 400) << "not without a reason";
  EXPECT_EQ(decide_on("qian", finding().at("appeals").as_array().back().at("id").as_int64(), R"({"verb":"uphold","note":"查无此班"})"), 200);
  EXPECT_NE(get("farm6", path("/votes")).body.find("查无此班"), std::string::npos);
  nothing_contradicts_itself();
}

TEST_P(QuarantineTest, NoSheetIsSignedBeforeItIsDecidedWhatCounts) {
  watch();
  move("close");
  EXPECT_EQ(ask("wang", Method::put, path("/sheet"), R"({"version":0,"agreed":[{"text":"先修东边"}],"to_study":[],"remaining":[],"explain":[],"learned":""})").status, 200);
  const auto sign = [&] { return post("qian", path("/sheet/sign"), R"({"version":1})"); };
  EXPECT_EQ(problem_code(sign()), "consultation.votes_undecided");
  void_all();
  EXPECT_EQ(post("farm0", path("/appeal"), R"({"text":"我是自己来的"})").status, 200);
  city_.clock.advance(std::chrono::hours(24 * 8));
  EXPECT_EQ(problem_code(sign()), "consultation.votes_undecided") << "an appeal waits";
  EXPECT_EQ(post("qian", "/held/" + std::to_string(finding().at("appeals").at(0).at("id").as_int64()) + "/decision", R"({"verb":"restore"})").status, 200);
  EXPECT_EQ(counted(), kHonest);
  EXPECT_EQ(sign().status, 200);
  EXPECT_EQ(counted(), kHonest + 1) << "what was granted counts in what is signed";
  EXPECT_EQ(result().at("participants").as_int64(), kHonest + 1);
  EXPECT_EQ(post("farm1", path("/appeal"), R"({"text":"我也是"})").status, 409) << "signed";
  nothing_contradicts_itself();
}

TEST(Arrivals, an_address_is_kept_as_a_class_of_one_consultation) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("gongshi-arrivals-" + std::to_string(getpid()));
  secrets::Secrets secrets(folder);
  const Arrivals arrivals(secrets);
  const auto place = [&](const char* address, std::int64_t consultation = 1) { return arrivals.place_of({consultation}, address); };
  EXPECT_EQ(place("203.0.113.7"), place("203.0.113.200"));
  EXPECT_NE(place("203.0.113.7"), place("203.0.114.7"));
  EXPECT_EQ(place("203.0.113.7"), place("::ffff:203.0.113.9"));
  EXPECT_NE(place("203.0.113.7"), place("203.0.113.7", 2)) << "nobody is followed from one to the other";
  EXPECT_EQ(place("2001:db8:1:2::1"), place("2001:db8:1:2:ffff::9"));
  EXPECT_NE(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
  for (const char* nothing : {"127.0.0.1", "::1", "", "name"}) EXPECT_EQ(place(nothing), 0U) << nothing;
  const maths::Arrival arrival{1, 2, 3, 4};
  const auto sealed = arrivals.seal({1}, 42, arrival);
  EXPECT_EQ(arrivals.open({1}, 42, sealed)->awake, 3);
  EXPECT_FALSE(arrivals.open({1}, 43, sealed)) << "of another participant";
  EXPECT_FALSE(arrivals.open({2}, 42, sealed));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gongshi::consultation
