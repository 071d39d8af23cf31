// Accepts connections on the first I/O thread and deals them out in turn: SO_REUSEPORT would deal by hash, unevenly among long-lived
// connections.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/http/loop.hpp"

namespace gongshi::http {

class Listener {
 public:
  /// Throws std::runtime_error with a sentence a person can act on.
  Listener(Core& core, std::vector<std::unique_ptr<Loop>>& loops);
  std::uint16_t port() const { return port_; }
  void start();
  /// From any thread; `loops` must still run.
  void stop();

 private:
  void wait();
  void pause();
  void accept();
  /// False when there is nothing to accept now.
  bool accept_one();

  Core& core_;
  std::vector<std::unique_ptr<Loop>>& loops_;
  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type> acceptor_;
  Timer pause_;
  std::uint16_t port_ = 0;
  std::size_t next_loop_ = 0;
};

}  // namespace gongshi::http
