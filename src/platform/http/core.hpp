// What all connections of a server share.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <openssl/ssl.h>

#include "platform/http/address_limit.hpp"
#include "platform/http/framing.hpp"
#include "platform/http/server.hpp"
#include "platform/http/worker_pool.hpp"

namespace gongshi::http {

/// One request and its answer. The I/O thread and a worker hold it in turn.
struct Exchange {
  Head head;
  ChunkedDecoder chunks;
  Response response;
  std::function<Response()> finish;  // set while the answer waits for its moment
  std::string response_head;
  std::size_t sent = 0;       // of head and body together
  std::size_t held_body = 0;  // counted in Core::held_bodies
  bool close_after = false;
};

struct Core {
  Core(const ServerOptions& options_given, Handler handler_given, LaneOf lane_of_given);

  /// Runs the handler, or what `make` is instead; an exception becomes a 500.
  void answer(Exchange& exchange, const std::function<Response()>& make = {}) noexcept;
  /// On a worker: the same, and the connection is handed back once there is an answer, perhaps later.
  void work(std::shared_ptr<Connection> connection) noexcept;
  void resume(std::shared_ptr<Connection> connection) noexcept;
  /// An answer the server makes itself. `request` may be null.
  Response problem(const Refusal& refusal, const Request* request) const;
  /// Nothing: to be answered at once.
  std::optional<Lane> lane_of(const Request& request) noexcept;
  void report(const Request& request, const std::exception& exception) const noexcept;
  bool trusts(const std::string& address) const;
  /// A connection of this address is gone.
  void forget(const std::string& address);
  std::shared_ptr<SSL_CTX> certificates() const { return tls.load(); }

  const ServerOptions options;
  const Handler handler;
  const LaneOf given_lane_of;
  std::atomic<std::shared_ptr<SSL_CTX>> tls;  // null: plain HTTP
  AddressLimit addresses;
  std::atomic<bool> stopping = false;
  std::atomic<std::uint64_t> accepted = 0, requests = 0, refused_framing = 0, refused_overload = 0, timeouts = 0;
  std::atomic<std::size_t> open = 0, streams = 0, held_bodies = 0;
  std::atomic<std::size_t> later = 0;  // answers that wait for their moment
  WorkerPool workers;  // last: its threads use the rest
};

/// 13 characters, unique within the process and unlike those of another.
std::string new_request_id();

}  // namespace gongshi::http
