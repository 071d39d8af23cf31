// Notices that leave the machine: a queue in the database, worked off by a job. What each person is sent in a day is bounded, nothing is sent at
// night, and what waits for the morning comes as one message.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/notices/senders.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::notices {

/// waiting: to be sent as soon as it can; gathered: in the morning, with the others; dropped: read before, or no address any more; given_up: not
/// taken, `reason` says why.
enum class DeliveryState { waiting, gathered, sent, dropped, given_up };
BOOST_DESCRIBE_ENUM(DeliveryState, waiting, gathered, sent, dropped, given_up)

inline constexpr std::string_view kReadBefore = "read";  // the reason of what was dropped since it was seen in the inbox

inline constexpr int kMostTries = 8;                       // answered "later"; the pauses grow from a minute to an hour
inline constexpr std::chrono::hours kSenderPatience{72};  // how long a notice waits for a server that is away

/// Where a person can be reached by a channel and wants to be; nothing: not by it.
using FindAddress = std::function<std::optional<std::string>(Context&, db::ReadTx&, PersonId, Channel)>;
/// From the start() of the module that knows addresses.
void register_addresses(Application& app, FindAddress find);
/// In place of what the configuration gives.
void register_sender(Application& app, Channel channel, std::shared_ptr<Sender> sender);
/// Null where the channel is not configured.
std::shared_ptr<Sender> sender_of(Application& app, Channel channel);

/// By which channels a notice that calls for something reaches the person now.
std::vector<Channel> channels_of(Context& context, db::ReadTx& tx, PersonId person);

struct DeliveryView {
  PersonId person;
  Channel channel = Channel::mail;
  DeliveryState state = DeliveryState::waiting;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (person, channel, state, reason))
/// What became of the notices about a subject, by the latest of each person and channel last.
std::vector<DeliveryView> deliveries_about(db::ReadTx& tx, std::string_view subject_kind, std::int64_t subject);

// ---- for the platform itself

/// Puts what leaves of one notice into the queue. `calls`: by every channel; otherwise by mail alone.
void enqueue(Context& context, db::WriteTx& tx, PersonId person, std::int64_t notice, bool calls);
/// The job: sends what is due.
void deliver(Context& context);
/// Makes the senders; throws std::invalid_argument for settings that cannot work.
void start(Application& app);

}  // namespace gongshi::notices
