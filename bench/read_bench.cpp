// read_bench [seconds]: one consultation as JSON, built per request with what this reader may do, and its page, for a visitor, a member and the
// clerk, in turns with nginx serving the same bytes as a file. Same connections, same load, same number of processes or I/O threads.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "city.hpp"
#include "load.hpp"

namespace gongshi::bench {
namespace {

constexpr int kConnections = 64;
constexpr int kRounds = 7;
constexpr int kThreads = 2;  // the server's default

struct Measured {
  double per_second = 0;
  double cpu = 0;  // microseconds per request
  double p99_ms = 0;
};

Measured load(std::uint16_t port, pid_t server, const std::string& path, const std::string& fields, double seconds) {
  const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept: */*\r\nAccept-Language: zh-CN\r\n{}\r\n", path, port, fields);
  const double before = cpu_time(server);
  const LoadResult result =
      run_load({.port = port, .connections = kConnections, .seconds = seconds}, [&](int, std::uint64_t, std::string& out) { out = request; });
  if (result.statuses.size() != 1 || result.statuses.begin()->first != 200 || result.broken != 0) {
    throw std::runtime_error(fmt::format("not every answer to {} was 200: {}", path, describe(result)));
  }
  return {result.per_second(), (cpu_time(server) - before) / static_cast<double>(result.answers()), result.p99_ms};
}

struct Medians {
  std::vector<double> per_second, cpu, p99;
  void add(const Measured& m) {
    per_second.push_back(m.per_second);
    cpu.push_back(m.cpu);
    p99.push_back(m.p99_ms);
  }
  std::string text() const {
    return fmt::format("{:7.0f}/s  {:5.1f} us CPU  p99 {:5.2f} ms", median(per_second), median(cpu), median(p99));
  }
};

void compare(const City& city, std::uint16_t port, const std::string& who, const std::string& path, const std::string& fields, double seconds) {
  const TemporaryFolder folder;
  const Answer answer = Client(port).get(path, "Accept-Language: zh-CN\r\n" + fields);
  if (answer.status != 200) throw std::runtime_error(fmt::format("{} answered {}", path, answer.status));
  std::ofstream(folder.path() + "/same.json") << answer.body;
  const std::uint16_t nginx_port = free_port();
  const Child nginx(start_nginx(folder.path(), nginx_port, kThreads));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  Medians theirs, ours;
  for (int round = 0; round < kRounds; ++round) {
    theirs.add(load(nginx_port, nginx.pid(), "/same.json", fields, seconds));
    ours.add(load(port, city.server(), path, fields, seconds));
  }
  fmt::print("{:<22}{:6} bytes   nginx {}   gongshi {}   ratio {:.2f}\n", who, answer.body.size(), theirs.text(), ours.text(),
             median(ours.per_second) / median(theirs.per_second));
  std::fflush(stdout);
}

/// The consultation that is open, as the list gives it first.
std::int64_t open_consultation(Client& client) { return number_in(client.get("/api/v1/consultations").body, "id"); }

void run(double seconds) {
  if (!has_nginx()) throw std::runtime_error("nginx is not installed (apt install nginx): there is nothing to compare with");
  City city("");
  city.prepare(1);
  const std::uint16_t port = city.serve();
  Client client(port);
  const Session clerk = city.sign_in_clerk(client);
  const Session member = city.sign_in_members(client).at(0);
  const std::int64_t id = open_consultation(client);
  const std::string path = fmt::format("/api/v1/consultations/{}", id);
  fmt::print("{} connections, {} rounds of {} s in turns, medians\n", kConnections, kRounds, seconds);
  compare(city, port, "JSON, visitor", path, {}, seconds);
  compare(city, port, "JSON, member", path, "Cookie: " + member.cookie + "\r\n", seconds);
  compare(city, port, "JSON, clerk", path, "Cookie: " + clerk.cookie + "\r\n", seconds);
  compare(city, port, "page, visitor", fmt::format("/consultations/{}", id), {}, seconds);
  compare(city, port, "front page, visitor", "/", {}, seconds);
}

}  // namespace
}  // namespace gongshi::bench

int main(int argc, char** argv) {
  try {
    gongshi::bench::run(argc > 1 ? std::atof(argv[1]) : 1);
  } catch (const std::exception& error) {
    fmt::print(stderr, "read_bench: {}\n", error.what());
    return 1;
  }
}
