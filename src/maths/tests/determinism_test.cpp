// The same votes give the same bytes: in any order, from any ids, with any number of threads, one by one or all at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "maths/api.hpp"
#include "maths/random.hpp"
#include "maths/tests/conversations.hpp"
#include "maths/tests/everything.hpp"

namespace gongshi::maths {
namespace {

TEST(Determinism, fifty_orders_and_any_number_of_threads_give_the_same_bytes) {
  const PolisVotes read = read_conversation("scoop-hivemind.biodiversity");
  const auto people = static_cast<std::uint32_t>(read.participants.size());
  const auto statements = static_cast<std::uint32_t>(read.statements.size());
  const VoteMatrix votes = matrix_of(read);
  const GroupTest test = test_groups(votes, {.threads = 2});
  EXPECT_EQ(test.accepted_k, 2);
  const std::string expected = everything(votes, analyse(votes, nullptr, {.threads = 1}, &test));
  Random random(11);
  for (int order = 0; order < 50; ++order) {
    std::vector<std::uint32_t> renamed(people);
    std::iota(renamed.begin(), renamed.end(), 0U);
    random.shuffle(renamed);
    std::vector<Vote> shuffled = read.votes;
    random.shuffle(shuffled);
    for (Vote& vote : shuffled) {
      vote.participant = renamed[vote.participant];
    }
    const int threads = order % 3 == 0 ? 1 : order % 3 == 1 ? 2 : 8;
    const VoteMatrix again = VoteMatrix::build(shuffled, people, statements, threads).value();
    ASSERT_EQ(everything(again, analyse(again, nullptr, {.threads = threads}, &test)), expected) << "order " << order;
    if (order % 10 == 0) {
      const GroupTest retested = test_groups(again, {.threads = threads});
      EXPECT_EQ(retested.accepted_k, test.accepted_k);
      EXPECT_EQ(retested.silhouette, test.silhouette);
      EXPECT_EQ(retested.null_max, test.null_max);
    }
  }
}

TEST(Determinism, votes_one_by_one_give_the_bytes_of_all_at_once) {
  const PolisVotes read = read_conversation("scoop-hivemind.freshwater");
  const VoteMatrix votes = matrix_of(read);
  const std::string expected = everything(votes, analyse(votes, nullptr, {.threads = 1}));
  Random random(5);
  for (int round = 0; round < 5; ++round) {
    std::vector<Vote> shuffled = read.votes;
    random.shuffle(shuffled);
    LiveVotes live(votes.statements());
    for (const Vote& vote : shuffled) {
      live.set(vote.participant, vote.statement, static_cast<std::int8_t>(random.below(3)) - 1);
      live.set(vote.participant, vote.statement, std::nullopt);
      live.set(vote.participant, vote.statement, vote.value == kAgree ? kDisagree : kAgree);
      if (random.below(500) == 0) {
        live.matrix();
      }
      live.set(vote.participant, vote.statement, vote.value);
    }
    EXPECT_EQ(live.co_votes(), CoVotes::count(votes, 2));
    const VoteMatrix taken = live.matrix(2);
    EXPECT_EQ(everything(taken, analyse(taken, nullptr, {.threads = 2}, nullptr, &live.co_votes())), expected);
  }
}

TEST(Determinism, what_changed_since_is_merged_into_the_order_of_the_rest) {
  constexpr std::uint32_t kPeople = 3000, kStatements = 6;
  Random random(11);
  std::map<std::pair<std::uint32_t, std::uint16_t>, std::int8_t> said;
  LiveVotes live(kStatements);
  // At first all at once, then a few at a time: they come, change their minds and leave; with six statements most rows have twins.
  for (int round = 0; round < 60; ++round) {
    const std::uint32_t steps = round == 0 ? 9000 : 1 + static_cast<std::uint32_t>(random.below(200));
    for (std::uint32_t step = 0; step < steps; ++step) {
      const auto person = static_cast<std::uint32_t>(random.below(round < 30 ? kPeople / 2 : kPeople));
      const auto statement = static_cast<std::uint16_t>(random.below(kStatements));
      if (random.below(4) == 0) {
        live.set(person, statement, std::nullopt);
        said.erase({person, statement});
      } else {
        const auto value = static_cast<std::int8_t>(static_cast<int>(random.below(3)) - 1);
        live.set(person, statement, value);
        said[{person, statement}] = value;
      }
    }
    std::vector<Vote> votes;
    for (const auto& [who, value] : said) votes.push_back({who.first, who.second, value});
    const VoteMatrix taken = live.matrix(2);
    const VoteMatrix built = VoteMatrix::build(votes, taken.participants(), kStatements).value();
    ASSERT_EQ(taken.rows(), built.rows()) << "round " << round;
    ASSERT_EQ(taken.votes(), built.votes());
    for (std::uint32_t row = 0; row < built.rows(); ++row) {
      ASSERT_EQ(taken.participant(row), built.participant(row)) << "round " << round << ", row " << row;
      ASSERT_TRUE(std::ranges::equal(taken.row(row).statements, built.row(row).statements) && std::ranges::equal(taken.row(row).values, built.row(row).values)) << "round " << round << ", row " << row;
    }
  }
}

TEST(Determinism, many_rows_are_cut_into_the_same_pieces_by_any_number_of_threads) {
  Random random(3);
  std::vector<Vote> list;
  for (std::uint32_t person = 0; person < 30'000; ++person) {
    for (std::uint16_t statement = 0; statement < 40; ++statement) {
      if (random.below(5) == 0) {
        const bool leans = random.below(10) < 7;
        list.push_back({person, statement, (person % 2 == statement % 2) == leans ? kAgree : kDisagree});
      }
    }
  }
  GroupTest test;
  test.accepted_k = 2;
  std::string expected;
  for (const int threads : {1, 2, 8}) {
    const VoteMatrix votes = VoteMatrix::build(list, 30'000, 40, threads).value();
    const Analysis map = analyse(votes, nullptr, {.threads = threads}, &test);
    EXPECT_TRUE(map.clear_groups);
    const std::string found = everything(votes, map) + everything(votes, refresh(votes, nullptr, {.threads = threads}, &test, map));
    expected = expected.empty() ? found : expected;
    EXPECT_TRUE(found == expected) << threads;
    random.shuffle(list);
  }
}

}  // namespace
}  // namespace gongshi::maths
