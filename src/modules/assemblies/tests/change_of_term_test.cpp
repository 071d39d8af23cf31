// A change of term: prepared by who may, rehearsed on a copy, carried out as a whole and once.
#include <sstream>

#include <gtest/gtest.h>

#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::assemblies {
namespace {

using std::chrono::hours;

class ChangeOfTerm : public testing::TestWithParam<db::Engine> {
 protected:
  ChangeOfTerm() {
    world_.build([&](Context& context, db::WriteTx& tx) { build(context, tx); });
    read_actors();
    world_.names = {{"city", std::to_string(city_.value)}, {"chair", std::to_string(chair_.value)}, {"administrator", std::to_string(administrator_.value)},
                    {"old", std::to_string(term_.value)}, {"now", std::to_string(world_.clock.now().milliseconds)}, {"later", std::to_string((world_.clock.now() + hours(2)).milliseconds)}};
  }

  void build(Context& context, db::WriteTx& tx) {
    city_ = create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "c"});
    county_ = create_assembly(context, tx, {.name = "甲县政协", .short_name = "甲县", .level = Tier::county, .parent = city_, .code = "c1"});
    term_ = create_term(context, tx, city_, 12, "第十二届", began_);
    for (const char* name : {"经济", "教育"}) sectors_[name] = create_body(context, tx, city_, term_, BodyKind::sector, name);
    create_body(context, tx, city_, term_, BodyKind::committee, "提案委员会");
    const auto member = [&](const char* name, const char* full, const char* sector, const char* number, std::string phone = {}) {
      people_[name] = identity::create_person(context, tx, {.name = full, .phone = std::move(phone)});
      add_membership(context, tx, {.person = people_[name], .assembly = city_, .term = term_, .sector = sectors_[sector], .number = number, .name = full, .from = began_});
    };
    member("wang", "王一", "经济", "001", "+8613800001111");
    member("qian", "钱四", "教育", "002", "+8613800002222");
    member("zhao", "赵三", "教育", "003");
    for (const auto& [name, role, assembly] : {std::tuple{"administrator", Role::administrator, city_}, std::tuple{"clerk", Role::clerk, city_}, std::tuple{"county", Role::clerk, county_}}) {
      people_[name] = identity::create_person(context, tx, {.name = name});
      const SeatId seat = add_seat(context, tx, people_[name], assembly, role, began_);
      if (role == Role::administrator) administrator_ = seat;
    }
    chair_ = add_seat(context, tx, people_["zhao"], city_, Role::chair, began_);
  }
  void read_actors() {
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) world_.actors[name] = identity::actor_of(context, tx, person);
    });
  }

  static std::string plan(const std::string& number, const std::string& from, const std::string& sectors, const std::string& offices, const std::string& version) {
    return R"({"number":)" + number + R"(,"name":"第)" + number + R"(届","from":)" + from + R"(,"plenary":{"number":1,"name":"一次会议","from":)" + from + R"(},"sectors":[)" + sectors +
           R"(],"committees":["提案委员会"],"offices":[)" + offices + R"(],"version":)" + version + "}";
  }
  Scenario save(std::string name, std::string body, int status = 200, std::vector<std::string> has = {}) {
    return {.name = std::move(name), .as = "administrator", .put = kNext, .body = std::move(body), .status = status, .has = std::move(has),
            .journal = status == 200 ? std::vector<std::string>{"assemblies.save_next_term"} : std::vector<std::string>{}};
  }
  Scenario bring(std::string name, std::string roster, std::string version, std::vector<std::string> has, bool kept = true) {
    return {.name = std::move(name), .as = "clerk", .put = kNext + "/roster?version=" + version, .body = std::move(roster), .has = std::move(has),
            .journal = kept ? std::vector<std::string>{"assemblies.bring_next_roster"} : std::vector<std::string>{}};
  }
  Scenario rehearse(std::string name, std::vector<std::string> has, std::vector<std::string> lacks = {}) {
    return {.name = std::move(name), .as = "clerk", .post = kNext + "/rehearsal", .body = "{}", .has = std::move(has), .lacks = std::move(lacks)};
  }
  static std::string move(const std::string& verb, const std::string& version) { return R"({"verb":")" + verb + R"(","version":)" + version + "}"; }

  /// Everything there is of assemblies and persons, the preparation itself left out.
  std::string everything() {
    std::string all;
    for (const auto& [table, columns] : {std::pair{"assemblies_term", "id assembly number name from_at to_at"}, std::pair{"assemblies_body", "id assembly term kind name"},
                                         std::pair{"assemblies_membership", "id person sector number name from_at to_at status"}, std::pair{"assemblies_seat", "id person role from_at to_at"},
                                         std::pair{"identity_person", "id name"}, std::pair{"identity_phone", "person"}, std::pair{"platform_notice", "id person"}}) {
      std::istringstream names(columns);
      std::string first, row;
      for (std::string name; names >> name;) {
        row += (row.empty() ? "" : " || ',' || ") + ("COALESCE(CAST(" + name + " AS TEXT), '-')");
        if (first.empty()) first = name;
      }
      const std::string text = "SELECT " + row + " FROM " + table + " ORDER BY " + first;
      const db::Query query{"test.everything", text, 0};
      for (const std::string& line : world_.look([&](Context&, db::ReadTx& tx) { return tx.all<std::string>(query); })) all += line + "\n";
    }
    return all;
  }

  const std::string kNext = "/api/v1/assemblies/{city}/next-term";
  const std::string kHandOver = R"({"seat":{chair},"fate":"hand_over","member_number":"012"})";
  // 王一 by number and name, 钱四 by telephone under another number; number 003 belongs to somebody else now.
  const std::string kRoster = "number,name,sector,party,committee,phone\n001,王一,科技,,提案委员会,138****1111\n012,钱四,经济,某党,,13800002222\n003,周新,经济,,,13900003333\n";
  World world_{GetParam(), {identity::identity_module(), assemblies_module()}};
  const Timestamp began_{1'640'966'400'000};  // 2022-01-01 in China
  AssemblyId city_, county_;
  TermId term_;
  SeatId chair_, administrator_;
  std::map<std::string, SectorId> sectors_;
  std::map<std::string, PersonId> people_;
};
INSTANTIATE_TEST_SUITE_P(Engines, ChangeOfTerm, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(ChangeOfTerm, IsPreparedRehearsedAndCarriedOut) {
  world_.run({
      {.name = "the term under way suggests the next", .as = "clerk", .get = kNext,
       .has = {R"("number":13,"name":"第十三届")", R"("sectors":["经济","教育"],"committees":["提案委员会"])", R"("version":0)", R"("seat":{chair},"role":"chair")"}},
      {.name = "not for a member", .as = "wang", .get = kNext, .status = 403},
      {.name = "not for a county's clerk", .as = "county", .get = kNext, .status = 403},
      {.name = "a clerk gives no offices", .as = "clerk", .put = kNext, .body = plan("13", "{now}", R"("经济")", "", "0"), .status = 403},
      {.name = "nothing to rehearse yet", .as = "clerk", .post = kNext + "/rehearsal", .body = "{}", .status = 404, .has = {"assemblies.no_next_term"}},
      save("the number of a term that was", plan("12", "{now}", R"("经济")", "", "0"), 400, {"assemblies.term_taken"}),
      save("before the last one", plan("13", "1", R"("经济")", "", "0"), 400, {"assemblies.term_before_the_last"}),
      save("an office to nobody", plan("13", "{now}", R"("经济")", R"({"seat":{chair},"fate":"hand_over"})", "0"), 400, {"assemblies.to_whom"}),
      save("a seat that is not there", plan("13", "{now}", R"("经济")", R"({"seat":5,"fate":"end"})", "0"), 400, {"assemblies.no_such_seat"}),
      save("as it should be", plan("13", "{now}", R"("经济","科技")", kHandOver, "0"), 200, {R"("version":1)", R"("has_roster":false)"}),
      save("twice from the same page", plan("13", "{now}", R"("经济")", "", "0"), 409, {"assemblies.edited_meanwhile"}),
      bring("a row that is refused", "number,name,sector\n001,王一,教育\n", "1", {R"("row":2,"column":"界别","code":"assemblies.body_unknown")"}, false),
      bring("one person twice", "number,name,sector,phone\n001,王一,经济,\n002,另一,经济,13800001111\n", "1", {R"("row":3,"column":"委员编号","code":"assemblies.person_twice")"}, false),
      bring("the roster", kRoster, "1", {R"("rows":3,"created":3)", R"("errors":[])"}),
      {.name = "not without a rehearsal", .as = "administrator", .post = kNext + "/transitions", .body = move("confirm", "2"), .status = 409, .has = {"assemblies.not_rehearsed"}},
  });
  const std::string before = everything();
  const std::vector<std::string> report{R"("members_before":3,"members_after":3,"staying":2,"leaving":[{"number":"003","name":"赵三","sector":"教育"}],"leaving_count":1)",
                                        R"("joining":[{"number":"003","name":"周新","sector":"经济"}],"joining_count":1)",
                                        R"("sectors":[{"name":"经济","before":1,"after":2},{"name":"科技","after":1},{"name":"教育","before":2}])",
                                        R"("role_name":"Chair","name":"赵三","fate":"hand_over","holder":"钱四")", R"("roles_without_holder":[])", R"("problems":[])"};
  world_.run(rehearse("on a copy", report));
  EXPECT_EQ(everything(), before) << "nothing here has changed";
  for (const auto& entry : std::filesystem::directory_iterator(world_.app().config().data)) EXPECT_FALSE(entry.path().filename().string().starts_with("unfinished")) << entry.path();
  world_.run({
      {.name = "a clerk does not carry it out", .as = "clerk", .post = kNext + "/transitions", .body = move("confirm", "2"), .status = 403},
      {.name = "in earnest", .as = "administrator", .post = kNext + "/transitions", .body = move("confirm", "2"), .has = report,
       .journal = {"assemblies.confirm_next_term", "assemblies.end_seat", "assemblies.give_seat", "assemblies.change_term"}},
      {.name = "once", .as = "administrator", .post = kNext + "/transitions", .body = move("confirm", "2"), .status = 404},
      {.name = "the new term", .get = "/api/v1/assemblies/{city}", .has = {R"("number":13)", R"("name":"科技","members":1)", "一次会议"}, .lacks = {"教育"}},
      {.name = "the old one is read by everybody", .get = "/api/v1/assemblies/{city}/terms", .has = {R"("number":12,"name":"第十二届")", R"("name":"教育","members":2)", R"("to":{now})"}},
      {.name = "its roster by the office", .as = "clerk", .get = "/api/v1/assemblies/{city}/terms/{old}/members", .has = {"赵三", "钱四", R"("total":3)"}},
      {.name = "and not by a county", .as = "county", .get = "/api/v1/assemblies/{city}/terms/{old}/members", .status = 403},
  });
  const std::string after = everything();
  world_.app().run_job("change_terms");
  EXPECT_EQ(everything(), after) << "there is nothing more to do";
  world_.look([&](Context& context, db::ReadTx& tx) {
    const auto now = context.now();
    EXPECT_FALSE(has_membership(tx, people_["zhao"], now));
    EXPECT_TRUE(has_membership(tx, people_["zhao"], now - hours(1))) << "a period, not a flag";
    EXPECT_EQ(identity::actor_of(context, tx, people_["zhao"]).level, 1) << "still somebody, and no member";
    EXPECT_EQ(find_member_by_number(tx, city_, "012", now), people_["qian"]) << "known by the telephone";
    EXPECT_EQ(find_member_by_number(tx, city_, "001", now), people_["wang"]) << "known by number and name";
    EXPECT_NE(find_member_by_number(tx, city_, "003", now), people_["zhao"]) << "a number alone names nobody";
    EXPECT_EQ(holders_of(tx, city_, Role::chair, now), std::vector{people_["qian"]});
    EXPECT_EQ(sectors_carried_on(tx, city_, term_, current_term(tx, city_, now)->id), (std::vector<std::pair<SectorId, SectorId>>{{sectors_["经济"], sectors_of(tx, city_, now)[0].id}, {sectors_["教育"], SectorId{}}}));
    return 0;
  });
}

TEST_P(ChangeOfTerm, HappensWhenItsDayComes) {
  world_.run({
      save("for later", plan("13", "{later}", R"("经济")", "", "0")),
      bring("with its roster", "number,name,sector,phone\n001,王一,经济,13700001111\n", "1", {R"("errors":[])"}),
      rehearse("tried", {R"("members_after":1)", R"("problems":[])"}),
      save("changed since", plan("13", "{later}", R"("经济","教育")", "", "2"), 200, {R"("rehearsed":false)"}),
      {.name = "so it must be tried again", .as = "administrator", .post = kNext + "/transitions", .body = move("confirm", "3"), .status = 409, .has = {"assemblies.not_rehearsed"}},
      rehearse("again", {R"("problems":[])"}),
      {.name = "confirmed", .as = "administrator", .post = kNext + "/transitions", .body = move("confirm", "3"), .has = {R"("state":"confirmed")", R"("verb":"take_back")"}, .lacks = {"members_before"},
       .journal = {"assemblies.confirm_next_term"}},
      save("what is confirmed stands still", plan("13", "{later}", R"("经济")", "", "3"), 409),
  });
  const std::string before = everything();
  world_.app().run_job("change_terms");
  EXPECT_EQ(everything(), before) << "not yet";
  // Meanwhile the number of 王一 has become somebody else's.
  world_.build([&](Context& context, db::WriteTx& tx) { EXPECT_TRUE(identity::add_phone(context, tx, people_["clerk"], "+8613700001111").has_value()); });
  world_.clock.advance(hours(3));
  world_.app().run_job("change_terms");
  world_.run({{.name = "people look at it again", .as = "administrator", .get = kNext, .has = {R"("state":"preparing")"}},
              {.name = "and were told", .as = "administrator", .get = "/api/v1/me/inbox", .has = {"assemblies.term_not_changed"}},
              {.name = "nothing half of it was kept", .get = "/api/v1/assemblies/{city}", .has = {R"("number":12)"}},
              bring("another number", "number,name,sector,phone\n001,王一,经济,13700002222\n", "3", {R"("errors":[])"}), rehearse("and again", {R"("problems":[])"}),
              {.name = "its day has come already", .as = "administrator", .post = kNext + "/transitions", .body = move("confirm", "4"), .has = {R"("members_after":1)"},
               .journal = {"assemblies.confirm_next_term", "assemblies.change_term"}}});
}

TEST_P(ChangeOfTerm, LeavesNoAdministrationToNobody) {
  world_.run({
      save("the only administrator goes", plan("13", "{now}", R"("经济")", R"({"seat":{administrator},"fate":"end"},{"seat":{chair},"fate":"hand_over","member_number":"999"})", "0")),
      bring("roster", "number,name,sector\n001,王一,经济\n", "1", {R"("errors":[])"}),
      rehearse("says so", {"assemblies.last_administrator", "assemblies.no_such_successor", R"("roles_without_holder":["Administrator","Chair"])"}),
      {.name = "so it does not count", .as = "administrator", .post = kNext + "/transitions", .body = move("confirm", "2"), .status = 409, .has = {"assemblies.not_rehearsed"}},
      {.name = "given up", .as = "administrator", .post = kNext + "/transitions", .body = move("give_up", "2"), .has = {R"("version":0)"}, .journal = {"assemblies.give_up_next_term"}},
  });
}

}  // namespace
}  // namespace gongshi::assemblies
