#include "platform/hall/hub_hall.hpp"

#include <cstring>

#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/hall/hub.hpp"
#include "platform/hall/spawn.hpp"
#include "platform/log/log.hpp"

namespace gongshi::hall {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t kMostWaiting = 16 * 1024 * 1024;
constexpr std::chrono::seconds kStartAgain{3};
constexpr std::chrono::seconds kOld{10};  // figures of a crowd that nobody renews
constexpr int kTryAgain = 200, kTryAtRest = 2000;  // milliseconds: while somebody wants to watch, and else

}  // namespace

HubHall::HubHall(HubHallOptions options, std::function<secrets::KeyView()> key) : MemoryHall(std::move(key)), options_(std::move(options)) {
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  // A hub that outlived the last server is found at once.
  connect();
  thread_ = std::thread([this] {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    run();
  });
}

HubHall::~HubHall() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  const std::uint64_t one = 1;
  static_cast<void>(!::write(wake_, &one, sizeof one));
  thread_.join();
  if (socket_ >= 0) ::close(socket_);
  ::close(wake_);
}

bool HubHall::connected() const {
  const std::lock_guard lock(mutex_);
  return socket_ >= 0;
}

/// Without the lock, since the hub may take its time.
bool HubHall::connect() {
  const int socket = connect_to_hub(options_.folder);
  if (socket < 0) return false;
  // The hub speaks first.
  pollfd wait{socket, POLLIN, 0};
  ::poll(&wait, 1, 1000);
  const Received received = receive(socket, buffer_.data());
  Reader letter(received.letter);
  const auto version = received.outcome == Received::Outcome::letter && letter.kind() == Letter::welcome ? letter.number<std::uint32_t>() : 0;
  const auto epoch = letter.number<std::uint64_t>();
  if (version != kVersion) {
    // Of another version of this program: it makes room, and its viewers come to the one that follows.
    if (version != 0) post(socket, Writer(Letter::quit).text());
    ::close(socket);
    return false;
  }
  viewers_->begin_anew(epoch);
  const std::lock_guard lock(mutex_);
  epoch_ = epoch;
  if (subscribed_) post(socket, Writer(Letter::subscribe).text());
  socket_ = socket;
  return true;
}

void HubHall::run() {
  for (;;) {
    int socket = -1;
    bool full = false, wanted = false;
    if (!connected()) connect();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) {
        send_waiting();
        return;
      }
      const auto now = Steady::now();
      if (started_ > 0 && ::waitpid(started_, nullptr, WNOHANG) == started_) started_ = -1;
      if (socket_ < 0 && wanted_ && !options_.start.empty() && started_ < 0 && now >= next_start_) {
        started_ = start_program(options_.start);
        next_start_ = now + kStartAgain;
      }
      if (socket_ >= 0 && std::exchange(ask_subscription_, false)) {
        subscribed_ = true;
        post(socket_, Writer(Letter::subscribe).text());
      }
      full = !send_waiting();
      socket = socket_;
      wanted = wanted_;
      if (socket < 0 && !wanted_) {
        // Nobody watches who could miss them.
        waiting_.clear();
        waiting_bytes_ = 0;
      }
    }
    pollfd waits[]{{wake_, POLLIN, 0}, {socket, POLLIN, 0}};
    ::poll(waits, socket >= 0 ? 2 : 1, full ? 2 : socket >= 0 ? 1000 : wanted ? kTryAgain : kTryAtRest);
    std::uint64_t drained = 0;
    static_cast<void>(!::read(wake_, &drained, sizeof drained));
    if (socket >= 0 && waits[1].revents != 0) receive_letters();
  }
}

/// Under the lock. False when the hub takes no more for now.
bool HubHall::send_waiting() {
  while (!waiting_.empty() && socket_ >= 0) {
    const Posted posted = post(socket_, waiting_.front());
    if (posted == Posted::full) return false;
    if (posted == Posted::gone) return true;  // noticed when reading
    waiting_bytes_ -= waiting_.front().size();
    waiting_.pop_front();
  }
  return true;
}

void HubHall::receive_letters() {
  for (;;) {
    const Received received = receive(socket_, buffer_.data());
    if (received.outcome == Received::Outcome::nothing) return;
    if (received.outcome == Received::Outcome::gone) {
      const std::lock_guard lock(mutex_);
      ::close(std::exchange(socket_, -1));
      wanted_ = wanted_ || !counted_.empty();
      counted_.clear();
      return;
    }
    Reader letter(received.letter);
    if (letter.kind() == Letter::subscribe) {
      viewers_->begin_anew(epoch_);  // who came a moment ago may have missed something
      continue;
    }
    if (const auto presence = watchers_from(received.letter)) {
      const std::lock_guard lock(mutex_);
      counted_[channel_key(presence->topic, presence->audience)] = {presence->connections, presence->sketch, Steady::now()};
    } else if (letter.kind() == Letter::frame) {
      const std::string topic(letter.text());
      const Audience audience = letter.audience();
      const auto number = letter.number<std::uint64_t>();
      const std::string_view bytes = letter.text();
      if (letter.ok()) viewers_->append(topic, audience, {epoch_, number}, std::make_shared<const std::string>(bytes));
    }
  }
}

void HubHall::publish(std::string_view topic, Audience audience, std::string_view event, std::string_view json) {
  if (!publishable(topic, event, json)) {
    log::error("a message for the hall cannot be sent as it is", {{"topic", std::string(topic)}, {"event", std::string(event)}});
    return;
  }
  Writer letter(Letter::publish);
  letter.add(topic).add(audience);
  if (json.size() <= kMostJson) {
    letter.add(event).add(json);
  } else {
    letter.add(std::string_view("again")).add(std::string_view("{}"));
  }
  {
    const std::lock_guard lock(mutex_);
    if (waiting_bytes_ > kMostWaiting) {
      // The hub has been away for long; the one that comes tells everybody to read anew.
      waiting_.clear();
      waiting_bytes_ = 0;
      log::warning("the hall's hub has been away for too long");
    }
    waiting_bytes_ += letter.text().size();
    waiting_.push_back(letter.text());
  }
  const std::uint64_t one = 1;
  static_cast<void>(!::write(wake_, &one, sizeof one));
}

std::string HubHall::watch_address(std::string_view topic, Audience audience, std::string_view viewer, Timestamp now) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = !std::exchange(wanted_, true);
  }
  if (first) {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake_, &one, sizeof one));
  }
  return options_.origin + MemoryHall::watch_address(topic, audience, viewer, now);
}

Presence HubHall::presence(std::string_view topic) {
  Presence presence;
  for (const Audience audience : kAudiences) {
    auto crowded = viewers_->crowd(topic, audience);
    const std::lock_guard lock(mutex_);
    const auto found = counted_.find(channel_key(topic, audience));
    if (found != counted_.end() && Steady::now() - found->second.at < kOld) {
      crowded.connections += found->second.connections;
      crowded.sketch.merge(found->second.sketch);
    }
    presence[audience] = {crowded.connections, crowded.sketch.estimate()};
  }
  return presence;
}

bool HubHall::hand_over(int descriptor, const Ticket& ticket, const std::string& last) {
  const std::lock_guard lock(mutex_);
  return socket_ >= 0 && post(socket_, Writer(Letter::watch).add(ticket).add(std::string_view(last)).text(), descriptor) == Posted::done;
}

http::Response HubHall::watch(const http::Request& request, Timestamp now) {
  http::Response response = MemoryHall::watch(request, now);
  if (!response.stream) return response;
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  response.hand_over = [this, ticket = admit(request, now).ticket, last = last_id(request)](int descriptor) { return hand_over(descriptor, ticket, last); };
  response.stream = [this, stream = std::move(response.stream)](std::shared_ptr<http::EventStream> viewer) {
    {
      const std::lock_guard lock(mutex_);
      if (!subscribed_) ask_subscription_ = true;
    }
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake_, &one, sizeof one));
    stream(std::move(viewer));
  };
  return response;
}

}  // namespace gongshi::hall
