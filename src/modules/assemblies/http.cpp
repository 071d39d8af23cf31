// The whole HTTP surface of assemblies, one row each.
#include "modules/assemblies/http.hpp"

#include "modules/assemblies/roster_file.hpp"
#include "modules/assemblies/use_cases.hpp"

namespace gongshi::assemblies {

std::vector<Operation> operations() {
  return {
      get("/api/v1/assemblies", kAnyone, list_assemblies, "All assemblies, superior ones first"),
      get("/api/v1/assemblies/{id}", kAnyone, read_assembly, "One assembly with its term, sectors and committees"),
      get("/api/v1/assemblies/{id}/members", "roster.read", list_members, "Members of the assembly and below it, by number"),
      post("/api/v1/assemblies/{id}/members/search", "roster.read", search_members, "Those whose name or number begins so"),
      post("/api/v1/assemblies/{id}/roster", "roster.write", import_roster, "Import the roster; nothing is done when any row is refused")
          .accepts(kMostRosterBytes),
      get("/api/v1/assemblies/{id}/roster.csv", "roster.read", export_roster, "The roster as a file that can be imported again").paced(pace::kFiles),
      get("/api/v1/assemblies/{id}/roster.xlsx", "roster.read", export_roster_workbook, "The same as an Excel workbook").paced(pace::kFiles),
      put("/api/v1/assemblies/{id}", "operator", change_assembly, "Name, level and code of the assembly"),
      put("/api/v1/assemblies/{id}/term", "operator", set_term, "The term under way and its latest plenary session"),
      put("/api/v1/assemblies/{id}/bodies", "operator", set_bodies, "The sectors and committees of the term under way, by name"),
      get("/api/v1/assemblies/{id}/counties", "operator", list_counties, "The assemblies right below, with who was given their offices"),
      post("/api/v1/assemblies/{id}/counties", "operator", create_county, "Add an assembly below, with its first term and the people of its office").answers(201),
      get("/api/v1/assemblies/{id}/terms", kAnyone, list_terms, "The terms, latest first, each with its sectors and how many sat in them"),
      get("/api/v1/assemblies/{id}/terms/{term}/members", "roster.read", list_term_members, "The roster of a term, also of one that has ended"),
      get("/api/v1/assemblies/{id}/next-term", "roster.write", read_next_term, "The change of term that is prepared, or what the term under way suggests"),
      put("/api/v1/assemblies/{id}/next-term", "operator", save_next_term, "Dates, sectors, committees and offices of the next term"),
      put("/api/v1/assemblies/{id}/next-term/roster", "roster.write", bring_next_roster, "The roster of the next term; kept when no row is refused")
          .accepts(kMostRosterBytes),
      post("/api/v1/assemblies/{id}/next-term/rehearsal", "roster.write", rehearse_next_term, "The whole change on a copy, and what it did; nothing here changes"),
      post("/api/v1/assemblies/{id}/next-term/transitions", "operator", move_next_term, "Confirm the change, take that back, or give it up"),
      get("/api/v1/assemblies/{id}/accounts", "operator", list_accounts, "Who holds a seat of staff, and which roles may be given"),
      post("/api/v1/assemblies/{id}/accounts", "operator", create_account, "Give somebody a seat of staff").answers(201),
      get("/api/v1/assemblies/{id}/bodies", kAnyone, list_bodies, "Parties, sectors and committees of the term under way"),
      get("/api/v1/assemblies/{id}/units", kAnyone, list_units, "The units that matters may be assigned to"),
      post("/api/v1/assemblies/{id}/units", "operator", create_unit, "Add a unit").answers(201),
      get("/api/v1/assemblies/{id}/channels", kAnyone, list_channels, "Offices through which matters go to their units"),
      post("/api/v1/assemblies/{id}/channels", "operator", create_channel, "Add a channel").answers(201),
      put("/api/v1/seats/{id}/link", "operator", make_account_link, "A link into this seat that works once; earlier ones of the person end"),
      delete_("/api/v1/seats/{id}", "operator", end_account, "End a seat of staff"),
  };
}

}  // namespace gongshi::assemblies
