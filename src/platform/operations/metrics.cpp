#include "platform/operations/metrics.hpp"

#include <fmt/format.h>

namespace gongshi {

void Metrics::observe(std::string_view name, int status, std::chrono::nanoseconds took) {
  Series* series;
  {
    const std::lock_guard lock(mutex_);
    auto found = operations_.find(name);
    if (found == operations_.end()) found = operations_.emplace(std::string(name), std::make_unique<Series>()).first;
    series = found->second.get();
  }
  const double seconds = std::chrono::duration<double>(took).count();
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  series->buckets[bucket].fetch_add(1, std::memory_order_relaxed);
  series->count.fetch_add(1, std::memory_order_relaxed);
  series->nanoseconds.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
  series->by_class[static_cast<std::size_t>(status / 100) % 6].fetch_add(1, std::memory_order_relaxed);
}

void Metrics::add(std::string_view counter, std::uint64_t by) {
  const std::lock_guard lock(mutex_);
  auto found = counters_.find(counter);
  if (found == counters_.end()) found = counters_.emplace(std::string(counter), std::make_unique<std::atomic<std::uint64_t>>(0)).first;
  found->second->fetch_add(by, std::memory_order_relaxed);
}

std::string Metrics::text() const {
  std::string out = "# TYPE gongshi_operation_seconds histogram\n";
  const std::lock_guard lock(mutex_);
  for (const auto& [name, series] : operations_) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      sum += series->buckets[i].load(std::memory_order_relaxed);
      out += fmt::format("gongshi_operation_seconds_bucket{{operation=\"{}\",le=\"{}\"}} {}\n", name, kBounds[i], sum);
    }
    const auto count = series->count.load(std::memory_order_relaxed);
    out += fmt::format("gongshi_operation_seconds_bucket{{operation=\"{}\",le=\"+Inf\"}} {}\n", name, count);
    out += fmt::format("gongshi_operation_seconds_sum{{operation=\"{}\"}} {:.6f}\n", name,
                       static_cast<double>(series->nanoseconds.load(std::memory_order_relaxed)) / 1e9);
    out += fmt::format("gongshi_operation_seconds_count{{operation=\"{}\"}} {}\n", name, count);
    for (std::size_t i = 1; i < 6; ++i) {
      const auto n = series->by_class[i].load(std::memory_order_relaxed);
      if (n != 0) out += fmt::format("gongshi_operation_answers{{operation=\"{}\",class=\"{}xx\"}} {}\n", name, i, n);
    }
  }
  for (const auto& [name, value] : counters_) out += fmt::format("gongshi_{} {}\n", name, value->load(std::memory_order_relaxed));
  return out;
}

}  // namespace gongshi
