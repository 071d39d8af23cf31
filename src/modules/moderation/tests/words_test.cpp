// The word list of an assembly, on both engines: who keeps it, what it does to what people write, and whom it tells what.
#include "modules/moderation/tests/city.hpp"

namespace gongshi::moderation {
namespace {

using http::Method;
using test::City;

struct Written {
  std::int64_t id = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Written, (), (id, text))

assemblies::AssemblyId city_of_visitors;

/// The module that owns the statements, with an operation to write one: where one has a seat, else in the city.
Result<MyContribution> write(Context& context, db::WriteTx& tx, const Written& request) {
  const auto assembly = context.actor.scope ? assemblies::AssemblyId{context.actor.scope.value} : city_of_visitors;
  return submit(context, tx,
                {.kind = Kind::statement, .subject = request.id, .assembly = assembly, .place = {"consultation", 12, "转型升级", "/consultations/12"},
                 .author = context.actor.person, .text = request.text});
}

Module owner() {
  Module module{.name = "owner", .operations = {post("/api/v1/written/{id}", kSignedIn, write, "Write").answers(201)}};
  module.hears = {hears_within<Refused>("owner.refuse", [](Context&, db::WriteTx&, const Refused&) -> Result<void> { return {}; })};
  return module;
}

class WordListTest : public testing::TestWithParam<db::Engine> {
 protected:
  WordListTest() { city_of_visitors = city_.assembly; }

  void list(const std::string& text, const std::string& kind, const std::string& as = "wang") {
    const auto answer = city_.post(as, kWords, R"({"text":")" + text + R"(","kind":")" + kind + "\"}");
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  std::string id_of(const std::string& word) {
    const auto body = city_.ask("wang", Method::get, kWords).body;
    const auto at = body.rfind("\"id\":", body.find("\"word\":\"" + word + "\""));
    return body.substr(at + 5, body.find(',', at) - at - 5);
  }

  const std::string kWords = "/api/v1/assemblies/{city}/words";
  City city_{GetParam(), {owner()}};
};

TEST_P(WordListTest, OnlyStaffOfTheAssemblyKeepIt) {
  list("示例词", "hold");
  const std::string add = R"({"text":"别的词","kind":"hold"})", attempt = R"({"text":"示例词"})";
  const std::string one = kWords + "/" + id_of("示例词");
  struct Row {
    Method method;
    std::string target;
    std::string body;
  };
  for (const Row& row : {Row{Method::get, kWords, ""}, Row{Method::get, kWords + "/changes", ""}, Row{Method::post, kWords, add}, Row{Method::post, kWords + "/try", attempt},
                         Row{Method::delete_, one, ""}}) {
    for (const auto& [who, status] : std::map<std::string, int>{{"", 401}, {"chen", 403}, {"li", 403}, {"zhou", 403}, {"wang", 200}}) {
      const auto answer = city_.ask(who, row.method, row.target, row.body);
      EXPECT_EQ(answer.status, status) << row.target << " as " << who;
      if (status != 200) {
        EXPECT_EQ(answer.body.find("示例词"), std::string::npos) << who;
      }
    }
  }
}

TEST_P(WordListTest, ManyArePastedAndEveryChangeIsAVersion) {
  city_.run({
      {.name = "an empty list", .as = "wang", .get = kWords, .has = {R"("version":0,"total":0,"items":[])"}},
      {.name = "three and a blank line",
       .as = "wang",
       .post = kWords,
       .body = R"({"text":"示例词 = shi li ci\n\n  禁果 \nSample\n示例词","kind":"hold"})",
       .has = {R"({"version":1,"added":3,"changed":0,"known":1})"},
       .journal = {"moderation.add_words"}},
      {.name = "newest first",
       .as = "zhao",
       .get = kWords,
       .has = {R"("version":1,"total":3)", R"("word":"示例词","pinyin":"shi li ci","kind":"hold")", R"("added_by_name":)"}},
      {.name = "sought", .as = "zhao", .get = kWords + "?search=%E6%9E%9C", .has = {"禁果"}, .lacks = {"Sample", "示例词"}},
      {.name = "a sign of the pattern is none", .as = "zhao", .get = kWords + "?search=%25", .has = {R"("items":[])"}},
      {.name = "another kind", .as = "zhao", .post = kWords, .body = R"({"text":"禁果","kind":"refuse"})", .has = {R"({"version":2,"added":0,"changed":1,"known":0})"},
       .journal = {"moderation.add_words"}},
      {.name = "nothing new is no version", .as = "zhao", .post = kWords, .body = R"({"text":"禁果","kind":"refuse"})", .has = {R"({"version":2,"added":0,"changed":0,"known":1})"}},
      {.name = "every wrong line is named, and nothing is listed",
       .as = "wang",
       .post = kWords,
       .body = R"({"text":"好词语\n短\nab\n示例 = shi\n——","kind":"hold"})",
       .status = 400,
       .has = {"Line 2", "Line 3", "Line 4", "Line 5", "moderation.word_too_short", "moderation.pinyin_does_not_fit"}},
      {.name = "blank lines alone", .as = "wang", .post = kWords, .body = R"({"text":" \n ","kind":"hold"})", .status = 400, .has = {"moderation.no_words"}},
      {.name = "not a kind", .as = "wang", .post = kWords, .body = R"({"text":"示例词","kind":"delete"})", .status = 400, .has = {"request.not_a_choice"}},
      {.name = "one that is not there", .as = "wang", .delete_ = kWords + "/1", .status = 404, .has = {"moderation.word_not_found"}},
  });
  city_.run({
      {.name = "one is taken off", .as = "wang", .delete_ = kWords + "/" + id_of("Sample"), .has = {R"({"version":3})"}, .journal = {"moderation.remove_word"}},
      {.name = "and is off", .as = "wang", .get = kWords, .has = {R"("version":3,"total":2)"}, .lacks = {"Sample"}},
      {.name = "who changed what",
       .as = "zhao",
       .get = kWords + "/changes",
       .has = {R"("version":3,"verb":"remove","word":"Sample")", R"("version":2,"verb":"change","word":"禁果","kind":"refuse")", R"("version":1,"verb":"add","word":"示例词")"},
       .lacks = {"好词语"}},
  });
}

TEST_P(WordListTest, TooManyAtOnceAreRefused) {
  std::string lines;
  for (int i = 0; i < 2001; ++i) lines += "样词" + std::to_string(i) + "\\n";
  city_.run({{.name = "2,001 lines", .as = "wang", .post = kWords, .body = R"({"text":")" + lines + R"(","kind":"hold"})", .status = 400, .has = {"moderation.too_many_lines"}}});
}

TEST_P(WordListTest, AHeldWordIsMarkedForTheReviewerOnly) {
  list("示例词", "hold");
  city_.run({
      {.name = "it is taken", .as = "chen", .post = "/api/v1/written/1", .body = R"({"text":"这是示·例·词吗"})", .status = 201, .has = {R"("state":"pending")"}, .lacks = {"marks", "hold"}},
      {.name = "the reviewer sees it marked, as it is written",
       .as = "wang",
       .get = "/api/v1/assemblies/{city}/moderation",
       .has = {R"("marks":[{"word":"示例词","kind":"hold","written":"示·例·词"}])"}},
      {.name = "its author sees nothing of it", .as = "chen", .get = "/api/v1/me/contributions", .has = {"示·例·词"}, .lacks = {"marks", R"("word")"}},
      {.name = "nor anybody of what is clean", .as = "chen", .post = "/api/v1/written/2", .body = R"({"text":"修一条路"})", .status = 201},
      {.name = "one is marked", .as = "wang", .get = "/api/v1/assemblies/{city}/moderation", .has = {R"("marks":[])"}},
  });
}

TEST_P(WordListTest, ARefusedWordIsToldAtOnceAndNotWhichOne) {
  list("示例词", "hold");
  list("禁果", "refuse");
  const std::string body = R"({"text":"这里有禁🍎果，还有示例词"})";
  city_.run({
      {.name = "in English", .as = "chen", .post = "/api/v1/written/1", .body = body, .status = 422,
       .has = {R"("code":"moderation.word_refused")", R"("pointer":"/text")", "cannot be published here"}, .lacks = {"禁果", "示例词"}},
      {.name = "in Chinese", .as = "chen", .post = "/api/v1/written/1", .body = body, .status = 422, .has = {"不能发布的词语"}, .lacks = {"禁果"}, .language = "zh-CN"},
      {.name = "nothing waits", .as = "wang", .get = "/api/v1/assemblies/{city}/moderation", .has = {R"("items":[])"}},
      {.name = "the list of one assembly is not another's", .as = "zhou", .post = "/api/v1/written/2", .body = body, .status = 201},
      {.name = "in other words it is taken", .as = "chen", .post = "/api/v1/written/1", .body = R"({"text":"这里有水果"})", .status = 201},
      {.name = "refused by a reviewer", .as = "wang", .post = "/api/v1/statements/1/moderation", .body = R"({"verb":"refuse","reason":"off_topic"})", .journal = {"moderation.refuse"}},
      {.name = "an appeal goes through it too", .as = "chen", .post = "/api/v1/statements/1/appeal", .body = R"({"text":"禁果！"})", .status = 422, .has = {"moderation.word_refused"}},
      {.name = "and may be written anew", .as = "chen", .post = "/api/v1/statements/1/appeal", .body = R"({"text":"是示例词"})", .journal = {"moderation.appeal"}},
      {.name = "its words are marked", .as = "zhao", .get = "/api/v1/assemblies/{city}/moderation", .has = {R"("marks":[{"word":"示例词")"}},
  });
}

TEST_P(WordListTest, AChangeHoldsForTheNextText) {
  const std::string body = R"({"text":"这是示例词"})";
  EXPECT_EQ(city_.post("chen", "/api/v1/written/1", body).status, 201);
  list("示例词", "refuse");
  EXPECT_EQ(city_.post("chen", "/api/v1/written/2", body).status, 422);
  city_.run({{.name = "what waited already is marked", .as = "wang", .get = "/api/v1/assemblies/{city}/moderation", .has = {R"("kind":"refuse","written":"示例词")"}}});
  list("示例词", "hold", "zhao");
  EXPECT_EQ(city_.post("chen", "/api/v1/written/2", body).status, 201);
  list("示例词", "refuse");
  EXPECT_EQ(city_.post("chen", "/api/v1/written/3", body).status, 422);
  EXPECT_EQ(city_.ask("wang", Method::delete_, kWords + "/" + id_of("示例词")).status, 200);
  EXPECT_EQ(city_.post("chen", "/api/v1/written/3", body).status, 201);
}

TEST_P(WordListTest, AListMayBeTried) {
  list("示例词 = shi li ci", "refuse");
  city_.run({{.name = "a hit", .as = "wang", .post = kWords + "/try", .body = R"({"text":"看 ShiLiCi 吧"})", .has = {R"("word":"示例词","kind":"refuse","written":"ShiLiCi")"}},
             {.name = "none", .as = "wang", .post = kWords + "/try", .body = R"({"text":"没有"})", .has = {R"("marks":[])"}}});
}

INSTANTIATE_TEST_SUITE_P(Engines, WordListTest, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::moderation
