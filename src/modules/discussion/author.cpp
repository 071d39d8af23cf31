#include "modules/discussion/author.hpp"

#include <algorithm>

#include "modules/identity/api.hpp"

namespace gongshi::discussion {

std::string masked(std::string_view name) {
  std::size_t length = std::min<std::size_t>(name.size(), 1);
  while (length < name.size() && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) ++length;
  return std::string(name.substr(0, length)) + "**";
}

const Author& Authors::find(PersonId person) {
  const auto known = known_.find(person);
  return known != known_.end() ? known->second : known_.emplace(person, read(person)).first->second;
}

Author Authors::read(PersonId person) {
  if (const auto member = assemblies::membership_of(tx_, person, assembly_, context_.now())) {
    return {masked(member->name), sector_name(member->sector)};
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
