// Which addresses are public, which URLs are asked, and what a hostile or broken counterpart brings.
#include <cstdlib>
#include <stdexcept>

#include <gtest/gtest.h>

#include "platform/fetch/fetch.hpp"
#include "platform/fetch/signed.hpp"
#include "platform/http/server.hpp"
#include "platform/tests/certificate.hpp"

namespace gongshi::fetch {
namespace {

// The example of the standard's own libraries.
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

TEST(Signature, IsTheStandards) {
  EXPECT_EQ(signature(kSecret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signature, RefusesWhatIsNoSecret) {
  for (const char* secret : {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_not base64 at all, but long enough to be"}) {
    EXPECT_THROW(signature(secret, "msg_1", 1, ""), std::invalid_argument) << secret;
  }
}

TEST(Fetch, KnowsThePublicInternet) {
  for (const char* address : {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.0.1", "100.128.0.1", "223.255.255.254", "2400:3200::1", "2606:4700::1111"}) {
    EXPECT_TRUE(is_public(address)) << address;
  }
  for (const char* address : {"127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
                              "192.0.2.1", "198.18.0.1", "203.0.113.9", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1",
                              "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "2001::1", "localhost", "", "1.2.3", "0x7f.1"}) {
    EXPECT_FALSE(is_public(address)) << address;
  }
}

TEST(Fetch, ReadsPlainUrlsOnly) {
  const auto good = read_url("https://id.example.org:8443/a/b?c=d");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->host + " " + good->port + " " + good->target, "id.example.org 8443 /a/b?c=d");
  EXPECT_EQ(read_url("https://id.example.org?x=1")->target, "/?x=1");
  for (const char* url : {"ftp://a", "file:///etc/passwd", "https://", "https://user@host/", "https://user:password@host/", "https://host/#part", "https://host:/", "https://host:123456/",
                          "https://ho st/", "https://host/a b", "https://host/\r\nX: y", "https://[::1]/", "//host", "https:/host", "javascript:alert(1)"}) {
    EXPECT_FALSE(read_url(url)) << url;
  }
}

TEST(Fetch, RefusesInsideUnlessAllowed) {
  std::string seen;
  const auto server = http::Server::start({.address = "127.0.0.1", .port = 0}, [&](http::Request& request) {
    seen += request.path + " ";
    http::Response response;
    if (request.path == "/away") {
      response.status = 302;
      response.set("Location", "/there");
    }
    response.body = request.path == "/big" ? std::string(2 << 20, 'x') : "hello " + request.body;
    return response;
  }, nullptr);
  const std::string base = "http://127.0.0.1:" + std::to_string(server->port()), named = "https://localhost:" + std::to_string(server->port());
  EXPECT_FALSE(fetch({.url = base + "/"}, {})) << "plain http";
  EXPECT_FALSE(fetch({.url = named + "/"}, {})) << "a name that leads inside";
  EXPECT_TRUE(seen.empty());
  const auto answer = fetch({.method = "POST", .url = base + "/x", .body = "there"}, {.allow_private = true});
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hello there");
  const auto away = fetch({.url = base + "/away"}, {.allow_private = true});
  ASSERT_TRUE(away);
  EXPECT_EQ(away->status, 302) << "not followed";
  EXPECT_FALSE(fetch({.url = base + "/big"}, {.allow_private = true})) << "too much";
  EXPECT_FALSE(fetch({.url = named + "/"}, {.allow_private = true, .patience = std::chrono::milliseconds(3000)})) << "no TLS there";
  EXPECT_FALSE(fetch({.url = "http://127.0.0.1:1/"}, {.allow_private = true})) << "nobody there";
  EXPECT_FALSE(fetch({.url = "https://no-such-host.invalid/"}, {.allow_private = true}));
  EXPECT_EQ(seen, "/x /away /big ");
  server->stop(std::chrono::seconds(1));
}

TEST(Fetch, TrustsAnHttpsCounterpartOnlyByAChainAndItsName) {
  const http::test::Certificate localhost("localhost"), elsewhere("elsewhere.example");
  const auto serve = [](const http::test::Certificate& as) {
    http::ServerOptions options{.address = "127.0.0.1", .port = 0};
    options.certificate_file = as.certificate_file();
    options.key_file = as.key_file();
    return http::Server::start(options, [](http::Request&) { return http::Response{.body = "secret"}; }, nullptr);
  };
  const auto good = serve(localhost), misnamed = serve(elsewhere);
  const auto ask = [](const auto& server) {
    const auto answer = fetch({.url = "https://localhost:" + std::to_string(server->port()) + "/"}, {.allow_private = true});
    return answer ? answer->body : "refused";
  };
  EXPECT_EQ(ask(good), "refused") << "signed by nobody whom this machine trusts";
  ::setenv("SSL_CERT_FILE", elsewhere.certificate_file().c_str(), 1);
  EXPECT_EQ(ask(misnamed), "refused") << "trusted, under another name";
  EXPECT_EQ(ask(good), "refused");
  ::setenv("SSL_CERT_FILE", localhost.certificate_file().c_str(), 1);
  EXPECT_EQ(ask(good), "secret");
  ::unsetenv("SSL_CERT_FILE");
}

}  // namespace
}  // namespace gongshi::fetch
