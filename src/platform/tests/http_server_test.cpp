// The listener over real sockets: limits, order, overload, failures, shutdown.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform/http/address_limit.hpp"
#include "platform/http/server.hpp"
#include "platform/tests/http_client.hpp"

namespace gongshi::http {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Client;

constexpr std::string_view kGet = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

/// Holds handlers back until the test lets them go.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for(int waiting) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= waiting; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

Response describe(Request& request) {
  Response response;
  response.set("X-Method", fmt::format("{}", static_cast<int>(request.method)));
  response.set("X-Agent", std::string(request.header("USER-agent")));
  response.set("X-Cookie", std::string(request.cookie("b")));
  response.body = fmt::format("{}|{}|{}", request.path, request.query, request.body);
  return response;
}

std::unique_ptr<Server> serve(Handler handler, Limits limits = {}, LaneOf lane_of = nullptr) {
  ServerOptions options{.port = 0, .io_threads = 2, .workers = 2, .limits = limits};
  return Server::start(options, std::move(handler), std::move(lane_of));
}

TEST(HttpServer, ReadsRequestsAsTheyWereMeant) {
  const struct {
    std::string_view name, request;
    int status;
    std::string_view body;
  } kCases[] = {
      {"plain", "GET /a?x=1&y=%20 HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/a|x=1&y=%20|"},
      {"root", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/||"},
      {"query only in absolute form", "GET http://x?q HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/|q|"},
      {"absolute form", "GET https://X:8443/a/b HTTP/1.1\r\nHost: x:8443\r\n\r\n", 200, "/a/b||"},
      {"absolute form with a user", "GET http://me@x/a HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"absolute form of another scheme", "GET ftp://x/a HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"utf-8 path", "GET /%E5%85%B1%E8%AF%86 HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/共识||"},
      {"not utf-8", "GET /%FF HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"overlong utf-8", "GET /%C0%AF HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"half an escape", "GET /%E HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"encoded nul", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"encoded line break", "GET /a%0d%0ab HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"encoded slash", "GET /a%2Fb HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"backslash", "GET /a\\b HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"dot segments", "GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"encoded dot segments", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"dots in a name", "GET /a..b/...c HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/a..b/...c||"},
      {"slashes", "GET //a///b/ HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/a/b/||"},
      {"fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"raw byte above ascii", "GET /\xE5 HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"star", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 200, "*||"},
      {"star with another method", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"authority form", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", 501, ""},
      {"unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501, ""},
      {"lower-case method", "get / HTTP/1.1\r\nHost: x\r\n\r\n", 501, ""},
      {"empty host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400, ""},
      {"host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400, ""},
      {"ipv6 host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200, "/||"},
      {"one leading empty line", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/||"},
      {"two leading empty lines", "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400, ""},
      {"http/1.0 without host", "GET / HTTP/1.0\r\n\r\n", 200, "/||"},
      {"header without colon", "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", 400, ""},
      {"header without name", "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n", 400, ""},
      {"unknown expectation", "GET / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n", 417, ""},
      {"empty body", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 200, "/a||"},
      {"chunks", "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n00a\r\n0123456789\r\n0\r\n\r\n", 200,
       "/a||abc0123456789"},
      {"chunk extension", "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n", 400, ""},
      {"chunk without size", "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\r\nabc\r\n0\r\n\r\n", 400, ""},
      {"tls hello", "\x16\x03\x01\x02\x00", 400, ""},
  };
  const auto server = serve(describe);
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.name);
    Client client(server->port());
    const Answer answer = client.ask(one.request);
    EXPECT_EQ(answer.status, one.status);
    if (one.status == 200) {
      EXPECT_EQ(answer.body, one.body);
    }
  }
  // The same bytes one by one: the reading does not depend on how they arrive.
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.name);
    Client client(server->port());
    for (const char& c : one.request) {
      client.send({&c, 1});
    }
    const Answer answer = client.read();
    EXPECT_EQ(answer.status, one.status);
    if (one.status == 200) {
      EXPECT_EQ(answer.body, one.body);
    }
  }
}

TEST(HttpServer, AnswersWithTheHeadersItOwns) {
  const auto server = serve(describe);
  Client client(server->port());
  const Answer answer = client.ask("GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: me\r\nCookie: a=1; b=two=2 ; c=3\r\n\r\n");
  EXPECT_TRUE(answer.head.starts_with("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_EQ(answer.header("date").size(), 29u);
  EXPECT_EQ(answer.header("server"), "");
  EXPECT_EQ(answer.header("connection"), "");
  EXPECT_EQ(answer.header("x-agent"), "me");
  EXPECT_EQ(answer.header("x-cookie"), "two=2");
}

TEST(HttpServer, HeadSendsNoBodyAndKeepsTheLength) {
  const auto server = serve(describe);
  Client client(server->port());
  client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n");
  const Answer answer = client.read(true);
  EXPECT_EQ(answer.header("content-length"), "6");
  EXPECT_EQ(client.ask(kGet).body, "/hello||");
}

TEST(HttpServer, NotModifiedAndNoContentHaveNoBody) {
  for (const int status : {204, 304}) {
    const auto server = serve([status](Request&) { return Response{.status = status, .body = "left out"}; });
    Client client(server->port());
    client.send(kGet);
    const Answer answer = client.read();
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.header("content-length"), "");
    EXPECT_EQ(client.ask(kGet).status, status);
  }
}

TEST(HttpServer, AConnectionLastsAsTheClientAsks) {
  const struct {
    std::string_view request, connection;
    bool stays;
  } kCases[] = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", true},
      {"GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n", "close", false},
      {"GET / HTTP/1.0\r\nHost: x\r\n\r\n", "close", false},
      {"GET / HTTP/1.0\r\nHost: x\r\nConnection: Keep-Alive\r\n\r\n", "keep-alive", true},
  };
  const auto server = serve(describe);
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.request);
    Client client(server->port());
    EXPECT_EQ(client.ask(one.request).header("connection"), one.connection);
    if (one.stays) {
      EXPECT_EQ(client.ask(kGet).status, 200);
    } else {
      EXPECT_TRUE(client.ended());
    }
  }
}

TEST(HttpServer, AClientThatHasFinishedSendingStillGetsItsAnswer) {
  const auto server = serve(describe);
  Client client(server->port());
  client.send(kGet);
  client.finish_sending();
  EXPECT_EQ(client.read().status, 200);
  EXPECT_TRUE(client.ended());
}

TEST(HttpServer, PipelinedRequestsAreAnsweredInOrder) {
  for (const bool runs_inline : {true, false}) {
    const auto server = serve(describe, {}, [=](const Request&) { return runs_inline ? std::nullopt : std::optional(Lane::read); });
    Client client(server->port());
    std::string requests;
    for (int i = 0; i < 2000; ++i) {
      requests += fmt::format("POST /{} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}", i, fmt::formatted_size("{}", i), i);
    }
    std::jthread sender([&] { client.send(requests); });
    for (int i = 0; i < 2000; ++i) {
      ASSERT_EQ(client.read().body, fmt::format("/{}||{}", i, i));
    }
  }
}

TEST(HttpServer, SizesAreLimited) {
  Limits limits;
  limits.head_bytes = 1000;
  limits.uri_bytes = 100;
  limits.body_bytes = 50;
  const auto server = serve(describe, limits);
  const std::string long_path(101, 'a');
  const std::string long_value(1000, 'b');
  const std::string many = [] {
    std::string lines;
    for (int i = 0; i < 101; ++i) {
      lines += "a:\r\n";
    }
    return lines;
  }();
  const struct {
    std::string request;
    int status;
    std::string_view code;
  } kCases[] = {
      {"GET /" + long_path + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "http.uri_too_long"},
      {"GET /" + long_value, 414, "http.uri_too_long"},
      {"GET / HTTP/1.1\r\nHost: x\r\nX: " + long_value, 431, "http.head_too_large"},
      {"GET / HTTP/1.1\r\nHost: x\r\nX: " + long_value + "\r\n\r\n", 431, "http.head_too_large"},
      {"GET / HTTP/1.1\r\nHost: x\r\n" + many + "\r\n", 431, "http.head_too_large"},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 51\r\n\r\n", 413, "http.body_too_large"},
      {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n33\r\n", 413, "http.body_too_large"},
      {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n32\r\n", 413, "http.body_too_large"},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 51\r\nExpect: 100-continue\r\n\r\n", 413, "http.body_too_large"},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.request);
    Client client(server->port());
    const Answer answer = client.ask(one.request);
    EXPECT_EQ(answer.status, one.status);
    EXPECT_NE(answer.body.find(fmt::format(R"("code":"{}")", one.code)), std::string::npos) << answer.body;
    EXPECT_TRUE(client.ended());
  }
  Client client(server->port());
  EXPECT_EQ(client.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n" + std::string(50, 'c')).status, 200);
}

TEST(HttpServer, ARefusedUploadStillReadsItsAnswer) {
  Limits limits;
  limits.body_bytes = 1000;
  const auto server = serve(describe, limits);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
  EXPECT_TRUE(client.send(std::string(4'000'000, 'x')));
  EXPECT_EQ(client.read().status, 413);
}

TEST(HttpServer, AllBodiesTogetherAreLimited) {
  Limits limits;
  limits.all_bodies_bytes = 1000;
  Gate gate;
  const auto server = serve(
      [&](Request& request) {
        if (request.path == "/held") {
          gate.pass();
        }
        return describe(request);
      },
      limits);
  const std::string rest = " HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n" + std::string(600, 'a');
  Client first(server->port());
  first.send("POST /held" + rest);
  gate.wait_for(1);
  Client second(server->port());
  EXPECT_EQ(second.ask("POST /" + rest).status, 503);
  gate.open();
  EXPECT_EQ(first.read().status, 200);
  Client third(server->port());
  EXPECT_EQ(third.ask("POST /" + rest).status, 200) << "the room is free again";
}

TEST(HttpServer, TellsAClientToGoOn) {
  const auto server = serve(describe);
  Client client(server->port());
  EXPECT_EQ(client.ask("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n").status, 100);
  EXPECT_EQ(client.ask("abc").body, "/a||abc");
  EXPECT_EQ(client.ask("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc").status, 200);
}

TEST(HttpServer, SlowClientsRunOutOfTime) {
  Limits limits;
  limits.head_time = limits.body_time = 100ms;
  limits.idle_time = 200ms;
  const auto server = serve(describe, limits);
  Client silent(server->port());
  Client slow_head(server->port());
  slow_head.send("GET / HTTP/1.1\r\nHo");
  Client slow_body(server->port());
  slow_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  Client idle(server->port());
  EXPECT_EQ(idle.ask(kGet).status, 200);

  EXPECT_EQ(slow_head.read().status, 408);
  EXPECT_EQ(slow_body.read().status, 408);
  for (Client* client : {&silent, &slow_head, &slow_body, &idle}) {
    EXPECT_TRUE(client->ended());
    EXPECT_EQ(client->rest(), "");
  }
  EXPECT_EQ(server->counters().timeouts, 2u);
}

TEST(HttpServer, ATrickleDoesNotKeepAHeadAlive) {
  Limits limits;
  limits.head_time = 150ms;
  const auto server = serve(describe, limits);
  Client client(server->port());
  client.send("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 150 && client.send("a: b\r\n"); ++i) {
    std::this_thread::sleep_for(2ms);
  }
  EXPECT_EQ(client.read().status, 408);
}

TEST(HttpServer, ClientsThatDoNotReadRunOutOfTime) {
  Limits limits;
  limits.write_time = 100ms;
  const std::string large(32 * 1024 * 1024, 'x');
  const auto server = serve([&](Request&) { return Response{.static_body = large}; }, limits);
  Client client(server->port(), nullptr, 4096);
  client.send(kGet);
  while (server->counters().timeouts == 0) {
    std::this_thread::sleep_for(5ms);
  }
  SUCCEED();
}

TEST(HttpServer, LargeBodiesPassBothWays) {
  const auto server = serve([](Request& request) { return Response{.body = std::move(request.body)}; });
  std::string body(7'000'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) {
    body[i] = static_cast<char>(i * 7919 >> 8);
  }
  Client client(server->port());
  std::jthread sender([&] { client.send(fmt::format("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.size()) + body); });
  EXPECT_TRUE(client.read().body == body);
}

TEST(HttpServer, AFullQueueIsSaidAtOnce) {
  Gate gate;
  ServerOptions options{.port = 0, .io_threads = 1, .workers = 1, .queue_limit = 1};
  const auto server = Server::start(
      options,
      [&](Request& request) {
        gate.pass();
        return describe(request);
      },
      [](const Request&) { return Lane::read; });
  Client running(server->port());
  running.send(kGet);
  gate.wait_for(1);
  Client waiting(server->port());
  waiting.send(kGet);
  while (server->counters().queued == 0) {
    std::this_thread::sleep_for(1ms);
  }
  Client refused(server->port());
  const Answer answer = refused.ask(kGet);
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  EXPECT_NE(answer.body.find(R"("code":"http.overloaded")"), std::string::npos);
  gate.open();
  EXPECT_EQ(running.read().status, 200);
  EXPECT_EQ(waiting.read().status, 200);
  EXPECT_EQ(refused.ask(kGet).status, 200) << "the connection outlives the refusal";
  EXPECT_EQ(server->counters().refused_overload, 1u);
}

TEST(HttpServer, NoLaneTakesAllThreads) {
  Gate gate;
  ServerOptions options{.port = 0, .io_threads = 1, .workers = 8};
  const auto server = Server::start(
      options,
      [&](Request& request) {
        if (request.method == Method::get) gate.pass();
        return describe(request);
      },
      [](const Request& request) { return request.method == Method::get ? Lane::read : Lane::vote; });
  std::vector<std::unique_ptr<Client>> readers;
  for (int i = 0; i < 12; ++i) {
    readers.push_back(std::make_unique<Client>(server->port()));
    readers.back()->send(kGet);
  }
  gate.wait_for(6);
  Client voter(server->port());
  EXPECT_EQ(voter.ask("PUT /vote HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status, 200);
  EXPECT_EQ(server->counters().queued, 6u) << "two threads are left to others";
  gate.open();
  for (const auto& reader : readers) EXPECT_EQ(reader->read().status, 200);
}

TEST(HttpServer, WhoWouldWaitTooLongIsToldAtOnce) {
  Gate gate;
  ServerOptions options{.port = 0, .io_threads = 1, .workers = 1};
  const auto server = Server::start(
      options,
      [&](Request& request) {
        gate.pass();
        return describe(request);
      },
      [](const Request&) { return Lane::read; });
  Client running(server->port());
  running.send(kGet);
  gate.wait_for(1);
  Client waiting(server->port());
  waiting.send(kGet);
  while (server->counters().queued == 0) {
    std::this_thread::sleep_for(1ms);
  }
  std::this_thread::sleep_for(1100ms);  // the patience of readers is a second
  Client late(server->port());
  EXPECT_EQ(late.ask(kGet).status, 503);
  gate.open();
  EXPECT_EQ(waiting.read().status, 200) << "who waits already is answered";
  EXPECT_EQ(late.ask(kGet).status, 200);
}

TEST(HttpServer, AnAnswerThatWaitsForItsMomentKeepsNoThread) {
  constexpr std::size_t kWaiting = 20;
  std::vector<std::shared_ptr<Moment>> moments(kWaiting);
  std::atomic<std::size_t> begun = 0;
  const auto handler = [&](Request& request) {
    if (request.path == "/hello") return describe(request);
    Response later;
    later.moment = std::make_shared<Moment>();
    const std::size_t number = static_cast<std::size_t>(std::atoi(request.path.c_str() + 1));
    if (request.path.ends_with("/come")) later.moment->come();
    if (number < kWaiting) moments[number] = later.moment;
    later.finish = [&request] {
      if (request.path.ends_with("/odd")) throw std::runtime_error("why");
      return describe(request);
    };
    ++begun;
    return later;
  };
  auto server = Server::start({.port = 0, .io_threads = 1, .workers = 1, .later_limit = kWaiting}, handler,
                              [](const Request& request) { return request.path == "/hello" ? Lane::read : Lane::vote; });
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < kWaiting; ++i) {
    clients.push_back(std::make_unique<Client>(server->port()));
    clients.back()->send(fmt::format("GET /{}{} HTTP/1.1\r\nHost: x\r\n\r\n", i, i == 7 ? "/odd" : ""));
  }
  while (begun < kWaiting) std::this_thread::sleep_for(1ms);
  Client other(server->port());
  EXPECT_EQ(other.ask(kGet).status, 200) << "the only worker is free";
  const Answer refused = other.ask("GET /99 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(refused.status, 503) << "so many wait and no more";
  EXPECT_EQ(refused.header("retry-after"), "1");
  moments[19]->come();
  EXPECT_EQ(clients[19]->read().body, "/19||");
  EXPECT_EQ(other.ask("GET /99/come HTTP/1.1\r\nHost: x\r\n\r\n").body, "/99/come||") << "it has come already";
  // In no order, some after their client has gone.
  clients[3].reset();
  for (std::size_t i = kWaiting - 1; i-- > 2;) moments[i]->come();
  for (std::size_t i = 2; i < kWaiting - 1; ++i) {
    if (!clients[i]) continue;
    const Answer answer = clients[i]->read();
    EXPECT_EQ(answer.status, i == 7 ? 500 : 200);
    if (i != 7) {
      EXPECT_EQ(answer.body, fmt::format("/{}||", i));
    }
    EXPECT_EQ(clients[i]->ask(kGet).status, 200) << "and the connection goes on";
  }
  // A server that stops waits for what is under way elsewhere, and answers no more.
  std::jthread late([&] {
    std::this_thread::sleep_for(200ms);
    moments[0]->come();
    moments[1]->come();
  });
  server->stop(10ms);
  server.reset();
  EXPECT_TRUE(clients[0]->ended());
}

TEST(HttpServer, AQueueIsAsLongAsItsPaceAllows) {
  constexpr int kCrowd = 60;
  ServerOptions options{.port = 0, .io_threads = 1, .workers = 1};
  const auto server = Server::start(
      options,
      [&](Request& request) {
        std::this_thread::sleep_for(50ms);
        return describe(request);
      },
      [](const Request&) { return Lane::read; });
  const auto served = [&] {
    std::vector<std::unique_ptr<Client>> crowd;
    for (int i = 0; i < kCrowd; ++i) {
      crowd.push_back(std::make_unique<Client>(server->port()));
      crowd.back()->send(kGet);
    }
    return std::ranges::count(crowd, 200, [](const auto& client) { return client->read().status; });
  };
  served();  // from which the pace is learned
  const auto later = served();
  EXPECT_GE(later, 2);
  EXPECT_LE(later, 1 + 1000 / 50 + 10) << "nobody waits much longer than the patience of a second";
}

TEST(HttpServer, AnExceptionIsA500WithoutDetails) {
  std::string reported;
  std::string reported_id;
  ServerOptions options{.port = 0, .io_threads = 1, .workers = 1};
  options.on_exception = [&](const Request& request, const std::exception& exception) {
    reported = exception.what();
    reported_id = request.id;
  };
  const auto server = Server::start(
      options,
      [](Request& request) -> Response {
        if (request.path == "/odd") {
          throw 7;
        }
        throw std::runtime_error("the secret reason");
      },
      nullptr);
  Client client(server->port());
  const Answer answer = client.ask(kGet);
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(reported, "the secret reason");
  EXPECT_EQ(answer.body, fmt::format(R"({{"type":"about:blank","title":"Internal Server Error","status":500,"code":"http.internal",)"
                                     R"("request_id":"{}"}})",
                                     reported_id));
  EXPECT_EQ(client.ask("GET /odd HTTP/1.1\r\nHost: x\r\n\r\n").status, 500);
}

TEST(HttpServer, AHandlerCannotBeMadeToWriteHeaders) {
  const auto server = serve([](Request& request) {
    Response response;
    response.set("X-Echo", request.body);
    response.set("Content-Length", "1000");
    response.set("Transfer-Encoding", "chunked");
    return response;
  });
  Client good(server->port());
  const Answer answer = good.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na");
  EXPECT_EQ(answer.header("x-echo"), "a");
  EXPECT_EQ(answer.header("content-length"), "0");
  EXPECT_EQ(answer.header("transfer-encoding"), "");
  Client bad(server->port());
  EXPECT_EQ(bad.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na\r\nSet: b\n").status, 500);
}

TEST(HttpServer, TheApplicationWordsTheErrors) {
  ServerOptions options{.port = 0, .io_threads = 1, .workers = 1};
  options.problem_body = [](int status, std::string_view code, const Request* request) {
    return fmt::format("{} {} {}", status, code, request ? request->header("accept-language") : "?");
  };
  const auto server = Server::start(
      options, [](Request&) -> Response { throw std::runtime_error("x"); }, nullptr);
  Client client(server->port());
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: zh\r\n\r\n").body, "500 http.internal zh");
  EXPECT_EQ(client.ask("GET /\r\n\r\n").body, "400 http.malformed ?");
}

TEST(HttpServer, BelievesOnlyTheProxiesItTrusts) {
  const auto who = [](Request& request) {
    return Response{.body = fmt::format("{} {} {}", request.remote_address, request.secure, request.id)};
  };
  constexpr std::string_view kForwarded =
      "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.7\r\nX-Forwarded-Proto: https\r\nX-Request-Id: abc\r\n\r\n";
  ServerOptions options{.port = 0, .io_threads = 1, .workers = 1};
  const auto wary = Server::start(options, who, nullptr);
  Client stranger(wary->port());
  EXPECT_TRUE(stranger.ask(kForwarded).body.starts_with("127.0.0.1 false "));
  options.trusted_proxies = {"127.0.0.1"};
  const auto trusting = Server::start(options, who, nullptr);
  Client proxy(trusting->port());
  EXPECT_EQ(proxy.ask(kForwarded).body, "192.0.2.7 true abc");
}

TEST(HttpServer, AnAddressHoldsItsShareOfConnections) {
  AddressLimit limit(2);
  EXPECT_TRUE(limit.enter("192.0.2.1"));
  EXPECT_TRUE(limit.enter("192.0.2.1"));
  EXPECT_FALSE(limit.enter("192.0.2.1"));
  EXPECT_TRUE(limit.enter("192.0.2.2"));
  limit.leave("192.0.2.1");
  EXPECT_TRUE(limit.enter("192.0.2.1"));
  EXPECT_TRUE(limit.enter("2001:db8::1"));
  EXPECT_TRUE(limit.enter("2001:db8::2"));
  EXPECT_FALSE(limit.enter("2001:db8::3")) << "one host commands a /64";
  EXPECT_TRUE(limit.enter("2001:db8:0:1::3"));
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(limit.enter("127.0.0.1"));
    EXPECT_TRUE(limit.enter("::1"));
  }
}

TEST(HttpServer, AcceptPausesAtTheLimitOfConnections) {
  Limits limits;
  limits.connections = 2;
  const auto server = serve(describe, limits);
  auto first = std::make_unique<Client>(server->port());
  Client second(server->port());
  EXPECT_EQ(first->ask(kGet).status, 200);
  EXPECT_EQ(second.ask(kGet).status, 200);
  Client third(server->port());
  third.send(kGet);
  EXPECT_EQ(server->counters().accepted, 2u);
  first.reset();
  EXPECT_EQ(third.read().status, 200);
}

TEST(HttpServer, ABusyPortIsSaidInWords) {
  const auto server = serve(describe);
  ServerOptions options{.port = server->port()};
  try {
    Server::start(options, describe, nullptr);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), fmt::format("Port {} on 127.0.0.1 is in use by another program", server->port()));
  }
}

TEST(HttpServer, StopAnswersWhatIsUnderWayAndClosesTheRest) {
  Gate gate;
  const auto server = serve([&](Request& request) {
    if (request.path == "/hello") {
      gate.pass();
    }
    return describe(request);
  });
  Client under_way(server->port());
  under_way.send(kGet);
  Client idle(server->port());
  EXPECT_EQ(idle.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  auto half = std::make_unique<Client>(server->port());
  half->send("GET / HTTP/1.1\r\n");
  Client untouched(server->port());
  gate.wait_for(1);
  while (server->counters().open < 4) {
    std::this_thread::sleep_for(1ms);
  }
  std::this_thread::sleep_for(100ms);  // half a head is read: nothing outside tells when
  std::jthread stopper([&] { server->stop(10s); });
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(untouched.ended());
  // The listener is closed on a thread of its own, perhaps a moment later.
  const auto refused = [&] {
    try {
      const Client late(server->port());
      return false;
    } catch (const std::runtime_error&) {
      return true;
    }
  };
  for (int i = 0; i < 5000 && !refused(); ++i) std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(refused());
  const Answer last = half->ask("Host: x\r\n\r\n");
  half.reset();
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.header("connection"), "close");
  gate.open();
  EXPECT_EQ(under_way.read().header("connection"), "close");
  EXPECT_TRUE(under_way.ended());
}

TEST(HttpServer, StopDoesNotWaitLongerThanItsGrace) {
  const auto server = serve(describe);
  Client half(server->port());
  half.send("GET / HTTP/1.1\r\n");
  while (server->counters().open == 0) {
    std::this_thread::sleep_for(1ms);
  }
  server->stop(50ms);
  EXPECT_TRUE(half.ended());
  EXPECT_EQ(server->counters().open, 0u);
}

}  // namespace
}  // namespace gongshi::http
