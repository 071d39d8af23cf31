// Requests said over a WebSocket (RFC 6455): each message is one in the syntax of HTTP/1.1, each answer likewise, one after the other.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

struct wslay_event_context;

namespace gongshi::http {

/// Where one is opened.
inline constexpr std::string_view kTalkPath = "/talk";

/// What Sec-WebSocket-Accept answers; nothing where the request does not open a WebSocket (RFC 6455 §4.2.1).
std::optional<std::string> web_socket_accept(const Request& request);

class WebSocket {
 public:
  static constexpr std::size_t kMostMessage = 32 * 1024;  // bytes; what is longer goes over HTTP

  /// `opened`: who speaks, and from where, is what the request said that opened it.
  explicit WebSocket(Request opened);
  ~WebSocket();
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  /// Takes the peer's bytes and appends what whole messages held. False: it ends once what take() gives has left.
  bool receive(std::string_view bytes, std::string& messages);
  void say(std::string_view message);
  /// After what was said.
  void close();
  /// The frames that are to leave.
  std::string take();
  /// Nothing of who speaks can be said in a message.
  void complete(Request& request) const;

 private:
  struct Free {
    void operator()(wslay_event_context* context) const;
  };
  Request opened_;
  std::string_view in_;
  std::string* messages_ = nullptr;
  std::string out_;
  std::unique_ptr<wslay_event_context, Free> context_;
};

}  // namespace gongshi::http
