#include "modules/webhooks/delivery.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

#include "embedded/webhooks.hpp"
#include "platform/fetch/fetch.hpp"
#include "platform/log/log.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::webhooks {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::chrono::seconds kPatience{5}, kFirstPause{10}, kLongestPause{3600};

struct Step {
  consultation::ConsultationId consultation;
  assemblies::AssemblyId assembly;
  std::string state;
  std::string url;
};
BOOST_DESCRIBE_STRUCT(Step, (), (consultation, assembly, state, url))

struct Message {
  std::string type;
  Timestamp timestamp;
  Step data;
};
BOOST_DESCRIBE_STRUCT(Message, (), (type, timestamp, data))

struct Delivery {
  std::int64_t id = 0;
  std::string body;
  Timestamp at;
  std::int64_t tries = 0;
  Timestamp next_at;
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (id, body, at, tries, next_at))

std::chrono::seconds pause_after(std::int64_t tries) {
  return std::min(kLongestPause, kFirstPause * (std::int64_t{1} << std::min<std::int64_t>(tries, 20)));
}

/// Empty when it was taken, otherwise why not.
std::string send(Context& context, const Delivery& delivery) {
  const config::Config& config = context.app.config();
  const std::string id = fmt::format("msg_{}", delivery.id);
  const std::int64_t seconds = context.now().milliseconds / 1000;
  const auto answer = fetch::fetch({.method = "POST",
                                    .url = config.webhook_url,
                                    .headers = {{"Content-Type", "application/json"},
                                                {"webhook-id", id},
                                                {"webhook-timestamp", std::to_string(seconds)},
                                                {"webhook-signature", signature(config.webhook_secret, id, seconds, delivery.body)}},
                                    .body = delivery.body},
                                   {.allow_private = config.webhook_private, .patience = kPatience, .most_bytes = 64 * 1024});
  if (!answer) return answer.error();
  return answer->status / 100 == 2 ? std::string() : fmt::format("answered with {}", answer->status);
}

void remove(Context& context, const Delivery& delivery) {
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    tx.run(sql::remove, delivery.id);
    return true;
  });
}

}  // namespace

std::string signature(std::string_view secret, std::string_view id, std::int64_t seconds, std::string_view body) {
  std::vector<unsigned char> key(64);
  std::size_t size = 0;
  const std::string_view coded = secret.starts_with(kSecretPrefix) ? secret.substr(kSecretPrefix.size()) : std::string_view();
  if (sodium_base642bin(key.data(), key.size(), coded.data(), coded.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0 || size < 24) {
    throw std::invalid_argument("a webhook's secret is \"whsec_\" and the base64 of 24 to 64 bytes");
  }
  const std::string text = fmt::format("{}.{}.{}", id, seconds, body);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), size);
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code;
  crypto_auth_hmacsha256_final(&state, code.data());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES, sodium_base64_VARIANT_ORIGINAL)> out;
  return std::string("v1,") + sodium_bin2base64(out.data(), out.size(), code.data(), code.size(), sodium_base64_VARIANT_ORIGINAL);
}

Result<void> note(Context& context, db::WriteTx& tx, const consultation::Moved& event) {
  const config::Config& config = context.app.config();
  if (config.webhook_url.empty()) return {};
  const Message message{"consultation." + event.action,
                        context.now(),
                        {event.consultation, event.assembly, event.state,
                         fmt::format("{}/consultations/{}", config.public_url, event.consultation.value)}};
  tx.run(sql::add, context.ids.next_value(), json::encode(message), context.now());
  return {};
}

void deliver(Context& context) {
  if (context.app.config().webhook_url.empty()) return;
  for (;;) {
    const auto first = context.db.read([](db::ReadTx& tx) { return tx.one<Delivery>(sql::first); });
    if (!first || first->next_at > context.now()) return;
    const auto claimed = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      return tx.run(sql::claim, first->id, first->tries, context.now() + pause_after(first->tries)) == 1;
    });
    if (!claimed || !*claimed) return;
    const std::string why = send(context, *first);
    const bool given_up = !why.empty() && context.now() - first->at > kGivenUpAfter;
    context.app.metrics().add(why.empty() ? "webhook_taken" : given_up ? "webhook_given_up" : "webhook_refused");
    if (!why.empty()) log::warning(given_up ? "a webhook was given up" : "a webhook was not taken", {{"id", std::to_string(first->id)}, {"tries", std::to_string(first->tries + 1)}, {"why", why}});
    if (!why.empty() && !given_up) return;
    remove(context, *first);
  }
}

}  // namespace gongshi::webhooks
