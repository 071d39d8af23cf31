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

/// `members` are persons in the assembly and below it.
struct AssemblyDetail : AssemblyView {
  std::optional<TermView> term;
  std::vector<SectorView> sectors;
  std::vector<CommitteeView> committees;
  std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(AssemblyDetail, (AssemblyView), (term, sectors, committees, members))

struct ListMembers {
  AssemblyId id;
  std::optional<std::string> q;
  std::optional<SectorId> sector;
  std::optional<MembershipId> cursor;
};
BOOST_DESCRIBE_STRUCT(ListMembers, (), (id, q, sector, cursor))
constexpr auto limits(const ListMembers*) { return std::array{json::Limit{"q", 0, 50}}; }

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

/// The body is CSV in UTF-8 or GB18030. `create_bodies`: sectors, parties and committees that are not there yet are made.
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
