// Which statement comes next: what is drawn is what the formula says, and nobody starves.
#include <gtest/gtest.h>

#include <cmath>

#include "maths/api.hpp"
#include "maths/random.hpp"

namespace gongshi::maths {
namespace {

struct Said {
  Tally tally;
  double extremity = 0;
  std::uint32_t seen_by_sector = 0;
};
std::vector<RoutingStatement> weighed(const std::vector<Said>& all) {
  std::vector<RoutingStatement> statements;
  for (const Said& one : all) statements.push_back({routing_weight(one.tally, one.extremity), one.seen_by_sector});
  return statements;
}

/// Statements as a consultation under way has them: some loved, some disputed, some new.
std::vector<Said> under_way(std::size_t count) {
  Random random(77);
  std::vector<Said> statements(count);
  for (auto& statement : statements) {
    const auto seen = static_cast<std::uint32_t>(random.below(60));
    const auto agree = static_cast<std::uint32_t>(random.below(seen + 1));
    const auto disagree = static_cast<std::uint32_t>(random.below(seen - agree + 1));
    statement = {{agree, disagree, seen - agree - disagree}, random.unit() * 2, static_cast<std::uint32_t>(random.below(3))};
  }
  return statements;
}

/// Pearson's χ² of `drawn` against `expected` probabilities; cells that cannot be drawn are not counted.
double chi_square(const std::vector<std::uint64_t>& drawn, const std::vector<double>& expected, std::uint64_t draws) {
  double sum = 0;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const double mean = expected[i] * static_cast<double>(draws);
    if (mean > 0) sum += (static_cast<double>(drawn[i]) - mean) * (static_cast<double>(drawn[i]) - mean) / mean;
  }
  return sum;
}

struct Case {
  const char* name;
  bool has_sector;
  std::size_t already_seen;
  RoutingRules rules;
};

TEST(Routing, drawn_frequencies_are_those_of_the_formula) {
  constexpr std::size_t kStatements = 30;
  constexpr std::uint64_t kDraws = 200'000;
  const auto statements = under_way(kStatements);
  const Case cases[] = {{"fresh visitor", false, 0, {}},
                        {"has seen ten", false, 10, {}},
                        {"member whose sector has not seen all", true, 5, {}},
                        {"priority alone", false, 0, {.priority_share = 1}},
                        {"exposure alone", false, 0, {.priority_share = 0}}};
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    std::vector<std::uint8_t> unseen(kStatements, 1);
    for (std::size_t i = 0; i < one.already_seen; ++i) unseen[i * 2] = 0;

    // The formula once more, from the paper side: shares of two weights over the candidates.
    std::vector<double> priority(kStatements), exposure(kStatements), expected(kStatements);
    double priorities = 0, exposures = 0;
    bool sector_first = false;
    for (std::size_t i = 0; i < kStatements; ++i) sector_first = sector_first || (one.has_sector && unseen[i] && statements[i].seen_by_sector == 0);
    int candidates = 0;
    for (std::size_t i = 0; i < kStatements; ++i) {
      if (!unseen[i] || (sector_first && statements[i].seen_by_sector > 0)) continue;
      ++candidates;
      const Tally& t = statements[i].tally;
      const double s = t.seen();
      const double importance = (1 - (t.pass + 1) / (s + 2)) * (1 + statements[i].extremity) * ((t.agree + 1) / (s + 2));
      priority[i] = std::pow(importance * (1 + 8 * std::pow(2, -s / 5)), 2);
      exposure[i] = 1 / ((s + 1) * (s + 1));
      priorities += priority[i];
      exposures += exposure[i];
    }
    ASSERT_GT(candidates, 2);
    for (std::size_t i = 0; i < kStatements; ++i) {
      expected[i] = one.rules.priority_share * priority[i] / priorities + (1 - one.rules.priority_share) * exposure[i] / exposures;
    }
    const auto probabilities = routing_probabilities(weighed(statements), unseen, one.has_sector, one.rules);
    for (std::size_t i = 0; i < kStatements; ++i) EXPECT_NEAR(probabilities[i], expected[i], 1e-12) << i;

    Random random(5);
    std::vector<std::uint64_t> drawn(kStatements);
    for (std::uint64_t n = 0; n < kDraws; ++n) ++drawn[draw(probabilities, random).value()];
    for (std::size_t i = 0; i < kStatements; ++i) {
      if (expected[i] == 0) EXPECT_EQ(drawn[i], 0U) << "statement " << i << " was not to be shown";
    }
    // The 99.9 % point of χ² by Wilson and Hilferty; the seed is fixed, so this says the same every time.
    const double freedom = candidates - 1;
    const double cube = 1 - 2 / (9 * freedom) + 3.09 * std::sqrt(2 / (9 * freedom));
    const double bound = freedom * cube * cube * cube;
    EXPECT_LT(chi_square(drawn, expected, kDraws), bound);
    // The slip that made all weights equal for sixteen months elsewhere would not have passed.
    std::vector<double> uniform(kStatements);
    for (std::size_t i = 0; i < kStatements; ++i) uniform[i] = expected[i] > 0 ? 1.0 / candidates : 0;
    EXPECT_GT(chi_square(drawn, uniform, kDraws), bound);
  }
}

TEST(Routing, an_unseen_statement_keeps_its_share_however_loved_the_others_are) {
  std::vector<Said> statements(50, {{400, 0, 0}, 3, 1});
  statements[17] = {{0, 0, 0}, 0, 1};
  const std::vector<std::uint8_t> unseen(50, 1);
  EXPECT_GT(routing_probabilities(weighed(statements), unseen, false)[17], 0.45);
}

TEST(Routing, nothing_left_gives_nothing) {
  const std::vector<RoutingStatement> statements(3);
  const auto none = routing_probabilities(statements, std::vector<std::uint8_t>(3, 0), true);
  EXPECT_EQ(none, std::vector<double>(3, 0));
  Random random(1);
  EXPECT_FALSE(draw(none, random).has_value());
}

}  // namespace
}  // namespace gongshi::maths
