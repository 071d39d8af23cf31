// The units that handle matters 承办单位, which outlast a term, and the bodies that speak for themselves.
#include <algorithm>

#include "embedded/assemblies.hpp"
#include "modules/assemblies/use_cases.hpp"
#include "modules/assemblies/wrong_field.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::assemblies {

std::vector<Unit> units_of(db::ReadTx& tx, AssemblyId assembly) { return tx.all<Unit>(sql::units_of, assembly); }

std::vector<Unit> channels_of(db::ReadTx& tx, AssemblyId assembly) { return tx.all<Unit>(sql::channels_of, assembly); }
std::optional<BodyId> channel_of_seat(db::ReadTx& tx, SeatId seat) { return tx.one<BodyId>(sql::channel_of_seat, seat); }

std::optional<BodyId> unit_of_seat(db::ReadTx& tx, SeatId seat) { return tx.one<BodyId>(sql::unit_of_seat, seat); }

std::vector<PersonId> people_of_unit(db::ReadTx& tx, BodyId unit, Role role, Timestamp at) { return tx.all<PersonId>(sql::people_of_unit, unit, role, at); }

std::vector<Body> bodies_of(db::ReadTx& tx, AssemblyId assembly, Timestamp at) { return tx.all<Body>(sql::bodies_of, assembly, at); }
std::optional<Body> find_body(db::ReadTx& tx, BodyId body) { return tx.one<Body>(sql::find_body, body); }
std::optional<BodyId> body_of_seat(db::ReadTx& tx, SeatId seat) { return tx.one<BodyId>(sql::body_of_seat, seat); }

Result<BodyList> list_bodies(Context& context, db::ReadTx& tx, const ByAssembly& request) {
  if (!find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  return BodyList{bodies_of(tx, request.id, context.now())};
}

Result<UnitList> list_units(Context&, db::ReadTx& tx, const ByAssembly& request) {
  if (!find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  return UnitList{units_of(tx, request.id)};
}

namespace {

/// One that outlasts a term, under a name of its own among `there`.
Result<Unit> create_lasting(Context& context, db::WriteTx& tx, const CreateUnit& request, BodyKind kind, const std::vector<Unit>& there) {
  TRY(require(context, tx, request.id, "operator"));
  if (odd(request.name)) return wrong("/name", "assemblies.bad_name");
  if (std::ranges::find(there, request.name, &Unit::name) != there.end()) return wrong("/name", "assemblies.unit_there_already");
  const BodyId id = create_body(context, tx, request.id, {}, kind, request.name);
  journal::record(context, tx, {.verb = kind == BodyKind::unit ? "assemblies.create_unit" : "assemblies.create_channel", .subject_kind = "body", .subject = id.value, .scope = request.id});
  return Unit{id, request.name};
}

}  // namespace

Result<Unit> create_unit(Context& context, db::WriteTx& tx, const CreateUnit& request) { return create_lasting(context, tx, request, BodyKind::unit, units_of(tx, request.id)); }

Result<UnitList> list_channels(Context&, db::ReadTx& tx, const ByAssembly& request) {
  if (!find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  return UnitList{channels_of(tx, request.id)};
}
Result<Unit> create_channel(Context& context, db::WriteTx& tx, const CreateUnit& request) { return create_lasting(context, tx, request, BodyKind::office, channels_of(tx, request.id)); }

}  // namespace gongshi::assemblies
