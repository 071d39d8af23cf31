// Everything identity adds to the product.
#include <algorithm>
#include <thread>

#include "embedded/identity.hpp"
#include "modules/identity/http.hpp"
#include "modules/identity/new_keys.hpp"
#include "modules/identity/reach.hpp"
#include "modules/identity/security_log.hpp"
#include "modules/identity/service.hpp"

namespace gongshi::identity {
namespace {

constexpr std::chrono::hours kLogLife{180 * 24};  // GB/T 22239-2019 and the Cybersecurity Law, Art. 21: six months
constexpr std::chrono::hours kRecoveryLife{30 * 24};

void forget_expired(Context& context) {
  const Timestamp now = context.now();
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    for (const db::Query* ended : {&sql::forget_sessions, &sql::forget_codes, &sql::forget_links, &sql::forget_tries, &sql::forget_second_steps, &sql::forget_challenges,
                                   &sql::forget_oidc_attempts, &sql::forget_mail_codes}) {
      tx.run(*ended, now);
    }
    forget_security_log(tx, now - kLogLife);
    tx.run(sql::forget_recoveries, now - kRecoveryLife);
    return true;
  });
}

void start(Application& app) {
  auto& secrets = app.use<secrets::Secrets>();
  // Those at work and those who wait hold workers of the server; most stay free for everybody else, whatever storm of sign-ins there is.
  const int workers = std::max(4, app.config().workers);
  const int most_at_once = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, workers / 4);
  const int most_waiting = std::clamp(workers / 4, 1, 64);
  const auto look_up_keys = secrets.keys("identity.look_up");
  auto identity = std::shared_ptr<Identity>(new Identity{.phone_keys = secrets.keys("identity.phones"),
                                                         .look_up_keys = look_up_keys,
                                                         .factor_keys = secrets.keys("identity.factors"),
                                                         .look_up_key = look_up_keys.front(),
                                                         .csrf_key = secrets.key("identity.csrf"),
                                                         .hashing = Gate(most_at_once, most_waiting)});
  if (app.config().development_outbox) {
    identity->outbox = std::make_shared<MemorySender>();
    notices::register_sender(app, notices::Channel::text_message, identity->outbox);
  }
  app.provide(std::move(identity));
  notices::register_addresses(app, address_of);
  seal_anew(app);
  app.authenticate = authenticate;
  app.refused = note_refusal;
}

std::vector<Page> pages() {
  return {
      {.path = "/sign-in", .shell = "site", .title_key = "page.sign_in"},
      {.path = "/link", .shell = "site", .title_key = "page.sign_in"},
      {.path = "/sign-in/oidc", .shell = "site", .title_key = "page.sign_in"},
      {.path = "/first", .shell = "site", .title_key = "page.first_administrator"},
      {.path = "/mine/account", .shell = "site", .title_key = "page.account"},
      {.path = "/mine/inbox", .shell = "site", .title_key = "page.inbox"},
      {.path = "/privacy", .shell = "site"},
      {.path = "/accessibility", .shell = "site"},
      {.path = "/development/outbox", .shell = "site", .title_key = "page.outbox"},
  };
}

}  // namespace

void register_offices(Application& app, Offices offices) { service(app).offices = std::move(offices); }

Module identity_module() {
  return {
      .name = "identity",
      .operations = operations(),
      .pages = pages(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .jobs = {{"write_last_seen", std::chrono::minutes(1), write_last_seen},
               {"write_refusals", std::chrono::minutes(1), write_refusals},
               {"seal_security_log", std::chrono::minutes(1), seal_security_log},
               {"end_streams", std::chrono::seconds(5), end_streams},
               {"forget_expired", std::chrono::hours(1), forget_expired}},
      .start = start,
  };
}

}  // namespace gongshi::identity
