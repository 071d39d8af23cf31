#include "platform/fetch/fetch.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace gongshi::fetch {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using asio::ip::tcp;

struct Range {
  const char* network;
  int bits;
};
constexpr Range kSetAside4[] = {{"0.0.0.0", 8},      {"10.0.0.0", 8},   {"100.64.0.0", 10},  {"127.0.0.0", 8},    {"169.254.0.0", 16}, {"172.16.0.0", 12}, {"192.0.0.0", 24},
                                {"192.0.2.0", 24},   {"192.88.99.0", 24}, {"192.168.0.0", 16}, {"198.18.0.0", 15}, {"198.51.100.0", 24}, {"203.0.113.0", 24}, {"224.0.0.0", 3}};
// Only 2000::/3 is given out at all; these parts of it are not, or lead back to IPv4.
constexpr Range kSetAside6[] = {{"2001::", 23}, {"2001:db8::", 32}, {"2002::", 16}, {"3fff::", 20}};

template <class Bytes>
bool within(const Bytes& address, const Bytes& network, int bits) {
  for (std::size_t i = 0; i < address.size() && bits > 0; ++i, bits -= 8) {
    const unsigned mask = bits >= 8 ? 0xffU : 0xffU << (8 - bits) & 0xffU;
    if ((address[i] & mask) != (network[i] & mask)) return false;
  }
  return true;
}

bool is_public(const asio::ip::address& address) {
  if (address.is_v4()) {
    return std::ranges::none_of(kSetAside4, [&](const Range& range) { return within(address.to_v4().to_bytes(), asio::ip::make_address_v4(range.network).to_bytes(), range.bits); });
  }
  const auto bytes = address.to_v6().to_bytes();
  return (bytes[0] & 0xe0) == 0x20 &&
         std::ranges::none_of(kSetAside6, [&](const Range& range) { return within(bytes, asio::ip::make_address_v6(range.network).to_bytes(), range.bits); });
}

/// One exchange, step by step on a loop of its own, each step until the common deadline.
class Exchange {
 public:
  explicit Exchange(const Options& options)
      : deadline_(std::chrono::steady_clock::now() + options.patience), stop_(options.stop), wake_(stop_, [this] { loop_.stop(); }) {}

  std::expected<Answer, std::string> run(const Url& url, const Request& request, const Options& options) {
    tcp::resolver resolver(loop_);
    tcp::resolver::results_type found;
    if (const auto failed = step([&](auto done) { resolver.async_resolve(url.host, url.port, [&, done](error_code e, tcp::resolver::results_type r) { found = std::move(r); done(e); }); },
                                 [&] { resolver.cancel(); })) {
      return wrong("its name is not known", failed);
    }
    std::vector<tcp::endpoint> endpoints;
    for (const auto& one : found) {
      if (options.allow_private || is_public(one.endpoint().address())) endpoints.push_back(one.endpoint());
    }
    if (endpoints.empty()) return std::unexpected("its address is not a public one");
    asio::ssl::context context(asio::ssl::context::tls_client);
    error_code ignored;
    context.set_default_verify_paths(ignored);
    asio::ssl::stream<beast::tcp_stream> stream(loop_, context);
    const auto close = [&] { beast::get_lowest_layer(stream).close(); };
    if (const auto failed = step([&](auto done) { beast::get_lowest_layer(stream).async_connect(endpoints, [done](error_code e, const tcp::endpoint&) { done(e); }); }, close)) {
      return wrong("no connection", failed);
    }
    if (!url.secure) return exchange(beast::get_lowest_layer(stream), url, request, options, close);
    stream.set_verify_mode(asio::ssl::verify_peer);
    stream.set_verify_callback(asio::ssl::host_name_verification(url.host));
    if (SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str()) != 1) return std::unexpected("no TLS");
    if (const auto failed = step([&](auto done) { stream.async_handshake(asio::ssl::stream_base::client, done); }, close)) return wrong("no TLS", failed);
    return exchange(stream, url, request, options, close);
  }

 private:
  static std::unexpected<std::string> wrong(std::string what, const error_code& why) { return std::unexpected(what + ": " + why.message()); }

  template <class Stream, class Close>
  std::expected<Answer, std::string> exchange(Stream& stream, const Url& url, const Request& request, const Options& options, const Close& close) {
    http::request<http::string_body> out(http::string_to_verb(request.method), url.target, 11);
    const bool usual = url.port == (url.secure ? "443" : "80");
    out.set(http::field::host, usual ? url.host : url.host + ":" + url.port);
    out.set(http::field::connection, "close");
    for (const auto& [name, value] : request.headers) out.set(name, value);
    out.body() = request.body;
    out.prepare_payload();
    if (const auto failed = step([&](auto done) { http::async_write(stream, out, [done](error_code e, std::size_t) { done(e); }); }, close)) return wrong("not sent", failed);
    http::response_parser<http::string_body> in;
    in.body_limit(options.most_bytes);
    beast::flat_buffer buffer;
    if (const auto failed = step([&](auto done) { http::async_read(stream, buffer, in, [done](error_code e, std::size_t) { done(e); }); }, close)) return wrong("no answer", failed);
    close();
    return Answer{static_cast<int>(in.get().result_int()), std::move(in.get().body())};
  }

  template <class Start, class Cancel>
  error_code step(const Start& start, const Cancel& cancel) {
    std::optional<error_code> outcome;
    start([&](error_code e) { outcome = e; });
    loop_.restart();
    // Asked: whoever stops the loop before it is made ready again would not be heard.
    if (!stop_.stop_requested()) loop_.run_until(deadline_);
    if (outcome) return *outcome;
    cancel();
    loop_.restart();
    loop_.run();
    return asio::error::timed_out;
  }

  const std::chrono::steady_clock::time_point deadline_;
  asio::io_context loop_{1};
  const std::stop_token stop_;
  const std::stop_callback<std::function<void()>> wake_;
};

}  // namespace

bool is_public(std::string_view address) {
  error_code wrong;
  const auto read = asio::ip::make_address(std::string(address), wrong);
  return !wrong && is_public(read);
}

std::expected<Url, std::string> read_url(std::string_view text) {
  const bool secure = text.starts_with("https://");
  if (!secure && !text.starts_with("http://")) return std::unexpected("neither https nor http");
  std::string_view rest = text.substr(secure ? 8 : 7);
  const auto end = rest.find_first_of("/?#");
  std::string_view authority = rest.substr(0, end);
  Url url{.secure = secure, .port = secure ? "443" : "80", .target = end == std::string_view::npos ? "/" : std::string(rest.substr(end))};
  if (url.target.front() == '?') url.target.insert(0, "/");
  const auto plain = [](std::string_view part, std::string_view more) {
    return !part.empty() && std::ranges::all_of(part, [&](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || more.contains(c); });
  };
  if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
    url.port = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
    if (url.port.size() > 5 || !std::ranges::all_of(url.port, [](char c) { return c >= '0' && c <= '9'; }) || url.port.empty()) return std::unexpected("no port");
  }
  if (!plain(authority, "-.")) return std::unexpected("no plain host");
  if (std::ranges::any_of(url.target, [](unsigned char c) { return c <= ' ' || c >= 0x7f || c == '#'; })) return std::unexpected("no plain path");
  url.host = authority;
  return url;
}

std::expected<Answer, std::string> fetch(const Request& request, const Options& options) {
  auto url = read_url(request.url);
  if (!url) return std::unexpected(url.error());
  if (!url->secure && !options.allow_private) return std::unexpected("http is not safe");
  try {
    return Exchange(options).run(*url, request, options);
  } catch (const std::exception& error) {
    return std::unexpected(std::string(error.what()));
  }
}

}  // namespace gongshi::fetch
