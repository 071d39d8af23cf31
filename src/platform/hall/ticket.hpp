// The signed ticket that lets its holder watch one topic as one audience for a while. It is in an address, so it is no cookie and opens nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "platform/hall/hall.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::hall {

/// Of the key, among the secrets of the installation; its nodes share it.
inline constexpr const char* kKeyName = "platform.hall";

struct Ticket {
  std::string topic;
  Audience audience = Audience::public_;
  std::uint64_t viewer = 0;   // a keyed hash of who watches; for counting alone
  std::int64_t expires = 0;   // seconds since 1970
};

/// What everybody may see, for a day of meetings; else an hour, after which the page asks again whether its reader still may.
std::chrono::seconds life_of(Audience audience);

/// Characters of an address, without padding.
std::string sign(secrets::KeyView key, const Ticket& ticket);
/// Nothing when the key did not sign it. Says nothing about expiry.
std::optional<Ticket> verify(secrets::KeyView key, std::string_view text);
/// 64 bits of a keyed hash.
std::uint64_t viewer_hash(secrets::KeyView key, std::string_view viewer);

}  // namespace gongshi::hall
