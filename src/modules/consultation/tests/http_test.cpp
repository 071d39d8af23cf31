// A consultation over its operations, on both engines: from a draft to a signed sheet, and everything that must be refused on the way.
#include "modules/calendar/api.hpp"
#include "modules/consultation/api.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/result.hpp"
#include "modules/discussion/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/handover/api.hpp"
#include "modules/moderation/tests/city.hpp"
#include "modules/settings/api.hpp"

namespace gongshi::consultation {
namespace {

using http::Method;
using moderation::test::City;

/// One request and what its answer must and must not hold. Targets stand below /api/v1.
struct Case {
  std::string name;
  std::string as;
  Method method = Method::get;
  std::string target;
  std::string body{};
  int status = 200;
  std::vector<std::string> has{};
  std::vector<std::string> lacks{};
};

std::int64_t number_after(const std::string& json, const std::string& key) {
  const auto at = json.find("\"" + key + "\":");
  return at == std::string::npos ? 0 : std::stoll(json.substr(at + key.size() + 3));
}

std::string text_with(const std::string& more = "", const std::string& audience = "public") {
  return R"({"title":"修路","question":"先修哪条路？","background":"说明","audience":")" + audience +
         R"(","sectors":[],"level_needed":"phone","matrix_public":false,"statements":["先修东边","先修西边","一起修"])" + more + "}";
}

class ConsultationHttpTest : public testing::TestWithParam<db::Engine> {
 protected:
  std::string path(std::int64_t id, const std::string& rest = "") const { return "/consultations/" + std::to_string(id) + rest; }
  std::string city() const { return "/assemblies/" + std::to_string(city_.assembly.value); }

  std::int64_t draft(const std::string& text = text_with()) {
    const auto response = post("wang", city() + "/consultations", text);
    EXPECT_EQ(response.status, 201) << response.body;
    return number_after(response.body, "id");
  }
  http::Response move(const std::string& as, std::int64_t id, const std::string& verb, const std::string& reason = "") {
    const auto version = number_after(get("wang", path(id)).body, "version");
    const std::string why = reason.empty() ? "" : R"(,"reason":")" + reason + "\"";
    return post(as, path(id, "/transitions"), R"({"verb":")" + verb + "\",\"version\":" + std::to_string(version) + why + "}");
  }
  std::int64_t published(const std::string& text = text_with()) {
    const auto id = draft(text);
    EXPECT_EQ(move("wang", id, "publish").status, 200);
    return id;
  }
  std::vector<std::int64_t> statements(std::int64_t id) {
    std::vector<std::int64_t> ids;
    const std::string body = get("wang", path(id, "/statements")).body;
    for (auto at = body.find("{\"id\":"); at != std::string::npos; at = body.find("{\"id\":", at + 1)) ids.push_back(std::stoll(body.substr(at + 6)));
    return ids;
  }
  http::Response vote(const std::string& as, std::int64_t id, std::int64_t statement, const std::string& what = "agree") {
    return ask(as, Method::put, path(id, "/votes/" + std::to_string(statement)), R"({"vote":")" + what + "\"}");
  }
  http::Response ask(const std::string& as, Method method, const std::string& target, const std::string& body = "") {
    return city_.send(method, "/api/v1" + target, body,
                      {{"X-Test-Actor", as}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", "consultation-" + std::to_string(++requests_)}, {"Accept-Language", "en"}});
  }
  http::Response get(const std::string& as, const std::string& target) { return ask(as, Method::get, target); }
  http::Response post(const std::string& as, const std::string& target, const std::string& body) { return ask(as, Method::post, target, body); }
  void play_all(const std::vector<Case>& cases) {
    for (const Case& one : cases) {
      SCOPED_TRACE(one.name);
      const auto response = ask(one.as, one.method, one.target, one.body);
      EXPECT_EQ(response.status, one.status) << response.body;
      for (const auto& text : one.has) EXPECT_NE(response.body.find(text), std::string::npos) << text << " not in " << response.body;
      for (const auto& text : one.lacks) EXPECT_EQ(response.body.find(text), std::string::npos) << text << " in " << response.body;
    }
  }

  City city_{GetParam(), {settings::settings_module(), calendar::calendar_module(), discussion::discussion_module(), handover::handover_module(), handling::handling_module(), consultation_module()}};
  int requests_ = 0;
};

TEST_P(ConsultationHttpTest, ADraftIsTheStaffsOwn) {
  const auto id = draft();
  play_all({
      {.name = "its clerk sees it with its actions", .as = "wang", .target = path(id), .has = {R"("state":"draft")", R"("verb":"publish")"}},
      {.name = "nobody else", .as = "", .target = path(id), .status = 404, .lacks = {"修路"}},
      {.name = "no member", .as = "li", .target = path(id), .status = 404},
      {.name = "no clerk of another assembly", .as = "zhou", .target = path(id), .status = 404},
      {.name = "not in the list", .as = "li", .target = "/consultations", .lacks = {"修路"}},
      {.name = "but in the clerk's", .as = "wang", .target = "/consultations", .has = {"修路"}},
      {.name = "no result", .as = "", .target = path(id, "/result"), .status = 404},
      {.name = "no votes", .as = "li", .method = Method::put, .target = path(id, "/votes/1"), .body = R"({"vote":"agree"})", .status = 404},
      {.name = "a clerk of another assembly writes nothing here", .as = "zhou", .method = Method::post, .target = city() + "/consultations",
       .body = text_with(), .status = 403},
      {.name = "nor does a member", .as = "li", .method = Method::post, .target = city() + "/consultations", .body = text_with(), .status = 403},
      {.name = "nor anybody unknown", .as = "", .method = Method::post, .target = city() + "/consultations", .body = text_with(), .status = 401},
  });
}

TEST_P(ConsultationHttpTest, TheStaffsListCountsWhatWaitsAndWhoCould) {
  const auto open_to_all = published();
  EXPECT_EQ(post("li", path(open_to_all, "/statements"), R"({"text":"先问问住在路边的人"})").status, 201);
  EXPECT_EQ(post("li", "/threads/consultation/" + std::to_string(open_to_all) + "/posts", R"({"text":"我每天走这条路"})").status, 201);
  published(text_with("", "members"));
  play_all({
      {.name = "a statement and a post wait", .as = "wang", .target = "/consultations", .has = {R"("pending":2)", R"("pending":0)", R"("invited":2)"}},
      {.name = "as on its page", .as = "wang", .target = path(open_to_all), .has = {R"("pending":2)"}},
      {.name = "for staff only", .as = "li", .target = "/consultations", .has = {"修路"}, .lacks = {R"("pending":2)", R"("invited":2)"}},
      {.name = "people count from one", .as = "", .target = path(open_to_all, "/statements"), .has = {R"("number":1)", R"("number":3)"}, .lacks = {R"("number":0)"}},
  });
}

TEST_P(ConsultationHttpTest, SectorsNarrowOnlyAnAudienceOfSectors) {
  const std::string sectors = get("", city()).body;
  const auto sector = number_after(sectors.substr(sectors.find(R"("sectors":)")), "id");
  const auto text = [&](const std::string& audience) {
    return R"({"title":"修路","question":"问题","background":"","audience":")" + audience + R"(","sectors":[)" + std::to_string(sector) +
           R"(],"level_needed":"member","matrix_public":false,"statements":["甲"])";
  };
  const auto id = draft(text("sectors") + "}");
  play_all({
      {.name = "one sector", .as = "wang", .target = path(id), .has = {"经济界"}},
      {.name = "then all members, the choice still sent", .as = "wang", .method = Method::put, .target = path(id),
       .body = text("members") + R"(,"version":)" + std::to_string(number_after(get("wang", path(id)).body, "version")) + "}",
       .has = {R"("audience":"members")", R"("sectors":[])"}, .lacks = {"经济界"}},
  });
}

TEST_P(ConsultationHttpTest, AChangeOfTermCarriesOnWhatIsOpenAndLeavesWhatIsOver) {
  const std::string sectors = get("", city()).body;
  const auto sector = number_after(sectors.substr(sectors.find(R"("sectors":)")), "id");
  const std::string text = R"({"title":"修路","question":"问题","background":"","audience":"sectors","sectors":[)" + std::to_string(sector) + R"(],"level_needed":"member","matrix_public":false,"statements":["甲"]})";
  const auto over = published(text), open = published(text);
  EXPECT_EQ(move("wang", over, "close").status, 200);
  EXPECT_EQ(vote("li", open, statements(open)[0]).status, 200);
  city_.clock.advance(std::chrono::hours(1));
  std::vector<std::function<void()>> effects;
  const auto now_sector = city_.build([&](Context& context, db::WriteTx& tx) {
    const Timestamp now = context.now();
    const auto before = assemblies::current_term(tx, city_.assembly, now)->id;
    const auto after = assemblies::create_term(context, tx, city_.assembly, 14, "第十四届", now);
    const auto made = assemblies::create_body(context, tx, city_.assembly, after, assemblies::BodyKind::sector, "经济界");
    tx.script("UPDATE assemblies_membership SET to_at = " + std::to_string(now.milliseconds));
    assemblies::add_membership(context, tx, {.person = city_.person("sun"), .assembly = city_.assembly, .term = after, .sector = made, .number = "14001", .name = "孙示例", .from = now});
    EXPECT_TRUE(publish(context, tx, assemblies::TermChanged{city_.assembly, before, after}).has_value());
    effects = context.after_commit;
    for (const char* who : {"sun", "li"}) city_.actors[who] = identity::actor_of(context, tx, city_.person(who));
    return made;
  });
  for (const auto& effect : effects) effect();
  EXPECT_NE(now_sector.value, sector);
  play_all({
      {.name = "the sector of the same name goes on", .as = "sun", .target = path(open), .has = {R"("may_vote":"yes")", R"("sectors":[{"id":)" + std::to_string(now_sector.value) + R"(,"name":"经济界"}])", R"("invited":1)"}},
      {.name = "who is no member any more is not asked", .as = "li", .target = path(open), .status = 404},
      {.name = "and votes no more", .as = "li", .method = Method::put, .target = path(open, "/votes/" + std::to_string(statements(open)[0])), .body = R"({"vote":"agree"})", .status = 404},
      {.name = "but has what they said", .as = "li", .target = "/me/contributions", .has = {"items"}},
      {.name = "what is over asked those of its time", .as = "wang", .target = path(over), .has = {R"("name":"经济界")", R"("invited":2)"}},
  });
}

TEST_P(ConsultationHttpTest, BadTextNamesEveryField) {
  const std::string endless(310, 'x');
  play_all({
      {.name = "unknown field", .as = "wang", .method = Method::post, .target = city() + "/consultations", .body = text_with(R"(,"state":"open")"),
       .status = 400, .has = {R"("pointer":"/state")", "request.unknown_field"}},
      {.name = "everything wrong at once", .as = "wang", .method = Method::post, .target = city() + "/consultations",
       .body = R"({"title":"","question":7,"background":"","audience":"all","sectors":[],"level_needed":"phone","matrix_public":1,"statements":[]})",
       .status = 400, .has = {"/title", "/question", "/audience", "/matrix_public"}},
      {.name = "an empty and an endless statement", .as = "wang", .method = Method::post, .target = city() + "/consultations",
       .body = R"({"title":"修路","question":"问题","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":false,"statements":["",")" +
               endless + "\"]}",
       .status = 400, .has = {"/statements/0", "/statements/1"}},
      {.name = "a sector that is not there", .as = "wang", .method = Method::post, .target = city() + "/consultations",
       .body = R"({"title":"修路","question":"问题","background":"","audience":"sectors","sectors":[7],"level_needed":"phone","matrix_public":false,"statements":["甲"]})",
       .status = 400, .has = {"/sectors/0", "consultation.unknown_sector"}},
      {.name = "an end before the beginning", .as = "wang", .method = Method::post, .target = city() + "/consultations",
       .body = text_with(R"(,"opens_at":1795600000000,"closes_at":1795600000000)"), .status = 400, .has = {"/closes_at"}},
      {.name = "not JSON", .as = "wang", .method = Method::post, .target = city() + "/consultations", .body = "{", .status = 400, .has = {"request.not_json"}},
  });
}

TEST_P(ConsultationHttpTest, PublishingFollowsTheProcedure) {
  const auto empty = draft(R"({"title":"空的","question":"问题","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":false,"statements":[]})");
  EXPECT_EQ(move("wang", empty, "publish").status, 422);
  const auto id = draft();
  EXPECT_EQ(move("wang", id, "close").status, 409);
  EXPECT_EQ(post("wang", path(id, "/transitions"), R"({"verb":"publish","version":99})").status, 409);
  EXPECT_EQ(move("qian", id, "publish").status, 403);
  EXPECT_EQ(move("wang", id, "publish").status, 200);
  EXPECT_EQ(move("wang", id, "publish").status, 409);
  EXPECT_EQ(ask("wang", Method::put, path(id), text_with(R"(,"version":2)")).status, 409) << "what is published is not edited";
  EXPECT_EQ(move("wang", id, "withdraw").status, 400) << "a reason is needed";
  EXPECT_EQ(move("wang", id, "close").status, 200);
  EXPECT_EQ(move("wang", id, "reopen", "还有人没表态").status, 200);
}

TEST_P(ConsultationHttpTest, EditsDoNotOverwriteEachOther) {
  const auto id = draft();
  const auto version = number_after(get("wang", path(id)).body, "version");
  const std::string body = text_with(",\"version\":" + std::to_string(version));
  EXPECT_EQ(ask("wang", Method::put, path(id), body).status, 200);
  EXPECT_EQ(ask("zhao", Method::put, path(id), body).status, 409);
}

TEST_P(ConsultationHttpTest, AVoteCountsOnceAndMayChange) {
  const auto id = published();
  const auto ids = statements(id);
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_NE(vote("li", id, ids[0]).body.find(R"("voted":1,"total":3,"participants":1)"), std::string::npos);
  EXPECT_NE(vote("li", id, ids[0], "disagree").body.find(R"("voted":1,"total":3,"participants":1)"), std::string::npos);
  EXPECT_EQ(vote("li", id, ids[1], "pass").status, 200);
  EXPECT_NE(vote("li", id, ids[2]).body.find(R"("voted":3)"), std::string::npos);
  play_all({
      {.name = "one's own votes", .as = "li", .target = path(id, "/votes"), .has = {R"("vote":"disagree")", R"("vote":"pass")"}},
      {.name = "are nobody else's", .as = "sun", .target = path(id, "/votes"), .has = {R"("items":[])"}},
      {.name = "nothing is left to vote on", .as = "li", .target = path(id, "/ballot"), .has = {R"("voted":3)"}, .lacks = {R"("next")"}},
      {.name = "strangers may read a statement", .as = "", .target = path(id, "/ballot"), .has = {R"("next")", R"("voted":0)"}},
      {.name = "but not vote", .as = "", .method = Method::put, .target = path(id, "/votes/" + std::to_string(ids[0])), .body = R"({"vote":"agree"})",
       .status = 401},
      {.name = "no such choice", .as = "sun", .method = Method::put, .target = path(id, "/votes/" + std::to_string(ids[0])),
       .body = R"({"vote":"maybe"})", .status = 400, .has = {"/vote"}},
      {.name = "no such statement", .as = "sun", .method = Method::put, .target = path(id, "/votes/77"), .body = R"({"vote":"agree"})", .status = 404},
  });
  city_.database().read([&](db::ReadTx& tx) {
    constexpr db::Query kVotes{"test.votes", "SELECT count(*) FROM consultation_vote", 0};
    constexpr db::Query kEntries{"test.entries", "SELECT count(*) FROM platform_journal WHERE verb = 'consultation.take_part'", 0};
    EXPECT_EQ(tx.one<std::int64_t>(kVotes), 3);
    EXPECT_EQ(tx.one<std::int64_t>(kEntries), 1) << "a first vote is one entry, a vote is none";
    return true;
  });
}

TEST_P(ConsultationHttpTest, WhoWatchesSeesTheCountsAtOnce) {
  struct Kept : http::EventStream {
    void send(std::shared_ptr<const std::string> frame) override { frames += *frame; }
    void close() override {}
    bool open() const override { return true; }
    std::string frames;
  };
  const auto id = published();
  const auto all = statements(id);
  EXPECT_EQ(vote("li", id, all[0]).status, 200);
  for (const std::string who : {"the first", "the next"}) {
    SCOPED_TRACE(who);
    const auto response = get("", path(id, "/live"));
    ASSERT_TRUE(response.stream);
    const auto kept = std::make_shared<Kept>();
    response.stream(kept);
    EXPECT_NE(kept->frames.find(R"(data: {"participants":1,"votes":1,"statements":3})"), std::string::npos) << kept->frames;
  }
}

TEST_P(ConsultationHttpTest, VotesForForeignStatementsAndClosedConsultationsAreRefused) {
  const auto id = published();
  const auto other = published();
  const auto foreign = statements(other)[0], own = statements(id)[0];
  EXPECT_EQ(vote("li", id, foreign).status, 404);
  EXPECT_EQ(move("wang", id, "close").status, 200);
  EXPECT_EQ(vote("li", id, own).status, 409);
  const auto late = published(text_with(R"(,"closes_at":)" + std::to_string(city_.clock.now().milliseconds + 60'000)));
  const auto statement = statements(late)[0];
  EXPECT_EQ(vote("li", late, statement).status, 200);
  city_.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(vote("li", late, statement).status, 409) << "the end has passed even though nobody has closed it yet";
}

TEST_P(ConsultationHttpTest, OnlyThoseInvitedVote) {
  const auto members = published(text_with("", "members"));
  const auto statement = statements(members)[0];
  EXPECT_EQ(vote("li", members, statement).status, 200);
  play_all({
      {.name = "a citizen does not even see it", .as = "chen", .target = path(members), .status = 404},
      {.name = "nor its result", .as = "", .target = path(members, "/result"), .status = 404},
      {.name = "nor its statements", .as = "", .target = path(members, "/statements"), .status = 404},
      {.name = "nor in the list", .as = "chen", .target = "/consultations", .lacks = {"修路"}},
      {.name = "a member does", .as = "sun", .target = "/consultations", .has = {"修路"}},
      {.name = "with how many were invited", .as = "sun", .target = path(members), .has = {R"("invited":2)", R"("may_vote":"yes")"}},
  });
  EXPECT_EQ(vote("chen", members, statement).status, 404);
  const auto strict = published(R"({"title":"实名","question":"问题","background":"","audience":"public","sectors":[],"level_needed":"member","matrix_public":false,"statements":["甲"]})");
  play_all({{.name = "the level is said", .as = "chen", .target = path(strict), .has = {R"("may_vote":"level_too_low")"}}});
  EXPECT_EQ(vote("chen", strict, statements(strict)[0]).status, 403);
  EXPECT_EQ(vote("li", strict, statements(strict)[0]).status, 200);
}

TEST_P(ConsultationHttpTest, AStatementIsShownOnceApproved) {
  const auto id = published();
  const auto written = post("li", path(id, "/statements"), R"({"text":"  先修学校门口的路 "})");
  ASSERT_EQ(written.status, 201) << written.body;
  const auto statement = number_after(written.body, "id");
  play_all({
      {.name = "not yet", .as = "sun", .target = path(id, "/statements"), .lacks = {"学校"}},
      {.name = "nobody votes on it", .as = "sun", .method = Method::put, .target = path(id, "/votes/" + std::to_string(statement)),
       .body = R"({"vote":"agree"})", .status = 404},
      {.name = "empty", .as = "li", .method = Method::post, .target = path(id, "/statements"), .body = R"({"text":"   "})", .status = 400,
       .has = {"/text"}},
      {.name = "endless", .as = "li", .method = Method::post, .target = path(id, "/statements"), .body = R"({"text":")" + std::string(10'000, 'x') + "\"}",
       .status = 400, .has = {"/text", "request.length_too_large"}},
      {.name = "approved", .as = "wang", .method = Method::post, .target = "/statements/" + std::to_string(statement) + "/moderation",
       .body = R"({"verb":"approve"})"},
      {.name = "shown", .as = "sun", .target = path(id, "/statements"), .has = {"先修学校门口的路"}},
      {.name = "found while somebody types", .as = "", .method = Method::post, .target = path(id, "/similar"), .body = R"({"text":"学校门口"})", .has = {"先修学校门口的路"}},
  });
  EXPECT_EQ(vote("sun", id, statement).status, 200);
}

TEST_P(ConsultationHttpTest, WhatChangesIsSeenAtOnceAndCountsGoOn) {
  const auto id = draft();
  play_all({
      {.name = "read once", .as = "wang", .target = path(id), .has = {R"("title":"修路")", R"("pending":0)", R"("files":[])"}},
      {.name = "edited", .as = "wang", .method = Method::put, .target = path(id),
       .body = R"({"title":"改了题目","question":"先修哪条路？","background":"","audience":"public","sectors":[],"level_needed":"phone",)"
               R"("matrix_public":false,"statements":["先修东边","先修西边","一起修"],"version":1})"},
      {.name = "seen", .as = "wang", .target = path(id), .has = {R"("title":"改了题目")", R"("verb":"publish")"}},
  });
  EXPECT_EQ(ask("wang", Method::post, path(id, "/files?name=a.txt"), "说明").status, 201);
  EXPECT_NE(get("wang", path(id)).body.find("a.txt"), std::string::npos);
  EXPECT_EQ(move("wang", id, "publish").status, 200);
  EXPECT_NE(get("", path(id)).body.find(R"("state":"open")"), std::string::npos);
  const auto ids = statements(id);
  EXPECT_EQ(vote("li", id, ids[0]).status, 200);
  EXPECT_EQ(vote("li", id, ids[2], "disagree").status, 200);
  EXPECT_EQ(vote("sun", id, ids[0], "pass").status, 200);
  const std::string counted = R"("participants":2,"assisted":0,"votes":3,"statements":)";
  const auto written = post("li", path(id, "/statements"), R"({"text":"先修学校门口的路"})");
  const std::string decide = "/statements/" + std::to_string(number_after(written.body, "id")) + "/moderation";
  play_all({
      {.name = "one waits, which only staff see", .as = "wang", .target = path(id), .has = {counted + R"(3,"pending":1)"}},
      {.name = "a visitor does not", .as = "", .target = path(id), .has = {counted + "3"}, .lacks = {"pending"}},
      {.name = "approved", .as = "wang", .method = Method::post, .target = decide, .body = R"({"verb":"approve"})"},
      {.name = "none waits and no vote is lost", .as = "wang", .target = path(id), .has = {counted + R"(4,"pending":0)"}},
      {.name = "nor who cast it", .as = "li", .target = path(id), .has = {R"("my":{"voted":2,"statements":4})", R"("may_vote":"yes")"}},
      {.name = "the list says the same", .as = "", .target = "/consultations", .has = {R"("participants":2,"votes":0,"statements":4)"}, .lacks = {"pending"}},
      {.name = "a vote is changed, not added", .as = "li", .method = Method::put, .target = path(id, "/votes/" + std::to_string(ids[2])),
       .body = R"({"vote":"agree"})", .has = {R"("voted":2,"total":4,"participants":2)"}},
      {.name = "still three", .as = "", .target = path(id), .has = {counted + "4"}},
  });
  EXPECT_EQ(post("li", "/threads/consultation/" + std::to_string(id) + "/posts", R"({"text":"早该修了"})").status, 201);
  EXPECT_NE(get("wang", path(id)).body.find(R"("pending":1,"posts":0)"), std::string::npos);
  EXPECT_EQ(move("wang", id, "close").status, 200);
  EXPECT_NE(get("li", path(id)).body.find(R"("may_vote":"not_open")"), std::string::npos);
  Context context = city_.app().context();
  city_.app().use<Live>().recount(context);  // what the database says
  EXPECT_NE(get("", path(id)).body.find(counted + "4"), std::string::npos);
}

TEST_P(ConsultationHttpTest, FewVotesShowNoResultAndNoExport) {
  const auto id = published();
  const auto announced = published(
      R"({"title":"公开","question":"问题","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":true,"statements":["甲"]})");
  vote("li", id, statements(id)[0]);
  play_all({
      {.name = "no result of one", .as = "", .target = path(id, "/result"), .status = 409, .has = {"consultation.no_result_yet"}},
      {.name = "no place on a map that is not there", .as = "li", .target = path(id, "/position"), .status = 409},
      {.name = "votes are not given away", .as = "", .target = path(id, "/export/votes.csv"), .status = 403},
      {.name = "nor while people vote, even where announced", .as = "", .target = path(announced, "/export/votes.csv"), .status = 409, .has = {"consultation.export_after_closing"}},
      {.name = "nothing else under that name", .as = "wang", .target = path(id, "/export/../../secrets"), .status = 404},
  });
}

TEST_P(ConsultationHttpTest, TheSheetIsWrittenAfterClosingAndSignedByTheChair) {
  const auto id = published();
  const std::string sheet = R"({"version":0,"agreed":[{"text":"一起修"}],"to_study":[],"remaining":[],"explain":[{"who":"王一","to_whom":"界别群众","what":"为什么先修东边"}],"learned":"多听一步"})";
  EXPECT_EQ(ask("wang", Method::put, path(id, "/sheet"), sheet).status, 409);
  vote("li", id, statements(id)[0]);
  EXPECT_EQ(move("wang", id, "close").status, 200);
  EXPECT_EQ(post("qian", path(id, "/sheet/sign"), R"({"version":0})").status, 422) << "an empty sheet";
  EXPECT_EQ(ask("li", Method::put, path(id, "/sheet"), sheet).status, 403);
  EXPECT_EQ(ask("wang", Method::put, path(id, "/sheet"), sheet).status, 200);
  EXPECT_EQ(ask("zhao", Method::put, path(id, "/sheet"), sheet).status, 409) << "somebody has saved one already";
  play_all({
      {.name = "a draft is the staff's", .as = "li", .target = path(id, "/sheet"), .has = {R"("state":"none")"}, .lacks = {"一起修"}},
      {.name = "the clerk does not sign", .as = "wang", .method = Method::post, .target = path(id, "/sheet/sign"), .body = R"({"version":1})", .status = 403},
      {.name = "the chair does", .as = "qian", .method = Method::post, .target = path(id, "/sheet/sign"), .body = R"({"version":1})",
       .has = {R"("state":"signed")", "钱三"}},
      {.name = "now everybody reads it", .as = "", .target = path(id, "/sheet"), .has = {"一起修", "多听一步"}},
  });
  EXPECT_EQ(move("wang", id, "reopen", "撤回").status, 409) << "the undo ends with the signature";
  city_.app().deliver_outbox();
  play_all({
      {.name = "who took part is told", .as = "li", .target = "/me/inbox", .has = {"consultation.sheet_signed", "修路", path(id, "/result")}},
      {.name = "nobody else", .as = "sun", .target = "/me/inbox", .lacks = {"修路"}},
  });
}

TEST_P(ConsultationHttpTest, TheSheetIsPrefilledFromTheLastVotes) {
  const auto id = published();
  EXPECT_EQ(post("wang", path(id, "/sheet/prefill"), "{}").status, 409) << "nothing to sum up yet";
  for (const char* who : {"li", "sun", "chen", "wang", "zhao", "qian"}) {
    const auto ids = statements(id);
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(vote(who, id, ids[i], i == 2 ? "agree" : "pass").status, 200) << who;
  }
  EXPECT_EQ(move("wang", id, "close").status, 200);
  // No job has run in between: the computation is asked for here.
  const auto prefilled = post("wang", path(id, "/sheet/prefill"), "{}");
  ASSERT_EQ(prefilled.status, 200) << prefilled.body;
  const auto to_study = prefilled.body.find(R"("to_study":[{"text":)");
  ASSERT_NE(to_study, std::string::npos) << "what most are not sure of is to be studied: " << prefilled.body;
  EXPECT_GT(prefilled.body.find("先修东边"), to_study) << prefilled.body;
  EXPECT_NE(prefilled.body.find("Agree: all 100% of 6"), std::string::npos) << "as counted, with its base: " << prefilled.body;
  play_all({
      {.name = "nothing is stored", .as = "wang", .target = path(id, "/sheet"), .has = {R"("state":"none")", R"("to_study":[])"}},
      {.name = "not for the chair", .as = "qian", .method = Method::post, .target = path(id, "/sheet/prefill"), .body = "{}", .status = 403},
      {.name = "nor a member", .as = "li", .method = Method::post, .target = path(id, "/sheet/prefill"), .body = "{}", .status = 403},
  });
}

TEST_P(ConsultationHttpTest, AssistedBallotsNeedTwoPeople) {
  const auto id = published();
  const auto ids = statements(id);
  const std::string ballot = R"({"member_number":")" + std::to_string(city_.person("li").value) + R"(","votes":[{"statement":)" + std::to_string(ids[0]) + R"(,"vote":"agree"}]})";
  EXPECT_EQ(post("li", path(id, "/assisted"), ballot).status, 403);
  EXPECT_EQ(post("wang", path(id, "/assisted"), R"({"member_number":"999","votes":[{"statement":1,"vote":"agree"}]})").status, 400);
  const auto entered = post("wang", path(id, "/assisted"), ballot);
  ASSERT_EQ(entered.status, 201) << entered.body;
  const std::string check = "/assisted/" + std::to_string(number_after(entered.body, "id")) + "/check";
  play_all({
      {.name = "one at a time", .as = "zhao", .method = Method::post, .target = path(id, "/assisted"), .body = ballot, .status = 409},
      {.name = "not counted yet", .as = "wang", .target = path(id), .has = {R"("participants":0)"}},
      {.name = "not checked by who entered it", .as = "wang", .method = Method::post, .target = check, .body = R"({"agree":true})", .status = 403},
      {.name = "a second person checks", .as = "zhao", .method = Method::post, .target = check, .body = R"({"agree":true})",
       .has = {R"("state":"checked")"}, .lacks = {R"("votes")"}},
      {.name = "counted, and as assisted", .as = "wang", .target = path(id), .has = {R"("participants":1,"assisted":1)"}},
      {.name = "so few that others are not told", .as = "chen", .target = path(id), .has = {R"("participants":1,"votes")"}, .lacks = {"assisted"}},
      {.name = "its votes are forgotten here", .as = "wang", .target = path(id, "/assisted"), .lacks = {R"("votes")"}},
      {.name = "not twice", .as = "zhao", .method = Method::post, .target = check, .body = R"({"agree":true})", .status = 409},
      {.name = "nor for who has voted", .as = "wang", .method = Method::post, .target = path(id, "/assisted"), .body = ballot, .status = 409},
      {.name = "the pack is the staff's", .as = "li", .target = path(id, "/pack.html"), .status = 403},
      {.name = "and holds every statement", .as = "wang", .target = path(id, "/pack.html"), .has = {"先修东边", "先修西边", "一起修"}},
  });
}

INSTANTIATE_TEST_SUITE_P(Engines, ConsultationHttpTest, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::consultation
