// Everything webhooks adds to the product.
#include "embedded/webhooks.hpp"
#include "modules/webhooks/api.hpp"
#include "modules/webhooks/delivery.hpp"
#include "platform/fetch/signed.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::webhooks {

Module webhooks_module() {
  return {
      .name = "webhooks",
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .jobs = {{"deliver_webhooks", std::chrono::seconds(5), deliver, true}},
      .hears = {hears_after<consultation::Moved>("webhooks.note", note), hears_after<proposals::Moved>("webhooks.note_proposal", note_proposal), hears_after<handling::Answered>("webhooks.note_answer", note_answer)},
      .start =
          [](Application& app) {
            // A secret that cannot sign is said at the start, not when something has happened.
            if (!app.config().webhook_url.empty()) fetch::signature(app.config().webhook_secret, "", 0, "");
          },
  };
}

}  // namespace gongshi::webhooks
