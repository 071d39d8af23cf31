// Token buckets by person and by class of address, with a clock of the test's own.
#include "platform/operations/pace.hpp"

#include <gtest/gtest.h>

#include "platform/operations/testing.hpp"

namespace gongshi {
namespace {

constexpr Pace kFew{"few", {3, 60}, {2, 6}};
constexpr Timestamp kStart{1'795'507'200'000};

/// "" when it was taken, else the code and the seconds.
std::string said(const Result<void>& taken) { return taken ? "" : taken.error().code + " " + taken.error().args.at("seconds"); }

TEST(Paces, SayWhoMustWaitAndHowLong) {
  struct Step {
    int seconds;  // since the start
    std::int64_t person;
    const char* address;
    const char* said;
  };
  struct Case {
    const char* name;
    std::vector<Step> steps;
  };
  const Case cases[] = {
      {"a person has three at once, and then one a minute",
       {{0, 1, "192.0.2.1", ""}, {0, 1, "192.0.2.1", ""}, {0, 1, "192.0.2.1", ""}, {0, 1, "192.0.2.1", "request.too_fast 60"}, {59, 1, "192.0.2.1", "request.too_fast 1"},
        {60, 1, "192.0.2.1", ""}, {60, 1, "192.0.2.1", "request.too_fast 60"}, {240, 1, "192.0.2.1", ""}, {240, 1, "192.0.2.1", ""}, {240, 1, "192.0.2.1", ""},
        {240, 1, "192.0.2.1", "request.too_fast 60"}}},
      {"another address is no other person", {{0, 1, "192.0.2.1", ""}, {0, 1, "198.51.100.1", ""}, {0, 1, "2001:db8::1", ""}, {0, 1, "203.0.113.1", "request.too_fast 60"}}},
      {"another person has their own", {{0, 1, "192.0.2.1", ""}, {0, 1, "192.0.2.1", ""}, {0, 1, "192.0.2.1", ""}, {0, 2, "192.0.2.1", ""}}},
      {"visitors of one address share two, and get one back in ten minutes",
       {{0, 0, "192.0.2.1", ""}, {0, 0, "192.0.2.1", ""}, {0, 0, "192.0.2.1", "request.too_many_from_here 600"}, {0, 0, "192.0.2.2", ""}, {600, 0, "192.0.2.1", ""}}},
      {"a /24 has four times as much",
       {{0, 0, "192.0.2.1", ""}, {0, 0, "192.0.2.1", ""}, {0, 0, "192.0.2.2", ""}, {0, 0, "192.0.2.2", ""}, {0, 0, "192.0.2.3", ""}, {0, 0, "192.0.2.3", ""}, {0, 0, "192.0.2.4", ""},
        {0, 0, "192.0.2.4", ""}, {0, 0, "192.0.2.5", "request.too_many_from_here 150"}, {0, 0, "192.0.3.5", ""}}},
      {"an IPv6 address is its /64",
       {{0, 0, "2001:db8:1:1::1", ""}, {0, 0, "2001:db8:1:1::2", ""}, {0, 0, "2001:db8:1:1:ffff::3", "request.too_many_from_here 600"}, {0, 0, "2001:db8:1:2::1", ""}}},
      {"and its network the /48",
       {{0, 0, "2001:db8:1:1::1", ""}, {0, 0, "2001:db8:1:1::1", ""}, {0, 0, "2001:db8:1:2::1", ""}, {0, 0, "2001:db8:1:2::1", ""}, {0, 0, "2001:db8:1:3::1", ""}, {0, 0, "2001:db8:1:3::1", ""},
        {0, 0, "2001:db8:1:4::1", ""}, {0, 0, "2001:db8:1:4::1", ""}, {0, 0, "2001:db8:1:5::1", "request.too_many_from_here 150"}, {0, 0, "2001:db8:2:5::1", ""}}},
      {"a mapped address is the IPv4 address", {{0, 0, "::ffff:192.0.2.1", ""}, {0, 0, "192.0.2.1", ""}, {0, 0, "192.0.2.1", "request.too_many_from_here 600"}}},
      {"visitors use up nothing of who is signed in", {{0, 0, "192.0.2.1", ""}, {0, 0, "192.0.2.1", ""}, {0, 0, "192.0.2.1", "request.too_many_from_here 600"}, {0, 1, "192.0.2.1", ""}}},
      {"loopback, where a proxy may stand, counts for nobody", {{0, 0, "127.0.0.1", ""}, {0, 0, "127.0.0.1", ""}, {0, 0, "127.0.0.1", ""}, {0, 0, "::1", ""}, {0, 0, "::1", ""}, {0, 0, "::1", ""}}},
      {"a clock set back holds nobody up", {{100'000, 1, "192.0.2.1", ""}, {100'000, 1, "192.0.2.1", ""}, {100'000, 1, "192.0.2.1", ""}, {0, 1, "192.0.2.1", ""}}},
  };
  for (const Case& c : cases) {
    Paces paces(100);
    for (std::size_t i = 0; i < c.steps.size(); ++i) {
      const Step& step = c.steps[i];
      EXPECT_EQ(said(paces.take(kFew, PersonId{step.person}, step.address, kStart + std::chrono::seconds(step.seconds))), step.said) << c.name << ", step " << i;
    }
  }
}

TEST(Paces, NamesAreBucketsOfTheirOwn) {
  constexpr Pace kOther{"other", {1, 60}};
  Paces paces(100);
  EXPECT_EQ(said(paces.take(kOther, PersonId{1}, "192.0.2.1", kStart)), "");
  EXPECT_EQ(said(paces.take(kOther, PersonId{1}, "192.0.2.1", kStart)), "request.too_fast 60");
  EXPECT_EQ(said(paces.take(kFew, PersonId{1}, "192.0.2.1", kStart)), "");
  EXPECT_EQ(said(paces.take(kOther, PersonId{}, "192.0.2.1", kStart)), "") << "no limit was given for visitors";
}

TEST(Paces, WhatWasNotTakenCountsForNobody) {
  // The address has none left: the person's own bucket stays as it was.
  constexpr Pace kOne{"one", {1, 60}, {}};
  Paces paces(100);
  for (int person = 1; person <= kPeoplePerAddress; ++person) ASSERT_EQ(said(paces.take(kOne, PersonId{person}, "192.0.2.1", kStart)), "");
  EXPECT_EQ(said(paces.take(kOne, PersonId{9999}, "192.0.2.1", kStart)), "request.too_many_from_here 1");
  EXPECT_EQ(said(paces.take(kOne, PersonId{9999}, "198.51.100.1", kStart)), "");
}

TEST(Paces, AreMultipliedOrLiftedByTheConfiguration) {
  Paces twice(200), half(50), none(0);
  int taken = 0;
  while (said(twice.take(kFew, PersonId{1}, "192.0.2.1", kStart)).empty()) ++taken;
  EXPECT_EQ(taken, 6);
  EXPECT_EQ(said(half.take(kFew, PersonId{1}, "192.0.2.1", kStart)), "");
  EXPECT_EQ(said(half.take(kFew, PersonId{1}, "192.0.2.1", kStart)), "request.too_fast 120");
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(said(none.take(kFew, PersonId{1}, "192.0.2.1", kStart)), "");
}

TEST(Paces, ASchoolBehindOneAddressIsLetIn) {
  // 500 people on their first morning: each asks for a code, looks for what is similar while writing, votes on 60 statements, writes three.
  Paces paces(100);
  int held_up = 0;
  for (int minute = 0; minute < 30; ++minute) {
    const Timestamp now = kStart + std::chrono::minutes(minute);
    for (std::int64_t person = 1; person <= 500; ++person) {
      const auto ask = [&](const Pace& pace, std::int64_t who) { held_up += !said(paces.take(pace, PersonId{who}, "203.0.113.7", now)).empty(); };
      if (minute == 0) ask(pace::kPhoneCodes, 0);
      for (int i = 0; i < 2; ++i) ask(pace::kVotes, person);
      if (minute % 10 == 5) ask(pace::kWords, person);
      if (minute % 10 == 5) ask(pace::kTyping, person);
    }
  }
  EXPECT_EQ(held_up, 0);
}

TEST(Paces, RoomIsBoundedAndWhoUsesMuchIsNotForgotten) {
  // Eight rows for all: a stream of newcomers pushes each other out, and not the one who has used up what they may.
  Paces paces(100, 8);
  const auto takes = [&](std::int64_t person) { return said(paces.take(kFew, PersonId{person}, "127.0.0.1", kStart)); };
  for (int i = 0; i < 3; ++i) ASSERT_EQ(takes(1), "");
  for (std::int64_t person = 2; person < 1000; ++person) ASSERT_EQ(takes(person), "");
  EXPECT_EQ(takes(1), "request.too_fast 60");
}

struct Said {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Said, (), (text))

Result<Said> say(Context&, db::WriteTx&, const Said& request) { return request; }

TEST(PacesOverHttp, TellWhenToComeAgainInTheReadersLanguage) {
  config::Config config;
  config.pace = 10;  // three at once
  World world(db::Engine::sqlite, {{.name = "talk", .operations = {post("/api/v1/said", kAnyone, say, "Say something").paced(pace::kWords)}}}, std::move(config));
  world.actors["li"] = Actor{.person = PersonId{7}};
  const auto says = [&](const std::string& language, const std::string& body = R"({"text":"x"})") {
    static int n = 0;
    return world.send(http::Method::post, "/api/v1/said", body,
                      {{"X-Test-Actor", "li"}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", "pace-key-" + std::to_string(++n)}, {"Accept-Language", language}});
  };
  const auto header = [](const http::Response& response, std::string_view name) {
    const auto found = std::ranges::find(response.headers, name, &http::Header::name);
    return found == response.headers.end() ? std::string() : found->value;
  };
  EXPECT_EQ(says("en", "not json").status, 400) << "what is wrong counts too";
  EXPECT_EQ(says("en").status, 200);
  EXPECT_EQ(says("en").status, 200);
  const auto english = says("en"), chinese = says("zh-CN");
  EXPECT_EQ(english.status, 429);
  EXPECT_EQ(header(english, "Retry-After"), "600");
  EXPECT_NE(english.body.find("try again in 600 seconds"), std::string::npos) << english.body;
  EXPECT_NE(chinese.body.find("请在 600 秒后再试"), std::string::npos) << chinese.body;
  EXPECT_EQ(problem_code(chinese), "request.too_fast");
  world.clock.advance(std::chrono::seconds(600));
  EXPECT_EQ(says("en").status, 200);
}

}  // namespace
}  // namespace gongshi
