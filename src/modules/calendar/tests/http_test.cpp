// Who reads the calendar, who brings a year's table, what that changes and what it leaves. On both engines.
#include <gtest/gtest.h>

#include "base/day.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::calendar {
namespace {

using assemblies::Role;

class CalendarHttp : public testing::TestWithParam<db::Engine> {
 protected:
  CalendarHttp() {
    world_.build([&](Context& context, db::WriteTx& tx) {
      const Timestamp from = context.now() - std::chrono::hours(24);
      const auto city = assemblies::create_assembly(context, tx, {.name = "示例市政协", .short_name = "市政协", .code = "c"});
      const auto county = assemblies::create_assembly(context, tx, {.name = "甲县政协", .short_name = "甲县", .level = assemblies::Tier::county, .parent = city, .code = "c1"});
      for (const auto& [name, assembly, role] : {std::tuple{"administrator", city, Role::administrator}, std::tuple{"clerk", city, Role::clerk}, std::tuple{"county", county, Role::administrator},
                                                 std::tuple{"chair", city, Role::chair}, std::tuple{"audit", city, Role::audit_administrator}}) {
        people_[name] = identity::create_person(context, tx, {.name = name});
        assemblies::add_seat(context, tx, people_[name], assembly, role, from);
      }
      people_["citizen"] = identity::create_person(context, tx, {.name = "citizen"});
    });
    world_.look([&](Context& context, db::ReadTx& tx) {
      for (const auto& [name, person] : people_) world_.actors[name] = identity::actor_of(context, tx, person);
      return 0;
    });
  }

  Scenario bring(std::string name, std::string query, std::string body, int status, std::vector<std::string> has, std::string as = "administrator") {
    const bool brought = status == 200 && !query.contains("dry_run") && has.size() > 0 && has[0] == kDone;
    return {.name = std::move(name), .as = std::move(as), .post = "/api/v1/calendar/2027/versions?" + query, .body = std::move(body), .status = status, .has = std::move(has),
            .journal = brought ? std::vector<std::string>{"calendar.import"} : std::vector<std::string>{}};
  }
  std::string inbox(const std::string& who) { return world_.send(http::Method::get, "/api/v1/me/inbox", {}, {{"X-Test-Actor", who}, {"Accept-Language", "en"}}).body; }
  Deadline deadline() {
    return world_.look([](Context&, db::ReadTx& tx) { return after_working_days(tx, beginning_of(*read_day("2026-12-31")), 1); });
  }

  static constexpr const char* kDone = R"("errors":[])";
  World world_{GetParam(), {identity::identity_module(), assemblies::assemblies_module(), calendar_module()}};
  std::map<std::string, PersonId> people_;
};
INSTANTIATE_TEST_SUITE_P(Engines, CalendarHttp, testing::ValuesIn(db::kEngines), db::EngineName());

constexpr const char* kTable = "date,kind,name\n2026-12-26,work,元旦\n2027-01-01,rest,元旦\n2027-01-02,rest,元旦\n2027-02-20,work,春节\n";

TEST_P(CalendarHttp, StaffReadIt) {
  world_.run({
      {.name = "nobody", .get = "/api/v1/calendar/2026", .status = 401},
      {.name = "no citizen", .as = "citizen", .get = "/api/v1/calendar/2026", .status = 403},
      {.name = "a clerk", .as = "clerk", .get = "/api/v1/calendar/2026",
       .has = {R"("version":9,"working_days":248,)", R"({"day":"2026-02-14","kind":"work","name":"春节"},{"day":"2026-02-15","kind":"rest","name":"春节"})"}},
      {.name = "what the notice on 2019 says of 2018", .as = "chair", .get = "/api/v1/calendar/2018", .has = {R"("version":2)", R"({"day":"2018-12-29","kind":"work","name":"元旦"})"}},
      {.name = "not yet, before it was there", .as = "audit", .get = "/api/v1/calendar/2018?version=1", .has = {R"("version":1)"}, .lacks = {"2018-12-29"}},
      {.name = "a year without a table", .as = "clerk", .get = "/api/v1/calendar/2027", .has = {R"("version":0,"working_days":261,"days":[])"}},
      {.name = "no year", .as = "clerk", .get = "/api/v1/calendar/20260", .status = 404, .has = {"calendar.no_such_year"}},
      {.name = "all of it", .as = "clerk", .get = "/api/v1/calendar",
       .has = {R"("missing":[2027],"today":"2026-11-24","may_import":false)", R"({"version":9,"year":2026,"source":"国办发明电〔2025〕7号","rest_days":33,"work_days":6})"}},
      {.name = "the administrator may import", .as = "administrator", .get = "/api/v1/calendar", .has = {R"("may_import":true)"}},
      {.name = "a county's may not", .as = "county", .get = "/api/v1/calendar", .has = {R"("may_import":false)"}},
  });
}

TEST_P(CalendarHttp, ATableIsTriedAndBrought) {
  EXPECT_EQ(deadline().calendar_version, 0);
  world_.run({
      bring("not a clerk", "version=0", kTable, 403, {"request.not_permitted"}, "clerk"),
      bring("nor a county", "version=0", kTable, 403, {"calendar.topmost_only"}, "county"),
      bring("tried", "version=0&dry_run=true", kTable, 200,
            {kDone, R"("version":0,"rest_days":2,"work_days":2,"passed_over":0)", R"({"day":"2026-12-26","name":"元旦","after":"work"})"}),
      {.name = "nothing is there", .as = "clerk", .get = "/api/v1/calendar/2027", .has = {R"("version":0)"}},
      bring("refused by line", "version=0&source=x", "date,kind,name\n2027-01-01,rest,元旦\n2027-13-01,rest,春节\n", 200, {R"("errors":[{"line":3,"code":"calendar.not_a_day","message":"This is no date)"}),
      bring("it comes from somewhere", "version=0", kTable, 400, {"?source"}),
      bring("from an old page", "version=7&source=x", kTable, 409, {"calendar.moved_meanwhile"}),
      bring("brought", "version=0&source=%E5%9B%BD%E5%8A%9E", kTable, 200, {kDone, R"("version":10)"}),
      bring("once more", "version=10&source=x", kTable, 200, {R"("version":10)", R"("changes":[])"}),
      {.name = "it is there", .as = "clerk", .get = "/api/v1/calendar/2027", .has = {R"("version":10,"working_days":261)", R"("day":"2027-02-20","kind":"work")"}},
      {.name = "and reaches into December", .as = "clerk", .get = "/api/v1/calendar/2026", .has = {R"("version":10,"working_days":249)", R"("day":"2026-12-26","kind":"work")"}},
      {.name = "with who brought it", .as = "clerk", .get = "/api/v1/calendar", .has = {R"("missing":[])", R"("version":10,"year":2027,"at":1795507200000,"author":"administrator","source":"国办")"}},
      bring("corrected", "version=10&source=x", "date,kind,name\n2027-01-01,rest,元旦\n2027-02-20,rest,春节\n", 200,
            {kDone, R"("version":11)", R"("changes":[{"day":"2026-12-26","name":"元旦","before":"work"},{"day":"2027-01-02","name":"元旦","before":"rest"},{"day":"2027-02-20","name":"春节","before":"work","after":"rest"}])"}),
      {.name = "as it was", .as = "clerk", .get = "/api/v1/calendar/2027?version=10", .has = {R"("day":"2027-02-20","kind":"work")"}},
      {.name = "and as it is", .as = "clerk", .get = "/api/v1/calendar/2027", .has = {R"("version":11)", R"("day":"2027-02-20","kind":"rest")"}, .lacks = {"2027-01-02"}},
  });
  EXPECT_EQ(day_text(day_at(deadline().due)), "2027-01-04");
  EXPECT_EQ(deadline().calendar_version, 11);
}

TEST_P(CalendarHttp, OfficesAreToldOnceInDecember) {
  const auto remind = [&] { world_.app().run_job("remind_of_next_year"); };
  remind();
  EXPECT_FALSE(inbox("clerk").contains("2027")) << "in November it may still come";
  world_.clock.advance(std::chrono::hours(24 * 7));  // 1 December
  remind();
  remind();
  for (const char* who : {"clerk", "administrator", "county"}) {
    const std::string told = inbox(who);
    EXPECT_EQ(told.find("The calendar of 2027"), told.rfind("The calendar of 2027")) << told;
    EXPECT_TRUE(told.contains("The calendar of 2027")) << told;
  }
  EXPECT_FALSE(inbox("chair").contains("2027")) << "it is not theirs to do";
}

TEST_P(CalendarHttp, NobodyIsToldOfAYearThatIsThere) {
  world_.run({bring("brought", "version=0&source=x", kTable, 200, {kDone})});
  world_.clock.advance(std::chrono::hours(24 * 7));
  world_.app().run_job("remind_of_next_year");
  EXPECT_FALSE(inbox("clerk").contains("The calendar of")) << inbox("clerk");
}

}  // namespace
}  // namespace gongshi::calendar
