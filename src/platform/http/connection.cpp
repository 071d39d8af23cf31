#include "platform/http/connection.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http/ascii.hpp"
#include "platform/http/response_head.hpp"

namespace gongshi::http {
namespace {

constexpr int kTurns = 64;                       // steps before other connections get theirs
constexpr std::size_t kBytesPerSecond = 16 * 1024;  // slower than that, a body or answer runs out of time
constexpr std::chrono::milliseconds kLingerTime{3000};
constexpr std::chrono::milliseconds kLingerTimeAtStop{500};
constexpr std::size_t kMaxRequestId = 64;
constexpr int kStreamSendBuffer = 16 * 1024;     // a viewer that stalls must not hold megabytes in the kernel
constexpr char kTlsHandshakeRecord = 0x16;

std::size_t body_size(const Response& response) {
  return response.static_body.empty() ? response.body.size() : response.static_body.size();
}

}  // namespace

Connection::Connection(Loop& loop, Socket socket, std::string address)
    : loop_(loop),
      core_(loop.core()),
      socket_(std::move(socket)),
      channel_(socket_.native_handle()),
      address_(std::move(address)) {}

Connection::~Connection() {
  release_exchange();
}

void Connection::hand_back(std::shared_ptr<Connection> connection) {
  Loop& loop = connection->loop_;
  loop.hand_over(std::move(connection));
}

void Connection::start() {
  allow(core_.options.limits.head_time);
  run();
}

void Connection::resume() {
  if (state_ == State::handling) {
    begin_response();
  }
  run();
}

void Connection::run() {
  for (int turn = 0; turn < kTurns; ++turn) {
    bool more = false;
    switch (state_) {
      case State::opening: more = open(); break;
      case State::handshake: more = shake_hands(); break;
      case State::head:
      case State::body: more = receive(); break;
      case State::ready: more = dispatch(); break;
      case State::writing: more = write(); break;
      case State::streaming: more = stream(); break;
      case State::lingering: more = discard(); break;
      case State::handling:
      case State::closed: break;
    }
    if (!more) {
      return;
    }
  }
  hand_back(shared_from_this());
}

bool Connection::settle(Transfer::Outcome outcome) {
  switch (outcome) {
    case Transfer::Outcome::moved: return true;
    case Transfer::Outcome::wait_readable: wait_readable(); break;
    case Transfer::Outcome::wait_writable: wait_writable(); break;
    case Transfer::Outcome::closed: close(); break;
  }
  return false;
}

bool Connection::open() {
  const std::shared_ptr<SSL_CTX> certificates = core_.certificates();
  if (!certificates) {
    state_ = State::head;
    return true;
  }
  char first = 0;
  const ssize_t peeked = ::recv(socket_.native_handle(), &first, 1, MSG_PEEK);
  if (peeked <= 0) {
    return settle(peeked < 0 && errno == EAGAIN ? Transfer::Outcome::wait_readable : Transfer::Outcome::closed);
  }
  if (first != kTlsHandshakeRecord) {
    plain_on_tls_ = true;
    state_ = State::head;
    return true;
  }
  if (!channel_.start_tls(certificates.get())) {
    close();
    return false;
  }
  state_ = State::handshake;
  return true;
}

bool Connection::shake_hands() {
  if (!settle(channel_.handshake().outcome)) {
    return false;
  }
  state_ = State::head;
  return true;
}

bool Connection::receive() {
  if (std::exchange(unread_is_fresh_, false)) {
    in_start_ += take(unread());
    return true;
  }
  if (drained_) {
    wait_readable();
    return false;
  }
  auto& scratch = loop_.scratch();
  const Transfer transfer = channel_.read(scratch.data(), scratch.size());
  if (!settle(transfer.outcome)) {
    return false;
  }
  drained_ = channel_.secure() || transfer.bytes < scratch.size();
  std::string_view bytes(scratch.data(), transfer.bytes);
  std::string messages;
  if (web_socket_) {
    if (!hear(bytes, messages) || messages.empty()) {
      return state_ != State::closed;
    }
    bytes = messages;
  }
  if (unread().empty()) {
    const std::size_t taken = take(bytes);
    in_.assign(bytes.substr(taken));
    in_start_ = 0;
  } else {
    in_.erase(0, in_start_).append(bytes);
    in_start_ = 0;
    in_start_ = take(in_);
  }
  return true;
}

/// What messages of the WebSocket hold. False when it ends.
bool Connection::hear(std::string_view bytes, std::string& messages) {
  const bool open = web_socket_->receive(bytes, messages);
  const std::string said = web_socket_->take();
  const std::string_view parts[] = {said};
  if (!said.empty() && channel_.write(parts).bytes != said.size()) {
    close();
  } else if (!open) {
    linger();
  }
  return open && state_ != State::closed;
}

/// The number of bytes that are done with; the others are to be shown again with what follows them.
std::size_t Connection::take(std::string_view bytes) {
  if (state_ == State::body) {
    return take_body(bytes);
  }
  if (!scanner_.started()) {
    allow(core_.options.limits.head_time);
  }
  const auto end = scanner_.scan(bytes, core_.options.limits);
  if (!end) {
    refuse(end.error());
    return bytes.size();
  }
  if (*end == 0) {
    return 0;
  }
  begin_request(bytes.substr(0, *end));
  bytes.remove_prefix(*end);
  if (state_ != State::body) {
    return *end;
  }
  if (exchange_->head.expects_continue && bytes.empty() && !web_socket_) {
    constexpr std::string_view kContinue[] = {"HTTP/1.1 100 Continue\r\n\r\n"};
    if (channel_.write(kContinue).bytes != kContinue[0].size()) {
      close();
    }
  }
  return *end + take_body(bytes);
}

void Connection::begin_request(std::string_view bytes) {
  scanner_ = {};
  auto head = read_head(bytes, core_.options.limits);
  if (!head) {
    refuse(head.error());
    return;
  }
  exchange_ = std::make_unique<Exchange>();
  exchange_->head = std::move(*head);
  identify(exchange_->head.request);
  if (plain_on_tls_ && redirect_to_tls()) {
    return;
  }
  if (exchange_->head.content_length > core_.options.limits.body_bytes) {
    refuse(kBodyTooLarge);
    return;
  }
  const bool has_body = exchange_->head.chunked || exchange_->head.content_length > 0;
  state_ = has_body ? State::body : State::ready;
  if (has_body) {
    allow(core_.options.limits.body_time);
  }
}

void Connection::identify(Request& request) const {
  if (web_socket_) {
    web_socket_->complete(request);
    request.id = new_request_id();
    return;
  }
  request.remote_address = address_;
  request.secure = channel_.secure();
  if (core_.trusts(address_)) {
    if (const std::string_view id = request.header("x-request-id"); id.size() <= kMaxRequestId && is_token(id)) {
      request.id = id;
    }
    std::string_view forwarded;
    for (const auto& [name, value] : request.headers) {
      forwarded = same_ignoring_case(name, "x-forwarded-for") ? value : forwarded;
    }
    if (const std::string last(trimmed(forwarded.substr(forwarded.rfind(',') + 1))); is_address(last)) {
      request.remote_address = last;
    }
    request.secure = request.secure || request.header("x-forwarded-proto") == "https";
  }
  if (request.id.empty()) {
    request.id = new_request_id();
  }
}

/// Somebody typed the address without "https": the same host, by TLS. Programs are refused instead, or they would go on sending in the clear.
bool Connection::redirect_to_tls() {
  const Request& request = exchange_->head.request;
  const std::string_view host = request.header("host");
  const bool person = request.header("accept").contains("text/html");
  if (host.empty() || !person || (request.method != Method::get && request.method != Method::head)) {
    refuse(kMalformed);
    return true;
  }
  exchange_->response.status = 307;
  exchange_->response.set("Location", fmt::format("https://{}{}", host, exchange_->head.target));
  exchange_->response.set("Cache-Control", "no-store");
  exchange_->close_after = true;
  begin_response();
  return true;
}

std::size_t Connection::take_body(std::string_view bytes) {
  if (bytes.empty()) {
    return 0;
  }
  Head& head = exchange_->head;
  std::string& body = head.request.body;
  const std::size_t before = body.size();
  std::size_t taken = bytes.size();
  if (head.chunked) {
    const auto fed = exchange_->chunks.feed(bytes, body, core_.options.limits.body_bytes);
    if (!fed) {
      refuse(fed.error());
      return bytes.size();
    }
    taken = *fed;
  } else {
    taken = std::min<std::size_t>(bytes.size(), head.content_length - before);
    body.append(bytes.substr(0, taken));
  }
  if (!hold_body(body.size() - before)) {
    refuse(kOverloaded);
    return bytes.size();
  }
  if (head.chunked ? exchange_->chunks.done() : body.size() == head.content_length) {
    state_ = State::ready;
  } else {
    allow(core_.options.limits.body_time, body.size());
  }
  return taken;
}

bool Connection::hold_body(std::size_t bytes) {
  exchange_->held_body += bytes;
  return core_.held_bodies.fetch_add(bytes, std::memory_order_relaxed) + bytes <= core_.options.limits.all_bodies_bytes;
}

bool Connection::dispatch() {
  core_.requests.fetch_add(1, std::memory_order_relaxed);
  exchange_->close_after = !exchange_->head.keep_alive;
  deadline_ = Time::max();
  const auto lane = core_.lane_of(exchange_->head.request);
  if (!lane) {
    core_.answer(*exchange_);
    if (const auto moment = std::move(exchange_->response.moment)) {
      moment->wait();
      core_.answer(*exchange_, std::exchange(exchange_->response.finish, nullptr));
    }
    begin_response();
    return true;
  }
  state_ = State::handling;
  const bool has_room = *lane != Lane::vote || core_.later < core_.options.later_limit;
  if (has_room && core_.workers.push(shared_from_this(), *lane)) {
    return false;
  }
  core_.refused_overload.fetch_add(1, std::memory_order_relaxed);
  exchange_->response = core_.problem(kOverloaded, &exchange_->head.request);
  begin_response();
  return true;
}

void Connection::refuse(const Refusal& refusal) {
  auto& counter = refusal == kTimeout      ? core_.timeouts
                  : refusal == kOverloaded ? core_.refused_overload
                                           : core_.refused_framing;
  counter.fetch_add(1, std::memory_order_relaxed);
  const Request* request = exchange_ ? &exchange_->head.request : nullptr;
  Response response = core_.problem(refusal, request);
  if (!exchange_) {
    exchange_ = std::make_unique<Exchange>();
  }
  exchange_->response = std::move(response);
  exchange_->close_after = true;
  begin_response();
}

void Connection::begin_response() {
  if (state_ == State::closed) {
    return;
  }
  Exchange& exchange = *exchange_;
  Response& response = exchange.response;
  const bool is_head = exchange.head.request.method == Method::head;
  if (response.hand_over && response.stream && !is_head && !web_socket_ && !channel_.secure() && unread().empty() && hand_over(response)) {
    return;
  }
  if (response.web_socket && begin_web_socket()) {
    return;
  }
  if (response.stream && web_socket_) {
    response = core_.problem(kOverHttpOnly, &exchange.head.request);
  }
  if (response.stream) {
    response.status = 200;
    exchange.close_after = true;
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDBUF, &kStreamSendBuffer, sizeof kStreamSendBuffer);
  }
  exchange.close_after = exchange.close_after || core_.stopping;
  const bool bodiless = response.status == 204 || response.status == 304;
  const auto make_head = [&] {
    std::optional<std::uint64_t> length;
    if (!response.stream && !bodiless) {
      length = body_size(response);
    }
    const Afterwards afterwards = exchange.close_after         ? Afterwards::close
                                  : exchange.head.http_1_0 ? Afterwards::keep_alive_http_1_0
                                                           : Afterwards::keep_alive;
    return response_head(response, length, afterwards);
  };
  std::optional<std::string> head = make_head();
  if (!head) {
    core_.report(exchange.head.request, std::runtime_error("a handler's status or header field cannot be sent"));
    response = core_.problem(kInternal, &exchange.head.request);
    exchange.close_after = true;
    head = make_head();
  }
  exchange.response_head = std::move(*head);
  if (is_head || bodiless || response.stream) {
    response.body.clear();
    response.static_body = {};
  }
  if (is_head) {
    response.stream = nullptr;
  }
  if (web_socket_) {
    web_socket_->say(exchange.response_head.append(response.static_body.empty() ? response.body : response.static_body));
    if (exchange.close_after) {
      web_socket_->close();
    }
    exchange.response_head = web_socket_->take();
    response.body.clear();
    response.static_body = {};
  }
  state_ = State::writing;
  allow(core_.options.limits.write_time);
}

/// From the answer's head on, what comes and goes is messages. False where the request did not ask for that, and is told so.
bool Connection::begin_web_socket() {
  Exchange& exchange = *exchange_;
  const auto accept = web_socket_accept(exchange.head.request);
  // Nothing may be said before it is open.
  if (!accept || web_socket_ || exchange.head.http_1_0 || !unread().empty() || core_.stopping) {
    exchange.response = core_.problem(kUpgradeRequired, &exchange.head.request);
    exchange.response.set("Upgrade", "websocket");
    return false;
  }
  exchange.response = {};
  exchange.response_head = fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n", *accept);
  web_socket_ = std::make_unique<WebSocket>(std::move(exchange.head.request));
  exchange.close_after = false;
  state_ = State::writing;
  allow(core_.options.limits.write_time);
  return true;
}

/// The other process has the socket too from then on; here it is let go of without a word to the peer.
bool Connection::hand_over(const Response& response) {
  bool taken = false;
  try {
    taken = response.hand_over(socket_.native_handle());
  } catch (const std::exception& exception) {
    core_.report(exchange_->head.request, exception);
  }
  if (!taken) {
    return false;
  }
  // Closing alone would leave it in this process's epoll, as long as the other keeps it open.
  boost::system::error_code error;
  const int descriptor = socket_.release(error);
  if (!error) {
    ::close(descriptor);
  }
  state_ = State::writing;
  close();
  return true;
}

bool Connection::write() {
  Exchange& exchange = *exchange_;
  const std::string_view head = exchange.response_head;
  const std::string_view body = exchange.response.static_body.empty() ? exchange.response.body : exchange.response.static_body;
  const std::size_t whole = head.size() + body.size();
  while (exchange.sent < whole) {
    std::string_view parts[2];
    std::size_t count = 0;
    if (exchange.sent < head.size()) {
      parts[count++] = head.substr(exchange.sent);
    }
    if (!body.empty()) {
      parts[count++] = body.substr(exchange.sent - std::min(exchange.sent, head.size()));
    }
    const Transfer transfer = channel_.write({parts, count});
    if (!settle(transfer.outcome)) {
      return false;
    }
    exchange.sent += transfer.bytes;
    if (exchange.sent < whole) {
      allow(core_.options.limits.write_time, exchange.sent);
    }
  }
  end_response();
  return state_ != State::closed;
}

void Connection::end_response() {
  if (exchange_->response.stream) {
    begin_stream();
    return;
  }
  if (exchange_->close_after) {
    linger();
    return;
  }
  release_exchange();
  state_ = State::head;
  if (unread().empty()) {
    std::string().swap(in_);
    in_start_ = 0;
    // The next request is seldom here already: wait for it instead of asking in vain.
    drained_ = true;
    allow(core_.options.limits.idle_time);
  } else {
    unread_is_fresh_ = true;
  }
}

void Connection::begin_stream() {
  stream_ = std::make_shared<Stream>(core_.options.limits, weak_from_this());
  core_.streams.fetch_add(1, std::memory_order_relaxed);
  state_ = State::streaming;
  drained_ = true;
  std::string().swap(in_);
  in_start_ = 0;
  began_ = std::chrono::steady_clock::now();
  deadline_ = Time::max();
  try {
    exchange_->response.stream(std::make_shared<StreamHandle>(stream_));
  } catch (const std::exception& exception) {
    core_.report(exchange_->head.request, exception);
    stream_->finish();
  }
  release_exchange();
  if (core_.stopping) {
    stream_->finish();
  }
}

/// While streaming, `began_` is when something was last sent.
bool Connection::stream() {
  if (!drained_) {
    // A viewer has nothing to say: this is how its leaving is noticed.
    auto& scratch = loop_.scratch();
    settle(channel_.read(scratch.data(), scratch.size()).outcome);
    if (state_ == State::closed) {
      return false;
    }
    drained_ = true;
  }
  const bool had_frames = !stream_->idle();
  switch (stream_->flush(channel_)) {
    case Stream::Flushed::all:
      if (had_frames) {
        began_ = std::chrono::steady_clock::now();
      }
      deadline_ = Time::max();
      wait_readable();
      return false;
    case Stream::Flushed::all_and_finished: linger(); return true;
    case Stream::Flushed::must_wait:
      if (deadline_ == Time::max()) {
        allow(core_.options.limits.write_time);
      }
      wait_readable();
      wait_writable();
      return false;
    case Stream::Flushed::gone: close(); return false;
  }
  return false;
}

/// Closing with unread bytes would reset the connection and lose the answer on its way: read them off for a while.
void Connection::linger() {
  if (stream_) {
    stream_->abandon();
    stream_ = nullptr;
    core_.streams.fetch_sub(1, std::memory_order_relaxed);
  }
  release_exchange();
  std::string().swap(in_);
  in_start_ = 0;
  drained_ = false;
  channel_.shut_down();
  state_ = State::lingering;
  allow(core_.stopping ? kLingerTimeAtStop : kLingerTime);
}

bool Connection::discard() {
  auto& scratch = loop_.scratch();
  const ssize_t got = ::recv(socket_.native_handle(), scratch.data(), scratch.size(), 0);
  if (got > 0) {
    return true;
  }
  return settle(got < 0 && errno == EAGAIN ? Transfer::Outcome::wait_readable : Transfer::Outcome::closed);
}

void Connection::release_exchange() {
  if (exchange_) {
    core_.held_bodies.fetch_sub(exchange_->held_body, std::memory_order_relaxed);
    exchange_ = nullptr;
  }
}

void Connection::sweep(Time now) {
  if (state_ == State::streaming && stream_->idle() && now - began_ >= core_.options.limits.stream_heartbeat) {
    static const auto heartbeat = std::make_shared<const std::string>(":\n\n");
    stream_->send(heartbeat);
  }
  if (now < deadline_) {
    return;
  }
  const bool in_request = state_ == State::body || (state_ == State::head && scanner_.started());
  if (in_request) {
    refuse(kTimeout);
    run();
    return;
  }
  if (state_ != State::head && state_ != State::lingering) {
    core_.timeouts.fetch_add(1, std::memory_order_relaxed);
  }
  close();
}

void Connection::end_soon() {
  if (state_ == State::streaming) {
    stream_->finish();
  } else if (state_ == State::lingering) {
    allow(kLingerTimeAtStop);
  } else if (state_ == State::opening || state_ == State::handshake || (state_ == State::head && !scanner_.started() && unread().empty())) {
    close();
  }
}

void Connection::close() {
  if (state_ == State::closed) {
    return;
  }
  const std::shared_ptr<Connection> self = shared_from_this();
  // A worker that still handles the request keeps the exchange.
  if (state_ != State::handling) {
    release_exchange();
  }
  if (stream_) {
    stream_->abandon();
    core_.streams.fetch_sub(1, std::memory_order_relaxed);
  }
  state_ = State::closed;
  boost::system::error_code ignored;
  socket_.close(ignored);
  core_.forget(address_);
  loop_.remove(index_);
}

void Connection::wait_readable() {
  if (std::exchange(waits_readable_, true)) {
    return;
  }
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](boost::system::error_code) {
    self->waits_readable_ = false;
    self->drained_ = false;
    self->run();
  });
}

void Connection::wait_writable() {
  if (std::exchange(waits_writable_, true)) {
    return;
  }
  socket_.async_wait(Socket::wait_write, [self = shared_from_this()](boost::system::error_code) {
    self->waits_writable_ = false;
    self->run();
  });
}

/// The phase may last `time` from now. Where `bytes` have moved since it began, also as long as they were worth, but no stall outlasts `time`.
void Connection::allow(std::chrono::milliseconds time, std::size_t bytes) {
  const Time now = std::chrono::steady_clock::now();
  if (bytes == 0) {
    began_ = now;
  }
  deadline_ = std::min(now, began_ + std::chrono::milliseconds(bytes * 1000 / kBytesPerSecond)) + time;
}

}  // namespace gongshi::http
