#include "client.hpp"

#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http/ascii.hpp"

namespace gongshi::bench {

std::string Answer::header(std::string_view name) const {
  for (std::string_view lines = head; !lines.empty();) {
    std::string_view value = http::cut(lines, '\n');
    if (http::same_ignoring_case(http::cut(value, ':'), name)) return std::string(http::trimmed(value.substr(0, value.find('\r'))));
  }
  return {};
}

Client::~Client() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Client::connect() {
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor_);
    descriptor_ = -1;
    throw std::runtime_error(fmt::format("cannot connect to port {}", port_));
  }
}

Answer Client::send(std::string_view method, std::string_view path, std::string_view fields, std::string_view body) {
  if (descriptor_ < 0) connect();
  std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}", method, path, port_, fields);
  if (!body.empty()) out += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
  out.append("\r\n").append(body);
  if (::send(descriptor_, out.data(), out.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(out.size())) throw std::runtime_error("the server hung up");
  std::string in;
  char bytes[64 * 1024];
  Answer answer;
  for (std::size_t whole = 0; whole == 0 || in.size() < whole;) {
    const ssize_t got = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (got <= 0) throw std::runtime_error(fmt::format("no answer to {} {}", method, path));
    in.append(bytes, static_cast<std::size_t>(got));
    const auto end = in.find("\r\n\r\n");
    if (whole != 0 || end == in.npos) continue;
    answer.head = in.substr(0, end + 2);
    answer.status = std::atoi(in.c_str() + 9);
    whole = end + 4 + std::strtoul(answer.header("content-length").c_str(), nullptr, 10);
  }
  answer.body = in.substr(answer.head.size() + 2);
  if (http::same_ignoring_case(answer.header("connection"), "close")) {
    ::close(descriptor_);
    descriptor_ = -1;
  }
  return answer;
}

}  // namespace gongshi::bench
