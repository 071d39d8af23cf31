#include "platform/hall/channels.hpp"

#include <algorithm>

namespace gongshi::hall {

bool Channels::follow(const Ring& ring, std::uint64_t first) {
  const std::uint64_t head = ring.head();
  const bool unseen = seen_ < first;
  const auto forget = [&](std::uint64_t before) {
    while (!order_.empty() && first_ < before) {
      Channel& channel = channels_[order_.front()];
      channel.floor = std::max(channel.floor, channel.frames.front().number);
      channel.frames.pop_front();
      order_.pop_front();
      ++first_;
    }
  };
  forget(first);
  if (order_.empty()) first_ = std::max(first, seen_);
  for (std::uint64_t place = std::max(first, seen_); place < head; ++place) {
    const Ring::Frame& frame = ring.frame(place);
    Channel& channel = channels_[frame.channel];
    // A number left out is a frame that nobody can be sent.
    if (frame.number != channel.newest + 1) {
      for (const auto& old : channel.frames) channel.floor = std::max(channel.floor, old.number);
      channel.floor = std::max(channel.floor, frame.number - 1);
    }
    channel.newest = frame.number;
    channel.fresh = true;
    channel.frames.push_back({frame.number, place});
    order_.push_back(frame.channel);
  }
  seen_ = head;
  return !unseen;
}

}  // namespace gongshi::hall
