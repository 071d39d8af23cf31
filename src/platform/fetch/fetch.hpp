// Asking another server over HTTPS. The only way out of the program.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongshi::fetch {

struct Request {
  std::string method = "GET";
  std::string url;  // https://host[:port]/path?query; http:// only where private addresses are allowed
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
};

struct Answer {
  int status = 0;
  std::string body;
};

struct Options {
  bool allow_private = false;  // loopback and private networks, and plain http there
  std::chrono::milliseconds patience{10'000};
  std::size_t most_bytes = 1 << 20;
  std::stop_token stop{};  // asked to stop, it gives up at once, as if patience had run out
};

/// Blocks. The error says in English what went wrong, for the log.
std::expected<Answer, std::string> fetch(const Request& request, const Options& options);

/// Whether an address (numeric, IPv4 or IPv6) belongs to the public internet: none of the ranges that RFC 6890 and its successors set aside.
bool is_public(std::string_view address);

struct Url {
  bool secure = true;
  std::string host;
  std::string port;
  std::string target;  // path and query
};
/// nullopt unless it is http or https with a plain host, no user, no fragment.
std::expected<Url, std::string> read_url(std::string_view text);

}  // namespace gongshi::fetch
