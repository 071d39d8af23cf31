#include "app/map_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace gongshi {
namespace {

namespace json = boost::json;
const std::filesystem::path kRoot = GONGSHI_SOURCE_DIR;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome run(const std::vector<std::string>& arguments) {
  const std::vector<std::string_view> views(arguments.begin(), arguments.end());
  std::ostringstream out;
  std::ostringstream err;
  const int code = map_command(views, out, err);
  return {code, out.str(), err.str()};
}

class MapCommand : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("map_command_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

const std::string kVotes = (kRoot / "demo/vtaiwan.uberx/votes.csv").string();
const std::string kComments = (kRoot / "demo/vtaiwan.uberx/comments.csv").string();

TEST_F(MapCommand, draws_the_vtaiwan_map) {
  const Outcome all = run({kVotes, "--comments", kComments, "--json", "-"});
  ASSERT_EQ(all.code, 0) << all.err;
  const json::value map = json::parse(all.out);
  EXPECT_EQ(map.at("statements"), 119);
  EXPECT_TRUE(map.at("clear_groups").as_bool());
  EXPECT_GE(map.at("groups").as_array().size(), 2U);
  EXPECT_EQ(map.at("people").as_array().size(), map.at("participants").to_number<std::size_t>());
  EXPECT_EQ(map.at("representative").as_array().size(), map.at("groups").as_array().size());
  EXPECT_EQ(map.at("digest").at("votes").as_string().size(), 64U);
  EXPECT_FALSE(map.at("per_statement").at(0).at("text").as_string().empty());
}

TEST_F(MapCommand, writes_the_same_bytes_for_the_same_votes_in_another_order_and_format) {
  const std::string folder = (kRoot / "tests/data/polis/brexit-consensus/").string();
  std::ifstream file(folder + "votes.csv");
  std::string header;
  std::getline(file, header);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    lines.push_back(line + "\n");
  }
  std::string backwards = header + "\n";
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    backwards += *line;
  }
  const Outcome first = run({folder + "votes.csv", "--json", "-", "--threads", "1"});
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(run({write("backwards.csv", backwards), "--json", "-", "--threads", "8"}).out, first.out);
  EXPECT_EQ(run({folder + "participants-votes.csv", "--json", "-"}).out, first.out);
}

TEST_F(MapCommand, gives_the_golden_parts_with_polis) {
  const Outcome all = run({(kRoot / "tests/data/polis/brexit-consensus/participants-votes.csv").string(), "--polis", "--json", "-"});
  ASSERT_EQ(all.code, 0) << all.err;
  std::ifstream file(kRoot / "tests/data/golden/brexit-consensus.json");
  const json::value golden = json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
  const json::value map = json::parse(all.out);
  for (const auto& [key, value] : golden.as_object()) {
    EXPECT_TRUE(key == "conv" || map.as_object().contains(key)) << key;
  }
  for (const char* exact : {"n", "m", "nvotes", "tids", "mod_out", "A", "D", "S", "consensus"}) {
    EXPECT_EQ(map.at(exact), golden.at(exact)) << exact;
  }
  // The golden files list people in the order of the vote file; ours are ascending.
  const auto ascending = [](const json::value& list) {
    std::vector<std::int64_t> ids;
    for (const json::value& id : list.as_array()) ids.push_back(id.as_int64());
    std::ranges::sort(ids);
    return ids;
  };
  EXPECT_EQ(ascending(map.at("pids")), ascending(golden.at("pids")));
  EXPECT_EQ(ascending(map.at("in_conv")), ascending(golden.at("in_conv")));
  const auto groups = [](const json::value& of) {
    std::map<std::int64_t, std::int64_t> group;
    for (std::size_t i = 0; i < of.at("pids").as_array().size(); ++i) group[of.at("pids").at(i).as_int64()] = of.at("published_group").at(i).as_int64();
    return group;
  };
  EXPECT_EQ(groups(map), groups(golden));
}

TEST_F(MapCommand, refuses_bad_input_and_writes_nothing) {
  const std::string history = "timestamp,datetime,comment-id,voter-id,vote\n";
  struct Case {
    std::string name;
    std::string votes;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"unknown vote", history + "1,x,0,0,1\n2,x,1,0,7\n", ", row 3, column 5: a vote must be 1, 0 or -1 (value 7)"},
      {"unknown person", history + "1,x,0,zoe,1\n", ", row 2, column 4: not a whole number (value zoe)"},
      {"bad time", history + "yesterday,x,0,0,1\n", ", row 2, column 1: not a time in seconds or milliseconds (value yesterday)"},
      {"short row", history + "1,x,0,0\n", ", row 2, column 5: a different number of fields than the first row (expected 5, found 4)"},
      {"open quote", history + "1,\"x,0,0,1\n", ", row 2, column 2: a quoted field is never closed"},
      {"broken text", history + "1,\xC3,0,0,1\n", ", row 2, column 2: not valid UTF-8"},
      {"another file", "topic,Brexit\n", ", row 1, column 1: the header is not one of Polis's export formats"},
      {"nothing", "", ", row 1, column 1: the header is not one of Polis's export formats"},
      {"no votes", history, ": no votes in the file"},
      {"a bomb", history + "1," + std::string(70'000, 'x') + ",0,0,1\n", ", row 2, column 2: a field is too long (most 65536)"},
      {"twice", "participant,group-id,0\n1,0,1\n1,0,1\n", ": the same participant in two rows (participant 1)"},
  };
  for (const Case& own : cases) {
    const std::string file = write("votes.csv", own.votes);
    const std::string output = (folder_ / "out.json").string();
    const Outcome refused = run({file, "--json", output});
    EXPECT_EQ(refused.code, 2) << own.name;
    EXPECT_EQ(refused.err, file + own.message + "\n") << own.name;
    EXPECT_EQ(refused.out, "") << own.name;
    EXPECT_FALSE(std::filesystem::exists(output)) << own.name;
  }
}

TEST_F(MapCommand, refuses_bad_arguments) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {}, {"--json", "-"}, {"a.csv", "b.csv"}, {kVotes, "--threads"}, {kVotes, "--threads", "many"}, {kVotes, "--what", "1"}, {"missing.csv"}, {"/"}}) {
    const Outcome refused = run(arguments);
    EXPECT_EQ(refused.code, 2);
    EXPECT_FALSE(refused.err.empty());
    EXPECT_TRUE(refused.out.empty());
  }
  EXPECT_EQ(run({kVotes, "--json", "/missing-folder/out.json"}).code, 1);
}

}  // namespace
}  // namespace gongshi
