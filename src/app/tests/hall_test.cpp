// The hall of the real program: the server starts its hub, is replaced by another one (a deploy, or a death), and who watches is neither let go of nor misses a word.
#include "app/tests/prepared_city.hpp"
#include "platform/tests/hall_hub.hpp"

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

TEST_P(Deploy, WhoWatchesStaysAndMissesNothing) {
  auto program = std::make_unique<Program>(arguments_);
  Wire clerk;
  clerk.connect(program->port());
  ASSERT_EQ(clerk.ask("POST", "/api/v1/session/link", R"({"token":")" + clerk_link_ + "\"}").status, 200);
  std::int64_t meeting = 0;
  const auto list = json::parse(clerk.ask("GET", "/api/v1/meetings").body);
  for (const auto& one : list->at("items").as_array()) {
    if (one.at("live").as_bool()) meeting = one.at("id").to_number<std::int64_t>();
  }
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

INSTANTIATE_TEST_SUITE_P(Engines, Deploy, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::app
