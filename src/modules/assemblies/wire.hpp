// What crosses the wire about assemblies, and nothing else.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "modules/assemblies/api.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::assemblies {

struct AssemblyView {
  AssemblyId id;
  std::string name;
  Tier level = Tier::city;
  std::optional<AssemblyId> parent;
  std::string short_name;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(AssemblyView, (), (id, name, level, parent, short_name, code))

struct AssemblyList {
  std::vector<AssemblyView> items;
};
BOOST_DESCRIBE_STRUCT(AssemblyList, (), (items))

struct ByAssembly {
  AssemblyId id;
};
BOOST_DESCRIBE_STRUCT(ByAssembly, (), (id))

struct TermView {
  TermId id;
  std::int64_t number = 0;
  std::string name;
  Timestamp from;
  std::optional<Timestamp> to;
};
BOOST_DESCRIBE_STRUCT(TermView, (), (id, number, name, from, to))

struct SectorView {
  SectorId id;
  std::string name;
  std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(SectorView, (), (id, name, members))

struct CommitteeView {
  BodyId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CommitteeView, (), (id, name))

struct PlenaryView {
  std::int64_t number = 0;
  std::string name;
  Timestamp from;
  std::optional<Timestamp> to;
};
BOOST_DESCRIBE_STRUCT(PlenaryView, (), (number, name, from, to))
constexpr auto limits(const PlenaryView*) { return std::array{json::Limit{"number", 1, 99}, json::Limit{"name", 1, 50}}; }

/// `members` are persons in the assembly and below it.
struct AssemblyDetail : AssemblyView {
  std::optional<TermView> term;
  std::optional<PlenaryView> plenary;  // the latest of the term
  std::vector<SectorView> sectors;
  std::vector<CommitteeView> committees;
  std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(AssemblyDetail, (AssemblyView), (term, plenary, sectors, committees, members))

struct ChangeAssembly {
  AssemblyId id;
  std::string name;
  std::string short_name;
  Tier level = Tier::city;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(ChangeAssembly, (), (id, name, short_name, level, code))
constexpr auto limits(const ChangeAssembly*) {
  return std::array{json::Limit{"name", 1, 50}, json::Limit{"short_name", 1, 20}, json::Limit{"code", 1, 20}};
}

/// The term under way, begun when there is none; the plenary session is added to it or corrected.
struct SetTerm {
  AssemblyId id;
  std::int64_t number = 0;
  std::string name;
  Timestamp from;
  std::optional<Timestamp> to;
  std::optional<PlenaryView> plenary;
};
BOOST_DESCRIBE_STRUCT(SetTerm, (), (id, number, name, from, to, plenary))
constexpr auto limits(const SetTerm*) { return std::array{json::Limit{"number", 1, 99}, json::Limit{"name", 1, 50}}; }

/// All sectors and committees of the term under way, by name: what is missing is made, what is left out and not in use goes.
struct SetBodies {
  AssemblyId id;
  std::vector<std::string> sectors;
  std::vector<std::string> committees;
};
BOOST_DESCRIBE_STRUCT(SetBodies, (), (id, sectors, committees))
constexpr auto limits(const SetBodies*) { return std::array{json::Limit{"sectors", 0, 100}, json::Limit{"committees", 0, 100}}; }

struct RoleView {
  Role role = Role::clerk;
  std::string name;
  std::string about;
};
BOOST_DESCRIBE_STRUCT(RoleView, (), (role, name, about))

/// Somebody in a seat of staff. `actions`: "link" (a new one-time link), "end".
struct AccountView {
  SeatId seat;
  PersonId person;
  std::string name;
  Role role = Role::clerk;
  std::string role_name;
  Timestamp from;
  std::optional<std::string> login;
  bool has_password = false;
  std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (seat, person, name, role, role_name, from, login, has_password, actions))

/// `roles`: what may be given.
struct AccountList {
  std::vector<AccountView> items;
  std::vector<RoleView> roles;
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (items, roles))

/// Exactly one of: `name`, somebody new; `person`, who has a seat of staff here already; `member_number`, a member of this assembly.
struct CreateAccount {
  AssemblyId id;
  Role role = Role::clerk;
  std::optional<std::string> name;
  std::optional<PersonId> person;
  std::optional<std::string> member_number;
};
BOOST_DESCRIBE_STRUCT(CreateAccount, (), (id, role, name, person, member_number))
constexpr auto limits(const CreateAccount*) { return std::array{json::Limit{"name", 1, 50}, json::Limit{"member_number", 1, 32}}; }

struct BySeat {
  SeatId id;
};
BOOST_DESCRIBE_STRUCT(BySeat, (), (id))

/// For "/link#TOKEN"; it works once.
struct AccountLink {
  std::string token;
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(AccountLink, (), (token, expires_at))

struct ListMembers {
  AssemblyId id;
  std::optional<SectorId> sector;
  std::optional<MembershipId> cursor;
};
BOOST_DESCRIBE_STRUCT(ListMembers, (), (id, sector, cursor))

/// The beginning of a name or number. In the body: addresses are written into the logs of proxies.
struct SearchMembers : ListMembers {
  std::string q;
};
BOOST_DESCRIBE_STRUCT(SearchMembers, (ListMembers), (q))
constexpr auto limits(const SearchMembers*) { return std::array{json::Limit{"q", 0, 50}}; }

struct MemberView {
  PersonId person;
  std::string number;
  std::string name;
  AssemblyId assembly;
  std::string assembly_name;
  SectorId sector;
  std::string sector_name;
  std::optional<std::string> party;
  std::optional<std::string> committee;
  std::optional<std::string> phone_masked;
  Timestamp from;
  std::optional<Timestamp> to;
};
BOOST_DESCRIBE_STRUCT(MemberView, (), (person, number, name, assembly, assembly_name, sector, sector_name, party, committee, phone_masked, from, to))

struct MemberList {
  std::vector<MemberView> items;
  std::optional<std::string> next;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(MemberList, (), (items, next, total))

/// The body is CSV in UTF-8 or GB18030, or an Excel workbook (.xlsx); its bytes tell. `create_bodies`: sectors, parties and committees that are not there yet are made.
struct ImportRoster {
  AssemblyId id;
  std::optional<bool> dry_run;
  std::optional<bool> create_bodies;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(ImportRoster, (), (id, dry_run, create_bodies, body))

/// `row` counts from 1 with the heading; `column` is the heading, or a number where the heading could not be read.
struct RosterProblem {
  std::int64_t row = 0;
  std::string column;
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(RosterProblem, (), (row, column, code, message))

/// With problems nothing was done, and the counts say what would have been.
struct RosterReport {
  std::int64_t rows = 0;
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::vector<RosterProblem> errors;
};
BOOST_DESCRIBE_STRUCT(RosterReport, (), (rows, created, updated, unchanged, errors))

}  // namespace gongshi::assemblies
