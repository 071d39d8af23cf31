// http_bench [seconds]: the listener with a trivial handler, inline and through the worker pool, and nginx with a static file of the same
// bytes where it is installed. One server core, the load on the other; the CPU time per request is the figure to trust.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load.hpp"
#include "platform/http/server.hpp"

namespace gongshi::bench {
namespace {

constexpr int kIdleConnections = 5000;
constexpr const char* kNginx = "/usr/sbin/nginx";

std::string body() {
  return "{\"text\":\"" + std::string(229, 'x') + "\"}";
}

/// A child process, ended by its id.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  pid_t pid() const { return pid_; }

 private:
  const pid_t pid_;
};

/// User and system time of a process, in microseconds.
double cpu_time(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  unsigned long user = 0, system = 0;
  std::sscanf(text.c_str() + text.rfind(')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  return static_cast<double>(user + system) * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

long resident_bytes(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/statm", pid));
  long pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
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
        [](const http::Request& request) { return request.path == "/inline"; });
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

std::uint16_t free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(descriptor);
  return ntohs(address.sin_port);
}

void measure_nginx(double seconds) {
  char pattern[] = "/tmp/gongshi-nginx-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(pattern);
  const std::uint16_t port = free_port();
  std::ofstream(folder / "static.json") << body();
  // One process, so that its CPU time is that of the id we know.
  std::ofstream(folder / "nginx.conf") << fmt::format(
      "daemon off; master_process off; pid {0}/pid; error_log {0}/error.log; events {{ worker_connections 4096; }}\n"
      "http {{ access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000000; types {{ application/json json; }}\n"
      "client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c; uwsgi_temp_path {0}/d; scgi_temp_path {0}/e;\n"
      "server {{ listen 127.0.0.1:{1}; root {0}; }} }}\n",
      folder.string(), port);
  const std::string configuration = folder / "nginx.conf";
  const std::string log = folder / "error.log";
  ::chmod(folder.c_str(), 0755);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execl(kNginx, "nginx", "-e", log.c_str(), "-c", configuration.c_str(), "-p", folder.c_str(), nullptr);
    std::_Exit(1);
  }
  {
    const Child nginx(pid);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    for (const int connections : {64, 256}) {
      measure("nginx static", port, nginx.pid(), "/static.json", connections, seconds);
    }
  }
  std::filesystem::remove_all(folder);
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
  if (std::filesystem::exists(kNginx)) {
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
