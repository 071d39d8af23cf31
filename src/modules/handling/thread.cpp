// Who asked and a unit write to each other, beside the contacts that are noted. Nothing is edited; what nobody has read is withdrawn within ten minutes.
// Units that assist share the lead's thread. Of a crowd a writer stands by a number, and reads of who asked their own words alone.
#include "modules/handling/thread.hpp"

#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

constexpr auto kWithdrawnWithin = std::chrono::minutes(10);
constexpr std::size_t kMostFiles = 3;
constexpr std::string_view kNotices = "handling_thread";

/// As what somebody writes.
enum class Place { first, signer, body, participant, unit };
BOOST_DESCRIBE_ENUM(Place, first, signer, body, participant, unit)

/// A row of handling_message.
struct Message {
  MessageId id;
  TaskId task;
  Side side = Side::asker;
  PersonId person;
  Place place = Place::signer;
  assemblies::BodyId body;
  std::string text;
  Timestamp at;
  std::optional<Timestamp> read_at;
  std::optional<Timestamp> withdrawn_at;
};
BOOST_DESCRIBE_STRUCT(Message, (), (id, task, side, person, place, body, text, at, read_at, withdrawn_at))

/// What the actor is to a thread; nobody is on both sides.
struct Reader {
  bool office = false;
  std::optional<Side> side;
  assemblies::BodyId unit;
  std::int64_t key = 0;  // of who asked

  bool reads() const { return office || side; }
};

/// A part with its thread, as the actor finds it.
struct Found {
  Item item;
  Task task;
  std::vector<Task> tasks;
  const SubjectHooks* hooks = nullptr;
  Reader reader;
};

files::Owner owner_of(MessageId id) { return {"handling_message", id.value}; }

bool by_name(const SubjectHooks& hooks) { return hooks.asking == Asking::by_name; }

/// Who answers, and who assists in that.
std::vector<assemblies::BodyId> units_of(const Task& task, const std::vector<Task>& tasks) {
  auto units = assisting(task, tasks);
  units.insert(units.begin(), task.unit);
  return units;
}

Reader reader_of(Context& context, db::ReadTx& tx, const Item& item, const Task& task, const std::vector<Task>& tasks, const SubjectHooks& hooks) {
  Reader reader{.office = is_office(context, tx, item)};
  const auto units = units_of(task, tasks);
  if (const auto own = own_unit(context, tx); own && std::ranges::find(units, *own) != units.end()) {
    reader.side = Side::unit;
    reader.unit = *own;
    return reader;
  }
  if (!context.actor.signed_in() || !hooks.may_read(context, tx, item.subject)) return reader;
  const auto key = hooks.asker(context, tx, item.subject);
  if (!key || std::ranges::any_of(units, [&](assemblies::BodyId unit) { return sits_in(context, tx, unit); })) return reader;
  reader.side = Side::asker;
  reader.key = *key;
  return reader;
}

bool is_open(const Item& item, const Task& task) { return item.state != ItemState::closed && item.state != ItemState::to_assign && task.round == item.round && task.state != TaskState::returned; }

/// Error 404 where there is no such thread, or it is not the actor's to read.
Result<Found> find_thread(Context& context, db::ReadTx& tx, TaskId id) {
  auto task = tx.one<Task>(sql::find_task, id);
  auto item = task ? tx.one<Item>(sql::find_item, task->item) : std::nullopt;
  if (!item || task->role == TaskRole::assisting) return fail(ErrorKind::not_found, "handling.not_found");
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, item->kind));
  auto tasks = tasks_of(tx, item->id);
  const Reader reader = reader_of(context, tx, *item, *task, tasks, *hooks);
  if (!reader.reads()) return fail(ErrorKind::not_found, "handling.not_found");
  return Found{std::move(*item), std::move(*task), std::move(tasks), hooks, reader};
}

struct FoundMessage {
  Message message;
  Found thread;
};
/// Of a crowd's words another of the crowd has none.
bool hidden(const Context& context, const Found& thread, const Message& message) {
  return !thread.reader.office && thread.reader.side == Side::asker && !by_name(*thread.hooks) && message.side == Side::asker && message.person != context.actor.person;
}
Result<FoundMessage> find_message(Context& context, db::ReadTx& tx, MessageId id) {
  auto message = tx.one<Message>(sql::find_message, id);
  if (!message) return fail(ErrorKind::not_found, "handling.not_found");
  TRY_ASSIGN(Found thread, find_thread(context, tx, message->task));
  if (hidden(context, thread, *message)) return fail(ErrorKind::not_found, "handling.not_found");
  return FoundMessage{std::move(*message), std::move(thread)};
}

Result<void> check_open(const Found& thread) {
  if (!thread.reader.side) return fail(ErrorKind::forbidden, "handling.office_reads_only");
  if (!is_open(thread.item, thread.task)) return fail(ErrorKind::conflict, "handling.thread_closed");
  return {};
}

/// As long as it is the writer's own to change.
Result<void> check_own(const Context& context, const Found& thread, const Message& message) {
  TRY(check_open(thread));
  if (message.person != context.actor.person || message.side != *thread.reader.side) return fail(ErrorKind::forbidden, "handling.not_your_message");
  if (message.withdrawn_at) return fail(ErrorKind::conflict, "workflow.not_now");
  if (message.read_at) return fail(ErrorKind::conflict, "handling.message_read");
  if (context.now() - message.at > kWithdrawnWithin) return fail(ErrorKind::conflict, "handling.message_too_old");
  return {};
}

Place place_of(Context& context, db::ReadTx& tx, const Found& thread) {
  if (thread.reader.side == Side::unit) return Place::unit;
  if (!by_name(*thread.hooks)) return Place::participant;
  if (thread.reader.key != context.actor.person.value) return Place::body;
  return thread.hooks->speaks && thread.hooks->speaks(context, tx, thread.item.subject) ? Place::first : Place::signer;
}

/// Everybody who asked by name; of a crowd those who have written here, since nobody knows the others.
std::vector<PersonId> people_who_asked(Context& context, db::ReadTx& tx, const Found& thread) {
  if (!by_name(*thread.hooks)) return tx.all<PersonId>(sql::writers_of, thread.task.id);
  std::vector<PersonId> people;
  if (!thread.hooks->askers) return people;
  for (const Asker& one : thread.hooks->askers(context, tx, thread.item.subject)) {
    // A party or a committee asks under its own number.
    if (!identity::display_name(tx, PersonId{one.key}).empty()) people.push_back(PersonId{one.key});
    else std::ranges::copy(assemblies::people_of_unit(tx, assemblies::BodyId{one.key}, assemblies::Role::convener, context.now()), std::back_inserter(people));
  }
  return people;
}

void tell_other_side(Context& context, db::WriteTx& tx, const Found& thread) {
  const std::string title = notices::excerpt(thread.item.text.empty() ? thread.item.title : thread.item.text);
  if (thread.reader.side == Side::unit) {
    notices::tell(context, tx, people_who_asked(context, tx, thread),
                  {.kind = "handling.message_of_unit", .subject_kind = kNotices, .subject = thread.task.id.value, .link = "/mine/messages/" + thread.item.kind + "/" + std::to_string(thread.item.subject),
                   .args = {{"title", title}, {"unit", assemblies::body_name(tx, thread.reader.unit)}}});
    return;
  }
  std::vector<PersonId> people;
  for (const assemblies::BodyId unit : units_of(thread.task, thread.tasks)) std::ranges::copy(people_in(context, tx, unit), std::back_inserter(people));
  std::ranges::sort(people);
  people.erase(std::ranges::unique(people).begin(), people.end());
  notices::tell(context, tx, people, {.kind = "handling.message_of_asker", .subject_kind = kNotices, .subject = thread.task.id.value, .link = "/console/handling/" + std::to_string(thread.item.id.value), .args = {{"title", title}}});
}

std::vector<std::string> actions_of(const Context& context, const Found& thread, const Message& message, bool entered) {
  std::vector<std::string> actions;
  if (check_own(context, thread, message)) actions.push_back("withdraw");
  const bool heard = message.side == Side::asker || message.read_at;
  if (heard && !entered && !message.withdrawn_at && thread.reader.side == Side::unit && thread.reader.unit == thread.task.unit && is_open(thread.item, thread.task)) actions.push_back("enter");
  return actions;
}

ThreadView view_thread(Context& context, db::ReadTx& tx, const Found& thread) {
  const auto units = units_of(thread.task, thread.tasks);
  ThreadView view{.task = thread.task.id, .round = thread.task.round, .units = {}, .by_name = by_name(*thread.hooks), .unread = 0, .may_write = check_open(thread).has_value(), .messages = {}};
  for (const assemblies::BodyId unit : units) view.units.push_back(assemblies::body_name(tx, unit));
  std::vector<PersonId> crowd;  // in the order in which they first wrote
  for (const Message& message : tx.all<Message>(sql::messages_of, thread.task.id)) {
    if (message.place == Place::participant && std::ranges::find(crowd, message.person) == crowd.end()) crowd.push_back(message.person);
    if (hidden(context, thread, message)) continue;
    const bool own = message.person == context.actor.person && message.side == thread.reader.side;
    MessageView one{.id = message.id, .side = message.side, .name = {}, .place_name = context.say("handling.place." + std::string(enum_name(message.place))), .by = {}, .text = message.text, .at = message.at, .own = own, .read_at = message.read_at,
                    .withdrawn = message.withdrawn_at.has_value(), .files = files::list(tx, owner_of(message.id)), .entered_as = {}, .actions = {}};
    const bool inside = message.side == Side::unit && (thread.reader.office || thread.reader.unit == message.body);
    if (message.place == Place::participant) one.name = context.say("handling.participant", {{"number", std::to_string(std::ranges::find(crowd, message.person) - crowd.begin() + 1)}});
    else if (message.body) one.name = assemblies::body_name(tx, message.body);
    else one.name = identity::display_name(tx, message.person);
    if (inside || message.place == Place::body) one.by = identity::display_name(tx, message.person);
    const auto stage = tx.one<Stage>(sql::stage_of_message, message.id);
    if (stage && (thread.reader.office || thread.reader.side == Side::unit || by_name(*thread.hooks))) one.entered_as = context.say("handling.stage." + std::string(enum_name(*stage)));
    one.actions = actions_of(context, thread, message, stage.has_value());
    if (thread.reader.side && message.side != *thread.reader.side && !message.read_at && !message.withdrawn_at) ++view.unread;
    view.messages.push_back(std::move(one));
  }
  return view;
}

}  // namespace

std::optional<ThreadView> thread_of(Context& context, db::ReadTx& tx, const Item& item, const Task& task, const std::vector<Task>& tasks, const SubjectHooks& hooks) {
  if (task.role == TaskRole::assisting) return std::nullopt;
  const Reader reader = reader_of(context, tx, item, task, tasks, hooks);
  if (!reader.reads()) return std::nullopt;
  auto view = view_thread(context, tx, {item, task, tasks, &hooks, reader});
  // Of what was returned, or is over, there is nothing to show where nobody wrote.
  if (view.messages.empty() && !is_open(item, task)) return std::nullopt;
  return view;
}

std::int64_t unread_by_unit(db::ReadTx& tx, const Item& item, assemblies::BodyId unit) { return tx.one<std::int64_t>(sql::unread_by_unit, item.id, item.round, unit).value_or(0); }

Result<ThreadList> read_threads(Context& context, db::ReadTx& tx, const OfSubject& request) {
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, request.kind));
  if (!hooks->may_read(context, tx, request.subject) || !hooks->asker(context, tx, request.subject)) return fail(ErrorKind::not_found, "handling.not_found");
  ThreadList list;
  for (const Item& item : tx.all<Item>(sql::items_of, request.kind, request.subject)) {
    list.title = item.title;
    list.link = item.link;
    const auto tasks = tasks_of(tx, item.id);
    for (const Task& task : tasks) {
      auto thread = thread_of(context, tx, item, task, tasks, *hooks);
      if (thread) list.items.push_back({item.text, std::move(*thread)});
    }
  }
  return list;
}

std::optional<std::int64_t> unread_messages(Context& context, db::ReadTx& tx, const OfSubject& request) {
  const auto threads = context.actor.signed_in() ? read_threads(context, tx, request) : Result<ThreadList>(fail(ErrorKind::not_found, "handling.not_found"));
  if (!threads || threads->items.empty()) return std::nullopt;
  std::int64_t unread = 0;
  for (const PartThread& one : threads->items) unread += one.thread.unread;
  return unread;
}

Result<ThreadView> write_message(Context& context, db::WriteTx& tx, const WriteMessage& request) {
  TRY_ASSIGN(const Found thread, find_thread(context, tx, request.id));
  TRY(check_open(thread));
  if (std::ranges::all_of(request.text, [](unsigned char c) { return c <= ' '; })) return wrong("/text", "handling.message_empty");
  const Place place = place_of(context, tx, thread);
  const assemblies::BodyId body = place == Place::unit ? thread.reader.unit : place == Place::body ? assemblies::BodyId{thread.reader.key} : assemblies::BodyId{};
  tx.run(sql::add_message, context.ids.next<MessageId>(), thread.task.id, *thread.reader.side, context.actor.person, place, body, request.text, context.now());
  // Of a crowd nothing says who took part when.
  if (place != Place::participant) journal::record(context, tx, {.verb = "handling.message", .subject_kind = "handling", .subject = thread.item.id.value, .scope = thread.item.assembly, .detail = "{\"unit\":" + std::to_string(thread.task.unit.value) + "}"});
  tell_other_side(context, tx, thread);
  return view_thread(context, tx, thread);
}

Result<ThreadView> read_messages(Context& context, db::WriteTx& tx, const ReadMessages& request) {
  TRY_ASSIGN(const Found thread, find_thread(context, tx, request.id));
  // The office reads and leaves no trace: neither side has read it by that.
  if (!thread.reader.side) return view_thread(context, tx, thread);
  tx.run(sql::messages_read, thread.task.id, *thread.reader.side, request.until, context.now());
  notices::mark_read(context, tx, context.actor.person, kNotices, thread.task.id.value);
  return view_thread(context, tx, thread);
}

Result<ThreadView> withdraw_message(Context& context, db::WriteTx& tx, const ByMessage& request) {
  TRY_ASSIGN(const FoundMessage found, find_message(context, tx, request.id));
  TRY(check_own(context, found.thread, found.message));
  // The other side has seen nothing of it, and never will.
  tx.run(sql::withdraw_message, found.message.id, context.now());
  for (const auto& file : files::list(tx, owner_of(found.message.id))) TRY(files::remove(tx, file.id, owner_of(found.message.id)));
  if (found.message.place != Place::participant) journal::record(context, tx, {.verb = "handling.withdraw_message", .subject_kind = "handling", .subject = found.thread.item.id.value, .scope = found.thread.item.assembly});
  return view_thread(context, tx, found.thread);
}

Result<ThreadView> add_message_file(Context& context, const AddMessageFile& request) {
  const auto check = [&](db::ReadTx& tx) -> Result<FoundMessage> {
    TRY_ASSIGN(FoundMessage found, find_message(context, tx, request.id));
    TRY(check_own(context, found.thread, found.message));
    return found;
  };
  TRY(context.db.read(check));
  TRY_ASSIGN(const files::Content content, files::accept(context, request.body.bytes));
  return context.db.write([&](db::WriteTx& tx) -> Result<ThreadView> {
    TRY_ASSIGN(const FoundMessage found, check(tx));
    if (files::list(tx, owner_of(found.message.id)).size() >= kMostFiles) return fail(ErrorKind::conflict, "handling.message_files");
    files::store(context, tx, request.name, content, owner_of(found.message.id));
    return view_thread(context, tx, found.thread);
  });
}

Result<ItemView> enter_message(Context& context, db::WriteTx& tx, const EnterMessage& request) {
  TRY_ASSIGN(const FoundMessage found, find_message(context, tx, request.id));
  const auto& [message, thread] = found;
  if (thread.reader.side != Side::unit || thread.reader.unit != thread.task.unit) return fail(ErrorKind::forbidden, "request.not_permitted");
  TRY(check_open(thread));
  if (message.withdrawn_at) return fail(ErrorKind::conflict, "workflow.not_now");
  if (message.side == Side::unit && !message.read_at) return fail(ErrorKind::conflict, "handling.message_unread");
  if (tx.one<Stage>(sql::stage_of_message, message.id)) return fail(ErrorKind::conflict, "handling.message_entered");
  tx.run(sql::enter_contact, context.ids.next<Id<struct ContactTag>>(), thread.task.id, request.stage, Way::online, message.at, message.text, context.actor.person, message.id);
  if (message.side == Side::asker) tx.run(sql::messages_read, thread.task.id, Side::unit, message.at, context.now());
  journal::record(context, tx, {.verb = "handling.contact", .subject_kind = "handling", .subject = thread.item.id.value, .scope = thread.item.assembly});
  return view(context, tx, thread.item);
}

Result<OwnMessages> own_messages(Context& context, db::ReadTx& tx, const Nothing&) { return OwnMessages{tx.all<OwnMessage>(sql::messages_of_person, context.actor.person)}; }

Result<void> may_read_message(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY(find_message(context, tx, MessageId{id}));
  return {};
}

void remove_message_files(db::WriteTx& tx, std::string_view kind, std::int64_t subject) {
  for (const auto id : tx.all<MessageId>(sql::messages_of_subject, kind, subject)) {
    for (const auto& file : files::list(tx, owner_of(id))) (void)files::remove(tx, file.id, owner_of(id));
  }
}

}  // namespace gongshi::handling
