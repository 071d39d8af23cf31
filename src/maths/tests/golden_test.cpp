// Against results fixed by an independent implementation, within the tolerances of tests/data/golden/README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/src.hpp>
#include <cmath>

#include "maths/polis.hpp"
#include "maths/tests/conversations.hpp"

namespace gongshi::maths {
namespace {

namespace json = boost::json;

std::vector<double> numbers(const json::value& value) {
  std::vector<double> found;
  for (const json::value& own : value.as_array()) {
    found.push_back(own.to_number<double>());
  }
  return found;
}

std::size_t position_of(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return static_cast<std::size_t>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
}

template <class Function>
void expect_near(const char* what, const json::value& expected, double tolerance, Function actual) {
  const std::vector<double> values = numbers(expected);
  double worst = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    worst = std::max(worst, std::fabs(actual(i) - values[i]));
  }
  EXPECT_LE(worst, tolerance) << what;
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, agrees_with_the_published_conversation) {
  const std::string name = GetParam();
  const json::value golden = json::parse(read_file(std::filesystem::path(GONGSHI_SOURCE_DIR) / "tests/data/golden" / (name + ".json")));
  PolisVotes read = read_conversation(name);
  ASSERT_EQ(read.participants.size(), golden.at("n").to_number<std::size_t>());
  ASSERT_EQ(read.statements.size(), golden.at("m").to_number<std::size_t>());
  ASSERT_EQ(read.votes.size(), golden.at("nvotes").to_number<std::size_t>());
  ASSERT_EQ(json::value_from(read.statements), golden.at("tids"));

  // The golden files list people in the order of the vote file; ours are ascending.
  std::vector<std::size_t> person_at;
  for (const double id : numbers(golden.at("pids"))) {
    person_at.push_back(position_of(read.participants, static_cast<std::int64_t>(id)));
  }
  std::vector<std::int16_t> group(read.participants.size());
  for (std::size_t i = 0; i < person_at.size(); ++i) {
    group[person_at[i]] = golden.at("published_group").at(i).to_number<std::int16_t>();
  }
  if (!read.group.empty()) {
    EXPECT_EQ(read.group, group);
  }
  std::vector<std::uint8_t> moderated(read.statements.size(), 0);
  for (const json::value& id : golden.at("mod_out").as_array()) {
    moderated[position_of(read.statements, id.as_int64())] = 1;
  }
  const auto groups = static_cast<std::uint16_t>(golden.at("A").as_array().size());
  const VoteMatrix votes = matrix_of(read, 2);
  const PolisMap map = polis_map(votes, moderated, {group, groups}, 2);

  const auto& axes = map.principal;
  expect_near("mean", golden.at("mean"), 1e-9, [&](std::size_t j) { return axes.mean[j]; });
  expect_near("pc1", golden.at("pc1"), 1e-6, [&](std::size_t j) { return axes.axis[0][j]; });
  expect_near("pc2", golden.at("pc2"), 1e-6, [&](std::size_t j) { return axes.axis[1][j]; });
  expect_near("eig", golden.at("eig"), 1e-6, [&](std::size_t i) { return axes.eigenvalue[i]; });
  EXPECT_NEAR(axes.trace, golden.at("eig_total").to_number<double>(), 1e-6);
  expect_near("pc1_nomod", golden.at("pc1_nomod"), 1e-6, [&](std::size_t j) { return map.unmoderated.axis[0][j]; });
  expect_near("pc2_nomod", golden.at("pc2_nomod"), 1e-6, [&](std::size_t j) { return map.unmoderated.axis[1][j]; });
  expect_near("eig_nomod", golden.at("eig_nomod"), 1e-6, [&](std::size_t i) { return map.unmoderated.eigenvalue[i]; });

  const auto row_of = votes.row_of_participant();
  expect_near("x", golden.at("x"), 1e-6, [&](std::size_t i) { return map.position[row_of[person_at[i]]].x; });
  expect_near("y", golden.at("y"), 1e-6, [&](std::size_t i) { return map.position[row_of[person_at[i]]].y; });
  std::vector<double> counted;
  for (const std::size_t person : person_at) {
    if (map.counted[row_of[person]] != 0) {
      counted.push_back(static_cast<double>(read.participants[person]));
    }
  }
  EXPECT_EQ(counted, numbers(golden.at("in_conv")));
  expect_near("extremity", golden.at("extremity"), 1e-6, [&](std::size_t j) { return map.extremity[j]; });
  expect_near("gac", golden.at("gac"), 1e-12, [&](std::size_t j) { return map.group_consensus[j]; });
  const std::vector<double> priorities = numbers(golden.at("priority"));
  for (std::size_t j = 0; j < priorities.size(); ++j) {
    EXPECT_NEAR(map.priority[j], priorities[j], 1e-8 * std::max(1.0, priorities[j])) << "priority of " << read.statements[j];
  }

  for (std::size_t g = 0; g < groups; ++g) {
    const auto expect_counts = [&](const char* key, auto count) {
      EXPECT_EQ(numbers(golden.at(key).at(g)), [&] {
        std::vector<double> counts;
        for (std::size_t j = 0; j < read.statements.size(); ++j) {
          counts.push_back(count(map.by_group.at(g, j)));
        }
        return counts;
      }()) << key;
    };
    expect_counts("A", [](const Tally& t) { return t.agree; });
    expect_counts("D", [](const Tally& t) { return t.disagree; });
    expect_counts("S", [](const Tally& t) { return t.seen(); });

    const json::array& expected = golden.at("repness").at(g).as_array();
    ASSERT_EQ(map.representative[g].size(), expected.size()) << "group " << g;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const Representative& own = map.representative[g][i];
      EXPECT_EQ(read.statements[own.statement], expected[i].at("tid").as_int64());
      EXPECT_EQ(own.agree ? "agree" : "disagree", expected[i].at("rf").as_string());
      EXPECT_EQ(own.successes, expected[i].at("n_success").to_number<std::uint32_t>());
      EXPECT_EQ(own.trials, expected[i].at("n_trials").to_number<std::uint32_t>());
      EXPECT_NEAR(own.share, expected[i].at("p").to_number<double>(), 1e-9);
      EXPECT_NEAR(own.share_z, expected[i].at("pt").to_number<double>(), 1e-9);
      EXPECT_NEAR(own.ratio, expected[i].at("r").to_number<double>(), 1e-9);
      EXPECT_NEAR(own.ratio_z, expected[i].at("rt").to_number<double>(), 1e-9);
    }
  }
  const auto ids = [&](const std::vector<std::uint16_t>& statements) {
    json::array found;
    for (const std::uint16_t j : statements) {
      found.push_back(read.statements[j]);
    }
    return found;
  };
  EXPECT_EQ(ids(map.majority.agree), golden.at("consensus").at("agree"));
  EXPECT_EQ(ids(map.majority.disagree), golden.at("consensus").at("disagree"));
}

INSTANTIATE_TEST_SUITE_P(polis, Golden,
                         testing::Values("15-per-hour-seattle", "austria-climate.2vkxcncppn.2022-07-07", "austria-climate.7z7ejpbmv5.2022-08-08",
                                         "bg2050-volunteers", "brexit-consensus", "london.youth.policing", "scoop-hivemind.affordable-housing",
                                         "scoop-hivemind.biodiversity", "scoop-hivemind.freshwater", "scoop-hivemind.ubi", "vtaiwan.uberx"));

}  // namespace
}  // namespace gongshi::maths
