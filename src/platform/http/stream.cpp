#include "platform/http/stream.hpp"

#include <algorithm>
#include <utility>

#include "platform/http/connection.hpp"

namespace gongshi::http {

void Stream::wake() {
  if (!std::exchange(awake_, true)) {
    if (auto viewer = viewer_.lock()) {
      Connection::hand_back(std::move(viewer));
    }
  }
}

void Stream::send(std::shared_ptr<const std::string> frame) {
  const std::lock_guard lock(mutex_);
  if (!open_ || !frame || frame->empty()) {
    return;
  }
  // A single frame may be larger than the limit: a snapshot at the start.
  if (frames_.size() >= max_frames_ || (!frames_.empty() && bytes_ + frame->size() > max_bytes_)) {
    open_ = false;
    overflown_ = true;
    awake_ = false;  // it may be waiting for a socket that never drains
  } else {
    bytes_ += frame->size();
    frames_.push_back(std::move(frame));
  }
  wake();
}

void Stream::finish() {
  const std::lock_guard lock(mutex_);
  if (open_.exchange(false)) {
    wake();
  }
}

void Stream::abandon() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  awake_ = true;
  frames_.clear();
}

bool Stream::idle() const {
  const std::lock_guard lock(mutex_);
  return frames_.empty();
}

Stream::Flushed Stream::flush(Channel& channel) {
  for (;;) {
    std::string_view parts[Channel::kParts];
    std::size_t count = 0;
    {
      const std::lock_guard lock(mutex_);
      awake_ = false;
      if (overflown_) {
        return Flushed::gone;
      }
      if (frames_.empty()) {
        return open_ ? Flushed::all : Flushed::all_and_finished;
      }
      for (; count < std::min(frames_.size(), Channel::kParts); ++count) {
        parts[count] = *frames_[count];
      }
      parts[0].remove_prefix(sent_of_front_);
    }
    // Only this thread removes frames, so the bytes stay while the lock is free for senders.
    const Transfer transfer = channel.write({parts, count});
    if (transfer.outcome == Transfer::Outcome::closed) {
      return Flushed::gone;
    }
    const std::lock_guard lock(mutex_);
    if (transfer.outcome != Transfer::Outcome::moved) {
      awake_ = true;  // the socket will wake it
      return overflown_ ? Flushed::gone : Flushed::must_wait;
    }
    sent_of_front_ += transfer.bytes;
    while (!frames_.empty() && sent_of_front_ >= frames_.front()->size()) {
      sent_of_front_ -= frames_.front()->size();
      bytes_ -= frames_.front()->size();
      frames_.pop_front();
    }
  }
}

}  // namespace gongshi::http
