// Is the map any good: predictions of hidden votes, groups found where there are some and none where there are none.
#include <gtest/gtest.h>

#include <algorithm>

#include "maths/api.hpp"
#include "maths/random.hpp"
#include "maths/tests/conversations.hpp"

namespace gongshi::maths {
namespace {

/// Area under the curve of "is it an agreement" when a tenth of the votes is hidden from the fit; `split` says which tenth.
double held_out_area(const PolisVotes& read, std::uint64_t split) {
  Random random(split);
  std::vector<Vote> seen;
  std::vector<Vote> hidden;
  for (const Vote& vote : read.votes) {
    (random.below(10) == 0 ? hidden : seen).push_back(vote);
  }
  const auto people = static_cast<std::uint32_t>(read.participants.size());
  const VoteMatrix votes = VoteMatrix::build(seen, people, static_cast<std::uint32_t>(read.statements.size())).value();
  const Layout layout = lay_out(votes, {.threads = 2});
  const std::vector<std::uint32_t> row_of = votes.row_of_participant();
  std::vector<std::pair<double, bool>> predicted;
  for (const Vote& vote : hidden) {
    const Point position = row_of[vote.participant] == kNoRow ? Point{} : layout.embedding.position[row_of[vote.participant]];
    const Point loading = layout.embedding.loading[vote.statement];
    predicted.emplace_back(layout.embedding.mean[vote.statement] + position.x * loading.x + position.y * loading.y, vote.value == kAgree);
  }
  std::sort(predicted.begin(), predicted.end());
  double ranks = 0;
  double positives = 0;
  for (std::size_t i = 0; i < predicted.size();) {
    std::size_t end = i;
    while (end < predicted.size() && predicted[end].first == predicted[i].first) {
      ++end;
    }
    const double middle = (static_cast<double>(i) + static_cast<double>(end) + 1) / 2;
    for (; i < end; ++i) {
      ranks += predicted[i].second ? middle : 0;
      positives += predicted[i].second ? 1 : 0;
    }
  }
  const double negatives = static_cast<double>(predicted.size()) - positives;
  return (ranks - positives * (positives + 1) / 2) / (positives * negatives);
}

/// Which votes are hidden moves the area by a hundredth, so the mean over several splits is judged.
double mean_held_out_area(const std::string& conversation) {
  constexpr int kSplits = 6;
  const PolisVotes read = read_conversation(conversation);
  double sum = 0;
  for (int split = 0; split < kSplits; ++split) sum += held_out_area(read, static_cast<std::uint64_t>(2 + split));
  return sum / kSplits;
}

// Reference: rank-2 alternating least squares of an independent implementation; its split of the votes is not ours.
TEST(Quality, hidden_votes_are_predicted_as_well_as_by_the_reference) {
  EXPECT_GE(mean_held_out_area("vtaiwan.uberx"), 0.865 - 0.005);
  EXPECT_GE(mean_held_out_area("scoop-hivemind.biodiversity"), 0.822 - 0.005);
  EXPECT_GE(mean_held_out_area("brexit-consensus"), 0.883 - 0.005);
}

TEST(Quality, shuffled_votes_show_no_clear_groups) {
  const VoteMatrix votes = matrix_of(read_conversation("brexit-consensus"));
  EXPECT_GT(test_groups(votes, {.threads = 2}).accepted_k, 1);
  int none = 0;
  for (std::uint64_t round = 0; round < 100; ++round) {
    const VoteMatrix noise = votes.shuffled_within_statements(9000 + round);
    const GroupTest test = test_groups(noise, {.seed = round + 1, .threads = 2});
    none += analyse(noise, nullptr, {.threads = 2, .digest = false}, &test).clear_groups ? 0 : 1;
  }
  EXPECT_GE(none, 95);
}

TEST(Quality, camps_that_exist_are_found) {
  Random random(4);
  std::vector<Vote> list;
  const auto camp_of = [](std::uint32_t person) { return person % 3; };
  for (std::uint32_t person = 0; person < 900; ++person) {
    for (std::uint16_t statement = 0; statement < 60; ++statement) {
      if (random.below(3) == 0) {
        const bool leans = random.below(10) < 8;
        list.push_back({person, statement, (statement % 3 == camp_of(person)) == leans ? kAgree : kDisagree});
      }
    }
  }
  const VoteMatrix votes = VoteMatrix::build(list, 900, 60).value();
  const GroupTest test = test_groups(votes, {.threads = 2});
  ASSERT_EQ(test.accepted_k, 3);
  const Analysis map = analyse(votes, nullptr, {}, &test);
  ASSERT_TRUE(map.clear_groups);
  std::array<std::array<int, 3>, 3> table{};
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    if (map.grouping.of_row[row] >= 0) {
      ++table[static_cast<std::size_t>(map.grouping.of_row[row])][camp_of(votes.participant(row))];
    }
  }
  for (const auto& group : table) {
    EXPECT_GE(*std::max_element(group.begin(), group.end()), 285);
  }
  EXPECT_FALSE(map.lists.differences.empty());
}

TEST(Quality, without_a_test_no_groups_are_claimed) {
  const VoteMatrix votes = matrix_of(read_conversation("brexit-consensus"));
  const Analysis map = analyse(votes, nullptr, {});
  EXPECT_FALSE(map.tested);
  EXPECT_FALSE(map.clear_groups);
  EXPECT_EQ(map.grouping.groups.size(), 1U);
}

}  // namespace
}  // namespace gongshi::maths
