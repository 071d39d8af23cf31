#include <gtest/gtest.h>

#include "base/id.hpp"
#include "base/time.hpp"

namespace gongshi {
namespace {

TEST(IdSource, grows_whatever_the_clock_does) {
  FakeClock clock({1'800'000'000'000});
  IdSource ids(clock, 3);
  std::int64_t last = 0;
  const auto next_is_greater = [&] {
    const auto id = ids.next_value();
    EXPECT_GT(id, last);
    EXPECT_LT(id, std::int64_t{1} << 53);
    EXPECT_EQ((id >> 8) & 15, 3);
    last = id;
  };
  for (int i = 0; i < 1000; ++i) next_is_greater();  // a burst within one millisecond
  clock.set({1'700'000'000'000});                    // an administrator sets it back
  for (int i = 0; i < 1000; ++i) next_is_greater();
  clock.set({1'900'000'000'000});
  next_is_greater();
  ids.raise_above(last + (std::int64_t{1} << 40));
  last += std::int64_t{1} << 40;
  next_is_greater();
}

TEST(Time, is_written_as_rfc_3339) {
  EXPECT_EQ(to_rfc3339({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339({1'795'509'000'123}), "2026-11-24T08:30:00.123Z");
  EXPECT_EQ(to_rfc3339({-1}), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace gongshi
