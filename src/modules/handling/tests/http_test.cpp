// A matter goes to units and comes back answered and rated: who may do what, in which order, by when, and who is told. On both engines.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "maths/random.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/settings/api.hpp"
#include "platform/documents/testing.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::handling {
namespace {

using assemblies::Role;

class HandlingHttp : public testing::TestWithParam<db::Engine> {
 protected:
  HandlingHttp() {
    world_.build([&](Context& context, db::WriteTx& tx) {
      const Timestamp from = context.now() - std::chrono::hours(24);
      city_ = assemblies::create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "c"});
      const auto other = assemblies::create_assembly(context, tx, {.name = "别市政协", .short_name = "别市", .code = "o"});
      for (int i = 1; i <= 3; ++i) units_[i] = assemblies::create_body(context, tx, city_, {}, assemblies::BodyKind::unit, fmt::format("示例局{:02}", i));
      const auto seat = [&](const std::string& name, assemblies::AssemblyId in, Role role, assemblies::BodyId unit = {}) {
        people_[name] = identity::create_person(context, tx, {.name = name});
        assemblies::add_seat(context, tx, people_[name], in, role, from, unit);
      };
      seat("clerk", city_, Role::clerk);
      seat("supervisor", city_, Role::supervisor);
      channel_ = assemblies::create_body(context, tx, city_, {}, assemblies::BodyKind::office, "示例市政府办公室");
      seat("dispatcher", city_, Role::supervisor, channel_);
      seat("elsewhere", other, Role::supervisor);
      seat("administrator", city_, Role::administrator);
      for (int i = 1; i <= 3; ++i) {
        seat(fmt::format("handler{}", i), city_, Role::handler, units_[i]);
        seat(fmt::format("leader{}", i), city_, Role::unit_leader, units_[i]);
      }
      for (const char* name : {"asker", "second", "citizen"}) people_[name] = identity::create_person(context, tx, {.name = name});
      for (int i = 0; i < 12; ++i) people_[fmt::format("one{}", i)] = identity::create_person(context, tx, {.name = "one"});
    });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) {
        world_.actors[name] = identity::actor_of(context, tx, person);
        world_.actors[name].confirmed_at = context.now();
      }
      return 0;
    });
    world_.names = {{"city", std::to_string(city_.value)}, {"channel", std::to_string(channel_.value)}};
    for (const auto& [i, unit] : units_) world_.names["unit" + std::to_string(i)] = std::to_string(unit.value);
  }

  /// Letters are asked by name (by `asker`, who speaks for both, and `second`), polls by a crowd; subject 3 of either is hidden. From 10 on a letter makes two suggestions.
  Module subjects() {
    Module module{.name = "subjects"};
    module.start = [this](Application& app) {
      const auto may_read = [](Context&, db::ReadTx&, std::int64_t id) -> Result<void> {
        return id == 3 ? Result<void>(fail(ErrorKind::not_found, "handling.not_found")) : Result<void>();
      };
      register_subject(app, "letter", {.asking = Asking::by_name, .may_read = may_read, .asker = [this](Context& context, db::ReadTx&, std::int64_t) -> std::optional<std::int64_t> {
                         if (context.actor.person != people_["asker"] && context.actor.person != people_["second"]) return std::nullopt;
                         return context.actor.person.value;
                       },
                       .suggestions = [](db::ReadTx&, std::int64_t id) { return id < 10 ? std::vector<std::string>{} : std::vector<std::string>{"先修老街", "再装水泵"}; },
                       .speaks = [this](Context& context, db::ReadTx&, std::int64_t) { return context.actor.person == people_["asker"]; },
                       .askers = [this](Context&, db::ReadTx&, std::int64_t id) { return id < 10 ? std::vector<Asker>{} : std::vector<Asker>{{people_["asker"].value, "甲"}, {people_["second"].value, "乙"}}; },
                       .category_name = [](const Context&, std::string_view category) { return "of " + std::string(category); }});
      register_subject(app, "poll", {.asking = Asking::under_key, .may_read = may_read, .asker = [this](Context& context, db::ReadTx&, std::int64_t) -> std::optional<std::int64_t> {
                         for (int i = 0; i < 12; ++i) {
                           if (context.actor.person == people_[fmt::format("one{}", i)]) return 7000 + i;
                         }
                         return std::nullopt;
                       }});
    };
    module.hears = {hears_after<Answered>("subjects.answered", [this](Context&, db::WriteTx&, const Answered& event) -> Result<void> {
      answered_.push_back(event.subject);
      return {};
    })};
    return module;
  }

  std::int64_t opened(std::string_view kind, std::int64_t subject = 1, std::int64_t point = 0) {
    world_.build([&](Context& context, db::WriteTx& tx) {
      open(context, tx, {.assembly = city_, .kind = kind, .subject = subject, .point = point, .title = "老街排水", .text = "先修排水", .link = "/"});
    });
    const auto id = newest("item");
    world_.names["item"] = std::to_string(id);
    return id;
  }
  std::int64_t newest(const std::string& table) {
    const std::string sql = "SELECT max(id) FROM handling_" + table;
    const db::Query query{"test.newest", sql, 0};
    return world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(0); });
  }
  std::int64_t column(const std::string& what) {
    const std::string sql = "SELECT " + what;
    const db::Query query{"test.column", sql, 0};
    return world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(-1); });
  }
  std::int64_t item_version() { return column("version FROM handling_item WHERE id = " + world_.names["item"]); }
  /// The unit's part of the latest round.
  std::string task_of(int unit) {
    return std::to_string(column(fmt::format("max(id) FROM handling_task WHERE item = {} AND unit = {}", world_.names["item"], units_[unit].value)));
  }

  Scenario assign(std::string name, const std::string& units, int status, std::vector<std::string> has = {}, std::string as = "clerk") {
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/handling/items/{item}/assignment", .body = fmt::format(R"({{"version":{},"units":[{}]}})", item_version(), units), .status = status,
            .has = std::move(has), .journal = on(status, {column("count(*) FROM handling_item WHERE state = 'to_assign' AND id = " + world_.names["item"]) == 1 ? "handling.assign" : "handling.assign_more"})};
  }
  std::string part(int unit, const std::string& role) { return fmt::format(R"({{"unit":{},"role":"{}"}})", units_[unit].value, role); }
  Scenario step(std::string name, std::string as, int unit, const std::string& verb, int status, const std::string& more = "", std::vector<std::string> has = {}, std::vector<std::string> also = {}) {
    const std::string task = task_of(unit);
    also.insert(also.begin(), "handling." + verb);
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/handling/tasks/" + task + "/transitions",
            .body = fmt::format(R"({{"verb":"{}","version":{}{}}})", verb, column("version FROM handling_task WHERE id = " + task), more), .status = status, .has = std::move(has), .journal = on(status, also)};
  }
  Scenario draft(std::string name, std::string as, int unit, int status, const std::string& promises = "", const std::string& outcome = "planned", const std::string& adoptions = "", std::vector<std::string> has = {}) {
    const std::string task = task_of(unit);
    return {.name = std::move(name), .as = std::move(as), .put = "/api/v1/handling/tasks/" + task + "/reply",
            .body = fmt::format(R"({{"version":{},"reply":"已列入明年计划","outcome":"{}","document_number":"示例〔2026〕1号","adoptions":[{}],"promises":[{}]}})", column("version FROM handling_task WHERE id = " + task), outcome, adoptions, promises),
            .status = status, .has = std::move(has)};
  }
  Scenario contact(std::string as, int unit, const std::string& stage, int status) {
    return {.name = "a contact " + stage, .as = std::move(as), .post = "/api/v1/handling/tasks/" + task_of(unit) + "/contacts",
            .body = fmt::format(R"({{"stage":"{}","way":"visit","at":{},"note":"上门看过"}})", stage, world_.clock.now().milliseconds), .status = status, .journal = on(status, {"handling.contact"})};
  }
  Scenario meeting(std::string name, std::string as, int unit, bool needed, int status, std::vector<std::string> has = {}) {
    return {.name = std::move(name), .as = std::move(as), .put = "/api/v1/handling/tasks/" + task_of(unit) + "/meeting", .body = fmt::format(R"({{"needed":{}}})", needed), .status = status, .has = std::move(has),
            .journal = on(status, {needed ? "handling.meeting_wanted" : "handling.meeting_not_needed"})};
  }
  Scenario move(std::string name, std::string as, const std::string& verb, int status, const std::string& more = "", std::vector<std::string> has = {}) {
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/handling/items/{item}/transitions", .body = fmt::format(R"({{"verb":"{}","version":{}{}}})", verb, item_version(), more), .status = status,
            .has = std::move(has), .journal = on(status, {"handling." + verb})};
  }
  Scenario rate(std::string as, const std::string& overall, int status, std::vector<std::string> has = {}, std::vector<std::string> journal = {"handling.rate"}) {
    return {.name = as + " is " + overall, .as = as, .post = "/api/v1/handling/items/{item}/ratings", .body = fmt::format(R"({{"overall":"{0}","attitude":"{0}"}})", overall), .status = status, .has = std::move(has), .journal = on(status, std::move(journal))};
  }
  static std::vector<std::string> on(int status, std::vector<std::string> journal) { return status == 200 ? journal : std::vector<std::string>{}; }
  /// From signing for it to the check.
  void answer(int unit, const std::string& promises = "", const std::string& outcome = "planned", bool last = true) {
    const std::string handler = fmt::format("handler{}", unit), leader = fmt::format("leader{}", unit);
    world_.run(step("signed for", handler, unit, "sign_for", 200));
    for (const char* stage : {"before", "during"}) world_.run(contact(handler, unit, stage, 200));
    world_.run(draft("written", handler, unit, 200, promises, outcome));
    world_.run(step("sent in", handler, unit, "submit_reply", 200));
    world_.run(step("signed", leader, unit, "approve", 200));
    world_.run(step("checked", "supervisor", unit, "accept", 200, "", {}, last ? std::vector<std::string>{"handling.reply"} : std::vector<std::string>{}));
  }
  /// A letter that makes suggestions, answered by one unit, or by two apart.
  void answered(std::int64_t subject, int units = 1) {
    opened("letter", subject);
    world_.run(assign("to them", units == 1 ? part(1, "sole") : part(1, "separate") + "," + part(2, "separate"), 200));
    for (int unit = 1; unit <= units; ++unit) {
      const std::string handler = fmt::format("handler{}", unit);
      world_.run(step("signed for", handler, unit, "sign_for", 200));
      for (const char* stage : {"before", "during"}) world_.run(contact(handler, unit, stage, 200));
      world_.run(draft("written", handler, unit, 200, "", "planned", kBoth));
      world_.run(step("sent in", handler, unit, "submit_reply", 200));
      world_.run(step("signed", fmt::format("leader{}", unit), unit, "approve", 200));
      world_.run(step("checked", "supervisor", unit, "accept", 200, "", {}, unit == units ? std::vector<std::string>{"handling.reply"} : std::vector<std::string>{}));
    }
    for (auto& [name, actor] : world_.actors) actor.confirmed_at = world_.clock.now();
  }
  Scenario quality(std::string name, std::string as, int unit, int status, std::vector<std::string> has = {}, std::vector<std::string> lacks = {}) {
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/handling/tasks/" + task_of(unit) + "/quality", .body = R"({"grade":"good","word":"建议具体"})", .status = status, .has = std::move(has), .lacks = std::move(lacks),
            .journal = on(status, {"handling.rate_quality"})};
  }
  Scenario on_paper(std::string name, std::string as, const std::string& asker, int status, std::vector<std::string> has = {}, const std::string& overall = "satisfied", const std::string& scan = "%PDF-1.4\n%%EOF\n") {
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/handling/items/{item}/paper-ratings?asker=" + std::to_string(people_[asker].value) + "&overall=" + overall + "&attitude=satisfied&name=scan.pdf", .body = scan, .status = status,
            .has = std::move(has), .journal = on(status, {"handling.enter_paper"})};
  }
  Scenario decide(std::string name, std::string as, bool confirm, int status, std::vector<std::string> has = {}, std::vector<std::string> lacks = {}, std::vector<std::string> also = {}) {
    also.insert(also.begin(), confirm ? "handling.confirm_paper" : "handling.refuse_paper");
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/handling/paper-ratings/" + std::to_string(newest("paper")) + "/decision", .body = fmt::format(R"({{"confirm":{}}})", confirm), .status = status, .has = std::move(has),
            .lacks = std::move(lacks), .journal = on(status, also)};
  }
  static constexpr const char* kBoth = R"({"number":1,"adoption":"adopted","word":""},{"number":2,"adoption":"partly","word":"先装两台"})";
  std::string told(const std::string& who) { return world_.send(http::Method::get, "/api/v1/me/inbox", {}, {{"X-Test-Actor", who}, {"Accept-Language", "en"}}).body; }

  std::vector<std::int64_t> answered_;
  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), settings::settings_module(), calendar::calendar_module(), handling_module(), subjects()}};
  assemblies::AssemblyId city_;
  assemblies::BodyId channel_;
  std::map<int, assemblies::BodyId> units_;
  std::map<std::string, PersonId> people_;
};
INSTANTIATE_TEST_SUITE_P(Engines, HandlingHttp, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(HandlingHttp, AChannelAssignsWhatGoesThroughIt) {
  world_.names["other"] = std::to_string(opened("letter"));
  opened("letter", 2);
  const std::string list = "/api/v1/assemblies/{city}/handling?queue=to_assign", own = R"("id":{item},)", others = R"("id":{other},)";
  const auto send = [&](std::string name, std::string as, const std::string& item, const std::string& more, int status, std::vector<std::string> has = {}, const std::string& verb = "") {
    return Scenario{.name = std::move(name), .as = std::move(as), .put = "/api/v1/assemblies/{city}/handling/channel", .body = R"({"items":[)" + item + "]" + more + "}", .status = status, .has = std::move(has),
                    .journal = verb.empty() ? std::vector<std::string>{} : std::vector<std::string>{"handling." + verb}};
  };
  const std::string to_channel = R"(,"channel":{channel},"note":"")";
  world_.run({
      {.name = "nothing has gone through it yet", .as = "dispatcher", .get = list, .has = {R"("items":[])", R"("channel":"示例市政府办公室","channels":[])", R"("queue":"to_assign","name":"To be assigned","count":0)"}},
      {.name = "what did not is absent", .as = "dispatcher", .get = "/api/v1/handling/items/{item}", .status = 404},
      {.name = "nobody opens figures of all there", .as = "dispatcher", .get = "/api/v1/assemblies/{city}/handling/statistics", .status = 403},
      {.name = "nor what a unit's figure counts", .as = "dispatcher", .get = "/api/v1/assemblies/{city}/handling?unit={unit1}", .status = 403},
      send("a unit is no channel", "clerk", "{item}", R"(,"channel":{unit1},"note":"")", 400, {"handling.no_such_channel"}),
      send("no channel takes what it likes", "dispatcher", "{item}", to_channel, 400, {"handling.no_such_channel"}),
      send("a unit sends nothing", "handler1", "{item}", to_channel, 403),
      send("sent", "clerk", "{item}", to_channel, 200, {R"("channels":[{"channel":{"id":{channel},"name":"示例市政府办公室"},"count":1}])", R"("channel":"示例市政府办公室")"}, "distribute"),
      {.name = "who works for it is told", .as = "dispatcher", .get = "/api/v1/me/inbox", .has = {"Matters to be assigned through your channel: 1"}},
      {.name = "and has that alone", .as = "dispatcher", .get = list, .has = {own}, .lacks = {others}},
      {.name = "the office has both", .as = "supervisor", .get = list, .has = {own, others}},
      {.name = "or what is there", .as = "supervisor", .get = list + "&channel={channel}", .has = {own}, .lacks = {others}},
      send("not handed back without a word", "dispatcher", "{item}", R"(,"note":"")", 400, {"/note"}),
      send("another's is not its to hand back", "dispatcher", "{other}", R"(,"note":"不归政府")", 400, {"/items/0"}),
      {.name = "nor to plan", .as = "dispatcher", .put = "/api/v1/assemblies/{city}/handling/plan", .body = R"({"items":[{other}],"units":[]})", .status = 400, .has = {"/items/0"}},
      send("handed back", "dispatcher", "{item}", R"(,"note":"属党委系统")", 200, {R"("items":[])"}, "hand_back"),
      {.name = "with its reason", .as = "clerk", .get = list, .has = {R"("channel_note":"属党委系统")"}},
      {.name = "the office is told", .as = "supervisor", .get = "/api/v1/me/inbox", .has = {"Matters that 示例市政府办公室 has handed back: 1. 属党委系统"}},
      send("sent again", "clerk", "{item}", to_channel, 200, {}, "distribute"),
  });
  world_.run(assign("assigned there", part(1, "sole"), 200, {R"("channel":"示例市政府办公室")"}, "dispatcher"));
  world_.run(send("too late", "clerk", "{item}", to_channel, 400, {"handling.moved_meanwhile"}));
  world_.run(step("its unit asks to return it", "handler1", 1, "request_return", 200, R"(,"reason":"不属职责")"));
  world_.run({{.name = "they hear of it", .as = "dispatcher", .get = "/api/v1/me/inbox", .has = {"示例局01"}},
              {.name = "the unit does not hear of channels", .as = "handler1", .get = "/api/v1/handling/items/{item}", .lacks = {"示例市政府办公室"}}});
  world_.run(step("and decide", "dispatcher", 1, "agree_return", 200, "", {}, {"handling.take_back"}));
  world_.run({{.name = "it waits there again", .as = "dispatcher", .get = list, .has = {own}}});
}

TEST_P(HandlingHttp, EveryQueryPrepares) { world_.expect_every_query_to_prepare(); }

TEST_P(HandlingHttp, ManyArePlannedUndoneAndIssued) {
  std::string items;
  for (int i = 1; i <= 4; ++i) items += (items.empty() ? "" : ",") + std::to_string(opened("letter", 10 + i));
  const auto planned = [&](std::string name, const std::string& which, const std::string& units, int status, std::vector<std::string> has = {}, std::string as = "clerk") {
    return Scenario{.name = std::move(name), .as = std::move(as), .put = "/api/v1/assemblies/{city}/handling/plan", .body = fmt::format(R"({{"items":[{}],"units":[{}]}})", which, units), .status = status, .has = std::move(has),
                    .journal = on(status, std::vector<std::string>(static_cast<std::size_t>(std::ranges::count(which, ',')) + 1, units.empty() ? "handling.undo_plan" : "handling.plan"))};
  };
  const std::string alone = part(1, "sole"), together = part(2, "lead") + "," + part(3, "assisting");
  world_.run({
      planned("a unit plans nothing", items, alone, 403, {}, "leader1"),
      planned("nobody from elsewhere", items, alone, 403, {}, "elsewhere"),
      planned("a lead alone", items, part(1, "lead"), 400, {"handling.roles_do_not_fit"}),
      planned("a unit that is none", items, R"({"unit":1,"role":"sole"})", 400, {"handling.no_such_unit"}),
      planned("a matter that is none", "1", alone, 400, {"/items/0"}),
      planned("all to one", items, alone, 200, {R"("planned":["示例局01"])", R"("planned":4)"}),
      planned("the last one undone", std::to_string(newest("item")), "", 200, {R"("planned":3)"}),
      planned("and planned for two", std::to_string(newest("item")), together, 200, {R"("planned":["示例局02","示例局03"])"}),
      {.name = "no unit has heard", .as = "handler1", .get = "/api/v1/handling/mine", .has = {R"("items":[])"}},
      {.name = "a unit issues nothing", .as = "handler1", .post = "/api/v1/assemblies/{city}/handling/issue", .body = "{}", .status = 403},
      {.name = "issued", .as = "clerk", .post = "/api/v1/assemblies/{city}/handling/issue", .body = "{}", .has = {R"("issued":4)"}, .journal = {"handling.assign", "handling.assign", "handling.assign", "handling.assign"}},
      {.name = "once", .as = "clerk", .post = "/api/v1/assemblies/{city}/handling/issue", .body = "{}", .has = {R"("issued":0)"}},
      planned("too late to plan", items, alone, 400, {"handling.moved_meanwhile"}),
  });
  EXPECT_EQ(column("count(*) FROM handling_task WHERE role = 'sole'"), 3);
  // All of a category at once.
  opened("letter", 12 + 1000);
  world_.build([&](Context& context, db::WriteTx& tx) {
    for (int i = 0; i < 3; ++i) open(context, tx, {.assembly = city_, .kind = "letter", .subject = 2000 + i, .point = 0, .title = "修路", .text = "", .link = "/", .category = "roads"});
  });
  world_.run({
      {.name = "by category", .as = "clerk", .get = "/api/v1/assemblies/{city}/handling?queue=to_assign&category=roads", .has = {R"("categories":[{"code":"roads","name":"of roads","count":3}])", "修路"}, .lacks = {"先修排水"}},
      {.name = "all of it", .as = "clerk", .put = "/api/v1/assemblies/{city}/handling/plan", .body = fmt::format(R"({{"items":[],"category":"roads","units":[{}]}})", alone), .has = {R"("planned":3)"}, .journal = {"handling.plan", "handling.plan", "handling.plan"}},
      {.name = "a category of nothing", .as = "clerk", .put = "/api/v1/assemblies/{city}/handling/plan", .body = fmt::format(R"({{"items":[],"category":"none","units":[{}]}})", alone), .status = 400, .has = {"handling.nothing_chosen"}},
      {.name = "and undone", .as = "clerk", .put = "/api/v1/assemblies/{city}/handling/plan", .body = R"({"items":[],"category":"roads","units":[]})", .has = {R"("planned":0)"}, .journal = {"handling.undo_plan", "handling.undo_plan", "handling.undo_plan"}},
  });
  EXPECT_EQ(column("count(*) FROM handling_task WHERE role IN ('lead', 'assisting')"), 2);
  EXPECT_EQ(column("count(*) FROM handling_plan"), 0);
  EXPECT_TRUE(told("handler1").contains("A new matter for your unit"));
}

TEST_P(HandlingHttp, OneUnitAnswersAndTheAskerRates) {
  opened("letter");
  const std::string alone = part(1, "sole");
  world_.run({
      {.name = "the office sees what waits", .as = "clerk", .get = "/api/v1/assemblies/{city}/handling?queue=to_assign", .has = {"先修排水", R"("queue":"to_assign","name":"To be assigned","count":1)"}},
      {.name = "found by words", .as = "clerk", .get = "/api/v1/assemblies/{city}/handling?q=%E6%8E%92%E6%B0%B4", .has = {"先修排水"}},
      {.name = "words that find nothing", .as = "clerk", .get = "/api/v1/assemblies/{city}/handling?q=%E7%94%B5%E6%A2%AF", .has = {R"("items":[])"}},
      {.name = "nobody of another assembly", .as = "elsewhere", .get = "/api/v1/assemblies/{city}/handling?queue=to_assign", .status = 403},
      {.name = "nor opens it", .as = "elsewhere", .get = "/api/v1/handling/items/{item}", .status = 404},
      {.name = "a unit does not yet see it", .as = "handler1", .get = "/api/v1/handling/items/{item}", .status = 404},
      {.name = "everybody reads where it stands", .get = "/api/v1/handled/letter/1", .has = {"Waits to be assigned"}, .lacks = {R"("verb")"}},
      {.name = "not of what is hidden", .get = "/api/v1/handled/letter/3", .status = 404},
      {.name = "nor of a kind nobody knows", .get = "/api/v1/handled/none/1", .status = 404},
      assign("a unit does not assign", alone, 403, {}, "leader1"),
      assign("nobody from elsewhere", alone, 404, {}, "elsewhere"),
      assign("a unit that is none", R"({"unit":1,"role":"sole"})", 400, {"handling.no_such_unit"}),
      assign("a lead alone", part(1, "lead"), 400, {"handling.roles_do_not_fit"}),
      assign("apart, but one", part(1, "separate"), 400, {"handling.roles_do_not_fit"}),
      assign("twice the same", part(1, "separate") + "," + part(1, "separate"), 400, {"handling.unit_twice"}),
      assign("to one unit", alone, 200, {R"("state":"handling")", "示例局01", R"("urgency":"calm")"}),
      {.name = "nobody joins who handles it alone", .as = "clerk", .post = "/api/v1/handling/items/{item}/assignment", .body = R"({"version":2,"units":[{"unit":{unit2},"role":"separate"}]})", .status = 409, .has = {"handling.handled_alone"}},
  });
  EXPECT_TRUE(told("handler1").contains("A new matter for your unit: “先修排水”")) << told("handler1");
  EXPECT_FALSE(told("handler2").contains("先修排水"));
  world_.run({
      {.name = "a unit's queue", .as = "handler1", .get = "/api/v1/handling/mine?queue=to_sign", .has = {"先修排水", "示例局01"}},
      {.name = "not another's", .as = "handler2", .get = "/api/v1/handling/mine?queue=to_sign", .has = {R"("items":[])"}},
      {.name = "the office has no unit", .as = "clerk", .get = "/api/v1/handling/mine?queue=to_sign", .status = 403},
      step("another unit cannot sign for it", "handler2", 1, "sign_for", 404),
      step("nor the office", "supervisor", 1, "sign_for", 403),
      step("an old page", "handler1", 1, "submit_reply", 409, "", {"workflow.not_now"}),
      step("signed for", "handler1", 1, "sign_for", 200, "", {R"("verb":"save_reply")"}),
  });
  world_.run({
      step("nothing is written", "handler1", 1, "submit_reply", 409, "", {"handling.nothing_written"}),
      draft("another unit writes nothing", "handler2", 1, 404),
      draft("a promise in the past", "handler1", 1, 400, R"({"text":"修好","due":1})"),
      draft("written", "handler1", 1, 200, fmt::format(R"({{"text":"明年汛期前修好","due":{}}})", (world_.clock.now() + std::chrono::days(200)).milliseconds)),
  });
  world_.run(step("no contact was noted", "handler1", 1, "submit_reply", 409, "", {"handling.not_contacted"}));
  world_.run({contact("handler1", 1, "before", 200), contact("handler1", 1, "during", 200), contact("supervisor", 1, "during", 403)});
  world_.run({
      {.name = "the office does not read a draft", .as = "supervisor", .get = "/api/v1/handling/items/{item}", .lacks = {"已列入明年计划"}},
      step("sent in", "handler1", 1, "submit_reply", 200),
  });
  world_.run(step("a handler does not sign", "handler1", 1, "approve", 403));
  world_.run(step("without a reason it is not sent back", "leader1", 1, "send_back", 400, "", {"handling.reason_needed"}));
  world_.run(step("sent back", "leader1", 1, "send_back", 200, R"(,"reason":"写清责任人")", {"写清责任人"}));
  world_.run(step("sent in again", "handler1", 1, "submit_reply", 200));
  world_.run(step("signed", "leader1", 1, "approve", 200));
  world_.run({
      {.name = "the office reads it", .as = "supervisor", .get = "/api/v1/handling/items/{item}", .has = {"已列入明年计划", "明年汛期前修好"}},
      {.name = "in public not yet", .get = "/api/v1/handled/letter/1", .has = {"With 示例局01"}, .lacks = {"已列入明年计划"}},
      rate("asker", "satisfied", 409, {"workflow.not_now"}),
      step("a unit does not check itself", "leader1", 1, "accept", 403),
      step("rejected with a reason", "supervisor", 1, "reject", 200, R"(,"reason":"没有针对问题")"),
  });
  world_.run(step("sent in", "handler1", 1, "submit_reply", 200));
  world_.run(step("signed", "leader1", 1, "approve", 200));
  world_.run(step("checked, and the class corrected", "supervisor", 1, "accept", 200, R"(,"outcome":"in_progress")", {R"("state":"replied")"}, {"handling.reply"}));
  world_.run({
      {.name = "everybody reads it", .get = "/api/v1/handled/letter/1", .has = {"已列入明年计划", R"("letter":"B","name":"Being resolved")", "明年汛期前修好"}, .lacks = {"写清责任人", "上门看过"}},
      rate("citizen", "satisfied", 403, {"handling.not_an_asker"}),
      rate("handler1", "satisfied", 403, {"handling.not_an_asker"}),
      {.name = "a visitor", .post = "/api/v1/handling/items/{item}/ratings", .body = R"({"overall":"satisfied","attitude":"satisfied"})", .status = 401},
      rate("asker", "satisfied", 200, {R"("own":"satisfied")", "Neither side sees"}),
      rate("asker", "dissatisfied", 409, {"handling.rated_already"}),
      move("what was promised is open", "supervisor", "close", 409, "", {"handling.promises_open"}),
      move("tracked", "supervisor", "track", 200),
      {.name = "the office keeps no promise", .as = "supervisor", .put = fmt::format("/api/v1/handling/promises/{}", newest("promise")), .body = R"({"done":true})", .status = 403},
      {.name = "the unit does", .as = "handler1", .put = fmt::format("/api/v1/handling/promises/{}", newest("promise")), .body = R"({"done":true,"note":"已修好"})", .has = {"已修好"}, .journal = {"handling.keep_promise"}},
  });
  world_.run(move("closed", "supervisor", "close", 200, "", {R"("state":"closed")", R"("actions":[])"}));
  world_.app().deliver_outbox();
  EXPECT_EQ(answered_, std::vector<std::int64_t>{1}) << "its owner heard of it once";
}

TEST_P(HandlingHttp, EachSuggestionIsAdoptedOrNot) {
  opened("letter", 20);
  world_.run(assign("apart", part(1, "separate") + "," + part(2, "separate"), 200));
  world_.run(step("signed for", "handler1", 1, "sign_for", 200, "", {R"({"number":1,"text":"先修老街","name":"","word":""})"}));
  for (const char* stage : {"before", "during"}) world_.run(contact("handler1", 1, stage, 200));
  const auto sent = [&](std::string name, int status, std::vector<std::string> has = {}) { world_.run(step(std::move(name), "handler1", 1, "submit_reply", status, "", std::move(has))); };
  const std::string first = R"({"number":1,"adoption":"adopted","word":""})";
  world_.run(draft("the class alone", "handler1", 1, 200));
  sent("says nothing of them", 409, {"handling.suggestions_open"});
  world_.run({draft("one that is none", "handler1", 1, 400, "", "planned", R"({"number":3,"adoption":"adopted","word":""})", {"/adoptions/0/number", "handling.no_such_suggestion"}),
              draft("one twice", "handler1", 1, 400, "", "planned", first + "," + first, {"/adoptions/1/number"}), draft("one of two", "handler1", 1, 200, "", "planned", first)});
  sent("one is missing", 409, {"handling.suggestions_open"});
  world_.run(draft("why not is missing", "handler1", 1, 200, "", "planned", first + R"(,{"number":2,"adoption":"declined","word":""})"));
  sent("says not why", 409, {"handling.suggestions_open"});
  world_.run(draft("each", "handler1", 1, 200, "", "planned", first + R"(,{"number":2,"adoption":"partly","word":"先装两台"})", {R"("name":"Adopted in part","word":"先装两台")"}));
  world_.run({.name = "a draft is not shown to who asked", .as = "asker", .get = "/api/v1/handled/letter/20", .lacks = {"先装两台"}});
  sent("sent in", 200);
  world_.run(step("signed", "leader1", 1, "approve", 200));
  world_.run(step("checked", "supervisor", 1, "accept", 200));
  world_.run(step("the other signs for it", "handler2", 2, "sign_for", 200));
  for (const char* stage : {"before", "during"}) world_.run(contact("handler2", 2, stage, 200));
  world_.run(draft("one is another's", "handler2", 2, 200, "", "planned", R"({"number":1,"adoption":"not_ours","word":""},{"number":2,"adoption":"declined","word":"没有电"})"));
  world_.run(step("sent in", "handler2", 2, "submit_reply", 200));
  world_.run(step("signed", "leader2", 2, "approve", 200));
  world_.run(step("checked", "supervisor", 2, "accept", 200, "", {}, {"handling.reply"}));
  world_.run({
      {.name = "everybody reads it", .get = "/api/v1/handled/letter/20", .has = {R"({"number":1,"text":"先修老街","adoption":"adopted","name":"Adopted","word":""})", R"("name":"Adopted in part","word":"先装两台")", "没有电"}},
      {.name = "counted by unit", .as = "supervisor", .get = "/api/v1/assemblies/{city}/handling/statistics", .has = {R"("suggestions":2,"adopted":1,"partly":1)", R"("suggestions":1,"adopted":0,"partly":0)"}},
  });
  opened("letter", 21);
  world_.run(assign("alone", part(1, "sole"), 200));
  world_.run(step("signed for", "handler1", 1, "sign_for", 200));
  world_.run(draft("alone it is nobody else's", "handler1", 1, 400, "", "planned", R"({"number":1,"adoption":"not_ours","word":""})", {"/adoptions/0/adoption", "handling.answers_alone"}));
}

TEST_P(HandlingHttp, OnlyWhoAskedSaysThatNoMeetingIsNeeded) {
  opened("letter");
  world_.run(assign("to one", part(1, "sole"), 200));
  world_.run(step("signed for", "handler1", 1, "sign_for", 200));
  world_.run(draft("written", "handler1", 1, 200));
  world_.run({
      meeting("the unit does not say it", "handler1", 1, false, 403, {"handling.not_an_asker"}),
      meeting("nor its leader", "leader1", 1, false, 403),
      meeting("nor the office", "supervisor", 1, false, 403),
      meeting("nor who signed after", "second", 1, false, 403),
      meeting("a visitor", "", 1, false, 401),
      contact("handler1", 1, "before", 200),
      step("one contact is not two", "handler1", 1, "submit_reply", 409, "", {"handling.not_contacted"}),
      {.name = "who asked sees what was noted", .as = "second", .get = "/api/v1/handled/letter/1", .has = {"上门看过", R"("can_say":false)"}},
      {.name = "and nobody else", .get = "/api/v1/handled/letter/1", .lacks = {"上门看过"}},
      meeting("who asked says it", "asker", 1, false, 200, {R"("not_needed_at":)", R"("can_say":true)"}),
      step("it leaves the handler", "handler1", 1, "submit_reply", 200, "", {R"("not_needed_at":)"}),
      meeting("they think again", "asker", 1, true, 200, {R"("can_say":true)"}),
      {.name = "and it is gone", .as = "asker", .get = "/api/v1/handled/letter/1", .lacks = {"not_needed_at"}},
      step("and it does not leave the unit", "leader1", 1, "approve", 409, "", {"handling.not_contacted"}),
      meeting("said once more", "asker", 1, false, 200),
  });
  EXPECT_TRUE(told("handler1").contains("who asked would like to meet")) << told("handler1");
  world_.run(step("now it does", "leader1", 1, "approve", 200));
  world_.run(meeting("too late", "asker", 1, true, 409, {"workflow.not_now"}));
  // Whoever asked and sits in the unit themselves has somebody else say it.
  world_.build([&](Context& context, db::WriteTx& tx) { assemblies::add_seat(context, tx, people_["asker"], city_, Role::handler, context.now(), units_[2]); });
  opened("letter", 2);
  world_.run(assign("to the unit of who asked", part(2, "sole"), 200));
  world_.run(meeting("not for the own unit", "asker", 2, false, 403, {"handling.own_unit"}));
}

TEST_P(HandlingHttp, BothSidesRateBackToBack) {
  answered(30, 2);
  const auto sees = [&](std::string name, std::string as, std::vector<std::string> has, std::vector<std::string> lacks) {
    world_.run({.name = std::move(name), .as = std::move(as), .get = "/api/v1/handling/items/{item}", .has = std::move(has), .lacks = std::move(lacks)});
  };
  const auto reads = [&](std::string name, std::string as, std::vector<std::string> has, std::vector<std::string> lacks) {
    world_.run({.name = std::move(name), .as = std::move(as), .get = "/api/v1/handled/letter/30", .has = std::move(has), .lacks = std::move(lacks)});
  };
  world_.run({
      quality("nobody else's part", "handler2", 1, 403),
      quality("nor the office", "supervisor", 1, 403),
      quality("nor who asked", "asker", 1, 403),
      rate("asker", "satisfied", 200, {R"("own":"satisfied")", "Neither side sees"}),
  });
  sees("a unit sees nothing before", "handler1", {R"("sealed":true)", R"("verb":"rate_quality")"}, {R"("satisfied":)"});
  sees("the office does", "supervisor", {R"("satisfied":1)"}, {});
  reads("nor does anybody", "", {"Neither side sees"}, {R"("satisfied":)"});
  world_.run(quality("one unit says it", "handler1", 1, 200, {R"x("name":"Good (75 to 89)","word":"建议具体")x"}, {R"("satisfied":)"}));
  world_.run(quality("once", "leader1", 1, 409, {"workflow.not_now"}));
  sees("another unit does not see it", "handler2", {}, {"建议具体"});
  reads("nor do they who asked", "asker", {}, {"建议具体"});
  world_.run(quality("the other unit", "handler2", 2, 200, {}, {R"("satisfied":)"}));
  reads("one has not rated", "asker", {}, {"建议具体", R"("satisfied":)"});
  world_.run(rate("second", "basically", 200, {R"("satisfied":1,"basically":1)", "建议具体"}));
  sees("both are in", "handler1", {R"("sealed":false)", R"("satisfied":1,"basically":1)"}, {});
  reads("the public sees numbers, and not what is said of the proposal", "", {R"("satisfied":1,"basically":1)"}, {"建议具体"});
  answered(32);
  world_.run(rate("asker", "satisfied", 200));
  world_.clock.advance(std::chrono::days(40));
  sees("the days are over", "handler1", {R"("sealed":false)", R"("satisfied":1)"}, {R"("verb":"rate_quality")"});
  world_.run(quality("and it is too late", "handler1", 1, 409));
  // Who is told to handle it again knows what was said.
  answered(34);
  world_.run(rate("asker", "dissatisfied", 200, {}, {"handling.rate", "handling.again"}));
  world_.run(quality("not after that", "handler1", 1, 409));
  opened("poll", 30);
  world_.run(assign("of a crowd", part(1, "sole"), 200));
  answer(1);
  world_.run(quality("a unit says nothing", "handler1", 1, 409));
}

TEST_P(HandlingHttp, APaperRatingIsEnteredWithAScanAndComparedByAnother) {
  answered(40);
  world_.run({
      on_paper("a unit enters none", "handler1", "asker", 403),
      on_paper("nor its leader", "leader1", "asker", 403),
      on_paper("nor who asked", "asker", "asker", 403),
      on_paper("nor somebody from elsewhere", "elsewhere", "asker", 404),
      on_paper("for who did not ask", "clerk", "citizen", 409, {"handling.paper_not_now"}),
      on_paper("a scan that is text", "clerk", "asker", 422, {"handling.paper_type"}, "satisfied", "非常满意\n"),
      on_paper("entered", "clerk", "asker", 200, {R"("name":"甲","overall":"Satisfied")", R"("actions":["refuse"])", R"("unrated":[{"key":)", "scan.pdf"}),
  });
  world_.run(Scenario{.name = "the same request again", .as = "clerk", .post = "/api/v1/handling/items/{item}/paper-ratings?asker=" + std::to_string(people_["asker"].value) + "&overall=satisfied&attitude=satisfied&name=scan.pdf", .body = "%PDF-1.4\n%%EOF\n"});
  world_.run({
      on_paper("another for the same", "supervisor", "asker", 409),
      {.name = "it waits", .as = "supervisor", .get = "/api/v1/assemblies/{city}/handling?queue=on_paper", .has = {R"("queue":"on_paper","name":"Ratings on paper to compare","count":1)", "先修排水"}},
      {.name = "it does not count yet", .get = "/api/v1/handled/letter/40", .lacks = {R"("satisfied":1)"}},
      {.name = "a unit does not see it", .as = "handler1", .get = "/api/v1/handling/items/{item}", .lacks = {"scan.pdf", "甲"}},
      decide("not who entered it", "clerk", true, 403, {"handling.paper_second_person"}),
      decide("no unit", "leader1", true, 403),
      decide("somebody else", "supervisor", true, 200, {R"("satisfied":1)", R"("on_paper":1)", "(1 of them on paper)"}),
      decide("once", "supervisor", true, 409),
      {.name = "who asked sees it", .as = "asker", .get = "/api/v1/handled/letter/40", .has = {R"("own":"satisfied","own_on_paper":true)"}},
      rate("asker", "dissatisfied", 409, {"handling.rated_already"}),
      on_paper("for the other", "clerk", "second", 200, {}, "dissatisfied"),
  });
  world_.run(decide("thrown away", "clerk", false, 200, {}, {R"("name":"乙","overall")"}));
  world_.run(on_paper("and again", "supervisor", "second", 200, {}, "dissatisfied"));
  world_.run({rate("second", "basically", 200), decide("who rates meanwhile has said it", "clerk", true, 409, {"handling.rated_already"})});
  const auto scan = world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(db::Query{"test.file", "SELECT min(id) FROM platform_file WHERE owner_kind = 'handling_paper'", 0}).value_or(0); });
  world_.run({
      {.name = "the office reads the scan", .as = "clerk", .get = fmt::format("/api/v1/files/{}", scan), .status = 200},
      {.name = "and nobody else", .as = "handler1", .get = fmt::format("/api/v1/files/{}", scan), .status = 404},
      {.name = "not a visitor", .get = fmt::format("/api/v1/files/{}", scan), .status = 404},
  });
  answered(42);
  world_.run(on_paper("a rating on paper that is dissatisfied", "clerk", "asker", 200, {}, "dissatisfied"));
  world_.run(decide("is handled again", "supervisor", true, 200, {R"("round":2)"}, {}, {"handling.again"}));
  // Whoever of the office sits in the unit as well enters nothing about it.
  answered(44);
  world_.build([&](Context& context, db::WriteTx& tx) { assemblies::add_seat(context, tx, people_["clerk"], city_, Role::handler, context.now(), units_[1]); });
  world_.run(on_paper("not about the own unit", "clerk", "asker", 403, {"handling.own_unit"}));
}

TEST_P(HandlingHttp, FiguresOfAUnitOpenToTheirRowsUnlessTheyTellOfTooFew) {
  opened("poll");
  world_.run(assign("to one", part(1, "sole"), 200));
  answer(1);
  for (auto& [name, actor] : world_.actors) actor.confirmed_at = world_.clock.now();
  const std::string figures = "/api/v1/assemblies/{city}/handling/statistics", rows = "/api/v1/assemblies/{city}/handling?unit={unit1}&figure=";
  for (const char* one : {"one0", "one1", "one2", "one3"}) world_.run(rate(one, "satisfied", 200, {}, {}));
  world_.run({
      {.name = "of four of a crowd nothing is said", .as = "supervisor", .get = figures, .has = {R"("assigned":1,"answered":1,"open":0)", R"("rated":0,"rated_people":0)"}, .lacks = {R"("satisfied":)"}},
      {.name = "nor opened", .as = "supervisor", .get = rows + "rated", .has = {R"("total":0)", R"("items":[])"}},
      {.name = "what it answered is", .as = "supervisor", .get = rows + "answered", .has = {R"("total":1)", "老街排水", R"("key":"figure","name":"Figure","value":"Answered")"}},
      {.name = "not for a unit", .as = "handler1", .get = rows + "answered", .status = 403},
      {.name = "nor from elsewhere", .as = "elsewhere", .get = rows + "answered", .status = 403},
  });
  world_.run(rate("one4", "satisfied", 200, {}, {}));
  world_.run({
      {.name = "of five it is", .as = "supervisor", .get = figures, .has = {R"("rated":5,"rated_people":5,"satisfied":5,"basically":0,"dissatisfied":0)"}},
      {.name = "and opens to each", .as = "supervisor", .get = rows + "satisfied", .has = {R"("total":5)", R"("detail":"Satisfied")"}},
  });
  world_.run(rate("one5", "basically", 200, {}, {}));
  world_.run({
      {.name = "one alone is not shown, nor what tells it", .as = "supervisor", .get = figures, .has = {R"("rated":6,"rated_people":6,"dissatisfied":0)"}},
      {.name = "nor opened", .as = "supervisor", .get = rows + "basically", .status = 409, .has = {"handling.figure_hidden"}},
      {.name = "nor the other", .as = "supervisor", .get = rows + "satisfied", .status = 409, .has = {"handling.figure_hidden"}},
      {.name = "all of them without how", .as = "supervisor", .get = rows + "rated", .has = {R"("total":6)", R"("detail":"")"}, .lacks = {R"("detail":"Satisfied")"}},
  });
}

TEST_P(HandlingHttp, ASuccessorTakesASeatOverWithWhatIsOpen) {
  opened("poll");
  world_.run(assign("to one", part(1, "sole"), 200));
  world_.run(step("signed for", "handler1", 1, "sign_for", 200));
  world_.run(draft("begun", "handler1", 1, 200));
  const auto seat_of = [&](const std::string& name) { return column(fmt::format("min(id) FROM assemblies_seat WHERE person = {}", people_[name].value)); };
  const auto succeed = [&](std::string name, std::string as, std::int64_t from, std::int64_t to, int status, std::vector<std::string> has = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .post = "/api/v1/assemblies/{city}/handling/succession", .body = fmt::format(R"({{"from":{},"to":{}}})", from, to), .status = status, .has = std::move(has),
                .journal = on(status, {"assemblies.end_seat", "handling.succeed"})});
  };
  const auto handler = seat_of("handler1"), other = seat_of("handler2");
  world_.run({
      {.name = "what would pass", .as = "administrator", .get = "/api/v1/assemblies/{city}/handling/succession", .has = {fmt::format(R"("seat":{},"name":"handler1","unit":"示例局01","open":1,"drafts":1)", handler)}},
      {.name = "a clerk appoints nobody", .as = "clerk", .get = "/api/v1/assemblies/{city}/handling/succession", .status = 403},
  });
  succeed("nor a leader", "leader1", handler, other, 403);
  succeed("a clerk's seat is none of a unit", "administrator", seat_of("clerk"), other, 400, {"/from"});
  succeed("nobody succeeds themselves", "administrator", handler, handler, 400, {"/to"});
  succeed("a seat of elsewhere", "administrator", handler, seat_of("elsewhere"), 400, {"/to"});
  succeed("taken over", "administrator", handler, other, 200);
  EXPECT_TRUE(told("handler2").contains("You have taken over at 示例局01: 1")) << told("handler2");
  EXPECT_TRUE(told("handler1").contains("has been handed over")) << told("handler1");
  const auto now = world_.look([&](Context& context, db::ReadTx& tx) { return std::pair(identity::actor_of(context, tx, people_["handler1"]), assemblies::people_of_unit(tx, units_[1], Role::handler, context.now())); });
  EXPECT_FALSE(now.first.may("handling.handle"));
  EXPECT_EQ(now.second, std::vector<PersonId>{people_["handler2"]});
  world_.actors["handler1"] = now.first;
  world_.run({.name = "who went sees nothing from then on", .as = "handler1", .get = "/api/v1/handling/items/{item}", .status = 403});
  EXPECT_EQ(column("count(*) FROM handling_task WHERE reply <> '' AND unit = " + std::to_string(units_[1].value)), 1) << "the draft is there";
}

TEST_P(HandlingHttp, WhatWasLeftOpenIsRevisitedInTheNextSpring) {
  const auto at = [&](int year, unsigned month, unsigned day) { world_.clock.advance(std::chrono::milliseconds((std::chrono::sys_days(std::chrono::year(year) / month / day).time_since_epoch() + std::chrono::hours(2)) - std::chrono::milliseconds(world_.clock.now().milliseconds))); };
  answered(50);
  const auto planned = world_.names["item"];
  answered(51);
  world_.run(step("is resolved after all", "supervisor", 1, "accept", 409));
  world_.build([&](Context&, db::WriteTx& tx) { tx.script("UPDATE handling_task SET outcome = 'resolved' WHERE item = " + world_.names["item"]); });
  const auto year = 1970 + static_cast<int>(world_.clock.now().milliseconds / 31556952000);
  at(year + 1, 2, 28);
  world_.app().run_job("list_revisits");
  EXPECT_EQ(column("count(*) FROM handling_revisit"), 0);
  at(year + 1, 3, 1);
  for (int i = 0; i < 2; ++i) world_.app().run_job("list_revisits");
  EXPECT_EQ(column("count(*) FROM handling_revisit"), 1) << "once, and not what is resolved";
  EXPECT_TRUE(told("supervisor").contains("1 replies of last year are to be revisited")) << told("supervisor");
  for (auto& [name, actor] : world_.actors) actor.confirmed_at = world_.clock.now();
  const auto note = [&](std::string name, std::string as, int status, std::vector<std::string> has = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .put = fmt::format("/api/v1/handling/revisits/{}", newest("revisit")), .body = R"({"result":"going_on","note":"主体完工"})", .status = status, .has = std::move(has), .journal = on(status, {"handling.revisit"})});
  };
  world_.run({.name = "it waits", .as = "supervisor", .get = "/api/v1/assemblies/{city}/handling?queue=to_revisit", .has = {planned, R"("queue":"to_revisit","name":"To revisit","count":1)"}});
  note("the unit does not note it", "handler1", 403);
  note("nor anybody from elsewhere", "elsewhere", 404);
  note("noted", "supervisor", 200, {R"("result":"going_on","name":"Going on","note":"主体完工")"});
  world_.run({
      {.name = "waits no more", .as = "supervisor", .get = "/api/v1/assemblies/{city}/handling?queue=to_revisit", .has = {R"("items":[])"}},
      {.name = "everybody reads it", .get = "/api/v1/handled/letter/50", .has = {"主体完工"}},
  });
  world_.clock.advance(std::chrono::days(366));
  world_.app().run_job("list_revisits");
  EXPECT_EQ(column("count(*) FROM handling_revisit"), 1) << "of the year before alone";
}

TEST_P(HandlingHttp, ReturnsAndExtensions) {
  opened("poll");
  world_.run(assign("to one", part(1, "sole"), 200));
  world_.run(step("a reason is needed", "handler1", 1, "request_return", 400, "", {"handling.reason_needed"}));
  world_.run(step("not ours", "handler1", 1, "request_return", 200, fmt::format(R"(,"reason":"不属本单位职责","suggested":{})", units_[2].value), {"不属本单位职责", R"("suggested":"示例局02")"}));
  world_.run({
      {.name = "the office's queue", .as = "supervisor", .get = "/api/v1/assemblies/{city}/handling?queue=requests", .has = {"先修排水"}},
      step("a unit does not decide", "leader1", 1, "agree_return", 403),
      step("agreed", "supervisor", 1, "agree_return", 200, "", {R"("state":"to_assign")"}, {"handling.take_back"}),
  });
  world_.run(assign("to the one it named", part(2, "sole"), 200));
  world_.run(step("signed for", "handler2", 2, "sign_for", 200));
  world_.clock.advance(std::chrono::days(9));
  world_.run(step("too late to return", "handler2", 2, "request_return", 409, R"(,"reason":"x")", {"handling.return_too_late"}));
  const auto due = column("due FROM handling_task WHERE id = " + task_of(2));
  world_.run(step("more time", "handler2", 2, "request_extension", 200, R"(,"reason":"要等汛期")"));
  world_.run(step("given", "supervisor", 2, "grant_extension", 200));
  const auto later = column("due FROM handling_task WHERE id = " + task_of(2));
  EXPECT_GE(later - due, std::chrono::milliseconds(std::chrono::days(28)).count());
  EXPECT_LE(later - due, std::chrono::milliseconds(std::chrono::days(45)).count());
  world_.run(step("once", "handler2", 2, "request_extension", 409, R"(,"reason":"再等")", {"handling.extended_already"}));
  EXPECT_TRUE(told("supervisor").contains("示例局02 asks for more time")) << told("supervisor");
}

TEST_P(HandlingHttp, WhoAssistsGivesAnOpinionAndCountersigns) {
  opened("poll");
  world_.run(assign("together", part(1, "lead") + "," + part(2, "assisting") + "," + part(3, "assisting"), 200));
  for (int unit : {1, 2, 3}) world_.run(step("signed for", fmt::format("handler{}", unit), unit, "sign_for", 200));
  world_.run(draft("the lead writes", "handler1", 1, 200));
  world_.run(step("it waits", "handler1", 1, "circulate", 400, "", {"handling.assisting_open", "/without_assisting"}));
  for (int unit : {2, 3}) {
    const std::string handler = fmt::format("handler{}", unit), leader = fmt::format("leader{}", unit);
    world_.run(draft("the other writes", handler, unit, 200));
    world_.run(step("an opinion goes round nobody", handler, unit, "circulate", 409, "", {"workflow.not_now"}));
    world_.run(step("sent in", handler, unit, "submit_reply", 200));
    world_.run(step("an opinion is not checked", leader, unit, "approve", 409));
    world_.run(step("signed", leader, unit, "approve_opinion", 200, "", {R"("state":"handling")"}));
  }
  const auto says = [&](std::string name, std::string as, bool agrees, int status, const std::string& words = "", std::vector<std::string> has = {}, std::int64_t version = 0) {
    world_.run({.name = std::move(name), .as = std::move(as), .post = "/api/v1/handling/tasks/" + task_of(1) + "/countersignature",
                .body = fmt::format(R"({{"version":{},"agrees":{},"words":"{}"}})", version != 0 ? version : column("version FROM handling_task WHERE id = " + task_of(1)), agrees, words), .status = status, .has = std::move(has),
                .journal = on(status, {agrees ? "handling.countersign" : "handling.object"})});
  };
  world_.run({
      {.name = "the lead reads the opinion", .as = "handler1", .get = "/api/v1/handling/items/{item}", .has = {"已列入明年计划"}},
      step("not past those who assist", "handler1", 1, "submit_reply", 409, "", {"handling.circulate_first"}),
  });
  says("nothing goes round yet", "handler2", true, 409, "", {"workflow.not_now"});
  world_.run(step("it goes round", "handler1", 1, "circulate", 200, "", {R"("state":"countersigning")"}));
  EXPECT_TRUE(told("handler2").contains("countersign the draft by 示例局01")) << told("handler2");
  world_.run({
      {.name = "waits for who assists", .as = "handler2", .get = "/api/v1/handling/mine?queue=to_countersign", .has = {"先修排水", R"("queue":"to_countersign","name":"To countersign","count":1)"}},
      {.name = "who reads it", .as = "leader2", .get = "/api/v1/handling/items/{item}", .has = {R"("verb":"countersign")", R"("state_name":"Not yet")"}},
      {.name = "the office does not", .as = "supervisor", .get = "/api/v1/handling/items/{item}", .has = {R"("state":"countersigning")"}, .lacks = {"Not yet"}},
      step("nobody writes meanwhile", "handler1", 1, "submit_reply", 409, "", {"workflow.not_now"}),
      step("not all have", "leader1", 1, "approve", 400, "", {"handling.not_countersigned", "/reason"}),
  });
  says("the lead does not countersign itself", "handler1", true, 409);
  says("nor the office", "supervisor", true, 403);
  says("nor without words against", "handler2", false, 400, "", {"/words"});
  says("objects", "handler2", false, 200, "工期写早了", {R"("state_name":"Objects","words":"工期写早了")"});
  says("the other agrees", "leader3", true, 200);
  EXPECT_TRUE(told("handler1").contains("示例局02 objects to the draft")) << told("handler1");
  const auto old = column("version FROM handling_task WHERE id = " + task_of(1));
  world_.run(step("taken back", "handler1", 1, "recall", 200));
  world_.run(draft("changed", "handler1", 1, 200));
  world_.run(step("round again", "handler1", 1, "circulate", 200, "", {R"("countersignatures":[{"unit":"示例局02","state_name":"Not yet","words":""},{"unit":"示例局03","state_name":"Not yet","words":""}])"}));
  says("an old page", "handler2", true, 409, "", {"handling.moved_meanwhile"}, old);
  says("now agrees", "handler2", true, 200);
  world_.run(step("one has not", "leader1", 1, "approve", 400, "", {"handling.not_countersigned"}));
  says("as does the other", "handler3", true, 200);
  world_.run(step("signed", "leader1", 1, "approve", 200, "", {R"("state":"under_check")", R"("without_countersigning":"")"}));
  says("too late", "handler3", false, 409, "再想想");
  world_.run(step("checked", "supervisor", 1, "accept", 200, "", {R"("state":"replied")"}, {"handling.reply"}));
  world_.run({.name = "everybody reads who did", .get = "/api/v1/handled/poll/1", .has = {R"("countersigned_by":["示例局02","示例局03"])"}});
}

TEST_P(HandlingHttp, ALeaderSignsBeforeAllHaveCountersignedOnlyWithAReason) {
  opened("poll");
  world_.run(assign("together", part(1, "lead") + "," + part(2, "assisting"), 200));
  world_.run(step("signed for", "handler1", 1, "sign_for", 200));
  world_.run(draft("written", "handler1", 1, 200));
  world_.run(step("without an opinion, with a reason", "handler1", 1, "circulate", 200, R"(,"without_assisting":"会办单位正在改组")"));
  world_.run(step("a leader sends it back", "leader1", 1, "send_back", 200, R"(,"reason":"再等一等")"));
  world_.run(step("round again", "handler1", 1, "circulate", 200, R"(,"without_assisting":"会办单位正在改组")"));
  world_.run(step("signed, and why", "leader1", 1, "approve", 200, R"(,"reason":"期限已到")", {R"("without_countersigning":"期限已到")"}));
  world_.run({.name = "the office reads why", .as = "supervisor", .get = "/api/v1/handling/items/{item}", .has = {R"("without_countersigning":"期限已到")"}});
}

TEST_P(HandlingHttp, SeveralApartAndALeadThatIsReturned) {
  opened("poll");
  world_.run(assign("apart", part(1, "separate") + "," + part(2, "separate"), 200));
  world_.run(assign("a third may join", part(3, "separate"), 200, {"示例局03"}));
  world_.run(step("which is not its business", "handler3", 3, "request_return", 200, R"(,"reason":"x")"));
  world_.run({.name = "the unit waits for the office, which urges it not", .as = "supervisor", .post = "/api/v1/handling/tasks/" + task_of(3) + "/urging", .body = "{}", .status = 409, .has = {"workflow.not_now"}});
  world_.run(step("agreed, and the others go on", "supervisor", 3, "agree_return", 200, "", {R"("state":"handling")"}));
  answer(1, "", "planned", false);
  world_.run({.name = "one is missing", .get = "/api/v1/handled/poll/1", .has = {"With 示例局02"}, .lacks = {"已列入明年计划"}});
  answer(2);
  world_.run({.name = "now both show", .get = "/api/v1/handled/poll/1", .has = {R"("unit":"示例局01")", R"("unit":"示例局02")"}});
  opened("poll", 2);
  world_.run(assign("together", part(1, "lead") + "," + part(2, "assisting"), 200));
  world_.run(step("the lead is wrong", "handler1", 1, "request_return", 200, R"(,"reason":"x")"));
  world_.run(step("agreed", "supervisor", 1, "agree_return", 200, "", {R"("state":"to_assign")"}, {"handling.take_back"}));
  world_.run(assign("anew, also to who assisted", part(2, "sole"), 200));
}

TEST_P(HandlingHttp, WhoIsDissatisfiedIsAnsweredAgainAndThenMet) {
  opened("letter");
  world_.run(assign("to one", part(1, "sole"), 200));
  answer(1);
  world_.actors["asker"].confirmed_at = {};
  world_.run(rate("asker", "dissatisfied", 403, {"identity.confirm_needed"}));
  world_.actors["asker"].confirmed_at = world_.clock.now();
  world_.run(rate("asker", "dissatisfied", 200, {"With 示例局01"}, {"handling.rate", "handling.again"}));
  EXPECT_TRUE(told("handler1").contains("please handle “先修排水” again")) << told("handler1");
  EXPECT_EQ(column("round FROM handling_item WHERE id = " + world_.names["item"]), 2);
  world_.run({.name = "the first answer stays", .get = "/api/v1/handled/letter/1", .has = {"已列入明年计划"}});
  answer(1, "", "resolved");
  world_.run(rate("asker", "dissatisfied", 200));
  world_.run(rate("second", "satisfied", 200));
  world_.run(move("nobody noted a meeting", "supervisor", "close", 409, R"(,"reason":"谈过了")", {"handling.meeting_not_noted"}));
  world_.run(contact("handler1", 1, "after", 200));
  world_.run({
      move("not without having met", "supervisor", "close", 400, "", {"handling.meeting_needed"}),
      move("closed with what came of it", "supervisor", "close", 200, R"(,"reason":"当面说明了工期，双方认可")", {"当面说明了工期"}),
  });
}

TEST_P(HandlingHttp, OfACrowdOnlyNumbersFromFiveOn) {
  opened("poll");
  world_.run(assign("to one", part(1, "sole"), 200));
  answer(1);
  for (int i = 0; i < 4; ++i) world_.run(rate(fmt::format("one{}", i), i == 0 ? "satisfied" : "dissatisfied", 200, {R"("answered":0)"}, {}));
  world_.run(rate("one4", "satisfied", 200, {"With 示例局01"}, {"handling.again"}));
  EXPECT_EQ(column("round FROM handling_item WHERE id = " + world_.names["item"]), 2) << "three of five";
  EXPECT_EQ(column("count(*) FROM handling_rating WHERE asker < 7000"), 0) << "no person stands there";
  answer(1);
  for (int i = 0; i < 9; ++i) world_.run(rate(fmt::format("one{}", i), "satisfied", 200, {}, {}));
  world_.run({.name = "shown", .get = "/api/v1/handled/poll/1", .has = {R"("satisfied":9,"basically":0,"dissatisfied":0)"}});
  static constexpr db::Query kWho{"test.who", "SELECT count(*) FROM platform_journal WHERE verb = 'handling.rate'", 0};
  EXPECT_EQ(world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(kWho).value_or(-1); }), 0) << "who rated, and when, stands nowhere";
}

TEST_P(HandlingHttp, RemindsOnceAndOnceMore) {
  opened("poll");
  world_.run(assign("to one", part(1, "sole"), 200));
  world_.app().run_job("remind_of_deadlines");
  EXPECT_FALSE(told("handler1").contains("is near"));
  world_.clock.advance(std::chrono::days(88));
  for (int i = 0; i < 2; ++i) world_.app().run_job("remind_of_deadlines");
  const auto count = [&](const std::string& who, const std::string& words) {
    const std::string inbox = told(who);
    std::size_t n = 0;
    for (auto at = inbox.find(words); at != inbox.npos; at = inbox.find(words, at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("handler1", "is near"), 1U);
  world_.clock.advance(std::chrono::days(20));
  for (int i = 0; i < 2; ++i) world_.app().run_job("remind_of_deadlines");
  EXPECT_EQ(count("handler1", "has passed"), 1U);
  EXPECT_EQ(count("supervisor", "is late"), 1U);
  for (const char* name : {"supervisor", "handler1"}) world_.actors[name].confirmed_at = world_.clock.now();
  world_.run({
      {.name = "the desk of everything overdue", .as = "supervisor", .get = "/api/v1/assemblies/{city}/handling?queue=overdue", .has = {"先修排水", R"("open":1,"near":0,"overdue":1)"}},
      {.name = "urged", .as = "supervisor", .post = "/api/v1/handling/tasks/" + task_of(1) + "/urging", .body = "{}", .has = {R"("urged":1)"}, .journal = {"handling.urge"}},
      {.name = "a unit urges nobody", .as = "handler1", .post = "/api/v1/handling/tasks/" + task_of(1) + "/urging", .body = "{}", .status = 403},
  });
}

/// Messages between who asked and a unit.
struct Says {
  std::string name;
  std::string as;
  std::string task;
  std::string text = "请问什么时候开工？";
  int status = 200;
  std::vector<std::string> has{};
  std::vector<std::string> lacks{};
  bool by_crowd = false;
};
Scenario says(const Says& one) {
  return {.name = one.name, .as = one.as, .post = "/api/v1/handling/tasks/" + one.task + "/messages", .body = fmt::format(R"({{"text":"{}"}})", one.text), .status = one.status, .has = one.has, .lacks = one.lacks,
          .journal = one.status == 200 && !one.by_crowd ? std::vector<std::string>{"handling.message"} : std::vector<std::string>{}};
}

TEST_P(HandlingHttp, WhoAskedAndTheUnitWriteToEachOther) {
  opened("letter", 10);
  world_.run(assign("a lead, and one who assists", part(1, "lead") + "," + part(2, "assisting"), 200));
  const std::string lead = task_of(1), assisting = task_of(2);
  const auto message = [&](const std::string& action) { return fmt::format("/api/v1/handling/messages/{}/{}", newest("message"), action); };
  const auto sees = [&](std::string name, std::string as, std::vector<std::string> has, std::vector<std::string> lacks = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .get = "/api/v1/handled/letter/10/messages", .has = std::move(has), .lacks = std::move(lacks)});
  };
  const auto unit_sees = [&](std::string name, std::string as, std::vector<std::string> has, std::vector<std::string> lacks = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .get = "/api/v1/handling/items/{item}", .has = std::move(has), .lacks = std::move(lacks)});
  };
  const auto read = [&](std::string as, int status = 200) {
    world_.run({.name = as + " has read", .as = as, .put = "/api/v1/handling/tasks/" + lead + "/messages/read", .body = fmt::format(R"({{"until":{}}})", world_.clock.now().milliseconds), .status = status});
  };
  world_.run({
      says({.name = "a visitor", .as = "", .task = lead, .status = 401}),
      says({.name = "a citizen knows of none", .as = "citizen", .task = lead, .status = 404}),
      says({.name = "nor another unit", .as = "handler3", .task = lead, .status = 404}),
      says({.name = "nor another office", .as = "elsewhere", .task = lead, .status = 404}),
      says({.name = "the office reads and does not write", .as = "supervisor", .task = lead, .status = 403, .has = {"handling.office_reads_only"}}),
      says({.name = "who assists has no thread of its own", .as = "handler2", .task = assisting, .status = 404}),
      says({.name = "nothing said", .as = "asker", .task = lead, .text = "  ", .status = 400, .has = {"handling.message_empty"}}),
      says({.name = "too long", .as = "asker", .task = lead, .text = std::string(1001, 'a'), .status = 400}),
      {.name = "nobody else has the list", .as = "citizen", .get = "/api/v1/handled/letter/10/messages", .status = 404},
      {.name = "nor the unit", .as = "handler1", .get = "/api/v1/handled/letter/10/messages", .status = 404},
      {.name = "nor of what is hidden", .as = "asker", .get = "/api/v1/handled/letter/3/messages", .status = 404},
      {.name = "where it stands, one may write", .as = "asker", .get = "/api/v1/handled/letter/10", .has = {R"("messages":"Write to the handling unit")"}},
      {.name = "and nobody else", .as = "citizen", .get = "/api/v1/handled/letter/10", .has = {R"("messages":"")"}},
      says({.name = "asked", .as = "asker", .task = lead, .has = {"请问什么时候开工", R"("place_name":"First proposer")", R"("own":true)", R"("actions":["withdraw"])", R"("units":["示例局01","示例局02"])"}}),
  });
  for (const char* who : {"handler1", "leader1", "handler2"}) EXPECT_TRUE(told(who).contains("Who asked has written to your unit about “先修排水”")) << who;
  EXPECT_FALSE(told("handler3").contains("written to your unit"));
  EXPECT_FALSE(told("second").contains("written"));
  sees("who signed reads it, and does not withdraw it", "second", {"请问什么时候开工", R"("own":false)", R"("actions":[])"});
  unit_sees("the unit", "handler1", {"请问什么时候开工", R"("unread":1)"}, {R"("withdraw")"});
  unit_sees("who assists", "leader2", {"请问什么时候开工", R"("unread":1)"});
  unit_sees("the office", "clerk", {"请问什么时候开工", R"("unread":0)", R"("may_write":false)"});
  world_.run({.name = "its list says so", .as = "handler1", .get = "/api/v1/handling/mine?queue=to_sign", .has = {R"("unread":1)"}});
  read("supervisor");
  EXPECT_EQ(column("count(*) FROM handling_message WHERE read_at IS NOT NULL"), 0) << "the office leaves no trace";
  // Taken back: by who wrote it, as long as nobody has read it, within ten minutes.
  world_.run({
      {.name = "not by another", .as = "second", .post = message("withdrawal"), .body = "{}", .status = 403, .has = {"handling.not_your_message"}},
      {.name = "by who wrote it", .as = "asker", .post = message("withdrawal"), .body = "{}", .has = {R"("withdrawn":true)"}, .lacks = {"请问什么时候开工"}, .journal = {"handling.withdraw_message"}},
      {.name = "once", .as = "asker", .post = message("withdrawal"), .body = "{}", .status = 409},
  });
  unit_sees("the unit sees that there was one", "handler1", {R"("withdrawn":true)", R"("unread":0)"}, {"请问什么时候开工"});
  world_.run(says({.name = "asked again", .as = "asker", .task = lead, .text = "请问哪天动工？"}));
  // What a message carries.
  const auto attach = [&](std::string name, std::string as, const std::string& file, int status) {
    world_.run({.name = std::move(name), .as = std::move(as), .post = message("files") + "?name=" + file, .body = "附件" + file + "\n", .status = status});
  };
  attach("another attaches nothing", "second", "a.txt", 403);
  for (const char* file : {"a.txt", "b.txt", "c.txt"}) attach("attached", "asker", file, 201);
  attach("a fourth", "asker", "d.txt", 409);
  const auto file = world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(db::Query{"test.file", "SELECT min(id) FROM platform_file WHERE owner_kind = 'handling_message'", 0}).value_or(0); });
  for (const auto& [who, status] : {std::pair{"handler1", 200}, {"handler2", 200}, {"second", 200}, {"clerk", 200}, {"handler3", 404}, {"citizen", 404}, {"", 404}}) {
    world_.run({.name = fmt::format("the file as {}", who), .as = who, .get = fmt::format("/api/v1/files/{}", file), .status = status});
  }
  read("handler2");
  sees("they see that it was read", "asker", {R"("read_at":)", "a.txt"}, {R"("withdraw")"});
  world_.run({.name = "read is read", .as = "asker", .post = message("withdrawal"), .body = "{}", .status = 409, .has = {"handling.message_read"}});
  attach("nothing is added then", "asker", "e.txt", 409);
  // A message is no contact by itself.
  world_.run(step("signed for", "handler1", 1, "sign_for", 200));
  world_.run(draft("written", "handler1", 1, 200, "", "planned", kBoth));
  world_.run(step("no contact yet", "handler1", 1, "circulate", 409, R"(,"without_assisting":"急")", {"handling.not_contacted"}));
  const auto enter = [&](std::string name, std::string as, const std::string& stage, int status, std::vector<std::string> has = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .post = message("contact"), .body = fmt::format(R"({{"stage":"{}"}})", stage), .status = status, .has = std::move(has), .journal = on(status, {"handling.contact"})});
  };
  enter("who asked notes nothing", "asker", "before", 403);
  enter("nor who assists", "handler2", "before", 403, {"request.not_permitted"});
  enter("nor another unit", "handler3", "before", 404);
  enter("the unit does", "handler1", "before", 200, {R"("way_name":"Online")", R"("note":"请问哪天动工？","message":)", R"("entered_as":"Before")"});
  enter("once", "handler1", "during", 409, {"handling.message_entered"});
  world_.run(says({.name = "the unit answers", .as = "handler2", .task = lead, .text = "春节后进场", .has = {R"("name":"示例局02","place_name":"Handling unit","by":"handler2")"}}));
  for (const char* who : {"asker", "second"}) EXPECT_TRUE(told(who).contains("示例局02 has written to you about “先修排水”")) << told(who);
  EXPECT_TRUE(told("asker").contains("/mine/messages/letter/10"));
  enter("what they have not read is no contact", "handler1", "during", 409, {"handling.message_unread"});
  sees("they read the unit's name alone", "second", {R"("unread":1)", "春节后进场", R"("name":"示例局02")"}, {"handler2"});
  world_.run({.name = "one waits", .as = "second", .get = "/api/v1/handled/letter/10", .has = {"(1 unread)"}});
  read("second");
  enter("now it is", "handler1", "during", 200);
  // Ten minutes are over.
  world_.run(says({.name = "a third", .as = "asker", .task = lead, .text = "谢谢"}));
  world_.clock.advance(std::chrono::minutes(11));
  world_.run({.name = "too late", .as = "asker", .post = message("withdrawal"), .body = "{}", .status = 409, .has = {"handling.message_too_old"}});
  world_.run({
      {.name = "what one wrote", .as = "asker", .get = "/api/v1/me/messages", .has = {"谢谢", "请问哪天动工", R"("withdrawn_at":)"}, .lacks = {"春节后进场", "请问什么时候开工"}},
      {.name = "and nothing of others", .as = "handler1", .get = "/api/v1/me/messages", .has = {R"("items":[])"}},
      {.name = "nobody else", .get = "/api/v1/me/messages", .status = 401},
  });
  // Who takes the seat over finds it; who left it does not.
  const auto seat_of = [&](const std::string& name) { return column(fmt::format("min(id) FROM assemblies_seat WHERE person = {}", people_[name].value)); };
  world_.run({.name = "handed over", .as = "administrator", .post = "/api/v1/assemblies/{city}/handling/succession", .body = fmt::format(R"({{"from":{},"to":{}}})", seat_of("handler1"), seat_of("handler3")), .journal = {"assemblies.end_seat", "handling.succeed"}});
  world_.look([&](Context& context, db::ReadTx& tx) {
    const auto seat = tx.one<SeatId>(db::Query{"test.seat", "SELECT max(id) FROM assemblies_seat", 0});
    world_.actors["successor"] = world_.actors["handler3"];
    world_.actors["successor"].seat = *seat;
    world_.actors["handler1"] = identity::actor_of(context, tx, people_["handler1"]);
    return 0;
  });
  unit_sees("the successor", "successor", {"请问哪天动工", R"("may_write":true)"});
  world_.run({.name = "not who left", .as = "handler1", .get = "/api/v1/handling/items/{item}", .status = 403});
}

TEST_P(HandlingHttp, AThreadEndsWithItsPart) {
  opened("letter", 11);
  world_.run(assign("to one", part(1, "sole"), 200));
  const std::string first = task_of(1);
  world_.run(says({.name = "asked", .as = "second", .task = first, .has = {R"("place_name":"Signed with them")"}}));
  world_.run(step("not theirs", "handler1", 1, "request_return", 200, R"(,"reason":"不归我们管")"));
  world_.run(step("agreed", "supervisor", 1, "agree_return", 200, "", {}, {"handling.take_back"}));
  world_.run(says({.name = "it is over with them", .as = "second", .task = first, .status = 409, .has = {"handling.thread_closed"}}));
  world_.run(assign("to another", part(2, "sole"), 200));
  world_.run({
      {.name = "the other unit has one of its own", .as = "handler2", .get = "/api/v1/handling/items/{item}", .has = {R"("may_write":true,"messages":[])"}, .lacks = {"请问什么时候开工"}},
      {.name = "who asked sees both", .as = "asker", .get = "/api/v1/handled/letter/11/messages", .has = {"请问什么时候开工", R"("may_write":true)", R"("may_write":false)"}},
  });
  // Whoever asked and sits in the unit does not write to themselves.
  world_.build([&](Context& context, db::WriteTx& tx) { assemblies::add_seat(context, tx, people_["asker"], city_, Role::handler, context.now(), units_[2]); });
  world_.run(says({.name = "not to the own unit", .as = "asker", .task = task_of(2), .status = 404}));
  answered(12);
  world_.run(move("closed", "supervisor", "close", 200));
  world_.run(says({.name = "closed is closed", .as = "second", .task = task_of(1), .status = 409, .has = {"handling.thread_closed"}}));
  world_.run(says({.name = "for the unit too", .as = "handler1", .task = task_of(1), .status = 409}));
}

TEST_P(HandlingHttp, OfACrowdEachReadsTheirOwnWordsAndTheUnits) {
  opened("poll");
  world_.run(assign("to one", part(1, "sole"), 200));
  const std::string task = task_of(1);
  world_.run({
      says({.name = "one who took part", .as = "one3", .task = task, .text = "我家门口积水", .has = {R"("name":"Participant 1")", R"("by_name":false)"}, .by_crowd = true}),
      says({.name = "another", .as = "one7", .task = task, .text = "学校门口也是", .has = {R"("name":"Participant 2")"}, .lacks = {"我家门口积水"}, .by_crowd = true}),
      says({.name = "who did not take part", .as = "asker", .task = task, .status = 404}),
      {.name = "the unit reads both and no name", .as = "handler1", .get = "/api/v1/handling/items/{item}", .has = {"我家门口积水", "学校门口也是", "Participant 2"}, .lacks = {R"("name":"one")"}},
      says({.name = "the unit to all of them", .as = "handler1", .task = task, .text = "都列入计划"}),
      {.name = "one reads it", .as = "one3", .get = "/api/v1/handled/poll/1/messages", .has = {"都列入计划", "我家门口积水"}, .lacks = {"学校门口也是"}},
  });
  EXPECT_TRUE(told("one7").contains("has written to you"));
  EXPECT_FALSE(told("one5").contains("has written to you")) << "nobody knows of them";
  const auto other = column("max(id) FROM handling_message WHERE text = '学校门口也是'");
  world_.run({.name = "another's is as good as absent", .as = "one3", .post = fmt::format("/api/v1/handling/messages/{}/withdrawal", other), .body = "{}", .status = 404});
  EXPECT_EQ(column("count(*) FROM handling_message WHERE person >= 7000 AND person < 7012"), 0) << "their key stands nowhere but beside their votes";
  EXPECT_EQ(column("count(*) FROM platform_journal WHERE verb = 'handling.message'"), 1) << "the unit's";
}

TEST_P(HandlingHttp, StockPhrasesOfTheOfficeAndOfAUnit) {
  const auto list = [&](std::string name, std::string as, std::vector<std::string> has, std::vector<std::string> lacks = {}, int status = 200) {
    world_.run({.name = std::move(name), .as = std::move(as), .get = "/api/v1/assemblies/{city}/handling/phrases", .status = status, .has = std::move(has), .lacks = std::move(lacks)});
  };
  const auto add = [&](std::string name, std::string as, const std::string& kind, const std::string& text, int status, std::vector<std::string> has = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .post = "/api/v1/assemblies/{city}/handling/phrases", .body = fmt::format(R"({{"kind":"{}","title":"我们的","text":"{}"}})", kind, text), .status = status, .has = std::move(has), .journal = on(status, {"handling.add_phrase"})});
    world_.names["phrase"] = std::to_string(newest("phrase"));
  };
  const auto save = [&](std::string name, std::string as, int version, const std::string& text, bool offered, int status, std::vector<std::string> has = {}, std::vector<std::string> lacks = {}) {
    world_.run({.name = std::move(name), .as = std::move(as), .put = "/api/v1/handling/phrases/{phrase}", .body = fmt::format(R"({{"version":{},"title":"我们的","text":"{}","offered":{}}})", version, text, offered), .status = status, .has = std::move(has), .lacks = std::move(lacks),
                .journal = on(status, {"handling.save_phrase"})});
  };
  list("the office", "clerk", {R"("code":"opening")", R"("kind":"urging")", R"("name":"案号")", R"("may_switch":true)"});
  list("a unit has no urging", "handler1", {R"("code":"opening")"}, {R"("kind":"urging")", R"("code":"urging")", R"("may_switch":true)"});
  list("nobody else", "citizen", {}, {}, 403);
  list("nor another office", "elsewhere", {}, {}, 403);
  add("no such placeholder", "clerk", "reply_opening", "您的{电话}", 400, {"/text", "There is no placeholder “电话”"});
  add("a unit writes no urging", "handler1", "urging", "快", 400, {"/kind"});
  add("the office's", "clerk", "reply_closing", "感谢{提案人}对{政协}的支持。", 200, {"感谢{提案人}"});
  list("a unit reads it, and does not change it", "handler2", {R"("of_name":"The assembly's office","title":"我们的")"}, {R"("may_write":true)"});
  save("not by a unit", "handler2", 1, "改", true, 403, {"handling.phrase_of_the_office"});
  save("changed", "supervisor", 1, "感谢支持。", true, 200, {R"("earlier":[{"version":1,"title":"我们的","text":"感谢{提案人}对{政协}的支持。","by":"clerk")"});
  save("an old page", "clerk", 1, "再改", true, 409, {"handling.moved_meanwhile"});
  save("no more offered", "clerk", 2, "感谢支持。", false, 200, {R"("offered":false,"version":2)"});
  list("a unit does not see it", "handler2", {}, {"感谢支持"});
  add("a unit's own", "handler1", "reply_opening", "{case number}收悉，{unit}于{deadline}前办理。{", 200, {R"("of_name":"示例局01")", R"("may_write":true)"});
  list("not another unit's", "handler2", {}, {"{case number}收悉"});
  save("nor to change", "handler2", 1, "改", true, 404, {"handling.no_such_phrase"});
  save("nor the office's", "clerk", 1, "改", true, 404);
  const auto switched = [&](std::string name, std::string as, const std::string& code, bool offered, int status) {
    world_.run({.name = std::move(name), .as = std::move(as), .put = "/api/v1/assemblies/{city}/handling/default-phrases", .body = fmt::format(R"({{"code":"{}","offered":{}}})", code, offered), .status = status, .journal = on(status, {"handling.switch_phrase"})});
  };
  switched("a unit switches nothing", "handler1", "opening", false, 403);
  switched("one that there is not", "clerk", "none", false, 400);
  switched("not wanted here", "clerk", "opening", false, 200);
  opened("letter", 10);
  world_.run(assign("to one", part(1, "sole"), 200));
  const auto ready = [&](std::string name, std::string as, std::vector<std::string> has, std::vector<std::string> lacks = {}, int status = 200) {
    world_.run({.name = std::move(name), .as = std::move(as), .get = "/api/v1/handling/tasks/" + task_of(1) + "/phrases", .status = status, .has = std::move(has), .lacks = std::move(lacks)});
  };
  ready("filled in", "handler1", {"＿＿＿＿收悉，示例局01于2027年2月24日前办理。{", R"("title":"答复结尾")", "《先修排水》涉及面广"}, {"{案由}", R"("title":"答复开头（委员个人）")", "感谢支持"});
  ready("of the office none of a unit", "supervisor", {"请示例局01抓紧办理"}, {"收悉，示例局01于"});
  ready("of another's part nothing", "handler2", {}, {}, 404);
  switched("wanted again", "supervisor", "opening", true, 200);
  ready("there it is", "leader1", {R"("title":"答复开头（委员个人）")"});
}

TEST_P(HandlingHttp, ClassesOfRepliesAreTheAssemblysOwnInVersions) {
  const std::string table = "/api/v1/assemblies/{city}/handling/classes";
  const auto set = [&](std::string name, std::string as, const std::string& items, int status, std::vector<std::string> has = {}, int version = 0) {
    return Scenario{.name = std::move(name), .as = std::move(as), .put = table, .body = fmt::format(R"({{"version":{},"items":[{}],"note":"主席会议"}})", version, items), .status = status, .has = std::move(has),
                    .journal = on(status, {"handling.change_classes"})};
  };
  const std::string solved = R"({"code":"resolved","letter":"A","name":"解决或采纳"})", planned = R"({"code":"planned","letter":"C","name":"列入计划拟解决"})";
  answered(20);
  world_.run({
      {.name = "the usual table", .as = "handler1", .get = table, .has = {R"({"code":"planned","letter":"B","name":"Planned"})", R"("version":0)"}},
      {.name = "not for everybody", .as = "citizen", .get = table, .status = 403},
      set("a unit sets nothing", "handler1", solved, 403),
      set("nor another office", "elsewhere", solved, 403),
      set("without what is resolved", "clerk", planned, 400, {"/items", "handling.class_of_resolved"}),
      set("one twice", "clerk", solved + "," + solved, 400, {"/items/1/code"}),
      set("no letter", "clerk", R"({"code":"resolved","letter":"甲","name":"解决"})", 400, {"/items/0/letter"}),
      set("no words", "clerk", R"({"code":"resolved","letter":"A","name":""})", 400, {"/items/0/name"}),
      set("nothing", "clerk", "", 400),
  });
  opened("letter", 21);
  world_.run(assign("to one", part(1, "sole"), 200));
  world_.run(step("signed for", "handler1", 1, "sign_for", 200));
  for (const char* stage : {"before", "during"}) world_.run(contact("handler1", 1, stage, 200));
  world_.run(draft("as it was usual", "handler1", 1, 200, "", "reference", kBoth, {R"("letter":"D")"}));
  world_.clock.advance(std::chrono::minutes(1));
  world_.run({
      set("an own table", "clerk", solved + "," + planned, 200, {R"("version":1,"usual":[)", R"("by":"clerk")", R"("note":"主席会议")"}),
      set("on an old page", "clerk", solved, 409),
  });
  world_.run(step("a draft of a class that is no more", "handler1", 1, "submit_reply", 400, "", {"/outcome", "handling.no_such_class"}));
  world_.run({draft("nor written anew", "handler1", 1, 400, "", "in_progress", kBoth, {"/outcome"}), draft("an own class", "handler1", 1, 200, "", "planned", kBoth, {R"("outcome":{"code":"planned","letter":"C","name":"列入计划拟解决"})"})});
  world_.run(step("sent in", "handler1", 1, "submit_reply", 200));
  world_.run(step("signed", "leader1", 1, "approve", 200));
  world_.run(step("the office corrects within the table", "supervisor", 1, "accept", 400, R"(,"outcome":"not_now")", {"/outcome"}));
  world_.run(step("checked", "supervisor", 1, "accept", 200, "", {}, {"handling.reply"}));
  world_.clock.advance(std::chrono::minutes(1));
  world_.run(set("set again, with the usual words", "clerk", R"({"code":"resolved","letter":"E"})", 200, {R"("items":[{"code":"resolved","letter":"E","name":"Resolved or adopted"}],"version":2)"}, 1));
  world_.run({
      {.name = "signed before the table", .get = "/api/v1/handled/letter/20", .has = {R"("outcome":{"code":"planned","letter":"B","name":"Planned"})"}},
      {.name = "signed under it", .get = "/api/v1/handled/letter/21", .has = {R"("outcome":{"code":"planned","letter":"C","name":"列入计划拟解决"})"}},
      {.name = "figures are of what it means", .as = "supervisor", .get = "/api/v1/assemblies/{city}/handling/statistics", .has = {R"("in_progress":2)"}},
  });
}

TEST_P(HandlingHttp, DocumentsAreForWhoMayReadThem) {
  opened("letter");
  world_.run(assign("a lead and who assists", part(1, "lead") + "," + part(2, "assisting"), 200));
  const auto address = [&](int unit, const std::string& kind) { return "/api/v1/handling/tasks/" + task_of(unit) + "/documents/" + kind + "?format=docx"; };
  const auto document = [&](const std::string& as, int unit, const std::string& kind, int status) { return Scenario{.name = kind + " as " + as, .as = as, .get = address(unit, kind), .status = status}; };
  const auto expect = [&](const std::string& as, int unit, const std::string& kind, std::initializer_list<const char*> parts) {
    const auto response = world_.send(http::Method::get, address(unit, kind), {}, {{"X-Test-Actor", as}, {"Accept-Language", "en"}});
    ASSERT_EQ(response.status, 200) << kind << ": " << response.body;
    const std::string words = documents::words_of_docx(response.body);
    for (const char* one : parts) EXPECT_TRUE(words.contains(one)) << kind << ": " << one << " is not in " << words;
  };
  for (const char* who : {"clerk", "supervisor", "handler1", "leader1"}) world_.run(document(who, 1, "assignment", 200));
  for (const char* who : {"handler2", "elsewhere", "asker", "citizen", "administrator"}) world_.run(document(who, 1, "assignment", 404));
  expect("handler1", 1, "assignment", {"示例市政协文件", "关于交办", "示例局01：", "交你单位主办", "办理事项：先修排水", "示例局02会办", "抄送：示例局02。"});
  expect("handler2", 2, "assignment", {"示例局01主办", "会办意见"});
  for (const char* kind : {"return_request", "extension", "reply", "feedback", "urging"}) world_.run(document("handler1", 1, kind, 404));
  world_.run({step("signed for", "handler1", 1, "sign_for", 200), step("signed for", "handler2", 2, "sign_for", 200)});
  world_.run(step("more time", "handler1", 1, "request_extension", 200, R"(,"reason":"正在招标")"));
  expect("supervisor", 1, "extension", {"延期办理", "正在招标", "应于"});
  world_.run(step("granted", "supervisor", 1, "grant_extension", 200));
  expect("handler1", 1, "extension", {"正在招标", "应于2027年2月24日前答复", "2026年11月24日同意延期至2027年3月24日", "示例局012026年11月24日"});
  world_.run({.name = "urged", .as = "supervisor", .post = "/api/v1/handling/tasks/" + task_of(1) + "/urging", .body = "{}", .journal = {"handling.urge"}});
  expect("handler1", 1, "urging", {"催办", "请抓紧办理", "特此通知。示例市政协2026年11月24日"});
  world_.run({.name = "urged in other words", .as = "supervisor", .post = "/api/v1/handling/tasks/" + task_of(1) + "/urging", .body = R"({"words":"主席会议下周听取汇报，请抓紧。"})", .journal = {"handling.urge"}});
  expect("handler1", 1, "urging", {"主席会议下周听取汇报", "示例市政协2026年11月24日"});

  world_.run(draft("an opinion", "handler2", 2, 200));
  world_.run({document("handler2", 2, "opinion", 200), document("supervisor", 2, "opinion", 404), document("handler1", 2, "opinion", 404)});
  world_.run(step("sent in", "handler2", 2, "submit_reply", 200));
  world_.run(step("signed", "leader2", 2, "approve_opinion", 200));
  expect("handler1", 2, "opinion", {"会办意见", "示例局01：", "已列入明年计划", "示例〔2026〕1号"});

  for (const char* stage : {"before", "during"}) world_.run(contact("handler1", 1, stage, 200));
  world_.run(draft("written", "handler1", 1, 200, fmt::format(R"({{"text":"汛期前修好","due":{}}})", (world_.clock.now() + std::chrono::days(200)).milliseconds)));
  world_.run({document("handler1", 1, "reply", 200), document("supervisor", 1, "reply", 404), document("asker", 1, "reply", 404)});
  world_.run(step("it goes round", "handler1", 1, "circulate", 200));
  world_.run(step("signed", "leader1", 1, "approve", 200, R"(,"reason":"会办单位来不及会签")"));
  world_.run({document("supervisor", 1, "reply", 200), document("asker", 1, "reply", 404), document("citizen", 1, "feedback", 404)});
  world_.run(step("checked", "supervisor", 1, "accept", 200, "", {}, {"handling.reply"}));
  world_.run({document("asker", 1, "reply", 200), document("citizen", 1, "reply", 200), document("citizen", 1, "feedback", 404), document("handler2", 1, "feedback", 404), document("supervisor", 1, "feedback", 200)});
  expect("asker", 1, "reply", {"示例局01", "B", "《老街排水》收悉", "已列入明年计划", "1.汛期前修好（"});
  expect("asker", 1, "feedback", {"□满意"});
  world_.run({.name = "offered with the reply", .as = "asker", .get = "/api/v1/handled/letter/1", .has = {R"("name":"Letter of reply")", R"("name":"Feedback form")"}});
  world_.run({.name = "to the public the reply alone", .get = "/api/v1/handled/letter/1", .has = {R"("name":"Letter of reply")"}, .lacks = {"feedback"}});
  world_.run(rate("asker", "basically", 200));
  expect("asker", 1, "feedback", {"√基本满意", "□满意"});
  expect("second", 1, "feedback", {"□基本满意"});
}

TEST_P(HandlingHttp, ADocumentOfAReturn) {
  opened("letter");
  world_.run(assign("to one unit", part(1, "sole"), 200));
  world_.run(step("wrongly", "handler1", 1, "request_return", 200, fmt::format(R"(,"reason":"属于管线问题","suggested":{})", units_[2].value)));
  const auto response = world_.send(http::Method::get, "/api/v1/handling/tasks/" + task_of(1) + "/documents/return_request?format=docx", {}, {{"X-Test-Actor", "clerk"}});
  const std::string words = documents::words_of_docx(response.body);
  for (const char* one : {"示例局01", "关于退回", "属于管线问题", "建议改由示例局02办理"}) EXPECT_TRUE(words.contains(one)) << one << " is not in " << words;
}

/// Whatever is tried in whatever order, by whomever: nothing breaks, and what must hold holds.
TEST_P(HandlingHttp, RandomWalks) {
  maths::Random random(20261126);
  static constexpr const char* kVerbs[] = {"sign_for", "request_return", "agree_return", "refuse_return", "request_extension", "grant_extension", "refuse_extension", "submit_reply", "circulate", "circulate", "recall", "approve", "approve", "approve_opinion", "send_back", "accept", "reject"};
  static constexpr const char* kWho[] = {"clerk", "supervisor", "handler1", "leader1", "handler2", "leader2", "handler3", "asker", "elsewhere"};
  static constexpr const char* kRoles[] = {"sole", "separate", "lead", "assisting"};
  const auto send = [&](http::Method method, const std::string& path, const std::string& body, const std::string& who) {
    static int key = 0;
    const auto response = world_.send(method, path, body, {{"X-Test-Actor", who}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", fmt::format("walk-{:08}", ++key)}});
    EXPECT_LT(response.status, 500) << path << body << response.body;
    return response.status;
  };
  int moved = 0, round = 0;
  // Mostly who may, in an order that may be; now and then anybody anything.
  const auto fitting = [&](std::string_view verb, int unit) {
    const bool office = verb.starts_with("agree") || verb.starts_with("refuse") || verb.starts_with("grant") || verb == "accept" || verb == "reject";
    return office ? std::string("supervisor") : fmt::format("{}{}", verb.starts_with("approve") || verb == "send_back" ? "leader" : "handler", unit);
  };
  // The last two begin with a reply that is ready to go round, and keep to its steps.
  static constexpr const char* kRound[] = {"circulate", "circulate", "recall", "approve", "approve", "send_back", "accept", "reject"};
  for (int walk = 0; walk < 6; ++walk) {
    const bool together = walk >= 4;
    const auto item = opened(walk % 2 == 0 ? "letter" : "poll", 10 + walk);
    if (together) {
      world_.run(assign("together", part(1, "lead") + "," + part(2, "assisting") + "," + part(3, "assisting"), 200));
      world_.run(step("signed for", "handler1", 1, "sign_for", 200));
    }
    for (int i = 0; i < 250; ++i) {
      const bool fits = random.below(5) > 0;
      std::string who = kWho[random.below(std::size(kWho))];
      const int unit = together ? 1 : 1 + static_cast<int>(random.below(3));
      const std::string task = task_of(unit);
      const auto version = column("version FROM handling_task WHERE id = " + task);
      int status = 0;
      switch (random.below(10)) {
        case 0: {
          if (fits) who = "clerk";
          const std::string second = fits && random.below(2) == 0 ? "" : random.below(2) == 0 ? "" : "," + part(1 + static_cast<int>(random.below(3)), kRoles[random.below(4)]);
          status = send(http::Method::post, fmt::format("/api/v1/handling/items/{}/assignment", item), fmt::format(R"({{"version":{},"units":[{}{}]}})", item_version(), part(unit, second.empty() ? "sole" : kRoles[random.below(4)]), second), who);
          break;
        }
        case 1:
          if (fits) who = fitting("submit_reply", unit);
          status = send(http::Method::put, "/api/v1/handling/tasks/" + task + "/reply", fmt::format(R"({{"version":{},"reply":"答","outcome":"resolved","document_number":"","adoptions":[{}],"promises":[]}})", version, walk % 2 != 0 ? "" : random.below(4) == 0 ? R"({"number":1,"adoption":"adopted","word":""})" : kBoth), who);
          break;
        case 2:
          if (fits) who = fitting("submit_reply", unit);
          status = send(http::Method::post, "/api/v1/handling/tasks/" + task + "/contacts", fmt::format(R"({{"stage":"{}","way":"visit","at":1,"note":"x"}})", random.below(2) == 0 ? "before" : "during"), who);
          break;
        case 3:
          if (fits) who = "asker";
          status = send(http::Method::post, fmt::format("/api/v1/handling/items/{}/ratings", item), random.below(2) == 0 ? R"({"overall":"dissatisfied","attitude":"satisfied"})" : R"({"overall":"satisfied","attitude":"satisfied"})", who);
          break;
        case 4:
          if (fits) who = "asker";
          status = send(http::Method::put, "/api/v1/handling/tasks/" + task + "/meeting", fmt::format(R"({{"needed":{}}})", random.below(2) == 0), who);
          break;
        case 7:
          if (fits) who = random.below(2) == 0 ? "clerk" : "supervisor";
          if (random.below(3) > 0) {
            status = send(http::Method::post, fmt::format("/api/v1/handling/items/{}/paper-ratings?asker={}&overall=satisfied&attitude=satisfied&name=a.pdf", item, people_[random.below(2) == 0 ? "asker" : "second"].value), "%PDF-1.4\n", who);
          } else {
            status = send(http::Method::post, fmt::format("/api/v1/handling/paper-ratings/{}/decision", newest("paper")), fmt::format(R"({{"confirm":{}}})", random.below(4) > 0), who);
          }
          break;
        case 6:
          if (fits) who = fitting("submit_reply", unit);
          status = send(http::Method::post, "/api/v1/handling/tasks/" + task + "/quality", R"({"grade":"fair","word":"太笼统"})", who);
          break;
        case 5:
          if (fits) who = fitting("submit_reply", 1 + static_cast<int>(random.below(3)));
          status = send(http::Method::post, "/api/v1/handling/tasks/" + task + "/countersignature", fmt::format(R"({{"version":{},"agrees":{},"words":"改"}})", version, random.below(3) > 0), who);
          break;
        default: {
          const char* verb = together ? kRound[random.below(std::size(kRound))] : kVerbs[random.below(std::size(kVerbs))];
          if (fits) who = fitting(verb, unit);
          const bool explains = std::string_view(verb) != "approve" || random.below(3) == 0;
          status = send(http::Method::post, "/api/v1/handling/tasks/" + task + "/transitions", fmt::format(R"({{"verb":"{}","version":{},{}"without_assisting":"急"}})", verb, version, explains ? R"("reason":"因为",)" : ""), who);
          // Of who assists now: another may join later.
          if (status == 200 && std::string_view(verb) == "approve") {
            EXPECT_EQ(column("count(*) FROM handling_task a JOIN handling_task t ON t.item = a.item AND t.round = a.round WHERE t.id = " + task + " AND t.role = 'lead' AND t.without_countersigning = '' AND a.role = 'assisting' AND a.state <> 'returned' "
                             "AND NOT EXISTS (SELECT 1 FROM handling_countersignature c WHERE c.task = t.id AND c.draft = t.draft AND c.unit = a.unit AND c.agrees = 1)"), 0)
                << "signed without those who assist, and no word why";
            if (column("count(*) FROM handling_task WHERE role = 'lead' AND id = " + task) > 0) ++round;
          }
        }
      }
      if (status != 200) continue;
      ++moved;
      const std::string id = std::to_string(item);
      EXPECT_EQ(column("count(*) FROM handling_item i WHERE id = " + id + " AND state = 'replied' AND EXISTS (SELECT 1 FROM handling_task t WHERE t.item = i.id AND t.round = i.round AND t.role <> 'assisting' AND t.state NOT IN ('accepted', 'returned'))"), 0)
          << "answered while somebody still has to";
      EXPECT_EQ(column("count(*) FROM handling_item i WHERE id = " + id + " AND state = 'handling' AND NOT EXISTS (SELECT 1 FROM handling_task t WHERE t.item = i.id AND t.round = i.round AND t.role <> 'assisting' AND t.state NOT IN ('accepted', 'returned'))"), 0)
          << "waits for nobody";
      EXPECT_EQ(column("count(*) FROM handling_task WHERE item = " + id + " AND state = 'accepted' AND (approved_by IS NULL OR reply = '')"), 0) << "a reply nobody signed";
      EXPECT_EQ(column("count(*) FROM handling_task t WHERE item = " + id + " AND role = 'lead' AND state IN ('countersigning', 'to_approve', 'under_check', 'accepted') AND without_assisting = '' AND EXISTS (SELECT 1 FROM handling_task a WHERE a.item = t.item AND a.round = t.round AND a.role = 'assisting' AND a.state NOT IN ('accepted', 'returned'))"), 0)
          << "a lead before those who assist";
      const std::string left = "FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE t.item = " + id + " AND i.kind = 'letter' AND t.role <> 'assisting' AND t.state IN ('under_check', 'accepted') ";
      EXPECT_EQ(column("count(*) " + left + "AND (SELECT count(*) FROM handling_adoption a WHERE a.task = t.id) <> 2"), 0) << "a suggestion without a word";
      EXPECT_EQ(column("count(*) " + left + "AND NOT EXISTS (SELECT 1 FROM handling_not_needed n WHERE n.task = t.id) AND (SELECT count(DISTINCT stage) FROM handling_contact c WHERE c.task = t.id AND stage IN ('before', 'during')) < 2"), 0)
          << "left without contact";
      EXPECT_EQ(column("count(*) FROM handling_rating r WHERE paper = 1 AND NOT EXISTS (SELECT 1 FROM handling_paper p WHERE p.item = r.item AND p.round = r.round AND p.asker = r.asker AND p.confirmed_by <> p.entered_by)"), 0) << "on paper, and nobody compared it";
      if (walk % 2 == 0 && column("count(*) FROM handling_item WHERE state = 'replied' AND round = 1 AND (SELECT count(*) FROM handling_rating r WHERE r.item = handling_item.id) < 2 AND id = " + id) == 1) {
        const auto seen = world_.send(http::Method::get, "/api/v1/handling/items/" + id, {}, {{"X-Test-Actor", "handler1"}}).body + world_.send(http::Method::get, fmt::format("/api/v1/handled/letter/{}", 10 + walk), {}, {}).body;
        EXPECT_FALSE(seen.contains(R"("satisfied":)")) << "seen before both were in";
      }
      EXPECT_EQ(column(fmt::format("count(*) FROM handling_not_needed WHERE asker <> {}", people_["asker"].value)), 0) << "said by another";
      ASSERT_FALSE(HasFailure()) << "walk " << walk << ", step " << i;
    }
  }
  EXPECT_GT(round, 0) << "some lead's reply went round";
  EXPECT_GT(moved, 60) << "most of the walk must not be refusals alone";
}

}  // namespace
}  // namespace gongshi::handling
