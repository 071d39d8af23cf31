// Somebody else sits for a unit from now on. What is open is the unit's and stays where it is: drafts, contacts and promises pass with the seat.
#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::handling {
namespace {

Result<std::vector<assemblies::Official>> officials(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  if (!assemblies::find_assembly(tx, assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("operator", assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return assemblies::officials(tx, assembly, context.now());
}

struct Before {
  std::int64_t open = 0;
  std::int64_t drafts = 0;
};
BOOST_DESCRIBE_STRUCT(Before, (), (open, drafts))

Result<SuccessionList> list(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  TRY_ASSIGN(const auto all, officials(context, tx, assembly));
  SuccessionList list;
  for (const auto& one : all) {
    list.people.push_back({one.seat, identity::display_name(tx, one.person)});
    const auto unit = assemblies::unit_of_seat(tx, one.seat);
    if (!unit) continue;
    const Before before = tx.one<Before>(sql::before_unit, *unit).value_or(Before{});
    list.items.push_back({one.seat, list.people.back().name, one.body_name, before.open, before.drafts});
  }
  return list;
}

}  // namespace

Result<SuccessionList> list_succession(Context& context, db::ReadTx& tx, const InAssembly& request) { return list(context, tx, request.id); }

Result<SuccessionList> succeed(Context& context, db::WriteTx& tx, const Succeed& request) {
  TRY_ASSIGN(const auto all, officials(context, tx, request.id));
  const auto from = std::ranges::find(all, request.from, &assemblies::Official::seat);
  const auto to = std::ranges::find(all, request.to, &assemblies::Official::seat);
  const auto unit = from != all.end() ? assemblies::unit_of_seat(tx, from->seat) : std::nullopt;
  if (!unit) return wrong("/from", "handling.no_such_seat");
  if (to == all.end() || to->person == from->person) return wrong("/to", "handling.no_such_seat");
  const auto sits = assemblies::people_of_unit(tx, *unit, from->role, context.now());
  if (std::ranges::find(sits, to->person) == sits.end()) {
    TRY(assemblies::may_hold(tx, to->person, request.id, from->role, context.now()));
    assemblies::add_seat(context, tx, to->person, request.id, from->role, context.now(), *unit);
  }
  TRY(assemblies::end_seat(context, tx, from->seat));
  const Before before = tx.one<Before>(sql::before_unit, *unit).value_or(Before{});
  journal::record(context, tx, {.verb = "handling.succeed", .subject_kind = "body", .subject = unit->value, .scope = request.id,
                                .detail = "{\"from\":" + std::to_string(from->person.value) + ",\"to\":" + std::to_string(to->person.value) + "}"});
  const std::map<std::string, std::string> args{{"unit", assemblies::body_name(tx, *unit)}, {"open", std::to_string(before.open)}};
  notices::tell(context, tx, {to->person}, {.kind = "handling.took_over", .subject_kind = "body", .subject = unit->value, .link = "/console/handling", .args = args});
  notices::tell(context, tx, {from->person}, {.kind = "handling.handed_over", .subject_kind = "body", .subject = unit->value, .link = "/", .args = args});
  return list(context, tx, request.id);
}

}  // namespace gongshi::handling
