#include "modules/identity/actors.hpp"

#include <cstring>

#include <sodium.h>

#include "base/assert.hpp"

namespace gongshi::identity {
namespace {

constexpr std::chrono::seconds kFresh{10};
constexpr std::size_t kMostInShard = 4096;

}  // namespace

Actors::Actors() {
  GONGSHI_ASSERT(sodium_init() >= 0);
  randombytes_buf(key_.data(), key_.size());
}

Actors::Hash Actors::hash(std::string_view token) const {
  Hash hash;
  static_assert(sizeof hash == crypto_shorthash_siphashx24_BYTES);
  unsigned char bytes[sizeof hash];
  crypto_shorthash_siphashx24(bytes, reinterpret_cast<const unsigned char*>(token.data()), token.size(), key_.data());
  std::memcpy(hash.data(), bytes, sizeof hash);
  return hash;
}

std::optional<Actor> Actors::find(std::string_view token, Timestamp now) {
  const Hash key = hash(token);
  Shard& shard = this->shard(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.entries.find(key);
  if (found == shard.entries.end()) return std::nullopt;
  if (found->second.until > now && found->second.until <= now + kFresh) return found->second.actor;
  shard.entries.erase(found);  // over, or from before the clock was set back
  return std::nullopt;
}

void Actors::remember(std::string_view token, const Actor& actor, Timestamp now, std::uint64_t generation) {
  const Hash key = hash(token);
  Shard& shard = this->shard(key);
  const std::lock_guard lock(shard.mutex);
  if (generation != generation_) return;
  if (shard.entries.size() >= kMostInShard) {
    std::erase_if(shard.entries, [&](const auto& entry) { return entry.second.until <= now; });
    if (shard.entries.size() >= kMostInShard) shard.entries.clear();
  }
  shard.entries.insert_or_assign(key, Entry{actor, now + kFresh});
}

void Actors::forget(PersonId person) {
  ++generation_;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    std::erase_if(shard.entries, [&](const auto& entry) { return entry.second.actor.person == person; });
  }
}

void Actors::forget_all() {
  ++generation_;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    shard.entries.clear();
  }
}

}  // namespace gongshi::identity
