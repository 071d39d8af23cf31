// proposals_bench [DATABASE]: a register of 100,000 proposals: what the committee's lists, the look for similar ones and the workbook cost, and 300 submitted
// within two seconds of the deadline. DATABASE: a PostgreSQL address; without it SQLite.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "city.hpp"
#include "platform/search/search.hpp"

namespace gongshi::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kCopies = 110;  // of the city's 900
constexpr int kSubmitted = 300;
constexpr int kAtOnce = 32;

double milliseconds_of(const std::function<void()>& work) {
  const auto began = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}
double at(std::vector<double> times, double share) {
  std::ranges::sort(times);
  return times[std::min(times.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times.size())))];
}
std::string measured(const std::vector<double>& times) { return fmt::format("half in {:.1f} ms, p99 {:.1f} ms, of {}", at(times, 0.5), at(times, 0.99), times.size()); }

Answer good(Answer answer) {
  if (answer.status >= 300) throw std::runtime_error(fmt::format("answered {}: {}", answer.status, answer.body.substr(0, 300)));
  return answer;
}

/// The most memory that the process ever had, in MB.
double peak_of(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("VmHWM:")) return static_cast<double>(std::atoll(line.c_str() + 6)) / 1024;
  }
  return 0;
}

/// The same proposals again and again, each under its own numbers and with a title of its own.
void multiply(db::WriteTx& tx) {
  const std::string copies = fmt::format("WITH RECURSIVE copy (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM copy WHERE n < {}) ", kCopies);
  tx.script(copies +
            "INSERT INTO proposals_proposal SELECT id - n * 100000000, assembly, proposer, sector, state, state_since, session, serial + n * 1000, CASE WHEN case_number > 0 THEN case_number + n * 1000 ELSE 0 END, in_session, "
            "submitted_at, title || '（' || n || '）', original_title, situation, analysis, research, publish, publish_reason, category, note, ground, NULL, consent, version, seconding, NULL, body, contact, published, public_title FROM proposals_proposal, copy;");
  tx.script(copies + "INSERT INTO proposals_signer SELECT proposal - n * 100000000, person, state, opinion, invited_at, expires_at, answered_at FROM proposals_signer, copy;");
  tx.script(copies + "INSERT INTO handling_item SELECT id - n * 100000000, assembly, kind, subject - n * 100000000, point, title, text, link, state, state_since, round, opened_at, closing, version, category, channel, channel_note FROM handling_item, copy WHERE kind = 'proposal';");
  tx.script(copies + "INSERT INTO handling_task (id, item, round, unit, role, state, state_since, assigned_at, return_by, contact_by, due, calendar_version, extended, request, suggested, outcome, reply, document_number, without_assisting, remark, approved_by, approved_at, "
            "accepted_at, urged, reminded, version) SELECT id - n * 100000000, item - n * 100000000, round, unit, role, state, state_since, assigned_at, return_by, contact_by, due, calendar_version, extended, request, suggested, outcome, reply, document_number, without_assisting, remark, "
            "approved_by, approved_at, accepted_at, urged, reminded, version FROM handling_task, copy WHERE item IN (SELECT id FROM handling_item WHERE kind = 'proposal');");
  static constexpr db::Query kTitles{"bench.titles", "SELECT id, assembly, title FROM proposals_proposal", 0};
  std::vector<std::tuple<std::int64_t, std::int64_t, std::string>> titles;
  tx.each(kTitles, [&](const db::Row& row) { titles.emplace_back(row.integer(0), row.integer(1), row.text(2)); });
  for (const auto& [id, assembly, title] : titles) search::put(tx, "proposal", id, ScopeId{assembly}, search::Visibility::everyone, title);
  tx.script("DELETE FROM proposals_count; INSERT INTO proposals_count SELECT assembly, state, count(*) FROM proposals_proposal WHERE state NOT IN ('draft', 'cosigning') GROUP BY assembly, state;");
  tx.script("ANALYZE");  // as PostgreSQL does by itself, a minute later
}

void run(const std::string& where) {
  City city(where);
  city.prepare(1);
  city.write(multiply);
  const std::uint16_t port = city.serve({"--pace", "0"});
  Client client(port);
  const Session clerk = city.sign_in_clerk(client);
  const Session member = city.sign_in_members(client).at(0);
  const auto assembly = number_in(good(client.get("/api/v1/session", clerk.fields())).body, "assembly");
  const std::string list = fmt::format("/api/v1/assemblies/{}/proposals", assembly);

  // What has just been copied is vacuumed in the background once (with_postgres: every 10 s); an office's register is not made of one transaction.
  if (!where.empty()) std::this_thread::sleep_for(std::chrono::seconds(25));
  for (const auto& [name, query] : {std::pair<std::string, std::string>{"filed", "?queue=filed"}, {"first review", "?queue=submitted"}, {"closed", "?queue=closed"}, {"found by words", "?q=%E7%94%B5%E6%A2%AF"}}) {
    std::vector<double> times;
    for (int i = 0; i < 100; ++i) times.push_back(milliseconds_of([&] { good(client.get(list + query, clerk.fields())); }));
    fmt::print("the committee's list with its queues, {}: {}\n", name, measured(times));
  }
  for (const std::string queue : {"with_units", "overdue", "closed"}) {
    std::vector<double> times;
    for (int i = 0; i < 50; ++i) times.push_back(milliseconds_of([&] { good(client.get(fmt::format("/api/v1/assemblies/{}/handling?queue={}", assembly, queue), clerk.fields())); }));
    fmt::print("the supervision office's desk, {}: {}\n", queue, measured(times));
  }
  std::vector<double> times;
  good(client.send("POST", "/api/v1/proposals/similar", "Content-Type: application/json\r\nIdempotency-Key: similar-first\r\n" + member.fields(), R"({"title":"社区养老"})"));  // fills the index
  constexpr const char* kTitles[] = {"关于加装电梯的建议", "关于社区养老服务的建议", "关于治理停车难的建议", "乡村文化", "关于发展夜间经济的几点建议"};
  for (int i = 0; i < 500; ++i) {
    const std::string fields = fmt::format("Content-Type: application/json\r\nIdempotency-Key: similar-{}-key\r\n", i) + member.fields();
    times.push_back(milliseconds_of([&] { good(client.send("POST", "/api/v1/proposals/similar", fields, fmt::format(R"({{"title":"{}"}})", kTitles[i % 5]))); }));
  }
  fmt::print("similar ones while typing, over HTTP: {}\n", measured(times));

  const double before = peak_of(city.server());
  Answer workbook;
  const double took = milliseconds_of([&] { workbook = good(client.get(list + ".xlsx", clerk.fields())); });
  fmt::print("the register as a workbook: {:.1f} s, {:.1f} MB of file, memory at most {:.0f} MB more than before\n", took / 1000, static_cast<double>(workbook.body.size()) / 1e6, peak_of(city.server()) - before);

  std::vector<std::string> drafts;
  const std::string parts = R"({"title":"截止前提交的提案","situation":"情况","analysis":"分析","suggestions":["建议"],"research":"","publish":"whole","publish_reason":""})";
  for (int i = 0; i < kSubmitted; ++i) {
    const std::string fields = fmt::format("Content-Type: application/json\r\nIdempotency-Key: draft-{}-key\r\n", i) + member.fields();
    drafts.push_back(std::to_string(number_in(good(client.send("POST", "/api/v1/proposals", fields, fmt::format(R"({{"assembly":{},"parts":{}}})", assembly, parts))).body, "id")));
  }
  std::atomic<int> next = 0, done = 0;
  std::mutex mutex;
  std::set<std::string> serials;
  const double all = milliseconds_of([&] {
    std::vector<std::thread> people;
    for (int p = 0; p < kAtOnce; ++p) {
      people.emplace_back([&] {
        Client own(port);
        for (int i = next++; i < kSubmitted; i = next++) {
          const std::string fields = fmt::format("Content-Type: application/json\r\nIdempotency-Key: submit-{}-key\r\n", i) + member.fields();
          const auto answer = own.send("POST", "/api/v1/proposals/" + drafts[static_cast<std::size_t>(i)] + "/transitions", fields, R"({"verb":"submit","version":1})");
          if (answer.status != 200) {
            fmt::print("refused: {} {}\n", answer.status, answer.body);
            continue;
          }
          ++done;
          const std::lock_guard lock(mutex);
          serials.insert(answer.body.substr(answer.body.find("\"serial\":"), 24));
        }
      });
    }
    for (auto& one : people) one.join();
  });
  fmt::print("{} submitted by {} at once: {} acknowledged in {:.2f} s, {} serial numbers\n", kSubmitted, kAtOnce, done.load(), all / 1000, serials.size());
}

}  // namespace
}  // namespace gongshi::bench

int main(int argc, char** argv) {
  try {
    gongshi::bench::run(argc > 1 ? argv[1] : "");
  } catch (const std::exception& error) {
    fmt::print(stderr, "proposals_bench: {}\n", error.what());
    return 1;
  }
}
