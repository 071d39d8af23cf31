// The frames of a WebSocket as a browser sends them (RFC 6455), for tests that say exact bytes.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "platform/tests/http_client.hpp"

namespace gongshi::http::test {

inline constexpr unsigned kText = 0x81, kClose = 0x88, kPing = 0x89;

/// A masked frame, as a browser sends it.
inline std::string frame(std::string_view payload, unsigned first = kText, bool masked = true) {
  std::string out(1, static_cast<char>(first));
  const unsigned mask_bit = masked ? 0x80 : 0;
  if (payload.size() < 126) {
    out += static_cast<char>(mask_bit | payload.size());
  } else {
    out += static_cast<char>(mask_bit | 126);
    out += static_cast<char>(payload.size() >> 8 & 0xFF);
    out += static_cast<char>(payload.size() & 0xFF);
  }
  constexpr std::string_view kMask = "\x37\xFA\x21\x3D";
  if (masked) out += kMask;
  for (std::size_t i = 0; i < payload.size(); ++i) out += masked ? static_cast<char>(payload[i] ^ kMask[i % 4]) : payload[i];
  return out;
}

/// The next frame of the server: its first byte and what it holds; nothing when the connection ends before.
inline std::pair<unsigned, std::string> next(Client& client) {
  const std::string head = client.take(2);
  if (head.size() < 2) return {};
  std::size_t size = static_cast<unsigned char>(head[1]);
  if (size == 126) {
    const std::string more = client.take(2);
    size = static_cast<std::size_t>(static_cast<unsigned char>(more[0])) << 8 | static_cast<unsigned char>(more[1]);
  }
  return {static_cast<unsigned char>(head[0]), client.take(size)};
}

}  // namespace gongshi::http::test
