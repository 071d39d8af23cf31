#include "base/id.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace gongshi {
namespace {

constexpr std::int64_t kEpoch = 1'704'067'200'000;  // 2024-01-01T00:00:00Z
constexpr int kNodeBits = 4;
constexpr int kSequenceBits = 8;

}  // namespace

IdSource::IdSource(const Clock& clock, int node) : clock_(clock), node_(node) {
  GONGSHI_ASSERT(node >= 0 && node < (1 << kNodeBits));
}

std::int64_t IdSource::next_value() {
  const std::lock_guard lock(mutex_);
  const std::int64_t tick = std::max<std::int64_t>(clock_.now().milliseconds - kEpoch, 1);
  if (tick > last_tick_) {
    last_tick_ = tick;
    sequence_ = 0;
  } else if (++sequence_ == (1 << kSequenceBits)) {
    // A burst, or a clock set back, borrows from the future rather than repeat an id.
    ++last_tick_;
    sequence_ = 0;
  }
  return (last_tick_ << (kNodeBits + kSequenceBits)) | (node_ << kSequenceBits) | sequence_;
}

void IdSource::raise_above(std::int64_t value) {
  const std::lock_guard lock(mutex_);
  const std::int64_t tick = (value >> (kNodeBits + kSequenceBits)) + 1;
  if (tick > last_tick_) {
    last_tick_ = tick;
    sequence_ = -1;
  }
}

}  // namespace gongshi
