// Time is UTC milliseconds since 1970 in storage and on the wire; a Clock is passed in, so that tests own it.
#pragma once

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace gongshi {

/// Milliseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
  std::int64_t milliseconds = 0;
  auto operator<=>(const Timestamp&) const = default;
  Timestamp operator+(std::chrono::milliseconds d) const { return {milliseconds + d.count()}; }
  Timestamp operator-(std::chrono::milliseconds d) const { return {milliseconds - d.count()}; }
  std::chrono::milliseconds operator-(Timestamp other) const {
    return std::chrono::milliseconds(milliseconds - other.milliseconds);
  }
};

/// RFC 3339 in UTC with milliseconds: 2026-11-24T08:30:00.000Z.
std::string to_rfc3339(Timestamp time);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
};

/// For tests: stands still until told to move.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Timestamp start) : now_(start.milliseconds) {}
  Timestamp now() const override { return {now_.load()}; }
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }
  void set(Timestamp to) { now_ = to.milliseconds; }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace gongshi
