// Notices that leave the machine, on both engines: once, again until they are taken, never at night, no more in a day than was said.
#include <mutex>
#include <stdexcept>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform/fetch/signed.hpp"
#include "platform/http/server.hpp"
#include "platform/notices/delivery.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/testing.hpp"
#include "platform/tests/smtp_server.hpp"

namespace gongshi::notices {
namespace {

using namespace std::chrono_literals;

constexpr PersonId kLi{1}, kSun{2};
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Knows everybody's address, and plays the module whose words are told.
Module people(std::map<std::pair<std::int64_t, Channel>, std::string>& addresses) {
  return {.name = "people",
          .messages_zh_cn = R"({"notice.people.called":"请处理《{title}》"})",
          .messages_en = R"({"notice.people.called":"Please see to “{title}”"})",
          .start = [&addresses](Application& app) {
            register_addresses(app, [&addresses](Context&, db::ReadTx&, PersonId person, Channel channel) -> std::optional<std::string> {
              const auto found = addresses.find({person.value, channel});
              return found == addresses.end() ? std::nullopt : std::optional(found->second);
            });
          }};
}

class DeliveryTest : public testing::TestWithParam<db::Engine> {
 protected:
  config::Config settings() {
    config::Config config;
    config.public_url = "https://zx.example";
    config.mail_server = "smtp://127.0.0.1:" + std::to_string(smtp_.port());
    config.mail_plain = true;
    config.mail_from = "notices@zx.example";
    config.mail_budget = 3;
    return config;
  }
  void start(config::Config config) { world_.emplace(GetParam(), std::vector<Module>{people(addresses_)}, std::move(config)); }
  void start() { start(settings()); }
  void tell_of(const std::string& title, PersonId person = kLi, bool calls = false) {
    world_->build([&](Context& context, db::WriteTx& tx) {
      tell(context, tx, {person}, {.kind = "people.called", .subject_kind = "matter", .subject = 5, .link = "/proposals/5", .args = {{"title", title}}, .calls = calls});
    });
  }
  void deliver() { world_->app().run_job("deliver_notices"); }
  std::vector<DeliveryView> stands() {
    return world_->look([](Context&, db::ReadTx& tx) { return deliveries_about(tx, "matter", 5); });
  }
  std::vector<std::string> letters() { return smtp_.letters(); }
  /// In China, on the day the tests begin, 24 November, or days later.
  void clock_shows(int hour, int minute, int days_later = 0) { world_->clock.set(World::kStart + std::chrono::hours(hour - 16 + 24 * days_later) + std::chrono::minutes(minute)); }

  mail::test::SmtpServer smtp_;
  std::map<std::pair<std::int64_t, Channel>, std::string> addresses_{{{1, Channel::mail}, "li@example.cn"}};
  std::optional<World> world_;
};
INSTANTIATE_TEST_SUITE_P(Engines, DeliveryTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(DeliveryTest, WhatIsToldLeavesOnceInWordsAndWithTheAddress) {
  start();
  tell_of("修路");
  tell_of("修桥", kSun);  // has no address
  deliver();
  deliver();
  ASSERT_EQ(letters().size(), 1u);
  const std::string text = mail::test::text_of(letters()[0]);
  EXPECT_NE(text.find("请处理《修路》\n\nhttps://zx.example/proposals/5\n"), std::string::npos) << text;
  EXPECT_NE(text.find("https://zx.example/mine/account"), std::string::npos) << "where to choose otherwise";
  ASSERT_EQ(stands().size(), 1u);
  EXPECT_EQ(stands()[0].state, DeliveryState::sent);
}

TEST_P(DeliveryTest, ANoticeThatWasRolledBackLeavesNothing) {
  start();
  Context context = world_->app().context();
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    tell(context, tx, {kLi}, {.kind = "people.called", .subject_kind = "matter", .subject = 5});
    return fail(ErrorKind::conflict, "request.conflict");
  });
  deliver();
  EXPECT_TRUE(letters().empty());
}

TEST_P(DeliveryTest, WhatIsNotTakenComesAgainWithGrowingPausesAndIsGivenUpWithTheReason) {
  start();
  smtp_.answer("451 4.3.0 busy");
  tell_of("修路");
  deliver();
  world_->clock.advance(59s);
  deliver();
  smtp_.answer("");
  EXPECT_EQ(stands()[0].state, DeliveryState::waiting);
  deliver();
  EXPECT_TRUE(letters().empty()) << "it rests for a minute";
  world_->clock.advance(1s);
  deliver();
  EXPECT_EQ(letters().size(), 1u);

  smtp_.answer("451 4.3.0 busy");
  tell_of("修桥");
  for (int i = 0; i < kMostTries; ++i) {
    EXPECT_EQ(stands()[1].state, DeliveryState::waiting) << i;
    deliver();
    world_->clock.advance(1h);
    if (i == 3) clock_shows(9, 0, 1);
  }
  EXPECT_EQ(stands()[1].state, DeliveryState::given_up);
  EXPECT_EQ(stands()[1].reason, "451 4.3.0 busy");
}

TEST_P(DeliveryTest, WhatIsRefusedIsGivenUpAtOnceAndHoldsUpNobody) {
  addresses_[{1, Channel::mail}] = "gone@example.cn";
  addresses_[{2, Channel::mail}] = "sun@example.cn";
  start();
  tell_of("修路");
  tell_of("修路", kSun);
  deliver();
  ASSERT_EQ(letters().size(), 1u);
  EXPECT_TRUE(letters()[0].starts_with("sun@example.cn"));
  EXPECT_EQ(stands()[0].state, DeliveryState::given_up);
  EXPECT_EQ(stands()[0].reason, "550 5.1.1 <g***@example.cn>: no such user");
}

TEST_P(DeliveryTest, AServerThatIsAwayCostsNoTriesAndNothingIsLost) {
  addresses_[{2, Channel::mail}] = "sun@example.cn";
  config::Config config = settings();
  config.mail_server = "smtp://127.0.0.1:1";
  config.quiet_to = config.quiet_from;
  start(config);
  tell_of("修路");
  tell_of("修路", kSun);
  for (int i = 0; i < 3 * kMostTries; ++i) {
    deliver();
    world_->clock.advance(1h);
  }
  EXPECT_EQ(stands()[0].state, DeliveryState::waiting);
  EXPECT_EQ(stands()[1].state, DeliveryState::waiting);
  register_sender(world_->app(), Channel::mail, make_sender(settings(), Channel::mail));
  deliver();
  EXPECT_EQ(letters().size(), 2u);
  register_sender(world_->app(), Channel::mail, make_sender(config, Channel::mail));
  tell_of("修桥");
  world_->clock.advance(kSenderPatience + 1h);
  deliver();
  EXPECT_EQ(stands()[2].state, DeliveryState::given_up) << "three days are enough";
}

/// Ends the process in the middle of a message, as far as the queue can see.
struct Killed final : Sender {
  std::vector<std::int64_t> ids;
  bool dead = true;
  Outcome send(const Message& message) override {
    ids.push_back(message.id);
    if (dead) throw std::runtime_error("killed");
    return {};
  }
};

TEST_P(DeliveryTest, KilledInTheMiddleItComesAgainUnderTheSameNumber) {
  start();
  const auto sender = std::make_shared<Killed>();
  register_sender(world_->app(), Channel::mail, sender);
  tell_of("修路");
  EXPECT_THROW(deliver(), std::runtime_error);
  sender->dead = false;
  deliver();
  EXPECT_EQ(sender->ids.size(), 1u) << "perhaps another server is at it";
  world_->clock.advance(5min);
  deliver();
  deliver();
  ASSERT_EQ(sender->ids.size(), 2u) << "and never after it was taken";
  EXPECT_EQ(sender->ids[0], sender->ids[1]);
}

TEST_P(DeliveryTest, NobodyIsDisturbedAtNightAndTheMorningBringsOneMessage) {
  start();
  clock_shows(21, 29);
  tell_of("修路");
  deliver();
  EXPECT_EQ(letters().size(), 1u);
  clock_shows(21, 30);
  tell_of("修桥");
  deliver();
  clock_shows(3, 0, 1);
  tell_of("修渠");
  deliver();
  clock_shows(7, 29, 1);
  deliver();
  EXPECT_EQ(letters().size(), 1u);
  clock_shows(7, 30, 1);
  deliver();
  ASSERT_EQ(letters().size(), 2u);
  const std::string text = mail::test::text_of(letters()[1]);
  EXPECT_NE(text.find("您有 2 条新通知"), std::string::npos) << text;
  EXPECT_NE(text.find("1. 请处理《修桥》\n\n2. 请处理《修渠》"), std::string::npos) << text;
}

TEST_P(DeliveryTest, WhatIsOverTheBudgetComesInOneTheNextMorningAndCountsAsOne) {
  start();
  for (int i = 1; i <= 6; ++i) tell_of(fmt::format("第{}件", i));
  deliver();
  EXPECT_EQ(letters().size(), 3u);
  clock_shows(21, 0);
  deliver();
  EXPECT_EQ(letters().size(), 3u);
  clock_shows(7, 30, 1);
  deliver();
  ASSERT_EQ(letters().size(), 4u);
  EXPECT_NE(mail::test::text_of(letters()[3]).find("1. 请处理《第4件》\n\n2. 请处理《第5件》\n\n3. 请处理《第6件》"), std::string::npos);
  for (int i = 7; i <= 9; ++i) tell_of(fmt::format("第{}件", i));
  deliver();
  EXPECT_EQ(letters().size(), 6u) << "one and two are three";
  for (const DeliveryView& one : stands()) EXPECT_TRUE(one.state == DeliveryState::sent || one.state == DeliveryState::gathered);
}

TEST_P(DeliveryTest, WhatWasReadBeforeOrHasNowhereToGoIsDropped) {
  start();
  clock_shows(23, 0);
  tell_of("修路");
  deliver();
  world_->build([](Context& context, db::WriteTx& tx) { tx.run(db::Query{"test.read", "UPDATE platform_notice SET read_at = $1", 1}, context.now()); });
  clock_shows(8, 0, 1);
  tell_of("修桥");
  addresses_.clear();
  deliver();
  EXPECT_TRUE(letters().empty());
  for (const DeliveryView& one : stands()) EXPECT_EQ(one.state, DeliveryState::dropped);
}

TEST_P(DeliveryTest, WhoseAccountEndsIsSentNothing) {
  start();
  tell_of("修路");
  world_->build([](Context&, db::WriteTx& tx) { forget(tx, kLi); });
  deliver();
  EXPECT_TRUE(letters().empty());
  EXPECT_TRUE(stands().empty());
}

TEST_P(DeliveryTest, TextMessagesAndWorkChatGoSignedToTheirGatewaysForWhatCalls) {
  std::mutex mutex;
  std::vector<std::pair<std::string, std::string>> got;  // path, body
  int status = 200;
  std::string answer = R"({"errcode":0})";
  const auto server = http::Server::start({.address = "127.0.0.1", .port = 0}, [&](http::Request& request) {
    const std::lock_guard lock(mutex);
    EXPECT_EQ(request.header("webhook-signature"),
              fetch::signature(kSecret, request.header("webhook-id"), std::stoll(std::string(request.header("webhook-timestamp"))), request.body));
    got.emplace_back(request.path, request.body);
    return http::Response{.status = status, .body = answer};
  });
  addresses_ = {{{1, Channel::text_message}, "+8613800001234"}, {{1, Channel::work_chat}, "+8613800001234"}};
  config::Config config;
  config.text_message_url = fmt::format("http://127.0.0.1:{}/sms", server->port());
  config.work_chat_url = fmt::format("http://127.0.0.1:{}/chat", server->port());
  config.text_message_secret = config.work_chat_secret = kSecret;
  config.senders_private = true;
  config.public_url = "https://zx.example";
  start(config);
  tell_of("每天的事");
  deliver();
  EXPECT_TRUE(got.empty()) << "everyday notices leave by mail alone";
  tell_of("“{to}”\n修路", kLi, true);
  deliver();
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0], std::pair(std::string("/sms"), std::string(R"({"to":"+8613800001234","text":"请处理《“{to}”\n修路》 https://zx.example/proposals/5"})")));
  EXPECT_EQ(got[1].first, "/chat");
  EXPECT_NE(got[1].second.find(R"("mentioned_mobile_list":["13800001234"])"), std::string::npos) << got[1].second;
  answer = R"({"errcode":45009,"errmsg":"api freq out of limit"})";
  tell_of("修桥", kLi, true);
  deliver();
  EXPECT_EQ(stands().back().state, DeliveryState::waiting) << "said 200 and took nothing";
  status = 403;
  world_->clock.advance(1min);
  deliver();
  EXPECT_EQ(stands().back().state, DeliveryState::given_up);
  EXPECT_EQ(stands().back().reason, "answered with 403");
}

TEST_P(DeliveryTest, SettingsThatCannotWorkStopTheStart) {
  for (const auto& change : std::vector<std::function<void(config::Config&)>>{[](config::Config& c) { c.text_message_secret = "short"; }, [](config::Config& c) { c.text_message_template = "{text}"; },
                                                                             [](config::Config& c) { c.text_message_url = "ftp://gateway.example"; }}) {
    config::Config config = settings();
    config.text_message_url = "https://gateway.example/sms";
    config.text_message_secret = kSecret;
    change(config);
    EXPECT_THROW(start(config), std::invalid_argument);
  }
}

TEST_P(DeliveryTest, EveryQueryFitsTheSchema) {
  start();
  world_->expect_every_query_to_prepare();
}

}  // namespace
}  // namespace gongshi::notices
