// The use cases of handling, one function each; module.cpp gives them their addresses.
#pragma once

#include <map>

#include "modules/calendar/api.hpp"
#include "modules/handling/workflow.hpp"

namespace gongshi::handling {

// assign.cpp
Result<ItemView> assign(Context& context, db::WriteTx& tx, const AssignItem& request);
Result<HandlingList> plan(Context& context, db::WriteTx& tx, const PlanAssignments& request);
Result<Issued> issue(Context& context, db::WriteTx& tx, const InAssembly& request);

// distribute.cpp
Result<HandlingList> distribute(Context& context, db::WriteTx& tx, const Distribute& request);

// move_item.cpp
Result<ItemView> move_item(Context& context, db::WriteTx& tx, const MoveItem& request);
ItemFacts facts(Context& context, db::ReadTx& tx, const Item& item, const std::vector<Task>& tasks);

// move_task.cpp
Result<ItemView> move_task(Context& context, db::WriteTx& tx, const MoveTask& request);
Result<ItemView> urge(Context& context, db::WriteTx& tx, const Urge& request);
/// `tasks`: all of the item; `contacts`: of this task.
TaskFacts facts(Context& context, db::ReadTx& tx, const Item& item, const Task& task, const std::vector<Task>& tasks, const std::vector<Contact>& contacts);

// reply.cpp
Result<ItemView> save_reply(Context& context, db::WriteTx& tx, const SaveReply& request);
Result<ItemView> add_contact(Context& context, db::WriteTx& tx, const AddContact& request);
Result<ItemView> keep_promise(Context& context, db::WriteTx& tx, const KeepPromise& request);

// countersign.cpp
Result<ItemView> countersign(Context& context, db::WriteTx& tx, const Countersign& request);
/// Who assists this lead now; nobody where it is none.
std::vector<assemblies::BodyId> assisting(const Task& lead, const std::vector<Task>& tasks);
/// Whether all of these agree with the draft that goes round.
bool countersigned(db::ReadTx& tx, const Task& lead, const std::vector<assemblies::BodyId>& by);
std::vector<CountersignatureView> view_countersignatures(const Context& context, db::ReadTx& tx, const Task& lead, const std::vector<assemblies::BodyId>& asked);

// say_meeting.cpp
Result<HandledList> say_meeting(Context& context, db::WriteTx& tx, const SayMeeting& request);
/// Whether the actor may say now, of this part, whether a meeting is needed.
bool may_say(Context& context, db::ReadTx& tx, const SubjectHooks& hooks, const Item& item, const Task& task);

// rate.cpp
Result<HandledList> rate(Context& context, db::WriteTx& tx, const RateItem& request);
/// What follows from a rating that was just added.
Result<void> follow_rating(Context& context, db::WriteTx& tx, Item& item, const SubjectHooks& hooks);

// revisit.cpp
void list_revisits(Context& context);
/// What is due this spring and not listed yet; how many of each assembly.
std::map<std::int64_t, std::int64_t> add_revisits(Context& context, db::WriteTx& tx);
std::vector<RevisitView> revisits_of(const Context& context, db::ReadTx& tx, const Task& task);
Result<ItemView> note_revisit(Context& context, db::WriteTx& tx, const NoteRevisit& request);

// quality.cpp
Result<ItemView> rate_quality(Context& context, db::WriteTx& tx, const RateQuality& request);
struct Seal {
  bool sealed = false;
  std::optional<Timestamp> until;  // none: nothing is answered yet
};
/// Whether units and who asked see yet what the other said of them.
Seal seal_of(Context& context, db::ReadTx& tx, const Item& item, const SubjectHooks& hooks, const std::vector<Task>& tasks);
/// For who sits in the part's unit.
bool may_rate_quality(db::ReadTx& tx, const Item& item, const Task& task, const Seal& seal);
/// `only`: this unit's alone.
std::vector<QualityView> view_qualities(const Context& context, db::ReadTx& tx, const Item& item, const std::optional<assemblies::BodyId>& only);

// succession.cpp
Result<SuccessionList> list_succession(Context& context, db::ReadTx& tx, const InAssembly& request);
Result<SuccessionList> succeed(Context& context, db::WriteTx& tx, const Succeed& request);

// read.cpp
Result<ItemView> view(Context& context, db::ReadTx& tx, const Item& item);
PromiseView view(Context& context, db::ReadTx& tx, const Promise& promise, bool may_keep);
std::vector<SuggestionView> view_suggestions(Context& context, db::ReadTx& tx, const Item& item, const Task& task);
std::vector<ContactView> view_contacts(const Context& context, const std::vector<Contact>& contacts);
RatingsView shown(const Context& context, const Ratings& ratings, Asking asking);
Result<ItemView> read_item(Context& context, db::ReadTx& tx, const ByItem& request);

// lists.cpp
Result<HandlingList> list(Context& context, db::ReadTx& tx, const ListHandling& request);
Result<HandlingList> list_of_unit(Context& context, db::ReadTx& tx, const ListUnitHandling& request);

// statistics.cpp
Result<HandlingStatistics> statistics(Context& context, db::ReadTx& tx, const AskFigures& request);
/// One row behind a figure: its matter, and which suggestion or rating of it.
struct Counted {
  ItemId item;
  std::string detail;
};
/// Error 409 where the figure is not shown.
Result<std::vector<Counted>> counted_of(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, assemblies::BodyId unit, UnitFigure figure, Timestamp since);

// handled.cpp
Result<HandledList> read_handled(Context& context, db::ReadTx& tx, const OfSubject& request);

// deadlines.cpp
std::vector<calendar::OwnDeadline> own_deadlines(Context& context, db::ReadTx& tx);

// documents.cpp
Result<http::Response> document(Context& context, const AskDocument& request);
/// Who reads a unit's part: in the office, in the unit itself, in the one that leads, as one who asked by name, or with the subject.
struct DocumentReader {
  bool office = false;
  bool own = false;
  bool leads = false;
  bool asker = false;
  bool subject = false;
};
std::vector<documents::Offer> documents_of(const Context& context, const Task& task, const DocumentReader& reader);

// thread.cpp
/// As far as the actor reads it; none where it is no thread of theirs.
std::optional<ThreadView> thread_of(Context& context, db::ReadTx& tx, const Item& item, const Task& task, const std::vector<Task>& tasks, const SubjectHooks& hooks);
/// For who asked: what units wrote and nobody who asked has seen; none where there is no thread.
std::optional<std::int64_t> unread_messages(Context& context, db::ReadTx& tx, const OfSubject& request);
std::int64_t unread_by_unit(db::ReadTx& tx, const Item& item, assemblies::BodyId unit);

// remind.cpp
void remind(Context& context);

}  // namespace gongshi::handling
