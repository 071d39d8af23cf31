// What is kept for a while only is gone after it, and not before (docs/security.md, "How long what is kept").
#include "modules/identity/tests/identity_fixture.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::identity {
namespace {

class Retention : public IdentityTest {
 protected:
  std::int64_t rows(const std::string& what) {
    const std::string text = "SELECT count(*) FROM " + what;
    const db::Query query{"test.rows", text, 0};
    return world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(query).value(); });
  }
  void notice() {
    world_.build([&](Context& context, db::WriteTx& tx) {
      notices::tell(context, tx, {member_}, {.kind = "identity.password_changed", .subject_kind = "person", .subject = member_.value, .link = ""});
    });
  }
};

TEST_P(Retention, WhatIsKeptForAWhileIsGoneAfterIt) {
  const auto day = hours(24);
  const struct {
    const char* rows;
    std::chrono::milliseconds life;
    std::function<void(Browser&)> make;
  } rules[] = {
      {"identity_phone_code", minutes(5), [](Browser& browser) { browser.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})"); }},
      {"identity_link", hours(24), [this](Browser&) { link_for(member_); }},
      {"identity_session", 30 * day, [this](Browser& browser) { sign_in(browser, member_); }},
      {"identity_throttle", minutes(60), [](Browser& browser) { browser.post("/api/v1/session/password", R"({"login":"nobody","password":"wrong horse battery"})"); }},
      {"identity_challenge", minutes(2), [](Browser& browser) {
         browser.host = "localhost";
         EXPECT_EQ(browser.post("/api/v1/session/passkey-challenges", "{}").status, 200);
       }},
      {"platform_idempotency", 7 * day, [](Browser& browser) { browser.post("/api/v1/session/phone-codes", R"({"phone":"13911113333"})"); }},
      {"platform_notice WHERE read_at IS NOT NULL", 180 * day, [this](Browser& browser) {
         notice();
         sign_in(browser, member_);
         EXPECT_EQ(browser.post("/api/v1/me/inbox/read", R"({"up_to":9007199254740991})").status, 200);
       }},
      {"platform_notice WHERE read_at IS NULL", 2 * 365 * day, [this](Browser&) { notice(); }},
      {"identity_security_log WHERE event = 'password_refused'", 180 * day, [](Browser& browser) { browser.post("/api/v1/session/password", R"({"login":"nobody","password":"wrong horse battery"})"); }},
  };
  const auto work = [&] {
    for (const char* job : {"write_last_seen", "write_refusals", "seal_security_log", "forget_expired", "forget_answers"}) world_.app().run_job(job);
  };
  for (const auto& rule : rules) {
    SCOPED_TRACE(rule.rows);
    ASSERT_EQ(rows(rule.rows), 0);
    Browser browser(world_);
    rule.make(browser);
    const auto made = rows(rule.rows);
    ASSERT_GT(made, 0);
    world_.clock.advance(rule.life - seconds(1));
    work();
    EXPECT_GT(rows(rule.rows), 0) << "too early, all of them";  // what a try is counted under ends at different times
    world_.clock.advance(seconds(2));
    work();
    EXPECT_EQ(rows(rule.rows), 0);
    world_.clock.advance(2 * 365 * day + hours(1));
    work();
    work();
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, Retention, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::identity
