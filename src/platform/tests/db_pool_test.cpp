// What a pool does while no connection is to be had.
#include <thread>

#include <gtest/gtest.h>

#include "platform/db/connection_pool.hpp"

namespace gongshi::db {
namespace {

struct Connected {
  bool usable() const { return true; }
};
using Pool = ConnectionPool<Connected>;

TEST(ConnectionPool, OneTriesForAllWhileTheDatabaseIsAway) {
  int tries = 0;
  bool away = true;
  Pool pool(4, [&]() -> std::unique_ptr<Connected> {
    ++tries;
    if (away) throw Unavailable("nobody there");
    return std::make_unique<Connected>();
  });
  for (int i = 0; i < 100; ++i) EXPECT_THROW(Pool::Loan{pool}, Unavailable);
  EXPECT_LE(tries, 2) << "the others were refused at once";
  away = false;
  for (const auto began = std::chrono::steady_clock::now(); std::chrono::steady_clock::now() - began < std::chrono::seconds(30);) {
    try {
      const Pool::Loan loan(pool);
      return;  // somebody tried again
    } catch (const Unavailable&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  FAIL() << "never tried again";
}

TEST(ConnectionPool, AWrongConnectionStringIsToldToEverybody) {
  int tries = 0;
  Pool pool(4, [&]() -> std::unique_ptr<Connected> {
    ++tries;
    throw Failure("cannot be read");
  });
  for (int i = 0; i < 10; ++i) EXPECT_THROW(Pool::Loan{pool}, Failure);
  EXPECT_EQ(tries, 10);
}

TEST(ConnectionPool, WhoGetsNoFurtherOneWaitsForOneThatIsThere) {
  int opened = 0;
  Pool pool(4, [&]() -> std::unique_ptr<Connected> {
    if (opened++ > 0) throw Unavailable("no more descriptors");
    return std::make_unique<Connected>();
  });
  auto held = std::make_unique<Pool::Loan>(pool);
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> others;
    for (int i = 0; i < 8; ++i) {
      others.emplace_back([&] {
        try {
          const Pool::Loan loan(pool);
          ++served;
        } catch (const Unavailable&) {
        }
      });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(served, 0);
    held.reset();
  }
  EXPECT_EQ(served, 8);
}

}  // namespace
}  // namespace gongshi::db
