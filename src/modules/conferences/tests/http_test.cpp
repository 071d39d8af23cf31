// Rooms over their operations, on both engines: who comes in, what browsers are told, who may mute and remove, and a gateway that is away or forgets.
#include "modules/conferences/api.hpp"
#include "modules/conferences/carrier.hpp"
#include "modules/moderation/tests/city.hpp"
#include "platform/tests/fake_janus.hpp"

namespace gongshi::conferences {
namespace {

using namespace std::chrono_literals;
using conference::test::FakeJanus;
using conference::test::HeldStream;
using http::Method;
using moderation::test::City;

/// The conference that a test sets up in place of the one of the settings.
Module with(std::function<std::shared_ptr<conference::Conference>(secrets::KeyView)> make) {
  Module module = conferences_module();
  module.start = [make](Application& app) { app.provide(std::make_shared<Carrier>(Carrier{make(app.use<secrets::Secrets>().key("conferences.rooms"))})); };
  return module;
}

config::Config over_janus(const FakeJanus& janus) {
  config::Config config;
  config.conference_janus = janus.url();
  config.conference_janus_secret = FakeJanus::kSecret;
  return config;
}

std::string number_after(const std::string& json, const std::string& key) {
  const auto at = json.find("\"" + key + "\":");
  return at == std::string::npos ? "0" : json.substr(at + key.size() + 3, json.find_first_of(",}", at) - at - key.size() - 3);
}

/// Hears what the module tells others.
struct Ears {
  int hands = 0, entries = 0;
  Module module() {
    Module module{.name = "ears"};
    module.hears = {hears_after<HandRaised>("ears.hand", [this](Context&, db::WriteTx&, const HandRaised&) -> Result<void> { return ++hands, Result<void>(); }),
                    hears_after<Entered>("ears.entered", [this](Context&, db::WriteTx&, const Entered&) -> Result<void> { return ++entries, Result<void>(); })};
    return module;
  }
};

class ConferencesTest : public testing::TestWithParam<db::Engine> {
 protected:
  ConferencesTest() {
    room_ = number_after(city_.post("wang", "/api/v1/conferences", R"({"title":"专题协商会"})").body, "id");
    city_.names["room"] = room_;
    invite("sun", "speaker");
    invite("li", "listener");
    city_.names["wang_guest"] = number_after(city_.ask("wang", Method::get, "/api/v1/conferences/{room}").body, "you\":{\"id");
    city_.names["offer"] = R"("kind":"offer","sdp":"v=0\r\n","complete":true)";
  }

  void invite(const std::string& who, const std::string& role) {
    const auto answer = city_.post("wang", "/api/v1/conferences/{room}/guests", R"({"person":)" + std::to_string(city_.person(who).value) + R"(,"role":")" + role + R"(","place":"alone"})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    city_.names[who + "_guest"] = number_after(city_.ask(who, Method::get, "/api/v1/conferences/{room}").body, "you\":{\"id");
  }
  /// Comes in and holds the stream.
  std::shared_ptr<HeldStream> enter(const std::string& who) {
    const auto answer = city_.post(who, "/api/v1/conferences/{room}/entry", "{}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    city_.names[who + "_entry"] = number_after(answer.body, "entry");
    return watch(who, "?entry={" + who + "_entry}");
  }
  std::shared_ptr<HeldStream> watch(const std::string& who, const std::string& query = "") {
    http::Request request;
    request.method = Method::get;
    request.path = city_.filled("/api/v1/conferences/{room}/events");
    request.query = query.empty() ? "" : city_.filled(query).substr(1);
    request.headers = {{"X-Test-Actor", who}};
    auto response = city_.app().handle_now(request);
    EXPECT_EQ(response.status, 200) << response.body;
    const auto held = std::make_shared<HeldStream>();
    if (response.stream) response.stream(held);
    return held;
  }
  http::Response say(const std::string& who, const std::string& what) {
    return city_.post(who, "/api/v1/conferences/{room}/signals", city_.filled(R"({"entry":{)" + who + R"(_entry},)" + what + "}"));
  }

  FakeJanus janus_;
  Ears ears_;
  City city_{GetParam(), {with([this](secrets::KeyView key) { return conference::make(over_janus(janus_), key); }), ears_.module()}};
  std::string room_;
};
INSTANTIATE_TEST_SUITE_P(Engines, ConferencesTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(ConferencesTest, ToWhomItIsNotOpenItIsAbsent) {
  for (const std::string who : {"chen", "zhou", "qian"}) {
    for (const std::string path : {"", "/events", "/events?entry=1"}) EXPECT_EQ(city_.ask(who, Method::get, "/api/v1/conferences/{room}" + path).status, 404) << who << path;
    for (const auto& [path, body] : {std::pair{"/entry", "{}"}, std::pair{"/close", "{}"}, std::pair{"/guests/{li_guest}/mute", "{}"}, std::pair{"/signals", R"({"entry":1,"kind":"leave"})"}}) {
      EXPECT_EQ(city_.post(who, std::string("/api/v1/conferences/{room}") + path, body).status, 404) << who << path;
    }
  }
  city_.run({
      {.name = "nobody", .as = "", .get = "/api/v1/conferences/{room}", .status = 401},
      {.name = "one that is not there", .as = "sun", .get = "/api/v1/conferences/1", .status = 404, .has = {"conferences.not_found"}},
      {.name = "a guest sees what they are, and not the others", .as = "li", .get = "/api/v1/conferences/{room}", .has = {"专题协商会", R"("role":"listener")", R"("kind":"janus")", R"("moderates":false)"}, .lacks = {"孙小五", "guests"}},
      {.name = "who moderates sees them", .as = "wang", .get = "/api/v1/conferences/{room}", .has = {"孙小五", "李小六", R"("moderates":true)"}},
      {.name = "the office, without being a guest", .as = "zhao", .get = "/api/v1/conferences/{room}", .has = {R"("moderates":true)"}, .lacks = {R"("you")"}},
      {.name = "which does not let it in", .as = "zhao", .post = "/api/v1/conferences/{room}/entry", .body = "{}", .status = 404},
      {.name = "one's own list", .as = "li", .get = "/api/v1/conferences", .has = {"专题协商会"}},
      {.name = "another's", .as = "chen", .get = "/api/v1/conferences", .has = {R"({"items":[]})"}},
      {.name = "a member opens none", .as = "li", .post = "/api/v1/conferences", .body = R"({"title":"我的"})", .status = 403},
      {.name = "nor invites", .as = "sun", .post = "/api/v1/conferences/{room}/guests", .body = R"({"person":1,"role":"speaker","place":"alone"})", .status = 403},
      {.name = "nor do speakers moderate", .as = "sun", .delete_ = "/api/v1/conferences/{room}/guests/{li_guest}", .status = 403},
      {.name = "a citizen is not the office's to invite", .as = "wang", .post = "/api/v1/conferences/{room}/guests", .body = R"({"person":)" + std::to_string(city_.person("chen").value) + R"(,"role":"speaker","place":"alone"})", .status = 422,
       .has = {"conferences.not_of_the_assembly"}, .lacks = {"市民"}},
  });
}

TEST_P(ConferencesTest, TwoSeeEachOtherOverTheServerAlone) {
  const auto sun = enter("sun"), li = enter("li");
  EXPECT_TRUE(li->hears("孙小五"));
  EXPECT_EQ(say("li", city_.names["offer"]).status, 403) << "a listener is not heard";
  EXPECT_EQ(say("sun", city_.names["offer"]).status, 200);
  EXPECT_TRUE(sun->hears(R"("kind":"answer","sdp":"v=0 the gateway's")"));
  EXPECT_TRUE(li->hears(R"("seen":true)"));
  EXPECT_EQ(say("li", R"("kind":"watch","about":"{sun_guest}")").status, 200);
  EXPECT_TRUE(li->hears(city_.filled(R"("kind":"offer","about":"{sun_guest}","sdp":"v=0 theirs")")));
  EXPECT_EQ(say("li", R"("kind":"answer","about":"{sun_guest}","sdp":"v=0\r\n")").status, 200);
  EXPECT_EQ(say("li", R"("kind":"candidates","about":"{sun_guest}","complete":true,"candidates":[{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","mid":"0","line":0}])").status, 200);
  const std::string heard = janus_.heard();
  for (const char* private_word : {"孙小五", "李小六", "专题协商会"}) EXPECT_EQ(heard.find(private_word), std::string::npos) << "the gateway learns numbers alone";
  EXPECT_EQ(sun->text().find("handle"), std::string::npos);
  EXPECT_EQ(say("li", R"("kind":"unwatch","about":"{sun_guest}")").status, 200);
  EXPECT_EQ(say("sun", R"("kind":"leave")").status, 200);
  EXPECT_FALSE(sun->open());
  EXPECT_EQ(say("sun", R"("kind":"leave")").status, 409) << "who has left is no longer there";
}

TEST_P(ConferencesTest, ForgedNumbersGetNothing) {
  const auto sun = enter("sun"), li = enter("li");
  ASSERT_EQ(say("sun", city_.names["offer"]).status, 200);
  ASSERT_TRUE(sun->hears("answer"));
  const auto handles = janus_.handles();
  city_.names["real"] = city_.names["li_entry"];
  const std::string wrong[] = {"0", "1", "-1", city_.names["sun_entry"]};
  for (const std::string& entry : wrong) {
    city_.names["li_entry"] = entry;
    EXPECT_EQ(say("li", R"("kind":"watch","about":"{sun_guest}")").status, 409) << "an entry of another's, or of nobody's";
  }
  city_.names["li_entry"] = city_.names["real"];
  EXPECT_EQ(say("li", R"("kind":"watch","about":"1")").status, 404);
  EXPECT_EQ(say("li", R"("kind":"watch","about":"{li_guest}")").status, 404) << "oneself";
  EXPECT_EQ(say("li", R"("kind":"answer","about":"{wang_guest}","sdp":"v=0\r\n")").status, 404) << "nobody is watched yet";
  const auto forged = watch("li", "?entry={sun_entry}");
  EXPECT_TRUE(forged->hears("lost"));
  EXPECT_FALSE(forged->open());
  EXPECT_EQ(forged->text().find("孙小五"), std::string::npos);
  EXPECT_LE(janus_.handles(), handles + 1);
}

TEST_P(ConferencesTest, HostileBytesAreRefused) {
  const auto sun = enter("sun");
  const std::string before = janus_.heard();
  const std::string bad[] = {
      R"("kind":"offer")",
      R"("kind":"offer","sdp":"")",
      R"("kind":"offer","sdp":"hello")",
      R"("kind":"offer","sdp":"v=0\u0000")",
      R"("kind":"offer","sdp":"v=0\u0007")",
      R"("kind":"offer","sdp":"v=0 中")",
      R"("kind":"offer","sdp":"v=0)" + std::string(40'000, 'a') + "\"",
      R"("kind":"watch")",
      R"("kind":"watch","about":"1","sdp":"v=0")",
      R"("kind":"destroy")",
      R"("kind":"leave","room":7,"janus":"destroy")",
      R"("kind":"candidates","candidates":[{"candidate":"x","mid":"0","line":0}])",
      R"("kind":"candidates","candidates":[{"candidate":"candidate:\n","mid":"0","line":0}])",
      R"("kind":"candidates","candidates":[{"candidate":"candidate:1","mid":"0","line":-1}])",
      R"("kind":"answer","about":"1","sdp":"v=0","candidates":[{"candidate":"candidate:1","mid":"0","line":0}])",
  };
  for (const std::string& body : bad) EXPECT_EQ(say("sun", body).status, 400) << body.substr(0, 80);
  EXPECT_EQ(janus_.heard(), before) << "nothing of it has reached the gateway";
  EXPECT_TRUE(sun->open());
}

TEST_P(ConferencesTest, HandsAreSeenKeptAndHeardOf) {
  const auto sun = enter("sun"), li = enter("li");
  const auto show = [&](const std::string& hand) { return city_.ask("li", Method::put, "/api/v1/conferences/{room}/presence", city_.filled(R"({"entry":{li_entry},"hand":)" + hand + R"(,"microphone":false,"camera":false})")).status; };
  EXPECT_EQ(show("true"), 200);
  EXPECT_EQ(show("true"), 200);
  EXPECT_TRUE(sun->hears(R"("hand":true)"));
  city_.run({{.name = "the chair sees since when", .as = "wang", .get = "/api/v1/conferences/{room}", .has = {R"("hand_at":)"}},
             {.name = "and lets them speak", .as = "wang", .put = "/api/v1/conferences/{room}/guests/{li_guest}", .body = R"({"role":"speaker"})", .lacks = {R"("hand_at":)"}, .journal = {"conferences.set_role"}}});
  EXPECT_TRUE(li->hears(R"("role":"speaker")"));
  EXPECT_EQ(say("li", city_.names["offer"]).status, 200);
  ASSERT_TRUE(li->hears("answer"));
  city_.run({{.name = "until the turn is over", .as = "wang", .put = "/api/v1/conferences/{room}/guests/{li_guest}", .body = R"({"role":"listener"})", .journal = {"conferences.set_role"}}});
  EXPECT_NE(janus_.heard().find(R"("request":"unpublish")"), std::string::npos) << "cut off in the gateway, not on the page alone";
  city_.app().deliver_outbox();
  EXPECT_EQ(ears_.hands, 1);
  EXPECT_EQ(ears_.entries, 2);
}

TEST_P(ConferencesTest, WhoModeratesMutesAndRemoves) {
  const auto wang = enter("wang"), sun = enter("sun");
  ASSERT_EQ(say("sun", city_.names["offer"]).status, 200);
  ASSERT_TRUE(sun->hears("answer"));
  city_.run({{.name = "mute", .as = "wang", .post = "/api/v1/conferences/{room}/guests/{sun_guest}/mute", .body = "{}"},
             {.name = "who is not there", .as = "wang", .post = "/api/v1/conferences/{room}/guests/{li_guest}/mute", .body = "{}", .status = 404, .has = {"conference.not_there"}},
             {.name = "who is no guest", .as = "wang", .post = "/api/v1/conferences/{room}/guests/1/mute", .body = "{}", .status = 404}});
  EXPECT_TRUE(sun->hears(R"("kind":"muted")"));
  EXPECT_NE(janus_.heard().find(R"("request":"moderate")"), std::string::npos);
  city_.run({{.name = "oneself is not removed", .as = "wang", .delete_ = "/api/v1/conferences/{room}/guests/{wang_guest}", .status = 409, .has = {"conferences.not_oneself"}},
             {.name = "another is", .as = "wang", .delete_ = "/api/v1/conferences/{room}/guests/{sun_guest}", .has = {R"("removed":true)"}, .journal = {"conferences.remove"}}});
  EXPECT_TRUE(sun->hears(R"("kind":"removed")"));
  EXPECT_FALSE(sun->open());
  city_.run({{.name = "and told so", .as = "sun", .post = "/api/v1/conferences/{room}/entry", .body = "{}", .status = 403, .has = {"conferences.removed"}},
             {.name = "their page says it too", .as = "sun", .get = "/api/v1/conferences/{room}", .has = {R"("removed":true)"}},
             {.name = "nothing is told any more", .as = "sun", .get = "/api/v1/conferences/{room}/events", .status = 403}});
  invite("sun", "speaker");
  enter("sun");
  city_.run({{.name = "the room is closed", .as = "wang", .post = "/api/v1/conferences/{room}/close", .body = "{}", .has = {R"("state":"closed")"}, .journal = {"conferences.close"}},
             {.name = "once", .as = "wang", .post = "/api/v1/conferences/{room}/close", .body = "{}", .status = 409},
             {.name = "nobody comes in", .as = "sun", .post = "/api/v1/conferences/{room}/entry", .body = "{}", .status = 409, .has = {"conferences.closed"}}});
  EXPECT_TRUE(wang->hears(R"("kind":"closed")"));
  EXPECT_TRUE(janus_.rooms().empty()) << "and is no more in the gateway";
}

TEST_P(ConferencesTest, AnotherDeviceOfTheSamePersonTakesOver) {
  const auto first = enter("sun");
  const auto second = enter("sun");
  EXPECT_TRUE(first->hears(R"("kind":"elsewhere")"));
  EXPECT_FALSE(first->open());
  EXPECT_TRUE(second->open());
}

TEST_P(ConferencesTest, AGatewayThatIsAwayIsSaidInWords) {
  janus_.refuse(true);
  city_.run({{.name = "not now", .as = "sun", .post = "/api/v1/conferences/{room}/entry", .body = "{}", .status = 503, .has = {"conference.away", "does not answer now"}},
             {.name = "the room can be read all the same", .as = "sun", .get = "/api/v1/conferences/{room}", .has = {"专题协商会"}}});
  janus_.refuse(false);
  EXPECT_TRUE(enter("sun")->open());
}

TEST_P(ConferencesTest, AGatewayThatWasRestartedGetsItsRoomsAgain) {
  const auto sun = enter("sun"), li = enter("li");
  const auto rooms = janus_.rooms();
  ASSERT_EQ(rooms.size(), 1u);
  janus_.restart();
  EXPECT_TRUE(sun->hears(R"("kind":"lost")"));
  EXPECT_TRUE(li->hears(R"("kind":"lost")"));
  EXPECT_FALSE(sun->open());
  EXPECT_EQ(say("sun", city_.names["offer"]).status, 409);
  const auto again = enter("sun");
  EXPECT_EQ(janus_.rooms(), rooms) << "under the same number";
  EXPECT_EQ(say("sun", city_.names["offer"]).status, 200);
  EXPECT_TRUE(again->hears("answer"));
}

TEST_P(ConferencesTest, WhosePageIsGoneHasLeft) {
  const auto sun = enter("sun");
  const auto wang = enter("wang");
  sun->close();
  city_.app().run_job("sweep_conferences");
  EXPECT_EQ(janus_.handles(), 3u) << "a page may be loading anew";
  city_.clock.advance(30s);
  city_.app().run_job("sweep_conferences");
  EXPECT_EQ(janus_.handles(), 2u);
  EXPECT_TRUE(wang->open());
}

TEST_P(ConferencesTest, BeforeTheDoorOneSeesWhoIsThere) {
  const auto door = watch("li");
  EXPECT_TRUE(door->hears(R"("people":[])"));
  enter("sun");
  EXPECT_TRUE(door->hears("孙小五"));
}

TEST_P(ConferencesTest, OtherModulesOpenRoomsForTheirSubjects) {
  city_.build([&](Context& context, db::WriteTx& tx) {
    const NewRoom about{.kind = "meeting", .subject = 5, .assembly = city_.assembly, .title = "双周协商", .link = "/meetings/5"};
    const RoomId room = open(context, tx, about);
    EXPECT_EQ(open(context, tx, about), room);
    EXPECT_EQ(find_room(tx, "meeting", 5), room);
    EXPECT_EQ(page_of(room), "/conference/" + std::to_string(room.value));
    conferences::invite(context, tx, room, city_.person("chen"), Role::speaker, Place::branch, "江北分会场");
    EXPECT_TRUE(is_open(tx, room));
    city_.names["meeting"] = std::to_string(room.value);
  });
  city_.run({{.name = "a venue under its own name", .as = "chen", .get = "/api/v1/conferences/{meeting}", .has = {"江北分会场", R"("place":"branch")", "/meetings/5"}, .lacks = {"市民0001"}}});
  city_.build([&](Context& context, db::WriteTx& tx) {
    const RoomId room = *find_room(tx, "meeting", 5);
    uninvite(context, tx, room, city_.person("chen"));
    close(context, tx, room);
    EXPECT_FALSE(is_open(tx, room));
  });
  city_.run({{.name = "no longer", .as = "chen", .get = "/api/v1/conferences/{meeting}", .status = 404}});
  city_.build([&](Context&, db::WriteTx& tx) { remove_all_of(tx, city_.assembly); });
  city_.run({{.name = "nothing is left", .as = "wang", .get = "/api/v1/conferences/{room}", .status = 404}});
}

TEST_P(ConferencesTest, EveryQueryFitsTheSchema) { city_.expect_every_query_to_prepare(); }

TEST(ConferencesByLink, AnotherSystemsAddressIsFilledIn) {
  config::Config config;
  config.conference_link = "https://meet.example.cn/join?room={room}&name={name}&as={role}";
  City city(db::Engine::sqlite, {with([&](secrets::KeyView key) { return conference::make(config, key); })});
  city.names["room"] = number_after(city.post("wang", "/api/v1/conferences", R"({"title":"一"})").body, "id");
  city.run({{.name = "an address and nothing else", .as = "wang", .post = "/api/v1/conferences/{room}/entry", .body = "{}",
             .has = {R"("kind":"link")", "https://meet.example.cn/join?room=", "&name=%E7%8E%8B%E4%B8%80&as=moderator"}, .journal = {"conferences.enter"}},
            {.name = "there is nothing to say to us", .as = "wang", .post = "/api/v1/conferences/{room}/signals", .body = R"({"entry":0,"kind":"leave"})", .status = 409}});
}

TEST(ConferencesByNothing, IsSaidInWords) {
  City city(db::Engine::sqlite, {with([&](secrets::KeyView key) { return conference::make(config::Config(), key); })});
  city.names["room"] = number_after(city.post("wang", "/api/v1/conferences", R"({"title":"一"})").body, "id");
  city.run({{.name = "none", .as = "wang", .get = "/api/v1/conferences/{room}", .has = {R"("kind":"none")"}},
            {.name = "nobody comes in", .as = "wang", .post = "/api/v1/conferences/{room}/entry", .body = "{}", .status = 503, .has = {"conference.none"}}});
}

TEST(ConferenceIce, TurnServersGetANameThatRunsOut) {
  const auto servers = conference::ice_servers({"stun:a.example:3478", "turn:b.example:3478"}, "shared", Timestamp{1'000'000'000});
  ASSERT_EQ(servers.size(), 2u);
  EXPECT_FALSE(servers[0].username);
  EXPECT_EQ(*servers[1].username, "1043200");
  EXPECT_EQ(servers[1].credential->size(), 28u);
}

}  // namespace
}  // namespace gongshi::conferences
