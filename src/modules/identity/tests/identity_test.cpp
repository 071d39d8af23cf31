// Signing in and out, through the whole application.
#include <gtest/gtest.h>

#include <regex>
#include <thread>

#include "modules/identity/gate.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/tests/identity_fixture.hpp"

namespace gongshi::identity {
namespace {

class Identity : public IdentityTest {};
/// Each try costs an Argon2 run: on one engine.
class ManyTries : public IdentityTest {};

TEST_P(Identity, EveryQueryPrepares) { world_.expect_every_query_to_prepare(); }

TEST_P(Identity, AVisitorHasASessionWithoutRights) {
  Browser browser(world_);
  const auto answer = browser.get("/api/v1/session");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body,
            R"({"level":"none","csrf":"","seats":[],"permissions":["consultation.read"],"unread":0,"demo":false,"development_outbox":true,"factor_needed":false})");
  EXPECT_TRUE(browser.cookie.empty());
  EXPECT_EQ(problem_code(browser.put("/api/v1/session/seat", R"({"seat":0})")), "request.sign_in");
}

TEST_P(Identity, ALinkSignsInOnceIntoItsSeat) {
  const std::string token = link_for(clerk_, SeatId{12});
  Browser browser(world_);
  const auto answer = browser.post("/api/v1/session/link", R"({"token":")" + token + "\"}", "the-same-request");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_NE(answer.body.find(R"("seat":12)"), std::string::npos) << answer.body;
  EXPECT_TRUE(browser.cookie.starts_with("__Host-session="));
  EXPECT_EQ(browser.csrf.size(), 64U);
  const auto lost = Browser(world_).post("/api/v1/session/link", R"({"token":")" + token + "\"}", "the-same-request");
  EXPECT_EQ(lost.status, 200) << "the same request may arrive twice";
  const auto again = Browser(world_).post("/api/v1/session/link", R"({"token":")" + token + "\"}");
  EXPECT_EQ(again.status, 410);
  EXPECT_EQ(problem_code(again), "identity.link_gone");
  EXPECT_EQ(problem_code(Browser(world_).post("/api/v1/session/link", R"({"token":"guess"})")), "identity.link_gone");
  const std::string late = link_for(clerk_);
  world_.clock.advance(hours(24));
  EXPECT_EQ(problem_code(Browser(world_).post("/api/v1/session/link", R"({"token":")" + late + "\"}")), "identity.link_gone");
}

TEST_P(Identity, TheCookieFitsTheConnection) {
  Browser plain(world_, "127.0.0.1", false);
  const auto answer = plain.post("/api/v1/session/link", R"({"token":")" + link_for(clerk_) + "\"}");
  const auto cookie = std::ranges::find(answer.headers, "Set-Cookie", &http::Header::name);
  ASSERT_NE(cookie, answer.headers.end());
  EXPECT_TRUE(std::regex_match(cookie->value, std::regex("session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"))) << cookie->value;
  EXPECT_NE(plain.get("/api/v1/session").body.find("Clerk"), std::string::npos);
  const auto stored = world_.look([](Context&, db::ReadTx& tx) {
    static constexpr db::Query kAll{"test.sessions", "SELECT id FROM identity_session", 0};
    return tx.all<std::string>(kAll);
  });
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0], secrets::fingerprint(plain.cookie.substr(8))) << "the table holds no token";
}

TEST_P(Identity, AForgedRequestIsRefused) {
  Browser browser(world_);
  sign_in(browser, clerk_);
  browser.csrf = "another page's guess";
  EXPECT_EQ(problem_code(browser.put("/api/v1/session/seat", R"({"seat":12})")), "request.forged");
}

TEST_P(Identity, SeatsAreChosen) {
  Browser browser(world_);
  sign_in(browser, clerk_);
  EXPECT_NE(browser.get("/api/v1/session").body.find(R"("seat":11,"permissions":["consultation.read","roster.read"])"), std::string::npos);
  EXPECT_NE(browser.put("/api/v1/session/seat", R"({"seat":12})").body.find(R"("seat":12)"), std::string::npos);
  EXPECT_NE(browser.get("/api/v1/session").body.find(R"("seat":12)"), std::string::npos) << "at once, whatever was remembered";
  EXPECT_EQ(problem_code(browser.put("/api/v1/session/seat", R"({"seat":13})")), "identity.no_such_seat");
  const auto own = browser.put("/api/v1/session/seat", R"({"seat":0})").body;
  EXPECT_EQ(own.find(R"("seat":)"), std::string::npos) << own;
  EXPECT_NE(own.find("moderation.appeal"), std::string::npos);
}

TEST_P(Identity, SigningOutEndsTheSession) {
  Browser browser(world_);
  sign_in(browser, clerk_);
  Browser copy = browser;
  EXPECT_EQ(browser.post("/api/v1/session/sign-out", "{}").status, 200);
  EXPECT_EQ(browser.cookie, "__Host-session=");
  EXPECT_NE(copy.get("/api/v1/session").body.find(R"("level":"none")"), std::string::npos);
  EXPECT_EQ(browser.post("/api/v1/session/sign-out", "{}").status, 200) << "twice does no harm";
}

TEST_P(Identity, SessionsEnd) {
  Browser staff(world_), busy(world_), citizen(world_);
  sign_in(staff, clerk_);
  sign_in(busy, clerk_);
  sign_in(citizen, member_);
  EXPECT_NE(citizen.get("/api/v1/session").body.find(R"("level":"member")"), std::string::npos);
  for (int i = 0; i < 2; ++i) {
    world_.clock.advance(minutes(29));
    EXPECT_NE(staff.get("/api/v1/session").body.find("Clerk"), std::string::npos) << "used within half an hour";
  }
  world_.app().run_job("write_last_seen");
  world_.clock.advance(minutes(30));
  EXPECT_EQ(staff.get("/api/v1/session").body.find("Clerk"), std::string::npos);
  EXPECT_NE(citizen.get("/api/v1/session").body.find("Member"), std::string::npos);
  sign_in(busy, clerk_);
  for (int i = 0; i < 24; ++i) {
    EXPECT_NE(busy.get("/api/v1/session").body.find("Clerk"), std::string::npos) << i;
    world_.clock.advance(minutes(29));
  }
  world_.clock.advance(minutes(24));
  EXPECT_EQ(busy.get("/api/v1/session").body.find("Clerk"), std::string::npos) << "twelve hours at most, however busy";
  world_.clock.advance(hours(30 * 24));
  EXPECT_EQ(citizen.get("/api/v1/session").body.find("Member"), std::string::npos);
  world_.app().run_job("forget_expired");
}

TEST_P(Identity, APasswordSignsIn) {
  give_password(clerk_, "Clerk.Li", "correct horse battery");
  Browser browser(world_);
  EXPECT_EQ(browser.post("/api/v1/session/password", R"({"login":"ｃlerk.li","password":"correct horse battery"})").status, 200);
  EXPECT_NE(browser.get("/api/v1/session").body.find(R"("has_password":true)"), std::string::npos);
  for (const char* body : {R"({"login":"clerk.li","password":"wrong horse battery"})", R"({"login":"nobody","password":"wrong horse battery"})",
                           R"({"login":"# #","password":"wrong horse battery"})"}) {
    const auto answer = Browser(world_).post("/api/v1/session/password", body);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(problem_code(answer), "identity.wrong_password");
  }
}

constexpr char kRight[] = R"({"login":"clerk","password":"correct horse battery"})";
constexpr char kWrong[] = R"({"login":"clerk","password":"wrong horse battery"})";

/// What a refused request says of how long to wait.
int wait_of(const http::Response& response) {
  const auto found = std::ranges::find(response.headers, "Retry-After", &http::Header::name);
  return found == response.headers.end() ? 0 : std::stoi(found->value);
}

TEST_P(Identity, EachWrongTryWaitsTwiceAsLongAndTheTenthIsTheLast) {
  give_password(clerk_, "clerk", "correct horse battery");
  Browser owner(world_), thief(world_, "198.51.100.9");
  ASSERT_EQ(owner.post("/api/v1/session/password", kRight).status, 200);
  std::vector<int> waits;
  int tries = 0;
  while (waits.size() < 6) {
    const auto answer = thief.post("/api/v1/session/password", kWrong);
    if (answer.status == 422) {
      ++tries;
      continue;
    }
    ASSERT_EQ(answer.status, 429);
    EXPECT_EQ(problem_code(answer), "identity.too_many_tries");
    EXPECT_EQ(thief.post("/api/v1/session/password", kRight).status, 429) << "the right one would be none the wiser";
    waits.push_back(wait_of(answer));
    world_.clock.advance(seconds(waits.back()));
  }
  EXPECT_EQ(waits, (std::vector{5, 10, 20, 40, 80, 900}));
  EXPECT_EQ(tries, 10);
  EXPECT_EQ(thief.post("/api/v1/session/password", kRight).status, 200) << "after a quarter of an hour";
}

TEST_P(ManyTries, WhoSignedInBeforeIsNotLockedOutByOthers) {
  give_password(clerk_, "clerk", "correct horse battery");
  Browser owner(world_), neighbour(world_);  // one address
  ASSERT_EQ(owner.post("/api/v1/session/password", kRight).status, 200);
  // From one place and, over an hour, from everywhere.
  for (int i = 0; i < 70; ++i) {
    Browser thief(world_, "198.51." + std::to_string(i) + ".9");
    thief.post("/api/v1/session/password", kWrong);
  }
  for (int i = 0; i < 6; ++i) neighbour.post("/api/v1/session/password", kWrong);
  EXPECT_EQ(neighbour.post("/api/v1/session/password", kRight).status, 429);
  EXPECT_EQ(Browser(world_, "203.0.113.5").post("/api/v1/session/password", kRight).status, 429) << "an unknown device elsewhere";
  owner.post("/api/v1/session/sign-out", "{}");
  EXPECT_EQ(owner.post("/api/v1/session/password", kRight).status, 200) << "the device they have signed in from before";
  // What another person was given proves nothing here.
  Browser stranger(world_, "203.0.113.6");
  sign_in(stranger, member_);
  EXPECT_EQ(stranger.post("/api/v1/session/password", kRight).status, 429);
}

TEST_P(ManyTries, OnePlaceMayTryTwentyTimes) {
  for (int i = 0; i < 6; ++i) give_password(world_.build([](Context& c, db::WriteTx& tx) { return create_person(c, tx, {.name = "P"}); }), "person" + std::to_string(i), "correct horse battery");
  Browser sprayer(world_, "2001:db8:1:2::1");
  int held = 0;
  for (int i = 0; i < 30; ++i) {
    Browser next(world_, "2001:db8:1:2::" + std::to_string(i));
    held += next.post("/api/v1/session/password", R"({"login":"person)" + std::to_string(i) + R"(","password":"wrong horse battery"})").status == 429;
  }
  EXPECT_EQ(held, 10) << "addresses of one network are one place";
  EXPECT_EQ(Browser(world_, "2001:db8:1:3::1").post("/api/v1/session/password", R"({"login":"person1","password":"correct horse battery"})").status, 200);
}

/// A viewer of server-sent events.
struct Viewer final : http::EventStream {
  void send(std::shared_ptr<const std::string>) override {}
  void close() override { is_open = false; }
  bool open() const override { return is_open; }
  bool is_open = true;
};

TEST_P(Identity, SessionsAreListedAndEnded) {
  Browser here(world_), phone(world_, "198.51.100.7"), other(world_);
  phone.user_agent = "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/125.0 Mobile Safari/537.36 MicroMessenger/8.0";
  here.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  sign_in(phone, member_);
  world_.clock.advance(minutes(20));
  sign_in(here, member_);
  sign_in(other, clerk_);
  const auto list = here.get("/api/v1/me/sessions").body;
  EXPECT_NE(list.find(R"("browser":"firefox","system":"linux","way":"link","since":1795508400000,"seen_at":1795508400000,"here":true)"), std::string::npos) << list;
  EXPECT_NE(list.find(R"("browser":"wechat","system":"android","way":"link","since":1795507200000,"seen_at":1795507200000,"here":false)"), std::string::npos) << list;
  EXPECT_EQ(list.find("198.51"), std::string::npos);
  EXPECT_EQ(list.find("Pixel"), std::string::npos);
  std::smatch ids;
  ASSERT_TRUE(std::regex_search(list, ids, std::regex(R"x("id":"([0-9a-f]{64})","browser":"wechat")x")));
  const std::string path = "/api/v1/me/sessions/" + ids[1].str();
  EXPECT_EQ(problem_code(other.delete_(path)), "identity.no_such_session") << "not theirs";
  EXPECT_EQ(problem_code(here.delete_("/api/v1/me/sessions/guess")), "identity.no_such_session");

  const auto watching = std::make_shared<Viewer>(), alien = std::make_shared<Viewer>();
  world_.app().streams().add(ids[1].str(), watching);
  world_.app().streams().add("another", alien);
  EXPECT_NE(phone.get("/api/v1/session").body.find("Member"), std::string::npos);
  EXPECT_EQ(here.delete_(path).status, 200);
  EXPECT_EQ(phone.get("/api/v1/session").body.find("Member"), std::string::npos) << "at once, whatever was remembered";
  EXPECT_FALSE(watching->is_open) << "what is streamed to it too";
  EXPECT_TRUE(alien->is_open);
  world_.app().run_job("end_streams");
  EXPECT_FALSE(alien->is_open) << "a session that another node has ended";

  sign_in(phone, member_);
  EXPECT_EQ(here.post("/api/v1/me/sessions/end-others", "{}").status, 200);
  EXPECT_EQ(phone.get("/api/v1/session").body.find("Member"), std::string::npos);
  EXPECT_NE(here.get("/api/v1/session").body.find("Member"), std::string::npos);
  EXPECT_NE(other.get("/api/v1/session").body.find("Clerk"), std::string::npos);

  world_.clock.advance(minutes(10));
  EXPECT_EQ(problem_code(here.post("/api/v1/me/sessions/end-others", "{}")), "identity.confirm_needed") << "a screen left alone";
  EXPECT_EQ(problem_code(here.delete_(path)), "identity.confirm_needed");
}

TEST_P(Identity, ChangingThePasswordEndsOtherSessions) {
  give_password(clerk_, "clerk", "correct horse battery");
  Browser here(world_), there(world_);
  sign_in(here, clerk_);
  sign_in(there, clerk_);
  EXPECT_NE(there.get("/api/v1/session").body.find("Clerk"), std::string::npos);
  const struct {
    const char* body;
    const char* code;
  } refused[] = {
      {R"({"current":"not the password","password":"a much better one"})", "identity.wrong_current_password"},
      {R"({"password":"a much better one"})", "identity.wrong_current_password"},
      {R"({"current":"correct horse battery","password":"short"})", "request.invalid"},
      {R"({"current":"correct horse battery","password":"password123"})", "identity.password_common"},
      {R"({"current":"correct horse battery","password":"clerkclerk"})", "identity.password_is_login"},
      {R"({"current":"correct horse battery","password":"correct horse battery"})", "identity.password_same"},
  };
  for (const auto& row : refused) EXPECT_EQ(problem_code(here.post("/api/v1/me/password", row.body)), row.code) << row.body;
  EXPECT_EQ(here.post("/api/v1/me/password", R"({"current":"correct horse battery","password":"a much better one"})").status, 200);
  EXPECT_NE(here.get("/api/v1/session").body.find("Clerk"), std::string::npos);
  EXPECT_EQ(there.get("/api/v1/session").body.find("Clerk"), std::string::npos);
  EXPECT_EQ(Browser(world_).post("/api/v1/session/password", R"({"login":"clerk","password":"a much better one"})").status, 200);
}

TEST_P(Identity, AFirstPasswordBringsALoginWhereNoNumberStandsForOne) {
  give_password(member_, "taken", "correct horse battery");
  Browser browser(world_);
  sign_in(browser, clerk_);
  EXPECT_NE(browser.get("/api/v1/session").body.find(R"("needs_login":true)"), std::string::npos);
  const struct {
    const char* body;
    const char* code;
  } refused[] = {
      {R"({"password":"a much better one"})", "identity.no_login"},
      {R"({"login":"has space","password":"a much better one"})", "identity.bad_login"},
      {R"({"login":"taken","password":"a much better one"})", "identity.login_taken"},
      {R"({"login":"li.clerk","password":"li.clerk li.clerk"})", "identity.password_is_login"},
  };
  for (const auto& row : refused) EXPECT_EQ(problem_code(browser.post("/api/v1/me/password", row.body)), row.code) << row.body;
  EXPECT_EQ(browser.post("/api/v1/me/password", R"({"login":"Li.Clerk","password":"a much better one"})").status, 200);
  EXPECT_NE(browser.get("/api/v1/session").body.find(R"("has_password":true,"needs_login":false)"), std::string::npos);
  EXPECT_EQ(Browser(world_).post("/api/v1/session/password", R"({"login":"li.clerk","password":"a much better one"})").status, 200);
  // Not a way to change it.
  EXPECT_EQ(browser.post("/api/v1/me/password", R"({"current":"a much better one","login":"other","password":"yet another one"})").status, 200);
  EXPECT_EQ(Browser(world_).post("/api/v1/session/password", R"({"login":"li.clerk","password":"yet another one"})").status, 200);
}

TEST_P(Identity, AVisitorSignsInByPhoneAndAgreesFirst) {
  Browser browser(world_);
  EXPECT_EQ(problem_code(browser.post("/api/v1/session/phone-codes", R"({"phone":"12345"})")), "identity.not_a_phone");
  const auto sent = browser.post("/api/v1/session/phone-codes", R"({"phone":"139 1111 2222"})", "ask-once-more");
  ASSERT_EQ(sent.status, 202) << sent.body;
  EXPECT_EQ(sent.body, R"({"expires_at":1795507500000,"resend_after":1795507260000})");
  EXPECT_EQ(browser.post("/api/v1/session/phone-codes", R"({"phone":"139 1111 2222"})", "ask-once-more").body, sent.body);
  const auto hurry = browser.post("/api/v1/session/phone-codes", R"({"phone":"+86 13911112222"})");
  EXPECT_EQ(hurry.status, 429);
  EXPECT_EQ(problem_code(hurry), "identity.code_sent_already");
  EXPECT_NE(hurry.body.find("60 seconds"), std::string::npos);

  const std::string code = last_code(browser);
  ASSERT_EQ(code.size(), 6U);
  const std::string begin = R"({"phone":"13911112222","code":")" + code;
  const auto unasked = browser.post("/api/v1/session/phone", begin + R"(","consent":false})");
  EXPECT_EQ(unasked.status, 422);
  EXPECT_EQ(problem_code(unasked), "identity.consent_needed");
  EXPECT_NE(unasked.body.find(R"("pointer":"/consent")"), std::string::npos);
  Browser again(world_);
  again.device = browser.device;
  const auto in = browser.post("/api/v1/session/phone", begin + R"(","consent":true})");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_NE(in.body.find(R"("level":"phone")"), std::string::npos);
  EXPECT_NE(in.body.find("市民"), std::string::npos);
  EXPECT_EQ(in.body.find("2222"), std::string::npos) << "a name tells nothing of the number";
  EXPECT_EQ(problem_code(again.post("/api/v1/session/phone", begin + R"(","consent":true})")), "identity.code_expired") << "once";

  world_.clock.advance(seconds(60));
  EXPECT_EQ(browser.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})").status, 202);
  const auto second = browser.post("/api/v1/session/phone", R"({"phone":"13911112222","code":")" + last_code(browser) + R"(","consent":false})");
  EXPECT_EQ(second.status, 200) << "consent is asked for once" << second.body;
  EXPECT_EQ(second.body.substr(0, 40), in.body.substr(0, 40)) << "the same person";
  EXPECT_EQ(browser.post("/api/v1/me/password", R"({"password":"mine alone 42"})").status, 200);
  EXPECT_EQ(Browser(world_).post("/api/v1/session/password", R"({"login":"139-1111-2222","password":"mine alone 42"})").status, 200);
}

TEST_P(Identity, AMemberIsKnownByTheNumberOnTheRoster) {
  Browser browser(world_);
  browser.post("/api/v1/session/phone-codes", R"({"phone":"13800001234"})");
  const auto in = browser.post("/api/v1/session/phone", R"({"phone":"13800001234","code":")" + last_code(browser) + R"(","consent":true})");
  EXPECT_NE(in.body.find(R"("name":"Member")"), std::string::npos) << in.body;
  EXPECT_NE(in.body.find(R"("level":"member")"), std::string::npos);
  EXPECT_EQ(world_.look([&](Context& context, db::ReadTx& tx) { return masked_phone_of(context, tx, member_); }), "138****1234");
  const auto stored = world_.look([](Context&, db::ReadTx& tx) {
    static constexpr db::Query kSealed{"test.sealed", "SELECT sealed FROM identity_phone", 0};
    const auto sealed = tx.one<db::Bytes>(kSealed).value();
    return std::string(reinterpret_cast<const char*>(sealed.data()), sealed.size());
  });
  EXPECT_EQ(stored.find("13800001234"), std::string::npos);
}

TEST_P(Identity, CodesAreUsedUpAndRunOut) {
  Browser browser(world_);
  browser.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})");
  const std::string code = last_code(browser);
  const std::string wrong = code == "000000" ? "000001" : "000000";
  for (const char* expected : {"identity.wrong_code", "identity.wrong_code", "identity.wrong_code", "identity.wrong_code", "identity.code_used_up"}) {
    EXPECT_EQ(problem_code(browser.post("/api/v1/session/phone", R"({"phone":"13911112222","code":")" + wrong + R"(","consent":true})")), expected);
  }
  EXPECT_EQ(problem_code(browser.post("/api/v1/session/phone", R"({"phone":"13911112222","code":")" + code + R"(","consent":true})")),
            "identity.code_used_up");
  world_.clock.advance(minutes(1));
  browser.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})");
  world_.clock.advance(minutes(5));
  EXPECT_EQ(problem_code(browser.post("/api/v1/session/phone", R"({"phone":"13911112222","code":")" + last_code(browser) + R"(","consent":true})")),
            "identity.code_expired");
  int sent = 2;
  while (browser.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})").status == 202) {
    ++sent;
    world_.clock.advance(minutes(1));
  }
  EXPECT_EQ(sent, 5) << "within the hour";
}

TEST_P(Identity, ACodeSignsInWhereItWasAskedFor) {
  Browser browser(world_), thief(world_), other(world_);
  browser.post("/api/v1/session/phone-codes", R"({"phone":"13800001234"})");
  EXPECT_FALSE(browser.device.empty());
  other.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})");
  world_.clock.advance(minutes(1));
  browser.post("/api/v1/session/phone-codes", R"({"phone":"13800001234"})");
  const std::string right = R"({"phone":"13800001234","code":")" + last_code(browser) + R"(","consent":true})";
  EXPECT_EQ(problem_code(thief.post("/api/v1/session/phone", right)), "identity.code_elsewhere");
  EXPECT_EQ(problem_code(other.post("/api/v1/session/phone", right)), "identity.code_elsewhere") << "who asked for another number";
  EXPECT_EQ(browser.post("/api/v1/session/phone", right).status, 200);
}

TEST_P(Identity, WithoutASenderThereIsNoPhoneSignIn) {
  World bare{GetParam(), {identity_module()}};
  Browser browser(bare);
  EXPECT_EQ(problem_code(browser.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})")), "identity.no_phone_sign_in");
  EXPECT_EQ(browser.get("/api/v1/development/outbox").status, 404);
}

TEST_P(Identity, TheFirstAdministratorIsMadeOnce) {
  const auto earlier = create_first_administrator_link(world_.app());
  const auto token = create_first_administrator_link(world_.app());
  ASSERT_TRUE(token);
  const auto body = [](const std::string& t, const std::string& rest) { return R"({"token":")" + t + R"(","name":"Wang",)" + rest + "}"; };
  const std::string good = R"("login":"wang","password":"correct horse battery")";
  Browser browser(world_);
  EXPECT_EQ(problem_code(browser.post("/api/v1/session/first-administrator", body(*earlier, good))), "identity.link_gone");
  EXPECT_EQ(problem_code(browser.post("/api/v1/session/first-administrator", body(*token, R"("login":"wang","password":"1234567890")"))),
            "identity.password_common");
  const auto made = browser.post("/api/v1/session/first-administrator", body(*token, good));
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_NE(made.body.find(R"("role":"administrator")"), std::string::npos);
  EXPECT_EQ(problem_code(Browser(world_).post("/api/v1/session/first-administrator", body(*token, good))), "identity.link_gone");
  EXPECT_FALSE(create_first_administrator_link(world_.app()));
  EXPECT_EQ(Browser(world_).post("/api/v1/session/password", R"({"login":"wang","password":"correct horse battery"})").status, 200);
}

TEST_P(Identity, TheDemonstrationLeavesNothing) {
  const auto person = world_.build([](Context& context, db::WriteTx& tx) {
    return create_person(context, tx, {.name = "Made Up", .demonstration = true, .phone = "+8613700000000"});
  });
  Browser browser(world_);
  sign_in(browser, person);
  world_.build([](Context&, db::WriteTx& tx) { remove_demonstration(tx); });
  forget_all_actors(world_.app());
  EXPECT_NE(browser.get("/api/v1/session").body.find(R"("level":"none")"), std::string::npos);
  EXPECT_EQ(world_.look([&](Context&, db::ReadTx& tx) { return display_name(tx, clerk_); }), "Clerk");
}

INSTANTIATE_TEST_SUITE_P(Engines, ManyTries, testing::Values(db::Engine::sqlite), db::EngineName());
INSTANTIATE_TEST_SUITE_P(Engines, Identity, testing::ValuesIn(db::kEngines), db::EngineName());

TEST(Gate, LetsAFewInAndTurnsTheRestAway) {
  Gate gate(1, 0);
  {
    const auto inside = gate.enter();
    EXPECT_TRUE(inside);
    EXPECT_FALSE(gate.enter());
  }
  EXPECT_TRUE(gate.enter());

  Gate patient(1, 1);
  auto inside = std::make_optional(patient.enter());
  std::thread waiting([&] { EXPECT_TRUE(patient.enter()); });
  inside.reset();
  waiting.join();
}

TEST(Phones, AreBroughtIntoOneForm) {
  const struct {
    const char* typed;
    std::optional<std::string> normal;
  } rows[] = {
      {"13812341234", "+8613812341234"},    {"+86 138-1234-1234", "+8613812341234"}, {"0086 13812341234", "+8613812341234"},
      {"8613812341234", "+8613812341234"},  {"+852 9123 4567", "+85291234567"},      {"12812341234", std::nullopt},
      {"1381234123", std::nullopt},         {"+86 010 1234567", std::nullopt},       {"１３８１２３４１２３４", std::nullopt},
      {"138123412345", std::nullopt},       {"", std::nullopt},                      {"+", std::nullopt},
  };
  for (const auto& row : rows) EXPECT_EQ(normal_phone(row.typed), row.normal) << row.typed;
  EXPECT_EQ(masked_phone("+8613812341234"), "138****1234");
  EXPECT_EQ(masked_phone("+85291234567"), "+852****4567");
}

}  // namespace
}  // namespace gongshi::identity
