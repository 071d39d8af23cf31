// Who asked says that a unit need not come to meet them. No unit can enter it, whoever sits there.
#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::handling {
namespace {

/// Of a part that has not left its unit.
bool still_open(const Item& item, const Task& task) {
  return item.state == ItemState::handling && task.round == item.round && task.role != TaskRole::assisting && row_of(task.state).open && !row_of(task.state).shown_to_office;
}

}  // namespace

bool may_say(Context& context, db::ReadTx& tx, const SubjectHooks& hooks, const Item& item, const Task& task) {
  return still_open(item, task) && hooks.speaks && hooks.speaks(context, tx, item.subject) && !sits_in(context, tx, task.unit);
}

Result<HandledList> say_meeting(Context& context, db::WriteTx& tx, const SayMeeting& request) {
  const auto task = tx.one<Task>(sql::find_task, request.id);
  const auto item = task ? tx.one<Item>(sql::find_item, task->item) : std::nullopt;
  if (!item) return fail(ErrorKind::not_found, "handling.not_found");
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, item->kind));
  if (!hooks->may_read(context, tx, item->subject)) return fail(ErrorKind::not_found, "handling.not_found");
  if (!hooks->speaks || !hooks->speaks(context, tx, item->subject)) return fail(ErrorKind::forbidden, "handling.not_an_asker");
  if (sits_in(context, tx, task->unit)) return fail(ErrorKind::forbidden, "handling.own_unit");
  if (!still_open(*item, *task)) return fail(ErrorKind::conflict, "workflow.not_now");
  if (request.needed) {
    tx.run(sql::forget_not_needed, task->id);
  } else {
    tx.run(sql::say_not_needed, task->id, context.actor.person, context.now());
  }
  journal::record(context, tx, {.verb = request.needed ? "handling.meeting_wanted" : "handling.meeting_not_needed", .subject_kind = "handling", .subject = item->id.value, .scope = item->assembly,
                                .detail = "{\"unit\":" + std::to_string(task->unit.value) + "}"});
  tell_unit(context, tx, *item, task->unit, request.needed ? "handling.meeting_wanted" : "handling.meeting_not_needed");
  return read_handled(context, tx, {item->kind, item->subject});
}

}  // namespace gongshi::handling
