// Who is pointed at among simulated people whose kind is known, and who must not be.
#include <gtest/gtest.h>

#include <algorithm>

#include "maths/tests/arrivals_simulator.hpp"

namespace gongshi::maths {
namespace {

using simulated::Kind;

TEST(Arrivals, what_is_arranged_is_found_and_the_honest_are_left_alone) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    const auto found = simulated::look_for(simulated::Simulator(seed, {}).run());
    for (const Kind kind : {Kind::sim_farm, Kind::metronome, Kind::sleepers, Kind::copied_text}) EXPECT_GE(found.recall(kind), 0.9) << simulated::kKindNames[simulated::Found::index(kind)];
    EXPECT_LE(found.recall(Kind::honest), 0.01);
    EXPECT_EQ(found.pointed_at[simulated::Found::index(Kind::office)], 0U);
    // Nothing tells them from anybody else: whoever claims to find them points at honest people.
    EXPECT_LE(found.recall(Kind::bought), 0.1);
  }
}

TEST(Arrivals, days_that_are_unusual_for_everybody_point_at_nobody) {
  for (const auto& [name, settings] : {std::pair{"the day of the launch: nearly everybody is new", simulated::Settings{.arranged = 0, .newcomers = 0.95, .office_newcomers = 0.95}},
                                       std::pair{"nobody is new", simulated::Settings{.arranged = 0, .newcomers = 0, .office_newcomers = 0}},
                                       std::pair{"an office where most are new", simulated::Settings{.arranged = 0, .office_newcomers = 0.65}},
                                       std::pair{"few people", simulated::Settings{.honest = 40, .office = 0, .arranged = 0}}}) {
    SCOPED_TRACE(name);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) EXPECT_TRUE(irregular_arrivals(simulated::Simulator(seed, settings).run().arrivals, {}).empty()) << seed;
  }
}

TEST(Arrivals, the_order_of_people_changes_nothing_and_each_stands_in_one_group) {
  auto crowd = simulated::Simulator(7, {}).run();
  const auto members_of = [](const simulated::Crowd& one) {
    std::vector<std::pair<std::int64_t, std::int64_t>> people;
    for (const auto& group : irregular_arrivals(one.arrivals, one.texts)) {
      EXPECT_GE(group.members.size(), kFewestIrregular);
      EXPECT_LE(group.from, group.to);
      for (const auto i : group.members) people.emplace_back(one.arrivals[i].at, one.arrivals[i].registered);
    }
    std::ranges::sort(people);
    return people;
  };
  const auto before = members_of(crowd);
  EXPECT_EQ(std::ranges::adjacent_find(before), before.end()) << "twice";
  const auto last = static_cast<std::uint32_t>(crowd.arrivals.size() - 1);
  std::ranges::reverse(crowd.arrivals);
  for (auto& text : crowd.texts) text.arrival = last - text.arrival;
  EXPECT_EQ(members_of(crowd), before);
}

TEST(Arrivals, nothing_is_concluded_from_an_unknown_address_nor_from_few) {
  const std::int64_t now = 1'000'000'000'000, day = 86'400'000;
  const auto farm = [&](std::size_t people, std::uint64_t place) {
    std::vector<Arrival> arrivals;
    for (std::size_t i = 0; i < 200; ++i) arrivals.push_back({now + static_cast<std::int64_t>(i * i % 977) * 60'000, now - 300 * day, now - 20 * day, 100 + i});
    for (std::size_t i = 0; i < people; ++i) arrivals.push_back({now + static_cast<std::int64_t>(i * i) * 1'000, now - 1, now, place});
    return irregular_arrivals(arrivals, {}).size();
  };
  EXPECT_EQ(farm(30, 1), 1U);
  EXPECT_EQ(farm(30, 0), 0U) << "everybody seems to come from the proxy";
  EXPECT_EQ(farm(kFewestIrregular - 1, 1), 0U);
}

TEST(Arrivals, a_text_of_a_few_words_is_nobodys) {
  std::vector<Arrival> arrivals;
  std::vector<WrittenText> same, alike;
  for (std::uint32_t i = 0; i < 30; ++i) {
    arrivals.push_back({i * 977'777'777LL, 0, i * 977'777'777LL, 0});
    same.push_back({i, "我支持先修东边的路"});
    alike.push_back({i, "我支持先修东边的路，因为孩子们每天都要从那里走" + std::to_string(i)});
  }
  EXPECT_TRUE(irregular_arrivals(arrivals, same).empty());
  ASSERT_EQ(irregular_arrivals(arrivals, alike).size(), 1U);
  EXPECT_EQ(irregular_arrivals(arrivals, alike)[0].kind, Irregularity::copied_text);
}

}  // namespace
}  // namespace gongshi::maths
