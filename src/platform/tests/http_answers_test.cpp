// What every answer carries, whoever made it, and methods that are not there.
#include <gtest/gtest.h>

#include "platform/http/server.hpp"
#include "platform/tests/http_client.hpp"

namespace gongshi::http {
namespace {

TEST(HttpAnswers, AreNeverTakenForSomethingElse) {
  const auto server = Server::start({.port = 0, .io_threads = 1, .workers = 1}, [](Request& request) {
    if (request.path == "/broken") throw std::runtime_error("x");
    Response response{.status = request.path == "/away" ? 404 : 200, .body = "<script>alert(1)</script>"};
    response.set("Content-Type", "text/plain; charset=utf-8");
    if (request.path == "/own") response.set("X-Content-Type-Options", "nosniff");
    return response;
  }, nullptr);
  const std::pair<const char*, int> table[] = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200},     {"GET /own HTTP/1.1\r\nHost: x\r\n\r\n", 200},
      {"GET /away HTTP/1.1\r\nHost: x\r\n\r\n", 404}, {"GET /broken HTTP/1.1\r\nHost: x\r\n\r\n", 500},
      {"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501},    {"GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", 400},
  };
  for (const auto& [request, status] : table) {
    test::Client client(server->port());
    const auto answer = client.ask(request);
    EXPECT_EQ(answer.status, status) << request;
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff") << request;
    const std::string_view head = answer.head;
    EXPECT_EQ(head.find("X-Content-Type-Options"), head.rfind("X-Content-Type-Options")) << "once: " << request;
  }
}

TEST(HttpAnswers, NobodyIsToldWhatTheySent) {
  const auto server = Server::start({.port = 0, .io_threads = 1, .workers = 1}, [](Request&) { return Response{.body = "handled"}; }, nullptr);
  for (const char* method : {"TRACE", "TRACK", "DEBUG", "PROPFIND"}) {
    test::Client client(server->port());
    const auto answer = client.ask(std::string(method) + " / HTTP/1.1\r\nHost: x\r\nCookie: session=a-secret\r\n\r\n");
    EXPECT_EQ(answer.status, 501) << method;
    EXPECT_FALSE((answer.head + answer.body).contains("a-secret")) << method;
  }
}

}  // namespace
}  // namespace gongshi::http
