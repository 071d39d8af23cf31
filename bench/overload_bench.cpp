// overload_bench [seconds]: what is still served when ten times as much is asked as the program can do. First the most it answers (as many as are
// answered, 64 connections), then requests due at ten times that rate over 2,000 connections, beside them a vote now and then, then the first again. Those
// who ask are on this machine: the share is also given of what the processors can do that they leave to the server.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "city.hpp"
#include "load.hpp"

namespace gongshi::bench {
namespace {

constexpr int kTimes = 10;
constexpr int kCrowd = 2000;  // connections

/// What this process, which asks, has had of the processors so far, in seconds.
double used_by_asking() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/// Votes one after the other with a pause, while the crowd is there.
LoadResult votes_beside(std::uint16_t port, const std::string& request, double seconds) {
  return run_load({.port = port, .connections = 4, .seconds = seconds, .rate = 20}, [&](int, std::uint64_t, std::string& out) { out = request; });
}

void run(double seconds) {
  City city("");
  city.prepare(1);
  const std::uint16_t port = city.serve();
  Client client(port);
  const Session member = city.sign_in_members(client).at(0);
  const std::string list = client.get("/api/v1/consultations").body;
  const std::int64_t id = number_in(list, "id");
  const std::string head = fmt::format("Host: 127.0.0.1:{}\r\nAccept: application/json\r\nAccept-Language: zh-CN\r\n", port);
  // Something dear, so that the generator can ask for ten times as much: the votes of 1,921 people on 197 statements, as a table.
  const std::int64_t published = number_in(list, "id", list.rfind("{\"id\":"));
  const std::string read = fmt::format("GET /api/v1/consultations/{}/export/participants-votes.csv HTTP/1.1\r\n{}\r\n", published, head);
  const auto first = number_in(client.get(fmt::format("/api/v1/consultations/{}/statements", id)).body, "id");
  const std::string vote = fmt::format("PUT /api/v1/consultations/{}/votes/{} HTTP/1.1\r\n{}{}Content-Type: application/json\r\nContent-Length: 16\r\n\r\n{{\"vote\":\"agree\"}}",
                                       id, first, head, member.fields());
  const auto ask = [&](int, std::uint64_t, std::string& out) { out = read; };
  const auto most = [&] { return run_load({.port = port, .connections = 64, .seconds = seconds}, ask); };

  const double began = used_by_asking();
  const LoadResult before = most();
  const double asking_before = used_by_asking();
  fmt::print("the most:            {}\n", describe(before));
  const double rate = kTimes * before.per_second();
  LoadResult votes;
  std::jthread voter([&] { votes = votes_beside(port, vote, seconds); });
  const LoadResult crowd = run_load({.port = port, .connections = kCrowd, .seconds = seconds, .rate = rate}, ask);
  voter.join();
  const double asking_after = used_by_asking();
  const double offered = static_cast<double>(crowd.answers()) / crowd.seconds;
  const double served = static_cast<double>(crowd.statuses.contains(200) ? crowd.statuses.at(200) : 0) / crowd.seconds;
  fmt::print("{} times asked for:  {}\n", kTimes, describe(crowd));
  fmt::print("served {:.0f}/s of {:.0f}/s that could be asked ({:.0f} % of the most), p99 {:.0f} ms; refused in p99 {:.0f} ms\n", served, offered,
             100 * served / before.per_second(), crowd.p99_ms_of(200), crowd.p99_ms_of(503));
  const auto processors = static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
  const double left = processors - (asking_after - asking_before) / crowd.seconds, left_before = processors - (asking_before - began) / before.seconds;
  fmt::print("of what was left to the server: {:.0f} % of the most (asking took {:.2f} processors, and {:.2f} before)\n", 100 * (served / left) / (before.per_second() / left_before), processors - left, processors - left_before);
  fmt::print("votes meanwhile:     {}\n", describe(votes));
  const LoadResult after = most();
  fmt::print("the most afterwards: {}   ({:.0f} %)\n", describe(after), 100 * after.per_second() / before.per_second());
}

}  // namespace
}  // namespace gongshi::bench

int main(int argc, char** argv) {
  try {
    gongshi::bench::run(argc > 1 ? std::atof(argv[1]) : 5);
  } catch (const std::exception& error) {
    fmt::print(stderr, "overload_bench: {}\n", error.what());
    return 1;
  }
}
