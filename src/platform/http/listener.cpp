#include "platform/http/listener.hpp"

#include <cerrno>
#include <stdexcept>

#include <arpa/inet.h>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gongshi::http {
namespace {

using boost::asio::ip::tcp;

constexpr int kBacklog = 4096;
constexpr int kAcceptsAtOnce = 64;                 // before the connections of this thread get their turn
constexpr std::chrono::milliseconds kPause{50};    // while the limit is reached or descriptors are short

/// Numeric, an IPv4 address also where it came through an IPv6 socket.
std::string address_of(const sockaddr_storage& peer) {
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(peer).sin_addr, text, sizeof text);
  } else {
    const in6_addr& v6 = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
      inet_ntop(AF_INET, &v6.s6_addr[12], text, sizeof text);
    } else {
      inet_ntop(AF_INET6, &v6, text, sizeof text);
    }
  }
  return text;
}

}  // namespace

Listener::Listener(Core& core, std::vector<std::unique_ptr<Loop>>& loops)
    : core_(core), loops_(loops), acceptor_(loops[0]->io().get_executor()), pause_(loops[0]->io().get_executor()) {
  const auto& [address_text, port] = std::tie(core.options.address, core.options.port);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(address_text, error);
  if (error) {
    throw std::runtime_error(fmt::format("The address to listen on, {}, is not a numeric IPv4 or IPv6 address", address_text));
  }
  const tcp::endpoint endpoint(address, port);
  const auto check = [&](const char* what) {
    if (error == boost::asio::error::address_in_use) {
      throw std::runtime_error(fmt::format("Port {} on {} is in use by another program", port, address_text));
    }
    if (error) {
      throw std::runtime_error(fmt::format("Cannot {} port {} on {}: {}", what, port, address_text, error.message()));
    }
  };
  acceptor_.open(endpoint.protocol(), error);
  check("open");
  // Accepted sockets inherit the options.
  acceptor_.set_option(boost::asio::socket_base::reuse_address(true), error);
  acceptor_.set_option(tcp::no_delay(true), error);
  acceptor_.set_option(boost::asio::socket_base::keep_alive(true), error);
  if (address.is_v6()) {
    acceptor_.set_option(boost::asio::ip::v6_only(false), error);
  }
  acceptor_.bind(endpoint, error);
  check("use");
  acceptor_.listen(kBacklog, error);
  check("listen on");
  acceptor_.non_blocking(true);
  port_ = acceptor_.local_endpoint().port();
}

void Listener::start() {
  boost::asio::post(loops_[0]->io(), [this] { wait(); });
}

void Listener::stop() {
  boost::asio::post(loops_[0]->io(), [this] {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  });
}

void Listener::wait() {
  acceptor_.async_wait(decltype(acceptor_)::wait_read, [this](boost::system::error_code error) {
    if (!error) {
      accept();
    }
  });
}

void Listener::pause() {
  pause_.expires_after(kPause);
  pause_.async_wait([this](boost::system::error_code error) {
    if (!error) {
      accept();
    }
  });
}

void Listener::accept() {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    if (core_.open >= core_.options.limits.connections) {
      pause();
      return;
    }
    if (!accept_one()) {
      if (errno == EAGAIN) {
        break;
      }
      pause();
      return;
    }
  }
  wait();
}

bool Listener::accept_one() {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  const int descriptor =
      ::accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (descriptor < 0) {
    return errno == ECONNABORTED || errno == EINTR;
  }
  core_.accepted.fetch_add(1, std::memory_order_relaxed);
  std::string address = address_of(peer);
  if (core_.stopping || !core_.addresses.enter(address)) {
    ::close(descriptor);
    return true;
  }
  core_.open.fetch_add(1, std::memory_order_relaxed);
  loops_[next_loop_++ % loops_.size()]->adopt(descriptor, peer.ss_family == AF_INET6, std::move(address));
  return true;
}

}  // namespace gongshi::http
