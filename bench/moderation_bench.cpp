// moderation_bench [DATABASE]: 5,000 messages to a meeting within a minute, read and decided on by 50 moderators at the same time. DATABASE: a PostgreSQL address; without it SQLite.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "city.hpp"

namespace gongshi::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kMessages = 5'000, kModerators = 50, kWriters = 16;
constexpr auto kMinute = std::chrono::seconds(60), kPatience = std::chrono::seconds(240);
/// So many a moderator takes from one look at the queue.
constexpr int kFromOneLook = 4;


double seconds_since(Clock::time_point began) { return std::chrono::duration<double>(Clock::now() - began).count(); }

int run(const std::string& database) {
  City city(database);
  city.prepare(kModerators + kWriters);
  std::uint16_t port = city.serve();
  std::int64_t assembly = 0, meeting = 0;
  Session clerk;
  std::vector<Session> people;
  std::vector<std::int64_t> ids;
  {
    Client client(port);
    clerk = city.sign_in_clerk(client);
    people = city.sign_in_members(client);
    const std::string session = client.get("/api/v1/session", clerk.fields()).body;
    assembly = number_in(session, "assembly", session.find("\"seats\""));
    for (int i = 0; i < kModerators; ++i) {
      const std::string own = client.get("/api/v1/session", people[static_cast<std::size_t>(i)].fields()).body;
      ids.push_back(number_in(own, "id", own.find("\"person\"")));
    }
    const auto meetings = boost::json::parse(client.get("/api/v1/meetings", clerk.fields()).body);
    for (const auto& one : meetings.at("items").as_array()) {
      if (one.at("live").as_bool()) meeting = one.at("id").to_number<std::int64_t>();
    }
  }
  if (meeting == 0) throw std::runtime_error("the city has no meeting under way");
  city.stop();
  city.write([&](db::WriteTx& tx) {
    for (std::size_t i = 0; i < ids.size(); ++i) tx.script(fmt::format("INSERT INTO assemblies_seat (id, person, assembly, body, role, from_at, to_at) VALUES ({}, {}, {}, NULL, 'clerk', 1, NULL)", 900'000'000'000LL + static_cast<std::int64_t>(i), ids[i], assembly));
    // What the demonstration left waiting is not counted.
    tx.script("DELETE FROM moderation_item WHERE state = 'pending'");
  });
  port = city.serve();

  std::mutex mutex;
  std::map<std::string, Clock::time_point> left_at;
  std::vector<double> waits;
  std::atomic<int> decided = 0, late = 0, looks = 0, refused = 0, turned_away = 0;
  const auto began = Clock::now();
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      Client client(port);
      const std::string fields = people[static_cast<std::size_t>(kModerators + w)].fields() + "Content-Type: application/json\r\n";
      for (int i = w; i < kMessages; i += kWriters) {
        std::this_thread::sleep_until(began + kMinute * i / kMessages);
        const std::string text = fmt::format("第{}条留言：希望讲清楚。", i);
        {
          const std::lock_guard lock(mutex);
          left_at[text] = Clock::now();
        }
        const auto answer = client.send("POST", fmt::format("/api/v1/meetings/{}/messages", meeting), fields + fmt::format("Idempotency-Key: bench-message-{}\r\n", i), boost::json::serialize(boost::json::object{{"text", text}}));
        if (answer.status != 201 && ++refused == 1) fmt::print("a message was answered {}: {}\n", answer.status, answer.body.substr(0, 200));
      }
    });
  }
  for (int m = 0; m < kModerators; ++m) {
    threads.emplace_back([&, m] {
      Client client(port);
      std::mt19937 random(static_cast<unsigned>(m));
      const std::string fields = people[static_cast<std::size_t>(m)].fields() + "Content-Type: application/json\r\n";
      while (decided + refused < kMessages && Clock::now() - began < kPatience) {
        ++looks;
        const auto queue = boost::json::parse(client.get(fmt::format("/api/v1/assemblies/{}/moderation?kind=message", assembly), fields).body);
        std::vector<std::pair<std::int64_t, std::string>> items;
        for (const auto& one : queue.at("items").as_array()) items.emplace_back(one.at("id").to_number<std::int64_t>(), one.at("text").as_string());
        std::ranges::shuffle(items, random);
        if (items.size() > kFromOneLook) items.resize(kFromOneLook);
        for (const auto& [id, text] : items) {
          const auto answer = client.send("POST", fmt::format("/api/v1/messages/{}/moderation", id), fields + fmt::format("Idempotency-Key: bench-decision-{}-{}\r\n", m, id), R"({"verb":"approve"})");
          if (answer.status == 200) {
            ++decided;
            const std::lock_guard lock(mutex);
            if (const auto found = left_at.find(text); found != left_at.end()) waits.push_back(seconds_since(found->second));
          } else if (answer.status == 409) {
            ++late;
          } else if (++turned_away == 1) {
            // A busy server says so; who decides looks again.
            fmt::print("a decision was answered {}: {}\n", answer.status, answer.body.substr(0, 200));
          }
        }
        if (items.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double took = seconds_since(began);
  std::ranges::sort(waits);
  Client client(port);
  const std::int64_t shown = number_in(client.get(fmt::format("/api/v1/meetings/{}/hall", meeting), clerk.fields()).body, "messages");
  city.stop();
  std::int64_t decisions = 0;
  city.write([&](db::WriteTx& tx) {
    static constexpr db::Query kDecisions{"bench.decisions", "SELECT COUNT(*) FROM platform_journal WHERE verb = 'moderation.approve' AND subject_kind = 'message'", 0};
    decisions = tx.one<std::int64_t>(kDecisions).value_or(0);
  });
  fmt::print("{}: {} messages in {} s; {} decided by {} moderators in {:.1f} s, {} decisions in the journal; {} came too late and were told so (409), {} answered otherwise, {} looks at the queue\n", database.empty() ? "SQLite" : "PostgreSQL", kMessages - refused, kMinute.count(),
             decided.load(), kModerators, took, decisions, late.load(), turned_away.load(), looks.load());
  const auto share = [&](double of) { return waits.empty() ? 0.0 : waits[std::min(waits.size() - 1, static_cast<std::size_t>(of * static_cast<double>(waits.size())))]; };
  fmt::print("from writing to being shown: half within {:.2f} s, p99 {:.2f} s, at most {:.2f} s; shown in the hall now: {}\n", share(0.5), share(0.99), waits.empty() ? 0.0 : waits.back(), shown);
  return decided == kMessages - refused && decisions == decided ? 0 : 1;
}

}  // namespace
}  // namespace gongshi::bench

int main(int argc, char** argv) {
  try {
    return gongshi::bench::run(argc > 1 ? argv[1] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
