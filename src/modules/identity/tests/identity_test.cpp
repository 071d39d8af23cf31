// Signing in and out, through the whole application.
#include <gtest/gtest.h>

#include <chrono>
#include <regex>
#include <thread>

#include "modules/identity/api.hpp"
#include "modules/identity/gate.hpp"
#include "modules/identity/service.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::identity {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kClerkMay[] = {"consultation.read", "roster.read"};
constexpr ScopeId kCity{7};

config::Config with_outbox() {
  config::Config config;
  config.development_outbox = true;
  return config;
}

class Identity : public testing::TestWithParam<db::Engine> {
 protected:
  Identity() {
    Offices offices;
    offices.standing = [this](db::ReadTx&, PersonId person, Timestamp) {
      Standing standing{.member = person == member_};
      if (person == clerk_) {
        standing.seats.push_back({SeatId{11}, kCity, "City", "Office", "clerk", kClerkMay, true});
        standing.seats.push_back({SeatId{12}, kCity, "City", "", "member", kOwnVoice, false});
      }
      if (person == administrator_) standing.seats.push_back({SeatId{13}, kCity, "City", "", "administrator", kClerkMay, true});
      return standing;
    };
    offices.has_administrator = [this](db::ReadTx&, Timestamp) { return static_cast<bool>(administrator_); };
    offices.appoint_first_administrator = [this](Context&, db::WriteTx&, PersonId person) {
      administrator_ = person;
      return SeatId{13};
    };
    register_offices(world_.app(), std::move(offices));
    clerk_ = world_.build([](Context& context, db::WriteTx& tx) { return create_person(context, tx, {.name = "Clerk"}); });
    member_ = world_.build([](Context& context, db::WriteTx& tx) { return create_person(context, tx, {.name = "Member", .phone = "+8613800001234"}); });
  }

  void give_password(PersonId person, std::string_view login, std::string_view password) {
    Context context = world_.app().context();
    const auto hash = hash_password(context, login, password);
    ASSERT_TRUE(hash.has_value());
    world_.build([&](Context& c, db::WriteTx& tx) { EXPECT_TRUE(set_password(c, tx, person, *hash).has_value()); });
  }

  std::string link_for(PersonId person, SeatId seat = {}) {
    return world_.build([&](Context& context, db::WriteTx& tx) { return create_sign_in_link(context, tx, person, seat); });
  }

  void sign_in(Browser& browser, PersonId person, SeatId seat = {}) {
    ASSERT_EQ(browser.post("/api/v1/session/link", R"({"token":")" + link_for(person, seat) + "\"}").status, 200);
  }

  std::string last_code(Browser& browser) {
    const std::string outbox = browser.get("/api/v1/development/outbox").body;
    std::smatch found;
    return std::regex_search(outbox, found, std::regex("is ([0-9]{6}),")) ? found[1].str() : "";
  }

  World world_{GetParam(), {identity_module()}, with_outbox()};
  PersonId clerk_, member_, administrator_;
};

TEST_P(Identity, EveryQueryPrepares) { world_.expect_every_query_to_prepare(); }

TEST_P(Identity, AVisitorHasASessionWithoutRights) {
  Browser browser(world_);
  const auto answer = browser.get("/api/v1/session");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body,
            R"({"level":"none","csrf":"","seats":[],"permissions":["consultation.read"],"unread":0,"demo":false,"development_outbox":true})");
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
  Browser staff(world_), citizen(world_);
  sign_in(staff, clerk_);
  sign_in(citizen, member_);
  EXPECT_NE(citizen.get("/api/v1/session").body.find(R"("level":"member")"), std::string::npos);
  for (int day = 0; day < 2; ++day) {
    world_.clock.advance(hours(11));
    EXPECT_NE(staff.get("/api/v1/session").body.find("Clerk"), std::string::npos) << "used within twelve hours";
  }
  world_.app().run_job("write_last_seen");
  world_.clock.advance(hours(12));
  EXPECT_EQ(staff.get("/api/v1/session").body.find("Clerk"), std::string::npos);
  EXPECT_NE(citizen.get("/api/v1/session").body.find("Member"), std::string::npos);
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

TEST_P(Identity, ManyTriesAreHeldUpAndARestartForgivesNobody) {
  give_password(clerk_, "clerk", "correct horse battery");
  Browser thief(world_, "198.51.100.9");
  int refused = 0, held = 0;
  for (int i = 0; i < 200; ++i) {
    const auto answer = thief.post("/api/v1/session/password", R"({"login":"clerk","password":"wrong horse battery"})");
    refused += answer.status == 422;
    if (answer.status != 429) continue;
    ++held;
    EXPECT_EQ(problem_code(answer), "identity.too_many_tries");
    EXPECT_NE(answer.body.find("900 seconds"), std::string::npos) << answer.body;
    EXPECT_TRUE(std::ranges::any_of(answer.headers, [](const auto& h) { return h.name == "Retry-After" && h.value == "900"; }));
  }
  EXPECT_EQ(refused, 10);
  EXPECT_EQ(held, 190);
  EXPECT_EQ(thief.post("/api/v1/session/password", R"({"login":"clerk","password":"correct horse battery"})").status, 429);
  EXPECT_EQ(Browser(world_).post("/api/v1/session/password", R"({"login":"clerk","password":"correct horse battery"})").status, 200)
      << "whose login it is signs in from their own place";
  world_.clock.advance(minutes(15));
  EXPECT_EQ(thief.post("/api/v1/session/password", R"({"login":"clerk","password":"correct horse battery"})").status, 200);
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
  const auto in = browser.post("/api/v1/session/phone", begin + R"(","consent":true})");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_NE(in.body.find(R"("level":"phone")"), std::string::npos);
  EXPECT_NE(in.body.find("市民"), std::string::npos);
  EXPECT_EQ(in.body.find("2222"), std::string::npos) << "a name tells nothing of the number";
  EXPECT_EQ(problem_code(Browser(world_).post("/api/v1/session/phone", begin + R"(","consent":true})")), "identity.code_expired") << "once";

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
