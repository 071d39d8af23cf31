// The other half of a rating back to back: a unit that answered says of what quality the proposal was. Neither side sees the other's word before both are there.
#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

struct Quality {
  assemblies::BodyId unit;
  Grade grade = Grade::good;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(Quality, (), (unit, grade, word))

std::vector<Quality> qualities_of(db::ReadTx& tx, ItemId item) { return tx.all<Quality>(sql::qualities_of, item); }

bool answers(const Item& item, const Task& task) { return task.round == item.round && task.role != TaskRole::assisting && task.state != TaskState::returned; }

bool rated_by(const std::vector<Quality>& there, assemblies::BodyId unit) { return std::ranges::find(there, unit, &Quality::unit) != there.end(); }

}  // namespace

Seal seal_of(Context& context, db::ReadTx& tx, const Item& item, const SubjectHooks& hooks, const std::vector<Task>& tasks) {
  // Who is asked again knows what was said the first time.
  if (hooks.asking != Asking::by_name || !hooks.askers || item.round > 1 || item.state == ItemState::closed) return {};
  if (item.state == ItemState::to_assign || item.state == ItemState::handling) return {.sealed = true, .until = {}};
  Timestamp answered{};
  const auto there = qualities_of(tx, item.id);
  bool units_in = true;
  for (const Task& task : tasks) {
    if (!answers(item, task)) continue;
    answered = std::max(answered, task.accepted_at.value_or(Timestamp{}));
    units_in = units_in && rated_by(there, task.unit);
  }
  const Timestamp until = calendar::after_working_days(tx, answered, settings_of(context, tx, item.assembly).rating_working_days).due;
  if (context.now() > until) return {};
  if (units_in && ratings_of(tx, item.id, item.round).answered >= static_cast<std::int64_t>(hooks.askers(context, tx, item.subject).size())) return {};
  return {.sealed = true, .until = until};
}

bool may_rate_quality(db::ReadTx& tx, const Item& item, const Task& task, const Seal& seal) {
  return seal.sealed && answers(item, task) && row_of(task.state).shown_to_office && !rated_by(qualities_of(tx, item.id), task.unit);
}

std::vector<QualityView> view_qualities(const Context& context, db::ReadTx& tx, const Item& item, const std::optional<assemblies::BodyId>& only) {
  std::vector<QualityView> views;
  for (const Quality& one : qualities_of(tx, item.id)) {
    if (only && one.unit != *only) continue;
    views.push_back({assemblies::body_name(tx, one.unit), one.grade, context.say("handling.grade." + std::string(enum_name(one.grade))), one.word});
  }
  return views;
}

Result<ItemView> rate_quality(Context& context, db::WriteTx& tx, const RateQuality& request) {
  TRY_ASSIGN(const auto found, find_task(context, tx, request.id));
  const auto& [item, task] = found;
  if (!may(context.actor, standpoint(context, tx, item), item, task, "handling.handle")) return fail(ErrorKind::forbidden, "request.not_permitted");
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, item.kind));
  if (!may_rate_quality(tx, item, task, seal_of(context, tx, item, *hooks, tasks_of(tx, item.id)))) return fail(ErrorKind::conflict, "workflow.not_now");
  if (tx.run(sql::add_quality, item.id, task.unit, request.grade, request.word, context.actor.person, context.now()) == 0) return fail(ErrorKind::conflict, "workflow.not_now");
  journal::record(context, tx, {.verb = "handling.rate_quality", .subject_kind = "handling", .subject = item.id.value, .scope = item.assembly, .detail = "{\"unit\":" + std::to_string(task.unit.value) + "}"});
  return view(context, tx, item);
}

}  // namespace gongshi::handling
