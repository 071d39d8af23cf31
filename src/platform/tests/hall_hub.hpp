// For tests of the hall: a hub of real processes on a folder of its own, and viewers on real sockets.
#pragma once

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/hall/frame.hpp"
#include "platform/hall/hub.hpp"
#include "platform/hall/hub_hall.hpp"
#include "platform/hall/ticket.hpp"

namespace gongshi::hall::test {

constexpr std::int64_t kFarAway = 4'102'444'800;  // 2100

inline const secrets::Key& key() {
  static const secrets::Key kKey = [] {
    secrets::Key key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::byte>(i + 3);
    return key;
  }();
  return kKey;
}

/// Long enough for any machine; nothing is asserted about time.
template <class F>
bool eventually(F&& done) {
  for (int i = 0; i < 6000; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

/// A port that stays free while who listens at it is down: below those the kernel gives to clients (32,768 and up), where a test beside this one could be given it.
inline std::uint16_t free_port() {
  static std::uint16_t next = static_cast<std::uint16_t>(12'000 + ::getpid() % 2000 * 10);
  for (;; ++next) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(next)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    if (free) return next++;
  }
}

/// As in many a container: the kernel refuses io_uring to this process and its children.
inline void forbid_uring() {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{.len = std::size(program), .filter = program};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) std::_Exit(2);
}

class Hub {
 public:
  /// What is not said of it stays as a hub is usually.
  explicit Hub(HubOptions options = {.key = test::key()}, bool uring = true) : options_(std::move(options)), uring_(uring) {
    char pattern[] = "/tmp/gongshi-hall-XXXXXX";
    options_.folder = ::mkdtemp(pattern);
    options_.port = free_port();
    options_.shards = 2;
    options_.stays = true;
    start();
  }
  ~Hub() {
    end(SIGTERM);
    std::filesystem::remove_all(folder());
  }
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  void start() {
    process_ = ::fork();
    if (process_ == 0) {
      if (!uring_) forbid_uring();
      try {
        std::_Exit(run_hub(options_));
      } catch (const std::exception& error) {
        fmt::print(stderr, "the hub: {}\n", error.what());
        std::_Exit(1);
      }
    }
    EXPECT_TRUE(eventually([&] {
      const int socket = connect_to_hub(folder());
      if (socket >= 0) ::close(socket);
      return socket >= 0;
    }));
  }
  void end(int signal) {
    if (process_ <= 0) return;
    ::kill(process_, signal);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
  std::vector<pid_t> shards() const {
    std::ifstream file(fmt::format("/proc/{0}/task/{0}/children", process_));
    std::vector<pid_t> all;
    for (pid_t child = 0; file >> child;) all.push_back(child);
    return all;
  }
  std::unique_ptr<HubHall> server() const {
    auto server = std::make_unique<HubHall>(HubHallOptions{.folder = folder()}, [] { return secrets::KeyView(key()); });
    EXPECT_TRUE(eventually([&] { return server->connected(); }));
    return server;
  }
  const std::string& folder() const { return options_.folder; }
  std::uint16_t port() const { return options_.port; }

 private:
  HubOptions options_;
  const bool uring_;
  pid_t process_ = -1;
};

struct Event {
  std::string id, event, data;
};

/// A page that watches, as far as a server sees one.
class Page {
 public:
  Page(std::uint16_t port, std::string target, std::string last = {}, int receive_buffer = 0, const char* from = "127.0.0.1")
      : port_(port), target_(std::move(target)), last_(std::move(last)), receive_buffer_(receive_buffer), from_(from) { connect(); }
  ~Page() { ::close(socket_); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  static std::string target(const std::string& topic, Audience audience, std::uint64_t viewer = 1, std::int64_t expires = kFarAway) {
    return fmt::format("{}?ticket={}", kWatchPath, sign(key(), {topic, audience, viewer, expires}));
  }

  /// As a browser does: who finds nobody there tries again.
  void connect() { ASSERT_TRUE(eventually([&] { return reached(); })); }
  bool reached() {
    if (socket_ >= 0) ::close(socket_);
    text_.clear();
    status = 0;
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer_ > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_, sizeof receive_buffer_);
    sockaddr_in from{.sin_family = AF_INET}, to{.sin_family = AF_INET, .sin_port = htons(port_)};
    ::inet_pton(AF_INET, from_, &from.sin_addr);
    ::bind(socket_, reinterpret_cast<const sockaddr*>(&from), sizeof from);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return false;
    const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n", target_, last_.empty() ? std::string() : fmt::format("Last-Event-ID: {}\r\n", last_));
    // Where it is closed at once the first read tells.
    static_cast<void>(::send(socket_, request.data(), request.size(), MSG_NOSIGNAL));
    return true;
  }

  /// The next event that is not a comment; nothing once the other side has closed. As a browser does it comes back with the last id when `returns`.
  std::optional<Event> next(bool returns = false) {
    for (;;) {
      if (auto event = parse()) {
        if (!event->id.empty()) last_ = event->id;
        if (event->event.empty()) continue;
        return event;
      }
      pollfd wait{socket_, POLLIN, 0};
      if (::poll(&wait, 1, 30'000) <= 0) return std::nullopt;
      char bytes[4096];
      const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
      if (got > 0) {
        text_.append(bytes, static_cast<std::size_t>(got));
        continue;
      }
      if (!returns) return std::nullopt;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      connect();
    }
  }
  /// The status of the answer, once its head is here.
  int answer() {
    while (status == 0) {
      pollfd wait{socket_, POLLIN, 0};
      char bytes[4096];
      if (::poll(&wait, 1, 30'000) <= 0) break;
      const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
      if (got <= 0) break;
      text_.append(bytes, static_cast<std::size_t>(got));
      parse();
    }
    return status;
  }
  /// "data" of the next events, as many as there are words wanted.
  std::vector<std::string> words(std::size_t count, bool returns = false) {
    std::vector<std::string> all;
    while (all.size() < count) {
      const auto event = next(returns);
      if (!event) break;
      all.push_back(event->event == "hello" || event->event == "again" ? event->event : event->data);
    }
    return all;
  }
  const std::string& last() const { return last_; }
  int status = 0;

 private:
  std::optional<Event> parse() {
    if (status == 0) {
      const auto end = text_.find("\r\n\r\n");
      if (end == std::string::npos) return std::nullopt;
      status = std::atoi(text_.c_str() + 9);
      text_.erase(0, end + 4);
    }
    const auto end = text_.find("\n\n");
    if (status != 200 || end == std::string::npos) return std::nullopt;
    Event event;
    std::string_view rest(text_.data(), end);
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      for (auto [field, to] : {std::pair{std::string_view("id: "), &event.id}, {std::string_view("event: "), &event.event}, {std::string_view("data: "), &event.data}}) {
        if (line.starts_with(field)) *to = line.substr(field.size());
      }
    }
    text_.erase(0, end + 2);
    return event;
  }

  const std::uint16_t port_;
  const std::string target_;
  std::string last_;
  const int receive_buffer_;
  const char* const from_;
  int socket_ = -1;
  std::string text_;
};

}  // namespace gongshi::hall::test
