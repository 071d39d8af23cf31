#include "platform/http/core.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <random>
#include <stdexcept>
#include <thread>

#include "platform/http/connection.hpp"
#include "platform/http/response_head.hpp"

namespace gongshi::http {

Core::Core(const ServerOptions& options_given, Handler handler_given, LaneOf lane_of_given)
    : options(options_given),
      handler(std::move(handler_given)),
      given_lane_of(std::move(lane_of_given)),
      addresses(options.limits.connections_per_address),
      workers(options.workers, options.queue_limit, [this](std::shared_ptr<Connection> connection) { work(std::move(connection)); }) {}

void Core::work(std::shared_ptr<Connection> connection) noexcept {
  Exchange& exchange = connection->exchange();
  answer(exchange, std::exchange(exchange.finish, nullptr));
  if (const auto moment = std::move(exchange.response.moment)) {
    exchange.finish = std::move(exchange.response.finish);
    ++later;
    try {
      if (moment->then([this, connection]() mutable { resume(std::move(connection)); })) return;
    } catch (const std::bad_alloc&) {
      moment->wait();
    }
    --later;
    answer(exchange, std::exchange(exchange.finish, nullptr));
  }
  Connection::hand_back(std::move(connection));
}

/// On the thread that said that the moment has come: it does not fail for want of memory.
void Core::resume(std::shared_ptr<Connection> connection) noexcept {
  for (bool resumed = false; !resumed;) {
    try {
      workers.resume(connection);
      resumed = true;
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  connection.reset();
  --later;  // after which a server that stops may be gone
}

void Core::answer(Exchange& exchange, const std::function<Response()>& make) noexcept {
  Request& request = exchange.head.request;
  try {
    exchange.response = make ? make() : handler(request);
    return;
  } catch (const std::exception& exception) {
    report(request, exception);
  } catch (...) {
    report(request, std::runtime_error("an exception that is no std::exception"));
  }
  exchange.response = problem(kInternal, &request);
}

Response Core::problem(const Refusal& refusal, const Request* request) const {
  Response response;
  response.status = refusal.status;
  response.set("Content-Type", "application/problem+json");
  response.set("Cache-Control", "no-store");
  if (refusal == kOverloaded) {
    response.set("Retry-After", "1");
  }
  if (options.problem_body) {
    try {
      response.body = options.problem_body(refusal.status, refusal.code, request);
      return response;
    } catch (const std::exception& exception) {
      report(request ? *request : Request{}, exception);
    }
  }
  response.body = problem_json(refusal.status, refusal.code, request ? request->id : new_request_id());
  return response;
}

std::optional<Lane> Core::lane_of(const Request& request) noexcept {
  try {
    return given_lane_of ? given_lane_of(request) : Lane::vote;
  } catch (const std::exception& exception) {
    report(request, exception);
    return Lane::read;
  }
}

void Core::report(const Request& request, const std::exception& exception) const noexcept {
  if (options.on_exception) {
    options.on_exception(request, exception);
  }
}

bool Core::trusts(const std::string& address) const {
  return std::ranges::find(options.trusted_proxies, address) != options.trusted_proxies.end();
}

void Core::forget(const std::string& address) {
  addresses.leave(address);
  open.fetch_sub(1, std::memory_order_relaxed);
}

std::string new_request_id() {
  static const std::uint64_t seed = [] {
    std::random_device random;
    return (std::uint64_t{random()} << 32) | random();
  }();
  static std::atomic<std::uint64_t> count = 0;
  // SplitMix64 (Steele, Lea, Flood 2014) maps distinct counts to distinct numbers.
  std::uint64_t number = seed + (count.fetch_add(1, std::memory_order_relaxed) + 1) * 0x9E3779B97F4A7C15;
  number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
  number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
  number ^= number >> 31;
  std::string id(13, '0');
  for (char& c : id) {
    c = "0123456789abcdefghjkmnpqrstvwxyz"[number & 31];
    number >>= 5;
  }
  return id;
}

}  // namespace gongshi::http
