// The sender of text messages that only remembers, for the page that developers read.
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "modules/identity/wire.hpp"
#include "platform/notices/senders.hpp"

namespace gongshi::identity {

class MemorySender final : public notices::Sender {
 public:
  notices::Outcome send(const notices::Message& message) override {
    const std::lock_guard lock(mutex_);
    messages_.push_front({++last_, message.to, message.link.empty() ? message.text : message.text + " " + message.link, message.at});
    if (messages_.size() > 100) messages_.pop_back();
    return {};
  }
  /// Newest first.
  std::vector<OutboxItem> messages() const {
    const std::lock_guard lock(mutex_);
    return {messages_.begin(), messages_.end()};
  }

 private:
  mutable std::mutex mutex_;
  std::deque<OutboxItem> messages_;
  std::int64_t last_ = 0;
};

}  // namespace gongshi::identity
