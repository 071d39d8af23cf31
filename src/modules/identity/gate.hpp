// Lets a few through at a time, some wait, the rest is turned away at once.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace gongshi::identity {

class Gate {
 public:
  Gate(int inside, int waiting) : places_(inside), free_(inside), room_(waiting) {}

  /// Gives its place back when it goes.
  class Pass {
   public:
    explicit Pass(Gate* gate) : gate_(gate) {}
    Pass(Pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass() {
      if (gate_ != nullptr) gate_->leave();
    }
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    Gate* gate_;
  };

  /// Waits for a place; empty when too many wait already.
  Pass enter() {
    std::unique_lock lock(mutex_);
    if (free_ == 0) {
      if (room_ == 0) return Pass(nullptr);
      --room_;
      freed_.wait(lock, [this] { return free_ > 0; });
      ++room_;
    }
    --free_;
    most_inside_ = std::max(most_inside_, places_ - free_);
    return Pass(this);
  }

  /// How many were inside at once, at most, since the beginning.
  int most_inside() const {
    const std::lock_guard lock(mutex_);
    return most_inside_;
  }

 private:
  void leave() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    freed_.notify_one();
  }

  mutable std::mutex mutex_;
  std::condition_variable freed_;
  const int places_;
  int most_inside_ = 0;
  int free_;
  int room_;
};

}  // namespace gongshi::identity
