// A unit's part moves: signed for, returned, put off, replied, signed, checked. Each is a row of the workflow.
#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/classes.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

/// What a step asks for beyond its row: words with a reason, another unit of this assembly.
Result<void> check(db::ReadTx& tx, const Item& item, const Task& task, const MoveTask& request) {
  for (const auto& row : kTaskTransitions) {
    if (row.action == request.verb && row.needs_reason && request.reason.value_or("").empty()) return wrong("/reason", "handling.reason_needed");
  }
  if (request.suggested) {
    const auto known = assemblies::units_of(tx, item.assembly);
    if (std::ranges::find(known, *request.suggested, &assemblies::Unit::id) == known.end()) return wrong("/suggested", "handling.no_such_unit");
  }
  const bool gives_in = request.verb == TaskVerb::submit_reply || request.verb == TaskVerb::circulate;
  const auto outcome = gives_in ? task.outcome : request.outcome;
  if (outcome && !is_class(tx, item.assembly, *outcome)) return wrong("/outcome", "handling.no_such_class");
  return {};
}

void apply(Context& context, db::ReadTx& tx, const Item& item, Task& task, const MoveTask& request, const TaskFacts& facts) {
  const std::string reason = request.reason.value_or("");
  switch (request.verb) {
    case TaskVerb::request_return:
      task.suggested = request.suggested;
      [[fallthrough]];
    case TaskVerb::request_extension:
      task.request = reason;
      task.remark.clear();
      return;
    case TaskVerb::grant_extension: {
      const auto later = calendar::after_months(tx, task.due, settings_of(context, tx, item.assembly).extension_months);
      task.due = later.due;
      task.calendar_version = later.calendar_version;
      task.extended = true;
      return;
    }
    case TaskVerb::refuse_extension:
      task.extended = true;  // it was asked for once
      [[fallthrough]];
    case TaskVerb::refuse_return:
    case TaskVerb::send_back:
    case TaskVerb::reject:
      task.remark = reason;
      return;
    case TaskVerb::circulate:
      ++task.draft;
      [[fallthrough]];
    case TaskVerb::submit_reply:
      task.without_assisting = request.without_assisting.value_or("");
      task.remark.clear();
      return;
    case TaskVerb::approve:
    case TaskVerb::approve_opinion:
      task.approved_by = context.actor.person;
      task.approved_at = context.now();
      task.without_countersigning = facts.countersigned ? "" : reason;
      if (request.verb == TaskVerb::approve_opinion) task.accepted_at = context.now();
      return;
    case TaskVerb::accept:
      if (request.outcome) task.outcome = request.outcome;
      task.accepted_at = context.now();
      return;
    case TaskVerb::sign_for:
    case TaskVerb::agree_return:
    case TaskVerb::recall:
      return;
  }
}

void tell(Context& context, db::WriteTx& tx, const Item& item, const Task& task, TaskVerb verb) {
  const auto unit = [&](std::string_view kind) { tell_unit(context, tx, item, task.unit, kind, {{"unit", assemblies::body_name(tx, task.unit)}}); };
  const auto office = [&](std::string_view kind) { tell_office(context, tx, item, kind, {{"unit", assemblies::body_name(tx, task.unit)}}); };
  switch (verb) {
    case TaskVerb::request_return: return office("handling.return_requested");
    case TaskVerb::request_extension: return office("handling.extension_requested");
    case TaskVerb::approve: return office("handling.to_check");
    case TaskVerb::agree_return: return unit("handling.return_agreed");
    case TaskVerb::refuse_return: return unit("handling.return_refused");
    case TaskVerb::grant_extension: return unit("handling.extension_granted");
    case TaskVerb::refuse_extension: return unit("handling.extension_refused");
    case TaskVerb::submit_reply: return unit("handling.to_approve");
    case TaskVerb::send_back: return unit("handling.sent_back");
    case TaskVerb::reject: return unit("handling.rejected");
    case TaskVerb::accept: return unit("handling.accepted");
    case TaskVerb::circulate:
      for (const assemblies::BodyId assists : assisting(task, tasks_of(tx, item.id))) tell_unit(context, tx, item, assists, "handling.to_countersign", {{"unit", assemblies::body_name(tx, task.unit)}});
      return;
    case TaskVerb::sign_for:
    case TaskVerb::recall:
    case TaskVerb::approve_opinion: return;
  }
}

/// The matter follows its units: all that must reply have, or nobody who must is left.
Result<void> follow(Context& context, db::WriteTx& tx, Item& item) {
  const auto tasks = tasks_of(tx, item.id);
  int waited_for = 0, replied = 0;
  for (const Task& task : tasks) {
    if (task.round != item.round || task.role == TaskRole::assisting || task.state == TaskState::returned) continue;
    ++(task.state == TaskState::accepted ? replied : waited_for);
  }
  if (item.state != ItemState::handling || waited_for > 0) return {};
  if (replied > 0) {
    TRY(advance(context, tx, item, ItemState::replied, "reply"));
    return publish(context, tx, Answered{item.id, item.kind, item.subject});
  }
  // The lead has gone: who assists has nobody to assist, and the office assigns anew.
  for (const Task& task : tasks) {
    if (task.round == item.round && task.state != TaskState::returned) {
      Task gone = task;
      gone.state = TaskState::returned;
      (void)store_move(context, tx, gone, task.state, task.version);
      tell_unit(context, tx, item, task.unit, "handling.return_agreed", {{"unit", assemblies::body_name(tx, task.unit)}});
    }
  }
  return advance(context, tx, item, ItemState::to_assign, "take_back");
}

}  // namespace

TaskFacts facts(Context& context, db::ReadTx& tx, const Item& item, const Task& task, const std::vector<Task>& tasks, const std::vector<Contact>& contacts) {
  const auto hooks = hooks_of(context, item.kind);
  bool before = false, during = false;
  for (const Contact& contact : contacts) {
    before = before || contact.stage == Stage::before;
    during = during || contact.stage == Stage::during;
  }
  const auto suggestions = suggestions_of(context, tx, item, task);
  const auto adoptions = suggestions.empty() ? std::vector<Adopted>{} : adoptions_of(tx, task.id);
  // Why it is taken in part or not at all stands beside it.
  const bool unanswered = adoptions.size() < suggestions.size() || std::ranges::any_of(adoptions, [](const Adopted& one) { return (one.adoption == Adoption::partly || one.adoption == Adoption::declined) && one.word.empty(); });
  const bool needs_contact = hooks && (*hooks)->asking == Asking::by_name && task.role != TaskRole::assisting;
  const auto assists = assisting(task, tasks);
  const bool open = task.role == TaskRole::lead && std::ranges::any_of(tasks, [&](const Task& other) {
                      return other.round == task.round && other.role == TaskRole::assisting && other.state != TaskState::accepted && other.state != TaskState::returned;
                    });
  return {.role = task.role,
          .may_be_returned = task.round == 1 && context.now() <= task.return_by,
          .extended = task.extended || task.round > 1,
          .written = !task.reply.empty() && (task.outcome || task.role == TaskRole::assisting),
          .suggestions_open = unanswered,
          .needs_contact = needs_contact,
          .contacted = (before && during) || (needs_contact && not_needed_at(tx, task.id)),
          .assisting_open = open,
          .assisted = !assists.empty(),
          .countersigned = countersigned(tx, task, assists)};
}

Result<ItemView> move_task(Context& context, db::WriteTx& tx, const MoveTask& request) {
  TRY_ASSIGN(auto found, find_task(context, tx, request.id));
  auto& [item, task] = found;
  const Standpoint from = standpoint(context, tx, item);
  TaskFacts now = facts(context, tx, item, task, tasks_of(tx, item.id), contacts_of(tx, task.id));
  now.says_why = !request.without_assisting.value_or("").empty();
  now.says_why_signed = !request.reason.value_or("").empty();
  const TaskState before = task.state;
  const Timestamp due_before = task.due;
  TRY_ASSIGN(task.state, workflow::next(kTaskTransitions, before, request.verb, now, [&](std::string_view permission) { return may(context.actor, from, item, task, permission); }));
  TRY(check(tx, item, task, request));
  apply(context, tx, item, task, request, now);
  if (!store_move(context, tx, task, before, request.version)) return fail(ErrorKind::conflict, "handling.moved_meanwhile");
  if (request.verb == TaskVerb::submit_reply || request.verb == TaskVerb::circulate || request.verb == TaskVerb::accept) tx.run(sql::keep_reply, task.id, context.now());
  journal::record(context, tx, {.verb = "handling." + std::string(enum_name(request.verb)), .subject_kind = "handling", .subject = item.id.value, .scope = item.assembly,
                                .detail = "{\"unit\":" + std::to_string(task.unit.value) + "}"});
  if (request.verb == TaskVerb::request_extension) tx.run(sql::extension_asked, task.id, context.now(), due_before);
  if (request.verb == TaskVerb::grant_extension) tx.run(sql::extension_decided, task.id, context.now(), std::optional(task.due));
  if (request.verb == TaskVerb::refuse_extension) tx.run(sql::extension_decided, task.id, context.now(), std::optional<Timestamp>());
  tell(context, tx, item, task, request.verb);
  TRY(follow(context, tx, item));
  return view(context, tx, item);
}

Result<ItemView> urge(Context& context, db::WriteTx& tx, const Urge& request) {
  TRY_ASSIGN(const auto found, find_task(context, tx, request.id));
  const auto& [item, task] = found;
  if (!office_may(context, tx, item, "handling.supervise")) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (!row_of(task.state).waits_for_unit) return fail(ErrorKind::conflict, "workflow.not_now");
  tx.run(sql::urge, task.id);
  tx.run(sql::add_urging, context.ids.next<Id<struct UrgingTag>>(), task.id, context.actor.person, context.now(), request.words.value_or(""));
  journal::record(context, tx, {.verb = "handling.urge", .subject_kind = "handling", .subject = item.id.value, .scope = item.assembly, .detail = "{\"unit\":" + std::to_string(task.unit.value) + "}"});
  tell_unit(context, tx, item, task.unit, "handling.urged");
  return view(context, tx, item);
}

}  // namespace gongshi::handling
