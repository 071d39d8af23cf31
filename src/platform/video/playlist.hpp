// HLS playlists (RFC 8216): the engine's list of everything, the last pieces of it for who watches now, and all of it for who watches later.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongshi::video {

struct Segment {
  std::int64_t number = 0;  // its file is "<number>.ts"
  std::chrono::milliseconds duration{};
  bool after_break = false;  // times and pictures begin anew: the encoder was away
};

/// Nothing when it is not what the engine writes: pieces numbered upwards, each with its duration.
std::optional<std::vector<Segment>> read_playlist(std::string_view text);

/// The last pieces; `over` says that no more will come.
std::string live_playlist(std::span<const Segment> all, bool over);

/// All of what is given, from its beginning; a number left out is a break.
std::string replay_playlist(std::span<const Segment> kept);

std::chrono::milliseconds duration_of(std::span<const Segment> segments);

}  // namespace gongshi::video
