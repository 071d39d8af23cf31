// The bytes that a viewer receives: server-sent events (HTML Standard §9.2), encoded once for everybody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/hall/hall.hpp"

namespace gongshi::hall {

/// Topic and audience together, in 64 bits of SHA-256. Topics are the server's own words, so nobody looks for two alike.
std::uint64_t channel_key(std::string_view topic, Audience audience);

/// Which numbering, and the place in it. Another numbering's id says nothing.
struct FrameId {
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
};
/// "<epoch in hexadecimal>-<number>"
std::string to_text(FrameId id);
std::optional<FrameId> frame_id_from(std::string_view text);

bool publishable(std::string_view topic, std::string_view event, std::string_view json);
std::string encode(FrameId id, std::string_view event, std::string_view json);
/// hello or again: the snapshot is to be read, within `milliseconds` at random so that a crowd does not come at once.
std::string encode_snapshot(FrameId id, std::string_view event, std::uint64_t milliseconds);
/// How long a crowd may take to read a snapshot.
std::uint64_t spread_of(std::uint64_t crowd);
/// The head and "retry:" of a stream. `chance` decides when this viewer comes back.
std::string stream_head(std::uint64_t crowd, std::uint64_t chance, std::string_view allow_origin);
/// "retry: …": how long this viewer waits before coming back.
std::string retry_line(std::uint64_t crowd, std::uint64_t chance);
/// The last id that the viewer has, from the browser's header or the page's parameter "after".
std::string last_id(const http::Request& request);

}  // namespace gongshi::hall
