// A blocking client for the tests: it sends exact bytes and reads what comes, plain or over TLS.
#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http/ascii.hpp"

namespace gongshi::http::test {

struct Answer {
  int status = 0;
  std::string head;
  std::string body;

  std::string header(std::string_view name) const {
    std::string_view rest = head;
    cut(rest, '\n');
    while (!rest.empty()) {
      std::string_view value = cut(rest, '\n');
      if (same_ignoring_case(cut(value, ':'), name)) {
        return std::string(trimmed(value.substr(0, value.find('\r'))));
      }
    }
    return {};
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port, SSL_CTX* tls = nullptr, int receive_buffer = 0) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) {
      ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(descriptor_);
      throw std::runtime_error("cannot connect");
    }
    if (tls) {
      ssl_.reset(SSL_new(tls));
      SSL_set_fd(ssl_.get(), descriptor_);
      if (SSL_connect(ssl_.get()) != 1) {
        ssl_.reset();
        ::close(descriptor_);
        throw std::runtime_error("no TLS");
      }
    }
  }
  ~Client() { ::close(descriptor_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  SSL* ssl() { return ssl_.get(); }

  /// False when the peer is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                                : ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

  /// One response; status 0 when the connection ends before.
  Answer read(bool bodiless = false) {
    Answer answer;
    std::size_t end = 0;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) {
        return answer;
      }
    }
    answer.head = in_.substr(0, end + 2);
    in_.erase(0, end + 4);
    answer.status = std::atoi(answer.head.c_str() + 9);
    const std::size_t length = bodiless || answer.status == 100 ? 0 : std::strtoul(answer.header("content-length").c_str(), nullptr, 10);
    while (in_.size() < length && more()) {
    }
    answer.body = in_.substr(0, length);
    in_.erase(0, length);
    return answer;
  }
  Answer ask(std::string_view bytes) { return send(bytes) ? read() : Answer{}; }

  /// All bytes until `end` (included) have come; nothing if the connection ends before.
  std::string read_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = in_.find(end)) == std::string::npos) {
      if (!more()) {
        return {};
      }
    }
    std::string text = in_.substr(0, at + end.size());
    in_.erase(0, at + end.size());
    return text;
  }
  /// So many bytes; fewer if the connection ends before.
  std::string take(std::size_t size) {
    while (in_.size() < size && more()) {
    }
    std::string bytes = in_.substr(0, size);
    in_.erase(0, size);
    return bytes;
  }
  /// Whether the server has closed; bytes that came before count as "not closed in order" and stay in rest().
  bool ended() {
    while (more()) {
    }
    return ended_;
  }
  const std::string& rest() const { return in_; }

 private:
  bool more() {
    constexpr int kPatience = 30'000;  // milliseconds: long enough for any machine, a failure only
    pollfd wait{descriptor_, POLLIN, 0};
    if ((!ssl_ || SSL_pending(ssl_.get()) == 0) && ::poll(&wait, 1, kPatience) <= 0) {
      return false;
    }
    char bytes[16384];
    const ssize_t got = ssl_ ? SSL_read(ssl_.get(), bytes, sizeof bytes) : ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    in_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  int descriptor_;
  std::unique_ptr<SSL, Free> ssl_;
  std::string in_;
  bool ended_ = false;
};

}  // namespace gongshi::http::test
