// Small cells stay hidden, and no subtraction brings them back.
#include <gtest/gtest.h>

#include <numeric>

#include "maths/api.hpp"
#include "maths/random.hpp"

namespace gongshi::maths {
namespace {

TEST(Suppression, known_rows) {
  using Row = std::vector<std::uint32_t>;
  using Hidden = std::vector<bool>;
  const struct {
    Row counts;
    Hidden hidden;
  } cases[] = {
      {{10, 20, 30}, {false, false, false}},
      {{10, 3, 30}, {true, true, false}},        // alone, 3 would be the total less the others
      {{10, 3, 4, 30}, {false, true, true, false}},
      {{10, 1, 2, 30}, {true, true, true, false}},  // 1 + 2 < 5: the pair would still be a small cell
      {{0, 3, 30}, {false, true, true}},         // an empty part protects nobody as long as another can
      {{0, 3}, {true, true}},
      {{3}, {true}},
      {{0, 0}, {false, false}},
      {{}, {}},
  };
  for (const auto& one : cases) EXPECT_EQ(hidden_cells(one.counts), one.hidden) << testing::PrintToString(one.counts);
}

TEST(Suppression, no_line_of_any_table_gives_a_small_cell_away) {
  Random random(31);
  for (int table = 0; table < 2000; ++table) {
    const std::size_t rows = 1 + random.below(4), columns = 1 + random.below(7);
    std::vector<std::uint32_t> counts(rows * columns);
    for (auto& count : counts) count = static_cast<std::uint32_t>(random.below(2) == 0 ? random.below(7) : random.below(60));
    const auto hidden = hidden_table(counts, rows, columns);
    const auto line = [&](auto index, std::size_t size) {
      std::uint64_t sum = 0;
      std::size_t count = 0;
      for (std::size_t i = 0; i < size; ++i) {
        if (hidden[index(i)]) sum += counts[index(i)], ++count;
      }
      // What subtraction from the line's total gives is the sum of its hidden cells: none, or at least five people in at least two cells.
      EXPECT_TRUE(count == 0 || count == size || (count > 1 && sum >= kSmallestCell)) << testing::PrintToString(counts);
    };
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] > 0 && counts[i] < kSmallestCell) EXPECT_TRUE(hidden[i]);
    }
    for (std::size_t row = 0; row < rows; ++row) line([&](std::size_t i) { return row * columns + i; }, columns);
    for (std::size_t column = 0; rows > 1 && column < columns; ++column) line([&](std::size_t i) { return i * columns + column; }, rows);
  }
}

TEST(Suppression, public_figures_move_in_steps) {
  EXPECT_FALSE(may_refresh(100, 104));
  EXPECT_TRUE(may_refresh(100, 105));
  EXPECT_FALSE(may_refresh(100, 97));
  EXPECT_TRUE(may_refresh(100, 95));
}

TEST(Tally, wilson_agrees_with_worked_values) {
  // Wilson 1927 at z = 1.6449, from its formula: 10 of 10, 0 of 10, 8 of 10, 60 of 100.
  EXPECT_NEAR(wilson(10, 10).low, 0.787058, 1e-5);
  EXPECT_NEAR(wilson(10, 10).high, 1, 1e-12);
  EXPECT_NEAR(wilson(0, 10).high, 0.212942, 1e-5);
  EXPECT_NEAR(wilson(8, 10).low, 0.540793, 1e-5);
  EXPECT_NEAR(wilson(8, 10).high, 0.931442, 1e-5);
  EXPECT_NEAR(wilson(60, 100).low, 0.517810, 1e-5);
  EXPECT_EQ(wilson(0, 0).low, 0);
  EXPECT_EQ(wilson(0, 0).high, 1);
}

}  // namespace
}  // namespace gongshi::maths
