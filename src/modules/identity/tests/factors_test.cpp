// Second factors, through the whole application: one-time codes, recovery codes, passkeys, and confirming again.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "modules/identity/service.hpp"
#include "modules/identity/tests/authenticator.hpp"
#include "modules/identity/tests/identity_fixture.hpp"
#include "modules/identity/totp.hpp"

namespace gongshi::identity {
namespace {

std::span<const std::byte> octets(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(Totp, IsThatOfTheStandard) {
  // RFC 6238, appendix B.
  const std::string secret = "12345678901234567890123456789012345678901234567890123456789012345678901234567890";
  const struct {
    std::int64_t time;
    const char* sha1;
    const char* sha256;
    const char* sha512;
  } rows[] = {
      {59, "94287082", "46119246", "90693936"},          {1111111109, "07081804", "68084774", "25091201"},  {1111111111, "14050471", "67062674", "99943326"},
      {1234567890, "89005924", "91819424", "93441116"},  {2000000000, "69279037", "90698825", "38618901"},  {20000000000, "65353130", "77737706", "47863826"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(totp_code(octets(secret.substr(0, 20)), row.time / 30, 8, TotpHash::sha1), row.sha1);
    EXPECT_EQ(totp_code(octets(secret.substr(0, 32)), row.time / 30, 8, TotpHash::sha256), row.sha256);
    EXPECT_EQ(totp_code(octets(secret.substr(0, 64)), row.time / 30, 8, TotpHash::sha512), row.sha512);
  }
  EXPECT_EQ(base32(octets("foobar")), "MZXW6YTBOI");  // RFC 4648 §10
  EXPECT_EQ(totp_address("共识", "Li", "ABC"), "otpauth://totp/%E5%85%B1%E8%AF%86:Li?secret=ABC&issuer=%E5%85%B1%E8%AF%86&algorithm=SHA1&digits=6&period=30");
}

TEST(Totp, TakesOneStepBesideAndNoneTwice) {
  const auto secret = octets("12345678901234567890");
  const Timestamp now{1'795'507'200'000};
  const std::int64_t step = now.milliseconds / 30'000;
  for (const std::int64_t by : {-2, -1, 0, 1, 2}) {
    EXPECT_EQ(totp_step(secret, totp_code(secret, step + by), now, 0).has_value(), by >= -1 && by <= 1) << by;
  }
  EXPECT_FALSE(totp_step(secret, totp_code(secret, step), now, step)) << "used";
  EXPECT_FALSE(totp_step(secret, totp_code(secret, step), now, step + 1)) << "a later one was used";
  EXPECT_TRUE(totp_step(secret, totp_code(secret, step + 1), now, step));
  EXPECT_FALSE(totp_step(secret, "", now, 0));
}

class FactorsTest : public IdentityTest {
 protected:
  explicit FactorsTest(config::Config config = with_outbox()) : IdentityTest(std::move(config)) { give_password(clerk_, "clerk", "correct horse battery"); }

  static std::string member(const http::Response& response, std::string_view name) {
    const auto document = json::parse(response.body);
    const auto* value = document && document->is_object() ? document->as_object().if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
  }
  std::string secret_in(const http::Response& response) {
    // Back from base32.
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : member(response, "secret")) {
      held = (held << 5) | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      if ((bits += 5) < 8) continue;
      bits -= 8;
      out += static_cast<char>((held >> bits) & 0xff);
    }
    return out;
  }
  std::string code_now(int steps = 0) { return totp_code(octets(secret_), world_.clock.now().milliseconds / 30'000 + steps); }
  void enrol(Browser& browser) {
    const auto begun = browser.post("/api/v1/me/totp", "{}");
    ASSERT_EQ(begun.status, 200) << begun.body;
    secret_ = secret_in(begun);
    ASSERT_EQ(browser.post("/api/v1/me/totp/confirm", R"({"code":")" + code_now() + "\"}").status, 200);
    world_.clock.advance(std::chrono::seconds(30));
  }
  std::vector<std::string> recovery_codes(Browser& browser) {
    const auto answer = browser.post("/api/v1/me/recovery-codes", "{}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::vector<std::string> codes;
    const auto document = json::parse(answer.body);
    for (const auto& code : document->at("codes").as_array()) codes.emplace_back(code.as_string());
    return codes;
  }
  static http::Response password(Browser& browser) { return browser.post("/api/v1/session/password", R"({"login":"clerk","password":"correct horse battery"})"); }
  std::string ticket(Browser& browser) {
    const auto answer = password(browser);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto document = json::parse(answer.body);
    const auto* step = document->as_object().if_contains("second_step");
    return step == nullptr ? "" : std::string(step->at("ticket").as_string());
  }
  http::Response second_step(Browser& browser, const std::string& ticket, const std::string& code, std::string key = {}) {
    return browser.post("/api/v1/session/second-step", R"({"ticket":")" + ticket + R"(","code":")" + code + "\"}", std::move(key));
  }
  bool is_clerk(Browser& browser) { return browser.get("/api/v1/session").body.contains("\"Clerk\""); }
  std::string inbox(Browser& browser) { return browser.get("/api/v1/me/inbox").body; }

  std::string secret_;
};

TEST_P(FactorsTest, ACodeIsTheSecondStep) {
  Browser browser(world_);
  ASSERT_EQ(password(browser).status, 200);
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/recovery-codes", "{}")), "identity.no_factor");
  const auto begun = browser.post("/api/v1/me/totp", "{}");
  secret_ = secret_in(begun);
  EXPECT_TRUE(member(begun, "address").starts_with("otpauth://totp/")) << begun.body;
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/totp/confirm", R"({"code":"000000"})")), "identity.wrong_second_code");
  EXPECT_TRUE(is_clerk(browser));
  {
    Browser meanwhile(world_);
    EXPECT_NE(password(meanwhile).body.find("Clerk"), std::string::npos) << "not confirmed, not asked for";
  }
  ASSERT_EQ(browser.post("/api/v1/me/totp/confirm", R"({"code":")" + code_now() + "\"}").status, 200);
  EXPECT_NE(inbox(browser).find("An authenticator app has been added"), std::string::npos);
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/totp", "{}")), "identity.totp_exists");
  EXPECT_NE(browser.get("/api/v1/me/factors").body.find(R"("totp_since":1795507200000)"), std::string::npos);

  Browser next(world_);
  const auto first = password(next);
  EXPECT_NE(first.body.find(R"("level":"none")"), std::string::npos) << first.body;
  EXPECT_NE(first.body.find(R"("code":true,"passkey":false)"), std::string::npos) << first.body;
  EXPECT_TRUE(next.cookie.empty()) << "nothing is given yet";
  EXPECT_FALSE(is_clerk(next));
  const std::string held = ticket(next);
  EXPECT_EQ(problem_code(second_step(next, held, code_now())), "identity.wrong_second_code") << "the code that confirmed the app is used up";
  world_.clock.advance(std::chrono::seconds(30));
  EXPECT_EQ(problem_code(second_step(next, "guess", code_now())), "identity.second_step_gone");
  const std::string good = code_now();
  const auto in = second_step(next, held, good, "the-same-request");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_TRUE(is_clerk(next));
  Browser lost(world_);
  EXPECT_EQ(second_step(lost, held, good, "the-same-request").status, 200) << "the same request may arrive twice";
  EXPECT_EQ(problem_code(second_step(lost, held, good)), "identity.second_step_gone");
  Browser third(world_);
  EXPECT_EQ(problem_code(second_step(third, ticket(third), good)), "identity.wrong_second_code") << "a code works once";

  // A clock set back makes nothing good again.
  world_.clock.advance(-std::chrono::seconds(60));
  EXPECT_EQ(problem_code(second_step(third, ticket(third), code_now(1))), "identity.wrong_second_code");
  world_.clock.advance(std::chrono::minutes(10));
  Browser slow(world_);
  const std::string late = ticket(slow);
  world_.clock.advance(std::chrono::minutes(5));
  EXPECT_EQ(problem_code(second_step(slow, late, code_now())), "identity.second_step_gone");

  // A link and a phone code are no second factor either.
  Browser by_link(world_);
  const auto linked = by_link.post("/api/v1/session/link", R"({"token":")" + link_for(clerk_) + "\"}");
  EXPECT_NE(linked.body.find("second_step"), std::string::npos) << linked.body;
}

TEST_P(FactorsTest, GuessingCodesIsHeldUp) {
  Browser browser(world_);
  password(browser);
  enrol(browser);
  Browser thief(world_, "198.51.100.9");
  int wrong = 0, held = 0;
  std::string step = ticket(thief);
  for (int i = 0; i < 40; ++i) {
    const auto answer = second_step(thief, step, fmt::format("{:06}", i));
    wrong += problem_code(answer) == "identity.wrong_second_code";
    held += answer.status == 429;
    if (problem_code(answer) == "identity.second_step_gone") step = ticket(thief);
  }
  EXPECT_EQ(wrong, 5);
  EXPECT_GT(held, 20);
  EXPECT_EQ(second_step(thief, ticket(thief), code_now()).status, 429);
}

TEST_P(FactorsTest, RecoveryCodesWorkOnceEach) {
  Browser browser(world_);
  password(browser);
  enrol(browser);
  const auto codes = recovery_codes(browser);
  ASSERT_EQ(codes.size(), 10U);
  EXPECT_TRUE(std::regex_match(codes[0], std::regex("([A-Z2-7]{4}-){5}[A-Z2-7]{4}"))) << "120 bits, so that a hash without salt is enough: " << codes[0];
  const auto stored = world_.look([](Context&, db::ReadTx& tx) {
    static constexpr db::Query kAll{"test.recovery", "SELECT code FROM identity_recovery_code", 0};
    return tx.all<std::string>(kAll);
  });
  for (const auto& one : stored) EXPECT_EQ(one.size(), 64U) << "only hashes are kept";
  Browser next(world_);
  std::string typed = codes[3];
  std::ranges::transform(typed, typed.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
  std::erase(typed, '-');
  ASSERT_EQ(second_step(next, ticket(next), typed).status, 200) << "as people type";
  EXPECT_NE(inbox(next).find("A recovery code of your account has been used"), std::string::npos);
  EXPECT_NE(next.get("/api/v1/me/factors").body.find(R"("recovery_codes":9)"), std::string::npos);
  Browser again(world_);
  EXPECT_EQ(problem_code(second_step(again, ticket(again), codes[3])), "identity.wrong_second_code");
  const auto fresh = recovery_codes(next);
  EXPECT_EQ(problem_code(second_step(again, ticket(again), codes[4])), "identity.wrong_second_code") << "the earlier ones have ended";
  EXPECT_EQ(second_step(again, ticket(again), fresh[0]).status, 200);
  ASSERT_EQ(again.delete_("/api/v1/me/totp").status, 200);
  EXPECT_NE(again.get("/api/v1/me/factors").body.find(R"("recovery_codes":0)"), std::string::npos) << "they stand in for a factor; alone they are none";
  Browser plain(world_);
  EXPECT_NE(password(plain).body.find("Clerk"), std::string::npos);
}

TEST_P(FactorsTest, WhatIsSensitiveIsConfirmedFirst) {
  Browser browser(world_), tab(world_);
  password(browser);
  enrol(browser);
  EXPECT_EQ(recovery_codes(browser).size(), 10U) << "confirmed by the code just now";
  world_.clock.advance(std::chrono::minutes(10));
  const std::pair<const char*, http::Response> refused[] = {
      {"remove", browser.delete_("/api/v1/me/totp")},
      {"codes", browser.post("/api/v1/me/recovery-codes", "{}")},
      {"passkey", browser.post("/api/v1/me/passkey-options", "{}")},
      {"password", browser.post("/api/v1/me/password", R"({"current":"correct horse battery","password":"a much better one"})")},
  };
  for (const auto& [what, answer] : refused) {
    EXPECT_EQ(answer.status, 403) << what;
    EXPECT_EQ(problem_code(answer), "identity.confirm_needed") << what;
  }
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/confirm", R"({"password":"correct horse battery"})")), "identity.code_needed") << "the factor, since there is one";
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/confirm", R"({"code":"123456"})")), "identity.wrong_second_code");
  const std::string before = browser.cookie;
  Browser copy = browser;
  ASSERT_EQ(browser.post("/api/v1/me/confirm", R"({"code":")" + code_now() + "\"}").status, 200);
  EXPECT_NE(browser.cookie, before) << "the session goes on under another token";
  EXPECT_TRUE(is_clerk(browser));
  EXPECT_FALSE(is_clerk(copy)) << "the old one is worth nothing";
  world_.clock.advance(-std::chrono::minutes(1));
  EXPECT_EQ(problem_code(browser.delete_("/api/v1/me/totp")), "identity.confirm_needed") << "a clock set back confirms nothing";
  world_.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(browser.delete_("/api/v1/me/totp").status, 200);
  // Without a factor it is the password.
  world_.clock.advance(std::chrono::minutes(11));
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/totp", "{}")), "identity.confirm_needed");
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/confirm", R"({"password":"not the password"})")), "identity.wrong_current_password");
  ASSERT_EQ(browser.post("/api/v1/me/confirm", R"({"password":"correct horse battery"})").status, 200);
  EXPECT_EQ(browser.post("/api/v1/me/totp", "{}").status, 200);
  // Who has neither signs in again.
  Browser citizen(world_);
  sign_in(citizen, member_);
  world_.clock.advance(std::chrono::minutes(11));
  EXPECT_EQ(problem_code(citizen.post("/api/v1/me/confirm", R"({"password":"anything at all"})")), "identity.sign_in_again");
}

class RequiredFactorTest : public FactorsTest {
 protected:
  static config::Config required() {
    config::Config config = with_outbox();
    config.require_second_factor = true;
    return config;
  }
  RequiredFactorTest() : FactorsTest(required()) {}
};

TEST_P(RequiredFactorTest, StaffWorkOnlyWithAFactor) {
  Browser browser(world_), citizen(world_);
  const auto first = password(browser);
  EXPECT_NE(first.body.find(R"("factor_needed":true)"), std::string::npos) << first.body;
  EXPECT_EQ(first.body.find("roster.read"), std::string::npos);
  const auto chosen = browser.put("/api/v1/session/seat", R"({"seat":11})");
  EXPECT_EQ(chosen.body.find("roster.read"), std::string::npos) << "nor by choosing the seat";
  enrol(browser);
  const auto now = browser.get("/api/v1/session");
  EXPECT_NE(now.body.find("roster.read"), std::string::npos) << now.body;
  EXPECT_NE(now.body.find(R"("factor_needed":false)"), std::string::npos);
  Browser next(world_);
  EXPECT_NE(second_step(next, ticket(next), code_now()).body.find("roster.read"), std::string::npos);
  sign_in(citizen, member_);
  EXPECT_NE(citizen.get("/api/v1/session").body.find(R"("factor_needed":false)"), std::string::npos) << "of nobody else";
}

class PasskeysTest : public FactorsTest {
 protected:
  static constexpr char kHost[] = "localhost:8480";

  Browser local() {
    Browser browser(world_, "127.0.0.1", false);
    browser.host = kHost;
    return browser;
  }
  static test::Say say(std::string type, const http::Response& options) {
    return {.type = std::move(type), .challenge = *secrets::from_base64url(member(options, "challenge")), .origin = "http://localhost:8480", .party = "localhost"};
  }
  std::string registration(const http::Response& options, const test::Authenticator& key) {
    const auto what = say("webauthn.create", options);
    return R"({"name":"Phone","client_data":")" + secrets::to_base64url(key.client_data(what)) + R"(","attestation":")" + secrets::to_base64url(key.attestation(what)) + "\"}";
  }
  static std::string answer(const test::Say& what, const test::Authenticator& key) {
    return R"({"credential":")" + secrets::to_base64url(what.credential) + R"(","client_data":")" + secrets::to_base64url(key.client_data(what)) +
           R"(","authenticator_data":")" + secrets::to_base64url(key.authenticator_data(what, false)) + R"(","signature":")" +
           secrets::to_base64url(key.signature(what)) + "\"}";
  }
  test::Say asked(Browser& browser, std::uint32_t counter, const std::string& where = "/api/v1/session/passkey-challenges") {
    const auto options = browser.post(where, "{}");
    EXPECT_EQ(options.status, 200) << options.body;
    auto what = say("webauthn.get", options);
    what.counter = counter;
    return what;
  }
};

TEST_P(PasskeysTest, APasskeySignsInAndConfirms) {
  const test::Authenticator key, other;
  Browser browser = local();
  password(browser);
  const auto options = browser.post("/api/v1/me/passkey-options", "{}");
  ASSERT_EQ(options.status, 200) << options.body;
  EXPECT_EQ(member(options, "relying_party"), "localhost");
  EXPECT_NE(options.body.find(R"("algorithms":[-7,-8,-257])"), std::string::npos) << options.body;
  const std::string good = registration(options, key);
  Browser thief = local();
  sign_in(thief, member_);
  EXPECT_EQ(problem_code(thief.post("/api/v1/me/passkeys", good)), "identity.passkey_refused") << "another session's challenge";
  ASSERT_EQ(browser.post("/api/v1/me/passkeys", good).status, 200);
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/passkeys", good)), "identity.passkey_refused") << "the challenge is used up";
  EXPECT_EQ(problem_code(browser.post("/api/v1/me/passkeys", registration(browser.post("/api/v1/me/passkey-options", "{}"), key))), "identity.passkey_exists");
  EXPECT_NE(browser.get("/api/v1/me/factors").body.find(R"("name":"Phone")"), std::string::npos);
  EXPECT_NE(inbox(browser).find("A passkey has been added"), std::string::npos);

  Browser next = local();
  EXPECT_NE(password(next).body.find(R"("code":false,"passkey":true)"), std::string::npos) << "a password alone is not enough now";
  const auto what = asked(next, 2);
  const auto in = next.post("/api/v1/session/passkey", answer(what, key));
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_TRUE(is_clerk(next));
  EXPECT_EQ(problem_code(local().post("/api/v1/session/passkey", answer(what, key))), "identity.passkey_refused") << "replayed";
  EXPECT_EQ(next.post("/api/v1/me/recovery-codes", "{}").status, 200) << "a passkey confirms as it signs in";

  Browser wrong = local();
  EXPECT_EQ(problem_code(wrong.post("/api/v1/session/passkey", answer(asked(wrong, 3), other))), "identity.passkey_refused");
  auto unknown = asked(wrong, 3);
  unknown.credential = "unknown";
  EXPECT_EQ(problem_code(wrong.post("/api/v1/session/passkey", answer(unknown, key))), "identity.passkey_refused");
  const auto late = asked(wrong, 3);
  world_.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(problem_code(wrong.post("/api/v1/session/passkey", answer(late, key))), "identity.passkey_refused") << "after two minutes";
  EXPECT_EQ(problem_code(wrong.post("/api/v1/session/passkey", answer(asked(wrong, 2), key))), "identity.passkey_refused") << "the counter stands";
  EXPECT_NE(inbox(next).find("may have been copied"), std::string::npos);

  world_.clock.advance(std::chrono::minutes(10));
  EXPECT_EQ(problem_code(next.post("/api/v1/me/recovery-codes", "{}")), "identity.confirm_needed");
  const auto confirming = asked(next, 4, "/api/v1/me/passkey-challenges");
  EXPECT_EQ(problem_code(local().post("/api/v1/session/passkey", answer(confirming, key))), "identity.passkey_refused") << "given for something else";
  ASSERT_EQ(next.post("/api/v1/me/confirm", R"({"passkey":)" + answer(asked(next, 5, "/api/v1/me/passkey-challenges"), key) + "}").status, 200);
  std::smatch id;
  const std::string factors = next.get("/api/v1/me/factors").body;
  ASSERT_TRUE(std::regex_search(factors, id, std::regex(R"("id":(\d+),"name":"Phone")")));
  EXPECT_EQ(problem_code(thief.delete_("/api/v1/me/passkeys/" + id[1].str())), "identity.confirm_needed");
  Browser fresh = local();
  sign_in(fresh, member_);
  EXPECT_EQ(problem_code(fresh.delete_("/api/v1/me/passkeys/" + id[1].str())), "identity.no_such_passkey") << "another's";
  EXPECT_EQ(next.delete_("/api/v1/me/passkeys/" + id[1].str()).status, 200);
  Browser gone = local();
  EXPECT_EQ(problem_code(gone.post("/api/v1/session/passkey", answer(asked(gone, 6), key))), "identity.passkey_refused");
  EXPECT_NE(password(gone).body.find("Clerk"), std::string::npos);
}

TEST_P(PasskeysTest, BelongToTheConfiguredAddressOnly) {
  Browser elsewhere(world_);
  elsewhere.host = "gongshi.example";
  password(elsewhere);
  EXPECT_EQ(problem_code(elsewhere.post("/api/v1/me/passkey-options", "{}")), "identity.no_passkeys_here") << "the host a request names proves nothing";
  config::Config config;
  config.public_url = "https://gongshi.example:8443/";
  World configured{GetParam(), {identity_module()}, config};
  Browser visitor(configured);
  visitor.host = "evil.example";
  EXPECT_EQ(member(visitor.post("/api/v1/session/passkey-challenges", "{}"), "relying_party"), "gongshi.example");
}

TEST_P(FactorsTest, OnesDataIsCopiedAndErased) {
  Browser citizen(world_), clerk(world_);
  citizen.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})");
  ASSERT_EQ(citizen.post("/api/v1/session/phone", R"({"phone":"13911112222","code":")" + last_code(citizen) + R"(","consent":true})").status, 200);
  const auto id = std::to_string(json::parse(citizen.get("/api/v1/session").body)->at("person").at("id").as_int64());
  world_.build([&](Context&, db::WriteTx& tx) { rename_person(tx, PersonId{std::stoll(id)}, "planted-name"); });
  ASSERT_EQ(citizen.post("/api/v1/me/password", R"({"password":"planted password 1"})").status, 200);
  enrol(citizen);
  recovery_codes(citizen);
  const auto copy = citizen.get("/api/v1/me/data");
  ASSERT_EQ(copy.status, 200) << copy.body;
  for (const char* part : {R"("name":"planted-name")", R"("phone":"+8613911112222")", "sign_in_phone", R"("/api/v1/me/sessions":{)", R"("/api/v1/me/inbox":{)", "An authenticator app"}) {
    EXPECT_NE(copy.body.find(part), std::string::npos) << part << " is not in " << copy.body;
  }
  EXPECT_EQ(problem_code(citizen.post("/api/v1/me/erase", R"({"sure":false})")), "identity.erase_sure");
  password(clerk);
  EXPECT_EQ(problem_code(clerk.post("/api/v1/me/erase", R"({"sure":true})")), "identity.erase_office");
  ASSERT_EQ(citizen.post("/api/v1/me/erase", R"({"sure":true})").status, 200);
  EXPECT_NE(citizen.get("/api/v1/session").body.find(R"("level":"none")"), std::string::npos);
  const auto left = [&](const std::string& table, const std::string& column) {
    const std::string text = "SELECT count(*) FROM " + table + " WHERE " + column + " = " + id;
    const db::Query query{"test.left", text, 0};
    return world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(query).value(); });
  };
  for (const char* table : {"identity_phone", "identity_password", "identity_session", "identity_totp", "identity_recovery_code", "identity_passkey", "identity_consent", "identity_link",
                            "identity_second_step", "identity_oidc_subject", "platform_notice"}) {
    EXPECT_EQ(left(table, "person"), 0) << table;
  }
  EXPECT_EQ(world_.look([&](Context&, db::ReadTx& tx) { return display_name(tx, PersonId{std::stoll(id)}); }), "已注销用户");
  EXPECT_GT(left("platform_journal", "person"), 0) << "what they did stays, under a number";
  // The same number is somebody new.
  world_.clock.advance(seconds(61));
  citizen.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})");
  const auto again = citizen.post("/api/v1/session/phone", R"({"phone":"13911112222","code":")" + last_code(citizen) + R"(","consent":true})");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body.find(id), std::string::npos);
}

TEST_P(FactorsTest, ANewKeySealsEverythingAnew) {
  Browser browser(world_), citizen(world_);
  password(browser);
  enrol(browser);
  const auto codes = recovery_codes(browser);
  citizen.post("/api/v1/session/phone-codes", R"({"phone":"13911112222"})");
  EXPECT_EQ(citizen.post("/api/v1/session/phone", R"({"phone":"13911112222","code":")" + last_code(citizen) + R"(","consent":true})").status, 200);
  EXPECT_EQ(citizen.post("/api/v1/me/password", R"({"password":"mine alone 42"})").status, 200);
  const auto later = world_.clock.now() - World::kStart + minutes(1);
  const auto keys = [](World& world) { return std::filesystem::path(world.app().config().data) / "secrets"; };
  const auto first_keys = keys(world_);
  world_.rest();
  for (const std::string name : {"phones", "look_up", "factors"}) {
    const auto file = first_keys / ("identity." + name + ".2.key");
    std::ofstream(file) << std::string(32, name[0]);
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  const auto works = [&](World& world) {
    world.clock.advance(later);
    Browser by_number(world), by_app(world);
    EXPECT_EQ(by_number.post("/api/v1/session/password", R"({"login":"13911112222","password":"mine alone 42"})").status, 200);
    EXPECT_EQ(second_step(by_app, ticket(by_app), totp_code(octets(secret_), world.clock.now().milliseconds / 30'000)).status, 200);
    EXPECT_EQ(world.look([&](Context& context, db::ReadTx& tx) { return masked_phone_of(context, tx, member_); }), "138****1234");
  };
  World both(GetParam(), {identity_module()}, with_outbox(), &world_);
  works(both);
  Browser by_recovery_code(both);
  EXPECT_EQ(second_step(by_recovery_code, ticket(by_recovery_code), codes[0]).status, 200);
  const auto second_keys = keys(both);
  both.rest();
  for (const char* name : {"identity.phones.key", "identity.look_up.key", "identity.factors.key"}) std::filesystem::remove(second_keys / name);
  World one(GetParam(), {identity_module()}, with_outbox(), &both);
  one.clock.advance(minutes(1));
  works(one);
}

INSTANTIATE_TEST_SUITE_P(Engines, FactorsTest, testing::ValuesIn(db::kEngines), db::EngineName());
INSTANTIATE_TEST_SUITE_P(Engines, RequiredFactorTest, testing::ValuesIn(db::kEngines), db::EngineName());
INSTANTIATE_TEST_SUITE_P(Engines, PasskeysTest, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::identity
