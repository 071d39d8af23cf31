#include "load.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http/ascii.hpp"

namespace gongshi::bench {
namespace {

using Clock = std::chrono::steady_clock;

int connect_to(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (descriptor < 0 || ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error(fmt::format("cannot connect to port {}", port));
  }
  return descriptor;
}

struct Connection {
  int descriptor = -1;
  std::uint64_t number = 0;
  Clock::time_point due_at;
  std::string out;
  std::string in;
};

/// The first answer's size with its head, or 0 while it is incomplete.
std::size_t answer_size(std::string_view in) {
  const auto end = in.find("\r\n\r\n");
  if (end == in.npos) {
    return 0;
  }
  std::size_t length = 0;
  std::string_view lines = in.substr(0, end + 2);
  while (!lines.empty()) {
    std::string_view value = http::cut(lines, '\n');
    if (http::same_ignoring_case(http::cut(value, ':'), "content-length")) {
      length = std::strtoul(value.data(), nullptr, 10);
    }
  }
  const std::size_t size = end + 4 + length;
  return in.size() >= size ? size : 0;
}

class Load {
 public:
  Load(const LoadOptions& options, const RequestFactory& next_request, const AnswerHearer& answered)
      : options_(options), next_request_(next_request), answered_(answered) {}
  ~Load() {
    for (const Connection& connection : connections_) {
      if (connection.descriptor >= 0) {
        ::close(connection.descriptor);
      }
    }
    ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  LoadResult run() {
    connections_.resize(static_cast<std::size_t>(options_.connections));
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      connections_[i].descriptor = connect_to(options_.port);
      epoll_event event{EPOLLIN, {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].descriptor, &event);
    }
    start_ = Clock::now();
    const auto end = start_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options_.seconds));
    for (std::size_t i = 0; i < connections_.size(); ++i) idle_.push_back(i);
    bool stopping = false;
    epoll_event events[256];
    send_due();
    while (under_way_ > 0 || (!stopping && options_.rate > 0)) {
      const int ready = ::epoll_wait(epoll_, events, 256, options_.rate > 0 ? 1 : 10'000);
      if (ready <= 0 && (options_.rate == 0 || Clock::now() > end + std::chrono::seconds(10))) {
        throw std::runtime_error("the server has not answered for ten seconds");
      }
      stopping = stopping || Clock::now() >= end;
      for (int e = 0; e < ready; ++e) {
        receive(events[e].data.u64);
      }
      if (!stopping) send_due();
    }
    result_.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    std::ranges::sort(microseconds_);
    for (auto& [status, waits] : result_.waits) std::ranges::sort(waits);
    if (!microseconds_.empty()) {
      result_.p50_ms = microseconds_[microseconds_.size() / 2] / 1000.0;
      result_.p99_ms = microseconds_[microseconds_.size() * 99 / 100] / 1000.0;
    }
    return std::move(result_);
  }

 private:
  /// Gives idle connections what is due: without a rate, one request each.
  void send_due() {
    while (!idle_.empty() && (options_.requests == 0 || started_ < options_.requests)) {
      const auto now = Clock::now();
      const auto due = options_.rate > 0 ? start_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(started_) / options_.rate)) : now;
      if (due > now) return;
      const std::size_t index = idle_.front();
      idle_.pop_front();
      send_next(index, due);
    }
  }

  void send_next(std::size_t index, Clock::time_point due) {
    ++started_;
    ++under_way_;
    Connection& connection = connections_[index];
    connection.out.clear();
    next_request_(static_cast<int>(index), connection.number++, connection.out);
    connection.due_at = due;
    // Requests are small against a socket's buffer: a blocking send does not block.
    if (::send(connection.descriptor, connection.out.data(), connection.out.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(connection.out.size())) {
      lose(connection);
    }
  }

  void receive(std::size_t index) {
    Connection& connection = connections_[index];
    char bytes[64 * 1024];
    const ssize_t got = ::recv(connection.descriptor, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) {
      return;
    }
    if (got <= 0) {
      lose(connection);
      return;
    }
    connection.in.append(bytes, static_cast<std::size_t>(got));
    if (answer_size(connection.in) == 0) {
      return;
    }
    const int status = std::atoi(connection.in.c_str() + 9);
    ++result_.statuses[status];
    if (answered_) answered_(static_cast<int>(index), status);
    const auto waited = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - connection.due_at).count();
    microseconds_.push_back(static_cast<std::uint32_t>(waited));
    result_.waits[status].push_back(static_cast<std::uint32_t>(waited));
    connection.in.clear();
    --under_way_;
    idle_.push_back(index);
  }

  void lose(Connection& connection) {
    ::close(connection.descriptor);
    connection.descriptor = -1;
    ++result_.broken;
    --under_way_;
  }

  const LoadOptions options_;
  const RequestFactory& next_request_;
  const AnswerHearer& answered_;
  const int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<Connection> connections_;
  std::vector<std::uint32_t> microseconds_;
  std::deque<std::size_t> idle_;
  Clock::time_point start_;
  std::uint64_t started_ = 0;
  std::size_t under_way_ = 0;
  LoadResult result_;
};

}  // namespace

std::uint64_t LoadResult::answers() const {
  std::uint64_t sum = 0;
  for (const auto& [status, count] : statuses) {
    sum += count;
  }
  return sum;
}

double LoadResult::p99_ms_of(int status) const {
  const auto found = waits.find(status);
  return found == waits.end() ? 0 : found->second[found->second.size() * 99 / 100] / 1000.0;
}

LoadResult run_load(const LoadOptions& options, const RequestFactory& next_request, const AnswerHearer& answered) {
  return Load(options, next_request, answered).run();
}

std::string describe(const LoadResult& result) {
  std::string line = fmt::format("{:8.0f} requests/s   p50 {:.2f} ms   p99 {:.2f} ms", result.per_second(), result.p50_ms, result.p99_ms);
  for (const auto& [status, count] : result.statuses) {
    line += fmt::format("   status {}: {}", status, count);
  }
  if (result.broken > 0) {
    line += fmt::format("   broken connections: {}", result.broken);
  }
  return line;
}

}  // namespace gongshi::bench
