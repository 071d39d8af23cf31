// A proposal from the first word to the case number, and on to who handles it: who may do what, in which order, and who reads what. On both engines.
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <thread>

#include "maths/random.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/api.hpp"
#include "platform/operations/testing.hpp"
#include "platform/spreadsheet/read_xlsx.hpp"

namespace gongshi::proposals {
namespace {

using assemblies::Role;

class ProposalsHttp : public testing::TestWithParam<db::Engine> {
 protected:
  ProposalsHttp() {
    world_.build([&](Context& context, db::WriteTx& tx) {
      const Timestamp from = context.now() - std::chrono::hours(24);
      city_ = assemblies::create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "c"});
      const auto other = assemblies::create_assembly(context, tx, {.name = "别市政协", .short_name = "别市", .code = "o"});
      const auto county = assemblies::create_assembly(context, tx, {.name = "示例县政协", .short_name = "示例县", .level = assemblies::Tier::county, .parent = city_, .code = "k"});
      const auto term = assemblies::create_term(context, tx, city_, 13, "十三届", from);
      const auto sector = assemblies::create_body(context, tx, city_, term, assemblies::BodyKind::sector, "农业");
      unit_ = assemblies::create_body(context, tx, city_, {}, assemblies::BodyKind::unit, "示例局01");
      const auto unit2 = assemblies::create_body(context, tx, city_, {}, assemblies::BodyKind::unit, "示例局02");
      int number = 0;
      for (const char* name : {"proposer", "cosigner", "friend", "third"}) {
        people_[name] = identity::create_person(context, tx, {.name = std::string(name) + "示例"});
        assemblies::add_membership(context, tx, {.person = people_[name], .assembly = city_, .term = term, .sector = sector, .number = fmt::format("13{:03}", ++number), .name = std::string(name) + "示例", .from = from});
      }
      people_["of the county"] = identity::create_person(context, tx, {.name = "县委员示例"});
      const auto county_term = assemblies::create_term(context, tx, county, 9, "九届", from);
      assemblies::add_membership(context, tx, {.person = people_["of the county"], .assembly = county, .term = county_term, .sector = assemblies::create_body(context, tx, county, county_term, assemblies::BodyKind::sector, "农业"), .number = "9001", .name = "县委员示例", .from = from});
      const auto seat = [&](const std::string& name, assemblies::AssemblyId in, Role role, assemblies::BodyId unit = {}) {
        people_[name] = identity::create_person(context, tx, {.name = name});
        assemblies::add_seat(context, tx, people_[name], in, role, from, unit);
      };
      seat("clerk", city_, Role::clerk);
      seat("elsewhere", other, Role::clerk);
      seat("administrator", city_, Role::administrator);
      seat("handler", city_, Role::handler, unit_);
      seat("handler2", city_, Role::handler, unit2);
      people_["citizen"] = identity::create_person(context, tx, {.name = "citizen"});
    });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) {
        world_.actors[name] = identity::actor_of(context, tx, person);
        world_.actors[name].confirmed_at = context.now();
      }
      return 0;
    });
    world_.names = {{"city", std::to_string(city_.value)}, {"unit", std::to_string(unit_.value)}};
  }

  /// The tests write faster than anybody.
  static config::Config unhurried() {
    config::Config config;
    config.pace = 0;
    return config;
  }
  static std::string parts(const std::string& title, const std::string& suggestions = R"("增设老年食堂","改造楼道扶手")", const std::string& publish = "whole", const std::string& why = "") {
    return fmt::format(R"({{"title":"{}","situation":"全市六十岁以上老人占两成","analysis":"床位集中在城区","suggestions":[{}],"research":"走访了十个社区","publish":"{}","publish_reason":"{}"}})", title, suggestions, publish, why);
  }
  std::int64_t column(const std::string& what) {
    const std::string sql = "SELECT " + what;
    const db::Query query{"test.column", sql, 0};
    return world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(-1); });
  }
  std::int64_t version() { return column("version FROM proposals_proposal WHERE id = " + world_.names["id"]); }
  std::string written(const std::string& title, const std::string& as = "proposer") {
    world_.run({.name = "begun", .as = as, .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{}}})", parts(title)), .status = 201, .journal = {"proposals.create"}});
    return world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  }
  Scenario move(std::string name, std::string as, const std::string& verb, int status, const std::string& more = "", std::vector<std::string> has = {}) {
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/proposals/{id}/transitions", .body = fmt::format(R"({{"verb":"{}","version":{}{}}})", verb, version(), more), .status = status,
            .has = std::move(has), .journal = status == 200 ? std::vector<std::string>{"proposals." + verb} : std::vector<std::string>{}};
  }
  void reviewed() {
    world_.run(move("submitted", "proposer", "submit", 200));
    world_.run({.name = "settled", .as = "clerk", .put = "/api/v1/proposals/{id}/classification", .body = fmt::format(R"({{"version":{},"title":"{}","category":"society"}})", version(), title_), .journal = {"proposals.classify"}});
    world_.run(move("first review", "clerk", "pass", 200, R"(,"opinion":"内容具体")"));
    world_.run(move("second review", "clerk", "pass", 200));
  }
  std::string told(const std::string& who) { return world_.send(http::Method::get, "/api/v1/me/inbox", {}, {{"X-Test-Actor", who}, {"Accept-Language", "en"}}).body; }

  const std::string title_ = "关于完善社区养老服务的建议";
  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), calendar::calendar_module(), handling::handling_module(), proposals_module()}, unhurried()};
  assemblies::AssemblyId city_;
  assemblies::BodyId unit_;
  std::map<std::string, PersonId> people_;
};
INSTANTIATE_TEST_SUITE_P(Engines, ProposalsHttp, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(ProposalsHttp, EveryQueryPrepares) { world_.expect_every_query_to_prepare(); }

TEST_P(ProposalsHttp, FromTheFirstWordToTheCaseNumber) {
  world_.run({
      {.name = "a citizen writes none", .as = "citizen", .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{}}})", parts("甲")), .status = 403, .has = {"proposals.members_only"}},
      {.name = "nor does a county's member for the city", .as = "of the county", .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{}}})", parts("甲")), .status = 403, .has = {"proposals.members_only"}},
      {.name = "who may for the county", .as = "of the county", .get = "/api/v1/me/proposals", .has = {"示例县政协"}, .lacks = {"示例市政协"}},
      {.name = "too long a title", .as = "proposer", .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{}}})", parts(std::string(51, 'a'))), .status = 400, .has = {"/parts/title"}},
      {.name = "no such assembly", .as = "proposer", .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":1,"parts":{}}})", parts("甲")), .status = 404},
  });
  written("");
  world_.run({
      {.name = "nobody else reads a draft", .as = "clerk", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "nor another member", .as = "cosigner", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "it stands among one's own", .as = "proposer", .get = "/api/v1/me/proposals", .has = {R"("state":"draft")", "示例市政协"}},
      {.name = "another member's are empty", .as = "cosigner", .get = "/api/v1/me/proposals", .has = {R"("items":[])"}},
      move("without a title it is not submitted", "proposer", "submit", 409, "", {"proposals.incomplete", "/parts/title"}),
      {.name = "saved", .as = "proposer", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":1,"parts":{}}})", parts(title_)), .has = {title_, R"("version":2)"}, .journal = {"proposals.save"}},
      {.name = "an old page", .as = "proposer", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":1,"parts":{}}})", parts("乙")), .status = 409, .has = {"proposals.moved_meanwhile"}},
      {.name = "nobody else writes", .as = "cosigner", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":2,"parts":{}}})", parts("乙")), .status = 404},
  });
  world_.run({
      {.name = "asked by number", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":2,"member":"13002"})", .has = {R"("state":"cosigning")", "cosigner示例"}, .journal = {"proposals.invite"}},
      {.name = "asked by name", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":3,"member":"friend示例"})", .has = {"friend示例"}, .journal = {"proposals.invite"}},
      {.name = "asked and silent", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":4,"member":"13004"})", .journal = {"proposals.invite"}},
      {.name = "asked twice", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":5,"member":"13002"})", .status = 400, .has = {"proposals.invited_already"}},
      {.name = "oneself", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":5,"member":"13001"})", .status = 400, .has = {"proposals.signs_already"}},
      {.name = "nobody", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":5,"member":"无此人"})", .status = 400, .has = {"proposals.no_such_member"}},
      {.name = "while others sign it is not changed", .as = "proposer", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":5,"parts":{}}})", parts("乙")), .status = 409, .has = {"workflow.not_now"}},
      {.name = "the invited reads it", .as = "cosigner", .get = "/api/v1/proposals/{id}", .has = {"增设老年食堂", R"("own_invitation":true)"}},
      {.name = "and finds it", .as = "cosigner", .get = "/api/v1/me/proposals", .has = {R"("asked_by":)"}},
      {.name = "the citizen is not asked", .as = "citizen", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":""})", .status = 404},
      {.name = "signed", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":"深有同感"})", .has = {R"("state":"signed")", "深有同感"}, .journal = {"proposals.sign"}},
      {.name = "signed twice", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":false,"opinion":""})", .status = 409, .has = {"proposals.answered_already"}},
      {.name = "declined", .as = "friend", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":false,"opinion":"另有看法"})", .journal = {"proposals.decline"}},
  });
  EXPECT_TRUE(told("proposer").contains("A member signed your proposal"));
  world_.run({
      move("a co-signer does not submit", "cosigner", "submit", 403),
      move("submitted", "proposer", "submit", 200, "", {R"("serial":"1")", R"("state":"submitted")", "waits for the first review"}),
  });
  EXPECT_TRUE(told("clerk").contains("A proposal has come in"));
  world_.run({
      {.name = "who was silent is too late", .as = "third", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":""})", .status = 409, .has = {"proposals.invitation_expired"}},
      {.name = "the committee's queue", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals", .has = {title_, R"("queue":"submitted","name":"First review","count":1)"}},
      {.name = "found by words", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?q=%E5%85%BB%E8%80%81", .has = {title_}},
      {.name = "of another assembly", .as = "elsewhere", .get = "/api/v1/assemblies/{city}/proposals", .status = 403},
      {.name = "not opened from there", .as = "elsewhere", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "not yet public", .get = "/api/v1/proposals/{id}", .status = 404},
      move("nobody reviews the own", "proposer", "pass", 403),
      move("taken back before anybody looked", "proposer", "take_back", 200, "", {R"("state":"draft")", R"("signers":[])"}),
      {.name = "taken back it is the committee's no more", .as = "clerk", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "nor found there", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?q=%E5%85%BB%E8%80%81", .lacks = {title_}},
  });
  world_.run({.name = "whoever had signed is asked anew", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = fmt::format(R"({{"version":{},"member":"13002"}})", version()), .journal = {"proposals.invite"}});
  world_.run({.name = "and signs again", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":"深有同感"})", .journal = {"proposals.sign"}});
  world_.run(move("submitted again", "proposer", "submit", 200, "", {R"("serial":"1")"}));
  world_.run(move("returned with a reason", "clerk", "send_back", 400, "", {"proposals.reason_needed"}));
  world_.run(move("returned", "clerk", "send_back", 200, R"(,"reason":"第二条请写具体")"));
  EXPECT_TRUE(told("cosigner").contains("returned to be changed"));
  world_.run({
      {.name = "the proposer reads why", .as = "proposer", .get = "/api/v1/proposals/{id}", .has = {"第二条请写具体", R"("verb":"save")"}},
      {.name = "changed", .as = "proposer", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":{},"parts":{}}})", version(), parts(title_, R"("每个街道增设一处老年食堂")")), .journal = {"proposals.save"}},
  });
  reviewed();
  world_.run({
      move("merged with nothing", "clerk", "merge", 400, "", {"proposals.no_such_main"}),
      move("converted without grounds", "clerk", "convert", 400, "", {"proposals.ground_missing"}),
      move("not taken back any more", "proposer", "take_back", 409),
      move("filed", "clerk", "file", 200, "", {"十三届, session 1, No. 0001", R"("state":"filed")"}),
      move("an end", "clerk", "withdraw", 409),
      {.name = "public, with its suggestions and who signed", .get = "/api/v1/proposals/{id}", .has = {"每个街道增设一处老年食堂", "cosigner示例", "No. 0001"}, .lacks = {"深有同感", "friend示例", "内容具体", "第二条请写具体"}},
      {.name = "in the feed", .get = "/api/v1/proposals.atom", .has = {"<title>" + title_ + "</title>", "/proposals/{id}\"/>", "每个街道增设一处老年食堂", "<updated>2026-11-24T08:00:00.000Z</updated>"}, .lacks = {"深有同感"}},
      {.name = "in the public list", .get = "/api/v1/proposals", .has = {title_}},
      {.name = "found by everybody", .get = "/api/v1/proposals?q=%E5%85%BB%E8%80%81", .has = {title_}},
      {.name = "similar while somebody types", .post = "/api/v1/proposals/similar", .body = R"({"title":"社区养老服务"})", .has = {title_}},
      {.name = "it waits to be assigned", .as = "clerk", .get = "/api/v1/assemblies/{city}/handling?queue=to_assign", .has = {title_}},
      {.name = "everybody reads where it stands", .get = "/api/v1/handled/proposal/{id}", .has = {"Waits to be assigned"}},
  });
  EXPECT_TRUE(told("cosigner").contains("has been filed"));
}

TEST_P(ProposalsHttp, WhatIsNotPublicIsReadByWhoHandlesIt) {
  world_.run({.name = "begun", .as = "proposer", .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{}}})", parts(title_, R"("一条")", "not_published", "")), .status = 201, .journal = {"proposals.create"}});
  world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  world_.run(move("why is it not public?", "proposer", "submit", 409, "", {"/parts/publish_reason"}));
  world_.run({.name = "it says why", .as = "proposer", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":1,"parts":{}}})", parts(title_, R"("一条")", "not_published", "涉及个人")), .journal = {"proposals.save"}});
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  world_.names["item"] = std::to_string(column("max(id) FROM handling_item"));
  world_.run({
      {.name = "not public", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "nor where it stands", .get = "/api/v1/handled/proposal/{id}", .status = 404},
      {.name = "nor in the list", .get = "/api/v1/proposals", .lacks = {title_}},
      {.name = "nor in the feed", .get = "/api/v1/proposals.atom", .lacks = {title_}},
      {.name = "nor found", .get = "/api/v1/proposals?q=%E5%85%BB%E8%80%81", .lacks = {title_}},
      {.name = "nor similar", .post = "/api/v1/proposals/similar", .body = R"({"title":"社区养老服务"})", .lacks = {title_}},
      {.name = "a unit without a part", .as = "handler", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "assigned", .as = "clerk", .post = "/api/v1/handling/items/{item}/assignment", .body = R"({"version":1,"units":[{"unit":{unit},"role":"sole"}]})", .journal = {"handling.assign"}},
      {.name = "the unit reads what it handles", .as = "handler", .get = "/api/v1/proposals/{id}", .has = {"一条"}, .lacks = {"涉及个人"}},
      {.name = "another unit does not", .as = "handler2", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "the proposer follows it", .as = "proposer", .get = "/api/v1/handled/proposal/{id}", .has = {"示例局01"}},
  });
}

TEST_P(ProposalsHttp, MergedAndConverted) {
  const std::string main = written(title_);
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  world_.names["main"] = main;
  const std::string child = written("关于增设老年食堂的建议", "third");
  world_.run({.name = "submitted by another", .as = "third", .post = "/api/v1/proposals/{id}/transitions", .body = R"({"verb":"submit","version":1})", .has = {R"("serial":"2")"}, .journal = {"proposals.submit"}});
  world_.run({.name = "settled, with another title", .as = "clerk", .put = "/api/v1/proposals/{id}/classification", .body = fmt::format(R"({{"version":{},"title":"关于老年食堂的建议","category":"society"}})", version()), .has = {R"("original_title":"关于增设老年食堂的建议")"}, .journal = {"proposals.classify"}});
  world_.run(move("first", "clerk", "pass", 200));
  world_.run(move("second", "clerk", "pass", 200));
  world_.run(move("with itself", "clerk", "merge", 400, fmt::format(R"(,"main":{},"consent":"同意")", child)));
  world_.run(move("without their word", "clerk", "merge", 400, fmt::format(R"(,"main":{})", main)));
  world_.run(move("merged", "clerk", "merge", 200, fmt::format(R"(,"main":{},"consent":"电话征得同意")", main), {R"("state":"merged")", "No. 0001"}));
  EXPECT_TRUE(told("third").contains("handled together with another one"));
  world_.run({{.name = "the main case names it", .get = "/api/v1/proposals/{main}", .has = {"关于老年食堂的建议"}}});
  written("关于某公司产品的建议");
  reviewed();
  world_.run(move("converted", "clerk", "convert", 200, R"(,"ground":"advertising")", {"Promotes a work or a product"}));
  world_.run({{.name = "never public", .get = "/api/v1/proposals/{id}", .status = 404}});
  EXPECT_EQ(column("count(*) FROM proposals_proposal WHERE case_number > 0"), 1) << "only what is filed has a number";
}

TEST_P(ProposalsHttp, AnInvitationEnds) {
  written(title_);
  world_.run({.name = "asked", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":1,"member":"13002"})", .journal = {"proposals.invite"}});
  world_.clock.advance(std::chrono::hours(24 * 10));
  world_.run({
      {.name = "too late", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":""})", .status = 409, .has = {"proposals.invitation_expired"}},
      {.name = "not among what one is asked", .as = "cosigner", .get = "/api/v1/me/proposals", .has = {R"("invitations":[])"}},
      move("changed again", "proposer", "edit", 200, "", {R"("signers":[])"}),
      {.name = "thrown away", .as = "proposer", .delete_ = "/api/v1/proposals/{id}", .has = {R"("items":[])"}, .journal = {"proposals.discard"}},
      {.name = "gone", .as = "proposer", .get = "/api/v1/proposals/{id}", .status = 404},
  });
}

TEST_P(ProposalsHttp, SessionsNumberTheirOwnCases) {
  const auto day = std::chrono::hours(24);
  const auto from = world_.clock.now() + day;
  world_.run({
      {.name = "no member opens one", .as = "proposer", .post = "/api/v1/assemblies/{city}/sessions", .body = R"({"from":1,"cut_off":2})", .status = 403},
      {.name = "ends before it begins", .as = "clerk", .post = "/api/v1/assemblies/{city}/sessions", .body = R"({"from":2,"cut_off":1})", .status = 400, .has = {"proposals.cut_off_before"}},
      {.name = "the first", .as = "clerk", .post = "/api/v1/assemblies/{city}/sessions", .body = fmt::format(R"({{"from":{},"cut_off":{}}})", (world_.clock.now() - day).milliseconds, (world_.clock.now() + std::chrono::hours(1)).milliseconds), .has = {R"("number":1)"}, .journal = {"proposals.open_session"}},
      {.name = "the second", .as = "clerk", .post = "/api/v1/assemblies/{city}/sessions", .body = fmt::format(R"({{"from":{0},"cut_off":{0}}})", from.milliseconds), .has = {R"("number":2)"}, .journal = {"proposals.open_session"}},
      {.name = "none before the last", .as = "clerk", .post = "/api/v1/assemblies/{city}/sessions", .body = R"({"from":1,"cut_off":2})", .status = 400, .has = {"proposals.session_not_later"}},
  });
  written(title_);
  reviewed();
  world_.run(move("filed in the first, made in session", "clerk", "file", 200, "", {"session 1, No. 0001", R"("in_session":true)"}));
  world_.clock.advance(day * 2);
  written("第二件");
  world_.run(move("submitted", "proposer", "submit", 200, "", {R"("serial":"1")", R"("in_session":false)"}));
}

TEST_P(ProposalsHttp, ManyAtOnceAreNumberedWithoutGaps) {
  std::vector<std::string> ids;
  for (int i = 0; i < 40; ++i) ids.push_back(written(fmt::format("第{}件", i)));
  const std::size_t workers = 4;
  const auto at_once = [&](const std::string& as, const std::string& verb, std::int64_t from_version) {
    std::vector<std::thread> threads;
    for (std::size_t w = 0; w < workers; ++w) {
      threads.emplace_back([&, w] {
        for (std::size_t i = 0; i < ids.size(); ++i) {
          // Each is tried by two of them, under one version.
          if (i % workers != w && (i + 1) % workers != w) continue;
          (void)world_.send(http::Method::post, "/api/v1/proposals/" + ids[i] + "/transitions", fmt::format(R"({{"verb":"{}","version":{}}})", verb, from_version),
                            {{"X-Test-Actor", as}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", fmt::format("key-{}-{}-{}", verb, w, i)}});
        }
      });
    }
    for (auto& thread : threads) thread.join();
  };
  at_once("proposer", "submit", 1);
  EXPECT_EQ(column("count(DISTINCT serial) FROM proposals_proposal WHERE state = 'submitted'"), 40);
  EXPECT_EQ(column("max(serial) FROM proposals_proposal"), 40);
  world_.build([](Context&, db::WriteTx& tx) { tx.script("UPDATE proposals_proposal SET state = 'final_review', category = 'other'"); });
  at_once("clerk", "file", 2);
  EXPECT_EQ(column("count(DISTINCT case_number) FROM proposals_proposal WHERE state = 'filed'"), 40);
  EXPECT_EQ(column("max(case_number) FROM proposals_proposal"), 40);
  EXPECT_EQ(column("count(*) FROM handling_item"), 40);
}

TEST_P(ProposalsHttp, FiguresAndTheRegister) {
  written(title_);
  world_.run({.name = "asked", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":1,"member":"13002"})", .journal = {"proposals.invite"}});
  world_.run({.name = "signed", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":""})", .journal = {"proposals.sign"}});
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  written("第二件");
  world_.run(move("submitted", "proposer", "submit", 200));
  written("还在写的");
  world_.run({
      {.name = "figures", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals/statistics", .has = {R"("received":2,"under_review":1,"filed":1,"merged":0)", R"("person_times":3,"people":2)", R"("name":"农业","received":2)", R"("name":"Society","received":1)"}},
      {.name = "of no such session", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals/statistics?session=1", .status = 404},
      {.name = "not for members", .as = "proposer", .get = "/api/v1/assemblies/{city}/proposals/statistics", .status = 403},
      {.name = "nor from elsewhere", .as = "elsewhere", .get = "/api/v1/assemblies/{city}/proposals.xlsx", .status = 403},
  });
  const auto workbook = world_.send(http::Method::get, "/api/v1/assemblies/" + std::to_string(city_.value) + "/proposals.xlsx", {}, {{"X-Test-Actor", "clerk"}, {"Accept-Language", "en"}});
  ASSERT_EQ(workbook.status, 200);
  const auto rows = spreadsheet::read_xlsx(workbook.body);
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->size(), 3U) << "a heading and what was submitted; no draft";
  EXPECT_EQ((*rows)[1].cells[2], "0001");
  EXPECT_EQ((*rows)[1].cells[3], title_);
  EXPECT_EQ((*rows)[1].cells[11], "To be assigned");
  EXPECT_EQ((*rows)[2].cells[2], "");
}

/// Whatever anybody does in whatever order: what must hold holds.
TEST_P(ProposalsHttp, RandomWalks) {
  maths::Random random(4);
  const std::vector<std::string> people{"proposer", "cosigner", "friend", "third", "clerk", "elsewhere", "handler", "citizen", "administrator"};
  const std::vector<std::string> verbs{"edit", "submit", "take_back", "withdraw", "pass", "send_back", "file", "merge", "convert"};
  const auto pick = [&](const std::vector<std::string>& from) { return from[random.below(from.size())]; };
  std::vector<std::string> ids;
  int done = 0;
  for (int step = 0; step < 1500; ++step) {
    if (ids.empty() || random.below(10) == 0) {
      ids.push_back(written(fmt::format("第{}件", step), pick({"proposer", "third"})));
      continue;
    }
    const std::string id = ids[ids.size() - 1 - random.below(std::min<std::size_t>(ids.size(), 6))], owner = column("proposer FROM proposals_proposal WHERE id = " + id) == people_["third"].value ? "third" : "proposer";
    // Half of it is what comes next, half is anything by anybody.
    const bool usual = random.below(2) == 0;
    const bool written = column("CASE WHEN state IN ('draft', 'cosigning', 'returned') THEN 1 ELSE 0 END FROM proposals_proposal WHERE id = " + id) == 1;
    const std::string as = usual ? (written ? owner : "clerk") : pick(people);
    const auto at = column("version FROM proposals_proposal WHERE id = " + id) - (random.below(15) == 0 ? 1 : 0);
    std::string path = "/transitions", body;
    http::Method method = http::Method::post;
    switch (random.below(6)) {
      case 0:
        path = "/signers";
        body = fmt::format(R"({{"version":{},"member":"1300{}"}})", at, 1 + random.below(4));
        break;
      case 1:
        method = http::Method::put;
        path = "/signature";
        body = fmt::format(R"({{"sign":{},"opinion":""}})", random.below(2) == 0);
        break;
      case 2:
        method = http::Method::put;
        path = "/classification";
        body = fmt::format(R"({{"version":{},"title":"改过的{}","category":"culture"}})", at, step);
        break;
      default:
        body = fmt::format(R"({{"verb":"{}","version":{},"reason":"写明","ground":"empty","main":{},"consent":"同意"}})", !usual ? pick(verbs) : written ? "submit" : pick({"pass", "pass", "file", "merge"}), at, pick(ids));
    }
    const auto response = world_.send(method, "/api/v1/proposals/" + id + path, body, {{"X-Test-Actor", as}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", fmt::format("walk-key-{}", step)}});
    ASSERT_LT(response.status, 500) << response.body;
    done += response.status == 200;
    if (random.below(40) == 0) world_.clock.advance(std::chrono::hours(24));
  }
  EXPECT_GT(done, 150);
  const std::int64_t filed = column("count(*) FROM proposals_proposal WHERE state = 'filed'");
  EXPECT_GT(filed, 3);
  EXPECT_EQ(column("count(DISTINCT case_number) FROM proposals_proposal WHERE case_number > 0"), filed) << "a case number each, for what is filed alone";
  EXPECT_EQ(column("COALESCE(max(case_number), 0) FROM proposals_proposal"), filed) << "without a gap";
  EXPECT_EQ(column("count(*) FROM handling_item"), filed);
  EXPECT_EQ(column("count(*) FROM proposals_proposal p WHERE state IN ('filed', 'merged', 'converted') AND (SELECT count(*) FROM proposals_review r WHERE r.proposal = p.id) < 3"), 0) << "nothing settled without three reviews";
  EXPECT_EQ(column("count(*) FROM proposals_proposal p WHERE state = 'merged' AND (SELECT state FROM proposals_proposal m WHERE m.id = p.main) <> 'filed'"), 0);
  EXPECT_EQ(column("count(*) FROM proposals_proposal WHERE state NOT IN ('draft', 'cosigning') AND (serial = 0 OR submitted_at IS NULL)"), 0);
  EXPECT_EQ(column("count(*) FROM proposals_signer s JOIN proposals_proposal p ON p.id = s.proposal WHERE s.person = p.proposer"), 0) << "nobody signs with themselves";
  EXPECT_EQ(column("count(*) FROM proposals_signer s JOIN proposals_proposal p ON p.id = s.proposal WHERE s.state = 'invited' AND p.state NOT IN ('draft', 'cosigning')"), 0);
}

}  // namespace
}  // namespace gongshi::proposals
