#include "modules/discussion/author.hpp"

#include <algorithm>

#include "base/personal_data.hpp"
#include "modules/identity/api.hpp"

namespace gongshi::discussion {

const Author& Authors::find(PersonId person) {
  const auto known = known_.find(person);
  return known != known_.end() ? known->second : known_.emplace(person, read(person)).first->second;
}

Author Authors::read(PersonId person) {
  if (const auto member = assemblies::membership_of(tx_, person, assembly_, context_.now())) {
    return {masked_name(member->name), sector_name(member->sector)};
  }
  const std::string name = identity::display_name(tx_, person);
  return {name.empty() ? context_.say("discussion.author_gone") : name, std::nullopt};
}

std::optional<std::string> Authors::sector_name(assemblies::SectorId sector) {
  if (!sectors_) sectors_ = assemblies::sectors_of(tx_, assembly_, context_.now());
  const auto found = std::ranges::find(*sectors_, sector, &assemblies::Sector::id);
  return found == sectors_->end() ? std::nullopt : std::optional(found->name);
}

}  // namespace gongshi::discussion
