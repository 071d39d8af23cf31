// Remembers for some seconds who a session's token belongs to, since every request asks. A look-up costs one short keyed hash and one lock.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"
#include "platform/operations/actor.hpp"

namespace gongshi::identity {

class Actors {
 public:
  Actors();
  std::optional<Actor> find(std::string_view token, Timestamp now);
  /// `generation` as it was before the actor was read from the database: one read before somebody was forgotten is not kept.
  void remember(std::string_view token, const Actor& actor, Timestamp now, std::uint64_t generation);
  std::uint64_t generation() const { return generation_; }
  void forget(PersonId person);
  void forget_all();

 private:
  // Tokens are not kept: the key is their SipHash under a random key of this process.
  using Hash = std::array<std::uint64_t, 2>;
  struct First {
    std::size_t operator()(const Hash& hash) const { return hash[0]; }
  };
  struct Entry {
    Actor actor;
    Timestamp until;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<Hash, Entry, First> entries;
  };
  Hash hash(std::string_view token) const;
  Shard& shard(const Hash& hash) { return shards_[hash[1] % shards_.size()]; }

  std::array<unsigned char, 16> key_;
  std::array<Shard, 16> shards_;
  std::atomic<std::uint64_t> generation_ = 0;
};

}  // namespace gongshi::identity
