// One connection: a state machine on its I/O thread that moves as far as the socket lets it, then waits for readiness. No coroutine and no
// buffer while it idles: 10,000 phones keep a connection open.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/http/channel.hpp"
#include "platform/http/core.hpp"
#include "platform/http/loop.hpp"
#include "platform/http/stream.hpp"
#include "platform/http/web_socket.hpp"

namespace gongshi::http {

class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Loop& loop, Socket socket, std::string address);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// From any thread: resume() will run on the connection's I/O thread.
  static void hand_back(std::shared_ptr<Connection> connection);
  /// For the worker that handles it.
  Exchange& exchange() { return *exchange_; }

  // On the I/O thread.
  void start();
  /// A worker has answered, or frames wait.
  void resume();
  void sweep(Time now);
  void end_soon();
  void close();
  void moved_to(std::size_t index) { index_ = index; }

 private:
  enum class State : std::uint8_t { opening, handshake, head, body, ready, handling, writing, streaming, lingering, closed };

  void run();
  // Each returns false when the connection must wait or is closed.
  bool open();
  bool shake_hands();
  bool receive();
  bool dispatch();
  bool write();
  bool stream();
  bool discard();
  bool settle(Transfer::Outcome outcome);

  std::size_t take(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  void begin_request(std::string_view head);
  void identify(Request& request) const;
  bool redirect_to_tls();
  bool hold_body(std::size_t bytes);
  void refuse(const Refusal& refusal);
  void begin_response();
  bool hand_over(const Response& response);
  void end_response();
  void begin_stream();
  bool begin_web_socket();
  bool hear(std::string_view bytes, std::string& messages);
  void linger();
  void release_exchange();

  void wait_readable();
  void wait_writable();
  void allow(std::chrono::milliseconds time, std::size_t bytes = 0);
  std::string_view unread() const { return std::string_view(in_).substr(in_start_); }

  Loop& loop_;
  Core& core_;
  Socket socket_;
  Channel channel_;
  State state_ = State::opening;
  bool waits_readable_ = false;
  bool waits_writable_ = false;
  bool drained_ = false;        // the last read left the socket empty
  bool unread_is_fresh_ = false;  // in_ holds bytes of a later request that nobody looked at
  bool plain_on_tls_ = false;
  HeadScanner scanner_;
  std::size_t index_ = 0;  // in the loop's list
  std::size_t in_start_ = 0;
  std::string in_;
  Time began_;     // of the phase that deadline_ ends
  Time deadline_;
  std::unique_ptr<Exchange> exchange_;
  std::shared_ptr<Stream> stream_;
  std::unique_ptr<WebSocket> web_socket_;  // requests come in its messages
  const std::string address_;
};

}  // namespace gongshi::http
