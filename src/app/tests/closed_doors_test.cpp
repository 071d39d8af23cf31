// What every answer and page carries so that a browser does nothing else with it, and what is not there to be found.
#include <set>

#include <fmt/format.h>

#include "app/tests/whole_city.hpp"

namespace gongshi::app {
namespace {

using http::Method;
using test::WholeCity;

std::string header(const http::Response& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, &http::Header::name);
  return found == response.headers.end() ? std::string() : found->value;
}

class ClosedDoors : public testing::TestWithParam<db::Engine> {
 protected:
  http::Response open(std::string_view role, const std::string& target, const std::string& cookie = {}) {
    const Browser& browser = city_.browser(role);
    std::vector<http::Header> headers{{"Accept-Language", "en"}};
    if (const std::string all = cookie.empty() ? browser.cookie : cookie; !all.empty()) headers.push_back({"Cookie", all});
    return city_.send(Method::get, target, {}, std::move(headers));
  }

  WholeCity city_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, ClosedDoors, testing::Values(db::Engine::sqlite), db::EngineName());

TEST_P(ClosedDoors, ReadingChangesNothingAndItsAnswersAreForTheirReaderAlone) {
  const auto consultation = std::to_string(city_.published("clerk", "公开"));
  const std::map<std::string, std::string, std::less<>> values{
      {"id", consultation}, {"assembly", std::to_string(city_.assembly.value)}, {"kind", "consultation"}, {"subject", consultation}, {"file", "result.json"}};
  for (const std::string_view role : WholeCity::kRoles) city_.browser(role);
  int answers = 0;
  for (const Module& module : city_.app().modules()) {
    for (const Operation& row : module.operations) {
      if (row.method != Method::get) continue;
      std::string target = row.path;
      for (const auto& [name, value] : values) {
        const std::string hole = "{" + name + "}", with = row.path.starts_with("/api/v1/assemblies/") && name == "id" ? std::to_string(city_.assembly.value) : value;
        if (const auto at = target.find(hole); at != std::string::npos) target.replace(at, hole.size(), with);
      }
      for (const std::string_view role : WholeCity::kRoles) {
        SCOPED_TRACE(fmt::format("{} as {}", target, role));
        const auto before = city_.counts();
        const auto answer = open(role, target);
        EXPECT_EQ(city_.counts(), before);
        ++answers;
        EXPECT_TRUE(header(answer, "Content-Security-Policy").contains("frame-ancestors 'none'") || header(answer, "Content-Security-Policy").starts_with("sandbox"));
        EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "");
        const std::string type = header(answer, "Content-Type");
        EXPECT_TRUE(answer.body.empty() || !type.empty());
        EXPECT_TRUE(!type.starts_with("text/") || type == "text/event-stream" || type.ends_with("; charset=utf-8")) << type;
        const bool own = target.starts_with("/api/v1/me/") || target.starts_with("/api/v1/session") || target.contains("/members") || target.contains("/roster");
        EXPECT_TRUE(header(answer, "Cache-Control") == "no-store" || !(own || answer.status >= 400));
      }
    }
  }
  EXPECT_GT(answers, 200);
}

TEST_P(ClosedDoors, PagesRunAndLoadOnlyWhatIsOurs) {
  for (const std::string_view role : {"anonymous", "clerk"}) {
    for (const std::string target : {"/", "/sign-in", "/console/", "/mine/account", "/no-such-page", "/api"}) {
      SCOPED_TRACE(target);
      const auto page = open(role, target);
      const std::string policy = header(page, "Content-Security-Policy");
      for (const char* rule : {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"}) EXPECT_TRUE(policy.contains(rule)) << policy;
      for (const char* leak : {"unsafe-inline", "unsafe-eval", "http:", "https:", "*"}) EXPECT_FALSE(policy.contains(leak)) << policy;
      if (target != "/api") {
        for (const char* rule : {"script-src 'self'", "object-src 'none'", "require-trusted-types-for 'script'", "trusted-types app vue"}) EXPECT_TRUE(policy.contains(rule)) << policy;
        EXPECT_EQ(header(page, "Cache-Control"), "no-store");
      }
      EXPECT_EQ(header(page, "Referrer-Policy"), "same-origin");
      EXPECT_EQ(header(page, "Content-Type"), "text/html; charset=utf-8");
      EXPECT_EQ(header(page, "Access-Control-Allow-Origin"), "");
    }
  }
}

TEST_P(ClosedDoors, WhatPeopleWroteStaysTextInAPage) {
  const std::string hostile = R"(</title></script><script>alert(1)</script><img src=x>\")";  // as it stands in JSON
  std::string text = city_.text_of("题目");
  text.replace(text.find("题目"), std::string_view("题目").size(), hostile);
  const auto made = city_.browser("clerk").post("/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/consultations", text);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto id = test::number_in(made, "id");
  ASSERT_EQ(city_.move("clerk", id, "publish").status, 200);
  const auto page = open("anonymous", "/consultations/" + std::to_string(id));
  ASSERT_EQ(page.status, 200);
  EXPECT_TRUE(page.body.contains("alert(1)")) << "it is there";
  EXPECT_FALSE(page.body.contains("<script>alert"));
  EXPECT_FALSE(page.body.contains("<img src=x"));
}

TEST_P(ClosedDoors, WholeFilesAreGivenAwayAtAPace) {
  const std::set<std::string> whole{"/api/v1/assemblies/{id}/proposals.xlsx", "/api/v1/assemblies/{id}/proposals/statistics.xlsx", "/api/v1/assemblies/{id}/sessions/{session}/archive", "/api/v1/proposals/{id}/archive", "/api/v1/assemblies/{id}/roster.csv", "/api/v1/assemblies/{id}/roster.xlsx", "/api/v1/circulars/{id}/telephone-list",
                                    "/api/v1/circulars/{id}/telephone-list.csv", "/api/v1/consultations/{id}/export/{file}", "/api/v1/handling/tasks/{id}/documents/{kind}", "/api/v1/minutes/{id}/document", "/api/v1/proposals/{id}/documents/{kind}", "/api/v1/me/data", "/api/v1/meetings/{id}/documents/{kind}", "/api/v1/recommendations/{id}/document"};
  std::set<std::string> paced;
  for (const Module& module : city_.app().modules()) {
    for (const Operation& row : module.operations) {
      if (row.pace == &pace::kFiles) paced.insert(row.path);
    }
  }
  EXPECT_EQ(paced, whole);
  Paces paces(100);
  int given = 0;
  while (paces.take(pace::kFiles, PersonId{7}, "127.0.0.1", World::kStart)) ++given;
  EXPECT_EQ(given, 30);
}

TEST_P(ClosedDoors, NothingLiesBesideWhatIsServed) {
  for (const std::string target : {"/.git/config", "/.git/HEAD", "/.env", "/assets/", "/assets", "/files/", "/secrets/", "/gongshi.sqlite", "/web/dist/", "/server-status", "/debug", "/api/v1/", "/api/v1/files/"}) {
    SCOPED_TRACE(target);
    const auto answer = open("administrator", target);
    EXPECT_EQ(answer.status, 404);
    EXPECT_FALSE(answer.body.contains("Index of"));
    EXPECT_FALSE(answer.body.contains("[core]"));
  }
}

TEST(StrictTransport, IsToldOverTlsOnceTheOperatorSaysSo) {
  for (const bool asked_for : {true, false}) {
    config::Config config;
    config.strict_transport = asked_for;
    World world(db::Engine::sqlite, all_modules(), config);
    world.app().fallback = answer_page;
    for (const std::string target : {"/", "/api/v1/session", "/api/v1/nothing", "/assets/nothing"}) {
      EXPECT_EQ(header(world.send(Method::get, target), "Strict-Transport-Security"), asked_for ? "max-age=31536000; includeSubDomains" : "") << target;
      EXPECT_EQ(header(world.send(Method::get, target, {}, {}, "127.0.0.1", false), "Strict-Transport-Security"), "") << target;
    }
  }
}

TEST_P(ClosedDoors, TheLanguageIsReadFromTheCookieOfEitherKind) {
  for (const std::string cookie : {"language=zh-CN", "__Host-language=zh-CN", "language=en; __Host-language=zh-CN"}) {
    EXPECT_TRUE(open("anonymous", "/", cookie).body.contains("<html lang=\"zh-CN\"")) << cookie;
  }
}

}  // namespace
}  // namespace gongshi::app
