// 38 requests that two readers could understand differently, over a real socket.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "platform/http/server.hpp"
#include "platform/tests/http_client.hpp"

namespace gongshi::http {
namespace {

struct Case {
  std::string name;
  std::string raw;
  std::vector<int> expect;
};

std::string base64_decoded(std::string text) {
  std::string bytes(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  bytes.resize(static_cast<std::size_t>(size) - static_cast<std::size_t>(std::ranges::count(text, '=')));
  return bytes;
}

std::vector<Case> read_cases() {
  std::ifstream file(GONGSHI_SOURCE_DIR "/tests/data/http-smuggling/cases.json");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const std::regex entry(R"re("name": "([^"]*)",\s*"raw_b64": "([^"]*)",\s*"expect": \[([^\]]*)\])re");
  std::vector<Case> cases;
  for (std::sregex_iterator found(text.begin(), text.end(), entry), end; found != end; ++found) {
    Case& one = cases.emplace_back(Case{(*found)[1], base64_decoded((*found)[2]), {}});
    std::string numbers = (*found)[3];
    std::ranges::replace(numbers, ',', ' ');
    std::istringstream in(numbers);
    one.expect.assign(std::istream_iterator<int>(in), {});
  }
  return cases;
}

TEST(HttpSmuggling, EveryCaseGetsAnAcceptableAnswerAndNothingFollowsARefusal) {
  const std::vector<Case> cases = read_cases();
  ASSERT_EQ(cases.size(), 38u);
  std::atomic<int> smuggled = 0;
  ServerOptions options{.port = 0, .io_threads = 1, .workers = 1};
  const auto server = Server::start(
      options,
      [&](Request& request) {
        smuggled += request.path == "/smuggled";
        Response response;
        response.body = request.body;
        return response;
      },
      nullptr);
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    test::Client client(server->port());
    client.send(one.raw);
    const test::Answer answer = client.read();
    EXPECT_TRUE(std::ranges::count(one.expect, answer.status)) << answer.status;
    if (answer.status == 200) {
      EXPECT_EQ(answer.body, one.name.starts_with("valid") ? "abcde" : "");
      continue;
    }
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_EQ(answer.header("content-type"), "application/problem+json");
    EXPECT_TRUE(client.ended());
    EXPECT_EQ(client.rest(), "");

    test::Client smuggler(server->port());
    smuggler.send(one.raw + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_GE(smuggler.read().status, 400);
    EXPECT_TRUE(smuggler.ended());
    EXPECT_EQ(smuggler.rest(), "");
  }
  EXPECT_EQ(smuggled, 0);
}

}  // namespace
}  // namespace gongshi::http
