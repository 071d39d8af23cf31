// What comes out of a panel's ratings, as a table.
#include "modules/proposals/ranking.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace gongshi::proposals {
namespace {

TEST(Ranking, MedianMeanSpreadRankAndTies) {
  struct Case {
    const char* name;
    std::vector<Ratings> proposals;
    std::vector<std::optional<std::size_t>> ranks;
    std::vector<double> means;
  };
  const Case cases[] = {
      {"nothing", {}, {}, {}},
      {"nobody rated", {{}}, {std::nullopt}, {0}},
      {"two are hidden", {{{5, 5}, {5, 5}}, {{1, 1}, {1, 1}, {1, 2}}}, {std::nullopt, 1}, {0, 1.17}},
      {"the best first", {{{1}, {2}, {3}}, {{5}, {5}, {4}}, {{3}, {3}, {3}}}, {3, 1, 2}, {2, 4.67, 3}},
      {"equal ones share a rank, and the next stands behind both", {{{3}, {3}, {3}}, {{4}, {4}, {4}}, {{2}, {3}, {4}}, {{1}, {1}, {1}}}, {2, 1, 2, 4}, {3, 4, 3, 1}},
      {"equal with different numbers of seats", {{{4}, {4}, {4}, {4}}, {{4}, {4}, {4}}}, {1, 1}, {4, 4}},
      {"nearly equal is not equal", {{{3}, {3}, {3}, {3}, {3}, {4}}, {{3}, {3}, {4}}}, {2, 1}, {3.17, 3.33}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const auto figures = ranked(one.proposals);
    ASSERT_EQ(figures.size(), one.ranks.size());
    for (std::size_t i = 0; i < figures.size(); ++i) {
      EXPECT_EQ(figures[i].rank, one.ranks[i]) << i;
      EXPECT_DOUBLE_EQ(figures[i].mean, one.means[i]) << i;
      EXPECT_EQ(figures[i].dimensions.empty(), !figures[i].rank) << i;
      EXPECT_EQ(figures[i].tied, figures[i].rank && std::ranges::count(one.ranks, figures[i].rank) > 1) << i;
    }
  }
}

TEST(Ranking, EachDimensionHasItsFigures) {
  const auto figure = ranked({{{5, 1}, {4, 2}, {2, 2}, {1, 5}}})[0];
  ASSERT_EQ(figure.dimensions.size(), 2U);
  EXPECT_DOUBLE_EQ(figure.dimensions[0].median, 3);
  EXPECT_DOUBLE_EQ(figure.dimensions[0].mean, 3);
  EXPECT_EQ(figure.dimensions[0].lowest, 1);
  EXPECT_EQ(figure.dimensions[0].highest, 5);
  EXPECT_DOUBLE_EQ(figure.dimensions[1].median, 2);
  EXPECT_DOUBLE_EQ(figure.dimensions[1].mean, 2.5);
  EXPECT_DOUBLE_EQ(figure.lowest, 2);
  EXPECT_DOUBLE_EQ(figure.highest, 3);
  EXPECT_EQ(figure.raters, 4U);
}

}  // namespace
}  // namespace gongshi::proposals
