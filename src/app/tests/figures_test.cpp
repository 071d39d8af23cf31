// Every figure of the statistics opens to exactly the rows that it counts: all cells of all tables over the demonstration city, on both engines.
#include <fmt/format.h>

#include "app/tests/whole_city.hpp"
#include "platform/spreadsheet/read_xlsx.hpp"

namespace gongshi::app::test {
namespace {

class FiguresOpen : public testing::TestWithParam<db::Engine> {
 protected:
  boost::json::value read(std::string_view role, const std::string& path) {
    const auto response = city_.browser(role).get("/api/v1/assemblies/" + std::to_string(city_.assembly.value) + path);
    EXPECT_EQ(response.status, 200) << path << response.body;
    return parsed(response);
  }
  /// How many rows the list says there are, and how many it has, page by page where there are not too many.
  void expect_opens(std::string_view role, const std::string& list, std::int64_t figure) {
    std::int64_t rows = 0;
    for (std::string next; figure > 0; ) {
      const auto page = read(role, list + (next.empty() ? "" : "&cursor=" + next));
      EXPECT_EQ(page.at("total").as_int64(), figure) << list;
      rows += static_cast<std::int64_t>(page.at("items").as_array().size());
      if (page.at("filters").as_array().empty()) ADD_FAILURE() << "says nothing of its filters: " << list;
      const auto* more = page.as_object().if_contains("next");
      if (more == nullptr) break;
      next = std::string(more->as_string());
    }
    EXPECT_EQ(rows, figure) << list;
  }

  WholeCity city_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, FiguresOpen, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(FiguresOpen, ToTheProposalsTheyCount) {
  constexpr const char* kFigures[] = {"received", "under_review", "filed", "merged", "converted", "other"};
  struct Table {
    const char* rows;
    const char* filter;
  };
  constexpr Table kTables[] = {{"categories", "category"}, {"kinds", "kind"}, {"parties", "body"}, {"bodies", "body"}, {"sectors", "sector"}, {"member_parties", "party"}};
  const auto latest = read("clerk", "/proposals/statistics");
  ASSERT_GE(latest.at("sessions").as_array().size(), 2U);
  int cells = 0, people_opened = 0, hidden = 0;
  for (const auto& session : latest.at("sessions").as_array()) {
    const std::string of = "?session=" + std::to_string(session.at("id").as_int64());
    const auto statistics = read("clerk", "/proposals/statistics" + of);
    for (const char* figure : kFigures) expect_opens("clerk", fmt::format("/proposals{}&figure={}", of, figure), statistics.at("all").at(figure).as_int64());
    for (const auto& [rows, filter] : kTables) {
      std::int64_t received = 0;
      for (const auto& row : statistics.at(rows).as_array()) {
        received += row.at("received").as_int64();
        for (const char* figure : kFigures) {
          expect_opens("clerk", fmt::format("/proposals{}&figure={}&{}={}", of, figure, filter, std::string(row.at("key").as_string())), row.at(figure).as_int64());
          ++cells;
        }
        const auto* people = row.as_object().if_contains("people");
        EXPECT_EQ(people != nullptr, row.as_object().contains("person_times"));
        const std::string who = fmt::format("/proposals/statistics/people{}&{}={}", of, filter, std::string(row.at("key").as_string()));
        if (people == nullptr) {
          EXPECT_EQ(city_.browser("clerk").get("/api/v1/assemblies/" + std::to_string(city_.assembly.value) + who).status, 409) << "what is not shown does not open: " << who;
          ++hidden;
          continue;
        }
        std::int64_t persons = 0, times = 0;
        const auto opened = read("clerk", who);
        for (const auto& one : opened.at("items").as_array()) {
          ++persons;
          times += one.at("wrote").as_int64() + one.at("cosigned").as_int64();
          EXPECT_FALSE(one.at("name").as_string().empty());
        }
        EXPECT_EQ(persons, people->as_int64()) << who;
        EXPECT_EQ(times, row.at("person_times").as_int64()) << who;
        ++people_opened;
        EXPECT_TRUE(people->as_int64() == 0 || people->as_int64() >= 5) << people->as_int64();
        EXPECT_GE(row.at("person_times").as_int64(), people->as_int64());
      }
      if (std::string_view(filter) != "body" && std::string_view(filter) != "party") EXPECT_EQ(received, statistics.at("all").at("received").as_int64()) << rows;
    }
  }
  EXPECT_GT(cells, 200);
  EXPECT_GT(people_opened, 20);
  EXPECT_GT(hidden, 0);
  const std::string people = "/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/proposals/statistics/people";
  EXPECT_EQ(static_cast<std::int64_t>(parsed(city_.browser("clerk").get(people)).at("items").as_array().size()), latest.at("people").as_int64());
  EXPECT_EQ(city_.browser("clerk").get(people + "?category=economy&kind=member").status, 400) << "of one figure at a time";
  EXPECT_EQ(city_.browser("member").get(people).status, 403);
  EXPECT_EQ(city_.browser("foreign").get(people).status, 403);
}

TEST_P(FiguresOpen, ToTheMattersSuggestionsAndRatingsOfAUnit) {
  constexpr const char* kFigures[] = {"assigned", "answered", "open", "in_time", "overdue", "resolved", "in_progress", "suggestions", "adopted", "partly", "rated", "satisfied", "basically", "dissatisfied"};
  const auto statistics = read("supervisor", "/handling/statistics");
  ASSERT_GE(statistics.at("units").as_array().size(), 3U);
  int cells = 0;
  for (const auto& unit : statistics.at("units").as_array()) {
    EXPECT_EQ(unit.at("assigned").as_int64(), unit.at("answered").as_int64() + unit.at("open").as_int64());
    EXPECT_GE(unit.at("rated").as_int64(), unit.at("rated_people").as_int64());
    for (const char* figure : kFigures) {
      const std::string list = fmt::format("/handling?unit={}&figure={}", unit.at("unit").at("id").as_int64(), figure);
      const auto* count = unit.as_object().if_contains(figure);
      if (count == nullptr) {
        const auto hidden = city_.browser("supervisor").get("/api/v1/assemblies/" + std::to_string(city_.assembly.value) + list);
        EXPECT_TRUE(unit.at("rated").as_int64() == 0 || hidden.status == 409) << "what is not shown does not open: " << list;
        continue;
      }
      expect_opens("supervisor", list, count->as_int64());
      ++cells;
    }
  }
  EXPECT_GT(cells, 30);
}

TEST_P(FiguresOpen, AndStandInAWorkbook) {
  const std::string path = "/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/proposals/statistics.xlsx";
  const auto workbook = city_.browser("clerk").get(path);
  ASSERT_EQ(workbook.status, 200);
  const auto rows = spreadsheet::read_xlsx(workbook.body);
  ASSERT_TRUE(rows.has_value());
  const auto statistics = read("clerk", "/proposals/statistics");
  ASSERT_GE(rows->size(), 10U) << "its first sheet: all of the session";
  EXPECT_EQ((*rows)[1].cells.at(1), std::to_string(statistics.at("all").at("received").as_int64()));
  EXPECT_EQ((*rows)[7].cells.at(1), std::to_string(statistics.at("people").as_int64()));
  EXPECT_EQ(city_.browser("member").get(path).status, 403);
  EXPECT_EQ(city_.browser("foreign").get(path).status, 403);
}

}  // namespace
}  // namespace gongshi::app::test
