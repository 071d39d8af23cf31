// A body's office and its panel: who calls for material, hands it in, decides, and what grows out of it; who rates what, and what comes out. On both engines.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "modules/calendar/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"
#include "modules/proposals/api.hpp"
#include "modules/settings/api.hpp"
#include "modules/settings/demo.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::proposals {
namespace {

using assemblies::Role;
using std::chrono::hours;

class BodiesHttp : public testing::TestWithParam<db::Engine> {
 protected:
  BodiesHttp() {
    world_.build([&](Context& context, db::WriteTx& tx) {
      const Timestamp from = context.now() - hours(24);
      city_ = assemblies::create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "c"});
      settings::load_demo(tx, city_, "proposals.publish_at_once", 1, from, {}, "");
      const auto other = assemblies::create_assembly(context, tx, {.name = "别市政协", .short_name = "别市", .code = "o"});
      const auto term = assemblies::create_term(context, tx, city_, 13, "十三届", from);
      const auto body = [&](assemblies::BodyKind kind, const std::string& name) {
        const auto id = assemblies::create_body(context, tx, city_, term, kind, name);
        world_.names[name] = std::to_string(id.value);
        return id;
      };
      const auto sector = body(assemblies::BodyKind::sector, "农业");
      const auto party = body(assemblies::BodyKind::party, "示例党派"), federation = body(assemblies::BodyKind::party, "工商联"), silent = body(assemblies::BodyKind::party, "无人党派");
      const auto committee = body(assemblies::BodyKind::committee, "提案委员会");
      int number = 0;
      const auto member = [&](const std::string& name, assemblies::BodyId in_party, assemblies::BodyId in_committee) {
        people_[name] = identity::create_person(context, tx, {.name = name + "示例"});
        assemblies::add_membership(context, tx, {.person = people_[name], .assembly = city_, .term = term, .sector = sector, .party = in_party, .committee = in_committee, .number = fmt::format("13{:03}", ++number), .name = name + "示例", .from = from});
      };
      member("member", party, {});
      member("colleague", party, committee);
      member("outsider", {}, {});
      member("expert", {}, committee);
      member("writer", federation, committee);
      const auto seat = [&](const std::string& name, assemblies::AssemblyId in, Role role, assemblies::BodyId for_body = {}) {
        people_[name] = identity::create_person(context, tx, {.name = name});
        assemblies::add_seat(context, tx, people_[name], in, role, from, for_body);
      };
      seat("clerk", city_, Role::clerk);
      seat("elsewhere", other, Role::clerk);
      seat("convener", city_, Role::convener, party);
      seat("second convener", city_, Role::convener, party);
      seat("federation's convener", city_, Role::convener, federation);
      seat("committee's convener", city_, Role::convener, committee);
      (void)silent;
    });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) {
        world_.actors[name] = identity::actor_of(context, tx, person);
        world_.names[name] = std::to_string(person.value);
      }
      return 0;
    });
    world_.names["city"] = std::to_string(city_.value);
    world_.names["soon"] = at(48);
  }

  static config::Config unhurried() {
    config::Config config;
    config.pace = 0;
    return config;
  }
  std::string at(int in_hours) { return std::to_string((world_.clock.now() + hours(in_hours)).milliseconds); }
  std::int64_t column(const std::string& what) {
    const std::string sql = "SELECT " + what;
    const db::Query query{"test.column", sql, 0};
    return world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(-1); });
  }
  std::string told(const std::string& who) { return world_.send(http::Method::get, "/api/v1/me/inbox", {}, {{"X-Test-Actor", who}, {"Accept-Language", "en"}}).body; }
  std::string read(const std::string& who, const std::string& path) { return world_.send(http::Method::get, path, {}, {{"X-Test-Actor", who}, {"Accept-Language", "en"}}).body; }

  std::string called(int in_hours = 48) {
    world_.run({.name = "called", .as = "convener", .post = "/api/v1/calls", .body = fmt::format(R"({{"title":"居家养老的问题","sought":"各社区的实际困难","due":{}}})", at(in_hours)), .status = 201, .has = {R"("speaks":true)"}, .journal = {"proposals.open_call"}});
    return world_.names["call"] = std::to_string(column("max(id) FROM proposals_call"));
  }
  std::string handed_in(const std::string& as, const std::string& title) {
    world_.run({.name = "handed in", .as = as, .post = "/api/v1/calls/{call}/contributions", .body = fmt::format(R"({{"title":"{}","situation":"三楼以上没有电梯","suggestions":"加装电梯\n\n改造扶手"}})", title), .status = 201, .journal = {"proposals.contribute"}});
    return std::to_string(column("max(id) FROM proposals_contribution"));
  }
  Scenario decided(std::string name, const std::string& contribution, const std::string& verb, const std::string& word, int status = 200, std::vector<std::string> has = {}) {
    return {.name = std::move(name), .as = "convener", .put = "/api/v1/contributions/" + contribution + "/decision", .body = fmt::format(R"({{"version":{},"verb":"{}","word":"{}"}})", column("version FROM proposals_contribution WHERE id = " + contribution), verb, word), .status = status,
            .has = std::move(has), .journal = status == 200 ? std::vector<std::string>{"proposals.decide_contribution"} : std::vector<std::string>{}};
  }
  Scenario move(std::string name, std::string as, const std::string& verb, int status = 200, const std::string& more = "") {
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/proposals/{id}/transitions", .body = fmt::format(R"({{"verb":"{}","version":{}{}}})", verb, column("version FROM proposals_proposal WHERE id = " + world_.names["id"]), more), .status = status,
            .journal = status == 200 ? std::vector<std::string>{"proposals." + verb} : std::vector<std::string>{}};
  }
  void submitted_and_filed(const std::string& as) {
    world_.run(move("submitted", as, "submit"));
    world_.run({.name = "settled", .as = "clerk", .put = "/api/v1/proposals/{id}/classification", .body = fmt::format(R"({{"version":{},"title":"关于养老的建议","category":"society"}})", column("version FROM proposals_proposal WHERE id = " + world_.names["id"])), .journal = {"proposals.classify"}});
    world_.run(move("first review", "clerk", "pass"));
    world_.run(move("second review", "clerk", "pass"));
    world_.run(move("filed", "clerk", "file"));
  }
  std::string filed_by(const std::string& as, const std::string& publish = "whole") {
    world_.run({.name = "begun", .as = as, .post = "/api/v1/proposals", .body = fmt::format(R"({{"assembly":{{city}},"parts":{{"title":"关于养老的建议","situation":"情况","analysis":"分析","suggestions":["建议"],"research":"","publish":"{}","publish_reason":"内部","contact":"联络 0739-1"}}}})", publish), .status = 201, .journal = {"proposals.create"}});
    const std::string id = world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
    if (column("body FROM proposals_proposal WHERE id = " + id) > 0) {
      world_.run({.name = "the seal", .as = as, .post = "/api/v1/proposals/{id}/files?purpose=authority&name=a.pdf", .body = "%PDF-1.4\n%EOF\n", .status = 201, .journal = {"proposals.add_file"}});
    }
    submitted_and_filed(as);
    return id;
  }

  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), settings::settings_module(), calendar::calendar_module(), moderation::moderation_module(), handling::handling_module(), proposals_module()}, unhurried()};
  assemblies::AssemblyId city_;
  std::map<std::string, PersonId> people_;
};
INSTANTIATE_TEST_SUITE_P(Engines, BodiesHttp, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(BodiesHttp, WhoKnowsOfACall) {
  world_.run({
      {.name = "a member calls for nothing", .as = "member", .post = "/api/v1/calls", .body = R"({"title":"题","sought":"要求","due":{soon}})", .status = 403},
      {.name = "nor does the committee's office", .as = "clerk", .post = "/api/v1/calls", .body = R"({"title":"题","sought":"要求","due":{soon}})", .status = 403},
      {.name = "not until yesterday", .as = "convener", .post = "/api/v1/calls", .body = R"({"title":"题","sought":"要求","due":1})", .status = 400, .has = {"/due", "proposals.due_passed"}},
      {.name = "nor for nothing", .as = "convener", .post = "/api/v1/calls", .body = R"({"title":"  ","sought":"要求","due":{soon}})", .status = 400, .has = {"proposals.call_title_missing"}},
  });
  called();
  EXPECT_TRUE(told("member").contains("calls for material"));
  EXPECT_TRUE(told("colleague").contains("/mine/calls/"));
  EXPECT_FALSE(told("outsider").contains("calls for material"));
  world_.run({
      {.name = "a member of the party finds it", .as = "member", .get = "/api/v1/me/calls", .has = {"居家养老的问题", "示例党派"}},
      {.name = "nobody else does", .as = "outsider", .get = "/api/v1/me/calls", .has = {R"("items":[])"}},
      {.name = "a member reads it", .as = "member", .get = "/api/v1/calls/{call}", .has = {"各社区的实际困难", R"("verb":"contribute")", R"("speaks":false)"}},
      {.name = "another member does not", .as = "outsider", .get = "/api/v1/calls/{call}", .status = 404, .has = {"proposals.no_such_call"}},
      {.name = "nor does another body", .as = "federation's convener", .get = "/api/v1/calls/{call}", .status = 404},
      {.name = "nor the Committee for Proposals", .as = "clerk", .get = "/api/v1/calls/{call}", .status = 404},
      {.name = "nor a visitor", .get = "/api/v1/calls/{call}", .status = 401},
      {.name = "nobody else hands in", .as = "outsider", .post = "/api/v1/calls/{call}/contributions", .body = R"({"title":"题","situation":"况","suggestions":""})", .status = 404},
      {.name = "who keeps the seal and is no member does not either", .as = "convener", .post = "/api/v1/calls/{call}/contributions", .body = R"({"title":"题","situation":"况","suggestions":""})", .status = 403, .has = {"proposals.body_members_only"}},
      {.name = "a member does not change the call", .as = "member", .put = "/api/v1/calls/{call}", .body = R"({"version":1,"title":"题","sought":"要","due":{soon}})", .status = 403},
      {.name = "another body does not either", .as = "federation's convener", .put = "/api/v1/calls/{call}", .body = R"({"version":1,"title":"题","sought":"要","due":{soon}})", .status = 404},
      {.name = "who shares the seal does", .as = "second convener", .put = "/api/v1/calls/{call}", .body = R"({"version":1,"title":"居家养老的难处","sought":"要","due":{soon}})", .has = {"居家养老的难处", R"("version":2)"}, .journal = {"proposals.save_call"}},
      {.name = "on an old page not", .as = "convener", .put = "/api/v1/calls/{call}", .body = R"({"version":1,"title":"题","sought":"要","due":{soon}})", .status = 409, .has = {"proposals.call_moved_meanwhile"}},
  });
  const auto one = handed_in("member", "没有电梯");
  world_.names["one"] = one;
  EXPECT_TRUE(told("convener").contains("Something was handed in"));
  world_.run({
      {.name = "without its matter", .as = "colleague", .post = "/api/v1/calls/{call}/contributions", .body = R"({"title":" ","situation":"况","suggestions":""})", .status = 400, .has = {"/title"}},
      {.name = "a colleague does not read it", .as = "colleague", .get = "/api/v1/calls/{call}", .has = {R"("contributions":[])"}, .lacks = {"没有电梯"}},
      {.name = "the office does, with its author", .as = "convener", .get = "/api/v1/calls/{call}", .has = {"没有电梯", "member示例", R"("verb":"take")", R"("verb":"refuse","needs_reason":true)"}},
      {.name = "its author changes it", .as = "member", .put = "/api/v1/contributions/{one}", .body = R"({"version":1,"title":"老楼没有电梯","situation":"况","suggestions":"加装电梯"})", .has = {"老楼没有电梯", R"("version":2)"}, .journal = {"proposals.change_contribution"}},
      {.name = "not on an old page", .as = "member", .put = "/api/v1/contributions/{one}", .body = R"({"version":1,"title":"甲","situation":"况","suggestions":""})", .status = 409, .has = {"proposals.contribution_moved_meanwhile"}},
      {.name = "nobody else changes it", .as = "colleague", .put = "/api/v1/contributions/{one}", .body = R"({"version":2,"title":"甲","situation":"况","suggestions":""})", .status = 404},
      {.name = "or takes it back", .as = "convener", .delete_ = "/api/v1/contributions/{one}", .status = 404},
      {.name = "or decides on it", .as = "federation's convener", .put = "/api/v1/contributions/{one}/decision", .body = R"({"version":2,"verb":"take","word":""})", .status = 404},
      {.name = "the office decides on what it read", .as = "convener", .put = "/api/v1/contributions/{one}/decision", .body = R"({"version":1,"verb":"take","word":""})", .status = 409, .has = {"proposals.contribution_moved_meanwhile"}},
      {.name = "its author takes it back", .as = "member", .delete_ = "/api/v1/contributions/{one}", .has = {R"("contributions":[])"}, .journal = {"proposals.take_back_contribution"}},
  });
  const auto late = handed_in("member", "晚了");
  world_.names["late"] = late;
  world_.clock.advance(hours(49));
  world_.run({
      {.name = "the day has passed", .as = "member", .post = "/api/v1/calls/{call}/contributions", .body = R"({"title":"题","situation":"况","suggestions":""})", .status = 409, .has = {"proposals.call_over"}},
      {.name = "nor is anything changed", .as = "member", .put = "/api/v1/contributions/{late}", .body = R"({"version":1,"title":"题","situation":"况","suggestions":""})", .status = 409, .has = {"proposals.call_over"}},
      {.name = "or taken back", .as = "member", .delete_ = "/api/v1/contributions/{late}", .status = 409, .has = {"proposals.call_over"}},
      {.name = "who handed something in still finds it", .as = "member", .get = "/api/v1/me/calls", .has = {R"("open":false)"}},
      {.name = "who did not does not", .as = "colleague", .get = "/api/v1/me/calls", .has = {R"("items":[])"}},
      decided("and the office still decides", late, "refuse", "已有规定"),
  });
  EXPECT_TRUE(told("member").contains("does not use your contribution “晚了”: 已有规定"));
}

TEST_P(BodiesHttp, MaterialGrowsIntoAProposalAndItsAuthorsHearOfIt) {
  called();
  const auto one = handed_in("member", "没有电梯"), two = handed_in("colleague", "没有食堂"), three = handed_in("colleague", "别的事");
  const std::string of_all = fmt::format(R"({{"contributions":[{},{}]}})", one, two);
  world_.run(decided("not used without a reason", three, "refuse", " ", 400, {"/word", "proposals.reason_needed"}));
  world_.run(decided("kept for later", three, "keep", "明年再提", 200, {R"("fate":"kept")"}));
  world_.run({.name = "what is not taken does not grow", .as = "convener", .post = "/api/v1/calls/{call}/proposals", .body = of_all, .status = 400, .has = {"/contributions/0", "proposals.contribution_not_taken"}});
  world_.run(decided("taken", one, "take", "很具体"));
  world_.run(decided("and another, without a word", two, "take", ""));
  EXPECT_TRUE(told("member").contains("takes your contribution “没有电梯”: 很具体"));
  EXPECT_TRUE(told("colleague").contains("takes your contribution “没有食堂”"));
  EXPECT_TRUE(told("colleague").contains("for later: 明年再提"));
  world_.names["two"] = two;
  world_.run({
      {.name = "what is decided its author does not change", .as = "colleague", .put = "/api/v1/contributions/{two}", .body = R"({"version":2,"title":"题","situation":"况","suggestions":""})", .status = 409, .has = {"proposals.contribution_decided"}},
      {.name = "another body grows nothing", .as = "federation's convener", .post = "/api/v1/calls/{call}/proposals", .body = of_all, .status = 404},
      {.name = "a draft of both", .as = "convener", .post = "/api/v1/calls/{call}/proposals", .body = of_all, .status = 201,
       .has = {R"("title":"没有电梯")", R"(三楼以上没有电梯\n\n三楼以上没有电梯)", R"(["加装电梯","改造扶手","加装电梯","改造扶手"])", R"("material_from":["member示例","colleague示例"])", "示例党派"}, .journal = {"proposals.grow"}},
      {.name = "once", .as = "convener", .post = "/api/v1/calls/{call}/proposals", .body = of_all, .status = 409, .has = {"proposals.contribution_grown_already"}},
      decided("what stands in a draft is settled", one, "refuse", "不用了", 409, {"proposals.contribution_grown_already"}),
  });
  world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  EXPECT_TRUE(told("member").contains("is writing a proposal with your contribution"));
  world_.run({
      {.name = "its authors do not read the draft", .as = "member", .get = "/api/v1/proposals/{id}", .status = 404},
      {.name = "and see where theirs went", .as = "member", .get = "/api/v1/calls/{call}", .has = {R"("became":{"title":"没有电梯","state_name":"Draft"})"}},
      {.name = "thrown away it gives them back", .as = "convener", .delete_ = "/api/v1/proposals/{id}", .journal = {"proposals.discard"}},
      {.name = "and grows anew", .as = "second convener", .post = "/api/v1/calls/{call}/proposals", .body = of_all, .status = 201, .journal = {"proposals.grow"}},
  });
  world_.names["id"] = std::to_string(column("max(id) FROM proposals_proposal"));
  world_.run({
      {.name = "the workspace says what is missing", .as = "convener", .get = "/api/v1/me/body", .has = {R"("key":"to_finish","name":"To be finished","count":1)", "Please write the analysis", R"("contributions":3,"waiting":0)", R"("members":2)"}, .lacks = {"Please write the title"}},
      {.name = "another body has its own", .as = "federation's convener", .get = "/api/v1/me/body", .has = {"工商联"}, .lacks = {"没有电梯"}},
      {.name = "a member has none", .as = "member", .get = "/api/v1/me/body", .status = 403},
      {.name = "written", .as = "convener", .put = "/api/v1/proposals/{id}", .body = R"({"version":1,"parts":{"title":"关于养老的建议","situation":"况","analysis":"析","suggestions":["加装电梯"],"research":"","publish":"whole","publish_reason":"","contact":"联络 0739-1"}})", .journal = {"proposals.save"}},
      {.name = "the seal", .as = "convener", .post = "/api/v1/proposals/{id}/files?purpose=authority&name=a.pdf", .body = "%PDF-1.4\n%EOF\n", .status = 201, .journal = {"proposals.add_file"}},
      {.name = "nothing is missing", .as = "convener", .get = "/api/v1/me/body", .has = {R"("written":true,"missing":[])", R"("contact":"联络 0739-1")"}},
  });
  submitted_and_filed("convener");
  EXPECT_TRUE(told("member").contains("which has been submitted"));
  EXPECT_TRUE(told("colleague").contains("into which your contribution “没有食堂” went, has been filed"));
  world_.run({
      {.name = "the public does not read whose material it was", .get = "/api/v1/proposals/{id}", .has = {R"("material_from":[])"}},
      {.name = "its author finds the way to it", .as = "member", .get = "/api/v1/calls/{call}", .has = {R"("link":"/proposals/{id}")", R"("state_name":"Filed")"}},
      {.name = "it is being handled", .as = "convener", .get = "/api/v1/me/body", .has = {R"("key":"in_handling","name":"Being handled","count":1)"}},
  });
}

TEST_P(BodiesHttp, APanelRatesAndTheCommitteeSeesWhatCameOut) {
  const auto of_party = filed_by("convener"), of_writer = filed_by("writer"), of_outsider = filed_by("outsider"), hidden = filed_by("outsider", "not_published");
  world_.names["session"] = std::to_string(column("max(id) FROM proposals_session"));
  const auto opening = [&](const std::string& proposals, const std::string& bodies, const std::string& members, const std::string& due = "{soon}") {
    return fmt::format(R"({{"session":{{session}},"title":"年度评选","about":"","due":{},"dimensions":[{{"name":"选题","about":"","source":""}},{{"name":"文字","about":"","source":""}}],"proposals":[{}],"bodies":[{}],"members":[{}]}})", due, proposals, bodies, members);
  };
  const std::string all = of_party + "," + of_writer + "," + of_outsider;
  const std::string post = "/api/v1/assemblies/{city}/evaluations";
  world_.run({
      {.name = "what it may be made of", .as = "clerk", .get = "/api/v1/assemblies/{city}/evaluations/choices", .has = {"Importance", "示例党派", "工商联", "expert示例", "关于养老的建议"}, .lacks = {"无人党派", "outsider示例\"}]", "\"id\":" + hidden}},
      {.name = "not for everybody", .as = "convener", .get = "/api/v1/assemblies/{city}/evaluations/choices", .status = 403},
      {.name = "not from elsewhere", .as = "elsewhere", .post = post, .body = opening(all, "{示例党派},{工商联}", "{expert}"), .status = 403},
      {.name = "a panel of two", .as = "clerk", .post = post, .body = opening(all, "{示例党派},{工商联}", ""), .status = 400, .has = {"proposals.panel_too_small"}},
      {.name = "a body for which nobody speaks", .as = "clerk", .post = post, .body = opening(all, "{示例党派},{无人党派}", "{expert}"), .status = 400, .has = {"/bodies/1", "proposals.body_without_convener"}},
      {.name = "somebody of no committee", .as = "clerk", .post = post, .body = opening(all, "{示例党派},{工商联}", "{outsider}"), .status = 400, .has = {"/members/0", "proposals.not_on_a_committee"}},
      {.name = "a seat twice", .as = "clerk", .post = post, .body = opening(all, "{示例党派},{示例党派}", "{expert}"), .status = 400, .has = {"/bodies/1", "proposals.seat_twice"}},
      {.name = "what the panel may not read", .as = "clerk", .post = post, .body = opening(hidden, "{示例党派},{工商联}", "{expert}"), .status = 400, .has = {"/proposals/0", "proposals.not_evaluable"}},
      {.name = "until yesterday", .as = "clerk", .post = post, .body = opening(all, "{示例党派},{工商联}", "{expert}", "1"), .status = 400, .has = {"/due"}},
      {.name = "opened", .as = "clerk", .post = post, .body = opening(all, "{示例党派},{工商联}", "{expert},{colleague},{writer}"), .status = 201, .has = {R"("proposals":3)", R"("missing":5)", R"("results":[])"}, .journal = {"proposals.open_evaluation"}},
  });
  world_.names["evaluation"] = std::to_string(column("max(id) FROM proposals_evaluation"));
  world_.names["of_party"] = of_party, world_.names["of_writer"] = of_writer, world_.names["of_outsider"] = of_outsider, world_.names["hidden"] = hidden;
  EXPECT_TRUE(told("second convener").contains("You are asked to evaluate"));
  const std::string own = "/api/v1/me/evaluations/{evaluation}";
  const auto rated = [&](std::string name, std::string as, const std::string& proposal, const std::string& scores, int version = 0, int status = 200, std::vector<std::string> has = {}) -> Scenario {
    return {.name = std::move(name), .as = std::move(as), .put = own + "/ratings/{" + proposal + "}", .body = fmt::format(R"({{"version":{},"abstain":{},"scores":[{}]}})", version, scores.empty(), scores), .status = status,
            .has = std::move(has), .journal = status == 200 ? std::vector<std::string>{"proposals.rate"} : std::vector<std::string>{}};
  };
  world_.run({
      {.name = "who is not on the panel finds nothing", .as = "outsider", .get = own, .status = 404, .has = {"proposals.not_on_the_panel"}},
      {.name = "nor does the committee's office rate", .as = "clerk", .get = own, .status = 404},
      rated("who is not on the panel rates nothing", "outsider", "of_writer", "5,5", 0, 404, {"proposals.not_on_the_panel"}),
      {.name = "whom a seat is for", .as = "convener", .get = own, .has = {R"("seat":"示例党派")", R"("to_rate":2)", "Your own party, sector or committee proposed this", R"("scores":[],"version":0)"}},
      {.name = "among one's own", .as = "writer", .get = "/api/v1/me/evaluations", .has = {"年度评选", R"("to_rate":2)"}},
      rated("not of one's own body", "convener", "of_party", "5,5", 0, 409, {"proposals.recused_own_body"}),
      rated("nor as its member on a committee", "colleague", "of_party", "5,5", 0, 409, {"proposals.recused_own_body"}),
      rated("nor what one wrote", "writer", "of_writer", "5,5", 0, 409, {"proposals.recused_signed"}),
      rated("nothing that is not evaluated", "expert", "hidden", "5,5", 0, 404),
      rated("a score for everything", "expert", "of_party", "5", 0, 400, {"proposals.scores_missing"}),
      rated("from 1 to 5", "expert", "of_party", "5,6", 0, 400, {"/scores/1", "proposals.score_out_of_range"}),
      rated("rated", "expert", "of_party", "4,2", 0, 200, {R"("scores":[4,2],"version":1)"}),
      rated("twice as if it were the first time", "expert", "of_party", "1,1", 0, 409, {"proposals.rated_meanwhile"}),
      rated("changed", "expert", "of_party", "5,3", 1, 200, {R"("scores":[5,3],"version":2)"}),
      rated("not over what was given meanwhile", "expert", "of_party", "1,1", 1, 409, {"proposals.rated_meanwhile"}),
      {.name = "that stays as it was", .as = "expert", .get = own, .has = {R"("scores":[5,3])"}},
      rated("the body's seat", "convener", "of_writer", "3,3"),
      rated("who shares it sees and changes it", "second convener", "of_writer", "4,4", 1, 200, {R"("version":2)"}),
      rated("one after the other", "federation's convener", "of_party", "5,5"),
      rated("the party's member stays away from the party's, not from others'", "colleague", "of_writer", "4,4"),
      rated("a third", "writer", "of_party", "2,4"),
      rated("one of the writer's party stays away from nothing but the party's", "expert", "of_writer", "4,4"),
      rated("abstains", "expert", "of_outsider", ""),
      {.name = "the committee sees how far each came, never what was given", .as = "clerk", .get = "/api/v1/evaluations/{evaluation}", .has = {R"("name":"expert示例","kind_name":"Member","rated":3,"to_rate":3)", R"("name":"工商联","kind_name":"Party","rated":1,"to_rate":3)", R"("missing":4)", R"("results":[])"}, .lacks = {"scores"}},
      {.name = "another committee does not", .as = "elsewhere", .get = "/api/v1/evaluations/{evaluation}", .status = 404},
      {.name = "a seat does not see another's", .as = "writer", .get = own, .has = {R"("results":[])"}, .lacks = {"[5,3]", "[4,4]"}},
      {.name = "who is missing is reminded", .as = "clerk", .post = "/api/v1/evaluations/{evaluation}/reminders", .body = "{}", .journal = {"proposals.remind_panel"}},
      {.name = "nothing is excellent out of it yet", .as = "clerk", .put = "/api/v1/proposals/{of_party}/distinctions/excellent", .body = R"({"on":true,"evaluation":{evaluation}})", .status = 400, .has = {"proposals.not_of_evaluation"}},
  });
  EXPECT_TRUE(told("writer").contains("wait for your rating"));
  EXPECT_FALSE(told("expert").contains("wait for your rating"));
  world_.clock.advance(hours(49));
  world_.names["later"] = at(24), world_.names["earlier"] = at(-24);
  world_.run({
      rated("the day has passed", "colleague", "of_outsider", "5,5", 0, 409, {"proposals.evaluation_over"}),
      {.name = "not to an earlier day", .as = "clerk", .post = "/api/v1/evaluations/{evaluation}/transitions", .body = R"({"verb":"extend","version":1,"due":{earlier}})", .status = 400, .has = {"proposals.due_not_later"}},
      {.name = "more time", .as = "clerk", .post = "/api/v1/evaluations/{evaluation}/transitions", .body = R"({"verb":"extend","version":1,"due":{later}})", .has = {R"("over":false)"}, .journal = {"proposals.extend_evaluation"}},
      rated("and rated", "colleague", "of_outsider", "5,5"),
      {.name = "closed", .as = "clerk", .post = "/api/v1/evaluations/{evaluation}/transitions", .body = R"({"verb":"close","version":2})", .journal = {"proposals.close_evaluation"}},
      {.name = "closed twice", .as = "clerk", .post = "/api/v1/evaluations/{evaluation}/transitions", .body = R"({"verb":"close","version":2})", .status = 409, .has = {"workflow.not_now"}},
      rated("rated after that", "colleague", "of_outsider", "1,1", 1, 409, {"proposals.evaluation_closed_already"}),
      // The party's: (5,3), (5,5), (2,4), a mean of 4. The writer's: three times (4,4), the same. The third had one seat and one that abstained.
      {.name = "what came out", .as = "clerk", .get = "/api/v1/evaluations/{evaluation}",
       .has = {R"("raters":3,"abstained":0,"rank":1,"tied":true,"mean":4,"lowest":3,"highest":5,"dimensions":[{"median":5,"mean":4,"lowest":2,"highest":5},{"median":4,"mean":4,"lowest":3,"highest":5}])", R"("raters":3,"abstained":0,"rank":1,"tied":true,"mean":4,"lowest":4,"highest":4)", R"("raters":1,"abstained":1,"tied":false,"dimensions":[])"}},
      {.name = "the panel sees the same", .as = "second convener", .get = own, .has = {R"("rank":1,"tied":true)"}},
      {.name = "excellent out of it", .as = "clerk", .put = "/api/v1/proposals/{of_party}/distinctions/excellent", .body = R"({"on":true,"evaluation":{evaluation}})", .has = {R"("excellent_by":"年度评选")"}, .journal = {"proposals.make_excellent"}},
      {.name = "nothing that was not in it", .as = "clerk", .put = "/api/v1/proposals/{hidden}/distinctions/excellent", .body = R"({"on":true,"evaluation":{evaluation}})", .status = 400, .has = {"proposals.not_of_evaluation"}},
      {.name = "it stands in the list", .as = "clerk", .get = post, .has = {"年度评选", R"("state":"closed")", R"("proposals":3,"seats":5)"}},
  });
  EXPECT_TRUE(told("expert").contains("is closed; its result can be seen"));
}

TEST_P(BodiesHttp, WhatIsDueStandsInTheCalendar) {
  called();
  const auto one = filed_by("outsider");
  world_.names["session"] = std::to_string(column("max(id) FROM proposals_session"));
  world_.run({.name = "opened", .as = "clerk", .post = "/api/v1/assemblies/{city}/evaluations", .body = fmt::format(R"({{"session":{{session}},"title":"年度评选","about":"","due":{{soon}},"dimensions":[{{"name":"选题","about":"","source":""}}],"proposals":[{}],"bodies":[{{示例党派}},{{工商联}}],"members":[{{expert}}]}})", one), .status = 201, .journal = {"proposals.open_evaluation"}});
  const auto calendar = [&](const std::string& who) {
    const auto made = world_.send(http::Method::put, "/api/v1/me/calendar-link", "{}", {{"X-Test-Actor", who}, {"X-CSRF-Token", "test"}, {"Accept-Language", "en"}});
    EXPECT_EQ(made.status, 200) << made.body;
    const auto from = made.body.find("/api/v1/deadlines/");
    return world_.send(http::Method::get, made.body.substr(from, made.body.find('"', from) - from)).body;
  };
  const std::string call = "call" + world_.names["call"], evaluation = "evaluation" + std::to_string(column("max(id) FROM proposals_evaluation"));
  for (const auto& [who, calls, rates] : {std::tuple{"member", true, false}, {"expert", false, true}, {"outsider", false, false}, {"convener", true, true}}) {
    SCOPED_TRACE(who);
    const std::string feed = calendar(who);
    EXPECT_EQ(feed.contains(call), calls) << feed;
    EXPECT_EQ(feed.contains(evaluation), rates) << feed;
  }
}

}  // namespace
}  // namespace gongshi::proposals
