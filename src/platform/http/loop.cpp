#include "platform/http/loop.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/post.hpp>
#include <unistd.h>

#include "platform/http/connection.hpp"

namespace gongshi::http {
namespace {

std::chrono::milliseconds sweep_interval(const Limits& limits) {
  using std::chrono::milliseconds;
  const milliseconds shortest =
      std::min({limits.head_time, limits.body_time, limits.idle_time, limits.write_time, limits.stream_heartbeat});
  return std::clamp(shortest / 4, milliseconds(20), milliseconds(500));
}

}  // namespace

Loop::Loop(Core& core)
    : core_(core),
      work_(io_.get_executor()),
      timer_(io_.get_executor()),
      sweep_every_(sweep_interval(core.options.limits)),
      scratch_(std::make_unique<std::array<char, 64 * 1024>>()) {
  sweep_later();
}

Loop::~Loop() = default;

void Loop::run() {
  for (;;) {
    try {
      io_.run();
      return;
    } catch (const std::exception& exception) {
      // Memory may be short for one connection; the others go on, and the sweep ends this one.
      core_.report({}, exception);
    }
  }
}

void Loop::stop() {
  boost::asio::post(io_, [this] {
    close_all();
    io_.stop();
  });
}

void Loop::hand_over(std::shared_ptr<Connection> connection) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = handed_over_.empty();
    handed_over_.push_back(std::move(connection));
  }
  if (first) {
    boost::asio::post(io_, [this] { take_handed_over(); });
  }
}

void Loop::take_handed_over() {
  std::vector<std::shared_ptr<Connection>> handed;
  {
    const std::lock_guard lock(mutex_);
    handed.swap(handed_over_);
  }
  for (const auto& connection : handed) {
    connection->resume();
  }
}

void Loop::adopt(int descriptor, bool is_ipv6, std::string address) {
  boost::asio::post(io_, [this, descriptor, is_ipv6, address = std::move(address)]() mutable {
    Socket socket(io_.get_executor());
    boost::system::error_code error;
    socket.assign(is_ipv6 ? boost::asio::ip::tcp::v6() : boost::asio::ip::tcp::v4(), descriptor, error);
    if (error || core_.stopping) {
      if (error) {
        ::close(descriptor);
      }
      core_.forget(address);
      return;
    }
    const auto connection = std::make_shared<Connection>(*this, std::move(socket), std::move(address));
    connection->moved_to(connections_.size());
    connections_.push_back(connection);
    connection->start();
  });
}

void Loop::remove(std::size_t index) {
  std::swap(connections_[index], connections_.back());
  connections_[index]->moved_to(index);
  connections_.pop_back();
}

void Loop::end_soon() {
  boost::asio::post(io_, [this] {
    for (const auto& connection : std::vector(connections_)) {
      connection->end_soon();
    }
  });
}

void Loop::close_all() {
  while (!connections_.empty()) {
    connections_.back()->close();
  }
}

void Loop::sweep_later() {
  timer_.expires_after(sweep_every_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) {
      sweep();
      sweep_later();
    }
  });
}

void Loop::sweep() {
  const Time now = std::chrono::steady_clock::now();
  // Backwards: a connection that closes is replaced by one that had its turn.
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const std::shared_ptr<Connection> connection = connections_[i];
    connection->sweep(now);
  }
}

}  // namespace gongshi::http
