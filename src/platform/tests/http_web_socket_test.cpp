// Requests over a WebSocket: the handshake, answers in turn, who speaks, and frames that no browser sends.
#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform/http/server.hpp"
#include "platform/http/web_socket.hpp"
#include "platform/tests/certificate.hpp"
#include "platform/tests/web_socket_client.hpp"

namespace gongshi::http {
namespace {

using namespace std::chrono_literals;
using test::Client;
using test::frame;
using test::kClose;
using test::kPing;
using test::kText;
using test::next;

// The example of RFC 6455 §1.3.
constexpr std::string_view kHandshake =
    "GET /talk HTTP/1.1\r\nHost: hall.example\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\nOrigin: http://hall.example\r\nCookie: session=mine\r\nAccept-Encoding: gzip\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n";
std::string said(std::string_view body, std::string_view more = "", std::string_view path = "/say") {
  return fmt::format("POST {} HTTP/1.1\r\nHost: hall.example\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}", path, more, body.size(), body);
}

Response answer(Request& request) {
  Response response;
  if (request.path == kTalkPath) {
    response.web_socket = true;
  } else if (request.path == "/watch") {
    response.stream = [](const std::shared_ptr<EventStream>&) {};
    response.hand_over = [](int) { return true; };
  } else {
    response.body = fmt::format("{}|{}|{}|{}|{}|{}|{}", request.path, request.body, request.cookie("session"), request.header("origin"), request.header("idempotency-key"),
                                request.header("accept-encoding"), request.remote_address);
  }
  return response;
}

std::unique_ptr<Server> serve(ServerOptions options = {}) {
  options.port = 0;
  options.workers = 2;
  return Server::start(options, answer, [](const Request& request) { return request.path == kTalkPath ? std::nullopt : std::optional(Lane::write); });
}

struct Talk {
  explicit Talk(const Server& server, SSL_CTX* tls = nullptr) : client(server.port(), tls) {
    client.send(kHandshake);
    head = client.read_until("\r\n\r\n");
  }
  std::string ask(std::string_view request) {
    client.send(frame(request));
    return next(client).second;
  }
  Client client;
  std::string head;
};

TEST(HttpWebSocket, OpensAsTheStandardsExampleSays) {
  const auto server = serve();
  const Talk talk(*server);
  EXPECT_TRUE(talk.head.starts_with("HTTP/1.1 101 Switching Protocols\r\n")) << talk.head;
  EXPECT_NE(talk.head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos) << talk.head;
  EXPECT_EQ(talk.head.find("Content-Length"), std::string::npos);
}

TEST(HttpWebSocket, WhatAsksForNoneIsToldSo) {
  const auto server = serve();
  const std::string whole(kHandshake);
  const auto without = [&](std::string_view text, std::string_view instead = "") {
    std::string changed = whole;
    changed.replace(changed.find(text), text.size(), instead);
    return changed;
  };
  for (const std::string& request : {std::string("GET /talk HTTP/1.1\r\nHost: x\r\n\r\n"), without("Upgrade: websocket\r\n"), without("Connection: keep-alive, Upgrade\r\n"),
                                     without("Version: 13", "Version: 8"), without("dGhlIHNhbXBsZSBub25jZQ==", "short"), without("GET", "POST"), whole + frame(said("early"))}) {
    SCOPED_TRACE(request.substr(0, 120));
    Client client(server->port());
    const test::Answer refused = client.ask(request);
    EXPECT_EQ(refused.status, 426);
    EXPECT_EQ(refused.header("upgrade"), "websocket");
  }
}

TEST(HttpWebSocket, RequestsAreAnsweredInTurnAndTheConnectionIsWhoItWasOpenedBy) {
  const auto server = serve();
  Talk talk(*server);
  // Two in one packet, one of them in three fragments with a ping between; then one after the other.
  const std::string first = said("一", "Idempotency-Key: one\r\n"), second = said("two");
  talk.client.send(frame(first.substr(0, 20), 0x01) + frame("alive?", kPing) + frame(first.substr(20, 40), 0x00) + frame(first.substr(60), 0x80) + frame(second));
  EXPECT_EQ(next(talk.client), std::pair(0x8AU, std::string("alive?")));
  const auto [kind, text] = next(talk.client);
  EXPECT_EQ(kind, kText);
  EXPECT_TRUE(text.starts_with("HTTP/1.1 200 OK\r\n")) << text;
  EXPECT_TRUE(text.ends_with("\r\n\r\n/say|一|mine|http://hall.example|one||127.0.0.1")) << text;
  EXPECT_TRUE(next(talk.client).second.ends_with("/say|two|mine|http://hall.example|||127.0.0.1"));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(talk.ask(said(fmt::format("{}", i))).ends_with(fmt::format("/say|{}|mine|http://hall.example|||127.0.0.1", i)));
  EXPECT_TRUE(talk.ask(said("x", "Cookie: session=another\r\nOrigin: http://evil.example\r\nAccept-Encoding: br\r\nX-Forwarded-For: 198.51.100.1\r\n")).ends_with("/say|x|mine|http://hall.example|||127.0.0.1"));
  EXPECT_EQ(server->counters().open, 1u);
}

TEST(HttpWebSocket, BehindAProxyTheAddressIsTheOpenings) {
  const auto server = serve({.trusted_proxies = {"127.0.0.1"}});
  Talk talk(*server);
  EXPECT_TRUE(talk.ask(said("x", "X-Forwarded-For: 198.51.100.1\r\n")).ends_with("|203.0.113.9"));
}

TEST(HttpWebSocket, OverTlsToo) {
  const test::Certificate certificate("hall.example");
  const auto server = serve({.certificate_file = certificate.certificate_file(), .key_file = certificate.key_file()});
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  Talk talk(*server, tls.get());
  EXPECT_TRUE(talk.ask(said("sealed")).ends_with("/say|sealed|mine|http://hall.example|||127.0.0.1"));
}

TEST(HttpWebSocket, AStreamIsForHttpAndASecondOpeningForNobody) {
  const auto server = serve();
  for (const std::string_view path : {"/watch", "/talk"}) {
    Talk talk(*server);
    const std::string refused = talk.ask(fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", path));
    EXPECT_TRUE(refused.starts_with(path == "/watch" ? "HTTP/1.1 421 " : "HTTP/1.1 426 ")) << refused;
    EXPECT_TRUE(talk.ask(said("still here")).ends_with("/say|still here|mine|http://hall.example|||127.0.0.1"));
  }
}

TEST(HttpWebSocket, WhatBreaksTheRulesEndsItInOrder) {
  const auto server = serve({.limits = {.head_bytes = 4096}});
  const std::string good = said("x");
  struct Row {
    const char* what;
    std::string bytes;
    int code;  // of the close frame; 0: it has none, -1: it comes after an answer
  };
  const std::string huge("\x81\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10);
  for (const Row& row : {Row{"a bit that is reserved", frame(good, 0xC1), 1002}, Row{"an unknown kind", frame(good, 0x83), 1002}, Row{"a long ping", frame(std::string(126, 'x'), kPing), 0},
                         Row{"a ping in pieces", frame("x", 0x09), 0}, Row{"a piece of nothing", frame(good, 0x80), 1002}, Row{"no UTF-8", frame("\xC3\x28"), 1007},
                         Row{"without a mask", frame(good, kText, false), 1002},
                         Row{"longer than is heard", frame(std::string(WebSocket::kMostMessage + 1, 'x')), 1009}, Row{"longer than there is", huge + std::string(64, 'x'), 1009},
                         Row{"no request", frame("\x01\x02 is no request\r\n\r\n"), -1}, Row{"a head that does not end", frame(std::string(8000, 'a')), -1},
                         Row{"two lengths", frame("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), -1}, Row{"a farewell", frame("\x03\xE8", kClose), 1000}}) {
    SCOPED_TRACE(row.what);
    Talk talk(*server);
    talk.client.send(row.bytes);
    auto [kind, text] = next(talk.client);
    if (row.code < 0) {
      EXPECT_EQ(kind, kText);
      EXPECT_TRUE(text.starts_with("HTTP/1.1 4")) << text;
      std::tie(kind, text) = next(talk.client);
      EXPECT_EQ(kind, kClose);
    } else {
      EXPECT_EQ(kind, kClose);
      EXPECT_EQ(text.size() < 2 ? 0 : static_cast<unsigned char>(text[0]) << 8 | static_cast<unsigned char>(text[1]), row.code);
    }
    EXPECT_TRUE(talk.client.ended());
  }
}

TEST(HttpWebSocket, SilenceEndsItAndPingsDoNotProlongIt) {
  const auto server = serve({.limits = {.idle_time = 1500ms}});
  Talk talk(*server);
  std::atomic<bool> done = false;
  std::thread pings([&] {
    while (!done && talk.client.send(frame("", kPing))) std::this_thread::sleep_for(100ms);
  });
  EXPECT_TRUE(talk.client.ended());
  done = true;
  pings.join();
}

TEST(HttpWebSocket, AnyBytesLeaveTheServerStanding) {
  const auto server = serve();
  std::uint64_t chance = 88172645463325252;
  const std::string start = frame(said("x"));
  for (int i = 0; i < 300; ++i) {
    Talk talk(*server);
    std::string bytes = start;
    for (int change = 0; change < 6; ++change) {
      chance ^= chance << 13, chance ^= chance >> 7, chance ^= chance << 17;
      bytes[chance % (change < 3 ? 8 : bytes.size())] = static_cast<char>(chance >> 32);
    }
    talk.client.send(bytes);
  }
  Talk talk(*server);
  EXPECT_TRUE(talk.ask(said("still here")).ends_with("/say|still here|mine|http://hall.example|||127.0.0.1"));
}

TEST(HttpWebSocket, AServerThatStopsAnswersAndSaysGoodbye) {
  const auto server = serve();
  Talk talk(*server);
  EXPECT_FALSE(talk.ask(said("x")).empty());
  server->stop(1s);
  EXPECT_TRUE(talk.client.ended());
}

}  // namespace
}  // namespace gongshi::http
