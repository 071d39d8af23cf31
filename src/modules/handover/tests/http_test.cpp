// A matter goes up to the city and its answer comes back down: who may do what, who sees it, who is told. On both engines.
#include <gtest/gtest.h>

#include "modules/handover/api.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::handover {
namespace {

using assemblies::Role;
using assemblies::Tier;

class HandoverHttp : public testing::TestWithParam<db::Engine> {
 protected:
  HandoverHttp() {
    world_.build([&](Context& context, db::WriteTx& tx) {
      const Timestamp from = context.now() - std::chrono::hours(24);
      city_ = assemblies::create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "c"});
      county_ = assemblies::create_assembly(context, tx, {.name = "甲县政协", .short_name = "甲县", .level = Tier::county, .parent = city_, .code = "c1"});
      other_ = assemblies::create_assembly(context, tx, {.name = "乙县政协", .short_name = "乙县", .level = Tier::county, .parent = city_, .code = "c2"});
      for (const auto& [name, assembly, role] : {std::tuple{"city", city_, Role::clerk}, std::tuple{"county", county_, Role::clerk}, std::tuple{"other", other_, Role::clerk}, std::tuple{"administrator", city_, Role::administrator}}) {
        people_[name] = identity::create_person(context, tx, {.name = name});
        assemblies::add_seat(context, tx, people_[name], assembly, role, from);
      }
      people_["citizen"] = identity::create_person(context, tx, {.name = "citizen"});
    });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) world_.actors[name] = identity::actor_of(context, tx, person);
      return 0;
    });
    world_.names = {{"city", std::to_string(city_.value)}, {"county", std::to_string(county_.value)}, {"other", std::to_string(other_.value)}};
  }

  /// Topics: 1 is the county's and finished, 2 not finished, 3 hidden, 4 the city's own.
  Module topics() {
    Module module{.name = "topics"};
    module.start = [this](Application& app) {
      const auto hidden = [](std::int64_t id) { return id == 3 || id < 1 || id > 4; };
      register_subject(app, "topic",
                       {.find = [this, hidden](Context&, db::ReadTx&, std::int64_t id) -> Result<Subject> {
                          if (hidden(id)) return fail(ErrorKind::not_found, "handover.no_such_subject");
                          if (id == 2) return fail(ErrorKind::conflict, "workflow.not_now");
                          return Subject{.assembly = id == 4 ? city_ : county_, .title = "老街改造", .link = "/topics/1", .points = {"先修排水", "再修路面"}};
                        },
                        .may_read = [hidden](Context&, db::ReadTx&, std::int64_t id) -> Result<void> {
                          return hidden(id) ? Result<void>(fail(ErrorKind::not_found, "handover.no_such_subject")) : Result<void>();
                        }});
    };
    module.hears = {hears_after<Answered>("topics.answered", [this](Context&, db::WriteTx&, const Answered& event) -> Result<void> {
      answered_.push_back(event.subject);
      return {};
    })};
    return module;
  }

  Scenario up(std::string name, std::string body, int status, std::vector<std::string> has = {}, std::string as = "county") {
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/handovers", .body = std::move(body), .status = status, .has = std::move(has),
            .journal = status == 201 ? std::vector<std::string>{"handover.hand_up"} : std::vector<std::string>{}};
  }
  Scenario move(std::string name, std::string as, const std::string& verb, const std::string& more, int status, std::vector<std::string> has = {}) {
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/handovers/{handover}/transitions", .body = R"({"verb":")" + verb + "\"," + more + "}", .status = status, .has = std::move(has),
            .journal = status == 200 ? std::vector<std::string>{"handover." + verb} : std::vector<std::string>{}};
  }
  std::string told(const std::string& who) { return world_.send(http::Method::get, "/api/v1/me/inbox", {}, {{"X-Test-Actor", who}, {"Accept-Language", "en"}}).body; }

  std::vector<std::int64_t> answered_;
  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), handover_module(), topics()}};
  assemblies::AssemblyId city_, county_, other_;
  std::map<std::string, PersonId> people_;
};
INSTANTIATE_TEST_SUITE_P(Engines, HandoverHttp, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(HandoverHttp, EveryQueryPrepares) { world_.expect_every_query_to_prepare(); }

TEST_P(HandoverHttp, GoesUpIsReturnedGoesUpAgainAndIsAnswered) {
  const std::string good = R"({"kind":"topic","subject":1,"point":2,"note":"县里财力不够"})";
  world_.run({
      up("a citizen hands nothing up", good, 403, {}, "citizen"),
      up("nor does an administrator", good, 403, {}, "administrator"),
      up("nor another county", good, 403, {"request.not_permitted"}, "other"),
      up("what is not finished", R"({"kind":"topic","subject":2,"note":"x"})", 409),
      up("what is hidden", R"({"kind":"topic","subject":3,"note":"x"})", 404, {"handover.no_such_subject"}),
      up("a kind nobody knows", R"({"kind":"none","subject":1,"note":"x"})", 404, {"handover.no_such_subject"}),
      up("there is nothing above the city", R"({"kind":"topic","subject":4,"note":"x"})", 409, {"handover.nothing_above"}, "city"),
      up("a point that is not there", R"({"kind":"topic","subject":1,"point":3,"note":"x"})", 400, {"handover.no_such_point"}),
      up("a point of it", good, 201, {R"("point":"再修路面")", R"("state":"handed_up")", R"("verb":"withdraw")"}),
      up("once", good, 409, {"handover.there_already"}),
  });
  static constexpr db::Query kNewest{"test.newest", "SELECT max(id) FROM handover_item", 0};
  world_.names["handover"] = std::to_string(world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(kNewest).value_or(0); }));
  EXPECT_TRUE(told("city").contains("甲县政协 hands up “老街改造”")) << told("city");
  world_.run({
      {.name = "the city sees it", .as = "city", .get = "/api/v1/assemblies/{city}/handovers", .has = {"县里财力不够", R"("verb":"accept")", R"("code":"not_clear")"}},
      {.name = "another county does not", .as = "other", .get = "/api/v1/assemblies/{other}/handovers", .has = {R"("items":[])"}},
      {.name = "nor the list of either", .as = "other", .get = "/api/v1/assemblies/{city}/handovers", .status = 403},
      {.name = "hidden is absent", .as = "other", .get = "/api/v1/handovers/{handover}", .status = 404, .has = {"handover.not_found"}},
      {.name = "in public without the note", .get = "/api/v1/handed-up/topic/1", .has = {R"("point":"再修路面")", "Handed up to 示例市政协"}, .lacks = {"县里财力不够"}},
      {.name = "nothing of what is hidden", .get = "/api/v1/handed-up/topic/3", .status = 404},
      move("the county does not accept its own", "county", "accept", R"("version":1)", 403),
      move("a reason is needed", "city", "send_back", R"("version":1)", 400, {"handover.reason.needed"}),
      move("from an old page", "city", "accept", R"("version":9)", 409, {"handover.moved_meanwhile"}),
      move("another county acts on nothing", "other", "withdraw", R"("version":1)", 404),
      move("returned", "city", "send_back", R"("version":1,"reason":"not_clear","text":"请附预算")", 200, {R"("state":"returned","state_since")", "请附预算"}),
      {.name = "in public it is not on its way", .get = "/api/v1/handed-up/topic/1", .has = {R"("items":[])"}},
      move("the city waits", "city", "accept", R"("version":2)", 409, {"workflow.not_now"}),
      move("up again, with words", "county", "hand_up", R"("version":2)", 400, {"handover.text_needed"}),
      move("up again", "county", "hand_up", R"("version":2,"text":"预算附后")", 200, {"预算附后"}),
      move("accepted", "city", "accept", R"("version":3)", 200, {R"("state":"accepted")"}),
      move("it cannot be withdrawn any more", "county", "withdraw", R"("version":4)", 409, {"workflow.not_now"}),
      move("an answer has words", "city", "answer", R"("version":4)", 400, {"handover.text_needed"}),
      move("answered", "city", "answer", R"("version":4,"text":"列入明年计划")", 200, {R"("state":"answered")"}),
      {.name = "the answer is public", .get = "/api/v1/handed-up/topic/1", .has = {"Answered by 示例市政协", R"("answer":"列入明年计划")"}},
      {.name = "and the county's", .as = "county", .get = "/api/v1/handovers/{handover}", .has = {"列入明年计划", R"("actions":[])"}},
  });
  const std::string inbox = told("county");
  EXPECT_TRUE(inbox.contains("has returned “老街改造”: Not clear enough") && inbox.contains("has accepted") && inbox.contains("has answered")) << inbox;
  world_.app().deliver_outbox();
  EXPECT_EQ(answered_, std::vector<std::int64_t>{1}) << "its owner heard of it once";
}

TEST_P(HandoverHttp, WithdrawnItMayGoUpAgain) {
  const std::string whole = R"({"kind":"topic","subject":1,"note":"请研究"})";
  world_.run(up("the whole of it", whole, 201));
  static constexpr db::Query kNewest{"test.newest", "SELECT max(id) FROM handover_item", 0};
  world_.names["handover"] = std::to_string(world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(kNewest).value_or(0); }));
  world_.run({move("withdrawn", "county", "withdraw", R"("version":1)", 200, {R"("actions":[])"}), up("again", whole, 201)});
}

}  // namespace
}  // namespace gongshi::handover
