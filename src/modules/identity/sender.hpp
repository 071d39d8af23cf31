// How a text message leaves. The built-in sender only remembers, for the page that developers read.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "modules/identity/wire.hpp"

namespace gongshi::identity {

class Sender {
 public:
  virtual ~Sender() = default;
  /// Called after the commit; must not throw. `to` is in normal form.
  virtual void send(const std::string& to, const std::string& text, Timestamp at) = 0;
};

class MemorySender final : public Sender {
 public:
  void send(const std::string& to, const std::string& text, Timestamp at) override {
    const std::lock_guard lock(mutex_);
    messages_.push_front({++last_, to, text, at});
    if (messages_.size() > 100) messages_.pop_back();
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
