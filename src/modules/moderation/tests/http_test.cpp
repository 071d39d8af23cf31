// Moderation over its operations, on both engines: who may, in which order, and what must not happen.
#include <mutex>
#include <thread>

#include "modules/moderation/tests/city.hpp"

namespace gongshi::moderation {
namespace {

using http::Method;
using test::City;

constexpr std::int64_t kPlace = 12;        // a consultation everyone may read
constexpr std::int64_t kHiddenPlace = 13;  // one that nobody may
constexpr std::int64_t kRefusedByOwner = 666;

/// What the owner heard, once it was committed.
class Heard {
 public:
  void add(Context& context, std::string event) {
    context.after_commit.push_back([this, event = std::move(event)] {
      const std::lock_guard lock(mutex_);
      events_.push_back(event);
    });
  }
  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> events_;
};
Heard heard;

/// The module that owns the statements and their consultation.
Module owner() {
  Module module{.name = "owner"};
  module.hears = {hears_within<Approved>("owner.show",
                                         [](Context& context, db::WriteTx&, const Approved& event) -> Result<void> {
                                           if (event.subject == kRefusedByOwner) return fail(ErrorKind::conflict, "workflow.not_now");
                                           heard.add(context, "approved " + std::to_string(event.subject));
                                           return {};
                                         }),
                  hears_within<Refused>("owner.refuse", [](Context& context, db::WriteTx&, const Refused& event) -> Result<void> {
                    heard.add(context, (event.finally_ ? "refused finally " : "refused ") + std::to_string(event.subject));
                    return {};
                  })};
  module.start = [](Application& app) {
    register_place(app, "consultation",
                   {.may_read = [](Context&, db::ReadTx&, std::int64_t place) -> Result<void> {
                      if (place != kPlace) return fail(ErrorKind::not_found, "moderation.not_found");
                      return {};
                    },
                    .similar =
                        [](Context&, db::ReadTx&, std::int64_t, const std::string& text) {
                          return std::vector<Similar>{{5, 3, "much like: " + text, 0.75}};
                        }});
  };
  return module;
}

class ModerationHttpTest : public testing::TestWithParam<db::Engine> {
 protected:
  ModerationHttpTest() { heard.take(); }

  /// A statement by `author`, waiting.
  void submit(std::int64_t id, const std::string& author, const std::string& text = "修一条路", std::int64_t place = kPlace) {
    city_.build([&](Context& context, db::WriteTx& tx) {
      const auto item = moderation::submit(context, tx,
                                           {.kind = Kind::statement,
                                            .subject = id,
                                            .assembly = city_.assembly,
                                            .place = {"consultation", place, "转型升级", "/consultations/" + std::to_string(place)},
                                            .author = city_.person(author),
                                            .text = text});
      ASSERT_TRUE(item);
      EXPECT_EQ(item->state, State::pending);
    });
  }
  std::string queue(const std::string& query = "") const {
    return "/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/moderation" + query;
  }

  City city_{GetParam(), {owner()}};
};

TEST_P(ModerationHttpTest, EachOperationAsEachRole) {
  submit(1, "chen");
  const std::string approve = R"({"verb":"approve"})", appeal = R"({"text":"why"})";
  struct Row {
    Method method;
    std::string target;
    std::string body;
    std::map<std::string, int> status;  // by person; "" is nobody
  };
  const Row rows[] = {
      {Method::get, queue(), "", {{"", 401}, {"chen", 403}, {"li", 403}, {"zhou", 403}, {"wang", 200}, {"zhao", 200}}},
      {Method::post, "/api/v1/statements/1/appeal", appeal, {{"", 401}, {"li", 404}, {"wang", 404}, {"zhou", 404}, {"chen", 409}}},
      {Method::post, "/api/v1/posts/1/appeal", appeal, {{"", 401}, {"chen", 404}}},
      {Method::post, "/api/v1/posts/1/moderation", approve, {{"", 401}, {"chen", 403}, {"li", 403}, {"wang", 404}}},
      {Method::get, "/api/v1/me/contributions", "", {{"", 401}, {"chen", 200}, {"li", 200}, {"wang", 200}}},
      {Method::get, "/api/v1/consultations/12/moderation-counts", "", {{"", 200}, {"chen", 200}, {"li", 200}, {"wang", 200}}},
      {Method::get, "/api/v1/consultations/13/moderation-counts", "", {{"", 404}, {"chen", 404}, {"wang", 404}}},
      {Method::post, "/api/v1/statements/1/moderation", approve, {{"", 401}, {"chen", 403}, {"li", 403}, {"zhou", 404}}},
      {Method::post, "/api/v1/statements/2/moderation", approve, {{"wang", 404}}},
      {Method::post, "/api/v1/statements/1/moderation", approve, {{"wang", 200}}},
  };
  for (const Row& row : rows) {
    for (const auto& [who, status] : row.status) {
      EXPECT_EQ(city_.ask(who, row.method, row.target, row.body).status, status) << row.target << " as " << who;
    }
  }
}

TEST_P(ModerationHttpTest, AnApprovedStatementIsShownAndItsAuthorTold) {
  submit(1, "chen", "修一条路\n从东到西");
  city_.run({
      {.name = "it waits, with what is like it",
       .as = "wang",
       .get = queue(),
       .has = {R"("author_name":"市民0001")", R"("state":"pending")", R"("likeness":0.75)", R"("verb":"approve")", R"("pending":1)",
               R"("code":"state_secret")"}},
      {.name = "its author sees that it waits",
       .as = "chen",
       .get = "/api/v1/me/contributions",
       .has = {R"("state":"pending")", R"("actions":[])"}},
      {.name = "others see nothing of it", .as = "li", .get = "/api/v1/me/contributions", .has = {R"("items":[])"}},
      {.name = "a clerk approves",
       .as = "wang",
       .post = "/api/v1/statements/1/moderation",
       .body = R"({"verb":"approve"})",
       .has = {R"("state":"approved")", R"("actions":[])"},
       .journal = {"moderation.approve"}},
      {.name = "the queue is empty", .as = "zhao", .get = queue(), .has = {R"("items":[])", R"("pending":0)"}},
      {.name = "the author is told",
       .as = "chen",
       .get = "/api/v1/me/inbox",
       .has = {"修一条路 从东到西", "approved", R"("link":"/consultations/12")"}},
      {.name = "a colleague with the same page is late",
       .as = "zhao",
       .post = "/api/v1/statements/1/moderation",
       .body = R"({"verb":"approve"})",
       .status = 409,
       .has = {"workflow.not_now"}},
      {.name = "nor can it be refused any more",
       .as = "zhao",
       .post = "/api/v1/statements/1/moderation",
       .body = R"({"verb":"refuse","reason":"insult"})",
       .status = 409},
  });
  EXPECT_EQ(heard.take(), std::vector<std::string>{"approved 1"});
}

TEST_P(ModerationHttpTest, ARefusalNamesAReasonAndAnAppealGoesToSomebodyElse) {
  submit(1, "chen");
  const std::string decide = "/api/v1/statements/1/moderation", appeal = "/api/v1/statements/1/appeal";
  city_.run({
      {.name = "no reason",
       .as = "wang",
       .post = decide,
       .body = R"({"verb":"refuse"})",
       .status = 400,
       .has = {R"("pointer":"/reason")", "moderation.reason_needed"}},
      {.name = "a reason that is not published",
       .as = "wang",
       .post = decide,
       .body = R"({"verb":"refuse","reason":"criticism"})",
       .status = 400,
       .has = {"request.not_a_choice"}},
      {.name = "a duplicate of what?",
       .as = "wang",
       .post = decide,
       .body = R"({"verb":"refuse","reason":"duplicate","note":"  "})",
       .status = 400,
       .has = {R"("pointer":"/note")"}},
      {.name = "a verb that is none", .as = "wang", .post = decide, .body = R"({"verb":"delete"})", .status = 400},
      {.name = "a field that is none",
       .as = "wang",
       .post = decide,
       .body = R"({"verb":"approve","force":true})",
       .status = 400,
       .has = {"request.unknown_field"}},
      {.name = "a note too long",
       .as = "wang",
       .post = decide,
       .body = R"({"verb":"refuse","reason":"insult","note":")" + std::string(301, 'a') + "\"}",
       .status = 400,
       .has = {R"("pointer":"/note")"}},
      {.name = "nothing to appeal against yet", .as = "chen", .post = appeal, .body = R"({"text":"why"})", .status = 409},
      {.name = "refused",
       .as = "wang",
       .post = decide,
       .body = R"({"verb":"refuse","reason":"duplicate","note":"the same as no. 3"})",
       .has = {R"("state":"refused")"},
       .lacks = {"appeal\""},
       .journal = {"moderation.refuse"}},
      {.name = "the author reads why, and may appeal",
       .as = "chen",
       .get = "/api/v1/me/contributions",
       .has = {R"("code":"duplicate")", "please vote on that one", "the same as no. 3", R"("verb":"appeal")"}},
      {.name = "and is told so", .as = "chen", .get = "/api/v1/me/inbox", .has = {"please vote on that one", R"("link":"/mine")"}},
      {.name = "an appeal of nothing",
       .as = "chen",
       .post = appeal,
       .body = R"({"text":""})",
       .status = 400,
       .has = {R"("pointer":"/text")"}},
      {.name = "an appeal of blanks",
       .as = "chen",
       .post = appeal,
       .body = R"({"text":"  　\n"})",
       .status = 400,
       .has = {"moderation.text_is_empty"}},
      {.name = "an appeal of 10,000 characters",
       .as = "chen",
       .post = appeal,
       .body = R"({"text":")" + std::string(10'000, 'a') + "\"}",
       .status = 400,
       .has = {"request.length_too_large"}},
      {.name = "somebody else's appeal", .as = "li", .post = appeal, .body = R"({"text":"mine"})", .status = 404},
      {.name = "the appeal",
       .as = "chen",
       .post = appeal,
       .body = R"({"text":"no. 3 is about a bridge"})",
       .has = {R"("state":"appealed")", R"("actions":[])"},
       .journal = {"moderation.appeal"}},
      {.name = "a second appeal",
       .as = "chen",
       .post = appeal,
       .body = R"({"text":"again"})",
       .status = 409,
       .has = {"moderation.appealed_already"}},
      {.name = "who refused sees it without buttons",
       .as = "wang",
       .get = queue(),
       .has = {"no. 3 is about a bridge", R"("actions":[])", R"("appealed":1)", R"("first_note":"the same as no. 3")"}},
      {.name = "and may not decide again",
       .as = "wang",
       .post = decide,
       .body = R"({"verb":"approve"})",
       .status = 409,
       .has = {"moderation.same_reviewer", "somebody else"}},
      {.name = "a colleague may", .as = "zhao", .get = queue(), .has = {R"("verb":"approve")", R"("verb":"refuse")"}},
      {.name = "and approves",
       .as = "zhao",
       .post = decide,
       .body = R"({"verb":"approve"})",
       .has = {R"("state":"approved")"},
       .journal = {"moderation.approve"}},
      {.name = "the author sees no reason any more",
       .as = "chen",
       .get = "/api/v1/me/contributions",
       .has = {R"("state":"approved")"},
       .lacks = {"duplicate", "no. 3"}},
      {.name = "still a second appeal", .as = "chen", .post = appeal, .body = R"({"text":"again"})", .status = 409},
  });
  EXPECT_EQ(heard.take(), (std::vector<std::string>{"refused 1", "approved 1"}));
}

TEST_P(ModerationHttpTest, TheSecondRefusalIsTheLast) {
  submit(1, "li");
  city_.run({
      {.name = "refused",
       .as = "wang",
       .post = "/api/v1/statements/1/moderation",
       .body = R"({"verb":"refuse","reason":"off_topic"})",
       .journal = {"moderation.refuse"}},
      {.name = "appealed",
       .as = "li",
       .post = "/api/v1/statements/1/appeal",
       .body = R"({"text":"it is about the road"})",
       .journal = {"moderation.appeal"}},
      {.name = "refused again, for another reason",
       .as = "zhao",
       .post = "/api/v1/statements/1/moderation",
       .body = R"({"verb":"refuse","reason":"personal_data"})",
       .has = {R"("state":"refused_finally")"},
       .journal = {"moderation.refuse"}},
      {.name = "the author reads the last reason",
       .as = "li",
       .get = "/api/v1/me/contributions",
       .has = {R"("state":"refused_finally")", R"("code":"personal_data")", R"("actions":[])"}},
      {.name = "no further appeal", .as = "li", .post = "/api/v1/statements/1/appeal", .body = R"({"text":"no"})", .status = 409},
      {.name = "no further decision",
       .as = "wang",
       .post = "/api/v1/statements/1/moderation",
       .body = R"({"verb":"approve"})",
       .status = 409},
  });
  EXPECT_EQ(heard.take(), (std::vector<std::string>{"refused 1", "refused finally 1"}));
}

TEST_P(ModerationHttpTest, NobodyDecidesOnOwnWords) {
  submit(1, "wang");
  city_.run({
      {.name = "own words are in the queue without buttons", .as = "wang", .get = queue(), .has = {R"("actions":[])"}},
      {.name = "own words",
       .as = "wang",
       .post = "/api/v1/statements/1/moderation",
       .body = R"({"verb":"approve"})",
       .status = 409,
       .has = {"moderation.own_words"}},
      {.name = "a colleague's",
       .as = "zhao",
       .post = "/api/v1/statements/1/moderation",
       .body = R"({"verb":"approve"})",
       .journal = {"moderation.approve"}},
  });
}

TEST_P(ModerationHttpTest, TheOwnerMayRefuseAndThenNothingHasHappened) {
  submit(kRefusedByOwner, "chen");
  city_.run({
      {.name = "the owner objects",
       .as = "wang",
       .post = "/api/v1/statements/666/moderation",
       .body = R"({"verb":"approve"})",
       .status = 409},
      {.name = "it still waits", .as = "wang", .get = queue(), .has = {R"("state":"pending")"}},
      {.name = "nobody was told", .as = "chen", .get = "/api/v1/me/inbox", .has = {R"("items":[])"}},
  });
}

TEST_P(ModerationHttpTest, OfTwoReviewersAtOnceOneDecides) {
  for (std::int64_t id = 1; id <= 10; ++id) {
    submit(id, "chen");
    const std::string target = "/api/v1/statements/" + std::to_string(id) + "/moderation";
    int first = 0, second = 0;
    {
      const std::jthread one([&] { first = city_.post("wang", target, R"({"verb":"approve"})").status; });
      const std::jthread other([&] { second = city_.post("zhao", target, R"({"verb":"refuse","reason":"insult"})").status; });
    }
    EXPECT_EQ(std::min(first, second), 200);
    EXPECT_EQ(std::max(first, second), 409);
  }
  EXPECT_EQ(heard.take().size(), 10U);
}

TEST_P(ModerationHttpTest, RefusalsAreCountedInPublicByReason) {
  for (std::int64_t id = 1; id <= 5; ++id) submit(id, "chen");
  submit(6, "chen", "elsewhere", kHiddenPlace);
  const auto decide = [&](std::int64_t id, const std::string& as, const std::string& body) {
    EXPECT_EQ(city_.post(as, "/api/v1/statements/" + std::to_string(id) + "/moderation", body).status, 200);
  };
  decide(1, "wang", R"({"verb":"approve"})");
  for (const std::int64_t id : {2, 3, 4, 6}) decide(id, "wang", R"({"verb":"refuse","reason":"advertising"})");
  for (const std::int64_t id : {3, 4}) city_.post("chen", "/api/v1/statements/" + std::to_string(id) + "/appeal", R"({"text":"why"})");
  decide(3, "zhao", R"({"verb":"approve"})");
  decide(4, "zhao", R"({"verb":"refuse","reason":"insult"})");
  city_.run(
      {{.name = "counts",
        .as = "",
        .get = "/api/v1/consultations/12/moderation-counts",
        .has = {R"("submitted":5,"approved":2,"pending":1,"approved_on_appeal":1)",
                R"("code":"advertising","text":"It is advertising","count":1)", R"("count":0)", R"("code":"insult")"}},
       {.name = "of a hidden place", .as = "", .get = "/api/v1/consultations/13/moderation-counts", .status = 404, .lacks = {"count"}}});
}

TEST_P(ModerationHttpTest, TheQueueIsReadInPagesOldestFirst) {
  for (std::int64_t id = 1; id <= 60; ++id) {
    submit(id, "chen", "text " + std::to_string(id), id % 2 == 0 ? kPlace : kHiddenPlace);
    city_.clock.advance(std::chrono::milliseconds(1));
  }
  const auto page = city_.ask("wang", Method::get, queue());
  EXPECT_NE(page.body.find(R"("text":"text 1")"), std::string::npos);
  EXPECT_NE(page.body.find(R"("text":"text 50")"), std::string::npos);
  EXPECT_EQ(page.body.find(R"("text":"text 51")"), std::string::npos);
  const auto next = page.body.find(R"("next":")");
  ASSERT_NE(next, std::string::npos);
  const std::string cursor = page.body.substr(next + 8, page.body.find('"', next + 8) - next - 8);
  city_.run({
      {.name = "the second page",
       .as = "wang",
       .get = queue("?cursor=" + cursor),
       .has = {"text 51", "text 60"},
       .lacks = {"text 50\"", "next"}},
      {.name = "of one place",
       .as = "wang",
       .get = queue("?consultation=12&kind=statement"),
       .has = {"text 60"},
       .lacks = {"text 59", "next"}},
      {.name = "posts alone, counts and all", .as = "wang", .get = queue("?kind=post"), .has = {R"("items":[])", R"("pending":0)"}},
      {.name = "not a kind", .as = "wang", .get = queue("?kind=essay"), .status = 400},
      {.name = "not a cursor", .as = "wang", .get = queue("?cursor=x"), .status = 400, .has = {"request.bad_cursor"}},
      {.name = "own contributions, newest first",
       .as = "chen",
       .get = "/api/v1/me/contributions",
       .has = {"text 60", "text 11", "next"},
       .lacks = {"text 10\""}},
  });
}

TEST_P(ModerationHttpTest, EveryQueryFitsTheSchema) { city_.expect_every_query_to_prepare(); }

INSTANTIATE_TEST_SUITE_P(Engines, ModerationHttpTest, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::moderation
