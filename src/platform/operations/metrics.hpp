// Counters and latencies by operation, in Prometheus text format.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/histogram.hpp"

namespace gongshi {

class Metrics {
 public:
  /// `name` is the row ("GET /api/v1/consultations/{id}"), never a concrete path: no ids, no personal data.
  void observe(std::string_view name, int status, std::chrono::nanoseconds took);
  void add(std::string_view counter, std::uint64_t by = 1);
  std::string text() const;

 private:
  struct Series {
    Histogram histogram{};
    std::array<std::atomic<std::uint64_t>, 6> by_class{};  // 0xx … 5xx
  };
  mutable std::mutex mutex_;  // guards the maps, not the counters
  std::map<std::string, std::unique_ptr<Series>, std::less<>> operations_;
  std::map<std::string, std::unique_ptr<std::atomic<std::uint64_t>>, std::less<>> counters_;
};

}  // namespace gongshi
