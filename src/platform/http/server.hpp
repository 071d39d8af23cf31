// The listener: strict HTTP/1.1 over TCP or TLS, limits on everything, handlers on a bounded pool.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"

namespace gongshi::http {

struct Limits {
  std::size_t head_bytes = 16 * 1024;                  // 431 above; also at 100 header fields
  std::size_t uri_bytes = 8 * 1024;                    // 414 above
  std::size_t body_bytes = 8 * 1024 * 1024;            // 413 above
  std::size_t all_bodies_bytes = 512 * 1024 * 1024;    // held at once, arriving or being handled; above: 503
  std::size_t connections = 10'000;                    // in all; above: accept pauses
  std::size_t connections_per_address = 512;           // IPv6: per /64; loopback is exempt; above: closed at once
  std::chrono::milliseconds head_time{15'000};         // from the first byte (or the accept) to the whole head
  std::chrono::milliseconds body_time{60'000};         // without a byte, and in all with one second more per 16 KiB
  std::chrono::milliseconds idle_time{75'000};         // keep-alive
  std::chrono::milliseconds write_time{60'000};        // likewise
  std::size_t stream_frames = 64;                      // waiting for one viewer; above: the viewer is dropped
  std::size_t stream_bytes = 256 * 1024;
  std::chrono::milliseconds stream_heartbeat{20'000};  // a comment after so much silence
};

/// How urgent a request is, the most urgent first. Each lane has its own queue and a share of the workers, so that none can take them all.
enum class Lane { vote, write, read, table };  // table: whole tables and documents, dear to make
inline constexpr std::size_t kLanes = 4;
/// Where a request waits; nothing when it needs no database and may be answered on the I/O thread at once.
using LaneOf = std::function<std::optional<Lane>(const Request&)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;         // 0: the system picks; see Server::port()
  std::string certificate_file;      // PEM chain; empty: plain HTTP
  std::string key_file;
  int io_threads = 2;
  int workers = 64;                  // blocked in the database most of their time
  std::size_t queue_limit = 1024;    // requests of one lane waiting for a worker; above: 503 with Retry-After
  std::size_t later_limit = 2048;    // votes whose answer waits for its moment (message.hpp); above: 503 with Retry-After
  Limits limits{};
  /// Addresses whose X-Forwarded-For (last entry), X-Forwarded-Proto and X-Request-Id are believed.
  std::vector<std::string> trusted_proxies{};
  /// An exception left a handler; the client got a 500 without details. Called on the thread that ran the handler.
  std::function<void(const Request&, const std::exception&)> on_exception{};
  /// The application/problem+json text of an answer the server makes itself; the request is null when it could not be read.
  std::function<std::string(int status, std::string_view code, const Request*)> problem_body{};
};

/// Started by start(); stop() refuses new connections, ends streams, waits for requests under way (at most `grace`), then closes.
/// A handler that still runs then is waited for, its answer is dropped. The threads leave SIGTERM, SIGINT, SIGHUP, SIGUSR1 and SIGUSR2 to
/// the caller's.
class Server {
 public:
  /// Throws std::runtime_error with a sentence a person can act on (port busy, certificate unreadable).
  /// Where `lane_of` is null, everything waits in the first lane.
  static std::unique_ptr<Server> start(const ServerOptions& options, Handler handler, LaneOf lane_of = nullptr);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  virtual void stop(std::chrono::milliseconds grace) = 0;
  /// For /metrics.
  struct Counters {
    std::uint64_t accepted = 0, requests = 0, refused_framing = 0, refused_overload = 0, timeouts = 0;
    std::size_t open = 0, queued = 0, streams = 0;
  };
  virtual Counters counters() const = 0;
  /// Reads the certificate files again; new connections use them. Throws like start() and keeps the old ones when the files are wrong.
  virtual void reload_certificates() = 0;
};

}  // namespace gongshi::http
