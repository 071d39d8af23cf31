// A roster into memberships, for those who bring it in another way than into the term under way.
#pragma once

#include <map>

#include "modules/assemblies/roster_file.hpp"
#include "modules/assemblies/wire.hpp"

namespace gongshi::assemblies {

/// A term in which nobody sits yet. `term.id` may be none, and bodies 0, as long as it is only tried.
struct Succession {
  Assembly assembly;
  Term term;
  std::map<std::pair<BodyKind, std::string>, BodyId> bodies;
  TermId previous;  // whose members are known again: by telephone, else by number and name together
};

/// Parties are made as rows name them; sectors and committees are those of the succession. Done only without a problem, and not when tried.
RosterReport import_next_roster(Context& context, db::WriteTx& tx, const Succession& succession, const RosterFile& file, bool try_only);

}  // namespace gongshi::assemblies
