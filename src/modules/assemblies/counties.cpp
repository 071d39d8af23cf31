// The assemblies below: added by the one above, run by their own office from then on.
#include <algorithm>

#include "embedded/assemblies.hpp"
#include "modules/assemblies/roles.hpp"
#include "modules/assemblies/use_cases.hpp"
#include "modules/assemblies/wrong_field.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::assemblies {
namespace {

CountyView view(Context& context, db::ReadTx& tx, const Assembly& assembly) {
  CountyView view;
  static_cast<AssemblyView&>(view) = {assembly.id, assembly.name, assembly.level, assembly.parent, assembly.short_name, assembly.code};
  const Timestamp now = context.now();
  if (const auto term = current_term(tx, assembly.id, now)) view.term = TermView{term->id, term->number, term->name, term->from, term->to};
  view.members = count_members(tx, assembly.id, {}, now);
  for (const Official& one : officials(tx, assembly.id, now)) {
    view.offices.push_back({one.seat, identity::display_name(tx, one.person), context.say("role." + std::string(enum_name(one.role))), waits_for_first_link(context, tx, one)});
  }
  return view;
}

}  // namespace

Result<void> check_level(db::ReadTx& tx, AssemblyId parent, AssemblyId assembly, Tier level) {
  for (const Assembly& other : all_assemblies(tx)) {
    const bool wrong_above = other.id == parent && other.level >= level;
    const bool wrong_below = assembly && other.parent == assembly && other.level <= level;
    if (wrong_above || wrong_below) return wrong("/level", "assemblies.level_out_of_order");
  }
  return {};
}

Result<CountyList> list_counties(Context& context, db::ReadTx& tx, const ByAssembly& request) {
  TRY(require(context, tx, request.id, "operator"));
  CountyList list;
  for (const Assembly& assembly : all_assemblies(tx)) {
    if (assembly.parent == request.id) list.items.push_back(view(context, tx, assembly));
  }
  return list;
}

Result<CountyView> create_county(Context& context, db::WriteTx& tx, const CreateCounty& request) {
  TRY(require(context, tx, request.id, "operator"));
  for (const auto& [field, text] : {std::pair{"/name", request.name}, std::pair{"/short_name", request.short_name}, std::pair{"/code", request.code},
                                    std::pair{"/term_name", request.term_name}, std::pair{"/administrator", request.administrator}, std::pair{"/clerk", request.clerk.value_or("-")}}) {
    if (odd(text)) return wrong(field, "assemblies.bad_name");
  }
  TRY(check_level(tx, request.id, {}, request.level));
  if (tx.one<AssemblyId>(sql::assembly_by_code, request.code)) return wrong("/code", "assemblies.code_taken");
  // Rosters name a county by either.
  const auto all = all_assemblies(tx);
  for (const Assembly& other : all) {
    if (other.parent != request.id) continue;
    if (other.name == request.name) return wrong("/name", "assemblies.name_twice", {{"name", request.name}});
    if (other.short_name == request.short_name) return wrong("/short_name", "assemblies.name_twice", {{"name", request.short_name}});
  }
  if (request.term_from > context.now()) return wrong("/term_from", "assemblies.term_not_begun");
  const AssemblyId id = create_assembly(context, tx, {.name = request.name, .short_name = request.short_name, .level = request.level, .parent = request.id, .code = request.code});
  create_term(context, tx, id, request.term_number, request.term_name, request.term_from);
  const auto found = [&](const std::string& name, Role role) {
    tx.run(sql::mark_founding, add_seat(context, tx, identity::create_person(context, tx, {.name = name}), id, role, context.now()));
  };
  found(request.administrator, Role::administrator);
  if (request.clerk) found(*request.clerk, Role::clerk);
  journal::record(context, tx, {.verb = "assemblies.create_county", .subject_kind = "assembly", .subject = id.value, .scope = request.id});
  return view(context, tx, *find_assembly(tx, id));
}

}  // namespace gongshi::assemblies
