// What a process knows of each topic and audience: which frames of the ring are its, and which is the newest.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/hall/hall.hpp"
#include "platform/hall/ring.hpp"

namespace gongshi::hall {

struct Channel {
  struct Reference {
    std::uint64_t number;
    std::uint64_t place;  // in the ring
  };
  std::deque<Reference> frames;
  std::uint64_t newest = 0;
  std::uint64_t floor = 0;  // the greatest number that cannot be read any more, 0 when all can
  bool fresh = false;       // has frames that its viewers were not sent yet
  // Where somebody watches:
  std::string topic;
  Audience audience = Audience::public_;
  std::vector<int> viewers;  // descriptors
  bool reported = false;
};

class Channels {
 public:
  /// Takes note of the frames that came since, and forgets those before `first`. False when some went by unseen: then nobody's last frame is
  /// known to be the last before the next.
  bool follow(const Ring& ring, std::uint64_t first);
  Channel& of(std::uint64_t key) { return channels_[key]; }
  std::unordered_map<std::uint64_t, Channel>& all() { return channels_; }

 private:
  std::unordered_map<std::uint64_t, Channel> channels_;
  std::deque<std::uint64_t> order_;  // the channels of the frames kept, oldest first
  std::uint64_t first_ = 0;          // the place of the first of them
  std::uint64_t seen_ = 0;
};

}  // namespace gongshi::hall
