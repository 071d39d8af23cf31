// Requests, responses and the handler, free of Beast: modules and tests see only this.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/later.hpp"

namespace gongshi::http {

enum class Method { get, head, post, put, patch, delete_, options };

struct Header {
  std::string name;  // as sent
  std::string value;
};

/// A request that passed the framing guard: one Host, no control bytes, valid framing, percent-decoded valid UTF-8 path.
struct Request {
  Method method = Method::get;
  std::string path;    // percent-decoded, valid UTF-8, single slashes, no dot segments; a final slash stays ("*" with OPTIONS *)
  std::string query;   // raw, without '?'
  std::vector<Header> headers;
  std::string body;
  std::string remote_address;  // numeric
  bool secure = false;         // over TLS
  std::string id;              // request id, made by the server (a proxy's id is taken over when configured)

  /// Case-insensitive; empty when absent.
  std::string_view header(std::string_view name) const;
  /// Value of a cookie; empty when absent.
  std::string_view cookie(std::string_view name) const;
};

/// A stream of server-sent events that a handler answers with. The hub keeps it (letting go of it closes the stream); send() may be called
/// from any thread and never blocks: a viewer too slow to take frames is dropped.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// `frame` is complete SSE text ("event: …\ndata: …\n\n").
  virtual void send(std::shared_ptr<const std::string> frame) = 0;
  /// Ends the stream once the frames sent so far have left.
  virtual void close() = 0;
  virtual bool open() const = 0;
};

struct Response {
  int status = 200;
  std::vector<Header> headers;  // Content-Length, Date, Connection are the server's
  std::string body;
  /// Set instead of `body` for bytes that live as long as the process (embedded assets).
  std::string_view static_body{};
  /// Set to answer with a stream (status 200, text/event-stream, both set by the server; `headers` are sent too): called once the head is
  /// sent, on an I/O thread; must not block. With HEAD it is not called.
  std::function<void(std::shared_ptr<EventStream>)> stream{};

  /// Set beside `stream`: where the connection is plain, it is asked first whether another process takes the socket, which answers from its head on.
  /// Called once on an I/O thread; must not block or keep the descriptor. False: the stream is sent from here.
  std::function<bool(int descriptor)> hand_over{};
  /// The connection becomes a WebSocket (`web_socket.hpp`) where the request asks for one; 426 where it does not.
  bool web_socket = false;

  /// Set instead of everything else by a handler that waits for something without its thread: the answer is made by `finish`, on a worker, once
  /// the moment has come.
  std::shared_ptr<Moment> moment{};
  std::function<Response()> finish{};

  void set(std::string_view name, std::string value) { headers.push_back({std::string(name), std::move(value)}); }
};

using Handler = std::function<Response(Request&)>;

}  // namespace gongshi::http
