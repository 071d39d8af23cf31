// A roster in any encoding: rows and refusals lie within the file, days are days.
#include "modules/assemblies/roster_file.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  using namespace gongshi::assemblies;
  const RosterFile file = read_roster(input);
  require(file.rows.size() <= kMostRosterRows, "not more rows than the limit");
  for (const RosterRefusal& refusal : file.refused) require(!refusal.code.empty() && refusal.row >= 0, "a refusal says what and where");
  for (const RosterRow& row : file.rows) {
    if (const auto day = day_begins(row.text(Column::from))) require(day_begins(day_text(*day)) == day, "a day is written as it is read");
  }
}
