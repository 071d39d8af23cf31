// Who asked says whether the answer satisfies. Silence is never satisfaction, and no unit can enter it.
#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

/// The same units handle it once more, by a clock of its own.
Result<void> handle_again(Context& context, db::WriteTx& tx, Item& item) {
  const auto tasks = tasks_of(tx, item.id);
  const std::int64_t before = item.round++;
  TRY(advance(context, tx, item, ItemState::handling, "again"));
  for (const Task& task : tasks) {
    if (task.round == before && task.state != TaskState::returned) add_task(context, tx, item, task.unit, task.role);
  }
  tell_office(context, tx, item, "handling.not_satisfied");
  return {};
}

}  // namespace

Result<void> follow_rating(Context& context, db::WriteTx& tx, Item& item, const SubjectHooks& hooks) {
  if (!not_satisfied(ratings_of(tx, item.id, item.round), hooks.asking)) return {};
  if (item.round < settings_of(context, tx, item.assembly).rounds) return handle_again(context, tx, item);
  tell_office(context, tx, item, "handling.meeting_needed");
  return {};
}

Result<HandledList> rate(Context& context, db::WriteTx& tx, const RateItem& request) {
  auto item = tx.one<Item>(sql::find_item, request.id);
  if (!item) return fail(ErrorKind::not_found, "handling.not_found");
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, item->kind));
  if (!hooks->may_read(context, tx, item->subject)) return fail(ErrorKind::not_found, "handling.not_found");
  const auto asker = hooks->asker(context, tx, item->subject);
  if (!asker) return fail(ErrorKind::forbidden, "handling.not_an_asker");
  if (item->state != ItemState::replied && item->state != ItemState::tracking) return fail(ErrorKind::conflict, "workflow.not_now");
  if (hooks->asking == Asking::by_name) TRY(identity::require_confirmed(context));
  if (tx.run(sql::add_rating, item->id, item->round, *asker, request.overall, request.attitude, request.text.value_or(""), 0) == 0) return fail(ErrorKind::conflict, "handling.rated_already");
  // Of a crowd it would say who rated, and when: like a vote, it is no entry.
  if (hooks->asking == Asking::by_name) journal::record(context, tx, {.verb = "handling.rate", .subject_kind = "handling", .subject = item->id.value, .scope = item->assembly});
  TRY(follow_rating(context, tx, *item, *hooks));
  return read_handled(context, tx, {item->kind, item->subject});
}

}  // namespace gongshi::handling
