// Everything calendar adds to the product.
#include "embedded/calendar.hpp"
#include "modules/calendar/api.hpp"
#include "modules/calendar/table_file.hpp"
#include "modules/calendar/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::calendar {
namespace {

std::vector<Operation> operations() {
  return {
      get("/api/v1/calendar", "assembly.read", read_calendar, "The years of which a table is known, every version of it, and those that are missing"),
      get("/api/v1/calendar/{year}", "assembly.read", read_year, "The holidays of a year and the days worked for them, also as of an earlier version"),
      post("/api/v1/calendar/{year}/versions", "calendar.manage", import_table, "Bring the table of a year as CSV or iCalendar; nothing is done when a line is refused").accepts(kMostTableBytes),
      get("/api/v1/me/calendar-link", kSignedIn, read_subscription, "Whether a calendar program reads one's deadlines"),
      put("/api/v1/me/calendar-link", kSignedIn, subscribe, "A secret address for a calendar program; an earlier one ends"),
      delete_("/api/v1/me/calendar-link", kSignedIn, unsubscribe, "The address ends"),
      get("/api/v1/deadlines/{token}/deadlines.ics", kAnyone, read_deadlines, "What somebody has to do by when, as iCalendar, for who has the secret address"),
  };
}

}  // namespace

void register_deadlines(Application& app, ListOwnDeadlines list) { app.use<DeadlineLists>().lists.push_back(std::move(list)); }

Module calendar_module() {
  return {
      .name = "calendar",
      .operations = operations(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"calendar.manage"},
      .jobs = {{"remind_of_next_year", std::chrono::hours(1), remind_of_next_year}},
      .start = [](Application& app) { app.provide(std::make_shared<DeadlineLists>()); },
  };
}

}  // namespace gongshi::calendar
