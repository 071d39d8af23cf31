// What the operator says of an assembly: what it is called, its term, its sectors and committees. Saying the same twice changes nothing.
#include <algorithm>
#include <set>

#include "embedded/assemblies.hpp"
#include "modules/assemblies/rows.hpp"
#include "modules/assemblies/use_cases.hpp"
#include "modules/assemblies/wrong_field.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::assemblies {
namespace {

void record(Context& context, db::WriteTx& tx, AssemblyId assembly, std::string_view verb) {
  journal::record(context, tx, {.verb = verb, .subject_kind = "assembly", .subject = assembly.value, .scope = assembly});
}

Result<void> set_kind(Context& context, db::WriteTx& tx, const Term& term, BodyKind kind, const std::vector<std::string>& names, std::string_view field) {
  std::set<std::string> there;
  for (const NamedBody& body : tx.all<NamedBody>(sql::bodies_of_term, term.assembly, term.id)) {
    if (body.kind != kind) continue;
    if (std::ranges::find(names, body.name) != names.end()) {
      there.insert(body.name);
    } else if (tx.one<std::int64_t>(sql::body_is_used, body.id, term.assembly)) {
      return wrong("/" + std::string(field), "assemblies.body_in_use", {{"name", body.name}});
    } else {
      tx.run(sql::remove_body, body.id);
    }
  }
  for (const std::string& name : names) {
    if (!there.contains(name)) create_body(context, tx, term.assembly, term.id, kind, name);
  }
  return {};
}

}  // namespace

Result<AssemblyDetail> change_assembly(Context& context, db::WriteTx& tx, const ChangeAssembly& request) {
  TRY(require(context, tx, request.id, "operator"));
  if (odd(request.name)) return wrong("/name", "assemblies.bad_name");
  if (odd(request.short_name)) return wrong("/short_name", "assemblies.bad_name");
  if (odd(request.code)) return wrong("/code", "assemblies.bad_name");
  if (const auto other = tx.one<AssemblyId>(sql::assembly_by_code, request.code); other && *other != request.id) return wrong("/code", "assemblies.code_taken");
  const auto assembly = find_assembly(tx, request.id);
  TRY(check_level(tx, assembly->parent.value_or(AssemblyId{}), request.id, request.level));
  tx.run(sql::change_assembly, request.id, request.name, request.short_name, request.level, request.code);
  record(context, tx, request.id, "assemblies.change_assembly");
  return read_assembly(context, tx, {request.id});
}

Result<AssemblyDetail> set_term(Context& context, db::WriteTx& tx, const SetTerm& request) {
  TRY(require(context, tx, request.id, "operator"));
  const Timestamp now = context.now();
  if (odd(request.name)) return wrong("/name", "assemblies.bad_name");
  if (request.from > now) return wrong("/from", "assemblies.term_not_begun");
  if (request.to && *request.to <= now) return wrong("/to", "assemblies.term_over");
  const auto term = current_term(tx, request.id, now);
  if (const auto other = tx.one<TermId>(sql::term_by_number, request.id, request.number); other && (!term || *other != term->id)) {
    return wrong("/number", "assemblies.term_taken");
  }
  TermId id;
  if (term) {
    id = term->id;
    tx.run(sql::change_term, id, request.number, request.name, request.from, request.to);
  } else {
    id = create_term(context, tx, request.id, request.number, request.name, request.from, request.to);
  }
  if (const auto& plenary = request.plenary) {
    if (odd(plenary->name)) return wrong("/plenary/name", "assemblies.bad_name");
    if (plenary->from < request.from) return wrong("/plenary/from", "assemblies.plenary_before_term");
    if (plenary->to && *plenary->to < plenary->from) return wrong("/plenary/to", "assemblies.ends_before_it_begins");
    tx.run(sql::put_plenary, context.ids.next_value(), request.id, id, plenary->number, plenary->name, plenary->from, plenary->to);
  }
  record(context, tx, request.id, "assemblies.set_term");
  return read_assembly(context, tx, {request.id});
}

Result<AssemblyDetail> set_bodies(Context& context, db::WriteTx& tx, const SetBodies& request) {
  TRY(require(context, tx, request.id, "operator"));
  TRY(check_names(request.sectors, "sectors"));
  TRY(check_names(request.committees, "committees"));
  const auto term = current_term(tx, request.id, context.now());
  if (!term) return fail(ErrorKind::conflict, "assemblies.no_term");
  TRY(set_kind(context, tx, *term, BodyKind::sector, request.sectors, "sectors"));
  TRY(set_kind(context, tx, *term, BodyKind::committee, request.committees, "committees"));
  record(context, tx, request.id, "assemblies.set_bodies");
  return read_assembly(context, tx, {request.id});
}

}  // namespace gongshi::assemblies
