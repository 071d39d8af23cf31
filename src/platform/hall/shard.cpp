#include "platform/hall/shard.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "platform/hall/frame.hpp"
#include "platform/hall/memory_hall.hpp"
#include "platform/http/address_limit.hpp"
#include "platform/http/framing.hpp"
#include "platform/log/log.hpp"

namespace gongshi::hall {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int kSendBuffer = 16 * 1024;      // a viewer who stalls must not hold megabytes in the kernel
constexpr std::size_t kParts = 64;          // frames of one sendmsg
constexpr std::size_t kMostAtOnce = 64 * 1024;
constexpr std::size_t kMostHead = 4096;
constexpr std::uint32_t kAskSeconds = 10;
constexpr int kAcceptsAtOnce = 256;
constexpr int kLettersAtOnce = 256;
constexpr std::size_t kViewersAtOnce = Batch::kMost;  // of a pass, before who comes meanwhile is welcomed
constexpr std::chrono::milliseconds kSweepEvery{250};
constexpr std::chrono::seconds kReportEvery{2};
constexpr std::uint32_t kEvents = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

std::int64_t seconds_since_1970() { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

}  // namespace

Shard::Shard(const ShardOptions& options, Ring& ring, Channels channels)
    : options_(options), ring_(ring), channels_(std::move(channels)), chance_(new_epoch()), buffer_(kMostLetter) {
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event event{EPOLLIN, {.fd = options_.hub}};
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, options_.hub, &event);
  listen(true);
}

/// xorshift: only spreads who comes back when.
std::uint64_t Shard::chance() {
  chance_ ^= chance_ << 13;
  chance_ ^= chance_ >> 7;
  chance_ ^= chance_ << 17;
  return chance_ >> 8;
}

void Shard::listen(bool wanted) {
  if (options_.listener < 0 || listening_ == wanted) return;
  epoll_event event{EPOLLIN, {.fd = options_.listener}};
  ::epoll_ctl(epoll_, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, options_.listener, &event);
  listening_ = wanted;
}

void Shard::run() {
  const auto began = Steady::now();
  auto next_sweep = began, next_report = began, next_pass = began;
  // To send is work by the thousand, which need not interrupt others at each of its steps: at 368,400 viewers a fifth of the time.
  const sched_param none{};
  ::sched_setscheduler(0, SCHED_BATCH, &none);
  std::uint64_t passed = ring_.head();
  while (!ending_) {
    const auto before = Steady::now();
    const bool waiting = ring_.head() != passed;
    const auto until = waiting ? std::min(next_sweep, next_pass) : next_sweep;
    const auto timeout = std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(until - before).count());
    const int count = wait(timeout);
    const auto now = Steady::now();
    now_ = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now - began).count());
    held_ = ring_.hold(options_.index);
    if (!channels_.follow(ring_, held_)) {
      // This process did not get to run for long: what went by is unknown.
      for (auto& [key, channel] : channels_.all()) {
        for (std::size_t i = channel.viewers.size(); i-- > 0;) tell_again(channel.viewers[i]);
      }
    }
    handle(count);
    if (ring_.head() != passed && now >= next_pass) {
      passed = ring_.head();
      channels_.follow(ring_, held_);
      pass();
      // A quarter of the time is left to others, however large the crowd is.
      const auto took = Steady::now() - now;
      next_pass = Steady::now() + took / 4;
      ring_.shard(options_.index).last_pass_microseconds = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    }
    if (now >= next_sweep) {
      sweep();
      next_sweep = now + kSweepEvery;
    }
    if (now >= next_report) {
      report();
      next_report = now + kReportEvery;
    }
    ring_.shard(options_.index).viewers = viewer_count_;
    ring_.release(options_.index);
  }
  end();
}

int Shard::wait(std::int64_t milliseconds) { return ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), static_cast<int>(milliseconds)); }

void Shard::handle(int count) {
  for (int i = 0; i < count; ++i) {
    const int descriptor = events_[static_cast<std::size_t>(i)].data.fd;
    if (descriptor == options_.hub) {
      handle_hub();
    } else if (descriptor == options_.listener) {
      accept();
    } else {
      handle_viewer(descriptor, events_[static_cast<std::size_t>(i)].events);
    }
  }
}

bool Shard::is_quiet() const { return ring_.quiet_until() > in_milliseconds(Steady::now()); }

void Shard::pass() {
  std::vector<Channel*> fresh;
  for (auto& [key, channel] : channels_.all()) {
    if (std::exchange(channel.fresh, false)) fresh.push_back(&channel);
  }
  std::size_t done = 0;
  for (Channel* channel : fresh) {
    // Backwards: who is closed is replaced by one that had its turn, and who comes has no need of one.
    for (std::size_t i = channel->viewers.size(); i-- > 0 && !ending_;) {
      const int descriptor = channel->viewers[i];
      if (!viewers_[static_cast<std::size_t>(descriptor)].stalled) flush_together(descriptor);
      if (++done % kViewersAtOnce == 0) {
        send_together();
        do {
          handle(wait(is_quiet() ? 5 : 0));
        } while (is_quiet() && !ending_);
        // Whose turn is still to come gets what came meanwhile, too; the others with the next pass.
        channels_.follow(ring_, held_);
      }
      i = std::min(i, channel->viewers.size());
    }
  }
  send_together();
}

/// What is sent to a viewer at once.
struct Shard::Pieces {
  std::array<iovec, kParts> parts;
  std::size_t count = 0, bytes = 0;
};

Shard::Pieces Shard::pieces(const Viewer& viewer) const {
  Pieces all;
  const auto& frames = viewer.channel->frames;
  std::size_t skipped = viewer.sent;
  for (auto at = std::ranges::lower_bound(frames, viewer.next, {}, &Channel::Reference::number); at != frames.end() && all.count < kParts && all.bytes < kMostAtOnce; ++at) {
    const Ring::Frame& frame = ring_.frame(at->place);
    char* const from = const_cast<char*>(ring_.bytes(frame)) + skipped;
    const std::size_t size = frame.size - std::exchange(skipped, 0);
    all.bytes += size;
    if (iovec* const last = all.count > 0 ? &all.parts[all.count - 1] : nullptr; last != nullptr && static_cast<char*>(last->iov_base) + last->iov_len == from) {
      last->iov_len += size;
    } else {
      all.parts[all.count++] = {from, size};
    }
  }
  return all;
}

/// Notes what the viewer has got. False when it is gone, or takes no more now.
bool Shard::settle(int descriptor, std::size_t bytes, ssize_t sent) {
  Viewer& viewer = viewers_[static_cast<std::size_t>(descriptor)];
  if (sent < 0 && sent != -EAGAIN && sent != -EINTR) {
    close(descriptor);
    return false;
  }
  std::size_t left = sent > 0 ? static_cast<std::size_t>(sent) : 0;
  if (left > 0) viewer.spoken = now_;
  viewer.stalled = left < bytes;
  auto from = std::ranges::lower_bound(viewer.channel->frames, viewer.next, {}, &Channel::Reference::number);
  std::uint64_t delivered = 0;
  while (left > 0) {
    const std::size_t size = ring_.frame(from->place).size - viewer.sent;
    if (left < size) {
      viewer.sent += static_cast<std::uint32_t>(left);
      break;
    }
    left -= size;
    viewer.sent = 0;
    viewer.next = from->number + 1;
    ++from;
    ++delivered;
  }
  ring_.shard(options_.index).delivered.fetch_add(delivered, std::memory_order_relaxed);
  return !viewer.stalled;
}

/// Sends what the viewer has not had.
void Shard::flush(int descriptor) {
  const Viewer& viewer = viewers_[static_cast<std::size_t>(descriptor)];
  const Channel& channel = *viewer.channel;
  while (viewer.next <= channel.newest) {
    if (viewer.next == 0 || viewer.next <= channel.floor) {
      ring_.shard(options_.index).laggards.fetch_add(1, std::memory_order_relaxed);
      tell_again(descriptor);
      return;
    }
    Pieces all = pieces(viewer);
    const msghdr message{.msg_name = nullptr, .msg_namelen = 0, .msg_iov = all.parts.data(), .msg_iovlen = all.count, .msg_control = nullptr, .msg_controllen = 0, .msg_flags = 0};
    const ssize_t sent = ::sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (!settle(descriptor, all.bytes, sent < 0 ? -errno : sent)) return;
  }
}

/// The same for one of many, sent with the next of them: what is one piece, as it mostly is.
void Shard::flush_together(int descriptor) {
  const Viewer& viewer = viewers_[static_cast<std::size_t>(descriptor)];
  if (viewer.next > viewer.channel->newest) return;
  if (!batch_.available() || viewer.next <= viewer.channel->floor) return flush(descriptor);
  const Pieces all = pieces(viewer);
  if (all.count > 1) return flush(descriptor);
  batch_.add(descriptor, all.parts[0].iov_base, all.bytes);
  if (batch_.full()) send_together();
}

void Shard::send_together() {
  batch_.send([this](int descriptor, std::size_t bytes, ssize_t sent) {
    if (settle(descriptor, bytes, sent)) flush(descriptor);
  });
}

/// What does not fit at once, where nothing waits, is said to nobody who would ever hear it.
bool Shard::say(int descriptor, std::string_view text) {
  if (::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
    close(descriptor);
    return false;
  }
  viewers_[static_cast<std::size_t>(descriptor)].spoken = now_;
  return true;
}

void Shard::tell_again(int descriptor) {
  Viewer& viewer = viewers_[static_cast<std::size_t>(descriptor)];
  // Half a frame cannot be taken back, and its other half is gone.
  if (viewer.sent > 0) {
    close(descriptor);
    return;
  }
  if (viewer.stalled) {  // told once the socket takes something
    viewer.next = 0;  // no frame has this number
    return;
  }
  viewer.next = viewer.channel->newest + 1;
  say(descriptor, encode_snapshot({options_.epoch, viewer.channel->newest}, "again", spread_of(ring_.crowd())));
}

/// Null where it is not counted; nothing where its holder has enough.
std::optional<Shard::Holder*> Shard::enter(const sockaddr_storage& from) {
  if (options_.viewers_per_address == 0) return nullptr;
  char text[INET6_ADDRSTRLEN] = "";
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from);
  if (from.ss_family == AF_INET) ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(from).sin_addr, text, sizeof text);
  if (from.ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) ::inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], text, sizeof text);
  if (from.ss_family == AF_INET6 && text[0] == 0) ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  const std::string holder = http::holder_of(text);
  if (holder.empty() || std::ranges::find(*options_.proxies, text) != options_.proxies->end()) return nullptr;
  Holder& held = *holders_.try_emplace(holder, 0).first;
  if (held.second >= options_.viewers_per_address) {
    if (now_ >= warn_again_) {
      log::warning("an address holds as many viewers as one may; its further ones are closed", {{"address", text}, {"in this process", std::to_string(held.second)}});
      warn_again_ = now_ + 60;
    }
    return std::nullopt;
  }
  ++held.second;
  return &held;
}

void Shard::leave(Holder* holder) {
  if (holder != nullptr && --holder->second == 0) holders_.erase(holder->first);
}

void Shard::adopt(int descriptor, const Ticket& ticket, std::string_view last, Holder* holder) {
  const std::uint64_t crowd = ring_.crowd();
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  if (viewers_.size() <= static_cast<std::size_t>(descriptor)) viewers_.resize(static_cast<std::size_t>(descriptor) + 1024);
  Channel& channel = channels_.of(channel_key(ticket.topic, ticket.audience));
  if (channel.topic.empty()) {
    channel.topic = ticket.topic;
    channel.audience = ticket.audience;
  }
  Viewer& viewer = viewers_[static_cast<std::size_t>(descriptor)];
  viewer = {.channel = &channel, .hash = ticket.viewer, .holder = holder, .expires = ticket.expires, .position = static_cast<std::uint32_t>(channel.viewers.size()), .spoken = now_};
  channel.viewers.push_back(descriptor);
  ++viewer_count_;
  const auto known = frame_id_from(last);
  const bool exact = known && known->epoch == options_.epoch && known->number <= channel.newest && known->number >= channel.floor;
  std::string text = stream_head(crowd, chance(), options_.allow_origin);
  if (!exact) text += encode_snapshot({options_.epoch, channel.newest}, last.empty() ? "hello" : "again", spread_of(crowd));
  viewer.next = (exact ? known->number : channel.newest) + 1;
  if (say(descriptor, text)) flush(descriptor);
}

void Shard::handle_hub() {
  for (int i = 0; i < kLettersAtOnce; ++i) {
    const Received received = receive(options_.hub, buffer_.data());
    if (received.outcome == Received::Outcome::nothing) return;
    Reader letter(received.letter);
    if (received.outcome == Received::Outcome::gone || letter.kind() == Letter::quit) {
      ending_ = true;
      return;
    }
    if (letter.kind() == Letter::watch && received.descriptor >= 0) {
      const Ticket ticket = letter.ticket();
      const std::string last(letter.text());
      epoll_event event{kEvents, {.fd = received.descriptor}};
      sockaddr_storage from{};
      socklen_t size = sizeof from;
      ::getpeername(received.descriptor, reinterpret_cast<sockaddr*>(&from), &size);
      const auto holder = letter.ok() ? enter(from) : std::nullopt;
      if (!holder || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, received.descriptor, &event) != 0) {
        leave(holder.value_or(nullptr));
        ::close(received.descriptor);
        continue;
      }
      adopt(received.descriptor, ticket, last, *holder);
    }
  }
}

void Shard::accept() {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const int descriptor = ::accept4(options_.listener, reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) listen(false);  // sweep() tries again
      return;
    }
    epoll_event event{kEvents, {.fd = descriptor}};
    const auto holder = enter(from);
    if (!holder || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) {
      leave(holder.value_or(nullptr));
      ::close(descriptor);
      continue;
    }
    asking_[descriptor] = {.bytes = {}, .since = now_, .holder = *holder};
    ask(descriptor);
  }
}

/// Reads the request of one that came to our own port.
void Shard::ask(int descriptor) {
  Asking& asking = asking_[descriptor];
  for (;;) {
    const ssize_t got = ::recv(descriptor, buffer_.data(), kMostHead, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return close(descriptor);
    asking.bytes.append(buffer_.data(), static_cast<std::size_t>(got));
    if (asking.bytes.size() > kMostHead) return refuse(descriptor, 431);
    http::HeadScanner scanner;
    const auto end = scanner.scan(asking.bytes, {});
    if (!end) return refuse(descriptor, 400);
    if (*end == 0) continue;
    const auto head = http::read_head(std::string_view(asking.bytes).substr(0, *end), {});
    if (!head) return refuse(descriptor, head.error().status);
    const http::Request& request = head->request;
    if (request.method != http::Method::get || request.path != kWatchPath) return refuse(descriptor, 404);
    const auto ticket = verify(options_.key, ticket_of(request.query));
    if (!ticket) return refuse(descriptor, 404);
    if (ticket->expires < seconds_since_1970()) return refuse(descriptor, 403);
    const std::string last = last_id(request);
    Holder* const holder = asking.holder;
    asking_.erase(descriptor);
    return adopt(descriptor, *ticket, last, holder);
  }
}

void Shard::refuse(int descriptor, int status) {
  const std::string origin = options_.allow_origin.empty() ? std::string() : fmt::format("Access-Control-Allow-Origin: {}\r\n", options_.allow_origin);
  const std::string text = fmt::format("HTTP/1.1 {} {}\r\n{}Content-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n", status, status == 403 ? "Forbidden" : status == 404 ? "Not Found" : "Bad Request", origin);
  ::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  ::shutdown(descriptor, SHUT_WR);
  close(descriptor);
}

void Shard::handle_viewer(int descriptor, std::uint32_t events) {
  if (asking_.contains(descriptor)) return ask(descriptor);
  if (static_cast<std::size_t>(descriptor) >= viewers_.size()) return;
  Viewer& viewer = viewers_[static_cast<std::size_t>(descriptor)];
  if (viewer.channel == nullptr) return;
  if ((events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0) return close(descriptor);
  if ((events & EPOLLIN) != 0) {
    // A viewer has nothing to say; one that does not stop saying it is dropped.
    if (::recv(descriptor, buffer_.data(), buffer_.size(), MSG_DONTWAIT) == static_cast<ssize_t>(buffer_.size())) return close(descriptor);
  }
  if ((events & EPOLLOUT) != 0 && viewer.stalled) {
    viewer.stalled = false;
    viewer.spoken = now_;
    flush(descriptor);
  }
}

void Shard::close(int descriptor) {
  if (const auto asking = asking_.find(descriptor); asking != asking_.end()) {
    leave(asking->second.holder);
    asking_.erase(asking);
  }
  if (static_cast<std::size_t>(descriptor) < viewers_.size()) {
    Viewer& viewer = viewers_[static_cast<std::size_t>(descriptor)];
    if (viewer.channel != nullptr) {
      auto& list = viewer.channel->viewers;
      list[viewer.position] = list.back();
      viewers_[static_cast<std::size_t>(list.back())].position = viewer.position;
      list.pop_back();
      leave(viewer.holder);
      viewer = {};
      --viewer_count_;
    }
  }
  ::close(descriptor);
  listen(true);
}

void Shard::sweep() {
  listen(true);
  for (auto it = asking_.begin(); it != asking_.end();) {
    const auto [descriptor, asking] = *it++;
    if (now_ - asking.since > kAskSeconds) close(descriptor);
  }
  // A part of the viewers each time, so that all had their turn once within two seconds.
  const std::int64_t clock = seconds_since_1970();
  const std::size_t share = viewers_.size() / 8 + 1;
  for (std::size_t i = 0; i < share && !viewers_.empty(); ++i) {
    swept_ = (swept_ + 1) % viewers_.size();
    const Viewer& viewer = viewers_[swept_];
    if (viewer.channel == nullptr) continue;
    const int descriptor = static_cast<int>(swept_);
    const auto silent = static_cast<int>(now_ - viewer.spoken);
    if (viewer.stalled && silent >= options_.stall_seconds) {
      ring_.shard(options_.index).dropped.fetch_add(1, std::memory_order_relaxed);
      close(descriptor);
    } else if (viewer.expires < clock) {
      close(descriptor);
    } else if (!viewer.stalled && silent >= options_.heartbeat_seconds) {
      say(descriptor, ":\n\n");
    }
  }
}

void Shard::report() {
  for (auto& [key, channel] : channels_.all()) {
    if (channel.viewers.empty() && !channel.reported) continue;
    channel.reported = !channel.viewers.empty();
    Watchers presence{channel.topic, channel.audience, channel.viewers.size()};
    for (const int descriptor : channel.viewers) presence.sketch.add(viewers_[static_cast<std::size_t>(descriptor)].hash);
    if (post(options_.hub, letter_of(presence)) != Posted::done) channel.reported = true;  // said with the next
  }
}

/// They come back spread over a while, to whoever is here then.
void Shard::end() {
  for (std::size_t i = 0; i < viewers_.size(); ++i) {
    if (viewers_[i].channel == nullptr) continue;
    const int descriptor = static_cast<int>(i);
    if (viewers_[i].sent == 0 && !viewers_[i].stalled) {
      const std::string line = retry_line(ring_.crowd(), chance());
      ::send(descriptor, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    ::shutdown(descriptor, SHUT_RDWR);
  }
}

}  // namespace gongshi::hall
