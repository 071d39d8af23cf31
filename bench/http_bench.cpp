// http_bench [seconds]: the listener with a trivial handler, inline and through the worker pool, and nginx with a static file of the same
// bytes where it is installed. One server core, the load on the other; the CPU time per request is the figure to trust.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.hpp"
#include "process.hpp"
#include "platform/http/server.hpp"

namespace gongshi::bench {
namespace {

constexpr int kIdleConnections = 5000;

std::string body() {
  return "{\"text\":\"" + std::string(229, 'x') + "\"}";
}

/// Loads `path` on `port` and prints the rate with the CPU time of `server` per request.
void measure(const std::string& name, std::uint16_t port, pid_t server, const std::string& path, int connections, double seconds) {
  const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n", path, port);
  const double before = cpu_time(server);
  const LoadResult result =
      run_load({.port = port, .connections = connections, .seconds = seconds}, [&](int, std::uint64_t, std::string& out) { out = request; });
  const double each = (cpu_time(server) - before) / static_cast<double>(result.answers());
  fmt::print("{:<16}{:>5} connections {}   {:.1f} us CPU\n", name, connections, describe(result), each);
}

/// Starts the server in a child, before this process has threads; the port comes back through a pipe.
std::pair<pid_t, std::uint16_t> start_server() {
  int ends[2];
  if (::pipe(ends) != 0) {
    throw std::runtime_error("no pipe");
  }
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[0]);
    http::ServerOptions options{.port = 0, .io_threads = 1, .workers = 16};
    const auto server = http::Server::start(
        options,
        [](http::Request&) {
          http::Response response;
          response.set("Content-Type", "application/json");
          response.body = body();
          return response;
        },
        [](const http::Request& request) { return request.path == "/inline" ? std::nullopt : std::optional(http::Lane::read); });
    const std::uint16_t port = server->port();
    if (::write(ends[1], &port, sizeof port) != sizeof port) {
      std::_Exit(1);
    }
    ::pause();
    std::_Exit(0);
  }
  ::close(ends[1]);
  std::uint16_t port = 0;
  if (::read(ends[0], &port, sizeof port) != sizeof port) {
    throw std::runtime_error("the server did not start");
  }
  ::close(ends[0]);
  return {pid, port};
}

void measure_idle_connections(std::uint16_t port, pid_t server) {
  const long before = resident_bytes(server);
  std::vector<int> idle;
  const std::string request = "GET /inline HTTP/1.1\r\nHost: x\r\nUser-Agent: bench\r\n\r\n";
  for (int i = 0; i < kIdleConnections; ++i) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    char answer[1024];
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::send(descriptor, request.data(), request.size(), 0) < 0 || ::recv(descriptor, answer, sizeof answer, 0) <= 0) {
      throw std::runtime_error("an idle connection was refused");
    }
    idle.push_back(descriptor);
  }
  fmt::print("{} idle connections after one request: {} bytes of server memory each\n", kIdleConnections,
             (resident_bytes(server) - before) / kIdleConnections);
  for (const int descriptor : idle) {
    ::close(descriptor);
  }
}

void measure_nginx(double seconds) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() + "/static.json") << body();
  const std::uint16_t port = free_port();
  const Child nginx(start_nginx(folder.path(), port, 1));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  for (const int connections : {64, 256}) {
    measure("nginx static", port, nginx.pid(), "/static.json", connections, seconds);
  }
}

void run(double seconds) {
  {
    const auto [pid, port] = start_server();
    const Child server(pid);
    for (const int connections : {64, 256}) {
      measure("gongshi inline", port, pid, "/inline", connections, seconds);
      measure("gongshi worker", port, pid, "/worker", connections, seconds);
    }
  }
  {
    const auto [pid, port] = start_server();
    const Child server(pid);
    measure_idle_connections(port, pid);
  }
  if (has_nginx()) {
    measure_nginx(seconds);
  }
}

}  // namespace
}  // namespace gongshi::bench

int main(int argc, char** argv) {
  try {
    gongshi::bench::run(argc > 1 ? std::atof(argv[1]) : 4);
  } catch (const std::exception& error) {
    fmt::print(stderr, "http_bench: {}\n", error.what());
    return 1;
  }
}
