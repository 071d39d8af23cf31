// Streams over HTTP: /video/<name>/live.m3u8, replay.m3u8, <number>.ts, captions.vtt, state. Nothing here depends on who asks, so that whatever stands in
// front of a crowd may keep it.
#pragma once

#include "base/time.hpp"
#include "platform/http/message.hpp"
#include "platform/video/streams.hpp"

namespace gongshi::video {

inline constexpr std::string_view kPath = "/video/";

/// Of a request whose path begins with kPath. What is not there, and what looks like something else, is 404.
http::Response answer(const Streams& streams, const Clock& clock, const http::Request& request);

}  // namespace gongshi::video
