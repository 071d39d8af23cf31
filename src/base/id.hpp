// Typed, time-ordered ids of 53 bits, exact as JSON numbers: 41 bits of milliseconds since 2024, 4 of the node, 8 of sequence.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <mutex>

#include "base/time.hpp"

namespace gongshi {

/// An id that cannot be mixed up with another kind's. 0 is "none" and is never issued.
template <class Tag>
struct Id {
  std::int64_t value = 0;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

/// Issues ids in increasing order; never steps back when the clock does. Thread-safe.
class IdSource {
 public:
  /// `node` 0–15 is leased by one process at a time.
  IdSource(const Clock& clock, int node);

  template <class T>
  T next() {
    return T{next_value()};
  }
  std::int64_t next_value();
  /// Ids issued from now on are greater than `value` (start-up passes the greatest id in the database).
  void raise_above(std::int64_t value);

 private:
  const Clock& clock_;
  const std::int64_t node_;
  std::mutex mutex_;
  std::int64_t last_tick_ = 0;
  std::int64_t sequence_ = 0;
};

}  // namespace gongshi

template <class Tag>
struct std::hash<gongshi::Id<Tag>> {
  std::size_t operator()(gongshi::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
