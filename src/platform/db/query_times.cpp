#include "platform/db/query_times.hpp"

#include <map>

#include "base/histogram.hpp"
#include "platform/db/database.hpp"

namespace gongshi::db {
namespace {

struct Slot {
  std::atomic<const char*> name = nullptr;  // a literal out of a queries.sql, so that its place tells it
  Histogram histogram{};
};
constexpr std::size_t kSlots = 2048;
Slot slots[kSlots];
Slot others{"others"};

Slot& slot_of(const char* name) {
  const std::size_t begin = (reinterpret_cast<std::uintptr_t>(name) * 0x9E3779B97F4A7C15U) >> 32;
  for (std::size_t i = 0; i < 32; ++i) {
    Slot& slot = slots[(begin + i) % kSlots];
    const char* there = slot.name.load(std::memory_order_acquire);
    if (there == name || (there == nullptr && slot.name.compare_exchange_strong(there, name)) || there == name) return slot;
  }
  return others;
}

}  // namespace

void observe_query(const Query& query, std::chrono::nanoseconds took) { slot_of(query.name.data()).histogram.observe(took); }

std::string query_metrics() {
  std::map<std::string_view, const Histogram*> by_name;
  for (const Slot& slot : slots) {
    if (const char* name = slot.name.load(std::memory_order_acquire)) by_name.emplace(name, &slot.histogram);
  }
  by_name.emplace("others", &others.histogram);
  std::string out = "# TYPE gongshi_query_seconds histogram\n";
  for (const auto& [name, histogram] : by_name) histogram->append(out, "gongshi_query_seconds", fmt::format("query=\"{}\"", name));
  return out;
}

}  // namespace gongshi::db
