// One I/O thread: its io_context, its connections, the sweep of their deadlines.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "platform/http/core.hpp"

namespace gongshi::http {

class Connection;

using Time = std::chrono::steady_clock::time_point;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                                boost::asio::io_context::executor_type>;

class Loop {
 public:
  explicit Loop(Core& core);
  ~Loop();

  Core& core() { return core_; }
  boost::asio::io_context& io() { return io_; }
  /// Where reads land; valid until the next read on this thread, so that an idle connection owns no buffer.
  std::array<char, 64 * 1024>& scratch() { return *scratch_; }

  /// Until stop(), which closes every connection.
  void run();

  // From any thread.
  void stop();
  /// The connection goes on here. Many at once cost one wake-up.
  void hand_over(std::shared_ptr<Connection> connection);
  /// Takes over an accepted socket that Core counts already.
  void adopt(int descriptor, bool is_ipv6, std::string address);
  /// Ends what idles; the rest ends with the answer under way.
  void end_soon();

  /// On the loop's thread: the connection at this place of the list is closed.
  void remove(std::size_t index);

 private:
  void take_handed_over();
  void sweep_later();
  void sweep();
  void close_all();

  Core& core_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  Timer timer_;
  const std::chrono::milliseconds sweep_every_;
  std::unique_ptr<std::array<char, 64 * 1024>> scratch_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Connection>> handed_over_;
};

}  // namespace gongshi::http
