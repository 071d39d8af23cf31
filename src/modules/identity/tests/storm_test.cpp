// Many wrong passwords at once, over real connections: they take turns, are turned away when too many wait, and hold up nobody else.
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "modules/identity/service.hpp"
#include "modules/identity/tests/identity_fixture.hpp"
#include "platform/http/server.hpp"
#include "platform/tests/http_client.hpp"

namespace gongshi::identity {
namespace {

constexpr int kWorkers = 8;
constexpr int kCrowd = 48;

class Storm : public IdentityTest {};

TEST_P(Storm, ManyWrongPasswordsHoldUpNobodyElse) {
  give_password(clerk_, "clerk", "correct horse battery");
  std::atomic<int> places = 0;
  http::ServerOptions options{.address = "127.0.0.1", .port = 0, .workers = kWorkers};
  const auto server = http::Server::start(options, [&](http::Request& request) {
    // Each from another place, as many machines would: the brake on one place is another test's.
    if (request.path == "/api/v1/session/password") {
      const int place = ++places;
      request.remote_address = fmt::format("198.{}.{}.{}", 20 + place / 65536 % 60, place / 256 % 256, place % 256);
    }
    return world_.app().handle_now(request);
  }, [](const http::Request& request) { return std::optional(request.method == http::Method::get ? http::Lane::read : http::Lane::write); });
  const auto post = [&](http::test::Client& client, const std::string& body, const std::string& cookie = {}) {
    static std::atomic<int> count = 0;
    return client.ask(fmt::format("POST /api/v1/session/password HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: storm-key-{}\r\n{}Content-Length: {}\r\n\r\n{}",
                                  ++count, cookie.empty() ? "" : "Cookie: " + cookie + "\r\n", body.size(), body));
  };
  std::atomic<bool> over = false;
  std::atomic<int> wrong = 0, away = 0, without_wait = 0;
  std::mutex mutex;
  std::set<int> others;
  std::vector<std::thread> crowd;
  for (int i = 0; i < kCrowd; ++i) {
    crowd.emplace_back([&, i] {
      http::test::Client client(server->port());
      for (int n = 0; !over; ++n) {
        const auto answer = post(client, fmt::format(R"({{"login":"{}{}","password":"wrong horse battery"}})", i % 4 == 0 ? "clerk" : "nobody", i % 4 == 0 ? "" : std::to_string(i * 1000 + n)));
        if (answer.status == 422) ++wrong;
        else if (answer.status == 503 || answer.status == 429) {
          ++away;
          without_wait += answer.header("Retry-After").empty();
        } else {
          const std::lock_guard lock(mutex);
          others.insert(answer.status);
        }
      }
    });
  }
  // The storm is there: some have been turned away.
  while (away == 0 || wrong < 4) std::this_thread::yield();
  http::test::Client bystander(server->port());
  int served = 0;
  for (int i = 0; i < 300; ++i) served += bystander.ask("GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200;
  EXPECT_EQ(served, 300);
  over = true;
  for (auto& one : crowd) one.join();
  EXPECT_TRUE(others.empty()) << *others.begin();
  EXPECT_EQ(without_wait, 0);
  EXPECT_LE(service(world_.app()).hashing.most_inside(), kWorkers / 4) << "each takes 64 MiB";
  server->stop(std::chrono::seconds(1));
}

INSTANTIATE_TEST_SUITE_P(Engines, Storm, testing::Values(db::Engine::sqlite), db::EngineName());

}  // namespace
}  // namespace gongshi::identity
