// What fills the tables: assemblies, terms, bodies, memberships, seats.
#include <algorithm>

#include "base/assert.hpp"
#include "embedded/assemblies.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/assemblies/offices.hpp"
#include "modules/assemblies/roles.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::assemblies {
namespace {

template <class Tag>
std::optional<Id<Tag>> unless_none(Id<Tag> id) {
  return id ? std::optional(id) : std::nullopt;
}

}  // namespace

AssemblyId create_assembly(Context& context, db::WriteTx& tx, const NewAssembly& assembly) {
  const auto id = context.ids.next<AssemblyId>();
  tx.run(sql::add_assembly, id, assembly.name, assembly.short_name, assembly.level, unless_none(assembly.parent), assembly.code, assembly.demonstration);
  return id;
}

TermId create_term(Context& context, db::WriteTx& tx, AssemblyId assembly, std::int64_t number, std::string_view name, Timestamp from,
                   std::optional<Timestamp> to) {
  const auto id = context.ids.next<TermId>();
  tx.run(sql::add_term, id, assembly, number, name, from, to);
  return id;
}

BodyId create_body(Context& context, db::WriteTx& tx, AssemblyId assembly, TermId term, BodyKind kind, std::string_view name) {
  const auto id = context.ids.next<BodyId>();
  tx.run(sql::add_body, id, assembly, term, kind, name);
  return id;
}

MembershipId add_membership(Context& context, db::WriteTx& tx, const NewMembership& membership) {
  return add_memberships(context, tx, std::span(&membership, 1)).front();
}

std::vector<MembershipId> add_memberships(Context& context, db::WriteTx& tx, std::span<const NewMembership> memberships) {
  std::vector<MembershipId> ids;
  std::vector<db::Value> rows;
  rows.reserve(memberships.size() * static_cast<std::size_t>(sql::add_membership.parameters));
  for (const NewMembership& m : memberships) {
    ids.push_back(context.ids.next<MembershipId>());
    const auto status = m.to && *m.to <= context.now() ? MembershipStatus::ended : MembershipStatus::in_office;
    for (const db::Value& value :
         {db::to_value(ids.back()), db::to_value(m.person), db::to_value(m.assembly), db::to_value(m.term), db::to_value(m.sector),
          db::to_value(unless_none(m.party)), db::to_value(unless_none(m.committee)), db::to_value(m.number), db::to_value(m.name),
          db::to_value(m.from), db::to_value(m.to), db::to_value(status)}) {
      rows.push_back(value);
    }
  }
  tx.run_many(sql::add_membership, rows);
  return ids;
}

Result<void> may_hold(db::ReadTx& tx, PersonId person, AssemblyId assembly, Role role, Timestamp at) {
  if (!is_administration(role)) return {};
  const auto all = all_assemblies(tx);
  if (role != Role::administrator && !all.empty() && all.front().id != assembly) return fail(ErrorKind::conflict, "assemblies.topmost_only");
  const bool other = std::ranges::any_of(standing(tx, person, at).seats, [&](const identity::Seat& seat) {
    return seat.role != enum_name(role) && is_administration(*enum_from_name<Role>(seat.role));
  });
  return other ? Result<void>(fail(ErrorKind::conflict, "assemblies.administrations_apart")) : Result<void>();
}

SeatId add_seat(Context& context, db::WriteTx& tx, PersonId person, AssemblyId assembly, Role role, Timestamp from, BodyId body) {
  GONGSHI_ASSERT(may_hold(tx, person, assembly, role, from).has_value());
  const auto id = context.ids.next<SeatId>();
  tx.run(sql::add_seat, id, person, assembly, unless_none(body), role, from);
  context.after_commit.push_back([&app = context.app, person] { identity::forget_actor(app, person); });
  return id;
}

void remove_demonstration(Context& context, db::WriteTx& tx) {
  auto administrators = tx.all<PersonId>(sql::demonstration_administrators);
  std::erase_if(administrators, [&](PersonId person) {
    const auto found = identity::find_person(tx, person);
    return !found || found->demonstration;
  });
  for (const db::Query* step : {&sql::remove_demonstration_next_terms, &sql::remove_demonstration_seats, &sql::remove_demonstration_memberships, &sql::remove_demonstration_plenaries,
                                &sql::remove_demonstration_bodies, &sql::remove_demonstration_terms, &sql::remove_demonstration_assemblies}) {
    tx.run(*step);
  }
  for (const PersonId person : administrators) appoint_administrator(context, tx, person);
}

}  // namespace gongshi::assemblies
