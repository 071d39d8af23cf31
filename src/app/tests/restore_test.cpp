// The drill: a city in use is backed up and copied, and another machine goes on with it.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "app/tests/program.hpp"

namespace gongshi::app {
namespace {

namespace fs = std::filesystem;
using test::Program;
using test::Wire;
using Steady = std::chrono::steady_clock;

std::string link_of(const Program& program, std::string_view who) {
  const auto at = program.words().find("try as " + std::string(who) + " ");
  const auto token = program.words().find("/link#", at) + 6;
  return program.words().substr(token, program.words().find('\n', token) - token);
}

/// Another connection of the same browser.
Wire same_session(const Wire& browser, const Program& program) {
  Wire wire;
  wire.cookie = browser.cookie;
  wire.csrf = browser.csrf;
  wire.connect(program.port());
  return wire;
}

class RestoreTest : public testing::Test {
 protected:
  RestoreTest() : root_(fs::temp_directory_path() / fmt::format("gongshi_restore_{}", ::getpid())) {
    fs::remove_all(root_);
    fs::create_directories(second_);
  }
  ~RestoreTest() override { fs::remove_all(root_); }

  /// Exit code and what was said.
  std::pair<int, std::string> run(const std::string& arguments) {
    const fs::path said = root_ / "said";
    const int status = std::system(fmt::format("{} {} >{} 2>&1", GONGSHI_PROGRAM, arguments, said.string()).c_str());
    std::ifstream in(said);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}};
  }

  void sign_in(const Program& program, Wire& member) {
    member.connect(program.port());
    ASSERT_EQ(member.ask("POST", "/api/v1/session/link", R"({"token":")" + link_of(program, "member") + "\"}").status, 200);
    const auto list = json::parse(member.ask("GET", "/api/v1/consultations").body);
    for (const auto& item : list->at("items").as_array()) {
      (item.at("state") == "open" ? open_ : finished_) = std::to_string(item.at("id").as_int64());
    }
    const auto statements = json::parse(member.ask("GET", "/api/v1/consultations/" + open_ + "/statements").body);
    for (const auto& item : statements->at("items").as_array()) statements_.push_back(std::to_string(item.at("id").as_int64()));
  }
  http::test::Answer vote(Wire& member, std::size_t statement, std::string_view choice) {
    return member.ask("PUT", "/api/v1/consultations/" + open_ + "/votes/" + statements_[statement], fmt::format(R"({{"vote":"{}"}})", choice));
  }
  std::string votes(Wire& member) { return member.ask("GET", "/api/v1/consultations/" + open_ + "/votes").body; }
  /// What a published result is recognised by.
  std::string digest(Wire& member) {
    const std::string result = member.ask("GET", "/api/v1/consultations/" + finished_ + "/result").body;
    const auto at = result.find("\"digest\":{");
    return at == std::string::npos ? "" : result.substr(at, result.find('}', at) - at);
  }

  const fs::path root_;
  const fs::path data_ = root_ / "data";
  const fs::path second_ = root_ / "second";
  std::string open_;
  std::string finished_;
  std::vector<std::string> statements_;
};

TEST_F(RestoreTest, ABackupTakenWhilePeopleVoteGoesOnElsewhere) {
  std::string before, digest_before;
  Wire member;
  {
    const Program program({"--demo", "--data", data_.string()});
    sign_in(program, member);
    ASSERT_FALSE(statements_.empty());
    ASSERT_EQ(vote(member, 0, "agree").status, 200);
    before = votes(member);
    digest_before = digest(member);
    std::atomic<bool> stop = false;
    std::thread others([&] {
      Wire other = same_session(member, program);
      while (!stop) EXPECT_EQ(vote(other, 0, "agree").status, 200);
    });
    const auto [code, words] = run(fmt::format("backup {} --data {}", (root_ / "backup").string(), data_.string()));
    stop = true;
    others.join();
    ASSERT_EQ(code, 0) << words;
    EXPECT_EQ(vote(member, 0, "disagree").status, 200) << "and the server goes on";
  }
  EXPECT_NE(digest_before, "");
  {
    const auto [code, words] = run(fmt::format("restore --verify {}", (root_ / "backup").string()));
    EXPECT_EQ(code, 0) << words;
  }
  {
    const auto [code, words] = run(fmt::format("restore {} --data {}", (root_ / "backup").string(), data_.string()));
    EXPECT_NE(code, 0) << "the old directory is not written over";
    EXPECT_TRUE(words.contains("nothing is ever written over")) << words;
  }
  const fs::path elsewhere = root_ / "elsewhere";
  const auto [code, words] = run(fmt::format("restore {} --data {}", (root_ / "backup").string(), elsewhere.string()));
  ASSERT_EQ(code, 0) << words;
  const Program program({"--data", elsewhere.string()});
  member.connect(program.port());
  EXPECT_EQ(votes(member), before) << "the session, and the votes as they were backed up";
  EXPECT_EQ(digest(member), digest_before);
  EXPECT_EQ(vote(member, 0, "pass").status, 200);
}

// The copy is at most a second old, whenever the program dies.
TEST_F(RestoreTest, TheContinuousCopyOfAKilledServerIsAtMostASecondOld) {
  constexpr int kKills = 5;
  Wire member;
  std::mt19937 random(20'261'126);
  std::int64_t acknowledged = 0;
  auto worst = std::chrono::milliseconds(0);
  for (int round = 0; round < kKills; ++round) {
    SCOPED_TRACE("kill " + std::to_string(round + 1));
    std::vector<std::string> arguments{"--data", data_.string(), "--copy-to", second_.string()};
    if (round == 0) arguments.push_back("--demo");
    Program program(arguments);
    if (round == 0) {
      sign_in(program, member);
    } else {
      member.connect(program.port());
    }
    const auto copied = [&] { return member.ask("GET", "/metrics").body.contains("gongshi_copy_complete 1"); };
    while (!copied()) std::this_thread::sleep_for(std::chrono::milliseconds(5));

    // Votes one after another, each with its moment; what counts of them is the state of all statements behind each.
    std::map<std::string, std::string> stand;
    std::vector<std::pair<Steady::time_point, std::map<std::string, std::string>>> history;
    std::atomic<bool> killed = false;
    Steady::time_point kill_time;
    std::thread killer([&, after = 300 + random() % 1500] {
      std::this_thread::sleep_for(std::chrono::milliseconds(after));
      kill_time = Steady::now();
      program.end(SIGKILL);
      killed = true;
    });
    for (std::size_t n = 0; !killed; ++n) {
      static constexpr std::string_view kChoices[] = {"agree", "disagree", "pass"};
      const std::size_t statement = n % statements_.size();
      const std::string_view choice = kChoices[random() % 3];
      stand[statements_[statement]] = choice;
      const bool answered = vote(member, statement, choice).status == 200;
      history.emplace_back(Steady::now(), stand);  // also the one that was under way: it may be there
      if (!answered) break;
      ++acknowledged;
    }
    killer.join();
    ASSERT_GT(history.size(), 10u);

    const fs::path restored = root_ / fmt::format("restored-{}", round);
    const auto [code, words] = run(fmt::format("restore {} --data {}", second_.string(), restored.string()));
    ASSERT_EQ(code, 0) << words;
    const Program other({"--data", restored.string()});
    Wire there = same_session(member, other);
    std::map<std::string, std::string> found;
    const auto document = json::parse(votes(there));
    for (const auto& item : document->at("items").as_array()) found[std::to_string(item.at("statement").at("id").as_int64())] = item.at("vote").as_string();
    // Statements not voted on in this round keep their earlier vote.
    const auto matches = [&](const auto& one) { return std::ranges::all_of(one.second, [&](const auto& vote) { return found[vote.first] == vote.second; }); };
    const auto last = std::ranges::find_if(history.rbegin(), history.rend(), matches);
    ASSERT_TRUE(last != history.rend()) << "no state that there was";
    const auto next = last == history.rbegin() ? kill_time : std::prev(last)->first;
    const auto lost = std::max(std::chrono::milliseconds(0), std::chrono::duration_cast<std::chrono::milliseconds>(kill_time - next));
    worst = std::max(worst, lost);
    EXPECT_LE(lost, std::chrono::seconds(1)) << "the first lost vote had been acknowledged for longer";
    fs::remove_all(restored);
  }
  std::cout << "  " << kKills << " kills, " << acknowledged << " acknowledged votes, at most " << worst.count() << " ms lost\n";
}

}  // namespace
}  // namespace gongshi::app
