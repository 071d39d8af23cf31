// Threads over their operations, on both engines: who sees and says what.
#include "base/personal_data.hpp"
#include "modules/discussion/api.hpp"
#include "modules/discussion/author.hpp"
#include "modules/moderation/tests/city.hpp"

namespace gongshi::discussion {
namespace {

using http::Method;
using moderation::test::City;

const std::string kThread = "/api/v1/threads/topic/1/posts";

/// Owns topics: 1 is open, 2 is over, 3 is for members, 4 needs a higher level, 5 is open, anything else is hidden. Remembers what it
/// heard.
class Topics {
 public:
  Module module() {
    Module module{.name = "topics"};
    module.start = [this](Application& app) {
      register_subject(app, "topic", [this](Context& context, db::ReadTx&, std::int64_t id) { return find(context, id); });
    };
    module.hears = {hears_after<PostPublished>("topics.count", [this](Context&, db::WriteTx&, const PostPublished& event) -> Result<void> {
      published_ = event;
      return {};
    })};
    return module;
  }
  assemblies::AssemblyId assembly;
  std::optional<PostPublished> published() const { return published_; }

 private:
  Result<Subject> find(Context& context, std::int64_t id) const {
    constexpr MayPost kMayPost[] = {MayPost::yes, MayPost::not_open, MayPost::not_invited, MayPost::level_too_low, MayPost::yes};
    if (id < 1 || id > 5) return fail(ErrorKind::not_found, "discussion.not_found");
    const MayPost may_post = context.actor.signed_in() ? kMayPost[id - 1] : MayPost::sign_in;
    return Subject{assembly, {"consultation", id, "转型升级", "/consultations/" + std::to_string(id) + "/discussion"}, may_post};
  }
  std::optional<PostPublished> published_;
};

std::int64_t number_after(const std::string& json, const std::string& key) {
  const auto at = json.find("\"" + key + "\":");
  return at == std::string::npos ? 0 : std::stoll(json.substr(at + key.size() + 3));
}

class DiscussionHttpTest : public testing::TestWithParam<db::Engine> {
 protected:
  DiscussionHttpTest() { topics_.assembly = city_.assembly; }

  std::int64_t write(const std::string& as, const std::string& text, std::int64_t reply_to = 0) {
    city_.clock.advance(std::chrono::minutes(1));
    const std::string reply = reply_to == 0 ? "" : R"(,"reply_to":)" + std::to_string(reply_to);
    const auto response = city_.post(as, kThread, R"({"text":")" + text + "\"" + reply + "}");
    EXPECT_EQ(response.status, 201) << response.body;
    return number_after(response.body, "id");
  }
  void decide(std::int64_t post, const std::string& body) {
    EXPECT_EQ(city_.post("wang", "/api/v1/posts/" + std::to_string(post) + "/moderation", body).status, 200);
  }
  std::int64_t publish(const std::string& as, const std::string& text, std::int64_t reply_to = 0) {
    const std::int64_t post = write(as, text, reply_to);
    decide(post, R"({"verb":"approve"})");
    return post;
  }

  Topics topics_;
  City city_{GetParam(), {discussion_module(), topics_.module()}};
};

TEST_P(DiscussionHttpTest, EachOperationAsEachRole) {
  struct Row {
    Method method;
    std::string subject;
    std::map<std::string, int> status;  // by person; "" is nobody
  };
  const Row rows[] = {
      {Method::get, "topic/1", {{"", 200}, {"chen", 200}, {"li", 200}, {"wang", 200}, {"zhou", 200}}},
      {Method::get, "topic/9", {{"", 404}, {"li", 404}, {"wang", 404}}},
      {Method::get, "secret/1", {{"", 404}, {"wang", 404}}},
      {Method::post, "topic/1", {{"", 401}, {"chen", 201}, {"li", 201}, {"wang", 201}, {"zhou", 201}}},
      {Method::post, "topic/2", {{"", 401}, {"li", 409}}},
      {Method::post, "topic/3", {{"", 401}, {"chen", 403}}},
      {Method::post, "topic/4", {{"", 401}, {"chen", 403}}},
      {Method::post, "topic/9", {{"", 401}, {"li", 404}, {"wang", 404}}},
      {Method::post, "secret/1", {{"", 401}, {"li", 404}}},
  };
  for (const Row& row : rows) {
    for (const auto& [who, status] : row.status) {
      const std::string body = row.method == Method::post ? R"({"text":"同意"})" : "";
      EXPECT_EQ(city_.ask(who, row.method, "/api/v1/threads/" + row.subject + "/posts", body).status, status)
          << row.subject << " as " << who;
    }
  }
}

TEST_P(DiscussionHttpTest, APostIsSeenByItsAuthorAloneUntilApproved) {
  const std::int64_t post = write("li", "先修路");
  city_.run({
      {.name = "by its author, marked",
       .as = "li",
       .get = kThread,
       .has = {"先修路", R"("state":"pending")", R"("mine":true)", R"("total":0)"}},
      {.name = "by nobody else", .as = "sun", .get = kThread, .has = {R"("items":[])", R"("may_post":"yes")"}},
      {.name = "nor by staff, outside the queue", .as = "wang", .get = kThread, .has = {R"("items":[])"}},
      {.name = "nor without signing in", .as = "", .get = kThread, .has = {R"("items":[])", R"("may_post":"sign_in")"}},
  });
  decide(post, R"({"verb":"approve"})");
  city_.run({{.name = "now by everyone, with name masked and sector",
              .as = "",
              .get = kThread,
              .has = {"先修路", R"("author_name":"李**")", R"("sector_name":"经济界")", R"("state":"approved")", R"("mine":false)",
                      R"("total":1)"},
              .lacks = {"李小六"}}});
}

TEST_P(DiscussionHttpTest, ARefusedPostIsNowhereButAmongOnesOwn) {
  const std::int64_t post = write("chen", "卖房电话见头像");
  decide(post, R"({"verb":"refuse","reason":"advertising"})");
  city_.run({
      {.name = "not in the thread", .as = "chen", .get = kThread, .has = {R"("items":[])"}},
      {.name = "but among one's own, with the reason",
       .as = "chen",
       .get = "/api/v1/me/contributions",
       .has = {R"("kind":"post")", R"("code":"advertising")", R"("link":"/consultations/1/discussion")"}},
      {.name = "objected to",
       .as = "chen",
       .post = "/api/v1/posts/" + std::to_string(post) + "/appeal",
       .body = R"({"text":"我没有卖房"})",
       .has = {R"("state":"appealed")"},
       .journal = {"moderation.appeal"}},
      {.name = "decided by another",
       .as = "zhao",
       .post = "/api/v1/posts/" + std::to_string(post) + "/moderation",
       .body = R"({"verb":"approve"})",
       .journal = {"moderation.approve"}},
      {.name = "and seen", .as = "", .get = kThread, .has = {"卖房电话见头像"}},
  });
}

TEST_P(DiscussionHttpTest, RepliesFollowWhatTheyAnswerAndItsAuthorIsTold) {
  const std::int64_t first = publish("li", "甲");
  const std::int64_t second = publish("sun", "乙");
  const std::int64_t reply = publish("chen", "甲一", first);
  publish("li", "甲二", reply);
  publish("li", "甲三", first);
  const std::string thread = city_.ask("", Method::get, kThread).body;
  std::string order;
  for (std::size_t at = thread.find("\"text\":\""); at != std::string::npos; at = thread.find("\"text\":\"", at + 1)) {
    order += thread.substr(at + 8, thread.find('"', at + 8) - at - 8) + " ";
  }
  EXPECT_EQ(order, "乙 甲 甲一 甲二 甲三 ");
  city_.run({
      {.name = "replies are counted where they answer",
       .as = "",
       .get = kThread,
       .has = {R"("replies":2)", R"("replies":1)", R"("total":5)"}},
      {.name = "li is told of chen's reply, not of the own one",
       .as = "li",
       .get = "/api/v1/me/inbox",
       .has = {"市民0001 replied to you", "甲一"},
       .lacks = {"甲三”\",\"l"}},
      {.name = "chen is told of li's", .as = "chen", .get = "/api/v1/me/inbox", .has = {"李** replied to you"}},
      {.name = "sun of none", .as = "sun", .get = "/api/v1/me/inbox", .lacks = {"replied"}},
  });
  EXPECT_GT(second, first);
}

TEST_P(DiscussionHttpTest, OnlyWhatIsVisibleInTheThreadIsAnswered) {
  const std::int64_t waiting = write("li", "先修路");
  const auto body = [](std::int64_t id) { return R"({"text":"同意","reply_to":)" + std::to_string(id) + "}"; };
  city_.run({
      {.name = "what waits", .as = "chen", .post = kThread, .body = body(waiting), .status = 404},
      {.name = "what waits, by its author", .as = "li", .post = kThread, .body = body(waiting), .status = 404},
      {.name = "what is not there", .as = "chen", .post = kThread, .body = body(4711), .status = 404},
  });
  decide(waiting, R"({"verb":"approve"})");
  city_.run({{.name = "what stands in another thread",
              .as = "chen",
              .post = "/api/v1/threads/topic/5/posts",
              .body = body(waiting),
              .status = 404,
              .has = {"discussion.post_not_found"}},
             {.name = "what is there",
              .as = "chen",
              .post = kThread,
              .body = body(waiting),
              .status = 201,
              .journal = {"discussion.write_post"}}});
}

TEST_P(DiscussionHttpTest, BadInputIsNamedAndNothingIsKept) {
  const auto text = [](const std::string& words) { return R"({"text":")" + words + "\"}"; };
  city_.run({
      {.name = "nothing", .as = "li", .post = kThread, .body = text(""), .status = 400, .has = {R"("pointer":"/text")"}},
      {.name = "blanks", .as = "li", .post = kThread, .body = text(" 　\\n"), .status = 400, .has = {"discussion.text_is_empty"}},
      {.name = "10,000 characters",
       .as = "li",
       .post = kThread,
       .body = text(std::string(10'000, 'a')),
       .status = 400,
       .has = {"request.length_too_large", "At most 1,000"}},
      {.name = "a NUL", .as = "li", .post = kThread, .body = text("a\\u0000b"), .status = 400, .has = {"request.unprintable_text"}},
      {.name = "broken UTF-8", .as = "li", .post = kThread, .body = text("\xC3("), .status = 400, .has = {"request.not_json"}},
      {.name = "no text at all", .as = "li", .post = kThread, .body = "{}", .status = 400, .has = {"request.missing"}},
      {.name = "a number", .as = "li", .post = kThread, .body = R"({"text":1})", .status = 400},
      {.name = "a field that is none",
       .as = "li",
       .post = kThread,
       .body = R"({"text":"a","state":"approved"})",
       .status = 400,
       .has = {"request.unknown_field"}},
      {.name = "not a subject", .as = "li", .get = "/api/v1/threads/topic/x/posts", .status = 400},
      {.name = "not a cursor", .as = "li", .get = kThread + "?cursor=x", .status = 400, .has = {"request.bad_cursor"}},
      {.name = "nothing was kept", .as = "li", .get = kThread, .has = {R"("items":[])"}},
  });
}

TEST_P(DiscussionHttpTest, WhoeverWritesTooMuchWaitsForTheModerators) {
  for (int i = 0; i < 20; ++i) write("chen", "又一条");
  city_.run({{.name = "the 21st", .as = "chen", .post = kThread, .body = R"({"text":"又一条"})", .status = 429},
             {.name = "others are not concerned",
              .as = "li",
              .post = kThread,
              .body = R"({"text":"一条"})",
              .status = 201,
              .journal = {"discussion.write_post"}}});
}

TEST_P(DiscussionHttpTest, AThreadIsReadInPages) {
  std::int64_t opening = 0;
  for (int i = 1; i <= 58; ++i) {
    const std::int64_t post = publish("li", "第" + std::to_string(i) + "条", i > 5 ? opening : 0);
    if (i <= 5) opening = post;
  }
  const std::string page = city_.ask("", Method::get, kThread).body;
  const auto next = page.find(R"("next":")");
  ASSERT_NE(next, std::string::npos);
  const std::string cursor = page.substr(next + 8, page.find('"', next + 8) - next - 8);
  city_.run({
      {.name = "the newest opening with its first replies",
       .as = "",
       .get = kThread,
       .has = {"第5条", "第54条", R"("total":58)"},
       .lacks = {"第55条", "第4条"}},
      {.name = "the rest of them, then older openings",
       .as = "",
       .get = kThread + "?cursor=" + cursor,
       .has = {"第55条", "第58条", "第4条", "第1条"},
       .lacks = {"第54条", "next"}},
  });
}

TEST_P(DiscussionHttpTest, OthersHearOfWhatBecameVisible) {
  const std::int64_t post = publish("li", "先修路");
  city_.app().deliver_outbox();
  ASSERT_TRUE(topics_.published());
  EXPECT_EQ(topics_.published()->post.value, post);
  EXPECT_EQ(topics_.published()->kind, "topic");
  EXPECT_EQ(topics_.published()->subject, 1);
  city_.look([](Context&, db::ReadTx& tx) {
    EXPECT_EQ(count_posts(tx, "topic", 1), 1);
    EXPECT_EQ(count_posts(tx, "topic", 2), 0);
  });
}

TEST(DiscussionAuthor, NamesAreMasked) {
  EXPECT_EQ(masked_name("李小明"), "李**");
  EXPECT_EQ(masked_name("欧阳明"), "欧**");
  EXPECT_EQ(masked_name("Ann Lee"), "A**");
  EXPECT_EQ(masked_name(""), "**");
}

TEST_P(DiscussionHttpTest, EveryQueryFitsTheSchema) { city_.expect_every_query_to_prepare(); }

INSTANTIATE_TEST_SUITE_P(Engines, DiscussionHttpTest, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::discussion
