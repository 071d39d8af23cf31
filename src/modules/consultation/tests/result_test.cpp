// The published result: what is hidden, what adds up, and who cannot be found in it.
#include <gtest/gtest.h>

#include "maths/random.hpp"
#include "modules/consultation/references.hpp"
#include "modules/consultation/result.hpp"

namespace gongshi::consultation {
namespace {

ResultInput two_camps(std::size_t people, std::size_t statements) {
  ResultInput input;
  input.consultation.id = {1};
  input.now = {1};
  for (std::size_t j = 0; j < statements; ++j) {
    input.statements.push_back({.id = {static_cast<std::int64_t>(100 + j)}, .number = static_cast<std::int64_t>(j), .text = "意见"});
  }
  input.sectors = {{1, "甲界", 300}, {2, "乙界", 4}};
  input.counties = {{7, "某县", std::nullopt}};
  maths::Random random(7);
  for (std::uint32_t i = 0; i < people; ++i) {
    const int camp = i % 2;
    input.sector.push_back(i < 3 ? 1 : 0);  // three people of the second sector
    input.county.push_back(-1);
    for (std::uint16_t j = 0; j < statements; ++j) {
      const bool shared = j == 0;
      const bool agrees = shared || (j % 2 == camp) ? random.below(10) < 9 : random.below(10) < 1;
      input.votes.push_back({i, j, static_cast<std::int8_t>(agrees ? 1 : -1)});
    }
  }
  return input;
}

TEST(ConsultationResult, small_cells_are_hidden_together_with_what_would_give_them_away) {
  const auto published = compute(two_camps(120, 12));
  ASSERT_TRUE(published.has_value());
  const ResultView& view = published->view;
  EXPECT_EQ(view.participants, 120);
  for (const auto& statement : view.statements_detail) {
    ASSERT_EQ(statement.sectors.size(), 2U);
    EXPECT_TRUE(statement.sectors[1].share.hidden) << "three people";
    EXPECT_TRUE(statement.sectors[0].share.hidden) << "total minus the other would be those three";
    EXPECT_FALSE(statement.all.hidden);
  }
  EXPECT_FALSE(view.sectors[1].did.has_value());
  EXPECT_FALSE(view.sectors[0].did.has_value());
}

TEST(ConsultationResult, camps_are_found_and_what_they_share) {
  const auto published = compute(two_camps(200, 14));
  ASSERT_TRUE(published.has_value());
  const ResultView& view = published->view;
  EXPECT_TRUE(view.clear_groups);
  EXPECT_EQ(view.groups.size(), 2U);
  EXPECT_EQ(view.common, std::vector<StatementId>{{100}});
  EXPECT_EQ(view.different.size(), 13U);
  EXPECT_EQ(view.statements_detail.front().id, StatementId{100}) << "the usual order begins with what is shared";
  EXPECT_FALSE(view.digest.has_value()) << "it was not announced that votes would be public";
  for (const auto& point : view.points) {
    EXPECT_LE(std::abs(point[0]), 1);
    EXPECT_LE(std::abs(point[1]), 1);
  }
  std::int64_t placed = 0;
  for (const auto& group : view.groups) placed += group.size;
  EXPECT_EQ(placed, 200);
}

TEST(ConsultationResult, the_order_of_people_leaves_no_trace) {
  ResultInput input = two_camps(100, 10);
  input.consultation.matrix_public = true;
  const auto first = compute(input);
  // The same people, numbered the other way round.
  for (auto& vote : input.votes) vote.participant = 99 - vote.participant;
  std::ranges::reverse(input.sector);
  maths::Random(3).shuffle(input.votes);
  const auto second = compute(input);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(json::encode(first->view), json::encode(second->view));
}

TEST(ConsultationResult, text_round_trips_through_its_stored_form) {
  const auto published = compute(two_camps(60, 8));
  ASSERT_TRUE(published.has_value());
  const auto back = json::decode<ResultView>(json::encode(published->view));
  ASSERT_TRUE(back.has_value()) << back.error().fields.at(0).pointer;
  EXPECT_EQ(json::encode(*back), json::encode(published->view));
  EXPECT_EQ(extremity_from(json::encode(published->model), two_camps(60, 8).statements).size(), 8U);
}

TEST(References, lead_back_only_with_the_key_and_within_the_consultation) {
  std::array<std::byte, 32> key{}, other{};
  other[0] = std::byte{1};
  const References references(key), others(other);
  const auto sealed = references.of({5}, {42});
  EXPECT_EQ(sealed, references.of({5}, {42}));
  EXPECT_NE(sealed, references.of({6}, {42}));
  EXPECT_EQ(references.person({5}, sealed), PersonId{42});
  EXPECT_EQ(references.person({6}, sealed), PersonId{});
  EXPECT_EQ(others.person({5}, sealed), PersonId{});
  EXPECT_EQ(references.person({5}, db::Blob(sealed).first(8)), PersonId{});
}

}  // namespace
}  // namespace gongshi::consultation
