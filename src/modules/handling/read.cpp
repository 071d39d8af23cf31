// What the office and the units see of a matter.
#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/handling/classes.hpp"
#include "modules/handling/paper.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

std::string say(const Context& context, std::string_view group, std::string_view name) { return context.say("handling." + std::string(group) + "." + std::string(name)); }

/// Who reads the matter.
struct Reader {
  bool office = false;
  std::optional<assemblies::BodyId> unit;
  bool leads = false;
  bool assists = false;
};

/// Who assists reads what it is to countersign, and what became of it.
bool goes_or_went_round(const Task& task) { return task.draft > 0 && (task.state == TaskState::countersigning || row_of(task.state).shown_to_office); }

void show_draft(Context& context, db::ReadTx& tx, TaskView& view, const Item& item, const Task& task, const std::vector<Task>& tasks, bool own) {
  if (goes_or_went_round(task)) view.countersignatures = view_countersignatures(context, tx, task, assisting(task, tasks));
  view.without_countersigning = task.without_countersigning;
  view.suggestions = view_suggestions(context, tx, item, task);
  if (task.outcome) view.outcome = class_of(context, tx, item, task);
  view.reply = task.reply;
  view.document_number = task.document_number;
  if (task.openness) view.openness = OpennessView{*task.openness, say(context, "openness", enum_name(*task.openness)), task.openness_reason};
  view.without_assisting = task.without_assisting;
  if (task.approved_by) view.approved_by = identity::display_name(tx, *task.approved_by);
  view.approved_at = task.approved_at;
  for (const Promise& promise : promises_of(tx, task.id)) view.promises.push_back(handling::view(context, tx, promise, own && (promise.agreed != 0 || task.state == TaskState::accepted)));
}

TaskView part(Context& context, db::ReadTx& tx, const Item& item, const Task& task, const std::vector<Task>& tasks, const Reader& reader, const Seal& seal, const SubjectHooks& hooks) {
  const bool own = reader.unit == task.unit;
  TaskView view{.id = task.id,
                .round = task.round,
                .unit = {task.unit, assemblies::body_name(tx, task.unit)},
                .role = task.role,
                .role_name = say(context, "role", enum_name(task.role)),
                .state = task.state,
                .state_name = say(context, "task", enum_name(task.state)),
                .state_since = task.state_since,
                .assigned_at = task.assigned_at,
                .return_by = task.return_by,
                .contact_by = task.contact_by,
                .due = task.due,
                .urgency = urgency(tx, context.now(), task.due, row_of(task.state).open),
                .extended = task.extended,
                .accepted_at = task.accepted_at,
                .urged = task.urged,
                .version = task.version};
  view.documents = documents_of(context, task, {.office = reader.office, .own = own, .leads = reader.leads});
  view.thread = thread_of(context, tx, item, task, tasks, hooks);
  if (own || (reader.office && row_of(task.state).shown_to_office) || (reader.leads && task.state == TaskState::accepted) || (reader.assists && goes_or_went_round(task))) show_draft(context, tx, view, item, task, tasks, own);
  if (reader.assists && task.role == TaskRole::lead && task.state == TaskState::countersigning) view.actions.push_back({"countersign", false, true});
  // What was agreed with others stands whatever the unit has written by then.
  if (own || reader.office) {
    const bool may_keep = own && task.state != TaskState::returned;
    for (const Promise& promise : promises_of(tx, task.id)) {
      if (promise.agreed != 0 && std::ranges::find(view.promises, promise.id, &PromiseView::id) == view.promises.end()) view.promises.push_back(handling::view(context, tx, promise, may_keep));
    }
  }
  if (!own && !reader.office) return view;
  view.request = task.request;
  if (task.suggested) view.suggested = assemblies::body_name(tx, *task.suggested);
  view.remark = task.remark;
  const auto contacts = contacts_of(tx, task.id);
  view.contacts = view_contacts(context, contacts);
  view.not_needed_at = not_needed_at(tx, task.id);
  const TaskFacts now = facts(context, tx, item, task, tasks, contacts);
  view.assisting_open = now.assisting_open;
  view.actions = workflow::offers(kTaskTransitions, task.state, now, [&](std::string_view permission) { return may(context.actor, {reader.office, reader.unit}, item, task, permission); });
  for (auto& offer : view.actions) offer.needs_reason = offer.needs_reason || (offer.verb == "approve" && !now.countersigned);
  if (own && task.state == TaskState::handling) view.actions.push_back({"save_reply", false, false});
  if (own && may_rate_quality(tx, item, task, seal)) view.actions.push_back({"rate_quality", false, false});
  if (own && task.state != TaskState::returned) view.actions.push_back({"add_contact", false, false});
  if (reader.office && row_of(task.state).waits_for_unit && context.actor.may("handling.supervise", item.assembly)) view.actions.push_back({"urge", false, false});
  return view;
}

}  // namespace

std::vector<SuggestionView> view_suggestions(Context& context, db::ReadTx& tx, const Item& item, const Task& task) {
  std::vector<SuggestionView> views;
  for (std::string& text : suggestions_of(context, tx, item, task)) views.push_back({.number = static_cast<std::int64_t>(views.size()) + 1, .text = std::move(text), .adoption = {}});
  if (views.empty()) return views;
  for (const Adopted& one : adoptions_of(tx, task.id)) {
    if (one.number > static_cast<std::int64_t>(views.size())) continue;
    auto& view = views[static_cast<std::size_t>(one.number) - 1];
    view.adoption = one.adoption;
    view.name = say(context, "adoption", enum_name(one.adoption));
    view.word = one.word;
  }
  return views;
}

std::vector<ContactView> view_contacts(const Context& context, const std::vector<Contact>& contacts) {
  std::vector<ContactView> views;
  for (const Contact& one : contacts) views.push_back({one.stage, say(context, "stage", enum_name(one.stage)), say(context, "way", enum_name(one.way)), one.at, one.note, one.message});
  return views;
}

PromiseView view(Context& context, db::ReadTx& tx, const Promise& promise, bool may_keep) {
  PromiseView view{.id = promise.id, .text = promise.text, .due = promise.due, .done_at = promise.done_at, .note = promise.note, .urgency = urgency(tx, context.now(), promise.due, !promise.done_at), .state_name = {}, .agreed = promise.agreed != 0, .actions = {}};
  view.state_name = say(context, "promise", promise.done_at ? "kept" : view.urgency == Urgency::overdue ? "overdue" : "open");
  if (may_keep) view.actions.push_back(promise.done_at ? "reopen" : "keep");
  return view;
}

RatingsView shown(const Context& context, const Ratings& ratings, Asking asking) {
  if (asking == Asking::under_key && ratings.answered < kFewestRatings) return {};
  if (ratings.answered == 0) return {};
  const std::string paper = ratings.on_paper > 0 ? context.say("handling.ratings_on_paper", {{"paper", std::to_string(ratings.on_paper)}}) : "";
  return {ratings.answered,
          context.say("handling.ratings", {{"answered", std::to_string(ratings.answered)}, {"satisfied", std::to_string(ratings.satisfied)}, {"basically", std::to_string(ratings.basically)}, {"dissatisfied", std::to_string(ratings.dissatisfied)}}) + paper,
          ratings.satisfied, ratings.basically, ratings.dissatisfied, ratings.on_paper};
}

Result<ItemView> view(Context& context, db::ReadTx& tx, const Item& item) {
  const auto tasks = tasks_of(tx, item.id);
  Reader reader{.office = is_office(context, tx, item), .unit = own_unit(context, tx), .leads = false, .assists = false};
  const auto sits_as = [&](TaskRole role) { return std::ranges::any_of(tasks, [&](const Task& task) { return task.round == item.round && task.unit == reader.unit && task.role == role && task.state != TaskState::returned; }); };
  reader.leads = sits_as(TaskRole::lead);
  reader.assists = sits_as(TaskRole::assisting);
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, item.kind));
  const ItemFacts now = facts(context, tx, item, tasks);
  const Seal seal = seal_of(context, tx, item, *hooks, tasks);
  ItemView view{.id = item.id,
                .kind = item.kind,
                .subject = item.subject,
                .title = item.title,
                .text = item.text,
                .link = item.link,
                .state = item.state,
                .state_name = say(context, "item", enum_name(item.state)),
                .state_since = item.state_since,
                .round = item.round,
                .opened_at = item.opened_at,
                .closing = item.closing,
                .channel = reader.office && item.channel ? std::optional(assemblies::body_name(tx, item.channel)) : std::nullopt,
                .needs_meeting = now.needs_meeting,
                .ratings = seal.sealed && !reader.office ? RatingsView{} : shown(context, ratings_of(tx, item.id, item.round), hooks->asking),
                .sealed = seal.sealed,
                .sealed_until = seal.until,
                .qualities = view_qualities(context, tx, item, seal.sealed && !reader.office ? reader.unit : std::nullopt),
                .revisits = {},
                .papers = {},
                .unrated = {},
                .tasks = {},
                .version = item.version,
                .actions = workflow::offers(kItemTransitions, item.state, now, [&](std::string_view permission) { return reader.office && context.actor.may(permission, item.assembly); })};
  for (auto& offer : view.actions) offer.needs_reason = offer.needs_reason || (offer.verb == "close" && now.needs_meeting);
  if (reader.office) show_papers(context, tx, item, view);
  for (const Task& task : tasks) {
    if (!reader.office && reader.unit != task.unit) continue;
    for (auto& one : revisits_of(context, tx, task)) view.revisits.push_back(std::move(one));
  }
  for (const Task& task : tasks) view.tasks.push_back(part(context, tx, item, task, tasks, reader, seal, *hooks));
  return view;
}

Result<ItemView> read_item(Context& context, db::ReadTx& tx, const ByItem& request) {
  TRY_ASSIGN(const Item item, find_item(context, tx, request.id));
  return view(context, tx, item);
}

}  // namespace gongshi::handling
