// What the office does with the whole matter: set aside, track what was promised, close.
#include <algorithm>

#include "modules/handling/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {

namespace {
bool met_after(db::ReadTx& tx, TaskId task) {
  return std::ranges::any_of(contacts_of(tx, task), [](const Contact& one) { return one.stage == Stage::after && (one.way == Way::visit || one.way == Way::meeting); });
}
}  // namespace

ItemFacts facts(Context& context, db::ReadTx& tx, const Item& item, const std::vector<Task>& tasks) {
  const auto hooks = hooks_of(context, item.kind);
  const bool again = hooks && item.round >= settings_of(context, tx, item.assembly).rounds && not_satisfied(ratings_of(tx, item.id, item.round), (*hooks)->asking);
  const bool shared = std::ranges::any_of(tasks, [&](const Task& task) { return task.round == item.round && task.state != TaskState::returned && task.role != TaskRole::sole; });
  // With a crowd nobody keeps contact: what came of talking stands in the reason.
  const bool met = !again || (*hooks)->asking == Asking::under_key || std::ranges::any_of(tasks, [&](const Task& task) { return task.round == item.round && met_after(tx, task.id); });
  return {.shared = shared, .promises_open = has_open_promises(tx, item.id), .needs_meeting = again, .met = met};
}

Result<ItemView> move_item(Context& context, db::WriteTx& tx, const MoveItem& request) {
  TRY_ASSIGN(Item item, find_item(context, tx, request.id));
  const auto action = *enum_from_name<ItemAction>(enum_name(request.verb));
  ItemFacts now = facts(context, tx, item, tasks_of(tx, item.id));
  now.says_why = request.reason && !request.reason->empty();
  TRY_ASSIGN(const ItemState next, workflow::next(kItemTransitions, item.state, action, now, [&](std::string_view permission) { return office_may(context, tx, item, permission); }));
  if (action == ItemAction::set_aside && !now.says_why) return wrong("/reason", "handling.reason_needed");
  item.closing = request.reason.value_or("");
  item.version = request.version;
  TRY(advance(context, tx, item, next, enum_name(action)));
  return view(context, tx, item);
}

}  // namespace gongshi::handling
