#include "modules/assemblies/offices.hpp"

#include "embedded/assemblies.hpp"
#include "modules/assemblies/roles.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::assemblies {
namespace {

struct HeldSeat {
  SeatId id;
  AssemblyId assembly;
  std::string assembly_name;
  std::string body_name;
  Role role;
  std::int64_t rank;
};
BOOST_DESCRIBE_STRUCT(HeldSeat, (), (id, assembly, assembly_name, body_name, role, rank))

}  // namespace

identity::Standing standing(db::ReadTx& tx, PersonId person, Timestamp at) {
  identity::Standing standing;
  for (HeldSeat& seat : tx.all<HeldSeat>(sql::seats_of, person, at)) {
    standing.member = standing.member || seat.role == Role::member;
    standing.seats.push_back({.id = seat.id,
                              .assembly = seat.assembly,
                              .assembly_name = std::move(seat.assembly_name),
                              .body_name = std::move(seat.body_name),
                              .role = enum_name(seat.role),
                              .permissions = permissions_of(seat.role),
                              .staff = is_staff(seat.role)});
  }
  return standing;
}

SeatId appoint_administrator(Context& context, db::WriteTx& tx, PersonId person) {
  const auto all = all_assemblies(tx);
  AssemblyId assembly;
  if (all.empty()) {
    const std::string& name = context.app.config().site_name;
    assembly = create_assembly(context, tx, {.name = name, .short_name = name, .level = Tier::city, .parent = {}, .code = "1"});
    create_term(context, tx, assembly, 1, "第一届", context.now());
  } else {
    assembly = all.front().id;
  }
  return add_seat(context, tx, person, assembly, Role::administrator, context.now());
}

identity::Offices offices() {
  return {.standing = standing,
          .has_administrator = [](db::ReadTx& tx, Timestamp at) { return tx.one<std::int64_t>(sql::any_administrator, at).has_value(); },
          .appoint_first_administrator = appoint_administrator,
          .member_by_number = find_member_by_number};
}

}  // namespace gongshi::assemblies
