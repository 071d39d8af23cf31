// Whom a circular or an invitation means, out of the roster.
#include <algorithm>

#include "modules/assemblies/api.hpp"

namespace gongshi::assemblies {
namespace {

bool is_in(const RosterEntry& member, BodyId body) { return member.sector == body || member.party == body || member.committee == body; }

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<std::vector<RosterEntry>> select_members(db::ReadTx& tx, AssemblyId assembly, const Selection& selection, std::string_view pointer, Timestamp at) {
  auto roster = roster_of(tx, assembly, at);
  if (!selection.everyone) {
    std::vector<bool> chosen(roster.size());
    for (std::size_t i = 0; i < roster.size(); ++i) chosen[i] = std::ranges::any_of(selection.bodies, [&](BodyId body) { return is_in(roster[i], body); });
    std::vector<FieldError> unknown;
    for (std::size_t i = 0; i < selection.members.size(); ++i) {
      const std::string_view wanted = trimmed(selection.members[i]);
      auto found = std::ranges::find(roster, wanted, &RosterEntry::number);
      const char* code = "assemblies.not_on_roster";
      if (found == roster.end()) {
        found = std::ranges::find(roster, wanted, &RosterEntry::name);
        // Of two with the same name none is guessed.
        if (found != roster.end() && std::find_if(found + 1, roster.end(), [&](const auto& other) { return other.name == wanted; }) != roster.end()) {
          found = roster.end();
          code = "assemblies.two_of_that_name";
        }
      }
      if (found == roster.end()) {
        unknown.push_back({std::string(pointer) + "/members/" + std::to_string(i), code, {{"name", std::string(wanted)}}});
      } else {
        chosen[static_cast<std::size_t>(found - roster.begin())] = true;
      }
    }
    if (!unknown.empty()) return std::unexpected(Error{ErrorKind::unprocessable, "assemblies.members_unknown", {{"name", unknown.front().args.at("name")}}, std::move(unknown)});
    std::size_t i = 0;
    std::erase_if(roster, [&](const auto&) { return !chosen[i++]; });
  }
  // Who holds two memberships here is one person.
  std::vector<PersonId> seen;
  std::erase_if(roster, [&](const auto& member) {
    const bool twice = std::ranges::find(seen, member.person) != seen.end();
    if (!twice) seen.push_back(member.person);
    return twice;
  });
  if (roster.empty()) return std::unexpected(Error{ErrorKind::unprocessable, "assemblies.nobody_selected", {}, {{pointer.empty() ? "/bodies" : std::string(pointer), "assemblies.nobody_selected"}}});
  return roster;
}

}  // namespace gongshi::assemblies
