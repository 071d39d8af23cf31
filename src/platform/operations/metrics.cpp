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
  series->histogram.observe(took);
  series->by_class[static_cast<std::size_t>(status / 100) % 6].fetch_add(1, std::memory_order_relaxed);
}

void Metrics::add(std::string_view counter, std::uint64_t by) {
  const std::lock_guard lock(mutex_);
  auto found = counters_.find(counter);
  if (found == counters_.end()) found = counters_.emplace(std::string(counter), std::make_unique<std::atomic<std::uint64_t>>(0)).first;
  found->second->fetch_add(by, std::memory_order_relaxed);
}

std::string Metrics::text() const {
  std::string out = "# TYPE gongshi_operation_seconds histogram\n", answers = "# TYPE gongshi_operation_answers counter\n";
  const std::lock_guard lock(mutex_);
  for (const auto& [name, series] : operations_) {
    series->histogram.append(out, "gongshi_operation_seconds", fmt::format("operation=\"{}\"", name));
    for (std::size_t i = 1; i < 6; ++i) {
      const auto n = series->by_class[i].load(std::memory_order_relaxed);
      if (n != 0) answers += fmt::format("gongshi_operation_answers{{operation=\"{}\",class=\"{}xx\"}} {}\n", name, i, n);
    }
  }
  out += answers;
  for (const auto& [name, value] : counters_) out += fmt::format("# TYPE gongshi_{0} counter\ngongshi_{0} {1}\n", name, value->load(std::memory_order_relaxed));
  return out;
}

}  // namespace gongshi
