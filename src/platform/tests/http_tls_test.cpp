// TLS in process: versions, ALPN, tickets, new certificates, and people who type the address without "https".
#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform/http/server.hpp"
#include "platform/tests/certificate.hpp"
#include "platform/tests/http_client.hpp"

namespace gongshi::http {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::Certificate;
using test::Client;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

constexpr std::string_view kGet = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

std::string name_of_peer(Client& client) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(client.ssl()), X509_free);
  char name[100] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
  return name;
}

class HttpTls : public testing::Test {
 protected:
  std::unique_ptr<Server> serve(Handler handler, Limits limits = {}) {
    ServerOptions options{.port = 0, .io_threads = 1, .workers = 1, .limits = limits};
    options.certificate_file = certificate_.certificate_file();
    options.key_file = certificate_.key_file();
    return Server::start(options, std::move(handler), nullptr);
  }
  static Response describe(Request& request) {
    return {.body = fmt::format("{} {} {}", request.path, request.secure, request.body.size())};
  }

  Certificate certificate_{"first"};
  Context client_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
};

TEST_F(HttpTls, ServesBothVersionsOnly) {
  const auto server = serve(describe);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    SSL_CTX_set_min_proto_version(client_.get(), version);
    SSL_CTX_set_max_proto_version(client_.get(), version);
    Client client(server->port(), client_.get());
    EXPECT_EQ(SSL_version(client.ssl()), version);
    EXPECT_EQ(client.ask(kGet).body, "/hello true 0");
    EXPECT_EQ(client.ask(kGet).body, "/hello true 0");
  }
  SSL_CTX_set_min_proto_version(client_.get(), TLS1_1_VERSION);
  SSL_CTX_set_max_proto_version(client_.get(), TLS1_1_VERSION);
  EXPECT_THROW(Client(server->port(), client_.get()), std::runtime_error);
}

TEST_F(HttpTls, SpeaksOnlyCiphersThatAStolenKeyDoesNotOpen) {
  const auto server = serve(describe);
  SSL_CTX_set_max_proto_version(client_.get(), TLS1_2_VERSION);
  for (const char* cipher : {"ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
    ASSERT_EQ(SSL_CTX_set_cipher_list(client_.get(), cipher), 1);
    EXPECT_NO_THROW(Client(server->port(), client_.get())) << cipher;
  }
  for (const char* cipher : {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-CCM", "AES128-GCM-SHA256", "AES256-SHA"}) {
    ASSERT_EQ(SSL_CTX_set_cipher_list(client_.get(), cipher), 1);
    EXPECT_THROW(Client(server->port(), client_.get()), std::runtime_error) << cipher;
  }
  ASSERT_EQ(SSL_CTX_set_cipher_list(client_.get(), "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"), 1);
  Client client(server->port(), client_.get());
  EXPECT_STREQ(SSL_get_cipher_name(client.ssl()), "ECDHE-ECDSA-AES256-GCM-SHA384") << "the server's liking";
}

TEST_F(HttpTls, AgreesOnHttp11) {
  const auto server = serve(describe);
  SSL_CTX_set_alpn_protos(client_.get(), reinterpret_cast<const unsigned char*>("\x02h2\x08http/1.1"), 12);
  Client client(server->port(), client_.get());
  const unsigned char* protocol = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(client.ssl(), &protocol, &size);
  EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(protocol), size), "http/1.1");
  SSL_CTX_set_alpn_protos(client_.get(), reinterpret_cast<const unsigned char*>("\x02h2"), 3);
  EXPECT_THROW(Client(server->port(), client_.get()), std::runtime_error);
}

TEST_F(HttpTls, ResumesByTicket) {
  const auto server = serve(describe);
  Client first(server->port(), client_.get());
  EXPECT_EQ(first.ask(kGet).status, 200);
  const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session(SSL_get1_session(first.ssl()), SSL_SESSION_free);
  EXPECT_TRUE(SSL_SESSION_is_resumable(session.get()));
}

TEST_F(HttpTls, LargeBodiesPassBothWaysAndPipelinesKeepTheirOrder) {
  const auto server = serve([](Request& request) { return Response{.body = std::move(request.body)}; });
  std::string body(3'000'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) {
    body[i] = static_cast<char>(i * 7919 >> 8);
  }
  Client client(server->port(), client_.get());
  client.send(fmt::format("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.size()) + body);
  EXPECT_TRUE(client.read().body == body);
  std::string requests;
  for (int i = 0; i < 300; ++i) {
    requests += fmt::format("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}", fmt::formatted_size("{}", i), i);
  }
  client.send(requests);
  for (int i = 0; i < 300; ++i) {
    ASSERT_EQ(client.read().body, std::to_string(i));
  }
}

TEST_F(HttpTls, SlowReadersGetWholeAnswers) {
  const std::string large(3'000'000, 'x');
  const auto server = serve([&](Request&) { return Response{.static_body = large}; });
  Client client(server->port(), client_.get(), 4096);
  client.send(kGet);
  std::this_thread::sleep_for(50ms);
  EXPECT_TRUE(client.read().body == large);
}

TEST_F(HttpTls, SendsPeopleWhoTypedTheAddressToHttps) {
  const auto server = serve(describe);
  Client typed(server->port());
  const Answer answer = typed.ask("GET /a%20b?c=d HTTP/1.1\r\nHost: example.org:8443\r\nAccept: text/html,*/*;q=0.8\r\n\r\n");
  EXPECT_EQ(answer.status, 307);
  EXPECT_EQ(answer.header("location"), "https://example.org:8443/a%20b?c=d");
  EXPECT_TRUE(typed.ended());
  Client program(server->port());
  EXPECT_EQ(program.ask("GET /api/v1/session HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n").status, 400);
  Client post(server->port());
  EXPECT_EQ(post.ask("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status, 400);
  Client nonsense(server->port());
  EXPECT_EQ(nonsense.ask("\x80\x2e\x01").status, 400);
}

TEST_F(HttpTls, NewCertificatesServeNewConnections) {
  const auto server = serve(describe);
  Client before(server->port(), client_.get());
  EXPECT_EQ(name_of_peer(before), "first");
  certificate_.write("second");
  server->reload_certificates();
  Client after(server->port(), client_.get());
  EXPECT_EQ(name_of_peer(after), "second");
  EXPECT_EQ(before.ask(kGet).status, 200);
  std::filesystem::remove(certificate_.key_file());
  EXPECT_THROW(server->reload_certificates(), std::runtime_error);
  Client still(server->port(), client_.get());
  EXPECT_EQ(name_of_peer(still), "second");
}

TEST_F(HttpTls, AHandshakeThatStallsRunsOutOfTime) {
  Limits limits;
  limits.head_time = 100ms;
  const auto server = serve(describe, limits);
  Client client(server->port());
  client.send("\x16\x03\x01\x02");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server->counters().timeouts, 1u);
}

TEST_F(HttpTls, StreamsReachTheirViewers) {
  const auto server = serve([](Request&) {
    Response response;
    response.stream = [](std::shared_ptr<EventStream> stream) {
      for (int i = 0; i < 40; ++i) {
        stream->send(std::make_shared<const std::string>(fmt::format("data: {}\n\n", i)));
      }
    };
    return response;
  });
  Client client(server->port(), client_.get());
  client.send(kGet);
  client.read_until("\r\n\r\n");
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(client.read_until("\n\n"), fmt::format("data: {}\n\n", i));
  }
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpTls, WrongFilesAreSaidInWords) {
  certificate_.write("other");
  std::filesystem::resize_file(certificate_.certificate_file(), 10);
  try {
    serve(describe);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_TRUE(std::string_view(error.what()).contains(certificate_.certificate_file())) << error.what();
  }
}

}  // namespace
}  // namespace gongshi::http
