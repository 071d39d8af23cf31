// Frames of a WebSocket: the same messages, the same farewell and the same end however their bytes arrive.
#include <algorithm>
#include <initializer_list>
#include <string>

#include "platform/http/web_socket.hpp"
#include "target.hpp"

namespace {

struct Heard {
  bool open = true;
  std::string messages;
  std::string said;
};

Heard hear(std::initializer_list<std::string_view> pieces) {
  Heard heard;
  gongshi::http::WebSocket socket({});
  for (const std::string_view piece : pieces) {
    if (!heard.open) break;
    heard.open = socket.receive(piece, heard.messages);
    heard.said += socket.take();
  }
  return heard;
}

/// The first frame that closes (RFC 6455, 5.2), by its first byte and the one after its last, as far as it came.
struct Farewell {
  std::size_t begin;
  std::size_t end;
  bool whole;
};
Farewell farewell_in(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U; };
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t length = byte(at + 1) & 0x7f, begin = at + 2;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (extended > 0) length = 0;
    for (std::size_t i = 0; i < extended; ++i) length = length << 8 | byte(begin + i);
    begin += extended + ((byte(at + 1) & 0x80) != 0 ? 4 : 0);
    const bool whole = begin <= bytes.size() && length <= bytes.size() - begin;
    const std::size_t end = whole ? begin + length : bytes.size();
    if ((byte(at) & 0x0f) == 8) return {at, end, whole};
    at = end;
  }
  return {bytes.size(), bytes.size(), false};
}

void compare(std::string_view all, std::size_t at) {
  using gongshi::fuzz::require;
  const Heard whole = hear({all});
  const Heard parts = hear({all.substr(0, at), all.substr(at)});
  require(parts.open == whole.open, "two pieces end it or not like the whole");
  // A farewell overtakes the pongs that wait: the more comes at once, the fewer are sent before it.
  require(whole.open ? parts.said == whole.said : parts.said.ends_with(whole.said), "two pieces are answered the same");
}

}  // namespace

void gongshi::fuzz::run(std::string_view input) {
  const Pieces pieces = in_two(input);
  const Heard whole = hear({pieces.all});
  const Heard parts = hear({pieces.first, pieces.second});
  require(whole.messages.size() <= pieces.all.size(), "messages hold no more than came");
  require(parts.messages == whole.messages, "two pieces hold the same messages");
  const Farewell farewell = farewell_in(pieces.all);
  require(!farewell.whole || (!whole.open && !parts.open), "a farewell ends it");
  // wslay skips the code of a farewell in each piece of it: whether words that are no UTF-8 end the connection at once or with the frame, and with which code, depends on the pieces.
  const std::size_t at = pieces.first.size();
  const bool cut = farewell.begin < at && at < farewell.end;
  const std::string_view all = cut ? pieces.all.substr(0, farewell.begin) : pieces.all;
  compare(all, std::min(at, all.size()));
}
