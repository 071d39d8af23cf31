// A sign-in service that is not the one it should be. A right one, as another party wrote it: e2e/web/sign_in_service.story.mjs.
#include "modules/identity/tests/identity_fixture.hpp"
#include "platform/http/server.hpp"

namespace gongshi::identity {
namespace {

TEST(Oidc, AServiceThatCallsItselfAnotherIssuerIsNotAsked) {
  std::string issuer, asked;
  const auto service = http::Server::start({.address = "127.0.0.1", .port = 0}, [&](http::Request& request) {
    asked += request.path + " ";
    http::Response answer;
    answer.body = request.path == "/keys" ? R"({"keys":[]})"
                                          : R"({"issuer":")" + issuer + R"(","authorization_endpoint":"http://127.0.0.1/in","token_endpoint":"http://127.0.0.1/token","jwks_uri":"http://127.0.0.1:)" +
                                                std::string(request.header("host").substr(request.header("host").find(':') + 1)) + R"(/keys"})";
    return answer;
  }, nullptr);
  config::Config config = with_outbox();
  config.oidc_issuer = "http://127.0.0.1:" + std::to_string(service->port());
  config.oidc_client_id = "gongshi";
  config.oidc_private = true;
  config.public_url = "https://gongshi.example";
  World world(db::Engine::sqlite, {identity_module()}, config);
  Browser browser(world);
  const std::string own = config.oidc_issuer;
  for (const std::string& other : {std::string("https://id.example.org"), own + "/", own + "/tenant", "HTTP" + own.substr(4), std::string()}) {
    issuer = other;
    asked.clear();
    EXPECT_EQ(problem_code(browser.post("/api/v1/session/oidc", "{}")), "identity.oidc_unreachable") << other;
    EXPECT_EQ(asked, "/.well-known/openid-configuration ") << "its keys are not fetched";
  }
  issuer = own;
  const auto journey = browser.post("/api/v1/session/oidc", "{}");
  EXPECT_EQ(journey.status, 200) << journey.body;
  EXPECT_TRUE(journey.body.contains("http://127.0.0.1/in?response_type=code")) << journey.body;
  service->stop(seconds(1));
}

}  // namespace
}  // namespace gongshi::identity
