// A load generator for one server on this machine: keep-alive connections, one request under way on each, one thread. Without a rate each
// connection asks again as soon as it is answered (which finds the most the server can do; the waiting then follows from the number of
// connections); with a rate requests are due at regular times and their waiting counts from then, whether a connection was free or not.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gongshi::bench {

struct LoadOptions {
  std::uint16_t port = 0;      // on 127.0.0.1: this is no tool against other machines
  int connections = 64;
  double seconds = 5;          // ends after this time, or
  double rate = 0;             // requests per second; 0: as many as are answered
  std::uint64_t requests = 0;  // after so many requests, where not 0
};

/// Writes the next request of a connection (0, 1, …) into `out`, which is empty; `number` counts the connection's requests from 0.
using RequestFactory = std::function<void(int connection, std::uint64_t number, std::string& out)>;
/// Hears of each answer before the connection's next request is asked for.
using AnswerHearer = std::function<void(int connection, int status)>;

struct LoadResult {
  std::map<int, std::uint64_t> statuses;  // answers by status
  std::uint64_t broken = 0;               // connections that ended early
  double seconds = 0;
  double p50_ms = 0;
  double p99_ms = 0;

  std::map<int, std::vector<std::uint32_t>> waits;  // microseconds by status, ascending

  std::uint64_t answers() const;
  /// Of one status; 0 where there is none.
  double p99_ms_of(int status) const;
  double per_second() const { return static_cast<double>(answers()) / seconds; }
};

/// Throws std::runtime_error when the server cannot be reached. Answers need a Content-Length (or no body).
LoadResult run_load(const LoadOptions& options, const RequestFactory& next_request, const AnswerHearer& answered = {});

/// One line: "  76012 requests/s   p50 0.84 ms   p99 1.41 ms   status 200: 380060".
std::string describe(const LoadResult& result);

}  // namespace gongshi::bench
