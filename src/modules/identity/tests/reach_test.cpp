// Where somebody is told besides the inbox: a mail address counts once its code came back; numbers of the demonstration go nowhere.
#include "modules/identity/tests/identity_fixture.hpp"
#include "platform/notices/delivery.hpp"
#include "platform/notices/notices.hpp"
#include "platform/tests/smtp_server.hpp"

namespace gongshi::identity {
namespace {

using notices::Channel;

config::Config with_mail(const mail::test::SmtpServer& smtp) {
  config::Config config = with_outbox();
  config.mail_server = "smtp://127.0.0.1:" + std::to_string(smtp.port());
  config.mail_plain = true;
  config.mail_from = "notices@zx.example";
  return config;
}

struct WithSmtp {
  mail::test::SmtpServer smtp_;
};

class ReachTest : protected WithSmtp, public IdentityTest {
 protected:
  ReachTest() : IdentityTest(with_mail(smtp_)) { sign_in(browser_, member_); }

  http::Response ask_for(const std::string& address) { return browser_.post("/api/v1/me/mail-address", R"({"address":")" + address + "\"}"); }
  http::Response confirm(const std::string& code) { return browser_.post("/api/v1/me/mail-address/confirmation", R"({"code":")" + code + "\"}"); }
  std::string mailed_code() {
    const std::string text = smtp_.letters().empty() ? "" : mail::test::text_of(smtp_.letters().back());
    std::smatch found;
    return std::regex_search(text, found, std::regex("is ([0-9]{6}),")) ? found[1].str() : "";
  }
  static std::string other_than(const std::string& code) { return code == "000000" ? "000001" : "000000"; }
  void set_mail() {
    ASSERT_EQ(ask_for("member@example.cn").status, 202);
    ASSERT_EQ(confirm(mailed_code()).status, 200);
  }

  Browser browser_{world_};
};
INSTANTIATE_TEST_SUITE_P(Engines, ReachTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(ReachTest, AnAddressCountsOnceItsCodeCameBack) {
  EXPECT_EQ(browser_.get("/api/v1/me/reach").body, R"({"channels":[{"channel":"mail","wanted":true},{"channel":"text_message","address":"138****1234","wanted":true}]})");
  ASSERT_EQ(ask_for(" member@example.cn ").status, 202);
  EXPECT_EQ(browser_.get("/api/v1/me/reach").body.find("@"), std::string::npos) << "not yet";
  EXPECT_EQ(problem_code(confirm(other_than(mailed_code()))), "identity.wrong_code");
  const auto set = confirm(mailed_code());
  EXPECT_EQ(set.status, 200) << set.body;
  EXPECT_NE(set.body.find(R"("address":"m***@example.cn","wanted":true)"), std::string::npos) << "masked: " << set.body;
  EXPECT_EQ(problem_code(confirm(mailed_code())), "identity.code_expired") << "once";
}

TEST_P(ReachTest, CodesEnd) {
  ASSERT_EQ(ask_for("member@example.cn").status, 202);
  EXPECT_EQ(problem_code(ask_for("member@example.cn")), "identity.code_sent_already");
  const std::string code = mailed_code();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(problem_code(confirm(other_than(code))), "identity.wrong_code");
  EXPECT_EQ(problem_code(confirm(other_than(code))), "identity.code_used_up");
  EXPECT_EQ(problem_code(confirm(code)), "identity.code_used_up");
  world_.clock.advance(minutes(1));
  ASSERT_EQ(ask_for("member@example.cn").status, 202);
  world_.clock.advance(minutes(30));
  EXPECT_EQ(problem_code(confirm(mailed_code())), "identity.code_expired");
}

TEST_P(ReachTest, ACodeIsOfThePersonWhoAskedForIt) {
  ASSERT_EQ(ask_for("member@example.cn").status, 202);
  Browser other(world_);
  sign_in(other, clerk_, SeatId{12});
  EXPECT_EQ(problem_code(other.post("/api/v1/me/mail-address/confirmation", R"({"code":")" + mailed_code() + "\"}")), "identity.code_expired");
}

TEST_P(ReachTest, NobodyIsFloodedAndFailuresAreSaid) {
  for (const char* wrong : {"member", "member@localhost", "a@b.cn\\r\\nBcc: c@d.cn"}) EXPECT_EQ(problem_code(ask_for(wrong)), "identity.not_a_mail_address") << wrong;
  EXPECT_EQ(problem_code(ask_for("gone@example.cn")), "identity.mail_refused");
  for (int i = 0; i < 5; ++i) {
    world_.clock.advance(minutes(2));
    EXPECT_EQ(ask_for("victim@example.cn").status, 202) << i;
  }
  world_.clock.advance(minutes(2));
  EXPECT_EQ(problem_code(ask_for("victim@example.cn")), "identity.too_many_codes");
  smtp_.stop();
  EXPECT_EQ(problem_code(ask_for("member@example.cn")), "identity.mail_away");
}

TEST_P(ReachTest, WhatIsChosenIsKeptTo) {
  set_mail();
  const auto channels = [&] { return world_.look([&](Context& context, db::ReadTx& tx) { return notices::channels_of(context, tx, member_); }); };
  EXPECT_EQ(channels(), (std::vector{Channel::mail, Channel::text_message}));
  EXPECT_EQ(browser_.put("/api/v1/me/reach", R"({"channel":"mail","wanted":false})").status, 200);
  EXPECT_EQ(browser_.put("/api/v1/me/reach", R"({"channel":"text_message","wanted":false})").status, 200);
  EXPECT_TRUE(channels().empty()) << "nothing but the inbox";
  EXPECT_EQ(browser_.put("/api/v1/me/reach", R"({"channel":"mail","wanted":true})").status, 200);
  EXPECT_EQ(channels(), std::vector{Channel::mail});
  EXPECT_EQ(browser_.delete_("/api/v1/me/mail-address").status, 200);
  EXPECT_TRUE(channels().empty());
}

TEST_P(ReachTest, TheAddressIsInOnesCopyAndGoesWithTheAccount) {
  const auto citizen = world_.build([](Context& context, db::WriteTx& tx) { return create_person(context, tx, {.name = "Citizen"}); });
  sign_in(browser_, citizen);
  set_mail();
  EXPECT_NE(browser_.get("/api/v1/me/data").body.find(R"("mail":"member@example.cn")"), std::string::npos);
  EXPECT_EQ(browser_.post("/api/v1/me/erase", R"({"sure":true})").status, 200);
  static constexpr db::Query kLeft{"test.left", "SELECT (SELECT count(*) FROM identity_mail) + (SELECT count(*) FROM identity_mail_code) + (SELECT count(*) FROM identity_channel)", 0};
  EXPECT_EQ(world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(kLeft); }), 0);
}

TEST_P(ReachTest, NumbersOfTheDemonstrationGoNowhereButToTheDevelopersPage) {
  const auto made_up = world_.build([](Context& context, db::WriteTx& tx) { return create_person(context, tx, {.name = "示例", .demonstration = true, .phone = "+8613900000000"}); });
  const auto channels = [&](World& world) { return world.look([&](Context& context, db::ReadTx& tx) { return notices::channels_of(context, tx, made_up); }); };
  EXPECT_EQ(channels(world_), std::vector{Channel::text_message});
  config::Config config;
  config.text_message_url = "https://gateway.example/sms";
  config.text_message_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  world_.rest();
  World real{GetParam(), {identity_module()}, config, &world_};
  EXPECT_TRUE(channels(real).empty());
}

}  // namespace
}  // namespace gongshi::identity
