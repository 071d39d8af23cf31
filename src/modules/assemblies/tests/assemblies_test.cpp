// A city with two counties below it: who belongs where, who may see and change what.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/testing.hpp"
#include "platform/spreadsheet/write_xlsx.hpp"

namespace gongshi::assemblies {
namespace {

using std::chrono::hours;

class Assemblies : public testing::TestWithParam<db::Engine> {
 protected:
  Assemblies() {
    world_.build([&](Context& context, db::WriteTx& tx) { build(context, tx); });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) world_.actors[name] = identity::actor_of(context, tx, person);
    });
    world_.names = {{"city", std::to_string(city_.value)},
                    {"county", std::to_string(county_.value)},
                    {"economy", std::to_string(economy_.value)},
                    {"wang", std::to_string(people_["wang"].value)},
                    {"stranger", std::to_string(people_["stranger"].value)}};
  }

  void build(Context& context, db::WriteTx& tx) {
    city_ = create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "c"});
    county_ = create_assembly(context, tx, {.name = "甲县政协", .short_name = "甲县", .level = Tier::county, .parent = city_, .code = "c1"});
    other_ = create_assembly(context, tx, {.name = "乙县政协", .short_name = "乙县", .level = Tier::county, .parent = city_, .code = "c2"});
    for (const AssemblyId assembly : {city_, county_}) {
      const TermId term = create_term(context, tx, assembly, 12, "第十二届", began_);
      terms_[assembly] = term;
      for (const char* name : {"经济", "教育"}) sectors_[{assembly, name}] = create_body(context, tx, assembly, term, BodyKind::sector, name);
    }
    sectors_[{county_, "乡村"}] = create_body(context, tx, county_, terms_[county_], BodyKind::sector, "乡村");
    economy_ = sectors_[{city_, "经济"}];
    create_body(context, tx, city_, terms_[city_], BodyKind::committee, "提案委员会");
    const auto member = [&](const char* name, const char* full, AssemblyId assembly, const char* sector, const char* number, std::string phone = {}) {
      if (!people_.contains(name)) people_[name] = identity::create_person(context, tx, {.name = full, .phone = std::move(phone)});
      return add_membership(context, tx, {.person = people_[name], .assembly = assembly, .term = terms_[assembly],
                                          .sector = sectors_[{assembly, sector}], .number = number, .name = full, .from = began_});
    };
    member("wang", "王一", city_, "经济", "001", "+8613800001111");
    member("li", "李二", county_, "经济", "101");
    member("zhao", "赵三", county_, "乡村", "102");
    // One person in two assemblies: the county came first, and in another sector.
    member("both", "钱四", county_, "教育", "103");
    member("both", "钱四", city_, "经济", "002");
    for (const auto& [name, role] : {std::pair{"administrator", Role::administrator}, std::pair{"clerk", Role::clerk}, std::pair{"chair", Role::chair}}) {
      people_[name] = identity::create_person(context, tx, {.name = name});
      add_seat(context, tx, people_[name], city_, role, began_);
    }
    people_["stranger"] = identity::create_person(context, tx, {.name = "stranger"});
    people_["county clerk"] = identity::create_person(context, tx, {.name = "county clerk"});
    add_seat(context, tx, people_["county clerk"], county_, Role::clerk, began_);
  }

  template <class F>
  auto now(F&& fn) {
    return world_.look([&](Context& context, db::ReadTx& tx) { return fn(tx, context.now()); });
  }

  std::string export_as(const std::string& who) {
    const auto answer = world_.send(http::Method::get, world_.filled("/api/v1/assemblies/{city}/roster.csv"), {}, {{"X-Test-Actor", who}});
    EXPECT_EQ(answer.status, 200);
    return answer.body;
  }

  Scenario import(std::string name, std::string body, std::vector<std::string> has, std::vector<std::string> journal = {}, std::string query = "") {
    return {.name = std::move(name), .as = "clerk", .post = "/api/v1/assemblies/{city}/roster" + query, .body = std::move(body), .status = 200,
            .has = std::move(has), .journal = std::move(journal)};
  }

  World world_{GetParam(), {identity::identity_module(), assemblies_module()}};
  const Timestamp began_{1'640'966'400'000};  // 2022-01-01 in China
  AssemblyId city_, county_, other_;
  std::map<AssemblyId, TermId> terms_;
  std::map<std::pair<AssemblyId, std::string>, SectorId> sectors_;
  SectorId economy_;
  std::map<std::string, PersonId> people_;
};

TEST_P(Assemblies, EveryQueryPrepares) { world_.expect_every_query_to_prepare(); }

TEST_P(Assemblies, AMembershipIsSeenFromAbove) {
  const auto of = [&](const char* who, AssemblyId assembly) {
    return now([&](db::ReadTx& tx, Timestamp at) { return membership_of(tx, people_[who], assembly, at); });
  };
  ASSERT_TRUE(of("li", city_));
  EXPECT_EQ(of("li", city_)->assembly, county_);
  EXPECT_EQ(of("li", city_)->sector, economy_) << "the city's sector of the same name";
  EXPECT_EQ(of("li", county_)->sector, (sectors_[{county_, "经济"}]));
  EXPECT_EQ(of("zhao", city_)->sector, SectorId{}) << "the city has no such sector";
  EXPECT_EQ(of("both", city_)->number, "002") << "the assembly's own membership comes first";
  EXPECT_EQ(of("both", county_)->number, "103");
  EXPECT_FALSE(of("wang", county_));
  EXPECT_FALSE(of("stranger", city_));
  EXPECT_EQ(now([&](db::ReadTx& tx, Timestamp at) { return assemblies_of(tx, people_["li"], at); }), (std::vector{city_, county_}));
  EXPECT_FALSE(world_.look([&](Context&, db::ReadTx& tx) { return has_membership(tx, people_["li"], began_ - hours(1)); })) << "a period, not a flag";
}

TEST_P(Assemblies, PersonsAreCountedNotMemberships) {
  now([&](db::ReadTx& tx, Timestamp at) {
    EXPECT_EQ(count_members(tx, city_, {}, at), 4);
    EXPECT_EQ(count_members(tx, county_, {}, at), 3);
    EXPECT_EQ(count_members(tx, city_, std::vector{economy_}, at), 3);
    EXPECT_EQ(count_members(tx, city_, std::vector{sectors_[{city_, "教育"}]}, at), 0) << "who is in two sectors counts in the city's";
    const auto by_assembly = members_by_assembly(tx, city_, {}, at);
    EXPECT_EQ(by_assembly.size(), 3U);
    for (const auto& count : by_assembly) EXPECT_EQ(count.members, count.id == city_ ? 2 : count.id == county_ ? 2 : 0);
    const auto by_sector = members_by_sector(tx, city_, std::vector{economy_}, at);
    EXPECT_EQ(by_sector.size(), 1U);
    EXPECT_EQ(by_sector.at(0).members, 3);
    EXPECT_EQ(members_of(tx, city_, std::vector{economy_}, at).size(), 3U);
    return 0;
  });
}

TEST_P(Assemblies, NumbersFindMembers) {
  now([&](db::ReadTx& tx, Timestamp at) {
    EXPECT_EQ(find_member_by_number(tx, city_, "001", at), people_["wang"]);
    EXPECT_EQ(find_member_by_number(tx, city_, "101", at), people_["li"]);
    EXPECT_EQ(find_member_by_number(tx, county_, "001", at), std::nullopt);
    EXPECT_EQ(find_member_by_number(tx, city_, "1", at), std::nullopt);
    return 0;
  });
}

TEST_P(Assemblies, ActorsActInTheirFirstSeat) {
  const Actor& clerk = world_.actors["clerk"];
  EXPECT_EQ(clerk.role, "clerk");
  EXPECT_TRUE(clerk.may("consultation.write", city_));
  EXPECT_FALSE(clerk.may("consultation.write", county_));
  EXPECT_FALSE(clerk.may("sheet.sign"));
  EXPECT_TRUE(clerk.may("moderation.appeal")) << "one's own voice";
  EXPECT_TRUE(world_.actors["chair"].may("sheet.sign", city_));
  EXPECT_TRUE(world_.actors["administrator"].may("operator"));
  EXPECT_FALSE(world_.actors["administrator"].may("moderation.work"));
  EXPECT_EQ(world_.actors["li"].role, "member");
  EXPECT_EQ(world_.actors["li"].level, static_cast<int>(identity::Level::member));
  EXPECT_EQ(world_.actors["stranger"].level, static_cast<int>(identity::Level::phone));
  EXPECT_TRUE(world_.actors["stranger"].may("consultation.vote"));
}

TEST_P(Assemblies, WhatIsReadByWhom) {
  const std::string members = "/api/v1/assemblies/{city}/members";
  world_.run({
      {.name = "assemblies are public", .get = "/api/v1/assemblies", .has = {R"("id":{county},"name":"甲县政协","level":"county","parent":{city})"},
       .lacks = {"demonstration"}},
      {.name = "one of them", .get = "/api/v1/assemblies/{city}",
       .has = {R"("name":"第十二届")", R"("id":{economy},"name":"经济","members":3)", "提案委员会", R"("members":4})"}},
      {.name = "an assembly that is not there", .get = "/api/v1/assemblies/5", .status = 404, .has = {"assemblies.not_found"}},
      {.name = "the roster is for staff", .get = members, .status = 401, .lacks = {"王一"}},
      {.name = "not for a stranger", .as = "stranger", .get = members, .status = 403, .lacks = {"王一"}},
      {.name = "not for a member", .as = "wang", .get = members, .status = 403, .lacks = {"李二"}},
      {.name = "not for a clerk of another assembly", .as = "county clerk", .get = members, .status = 403, .lacks = {"王一"}},
      {.name = "the county's own clerk sees the county", .as = "county clerk", .get = "/api/v1/assemblies/{county}/members", .has = {"李二"}, .lacks = {"王一"}},
      {.name = "numbers are masked", .as = "clerk", .get = members, .has = {R"("total":5)", "138****1111", "王一", "李二"}, .lacks = {"13800001111"}},
      {.name = "by the begin of a name", .as = "chair", .post = members + "/search", .body = R"({"q":"李"})", .has = {R"("total":1)", "李二"}, .lacks = {"王一"}},
      {.name = "by the begin of a number", .as = "administrator", .post = members + "/search", .body = R"({"q":"10"})", .has = {R"("total":3)", "李二"}, .lacks = {"王一"}},
      {.name = "by sector", .as = "clerk", .get = members + "?sector={economy}", .has = {R"("total":3)", "王一"}, .lacks = {"赵三"}},
      {.name = "a pattern is only text", .as = "clerk", .post = members + "/search", .body = R"({"q":"%"})", .has = {R"("total":0)"}},
      {.name = "a name is asked for in the body alone", .as = "clerk", .get = members + "?q=李", .status = 400, .has = {"?q"}},
      {.name = "an unknown sector has nobody", .as = "clerk", .get = members + "?sector=5", .has = {R"("total":0)"}},
      {.name = "a cursor that is none", .as = "clerk", .get = members + "?cursor=x", .status = 400, .has = {"?cursor"}},
      {.name = "nobody takes the roster away unasked", .as = "wang", .get = "/api/v1/assemblies/{city}/roster.csv", .status = 403},
      {.name = "nor brings one", .as = "chair", .post = "/api/v1/assemblies/{city}/roster", .body = "x", .status = 403},
      {.name = "nor to another assembly", .as = "county clerk", .post = "/api/v1/assemblies/{city}/roster", .body = "x", .status = 403},
  });
}

TEST_P(Assemblies, ListsGoOnWhereTheyStopped) {
  std::string roster = "number,name,sector\n";
  for (int i = 0; i < 120; ++i) roster += fmt::format("5{:03},成员{},教育\n", i, i);
  world_.run(import("many", roster, {R"("created":120)"}, {"assemblies.import_roster"}));
  std::size_t seen = 0;
  std::string cursor;
  int pages = 0;
  do {
    const auto answer = world_.send(http::Method::post, world_.filled("/api/v1/assemblies/{city}/members/search"), R"({"q":"5")" + cursor + "}",
                                    {{"X-Test-Actor", "clerk"}, {"X-CSRF-Token", "test"}});
    const auto document = json::parse(answer.body).value();
    seen += document.as_object().at("items").as_array().size();
    const auto* next = document.as_object().if_contains("next");
    cursor = next == nullptr ? "" : ",\"cursor\":" + std::string(next->as_string());
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(seen, 120U);
  EXPECT_EQ(pages, 3);
}

TEST_P(Assemblies, ARosterIsPlannedThenImportedAndTwiceChangesNothing) {
  const std::string roster =
      "委员编号,姓名,界别,党派,专门委员会,县市区,手机,起,止\r\n"
      "001,王一,教育,,提案委员会,,,,\r\n"
      "003,孙五,经济,,,,13900002222,2023年3月1日,\r\n"
      "104,周六,乡村,,,甲县,,,2023-12-31\r\n";
  world_.run({
      import("a trial", roster, {R"("rows":3,"created":2,"updated":1,"unchanged":0,"errors":[])"}, {}, "?dry_run=true"),
      {.name = "left everything as it was", .as = "clerk", .get = "/api/v1/assemblies/{city}/members", .has = {R"("total":5)"}, .lacks = {"孙五"}},
      import("in earnest", roster, {R"("created":2,"updated":1)"}, {"assemblies.import_roster"}),
      import("again", roster, {R"("created":0,"updated":0,"unchanged":3)"}),
      {.name = "they are there, and who left is not", .as = "clerk", .get = "/api/v1/assemblies/{city}/members",
       .has = {R"("total":6)", "139****2222", R"("sector_name":"教育","committee":"提案委员会")"}, .lacks = {"周六"}},
  });
  const auto li = now([&](db::ReadTx& tx, Timestamp at) { return find_member_by_number(tx, city_, "003", at); });
  ASSERT_TRUE(li);
  EXPECT_EQ(world_.look([&](Context&, db::ReadTx& tx) { return membership_of(tx, *li, city_, Timestamp{1'677'600'000'000}).has_value(); }), true);
  EXPECT_EQ(world_.look([&](Context&, db::ReadTx& tx) { return membership_of(tx, *li, city_, Timestamp{1'677'599'999'999}).has_value(); }), false)
      << "from the first of March in China";

  const std::string exported = export_as("clerk");
  EXPECT_TRUE(exported.starts_with("\xEF\xBB\xBF委员编号,姓名,界别,党派,专门委员会,县市区,手机,起,止\r\n")) << exported;
  EXPECT_NE(exported.find("003,孙五,经济,,,,139****2222,2023-03-01,\r\n"), std::string::npos) << exported;
  EXPECT_NE(exported.find("101,李二,经济,,,甲县,,2022-01-01,\r\n"), std::string::npos) << exported;
  world_.run(import("what was exported comes back", exported, {R"("rows":6,"created":0,"updated":0,"unchanged":6,"errors":[])"}));
}

TEST_P(Assemblies, ACountyIsAddedAndHandedToItsOffice) {
  const std::string counties = "/api/v1/assemblies/{city}/counties";
  const auto county = [](const std::string& name, const std::string& code, const std::string& level = "county") {
    return R"({"name":")" + name + R"(","short_name":")" + name + R"(","level":")" + level + R"(","code":")" + code + R"(","term_number":1,"term_name":"第一届","term_from":1640966400000,"administrator":"县管理","clerk":"县工作"})";
  };
  world_.run({
      {.name = "not by a clerk", .as = "clerk", .post = counties, .body = county("丙县", "c3"), .status = 403},
      {.name = "nor by a county", .as = "county clerk", .post = counties, .body = county("丙县", "c3"), .status = 403},
      {.name = "below is lower", .as = "administrator", .post = counties, .body = county("丙县", "c3", "city"), .status = 400, .has = {"assemblies.level_out_of_order"}},
      {.name = "a code once", .as = "administrator", .post = counties, .body = county("丙县", "c1"), .status = 400, .has = {"assemblies.code_taken"}},
      {.name = "a name once", .as = "administrator", .post = counties, .body = county("甲县", "c3"), .status = 400, .has = {"assemblies.name_twice"}},
      {.name = "added", .as = "administrator", .post = counties, .body = county("丙县", "c3"), .status = 201, .has = {R"("parent":{city})", R"("number":1)", R"("name":"县管理","role_name":"Administrator","link":true)"}, .journal = {"assemblies.create_county"}},
      {.name = "listed, with links only into what was given with it", .as = "administrator", .get = counties, .has = {R"("name":"县工作","role_name":"Clerk","link":true)", R"("name":"county clerk","role_name":"Clerk","link":false)"}},
  });
  static constexpr db::Query kSeat{"test.seat", "SELECT max(id) FROM assemblies_seat WHERE role = 'clerk'", 0};
  static constexpr db::Query kPerson{"test.person", "SELECT person FROM assemblies_seat WHERE role = 'clerk' ORDER BY id DESC LIMIT 1", 0};
  world_.names["seat"] = std::to_string(world_.look([](Context&, db::ReadTx& tx) { return tx.one<std::int64_t>(kSeat).value(); }));
  const PersonId person = world_.look([](Context&, db::ReadTx& tx) { return tx.one<PersonId>(kPerson).value(); });
  world_.run({.name = "its clerk's first link", .as = "administrator", .put = "/api/v1/seats/{seat}/link", .body = "{}", .has = {"token"}, .journal = {"assemblies.make_link"}});
  world_.build([&](Context& context, db::WriteTx& tx) { EXPECT_TRUE(identity::add_phone(context, tx, person, "+8613900009999").has_value()); });
  world_.run({.name = "none once they have another way in", .as = "administrator", .put = "/api/v1/seats/{seat}/link", .body = "{}", .status = 404});
}

TEST_P(Assemblies, ARosterWithOneWrongRowDoesNothing) {
  world_.run({
      import("every wrong cell is named", 
             "number,name,sector,committee,county,phone\n"
             "010,好的,经济,,,\n"
             "011,甲,渔业,,,\n"
             "012,乙,经济,没有的委员会,,\n"
             "013,丙,经济,,丙县,\n"
             "014,丁,经济,,乙县,\n"
             "015,戊,经济,,,12345\n"
             "016,己,经济,,,13800001111\n"
             "017,庚,经济,,,138****1111\n"
             "010,辛,经济,,,\n"
             "101,壬,经济,,甲县政协,13800001111\n",
             {R"("rows":10,"created":1,"updated":0)", R"({"row":3,"column":"界别","code":"assemblies.body_unknown")", R"({"row":4,"column":"专门委员会","code":"assemblies.body_unknown")",
              R"({"row":5,"column":"县市区","code":"assemblies.county_unknown")", R"({"row":6,"column":"县市区","code":"assemblies.no_term")",
              R"({"row":7,"column":"手机","code":"identity.not_a_phone")", R"({"row":8,"column":"手机","code":"assemblies.phone_of_member")",
              R"({"row":9,"column":"手机","code":"assemblies.phone_masked")",
              R"({"row":10,"column":"委员编号","code":"assemblies.number_twice","message":"This number is also in row 2"})",
              R"({"row":11,"column":"手机","code":"assemblies.phone_twice")"}),
      {.name = "and nothing was done", .as = "clerk", .get = "/api/v1/assemblies/{city}/members", .has = {R"("total":5)"}, .lacks = {"好的"}},
      import("sectors are made where that was asked for", "number,name,sector,committee\n011,甲,渔业,渔业委员会\n", {R"("created":1)"},
             {"assemblies.import_roster"}, "?create_bodies=true"),
      {.name = "they are there", .get = "/api/v1/assemblies/{city}", .has = {R"("name":"渔业","members":1)", "渔业委员会"}},
      import("an encoding nobody knows", "\xff\xfe" "1", {"csv.encoding"}),
      {.name = "words in the reader's language", .as = "clerk", .post = "/api/v1/assemblies/{city}/roster", .body = "number,name\n",
       .has = {"缺少这一列"}, .language = "zh-CN"},
      {.name = "too much at once", .as = "clerk", .post = "/api/v1/assemblies/{city}/roster", .body = std::string((8 << 20) + 1, 'x'), .status = 413},
  });
}

TEST_P(Assemblies, AKnownNumberNamesTheSamePerson) {
  world_.run(import("the member of the city joins the county", "number,name,sector,county,phone\n105,王一,经济,甲县,13800001111\n", {R"("created":1)"},
                    {"assemblies.import_roster"}));
  now([&](db::ReadTx& tx, Timestamp at) {
    EXPECT_EQ(find_member_by_number(tx, county_, "105", at), people_["wang"]);
    EXPECT_EQ(count_members(tx, city_, {}, at), 4);
    return 0;
  });
}

TEST_P(Assemblies, ACorrectedNameIsShown) {
  world_.run(import("a typing error", "number,name,sector\n001,王益,经济\n", {R"("updated":1)"}, {"assemblies.import_roster"}));
  EXPECT_EQ(world_.look([&](Context&, db::ReadTx& tx) { return identity::display_name(tx, people_["wang"]); }), "王益");
}

TEST_P(Assemblies, ExportsDoNotRunInASpreadsheet) {
  world_.run(import("a formula for a name", "number,name,sector\n020,\"=HYPERLINK(\"\"x\"\")\",经济\n", {R"("created":1)"}, {"assemblies.import_roster"}));
  EXPECT_NE(export_as("clerk").find("020,\"'=HYPERLINK(\"\"x\"\")\",经济"), std::string::npos);
}

TEST_P(Assemblies, AWorkbookIsImportedLikeAFile) {
  const std::string roster = spreadsheet::write_xlsx("名册", {{"委员编号", "姓名", "界别", "党派", "专门委员会", "县市区", "手机", "起", "止"},
                                                            {"001", "王一", "教育", "", "提案委员会"},
                                                            {"003", "孙五", "经济", "", "", "", "13900002222", "2023年3月1日"},
                                                            {},
                                                            {"104", "周六", "乡村", "", "", "甲县", "", "", "2023-12-31"}});
  world_.run({
      import("a trial", roster, {R"("rows":3,"created":2,"updated":1,"unchanged":0,"errors":[])"}, {}, "?dry_run=true"),
      import("in earnest", roster, {R"("created":2,"updated":1)"}, {"assemblies.import_roster"}),
      import("again", roster, {R"("created":0,"updated":0,"unchanged":3)"}),
      import("a wrong cell, by its row", spreadsheet::write_xlsx("a", {{"number", "name", "sector"}, {}, {"010", "", "渔业", "beside"}}),
             {R"({"row":3,"column":"4","code":"assemblies.cell_without_heading")"}),
      import("every wrong cell", spreadsheet::write_xlsx("a", {{"number", "name", "sector"}, {}, {"010", "", "渔业"}}),
             {R"({"row":3,"column":"姓名","code":"assemblies.cell_needed")", R"({"row":3,"column":"界别","code":"assemblies.body_unknown")"}),
      import("no workbook after all", "PK\x03\x04 and so on", {R"({"row":1,"column":"","code":"xlsx.damaged","message":"The workbook is damaged)"}),
      import("an empty one", spreadsheet::write_xlsx("a", {}), {"assemblies.roster_empty"}),
      {.name = "a stranger exports nothing", .as = "stranger", .get = "/api/v1/assemblies/{city}/roster.xlsx", .status = 403},
  });
  const auto exported = world_.send(http::Method::get, world_.filled("/api/v1/assemblies/{city}/roster.xlsx"), {}, {{"X-Test-Actor", "clerk"}});
  ASSERT_EQ(exported.status, 200);
  world_.run(import("what was exported comes back", exported.body, {R"("rows":6,"created":0,"updated":0,"unchanged":6,"errors":[])"}));
}

TEST_P(Assemblies, WhoLooksAtWhomIsOnRecord) {
  const std::string members = "/api/v1/assemblies/{city}/members", county = "/api/v1/assemblies/{county}/members";
  const auto ask = [&](const std::string& who, const std::string& path, const std::optional<std::string>& body = {}) {
    return world_.send(body ? http::Method::post : http::Method::get, world_.filled(path), body.value_or(""), {{"X-Test-Actor", who}, {"X-CSRF-Token", "test"}});
  };
  const auto readings = [&] {
    static constexpr db::Query kAll{"test.readings", "SELECT event, person, COALESCE(about, 0) FROM identity_security_log WHERE kind = 'personal_data' ORDER BY id", 0};
    std::vector<std::string> all;
    world_.look([&](Context&, db::ReadTx& tx) {
      const auto name = [&](std::int64_t id) {
        const auto found = std::ranges::find_if(people_, [&](const auto& one) { return one.second.value == id; });
        return found == people_.end() ? std::string() : found->first;
      };
      tx.each(kAll, [&](const db::Row& row) { all.push_back(std::string(row.text(0)) + " " + name(row.integer(1)) + " " + name(row.integer(2))); });
      return 0;
    });
    return all;
  };
  EXPECT_EQ(ask("stranger", members).status, 403);
  EXPECT_TRUE(readings().empty());
  EXPECT_EQ(ask("clerk", members).status, 200);
  EXPECT_EQ(ask("clerk", members).status, 200);
  EXPECT_EQ(ask("clerk", members + "/search", R"({"q":"王"})").status, 200);
  EXPECT_EQ(ask("clerk", members + "/search", R"({"q":"nobody of this name"})").status, 200);
  EXPECT_EQ(ask("county clerk", county + "/search", R"({"q":"赵"})").status, 200);
  EXPECT_EQ(ask("clerk", "/api/v1/assemblies/{city}/roster.csv").status, 200);
  EXPECT_EQ(readings(), (std::vector<std::string>{"roster_read clerk ", "member_read clerk wang", "member_read county clerk zhao", "roster_exported clerk "}));
}

TEST_P(Assemblies, TheOperatorSaysWhatTheAssemblyIs) {
  const std::string path = "/api/v1/assemblies/{city}";
  const auto put = [&](std::string name, std::string rest, std::string body, int status, std::vector<std::string> has, std::vector<std::string> journal = {}) {
    return Scenario{.name = std::move(name), .as = "administrator", .put = path + rest, .body = std::move(body), .status = status, .has = std::move(has), .journal = std::move(journal)};
  };
  const std::string began = std::to_string(began_.milliseconds);
  world_.run({
      put("a name", "", R"({"name":"某市政协","short_name":"某市","level":"province","code":"33"})", 200, {R"("name":"某市政协","level":"province")", R"("code":"33")"}, {"assemblies.change_assembly"}),
      put("a name of blanks", "", R"({"name":"　","short_name":"某市","level":"city","code":"33"})", 400, {R"("pointer":"/name","code":"assemblies.bad_name")"}),
      put("the code of another", "", R"({"name":"某市政协","short_name":"某市","level":"city","code":"c1"})", 400, {R"("pointer":"/code","code":"assemblies.code_taken")"}),
      put("the term", "/term", R"({"number":13,"name":"第十三届","from":)" + began + R"(,"plenary":{"number":1,"name":"第一次会议","from":)" + began + "}}", 200,
          {R"("number":13,"name":"第十三届")", R"("plenary":{"number":1,"name":"第一次会议")"}, {"assemblies.set_term"}),
      put("its next session", "/term", R"({"number":13,"name":"第十三届","from":)" + began + R"(,"plenary":{"number":2,"name":"第二次会议","from":)" + began + "}}", 200,
          {R"("plenary":{"number":2)"}, {"assemblies.set_term"}),
      put("a term to come", "/term", R"({"number":14,"name":"第十四届","from":4000000000000})", 400, {R"("pointer":"/from","code":"assemblies.term_not_begun")"}),
      put("a term that was", "/term", R"({"number":14,"name":"第十四届","from":0,"to":1})", 400, {R"("pointer":"/to","code":"assemblies.term_over")"}),
      put("a session before its term", "/term", R"({"number":13,"name":"第十三届","from":)" + began + R"(,"plenary":{"number":1,"name":"一","from":0}})", 400, {R"("pointer":"/plenary/from")"}),
      put("bodies: one new, one that nobody is in gone", "/bodies", R"({"sectors":["经济","教育","渔业"],"committees":[]})", 200,
          {R"("name":"渔业","members":0)", R"("committees":[])"}, {"assemblies.set_bodies"}),
      put("the same again", "/bodies", R"({"sectors":["经济","教育","渔业"],"committees":[]})", 200, {}, {"assemblies.set_bodies"}),
      put("one that has members stays", "/bodies", R"({"sectors":["教育"],"committees":[]})", 400, {R"("pointer":"/sectors","code":"assemblies.body_in_use","message":"“经济”)"}),
      put("a name twice", "/bodies", R"({"sectors":["经济","教育","经济"],"committees":[]})", 400, {R"("pointer":"/sectors/2","code":"assemblies.name_twice")"}),
      {.name = "and nothing of the refused was done", .get = path, .has = {"经济", "渔业"}},
      {.name = "not of another assembly", .as = "administrator", .put = "/api/v1/assemblies/{county}", .body = R"({"name":"x","short_name":"x","level":"county","code":"x"})", .status = 403},
      {.name = "not by a clerk", .as = "clerk", .put = path, .body = R"({"name":"x","short_name":"x","level":"county","code":"x"})", .status = 403},
  });
}

TEST_P(Assemblies, AccountsOfStaffAreMadeHandedOverAndEnded) {
  const std::string path = "/api/v1/assemblies/{city}/accounts";
  const auto add = [&](std::string name, std::string body, int status, std::vector<std::string> has, std::vector<std::string> journal = {}) {
    return Scenario{.name = std::move(name), .as = "administrator", .post = path, .body = std::move(body), .status = status, .has = std::move(has), .journal = std::move(journal)};
  };
  world_.run({
      {.name = "who is there", .as = "administrator", .get = path,
       .has = {R"("name":"administrator","role":"administrator","role_name":"Administrator")", R"("has_password":false,"actions":["link"])", R"("actions":["link","end"])",
               R"("roles":[{"role":"administrator","name":"Administrator","about":)"},
       .lacks = {"county clerk", R"("role":"member")"}},
      {.name = "not for a clerk", .as = "clerk", .get = path, .status = 403},
      add("somebody new", R"({"role":"clerk","name":"新人"})", 201, {R"("name":"新人","role":"clerk")"}, {"assemblies.give_seat"}),
      add("a member, by number", R"({"role":"chair","member_number":"001"})", 201, {R"("name":"王一","role":"chair")"}, {"assemblies.give_seat"}),
      add("twice the same", R"({"role":"chair","member_number":"001"})", 400, {"assemblies.seat_held"}),
      add("nobody", R"({"role":"clerk"})", 400, {"assemblies.who"}),
      add("two at once", R"({"role":"clerk","name":"x","member_number":"001"})", 400, {"assemblies.who"}),
      add("a number that nobody has", R"({"role":"clerk","member_number":"999"})", 400, {"assemblies.no_such_member"}),
      add("a stranger by number of account", R"({"role":"clerk","person":{stranger}})", 400, {"assemblies.no_such_account"}),
      add("a seat of a member", R"({"role":"member","name":"x"})", 400, {"assemblies.role_not_given"}),
  });
  const auto found = [&](std::string_view name) {
    return world_.look([&](Context& context, db::ReadTx& tx) {
      for (const Official& one : officials(tx, {}, context.now())) {
        if (identity::display_name(tx, one.person) == name) return one.seat;
      }
      return SeatId{};
    });
  };
  const auto link = [&](SeatId seat) {
    const auto answer = world_.send(http::Method::put, fmt::format("/api/v1/seats/{}/link", seat.value), "{}", {{"X-Test-Actor", "administrator"}, {"X-CSRF-Token", "test"}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.substr(10, 43);
  };
  const SeatId seat = found("新人");
  const std::string first = link(seat), second = link(seat);
  Browser browser(world_);
  EXPECT_EQ(browser.post("/api/v1/session/link", R"({"token":")" + first + "\"}").status, 410) << "the earlier one ended";
  EXPECT_NE(browser.post("/api/v1/session/link", R"({"token":")" + second + "\"}").body.find(R"("role":"clerk")"), std::string::npos);
  EXPECT_EQ(browser.get(world_.filled("/api/v1/assemblies/{city}/members")).status, 200);
  EXPECT_EQ(browser.get("/api/v1/me/inbox").body.find("link_made"), std::string::npos) << "they asked for it: there was no other way in";
  EXPECT_EQ(browser.post("/api/v1/me/password", R"({"login":"new.clerk","password":"correct horse battery"})").status, 200);
  link(seat);
  EXPECT_NE(browser.get("/api/v1/me/inbox").body.find("An administrator made a link that signs in once as you, in the role of Clerk"), std::string::npos);
  EXPECT_EQ(world_.look([](Context&, db::ReadTx& tx) {
    static constexpr db::Query kStored{"test.stored", "SELECT count(*) FROM platform_idempotency WHERE answer LIKE '%token%'", 0};
    return tx.one<std::int64_t>(kStored);
  }), 0) << "no link is kept in an answer";

  world_.names["seat"] = std::to_string(seat.value);
  world_.names["own"] = std::to_string(found("administrator").value);
  world_.names["foreign"] = std::to_string(found("county clerk").value);
  world_.run({
      {.name = "ended", .as = "administrator", .delete_ = "/api/v1/seats/{seat}", .journal = {"assemblies.end_seat"}},
      {.name = "once", .as = "administrator", .delete_ = "/api/v1/seats/{seat}", .status = 404},
      {.name = "the last administrator stays", .as = "administrator", .delete_ = "/api/v1/seats/{own}", .status = 409, .has = {"assemblies.last_administrator"}},
      {.name = "nobody of another assembly", .as = "administrator", .delete_ = "/api/v1/seats/{foreign}", .status = 404},
      {.name = "no link there either", .as = "administrator", .put = "/api/v1/seats/{foreign}/link", .body = "{}", .status = 404},
  });
  EXPECT_EQ(browser.get(world_.filled("/api/v1/assemblies/{city}/members")).status, 403) << "at once";
}

TEST_P(Assemblies, TheThreeAdministrationsStayApart) {
  world_.names["administrator"] = std::to_string(people_["administrator"].value);
  const std::string path = "/api/v1/assemblies/{city}/accounts";
  const auto add = [&](std::string name, std::string body, int status, std::vector<std::string> has, std::vector<std::string> journal = {}) {
    return Scenario{.name = std::move(name), .as = "administrator", .post = path, .body = std::move(body), .status = status, .has = std::move(has), .journal = std::move(journal)};
  };
  world_.run({
      add("the audit by who administers the system", R"({"role":"audit_administrator","person":{administrator}})", 409, {"assemblies.administrations_apart"}),
      add("the audit by somebody else", R"({"role":"audit_administrator","name":"审计"})", 201, {R"("role_name":"Audit administrator")", R"("actions":["link"])"}, {"assemblies.give_seat"}),
  });
  const auto auditor = now([&](db::ReadTx& tx, Timestamp at) {
    const auto all = officials(tx, city_, at);
    return *std::ranges::find(all, Role::audit_administrator, &Official::role);
  });
  world_.names["seat"] = std::to_string(auditor.seat.value);
  world_.names["auditor"] = std::to_string(auditor.person.value);
  world_.run({
      add("security by the auditor", R"({"role":"security_administrator","person":{auditor}})", 409, {"assemblies.administrations_apart"}),
      {.name = "the audit is not switched off", .as = "administrator", .delete_ = "/api/v1/seats/{seat}", .status = 409, .has = {"assemblies.last_administrator"}},
      {.name = "a link to begin with", .as = "administrator", .put = "/api/v1/seats/{seat}/link", .body = "{}", .has = {"token"}, .journal = {"assemblies.make_link"}},
  });
  Context context = world_.app().context();
  const auto hash = identity::hash_password(context, "auditor", "correct horse battery");
  ASSERT_TRUE(hash.has_value());
  world_.build([&](Context& c, db::WriteTx& tx) { EXPECT_TRUE(identity::set_password(c, tx, auditor.person, *hash).has_value()); });
  world_.run({
      {.name = "and none afterwards: it would be a way to act as them", .as = "administrator", .put = "/api/v1/seats/{seat}/link", .body = "{}", .status = 409,
       .has = {"assemblies.link_out_of_reach"}},
      add("another auditor", R"({"role":"audit_administrator","name":"审计二"})", 201, {}, {"assemblies.give_seat"}),
      {.name = "then the first may go", .as = "administrator", .delete_ = "/api/v1/seats/{seat}", .journal = {"assemblies.end_seat"}},
  });
  EXPECT_EQ(now([&](db::ReadTx& tx, Timestamp at) { return may_hold(tx, people_["stranger"], county_, Role::audit_administrator, at); }).error().code, "assemblies.topmost_only");
}

TEST_P(Assemblies, ANewInstallationGetsAnAssemblyWithItsFirstAdministrator) {
  World fresh{GetParam(), {identity::identity_module(), assemblies_module()}};
  const auto token = identity::create_first_administrator_link(fresh.app());
  ASSERT_TRUE(token);
  Browser browser(fresh);
  const auto made = browser.post("/api/v1/session/first-administrator",
                                 R"({"token":")" + *token + R"(","name":"Wang","login":"wang","password":"correct horse battery"})");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_NE(made.body.find(R"("assembly_name":"共识","body_name":"","role":"administrator","role_name":"Administrator")"), std::string::npos) << made.body;
  EXPECT_NE(browser.get("/api/v1/assemblies").body.find("共识"), std::string::npos);
  EXPECT_FALSE(identity::create_first_administrator_link(fresh.app()));
}

TEST_P(Assemblies, TheDemonstrationGoesAndARealAdministratorStays) {
  World fresh{GetParam(), {identity::identity_module(), assemblies_module()}};
  const auto people = fresh.build([](Context& context, db::WriteTx& tx) {
    const auto city = create_assembly(context, tx, {.name = "Demo", .short_name = "Demo", .code = "demo", .demonstration = true});
    const auto county = create_assembly(context, tx, {.name = "Below", .short_name = "Below", .level = Tier::county, .parent = city, .demonstration = true});
    const auto term = create_term(context, tx, county, 1, "1", Timestamp{0});
    const auto sector = create_body(context, tx, county, term, BodyKind::sector, "s");
    const auto made_up = identity::create_person(context, tx, {.name = "Made Up", .demonstration = true});
    add_membership(context, tx, {.person = made_up, .assembly = county, .term = term, .sector = sector, .number = "1", .name = "Made Up", .from = {}});
    const auto real = identity::create_person(context, tx, {.name = "Real"});
    add_seat(context, tx, real, city, Role::administrator, Timestamp{0});
    return std::pair{made_up, real};
  });
  fresh.build([](Context& context, db::WriteTx& tx) {
    remove_demonstration(context, tx);
    identity::remove_demonstration(tx);
  });
  fresh.look([&](Context& context, db::ReadTx& tx) {
    const auto left = all_assemblies(tx);
    EXPECT_EQ(left.size(), 1U);
    EXPECT_FALSE(left.at(0).demonstration);
    EXPECT_FALSE(has_membership(tx, people.first, context.now()));
    EXPECT_EQ(identity::actor_of(context, tx, people.second).role, "administrator");
    return 0;
  });
}

INSTANTIATE_TEST_SUITE_P(Engines, Assemblies, testing::ValuesIn(db::kEngines), db::EngineName());

}  // namespace
}  // namespace gongshi::assemblies
