#include "platform/notices/delivery.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <mutex>

#include <fmt/format.h>

#include "base/day.hpp"
#include "base/names.hpp"
#include "embedded/platform.hpp"
#include "platform/log/log.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::notices {
namespace {

using namespace std::chrono;

constexpr int kMostAtOnce = 200;  // messages in one run of the job
constexpr int kMostLines = 30;    // of a gathered message
constexpr minutes kLease{5};      // a message on its way is not begun again before
constexpr seconds kFirstRest{10};
constexpr minutes kLongestRest{10}, kFirstPause{1}, kLongestPause{60};
constexpr minutes kMorning{7 * 60 + 30};  // where there are no quiet hours

/// A channel whose server is away rests as a whole.
struct Rest {
  int failures = 0;
  Timestamp until{};
};

struct Delivery {
  std::array<std::shared_ptr<Sender>, std::size(kChannels)> senders;
  FindAddress find_address;
  std::mutex mutex;
  std::array<Rest, std::size(kChannels)> rests{};
};

struct Waiting {
  std::int64_t id = 0;
  std::int64_t notice = 0;
  PersonId person;
  Channel channel = Channel::mail;
  DeliveryState state = DeliveryState::waiting;
  std::int64_t tries = 0;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (id, notice, person, channel, state, tries, at))

struct Told {
  std::string kind;
  std::string link;
  std::string args;
  std::optional<Timestamp> read_at;
};
BOOST_DESCRIBE_STRUCT(Told, (), (kind, link, args, read_at))

struct Batch {
  std::vector<Waiting> parts;
  Message message;
};

std::size_t index_of(Channel channel) { return static_cast<std::size_t>(channel); }

minutes read_time(std::string_view text) {
  int hour = 0, minute = 0;
  std::from_chars(text.data(), text.data() + 2, hour);
  std::from_chars(text.data() + 3, text.data() + 5, minute);
  return minutes(hour * 60 + minute);
}

/// The first moment after `now` at which the morning begins in China.
Timestamp next_morning(const config::Config& config, Timestamp now) {
  const minutes morning = config.quiet_from == config.quiet_to ? kMorning : read_time(config.quiet_to);
  const Timestamp today = beginning_of(day_at(now)) + morning;
  return now < today ? today : beginning_of(day_at(now) + days(1)) + morning;
}

bool is_quiet(const config::Config& config, Timestamp now) {
  const auto at = now - beginning_of(day_at(now));
  const minutes from = read_time(config.quiet_from), to = read_time(config.quiet_to);
  return from <= to ? from <= at && at < to : from <= at || at < to;
}

int budget_of(const config::Config& config, Channel channel) {
  switch (channel) {
    case Channel::mail:
      return config.mail_budget;
    case Channel::text_message:
      return config.text_message_budget;
    case Channel::work_chat:
      return config.work_chat_budget;
  }
  return 0;
}

std::string link_to(const config::Config& config, std::string_view path) { return config.public_url.empty() || path.empty() ? std::string() : config.public_url + std::string(path); }

/// One notice as it is; several as a list by mail, and as their number where space is short.
void say_all(Context& context, const std::vector<Told>& notices, Channel channel, Message& message) {
  const config::Config& config = context.app.config();
  const std::string count = std::to_string(notices.size());
  if (notices.size() == 1) {
    message.text = words_of(context, notices[0].kind, notices[0].args);
    message.link = link_to(config, notices[0].link.empty() ? "/mine/inbox" : notices[0].link);
    message.subject = fmt::format("[{}] {}", config.site_name, excerpt(message.text));
  } else {
    message.text = context.say("delivery.gathered", {{"count", count}, {"site", config.site_name}});
    message.link = link_to(config, "/mine/inbox");
    message.subject = fmt::format("[{}] {}", config.site_name, context.say("delivery.gathered_subject", {{"count", count}}));
    if (channel == Channel::mail) {
      for (std::size_t i = 0; i < notices.size() && i < kMostLines; ++i) message.text += "\n\n" + std::to_string(i + 1) + ". " + words_of(context, notices[i].kind, notices[i].args);
    }
  }
  message.more = context.say("delivery.why", {{"site", config.site_name}}) + (config.public_url.empty() ? "" : "\n" + link_to(config, "/mine/account"));
}

void end(db::WriteTx& tx, const Waiting& part, DeliveryState state, Timestamp at, std::optional<std::int64_t> message, std::string_view reason) {
  tx.run(platform::sql::end_delivery, part.id, state, at, message, reason);
}

/// The next message that is due, and nobody else's until the lease is over; nothing: none is due, or it is night. `again`: the one that came up
/// is not to be sent now, others may be.
struct Claimed {
  bool again = false;
  std::optional<Batch> batch{};
};

bool is_any_due(Context& context) {
  return context.db.read([&](db::ReadTx& tx) { return tx.one<Waiting>(platform::sql::next_delivery, context.now(), "", "", ""); }).has_value();
}

Claimed claim(Context& context, db::WriteTx& tx) {
  const config::Config& config = context.app.config();
  auto& delivery = context.app.use<Delivery>();
  const Timestamp now = context.now();
  if (is_quiet(config, now)) {
    tx.run(platform::sql::gather_due_deliveries, now, next_morning(config, now));
    return {};
  }
  std::array<std::string, std::size(kChannels)> resting;
  {
    const std::lock_guard lock(delivery.mutex);
    for (const Channel channel : kChannels) {
      if (!delivery.senders[index_of(channel)] || delivery.rests[index_of(channel)].until > now) resting[index_of(channel)] = enum_name(channel);
    }
  }
  const auto first = tx.one<Waiting>(platform::sql::next_delivery, now, resting[0], resting[1], resting[2]);
  if (!first) return {};
  if (tx.one<std::int64_t>(platform::sql::count_sent, first->person, first->channel, beginning_of(day_at(now))).value_or(0) >= budget_of(config, first->channel)) {
    tx.run(platform::sql::put_off_delivery, first->id, DeliveryState::gathered, first->tries, next_morning(config, now));
    return {.again = true};
  }
  Batch batch;
  if (first->state == DeliveryState::gathered) {
    batch.parts = tx.all<Waiting>(platform::sql::gathered_deliveries, first->person, first->channel, now);
  } else {
    batch.parts = {*first};
  }
  const auto address = delivery.find_address ? delivery.find_address(context, tx, first->person, first->channel) : std::nullopt;
  std::vector<Told> notices;
  std::erase_if(batch.parts, [&](const Waiting& part) {
    auto told = tx.one<Told>(platform::sql::notice_to_send, part.notice);
    if (tx.run(platform::sql::claim_delivery, part.id, part.tries, now + kLease) == 0) return true;
    if (!address || !told || told->read_at) {
      end(tx, part, DeliveryState::dropped, now, {}, address ? kReadBefore : "no address");
      return true;
    }
    notices.push_back(std::move(*told));
    return false;
  });
  if (batch.parts.empty()) return {.again = true};
  batch.message = {.id = batch.parts.front().id, .to = *address, .at = now};
  say_all(context, notices, first->channel, batch.message);
  return {.again = true, .batch = std::move(batch)};
}

/// Writes down what came of a message.
void settle(Context& context, db::WriteTx& tx, const Batch& batch, const Outcome& outcome) {
  const Timestamp now = context.now();
  // What is sent as one is tried as one.
  const std::int64_t tries = std::ranges::max(batch.parts, {}, &Waiting::tries).tries;
  for (const Waiting& part : batch.parts) {
    const bool too_old = now - part.at > kSenderPatience, too_often = tries + 1 >= kMostTries;
    if (outcome.fate == Fate::taken) {
      end(tx, part, DeliveryState::sent, now, batch.message.id, "");
    } else if (outcome.fate == Fate::refused || (outcome.fate == Fate::later && too_often) || (outcome.fate == Fate::away && too_old)) {
      end(tx, part, DeliveryState::given_up, now, {}, outcome.why);
    } else if (outcome.fate == Fate::later) {
      const auto pause = std::min<milliseconds>(kLongestPause, kFirstPause * (std::int64_t{1} << std::min<std::int64_t>(tries, 10)));
      tx.run(platform::sql::put_off_delivery, part.id, part.state, tries + 1, now + pause);
    } else {
      tx.run(platform::sql::put_off_delivery, part.id, part.state, part.tries, now);  // the server's matter, not this message's
    }
  }
}

void note_rest(Delivery& delivery, Channel channel, const Outcome& outcome, Timestamp now) {
  const std::lock_guard lock(delivery.mutex);
  Rest& rest = delivery.rests[index_of(channel)];
  rest = outcome.fate == Fate::away ? Rest{rest.failures + 1, now + std::min<milliseconds>(kLongestRest, kFirstRest * (std::int64_t{1} << std::min(rest.failures, 10)))} : Rest{};
}

}  // namespace

void register_addresses(Application& app, FindAddress find) { app.use<Delivery>().find_address = std::move(find); }
void register_sender(Application& app, Channel channel, std::shared_ptr<Sender> sender) { app.use<Delivery>().senders[index_of(channel)] = std::move(sender); }
std::shared_ptr<Sender> sender_of(Application& app, Channel channel) { return app.use<Delivery>().senders[index_of(channel)]; }

std::vector<Channel> channels_of(Context& context, db::ReadTx& tx, PersonId person) {
  const auto& delivery = context.app.use<Delivery>();
  std::vector<Channel> channels;
  for (const Channel channel : kChannels) {
    if (delivery.senders[index_of(channel)] && delivery.find_address && delivery.find_address(context, tx, person, channel)) channels.push_back(channel);
  }
  return channels;
}

std::vector<DeliveryView> deliveries_about(db::ReadTx& tx, std::string_view subject_kind, std::int64_t subject) {
  return tx.all<DeliveryView>(platform::sql::deliveries_about, subject_kind, subject);
}

void enqueue(Context& context, db::WriteTx& tx, PersonId person, std::int64_t notice, bool calls) {
  for (const Channel channel : channels_of(context, tx, person)) {
    if (calls || channel == Channel::mail) tx.run(platform::sql::add_delivery, context.ids.next_value(), notice, person, channel, context.now());
  }
}

void deliver(Context& context) {
  auto& delivery = context.app.use<Delivery>();
  if (std::ranges::none_of(delivery.senders, [](const auto& sender) { return sender != nullptr; }) || !is_any_due(context)) return;
  context.language = context.app.config().language == "en" ? i18n::Language::en : i18n::Language::zh_cn;
  for (int i = 0; i < kMostAtOnce; ++i) {
    const auto claimed = context.db.write([&](db::WriteTx& tx) -> Result<Claimed> { return claim(context, tx); });
    if (!claimed || !claimed->again) return;
    if (!claimed->batch) continue;
    const Batch& batch = *claimed->batch;
    const Channel channel = batch.parts.front().channel;
    const Outcome outcome = delivery.senders[index_of(channel)]->send(batch.message);
    (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      settle(context, tx, batch, outcome);
      return true;
    });
    note_rest(delivery, channel, outcome, context.now());
    static constexpr std::string_view kCounts[] = {"notices_sent", "notices_refused", "notices_later", "notices_away"};
    context.app.metrics().add(kCounts[static_cast<std::size_t>(outcome.fate)]);
    if (outcome.fate != Fate::taken) {
      log::warning("a notice was not taken", {{"id", std::to_string(batch.message.id)}, {"channel", std::string(enum_name(channel))}, {"why", outcome.why}});
    }
  }
}

void start(Application& app) {
  const auto delivery = std::make_shared<Delivery>();
  for (const Channel channel : kChannels) delivery->senders[index_of(channel)] = make_sender(app.config(), channel);
  app.provide(delivery);
}

}  // namespace gongshi::notices
