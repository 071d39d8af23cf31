// A register of earlier years: what its columns and cells mean, and what becomes of it. On both engines.
#include <gtest/gtest.h>

#include <fstream>

#include <fmt/format.h>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "embedded/proposals.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"
#include "modules/proposals/api.hpp"
#include "modules/settings/api.hpp"
#include "modules/proposals/register_file.hpp"
#include "platform/operations/testing.hpp"
#include "platform/spreadsheet/read_xlsx.hpp"
#include "platform/spreadsheet/write_xlsx.hpp"

namespace gongshi::proposals {
namespace {

/// 122 rows of an invented county, as Excel in China saves them: GB18030, a title above the heading, one blank row, one number missing.
std::string county_register() {
  std::ifstream file(std::string(GONGSHI_SOURCE_DIR) + "/tests/data/registers/county-2023.csv", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
std::vector<std::vector<std::string>> rows_of(const std::string& utf8) {
  CsvReader reader(utf8);
  std::vector<std::vector<std::string>> rows;
  for (auto row = reader.next(); row && *row != nullptr; row = reader.next()) rows.emplace_back((*row)->begin(), (*row)->end());
  return rows;
}

TEST(RegisterFile, ReadsWhatCellsMean) {
  const struct {
    const char* text;
    std::int64_t number;  // 0: none
  } numbers[] = {{"1", 1}, {"0123", 123}, {"第007号", 7}, {"１２号", 12}, {"第 9 号", 9}, {"", 0}, {"0", 0}, {"100000", 0}, {"12a", 0}, {"一", 0}, {"-3", 0}, {"号", 0}};
  for (const auto& one : numbers) EXPECT_EQ(read_case_number(one.text).value_or(0), one.number) << one.text;
  const struct {
    const char* text;
    std::vector<std::string> names;
  } people[] = {{"张三", {"张三"}}, {"张　三", {"张三"}}, {"张 三、李四", {"张三", "李四"}}, {"张三 李四", {"张三", "李四"}}, {"张三，李四;王五/赵六", {"张三", "李四", "王五", "赵六"}},
                {"张三、李四等5人", {"张三", "李四"}}, {"张三等", {"张三"}}, {"张三\n李四", {"张三", "李四"}}, {"民盟某县支部", {"民盟某县支部"}}, {"John Smith", {"John Smith"}}, {"、，", {}}, {"", {}}};
  for (const auto& one : people) EXPECT_EQ(read_names(one.text), one.names) << one.text;
  for (const auto& [text, letter] : {std::pair{"A", "A"}, {"b类", "B"}, {"Ｃ", "C"}, {"D（留作参考）", "D"}, {"E", ""}, {"已办结", ""}, {"about", ""}, {"", ""}}) EXPECT_EQ(read_outcome(text).value_or(""), letter) << text;
  for (const auto& [text, yes] : {std::pair{"是", 1}, {"√", 1}, {"重点", 1}, {"否", 0}, {"不公开", 0}, {"可能", -1}}) EXPECT_EQ(read_yes(text) ? static_cast<int>(*read_yes(text)) : -1, yes) << text;
  EXPECT_EQ(read_register_day("2023-01-31 00:00:00"), read_register_day("2023年1月31日"));
  EXPECT_FALSE(read_register_day("2023-02-30"));
  EXPECT_EQ(read_units("县教育局、县财政局"), (std::vector<std::string>{"县教育局", "县财政局"}));
}

TEST(RegisterFile, NamesRowAndColumnOfWhatIsWrong) {
  const std::string heading = "案号,案由,提案人,立案日期,答复日期,办理结果,公开\n";
  const struct {
    const char* name;
    std::string text;
    std::int64_t row;
    std::string column;
    std::string code;  // empty: nothing is wrong
  } cases[] = {
      {"nothing", "", 1, "", "proposals.register_heading_unknown"},
      {"no heading", "甲,乙,丙\n1,2,3\n", 1, "", "proposals.register_heading_unknown"},
      {"a heading too far down", "登记表,,\n" + std::string("备注,,\n备注,,\n备注,,\n备注,,\n备注,,\n备注,,\n备注,,\n备注,,\n备注,,\n") + "案号,案由,提案人\n", 1, "", "proposals.register_heading_unknown"},
      {"no proposer", "案号,案由,界别\n1,甲,农业\n", 1, "提案人", "proposals.register_column_missing"},
      {"good", heading + "1,甲,张三,2023-01-02,2023-05-06,A,是\n", 0, "", ""},
      {"blank rows", heading + ",,,,,,\n1,甲,张三,,,,\n,,,,,,\n", 0, "", ""},
      {"no title", heading + "1,,张三,,,,\n", 2, "案由", "proposals.register_cell_needed"},
      {"no day", heading + "1,甲,张三,2023-02-30,,,\n", 2, "立案日期", "proposals.register_not_a_day"},
      {"no number", heading + "甲-1,甲,张三,,,,\n", 2, "案号", "proposals.register_not_a_number"},
      {"no class", heading + "1,甲,张三,,,已办,\n", 2, "办理结果", "proposals.register_not_an_outcome"},
      {"neither yes nor no", heading + "1,甲,张三,,,,也许\n", 2, "公开", "proposals.register_not_yes"},
      {"answered before", heading + "1,甲,张三,2023-05-02,2023-01-02,,\n", 2, "答复日期", "proposals.register_replied_before"},
      {"too long", heading + "1," + std::string(201, 'a') + ",张三,,,,\n", 2, "案由", "request.length_too_large"},
      {"a row that is short", heading + "1,甲\n", 2, "3", "csv.column_count"},
      {"another encoding", std::string("\xff\xfe" "1\0", 4), 1, "", "csv.encoding"},
      {"an old workbook", "\xD0\xCF\x11\xE0....", 1, "", "xlsx.old_or_encrypted"},
      {"a damaged workbook", "PK\x03\x04....", 1, "", "xlsx.damaged"},
      {"too many rows", heading + [] { std::string rows; for (int i = 0; i < 5'100; ++i) rows += "1,甲,乙,,,,\n"; return rows; }(), 5'011, "1", "csv.too_many_rows"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    RegisterFile file = read_register(one.text);
    std::erase_if(file.notes, [](const RegisterNote& note) { return !note.stops; });
    if (one.code.empty()) {
      EXPECT_TRUE(file.notes.empty()) << file.notes[0].code;
      continue;
    }
    ASSERT_FALSE(file.notes.empty());
    EXPECT_EQ(std::tie(file.notes[0].row, file.notes[0].column, file.notes[0].code), std::tie(one.row, one.column, one.code));
  }
  const RegisterFile guarded = read_register(heading + "1,'=HYPERLINK(甲),张三,,,,\n");
  EXPECT_EQ(guarded.rows.at(0)[RegisterField::title], "=HYPERLINK(甲)") << "what exports guard is read as it was";
  const RegisterFile by_hand = read_register("号,何事,何人,案由\n5,甲,张三,乙\n", "case_number,title,proposer,");
  EXPECT_EQ(by_hand.rows.at(0)[RegisterField::title], "甲") << "what was mapped by hand goes before the name";
  EXPECT_EQ(by_hand.rows.at(0)[RegisterField::case_number], "5");
  EXPECT_EQ(by_hand.rows.at(0).original, "号：5\n何事：甲\n何人：张三\n案由：乙\n") << "and nothing is lost";
}

TEST(RegisterFile, ReadsTheSameFromBothKindsOfFile) {
  const std::string csv = county_register();
  const RegisterFile from_csv = read_register(csv);
  const RegisterFile from_workbook = read_register(spreadsheet::write_xlsx("登记表", rows_of(*as_utf8(csv))));
  ASSERT_EQ(from_csv.rows.size(), 122U);
  ASSERT_EQ(from_workbook.rows.size(), 122U);
  for (std::size_t i = 0; i < 122; ++i) EXPECT_EQ(from_csv.rows[i].original, from_workbook.rows[i].original);
  EXPECT_TRUE(std::ranges::none_of(from_csv.notes, &RegisterNote::stops));
  EXPECT_EQ(from_csv.rows[50].row + 2, from_csv.rows[51].row) << "the blank row is passed over, and counted";
}

class RegisterHttp : public testing::TestWithParam<db::Engine> {
 protected:
  RegisterHttp() {
    const auto rows = rows_of(*as_utf8(county_register()));
    world_.build([&](Context& context, db::WriteTx& tx) {
      const Timestamp from{1'640'966'400'000};  // 2022
      county_ = assemblies::create_assembly(context, tx, {.name = "某县政协", .short_name = "某县", .level = assemblies::Tier::county, .code = "k"});
      const auto term = assemblies::create_term(context, tx, county_, 10, "十届", from);
      const auto sector = assemblies::create_body(context, tx, county_, term, assemblies::BodyKind::sector, "农业");
      for (const char* unit : {"县教育局", "县民政局", "县交通运输局", "县农业农村局", "县卫生健康局", "县住房和城乡建设局", "县文化旅游广电体育局", "县生态环境局"}) assemblies::create_body(context, tx, county_, {}, assemblies::BodyKind::unit, unit);
      member_ = identity::create_person(context, tx, {.name = rows[2][2]});
      assemblies::add_membership(context, tx, {.person = member_, .assembly = county_, .term = term, .sector = sector, .number = "10001", .name = rows[2][2], .from = from});
      const auto clerk = [&](const char* name, assemblies::AssemblyId in) {
        const auto person = identity::create_person(context, tx, {.name = name});
        assemblies::add_seat(context, tx, person, in, assemblies::Role::clerk, from);
        return person;
      };
      clerk_ = clerk("clerk", county_);
      elsewhere_ = clerk("elsewhere", assemblies::create_assembly(context, tx, {.name = "别县政协", .short_name = "别县", .level = assemblies::Tier::county, .code = "o"}));
    });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : {std::pair{"clerk", clerk_}, {"elsewhere", elsewhere_}, {"member", member_}}) world_.actors[name] = identity::actor_of(context, tx, person);
      return 0;
    });
    world_.names = {{"county", std::to_string(county_.value)}};
  }

  std::int64_t column(const std::string& what) {
    const std::string sql = "SELECT " + what;
    const db::Query query{"test.column", sql, 0};
    return world_.look([&](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(query).value_or(-1); });
  }
  Scenario send(std::string name, std::string body, std::vector<std::string> has, const std::string& query = "&published=true", bool trial = false, std::string as = "clerk", int status = 200) {
    const bool done = !trial && status == 200 && std::ranges::any_of(has, [](const std::string& one) { return one.starts_with(R"({"id")"); });
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/assemblies/{county}/proposals/register" + std::string(trial ? "/trial" : "") + kSession + query, .body = std::move(body), .status = status, .has = std::move(has),
            .journal = done ? std::vector<std::string>{"proposals.import_register"} : std::vector<std::string>{}};
  }
  void open_this_years_session() {
    world_.run({.name = "the session under way", .as = "clerk", .post = "/api/v1/assemblies/{county}/sessions", .body = R"({"from":1768435200000,"cut_off":1768953600000})", .status = 200, .journal = {"proposals.open_session"}});
  }
  std::string imported() { return world_.names["import"] = std::to_string(column("max(id) FROM proposals_import")); }

  const std::string kSession = "?term=%E5%8D%81%E5%B1%8A&number=2&from=1673193600000&cut_off=1673712000000";  // 十届二次, 2023-01-09 to 01-15
  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), settings::settings_module(), calendar::calendar_module(), moderation::moderation_module(), handling::handling_module(), proposals_module()}};
  assemblies::AssemblyId county_;
  PersonId clerk_, elsewhere_, member_;
};
INSTANTIATE_TEST_SUITE_P(Engines, RegisterHttp, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(RegisterHttp, AYearIsTriedImportedFoundAndUndone) {
  const std::string file = county_register();
  const std::string workbook = spreadsheet::write_xlsx("登记表", rows_of(*as_utf8(file)));
  world_.run(send("before there is a session under way", file, {"proposals.register_no_session_yet"}, "", true, "clerk", 400));
  open_this_years_session();
  world_.run({
      send("another county's clerk", file, {"request.not_permitted"}, "", true, "elsewhere", 403),
      send("a member", file, {"request.not_permitted"}, "", true, "member", 403),
      {.name = "no session named", .as = "clerk", .post = "/api/v1/assemblies/{county}/proposals/register/trial", .body = file, .status = 400, .has = {"proposals.register_which_session"}},
      {.name = "a session that is not earlier", .as = "clerk", .post = "/api/v1/assemblies/{county}/proposals/register/trial?term=x&number=1&from=1768435200000&cut_off=1768953600000", .body = file, .status = 400, .has = {"proposals.register_session_not_earlier"}},
      send("a trial says all of it", file,
           {R"("rows":122)", R"("created":122)", R"("published":119)", R"("refused":0)", "“城乡建设” is none of the five fields", "no “县园林中心”", "not contiguous: 1 are missing (first 60)", R"("heading":"主办单位","field":"main_unit")", R"({"heading":"备注","example":"第1页"})"}, "&published=true", true),
  });
  EXPECT_EQ(column("count(*) FROM proposals_proposal"), 0) << "a trial does nothing";
  world_.run(send("done", file, {R"({"id")", R"("created":122)"}));
  const std::string first = imported();
  world_.run(send("the same session again", file, {"proposals.register_session_there"}, "", false, "clerk", 400));
  const std::string session = std::to_string(column("session FROM proposals_import"));
  world_.names["session"] = session;
  world_.run({
      {.name = "the same into that session: nothing", .as = "clerk", .post = "/api/v1/assemblies/{county}/proposals/register?session={session}", .body = file, .has = {R"("created":0)", R"("unchanged":122)", R"({"session_name")"}},
      {.name = "nor as a workbook", .as = "clerk", .post = "/api/v1/assemblies/{county}/proposals/register?session={session}", .body = workbook, .has = {R"("created":0)", R"("unchanged":122)"}},
      {.name = "another case of the same number", .as = "clerk", .post = "/api/v1/assemblies/{county}/proposals/register?session={session}", .body = "案号,案由,提案人\n5,关于另一件事的建议,某人\n", .has = {"proposals.register_number_taken", R"("refused":1)", R"({"session_name")"}},
      {.name = "the number that was missing", .as = "clerk", .post = "/api/v1/assemblies/{county}/proposals/register?session={session}&file_name=%E8%A1%A5.csv", .body = "案号,案由,提案人\n60,关于补登一件的建议,某人\n", .has = {R"("created":1)"}, .journal = {"proposals.import_register"}},
      {.name = "the public finds them, the newest day first", .get = "/api/v1/proposals?assembly={county}", .has = {R"({"items":[{"id":28401729537,)", "No. 0110", "Of earlier years"}},
      {.name = "but not what is not published", .get = "/api/v1/proposals?q=%E8%A1%A5%E7%99%BB", .has = {R"("items":[])"}},
      {.name = "by words", .get = "/api/v1/proposals?q=%E5%8A%A0%E8%A3%85%E7%94%B5%E6%A2%AF", .has = {"加装电梯"}},
      {.name = "among similar ones", .as = "member", .post = "/api/v1/proposals/similar", .body = R"({"title":"关于老旧小区加装电梯的建议"})", .has = {"加装电梯"}},
      {.name = "its own proposer finds it", .as = "member", .get = "/api/v1/me/proposals", .has = {"Of earlier years"}},
      {.name = "figures", .as = "clerk", .get = "/api/v1/assemblies/{county}/proposals/statistics?session={session}", .has = {R"("received":123,"under_review":0,"filed":120,"merged":0,"converted":2,"other":1)"}},
  });
  world_.names["id"] = std::to_string(column("id FROM proposals_proposal WHERE case_number = 1"));
  world_.run({
      {.name = "a page says how it was handled", .get = "/api/v1/proposals/{id}", .has = {R"("main_unit":"县教育局")", R"("outcome":"A")", "imported from a register", R"("handled":false)", R"("unlinked":[])", R"("original":"")"}, .lacks = {R"("actions":[{)"}},
      {.name = "the office reads the row as it stood", .as = "clerk", .get = "/api/v1/proposals/{id}", .has = {"主办单位：县教育局", "备注：第1页"}},
      {.name = "nobody rates", .as = "member", .get = "/api/v1/handled/proposal/{id}", .has = {R"("items":[])"}},
  });
  EXPECT_EQ(column("count(*) FROM handling_item"), 0) << "no clock runs";
  EXPECT_EQ(column("count(*) FROM platform_notice"), 0) << "nobody is told";
  EXPECT_EQ(column("count(*) FROM proposals_proposal WHERE proposer <> 0"), column("count(*) FROM proposals_proposal WHERE proposer = " + std::to_string(member_.value))) << "who is on the roster";
  EXPECT_GT(column("count(*) FROM proposals_imported_name WHERE position = 0"), 100) << "everybody else is a name";
  EXPECT_EQ(column("next_case FROM proposals_session WHERE id = " + session), 121) << "behind the greatest";

  const auto register_book = spreadsheet::read_xlsx(world_.send(http::Method::get, world_.filled("/api/v1/assemblies/{county}/proposals.xlsx"), {}, {{"X-Test-Actor", "clerk"}}).body);
  ASSERT_TRUE(register_book);
  EXPECT_EQ(register_book->size(), 124U);

  // A draft of today goes on as if nothing had been imported.
  world_.run({.name = "written today", .as = "member", .post = "/api/v1/proposals", .body = R"({"assembly":{county},"parts":{"title":"关于今年一件事的建议","situation":"一","analysis":"二","suggestions":["三"],"research":"","publish":"whole","publish_reason":""}})", .status = 201, .journal = {"proposals.create"}});
  world_.names["new"] = std::to_string(column("max(id) FROM proposals_proposal"));
  world_.run({.name = "goes into the session under way", .as = "member", .post = "/api/v1/proposals/{new}/transitions", .body = R"({"verb":"submit","version":1})", .has = {R"("serial":"1")"}, .journal = {"proposals.submit"}});
  EXPECT_NE(column("session FROM proposals_proposal WHERE id = " + world_.names["new"]), std::stoll(session));

  world_.names["first"] = first;
  world_.run({
      {.name = "another county's clerk undoes nothing", .as = "elsewhere", .delete_ = "/api/v1/proposals/imports/{first}", .status = 404},
      {.name = "the list", .as = "clerk", .get = "/api/v1/assemblies/{county}/proposals/imports", .has = {R"("proposals":122,"may_be_undone":true)", "补.csv"}},
      {.name = "undone", .as = "clerk", .delete_ = "/api/v1/proposals/imports/{first}", .has = {"补.csv"}, .journal = {"proposals.undo_import"}},
      {.name = "the other import stays, and its session", .as = "clerk", .get = "/api/v1/assemblies/{county}/proposals/statistics?session={session}", .has = {R"("received":1,)"}},
      {.name = "nothing is found any more", .get = "/api/v1/proposals?q=%E5%8A%A0%E8%A3%85%E7%94%B5%E6%A2%AF", .has = {R"("items":[])"}},
      {.name = "once", .as = "clerk", .delete_ = "/api/v1/proposals/imports/{first}", .status = 404},
      {.name = "and it can be imported again", .as = "clerk", .post = "/api/v1/assemblies/{county}/proposals/register?session={session}", .body = workbook, .has = {R"("created":122)"}, .journal = {"proposals.import_register"}},
      {.name = "the queues' numbers went along", .as = "clerk", .get = "/api/v1/assemblies/{county}/proposals?queue=filed", .has = {R"("queue":"filed","name":"Filed","count":120)"}},
  });
  EXPECT_EQ(world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(sql::check_counts); }), 0);
}

TEST_P(RegisterHttp, WhatSomebodyChangedIsNotUndone) {
  open_this_years_session();
  world_.run(send("done", county_register(), {R"({"id")"}));
  imported();
  const db::Query change{"test.change", "UPDATE proposals_proposal SET version = 2 WHERE case_number = 7", 0};
  world_.build([&](Context&, db::WriteTx& tx) { tx.run(change); });
  world_.run({
      {.name = "it says so", .as = "clerk", .get = "/api/v1/assemblies/{county}/proposals/imports", .has = {R"("may_be_undone":false)"}},
      {.name = "and does not", .as = "clerk", .delete_ = "/api/v1/proposals/imports/{import}", .status = 409, .has = {"proposals.import_changed"}},
  });
  EXPECT_EQ(column("count(*) FROM proposals_imported"), 122);
}

TEST_P(RegisterHttp, RefusedRowsStopAllOfIt) {
  open_this_years_session();
  const std::string heading = "案号,案由,提案人,审查结果,公开\n";
  const struct {
    const char* name;
    std::string rows;
    std::vector<std::string> has;
  } cases[] = {
      {"a number twice", "1,甲,张三,,\n1,乙,李四,,\n", {R"("row":3,"column":"案号","code":"proposals.register_number_twice","message":"Case number 1 stands in row 2 already","stops":true)", R"("created":1)"}},
      {"a filed one without a number", ",甲,张三,立案,\n", {"proposals.register_cell_needed"}},
      {"what nobody understands", "1,甲,张三,再议,\n", {"proposals.register_not_a_decision"}},
      {"an old day", "1,甲,张三,,\n2,乙,,,\n", {R"("row":3,"column":"提案人")"}},
  };
  for (const auto& one : cases) world_.run(send(one.name, heading + one.rows, one.has));
  EXPECT_EQ(column("count(*) FROM proposals_proposal"), 0);
  EXPECT_EQ(column("count(*) FROM proposals_session"), 1);
  world_.run(send("what is public is said by the row too", heading + "1,甲,张三,,是\n2,乙,张三,,否\n,丙,张三,转为意见和建议,\n", {R"({"id")", R"("created":3,"published":1)"}));
}

}  // namespace
}  // namespace gongshi::proposals
