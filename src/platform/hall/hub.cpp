#include "platform/hall/hub.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/hall/frame.hpp"
#include "platform/hall/letters.hpp"
#include "platform/hall/memory_hall.hpp"
#include "platform/hall/relay.hpp"
#include "platform/hall/ring.hpp"
#include "platform/hall/shard.hpp"
#include "platform/hall/sketch.hpp"
#include "platform/hall/spawn.hpp"
#include "platform/log/log.hpp"

namespace gongshi::hall {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kBacklog = 4096;
constexpr int kSocketBuffer = 1024 * 1024;
constexpr std::size_t kMostWaiting = 64 * 1024 * 1024;  // bytes of messages that the ring or the database does not take
constexpr std::size_t kFramesAtOnce = 512;              // of one tick: no reader has to hurry more than that
constexpr std::uint64_t kViewersPerMillisecond = 70;    // what two cores send to
constexpr milliseconds kShortestTick{100}, kLongestTick{1000};
constexpr std::chrono::seconds kAloneTime{120};
constexpr std::chrono::seconds kStandstill{10};         // of a shard that holds the ring
constexpr milliseconds kMostQuiet{3000};               // while the viewers of a dead process come back
constexpr std::chrono::seconds kElsewhere{10};          // what was told of other nodes counts for so long
constexpr int kLettersAtOnce = 512;
constexpr char kService = 's';                          // in the lock: a hub that stays holds it

/// The address is limited to 107 bytes, whatever the folder is called: so by way of its descriptor.
sockaddr_un address_in(int folder) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  fmt::format_to_n(address.sun_path, sizeof address.sun_path - 1, "/proc/self/fd/{}/{}", folder, kSocketName);
  return address;
}

/// One of several listeners on a port among whom the kernel deals out.
int listen_on(const std::string& address, std::uint16_t port) {
  sockaddr_storage place{};
  socklen_t size = 0;
  auto& v4 = reinterpret_cast<sockaddr_in&>(place);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(place);
  if (::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    size = sizeof v4;
  } else if (::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    size = sizeof v6;
  } else {
    throw std::runtime_error(fmt::format("The address to listen on, {}, is not a numeric IPv4 or IPv6 address", address));
  }
  const int socket = ::socket(place.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int one = 1, zero = 0;
  if (place.ss_family == AF_INET6) ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
  for (const int option : {SO_REUSEADDR, SO_REUSEPORT, SO_KEEPALIVE}) ::setsockopt(socket, SOL_SOCKET, option, &one, sizeof one);
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&place), size) != 0 || ::listen(socket, kBacklog) != 0) {
    throw std::runtime_error(fmt::format("Cannot listen on port {} of {}: {}", port, address, std::strerror(errno)));
  }
  return socket;
}

/// The same under a number above those of the viewers: a process that ends closes the greatest first, and so tells at once and not with its last viewer.
int last_of_all(int socket) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  const int moved = ::fcntl(socket, F_DUPFD_CLOEXEC, static_cast<int>(std::min<rlim_t>(files.rlim_cur - 16, 65'000)));
  if (moved < 0) return socket;
  ::close(socket);
  return moved;
}

class Hub {
 public:
  Hub(const HubOptions& options, int folder, int lock);
  int run();

 private:
  struct Message {
    std::string topic;
    Audience audience;
    std::string event;
    std::string json;
    std::uint64_t number = 0;  // 0: to be numbered here
  };
  struct Child {
    pid_t process = -1;
    int socket = -1;
    int listener = -1;
    std::map<std::uint64_t, Watchers> presence{};  // of each channel
  };
  struct Server {
    bool subscribed = false;
  };

  void start_shards();
  void start_shard(std::size_t index);
  void start_relay();
  void handle_signals();
  void handle_server(int socket);
  void handle_shard(std::size_t index);
  void handle_relay();
  void drop_server(int socket);
  void accept_servers();
  void take(Message message);
  void tick(Steady::time_point now);
  bool write(const Message& message);
  void send_presence();
  void listen_to(int socket, std::uint32_t events);
  bool is_alone(Steady::time_point now);
  Steady::time_point due() const;

  const HubOptions& options_;
  const int folder_;
  const int lock_;
  Ring ring_;
  std::uint64_t epoch_;
  Channels channels_;  // inherited by a shard that is started anew
  std::vector<Child> shards_;
  Child relay_;
  std::map<int, Server> servers_;
  std::map<std::uint64_t, std::pair<Watchers, Steady::time_point>> elsewhere_;  // who watches a channel at other nodes, as the relay told last
  std::deque<Message> waiting_;           // for the ring
  std::deque<std::string> to_relay_;      // letters
  std::size_t waiting_bytes_ = 0, relay_bytes_ = 0;
  std::map<std::uint64_t, std::pair<std::string, Audience>> lost_;  // the queue was too long: these are told `again`
  std::size_t next_shard_ = 0;
  int epoll_ = -1, listener_ = -1, signals_ = -1;
  bool caught_up_ = false;  // the table was read: before that a viewer would be told as new what it has
  bool ending_ = false;
  Steady::time_point last_tick_{}, first_waiting_{}, held_since_{}, last_company_ = Steady::now();
  std::vector<char> buffer_ = std::vector<char>(kMostLetter);
};

Hub::Hub(const HubOptions& options, int folder, int lock) : options_(options), folder_(folder), lock_(lock), epoch_(options.database.empty() ? new_epoch() : 1) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, signal);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  signals_ = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  listen_to(signals_, EPOLLIN);

  const int count = options.shards > 0 ? options.shards : static_cast<int>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  shards_.resize(std::min<std::size_t>(static_cast<std::size_t>(count), Ring::kReaders));
  if (options.port != 0) {
    for (Child& shard : shards_) shard.listener = listen_on(options.address, options.port);
  }
  listener_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_in(folder_);
  ::unlinkat(folder_, kSocketName, 0);
  // The folder is private already.
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::fchmodat(folder_, kSocketName, 0600, 0) != 0 || ::listen(listener_, 16) != 0) {
    throw std::runtime_error(fmt::format("Cannot listen on {}/{}: {}", options.folder, kSocketName, std::strerror(errno)));
  }
  listen_to(listener_, EPOLLIN);
  if (!options.database.empty()) start_relay();
  caught_up_ = options.database.empty();
  if (caught_up_) start_shards();
}

void Hub::start_shards() {
  for (std::size_t i = 0; i < shards_.size(); ++i) start_shard(i);
}

void Hub::listen_to(int socket, std::uint32_t events) {
  epoll_event event{events, {.fd = socket}};
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
}

void Hub::start_shard(std::size_t index) {
  Child& shard = shards_[index];
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0) throw std::runtime_error("no sockets for a shard of the hall");
  for (const int end : pair) ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
  const pid_t process = start_as_child([&] {
    for (const Child& other : shards_) {
      if (other.socket >= 0) ::close(other.socket);
      if (other.listener >= 0 && &other != &shard) ::close(other.listener);
    }
    for (const auto& [socket, server] : servers_) ::close(socket);
    for (const int own : {pair[0], epoll_, listener_, signals_, folder_, lock_, relay_.socket}) {
      if (own >= 0) ::close(own);
    }
    Shard({.index = index, .hub = last_of_all(pair[1]), .listener = shard.listener, .epoch = epoch_, .key = options_.key, .allow_origin = options_.allow_origin, .stall_seconds = options_.stall_seconds,
           .viewers_per_address = options_.viewers_per_address > 0 ? options_.viewers_per_address / static_cast<int>(shards_.size()) + 1 : 0, .proxies = &options_.proxies},
          ring_, std::move(channels_))
        .run();
  });
  ::close(pair[1]);
  if (process < 0) {
    ::close(pair[0]);
    throw std::runtime_error("a shard of the hall could not be started");
  }
  shard.process = process;
  shard.socket = pair[0];
  shard.presence.clear();
  listen_to(pair[0], EPOLLIN);
}

void Hub::start_relay() {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0) throw std::runtime_error("no sockets for the relay of the hall");
  for (const int end : pair) ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
  relay_.process = start_as_child([&] {
    for (const Child& shard : shards_) {
      if (shard.socket >= 0) ::close(shard.socket);
      if (shard.listener >= 0) ::close(shard.listener);
    }
    for (const auto& [socket, server] : servers_) ::close(socket);
    for (const int own : {pair[0], epoll_, listener_, signals_, folder_, lock_}) ::close(own);
    run_relay(options_.database, options_.nats, pair[1]);
  });
  ::close(pair[1]);
  relay_.socket = pair[0];
  listen_to(pair[0], EPOLLIN);
}

void Hub::handle_signals() {
  signalfd_siginfo signal{};
  while (::read(signals_, &signal, sizeof signal) == sizeof signal) {
    if (signal.ssi_signo == SIGTERM || signal.ssi_signo == SIGINT) ending_ = true;
  }
  int status = 0;
  for (pid_t ended = 0; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (ending_) continue;
    log::warning("a process of the hall has ended and is started anew", {{"status", std::to_string(status)}});
    if (ended == relay_.process) {
      ::close(relay_.socket);
      start_relay();
      continue;
    }
    for (std::size_t i = 0; i < shards_.size(); ++i) {
      if (shards_[i].process != ended) continue;
      ::close(shards_[i].socket);
      shards_[i].socket = -1;
      ring_.release(i);
      ring_.shard(i).viewers = 0;
      channels_.follow(ring_, ring_.head() > Ring::kReadable ? ring_.head() - Ring::kReadable : 0);
      start_shard(i);
    }
  }
}

void Hub::accept_servers() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) return;
    ucred peer{};
    socklen_t size = sizeof peer;
    ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size);
    if (peer.uid != 0 && peer.uid != ::geteuid()) {
      ::close(socket);
      continue;
    }
    ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
    post(socket, Writer(Letter::welcome).add(kVersion).add(epoch_).text());
    servers_[socket] = {};
    listen_to(socket, EPOLLIN);
  }
}

void Hub::drop_server(int socket) {
  servers_.erase(socket);
  ::close(socket);
}

void Hub::handle_server(int socket) {
  for (int i = 0; i < kLettersAtOnce; ++i) {
    const Received received = receive(socket, buffer_.data());
    if (received.outcome == Received::Outcome::nothing) return;
    if (received.outcome == Received::Outcome::gone) return drop_server(socket);
    Reader letter(received.letter);
    switch (letter.kind()) {
      case Letter::publish: {
        Message message{.topic = std::string(letter.text()), .audience = letter.audience(), .event = std::string(letter.text()), .json = std::string(letter.text())};
        if (!letter.ok()) break;
        if (options_.database.empty()) {
          take(std::move(message));
        } else if (relay_bytes_ > kMostWaiting) {
          lost_[channel_key(message.topic, message.audience)] = {message.topic, message.audience};
        } else {
          relay_bytes_ += received.letter.size();
          to_relay_.emplace_back(received.letter);
        }
        break;
      }
      case Letter::watch:
        // Each in its turn, and another where one takes no more.
        for (std::size_t tried = 0; tried < shards_.size() && received.descriptor >= 0; ++tried) {
          if (post(shards_[next_shard_++ % shards_.size()].socket, received.letter, received.descriptor) == Posted::done) break;
        }
        break;
      case Letter::subscribe:
        servers_[socket].subscribed = true;
        post(socket, received.letter);  // from here on nothing is missed
        break;
      case Letter::quit: ending_ = true; break;
      default: break;
    }
    if (received.descriptor >= 0) ::close(received.descriptor);
  }
}

void Hub::handle_shard(std::size_t index) {
  for (int i = 0; i < kLettersAtOnce; ++i) {
    const Received received = receive(shards_[index].socket, buffer_.data());
    if (received.outcome == Received::Outcome::gone) {
      ::epoll_ctl(epoll_, EPOLL_CTL_DEL, shards_[index].socket, nullptr);  // SIGCHLD tells the rest
      // Who lost their connection come first: the closing of each, and their coming back, take seconds more while a large crowd is sent to.
      ring_.quiet_until() = in_milliseconds(Steady::now() + std::min(kMostQuiet, milliseconds(ring_.crowd() / 100)));
      return;
    }
    if (received.outcome == Received::Outcome::nothing) return;
    if (auto presence = watchers_from(received.letter)) shards_[index].presence[channel_key(presence->topic, presence->audience)] = std::move(*presence);
  }
}

void Hub::handle_relay() {
  for (int i = 0; i < kLettersAtOnce; ++i) {
    const Received received = receive(relay_.socket, buffer_.data());
    if (received.outcome == Received::Outcome::gone) {
      ::epoll_ctl(epoll_, EPOLL_CTL_DEL, relay_.socket, nullptr);
      return;
    }
    if (received.outcome == Received::Outcome::nothing) return;
    Reader letter(received.letter);
    if (letter.kind() == Letter::wake) caught_up_ = true;
    if (const auto presence = watchers_from(received.letter)) elsewhere_[channel_key(presence->topic, presence->audience)] = {*presence, Steady::now()};
    if (letter.kind() != Letter::stored) continue;
    Message message{.topic = std::string(letter.text()), .audience = letter.audience(), .event = std::string(letter.text()), .json = std::string(letter.text())};
    message.number = letter.number<std::uint64_t>();
    if (letter.ok()) take(std::move(message));
  }
}

void Hub::take(Message message) {
  if (waiting_bytes_ > kMostWaiting) {
    // One with a number leaves a gap, which tells its viewers by itself.
    if (message.number == 0) lost_[channel_key(message.topic, message.audience)] = {message.topic, message.audience};
    return;
  }
  if (waiting_.empty()) first_waiting_ = Steady::now();
  waiting_bytes_ += message.json.size() + sizeof message;
  waiting_.push_back(std::move(message));
}

bool Hub::write(const Message& message) {
  const std::uint64_t key = channel_key(message.topic, message.audience);
  Channel& channel = channels_.of(key);
  // A relay that was started anew tells the last ones again.
  if (message.number != 0 && message.number <= channel.newest) return true;
  const FrameId id{epoch_, message.number != 0 ? message.number : channel.newest + 1};
  const std::string bytes = message.event == "again" ? encode_snapshot(id, "again", spread_of(ring_.crowd())) : encode(id, message.event, message.json);
  if (!ring_.write(key, id.number, bytes)) return false;
  channels_.follow(ring_, ring_.head() > Ring::kReadable ? ring_.head() - Ring::kReadable : 0);
  channel.topic = message.topic;
  channel.audience = message.audience;
  for (auto it = servers_.begin(); it != servers_.end();) {
    const auto [socket, server] = *it++;
    if (!server.subscribed) continue;
    const auto letter = Writer(Letter::frame).add(std::string_view(message.topic)).add(message.audience).add(id.number).add(std::string_view(bytes));
    // One that does not read comes again, and its viewers are told so.
    if (post(socket, letter.text()) != Posted::done) drop_server(socket);
  }
  return true;
}

Steady::time_point Hub::due() const {
  const auto interval = std::clamp(milliseconds(ring_.head() == 0 ? 0 : static_cast<std::int64_t>(const_cast<Ring&>(ring_).crowd() / kViewersPerMillisecond)), kShortestTick, kLongestTick);
  // A little after the first, for those that come with it.
  return std::max(last_tick_ + interval, first_waiting_ + interval / 8);
}

void Hub::tick(Steady::time_point now) {
  std::uint64_t crowd = 0;
  for (std::size_t i = 0; i < shards_.size(); ++i) crowd += ring_.shard(i).viewers;
  ring_.crowd() = crowd;
  while (!to_relay_.empty() && post(relay_.socket, to_relay_.front()) == Posted::done) {
    relay_bytes_ -= to_relay_.front().size();
    to_relay_.pop_front();
  }
  if (!lost_.empty() && waiting_.empty() && to_relay_.empty()) {
    for (const auto& [key, channel] : std::exchange(lost_, {})) {
      if (options_.database.empty()) {
        take({channel.first, channel.second, "again", {}});
      } else {
        to_relay_.push_back(Writer(Letter::publish).add(std::string_view(channel.first)).add(channel.second).add(std::string_view("again")).add(std::string_view("{}")).text());
        relay_bytes_ += to_relay_.back().size();
      }
    }
  }
  if (caught_up_ && waiting_.empty() && shards_[0].process < 0) start_shards();
  if (waiting_.empty() || now < due()) return;
  std::size_t count = 0;
  while (!waiting_.empty() && count < kFramesAtOnce) {
    if (!write(waiting_.front())) break;
    waiting_bytes_ -= waiting_.front().json.size() + sizeof(Message);
    waiting_.pop_front();
    ++count;
  }
  if (count > 0) {
    last_tick_ = now;
    held_since_ = {};
    for (const Child& shard : shards_) {
      if (shard.socket >= 0) post(shard.socket, Writer(Letter::wake).text());
    }
  } else if (held_since_ == Steady::time_point{}) {
    held_since_ = now;
  } else if (now - held_since_ > kStandstill) {
    // It stands still with the ring in its hand. Its viewers come back to the one that follows.
    const std::size_t slowest = ring_.slowest_reader();
    if (slowest < shards_.size()) ::kill(shards_[slowest].process, SIGKILL);
    held_since_ = {};
  }
}

void Hub::send_presence() {
  std::map<std::uint64_t, Watchers> sums;
  const auto add = [&sums](std::uint64_t key, const Watchers& one) {
    const auto [sum, is_new] = sums.try_emplace(key, one);
    if (is_new) return;
    sum->second.connections += one.connections;
    sum->second.sketch.merge(one.sketch);
  };
  for (Child& shard : shards_) {
    for (const auto& [key, presence] : shard.presence) add(key, presence);
    std::erase_if(shard.presence, [](const auto& one) { return one.second.connections == 0; });  // told once
  }
  if (relay_.socket >= 0) {
    for (const auto& [key, sum] : sums) post(relay_.socket, letter_of(sum));
  }
  // The other nodes', as long as the database tells of them.
  std::erase_if(elsewhere_, [](const auto& one) { return Steady::now() - one.second.second > kElsewhere; });
  for (const auto& [key, told] : elsewhere_) add(key, told.first);
  for (const auto& [key, sum] : sums) {
    for (const auto& [socket, server] : servers_) post(socket, letter_of(sum));
  }
}

/// Nobody is left to serve: the folder is gone, or no server and no viewer came for a while.
bool Hub::is_alone(Steady::time_point now) {
  struct stat there{}, opened{};
  if (::stat(options_.folder.c_str(), &there) != 0 || ::fstat(folder_, &opened) != 0 || there.st_ino != opened.st_ino) return true;
  if (!servers_.empty() || options_.stays) last_company_ = now;
  return now - last_company_ > kAloneTime;
}

int Hub::run() {
  std::array<epoll_event, 64> events;
  auto next_presence = Steady::now();
  while (!ending_) {
    const auto before = Steady::now();
    auto until = next_presence;
    if (!waiting_.empty()) until = std::min(until, std::max(due(), before + milliseconds(5)));
    if (!to_relay_.empty()) until = std::min(until, before + milliseconds(20));
    const auto timeout = std::max<std::int64_t>(0, std::chrono::ceil<milliseconds>(until - before).count());
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(timeout));
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      const auto shard = std::ranges::find(shards_, socket, &Child::socket);
      if (socket == signals_) {
        handle_signals();
      } else if (socket == listener_) {
        accept_servers();
      } else if (socket == relay_.socket) {
        handle_relay();
      } else if (shard != shards_.end()) {
        handle_shard(static_cast<std::size_t>(shard - shards_.begin()));
      } else if (servers_.contains(socket)) {
        handle_server(socket);
      }
    }
    const auto now = Steady::now();
    tick(now);
    if (now >= next_presence) {
      send_presence();
      next_presence = now + std::chrono::seconds(1);
      if (is_alone(now)) ending_ = true;
    }
  }
  ::unlinkat(folder_, kSocketName, 0);
  for (const Child& shard : shards_) post(shard.socket, Writer(Letter::quit).text());
  if (relay_.process > 0) ::kill(relay_.process, SIGTERM);
  while (::waitpid(-1, nullptr, 0) > 0) {
  }
  return 0;
}

}  // namespace

int run_hub(const HubOptions& options) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  const int folder = ::open(options.folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) throw std::runtime_error(fmt::format("{}: {}", options.folder, std::strerror(errno)));
  const int lock = ::openat(folder, "hall.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  // One at a time; a former one may still be saying goodbye. One that a server started makes room for a service, and a service waits for another.
  for (int tries = 0; ::flock(lock, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (tries == 50 && !options.stays) return 0;
    ::usleep(100'000);
    const int other = connect_to_hub(options.folder);
    if (other < 0) continue;
    char kind = 0;
    if (options.stays && (::pread(lock, &kind, 1, 0) != 1 || kind != kService)) post(other, Writer(Letter::quit).text());
    ::close(other);
    if (!options.stays) return 0;
  }
  if (::ftruncate(lock, 0) != 0 || (options.stays && ::pwrite(lock, &kService, 1, 0) != 1)) log::warning("hall.lock cannot be written", {{"why", std::strerror(errno)}});
  return Hub(options, folder, lock).run();
}

int connect_to_hub(const std::string& folder) {
  const int place = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (place < 0) return -1;
  const int socket = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_in(place);
  const bool connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(place);
  if (connected) {
    ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
    return socket;
  }
  ::close(socket);
  return -1;
}

}  // namespace gongshi::hall
