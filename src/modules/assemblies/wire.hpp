// What crosses the wire about assemblies, and nothing else.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/workflow.hpp"
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
  std::optional<std::string> body;  // the unit, party, sector or committee
  Timestamp from;
  std::optional<std::string> login;
  bool has_password = false;
  std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (seat, person, name, role, role_name, body, from, login, has_password, actions))

/// `roles`: what may be given.
struct AccountList {
  std::vector<AccountView> items;
  std::vector<RoleView> roles;
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (items, roles))

/// Exactly one of: `name`, somebody new; `person`, who has a seat of staff here already; `member_number`, a member of this assembly. `unit` for the
/// roles that sit in one, `body` for a convener, `channel` for a supervisor who works for one.
struct CreateAccount {
  AssemblyId id;
  Role role = Role::clerk;
  std::optional<std::string> name;
  std::optional<PersonId> person;
  std::optional<std::string> member_number;
  std::optional<BodyId> unit;
  std::optional<BodyId> body;
  std::optional<BodyId> channel;
};
BOOST_DESCRIBE_STRUCT(CreateAccount, (), (id, role, name, person, member_number, unit, body, channel))
constexpr auto limits(const CreateAccount*) { return std::array{json::Limit{"name", 1, 50}, json::Limit{"member_number", 1, 32}}; }

struct BodyList {
  std::vector<Body> items;
};
BOOST_DESCRIBE_STRUCT(BodyList, (), (items))

struct UnitList {
  std::vector<Unit> items;
};
BOOST_DESCRIBE_STRUCT(UnitList, (), (items))

struct CreateUnit {
  AssemblyId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CreateUnit, (), (id, name))
constexpr auto limits(const CreateUnit*) { return std::array{json::Limit{"name", 2, 50}}; }

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

// ---- the assemblies below

/// Somebody in an office below. `link`: has no other way in yet, so a link may be made here.
struct CountyOffice {
  SeatId seat;
  std::string name;
  std::string role_name;
  bool link = false;
};
BOOST_DESCRIBE_STRUCT(CountyOffice, (), (seat, name, role_name, link))

struct CountyView : AssemblyView {
  std::optional<TermView> term;
  std::int64_t members = 0;
  std::vector<CountyOffice> offices;
};
BOOST_DESCRIBE_STRUCT(CountyView, (AssemblyView), (term, members, offices))

struct CountyList {
  std::vector<CountyView> items;
};
BOOST_DESCRIBE_STRUCT(CountyList, (), (items))

/// `administrator`, `clerk`: names of the people of its office; at least the first.
struct CreateCounty {
  AssemblyId id;
  std::string name;
  std::string short_name;
  Tier level = Tier::county;
  std::string code;
  std::int64_t term_number = 0;
  std::string term_name;
  Timestamp term_from;
  std::string administrator;
  std::optional<std::string> clerk;
};
BOOST_DESCRIBE_STRUCT(CreateCounty, (), (id, name, short_name, level, code, term_number, term_name, term_from, administrator, clerk))
constexpr auto limits(const CreateCounty*) {
  return std::array{json::Limit{"name", 1, 50}, json::Limit{"short_name", 1, 20}, json::Limit{"code", 1, 20}, json::Limit{"term_number", 1, 99},
                    json::Limit{"term_name", 1, 50}, json::Limit{"administrator", 1, 50}, json::Limit{"clerk", 1, 50}};
}

// ---- change of term

enum class NextTermState { preparing, confirmed, done, given_up };
BOOST_DESCRIBE_ENUM(NextTermState, preparing, confirmed, done, given_up)

enum class OfficeFate { keep, end, hand_over };
BOOST_DESCRIBE_ENUM(OfficeFate, keep, end, hand_over)

/// What becomes of a seat of staff. For `hand_over` exactly one of: `member_number` of the new roster, `name` of somebody new.
struct OfficeChange {
  SeatId seat;
  OfficeFate fate = OfficeFate::keep;
  std::optional<std::string> member_number;
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(OfficeChange, (), (seat, fate, member_number, name))
constexpr auto limits(const OfficeChange*) { return std::array{json::Limit{"member_number", 1, 32}, json::Limit{"name", 1, 50}}; }

/// Seats that `offices` leaves out are kept.
struct NextTermPlan {
  std::int64_t number = 0;
  std::string name;
  Timestamp from;
  std::optional<Timestamp> to;
  std::optional<PlenaryView> plenary;
  std::vector<std::string> sectors;
  std::vector<std::string> committees;
  std::vector<OfficeChange> offices;
};
BOOST_DESCRIBE_STRUCT(NextTermPlan, (), (number, name, from, to, plenary, sectors, committees, offices))
constexpr auto limits(const NextTermPlan*) {
  return std::array{json::Limit{"number", 1, 99}, json::Limit{"name", 1, 50}, json::Limit{"sectors", 1, 100}, json::Limit{"committees", 0, 100},
                    json::Limit{"offices", 0, 500}};
}

/// `version` 0: nothing was prepared yet.
struct SaveNextTerm : NextTermPlan {
  AssemblyId id;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SaveNextTerm, (NextTermPlan), (id, version))
constexpr auto limits(const SaveNextTerm*) { return limits(static_cast<const NextTermPlan*>(nullptr)); }

struct OfficeView {
  SeatId seat;
  Role role = Role::clerk;
  std::string role_name;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(OfficeView, (), (seat, role, role_name, name))

/// What is prepared, or with version 0 what the term under way suggests. `rehearsed`: as it stands, without a problem.
struct NextTermView : NextTermPlan {
  NextTermState state = NextTermState::preparing;
  std::int64_t version = 0;
  std::optional<TermView> current;
  std::vector<OfficeView> held;
  bool has_roster = false;
  bool rehearsed = false;
  std::optional<Timestamp> rehearsed_at;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(NextTermView, (NextTermPlan), (state, version, current, held, has_roster, rehearsed, rehearsed_at, actions))

/// The body is a roster as imports read it. Kept only without a problem.
struct BringNextRoster {
  AssemblyId id;
  std::int64_t version = 0;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(BringNextRoster, (), (id, version, body))

enum class NextTermVerb { confirm, take_back, give_up };
BOOST_DESCRIBE_ENUM(NextTermVerb, confirm, take_back, give_up)

struct MoveNextTerm {
  AssemblyId id;
  NextTermVerb verb = NextTermVerb::confirm;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MoveNextTerm, (), (id, verb, version))

/// A sector or committee before and after; `before` or `after` none: it is new, or it goes.
struct BodyReport {
  std::string name;
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> after;
};
BOOST_DESCRIBE_STRUCT(BodyReport, (), (name, before, after))

struct MemberReport {
  std::string number;
  std::string name;
  std::string sector;
};
BOOST_DESCRIBE_STRUCT(MemberReport, (), (number, name, sector))

/// `holder` none: nobody; `leaves`: keeps the office and is no member any more.
struct OfficeReport {
  std::string role_name;
  std::string name;
  OfficeFate fate = OfficeFate::keep;
  std::optional<std::string> holder;
  bool leaves = false;
};
BOOST_DESCRIBE_STRUCT(OfficeReport, (), (role_name, name, fate, holder, leaves))

/// Something unfinished that stays with the assembly; `keepers` none: nobody would look after it.
struct OpenItemReport {
  std::string kind;
  std::int64_t id = 0;
  std::string title;
  std::string state_name;
  std::string role_name;
  std::vector<std::string> keepers;
};
BOOST_DESCRIBE_STRUCT(OpenItemReport, (), (kind, id, title, state_name, role_name, keepers))

struct TermProblem {
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(TermProblem, (), (code, message))

/// What a change of term does, or did. Persons 人 of this assembly alone; lists of names stop at 500.
struct TermReport {
  std::string from_name;
  std::string to_name;
  Timestamp begins;
  std::int64_t members_before = 0;
  std::int64_t members_after = 0;
  std::int64_t staying = 0;
  std::vector<MemberReport> leaving;
  std::int64_t leaving_count = 0;
  std::vector<MemberReport> joining;
  std::int64_t joining_count = 0;
  std::vector<BodyReport> sectors;
  std::vector<BodyReport> committees;
  std::vector<OfficeReport> offices;
  std::vector<std::string> roles_without_holder;
  std::vector<OpenItemReport> open_items;
  std::vector<RosterProblem> roster_errors;
  std::vector<TermProblem> problems;
};
BOOST_DESCRIBE_STRUCT(TermReport, (), (from_name, to_name, begins, members_before, members_after, staying, leaving, leaving_count, joining, joining_count, sectors, committees,
                                       offices, roles_without_holder, open_items, roster_errors, problems))

/// `report` after the change was carried out at once.
struct NextTermMoved {
  NextTermView next_term;
  std::optional<TermReport> report;
};
BOOST_DESCRIBE_STRUCT(NextTermMoved, (), (next_term, report))

/// A term with its sectors and how many sat in them when it ended (now, if it goes on): persons of this assembly alone.
struct PastTermView : TermView {
  std::int64_t members = 0;
  std::vector<SectorView> sectors;
  std::vector<CommitteeView> committees;
  bool under_way = false;
};
BOOST_DESCRIBE_STRUCT(PastTermView, (TermView), (members, sectors, committees, under_way))

struct TermList {
  std::vector<PastTermView> items;
};
BOOST_DESCRIBE_STRUCT(TermList, (), (items))

struct ListTermMembers {
  AssemblyId id;
  TermId term;
  std::optional<MembershipId> cursor;
};
BOOST_DESCRIBE_STRUCT(ListTermMembers, (), (id, term, cursor))

}  // namespace gongshi::assemblies
