// A plain HTTP client for what a benchmark prepares and checks: one keep-alive connection, one request at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gongshi::bench {

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
  /// Value of the first header of this name; empty when absent.
  std::string header(std::string_view name) const;
};

class Client {
 public:
  explicit Client(std::uint16_t port) : port_(port) {}
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// `fields` are whole lines with their ends. Throws when there is no answer.
  Answer send(std::string_view method, std::string_view path, std::string_view fields = {}, std::string_view body = {});
  Answer get(std::string_view path, std::string_view fields = {}) { return send("GET", path, fields); }

 private:
  void connect();
  const std::uint16_t port_;
  int descriptor_ = -1;
};

}  // namespace gongshi::bench
