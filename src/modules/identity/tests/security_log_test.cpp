// The security log: its chain, who reads it, and letting people in again.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "modules/identity/security_log.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/tests/identity_fixture.hpp"

namespace gongshi::identity {
namespace {

struct Log {
  ChainHead head;
  std::vector<ChainedEntry> entries;
};

Log written(int count) {
  Log log{.head = {7, "before", 7, "before"}};
  for (int i = 0; i < count; ++i) {
    ChainedEntry entry{.id = 1000 + 3 * i, .at = {5000 + i}, .event = i % 3 == 0 ? "sign_in_password" : "password_refused", .address = "192.0.2." + std::to_string(i)};
    if (i % 4 != 0) entry.person = PersonId{i};
    if (i % 5 == 0) entry.operation = "PUT /api/v1/x", entry.times = i;
    entry.number = ++log.head.number;
    log.head.chain = chain_of(entry, *entry.number, log.head.chain);
    entry.chain = log.head.chain;
    log.entries.push_back(entry);
  }
  return log;
}

std::optional<std::int64_t> wrong_in(const Log& log) {
  ChainCheck check(log.head);
  for (const auto& entry : log.entries) check.add(entry);
  return check.first_wrong();
}

TEST(SecurityChain, NothingIsChangedTakenOutOrMovedUnseen) {
  const Log good = written(60);
  ASSERT_EQ(wrong_in(good), std::nullopt);
  std::mt19937 random(11);
  for (int trial = 0; trial < 10'000; ++trial) {
    Log log = good;
    const std::size_t at = random() % log.entries.size();
    ChainedEntry& entry = log.entries[at];
    std::int64_t first = *entry.number;
    switch (random() % 11) {
      case 0: entry.event += "x"; break;
      case 1: entry.address = "203.0.113.9"; break;
      case 2: entry.person = PersonId{99999}; break;
      case 3: entry.at.milliseconds += 1; break;
      case 4: entry.about = PersonId{5}; break;
      case 5: entry.kind = SecurityKind::personal_data; break;
      case 6: log.entries.erase(log.entries.begin() + static_cast<std::ptrdiff_t>(at)); break;
      case 7: log.entries.resize(at); break;
      case 8: entry.operation = "x"; break;
      case 9: entry.times = 2; break;
      default: {
        const std::size_t other = (at + 1 + random() % (log.entries.size() - 1)) % log.entries.size();
        first = *log.entries[std::min(at, other)].number;
        std::swap(log.entries[at], log.entries[other]);
      }
    }
    ASSERT_EQ(wrong_in(log), first) << "trial " << trial;
  }
  Log forged = good;  // written anew from the middle on: only a copy of the head tells
  forged.entries[30].event = "sign_out";
  std::string chain = *forged.entries[29].chain;
  for (std::size_t i = 30; i < forged.entries.size(); ++i) forged.entries[i].chain = chain = chain_of(forged.entries[i], *forged.entries[i].number, chain);
  EXPECT_EQ(wrong_in(forged), good.head.number + 1);
}

constexpr std::string_view kAuditorMay[] = {"consultation.read", "security_log.read"};
constexpr std::string_view kOfficeMay[] = {"consultation.read", "account.recover"};
constexpr std::string_view kSecurityMay[] = {"consultation.read", "account.recover", "account.recover_staff"};

class SecurityLogTest : public IdentityTest {
 protected:
  SecurityLogTest() {
    for (PersonId* person : {&auditor_, &first_, &second_, &security_}) {
      *person = world_.build([](Context& context, db::WriteTx& tx) { return create_person(context, tx, {.name = "Office"}); });
    }
    Offices offices;
    offices.standing = [this](db::ReadTx&, PersonId person, Timestamp) {
      Standing standing;
      const auto seat = [&](std::int64_t id, std::string_view role, std::span<const std::string_view> may, bool staff) {
        standing.seats.push_back({SeatId{id}, kCity, "City", "", role, may, staff});
      };
      if (person == auditor_) seat(21, "audit_administrator", kAuditorMay, true);
      if (person == first_) seat(22, "clerk", kOfficeMay, true);
      if (person == second_) seat(23, "clerk", kOfficeMay, true);
      if (person == security_) seat(24, "security_administrator", kSecurityMay, true);
      if (person == clerk_) seat(25, "clerk", kClerkMay, true);
      if (person == member_) seat(26, "member", kOwnVoice, false);
      return standing;
    };
    offices.has_administrator = [](db::ReadTx&, Timestamp) { return true; };
    offices.member_by_number = [this](db::ReadTx&, ScopeId, std::string_view number, Timestamp) { return number == "007" ? std::optional(member_) : std::nullopt; };
    register_offices(world_.app(), std::move(offices));
  }
  PersonId auditor_, first_, second_, security_;
};

TEST_P(SecurityLogTest, TheAuditorReadsItAndIsSeenReading) {
  Browser auditor(world_), clerk(world_);
  sign_in(auditor, auditor_);
  sign_in(clerk, clerk_);
  give_password(member_, "member", "correct horse battery");
  Browser(world_, "203.0.113.7").post("/api/v1/session/password", R"({"login":"member","password":"wrong horse battery"})");
  EXPECT_EQ(clerk.get("/api/v1/security-log").status, 403);
  EXPECT_EQ(clerk.get("/api/v1/security-log/check").status, 403);
  const std::string log = auditor.get("/api/v1/security-log").body;
  EXPECT_NE(log.find(R"("kind":"refusal","event":"password_refused","event_name":"Wrong password")"), std::string::npos) << log;
  EXPECT_NE(log.find(R"("person_name":"Member","about_name":"","address":"203.0.113.7")"), std::string::npos) << log;
  EXPECT_NE(auditor.get("/api/v1/security-log").body.find("security_log_read"), std::string::npos);
  const std::string refusals = auditor.get("/api/v1/security-log?kind=refusal").body;
  EXPECT_NE(refusals.find("password_refused"), std::string::npos);
  EXPECT_EQ(refusals.find("sign_in_link"), std::string::npos);

  world_.app().run_job("seal_security_log");
  EXPECT_NE(auditor.get("/api/v1/security-log/check").body.find(R"("entries":5,"head":)"), std::string::npos) << auditor.get("/api/v1/security-log/check").body;
  world_.app().run_job("seal_security_log");
  world_.build([](Context&, db::WriteTx& tx) {
    static constexpr db::Query kForge{"test.forge", "UPDATE identity_security_log SET address = '192.0.2.200' WHERE number = 3", 0};
    tx.run(kForge);
  });
  EXPECT_NE(auditor.get("/api/v1/security-log/check").body.find(R"("first_wrong":3)"), std::string::npos);
  world_.build([](Context&, db::WriteTx& tx) {
    static constexpr db::Query kBack{"test.back", "UPDATE identity_security_log SET address = '203.0.113.7' WHERE number = 3", 0};
    tx.run(kBack);
  });
  // What expires takes its part of the chain with it, and the rest still holds.
  world_.clock.advance(hours(179 * 24));
  Browser later(world_);
  sign_in(later, auditor_);
  world_.app().run_job("seal_security_log");
  world_.clock.advance(hours(2 * 24));
  world_.app().run_job("forget_expired");
  Browser last(world_);
  sign_in(last, auditor_);
  const std::string check = last.get("/api/v1/security-log/check").body;
  EXPECT_NE(check.find(R"("entries":1,"head":)"), std::string::npos) << check;
  EXPECT_EQ(last.get("/api/v1/security-log").body.find("203.0.113.7"), std::string::npos);
}

TEST(Refusals, AFloodIsFewEntries) {
  Refusals refusals;
  for (int i = 0; i < 100'000; ++i) {
    refusals.count({.since = {i}, .person = {}, .event = i % 2 == 0 ? "forged_refused" : "pace_refused", .operation = "POST /api/v1/session/sign-out",
                    .address = "198.51." + std::to_string(i / 256 % 256) + "." + std::to_string(i % 256)});
  }
  for (int i = 0; i < 9; ++i) refusals.count({.since = {i}, .person = PersonId{1}, .event = "absent_refused", .operation = "GET /api/v1/files/{id}", .address = "192.0.2.9"});
  const auto taken = refusals.take();
  EXPECT_EQ(taken.size(), Refusals::kMostInAMinute + 2) << "one more for each event, whatever the addresses; few absent ones are everyday";
  std::int64_t times = 0;
  for (const Refusal& one : taken) times += one.times;
  EXPECT_EQ(times, 100'000);
  EXPECT_TRUE(refusals.take().empty());
  for (int i = 0; i < 20; ++i) refusals.count({.since = {i}, .person = PersonId{1}, .event = "absent_refused", .operation = "GET /api/v1/files/{id}", .address = "2001:db8::" + std::to_string(i)});
  const auto probing = refusals.take();
  ASSERT_EQ(probing.size(), 1U) << "one host has a whole /64";
  EXPECT_EQ(probing[0].times, 20);
  EXPECT_EQ(probing[0].address, "2001:db8::0");
}

TEST_P(SecurityLogTest, RefusalsAreOnRecord) {
  Browser auditor(world_), clerk(world_), stranger(world_, "203.0.113.7");
  sign_in(auditor, auditor_);
  sign_in(clerk, clerk_);
  sign_in(stranger, member_);
  stranger.get("/api/v1/security-log");
  stranger.get("/api/v1/security-log");
  Browser nobody(world_, "203.0.113.9");
  nobody.get("/api/v1/security-log");
  nobody.post("/api/v1/session/link", R"({"token":"never given"})");
  nobody.post("/api/v1/session/oidc/finish", R"({"code":"x","state":"y"})");
  nobody.post("/api/v1/session/link", R"({"tokens":7})");
  nobody.post("/api/v1/session/phone-codes", R"({"phone":"13800001234"})");
  nobody.post("/api/v1/session/phone", R"({"phone":"13800001234","code":"no code","consent":true})");
  nobody.post("/api/v1/session/phone-codes", R"({"phone":"13800001234"})");
  clerk.csrf = "another";
  clerk.post("/api/v1/session/sign-out", "{}");
  for (int i = 0; i < 12; ++i) stranger.delete_("/api/v1/me/sessions/guess");
  for (int i = 0; i < 3; ++i) stranger.delete_("/api/v1/me/passkeys/" + std::to_string(i));
  world_.app().run_job("write_refusals");
  world_.app().run_job("write_refusals");

  const std::string log = auditor.get("/api/v1/security-log?kind=refusal").body;
  std::vector<std::string> seen;
  const auto document = json::parse(log);
  for (const auto& item : document->at("items").as_array()) {
    const auto text = [&](const char* name) { return std::string(item.at(name).as_string()); };
    seen.push_back(text("event") + "|" + text("person_name") + "|" + text("address") + "|" + text("operation") + "|" + std::to_string(item.at("times").as_int64()));
    EXPECT_FALSE(text("event_name").starts_with("security.")) << "has words";
  }
  std::ranges::sort(seen);
  const std::vector<std::string> expected{
      "absent_refused|Member|203.0.113.7|DELETE /api/v1/me/sessions/{session}|12",
      "forged_refused|Clerk|192.0.2.1|POST /api/v1/session/sign-out|1",
      "input_refused||203.0.113.9|POST /api/v1/session/link|1",
      "link_refused||203.0.113.9|POST /api/v1/session/link|1",
      "pace_refused||203.0.113.9|POST /api/v1/session/phone-codes|1",
      "permission_refused|Member|203.0.113.7|GET /api/v1/security-log|2",
      "phone_code_refused|Member|203.0.113.9||1",
  };
  EXPECT_EQ(seen, expected) << log;
  world_.app().run_job("seal_security_log");
  EXPECT_EQ(auditor.get("/api/v1/security-log/check").body.find("first_wrong"), std::string::npos);
  world_.build([](Context&, db::WriteTx& tx) {
    static constexpr db::Query kForge{"test.fewer", "UPDATE identity_security_log SET times = 1 WHERE times = 12", 0};
    EXPECT_EQ(tx.run(kForge), 1);
  });
  EXPECT_NE(auditor.get("/api/v1/security-log/check").body.find("first_wrong"), std::string::npos);
}

TEST_P(SecurityLogTest, AReadingIsWrittenOncePerVisit) {
  const auto readings = [&] {
    static constexpr db::Query kCount{"test.readings", "SELECT count(*) FROM identity_security_log WHERE event = 'roster_read'", 0};
    return world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(kCount).value(); });
  };
  Context context = world_.app().context();
  context.actor.person = clerk_;
  for (const int expected : {1, 1}) {
    log_reading(context, "roster_read");
    EXPECT_EQ(readings(), expected);
  }
  log_reading(context, "roster_read", member_);
  EXPECT_EQ(readings(), 2) << "about somebody else";
  context.actor.person = first_;
  log_reading(context, "roster_read");
  EXPECT_EQ(readings(), 3) << "somebody else's reading";
  context.actor.person = clerk_;
  world_.clock.advance(minutes(10));
  log_reading(context, "roster_read");
  EXPECT_EQ(readings(), 4);
  world_.clock.advance(-hours(1));
  log_reading(context, "roster_read");
  EXPECT_EQ(readings(), 5) << "the clock was set back: rather twice than not";
}

TEST_P(SecurityLogTest, TwoOfTheOfficeLetSomebodyInAgain) {
  give_password(member_, "member", "correct horse battery");
  Browser first(world_), second(world_), member(world_);
  sign_in(first, first_);
  sign_in(second, second_);
  sign_in(member, member_);
  const std::pair<const char*, const char*> refused[] = {{R"({"reason":"seen"})", "identity.recovery_whom"},
                                                         {R"({"login":"member","member_number":"007","reason":"seen"})", "identity.recovery_whom"},
                                                         {R"({"login":"member","reason":" . "})", "identity.recovery_reason"},
                                                         {R"({"login":"nobody","reason":"seen"})", "identity.recovery_nobody"},
                                                         {R"({"member_number":"008","reason":"seen"})", "identity.recovery_nobody"}};
  for (const auto& [body, code] : refused) EXPECT_EQ(problem_code(first.post("/api/v1/recoveries", body)), code) << body;
  const auto asked = first.post("/api/v1/recoveries", R"({"member_number":"007","reason":"Came in person with the identity card"})");
  ASSERT_EQ(asked.status, 200) << asked.body;
  EXPECT_NE(asked.body.find(R"("actions":["withdraw"])"), std::string::npos) << "not by the one who asked";
  const std::string path = "/api/v1/recoveries/" + std::to_string(json::parse(asked.body)->at("id").as_int64());
  EXPECT_EQ(problem_code(first.put(path + "/link", "{}")), "identity.recovery_second_person");
  EXPECT_EQ(member.put(path + "/link", "{}").status, 403);
  EXPECT_NE(second.get("/api/v1/recoveries").body.find(R"("actions":["confirm","withdraw"])"), std::string::npos);
  const auto earlier = second.put(path + "/link", "{}");
  ASSERT_EQ(earlier.status, 200) << earlier.body;
  const auto given = second.put(path + "/link", "{}");
  const auto token = [](const http::Response& response) { return std::string(json::parse(response.body)->at("token").as_string()); };
  EXPECT_EQ(problem_code(Browser(world_).post("/api/v1/session/link", R"({"token":")" + token(earlier) + "\"}")), "identity.link_gone");
  EXPECT_NE(member.get("/api/v1/session").body.find("Member"), std::string::npos) << "nothing happens before it is used";

  Browser back(world_);
  const auto in = back.post("/api/v1/session/link", R"({"token":")" + token(given) + "\"}");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_NE(in.body.find(R"("has_password":false)"), std::string::npos) << in.body;
  EXPECT_EQ(member.get("/api/v1/session").body.find("Member"), std::string::npos) << "the other sessions have ended";
  EXPECT_EQ(Browser(world_).post("/api/v1/session/password", R"({"login":"member","password":"correct horse battery"})").status, 422);
  EXPECT_NE(back.get("/api/v1/me/inbox").body.find("let you into your account again"), std::string::npos);
  EXPECT_EQ(problem_code(Browser(world_).post("/api/v1/session/link", R"({"token":")" + token(given) + "\"}")), "identity.link_gone");
}

TEST_P(SecurityLogTest, StaffAreLetInAgainByTheSecurityAdministrator) {
  give_password(clerk_, "clerk", "correct horse battery");
  Browser first(world_), second(world_), security(world_);
  sign_in(first, first_);
  sign_in(second, second_);
  sign_in(security, security_);
  const auto asked = first.post("/api/v1/recoveries", R"({"login":"Clerk","reason":"Lost the phone"})");
  ASSERT_EQ(asked.status, 200) << asked.body;
  const std::string path = "/api/v1/recoveries/" + std::to_string(json::parse(asked.body)->at("id").as_int64());
  EXPECT_EQ(problem_code(second.put(path + "/link", "{}")), "identity.recovery_of_staff");
  world_.clock.advance(minutes(11));
  EXPECT_EQ(problem_code(security.put(path + "/link", "{}")), "identity.confirm_needed");
  sign_in(security, security_);
  EXPECT_EQ(security.put(path + "/link", "{}").status, 200);
  EXPECT_EQ(second.delete_(path).status, 200);
  EXPECT_EQ(problem_code(security.put(path + "/link", "{}")), "identity.no_such_recovery");
}

INSTANTIATE_TEST_SUITE_P(Engines, SecurityLogTest, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::identity
