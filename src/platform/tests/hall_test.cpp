// The hall: what is published is received, by those who may, once, in order, whatever ends meanwhile.
#include "hall_hub.hpp"

#include "platform/http/server.hpp"

namespace gongshi::hall {
namespace {

using test::eventually;
using test::Hub;
using test::key;
using test::Page;
using Words = std::vector<std::string>;

std::string number(int i) { return fmt::format("{{\"n\":{}}}", i); }

Words numbers(int from, int to) {
  Words all;
  for (int i = from; i <= to; ++i) all.push_back(number(i));
  return all;
}

void publish(Hall& hall, int from, int to, std::string_view topic = "meeting/1", Audience audience = Audience::public_) {
  for (int i = from; i <= to; ++i) hall.publish(topic, audience, "step", number(i));
}

class HallTest : public testing::Test {
 protected:
  Hub hub_;
  std::unique_ptr<HubHall> server_ = hub_.server();
};

TEST_F(HallTest, WhatIsPublishedIsReceivedInOrder) {
  Page page(hub_.port(), Page::target("meeting/1", Audience::public_));
  EXPECT_EQ(page.words(1), Words{"hello"});
  publish(*server_, 1, 50);
  EXPECT_EQ(page.words(50), numbers(1, 50));
}

TEST_F(HallTest, AudiencesAndTopicsAreApart) {
  Page everybody(hub_.port(), Page::target("meeting/1", Audience::public_)), member(hub_.port(), Page::target("meeting/1", Audience::members)), staff(hub_.port(), Page::target("meeting/1", Audience::staff)),
      elsewhere(hub_.port(), Page::target("meeting/2", Audience::staff));
  for (Page* page : {&everybody, &member, &staff, &elsewhere}) EXPECT_EQ(page->words(1), Words{"hello"});
  publish(*server_, 1, 1, "meeting/1", Audience::staff);
  publish(*server_, 2, 2, "meeting/1", Audience::members);
  publish(*server_, 3, 3, "meeting/1", Audience::public_);
  publish(*server_, 4, 4, "meeting/2", Audience::staff);
  EXPECT_EQ(everybody.words(1), numbers(3, 3));
  EXPECT_EQ(member.words(1), numbers(2, 2));
  EXPECT_EQ(staff.words(1), numbers(1, 1));
  EXPECT_EQ(elsewhere.words(1), numbers(4, 4));
}

TEST_F(HallTest, AForgedTicketIsAbsentAndAnExpiredOneIsTold) {
  const std::string good = Page::target("meeting/1", Audience::members);
  std::string other_key_target;
  {
    secrets::Key other = key();
    other[0] ^= std::byte{1};
    other_key_target = fmt::format("{}?ticket={}", kWatchPath, sign(other, {"meeting/1", Audience::members, 1, test::kFarAway}));
  }
  std::string changed = good;
  changed[kWatchPath.size() + 12] = changed[kWatchPath.size() + 12] == 'a' ? 'b' : 'a';
  struct Row {
    const char* what;
    std::string target;
    int status;
  };
  for (const Row& row : {Row{"whole", good, 200}, {"changed", changed, 404}, {"cut", good.substr(0, good.size() - 1), 404}, {"of another installation", other_key_target, 404},
                         {"none", std::string(kWatchPath), 404}, {"empty", std::string(kWatchPath) + "?ticket=", 404}, {"expired", Page::target("meeting/1", Audience::members, 1, 1'000'000'000), 403},
                         {"another path", "/", 404}, {"no dot", std::string(kWatchPath) + "?ticket=abc", 404}}) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(Page(hub_.port(), row.target).answer(), row.status);
  }
}

TEST_F(HallTest, WhoComesBackMissesNothingAndGetsNothingTwice) {
  Page first(hub_.port(), Page::target("meeting/1", Audience::public_));
  EXPECT_EQ(first.words(1), Words{"hello"});
  publish(*server_, 1, 20);
  EXPECT_EQ(first.words(20), numbers(1, 20));
  const auto at_ten = frame_id_from(first.last()).value();
  publish(*server_, 21, 40);
  EXPECT_EQ(first.words(20), numbers(21, 40));
  const std::string target = Page::target("meeting/1", Audience::public_);
  Page back(hub_.port(), target, to_text(at_ten));
  EXPECT_EQ(back.words(20), numbers(21, 40));
  Page by_parameter(hub_.port(), fmt::format("{}&after={}", target, to_text(at_ten)));
  EXPECT_EQ(by_parameter.words(20), numbers(21, 40));
  Page after_hello(hub_.port(), target, to_text({at_ten.epoch, 0}));
  EXPECT_EQ(after_hello.words(40), numbers(1, 40));
}

TEST_F(HallTest, AnIdThatSaysNothingIsToldAgain) {
  Page first(hub_.port(), Page::target("meeting/1", Audience::public_));
  first.words(1);
  publish(*server_, 1, 3);
  first.words(3);
  const auto id = frame_id_from(first.last()).value();
  for (const std::string& last : {to_text({id.epoch, id.number + 1}), to_text({id.epoch, ~0ULL}), to_text({id.epoch + 1, id.number}), std::string("nonsense"), std::string("-"), std::string(300, '7')}) {
    SCOPED_TRACE(last);
    Page page(hub_.port(), Page::target("meeting/1", Audience::public_), last);
    EXPECT_EQ(page.words(1), Words{"again"});
    EXPECT_EQ(page.last(), first.last());
  }
}

TEST_F(HallTest, WhatHasLeftTheRingIsToldAgain) {
  Page first(hub_.port(), Page::target("meeting/1", Audience::public_));
  EXPECT_EQ(first.words(1), Words{"hello"});
  publish(*server_, 1, 1);
  EXPECT_EQ(first.words(1), numbers(1, 1));
  const std::string old = first.last();
  // Of another topic, yet the ring is everybody's; one's own last frame stays good.
  Page other(hub_.port(), Page::target("meeting/2", Audience::public_));
  EXPECT_EQ(other.words(1), Words{"hello"});
  publish(*server_, 1, 3000, "meeting/2");
  std::string last_word;
  while (last_word != number(3000)) {
    const auto words = other.words(1, true);
    ASSERT_EQ(words.size(), 1U);
    last_word = words[0];
  }
  publish(*server_, 2, 3);
  EXPECT_EQ(first.words(2), numbers(2, 3));
  EXPECT_EQ(Page(hub_.port(), Page::target("meeting/1", Audience::public_), old).words(2), numbers(2, 3));
  EXPECT_EQ(Page(hub_.port(), Page::target("meeting/2", Audience::public_), to_text({frame_id_from(old)->epoch, 5})).words(1), Words{"again"});
}

TEST_F(HallTest, AKilledShardLosesNoFrame) {
  std::vector<std::unique_ptr<Page>> pages;
  for (int i = 0; i < 12; ++i) {
    pages.push_back(std::make_unique<Page>(hub_.port(), Page::target("meeting/1", Audience::public_)));
    EXPECT_EQ(pages.back()->words(1), Words{"hello"});
  }
  publish(*server_, 1, 10);
  for (const auto& page : pages) EXPECT_EQ(page->words(10, true), numbers(1, 10));
  for (const pid_t shard : hub_.shards()) ::kill(shard, SIGKILL);
  publish(*server_, 11, 30);
  for (const auto& page : pages) EXPECT_EQ(page->words(20, true), numbers(11, 30));
}

TEST_F(HallTest, TheHubOutlivesTheServer) {
  Page page(hub_.port(), Page::target("meeting/1", Audience::public_));
  EXPECT_EQ(page.words(1), Words{"hello"});
  publish(*server_, 1, 5);
  EXPECT_EQ(page.words(5), numbers(1, 5));
  server_.reset();
  server_ = hub_.server();
  publish(*server_, 6, 9);
  EXPECT_EQ(page.words(4), numbers(6, 9));  // on the same connection
}

TEST_F(HallTest, AHubThatIsKilledIsFollowedByOneThatSaysAgain) {
  Page page(hub_.port(), Page::target("meeting/1", Audience::public_));
  EXPECT_EQ(page.words(1), Words{"hello"});
  publish(*server_, 1, 2);
  EXPECT_EQ(page.words(2), numbers(1, 2));
  hub_.end(SIGKILL);
  hub_.start();
  EXPECT_EQ(page.words(1, true), Words{"again"});
  ASSERT_TRUE(eventually([&] { return server_->connected(); }));
  publish(*server_, 3, 4);
  const auto words = page.words(2, true);
  EXPECT_EQ(words, numbers(3, 4));
}

TEST_F(HallTest, WhoStandsStillHoldsNobodyUpAndIsToldAgain) {
  Page slow(hub_.port(), Page::target("meeting/1", Audience::public_), {}, 4096);
  EXPECT_EQ(slow.words(1), Words{"hello"});
  Page quick(hub_.port(), Page::target("meeting/1", Audience::public_));
  EXPECT_EQ(quick.words(1), Words{"hello"});
  const std::string padding(4000, 'x');
  for (int i = 1; i <= 3000; ++i) {
    server_->publish("meeting/1", Audience::public_, "step", fmt::format(R"({{"n":{},"x":"{}"}})", i, padding));
    if (i % 200 == 0) {
      // The quick one has them all before the next come.
      Words words = quick.words(200);
      ASSERT_EQ(words.size(), 200U);
      EXPECT_TRUE(words.back().starts_with(fmt::format("{{\"n\":{},", i)));
    }
  }
  // Dropped or told: what it gets is a beginning without a gap, and then to read anew.
  int expected = 1;
  for (;;) {
    const auto event = slow.next(true);
    ASSERT_TRUE(event);
    if (event->event == "again") break;
    EXPECT_TRUE(event->data.starts_with(fmt::format("{{\"n\":{},", expected++))) << event->data.substr(0, 20);
  }
  EXPECT_LT(expected, 3000);
}

TEST(HallWithoutUringTest, WhatIsPublishedIsReceivedAllTheSame) {
  Hub hub({.key = test::key()}, false);
  const auto server = hub.server();
  std::vector<std::unique_ptr<Page>> pages;
  for (int i = 0; i < 12; ++i) {
    pages.push_back(std::make_unique<Page>(hub.port(), Page::target("meeting/1", Audience::public_)));
    EXPECT_EQ(pages.back()->words(1), Words{"hello"});
  }
  publish(*server, 1, 50);
  for (const auto& page : pages) EXPECT_EQ(page->words(50), numbers(1, 50));
}

TEST(HallFloodTest, OneAddressHoldsItsShareAndAnotherIsServed) {
  Hub hub({.key = test::key(), .viewers_per_address = 10, .proxies = {}});
  const auto server = hub.server();
  std::vector<std::unique_ptr<Page>> flood;
  int greeted = 0;
  for (int i = 0; i < 100; ++i) {
    flood.push_back(std::make_unique<Page>(hub.port(), Page::target("meeting/1", Audience::public_)));
    greeted += flood.back()->words(1) == Words{"hello"};
  }
  // Two shards with six places each.
  EXPECT_GE(greeted, 6);
  EXPECT_LE(greeted, 12);
  Page other(hub.port(), Page::target("meeting/1", Audience::public_), {}, 0, "127.0.0.9");
  EXPECT_EQ(other.words(1), Words{"hello"});
  publish(*server, 1, 3);
  EXPECT_EQ(other.words(3), numbers(1, 3));
  // Who leaves makes room.
  flood.clear();
  EXPECT_TRUE(eventually([&] {
    Page again(hub.port(), Page::target("meeting/1", Audience::public_));
    return again.words(1) == Words{"hello"};
  }));
}

TEST_F(HallTest, ConnectionsAndPeopleAreCountedApart) {
  std::vector<std::unique_ptr<Page>> pages;
  for (std::uint64_t i = 0; i < 40; ++i) {
    // Ten people, each on four devices.
    const std::uint64_t viewer = viewer_hash(key(), fmt::format("person {}", i % 10));
    pages.push_back(std::make_unique<Page>(hub_.port(), Page::target("meeting/1", i < 20 ? Audience::members : Audience::public_, viewer)));
    EXPECT_EQ(pages.back()->words(1), Words{"hello"});
  }
  EXPECT_TRUE(eventually([&] {
    const Presence presence = server_->presence("meeting/1");
    return presence[Audience::members].connections == 20 && presence[Audience::members].viewers == 10 && presence[Audience::public_].viewers == 10 && presence[Audience::staff].connections == 0;
  }));
  pages.clear();
  EXPECT_TRUE(eventually([&] { return server_->presence("meeting/1")[Audience::members].connections == 0; }));
}

TEST_F(HallTest, ASocketIsHandedOverAndOutlivesTheServer) {
  const auto now = [] { return Timestamp{std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}; };
  auto listener = http::Server::start({.port = 0}, [&](http::Request& request) { return server_->watch(request, now()); });
  const std::string target = server_->watch_address("meeting/1", Audience::members, "person 7", now());
  // Gone again before the connections are counted: these are kept alive.
  EXPECT_EQ(Page(listener->port(), target + "0").answer(), 404);
  EXPECT_EQ(Page(listener->port(), Page::target("meeting/1", Audience::members, 1, 1'000'000'000)).answer(), 403);
  Page page(listener->port(), target);
  EXPECT_EQ(page.words(1), Words{"hello"});
  EXPECT_TRUE(eventually([&] { return server_->presence("meeting/1")[Audience::members].connections == 1; }));
  EXPECT_TRUE(eventually([&] { return listener->counters().open == 0 && listener->counters().streams == 0; })) << "the server is done with it";
  listener->stop(std::chrono::milliseconds(0));
  listener.reset();
  server_.reset();
  server_ = hub_.server();
  publish(*server_, 1, 3, "meeting/1", Audience::members);
  EXPECT_EQ(page.words(3), numbers(1, 3));
}

TEST_F(HallTest, WhatCannotBeHandedOverIsServedByTheServer) {
  const auto now = [] { return Timestamp{std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()}; };
  // As over TLS: without the hand-over, the same hall from this process.
  auto listener = http::Server::start({.port = 0}, [&](http::Request& request) {
    auto response = server_->watch(request, now());
    response.hand_over = nullptr;
    return response;
  });
  Page page(listener->port(), server_->watch_address("meeting/1", Audience::public_, "person 7", now()));
  EXPECT_EQ(page.words(1), Words{"hello"});
  EXPECT_EQ(server_->presence("meeting/1")[Audience::public_].viewers, 1U);
  // From when the hub was asked for frames on, none is missed.
  Words words;
  int sent = 0;
  EXPECT_TRUE(eventually([&] {
    publish(*server_, sent + 1, sent + 1);
    ++sent;
    return !server_->frames("meeting/1", Audience::public_).empty();
  }));
  publish(*server_, sent + 1, sent + 5);
  while (words.empty() || words.back() != number(sent + 5)) {
    const auto next = page.words(1);
    ASSERT_EQ(next.size(), 1U);
    words.push_back(next[0]);
  }
  for (std::size_t i = 1; i < words.size(); ++i) EXPECT_NE(words[i], words[i - 1]);
  listener->stop(std::chrono::milliseconds(0));
}

// As systemd has it: the hub's unit is started while the server has a hub of its own already, which it started when the unit's had died.
TEST(HallServiceTest, TakesOverFromWhatAServerStartedAndWaitsForAnother) {
  char pattern[] = "/tmp/gongshi-hall-XXXXXX";
  const std::string folder = ::mkdtemp(pattern);
  const auto start = [&](bool stays) {
    const pid_t process = ::fork();
    if (process == 0) std::_Exit(run_hub({.folder = folder, .shards = 1, .key = key(), .stays = stays}));
    return process;
  };
  const auto has_ended = [](pid_t process) { return ::waitpid(process, nullptr, WNOHANG) == process; };
  const auto answers = [&] {
    const int socket = connect_to_hub(folder);
    if (socket >= 0) ::close(socket);
    return socket >= 0;
  };
  const pid_t of_server = start(false);
  ASSERT_TRUE(eventually(answers));
  const pid_t service = start(true);
  EXPECT_TRUE(eventually([&] { return has_ended(of_server); })) << "it makes room";
  EXPECT_TRUE(eventually(answers));
  const pid_t late = start(false);
  EXPECT_TRUE(eventually([&] { return has_ended(late); })) << "there is one";
  const pid_t second = start(true);
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_FALSE(has_ended(second)) << "it waits";
  EXPECT_FALSE(has_ended(service)) << "and sends nobody away";
  ::kill(service, SIGKILL);
  ::waitpid(service, nullptr, 0);
  EXPECT_TRUE(eventually(answers));
  ::kill(second, SIGTERM);
  ::waitpid(second, nullptr, 0);
  std::filesystem::remove_all(folder);
}

TEST(MemoryHallTest, KeepsWhatWasPublishedForTests) {
  MemoryHall hall([] { return secrets::KeyView(key()); });
  publish(hall, 1, 2);
  hall.publish("meeting/1", Audience::public_, "no word", "{}");
  hall.publish("meeting/1", Audience::public_, "step", "{\n}");
  hall.publish("", Audience::public_, "step", "{}");
  const auto frames = hall.frames("meeting/1", Audience::public_);
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_TRUE(frames[1].contains("event: step\ndata: {\"n\":2}\n\n"));
  EXPECT_TRUE(hall.frames("meeting/1", Audience::staff).empty());
}

TEST(SketchTest, EstimatesWithinItsError) {
  for (const std::uint64_t people : {0ULL, 1ULL, 100ULL, 5'000ULL, 368'400ULL}) {
    Sketch sketch;
    for (std::uint64_t i = 0; i < people; ++i) {
      // splitmix64: as even as the keyed hash, and quicker.
      std::uint64_t hash = (i + 1) * 0x9E3779B97F4A7C15U;
      hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9U;
      hash = (hash ^ hash >> 27) * 0x94D049BB133111EBU;
      hash ^= hash >> 31;
      sketch.add(hash);
      sketch.add(hash);
    }
    EXPECT_NEAR(static_cast<double>(sketch.estimate()), static_cast<double>(people), 0.07 * static_cast<double>(people) + 0.5);
  }
}

}  // namespace
}  // namespace gongshi::hall
