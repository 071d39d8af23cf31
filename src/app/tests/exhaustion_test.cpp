// The program without descriptors or memory to spare: it goes on, says nothing false, and is whole again when there is room, without a restart.
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "app/tests/program.hpp"

#ifndef __has_feature
#define __has_feature(x) 0  // of clang alone
#endif

namespace gongshi::app {
namespace {

using test::Program;
using test::Wire;

class Exhaustion : public testing::Test {
 protected:
  Exhaustion() {
    member_.connect(program_.port());
    const auto& words = program_.words();
    const auto line = words.find("try as member");
    const auto token = words.find('#', line) + 1;
    EXPECT_EQ(member_.ask("POST", "/api/v1/session/link", R"({"token":")" + words.substr(token, words.find('\n', token) - token) + "\"}").status, 200);
    const auto list = *json::parse(member_.ask("GET", "/api/v1/consultations").body);
    const auto& items = list.at("items").as_array();
    for (const auto& item : items) (item.at("state").as_string() == "open" ? open_ : imported_) = item.at("id").as_int64();
    const auto statements = *json::parse(member_.ask("GET", fmt::format("/api/v1/consultations/{}/statements", open_)).body);
    for (const auto& item : statements.at("items").as_array()) statements_.push_back(item.at("id").as_int64());
  }
  ~Exhaustion() override {
    program_.end(SIGKILL);
    std::filesystem::remove_all(folder_);
  }

  /// The limit that the program lives under from now on; none when it is not given.
  void limit(__rlimit_resource what, std::optional<rlim_t> most = {}) {
    rlimit now{};
    ASSERT_EQ(::prlimit(program_.process(), what, nullptr, &now), 0);
    now.rlim_cur = most ? std::min(*most, now.rlim_max) : now.rlim_max;
    ASSERT_EQ(::prlimit(program_.process(), what, &now, nullptr), 0);
  }
  std::string of_process(std::string_view file) const { return fmt::format("/proc/{}/{}", program_.process(), file); }
  rlim_t descriptors() const {
    const std::filesystem::directory_iterator open(of_process("fd"));
    return static_cast<rlim_t>(std::distance(begin(open), end(open)));
  }
  /// What it may write to, in bytes: what RLIMIT_DATA limits.
  rlim_t data_size() const {
    std::ifstream status(of_process("status"));
    std::string word;
    while (status >> word && word != "VmData:") continue;
    rlim_t kibibytes = 0;
    status >> kibibytes;
    return kibibytes * 1024;
  }

  /// Votes on every statement and remembers what was acknowledged. Whatever else is said is said by a whole answer.
  void vote(const char* choice) {
    for (const auto statement : statements_) {
      const auto answer = member_.ask("PUT", fmt::format("/api/v1/consultations/{}/votes/{}", open_, statement), fmt::format(R"({{"vote":"{}"}})", choice));
      EXPECT_TRUE(answer.status == 200 || answer.status == 500 || answer.status == 503) << answer.status << answer.body;
      if (answer.status == 200) acknowledged_[statement] = choice;
      else ++refused_;
    }
  }
  void expect_whole() {
    Wire somebody;
    somebody.connect(program_.port());
    EXPECT_EQ(somebody.ask("GET", "/api/v1/consultations").status, 200);
    EXPECT_EQ(somebody.ask("GET", fmt::format("/api/v1/consultations/{}/export/votes.csv", imported_)).status, 200);
    const auto own = json::parse(member_.ask("GET", fmt::format("/api/v1/consultations/{}/votes", open_)).body);
    ASSERT_TRUE(own.has_value()) << "no answer";
    std::map<std::int64_t, std::string> stored;
    for (const auto& item : own->at("items").as_array()) stored[item.at("statement").at("id").as_int64()] = item.at("vote").as_string();
    for (const auto& [statement, choice] : acknowledged_) EXPECT_EQ(stored[statement], choice) << "acknowledged";
    const int before = refused_;
    vote("pass");
    EXPECT_EQ(refused_, before) << "all is taken again";
  }

  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / fmt::format("gongshi_exhaustion_{}", ::getpid());
  Program program_{{"--data", folder_.string(), "--demo"}};
  Wire member_;
  std::int64_t open_ = 0, imported_ = 0;
  std::vector<std::int64_t> statements_;
  std::map<std::int64_t, std::string> acknowledged_;
  int refused_ = 0;
};

TEST_F(Exhaustion, OfDescriptors) {
  vote("agree");
  limit(RLIMIT_NOFILE, descriptors() + 3);
  std::vector<std::unique_ptr<http::test::Client>> crowd;
  for (int i = 0; i < 40; ++i) {
    crowd.push_back(std::make_unique<http::test::Client>(program_.port()));
    crowd.back()->send("GET /api/v1/consultations HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  vote("disagree");
  EXPECT_EQ(refused_, 0) << "who is connected goes on";
  limit(RLIMIT_NOFILE);
  for (const auto& client : crowd) {
    const int status = client->read().status;
    EXPECT_TRUE(status == 200 || status == 503) << status << ": who waited is answered";
  }
  expect_whole();
}

TEST_F(Exhaustion, OfMemory) {
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "AddressSanitizer ends a program that gets no memory";
#endif
  vote("agree");
  limit(RLIMIT_DATA, data_size());
  std::vector<std::jthread> crowd;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 12; ++i) {
    crowd.emplace_back([&] {
      Wire reader;
      reader.connect(program_.port());
      for (int n = 0; n < 6; ++n) refused += reader.ask("GET", fmt::format("/api/v1/consultations/{}/export/participants-votes.csv", imported_)).status != 200;
    });
  }
  vote("disagree");
  crowd.clear();
  EXPECT_GT(refused, 0) << "memory was short";
  EXPECT_EQ(::kill(program_.process(), 0), 0);
  limit(RLIMIT_DATA);
  expect_whole();
}

}  // namespace
}  // namespace gongshi::app
