// vote_bench [seconds [connections [rate]]]: votes over HTTP on 256 keep-alive connections, each durable before its answer, as many as are
// answered or `rate` a second. The whole way: session cookie, forgery
// token, permission, participant, live counts, next statement. With GONGSHI_TEST_POSTGRES set (tools/with_postgres --durable) on that
// PostgreSQL, otherwise on SQLite. Afterwards every acknowledged vote is counted in the database.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>

#include "city.hpp"
#include "load.hpp"

namespace gongshi::bench {
namespace {

constexpr int kMembers = 3000;
constexpr int kStatements = 200;
constexpr int kRounds = 5;
constexpr const char* kVotes[] = {"disagree", "pass", "agree"};

Answer expect(int status, Answer answer) {
  if (answer.status != status) throw std::runtime_error(fmt::format("expected {}, got {}: {}", status, answer.status, answer.body));
  return answer;
}

/// Written and published by the clerk, as on the desk.
std::int64_t publish_consultation(Client& client, const Session& clerk) {
  const Answer list = expect(200, client.get("/api/v1/consultations", clerk.fields()));
  std::string body = R"({"title":"压力测试","question":"这是测量用的问题","background":"","audience":"public","sectors":[],"level_needed":"phone",)"
                     R"("matrix_public":false,"statements":[)";
  for (int i = 0; i < kStatements; ++i) body += fmt::format("{}\"第{:03}条看法，用于测量，约有三十个汉字那么长，和真的一样。\"", i == 0 ? "" : ",", i);
  body += "]}";
  const auto draft = expect(201, client.send("POST", fmt::format("/api/v1/assemblies/{}/consultations", number_in(list.body, "assembly")),
                                             clerk.fields() + "Idempotency-Key: bench-create\r\n", body));
  const auto id = number_in(draft.body, "id");
  expect(200, client.send("POST", fmt::format("/api/v1/consultations/{}/transitions", id), clerk.fields() + "Idempotency-Key: bench-publish\r\n",
                          fmt::format(R"({{"verb":"publish","version":{}}})", number_in(draft.body, "version"))));
  return id;
}

std::vector<std::int64_t> statements_of(Client& client, std::int64_t consultation) {
  const std::string body = expect(200, client.get(fmt::format("/api/v1/consultations/{}/statements", consultation))).body;
  std::vector<std::int64_t> ids;
  for (auto at = body.find("{\"id\":"); at != body.npos; at = body.find("{\"id\":", at + 1)) ids.push_back(number_in(body, "id", at));
  return ids;
}

int vote_of(int member, int statement) { return (member + statement) % 3 - 1; }

int run(double seconds, int connections, double rate) {
  const char* postgres = std::getenv("GONGSHI_TEST_POSTGRES");
  City city(postgres == nullptr ? "" : postgres);
  city.prepare(kMembers);
  const std::uint16_t port = city.serve();
  Client client(port);
  const Session clerk = city.sign_in_clerk(client);
  const std::vector<Session> members = city.sign_in_members(client);
  const std::int64_t consultation = publish_consultation(client, clerk);
  const std::vector<std::int64_t> statements = statements_of(client, consultation);
  if (statements.size() != kStatements) throw std::runtime_error("the consultation has not the statements it was given");

  // A connection takes one member after the other through the statements: no vote is cast twice, so that rows can be counted. Each begins at
  // another statement, since people do not all cast their first vote in the same moment.
  struct Cast {
    int member = 0;
    int statement = 0;
  };
  std::vector<Cast> last;
  int next_member = 0;
  for (; next_member < connections; ++next_member) last.push_back({next_member, next_member * kStatements / connections - 1});
  std::map<std::pair<std::int64_t, int>, std::uint64_t> acknowledged;
  const auto request = [&](int connection, std::uint64_t, std::string& out) {
    Cast& cast = last[static_cast<std::size_t>(connection)];
    if (++cast.statement == kStatements) cast = {next_member++ % static_cast<int>(members.size()), 0};
    const std::string_view vote = kVotes[vote_of(cast.member, cast.statement) + 1];
    fmt::format_to(std::back_inserter(out),
                   "PUT /api/v1/consultations/{}/votes/{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept: application/json\r\nAccept-Language: zh-CN\r\n"
                   "Content-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{{\"vote\":\"{}\"}}",
                   consultation, statements[static_cast<std::size_t>(cast.statement)], port,
                   members[static_cast<std::size_t>(cast.member)].fields(), vote.size() + 11, vote);
  };
  const auto answered = [&](int connection, int status) {
    const Cast& cast = last[static_cast<std::size_t>(connection)];
    if (status == 200) ++acknowledged[{statements[static_cast<std::size_t>(cast.statement)], vote_of(cast.member, cast.statement)}];
  };

  fmt::print("{}, {} connections, {} members, {} statements\n", postgres == nullptr ? "SQLite, synchronous=FULL" : "PostgreSQL", connections,
             members.size(), kStatements);
  std::vector<double> rates, p99s, cpus;
  // The first second opens the connections to the database and prepares its statements: said, not counted.
  fmt::print("start:   {}\n", describe(run_load({.port = port, .connections = connections, .seconds = 1, .rate = rate}, request, answered)));
  for (int round = 0; round < kRounds; ++round) {
    const double before = cpu_time(city.server());
    const LoadResult result = run_load({.port = port, .connections = connections, .seconds = seconds, .rate = rate}, request, answered);
    rates.push_back(result.per_second());
    p99s.push_back(result.p99_ms);
    cpus.push_back((cpu_time(city.server()) - before) / static_cast<double>(result.answers()));
    fmt::print("round {}: {}   {:.1f} us of server CPU per vote\n", round + 1, describe(result), cpus.back());
    std::fflush(stdout);
  }
  fmt::print("median: {:.0f} votes/s, p99 {:.1f} ms, {:.1f} us of server CPU per vote\n", median(rates), median(p99s), median(cpus));
  if (next_member > static_cast<int>(members.size())) throw std::runtime_error("more votes than members have: make the rounds shorter");

  const auto live = client.get(fmt::format("/api/v1/consultations/{}", consultation)).body;
  city.stop();
  const auto stored = city.stored_votes(consultation);
  std::uint64_t sum = 0, lost = 0, in_database = 0;
  for (const auto& [what, count] : acknowledged) {
    sum += count;
    const auto found = stored.find(what);
    lost += count - std::min(count, found == stored.end() ? 0 : found->second);
  }
  for (const auto& [what, count] : stored) in_database += count;
  fmt::print("acknowledged {}, in the database {}, lost {}, live count {}\n", sum, in_database, lost, number_in(live, "votes"));
  return lost == 0 && in_database >= sum ? 0 : 1;
}

}  // namespace
}  // namespace gongshi::bench

int main(int argc, char** argv) {
  try {
    return gongshi::bench::run(argc > 1 ? std::atof(argv[1]) : 5, argc > 2 ? std::atoi(argv[2]) : 256, argc > 3 ? std::atof(argv[3]) : 0);
  } catch (const std::exception& error) {
    fmt::print(stderr, "vote_bench: {}\n", error.what());
    return 1;
  }
}
