// Two nodes on one PostgreSQL: what is published on one is received on the other, in the same numbering, also after the database was away.
#include "hall_hub.hpp"

#include "platform/db/testing.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::hall {
namespace {

using test::Hub;
using test::Page;
using test::eventually;
using Words = std::vector<std::string>;

std::string number(int i) { return fmt::format("{{\"n\":{}}}", i); }

Words numbers(int from, int to) {
  Words all;
  for (int i = from; i <= to; ++i) all.push_back(number(i));
  return all;
}

void publish(Hall& hall, int from, int to) {
  for (int i = from; i <= to; ++i) hall.publish("meeting/1", Audience::public_, "step", number(i));
}

class HallPostgresTest : public testing::Test {
 protected:
  void SetUp() override {
    const SystemClock clock;
    db::migrate(*database_, platform_module().migrations, clock);
  }
  void allow(bool connections) {
    const std::string connection = database_.connection();
    const std::string name = connection.substr(connection.rfind("dbname=") + 7);
    db::FreshDatabase::administer(fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS {}", name, connections));
    if (!connections) db::FreshDatabase::administer(fmt::format("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{}'", name));
  }

  db::FreshDatabase database_{db::Engine::postgres};
};

TEST_F(HallPostgresTest, TwoNodesAreOneHall) {
  Hub here({.database = database_.connection(), .key = test::key()}), there({.database = database_.connection(), .key = test::key()});
  const auto server = here.server(), other = there.server();
  const std::string target = Page::target("meeting/1", Audience::public_);
  Page one(here.port(), target), two(there.port(), target);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(1), Words{"hello"});
  publish(*server, 1, 30);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(30), numbers(1, 30));
  publish(*other, 31, 40);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(10), numbers(31, 40));
  // An id of one node is good on the other.
  const auto last = frame_id_from(one.last()).value();
  EXPECT_EQ(Page(there.port(), target, to_text({last.epoch, last.number - 5})).words(5), numbers(36, 40));
}

TEST_F(HallPostgresTest, WhoWatchesIsCountedOverTheNodes) {
  Hub here({.database = database_.connection(), .key = test::key()}), there({.database = database_.connection(), .key = test::key()});
  const auto server = here.server(), other = there.server();
  std::vector<std::unique_ptr<Page>> pages;
  // Ten people here, and the same ten and two more there.
  for (int i = 0; i < 22; ++i) {
    const std::uint64_t person = viewer_hash(test::key(), fmt::format("person {}", i < 10 ? i : i - 10));
    pages.push_back(std::make_unique<Page>(i < 10 ? here.port() : there.port(), Page::target("meeting/1", Audience::public_, person)));
    EXPECT_EQ(pages.back()->words(1), Words{"hello"});
  }
  for (HubHall* hall : {server.get(), other.get()}) {
    EXPECT_TRUE(eventually([&] {
      const Crowd crowd = hall->presence("meeting/1")[Audience::public_];
      return crowd.connections == 22 && crowd.viewers >= 11 && crowd.viewers <= 13;
    }));
  }
  // Who leaves one node is missed at the other.
  pages.resize(10);
  EXPECT_TRUE(eventually([&] { return server->presence("meeting/1")[Audience::public_].connections == 10; }));
}

TEST_F(HallPostgresTest, AnOutageLosesNothingOfWhatWasPublished) {
  Hub here({.database = database_.connection(), .key = test::key()}), there({.database = database_.connection(), .key = test::key()});
  const auto server = here.server();
  const std::string target = Page::target("meeting/1", Audience::public_);
  Page one(here.port(), target), two(there.port(), target);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(1), Words{"hello"});
  publish(*server, 1, 5);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(5), numbers(1, 5));
  allow(false);
  publish(*server, 6, 200);
  // As long as an outage is; what it shows does not depend on it.
  std::this_thread::sleep_for(std::chrono::seconds(std::getenv("GONGSHI_OUTAGE") != nullptr ? std::atoi(std::getenv("GONGSHI_OUTAGE")) : 2));
  publish(*server, 201, 300);
  allow(true);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(295), numbers(6, 300));
}

/// Debian's server, on a port of its own.
class NatsServer {
 public:
  NatsServer() { start(); }
  ~NatsServer() { end(); }
  NatsServer(const NatsServer&) = delete;
  NatsServer& operator=(const NatsServer&) = delete;
  std::string address() const { return fmt::format("nats://127.0.0.1:{}", port_); }
  void start() {
    process_ = ::fork();
    if (process_ == 0) {
      const std::string port = std::to_string(port_);
      ::execl("/usr/sbin/nats-server", "nats-server", "--addr", "127.0.0.1", "--port", port.c_str(), "--log", "/dev/null", nullptr);
      std::_Exit(127);
    }
  }
  void end() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

 private:
  const std::uint16_t port_ = test::free_port();
  pid_t process_ = -1;
};

TEST_F(HallPostgresTest, NatsTellsTheNodesAndItsOutageLosesNothing) {
  NatsServer nats;
  Hub here({.database = database_.connection(), .nats = nats.address(), .key = test::key()}), there({.database = database_.connection(), .nats = nats.address(), .key = test::key()});
  const auto server = here.server();
  const std::string target = Page::target("meeting/1", Audience::public_);
  Page one(here.port(), target), two(there.port(), target);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(1), Words{"hello"});
  publish(*server, 1, 20);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(20), numbers(1, 20));
  nats.end();
  publish(*server, 21, 60);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(40), numbers(21, 60)) << "found in the table";
  std::this_thread::sleep_for(std::chrono::seconds(std::getenv("GONGSHI_OUTAGE") != nullptr ? std::atoi(std::getenv("GONGSHI_OUTAGE")) : 1));
  nats.start();
  publish(*server, 61, 100);
  for (Page* page : {&one, &two}) EXPECT_EQ(page->words(40), numbers(61, 100));
}

TEST_F(HallPostgresTest, AHubStartedAnewKnowsTheLastFrames) {
  Hub here({.database = database_.connection(), .key = test::key()});
  const std::string target = Page::target("meeting/1", Audience::public_);
  const auto server = here.server();
  Page page(here.port(), target);
  EXPECT_EQ(page.words(1), Words{"hello"});
  publish(*server, 1, 10);
  EXPECT_EQ(page.words(10), numbers(1, 10));
  here.end(SIGKILL);
  here.start();
  ASSERT_TRUE(test::eventually([&] { return server->connected(); }));
  publish(*server, 11, 12);
  EXPECT_EQ(page.words(2, true), numbers(11, 12));
}

}  // namespace
}  // namespace gongshi::hall
