// The rows, and what more than one use case needs of them.
#pragma once

#include <map>

#include "modules/handling/settings.hpp"
#include "modules/handling/wire.hpp"

namespace gongshi::handling {

/// A row of handling_item.
struct Item {
  ItemId id;
  assemblies::AssemblyId assembly;
  std::string kind;
  std::int64_t subject = 0;
  std::int64_t point = 0;
  std::string title;
  std::string text;
  std::string link;
  ItemState state = ItemState::to_assign;
  Timestamp state_since;
  std::int64_t round = 1;
  Timestamp opened_at;
  std::string closing;
  std::int64_t version = 0;
  assemblies::BodyId channel;  // through which it goes to its units; none: the assembly's own office
  std::string channel_note;    // why the channel handed it back
};
BOOST_DESCRIBE_STRUCT(Item, (), (id, assembly, kind, subject, point, title, text, link, state, state_since, round, opened_at, closing, version, channel, channel_note))

/// A row of handling_task.
struct Task {
  TaskId id;
  ItemId item;
  std::int64_t round = 1;
  assemblies::BodyId unit;
  TaskRole role = TaskRole::sole;
  TaskState state = TaskState::to_sign;
  Timestamp state_since;
  Timestamp assigned_at;
  Timestamp return_by;
  Timestamp contact_by;
  Timestamp due;
  std::int64_t calendar_version = 0;
  bool extended = false;
  std::string request;
  std::optional<assemblies::BodyId> suggested;
  std::optional<Outcome> outcome;
  std::string reply;
  std::string document_number;
  std::string without_assisting;
  std::string remark;
  std::optional<PersonId> approved_by;
  std::optional<Timestamp> approved_at;
  std::optional<Timestamp> accepted_at;
  std::int64_t urged = 0;
  std::string reminded;
  std::int64_t version = 0;
  std::int64_t draft = 0;
  std::string without_countersigning;
  std::optional<Openness> openness;
  std::string openness_reason;
};
BOOST_DESCRIBE_STRUCT(Task, (), (id, item, round, unit, role, state, state_since, assigned_at, return_by, contact_by, due, calendar_version, extended, request, suggested, outcome, reply, document_number,
                                 without_assisting, remark, approved_by, approved_at, accepted_at, urged, reminded, version, draft, without_countersigning, openness, openness_reason))

/// A row of handling_promise.
struct Promise {
  PromiseId id;
  TaskId task;
  std::string text;
  Timestamp due;
  std::optional<Timestamp> done_at;
  std::string note;
  std::int64_t agreed = 0;  // where it was agreed with others; 0: out of the unit's own reply
};
BOOST_DESCRIBE_STRUCT(Promise, (), (id, task, text, due, done_at, note, agreed))

/// A row of handling_contact, as it is shown.
struct Contact {
  Stage stage = Stage::before;
  Way way = Way::telephone;
  Timestamp at;
  std::string note;
  std::optional<MessageId> message;
};
BOOST_DESCRIBE_STRUCT(Contact, (), (stage, way, at, note, message))

/// A row of handling_extension.
struct Extension {
  Timestamp asked_at;
  Timestamp due;
  std::optional<Timestamp> decided_at;
  std::optional<Timestamp> granted_until;
};
BOOST_DESCRIBE_STRUCT(Extension, (), (asked_at, due, decided_at, granted_until))

/// A row of handling_urging.
struct Urging {
  Timestamp at;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(Urging, (), (at, words))

/// A row of handling_adoption.
struct Adopted {
  std::int64_t number = 0;
  Adoption adoption = Adoption::adopted;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(Adopted, (), (number, adoption, word))

/// The kinds that modules have registered.
struct Subjects {
  std::map<std::string, SubjectHooks, std::less<>> by_kind;
};
/// 400 with this field.
std::unexpected<Error> wrong(std::string pointer, std::string code);

/// Error 404 for an unknown kind.
Result<const SubjectHooks*> hooks_of(Context& context, std::string_view kind);

/// The unit the actor sits in, or none.
std::optional<assemblies::BodyId> own_unit(Context& context, db::ReadTx& tx);
/// The channel whose matters alone are the actor's; none: all of the office's.
std::optional<assemblies::BodyId> own_channel(const Context& context, db::ReadTx& tx);
/// Whether the actor has the office's permission in the item's assembly, and where they work for a channel, for this item.
bool office_may(const Context& context, db::ReadTx& tx, const Item& item, std::string_view permission);
/// Whether the actor is of the office that works on it.
bool is_office(const Context& context, db::ReadTx& tx, const Item& item);
/// What the actor is to an item, looked up once for all that is asked of it.
struct Standpoint {
  bool office = false;                      // of the office that works on it
  std::optional<assemblies::BodyId> unit;   // sits in
};
Standpoint standpoint(Context& context, db::ReadTx& tx, const Item& item);
/// Whether the actor may act on this task: for its unit, or for the office.
bool may(const Actor& actor, const Standpoint& from, const Item& item, const Task& task, std::string_view permission);

/// Whether the actor sits in the unit, in whatever seat they are here now.
bool sits_in(Context& context, db::ReadTx& tx, assemblies::BodyId unit);

/// Error 404 where it is absent, or the actor is neither of the office nor of a unit that has a part in it.
Result<Item> find_item(Context& context, db::ReadTx& tx, ItemId id);
struct ItemAndTask {
  Item item;
  Task task;
};
Result<ItemAndTask> find_task(Context& context, db::ReadTx& tx, TaskId id);
/// Whether who reads the subject reads this part's reply: of a round under way nothing shows before all have answered; what was answered before stays.
bool told(const Item& item, const Task& task);
std::vector<Task> tasks_of(db::ReadTx& tx, ItemId item);
std::vector<Contact> contacts_of(db::ReadTx& tx, TaskId task);
std::vector<Promise> promises_of(db::ReadTx& tx, TaskId task);
/// What the reply of this part has to answer one by one; of a point of its subject, and of an opinion, nothing.
std::vector<std::string> suggestions_of(Context& context, db::ReadTx& tx, const Item& item, const Task& task);
std::vector<Adopted> adoptions_of(db::ReadTx& tx, TaskId task);
/// When who asked said that no meeting is needed.
std::optional<Timestamp> not_needed_at(db::ReadTx& tx, TaskId task);
/// What the assembly has set.
Settings settings_of(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly);
bool has_open_promises(db::ReadTx& tx, ItemId item);

/// Ratings of one round, counted.
struct Ratings {
  std::int64_t answered = 0;
  std::int64_t satisfied = 0;
  std::int64_t basically = 0;
  std::int64_t dissatisfied = 0;
  std::int64_t on_paper = 0;
};
BOOST_DESCRIBE_STRUCT(Ratings, (), (answered, satisfied, basically, dissatisfied, on_paper))
Ratings ratings_of(db::ReadTx& tx, ItemId item, std::int64_t round);
/// One who asked by name is enough; of a crowd, more than half of at least five.
bool not_satisfied(const Ratings& ratings, Asking asking);

/// The item's next state, under its version; 409 where it changed meanwhile.
Result<void> advance(Context& context, db::WriteTx& tx, Item& item, ItemState to, std::string_view verb);
/// Parts for the round under way, each with its deadlines, and their units told.
void add_task(Context& context, db::WriteTx& tx, const Item& item, assemblies::BodyId unit, TaskRole role);
Urgency urgency(db::ReadTx& tx, Timestamp now, Timestamp due, bool open);

/// The part as it is now, in place of how it was; false where it changed meanwhile.
bool store_move(Context& context, db::WriteTx& tx, const Task& task, TaskState from, std::int64_t version);

/// Who sits in the unit, in either role, each once.
std::vector<PersonId> people_in(Context& context, db::ReadTx& tx, assemblies::BodyId unit);
/// Of the office, who hear of an item's steps.
std::vector<PersonId> people_of_office(Context& context, db::ReadTx& tx, const Item& item);
/// People of the unit (both roles), and the office (who assign and supervise).
void tell_unit(Context& context, db::WriteTx& tx, const Item& item, assemblies::BodyId unit, std::string_view kind, std::map<std::string, std::string> args = {});
void tell_office(Context& context, db::WriteTx& tx, const Item& item, std::string_view kind, std::map<std::string, std::string> args = {});

}  // namespace gongshi::handling
