// What a unit writes: the contacts it had, its reply with what is promised, and later that a promise was kept.
#include <set>

#include "embedded/handling.hpp"
#include "modules/handling/classes.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::handling {
namespace {

/// Error 403 unless the actor sits in the unit whose part this is.
Result<ItemAndTask> find_own(Context& context, db::ReadTx& tx, TaskId id) {
  TRY_ASSIGN(auto found, find_task(context, tx, id));
  if (!may(context.actor, standpoint(context, tx, found.item), found.item, found.task, "handling.handle")) return fail(ErrorKind::forbidden, "request.not_permitted");
  return found;
}

/// Each is one of the subject's, and stands once; another unit's it can be only where there are others that answer.
Result<void> check_adoptions(const std::vector<AdoptSuggestion>& adoptions, std::size_t suggestions, TaskRole role) {
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < adoptions.size(); ++i) {
    const auto& one = adoptions[i];
    const std::string at = "/adoptions/" + std::to_string(i);
    if (one.number < 1 || one.number > static_cast<std::int64_t>(suggestions) || !seen.insert(one.number).second) return wrong(at + "/number", "handling.no_such_suggestion");
    if (one.adoption == Adoption::not_ours && role != TaskRole::separate) return wrong(at + "/adoption", "handling.answers_alone");
  }
  return {};
}

}  // namespace

Result<ItemView> save_reply(Context& context, db::WriteTx& tx, const SaveReply& request) {
  TRY_ASSIGN(const auto found, find_own(context, tx, request.id));
  for (std::size_t i = 0; i < request.promises.size(); ++i) {
    if (request.promises[i].due <= context.now()) return wrong("/promises/" + std::to_string(i) + "/due", "handling.promise_in_the_past");
  }
  if (request.openness.value_or(Openness::whole) != Openness::whole && request.openness_reason.value_or("").empty()) return wrong("/openness_reason", "handling.openness_reason_missing");
  TRY(check_adoptions(request.adoptions, suggestions_of(context, tx, found.item, found.task).size(), found.task.role));
  if (request.outcome && !is_class(tx, found.item.assembly, *request.outcome)) return wrong("/outcome", "handling.no_such_class");
  if (tx.run(sql::save_reply, request.id, request.version, request.reply, request.outcome, request.document_number, request.openness, request.openness.value_or(Openness::whole) == Openness::whole ? "" : *request.openness_reason) == 0) return fail(ErrorKind::conflict, "handling.moved_meanwhile");
  tx.run(sql::forget_adoptions, request.id);
  for (const AdoptSuggestion& one : request.adoptions) tx.run(sql::add_adoption, request.id, one.number, one.adoption, one.word);
  tx.run(sql::forget_promises, request.id);
  for (const NewPromise& promise : request.promises) tx.run(sql::add_promise, context.ids.next<PromiseId>(), request.id, promise.text, promise.due);
  return view(context, tx, found.item);
}

Result<ItemView> add_contact(Context& context, db::WriteTx& tx, const AddContact& request) {
  TRY_ASSIGN(const auto found, find_own(context, tx, request.id));
  if (request.at > context.now()) return wrong("/at", "handling.contact_in_the_future");
  if (found.task.state == TaskState::returned) return fail(ErrorKind::conflict, "workflow.not_now");
  tx.run(sql::add_contact, context.ids.next<Id<struct ContactTag>>(), request.id, request.stage, request.way, request.at, request.note, context.actor.person);
  journal::record(context, tx, {.verb = "handling.contact", .subject_kind = "handling", .subject = found.item.id.value, .scope = found.item.assembly});
  return view(context, tx, found.item);
}

Result<ItemView> keep_promise(Context& context, db::WriteTx& tx, const KeepPromise& request) {
  const auto promise = tx.one<Promise>(sql::find_promise, request.id);
  if (!promise) return fail(ErrorKind::not_found, "handling.not_found");
  TRY_ASSIGN(const auto found, find_own(context, tx, promise->task));
  if (found.task.state != TaskState::accepted && (promise->agreed == 0 || found.task.state == TaskState::returned)) return fail(ErrorKind::conflict, "workflow.not_now");
  tx.run(sql::keep_promise, request.id, request.done ? std::optional(context.now()) : std::nullopt, request.note.value_or(""));
  journal::record(context, tx, {.verb = request.done ? "handling.keep_promise" : "handling.reopen_promise", .subject_kind = "handling", .subject = found.item.id.value, .scope = found.item.assembly});
  if (request.done) tell_office(context, tx, found.item, "handling.promise_kept", {{"promise", promise->text}, {"unit", assemblies::body_name(tx, found.task.unit)}});
  return view(context, tx, found.item);
}

}  // namespace gongshi::handling
