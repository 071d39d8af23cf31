// The read functions that other modules use.
#include <algorithm>
#include <unordered_map>

#include "embedded/assemblies.hpp"
#include "modules/assemblies/api.hpp"

namespace gongshi::assemblies {
namespace {

struct Counted {
  PersonId person;
  AssemblyId assembly;
  SectorId sector;  // of the assembly asked for
};

/// Each member once, by the membership that membership_of() would give.
std::vector<Counted> members_once(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at) {
  std::unordered_map<std::int64_t, SectorId> here;
  tx.each(sql::sectors_below, [&](const db::Row& row) { here.emplace(row.integer(0), SectorId{row.integer(1)}); }, assembly, at);
  struct Best {
    std::size_t index;
    bool own;
    std::int64_t id;
  };
  std::vector<Counted> members;
  std::unordered_map<std::int64_t, Best> best;
  tx.each(
      sql::members_below,
      [&](const db::Row& row) {
        const Counted counted{PersonId{row.integer(0)}, AssemblyId{row.integer(1)}, here[row.integer(2)]};
        const bool own = counted.assembly == assembly;
        const auto [known, added] = best.try_emplace(row.integer(0), Best{members.size(), own, row.integer(3)});
        if (added) {
          members.push_back(counted);
        } else if (own > known->second.own || (own == known->second.own && row.integer(3) < known->second.id)) {
          members[known->second.index] = counted;
          known->second = {known->second.index, own, row.integer(3)};
        }
      },
      assembly, at);
  if (sectors.empty()) return members;
  std::vector<SectorId> wanted;
  for (const SectorId sector : sectors) wanted.push_back(here[sector.value]);
  std::erase_if(members, [&](const Counted& member) { return !member.sector || std::ranges::find(wanted, member.sector) == wanted.end(); });
  return members;
}

}  // namespace

std::optional<Assembly> find_assembly(db::ReadTx& tx, AssemblyId assembly) { return tx.one<Assembly>(sql::find_assembly, assembly); }
std::vector<Assembly> all_assemblies(db::ReadTx& tx) { return tx.all<Assembly>(sql::all_assemblies); }
std::vector<AssemblyId> descendants(db::ReadTx& tx, AssemblyId assembly) { return tx.all<AssemblyId>(sql::descendants, assembly); }
std::optional<Term> current_term(db::ReadTx& tx, AssemblyId assembly, Timestamp at) { return tx.one<Term>(sql::current_term, assembly, at); }
std::vector<Sector> sectors_of(db::ReadTx& tx, AssemblyId assembly, Timestamp at) { return tx.all<Sector>(sql::latest_bodies, assembly, BodyKind::sector, at); }

std::string body_name(db::ReadTx& tx, BodyId body) { return tx.one<std::string>(sql::body_name, body).value_or(""); }

std::optional<Membership> membership_of(db::ReadTx& tx, PersonId person, AssemblyId assembly, Timestamp at) {
  return tx.one<Membership>(sql::membership_of, person, assembly, at);
}

bool has_membership(db::ReadTx& tx, PersonId person, Timestamp at) { return tx.one<std::int64_t>(sql::has_membership, person, at).has_value(); }

std::vector<AssemblyId> assemblies_of(db::ReadTx& tx, PersonId person, Timestamp at) { return tx.all<AssemblyId>(sql::assemblies_of, person, at); }

std::optional<PersonId> find_member_by_number(db::ReadTx& tx, AssemblyId assembly, std::string_view number, Timestamp at) {
  std::vector<std::pair<PersonId, AssemblyId>> found;
  tx.each(sql::members_by_number, [&](const db::Row& row) { found.emplace_back(row.integer(0), row.integer(1)); }, assembly, number, at);
  if (found.empty() || (found.size() > 1 && found[0].second != assembly)) return std::nullopt;
  return found[0].first;
}

std::optional<PersonId> find_member_by_name(db::ReadTx& tx, AssemblyId assembly, std::string_view name, Timestamp at) {
  const auto found = tx.all<PersonId>(sql::members_by_name, assembly, name, at);
  return found.size() == 1 ? std::optional(found[0]) : std::nullopt;
}

std::vector<PersonId> members_of(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at) {
  std::vector<PersonId> persons;
  for (const Counted& member : members_once(tx, assembly, sectors, at)) persons.push_back(member.person);
  return persons;
}

std::vector<RosterEntry> roster_of(db::ReadTx& tx, AssemblyId assembly, Timestamp at) { return tx.all<RosterEntry>(sql::roster_of, assembly, at); }

std::int64_t count_members(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at) {
  if (sectors.empty()) return tx.one<std::int64_t>(sql::count_persons_below, assembly, at).value_or(0);
  return static_cast<std::int64_t>(members_once(tx, assembly, sectors, at).size());
}

std::vector<SectorCount> members_by_sector(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at) {
  std::unordered_map<SectorId, std::int64_t> counts;
  for (const Counted& member : members_once(tx, assembly, sectors, at)) ++counts[member.sector];
  std::vector<SectorCount> counted;
  const auto asked = [&](const Sector& sector) {
    return sectors.empty() || std::ranges::any_of(sectors, [&](SectorId id) { return id == sector.id || body_name(tx, id) == sector.name; });
  };
  for (Sector& sector : sectors_of(tx, assembly, at)) {
    if (!asked(sector)) continue;
    counted.push_back({sector.id, std::move(sector.name), counts[sector.id]});
  }
  return counted;
}

std::vector<AssemblyCount> members_by_assembly(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at) {
  std::unordered_map<AssemblyId, std::int64_t> counts;
  for (const Counted& member : members_once(tx, assembly, sectors, at)) ++counts[member.assembly];
  const auto tree = descendants(tx, assembly);
  std::vector<AssemblyCount> counted;
  for (Assembly& one : all_assemblies(tx)) {
    if (std::ranges::find(tree, one.id) != tree.end()) counted.push_back({one.id, std::move(one.name), counts[one.id]});
  }
  return counted;
}

std::vector<PersonId> holders_of(db::ReadTx& tx, AssemblyId assembly, Role role, Timestamp at) {
  return tx.all<PersonId>(sql::holders_of, assembly, role, at);
}

std::array<AssemblyId, 4> assemblies_seen(Context& context, db::ReadTx& tx) {
  std::array<AssemblyId, 4> seen{};
  if (!context.actor.signed_in()) return seen;
  std::size_t i = 0;
  if (context.actor.may("assembly.read")) seen[i++] = context.actor.scope;
  for (const auto assembly : assemblies_of(tx, context.actor.person, context.now())) {
    if (i < seen.size()) seen[i++] = assembly;
  }
  return seen;
}

}  // namespace gongshi::assemblies
