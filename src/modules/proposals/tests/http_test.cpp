// A proposal from the first word to the case number, and on to who handles it: who may do what, in which order, and who reads what. On both engines.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <thread>

#include "embedded/proposals.hpp"
#include "maths/random.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"
#include "modules/proposals/api.hpp"
#include "modules/settings/demo.hpp"
#include "platform/documents/testing.hpp"
#include "platform/notices/delivery.hpp"
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
      seat("unit's leader", city_, Role::unit_leader, unit_);
      seat("supervisor", city_, Role::supervisor);
      seat("chair", city_, Role::chair);
      seat("second clerk", city_, Role::clerk);
      const auto party = assemblies::create_body(context, tx, city_, term, assemblies::BodyKind::party, "示例党派");
      world_.names["party"] = std::to_string(party.value);
      seat("party's convener", city_, Role::convener, party);
      seat("sector's convener", city_, Role::convener, sector);
      people_["citizen"] = identity::create_person(context, tx, {.name = "citizen"});
      settings::load_demo(tx, city_, "proposals.publish_at_once", 1, from, {}, "");
    });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) {
        world_.actors[name] = identity::actor_of(context, tx, person);
        world_.actors[name].confirmed_at = context.now();
      }
      return 0;
    });
    world_.names["city"] = std::to_string(city_.value);
    world_.names["unit"] = std::to_string(unit_.value);
    world_.names["leader"] = std::to_string(people_["chair"].value);
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
  void reviewed(const std::string& as = "proposer") {
    world_.run(move("submitted", as, "submit", 200));
    world_.run({.name = "settled", .as = "clerk", .put = "/api/v1/proposals/{id}/classification", .body = fmt::format(R"({{"version":{},"title":"{}","category":"society"}})", version(), title_), .journal = {"proposals.classify"}});
    world_.run(move("first review", "clerk", "pass", 200, R"(,"opinion":"内容具体")"));
    world_.run(move("second review", "clerk", "pass", 200));
  }
  /// Makes a link; what a calendar program then reads, unfolded.
  std::string calendar_of(const std::string& who) {
    const auto made = world_.send(http::Method::put, "/api/v1/me/calendar-link", "{}", {{"X-Test-Actor", who}, {"X-CSRF-Token", "test"}, {"Accept-Language", "en"}});
    EXPECT_EQ(made.status, 200) << made.body;
    const auto from = made.body.find("/api/v1/deadlines/");
    world_.names["feed"] = made.body.substr(from, made.body.find('"', from) - from);
    const auto feed = world_.send(http::Method::get, world_.names["feed"]);
    EXPECT_EQ(feed.status, 200) << feed.body;
    std::string text = feed.body;
    for (auto at = text.find("\r\n "); at != text.npos; at = text.find("\r\n ", at)) text.erase(at, 3);
    return text;
  }
  std::string told(const std::string& who) { return world_.send(http::Method::get, "/api/v1/me/inbox", {}, {{"X-Test-Actor", who}, {"Accept-Language", "en"}}).body; }

  const std::string title_ = "关于完善社区养老服务的建议";
  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), settings::settings_module(), calendar::calendar_module(), moderation::moderation_module(), handling::handling_module(), proposals_module()}, unhurried()};
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

TEST_P(ProposalsHttp, GroundsAreTheAssemblysOwnInVersions) {
  written("关于某公司产品的建议");
  reviewed();
  const std::string list = "/api/v1/assemblies/{city}/proposals/grounds";
  world_.run({
      {.name = "the national list", .as = "clerk", .get = list, .has = {R"("key":"secret")", R"("version":0,"left_out":[])", "Promotes a work or a product"}},
      {.name = "of the office", .as = "proposer", .get = list, .status = 403},
      {.name = "not another's", .as = "elsewhere", .put = list, .body = R"({"version":0,"items":[{"key":"empty"}],"note":"主席会议"})", .status = 403},
      {.name = "no more than is known", .as = "clerk", .put = list, .body = R"({"version":0,"items":[{"key":"own-1-1"}],"note":"主席会议"})", .status = 400, .has = {R"("/items/0/key")"}},
      {.name = "none twice", .as = "clerk", .put = list, .body = R"({"version":0,"items":[{"text":"重复的"},{"text":"重复的"}],"note":"主席会议"})", .status = 400, .has = {R"("/items/1")"}},
      {.name = "none without words", .as = "clerk", .put = list, .body = R"({"version":0,"items":[{}],"note":"主席会议"})", .status = 400, .has = {R"("/items/0/text")"}},
      {.name = "none at all", .as = "clerk", .put = list, .body = R"({"version":0,"items":[],"note":"主席会议"})", .status = 400},
      {.name = "an own one", .as = "clerk", .put = list, .body = R"({"version":0,"items":[{"key":"empty"},{"text":"已有明确规定的"}],"note":"主席会议"})", .has = {R"("key":"own-1-2","text":"已有明确规定的","own":true)", R"("version":1,"left_out":[{"key":"secret")"}, .journal = {"proposals.change_grounds"}},
      {.name = "on an old page", .as = "clerk", .put = list, .body = R"({"version":0,"items":[{"key":"empty"}],"note":"主席会议"})", .status = 409},
  });
  world_.run(move("one that left the list", "clerk", "convert", 400, R"(,"ground":"advertising")"));
  world_.run(move("an own one", "clerk", "convert", 200, R"(,"ground":"own-1-2")", {"已有明确规定的"}));
  world_.run({
      {.name = "left out again", .as = "clerk", .put = list, .body = R"({"version":1,"items":[{"key":"advertising"}],"note":"主席会议"})", .has = {R"("version":2)"}, .journal = {"proposals.change_grounds"}},
      {.name = "a decision keeps its words", .as = "proposer", .get = "/api/v1/proposals/{id}", .has = {"已有明确规定的"}},
  });
  const auto notice = world_.send(http::Method::get, "/api/v1/proposals/" + world_.names["id"] + "/documents/non_filing_notice?format=docx", {}, {{"X-Test-Actor", "proposer"}});
  EXPECT_EQ(notice.status, 200) << notice.body;
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

/// Who is asked for something hears by telephone too; who is only told, does not.
TEST_P(ProposalsHttp, WhatCallsForSomethingLeavesByEveryChannel) {
  struct Drawer final : notices::Sender {
    std::vector<std::string> texts;
    notices::Outcome send(const notices::Message& message) override {
      texts.push_back(message.to + " " + message.text);
      return {};
    }
  };
  const auto drawer = std::make_shared<Drawer>();
  notices::register_sender(world_.app(), notices::Channel::text_message, drawer);
  const auto has_phone = [&](const std::string& who, const std::string& number) {
    world_.build([&](Context& context, db::WriteTx& tx) { EXPECT_TRUE(identity::add_phone(context, tx, people_[who], number)); });
  };
  has_phone("proposer", "+8613800001111");
  has_phone("cosigner", "+8613800002222");
  has_phone("handler", "+8613800003333");
  const auto texted = [&](const std::string& number, const std::string& word) {
    world_.app().run_job("deliver_notices");
    return std::ranges::any_of(drawer->texts, [&](const std::string& one) { return one.starts_with(number) && one.contains(word); });
  };
  written(title_);
  world_.run({.name = "asked", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":1,"member":"13002"})", .journal = {"proposals.invite"}});
  EXPECT_TRUE(texted("+8613800002222", title_)) << "they are asked to sign, until a day";
  world_.run({.name = "signed", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":""})", .journal = {"proposals.sign"}});
  EXPECT_FALSE(texted("+8613800001111", title_)) << "somebody signed: good to know, and nothing to do";
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  world_.names["item"] = std::to_string(column("max(id) FROM handling_item"));
  world_.run({.name = "assigned", .as = "clerk", .post = "/api/v1/handling/items/{item}/assignment", .body = R"({"version":1,"units":[{"unit":{unit},"role":"sole"}]})", .journal = {"handling.assign"}});
  EXPECT_TRUE(texted("+8613800003333", title_)) << "the unit is to sign for it";
  EXPECT_FALSE(texted("+8613800001111", title_));
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
      {.name = "figures", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals/statistics", .has = {R"("received":2,"under_review":1,"filed":1,"merged":0)", R"("person_times":3,"people":2)", R"("name":"农业","received":2)", R"("key":"society","name":"Society","received":1)"}, .lacks = {R"("people":2,"person_times")"}},
      {.name = "a figure opens to its rows, and says by what they are filtered", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?figure=filed&category=society&kind=member", .has = {title_, R"("total":1)", R"("key":"category","name":"Category","value":"Society")", R"("value":"Filed")"}, .lacks = {"第二件", R"("queue":"submitted")"}},
      {.name = "those without a category", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?category=none", .has = {"第二件", R"("total":1)"}, .lacks = {title_}},
      {.name = "what none is of", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?kind=party", .has = {R"("items":[])", R"("total":0)"}},
      {.name = "of a sector", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?sector=0", .has = {R"("total":0)"}},
      {.name = "no draft is among them", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?figure=received", .has = {R"("total":2)"}, .lacks = {"还在写的"}},
      {.name = "no such category", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?category=weather", .status = 400},
      {.name = "nor such a session", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?session=1", .status = 404},
      {.name = "the rows are not for members either", .as = "proposer", .get = "/api/v1/assemblies/{city}/proposals?figure=filed", .status = 403},
      {.name = "nor the workbook", .as = "proposer", .get = "/api/v1/assemblies/{city}/proposals/statistics.xlsx", .status = 403},
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
  EXPECT_EQ((*rows)[1].cells[12], "To be assigned");
  EXPECT_EQ((*rows)[2].cells[2], "");
}

TEST_P(ProposalsHttp, SecondedOnceItIsSubmitted) {
  written(title_);
  const std::string with_seconding = parts(title_).substr(0, parts(title_).size() - 1) + R"(,"seconding":true})";
  const Scenario seconded{.name = "seconded", .as = "friend", .put = "/api/v1/proposals/{id}/seconding", .body = R"({"second":true,"opinion":"本县也有"})", .has = {R"("seconded":true)", "second_no_more"}, .journal = {"proposals.second"}};
  world_.run({
      {.name = "asked to sign", .as = "proposer", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":1,"parts":{}}})", with_seconding), .has = {R"("seconding":true)"}, .journal = {"proposals.save"}},
      {.name = "a draft is not seconded", .as = "friend", .put = "/api/v1/proposals/{id}/seconding", .body = R"({"second":true,"opinion":""})", .status = 404},
      {.name = "asked", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":2,"member":"13002"})", .journal = {"proposals.invite"}},
      {.name = "signed", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":""})", .journal = {"proposals.sign"}},
  });
  world_.run(move("submitted", "proposer", "submit", 200));
  world_.run({
      {.name = "members find it", .as = "friend", .get = "/api/v1/me/proposals", .has = {R"("to_second":[{"id":{id})"}},
      {.name = "who signed does not", .as = "cosigner", .get = "/api/v1/me/proposals", .has = {R"("to_second":[])"}},
      {.name = "and reads it", .as = "friend", .get = "/api/v1/proposals/{id}", .has = {R"("verb":"second")", "增设老年食堂"}, .lacks = {"内容具体"}},
      {.name = "not the county's member", .as = "of the county", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "nor a citizen", .as = "citizen", .put = "/api/v1/proposals/{id}/seconding", .body = R"({"second":true,"opinion":""})", .status = 404},
      {.name = "not one's own", .as = "proposer", .put = "/api/v1/proposals/{id}/seconding", .body = R"({"second":true,"opinion":""})", .status = 403, .has = {"proposals.not_to_second"}},
      {.name = "nor what one signed", .as = "cosigner", .put = "/api/v1/proposals/{id}/seconding", .body = R"({"second":true,"opinion":""})", .status = 403},
      seconded,
      seconded,
      {.name = "another", .as = "third", .put = "/api/v1/proposals/{id}/seconding", .body = R"({"second":true,"opinion":""})", .journal = {"proposals.second"}},
      {.name = "no more", .as = "third", .put = "/api/v1/proposals/{id}/seconding", .body = R"({"second":false,"opinion":""})", .has = {R"("seconded":false)"}, .journal = {"proposals.second_no_more"}},
      {.name = "the proposer reads why", .as = "proposer", .get = "/api/v1/proposals/{id}", .has = {"本县也有", "friend示例"}},
      {.name = "counted apart", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals/statistics", .has = {R"("person_times":2,"people":2,"seconded":1)"}},
  });
  world_.run(move("returned", "clerk", "send_back", 200, R"(,"reason":"写具体")"));
  world_.run({{.name = "what comes back is its signers' again", .as = "friend", .get = "/api/v1/proposals/{id}", .status = 404}});
}

TEST_P(ProposalsHttp, AClueGrowsIntoAProposal) {
  const std::string said = "老城区公交站没有雨棚，老人等车淋雨，建议分批加装。";
  world_.build([&](Context& context, db::WriteTx& tx) { (void)identity::add_phone(context, tx, people_["citizen"], "+8613800138000"); });
  world_.actors["citizen"].level = static_cast<int>(identity::Level::phone);
  world_.run({
      {.name = "without a telephone", .as = "clerk", .post = "/api/v1/clues", .body = R"({"assembly":1,"text":"老城区公交站没有雨棚，很不方便"})", .status = 404},
      {.name = "too short", .as = "citizen", .post = "/api/v1/clues", .body = R"({"assembly":{city},"text":"没有雨棚"})", .status = 400, .has = {"/text"}},
      {.name = "left", .as = "citizen", .post = "/api/v1/clues", .body = fmt::format(R"({{"assembly":{{city}},"text":"{}"}})", said), .status = 201, .has = {R"("state":"waiting")"}},
      {.name = "nobody else sees it yet", .as = "proposer", .get = "/api/v1/assemblies/{city}/clues", .has = {R"("items":[])"}},
      {.name = "a clue among others' is not for citizens", .as = "citizen", .get = "/api/v1/assemblies/{city}/clues", .status = 403},
  });
  world_.names["clue"] = std::to_string(column("max(id) FROM proposals_clue"));
  const auto adopt = [&](const std::string& name, const std::string& as, int status, std::vector<std::string> has = {}) {
    return Scenario{.name = name, .as = as, .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"clue":{{clue}},"parts":{}}})", parts(title_)), .status = status, .has = std::move(has),
                    .journal = status == 201 ? std::vector<std::string>{"proposals.adopt_clue", "proposals.create"} : std::vector<std::string>{}};
  };
  world_.run({
      adopt("not before it was read", "proposer", 404, {"proposals.no_such_clue"}),
      {.name = "read", .as = "clerk", .post = "/api/v1/clues/{clue}/moderation", .body = R"({"verb":"approve"})", .journal = {"moderation.approve"}},
      {.name = "members see it, and not whose", .as = "proposer", .get = "/api/v1/assemblies/{city}/clues", .has = {said, R"("state":"open")"}, .lacks = {"\"author\":\"citizen\""}},
      {.name = "the office sees whose", .as = "clerk", .get = "/api/v1/assemblies/{city}/clues", .has = {R"("author":"citizen")"}},
      adopt("adopted", "proposer", 201, {said}),
      adopt("by one alone", "third", 409, {"proposals.clue_adopted_already"}),
  });
  EXPECT_TRUE(told("citizen").contains("A member has adopted your clue"));
  world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  EXPECT_EQ(column("count(*) FROM proposals_proposal"), 1) << "who came second has none";
  world_.run({
      {.name = "thrown away, it can be adopted again", .as = "proposer", .delete_ = "/api/v1/proposals/{id}", .journal = {"proposals.discard"}},
      adopt("by another", "third", 201),
  });
  world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  reviewed("third");
  world_.run(move("filed", "clerk", "file", 200));
  EXPECT_TRUE(told("citizen").contains("No. 0001")) << "the citizen is told what it became";
  world_.run({
      {.name = "and follows it", .as = "citizen", .get = "/api/v1/me/clues", .has = {R"("state":"adopted")", title_}},
      {.name = "refused ones are told by their author's contributions", .as = "citizen", .post = "/api/v1/clues", .body = R"({"assembly":{city},"text":"请买我们公司的产品，价格优惠"})", .status = 201},
  });
  world_.names["clue"] = std::to_string(column("max(id) FROM proposals_clue"));
  world_.run({
      {.name = "refused", .as = "clerk", .post = "/api/v1/clues/{clue}/moderation", .body = R"({"verb":"refuse","reason":"advertising"})", .journal = {"moderation.refuse"}},
      {.name = "not shown", .as = "proposer", .get = "/api/v1/assemblies/{city}/clues", .lacks = {"价格优惠"}},
      {.name = "the author objects", .as = "citizen", .post = "/api/v1/clues/{clue}/appeal", .body = R"({"text":"不是广告"})", .journal = {"moderation.appeal"}},
      {.name = "another decides", .as = "second clerk", .post = "/api/v1/clues/{clue}/moderation", .body = R"({"verb":"approve"})", .journal = {"moderation.approve"}},
      {.name = "shown", .as = "proposer", .get = "/api/v1/assemblies/{city}/clues", .has = {"价格优惠"}},
  });
}

TEST_P(ProposalsHttp, BodiesProposeUnderTheirSeal) {
  const auto begun = [&](const std::string& as) {
    world_.run({.name = "begun", .as = as, .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{}}})", parts(title_)), .status = 201, .has = {R"("own":true)"}, .journal = {"proposals.create"}});
    world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  };
  const std::string with_contact = parts(title_).substr(0, parts(title_).size() - 1) + R"(,"contact":"联络示例 0739-1234567"})";
  begun("party's convener");
  world_.run({
      {.name = "the party proposes", .as = "party's convener", .get = "/api/v1/proposals/{id}", .has = {R"("proposer":"示例党派","proposer_kind":"party")"}},
      {.name = "another body does not read it", .as = "sector's convener", .get = "/api/v1/proposals/{id}", .status = 404},
  });
  world_.run(move("under no seal", "party's convener", "submit", 409, "", {"/parts/contact", "/authority"}));
  world_.run({
      {.name = "nobody signs with it", .as = "party's convener", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":1,"member":"13002"})", .status = 409, .has = {"proposals.bodies_sign_alone"}},
      {.name = "whom to ask", .as = "party's convener", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":1,"parts":{}}})", with_contact), .has = {"0739-1234567"}, .journal = {"proposals.save"}},
      {.name = "a programme is no letter", .as = "party's convener", .post = "/api/v1/proposals/{id}/files?purpose=authority&name=a.exe", .body = std::string("MZ\x90\x00", 4), .status = 422, .has = {"files.type_not_allowed"}},
      {.name = "the sealed letter", .as = "party's convener", .post = "/api/v1/proposals/{id}/files?purpose=authority&name=%E5%85%AC%E5%87%BD.pdf", .body = "%PDF-1.4\n%EOF\n", .status = 201, .has = {"公函.pdf"}, .journal = {"proposals.add_file"}},
      {.name = "a report", .as = "party's convener", .post = "/api/v1/proposals/{id}/files?purpose=attachment&name=report.txt", .body = "调研报告\n", .status = 201, .has = {"report.txt"}, .journal = {"proposals.add_file"}},
  });
  world_.names["letter"] = std::to_string(column("min(id) FROM platform_file"));
  world_.names["report"] = std::to_string(column("max(id) FROM platform_file"));
  reviewed("party's convener");
  world_.run({
      {.name = "what was submitted keeps its files", .as = "party's convener", .delete_ = "/api/v1/proposals/{id}/files/{letter}", .status = 409},
      {.name = "the committee reads the letter", .as = "clerk", .get = "/api/v1/files/{letter}"},
  });
  world_.run(move("filed", "clerk", "file", 200));
  world_.run({
      {.name = "in public under the party's name", .get = "/api/v1/proposals/{id}", .has = {R"("proposer":"示例党派")"}, .lacks = {"0739-1234567", "公函.pdf"}},
      {.name = "the letter is the committee's", .as = "proposer", .get = "/api/v1/files/{letter}", .status = 404},
      {.name = "the report is everybody's", .get = "/api/v1/files/{report}"},
      {.name = "and in the list", .get = "/api/v1/proposals", .has = {"示例党派"}},
      {.name = "figures by who proposes", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals/statistics", .has = {R"("name":"Parties and organisations","received":1)", R"("name":"示例党派","received":1)", R"("person_times":0)"}},
  });
  EXPECT_TRUE(told("party's convener").contains("has been filed"));
  begun("sector's convener");
  world_.run({
      {.name = "whom to ask", .as = "sector's convener", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":1,"parts":{}}})", with_contact), .journal = {"proposals.save"}},
      {.name = "its minutes", .as = "sector's convener", .post = "/api/v1/proposals/{id}/files?purpose=authority&name=m.pdf", .body = "%PDF-1.4\n%EOF\n", .status = 201, .journal = {"proposals.add_file"}},
  });
  world_.run(move("between sessions", "sector's convener", "submit", 409, "", {"proposals.sectors_in_session_only"}));
  world_.run({
      {.name = "a session", .as = "clerk", .post = "/api/v1/assemblies/{city}/sessions", .body = fmt::format(R"({{"from":{},"cut_off":{}}})", world_.clock.now().milliseconds, (world_.clock.now() + std::chrono::hours(48)).milliseconds), .journal = {"proposals.open_session"}},
  });
  world_.run(move("in session", "sector's convener", "submit", 200, "", {R"("in_session":true)"}));
}

TEST_P(ProposalsHttp, EachAssemblySetsItsOwnRules) {
  world_.build([](Context&, db::WriteTx& tx) { tx.script("DELETE FROM settings_value"); });
  const auto later = world_.clock.now() + std::chrono::hours(48);
  const auto set = [&](const std::string& name, const std::string& as, const std::string& values, int version, int status, const std::string& more = "", std::vector<std::string> has = {}) {
    const bool kept = status == 200 && !more.contains("dry_run\":true");
    return Scenario{.name = name, .as = as, .put = "/api/v1/assemblies/{city}/settings", .body = fmt::format(R"({{"version":{},"values":[{}],"note":"主席会议决定"{}}})", version, values, more.contains("dry_run") ? more : R"(,"dry_run":false)" + more), .status = status, .has = std::move(has),
                    .journal = kept ? std::vector<std::string>{"settings.change"} : std::vector<std::string>{}};
  };
  world_.run({
      {.name = "what holds", .as = "clerk", .get = "/api/v1/assemblies/{city}/settings", .has = {R"("key":"proposals.invitation_days","name":"Days to answer an invitation to sign")", R"("value":10,"usual":10)"}},
      {.name = "not for members", .as = "proposer", .get = "/api/v1/assemblies/{city}/settings", .status = 403},
      set("nor set by a leader", "chair", R"({"key":"proposals.most_signers","value":1})", 0, 403),
      set("nor from elsewhere", "elsewhere", R"({"key":"proposals.most_signers","value":1})", 0, 403),
      set("out of bounds", "clerk", R"({"key":"proposals.most_signers","value":0})", 0, 400, "", {"/values/0/value", "settings.out_of_bounds"}),
      set("no such rule", "clerk", R"({"key":"proposals.most_signer","value":3})", 0, 400, "", {"settings.no_such_rule"}),
      set("in the past", "clerk", R"({"key":"proposals.most_signers","value":3})", 0, 400, R"(,"from":1)", {"settings.in_the_past"}),
      set("looked at first", "clerk", R"({"key":"proposals.most_signers","value":1})", 0, 200, R"(,"dry_run":true)", {R"("before":30,"after":1)", R"("version":0)"}),
      set("one at most", "clerk", R"({"key":"proposals.most_signers","value":1})", 0, 200, "", {R"("value":1,"usual":30)", "主席会议决定"}),
      set("an old page", "second clerk", R"({"key":"proposals.most_signers","value":2})", 0, 409),
      set("two from the day after tomorrow", "clerk", R"({"key":"proposals.most_signers","value":2})", 1, 200, fmt::format(R"(,"from":{})", later.milliseconds), {R"("value":1,"usual":30)"}),
  });
  written(title_);
  world_.run({
      {.name = "one", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":1,"member":"13002"})", .journal = {"proposals.invite"}},
      {.name = "no second one", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":2,"member":"13003"})", .status = 400, .has = {"proposals.too_many_signers"}},
  });
  world_.clock.advance(std::chrono::hours(49));
  world_.run({.name = "then two", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":2,"member":"13003"})", .journal = {"proposals.invite"}});
}

TEST_P(ProposalsHttp, ATopicGathersWhatWasRaised) {
  const std::string first = written(title_);
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  const std::string hidden = written("还在审查的");
  world_.run(move("submitted", "proposer", "submit", 200));
  world_.run({
      {.name = "no member begins one", .as = "proposer", .post = "/api/v1/assemblies/{city}/topics", .body = R"({"title":"养老","about":""})", .status = 403},
      {.name = "begun", .as = "clerk", .post = "/api/v1/assemblies/{city}/topics", .body = R"({"title":"社区养老","about":"历年提案"})", .status = 201, .journal = {"proposals.create_topic"}},
  });
  world_.names["topic"] = std::to_string(column("max(id) FROM proposals_topic"));
  const auto save = [&](const std::string& name, int version, const std::string& proposals, bool published, int status, std::vector<std::string> has = {}) {
    return Scenario{.name = name, .as = "clerk", .put = "/api/v1/topics/{topic}", .body = fmt::format(R"({{"version":{},"title":"社区养老","about":"历年提案","published":{},"proposals":[{}]}})", version, published, proposals), .status = status, .has = std::move(has),
                    .journal = status == 200 ? std::vector<std::string>{"proposals.save_topic"} : std::vector<std::string>{}};
  };
  world_.run({
      {.name = "nobody reads it yet", .get = "/api/v1/topics/{topic}", .status = 404, .has = {"proposals.no_such_topic"}},
      {.name = "nor the office next door", .as = "elsewhere", .get = "/api/v1/topics/{topic}", .status = 404},
      save("what is not public does not belong to it", 1, hidden, true, 400, {"/proposals/0", "proposals.not_public"}),
      save("published", 1, first, true, 200, {title_, R"("unsolved":1)"}),
      save("an old page", 1, first, false, 409),
      {.name = "everybody reads it", .get = "/api/v1/topics/{topic}", .has = {title_, "No. 0001", "proposer示例", "To be assigned", R"("promised":0,"kept":0,"unsolved":1)"}},
      {.name = "in the list", .get = "/api/v1/topics", .has = {"社区养老"}},
      save("taken back", 2, first, false, 200),
      {.name = "no longer there", .get = "/api/v1/topics", .lacks = {"社区养老"}},
      {.name = "but for the office", .as = "clerk", .get = "/api/v1/assemblies/{city}/topics", .has = {"社区养老"}},
  });
}

TEST_P(ProposalsHttp, KeyProposalsAreLedAndInstructed) {
  written(title_);
  reviewed();
  const std::string key = "/api/v1/proposals/{id}/distinctions/key", instructions = "/api/v1/proposals/{id}/instructions";
  world_.run({
      {.name = "not before it is filed", .as = "clerk", .put = key, .body = R"({"on":true,"leader":{leader}})", .status = 409},
      {.name = "nor instructed", .as = "chair", .post = instructions, .body = R"({"text":"请办好","internal":true})", .status = 404},
  });
  world_.run(move("filed", "clerk", "file", 200));
  world_.run({
      {.name = "led by who leads here", .as = "clerk", .put = key, .body = fmt::format(R"({{"on":true,"leader":{}}})", people_["citizen"].value), .status = 400, .has = {"proposals.no_such_leader"}},
      {.name = "a sector is no party", .as = "clerk", .put = key, .body = R"({"on":true,"party":{unit}})", .status = 400, .has = {"proposals.no_such_party"}},
      {.name = "not by a leader", .as = "chair", .put = key, .body = R"({"on":true})", .status = 403},
      {.name = "who may lead", .as = "clerk", .get = "/api/v1/assemblies/{city}/leaders", .has = {R"("name":"chair")"}},
      {.name = "key", .as = "clerk", .put = key, .body = R"({"on":true,"leader":{leader},"party":{party},"plan":"三月调研"})", .has = {R"("leader":"chair","party":"示例党派","plan":"三月调研")"}, .journal = {"proposals.make_key"}},
      {.name = "excellent", .as = "clerk", .put = "/api/v1/proposals/{id}/distinctions/excellent", .body = R"({"on":true})", .has = {R"("excellent":true)"}, .journal = {"proposals.make_excellent"}},
      {.name = "everybody reads who leads", .get = "/api/v1/proposals/{id}", .has = {R"("leader":"chair")", R"("excellent":true)"}},
      {.name = "what I lead", .as = "chair", .get = "/api/v1/me/led-proposals", .has = {title_, "To be assigned", "The office assigns it to units"}},
      {.name = "a clerk leads nothing", .as = "clerk", .get = "/api/v1/me/led-proposals", .status = 403},
      {.name = "an instruction", .as = "chair", .post = instructions, .body = R"({"text":"请民政局牵头，月底前报方案","internal":true})", .has = {"月底前报方案"}, .journal = {"proposals.instruct"}},
      {.name = "internal", .as = "proposer", .get = "/api/v1/proposals/{id}", .lacks = {"月底前报方案"}},
      {.name = "nor public", .get = "/api/v1/proposals/{id}", .lacks = {"月底前报方案"}},
      {.name = "the committee reads it", .as = "clerk", .get = "/api/v1/proposals/{id}", .has = {"月底前报方案"}},
      {.name = "an open one", .as = "chair", .post = instructions, .body = R"({"text":"谢谢提案人","internal":false})", .journal = {"proposals.instruct"}},
      {.name = "who signed reads that", .as = "proposer", .get = "/api/v1/proposals/{id}", .has = {"谢谢提案人"}, .lacks = {"月底前报方案"}},
      {.name = "not the public", .get = "/api/v1/proposals/{id}", .lacks = {"谢谢提案人"}},
      {.name = "no more", .as = "clerk", .put = "/api/v1/proposals/{id}/distinctions/excellent", .body = R"({"on":false})", .has = {R"("excellent":false)"}, .journal = {"proposals.make_excellent_no_more"}},
  });
  EXPECT_TRUE(told("chair").contains("You lead the supervision"));
  world_.names["instruction"] = std::to_string(column("min(id) FROM proposals_instruction"));
  const std::string picture = "/api/v1/instructions/{instruction}/pictures?name=hand.png";
  world_.run({
      {.name = "of handwriting only", .as = "chair", .post = picture, .body = "%PDF-1.4\n%EOF\n", .status = 400, .has = {"proposals.no_picture"}},
      {.name = "not another's", .as = "clerk", .post = picture, .body = "x", .status = 403},
  });
}

TEST_P(ProposalsHttp, DocumentsAreForWhoMayReadThem) {
  const auto document = [&](const std::string& name, const std::string& as, const std::string& kind, int status = 200) {
    return Scenario{.name = name, .as = as, .get = "/api/v1/proposals/{id}/documents/" + kind + "?format=docx", .status = status};
  };
  const auto words = [&](const std::string& as, const std::string& kind) {
    const auto response = world_.send(http::Method::get, world_.filled("/api/v1/proposals/{id}/documents/" + kind + "?format=docx"), {}, {{"X-Test-Actor", as}, {"Accept-Language", "en"}});
    EXPECT_EQ(response.status, 200) << response.body;
    return documents::words_of_docx(response.body);
  };
  written(title_);
  world_.run({
      document("a draft is printed by who writes it", "proposer", "form"),
      document("and by nobody else", "clerk", "form", 404),
      document("nobody decided yet", "proposer", "filing_notice", 404),
      document("a document that is none", "proposer", "letter", 400),
      {.name = "asked", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":1,"member":"13002"})", .journal = {"proposals.invite"}},
      {.name = "signed", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":""})", .journal = {"proposals.sign"}},
  });
  reviewed();
  world_.run(move("returned", "clerk", "send_back", 200, R"(,"reason":"请补充数据")"));
  EXPECT_TRUE(words("proposer", "non_filing_notice").contains("请补充数据")) << words("proposer", "non_filing_notice");
  world_.run(move("again", "proposer", "submit", 200));
  for (const char* step : {"first", "second"}) world_.run(move(step, "clerk", "pass", 200));
  world_.run(move("filed", "clerk", "file", 200));
  world_.run({
      document("everybody reads the form of what is public", "citizen", "form"),
      document("the notice is for who signed", "cosigner", "filing_notice"),
      document("and the committee", "clerk", "filing_notice"),
      document("for nobody else", "citizen", "filing_notice", 404),
      document("it was filed after all", "clerk", "non_filing_notice", 404),
      {.name = "what there is", .as = "proposer", .get = "/api/v1/proposals/{id}", .has = {R"("documents":[{"name":"Proposal form","address":"/proposals/{id}/documents/form"},{"name":"Filing notice")"}},
      {.name = "for whom", .as = "citizen", .get = "/api/v1/proposals/{id}", .lacks = {"filing_notice"}},
  });
  const std::string notice = words("proposer", "filing_notice");
  for (const char* part : {"示例市政协提案委员会", "立案通知", "proposer示例委员等2位委员：", "《关于完善社区养老服务的建议》", "第0001号提案", "社会建设"}) EXPECT_TRUE(notice.contains(part)) << part << " is not in " << notice;
  const std::string form = words("citizen", "form");
  for (const char* part : {"示例市政协提案表", "cosigner示例", "农业", "一、情况", "2.改造楼道扶手", "四、调研情况"}) EXPECT_TRUE(form.contains(part)) << part << " is not in " << form;
  const auto pdf = world_.send(http::Method::get, world_.filled("/api/v1/proposals/{id}/documents/form?format=pdf"), {}, {{"X-Test-Actor", "citizen"}});
  EXPECT_TRUE(pdf.body.starts_with("%PDF"));
  const auto disposition = std::ranges::find(pdf.headers, "Content-Disposition", &http::Header::name);
  ASSERT_NE(disposition, pdf.headers.end());
  EXPECT_EQ(disposition->value, "inline; filename=\"document.pdf\"; filename*=UTF-8''%E6%8F%90%E6%A1%88%E8%A1%A8-%E5%85%B3%E4%BA%8E%E5%AE%8C%E5%96%84%E7%A4%BE%E5%8C%BA%E5%85%BB%E8%80%81%E6%9C%8D%E5%8A%A1%E7%9A%84%E5%BB%BA%E8%AE%AE.pdf");

  written("第二件");
  reviewed();
  world_.run(move("converted", "clerk", "convert", 200, R"(,"ground":"academic","reason":"已转有关单位研究")"));
  const std::string refusal = words("proposer", "non_filing_notice");
  for (const char* part : {"不予立案通知", "因属于学术研讨，不予立案", "已转有关单位研究"}) EXPECT_TRUE(refusal.contains(part)) << part << " is not in " << refusal;
  world_.run(document("of what is hidden there is nothing", "citizen", "form", 404));
}

/// Whatever anybody does in whatever order: what must hold holds.
/// What a ZIP holds once another program has unpacked it; its sums were checked.
std::map<std::string, std::string> unpacked(const std::string& bytes) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("gongshi_archive_{}", ::getpid());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "case.zip", std::ios::binary) << bytes;
  const std::string command = "cd '" + folder.string() + "' && python3 -c \"import zipfile; zipfile.ZipFile('case.zip').extractall('files')\" && cd files && sha256sum --quiet --strict -c SHA256SUMS";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "files")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[std::filesystem::relative(entry.path(), folder / "files").string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  std::filesystem::remove_all(folder);
  return files;
}

TEST_P(ProposalsHttp, AClosedCaseIsArchived) {
  world_.build([&](Context& context, db::WriteTx& tx) {
    people_["leader"] = identity::create_person(context, tx, {.name = "局长示例"});
    assemblies::add_seat(context, tx, people_["leader"], city_, Role::unit_leader, context.now() - std::chrono::hours(1), unit_);
  });
  world_.actors["leader"] = world_.look([&](Context& context, db::ReadTx& tx) { return identity::actor_of(context, tx, people_["leader"]); });
  written("关于养老的建议");
  world_.run({
      {.name = "a report", .as = "proposer", .post = "/api/v1/proposals/{id}/files?purpose=attachment&name=%E8%B0%83%E7%A0%94.txt", .body = "调研报告\n", .status = 201, .has = {"调研.txt"}, .journal = {"proposals.add_file"}},
      {.name = "asked to sign", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = R"({"version":1,"member":"13002"})", .journal = {"proposals.invite"}},
  });
  const auto expect_in = [](const std::string& text, std::initializer_list<std::string> has) {
    for (const std::string& one : has) EXPECT_TRUE(text.contains(one)) << one << " is not in\n" << text;
  };
  expect_in(calendar_of("cosigner"), {"SUMMARY:You are asked to sign\\, until today: 关于养老的建议", "UID:gongshi-invitation" + world_.names["id"], "DTSTART;VALUE=DATE:20261204", "DESCRIPTION:Until 2026-12-04 16:00"});
  EXPECT_FALSE(calendar_of("friend").contains("BEGIN:VEVENT")) << "nobody else reads it";
  world_.run({.name = "signed", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":"深有同感"})", .journal = {"proposals.sign"}});
  world_.run(move("submitted for the first time", "proposer", "submit", 200));
  world_.run(move("returned", "clerk", "send_back", 200, R"(,"reason":"题目请写明是社区养老")"));
  world_.run({.name = "changed", .as = "proposer", .put = "/api/v1/proposals/{id}", .body = fmt::format(R"({{"version":{},"parts":{}}})", version(), parts("关于社区养老的建议")), .journal = {"proposals.save"}});
  reviewed();
  world_.run({
      {.name = "both are kept", .as = "clerk", .get = "/api/v1/proposals/{id}/versions", .has = {R"("number":1)", R"("title":"关于养老的建议")", R"("number":2)", R"("title":"关于社区养老的建议")", "走访了十个社区"}},
      {.name = "for who signed too", .as = "cosigner", .get = "/api/v1/proposals/{id}/versions", .has = {R"("number":2)"}},
      {.name = "and for nobody else", .as = "friend", .get = "/api/v1/proposals/{id}/versions", .status = 404},
      {.name = "the committee alone where it is public", .get = "/api/v1/proposals/{id}/versions", .status = 401},
  });
  world_.run(move("filed", "clerk", "file", 200));
  world_.names["item"] = std::to_string(column("max(id) FROM handling_item"));
  world_.run({
      {.name = "not yet closed", .as = "clerk", .get = "/api/v1/proposals/{id}/archive", .status = 409, .has = {"proposals.archive.closed_only"}},
      {.name = "assigned", .as = "clerk", .post = "/api/v1/handling/items/{item}/assignment", .body = R"({"version":1,"units":[{"unit":{unit},"role":"sole"}]})", .journal = {"handling.assign"}},
  });
  world_.names["task"] = std::to_string(column("max(id) FROM handling_task"));
  const auto task_version = [&] { return column("version FROM handling_task WHERE id = " + world_.names["task"]); };
  const auto task = [&](const std::string& as, const std::string& verb) {
    world_.run({.name = verb, .as = as, .post = "/api/v1/handling/tasks/{task}/transitions", .body = fmt::format(R"({{"verb":"{}","version":{}}})", verb, task_version()), .journal = {"handling." + verb}});
  };
  expect_in(calendar_of("handler"), {"SUMMARY:Reply due: " + title_, "UID:gongshi-task" + world_.names["task"], "DTSTART;VALUE=DATE:20270224", "/console/handling/" + world_.names["item"]});
  EXPECT_FALSE(calendar_of("handler2").contains("BEGIN:VEVENT")) << "another unit has nothing due";
  expect_in(calendar_of("clerk"), {"SUMMARY:示例局01: reply due: " + title_});
  task("handler", "sign_for");
  for (const char* stage : {"before", "during"}) {
    world_.run({.name = "a contact", .as = "handler", .post = "/api/v1/handling/tasks/{task}/contacts", .body = fmt::format(R"({{"stage":"{}","way":"visit","at":1795420800000,"note":"上门听取意见"}})", stage), .journal = {"handling.contact"}});
  }
  world_.run({.name = "answered", .as = "handler", .put = "/api/v1/handling/tasks/{task}/reply", .body = fmt::format(R"({{"version":{},"reply":"已在三个街道开办。","outcome":"resolved","document_number":"示例〔2026〕12号","adoptions":[{{"number":1,"adoption":"adopted","word":""}},{{"number":2,"adoption":"partly","word":"先改两个"}}],"promises":[{{"text":"年底前全部开办","due":1796112000000}}]}})", task_version())});
  task("handler", "submit_reply");
  world_.run({.name = "not signed", .as = "leader", .post = "/api/v1/handling/tasks/{task}/transitions", .body = fmt::format(R"({{"verb":"send_back","version":{},"reason":"请写明街道"}})", task_version()), .journal = {"handling.send_back"}});
  world_.run({.name = "written again", .as = "handler", .put = "/api/v1/handling/tasks/{task}/reply", .body = fmt::format(R"({{"version":{},"reply":"已在和平、长青、东风三个街道开办。","outcome":"resolved","document_number":"示例〔2026〕12号","adoptions":[{{"number":1,"adoption":"adopted","word":""}},{{"number":2,"adoption":"partly","word":"先改两个"}}],"promises":[{{"text":"年底前全部开办","due":1796112000000}}]}})", task_version())});
  task("handler", "submit_reply");
  task("leader", "approve");
  const auto before = world_.filled("{item}");
  world_.run({.name = "accepted", .as = "clerk", .post = "/api/v1/handling/tasks/{task}/transitions", .body = fmt::format(R"({{"verb":"accept","version":{}}})", task_version()), .journal = {"handling.accept", "handling.reply"}});
  expect_in(calendar_of("cosigner"), {"SUMMARY:Please rate the answer: " + title_, "DTSTART;VALUE=DATE:20261215"});
  expect_in(calendar_of("handler"), {"SUMMARY:Promised by today: 年底前全部开办", "DTSTART;VALUE=DATE:20261201"});
  const std::string earlier = world_.names["feed"];
  calendar_of("handler");
  EXPECT_EQ(world_.send(http::Method::get, earlier).status, 404) << "a new link ends the earlier one";
  world_.run({
      {.name = "no address is kept", .as = "handler", .get = "/api/v1/me/calendar-link", .has = {R"({"since":1795507200000})"}},
      {.name = "ended", .as = "handler", .delete_ = "/api/v1/me/calendar-link", .has = {"{}"}, .journal = {"calendar.unsubscribe"}},
      {.name = "nobody reads it any more", .get = world_.names["feed"], .status = 404, .has = {"calendar.no_such_link"}},
      {.name = "a visitor has none", .get = "/api/v1/me/calendar-link", .status = 401},
  });
  world_.run({.name = "rated", .as = "cosigner", .post = "/api/v1/handling/items/{item}/ratings", .body = R"({"overall":"satisfied","attitude":"basically","text":"办得实在"})", .journal = {"handling.rate"}});
  world_.names["promise"] = std::to_string(column("max(id) FROM handling_promise"));
  world_.run({.name = "kept", .as = "handler", .put = "/api/v1/handling/promises/{promise}", .body = R"({"done":true,"note":"已经办完"})", .journal = {"handling.keep_promise"}});
  world_.run({.name = "closed", .as = "clerk", .post = "/api/v1/handling/items/{item}/transitions", .body = fmt::format(R"({{"verb":"close","version":{},"reason":"电话回访，提案人满意"}})", column("version FROM handling_item WHERE id = " + before)), .journal = {"handling.close"}});
  world_.run({
      {.name = "offered to the committee", .as = "clerk", .get = "/api/v1/proposals/{id}", .has = {R"("verb":"archive")"}},
      {.name = "and to nobody else", .as = "proposer", .get = "/api/v1/proposals/{id}", .lacks = {R"("verb":"archive")"}},
      {.name = "the proposer has none", .as = "proposer", .get = "/api/v1/proposals/{id}/archive", .status = 403},
      {.name = "nor the unit", .as = "handler", .get = "/api/v1/proposals/{id}/archive", .status = 403},
      {.name = "nor another committee", .as = "elsewhere", .get = "/api/v1/proposals/{id}/archive", .status = 403},
  });
  const auto archive = world_.send(http::Method::get, world_.filled("/api/v1/proposals/{id}/archive"), {}, {{"X-Test-Actor", "clerk"}, {"Accept-Language", "zh-CN"}});
  ASSERT_EQ(archive.status, 200) << archive.body;
  auto files = unpacked(archive.body);
  const struct {
    const char* file;
    std::vector<std::string> has;
  } expected[] = {
      {"proposal.txt", {"案由：" + title_, "原案由：关于社区养老的建议", "第 1 次提交", "第 2 次提交", "附件：调研.txt", "第 0001 号", "全市六十岁以上老人占两成", "2. 改造楼道扶手", "走访了十个社区", "cosigner示例　已联名　深有同感", "初审 · 通过　clerk　内容具体", "终审 · 立案"}},
      {"proposal.json", {R"("original_title":"关于社区养老的建议")", R"("opinion":"深有同感")"}},
      {"handling.txt", {"示例局01（第 1 轮 · 单办）", "走访　上门听取意见", "A 类", "示例〔2026〕12号", "已在和平、长青、东风三个街道开办。", "第 1 稿", "已在三个街道开办。", "第 2 稿", "承诺：年底前全部开办", "已经办完", "签发：局长示例", "cosigner示例　结果：满意　态度：基本满意　办得实在", "办结说明：电话回访，提案人满意"}},
      {"handling.json", {R"("by":"cosigner示例","overall":"satisfied")", R"("note":"已经办完")"}},
      {"versions.json", {R"("number":2)", R"("title":"关于养老的建议")"}},
      {"attachments/01-调研.txt", {"调研报告"}},
      {"log.txt", {"proposals.create  proposer示例", "proposals.file  clerk", "handling.assign  clerk", "handling.approve  局长示例", "handling.close"}},
      {"log.json", {R"("verb":"handling.close")"}},
      {"manifest.json", {R"("format":"gongshi-case-1")", R"("path":"handling.txt")"}},
      {"README.txt", {"SHA256SUMS"}},
      {"SHA256SUMS", {"  manifest.json\n", "  proposal.txt\n"}},
  };
  EXPECT_EQ(files.size(), std::size(expected));
  for (const auto& [file, has] : expected) {
    for (const std::string& text : has) EXPECT_TRUE(files[file].contains(text)) << text << " is not in " << file << ":\n" << files[file];
  }
  // Of the session there are the closed ones, each in its folder.
  const std::string closed = world_.names["id"];
  written("关于另一件事的建议");
  reviewed();
  world_.run(move("filed, not closed", "clerk", "file", 200));
  world_.names["session"] = std::to_string(column("max(id) FROM proposals_session"));
  const auto session = unpacked(world_.send(http::Method::get, world_.filled("/api/v1/assemblies/{city}/sessions/{session}/archive"), {}, {{"X-Test-Actor", "clerk"}}).body);
  EXPECT_EQ(session.size(), std::size(expected) - 1) << "their attachments are in each case's own";
  EXPECT_TRUE(session.contains("0001-" + closed + "/handling.txt"));
  world_.run({.name = "of no other assembly", .as = "elsewhere", .get = "/api/v1/assemblies/{city}/sessions/{session}/archive", .status = 403});
}

/// What the public reads is what the committee decided: by every way in which it could be read.
TEST_P(ProposalsHttp, ThePublicReadsWhatWasDecided) {
  // The words that no summary has stand in one suggestion, the number of a person in the situation.
  const std::string hidden = "增设老年食堂", phone = "13800138000", summary = "建议在社区为老人办好就餐";
  const std::string text = fmt::format(R"({{"title":"{}","situation":"全市老人占两成，请找王某{}","analysis":"床位集中在城区","suggestions":["{}"],"research":"","publish":"whole","publish_reason":""}})", title_, phone, hidden);
  world_.run({.name = "begun", .as = "proposer", .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{}}})", text), .status = 201, .journal = {"proposals.create"}});
  world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  world_.run({
      {.name = "a topic", .as = "clerk", .post = "/api/v1/assemblies/{city}/topics", .body = R"({"title":"养老","about":""})", .status = 201, .journal = {"proposals.create_topic"}},
  });
  world_.names["topic"] = std::to_string(column("max(id) FROM proposals_topic"));

  struct Way {
    const char* name;
    std::string get;
    std::string post{};
    std::string body{};
  };
  const Way ways[] = {
      {"the page", "/api/v1/proposals/{id}"},
      {"the list", "/api/v1/proposals"},
      {"the list of the assembly", "/api/v1/proposals?assembly={city}"},
      {"found by words of the title", "/api/v1/proposals?q=%E5%85%BB%E8%80%81"},
      {"found by words that only the text has", "/api/v1/proposals?q=%E8%80%81%E5%B9%B4%E9%A3%9F%E5%A0%82"},
      {"the feed", "/api/v1/proposals.atom"},
      {"the topic", "/api/v1/topics/{topic}"},
      {"similar ones", "", "/api/v1/proposals/similar", R"({"title":"社区养老服务"})"},
      {"what became of it", "/api/v1/handled/proposal/{id}"},
      {"the form", "/api/v1/proposals/{id}/documents/form?format=docx"},
      {"the archive", "/api/v1/proposals/{id}/archive"},
      {"what was submitted", "/api/v1/proposals/{id}/versions"},
      {"the decision itself", "/api/v1/proposals/{id}/publication"},
  };
  const auto nowhere = [&](const std::string& when, const std::vector<std::string>& words, bool readable) {
    for (const char* as : {"", "citizen", "elsewhere", "third"}) {
      for (const Way& way : ways) {
        const auto path = [&](std::string of) {
          for (const auto& [name, value] : world_.names) {
            for (auto at = of.find("{" + name + "}"); at != of.npos; at = of.find("{" + name + "}")) of.replace(at, name.size() + 2, value);
          }
          return of;
        };
        const auto response = way.post.empty() ? world_.send(http::Method::get, path(way.get), {}, {{"X-Test-Actor", as}}) : world_.send(http::Method::post, way.post, way.body, {{"X-Test-Actor", as}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", "nowhere-" + when + as}});
        for (const std::string& word : words) EXPECT_FALSE(response.body.contains(word)) << when << ", " << way.name << ", read by " << as << ": " << word;
        if (!readable && std::string_view(way.name) == "the page") EXPECT_EQ(response.status, 404) << when;
      }
    }
  };
  const auto decide = [&](const std::string& name, const std::string& what, int status, std::vector<std::string> has = {}, std::vector<std::string> journal = {}, const std::string& as = "clerk", const std::string& task = "0") {
    return Scenario{.name = name, .as = as, .put = "/api/v1/proposals/{id}/publication", .body = fmt::format(R"({{"task":{},"version":{},{}}})", task, column("COALESCE(max(version), 0) FROM proposals_publication WHERE proposal = " + world_.names["id"] + " AND task = " + task), what), .status = status, .has = std::move(has),
                    .journal = std::move(journal)};
  };
  const std::string finding = fmt::format(R"("findings":[{{"place":"situation","number":0,"written":"{}","resolution":)", phone);
  const std::string whole = R"("decision":"whole","summary":"","attachments":true,)";

  nowhere("while it waits", {title_, hidden, phone}, false);
  world_.run({
      {.name = "it waits although what is in order goes out at once", .as = "clerk", .get = "/api/v1/assemblies/{city}/publication", .has = {R"("count":1)", title_, R"("findings":1,"consents":true,"ready":false)", "Text of the proposal"}},
      {.name = "not for members", .as = "proposer", .get = "/api/v1/assemblies/{city}/publication", .status = 403},
      {.name = "what is found, and where", .as = "clerk", .get = "/api/v1/proposals/{id}/publication", .has = {R"("place":"situation")", "Mobile number", phone, R"("resolution":"open")"}},
      {.name = "not for who wrote it", .as = "proposer", .get = "/api/v1/proposals/{id}/publication", .status = 403},
      {.name = "nor from elsewhere", .as = "elsewhere", .get = "/api/v1/proposals/{id}/publication", .status = 404},
      {.name = "many at once leave it where it is", .as = "clerk", .post = "/api/v1/assemblies/{city}/publication", .body = R"({"items":[{"id":{id},"task":0},{"id":1,"task":0}]})", .has = {R"("published":0,"left":2)"}},
      decide("with an open finding it does not go out", whole + R"("findings":[])", 409, {"proposals.findings_open", "/findings/situation/0", "One finding of the check is undecided"}),
      decide("who wrote it does not decide", whole + R"("findings":[])", 403, {}, {}, "proposer"),
      decide("a summary without words", R"("decision":"summary","summary":"","attachments":true,"findings":[])", 400, {"proposals.summary_missing"}),
      decide("a summary with a number in it", fmt::format(R"("decision":"summary","summary":"{}，电话{}","attachments":true,"findings":[])", summary, phone), 409, {"/findings/summary/0"}),
      decide("not public without a reason", R"("decision":"not_public","summary":"","attachments":true,"findings":[])", 400, {"proposals.not_public_reason_missing"}),
      decide("nothing decided", R"("decision":"waits","summary":"","attachments":true,"findings":[])", 400, {"proposals.decision_missing"}),
  });
  world_.run(decide("in full, without the number", whole + finding + R"("masked"}])", 200, {R"("decision":"whole")", R"("resolution":"masked","by":"clerk")"}, {"proposals.publish"}));
  nowhere("with the number left out", {phone}, true);
  world_.run({
      {.name = "in full", .get = "/api/v1/proposals/{id}", .has = {title_, hidden, "王某［略］"}},
      {.name = "with that no form", .get = "/api/v1/proposals/{id}/documents/form?format=docx", .status = 404},
      {.name = "found by its words", .get = "/api/v1/proposals?q=%E8%80%81%E5%B9%B4%E9%A3%9F%E5%A0%82", .has = {title_}},
      {.name = "who wrote it reads it as it was", .as = "proposer", .get = "/api/v1/proposals/{id}", .has = {phone}},
      {.name = "into the topic", .as = "clerk", .put = "/api/v1/topics/{topic}", .body = R"({"version":1,"title":"养老","about":"","published":true,"proposals":[{id}]})", .has = {title_}, .journal = {"proposals.save_topic"}},
      {.name = "an old page", .as = "clerk", .put = "/api/v1/proposals/{id}/publication", .body = R"({"task":0,"version":1,"decision":"not_public","summary":"","reason":"personal_data","attachments":true,"findings":[]})", .status = 409, .has = {"proposals.moved_meanwhile"}},
  });
  world_.run(decide("as a summary instead", fmt::format(R"("decision":"summary","summary":"{}","attachments":true,"findings":[])", summary), 200, {R"("decision":"summary")"}, {"proposals.change_publication"}));
  nowhere("as a summary", {hidden, phone, "床位集中在城区"}, true);
  world_.run({
      {.name = "the summary", .get = "/api/v1/proposals/{id}", .has = {title_, summary}},
      {.name = "found by the words of the summary", .get = "/api/v1/proposals?q=%E5%B0%B1%E9%A4%90", .has = {title_}},
      {.name = "not by those of the text", .get = "/api/v1/proposals?q=%E8%80%81%E5%B9%B4%E9%A3%9F%E5%A0%82", .lacks = {title_}},
      {.name = "the committee by both", .as = "clerk", .get = "/api/v1/assemblies/{city}/proposals?q=%E8%80%81%E5%B9%B4%E9%A3%9F%E5%A0%82", .has = {title_}},
      {.name = "in the feed", .get = "/api/v1/proposals.atom", .has = {title_, summary}},
  });
  world_.run(decide("not public at all", R"("decision":"not_public","summary":"","reason":"personal_data","attachments":true,"findings":[])", 200, {R"("reason":"personal_data")"}, {"proposals.change_publication"}));
  nowhere("not public", {title_, hidden, phone, summary}, true);
  world_.run({
      {.name = "that it is not, and why", .get = "/api/v1/proposals/{id}", .has = {R"("not_public":"it concerns somebody's privacy")", "No. 0001"}, .lacks = {"proposer示例"}},
      {.name = "and nothing of its handling", .get = "/api/v1/handled/proposal/{id}", .status = 404},
  });
}

TEST_P(ProposalsHttp, WithoutConsentNothingIsPublicInFull) {
  world_.run({.name = "begun", .as = "proposer", .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{}}})", parts(title_, R"("一条")", "not_published", "涉及企业")), .status = 201, .journal = {"proposals.create"}});
  world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  world_.run({
      {.name = "it waits", .as = "clerk", .get = "/api/v1/assemblies/{city}/publication", .has = {R"("findings":0,"consents":false,"ready":false)"}},
      {.name = "not one of many", .as = "clerk", .post = "/api/v1/assemblies/{city}/publication", .body = R"({"items":[{"id":{id},"task":0}]})", .has = {R"("published":0,"left":1)"}},
      {.name = "not in full", .as = "clerk", .put = "/api/v1/proposals/{id}/publication", .body = R"({"task":0,"version":1,"decision":"whole","summary":"","attachments":true,"findings":[]})", .status = 409, .has = {"proposals.no_consent"}},
      {.name = "as a summary", .as = "clerk", .put = "/api/v1/proposals/{id}/publication", .body = R"({"task":0,"version":1,"decision":"summary","summary":"建议完善养老服务","attachments":true,"findings":[]})", .journal = {"proposals.publish"}},
      {.name = "which is public", .get = "/api/v1/proposals/{id}", .has = {"建议完善养老服务"}, .lacks = {"一条", "涉及企业", "not_published"}},
      {.name = "nobody decides on what is under review", .as = "clerk", .get = "/api/v1/proposals/1/publication", .status = 404},
  });
}

TEST_P(ProposalsHttp, WhatIsFiledWaitsWhereTheAssemblyHasItSo) {
  world_.build([](Context&, db::WriteTx& tx) { tx.script("DELETE FROM settings_value"); });
  written(title_);
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  world_.run({
      {.name = "not public yet", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "it waits, and could go out as it is", .as = "clerk", .get = "/api/v1/assemblies/{city}/publication", .has = {R"("count":1)", R"("ready":true)"}},
      {.name = "with many", .as = "clerk", .post = "/api/v1/assemblies/{city}/publication", .body = R"({"items":[{"id":{id},"task":0}]})", .has = {R"("published":1,"left":0)"}, .journal = {"proposals.publish"}},
      {.name = "public", .get = "/api/v1/proposals/{id}", .has = {title_, "增设老年食堂"}},
      {.name = "with its form", .get = "/api/v1/proposals/{id}/documents/form?format=docx"},
      {.name = "nothing waits", .as = "clerk", .get = "/api/v1/assemblies/{city}/publication", .has = {R"("count":0,"items":[])"}},
  });
}

TEST_P(ProposalsHttp, AReplyIsPublicAsItWasDecided) {
  const std::string said = "已安排专人", phone = "13900139000";
  written(title_);
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  world_.names["item"] = std::to_string(column("max(id) FROM handling_item"));
  world_.run({.name = "assigned", .as = "clerk", .post = "/api/v1/handling/items/{item}/assignment", .body = R"({"version":1,"units":[{"unit":{unit},"role":"sole"}]})", .journal = {"handling.assign"}});
  world_.names["task"] = std::to_string(column("max(id) FROM handling_task"));
  const auto step = [&](const std::string& verb, const std::string& as, std::vector<std::string> also = {}) {
    also.insert(also.begin(), "handling." + verb);
    world_.run({.name = verb, .as = as, .post = "/api/v1/handling/tasks/{task}/transitions", .body = fmt::format(R"({{"verb":"{}","version":{}}})", verb, column("version FROM handling_task WHERE id = " + world_.names["task"])), .journal = also});
  };
  step("sign_for", "handler");
  world_.run({
      {.name = "not in full, and no word why", .as = "handler", .put = "/api/v1/handling/tasks/{task}/reply", .body = fmt::format(R"({{"version":{},"reply":"","document_number":"","adoptions":[],"promises":[],"openness":"closed"}})", column("version FROM handling_task WHERE id = " + world_.names["task"])),
       .status = 400, .has = {"/openness_reason"}},
      {.name = "no meeting is needed", .as = "proposer", .put = "/api/v1/handling/tasks/{task}/meeting", .body = R"({"needed":false})", .journal = {"handling.meeting_not_needed"}},
      {.name = "written", .as = "handler", .put = "/api/v1/handling/tasks/{task}/reply",
       .body = fmt::format(R"({{"version":{},"reply":"{}，电话{}","outcome":"planned","document_number":"示例〔2026〕1号","adoptions":[{{"number":1,"adoption":"adopted","word":"一区一处"}},{{"number":2,"adoption":"partly","word":"分批"}}],"promises":[{{"text":"年底前开办","due":{}}}],"openness":"summary","openness_reason":"涉及未定方案"}})",
                           column("version FROM handling_task WHERE id = " + world_.names["task"]), said, phone, (world_.clock.now() + std::chrono::hours(2400)).milliseconds)},
  });
  step("submit_reply", "handler");
  step("approve", "unit's leader");
  step("accept", "supervisor", {"handling.reply"});
  const std::string handled = "/api/v1/handled/proposal/{id}";
  const auto decide = [&](const std::string& name, const std::string& what, int status, std::vector<std::string> has = {}, std::vector<std::string> journal = {}) {
    return Scenario{.name = name, .as = "clerk", .put = "/api/v1/proposals/{id}/publication", .body = fmt::format(R"({{"task":{},"version":{},{}}})", world_.names["task"], column("version FROM proposals_publication WHERE task = " + world_.names["task"]), what), .status = status, .has = std::move(has), .journal = std::move(journal)};
  };
  const std::string letter = "/api/v1/handling/tasks/{task}/documents/reply?format=docx";
  world_.run({
      {.name = "it waits with its number", .get = handled, .has = {"what is public of it is being decided"}, .lacks = {said, phone, "年底前开办", "一区一处", "documents/reply"}},
      {.name = "nor its letter", .get = letter, .status = 404},
      {.name = "who asked reads it", .as = "proposer", .get = handled, .has = {said, phone, "年底前开办"}},
      {.name = "among what waits", .as = "clerk", .get = "/api/v1/assemblies/{city}/publication", .has = {R"("count":1)", "Reply of 示例局01", R"("findings":1)"}},
      {.name = "with what its unit says to that", .as = "clerk", .get = "/api/v1/proposals/{id}/publication", .has = {R"("unit_says":"To be public as a summary: 涉及未定方案")"}},
      {.name = "which is not who asked's to read", .as = "proposer", .get = handled, .lacks = {"涉及未定方案"}},
      decide("with its finding open it stays", R"("decision":"whole","summary":"","attachments":true,"findings":[])", 409, {"/findings/reply/0"}),
  });
  world_.run(decide("in full without the number", fmt::format(R"("decision":"whole","summary":"","attachments":true,"findings":[{{"place":"reply","number":0,"written":"{}","resolution":"masked"}}])", phone), 200, {}, {"proposals.publish"}));
  world_.run({
      {.name = "read", .get = handled, .has = {said, "［略］", "年底前开办", "一区一处", "增设老年食堂"}, .lacks = {phone}},
      {.name = "its letter has the number", .get = letter, .status = 404},
      {.name = "who asked has the letter", .as = "proposer", .get = letter},
  });
  world_.run(decide("as a summary", R"("decision":"summary","summary":"已列入计划","attachments":true,"findings":[])", 200, {}, {"proposals.change_publication"}));
  world_.run({{.name = "the summary", .get = handled, .has = {"已列入计划", "A summary by the Committee"}, .lacks = {said, phone, "年底前开办", "一区一处"}}});
  world_.run(decide("not", R"("decision":"not_public","summary":"","reason":"internal_affairs","attachments":true,"findings":[])", 200, {}, {"proposals.change_publication"}));
  world_.run({{.name = "why not", .get = handled, .has = {"This reply is not public: it is an office's internal matter."}, .lacks = {said, phone, "年底前开办", "一区一处", "已列入计划"}},
              {.name = "who asked reads it as before", .as = "proposer", .get = handled, .has = {said, phone}}});
}

TEST_P(ProposalsHttp, MinutesOfASupervisionAreConfirmedAndWhatWasAgreedIsPromised) {
  written(title_);
  world_.run({.name = "asked to sign", .as = "proposer", .post = "/api/v1/proposals/{id}/signers", .body = fmt::format(R"({{"version":{},"member":"13002"}})", version()), .journal = {"proposals.invite"}});
  world_.run({.name = "signed", .as = "cosigner", .put = "/api/v1/proposals/{id}/signature", .body = R"({"sign":true,"opinion":""})", .journal = {"proposals.sign"}});
  reviewed();
  world_.run(move("filed", "clerk", "file", 200));
  world_.names["item"] = std::to_string(column("max(id) FROM handling_item"));
  world_.run({.name = "assigned", .as = "clerk", .post = "/api/v1/handling/items/{item}/assignment", .body = R"({"version":1,"units":[{"unit":{unit},"role":"sole"}]})", .journal = {"handling.assign"}});
  world_.names["task"] = std::to_string(column("max(id) FROM handling_task"));
  const std::int64_t now = World::kStart.milliseconds, later = now + 86'400'000LL * 60;
  const auto text = [&](const std::string& points, std::int64_t at, const std::string& chair = "{leader}", const std::string& said = "看了两处食堂，老人反映午餐偏贵。") {
    return fmt::format(R"("minutes":{{"kind":"inspection","at":{},"place":"东街社区","chaired_by":{},"attended":"示例市政协：张某、李某\n示例局01：王某","units":[{{unit}}],"said":"{}","points":[{}]}})", at, chair, said, points);
  };
  const std::string agreed = fmt::format(R"({{"text":"每餐补贴三元","unit":{{unit}},"due":{}}},{{"text":"提案委员会年底回访"}})", later);
  const auto add = [&](std::string name, std::string as, const std::string& body, int status, std::vector<std::string> has = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .post = "/api/v1/proposals/{id}/minutes", .body = "{" + body + "}", .status = status, .has = std::move(has), .journal = status == 200 ? std::vector<std::string>{"proposals.write_minutes"} : std::vector<std::string>{}});
    world_.names["minutes"] = std::to_string(column("max(id) FROM proposals_minutes"));
  };
  const auto sees = [&](std::string name, std::string as, std::vector<std::string> has, std::vector<std::string> lacks = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .get = "/api/v1/proposals/{id}", .has = std::move(has), .lacks = std::move(lacks)});
  };
  const auto decide = [&](std::string name, std::string as, bool confirm, const std::string& words, int status, std::vector<std::string> has = {}, std::vector<std::string> journal = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .post = "/api/v1/minutes/{minutes}/decision", .body = fmt::format(R"({{"version":{},"confirm":{},"words":"{}"}})", column("version FROM proposals_minutes WHERE id = " + world_.names["minutes"]), confirm, words), .status = status,
                .has = std::move(has), .journal = std::move(journal)});
  };
  add("of what is no key proposal", "clerk", text(agreed, now), 409, {"proposals.not_key"});
  world_.run({.name = "made key", .as = "clerk", .put = "/api/v1/proposals/{id}/distinctions/key", .body = R"({"on":true,"leader":{leader},"plan":"一次视察"})", .has = {R"("verb":"add_minutes")"}, .journal = {"proposals.make_key"}});
  add("not by who proposed", "proposer", text(agreed, now), 403);
  add("not by the leader", "chair", text(agreed, now), 403);
  add("still to come", "clerk", text(agreed, now + 1000), 400, {"/minutes/at"});
  add("chaired by nobody known", "clerk", text(agreed, now, "1"), 400, {"/minutes/chaired_by"});
  add("a unit without a day", "clerk", text(R"({"text":"补贴","unit":{unit}})", now), 400, {"/minutes/points/0/due", "proposals.point_needs_a_day"});
  add("a day before", "clerk", text(R"({"text":"补贴","due":1})", now), 400, {"/minutes/points/0/due"});
  add("a unit that is none", "clerk", text(fmt::format(R"({{"text":"补贴","unit":1,"due":{}}})", later), now), 400, {"/minutes/points/0/unit"});
  add("written", "clerk", text(agreed, now), 200, {"看了两处食堂", R"("state_name":"To be confirmed")", R"("actions":["save","confirm_for","discard"])", R"("tracked":false)"});
  EXPECT_TRUE(told("chair").contains("Please confirm the minutes")) << told("chair");
  sees("the proposer reads nothing yet", "proposer", {R"("minutes":[])"});
  sees("nor the unit", "handler", {R"("minutes":[])"});
  world_.run({
      {.name = "the leader does", .as = "chair", .get = "/api/v1/me/led-proposals", .has = {"看了两处食堂", R"("actions":["confirm","send_back"])"}},
      {.name = "nobody else sends it back", .as = "clerk", .post = "/api/v1/minutes/{minutes}/decision", .body = R"({"version":1,"confirm":false,"words":"不对"})", .status = 403, .has = {"proposals.not_led_by_you"}},
      {.name = "no document of it", .as = "clerk", .get = "/api/v1/minutes/{minutes}/document?format=pdf", .status = 404},
  });
  decide("who proposed knows of none", "proposer", true, "", 404);
  decide("without a word", "chair", false, "", 400, {"/words"});
  decide("sent back", "chair", false, "李某没有到场", 200, {"李某没有到场"}, {"proposals.send_minutes_back"});
  EXPECT_TRUE(told("clerk").contains("came back to be changed"));
  world_.run({.name = "changed", .as = "second clerk", .put = "/api/v1/minutes/{minutes}", .body = "{\"version\":2," + text(agreed, now) + "}", .has = {R"("remark":"")"}, .journal = {"proposals.write_minutes"}});
  world_.run({.name = "an old page", .as = "clerk", .put = "/api/v1/minutes/{minutes}", .body = "{\"version\":2," + text(agreed, now) + "}", .status = 409});
  decide("for the leader, without a reason", "clerk", true, "", 400, {"/words"});
  decide("confirmed", "chair", true, "", 200, {R"("state_name":"Confirmed","remark":"")", R"("confirmed_by":"chair")", R"("tracked":true)"}, {"handling.promise_agreed", "proposals.confirm_minutes"});
  for (const char* who : {"proposer", "cosigner", "handler"}) EXPECT_TRUE(told(who).contains("are confirmed")) << who << told(who);
  EXPECT_TRUE(told("handler").contains("for your unit to do: 每餐补贴三元"));
  decide("once", "chair", true, "", 409, {"proposals.minutes_confirmed_already"});
  world_.run({.name = "nothing is changed then", .as = "clerk", .put = "/api/v1/minutes/{minutes}", .body = "{\"version\":4," + text(agreed, now) + "}", .status = 409});
  world_.run({.name = "nor thrown away", .as = "clerk", .delete_ = "/api/v1/minutes/{minutes}", .status = 409});
  for (const char* who : {"proposer", "cosigner", "handler", "chair", "clerk"}) {
    sees("read by those it concerns", who, {"看了两处食堂", "每餐补贴三元", "Minutes of the supervision"});
    world_.run({.name = "the document", .as = who, .get = "/api/v1/minutes/{minutes}/document?format=docx", .status = 200});
  }
  for (const char* who : {"third", "handler2", "citizen", "elsewhere"}) {
    world_.run({.name = "and by nobody else", .as = who, .get = "/api/v1/minutes/{minutes}/document?format=docx", .status = 404});
    sees("nor here", who, {R"("minutes":[])"}, {"看了两处食堂"});
  }
  const std::string words = documents::words_of_docx(world_.send(http::Method::get, world_.filled("/api/v1/minutes/{minutes}/document?format=docx"), {}, {{"X-Test-Actor", "proposer"}}).body);
  for (const char* one : {"重点提案督办纪要", "示例市政协提案委员会", "2026年11月24日，chair在东街社区主持现场视察", "一、有关情况看了两处食堂", "二、商定事项1.每餐补贴三元（责任单位：示例局01，完成时限：2027年1月23日）2.提案委员会年底回访", "出席：示例市政协：张某、李某", "列席：示例局01"}) {
    EXPECT_TRUE(words.contains(one)) << one << " is not in " << words;
  }
  // The unit keeps what was agreed as what it promised itself; its draft does not undo it.
  world_.names["promise"] = std::to_string(column("max(id) FROM handling_promise"));
  const auto task = [&](const std::string& as, const std::string& verb, std::vector<std::string> also = {}) {
    also.insert(also.begin(), "handling." + verb);
    world_.run({.name = verb, .as = as, .post = "/api/v1/handling/tasks/{task}/transitions", .body = fmt::format(R"({{"verb":"{}","version":{}}})", verb, column("version FROM handling_task WHERE id = " + world_.names["task"])), .journal = also});
  };
  task("handler", "sign_for");
  world_.run({
      {.name = "answered", .as = "handler", .put = "/api/v1/handling/tasks/{task}/reply", .body = fmt::format(R"({{"version":{},"reply":"已在三个街道开办。","outcome":"resolved","document_number":"","adoptions":[],"promises":[]}})", column("version FROM handling_task WHERE id = " + world_.names["task"])),
       .has = {"每餐补贴三元", R"("agreed":true)", R"("actions":["keep"])"}},
      {.name = "another unit keeps nothing", .as = "handler2", .put = "/api/v1/handling/promises/{promise}", .body = R"({"done":true})", .status = 404},
  });
  EXPECT_TRUE(calendar_of("handler").contains("每餐补贴三元"));
  world_.run({.name = "kept before it is answered", .as = "handler", .put = "/api/v1/handling/promises/{promise}", .body = R"({"done":true,"note":"已经补贴"})", .has = {"已经补贴"}, .journal = {"handling.keep_promise"}});
  // Another one, confirmed for a leader who cannot; one that is thrown away.
  add("a second", "clerk", text(R"({"text":"再议"})", now, "{leader}", "座谈"), 200);
  decide("for the leader, with a reason", "clerk", true, "领导出差，电话同意", 200, {"领导出差，电话同意"}, {"proposals.confirm_minutes"});
  add("a third", "clerk", text("", now, "{leader}", "误记"), 200);
  world_.run({.name = "thrown away", .as = "clerk", .delete_ = "/api/v1/minutes/{minutes}", .lacks = {"误记"}, .journal = {"proposals.discard_minutes"}});
}

TEST_P(ProposalsHttp, PhrasesForWhyItIsNotFiled) {
  written(title_);
  reviewed();
  world_.run({
      {.name = "for the committee", .as = "clerk", .get = "/api/v1/proposals/{id}/phrases", .has = {R"("kind":"non_filing_reason")"}, .lacks = {"reply_opening"}},
      {.name = "for nobody else", .as = "proposer", .get = "/api/v1/proposals/{id}/phrases", .status = 403},
  });
}

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
      default: {
        // One draw after the other: in an argument list the compiler chooses which comes first.
        const std::string main = pick(ids), verb = !usual ? pick(verbs) : written ? "submit" : pick({"pass", "pass", "file", "merge"});
        body = fmt::format(R"({{"verb":"{}","version":{},"reason":"写明","ground":"empty","main":{},"consent":"同意"}})", verb, at, main);
      }
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
  EXPECT_EQ(world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(sql::check_counts); }), 0) << "what is counted along the way is what a recount finds";
  EXPECT_EQ(column("count(*) FROM proposals_proposal p WHERE state IN ('filed', 'merged', 'converted') AND (SELECT count(*) FROM proposals_review r WHERE r.proposal = p.id) < 3"), 0) << "nothing settled without three reviews";
  EXPECT_EQ(column("count(*) FROM proposals_proposal p WHERE state = 'merged' AND (SELECT state FROM proposals_proposal m WHERE m.id = p.main) <> 'filed'"), 0);
  EXPECT_EQ(column("count(*) FROM proposals_proposal WHERE state NOT IN ('draft', 'cosigning') AND (serial = 0 OR submitted_at IS NULL)"), 0);
  EXPECT_EQ(column("count(*) FROM proposals_signer s JOIN proposals_proposal p ON p.id = s.proposal WHERE s.person = p.proposer"), 0) << "nobody signs with themselves";
  EXPECT_EQ(column("count(*) FROM proposals_signer s JOIN proposals_proposal p ON p.id = s.proposal WHERE s.state = 'invited' AND p.state NOT IN ('draft', 'cosigning')"), 0);
}

}  // namespace
}  // namespace gongshi::proposals
