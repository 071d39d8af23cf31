// What other modules may use of assemblies: the tree, terms, bodies, memberships as periods, seats and roles.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/operations/module.hpp"

namespace gongshi::assemblies {

using AssemblyId = ScopeId;
using TermId = Id<struct TermTag>;
using BodyId = Id<struct BodyTag>;
using SectorId = BodyId;
/// A membership is itself a seat in the role of a member: its number is a SeatId too.
using MembershipId = SeatId;

enum class Tier { province, city, county };
BOOST_DESCRIBE_ENUM(Tier, province, city, county)

enum class BodyKind { party, sector, committee, unit, office };
BOOST_DESCRIBE_ENUM(BodyKind, party, sector, committee, unit, office)

/// Administration is divided among three who cannot do each other's acts (GB/T 22239-2019, 8.1.5): of the system, of security, of the audit.
/// Who handles matters sits in a unit 承办单位: handlers 承办人 and its leader 单位负责人; a supervisor 督查 sits in none, or in a channel 交办渠道 (an office)
/// whose matters alone are theirs. A convener 召集人 speaks for a sector, a
/// party or a committee: calls a sector together, or keeps the seal.
enum class Role { administrator, clerk, chair, member, security_administrator, audit_administrator, supervisor, handler, unit_leader, convener };
BOOST_DESCRIBE_ENUM(Role, administrator, clerk, chair, member, security_administrator, audit_administrator, supervisor, handler, unit_leader, convener)

/// `ended`: over, and nobody recorded why.
enum class MembershipStatus { in_office, resigned, removed, transferred, ended };
BOOST_DESCRIBE_ENUM(MembershipStatus, in_office, resigned, removed, transferred, ended)

/// What a role may do within its assembly; from one constexpr table (roles.cpp).
std::span<const std::string_view> permissions_of(Role role);

// ---- reading

struct Assembly {
  AssemblyId id;
  std::string name;
  std::string short_name;
  Tier level = Tier::city;
  std::optional<AssemblyId> parent;
  std::string code;
  bool demonstration = false;
};
BOOST_DESCRIBE_STRUCT(Assembly, (), (id, name, short_name, level, parent, code, demonstration))

struct Term {
  TermId id;
  AssemblyId assembly;
  std::int64_t number = 0;
  std::string name;
  Timestamp from;
  std::optional<Timestamp> to;
};
BOOST_DESCRIBE_STRUCT(Term, (), (id, assembly, number, name, from, to))

struct Sector {
  SectorId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Sector, (), (id, name))

/// A membership as seen from the assembly it was asked for: `assembly` is that one or one below it; `sector` is the sector of the assembly
/// asked for that has the same name (none where it has no such sector).
struct Membership {
  MembershipId id;
  PersonId person;
  AssemblyId assembly;
  TermId term;
  SectorId sector;
  std::string number;
  std::string name;  // as the roster has it
};
BOOST_DESCRIBE_STRUCT(Membership, (), (id, person, assembly, term, sector, number, name))

std::optional<Assembly> find_assembly(db::ReadTx& tx, AssemblyId assembly);
/// Superior assemblies before those below them.
std::vector<Assembly> all_assemblies(db::ReadTx& tx);
/// The assembly itself and all below it.
std::vector<AssemblyId> descendants(db::ReadTx& tx, AssemblyId assembly);
/// The term under way.
std::optional<Term> current_term(db::ReadTx& tx, AssemblyId assembly, Timestamp at);
/// Sectors of the latest term that had begun by `at`, in their order.
std::vector<Sector> sectors_of(db::ReadTx& tx, AssemblyId assembly, Timestamp at);
/// Of any term; empty where there is no such body.
std::string body_name(db::ReadTx& tx, BodyId body);

struct Body {
  BodyId id;
  BodyKind kind = BodyKind::sector;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Body, (), (id, kind, name))
/// Parties, sectors and committees of the latest term that had begun by `at`.
std::vector<Body> bodies_of(db::ReadTx& tx, AssemblyId assembly, Timestamp at);
/// Of any term.
std::optional<Body> find_body(db::ReadTx& tx, BodyId body);
/// The party, sector or committee that a convener in this seat speaks for; none for other seats.
std::optional<BodyId> body_of_seat(db::ReadTx& tx, SeatId seat);

/// The person's membership in the assembly at `at`, else in one below it.
std::optional<Membership> membership_of(db::ReadTx& tx, PersonId person, AssemblyId assembly, Timestamp at);
bool has_membership(db::ReadTx& tx, PersonId person, Timestamp at);
/// Assemblies whose members-only matters concern the person: those they are a member of, and those above.
std::vector<AssemblyId> assemblies_of(db::ReadTx& tx, PersonId person, Timestamp at);
/// Assemblies whose members-only matters the actor sees: those they are a member of and those above, and the one they act in, member or not; 0 fills the rest.
std::array<AssemblyId, 4> assemblies_seen(Context& context, db::ReadTx& tx);
/// By the number on the roster: in the assembly, else below it where only one member has that number.
std::optional<PersonId> find_member_by_number(db::ReadTx& tx, AssemblyId assembly, std::string_view number, Timestamp at);
/// By the whole name, where only one member of the assembly itself has it.
std::optional<PersonId> find_member_by_name(db::ReadTx& tx, AssemblyId assembly, std::string_view name, Timestamp at);
/// Members of the assembly and below it at `at`, each person once.
std::vector<PersonId> members_of(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at);

/// A member of the assembly itself, with the bodies they belong to.
struct RosterEntry {
  PersonId person;
  std::string number;
  std::string name;
  SectorId sector;
  std::string sector_name;
  std::optional<BodyId> party;
  std::optional<std::string> party_name;
  std::optional<BodyId> committee;
  std::optional<std::string> committee_name;
};
BOOST_DESCRIBE_STRUCT(RosterEntry, (), (person, number, name, sector, sector_name, party, party_name, committee, committee_name))
/// By number; without the assemblies below.
std::vector<RosterEntry> roster_of(db::ReadTx& tx, AssemblyId assembly, Timestamp at);

/// Everyone, or whoever is in one of the bodies or named, by number or by whole name.
struct Selection {
  bool everyone = false;
  std::vector<BodyId> bodies{};
  std::vector<std::string> members{};
};
/// The members of the assembly itself that it means, each once; 422 where somebody named is not found (fields `pointer`/members/…), or it means nobody.
Result<std::vector<RosterEntry>> select_members(db::ReadTx& tx, AssemblyId assembly, const Selection& selection, std::string_view pointer, Timestamp at);

/// Persons, not memberships: who belongs to two assemblies of the tree counts once, by the membership that membership_of() gives.
struct SectorCount {
  SectorId id;
  std::string name;
  std::int64_t members = 0;
};
struct AssemblyCount {
  AssemblyId id;
  std::string name;
  std::int64_t members = 0;
};
/// `sectors` empty: all members. Those of another term stand for the ones of the same name at `at`.
std::int64_t count_members(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at);
std::vector<SectorCount> members_by_sector(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at);
std::vector<AssemblyCount> members_by_assembly(db::ReadTx& tx, AssemblyId assembly, std::span<const SectorId> sectors, Timestamp at);

/// Who holds a seat in this role there now (for notices); not for members.
std::vector<PersonId> holders_of(db::ReadTx& tx, AssemblyId assembly, Role role, Timestamp at);

// ---- handling units 承办单位

struct Unit {
  BodyId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Unit, (), (id, name))

/// By age, of all terms.
std::vector<Unit> units_of(db::ReadTx& tx, AssemblyId assembly);
/// Offices through which matters go to their units 交办渠道: a party committee's, a government's.
std::vector<Unit> channels_of(db::ReadTx& tx, AssemblyId assembly);
/// The channel that a supervisor in this seat works for; none for other seats, and for who works on all.
std::optional<BodyId> channel_of_seat(db::ReadTx& tx, SeatId seat);
/// The unit somebody in this seat acts for; none for other seats.
std::optional<BodyId> unit_of_seat(db::ReadTx& tx, SeatId seat);
/// Who sits there in this role now (for notices): in a unit or a channel, or for a body.
std::vector<PersonId> people_of_unit(db::ReadTx& tx, BodyId unit, Role role, Timestamp at);

// ---- staff

/// Somebody in a seat of staff.
struct Official {
  SeatId seat;
  PersonId person;
  AssemblyId assembly;
  std::string assembly_name;
  std::string body_name;  // empty: none
  Role role;
  Timestamp from;
};
BOOST_DESCRIBE_STRUCT(Official, (), (seat, person, assembly, assembly_name, body_name, role, from))

/// In the order in which they were appointed; `assembly` none: of all.
std::vector<Official> officials(db::ReadTx& tx, AssemblyId assembly, Timestamp at);
/// The seat ends now, and with it what it allowed. 409 where an assembly would be without an administrator, 404 without such a seat.
Result<void> end_seat(Context& context, db::WriteTx& tx, SeatId seat);

// ---- change of term 换届

/// Heard *within*: a new term has begun, with other sectors. What goes on takes the sector of the same name in place of the one that ended.
struct TermChanged {
  static constexpr std::string_view kName = "assemblies.term_changed";
  AssemblyId assembly;
  TermId from;
  TermId to;
};
BOOST_DESCRIBE_STRUCT(TermChanged, (), (assembly, from, to))

/// Sectors of the one term with the one of the same name in the other (none: it went).
std::vector<std::pair<SectorId, SectorId>> sectors_carried_on(db::ReadTx& tx, AssemblyId assembly, TermId from, TermId to);

/// Something unfinished that outlives a change of term, and whose it is to go on with it. `state_key`: a message.
struct OpenItem {
  std::int64_t id = 0;
  std::string title;
  std::string state_key;
  Role keeper = Role::clerk;
};
using ListOpenItems = std::function<std::vector<OpenItem>(db::ReadTx&, AssemblyId)>;
/// From the owning module's start().
void register_open_items(Application& app, std::string kind, ListOpenItems list);

// ---- building

struct NewAssembly {
  std::string name;
  std::string short_name;
  Tier level = Tier::city;
  AssemblyId parent{};
  std::string code{};
  bool demonstration = false;
};
AssemblyId create_assembly(Context& context, db::WriteTx& tx, const NewAssembly& assembly);
TermId create_term(Context& context, db::WriteTx& tx, AssemblyId assembly, std::int64_t number, std::string_view name, Timestamp from,
                   std::optional<Timestamp> to = {});
/// Bodies stand in the order in which they were created. `term` none: beyond terms (units, offices).
BodyId create_body(Context& context, db::WriteTx& tx, AssemblyId assembly, TermId term, BodyKind kind, std::string_view name);

struct NewMembership {
  PersonId person;
  AssemblyId assembly;
  TermId term;
  SectorId sector;
  BodyId party{};
  BodyId committee{};
  std::string number;
  std::string name;
  Timestamp from;
  std::optional<Timestamp> to{};
};
MembershipId add_membership(Context& context, db::WriteTx& tx, const NewMembership& membership);
/// Many at once (one prepared statement, pipelined).
std::vector<MembershipId> add_memberships(Context& context, db::WriteTx& tx, std::span<const NewMembership> memberships);
/// 409 where the person would hold two of the three administrations, or where security and audit, which concern the whole installation, would be
/// administered from elsewhere than its topmost assembly.
Result<void> may_hold(db::ReadTx& tx, PersonId person, AssemblyId assembly, Role role, Timestamp at);
/// A seat of staff; `body` may be none. The caller has asked may_hold().
SeatId add_seat(Context& context, db::WriteTx& tx, PersonId person, AssemblyId assembly, Role role, Timestamp from, BodyId body = {});

/// Assemblies the demonstration brought, with everything of theirs here. An administrator who is no demonstration person keeps the office,
/// in a new assembly.
void remove_demonstration(Context& context, db::WriteTx& tx);

Module assemblies_module();

}  // namespace gongshi::assemblies
