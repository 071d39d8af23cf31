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

/// Where the first frame begins that closes (RFC 6455, 5.2). wslay skips the code of a farewell in each piece of it: whether words that are no UTF-8 end the connection at
/// once or with the frame, and with which code, depends on the pieces.
std::size_t before_close(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U; };
  for (std::size_t at = 0; at + 1 < bytes.size();) {
    if ((byte(at) & 0x0f) == 8) return at;
    std::size_t length = byte(at + 1) & 0x7f, begin = at + 2;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (extended > 0) length = 0;
    for (std::size_t i = 0; i < extended; ++i) length = length << 8 | byte(begin + i);
    begin += extended + ((byte(at + 1) & 0x80) != 0 ? 4 : 0);
    if (begin > bytes.size() || length > bytes.size() - begin) break;
    at = begin + length;
  }
  return bytes.size();
}

}  // namespace

void gongshi::fuzz::run(std::string_view input) {
  const Pieces pieces = in_two(input);
  const Heard whole = hear({pieces.all});
  const Heard parts = hear({pieces.first, pieces.second});
  require(whole.messages.size() <= pieces.all.size(), "messages hold no more than came");
  require(parts.messages == whole.messages, "two pieces hold the same messages");
  const std::string_view talk = pieces.all.substr(0, before_close(pieces.all));
  const std::size_t at = std::min(pieces.first.size(), talk.size());
  const Heard talked = hear({talk});
  const Heard talked_twice = hear({talk.substr(0, at), talk.substr(at)});
  require(talked_twice.open == talked.open, "two pieces end it or not like the whole");
  // A farewell overtakes the pongs that wait: the more comes at once, the fewer are sent before it.
  require(talked.open ? talked_twice.said == talked.said : talked_twice.said.ends_with(talked.said), "two pieces are answered the same");
}
