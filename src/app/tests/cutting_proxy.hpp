// Stands between two programs and cuts their connection where a test says so: before a request, within it, behind it, within the answer.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gongshi::app::test {

/// A place of this machine to listen at or to connect to.
class Place {
 public:
  static Place port(std::uint16_t port) {
    Place place;
    place.address_.in = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    place.size_ = sizeof place.address_.in;
    return place;
  }
  static Place file(const std::string& path) {
    Place place;
    place.address_.un = {.sun_family = AF_UNIX, .sun_path = {}};
    if (path.size() >= sizeof place.address_.un.sun_path) throw std::runtime_error("a socket's path is short");
    path.copy(place.address_.un.sun_path, path.size());
    place.size_ = sizeof place.address_.un;
    return place;
  }
  int listen() const { return open([this](int socket) { return ::bind(socket, &address_.any, size_) == 0 && ::listen(socket, 64) == 0; }); }
  int connect() const { return open([this](int socket) { return ::connect(socket, &address_.any, size_) == 0; }); }

 private:
  int open(auto use) const {
    const int socket = ::socket(address_.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket >= 0 && use(socket)) return socket;
    ::close(socket);
    return -1;
  }
  union {
    sockaddr any;
    sockaddr_in in;
    sockaddr_un un;
  } address_{};
  socklen_t size_ = 0;
};

enum class Cut { none, before_request, within_request, behind_request, before_answer, within_answer };
inline constexpr std::array kCuts{Cut::before_request, Cut::within_request, Cut::behind_request, Cut::before_answer, Cut::within_answer};

class CuttingProxy {
 public:
  /// `decide` is asked for each piece that comes from a client, on the proxy's thread.
  CuttingProxy(const Place& here, Place there, std::function<Cut(std::string_view)> decide) : there_(there), decide_(std::move(decide)), listener_(here.listen()) {
    if (listener_ < 0 || ::pipe2(stop_.data(), O_CLOEXEC) != 0) throw std::runtime_error("the proxy cannot listen");
    thread_ = std::thread([this] { run(); });
  }
  ~CuttingProxy() {
    ::close(stop_[1]);
    thread_.join();
    for (const Pair& pair : pairs_) close(pair);
    ::close(stop_[0]);
    ::close(listener_);
  }
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  std::uint16_t port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }
  int cuts() const { return cuts_; }
  /// What the latest cut kept from the client.
  std::string swallowed() const {
    const std::lock_guard lock(mutex_);
    return swallowed_;
  }

 private:
  struct Pair {
    int client;
    int server;
    Cut cut = Cut::none;
  };

  void run() {
    for (;;) {
      std::vector<pollfd> waits{{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        waits.push_back({pair.client, POLLIN, 0});
        waits.push_back({pair.server, POLLIN, 0});
      }
      ::poll(waits.data(), waits.size(), -1);
      if (waits[0].revents != 0) return;
      std::vector<Pair> staying;
      for (std::size_t i = 0; i < pairs_.size(); ++i) {
        const bool stays = (waits[2 + 2 * i].revents == 0 || from_client(pairs_[i])) && (waits[3 + 2 * i].revents == 0 || from_server(pairs_[i]));
        if (stays) {
          staying.push_back(pairs_[i]);
        } else {
          close(pairs_[i]);
        }
      }
      pairs_ = std::move(staying);
      if (waits[1].revents != 0) {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = there_.connect();
        if (client >= 0 && server >= 0) {
          pairs_.push_back({client, server});
        } else {
          close({client, server});
        }
      }
    }
  }

  /// False when the connection ends here.
  bool from_client(Pair& pair) {
    const std::string_view piece = receive(pair.client);
    if (piece.empty()) return false;
    pair.cut = decide_(piece);
    if (pair.cut != Cut::none) {
      ++cuts_;
      const std::lock_guard lock(mutex_);
      swallowed_.clear();
    }
    if (pair.cut == Cut::before_request) return false;
    return send(pair.server, pair.cut == Cut::within_request ? piece.substr(0, piece.size() / 2) : piece) && pair.cut != Cut::within_request && pair.cut != Cut::behind_request;
  }
  bool from_server(const Pair& pair) {
    const std::string_view piece = receive(pair.server);
    if (piece.empty()) return false;
    if (pair.cut == Cut::none) return send(pair.client, piece);
    if (pair.cut == Cut::within_answer) send(pair.client, piece.substr(0, piece.size() / 2));
    const std::lock_guard lock(mutex_);
    swallowed_ = piece;
    return false;
  }

  std::string_view receive(int socket) {
    const ssize_t got = ::recv(socket, buffer_.data(), buffer_.size(), 0);
    return {buffer_.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
  }
  static bool send(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  static void close(const Pair& pair) {
    ::close(pair.client);
    ::close(pair.server);
  }

  const Place there_;
  const std::function<Cut(std::string_view)> decide_;
  const int listener_;
  std::array<int, 2> stop_{};
  std::array<char, 65536> buffer_{};
  std::vector<Pair> pairs_;  // of the thread
  std::atomic<int> cuts_ = 0;
  mutable std::mutex mutex_;
  std::string swallowed_;
  std::thread thread_;
};

}  // namespace gongshi::app::test
