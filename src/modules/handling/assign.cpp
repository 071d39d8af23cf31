// Which units handle a matter: one alone, several apart, or one that leads and others that assist; many at once by a plan, which is undone or issued.
#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::handling {
namespace {

/// The parts of a whole assignment fit each other; what is added later only assists, or stands beside others that do.
Result<void> fit(const std::vector<AssignedUnit>& units, const std::vector<Task>& there) {
  const auto count = [&](TaskRole role) { return std::ranges::count(units, role, &AssignedUnit::role) + std::ranges::count(there, role, &Task::role); };
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto same = std::ranges::count(units, units[i].unit, &AssignedUnit::unit) + std::ranges::count(there, units[i].unit, &Task::unit);
    if (same > 1) return wrong("/units", "handling.unit_twice");
  }
  const bool alone = count(TaskRole::sole) == 1 && units.size() + there.size() == 1;
  const bool apart = count(TaskRole::separate) >= 2 && count(TaskRole::sole) + count(TaskRole::lead) + count(TaskRole::assisting) == 0;
  const bool together = count(TaskRole::lead) == 1 && count(TaskRole::assisting) >= 1 && count(TaskRole::sole) + count(TaskRole::separate) == 0;
  if (!alone && !apart && !together) return wrong("/units", "handling.roles_do_not_fit");
  return {};
}

Result<void> known(db::ReadTx& tx, assemblies::AssemblyId assembly, const std::vector<AssignedUnit>& units) {
  const auto all = assemblies::units_of(tx, assembly);
  for (const AssignedUnit& one : units) {
    if (std::ranges::find(all, one.unit, &assemblies::Unit::id) == all.end()) return wrong("/units", "handling.no_such_unit");
  }
  return {};
}

Result<void> allowed(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  if (!assemblies::find_assembly(tx, assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("handling.assign", assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return {};
}

}  // namespace

Result<ItemView> assign(Context& context, db::WriteTx& tx, const AssignItem& request) {
  TRY_ASSIGN(Item item, find_item(context, tx, request.id));
  const ItemAction action = item.state == ItemState::to_assign ? ItemAction::assign : ItemAction::assign_more;
  auto there = tasks_of(tx, item.id);
  TRY_ASSIGN(const ItemState next, workflow::next(kItemTransitions, item.state, action, facts(context, tx, item, there), [&](std::string_view permission) { return office_may(context, tx, item, permission); }));
  TRY(known(tx, item.assembly, request.units));
  std::erase_if(there, [&](const Task& task) { return task.round != item.round || task.state == TaskState::returned; });
  TRY(fit(request.units, there));
  item.version = request.version;
  TRY(advance(context, tx, item, next, enum_name(action)));
  tx.run(sql::remove_plan, item.id);
  for (const AssignedUnit& one : request.units) add_task(context, tx, item, one.unit, one.role);
  return view(context, tx, item);
}

Result<HandlingList> plan(Context& context, db::WriteTx& tx, const PlanAssignments& request) {
  TRY(allowed(context, tx, request.id));
  TRY(known(tx, request.id, request.units));
  if (!request.units.empty()) TRY(fit(request.units, {}));
  const auto items = request.category ? tx.all<ItemId>(sql::waiting_of_category, request.id, *request.category, own_channel(context, tx)) : request.items;
  if (items.empty()) return wrong("/items", "handling.nothing_chosen");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto item = tx.one<Item>(sql::find_item, items[i]);
    if (!item || item->assembly != request.id || !office_may(context, tx, *item, "handling.assign")) return wrong("/items/" + std::to_string(i), "handling.not_found");
    if (item->state != ItemState::to_assign) return wrong("/items/" + std::to_string(i), "handling.moved_meanwhile");
    tx.run(sql::remove_plan, item->id);
    for (const AssignedUnit& one : request.units) tx.run(sql::add_plan, item->id, one.unit, one.role);
    journal::record(context, tx, {.verb = request.units.empty() ? "handling.undo_plan" : "handling.plan", .subject_kind = "handling", .subject = item->id.value, .scope = item->assembly});
  }
  return list(context, tx, {.id = request.id, .queue = Queue::to_assign, .category = request.category});
}

Result<Issued> issue(Context& context, db::WriteTx& tx, const InAssembly& request) {
  TRY(allowed(context, tx, request.id));
  Issued done;
  for (Item& item : tx.all<Item>(sql::planned, request.id, own_channel(context, tx))) {
    const auto units = tx.all<AssignedUnit>(sql::plan_of, item.id);
    TRY(advance(context, tx, item, ItemState::handling, "assign"));
    for (const AssignedUnit& one : units) add_task(context, tx, item, one.unit, one.role);
    tx.run(sql::remove_plan, item.id);
    ++done.issued;
  }
  return done;
}

}  // namespace gongshi::handling
