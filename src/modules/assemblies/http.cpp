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
      post("/api/v1/assemblies/{id}/roster", "roster.write", import_roster, "Import the roster; nothing is done when any row is refused")
          .accepts(kMostRosterBytes),
      get("/api/v1/assemblies/{id}/roster.csv", "roster.read", export_roster, "The roster as a file that can be imported again"),
  };
}

}  // namespace gongshi::assemblies
