// What people and machines send wrongly: a clear answer in the reader's language that names the field or the row, and nothing half-done.
#include <fmt/format.h>

#include <iostream>
#include <regex>

#include "app/tests/whole_city.hpp"
#include "base/csv.hpp"
#include "modules/consultation/import_polis.hpp"

namespace gongshi::app {
namespace {

using http::Method;
using test::WholeCity;

struct Case {
  std::string name;
  std::string_view as;
  Method method = Method::post;
  std::string target;
  std::string body;
  int status = 400;
  std::string code = "request.invalid";
  std::vector<std::pair<std::string, std::string>> fields{};  // pointer, code
};

std::string text_at(const boost::json::value& object, std::string_view name) { return std::string(object.at(name).as_string()); }

bool is_chinese(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xe4; });
}

class BadInput : public testing::TestWithParam<db::Engine> {
 protected:
  http::Response send(std::string_view role, Method method, const std::string& target, const std::string& body, std::string_view language,
                      const std::string& address = "192.0.2.1") {
    Browser& browser = city_.browser(role);
    std::vector<http::Header> headers{{"Accept-Language", std::string(language)}, {"Idempotency-Key", fmt::format("bad-input-{}", ++requests_)},
                                      {"X-CSRF-Token", browser.csrf}};
    if (!browser.cookie.empty()) headers.push_back({"Cookie", browser.cookie});
    return city_.send(method, target, body, std::move(headers), address);
  }

  void refuse_all(const std::vector<Case>& cases) {
    for (const std::string_view role : WholeCity::kRoles) city_.browser(role);
    for (const Case& one : cases) {
      for (const std::string_view language : {"zh-CN", "en"}) {
        SCOPED_TRACE(fmt::format("{} ({})", one.name, language));
        const auto before = city_.counts();
        const auto response = send(one.as, one.method, one.target, one.body, language);
        EXPECT_EQ(city_.counts(), before) << "something was left half-done";
        EXPECT_EQ(response.status, one.status) << response.body;
        const auto problem = test::parsed(response);
        ASSERT_TRUE(problem.is_object()) << response.body;
        EXPECT_EQ(text_at(problem, "code"), one.code) << response.body;
        EXPECT_EQ(is_chinese(problem.at("title").as_string()), language == "zh-CN") << response.body;
        for (const auto& [pointer, code] : one.fields) {
          bool found = false;
          ASSERT_TRUE(problem.as_object().contains("fields")) << response.body;
          for (const auto& field : problem.at("fields").as_array()) {
            if (text_at(field, "pointer") != pointer) continue;
            found = true;
            EXPECT_EQ(text_at(field, "code"), code) << "one reason for one field";
            EXPECT_EQ(is_chinese(field.at("message").as_string()), language == "zh-CN") << response.body;
          }
          EXPECT_TRUE(found) << pointer << ": " << code << " is not said in " << response.body;
        }
      }
    }
  }

  WholeCity city_{GetParam()};
  int requests_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, BadInput, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(BadInput, IsRefusedInWordsAndLeavesNothing) {
  const auto open = city_.published("clerk", "开着的"), other = city_.published("clerk", "另一个"), closed = city_.published("clerk", "关了的");
  const auto draft = city_.draft("clerk", "没发的");
  const auto statement = city_.statements("clerk", open)[0], foreign = city_.statements("clerk", other)[0], late = city_.statements("clerk", closed)[0];
  ASSERT_EQ(city_.move("clerk", closed, "close").status, 200);
  const std::string api = "/api/v1/consultations/", city = fmt::format("/api/v1/assemblies/{}/consultations", city_.assembly.value);
  const std::string statements = api + std::to_string(open) + "/statements", posts = fmt::format("/api/v1/threads/consultation/{}/posts", open);
  const auto votes = [&](std::int64_t consultation, std::int64_t on) { return fmt::format("{}{}/votes/{}", api, consultation, on); };
  const std::string agree = R"({"vote":"agree"})", text = city_.text_of("题目");
  const auto text_with = [&](const std::string& more) { return text.substr(0, text.size() - 1) + "," + more + "}"; };
  const auto text_of_length = [](std::size_t n) { return "{\"text\":\"" + std::string(n, 'x') + "\"}"; };
  std::string han;
  for (int i = 0; i < 10'000; ++i) han += "字";
  refuse_all({
      {.name = "a field nobody knows", .as = "clerk", .target = city, .body = text_with(R"("state":"open")"), .fields = {{"/state", "request.unknown_field"}}},
      {.name = "every wrong field at once", .as = "clerk", .target = city,
       .body = R"({"title":"","question":7,"background":null,"audience":"all","sectors":{},"level_needed":"phone","matrix_public":1,"statements":[7]})",
       .fields = {{"/title", "request.length_too_small"}, {"/question", "request.text_expected"}, {"/background", "request.text_expected"},
                  {"/audience", "request.not_a_choice"}, {"/sectors", "request.list_expected"}, {"/matrix_public", "request.boolean_expected"},
                  {"/statements/0", "request.text_expected"}}},
      {.name = "a field left out", .as = "clerk", .target = city, .body = R"({"title":"题目"})", .fields = {{"/question", "request.missing"}}},
      {.name = "a number that is none", .as = "clerk", .target = city, .body = text_with(R"("closes_at":1.5)"), .fields = {{"/closes_at", "request.integer_expected"}}},
      {.name = "a number too great to be exact", .as = "clerk", .target = city, .body = text_with(R"("closes_at":9007199254740993)"),
       .fields = {{"/closes_at", "request.integer_expected"}}},
      {.name = "statements that are empty or endless", .as = "clerk", .target = city,
       .body = R"({"title":"题目","question":"问什么？","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":false,"statements":["","好",")" + han + "\"]}",
       .fields = {{"/statements/0", "consultation.text_is_empty"}, {"/statements/2", "request.length_too_large"}}},
      {.name = "a sector of nobody", .as = "clerk", .target = city,
       .body = R"({"title":"题目","question":"问什么？","background":"","audience":"sectors","sectors":[7],"level_needed":"phone","matrix_public":false,"statements":[]})",
       .fields = {{"/sectors/0", "consultation.unknown_sector"}}},
      {.name = "a body too large", .as = "member", .target = statements, .body = text_of_length(300'000), .status = 413, .code = "request.body_too_large"},
      {.name = "half a body", .as = "member", .target = statements, .body = R"({"text":"好)", .code = "request.not_json"},
      {.name = "no object", .as = "member", .target = statements, .body = "[1,2]", .fields = {{"", "request.object_expected"}}},
      {.name = "broken UTF-8", .as = "member", .target = statements, .body = "{\"text\":\"\xe5\x85\"}", .code = "request.not_json"},
      {.name = "half a surrogate", .as = "member", .target = statements, .body = R"({"text":"\ud800"})", .code = "request.not_json"},
      {.name = "a NUL", .as = "member", .target = statements, .body = R"({"text":"a\u0000b"})", .fields = {{"/text", "request.unprintable_text"}}},
      {.name = "nested without end", .as = "member", .target = statements, .body = std::string(50'000, '['), .code = "request.not_json"},
      {.name = "nested objects", .as = "member", .target = statements, .body = [] {
         std::string deep;
         for (int i = 0; i < 5000; ++i) deep += "{\"a\":";
         return deep;
       }(), .code = "request.not_json"},
      {.name = "a statement of nothing", .as = "member", .target = statements, .body = text_of_length(0), .fields = {{"/text", "request.length_too_small"}}},
      {.name = "a statement of blanks", .as = "member", .target = statements, .body = "{\"text\":\"  　\\n\"}", .fields = {{"/text", "consultation.text_is_empty"}}},
      {.name = "a statement of 10,000 letters", .as = "member", .target = statements, .body = text_of_length(10'000), .fields = {{"/text", "request.length_too_large"}}},
      {.name = "a statement of 10,000 characters", .as = "member", .target = statements, .body = "{\"text\":\"" + han + "\"}", .fields = {{"/text", "request.length_too_large"}}},
      {.name = "a post of nothing", .as = "member", .target = posts, .body = text_of_length(0), .fields = {{"/text", "request.length_too_small"}}},
      {.name = "a post of 10,000 characters", .as = "member", .target = posts, .body = "{\"text\":\"" + han + "\"}", .fields = {{"/text", "request.length_too_large"}}},
      {.name = "a reply to nobody", .as = "member", .target = posts, .body = R"({"text":"好","reply_to":7})", .status = 404, .code = "discussion.post_not_found"},
      {.name = "a vote on another's statement", .as = "member", .method = Method::put, .target = votes(open, foreign), .body = agree, .status = 404,
       .code = "consultation.statement_not_found"},
      {.name = "a vote on no statement", .as = "member", .method = Method::put, .target = votes(open, 7), .body = agree, .status = 404, .code = "consultation.statement_not_found"},
      {.name = "a vote in no consultation", .as = "member", .method = Method::put, .target = votes(7, statement), .body = agree, .status = 404, .code = "consultation.not_found"},
      {.name = "a vote in a draft", .as = "member", .method = Method::put, .target = votes(draft, statement), .body = agree, .status = 404, .code = "consultation.not_found"},
      {.name = "a vote after the end", .as = "member", .method = Method::put, .target = votes(closed, late), .body = agree, .status = 409, .code = "consultation.not_open"},
      {.name = "a vote by nobody", .as = "anonymous", .method = Method::put, .target = votes(open, statement), .body = agree, .status = 401, .code = "request.sign_in"},
      {.name = "a vote of another kind", .as = "member", .method = Method::put, .target = votes(open, statement), .body = R"({"vote":"maybe"})",
       .fields = {{"/vote", "request.not_a_choice"}}},
      {.name = "a vote as a number", .as = "member", .method = Method::put, .target = votes(open, statement), .body = R"({"vote":1})", .fields = {{"/vote", "request.not_a_choice"}}},
      {.name = "no vote", .as = "member", .method = Method::put, .target = votes(open, statement), .body = "{}", .fields = {{"/vote", "request.missing"}}},
      {.name = "a vote with a name", .as = "member", .method = Method::put, .target = votes(open, statement), .body = R"({"vote":"agree","person":7})",
       .fields = {{"/person", "request.unknown_field"}}},
      {.name = "an id that is none", .as = "member", .method = Method::put, .target = api + "one/votes/" + std::to_string(statement), .body = agree,
       .fields = {{"/id", "request.integer_expected"}}},
      {.name = "an id beyond all numbers", .as = "member", .method = Method::get, .target = api + "99999999999999999999", .body = "", .fields = {{"/id", "request.integer_expected"}}},
      {.name = "a parameter nobody knows", .as = "anonymous", .method = Method::get, .target = api.substr(0, api.size() - 1) + "?colour=red", .body = "",
       .fields = {{"?colour", "request.unknown_field"}}},
      {.name = "a parameter that is no text", .as = "anonymous", .method = Method::get, .target = api.substr(0, api.size() - 1) + "?q=%ff", .body = "", .code = "request.bad_query",
       .fields = {{"?q", "http.encoding_malformed"}}},
      {.name = "a NUL in a parameter", .as = "anonymous", .method = Method::get, .target = api.substr(0, api.size() - 1) + "?q=a%00b", .body = "", .code = "request.bad_query",
       .fields = {{"?q", "http.encoding_malformed"}}},
      {.name = "a number beyond all numbers", .as = "anonymous", .method = Method::get, .target = statements + "?seed=99999999999999999999", .body = "",
       .fields = {{"?seed", "request.integer_expected"}}},
      {.name = "a place that is none", .as = "member", .method = Method::get, .target = "/api/v1/me/contributions?cursor=99999999999999999999999", .body = "",
       .fields = {{"?cursor", "request.bad_cursor"}}},
      {.name = "a link that was guessed", .as = "anonymous", .target = "/api/v1/session/link", .body = R"({"token":"guessed"})", .status = 410, .code = "identity.link_gone"},
      {.name = "a code nobody asked for", .as = "anonymous", .target = "/api/v1/session/phone", .body = R"({"phone":"13800001111","code":"123456","consent":true})",
       .status = 422, .code = "identity.code_expired", .fields = {{"/code", "identity.code_expired"}}},
      {.name = "no telephone number", .as = "anonymous", .target = "/api/v1/session/phone-codes", .body = R"({"phone":"call me"})", .status = 422, .code = "identity.not_a_phone", .fields = {{"/phone", "identity.not_a_phone"}}},
  });
}

TEST_P(BadInput, ACodeAndALinkExpireInWords) {
  Browser visitor(city_);
  ASSERT_EQ(visitor.post("/api/v1/session/phone-codes", R"({"phone":"13800002222"})").status, 202);
  const std::string outbox = visitor.get("/api/v1/development/outbox").body;
  std::smatch code;
  ASSERT_TRUE(std::regex_search(outbox, code, std::regex("is ([0-9]{6}),"))) << outbox;
  const std::string link = city_.build([&](Context& context, db::WriteTx& tx) { return identity::create_sign_in_link(context, tx, city_.people["member"]); });
  city_.clock.advance(std::chrono::minutes(6));
  const std::string body = R"({"phone":"13800002222","code":")" + code[1].str() + R"(","consent":true})";
  refuse_all({{.name = "an old code", .as = "anonymous", .target = "/api/v1/session/phone", .body = body, .status = 422, .code = "identity.code_expired", .fields = {{"/code", "identity.code_expired"}}}});
  city_.clock.advance(std::chrono::hours(24));
  refuse_all({{.name = "an old link", .as = "anonymous", .target = "/api/v1/session/link", .body = R"({"token":")" + link + "\"}", .status = 410, .code = "identity.link_gone"}});
}

TEST_P(BadInput, WhatIsSubmittedTwiceStandsOnce) {
  const auto open = city_.published("clerk", "连点两下");
  const auto statement = city_.statements("clerk", open)[0];
  const std::string path = "/api/v1/consultations/" + std::to_string(open) + "/statements";
  const auto first = city_.browser("member").post(path, R"({"text":"点了两下"})", "the-same-button");
  const auto second = city_.browser("member").post(path, R"({"text":"点了两下"})", "the-same-button");
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(city_.count("SELECT count(*) FROM consultation_statement WHERE text = '点了两下'"), 1);
  EXPECT_EQ(problem_code(city_.browser("member").post(path, R"({"text":"另一句"})", "the-same-button")), "request.idempotency_key_reused");
  EXPECT_EQ(city_.browser("citizen").post(path, R"({"text":"点了两下"})", "the-same-button").status, 201) << "another person's key is another key";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(city_.vote("member", open, statement, "agree").status, 200);
  EXPECT_EQ(city_.count("SELECT count(*) FROM consultation_vote WHERE consultation = " + std::to_string(open)), 1);
  EXPECT_EQ(city_.count("SELECT count(*) FROM consultation_participant WHERE consultation = " + std::to_string(open)), 1);
}

TEST_P(BadInput, TenThousandTriesAreBrakedAndTheOwnerStillComesIn) {
  Context context = city_.app().context();
  const std::string right = "an honest password 7";
  const auto hash = identity::hash_password(context, "laowang", right);
  ASSERT_TRUE(hash.has_value());
  city_.build([&](Context& c, db::WriteTx& tx) { EXPECT_TRUE(identity::set_password(c, tx, city_.people["member"], *hash).has_value()); });
  const auto try_from = [&](const std::string& address, const std::string& password) {
    return city_.send(Method::post, "/api/v1/session/password", R"({"login":"laowang","password":")" + password + "\"}",
                      {{"Accept-Language", "zh-CN"}, {"Idempotency-Key", fmt::format("try-{:08}", ++requests_)}}, address);
  };
  std::map<int, int> answers;
  for (int i = 0; i < 5000; ++i) ++answers[try_from("203.0.113.7", fmt::format("guess number {}", i)).status];
  EXPECT_EQ(answers, (std::map<int, int>{{422, 5}, {429, 4995}})) << "five tries from one place, then a pause before each";
  EXPECT_EQ(try_from("203.0.113.7", right).status, 429) << "nor does the right one help where the guesses come from";
  EXPECT_EQ(try_from("198.51.100.1", right).status, 200) << "but from elsewhere";
  answers.clear();
  for (int i = 0; i < 5000; ++i) ++answers[try_from(fmt::format("198.18.{}.{}", i / 250, i % 250), fmt::format("guess number {}", i)).status];
  EXPECT_EQ(answers[422] + answers[429], 5000);
  EXPECT_LE(answers[422], 60) << "in an hour, from wherever they come";
  const auto waiting = try_from("198.51.100.2", right);
  EXPECT_EQ(waiting.status, 429);
  EXPECT_TRUE(is_chinese(std::string_view(test::parsed(waiting).at("title").as_string())));
  const auto retry = std::ranges::find(waiting.headers, "Retry-After", &http::Header::name);
  ASSERT_NE(retry, waiting.headers.end());
  city_.clock.advance(std::chrono::seconds(std::stoi(retry->value)));
  EXPECT_EQ(try_from("198.51.100.2", right).status, 200) << "after the time that was named";
  EXPECT_LE(city_.count("SELECT count(*) FROM identity_security_log WHERE event = 'password_refused'"), 70) << "the log is not flooded";
}

TEST_P(BadInput, ARosterWithABombIsRefusedByRow) {
  const std::string heading = "委员编号,姓名,界别\r\n", row = "12009001,新示例,农业\r\n";
  struct Roster {
    std::string name, file, code;
    int row;
  };
  std::string many = "委员编号,姓名,界别";
  for (int i = 0; i < 1'000'000; ++i) many += ',';
  const std::vector<Roster> rosters{
      {"a row without end", heading + row + "12009002," + std::string(3'000'000, 'x') + ",农业\r\n", "csv.field_too_long", 3},
      {"a million columns", many + "\r\n", "csv.too_many_columns", 1},
      {"a row of its own width", heading + row + "12009002,a,b,c,d\r\n", "csv.column_count", 3},
      {"neither UTF-8 nor GB18030", heading + row + "12009002,\xff\xff\x80,农业\r\n", "csv.encoding", 1},
      {"a quotation mark without end", heading + row + "12009002,\"x,农业\r\n", "csv.unclosed_quote", 3},
      {"a NUL", heading + row + std::string("12009002,a\0b,农业\r\n", 20), "csv.nul_byte", 3},
      {"another file", "topic,Brexit\r\n", "assemblies.unknown_column", 1},
      {"nothing", "", "assemblies.roster_empty", 1},
      {"a sector nobody knows", heading + row + "12009002,乙示例,没有的界别\r\n", "assemblies.body_unknown", 3},
      {"the same number twice", heading + row + row, "assemblies.number_twice", 3},
      {"no name", heading + row + "12009002,,农业\r\n", "assemblies.cell_needed", 3},
  };
  const std::string path = fmt::format("/api/v1/assemblies/{}/roster", city_.assembly.value);
  city_.browser("clerk");
  for (const Roster& one : rosters) {
    for (const std::string_view language : {"zh-CN", "en"}) {
      SCOPED_TRACE(fmt::format("{} ({})", one.name, language));
      const auto before = city_.counts();
      const auto answer = send("clerk", Method::post, path, one.file, language);
      auto after = city_.counts();
      --after["platform_idempotency"];  // the report is an answer, kept for a replay
      EXPECT_EQ(after, before) << "rows before the bad one stand there";
      ASSERT_EQ(answer.status, 200) << answer.body;
      const auto report = test::parsed(answer);
      ASSERT_FALSE(report.at("errors").as_array().empty()) << answer.body;
      const auto& error = report.at("errors").at(0);
      EXPECT_EQ(text_at(error, "code"), one.code) << answer.body;
      EXPECT_EQ(error.at("row").as_int64(), one.row) << answer.body;
      // A name from the file stands in it as it was written: the first word tells the language.
      EXPECT_EQ(is_chinese(std::string_view(error.at("message").as_string()).substr(0, 3)), language == "zh-CN") << answer.body;
    }
  }
  refuse_all({{.name = "more than may come", .as = "clerk", .target = path, .body = heading + std::string(std::size_t{9} << 20, 'x'), .status = 413, .code = "request.body_too_large"}});
}

TEST_P(BadInput, AFormulaDoesNotRunInTheExport) {
  const std::string path = fmt::format("/api/v1/assemblies/{}/roster", city_.assembly.value);
  std::string file = "委员编号,姓名,界别\r\n";
  int number = 12009001;
  for (const char* cell : {"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "=HYPERLINK(\"\"http://x\"\")"}) file += fmt::format("{},\"{}\",农业\r\n", number++, cell);
  const auto imported = send("clerk", Method::post, path, file, "en");
  ASSERT_EQ(imported.status, 200);
  EXPECT_EQ(test::number_in(imported, "created"), 5) << imported.body;
  const auto exported = send("clerk", Method::get, path + ".csv", "", "en");
  ASSERT_EQ(exported.status, 200);
  EXPECT_TRUE(exported.body.contains("'=cmd|")) << "an apostrophe before it";
  CsvReader csv(exported.body);
  int cells = 0;
  for (;;) {
    const auto row = csv.next();
    ASSERT_TRUE(row.has_value());
    if (*row == nullptr) break;
    for (const std::string_view cell : **row) {
      ++cells;
      EXPECT_TRUE(cell.empty() || !std::string_view("=+-@\t\r").contains(cell[0])) << cell;
    }
  }
  EXPECT_GT(cells, 3170 * 9);
  const auto again = send("clerk", Method::post, path, exported.body, "en");
  EXPECT_EQ(test::number_in(again, "unchanged"), 3175) << "and read back it is what it was: " << again.body.substr(0, 500);
}

TEST_P(BadInput, APolisExportWithRubbishNamesItsRows) {
  const std::string summary = "topic,rubbish\n";
  const std::string comments = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n1,x,0,0,0,0,1,甲\n1,x,1,0,0,0,1,乙\n1,x,two,0,0,0,1,丙\n1,x,3,0,0,0,9,丁\n1,x,4,0,0,0,1,\n";
  const std::string votes = "timestamp,datetime,comment-id,voter-id,vote\n1,x,0,0,1\n1,x,0,1,7\n1,x,9,1,1\nlater,x,1,1,1\n1,x,1,me,1\n1,x,1,1,-1\n";
  Context context = city_.app().context();
  const consultation::ImportOptions dry{.assembly = city_.assembly, .dry_run = true};
  const auto before = city_.counts();
  const auto report = consultation::import_polis(context, {summary, comments, votes}, dry);
  ASSERT_TRUE(report.has_value());
  std::vector<std::string> refused;
  for (const auto& row : report->refused) {
    refused.push_back(fmt::format("{} {} {}", row.file, row.row, row.code));
    for (const auto language : {i18n::Language::zh_cn, i18n::Language::en}) EXPECT_FALSE(city_.app().messages().pattern(language, row.code).empty()) << row.code;
  }
  EXPECT_EQ(refused, (std::vector<std::string>{"comments.csv 4 import.bad_number", "comments.csv 5 import.bad_moderation", "comments.csv 6 import.empty_statement",
                                               "votes.csv 3 import.bad_vote", "votes.csv 4 import.unknown_statement", "votes.csv 5 import.bad_time", "votes.csv 6 import.bad_number"}));
  EXPECT_EQ(report->votes, 2U);
  EXPECT_EQ(city_.counts(), before) << "a dry run writes nothing";

  struct Broken {
    std::string name, comments, votes, code;
  };
  consultation::ImportOptions wet = dry;
  wet.dry_run = false;
  for (const Broken& one : std::vector<Broken>{
           {"no column", "comment-id,comment-body\n0,甲\n", votes, "import.missing_column"},
           {"no file", "", votes, "import.nothing"},
           {"an open quote", comments, "timestamp,datetime,comment-id,voter-id,vote\n1,\"x,0,0,1\n", "csv.unclosed_quote"},
           {"a short row", comments, "timestamp,datetime,comment-id,voter-id,vote\n1,x,0\n", "csv.column_count"},
           {"no text", comments, "timestamp,datetime,comment-id,voter-id,vote\n1,\xff,0,0,1\n", "csv.broken_utf8"},
       }) {
    SCOPED_TRACE(one.name);
    const auto failed = consultation::import_polis(context, {summary, one.comments, one.votes}, wet);
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().code, one.code);
    EXPECT_NE(city_.app().messages().text(i18n::Language::zh_cn, failed.error().code, failed.error().args), failed.error().code);
    EXPECT_EQ(city_.counts(), before);
  }
}

}  // namespace
}  // namespace gongshi::app
