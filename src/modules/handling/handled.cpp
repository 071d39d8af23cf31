// What everybody reads with the subject: where each matter stands, since when, who must act, by when, and what was answered.
#include <algorithm>

#include "base/personal_data.hpp"
#include "embedded/handling.hpp"
#include "modules/handling/classes.hpp"
#include "modules/handling/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

/// Those the matter waits for now.
std::vector<Task> waited_for(const Item& item, std::vector<Task> tasks) {
  std::erase_if(tasks, [&](const Task& task) { return task.round != item.round || !row_of(task.state).open || task.role == TaskRole::assisting; });
  return tasks;
}

std::string where(const Context& context, db::ReadTx& tx, const Item& item, const std::vector<Task>& waiting) {
  std::string units;
  for (const Task& task : waiting) units += (units.empty() ? "" : context.say("handling.and")) + assemblies::body_name(tx, task.unit);
  return context.say("handling.where." + std::string(enum_name(item.state)), {{"units", units}});
}

/// As it is public.
void show_outside(const Context& context, const Outsider& outsider, const Task& task, HandledReply& reply) {
  const PublicReply shown = outsider.reply(task.id.value);
  const auto mask = [&](std::string& text) { text = without(std::move(text), shown.masked); };
  if (shown.how != PublicReply::How::whole || !shown.masked.empty() || outsider.suggestions.empty()) reply.documents.clear();
  if (shown.how != PublicReply::How::whole) {
    const bool summary = shown.how == PublicReply::How::summary;
    reply.reply = summary ? shown.words : "";
    reply.note = summary ? context.say("handling.reply_summary") : shown.words;
    reply.suggestions.clear();
    reply.promises.clear();
    reply.revisits.clear();
    return;
  }
  mask(reply.reply);
  for (PromiseView& one : reply.promises) mask(one.text), mask(one.note);
  for (RevisitView& one : reply.revisits) mask(one.note);
  if (outsider.suggestions.empty()) reply.suggestions.clear();
  for (SuggestionView& one : reply.suggestions) {
    mask(one.word);
    one.text = one.number <= static_cast<std::int64_t>(outsider.suggestions.size()) ? outsider.suggestions[static_cast<std::size_t>(one.number) - 1] : "";
  }
}

HandledView handled(Context& context, db::ReadTx& tx, const Item& item, const SubjectHooks& hooks, const std::optional<std::int64_t>& asker, const std::optional<Outsider>& outsider) {
  const auto tasks = tasks_of(tx, item.id);
  const auto waiting = waited_for(item, tasks);
  const Seal seal = seal_of(context, tx, item, hooks, tasks);
  HandledView view{.id = item.id,
                   .point = item.point,
                   .text = item.text.empty() ? item.title : item.text,
                   .state = item.state,
                   .where = where(context, tx, item, waiting),
                   .since = item.state_since,
                   .due = {},
                   .closing = item.closing,
                   .replies = {},
                   .contacts = {},
                   .ratings = seal.sealed ? RatingsView{} : shown(context, ratings_of(tx, item.id, item.round), hooks.asking),
                   .qualities = {},
                   .own = {},
                   .actions = {}};
  if (seal.until) view.ratings.text = context.say("handling.sealed");
  if (!waiting.empty()) {
    view.due = std::ranges::max_element(waiting, {}, &Task::due)->due;
    view.urgency = urgency(tx, context.now(), *view.due, true);
  }
  for (const Task& task : tasks) {
    if (!told(item, task)) continue;
    HandledReply reply{.unit = assemblies::body_name(tx, task.unit), .countersigned_by = {}, .outcome = class_of(context, tx, item, task), .reply = task.reply, .note = {}, .document_number = task.document_number, .at = *task.accepted_at,
                       .suggestions = view_suggestions(context, tx, item, task), .promises = {}, .revisits = revisits_of(context, tx, task),
                       .documents = documents_of(context, task, {.asker = asker && hooks.asking == Asking::by_name, .subject = true})};
    std::erase_if(reply.revisits, [](const RevisitView& one) { return !one.result; });
    for (const auto& one : view_countersignatures(context, tx, task, assisting(task, tasks))) {
      if (one.agrees.value_or(false)) reply.countersigned_by.push_back(one.unit);
    }
    for (const Promise& promise : promises_of(tx, task.id)) reply.promises.push_back(handling::view(context, tx, promise, false));
    if (outsider) show_outside(context, *outsider, task, reply);
    view.replies.push_back(std::move(reply));
  }
  if (!asker) return view;
  for (const Task& task : tasks) {
    if (hooks.asking != Asking::by_name || task.round != item.round || task.role == TaskRole::assisting || task.state == TaskState::returned) continue;
    view.contacts.push_back({task.id, assemblies::body_name(tx, task.unit), view_contacts(context, contacts_of(tx, task.id)), not_needed_at(tx, task.id), may_say(context, tx, hooks, item, task)});
  }
  if (!seal.sealed && hooks.asking == Asking::by_name) view.qualities = view_qualities(context, tx, item, std::nullopt);
  view.own_on_paper = tx.one<bool>(sql::on_paper, item.id, item.round, *asker).value_or(false);
  view.own = tx.one<Satisfaction>(sql::rating_of, item.id, item.round, *asker);
  if (!view.own && (item.state == ItemState::replied || item.state == ItemState::tracking)) view.actions.push_back({"rate", false, true});
  return view;
}

}  // namespace

std::vector<ReplyText> replies_of(Context& context, db::ReadTx& tx, std::string_view kind, std::int64_t subject) {
  std::vector<ReplyText> replies;
  for (const Item& item : tx.all<Item>(sql::items_of, kind, subject)) {
    for (const Task& task : tasks_of(tx, item.id)) {
      if (!told(item, task)) continue;
      ReplyText reply{.task = task.id.value, .latest = task.round == item.round, .unit = assemblies::body_name(tx, task.unit), .at = task.accepted_at.value_or(task.state_since), .parts = {{"reply", 0, task.reply}}};
      if (task.openness) {
        reply.may_be_whole = *task.openness == Openness::whole;
        reply.openness = context.say("handling.openness." + std::string(enum_name(*task.openness))) + (task.openness_reason.empty() ? "" : context.say("handling.colon") + task.openness_reason);
      }
      for (const Adopted& one : adoptions_of(tx, task.id)) {
        if (!one.word.empty()) reply.parts.push_back({"word", one.number, one.word});
      }
      std::int64_t number = 0;
      for (const Promise& one : promises_of(tx, task.id)) reply.parts.push_back({"promise", ++number, one.text});
      replies.push_back(std::move(reply));
    }
  }
  return replies;
}

Result<HandledList> read_handled(Context& context, db::ReadTx& tx, const OfSubject& request) {
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, request.kind));
  TRY(hooks->may_read(context, tx, request.subject));
  const auto asker = hooks->asker(context, tx, request.subject);
  const auto outsider = hooks->outsider ? hooks->outsider(context, tx, request.subject) : std::nullopt;
  HandledList list{.items = {}, .choices = {}, .words = {.title = context.say("handling.title"), .due = context.say("handling.due"), .rate = context.say("handling.rate"), .overall = context.say("handling.overall"),
                                                         .attitude = context.say("handling.attitude"), .text = context.say("handling.rating_text"), .own = context.say("handling.own"), .on_paper = context.say("handling.own_on_paper"), .quality = context.say("handling.quality"),
                                                         .seen_by = context.say(hooks->asking == Asking::by_name ? "handling.seen_by_name" : "handling.seen_by_key"),
                                                         .suggestions = context.say("handling.suggestions"), .countersigned = context.say("handling.countersigned_by"), .contacts = context.say("handling.contacts"), .no_contacts = context.say("handling.no_contacts"),
                                                         .not_needed = context.say("handling.not_needed"), .needed = context.say("handling.needed"), .said = context.say("handling.said_not_needed"), .messages = {}}};
  if (const auto unread = unread_messages(context, tx, request)) list.words.messages = *unread > 0 ? context.say("handling.messages_unread", {{"count", std::to_string(*unread)}}) : context.say("handling.messages");
  for (const Item& item : tx.all<Item>(sql::items_of, request.kind, request.subject)) list.items.push_back(handled(context, tx, item, *hooks, asker, outsider));
  for (const std::string_view name : enum_names<Satisfaction>()) list.choices.push_back({*enum_from_name<Satisfaction>(name), context.say("handling.satisfaction." + std::string(name))});
  return list;
}

}  // namespace gongshi::handling
