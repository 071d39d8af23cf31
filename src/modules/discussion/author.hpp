// How an author is shown: real behind, chosen in front.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/assemblies/api.hpp"

namespace gongshi::discussion {

struct Author {
  std::string name;                        // a member's 李**; others as they chose
  std::optional<std::string> sector_name;  // of members
};

/// Looks each author of a page up once.
class Authors {
 public:
  Authors(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) : context_(context), tx_(tx), assembly_(assembly) {}
  const Author& find(PersonId person);

 private:
  Author read(PersonId person);
  std::optional<std::string> sector_name(assemblies::SectorId sector);

  Context& context_;
  db::ReadTx& tx_;
  assemblies::AssemblyId assembly_;
  std::optional<std::vector<assemblies::Sector>> sectors_;
  std::map<PersonId, Author> known_;
};

}  // namespace gongshi::discussion
