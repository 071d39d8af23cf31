// The listener: strict HTTP/1.1 over TCP or TLS, limits on everything, handlers on a bounded pool.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "platform/http/message.hpp"

namespace gongshi::http {

struct Limits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t body_bytes = 8 * 1024 * 1024;           // 413 above
  std::size_t connections = 10'000;                    // in all; above: accept pauses
  std::size_t connections_per_address = 512;           // loopback is exempt; above: closed at once
  std::chrono::seconds head_time{15};                  // from the first byte (or the accept) to the whole head
  std::chrono::seconds body_time{60};
  std::chrono::seconds idle_time{75};                  // keep-alive
  std::chrono::seconds write_time{60};
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;         // 0: the system picks; see Server::port()
  std::string certificate_file;      // PEM chain; empty: plain HTTP
  std::string key_file;
  int io_threads = 2;
  int workers = 64;                  // blocked in the database most of their time
  std::size_t queue_limit = 1024;    // requests waiting for a worker; above: 503 with Retry-After
  Limits limits{};
};

/// Started by start(); stop() refuses new connections, waits for requests under way (at most `grace`), then closes.
class Server {
 public:
  /// Throws std::runtime_error with a sentence a person can act on (port busy, certificate unreadable).
  /// `runs_inline` says whether a request needs no database and may be answered on the I/O thread; may be null.
  static std::unique_ptr<Server> start(const ServerOptions& options, Handler handler, std::function<bool(const Request&)> runs_inline);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  virtual void stop(std::chrono::seconds grace) = 0;
  /// For /metrics.
  struct Counters {
    std::uint64_t accepted = 0, requests = 0, refused_framing = 0, refused_overload = 0, timeouts = 0;
    std::size_t open = 0, queued = 0, streams = 0;
  };
  virtual Counters counters() const = 0;
  /// Reads the certificate files again; new connections use them.
  virtual void reload_certificates() = 0;
};

}  // namespace gongshi::http
