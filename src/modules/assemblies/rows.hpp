// Rows of tables that more than one use case reads.
#pragma once

#include <optional>
#include <string>

#include "modules/assemblies/api.hpp"

namespace gongshi::assemblies {

struct NamedBody {
  BodyId id;
  BodyKind kind;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedBody, (), (id, kind, name))

struct StoredMembership {
  MembershipId id;
  PersonId person;
  std::string number;
  std::string name;
  BodyId sector;
  std::optional<BodyId> party;
  std::optional<BodyId> committee;
  Timestamp from;
  std::optional<Timestamp> to;
  MembershipStatus status;
};
BOOST_DESCRIBE_STRUCT(StoredMembership, (), (id, person, number, name, sector, party, committee, from, to, status))

struct ListedMember {
  MembershipId id;
  PersonId person;
  std::string number;
  std::string name;
  AssemblyId assembly;
  std::string assembly_name;
  std::string assembly_short_name;
  SectorId sector;
  std::string sector_name;
  std::optional<std::string> party;
  std::optional<std::string> committee;
  Timestamp from;
  std::optional<Timestamp> to;
};
BOOST_DESCRIBE_STRUCT(ListedMember, (),
                      (id, person, number, name, assembly, assembly_name, assembly_short_name, sector, sector_name, party, committee, from, to))

}  // namespace gongshi::assemblies
