#include "modules/handling/store.hpp"

#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/classes.hpp"
#include "modules/handling/use_cases.hpp"
#include "modules/settings/api.hpp"
#include "platform/db/id_list.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

struct Stands {
  std::int64_t subject = 0;
  ItemState state = ItemState::to_assign;
  Timestamp since;
  std::optional<Timestamp> due;
};
BOOST_DESCRIBE_STRUCT(Stands, (), (subject, state, since, due))

struct StoredReply {
  std::int64_t subject = 0;
  assemblies::AssemblyId assembly;
  std::int64_t task = 0;
  assemblies::BodyId unit;
  Outcome outcome = Outcome::planned;
  std::string text;
  Timestamp at;
  Timestamp signed_at;
};
BOOST_DESCRIBE_STRUCT(StoredReply, (), (subject, assembly, task, unit, outcome, text, at, signed_at))

/// Of an item whose point stands for itself the point is the better name.
std::map<std::string, std::string> named(const Item& item, std::map<std::string, std::string> args) {
  args.emplace("title", notices::excerpt(item.text.empty() ? item.title : item.text));
  return args;
}

}  // namespace

std::unexpected<Error> wrong(std::string pointer, std::string code) { return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{std::move(pointer), std::move(code)}}}); }

Result<const SubjectHooks*> hooks_of(Context& context, std::string_view kind) {
  const auto& kinds = context.app.use<Subjects>().by_kind;
  const auto found = kinds.find(kind);
  if (found == kinds.end()) return fail(ErrorKind::not_found, "handling.not_found");
  return &found->second;
}

std::optional<assemblies::BodyId> own_unit(Context& context, db::ReadTx& tx) {
  if (!context.actor.may("handling.handle")) return std::nullopt;
  return assemblies::unit_of_seat(tx, context.actor.seat);
}

bool sits_in(Context& context, db::ReadTx& tx, assemblies::BodyId unit) {
  const auto holds = [&](const std::vector<PersonId>& people) { return std::ranges::find(people, context.actor.person) != people.end(); };
  const auto sits = [&](assemblies::Role role) { return holds(assemblies::people_of_unit(tx, unit, role, context.now())); };
  return sits(assemblies::Role::handler) || sits(assemblies::Role::unit_leader);
}

std::optional<assemblies::BodyId> own_channel(const Context& context, db::ReadTx& tx) {
  return context.actor.may("handling.supervise") ? assemblies::channel_of_seat(tx, context.actor.seat) : std::nullopt;
}

bool office_may(const Context& context, db::ReadTx& tx, const Item& item, std::string_view permission) {
  if (!context.actor.may(permission, item.assembly)) return false;
  const auto channel = own_channel(context, tx);
  return !channel || *channel == item.channel;
}

bool is_office(const Context& context, db::ReadTx& tx, const Item& item) { return office_may(context, tx, item, context.actor.may("handling.assign", item.assembly) ? "handling.assign" : "handling.supervise"); }

Standpoint standpoint(Context& context, db::ReadTx& tx, const Item& item) { return {is_office(context, tx, item), own_unit(context, tx)}; }

bool may(const Actor& actor, const Standpoint& from, const Item& item, const Task& task, std::string_view permission) {
  const bool for_unit = permission == "handling.handle" || permission == "handling.approve";
  return actor.may(permission, item.assembly) && (for_unit ? from.unit == task.unit : from.office);
}

Result<Item> find_item(Context& context, db::ReadTx& tx, ItemId id) {
  auto item = tx.one<Item>(sql::find_item, id);
  const bool office = item && is_office(context, tx, *item);
  const auto unit = item && !office ? own_unit(context, tx) : std::nullopt;
  const bool takes_part = unit && std::ranges::any_of(tasks_of(tx, id), [&](const Task& task) { return task.unit == *unit; });
  if (!office && !takes_part) return fail(ErrorKind::not_found, "handling.not_found");
  return std::move(*item);
}

std::unordered_map<std::int64_t, Standing> standings(const Context& context, db::ReadTx& tx, std::string_view kind, std::span<const std::int64_t> subjects) {
  std::unordered_map<std::int64_t, Standing> found;
  if (subjects.empty()) return found;
  for (const Stands& one : tx.all<Stands>(sql::standings_of, kind, db::id_list(subjects))) {
    found.emplace(one.subject, Standing{context.say("handling.item." + std::string(enum_name(one.state))), context.say("handling.next." + std::string(enum_name(one.state))), one.since, one.due});
  }
  return found;
}

std::unordered_map<std::int64_t, std::string> standings(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view kind) {
  std::map<std::string, std::string, std::less<>> words;
  for (const std::string_view state : enum_names<ItemState>()) words.emplace(state, context.say("handling.item." + std::string(state)));
  std::unordered_map<std::int64_t, std::string> found;
  tx.each(sql::states_of, [&](const db::Row& row) { found.emplace(row.integer(0), words.find(row.text(1))->second); }, assembly, kind);
  return found;
}

std::vector<Told> told_of(const Context& context, db::ReadTx& tx, std::string_view kind, std::span<const std::int64_t> subjects) {
  std::vector<Told> told;
  if (subjects.empty()) return told;
  for (StoredReply& one : tx.all<StoredReply>(sql::told_of, kind, db::id_list(subjects))) told.push_back({one.subject, one.task, assemblies::body_name(tx, one.unit), class_of(context, tx, one.assembly, one.outcome, one.signed_at).name, std::move(one.text), one.at});
  return told;
}

std::vector<Promised> promised_of(db::ReadTx& tx, std::string_view kind, std::span<const std::int64_t> subjects) {
  return subjects.empty() ? std::vector<Promised>() : tx.all<Promised>(sql::promised_of, kind, db::id_list(subjects));
}

bool takes_part(Context& context, db::ReadTx& tx, std::string_view kind, std::int64_t subject) {
  const auto unit = own_unit(context, tx);
  return unit && tx.one<std::int64_t>(sql::parts_of_unit, kind, subject, *unit).value_or(0) > 0;
}

std::vector<assemblies::Unit> units_with(db::ReadTx& tx, std::string_view kind, std::int64_t subject) {
  std::vector<assemblies::Unit> units;
  for (const Item& item : tx.all<Item>(sql::items_of, kind, subject)) {
    for (const Task& task : tasks_of(tx, item.id)) {
      const bool there = std::ranges::any_of(units, [&](const assemblies::Unit& one) { return one.id == task.unit; });
      if (!there && task.round == item.round && task.state != TaskState::returned) units.push_back({task.unit, assemblies::body_name(tx, task.unit)});
    }
  }
  return units;
}

bool promise_agreed(Context& context, db::WriteTx& tx, std::string_view kind, std::int64_t subject, assemblies::BodyId unit, const std::string& text, Timestamp due, std::int64_t source) {
  for (const Item& item : tx.all<Item>(sql::items_of, kind, subject)) {
    if (item.state == ItemState::closed) continue;
    for (const Task& task : tasks_of(tx, item.id)) {
      if (task.unit != unit || task.round != item.round || task.state == TaskState::returned) continue;
      tx.run(sql::add_agreed_promise, context.ids.next<PromiseId>(), task.id, text, due, source);
      journal::record(context, tx, {.verb = "handling.promise_agreed", .subject_kind = "handling", .subject = item.id.value, .scope = item.assembly, .detail = "{\"unit\":" + std::to_string(unit.value) + "}"});
      tell_unit(context, tx, item, unit, "handling.promise_agreed", {{"promise", notices::excerpt(text)}});
      return true;
    }
  }
  return false;
}

void tell_units(Context& context, db::WriteTx& tx, std::string_view kind, std::int64_t subject, std::string_view notice) {
  for (const Item& item : tx.all<Item>(sql::items_of, kind, subject)) {
    for (const Task& task : tasks_of(tx, item.id)) {
      if (task.round == item.round && task.state != TaskState::returned) tell_unit(context, tx, item, task.unit, notice);
    }
  }
}

Result<ItemAndTask> find_task(Context& context, db::ReadTx& tx, TaskId id) {
  auto task = tx.one<Task>(sql::find_task, id);
  if (!task) return fail(ErrorKind::not_found, "handling.not_found");
  TRY_ASSIGN(Item item, find_item(context, tx, task->item));
  return ItemAndTask{std::move(item), std::move(*task)};
}

bool told(const Item& item, const Task& task) {
  const bool all_answered = item.state != ItemState::handling || task.round < item.round;
  return all_answered && task.role != TaskRole::assisting && task.state == TaskState::accepted && task.outcome;
}

std::vector<Task> tasks_of(db::ReadTx& tx, ItemId item) { return tx.all<Task>(sql::tasks_of, item); }
std::vector<Contact> contacts_of(db::ReadTx& tx, TaskId task) { return tx.all<Contact>(sql::contacts_of, task); }
std::vector<Promise> promises_of(db::ReadTx& tx, TaskId task) { return tx.all<Promise>(sql::promises_of, task); }
std::vector<Adopted> adoptions_of(db::ReadTx& tx, TaskId task) { return tx.all<Adopted>(sql::adoptions_of, task); }
std::optional<Timestamp> not_needed_at(db::ReadTx& tx, TaskId task) { return tx.one<Timestamp>(sql::not_needed_at, task); }

std::vector<std::string> suggestions_of(Context& context, db::ReadTx& tx, const Item& item, const Task& task) {
  const auto hooks = hooks_of(context, item.kind);
  if (!hooks || !(*hooks)->suggestions || item.point != 0 || task.role == TaskRole::assisting) return {};
  return (*hooks)->suggestions(tx, item.subject);
}

Settings settings_of(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) { return settings::of<Settings>(tx, assembly, "handling", context.now()); }

bool has_open_promises(db::ReadTx& tx, ItemId item) { return tx.one<std::int64_t>(sql::open_promises, item).value_or(0) > 0; }

Ratings ratings_of(db::ReadTx& tx, ItemId item, std::int64_t round) { return tx.one<Ratings>(sql::ratings_of, item, round).value_or(Ratings{}); }

bool not_satisfied(const Ratings& ratings, Asking asking) {
  if (asking == Asking::by_name) return ratings.dissatisfied > 0;
  return ratings.answered >= kFewestRatings && 2 * ratings.dissatisfied > ratings.answered;
}

Result<void> advance(Context& context, db::WriteTx& tx, Item& item, ItemState to, std::string_view verb) {
  if (tx.run(sql::advance, item.id, item.state, item.version, to, context.now(), item.round, item.closing) == 0) return fail(ErrorKind::conflict, "handling.moved_meanwhile");
  item.state = to;
  item.state_since = context.now();
  ++item.version;
  journal::record(context, tx, {.verb = "handling." + std::string(verb), .subject_kind = "handling", .subject = item.id.value, .scope = item.assembly});
  return {};
}

void add_task(Context& context, db::WriteTx& tx, const Item& item, assemblies::BodyId unit, TaskRole role) {
  const Timestamp now = context.now();
  const Settings rules = settings_of(context, tx, item.assembly);
  const auto due = item.round > 1                   ? calendar::after_days(tx, now, rules.again_days)
                   : role == TaskRole::assisting ? calendar::after_days(tx, now, rules.assisting_days)
                                                 : calendar::after_months(tx, now, rules.reply_months);
  tx.run(sql::add_task, context.ids.next<TaskId>(), item.id, item.round, unit, role, now, calendar::after_working_days(tx, now, rules.return_working_days).due,
         calendar::after_working_days(tx, now, rules.first_contact_working_days).due, due.due, due.calendar_version);
  tell_unit(context, tx, item, unit, item.round > 1 ? "handling.again" : "handling.assigned");
}

bool store_move(Context& context, db::WriteTx& tx, const Task& task, TaskState from, std::int64_t version) {
  return tx.run(sql::move_task, task.id, from, version, task.state, context.now(), task.due, task.calendar_version, task.extended, task.request, task.suggested, task.outcome, task.without_assisting, task.remark, task.approved_by,
                task.approved_at, task.accepted_at, task.draft, task.without_countersigning) > 0;
}

Urgency urgency(db::ReadTx& tx, Timestamp now, Timestamp due, bool open) {
  if (!open) return Urgency::none;
  if (due < now) return Urgency::overdue;
  return calendar::working_days_between(tx, now, due) <= kNearWorkingDays ? Urgency::near : Urgency::calm;
}

/// A unit that has to do something by a day hears of it by every channel, and of the rest by mail.
bool calls(std::string_view kind) {
  static constexpr std::string_view kinds[] = {"handling.assigned", "handling.again",    "handling.return_refused", "handling.extension_refused", "handling.to_approve", "handling.to_countersign",
                                               "handling.sent_back", "handling.rejected", "handling.meeting_wanted", "handling.near",              "handling.overdue",    "handling.urged"};
  return std::ranges::find(kinds, kind) != std::end(kinds);
}

std::vector<PersonId> people_in(Context& context, db::ReadTx& tx, assemblies::BodyId unit) {
  auto people = assemblies::people_of_unit(tx, unit, assemblies::Role::handler, context.now());
  std::ranges::copy(assemblies::people_of_unit(tx, unit, assemblies::Role::unit_leader, context.now()), std::back_inserter(people));
  std::ranges::sort(people);
  people.erase(std::ranges::unique(people).begin(), people.end());
  return people;
}

void tell_unit(Context& context, db::WriteTx& tx, const Item& item, assemblies::BodyId unit, std::string_view kind, std::map<std::string, std::string> args) {
  notices::tell(context, tx, people_in(context, tx, unit),
                {.kind = kind, .subject_kind = "handling", .subject = item.id.value, .link = "/console/handling/" + std::to_string(item.id.value), .args = named(item, std::move(args)), .calls = calls(kind)});
}

std::vector<PersonId> people_of_office(Context& context, db::ReadTx& tx, const Item& item) {
  // Where there is a supervisor, the clerks need not hear of each step; of what went through a channel those who work for it do.
  const auto in = [&](assemblies::BodyId channel) { return assemblies::people_of_unit(tx, channel, assemblies::Role::supervisor, context.now()); };
  auto people = item.channel ? in(item.channel) : std::vector<PersonId>();
  if (people.empty()) {
    people = assemblies::holders_of(tx, item.assembly, assemblies::Role::supervisor, context.now());
    for (const assemblies::Unit& channel : assemblies::channels_of(tx, item.assembly)) {
      for (const PersonId person : in(channel.id)) std::erase(people, person);
    }
  }
  if (people.empty()) people = assemblies::holders_of(tx, item.assembly, assemblies::Role::clerk, context.now());
  return people;
}

void tell_office(Context& context, db::WriteTx& tx, const Item& item, std::string_view kind, std::map<std::string, std::string> args) {
  notices::tell(context, tx, people_of_office(context, tx, item),
                {.kind = kind, .subject_kind = "handling", .subject = item.id.value, .link = "/console/handling/" + std::to_string(item.id.value), .args = named(item, std::move(args))});
}

}  // namespace gongshi::handling
