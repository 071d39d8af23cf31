// A meeting from its draft to what became of it: who may do what, who sees what, and that nothing unread is shown. On both engines.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/day.hpp"
#include "modules/calendar/api.hpp"
#include "modules/conferences/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/meetings/api.hpp"
#include "modules/moderation/api.hpp"
#include "modules/settings/api.hpp"
#include "platform/hall/memory_hall.hpp"
#include "platform/operations/testing.hpp"
#include "platform/video/streams.hpp"

namespace gongshi::meetings {
namespace {

using assemblies::BodyKind;
using assemblies::Role;

constexpr const char* kAgenda = R"([{"kind":"opening","title":"开场","minutes":5},{"kind":"speeches","title":"委员发言","minutes":60},{"kind":"exchange","title":"交流互动","minutes":40}])";

class MeetingsHttp : public testing::TestWithParam<db::Engine> {
 protected:
  MeetingsHttp() {
    world_.build([&](Context& context, db::WriteTx& tx) {
      const Timestamp from = context.now() - std::chrono::hours(24);
      city_ = assemblies::create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "c"});
      const auto other = assemblies::create_assembly(context, tx, {.name = "别市政协", .short_name = "别市", .code = "d"});
      const auto term = assemblies::create_term(context, tx, city_, 5, "五届", from);
      sectors_[0] = assemblies::create_body(context, tx, city_, term, BodyKind::sector, "教育界");
      sectors_[1] = assemblies::create_body(context, tx, city_, term, BodyKind::sector, "医药卫生界");
      party_ = assemblies::create_body(context, tx, city_, term, BodyKind::party, "民盟市委会");
      unit_ = assemblies::create_body(context, tx, city_, {}, BodyKind::unit, "市民政局");
      const auto person = [&](const std::string& name) { return people_[name] = identity::create_person(context, tx, {.name = name}); };
      for (const auto& [name, role] : {std::pair{"clerk", Role::clerk}, std::pair{"second", Role::clerk}, std::pair{"chair", Role::chair}}) assemblies::add_seat(context, tx, person(name), city_, role, from);
      assemblies::add_seat(context, tx, person("stranger"), other, Role::clerk, from);
      assemblies::add_seat(context, tx, person("leader"), city_, Role::unit_leader, from, unit_);
      person("citizen");
      for (int i = 0; i < 12; ++i) {
        const std::string name = "member" + std::to_string(i);
        assemblies::add_membership(context, tx, {.person = person(name), .assembly = city_, .term = term, .sector = sectors_[i < 6 ? 0 : 1], .party = i == 1 ? party_ : assemblies::BodyId{}, .number = "A" + std::to_string(100 + i),
                                                 .name = "委员" + std::to_string(i), .from = from});
      }
    });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) {
        world_.actors[name] = identity::actor_of(context, tx, person);
        world_.actors[name].confirmed_at = context.now();
      }
      return 0;
    });
    world_.names = {{"city", std::to_string(city_.value)}, {"party", std::to_string(party_.value)}, {"unit", std::to_string(unit_.value)}, {"sector", std::to_string(sectors_[0].value)}, {"chair", std::to_string(people_["chair"].value)}};
  }

  static std::string hours(int from_now) { return std::to_string(World::kStart.milliseconds + from_now * 3'600'000LL); }
  std::string meeting(const std::string& form, const std::string& more = "", const std::string& agenda = kAgenda) {
    return R"({"meeting":{"form":")" + form + R"(","title":"养老服务专题协商","topic":"社区居家养老怎么办","plan_item":"","place":"机关三楼会议室","audience":"everybody","signing_up":true,"video":"none","video_address":"","starts_at":)" + hours(48) +
           R"(,"ends_at":)" + hours(51) + more + R"(},"agenda":)" + agenda + R"(,"reserved":[)" + std::to_string(party_.value) + "]}";
  }
  std::string with_video(const std::string& kind, const std::string& address) {
    std::string text = meeting("biweekly");
    const std::string none = R"("video":"none","video_address":"")";
    return text.replace(text.find(none), none.size(), R"("video":")" + kind + R"(","video_address":")" + address + "\"");
  }
  http::Response send(http::Method method, const std::string& path, const std::string& as, const std::string& body = "") { return world_.send(method, path, body, {{"X-Test-Actor", as}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", "meeting-" + std::to_string(++keys_)}, {"Accept-Language", "en"}, {"Content-Type", "application/json"}}); }
  boost::json::value ask(const std::string& path, const std::string& as) {
    const auto response = send(http::Method::get, path, as);
    EXPECT_EQ(response.status, 200) << path << " " << response.body;
    return boost::json::parse(response.body);
  }
  boost::json::value post(const std::string& path, const std::string& as, const std::string& body, int status = 200, http::Method method = http::Method::post) {
    const auto response = send(method, path, as, body);
    EXPECT_EQ(response.status, status) << path << " as " << as << " " << body << " -> " << response.body;
    return boost::json::parse(response.body.empty() ? "null" : response.body);
  }
  /// As JSON; "null" where it is not there.
  static std::string text(const boost::json::value& value, std::string_view pointer) {
    boost::system::error_code none;
    const auto* const found = value.find_pointer(pointer, none);
    return found == nullptr ? "null" : boost::json::serialize(*found);
  }
  static std::string id(const boost::json::value& value) { return text(value, "/id"); }

  /// Announced, with all members to attend, six of them voting, and the department to answer.
  std::string announced(const std::string& form = "topical_consultation") {
    const auto draft = post("/api/v1/meetings", "clerk", meeting(form), 201);
    const std::string path = "/api/v1/meetings/" + id(draft);
    post(path + "/participants", "clerk", R"({"capacity":"must","voting":true,"everyone":false,"bodies":[)" + world_.names["sector"] + R"(],"members":[],"units":[]})");
    post(path + "/participants", "clerk", R"({"capacity":"must","voting":false,"everyone":true,"bodies":[],"members":[],"units":[]})");
    post(path + "/participants", "clerk", R"({"capacity":"responding","voting":false,"everyone":false,"bodies":[],"members":[],"units":[)" + world_.names["unit"] + "]}");
    step(path, "announce");
    return path;
  }
  void step(const std::string& path, const std::string& verb, int status = 200, const std::string& as = "clerk") {
    post(path + "/transitions", as, R"({"verb":")" + verb + R"(","version":)" + text(ask(path, "clerk"), "/version") + "}", status);
  }
  std::string opened(const std::string& form = "topical_consultation") {
    const std::string path = announced(form);
    world_.clock.advance(std::chrono::hours(48));
    step(path, "open");
    return path;
  }
  std::string speech_of(const boost::json::value& view, const std::string& topic, const std::string& member) {
    for (const auto& one : view.at("speeches").as_array()) {
      if (one.at("topic").as_string() == topic) return boost::json::serialize(one.at(member));
    }
    ADD_FAILURE() << topic << " is not on the list";
    return "0";
  }
  boost::json::value move_speech(const std::string& path, const std::string& topic, const std::string& verb, int status = 200, const std::string& as = "clerk", const std::string& more = "") {
    const auto view = ask(path, as);
    return post("/api/v1/speeches/" + speech_of(view, topic, "id") + "/transitions", as, R"({"verb":")" + verb + R"(","version":)" + speech_of(view, topic, "version") + more + "}", status);
  }
  void apply(const std::string& path, const std::string& as, const std::string& topic, int status = 201, const std::string& more = R"("kind":"speech","manner":"on_site","text":"","minutes":5)") {
    post(path + "/speeches", as, R"({"topic":")" + topic + "\"," + more + "}", status);
  }
  void approve(const std::string& message, const std::string& as = "clerk", int status = 200) { post("/api/v1/messages/" + message + "/moderation", as, R"({"verb":"approve"})", status); }

  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), settings::settings_module(), calendar::calendar_module(), moderation::moderation_module(), handling::handling_module(), conferences::conferences_module(), meetings_module()}};
  int keys_ = 0;
  assemblies::AssemblyId city_;
  std::array<assemblies::BodyId, 2> sectors_;
  assemblies::BodyId party_, unit_;
  std::map<std::string, PersonId> people_;
};
INSTANTIATE_TEST_SUITE_P(Engines, MeetingsHttp, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(MeetingsHttp, EveryQueryPrepares) { world_.expect_every_query_to_prepare(); }

TEST_P(MeetingsHttp, ADraftIsTheOfficesAloneAndNeedsTheExchange) {
  const auto draft = post("/api/v1/meetings", "clerk", meeting("topical_consultation", "", R"([{"kind":"speeches","title":"委员发言","minutes":60}])"), 201);
  world_.names["m"] = id(draft);
  world_.run({
      {.name = "a visitor sees no draft", .get = "/api/v1/meetings/{m}", .status = 404, .has = {"meetings.not_found"}},
      {.name = "nor does a member", .as = "member0", .get = "/api/v1/meetings/{m}", .status = 404},
      {.name = "nor another assembly's clerk", .as = "stranger", .get = "/api/v1/meetings/{m}", .status = 404},
      {.name = "nor is it in the list", .get = "/api/v1/meetings", .lacks = {"养老服务"}},
      {.name = "the office has it", .as = "clerk", .get = "/api/v1/managed-meetings", .has = {"养老服务", "Draft"}},
      {.name = "a member writes none", .as = "member0", .post = "/api/v1/meetings", .body = meeting("biweekly"), .status = 403},
      {.name = "without the exchange it is not announced", .as = "clerk", .post = "/api/v1/meetings/{m}/transitions", .body = R"({"verb":"announce","version":1})", .status = 409, .has = {"meetings.no_exchange_item"}},
      {.name = "with it, it is", .as = "clerk", .put = "/api/v1/meetings/{m}", .body = R"({"version":1,)" + meeting("topical_consultation").substr(1), .status = 200, .has = {R"("version":2)"}, .journal = {"meetings.write"}},
      {.name = "an old page changes nothing", .as = "clerk", .put = "/api/v1/meetings/{m}", .body = R"({"version":1,)" + meeting("topical_consultation").substr(1), .status = 409, .has = {"meetings.moved_meanwhile"}},
      {.name = "the chair prepares nothing", .as = "chair", .post = "/api/v1/meetings/{m}/transitions", .body = R"({"verb":"announce","version":2})", .status = 403},
      {.name = "announced", .as = "clerk", .post = "/api/v1/meetings/{m}/transitions", .body = R"({"verb":"announce","version":2})", .status = 200, .has = {R"("state":"announced")"}, .journal = {"meetings.announce"}},
      {.name = "everybody reads it", .get = "/api/v1/meetings/{m}", .has = {"养老服务", R"("manages":false)"}},
      {.name = "the exchange stays on the agenda", .as = "clerk", .put = "/api/v1/meetings/{m}", .body = R"({"version":3,)" + meeting("topical_consultation", "", "[]").substr(1), .status = 400, .has = {"meetings.no_exchange_item"}},
      {.name = "an announced one is not thrown away", .as = "clerk", .delete_ = "/api/v1/meetings/{m}", .status = 409},
      {.name = "ends before it begins", .as = "clerk", .post = "/api/v1/meetings", .body = meeting("biweekly", R"(,"speaking_until":)" + hours(90)), .status = 400, .has = {"meetings.applications_after_the_end"}},
      {.name = "a chair who is none", .as = "clerk", .post = "/api/v1/meetings", .body = meeting("biweekly", R"(,"chair":4711)"), .status = 400, .has = {"meetings.no_such_chair"}},
      {.name = "a stream that this installation cannot have", .as = "clerk", .post = "/api/v1/meetings", .body = with_video("own", "live"), .status = 400, .has = {"meetings.stream_needed"}},
      {.name = "a stream from where the operator allows none", .as = "clerk", .post = "/api/v1/meetings", .body = with_video("elsewhere", "https://live.example/a.m3u8"), .status = 400, .has = {"meetings.address_needed"}},
      {.name = "for one's own calendar", .get = "/api/v1/meetings/{m}/calendar.ics", .has = {"BEGIN:VEVENT", "SUMMARY:养老服务专题协商", "DTSTART:20261126T080000Z"}},
      {.name = "cancelled with the reason", .as = "clerk", .post = "/api/v1/meetings/{m}/transitions", .body = R"({"verb":"cancel","version":3})", .status = 400, .has = {"meetings.reason_needed"}},
      {.name = "cancelled", .as = "clerk", .post = "/api/v1/meetings/{m}/transitions", .body = R"({"verb":"cancel","version":3,"reason":"台风"})", .status = 200, .has = {R"("state":"cancelled")"}, .journal = {"meetings.cancel"}},
  });
}

TEST_P(MeetingsHttp, WhoComesAnswersAndIsThere) {
  const std::string path = announced();
  world_.names["m"] = path.substr(path.rfind('/') + 1);
  const auto list = ask(path + "/participants", "clerk");
  EXPECT_EQ(list.at("items").as_array().size(), 13U);
  EXPECT_EQ(text(list, "/attendance/must"), "12");
  const std::string third = text(list, "/items/2/id");
  world_.names["third"] = third;
  const std::string base = "/api/v1/meetings/{m}";
  world_.run({
      {.name = "who is invited sees it", .as = "member0", .get = base, .has = {R"("capacity":"must")", R"("may_answer":true)"}},
      {.name = "the list of names is the office's", .as = "member0", .get = base + "/participants", .status = 403},
      {.name = "coming", .as = "member0", .post = base + "/answer", .body = R"({"verb":"coming","reason":"","substitute":""})", .has = {R"("answer":"coming")"}, .journal = {"meetings.answer"}},
      {.name = "leave needs a reason", .as = "member2", .post = base + "/answer", .body = R"({"verb":"leave","reason":"","substitute":""})", .status = 400, .has = {"meetings.reason_needed"}},
      {.name = "leave", .as = "member2", .post = base + "/answer", .body = R"({"verb":"leave","reason":"出差","substitute":""})", .has = {R"("answer":"leave_asked")"}, .journal = {"meetings.answer"}},
      {.name = "a member sends nobody", .as = "member3", .post = base + "/answer", .body = R"({"verb":"substitute","reason":"","substitute":"李某"})", .status = 409, .has = {"meetings.no_substitutes"}},
      {.name = "a department does", .as = "leader", .post = base + "/answer", .body = R"({"verb":"substitute","reason":"","substitute":"李某，副局长"})", .has = {R"("answer":"substituted")"}, .journal = {"meetings.answer"}},
      {.name = "a citizen is not invited", .as = "citizen", .post = base + "/answer", .body = R"({"verb":"coming","reason":"","substitute":""})", .status = 403, .has = {"meetings.not_invited"}},
      {.name = "a member grants no leave", .as = "member0", .post = base + "/participants/{third}/leave", .body = R"({"grant":true,"note":""})", .status = 403},
      {.name = "the office does", .as = "clerk", .post = base + "/participants/{third}/leave", .body = R"({"grant":true,"note":""})", .has = {R"("answer":"on_leave")"}, .journal = {"meetings.grant_leave"}},
      {.name = "once", .as = "clerk", .post = base + "/participants/{third}/leave", .body = R"({"grant":true,"note":""})", .status = 409},
      {.name = "the door is closed two days before", .as = "clerk", .get = base + "/door", .status = 409, .has = {"meetings.door_closed"}},
  });
  world_.clock.advance(std::chrono::hours(48) - std::chrono::minutes(30));
  const auto door = ask(path + "/door", "clerk");
  const std::string code(door.at("code").as_string());
  const std::string wrong = code == "000000" ? "000001" : "000000";
  world_.run({
      {.name = "the code is not everybody's", .as = "member0", .get = base + "/door", .status = 403},
      {.name = "a wrong code", .as = "member0", .post = base + "/check-in", .body = R"({"code":")" + wrong + "\"}", .status = 400, .has = {"meetings.wrong_code"}},
      {.name = "the right one", .as = "member0", .post = base + "/check-in", .body = R"({"code":")" + code + "\"}", .has = {R"("present":"on_site")"}, .journal = {"meetings.attend"}},
      {.name = "the page once more", .as = "member0", .post = base + "/check-in", .body = "{}", .has = {R"("present":"on_site")"}},
      {.name = "from afar", .as = "member1", .post = base + "/check-in", .body = "{}", .has = {R"("present":"online")"}, .journal = {"meetings.attend"}},
      {.name = "a citizen watches", .as = "citizen", .post = base + "/check-in", .body = "{}", .status = 403},
  });
  world_.clock.advance(std::chrono::minutes(4));
  EXPECT_EQ(send(http::Method::post, path + "/check-in", "member4", R"({"code":")" + code + "\"}").status, 400) << "a code of four minutes ago";
  world_.run({{.name = "a paper list", .as = "clerk", .put = base + "/participants/{third}/presence", .body = R"({"present":"on_site"})", .has = {R"("present":3)"}, .journal = {"meetings.attend"}}});
}

TEST_P(MeetingsHttp, WhoIsInvitedHearsFromWhenToWhenItWasMoved) {
  const std::string path = announced();
  const auto begins = [&] { return minute_text(Timestamp{ask(path, "clerk").at("starts_at").as_int64()}); };
  const std::string before = begins();
  std::string later = meeting("topical_consultation").substr(1);
  later.replace(later.find(hours(48)), hours(48).size(), hours(50));
  post(path, "clerk", R"({"version":)" + text(ask(path, "clerk"), "/version") + "," + later, 200, http::Method::put);
  const std::string after = begins();
  EXPECT_NE(before, after);
  const std::string inbox = send(http::Method::get, "/api/v1/me/inbox", "member0").body;
  EXPECT_NE(inbox.find("which begins at " + before), std::string::npos) << inbox;
  EXPECT_NE(inbox.find("now begins at " + after + " (before: " + before + ")"), std::string::npos) << inbox;
}

TEST_P(MeetingsHttp, SpeakersInABalancedOrder) {
  const std::string path = announced();
  for (const int i : {0, 2, 3}) apply(path, "member" + std::to_string(i), "教育" + std::to_string(i));
  apply(path, "member7", "医药7");
  apply(path, "member1", "民盟", 201, R"("kind":"speech","manner":"on_site","text":"","minutes":5,"body":)" + world_.names["party"]);
  apply(path, "member4", "别家", 400, R"("kind":"speech","manner":"on_site","text":"","minutes":5,"body":)" + world_.names["party"]);
  apply(path, "citizen", "路人", 403);
  apply(path, "member0", "再来", 409);
  apply(path, "member0", "回应", 403, R"("kind":"answer","manner":"on_site","text":"","minutes":5)");
  apply(path, "member0", "程序", 409, R"("kind":"point_of_order","manner":"on_site","text":"","minutes":5)");
  apply(path, "member8", "书面", 400, R"("kind":"speech","manner":"written","text":"","minutes":5)");
  apply(path, "member8", "书面", 201, R"("kind":"speech","manner":"written","text":"全文","minutes":5)");
  const auto before = send(http::Method::get, path, "citizen").body;
  EXPECT_EQ(before.find("教育0"), std::string::npos) << "an application is nobody else's business yet";
  for (const char* topic : {"教育0", "教育2", "民盟", "医药7", "书面"}) move_speech(path, topic, "list");
  move_speech(path, "教育3", "refuse", 400);
  move_speech(path, "教育3", "refuse", 200, "clerk", R"(,"reason":"与主题无关")");
  std::vector<std::string> order;
  const auto view = ask(path, "citizen");
  for (const auto& one : view.at("speeches").as_array()) order.emplace_back(one.at("topic").as_string());
  // Sectors in turn; of the same sector the reserved place of a party first.
  EXPECT_EQ(order, (std::vector<std::string>{"民盟", "医药7", "教育0", "书面", "教育2"}));
  EXPECT_EQ(text(view, "/reserved/0/filled"), "true");
  EXPECT_EQ(send(http::Method::get, path, "citizen").body.find("全文"), std::string::npos) << "a text is read once it was spoken or handed in";
  std::string reversed;
  for (auto topic = order.rbegin(); topic != order.rend(); ++topic) reversed += (reversed.empty() ? "" : ",") + speech_of(view, *topic, "id");
  post(path + "/order", "clerk", R"({"order":[)" + reversed + R"(],"reason":""})", 400, http::Method::put);
  post(path + "/order", "clerk", R"({"order":[)" + reversed.substr(0, reversed.rfind(',')) + R"(],"reason":"少一个"})", 409, http::Method::put);
  const auto by_hand = post(path + "/order", "chair", R"({"order":[)" + reversed + R"(],"reason":"先听部门相关的"})", 200, http::Method::put);
  EXPECT_EQ(text(by_hand, "/order_reason"), "\"先听部门相关的\"");
  EXPECT_EQ(text(by_hand, "/speeches/0/topic"), "\"教育2\"");
  const auto again = post(path + "/order", "clerk", R"({"order":null,"reason":""})", 200, http::Method::put);
  EXPECT_EQ(text(again, "/speeches/0/topic"), "\"民盟\"");
  move_speech(path, "教育0", "start", 409);
  world_.clock.advance(std::chrono::hours(48));
  step(path, "open");
  move_speech(path, "教育0", "start", 403, "member0");
  move_speech(path, "教育0", "start", 200, "chair");
  world_.clock.advance(std::chrono::minutes(3));
  // One speaks at a time.
  const auto now = move_speech(path, "医药7", "start");
  EXPECT_EQ(speech_of(now, "教育0", "state"), "\"spoken\"");
  apply(path, "member5", "程序问题", 201, R"("kind":"point_of_order","manner":"on_site","text":"","minutes":2)");
  apply(path, "leader", "我来回应", 201, R"("kind":"answer","manner":"on_site","text":"","minutes":5,"answers":)" + speech_of(now, "医药7", "id"));
  const auto hall = ask(path + "/hall", "");
  EXPECT_EQ(text(hall, "/state/speaking/topic"), "\"医药7\"");
  EXPECT_EQ(text(hall, "/state/points_of_order/0/topic"), "\"程序问题\"");
  EXPECT_EQ(text(hall, "/state/queue/0/topic"), "\"我来回应\"") << "an answer comes before the next speech";
  move_speech(path, "书面", "start", 409);
  move_speech(path, "民盟", "withdraw", 200, "member1");
  step(path, "end");
  EXPECT_EQ(speech_of(ask(path, "clerk"), "医药7", "state"), "\"spoken\"");
  EXPECT_NE(send(http::Method::get, path, "").body.find("全文"), std::string::npos);
}

TEST_P(MeetingsHttp, HandsAreCountedAndTheStandingCommitteeAdoptsByAllItsMembers) {
  const std::string path = opened("topical_standing_committee");
  post(path + "/polls", "clerk", R"({"kind":"quick","question":"先修哪条路","options":["东街"]})", 400);
  const auto quick = post(path + "/polls", "clerk", R"({"kind":"quick","question":"先修哪条路","options":["东街","西街"]})", 201);
  const auto vote = [&](const boost::json::value& poll, const std::string& as, int choice, int status = 200) {
    post(path + "/votes/" + id(poll), as, R"({"choice":)" + std::to_string(choice) + "}", status, http::Method::put);
  };
  vote(quick, "member0", 1, 403);  // not checked in yet
  for (int i = 0; i < 12; ++i) post(path + "/check-in", "member" + std::to_string(i), "{}");
  for (int i = 0; i < 6; ++i) vote(quick, "member" + std::to_string(i), 1 + i % 2);
  for (int i = 6; i < 8; ++i) vote(quick, "member" + std::to_string(i), 1);
  vote(quick, "member0", 3, 400);
  vote(quick, "member0", 2);  // thinks again
  vote(quick, "citizen", 1, 403);
  const auto open = ask(path + "/hall", "");
  EXPECT_EQ(text(open, "/state/polls/0/voted"), "8");
  EXPECT_EQ(text(open, "/state/polls/0/options/0/count"), "0") << "counts are told when it is closed";
  post("/api/v1/meeting-polls/" + id(quick) + "/close", "member0", "{}", 403);
  const auto closed = post("/api/v1/meeting-polls/" + id(quick) + "/close", "chair", "{}");
  EXPECT_EQ(text(closed, "/options/0/count"), "4");
  EXPECT_EQ(text(closed, "/options/1/count"), "4");
  // Two of a sector are not told apart, and so the other sector is not either.
  EXPECT_EQ(text(closed, "/sectors/0/people"), "null");
  EXPECT_EQ(text(closed, "/sectors/1/people"), "null");
  post("/api/v1/meeting-polls/" + id(quick) + "/close", "chair", "{}", 409);
  vote(quick, "member1", 1, 409);
  const auto adoption = post(path + "/polls", "chair", R"({"kind":"adoption","question":"通过建议案","options":[]})", 201);
  EXPECT_EQ(text(adoption, "/needed"), "4") << "more than half of all six, present or not";
  vote(adoption, "member7", 1, 403);
  for (const int i : {0, 1, 2}) vote(adoption, "member" + std::to_string(i), 1);
  EXPECT_EQ(text(post("/api/v1/meeting-polls/" + id(adoption) + "/close", "chair", "{}"), "/adopted"), "false");
  const auto second = post(path + "/polls", "chair", R"({"kind":"adoption","question":"再次表决","options":[]})", 201);
  for (const int i : {0, 1, 2, 3}) vote(second, "member" + std::to_string(i), 1);
  EXPECT_EQ(text(post("/api/v1/meeting-polls/" + id(second) + "/close", "chair", "{}"), "/adopted"), "true");
  const std::string other = opened("biweekly");
  post(other + "/polls", "clerk", R"({"kind":"adoption","question":"不行","options":[]})", 409);
}

TEST_P(MeetingsHttp, AMessageIsSeenOnceItWasReadAndItsAuthorHearsWhatBecameOfIt) {
  const std::string path = opened();
  post(path + "/messages", "", R"({"text":"不登录"})", 401);
  post(path + "/messages", "citizen", R"({"text":"  "})", 400);
  post(path + "/messages", "citizen", R"({"text":")" + std::string(100'000, 'x') + "\"}", 400);
  const auto own = post(path + "/messages", "citizen", R"({"text":"金丝雀留言：请在北门设站"})", 201);
  const std::string message = text(own, "/items/0/id");
  post(path + "/messages", "member0", R"({"text":"第二条"})", 201);
  for (const std::string& as : {std::string(), std::string("member0"), std::string("stranger")}) {
    for (const std::string& where : {path, path + "/hall", path + "/messages", path + "/groups", path + "/time-line", std::string("/api/v1/meetings")}) {
      EXPECT_EQ(send(http::Method::get, where, as).body.find("金丝雀"), std::string::npos) << where << " as " << as;
    }
  }
  EXPECT_EQ(send(http::Method::put, "/api/v1/meeting-messages/" + message + "/like", "member0", "{}").status, 404) << "what is not shown is not there";
  post("/api/v1/messages/" + message + "/moderation", "citizen", R"({"verb":"approve"})", 403);
  approve(message);
  approve(message, "second", 409);
  world_.clock.advance(std::chrono::seconds(2));
  EXPECT_NE(send(http::Method::get, path + "/hall", "").body.find("金丝雀"), std::string::npos);
  for (const char* as : {"member0", "member1", "member0"}) post("/api/v1/meeting-messages/" + message + "/like", as, "{}", 200, http::Method::put);
  EXPECT_EQ(text(ask(path + "/messages", ""), "/items/0/likes"), "2");
  const auto unliked = send(http::Method::delete_, "/api/v1/meeting-messages/" + message + "/like", "member0");
  EXPECT_EQ(unliked.body, R"({"likes":1})");
  step(path, "end");
  post(path + "/messages", "citizen", R"({"text":"迟了"})", 409);
  const auto groups = ask(path + "/groups", "clerk");
  EXPECT_EQ(text(groups, "/loose_count"), "1");
  post(path + "/groups", "member0", R"({"title":"站点","messages":[)" + message + "]}", 403);
  const auto grouped = post(path + "/groups", "clerk", R"({"title":"站点","messages":[)" + message + "]}", 201);
  const std::string group = text(grouped, "/items/0/id");
  EXPECT_EQ(text(ask(path + "/groups", ""), "/items"), "[]") << "a group without an answer is the office's";
  EXPECT_NE(send(http::Method::get, path + "/messages/own", "citizen").body.find("waiting for an answer"), std::string::npos);
  post("/api/v1/message-groups/" + group + "/answer", "clerk", R"({"version":1,"answer":"年内在北门设站"})", 200, http::Method::put);
  EXPECT_EQ(text(ask(path + "/groups", ""), "/items/0/answer"), "\"年内在北门设站\"");
  EXPECT_EQ(text(ask(path + "/messages/own", "citizen"), "/items/0/answer"), "\"年内在北门设站\"");
  EXPECT_NE(send(http::Method::get, "/api/v1/me/inbox", "citizen").body.find("was answered"), std::string::npos);
}

TEST_P(MeetingsHttp, TheClockIsSetWhileItRunsAndNothingEndsBeforeItBegan) {
  const std::string path = opened();
  const auto set = [&](int minutes) { world_.clock.advance(std::chrono::minutes(minutes)); };
  const auto leave = [&](const std::string& as, const std::string& words) {
    const auto own = post(path + "/messages", as, R"({"text":")" + words + "\"}", 201);
    approve(text(own, "/items/0/id"));
  };
  apply(path, "member0", "一位");
  move_speech(path, "一位", "list");
  post(path + "/agenda", "clerk", R"({"number":1})");
  move_speech(path, "一位", "start");
  leave("citizen", "先看见的");
  const auto poll = post(path + "/polls", "clerk", R"({"kind":"quick","question":"可以吗","options":["可以","不可以"]})", 201);
  set(-60);
  leave("citizen", "后看见的");
  set(-60);
  post("/api/v1/meeting-polls/" + id(poll) + "/close", "clerk", "{}");
  move_speech(path, "一位", "stop");
  post(path + "/agenda", "clerk", R"({"number":2})");
  set(-24 * 60);
  step(path, "end");
  // The newest first, as they were let through.
  const auto messages = ask(path + "/messages", "");
  EXPECT_EQ(text(messages, "/items/0/text"), "\"后看见的\"");
  EXPECT_EQ(text(messages, "/items/1/text"), "\"先看见的\"");
  const auto line = ask(path + "/time-line", "");
  EXPECT_GE(line.at("to").as_int64(), line.at("from").as_int64());
  int spans = 0;
  for (const auto& item : line.at("items").as_array()) {
    const auto* const until = item.as_object().if_contains("until");
    if (until == nullptr || until->is_null()) continue;
    ++spans;
    EXPECT_GE(until->as_int64(), item.at("at").as_int64()) << boost::json::serialize(item);
  }
  EXPECT_GE(spans, 3);
  EXPECT_EQ(send(http::Method::get, path + "/documents/minutes?format=docx", "clerk").status, 200);
}

TEST_P(MeetingsHttp, ItIsClosedOnlyWithTheExchangeAndItsPointsAreHandled) {
  const std::string path = opened();
  post(path + "/check-in", "member0", "{}");
  apply(path, "member0", "增设助餐点");
  move_speech(path, "增设助餐点", "list");
  post(path + "/agenda", "clerk", R"({"number":2})");
  post(path + "/agenda", "clerk", R"({"number":9})", 404);
  move_speech(path, "增设助餐点", "start");
  world_.clock.advance(std::chrono::minutes(6));
  post(path + "/counts", "clerk", R"({"channel":"市融媒体","source":"后台截图","unit":"person_times","value":368400})", 201);
  post(path + "/counts", "clerk", R"({"channel":"市融媒体","source":"后台","unit":"people","value":90000})", 201);
  post(path + "/captions", "clerk", R"({"text":"各位委员"})", 201);
  world_.clock.advance(std::chrono::seconds(2));
  const auto hall = ask(path + "/hall", "");
  EXPECT_EQ(hall.at_pointer("/state/counts").as_array().size(), 2U) << "people and person-times are two figures";
  EXPECT_EQ(text(hall, "/captions/0/text"), "\"各位委员\"");
  step(path, "end");
  step(path, "close", 409);
  post(path + "/exchange", "member0", R"({"held":true,"text":"委员与部门互动"})", 403, http::Method::put);
  post(path + "/exchange", "chair", R"({"held":true,"text":"三位委员提问，市民政局当场回应"})", 200, http::Method::put);
  const auto view = ask(path, "clerk");
  const std::string speech = speech_of(view, "增设助餐点", "id");
  post(path + "/points", "clerk", R"({"text":"别的会","speech":4711})", 400);
  post(path + "/points", "clerk", R"({"text":"年内增设二十个助餐点","speech":)" + speech + "}", 201);
  post(path + "/points", "clerk", R"({"text":"写错了"})", 201);
  EXPECT_EQ(send(http::Method::delete_, path + "/points/2", "clerk").status, 200);
  const auto handed = post(path + "/points/hand-over", "clerk", "{}");
  EXPECT_NE(text(handed, "/points/0/handed_over_at"), "null");
  post(path + "/points/hand-over", "clerk", "{}", 409);
  EXPECT_EQ(send(http::Method::delete_, path + "/points/1", "clerk").status, 409);
  EXPECT_NE(send(http::Method::get, "/api/v1/me/inbox", "member0").body.find("handled by a department"), std::string::npos);
  const auto items = send(http::Method::get, "/api/v1/assemblies/" + world_.names["city"] + "/handling?queue=to_assign", "clerk");
  EXPECT_NE(items.body.find("年内增设二十个助餐点"), std::string::npos) << items.body.substr(0, 400);
  step(path, "close");
  post(path + "/exchange", "chair", R"({"held":true,"text":"改写"})", 409, http::Method::put);
  const auto line = ask(path + "/time-line", "");
  std::vector<std::string> moments;
  for (const auto& one : line.at("items").as_array()) moments.emplace_back(one.at("moment").as_string());
  EXPECT_EQ(moments, (std::vector<std::string>{"opened", "item", "speech", "caption", "ended"}));
  post(path + "/guests", "clerk", R"({"guests":[]})", 409, http::Method::put);
}

TEST_P(MeetingsHttp, ARecommendationIsAmendedAndAdoptedByAll) {
  const std::string path = opened("topical_standing_committee");
  for (int i = 0; i < 6; ++i) post(path + "/check-in", "member" + std::to_string(i), "{}");
  post(path + "/recommendations", "member0", R"({"title":"关于养老的建议案","addressee":"中共示例市委、示例市人民政府","text":"一、增设助餐点。\n二、培训护理员。"})", 403);
  const auto written = post(path + "/recommendations", "clerk", R"({"title":"关于养老的建议案","addressee":"中共示例市委、示例市人民政府","text":"一、增设助餐点。\n二、培训护理员。"})", 201);
  const std::string id = text(written, "/recommendations/0/id");
  const std::string one = "/api/v1/recommendations/" + id;
  EXPECT_EQ(text(ask(path + "/outcome", "citizen"), "/recommendations"), "[]") << "a draft is not public";
  post(one + "/amendments", "citizen", R"({"passage":"增设助餐点","wording":"增设二十个助餐点","reason":"要有数"})", 404);
  post(one + "/amendments", "member7", R"({"passage":"增设助餐点","wording":"增设二十个助餐点","reason":"要有数"})", 403);
  post(one + "/amendments", "member0", R"({"passage":"没有的话","wording":"","reason":"要有数"})", 400);
  post(one + "/amendments", "member0", R"({"passage":"增设助餐点","wording":"年内增设二十个助餐点","reason":"要有数"})", 201);
  const auto amended = post(one + "/amendments", "member1", R"({"passage":"","wording":"三、加装电梯。","reason":"漏了"})", 201);
  const std::string first = text(amended, "/recommendations/0/amendments/0/id"), second = text(amended, "/recommendations/0/amendments/1/id");
  post("/api/v1/amendments/" + first + "/decision", "member0", R"({"take":true,"word":""})", 403, http::Method::put);
  const auto taken = post("/api/v1/amendments/" + first + "/decision", "clerk", R"({"take":true,"word":""})", 200, http::Method::put);
  EXPECT_EQ(text(taken, "/recommendations/0/text"), "\"一、年内增设二十个助餐点。\\n二、培训护理员。\"");
  EXPECT_EQ(taken.at_pointer("/recommendations/0/editions").as_array().size(), 2U) << "the first edition stays";
  post("/api/v1/amendments/" + first + "/decision", "clerk", R"({"take":false,"word":"晚了"})", 409, http::Method::put);
  EXPECT_EQ(text(ask(path + "/outcome", "chair"), "/recommendations/0/may_call_vote"), "false") << "an amendment waits";
  post(one + "/vote", "chair", R"({"version":2})", 409);
  post("/api/v1/amendments/" + second + "/decision", "clerk", R"({"take":false,"word":""})", 400, http::Method::put);
  post("/api/v1/amendments/" + second + "/decision", "clerk", R"({"take":false,"word":"另案办理"})", 200, http::Method::put);
  post(one + "/vote", "member0", R"({"version":2})", 403);
  post(one + "/vote", "chair", R"({"version":1})", 409);
  const auto called = post(one + "/vote", "chair", R"({"version":2})");
  const std::string poll = text(called, "/recommendations/0/poll");
  post(one + "/amendments", "member1", R"({"passage":"","wording":"四、其他。","reason":"还有"})", 409);
  for (int i = 0; i < 4; ++i) post(path + "/votes/" + poll, "member" + std::to_string(i), R"({"choice":1})", 200, http::Method::put);
  EXPECT_EQ(send(http::Method::get, one + "/document?format=pdf", "").status, 404);
  post("/api/v1/meeting-polls/" + poll + "/close", "chair", "{}");
  EXPECT_EQ(text(ask(path + "/outcome", ""), "/recommendations/0/state"), "\"adopted\"");
  EXPECT_EQ(send(http::Method::get, path + "/documents/minutes?format=docx", "").status, 404) << "while it runs there are no minutes";
  step(path, "end");
  for (const std::string& document : {one + "/document", path + "/documents/minutes", path + "/documents/digest"}) {
    const auto response = send(http::Method::get, document + "?format=docx", "");
    EXPECT_EQ(response.status, 200) << document;
    EXPECT_TRUE(response.body.starts_with("PK"));
  }
}

TEST_P(MeetingsHttp, AMeetingHasItsOwnStreamAndItsRecordingAndCaptions) {
  const auto draft = post("/api/v1/meetings", "clerk", with_video("own", ""), 201);
  const std::string path = "/api/v1/meetings/" + id(draft), name(draft.at("video_address").as_string());
  ASSERT_TRUE(video::is_name(name)) << "the server names it";
  const video::Streams streams(world_.app().config().data);
  EXPECT_FALSE(streams.is_open(name)) << "nobody has a key yet";
  post(path + "/stream-key", "chair", "{}", 403);
  post(path + "/stream-key", "member0", "{}", 403);
  const auto first = post(path + "/stream-key", "clerk", "{}", 201);
  EXPECT_EQ(streams.opened_by(std::string(first.at("key").as_string())), name);
  const auto second = post(path + "/stream-key", "clerk", "{}", 201);
  EXPECT_EQ(streams.opened_by(std::string(first.at("key").as_string())), std::nullopt) << "the former key opens nothing";
  EXPECT_EQ(streams.opened_by(std::string(second.at("key").as_string())), name);
  EXPECT_EQ(ask(path, "clerk").at("video_address").as_string(), name) << "the key is in no view";
  const auto other = post("/api/v1/meetings", "clerk", with_video("own", ""), 201);
  const std::string dropped(other.at("video_address").as_string());
  post("/api/v1/meetings/" + id(other) + "/stream-key", "clerk", "{}", 201);
  EXPECT_TRUE(streams.is_open(dropped));
  post("/api/v1/meetings/" + id(other), "clerk", "", 200, http::Method::delete_);
  EXPECT_FALSE(streams.is_open(dropped)) << "of a meeting that is thrown away";
  const auto captions = [&](const std::string& file, int status) { return world_.send(http::Method::put, path + "/captions", file, {{"X-Test-Actor", "clerk"}, {"X-CSRF-Token", "test"}, {"Accept-Language", "en"}, {"Content-Type", "text/vtt"}}).status == status; };
  post(path + "/participants", "clerk", R"({"capacity":"must","voting":false,"everyone":true,"bodies":[],"members":[],"units":[]})");
  step(path, "announce");
  step(path, "open");
  EXPECT_TRUE(captions("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n", 409)) << "only after the end";
  post(path + "/captions", "clerk", R"({"text":"现在开会。"})", 201);
  world_.clock.advance(std::chrono::hours(1));
  step(path, "end");
  world_.app().run_job("finish_streams");
  EXPECT_FALSE(streams.is_open(name));
  EXPECT_EQ(streams.status(name, world_.clock.now())->state, video::State::ended);
  post(path + "/stream-key", "clerk", "{}", 409);
  EXPECT_TRUE(captions("no captions", 422));
  EXPECT_EQ(ask(path + "/time-line", "").at("items").as_array().size(), 3U) << "what was typed is still there";
  EXPECT_TRUE(captions("WEBVTT\n\n00:01.000 --> 00:02.500\n各位委员\n\n00:03.000 --> 00:04.000\n大家好\n", 200));
  const auto line = ask(path + "/time-line", "");
  EXPECT_EQ(text(line, "/items/1/title"), "\"各位委员\"") << "in place of what was typed";
  EXPECT_EQ(line.at("items").as_array().at(1).at("at").to_number<std::int64_t>() - line.at("from").to_number<std::int64_t>(), 1000);
}

TEST_P(MeetingsHttp, WhoIsFarAwayComesInByTheMeetingsRoom) {
  const std::string path = announced("remote");
  post(path + "/room", "chair", "{}", 403);
  const auto opened = post(path + "/room", "clerk", "{}");
  const std::string room = text(opened, "/room/page");
  const std::string conference = "/api/v1/conferences/" + room.substr(13, room.size() - 14);
  EXPECT_EQ(text(ask(path, "member3"), "/room/page"), room);
  EXPECT_EQ(text(ask(path, "citizen"), "/room"), "null") << "not for who only watches";
  EXPECT_EQ(text(ask(conference, "member3"), "/you/role"), "\"listener\"");
  EXPECT_EQ(text(ask(conference, "clerk"), "/you/role"), "\"moderator\"");
  EXPECT_EQ(send(http::Method::get, conference, "citizen").status, 404);
  // Who is to speak from afar may be heard.
  const auto applied = post(path + "/speeches", "member3", R"({"kind":"speech","manner":"online","topic":"远程就医","text":"","minutes":5})", 201);
  post("/api/v1/speeches/" + speech_of(applied, "远程就医", "id") + "/transitions", "clerk", R"({"verb":"list","version":)" + speech_of(applied, "远程就医", "version") + "}");
  EXPECT_EQ(text(ask(conference, "member3"), "/you/role"), "\"speaker\"");
  const auto people = ask(path + "/participants", "clerk").at("items").as_array();
  const auto one = [&](const std::string& name) { return text(*std::ranges::find_if(people, [&](const auto& each) { return each.at("name").as_string() == name; }), "/id"); };
  const std::string keeper = one("委员5");
  post(path + "/venues", "clerk", R"({"venues":[{"name":"江北分会场","keeper":)" + keeper + R"(},{"name":"江南分会场","keeper":)" + keeper + "}]}", 400, http::Method::put);
  post(path + "/venues", "clerk", R"({"venues":[{"name":"江北分会场","keeper":1}]})", 400, http::Method::put);
  const auto set = post(path + "/venues", "clerk", R"({"venues":[{"name":"江北分会场","keeper":)" + keeper + "}]}", 200, http::Method::put);
  EXPECT_EQ(text(set, "/venues/0/keeper_name"), "\"委员5\"");
  EXPECT_EQ(text(ask(conference, "member5"), "/you/place"), "\"branch\"");
  EXPECT_EQ(text(ask(conference, "member5"), "/you/name"), "\"江北分会场\"");
  post(path + "/participants/" + one("委员7"), "clerk", "", 200, http::Method::delete_);
  EXPECT_EQ(send(http::Method::get, conference, "member7").status, 404) << "asked no more";
  world_.clock.advance(std::chrono::hours(48));
  step(path, "open");
  const auto enters = [&](const std::string& who) {
    world_.build([&](Context& context, db::WriteTx& tx) {
      context.actor = world_.actors.at(who);
      (void)publish(context, tx, conferences::Entered{conferences::RoomId{}, "meeting", std::stoll(path.substr(path.rfind('/') + 1)), people_[who], context.now()});
      (void)publish(context, tx, conferences::HandRaised{conferences::RoomId{}, "meeting", std::stoll(path.substr(path.rfind('/') + 1)), people_[who], context.now()});
    });
  };
  enters("member4");
  enters("citizen");
  EXPECT_EQ(text(ask(path, "clerk"), "/attendance/online"), "1") << "who came into the room is there";
  EXPECT_NE(boost::json::serialize(ask(path, "clerk").at("speeches")).find("远程举手"), std::string::npos);
  step(path, "end");
  EXPECT_EQ(text(ask(path, "member3"), "/room"), "null");
  EXPECT_EQ(text(ask(conference, "member3"), "/state"), "\"closed\"");
  post(path + "/room", "clerk", "{}", 409);
}

TEST_P(MeetingsHttp, WhoWatchesIsToldAndNothingUnreadReachesThem) {
  const std::string path = opened();
  const std::string topic = "meeting/" + path.substr(path.rfind('/') + 1);
  auto& told = dynamic_cast<hall::MemoryHall&>(world_.app().hall());
  const auto all = [&](hall::Audience audience) {
    std::string text;
    for (const std::string& frame : told.frames(topic, audience)) text += frame;
    return text;
  };
  EXPECT_NE(all(hall::Audience::public_).find(R"("state":"open")"), std::string::npos);
  const auto own = post(path + "/messages", "citizen", R"({"text":"金丝雀留言：还没有审看"})", 201);
  EXPECT_EQ(all(hall::Audience::public_).find("金丝雀"), std::string::npos);
  approve(text(own, "/items/0/id"));
  EXPECT_NE(all(hall::Audience::public_).find("event: message\ndata: "), std::string::npos);
  EXPECT_NE(all(hall::Audience::public_).find("金丝雀"), std::string::npos);
  post(path + "/captions", "clerk", R"({"text":"各位委员"})", 201);
  EXPECT_NE(all(hall::Audience::public_).find("event: caption"), std::string::npos);
  EXPECT_EQ(all(hall::Audience::members), "");
  const auto address = std::string(ask(path + "/hall", "").at("watch").as_string());
  EXPECT_TRUE(address.starts_with("/hall/watch?ticket=")) << address;
}

TEST_P(MeetingsHttp, TheYearShowsWhetherTheLeadersCame) {
  const std::string path = opened("topical_standing_committee");
  post(path + "/guests", "clerk", R"({"guests":[{"office":"party_secretary","name":"张某","title":"市委书记","came":true},{"office":"head_of_government","name":"李某","title":"市长","came":false}]})", 200, http::Method::put);
  const auto year = ask("/api/v1/assemblies/" + world_.names["city"] + "/meetings/2026", "clerk");
  EXPECT_EQ(text(year, "/forms/0/held"), "1");
  EXPECT_EQ(year.at_pointer("/leaders/0/attended").as_array().size(), 1U);
  EXPECT_EQ(year.at_pointer("/leaders/1/attended").as_array().size(), 0U);
  EXPECT_EQ(send(http::Method::get, "/api/v1/assemblies/" + world_.names["city"] + "/meetings/2026", "member0").status, 403);
  EXPECT_EQ(send(http::Method::get, "/api/v1/assemblies/" + world_.names["city"] + "/meetings/2026", "stranger").status, 403);
}

TEST_P(MeetingsHttp, AmongMembersIsHiddenFromOthers) {
  const auto draft = post("/api/v1/meetings", "clerk", meeting("biweekly", "").replace(meeting("biweekly").find("everybody"), 9, "members"), 201);
  const std::string path = "/api/v1/meetings/" + id(draft);
  post(path + "/participants", "clerk", R"({"capacity":"responding","voting":false,"everyone":false,"bodies":[],"members":[],"units":[)" + world_.names["unit"] + "]}");
  step(path, "announce");
  for (const auto& [as, status] : {std::pair{"", 404}, std::pair{"citizen", 404}, std::pair{"stranger", 404}, std::pair{"member0", 200}, std::pair{"leader", 200}, std::pair{"chair", 200}}) {
    EXPECT_EQ(send(http::Method::get, path, as).status, status) << as;
    EXPECT_EQ(send(http::Method::get, path + "/hall", as).status, status) << as;
    EXPECT_EQ(send(http::Method::get, "/api/v1/meetings", as).body.find("养老服务") != std::string::npos, status == 200) << as;
  }
  world_.build([&](Context&, db::WriteTx& tx) { remove_all_of(tx, city_); });
  EXPECT_EQ(send(http::Method::get, path, "clerk").status, 404);
}

}  // namespace
}  // namespace gongshi::meetings
