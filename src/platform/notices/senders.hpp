// How something leaves the machine towards a person, whatever the way: one interface.
#pragma once

#include <memory>
#include <string>

#include <boost/describe/enum.hpp>

#include "platform/config/config.hpp"
#include "platform/mail/mail.hpp"

namespace gongshi::notices {

enum class Channel { mail, text_message, work_chat };
BOOST_DESCRIBE_ENUM(Channel, mail, text_message, work_chat)
inline constexpr Channel kChannels[] = {Channel::mail, Channel::text_message, Channel::work_chat};

using mail::Fate;
using mail::Outcome;

struct Message {
  std::int64_t id = 0;  // the same when it is sent again
  std::string to;       // a mail address, or a number in normal form: +8613812341234
  std::string subject;
  std::string text;
  std::string link;  // absolute; may be empty
  std::string more;  // what a long form says below
  Timestamp at;
};

class Sender {
 public:
  virtual ~Sender() = default;
  /// Blocks; called outside transactions.
  virtual Outcome send(const Message& message) = 0;
};

/// What the configuration gives; null where the channel is not configured. Throws std::invalid_argument in words for what cannot work.
std::shared_ptr<Sender> make_sender(const config::Config& config, Channel channel);

/// A gateway's body: {to}, {number} (without +86), {subject}, {text}, {link} and {id} are replaced once, each as the inside of a JSON string.
std::string filled(const std::string& form, const Message& message);

}  // namespace gongshi::notices
