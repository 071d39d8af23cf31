// A receiver of its own, over a real connection: what arrives, how it is signed, when it comes again, where it may not go.
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "modules/consultation/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/handover/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/discussion/api.hpp"
#include "modules/moderation/api.hpp"
#include "modules/proposals/api.hpp"
#include "modules/webhooks/api.hpp"
#include "modules/webhooks/delivery.hpp"
#include "modules/settings/api.hpp"
#include "platform/fetch/signed.hpp"
#include "platform/http/server.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::webhooks {
namespace {

using namespace std::chrono_literals;

// The example of the standard's own libraries.
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct Received {
  std::string id, seconds, signature, body;
};

class WebhooksTest : public testing::TestWithParam<db::Engine> {
 protected:
  WebhooksTest() {
    server_ = http::Server::start({.address = "127.0.0.1", .port = 0}, [this](http::Request& request) {
      const std::lock_guard lock(mutex_);
      received_.push_back({std::string(request.header("webhook-id")), std::string(request.header("webhook-timestamp")), std::string(request.header("webhook-signature")), request.body});
      return http::Response{.status = answer_};
    });
  }

  /// The application with its receiver; `change` alters the settings.
  void start(const std::function<void(config::Config&)>& change = [](config::Config&) {}) {
    config::Config config;
    config.public_url = "https://zx.example";
    config.webhook_url = fmt::format("http://127.0.0.1:{}/hook", server_->port());
    config.webhook_secret = kSecret;
    config.webhook_private = true;
    change(config);
    world_.emplace(GetParam(), std::vector<Module>{identity::identity_module(), assemblies::assemblies_module(), moderation::moderation_module(), discussion::discussion_module(),
                                                   settings::settings_module(), calendar::calendar_module(), handover::handover_module(), handling::handling_module(), proposals::proposals_module(), consultation::consultation_module(), webhooks_module()}, std::move(config));
  }
  void happens(std::string_view action = "publish") { happened(consultation::Moved{consultation::ConsultationId{9007199254740991}, {7}, std::string(action), "open"}); }
  template <class Event>
  void happened(const Event& event) {
    Context context = world_->app().context();
    const auto done = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      TRY(publish(context, tx, event));
      return true;
    });
    ASSERT_TRUE(done.has_value());
    world_->app().deliver_outbox();
  }
  void deliver() { world_->app().run_job("deliver_webhooks"); }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return received_.size();
  }

  std::mutex mutex_;
  std::vector<Received> received_;
  int answer_ = 204;
  std::unique_ptr<http::Server> server_;
  std::optional<World> world_;
};
INSTANTIATE_TEST_SUITE_P(Engines, WebhooksTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(WebhooksTest, TellsWhatHappenedOnceAndSigned) {
  start();
  happens();
  deliver();
  deliver();
  ASSERT_EQ(count(), 1u);
  const Received& got = received_[0];
  EXPECT_EQ(got.signature, fetch::signature(kSecret, got.id, std::stoll(got.seconds), got.body));
  EXPECT_EQ(std::stoll(got.seconds), world_->clock.now().milliseconds / 1000);
  EXPECT_NE(got.body.find(R"("type":"consultation.publish")"), std::string::npos) << got.body;
  EXPECT_NE(got.body.find(R"("consultation":9007199254740991,)"), std::string::npos) << got.body;
  EXPECT_NE(got.body.find(R"("url":"https://zx.example/consultations/9007199254740991")"), std::string::npos) << got.body;
}

TEST_P(WebhooksTest, ComesAgainInOrderUntilItIsTaken) {
  start();
  answer_ = 500;
  happens("publish");
  happens("close");
  deliver();
  deliver();
  EXPECT_EQ(count(), 1u) << "it rests, and what comes after it waits";
  world_->clock.advance(10s);
  deliver();
  EXPECT_EQ(count(), 2u);
  world_->clock.advance(19s);
  deliver();
  EXPECT_EQ(count(), 2u) << "the pauses grow";
  answer_ = 200;
  world_->clock.advance(1s);
  deliver();
  ASSERT_EQ(count(), 4u);
  EXPECT_EQ(received_[0].id, received_[2].id) << "known again by its number";
  EXPECT_NE(received_[3].body.find("consultation.close"), std::string::npos);
}

TEST_P(WebhooksTest, IsGivenUpAfterThreeDays) {
  start();
  answer_ = 410;
  happens("publish");
  deliver();
  world_->clock.advance(kGivenUpAfter - 1h);
  happens("close");
  world_->clock.advance(1h + 1s);
  deliver();
  answer_ = 200;
  world_->clock.advance(1h);
  deliver();
  EXPECT_NE(received_.back().body.find("consultation.close"), std::string::npos);
  EXPECT_EQ(count(), 4u) << "the first twice, then the second, and once more when it was taken";
}

TEST_P(WebhooksTest, TellsOfProposalsAndAnswers) {
  start();
  happened(proposals::Moved{proposals::ProposalId{12}, {7}, "file", "filed"});
  happened(handling::Answered{handling::ItemId{34}, "elsewhere", 12});
  deliver();
  ASSERT_EQ(count(), 2u);
  EXPECT_NE(received_[0].body.find(R"("type":"proposal.file")"), std::string::npos) << received_[0].body;
  EXPECT_NE(received_[0].body.find(R"("data":{"proposal":12,"assembly":7,"state":"filed","url":"https://zx.example/proposals/12"})"), std::string::npos) << received_[0].body;
  EXPECT_NE(received_[1].body.find(R"("type":"handling.answered")"), std::string::npos) << received_[1].body;
  EXPECT_NE(received_[1].body.find(R"("data":{"matter":34,"kind":"elsewhere","subject":12})"), std::string::npos) << received_[1].body;
}

TEST_P(WebhooksTest, GoesToNoPrivateAddressUnlessToldTo) {
  start([](config::Config& config) { config.webhook_private = false; });
  happens();
  deliver();
  EXPECT_EQ(count(), 0u);
}

TEST_P(WebhooksTest, NobodyIsToldWhereNoAddressIsGiven) {
  start([](config::Config& config) { config.webhook_url.clear(); });
  happens();
  deliver();
  EXPECT_EQ(count(), 0u);
  EXPECT_EQ(world_->app().database().read([](db::ReadTx& tx) { return tx.one<std::int64_t>(db::Query{"test.count", "SELECT count(*) FROM webhooks_delivery", 0}); }), 0);
}

TEST_P(WebhooksTest, DoesNotStartWithASecretThatCannotSign) {
  EXPECT_THROW(start([](config::Config& config) { config.webhook_secret = "whsec_short"; }), std::invalid_argument);
}

}  // namespace
}  // namespace gongshi::webhooks
