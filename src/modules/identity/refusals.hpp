// What operations refused, on its way to the security log: counted in memory and written once a minute, so that a flood fills no disk.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/result.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::identity {

struct Refusal {
  Timestamp since;
  PersonId person{};
  std::string event;
  std::string operation;  // "PUT /api/v1/seats/{id}": the row, never the address, which may name somebody
  std::string address;    // the first of its place
  std::int64_t times = 0;
};

/// Thread-safe. Refusals of one event, operation, person and place (throttle.hpp) are one entry; beyond kMostInAMinute what is new is counted
/// by event alone, without an address.
class Refusals {
 public:
  static constexpr std::size_t kMostInAMinute = 60;
  void count(const Refusal& refusal);
  std::vector<Refusal> take();

 private:
  using Key = std::tuple<std::string, std::string, std::int64_t, std::string>;
  std::mutex mutex_;
  std::map<Key, Refusal> counted_;
};

/// Application::refused: counts what a reader of the log should see.
void note_refusal(Context& context, std::string_view operation, const Error& error);
/// The job.
void write_refusals(Context& context);

/// Readings of personal data that stand in the log already. Thread-safe; forgotten with the process.
class Readings {
 public:
  /// Whether the reader has not read this within kVisit.
  bool is_new(PersonId reader, std::string_view event, PersonId about, Timestamp now);

 private:
  static constexpr std::chrono::minutes kVisit{10};
  using Key = std::tuple<std::int64_t, std::string, std::int64_t>;
  std::mutex mutex_;
  std::map<Key, Timestamp> seen_;
};

}  // namespace gongshi::identity
