// The hall of the real program: the server starts its hub, is replaced by another one (a deploy, or a death), and who watches is neither let go of nor misses a word.
#include "app/tests/prepared_city.hpp"
#include "platform/tests/hall_hub.hpp"
#include "platform/tests/web_socket_client.hpp"

namespace gongshi::app {
namespace {

using hall::test::Page;
using test::Program;
using test::Wire;

class Deploy : public testing::TestWithParam<db::Engine> {
 protected:
  Deploy() : database_(GetParam()) {
    data_ = std::filesystem::temp_directory_path() / fmt::format("gongshi_deploy_{}_{}", ::getpid(), GetParam() == db::Engine::sqlite ? "sqlite" : "postgres");
    std::filesystem::remove_all(data_);
    std::filesystem::create_directories(data_);  // SQLite opens its file there
    arguments_ = {"--data", data_.string()};
    if (GetParam() == db::Engine::postgres) {
      arguments_.push_back("--database");
      arguments_.push_back(database_.connection());
    }
    database_.close();
    const auto database = GetParam() == db::Engine::sqlite ? db::open_sqlite({.path = (data_ / "gongshi.sqlite").string()}) : db::open_postgres({.connection = database_.connection()});
    clerk_link_ = test::prepare_city(data_, *database, 0).clerk;
  }
  // The folder's end is the hub's.
  ~Deploy() override { std::filesystem::remove_all(data_); }

  db::FreshDatabase database_;
  std::filesystem::path data_;
  std::vector<std::string> arguments_;
  std::string clerk_link_;
};

std::int64_t under_way(Wire& clerk) {
  const auto list = json::parse(clerk.ask("GET", "/api/v1/meetings").body);
  for (const auto& one : list->at("items").as_array()) {
    if (one.at("live").as_bool()) return one.at("id").to_number<std::int64_t>();
  }
  return 0;
}

TEST_P(Deploy, WhoWatchesStaysAndMissesNothing) {
  auto program = std::make_unique<Program>(arguments_);
  Wire clerk;
  clerk.connect(program->port());
  ASSERT_EQ(clerk.ask("POST", "/api/v1/session/link", R"({"token":")" + clerk_link_ + "\"}").status, 200);
  const std::int64_t meeting = under_way(clerk);
  ASSERT_NE(meeting, 0) << "the demonstration city meets";
  const auto watch_address = [&] { return std::string(json::parse(clerk.ask("GET", fmt::format("/api/v1/meetings/{}/hall", meeting)).body)->at("watch").as_string()); };
  // The hub is started by the first who wants to watch: until it is there the server's own streams serve them.
  std::vector<std::unique_ptr<Page>> pages;
  ASSERT_TRUE(hall::test::eventually([&] { return watch_address().starts_with(hall::kWatchPath) && std::filesystem::exists(data_ / "hall.sock"); }));
  std::this_thread::sleep_for(std::chrono::seconds(3));
  for (int i = 0; i < 20; ++i) {
    pages.push_back(std::make_unique<Page>(program->port(), watch_address()));
    ASSERT_EQ(pages.back()->answer(), 200);
  }
  const auto says = [&](const std::string& words) { ASSERT_EQ(clerk.ask("POST", fmt::format("/api/v1/meetings/{}/captions", meeting), R"({"text":")" + words + "\"}").status, 201); };
  const auto all_hear = [&](const std::string& words) {
    for (const auto& page : pages) {
      bool heard = false;
      for (auto event = page->next(); event && !heard; event = heard ? event : page->next()) heard = event->data.find(words) != std::string::npos;
      EXPECT_TRUE(heard) << words;
    }
  };
  says("第一句话");
  all_hear("第一句话");
  int number = 0;
  for (const int signal : {SIGTERM, SIGKILL}) {
    program->end(signal);
    program = std::make_unique<Program>(arguments_);
    clerk.connect(program->port());
    const std::string words = fmt::format("重新启动以后的第{}句话", ++number);
    says(words);
    all_hear(words);
  }
}

TEST_P(Deploy, WhatIsSaidOverAWebSocketIsAdmittedLikeAnyRequest) {
  const Program program(arguments_);
  Wire clerk;
  clerk.connect(program.port());
  ASSERT_EQ(clerk.ask("POST", "/api/v1/session/link", R"({"token":")" + clerk_link_ + "\"}").status, 200);
  const auto opening = [&](std::string_view origin) {
    return fmt::format("GET /talk HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {}\r\nCookie: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "Sec-WebSocket-Version: 13\r\n\r\n", program.port(), origin, clerk.cookie);
  };
  for (const char* origin : {"https://evil.example", "null", "http://127.0.0.1:1"}) {
    http::test::Client elsewhere(program.port());
    EXPECT_EQ(elsewhere.ask(opening(origin)).status, 403) << origin;
  }
  http::test::Client talk(program.port());
  talk.send(opening(fmt::format("http://127.0.0.1:{}", program.port())));
  ASSERT_TRUE(talk.read_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
  const auto say = [&](std::string_view method, std::string_view path, std::string_view body, std::string_view key, std::string_view token) {
    talk.send(http::test::frame(fmt::format("{} {} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nIdempotency-Key: {}\r\nX-CSRF-Token: {}\r\n\r\n{}", method, path, body.size(), key, token, body)));
    return http::test::next(talk).second;
  };
  const std::string words = R"({"text":"食堂几点开门？"})";
  const std::int64_t meeting = under_way(clerk);
  const std::string captions = fmt::format("/api/v1/meetings/{}/captions", meeting);
  EXPECT_TRUE(say("POST", captions, words, "the-same-key", "forged").starts_with("HTTP/1.1 403 "));
  const std::string first = say("POST", captions, words, "the-same-key", clerk.csrf);
  EXPECT_TRUE(first.starts_with("HTTP/1.1 201 ")) << first;
  const auto body_of = [](const std::string& answer) { return answer.substr(answer.find("\r\n\r\n")); };
  EXPECT_EQ(body_of(say("POST", captions, words, "the-same-key", clerk.csrf)), body_of(first)) << "said once";
  EXPECT_EQ(clerk.ask("POST", captions, words, "the-same-key").body, body_of(first).substr(4)) << "over HTTP, too";
  EXPECT_TRUE(say("POST", captions, R"({"text":""})", "another-key", clerk.csrf).starts_with("HTTP/1.1 4"));
  EXPECT_TRUE(say("GET", "/api/v1/nowhere", "", "a-third-key", clerk.csrf).starts_with("HTTP/1.1 404 "));
  // A session that has ended has ended here, too.
  EXPECT_EQ(clerk.ask("POST", "/api/v1/session/sign-out", "{}").status, 200);
  EXPECT_TRUE(say("POST", captions, words, "a-later-key", clerk.csrf).starts_with("HTTP/1.1 40"));
}

INSTANTIATE_TEST_SUITE_P(Engines, Deploy, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::app
