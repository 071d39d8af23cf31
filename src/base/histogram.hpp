// How long something took, counted into fixed steps; written by many threads at once, read for /metrics.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace gongshi {

class Histogram {
 public:
  void observe(std::chrono::nanoseconds took) {
    const double seconds = std::chrono::duration<double>(took).count();
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    nanoseconds_.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
  }

  /// Adds the lines of one series in Prometheus text format; `label` is complete: operation="GET /api/v1/session".
  void append(std::string& out, std::string_view name, std::string_view label) const {
    std::uint64_t sum = 0;
    const auto line = std::back_inserter(out);
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      sum += buckets_[i].load(std::memory_order_relaxed);
      fmt::format_to(line, "{}_bucket{{{},le=\"{}\"}} {}\n", name, label, kBounds[i], sum);
    }
    sum += buckets_.back().load(std::memory_order_relaxed);
    fmt::format_to(line, "{}_bucket{{{},le=\"+Inf\"}} {}\n{}_sum{{{}}} {:.6f}\n{}_count{{{}}} {}\n", name, label, sum, name, label,
                   static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) / 1e9, name, label, sum);
  }

 private:
  static constexpr std::array<double, 10> kBounds{0.0001, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5};  // seconds
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets_{};
  std::atomic<std::uint64_t> nanoseconds_{0};
};

}  // namespace gongshi
