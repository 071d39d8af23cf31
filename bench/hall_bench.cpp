// The hall before a crowd, clients included, on one machine and over loopback alone.
//
//   hall_bench [VIEWERS] [all|reach|batch|meeting|stall|kill|nchan] [SECONDS]
//
// VIEWERS (368400) are raw connections of client processes with at most 18,400 each, from another source address for every 8,000. The hub runs with
// a port of its own and as many shards as its descriptors need. SECONDS (600) is the length of the meeting.
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/hall/hub.hpp"
#include "platform/hall/hub_hall.hpp"
#include "platform/hall/ticket.hpp"
#include "process.hpp"

namespace gongshi::bench {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int kPerClient = 18'400;
constexpr int kPerAddress = 8'000;
constexpr int kMostClients = 32;
constexpr int kBuckets = 20'000;  // of one millisecond

std::int64_t microseconds() { return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now().time_since_epoch()).count(); }

/// What the client processes tell, in shared memory.
struct Counts {
  std::atomic<std::int64_t> connected, connect_failed, lost, came_back, received, again, twice, missed, stalled;
  std::atomic<std::int64_t> delays[kBuckets];
  std::atomic<bool> stop, stall;
  std::atomic<int> ended;
  std::atomic<std::int64_t> back_at;  // when the last one came back
  std::atomic<std::int64_t> expected; // numbers of each viewer
};

struct Connection {
  int descriptor = -1;
  std::uint32_t last = 0;      // the number that came last
  std::int64_t due = 0;        // when to come back
  std::uint32_t retry = 1000;
  std::uint16_t kept = 0;
  std::uint32_t pending = 0;   // the id of the event whose lines are coming
  bool connected = false, back = false, stalled = false;
  char rest[48];               // of an unfinished line; long data lines are skipped
};

class Client {
 public:
  Client(Counts& counts, std::uint16_t port, std::string path, int number, int count, bool stalls)
      : counts_(counts), port_(port), path_(std::move(path)), number_(number), stalls_(stalls), connections_(static_cast<std::size_t>(count)) {}

  void run() {
    // The load does not get in the way of what it measures: it interrupts nobody, and takes what came within two milliseconds together.
    const sched_param none{};
    ::sched_setscheduler(0, SCHED_BATCH, &none);
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    start_ring();
    std::size_t begun = 0;
    int under_way = 0;
    std::vector<epoll_event> events(2048);
    std::int64_t swept = microseconds();
    while (!counts_.stop) {
      while (begun < connections_.size() && under_way - done_ < 256) {
        open(begun++);
        ++under_way;
      }
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), with_ring_ ? 0 : 20);
      for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.u32, events[static_cast<std::size_t>(i)].events);
      if (with_ring_) {
        read_ring();
      } else if (count < 64) {
        ::usleep(2000);
      }
      const std::int64_t now = microseconds();
      if (now - swept < 20'000) continue;
      swept = now;
      for (const std::uint32_t index : std::exchange(gone_, {})) {
        if (connections_[index].due > now) {
          gone_.push_back(index);
        } else {
          open(index);
        }
      }
    }
    // As people leave; the kernel closes what a ring holds only some time after its process.
    for (const Connection& one : connections_) {
      if (one.descriptor >= 0) ::shutdown(one.descriptor, SHUT_RDWR);
    }
    ++counts_.ended;
  }

 private:
  // What comes is read at one call of the kernel for many (io_uring), where it allows that: a call alone costs a tenth of a delivery here.
  static constexpr unsigned kBuffers = 1024;  // a power of two
  static constexpr unsigned kBuffer = 4096;   // bytes
  static constexpr unsigned kAtOnce = 256;

  void start_ring() {
    io_uring_params params{};
    params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE;
    params.cq_entries = 32 * 1024;
    if (::io_uring_queue_init_params(kBuffers, &ring_, &params) != 0) return;
    const std::size_t size = kBuffers * sizeof(io_uring_buf);
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    io_uring_buf_reg registration{};
    registration.ring_addr = reinterpret_cast<std::uintptr_t>(memory);
    registration.ring_entries = kBuffers;
    if (memory == MAP_FAILED || ::io_uring_register_buf_ring(&ring_, &registration, 0) != 0) return;
    given_ = static_cast<io_uring_buf_ring*>(memory);
    ::io_uring_buf_ring_init(given_);
    bytes_.resize(std::size_t{kBuffers} * kBuffer);
    for (unsigned i = 0; i < kBuffers; ++i) give(i, i);
    ::io_uring_buf_ring_advance(given_, kBuffers);
    with_ring_ = true;
  }

  void give(unsigned buffer, unsigned place) {
    ::io_uring_buf_ring_add(given_, &bytes_[std::size_t{buffer} * kBuffer], kBuffer, static_cast<unsigned short>(buffer), ::io_uring_buf_ring_mask(kBuffers), static_cast<int>(place));
  }

  void arm(std::uint32_t index) {
    io_uring_sqe* entry = ::io_uring_get_sqe(&ring_);
    if (entry == nullptr) {
      ::io_uring_submit(&ring_);
      entry = ::io_uring_get_sqe(&ring_);
    }
    ::io_uring_prep_recv_multishot(entry, connections_[index].descriptor, nullptr, 0, 0);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = 0;
    ::io_uring_sqe_set_data64(entry, index);
  }

  void read_ring() {
    __kernel_timespec most{.tv_sec = 0, .tv_nsec = 2'000'000};
    io_uring_cqe* first = nullptr;
    ::io_uring_submit_and_wait_timeout(&ring_, &first, kAtOnce, &most, nullptr);
    unsigned head = 0, seen = 0, returned = 0;
    io_uring_cqe* result = nullptr;
    io_uring_for_each_cqe(&ring_, head, result) {
      const auto index = static_cast<std::uint32_t>(result->user_data);
      if ((result->flags & IORING_CQE_F_BUFFER) != 0) {
        const unsigned buffer = result->flags >> IORING_CQE_BUFFER_SHIFT;
        if (result->res > 0) take(connections_[index], {&bytes_[std::size_t{buffer} * kBuffer], static_cast<std::size_t>(result->res)});
        give(buffer, returned++);
      }
      if ((result->flags & IORING_CQE_F_MORE) == 0) {
        if (result->res > 0 || result->res == -ENOBUFS) {
          again_.push_back(index);
        } else {
          lose(index);
        }
      }
      ++seen;
    }
    ::io_uring_buf_ring_advance(given_, static_cast<int>(returned));
    ::io_uring_cq_advance(&ring_, seen);
    for (const std::uint32_t index : std::exchange(again_, {})) arm(index);
  }

  void open(std::size_t index) {
    Connection& c = connections_[index];
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
      ++counts_.connect_failed;
      return;
    }
    const int one = 1;
    ::setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (stalls_) {
      const int small = 4096;
      ::setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    }
    sockaddr_in from{.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(0x7F000000U + (static_cast<std::uint32_t>(number_ + 1) << 8) + 1 + static_cast<std::uint32_t>(index) / kPerAddress);
    ::bind(descriptor, reinterpret_cast<const sockaddr*>(&from), sizeof from);
    sockaddr_in to{.sin_family = AF_INET, .sin_port = htons(port_)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) {
      ::close(descriptor);
      lose(index);
      return;
    }
    c.descriptor = descriptor;
    c.connected = false;
    c.kept = 0;
    c.pending = 0;
    epoll_event event{EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {.u32 = static_cast<std::uint32_t>(index)}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
  }

  void lose(std::size_t index) {
    Connection& c = connections_[index];
    if (c.descriptor >= 0) ::close(c.descriptor);
    if (c.connected) {
      ++counts_.lost;
      --counts_.connected;
    }
    c.descriptor = -1;
    c.connected = false;
    c.back = true;
    c.due = microseconds() + c.retry * 1000LL;
    gone_.push_back(static_cast<std::uint32_t>(index));
  }

  void handle(std::uint32_t index, std::uint32_t events) {
    Connection& c = connections_[index];
    if (c.descriptor < 0) return;
    if (!c.connected && (events & EPOLLOUT) != 0 && (events & EPOLLERR) == 0) {
      std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n", path_);
      if (c.back && c.last > 0) request += fmt::format("Last-Event-ID: {}-{}\r\n", epoch_, c.last);
      request += "\r\n";
      if (::send(c.descriptor, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        c.connected = true;
        if (with_ring_ && !stalls_) {
          ::epoll_ctl(epoll_, EPOLL_CTL_DEL, c.descriptor, nullptr);
          return arm(index);
        }
      }
    }
    if ((events & EPOLLIN) != 0 && !(stalls_ && c.stalled)) read(index);
    if (c.descriptor >= 0 && (events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) != 0) lose(index);
  }

  void read(std::uint32_t index) {
    Connection& c = connections_[index];
    char buffer[64 * 1024];
    for (;;) {
      const ssize_t got = ::recv(c.descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) return lose(index);
      take(c, {buffer, static_cast<std::size_t>(got)});
      if (static_cast<std::size_t>(got) < sizeof buffer) return;
    }
  }

  void take(Connection& c, std::string_view bytes) {
    char buffer[sizeof c.rest + 64 * 1024];
    std::memcpy(buffer, c.rest, c.kept);
    std::memcpy(buffer + c.kept, bytes.data(), bytes.size());
    std::string_view text(buffer, c.kept + bytes.size());
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      line(c, text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    // A long line is of no interest but for its beginning.
    c.kept = static_cast<std::uint16_t>(std::min(text.size(), sizeof c.rest));
    std::memcpy(c.rest, text.data(), c.kept);
  }

  void line(Connection& c, std::string_view text) {
    if (text.starts_with("id: ")) {
      const auto dash = text.find('-');
      if (dash == std::string_view::npos) return;
      if (epoch_.empty()) epoch_ = text.substr(4, dash - 4);
      c.pending = static_cast<std::uint32_t>(std::strtoul(std::string(text.substr(dash + 1)).c_str(), nullptr, 10));
    } else if (text.starts_with("event: hello")) {
      c.last = c.pending;
      ++done_;
      ++counts_.connected;
      if (stalls_) c.stalled = true;
      c.pending = 0;
    } else if (text.starts_with("event: again")) {
      if (c.back) ++counts_.connected;
      c.back = false;
      c.last = c.pending;
      ++counts_.again;
      c.pending = 0;
    } else if (text.starts_with("event: ")) {
      if (c.pending <= c.last) {
        ++counts_.twice;
      } else {
        counts_.missed += c.pending - c.last - 1;
        c.last = c.pending;
        ++counts_.received;
      }
    } else if (text.starts_with("data: {\"at\":")) {
      const auto delay = (microseconds() - std::strtoll(std::string(text.substr(12, 20)).c_str(), nullptr, 10)) / 1000;
      ++counts_.delays[std::clamp<std::int64_t>(delay, 0, kBuckets - 1)];
    } else if (text.starts_with("retry: ")) {
      c.retry = static_cast<std::uint32_t>(std::strtoul(std::string(text.substr(7, 10)).c_str(), nullptr, 10));
      if (c.back) {
        c.back = false;
        ++counts_.connected;
        ++counts_.came_back;
        counts_.back_at = microseconds();
      }
    } else if (!ours_ && text.starts_with("HTTP/1.1 200")) {
      ++done_;
      ++counts_.connected;
    }
  }

 public:
  bool ours_ = true;

 private:
  Counts& counts_;
  const std::uint16_t port_;
  const std::string path_;
  const int number_;
  const bool stalls_;
  std::vector<Connection> connections_;
  std::vector<std::uint32_t> gone_;
  std::string epoch_;
  int done_ = 0;
  int epoll_ = -1;
  io_uring ring_{};
  bool with_ring_ = false;
  io_uring_buf_ring* given_ = nullptr;
  std::vector<char> bytes_;
  std::vector<std::uint32_t> again_;
};

Counts* shared_counts() {
  void* const memory = ::mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no memory");
  return new (memory) Counts;
}

std::vector<std::unique_ptr<Child>> start_clients(Counts& counts, std::uint16_t port, const std::string& path, int viewers, int first = 0, bool stalls = false, bool ours = true) {
  std::vector<std::unique_ptr<Child>> all;
  for (int number = first; viewers > 0; ++number, viewers -= kPerClient) {
    const pid_t process = ::fork();
    if (process == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::prctl(PR_SET_NAME, "viewers");
      Client client(counts, port, path, number, std::min(viewers, kPerClient), stalls);
      client.ours_ = ours;
      client.run();
      std::_Exit(0);
    }
    all.push_back(std::make_unique<Child>(process));
  }
  return all;
}

/// They leave before the hall does.
void end(Counts& counts, const std::vector<std::unique_ptr<Child>>& clients) {
  counts.stop = true;
  const auto until = Steady::now() + std::chrono::seconds(20);
  while (counts.ended < static_cast<int>(clients.size()) && Steady::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

std::vector<pid_t> children_of(pid_t process) {
  std::ifstream file(fmt::format("/proc/{0}/task/{0}/children", process));
  std::vector<pid_t> all;
  for (pid_t child = 0; file >> child;) all.push_back(child);
  return all;
}

/// Memory of its own, and that of its children, in bytes.
double own_bytes(pid_t process) {
  double kilobytes = 0;
  std::ifstream file(fmt::format("/proc/{}/smaps_rollup", process));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Private_Clean:") || line.starts_with("Private_Dirty:") || line.starts_with("Pss_Anon:")) {
      if (line.starts_with("Private_Dirty:") ) kilobytes += std::atof(line.c_str() + 14);
    }
  }
  for (const pid_t child : children_of(process)) kilobytes += own_bytes(child) / 1024;
  return kilobytes * 1024;
}

std::string load() {
  std::ifstream file("/proc/loadavg");
  std::string one;
  file >> one;
  return one;
}

bool wait_for(const std::function<bool()>& done, double seconds) {
  const auto end = Steady::now() + std::chrono::duration<double>(seconds);
  while (!done()) {
    if (Steady::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

double since(Steady::time_point begin) { return std::chrono::duration<double>(Steady::now() - begin).count(); }

void print_delays(const Counts& counts, const char* what) {
  std::int64_t all = 0, seen = 0;
  for (const auto& bucket : counts.delays) all += bucket;
  std::int64_t p50 = -1, p99 = -1, most = 0;
  for (int i = 0; i < kBuckets; ++i) {
    seen += counts.delays[i];
    if (p50 < 0 && seen * 2 >= all) p50 = i;
    if (p99 < 0 && seen * 100 >= all * 99) p99 = i;
    if (counts.delays[i] > 0) most = i;
  }
  fmt::print("  {}: delay p50 {} ms, p99 {} ms, at most {} ms over {} deliveries\n", what, p50, p99, most, all);
}

void forget_delays(Counts& counts) {
  for (auto& bucket : counts.delays) bucket = 0;
}

class Hall {
 public:
  Hall(int viewers, std::uint16_t port, int stall_seconds) : port_(port) {
    for (std::size_t i = 0; i < key_.size(); ++i) key_[i] = static_cast<std::byte>(i * 7 + 1);
    const int shards = std::max(2, (viewers + 18'419) / 18'420);
    const pid_t process = ::fork();
    if (process == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      try {
        std::_Exit(hall::run_hub({.folder = folder_.path(), .port = port, .shards = shards, .key = key_, .stays = true, .stall_seconds = stall_seconds}));
      } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        std::_Exit(1);
      }
    }
    hub_ = std::make_unique<Child>(process);
    wait_for([&] { return std::ifstream(folder_.path() + "/hall.sock").good() || ::access((folder_.path() + "/hall.sock").c_str(), F_OK) == 0; }, 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    empty_bytes_ = own_bytes(process);
    const hall::Ticket ticket{"bench/1", hall::Audience::public_, 1, 4'102'444'800};
    path_ = fmt::format("{}?ticket={}", hall::kWatchPath, hall::sign(key_, ticket));
  }
  void connect() {
    server_ = std::make_unique<hall::HubHall>(hall::HubHallOptions{.folder = folder_.path()}, [this] { return secrets::KeyView(key_); });
    wait_for([&] { return server_->connected(); }, 10);
  }
  void publish(std::size_t bytes = 120) {
    server_->publish("bench/1", hall::Audience::public_, "message", fmt::format(R"({{"at":{},"text":"{}"}})", microseconds(), std::string(bytes, 'x')));
  }
  void restart_server() {
    server_.reset();
    connect();
  }
  pid_t process() const { return hub_->pid(); }
  double empty_bytes() const { return empty_bytes_; }
  const std::string& path() const { return path_; }
  std::uint16_t port() const { return port_; }

 private:
  TemporaryFolder folder_;
  std::uint16_t port_;
  secrets::Key key_;
  double empty_bytes_ = 0;
  std::string path_;
  std::unique_ptr<Child> hub_;
  std::unique_ptr<hall::HubHall> server_;
};

struct Crowd {
  explicit Crowd(int viewers) : counts(*shared_counts()), viewers(viewers) {}
  ~Crowd() { counts.stop = true; }
  /// True when all have it.
  bool wait(std::int64_t received, double seconds) const {
    return wait_for([&] { return counts.received >= received; }, seconds);
  }
  Counts& counts;
  const int viewers;
};

void print_memory(const Hall& hall, int viewers) {
  const double bytes = own_bytes(hall.process());
  fmt::print("  memory of the hub's processes: {:.0f} MiB, {:.0f} bytes for a viewer (empty: {:.0f} MiB)\n", bytes / 1048576, (bytes - hall.empty_bytes()) / viewers, hall.empty_bytes() / 1048576);
}

int run(int viewers, const std::string& what, int seconds) {
  const bool all = what == "all";
  fmt::print("{} viewers; load of the machine before: {}\n", viewers, load());
  Hall hall(viewers, 18'700, what == "stall" ? 3600 : 30);
  Crowd crowd(viewers);
  Counts& counts = crowd.counts;
  auto begin = Steady::now();
  auto clients = start_clients(counts, hall.port(), hall.path(), viewers);
  const bool connected = wait_for([&] { return counts.connected >= viewers; }, 240);
  fmt::print("  connected {} in {:.1f} s{}\n", counts.connected.load(), since(begin), connected ? "" : fmt::format(" (failed {}, lost {})", counts.connect_failed.load(), counts.lost.load()));
  hall.connect();
  std::fflush(stdout);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  const auto settle = [&] {
    counts.received = 0;
    forget_delays(counts);
  };

  if (all || what == "reach" || what == "stall") {
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
      settle();
      const double cpu = cpu_time(hall.process());
      begin = Steady::now();
      hall.publish();
      const bool reached = crowd.wait(viewers, 60);
      times.push_back(since(begin));
      fmt::print("  one frame to all: {:.2f} s, {:.0f} sends/s, {:.1f} us of the hub's processors a send{}\n", times.back(), viewers / times.back(), (cpu_time(hall.process()) - cpu) / viewers, reached ? "" : fmt::format(" (only {})", counts.received.load()));
      std::fflush(stdout);
    }
    fmt::print("  median {:.2f} s\n", median(times));
    print_memory(hall, viewers);
  }
  if (all || what == "batch") {
    for (int i = 0; i < 3; ++i) {
      settle();
      begin = Steady::now();
      for (int k = 0; k < 20; ++k) hall.publish();
      crowd.wait(20LL * viewers, 120);
      fmt::print("  20 messages in a tick: {:.2f} s, {:.2f} million deliveries/s\n", since(begin), 20.0 * viewers / since(begin) / 1e6);
    }
  }
  if (all || what == "kill") {
    settle();
    hall.publish();  // who has had nothing is greeted anew, and comes back to nothing
    crowd.wait(viewers, 60);
    settle();
    const auto shards = children_of(hall.process());
    counts.lost = counts.came_back = 0;
    begin = Steady::now();
    const auto began = microseconds();
    ::kill(shards[0], SIGKILL);
    // Messages go on meanwhile.
    for (int k = 0; k < 20; ++k) {
      hall.publish();
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    wait_for([&] { return counts.came_back >= counts.lost && counts.lost > 0; }, 30);
    crowd.wait(20LL * viewers, 60);
    fmt::print("  a shard killed: {} lost their connection, the last of {} was back after {:.2f} s; received {} of {}, again {}, missed {}, twice {}\n", counts.lost.load(), counts.came_back.load(), static_cast<double>(counts.back_at - began) / 1e6, counts.received.load(), 20LL * viewers, counts.again.load(), counts.missed.load(), counts.twice.load());
    counts.lost = 0;
    settle();
    hall.restart_server();
    hall.publish();
    crowd.wait(viewers, 60);
    fmt::print("  the server restarted: {} viewers dropped, its next message reached {}\n", counts.lost.load(), counts.received.load());
  }
  if (what == "stall") {
    settle();
    const auto messages = [&](const char* label) {
      settle();
      for (int k = 0; k < 20; ++k) {
        hall.publish();
        crowd.wait(static_cast<std::int64_t>(k + 1) * viewers, 30);
      }
      print_delays(counts, label);
    };
    messages("without stalled viewers");
    Counts& stalled_counts = *shared_counts();
    const int stalled = std::min(10'000, viewers);
    const auto before_stalled = own_bytes(hall.process());
    auto stalled_clients = start_clients(stalled_counts, hall.port(), hall.path(), stalled, 40, true);
    wait_for([&] { return stalled_counts.connected >= stalled; }, 60);
    const auto with_stalled = own_bytes(hall.process());
    // Several times what a socket takes whose reader takes nothing; the others have had it before their next is timed.
    constexpr int kLarge = 12;
    settle();
    for (int k = 0; k < kLarge; ++k) {
      hall.publish(8000);
      crowd.wait(static_cast<std::int64_t>(k + 1) * viewers, 60);
    }
    messages("with 10,000 stalled");
    const auto after = own_bytes(hall.process());
    fmt::print("  {} stalled viewers: memory {:.2f} MiB before they came, {:.2f} when they came, {:.2f} after {} KB for each ({:+.2f} %)\n", stalled_counts.connected.load(), before_stalled / 1048576, with_stalled / 1048576, after / 1048576, kLarge * 8, (after / with_stalled - 1) * 100);
    stalled_counts.stop = true;
  }
  if (what == "meeting") {
    // At the pace of the whole: 1,853 messages within ten minutes.
    const int messages = 1853 * seconds / 600;
    settle();
    const double cpu = cpu_time(hall.process());
    begin = Steady::now();
    for (int k = 0; k < messages; ++k) {
      // Now and then many at once, as when people answer.
      const double due = static_cast<double>(seconds) * (k / 7 * 7) / messages;
      while (since(begin) < due) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      hall.publish();
    }
    crowd.wait(static_cast<std::int64_t>(messages) * viewers, 60);
    fmt::print("  {} messages within {} s: received {} of {}, lost connections {}, again {}, missed {}, twice {}; {:.2f} of two processors for the hub\n", messages, seconds, counts.received.load(), static_cast<std::int64_t>(messages) * viewers, counts.lost.load(), counts.again.load(), counts.missed.load(), counts.twice.load(), (cpu_time(hall.process()) - cpu) / 1e6 / since(begin));
    print_delays(counts, "the meeting");
    print_memory(hall, viewers);
  }
  fmt::print("  load of the machine after: {}\n", load());
  end(counts, clients);
  return 0;
}

constexpr const char* kNchan = "/usr/lib/nginx/modules/ngx_nchan_module.so";

int run_nchan(int viewers) {
  if (!has_nginx() || ::access(kNchan, R_OK) != 0) {
    fmt::print("  nginx with nchan is not installed (libnginx-mod-nchan)\n");
    return 0;
  }
  fmt::print("nginx with nchan, {} viewers; load of the machine before: {}\n", viewers, load());
  TemporaryFolder folder;
  const std::uint16_t port = 18'710;
  const int processes = std::max(2, (viewers + 18'419) / 18'420);
  std::ofstream(folder.path() + "/nginx.conf") << fmt::format(
      "load_module {3}; daemon off; worker_processes {2}; pid {0}/pid; error_log {0}/error.log; worker_rlimit_nofile 20000; events {{ worker_connections 19900; }}\n"
      "http {{ access_log off; tcp_nodelay on; nchan_shared_memory_size 512M; client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c; uwsgi_temp_path {0}/d; scgi_temp_path {0}/e;\n"
      "server {{ listen 127.0.0.1:{1} reuseport backlog=4096;\n"
      "location = /sub {{ nchan_subscriber eventsource; nchan_channel_id bench; nchan_subscriber_first_message newest; }}\n"
      "location = /pub {{ nchan_publisher; nchan_channel_id bench; nchan_message_buffer_length 100; }} }} }}\n",
      folder.path(), port, processes, kNchan);
  Child nginx(start({"/usr/sbin/nginx", "-e", folder.path() + "/error.log", "-c", folder.path() + "/nginx.conf", "-p", folder.path()}, folder.path() + "/nginx.out"));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  const double empty = own_bytes(nginx.pid());
  Crowd crowd(viewers);
  Counts& counts = crowd.counts;
  auto begin = Steady::now();
  auto clients = start_clients(counts, port, "/sub", viewers, 0, false, false);
  wait_for([&] { return counts.connected >= viewers; }, 120);
  const std::int64_t connected = counts.connected;
  fmt::print("  connected {} in {:.1f} s\n", connected, since(begin));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  std::vector<double> times;
  for (int i = 0; i < 5; ++i) {
    forget_delays(counts);
    const auto received = [&] {
      std::int64_t sum = 0;
      for (const auto& bucket : counts.delays) sum += bucket;
      return sum;
    };
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return 1;
    const std::string body = fmt::format(R"({{"at":{},"text":"{}"}})", microseconds(), std::string(120, 'x'));
    const std::string request = fmt::format("POST /pub HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", body.size(), body);
    begin = Steady::now();
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) return 1;
    wait_for([&] { return received() >= connected; }, 60);
    times.push_back(since(begin));
    fmt::print("  one message to all: {:.2f} s, {} of {}\n", times.back(), received(), connected);
    ::close(socket);
  }
  fmt::print("  median {:.2f} s\n", median(times));
  const double bytes = own_bytes(nginx.pid());
  fmt::print("  memory of nginx: {:.0f} MiB, {:.0f} bytes for a viewer; load of the machine after: {}\n", bytes / 1048576, (bytes - empty) / static_cast<double>(std::max<std::int64_t>(connected, 1)), load());
  end(counts, clients);
  return 0;
}

}  // namespace
}  // namespace gongshi::bench

int main(int argc, char** argv) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  std::signal(SIGPIPE, SIG_IGN);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const int viewers = argc > 1 ? std::atoi(argv[1]) : 368'400;
  const std::string what = argc > 2 ? argv[2] : "all";
  const int seconds = argc > 3 ? std::atoi(argv[3]) : 600;
  if (what != "nchan") gongshi::bench::run(viewers, what, seconds);
  if (what == "nchan" || what == "all") gongshi::bench::run_nchan(viewers);
  return 0;
}
