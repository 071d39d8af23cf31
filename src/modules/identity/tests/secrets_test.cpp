// What is secret between a person and the server: passwords as they were typed, cookies that nobody else sets or reads.
#include <algorithm>
#include <regex>

#include <gtest/gtest.h>

#include "modules/identity/api.hpp"
#include "modules/identity/service.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::identity {
namespace {

class Secrets : public testing::TestWithParam<db::Engine> {
 protected:
  Secrets() {
    person_ = world_.build([](Context& context, db::WriteTx& tx) { return create_person(context, tx, {.name = "Li"}); });
  }
  http::Response enter(Browser& browser) {
    const auto link = world_.build([&](Context& context, db::WriteTx& tx) { return create_sign_in_link(context, tx, person_); });
    return browser.post("/api/v1/session/link", R"({"token":")" + link + "\"}");
  }
  bool inside(Browser& browser) { return browser.get("/api/v1/session").body.contains("\"Li\""); }

  World world_{GetParam(), {identity_module()}};
  PersonId person_;
};

TEST_P(Secrets, ThePasswordIsTakenAsItWasTyped) {
  const std::string password = " Ümläute und 正确的马 battery staple, longer than sixty-four characters in all ";
  ASSERT_GE(password.size(), 64U);
  Context context = world_.app().context();
  const auto hash = hash_password(context, "li.person", password);
  ASSERT_TRUE(hash.has_value()) << "whatever kinds of characters it has or lacks";
  world_.build([&](Context& c, db::WriteTx& tx) { EXPECT_TRUE(set_password(c, tx, person_, *hash).has_value()); });
  static constexpr db::Query kStored{"test.hash", "SELECT hash FROM identity_password", 0};
  const auto stored = world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::string>(kStored).value(); });
  EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << stored;

  std::string upper = password, decomposed = password;
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::toupper(c) : c); });
  decomposed.replace(1, 2, "U\xCC\x88");
  int place = 0;
  const auto status = [&](const std::string& typed) {
    Browser browser(world_, "192.0.2." + std::to_string(++place));
    return browser.post("/api/v1/session/password", R"({"login":"li.person","password":")" + typed + "\"}").status;
  };
  EXPECT_EQ(status(upper), 422);
  EXPECT_EQ(status(decomposed), 422);
  EXPECT_EQ(status(password.substr(0, password.size() - 1)), 422) << "not even a blank is cut off";
  EXPECT_EQ(status(password + " "), 422);
  EXPECT_EQ(status(password), 200);
}

TEST_P(Secrets, CookiesOverTlsAreThisHostsAloneAndOutOfReachOfScripts) {
  Browser browser(world_);
  const auto check = [](const http::Response& response) {
    int cookies = 0;
    for (const http::Header& header : response.headers) {
      if (header.name != "Set-Cookie") continue;
      ++cookies;
      static const std::regex kGuarded("__Host-[a-z]+=[A-Za-z0-9_.-]*; Path=/; HttpOnly; SameSite=Lax; Max-Age=[0-9]+; Secure");
      EXPECT_TRUE(std::regex_match(header.value, kGuarded)) << header.value;
      EXPECT_FALSE(response.body.contains(header.value.substr(header.value.find('=') + 1, 43))) << "in the cookie alone";
    }
    EXPECT_GE(cookies, 1);
  };
  check(enter(browser));
  ASSERT_TRUE(inside(browser));
  Browser before = browser;
  check(enter(browser));
  EXPECT_NE(browser.cookie, before.cookie);
  EXPECT_TRUE(inside(browser));
  EXPECT_FALSE(inside(before)) << "signing in anew ends what was there";
}

INSTANTIATE_TEST_SUITE_P(Engines, Secrets, testing::Values(db::Engine::sqlite), db::EngineName());

}  // namespace
}  // namespace gongshi::identity
