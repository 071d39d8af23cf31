// What crosses the wire about handling, and nothing else.
#pragma once

#include <array>
#include <optional>

#include "base/workflow.hpp"
#include "modules/handling/api.hpp"
#include "platform/documents/answer.hpp"
#include "platform/files/files.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::handling {

using TaskId = Id<struct HandlingTaskTag>;
using PaperId = Id<struct HandlingPaperTag>;
using RevisitId = Id<struct HandlingRevisitTag>;
using PromiseId = Id<struct HandlingPromiseTag>;
using MessageId = Id<struct HandlingMessageTag>;
using PhraseId = Id<struct HandlingPhraseTag>;

enum class ItemState { to_assign, handling, replied, tracking, closed };
BOOST_DESCRIBE_ENUM(ItemState, to_assign, handling, replied, tracking, closed)

enum class TaskState { to_sign, handling, return_requested, extension_requested, countersigning, to_approve, under_check, accepted, returned };
BOOST_DESCRIBE_ENUM(TaskState, to_sign, handling, return_requested, extension_requested, countersigning, to_approve, under_check, accepted, returned)

/// 单办 · 分办 (several units, each with its own reply) · 主办 and 会办 (the lead replies once the assisting units have given their opinions).
enum class TaskRole { sole, separate, lead, assisting };
BOOST_DESCRIBE_ENUM(TaskRole, sole, separate, lead, assisting)

/// What came of it, whatever letters a place has for that: A resolved · B in progress or planned · C not now · D for reference.
enum class Outcome { resolved, in_progress, planned, not_now, reference };
BOOST_DESCRIBE_ENUM(Outcome, resolved, in_progress, planned, not_now, reference)

/// What a reply does with one suggestion. `not_ours`: where several units answer apart, it is another's.
enum class Adoption { adopted, partly, declined, not_ours };
BOOST_DESCRIBE_ENUM(Adoption, adopted, partly, declined, not_ours)

enum class Stage { before, during, after };
BOOST_DESCRIBE_ENUM(Stage, before, during, after)
enum class Way { visit, meeting, telephone, letter, online };
BOOST_DESCRIBE_ENUM(Way, visit, meeting, telephone, letter, online)

enum class Satisfaction { satisfied, basically, dissatisfied };
BOOST_DESCRIBE_ENUM(Satisfaction, satisfied, basically, dissatisfied)

/// Of what was asked, as its unit sees it: 优秀 90 and more of a hundred · 良好 75 to 89 · 一般 60 to 74.
enum class Grade { excellent, good, fair };
BOOST_DESCRIBE_ENUM(Grade, excellent, good, fair)

/// What became, by the next spring, of what a reply left open.
enum class RevisitResult { done, going_on, not_done };
BOOST_DESCRIBE_ENUM(RevisitResult, done, going_on, not_done)

/// Who writes in a thread.
enum class Side { asker, unit };
BOOST_DESCRIBE_ENUM(Side, asker, unit)

/// What a stock phrase is for: 答复开头, 答复结尾, 延期理由, 退办理由, 催办, 不予立案理由, 联系记录.
enum class PhraseKind { reply_opening, reply_closing, extension_request, return_reason, urging, non_filing_reason, contact_note };
BOOST_DESCRIBE_ENUM(PhraseKind, reply_opening, reply_closing, extension_request, return_reason, urging, non_filing_reason, contact_note)

/// How near the deadline is: more than seven working days off, near, past, or there is none to keep any more.
enum class Urgency { calm, near, overdue, none };
BOOST_DESCRIBE_ENUM(Urgency, calm, near, overdue, none)

/// `message`: it was entered from there.
struct ContactView {
  Stage stage = Stage::before;
  std::string stage_name;
  std::string way_name;
  Timestamp at;
  std::string note;
  std::optional<MessageId> message;
};
BOOST_DESCRIBE_STRUCT(ContactView, (), (stage, stage_name, way_name, at, note, message))

struct PromiseView {
  PromiseId id;
  std::string text;
  Timestamp due;
  std::optional<Timestamp> done_at;
  std::string note;
  Urgency urgency = Urgency::calm;
  std::string state_name;
  bool agreed = false;  // when the handling was supervised, and not out of the unit's reply
  std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(PromiseView, (), (id, text, due, done_at, note, urgency, state_name, agreed, actions))

/// One message. `name`: the person who asked, the unit, or a number within a crowd; `by`: who wrote for a unit or a body, for their own side; `text` of a
/// withdrawn one is empty; `entered_as`: it stands among the contacts.
struct MessageView {
  MessageId id;
  Side side = Side::asker;
  std::string name;
  std::string place_name;
  std::optional<std::string> by;
  std::string text;
  Timestamp at;
  bool own = false;
  std::optional<Timestamp> read_at;
  bool withdrawn = false;
  std::vector<files::File> files;
  std::optional<std::string> entered_as;
  std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(MessageView, (), (id, side, name, place_name, by, text, at, own, read_at, withdrawn, files, entered_as, actions))

/// Between who asked and those who answer in one part. `unread`: of the other side's, by the reader's.
struct ThreadView {
  TaskId task;
  std::int64_t round = 1;
  std::vector<std::string> units;
  bool by_name = true;
  std::int64_t unread = 0;
  bool may_write = false;
  std::vector<MessageView> messages;
};
BOOST_DESCRIBE_STRUCT(ThreadView, (), (task, round, units, by_name, unread, may_write, messages))

/// `adoption` none: the reply does not say yet.
struct SuggestionView {
  std::int64_t number = 0;
  std::string text;
  std::optional<Adoption> adoption;
  std::string name;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(SuggestionView, (), (number, text, adoption, name, word))

/// What a unit proposes about its reply being public; whoever publishes decides.
enum class Openness { whole, summary, closed };
BOOST_DESCRIBE_ENUM(Openness, whole, summary, closed)
struct OpennessView {
  Openness code = Openness::whole;
  std::string name;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(OpennessView, (), (code, name, reason))

struct OutcomeView {
  Outcome code = Outcome::resolved;
  std::string letter;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(OutcomeView, (), (code, letter, name))

/// What an assisting unit says to the lead's draft; `agrees` none: nothing yet.
struct CountersignatureView {
  std::string unit;
  std::optional<bool> agrees;
  std::string state_name;
  std::string words;
  std::optional<std::string> by;
  std::optional<Timestamp> at;
};
BOOST_DESCRIBE_STRUCT(CountersignatureView, (), (unit, agrees, state_name, words, by, at))

/// `request`: why it is to be returned or put off; `remark`: what was said when it was last sent back; `assisting_open`: the lead may reply only
/// with a reason. What a unit drafts (`reply`, `promises`) is there for itself, and for the office once it was sent in.
struct TaskView {
  TaskId id;
  std::int64_t round = 1;
  assemblies::Unit unit;
  TaskRole role = TaskRole::sole;
  std::string role_name;
  TaskState state = TaskState::to_sign;
  std::string state_name;
  Timestamp state_since;
  Timestamp assigned_at;
  Timestamp return_by;
  Timestamp contact_by;
  Timestamp due;
  Urgency urgency = Urgency::calm;
  bool extended = false;
  std::string request;
  std::optional<std::string> suggested;
  std::optional<OutcomeView> outcome;
  std::string reply;
  std::string document_number;
  std::string without_assisting;
  std::vector<CountersignatureView> countersignatures;
  std::string without_countersigning;  // why it was signed before all had countersigned
  std::optional<OpennessView> openness;  // none: the unit has not said
  std::string remark;
  std::optional<std::string> approved_by;
  std::optional<Timestamp> approved_at;
  std::optional<Timestamp> accepted_at;
  std::int64_t urged = 0;
  bool assisting_open = false;
  std::vector<ContactView> contacts;
  std::optional<Timestamp> not_needed_at;  // who asked has said that no meeting is needed
  std::vector<SuggestionView> suggestions;
  std::vector<PromiseView> promises;
  std::optional<ThreadView> thread;  // with who asked, of who answers
  std::int64_t version = 0;
  std::vector<workflow::Offer> actions;
  std::vector<documents::Offer> documents;
};
BOOST_DESCRIBE_STRUCT(TaskView, (), (id, round, unit, role, role_name, state, state_name, state_since, assigned_at, return_by, contact_by, due, urgency, extended, request, suggested, outcome, reply,
                                     document_number, without_assisting, countersignatures, without_countersigning, openness, remark, approved_by, approved_at, accepted_at, urged, assisting_open, contacts, not_needed_at, suggestions, promises, thread, version, actions, documents))

/// Of one round. `answered` under five: nothing more is said.
struct RatingsView {
  std::int64_t answered = 0;
  std::optional<std::string> text;  // the same in words
  std::optional<std::int64_t> satisfied;
  std::optional<std::int64_t> basically;
  std::optional<std::int64_t> dissatisfied;
  std::int64_t on_paper = 0;
};
BOOST_DESCRIBE_STRUCT(RatingsView, (), (answered, text, satisfied, basically, dissatisfied, on_paper))

/// `result` none: nobody has gone back to it yet.
struct RevisitView {
  RevisitId id;
  std::int64_t year = 0;
  std::string unit;
  std::optional<RevisitResult> result;
  std::string name;
  std::string note;
  std::optional<Timestamp> at;
};
BOOST_DESCRIBE_STRUCT(RevisitView, (), (id, year, unit, result, name, note, at))

struct QualityView {
  std::string unit;
  Grade grade = Grade::good;
  std::string name;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(QualityView, (), (unit, grade, name, word))

/// A rating on paper, for the office. `confirmed_by` none: it does not count yet.
struct PaperView {
  PaperId id;
  std::string name;
  std::string overall;
  std::string attitude;
  std::string text;
  std::vector<files::File> files;
  std::string entered_by;
  Timestamp entered_at;
  std::optional<std::string> confirmed_by;
  std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(PaperView, (), (id, name, overall, attitude, text, files, entered_by, entered_at, confirmed_by, actions))

struct AskerView {
  std::int64_t key = 0;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(AskerView, (), (key, name))

struct ItemView {
  ItemId id;
  std::string kind;
  std::int64_t subject = 0;
  std::string title;
  std::string text;
  std::string link;
  ItemState state = ItemState::to_assign;
  std::string state_name;
  Timestamp state_since;
  std::int64_t round = 1;
  Timestamp opened_at;
  std::string closing;
  std::optional<std::string> channel;  // for the office: through which it went to its units
  bool needs_meeting = false;  // they are dissatisfied again: it is closed only with what came of talking
  RatingsView ratings;
  bool sealed = false;  // neither units nor who asked see yet what the other said
  std::optional<Timestamp> sealed_until;
  std::vector<QualityView> qualities;
  std::vector<RevisitView> revisits;
  std::vector<PaperView> papers;   // for the office
  std::vector<AskerView> unrated;  // for the office: for whom a rating on paper may be entered
  std::vector<TaskView> tasks;  // latest round first
  std::int64_t version = 0;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(ItemView, (), (id, kind, subject, title, text, link, state, state_name, state_since, round, opened_at, closing, channel, needs_meeting, ratings, sealed, sealed_until, qualities, revisits, papers, unrated, tasks, version, actions))

/// A matter on record: `ratings` by name; of a crowd the item's figures are all there is.
struct RatingOnRecord {
  std::int64_t round = 1;
  std::string by;
  Satisfaction overall = Satisfaction::satisfied;
  Satisfaction attitude = Satisfaction::satisfied;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(RatingOnRecord, (), (round, by, overall, attitude, text))
/// A reply as it was given in, or as it was accepted.
struct ReplyVersion {
  TaskId task;
  std::int64_t number = 0;
  Timestamp at;
  std::string reply;
  std::optional<Outcome> outcome;
  std::string document_number;
};
BOOST_DESCRIBE_STRUCT(ReplyVersion, (), (task, number, at, reply, outcome, document_number))
struct MatterOnRecord {
  ItemView item;
  std::vector<RatingOnRecord> ratings;
  std::vector<ReplyVersion> versions;
};
BOOST_DESCRIBE_STRUCT(MatterOnRecord, (), (item, ratings, versions))

enum class Queue { to_assign, requests, to_check, with_units, overdue, answered, on_paper, tracking, to_revisit, closed };
BOOST_DESCRIBE_ENUM(Queue, to_assign, requests, to_check, with_units, overdue, answered, on_paper, tracking, to_revisit, closed)
enum class UnitQueue { to_sign, handling, to_countersign, waiting, to_approve, promises, done };
BOOST_DESCRIBE_ENUM(UnitQueue, to_sign, handling, to_countersign, waiting, to_approve, promises, done)

struct QueueCount {
  std::string queue;
  std::string name;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(QueueCount, (), (queue, name, count))

/// One line of a list: `due` and `urgency` of what is nearest; `detail`: which of its suggestions or ratings this line is about, where a figure counts those.
struct ItemLine {
  ItemId id;
  std::string title;
  std::string text;
  std::string detail;
  std::string state_name;
  Timestamp state_since;
  std::vector<std::string> units;
  std::vector<std::string> planned;  // who is to get it once that is issued
  std::optional<std::string> channel;  // through which it goes
  std::string channel_note;            // why one handed it back
  std::optional<Timestamp> due;
  Urgency urgency = Urgency::none;
  std::int64_t unread = 0;  // messages of who asked, for a unit
};
BOOST_DESCRIBE_STRUCT(ItemLine, (), (id, title, text, detail, state_name, state_since, units, planned, channel, channel_note, due, urgency, unread))

/// What a unit has before it.
struct UnitLoad {
  assemblies::Unit unit;
  std::int64_t open = 0;
  std::int64_t near = 0;
  std::int64_t overdue = 0;
};
BOOST_DESCRIBE_STRUCT(UnitLoad, (), (unit, open, near, overdue))

/// How much of what waits to be assigned is of a category.
struct CategoryCount {
  std::string code;
  std::string name;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CategoryCount, (), (code, name, count))

/// By what a list is filtered, in words; `key` is the parameter that says so.
struct FilterView {
  std::string key;
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(FilterView, (), (key, name, value))

/// An office through which matters go to their units, and what waits there to be assigned.
struct ChannelCount {
  assemblies::Unit channel;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(ChannelCount, (), (channel, count))

/// `total` and `filters`: of a list that is filtered as a figure counts. `channel`: the actor's, whose matters alone are here; `channels`: for who works on all.
struct HandlingList {
  std::vector<ItemLine> items;
  std::vector<QueueCount> queues;
  std::vector<UnitLoad> units;  // for the office
  std::int64_t planned = 0;     // matters that wait to be issued
  std::vector<CategoryCount> categories;
  std::optional<std::string> channel;
  std::vector<ChannelCount> channels;
  std::optional<std::int64_t> total;
  std::vector<FilterView> filters;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(HandlingList, (), (items, queues, units, planned, categories, channel, channels, total, filters, next))

/// What a unit's figures count: matters up to `in_progress`, then suggestions, then ratings.
enum class UnitFigure { assigned, answered, open, in_time, overdue, resolved, in_progress, suggestions, adopted, partly, rated, satisfied, basically, dissatisfied };
BOOST_DESCRIBE_ENUM(UnitFigure, assigned, answered, open, in_time, overdue, resolved, in_progress, suggestions, adopted, partly, rated, satisfied, basically, dissatisfied)

/// With `unit` it is not a queue, but what `figure` of that unit counts (none: what it had to answer), of what was assigned from `since` on.
struct ListHandling {
  assemblies::AssemblyId id;
  std::optional<Queue> queue;  // none: the first
  std::optional<std::string> category;  // of what waits to be assigned
  std::optional<std::string> q;  // whatever the queue: what these words find, newest first
  std::optional<assemblies::BodyId> channel;  // only what went to this one
  std::optional<assemblies::BodyId> unit;
  std::optional<UnitFigure> figure;
  std::optional<Timestamp> since;
  std::optional<ItemId> cursor;
};
BOOST_DESCRIBE_STRUCT(ListHandling, (), (id, queue, category, q, channel, unit, figure, since, cursor))
constexpr auto limits(const ListHandling*) { return std::array{json::Limit{"category", 1, 50}, json::Limit{"q", 0, 50}}; }

/// What waits to be assigned goes to a channel, `items` or all of a category; without `channel` it comes back: taken by the office, or handed back by the channel with a `note`.
struct Distribute {
  assemblies::AssemblyId id;
  std::vector<ItemId> items;
  std::optional<std::string> category;
  std::optional<assemblies::BodyId> channel;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Distribute, (), (id, items, category, channel, note))
constexpr auto limits(const Distribute*) { return std::array{json::Limit{"items", 0, 1000}, json::Limit{"category", 1, 50}, json::Limit{"note", 0, 200}}; }

/// How a unit handles, each matter once, as it last answered it. `rated`: how often somebody rated, `rated_people`: each of them once. Of `rated` under five
/// nothing more is said, nor is a part of it under five, or what would tell it; who did not rate is not satisfied, and not dissatisfied either.
struct UnitFigures {
  assemblies::Unit unit;
  std::int64_t assigned = 0;
  std::int64_t answered = 0;
  std::int64_t open = 0;
  std::int64_t in_time = 0;
  std::int64_t overdue = 0;
  std::int64_t resolved = 0;     // class A of those answered
  std::int64_t in_progress = 0;  // class B
  std::int64_t suggestions = 0;  // of subjects it answered last
  std::int64_t adopted = 0;
  std::int64_t partly = 0;
  std::int64_t rated = 0;
  std::int64_t rated_people = 0;
  std::optional<std::int64_t> satisfied;
  std::optional<std::int64_t> basically;
  std::optional<std::int64_t> dissatisfied;
};
BOOST_DESCRIBE_STRUCT(UnitFigures, (), (unit, assigned, answered, open, in_time, overdue, resolved, in_progress, suggestions, adopted, partly, rated, rated_people, satisfied, basically, dissatisfied))
struct HandlingStatistics {
  std::vector<UnitFigures> units;
};
BOOST_DESCRIBE_STRUCT(HandlingStatistics, (), (units))
/// Of what was assigned from then on.
struct AskFigures {
  assemblies::AssemblyId id;
  std::optional<Timestamp> since;
};
BOOST_DESCRIBE_STRUCT(AskFigures, (), (id, since))

struct ListUnitHandling {
  std::optional<UnitQueue> queue;
  std::optional<ItemId> cursor;
};
BOOST_DESCRIBE_STRUCT(ListUnitHandling, (), (queue, cursor))

struct ByItem {
  ItemId id;
};
BOOST_DESCRIBE_STRUCT(ByItem, (), (id))

struct ByTask {
  TaskId id;
};
BOOST_DESCRIBE_STRUCT(ByTask, (), (id))

/// `words`: of the office's own, in the letter.
struct Urge {
  TaskId id;
  std::optional<std::string> words;
};
BOOST_DESCRIBE_STRUCT(Urge, (), (id, words))
constexpr auto limits(const Urge*) { return std::array{json::Limit{"words", 0, 1000}}; }

/// As long as a contact's note, which it may become.
struct WriteMessage {
  TaskId id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WriteMessage, (), (id, text))
constexpr auto limits(const WriteMessage*) { return std::array{json::Limit{"text", 1, 1000}}; }

/// Those of the other side that were written by then have been seen.
struct ReadMessages {
  TaskId id;
  Timestamp until;
};
BOOST_DESCRIBE_STRUCT(ReadMessages, (), (id, until))

struct ByMessage {
  MessageId id;
};
BOOST_DESCRIBE_STRUCT(ByMessage, (), (id))

struct EnterMessage {
  MessageId id;
  Stage stage = Stage::before;
};
BOOST_DESCRIBE_STRUCT(EnterMessage, (), (id, stage))

/// `text`: the point, where it is one of several of its subject.
struct PartThread {
  std::string text;
  ThreadView thread;
};
BOOST_DESCRIBE_STRUCT(PartThread, (), (text, thread))
/// All threads of a subject, for one who asked.
struct ThreadList {
  std::string title;
  std::string link;
  std::vector<PartThread> items;
};
BOOST_DESCRIBE_STRUCT(ThreadList, (), (title, link, items))

/// What the actor wrote, wherever: for the copy of their data.
struct OwnMessage {
  MessageId id;
  std::string title;
  std::string link;
  std::string text;
  Timestamp at;
  std::optional<Timestamp> withdrawn_at;
};
BOOST_DESCRIBE_STRUCT(OwnMessage, (), (id, title, link, text, at, withdrawn_at))
struct OwnMessages {
  std::vector<OwnMessage> items;
};
BOOST_DESCRIBE_STRUCT(OwnMessages, (), (items))

// ---- stock phrases

struct PhraseVersionView {
  std::int64_t version = 0;
  std::string title;
  std::string text;
  std::string by;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(PhraseVersionView, (), (version, title, text, by, at))
/// Of the program (`code`), of the office or of a unit (`id`). `offered` false: not among those to choose from.
struct PhraseView {
  std::optional<PhraseId> id;
  std::string code;
  PhraseKind kind = PhraseKind::reply_opening;
  std::string kind_name;
  std::string of_name;
  std::string title;
  std::string text;
  bool offered = true;
  std::int64_t version = 0;
  std::vector<PhraseVersionView> earlier;
  bool may_write = false;
  bool may_switch = false;
};
BOOST_DESCRIBE_STRUCT(PhraseView, (), (id, code, kind, kind_name, of_name, title, text, offered, version, earlier, may_write, may_switch))
struct PhraseKindView {
  PhraseKind code = PhraseKind::reply_opening;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(PhraseKindView, (), (code, name))
struct PlaceholderView {
  std::string name;
  std::string meaning;
};
BOOST_DESCRIBE_STRUCT(PlaceholderView, (), (name, meaning))
/// `kinds`: that the reader may write.
struct PhraseList {
  std::vector<PhraseView> items;
  std::vector<PhraseKindView> kinds;
  std::vector<PlaceholderView> placeholders;
};
BOOST_DESCRIBE_STRUCT(PhraseList, (), (items, kinds, placeholders))
struct AddPhrase {
  assemblies::AssemblyId id;
  PhraseKind kind = PhraseKind::reply_opening;
  std::string title;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(AddPhrase, (), (id, kind, title, text))
constexpr auto limits(const AddPhrase*) { return std::array{json::Limit{"title", 1, 40}, json::Limit{"text", 1, 1000}}; }
struct SavePhrase {
  PhraseId id;
  std::int64_t version = 0;
  std::string title;
  std::string text;
  bool offered = true;
};
BOOST_DESCRIBE_STRUCT(SavePhrase, (), (id, version, title, text, offered))
constexpr auto limits(const SavePhrase*) { return std::array{json::Limit{"title", 1, 40}, json::Limit{"text", 1, 1000}}; }
/// One that comes with the program.
struct SwitchPhrase {
  assemblies::AssemblyId id;
  std::string code;
  bool offered = true;
};
BOOST_DESCRIBE_STRUCT(SwitchPhrase, (), (id, code, offered))
constexpr auto limits(const SwitchPhrase*) { return std::array{json::Limit{"code", 1, 40}}; }

/// Official documents: 交办通知, 退办函, 延期申请, 会办意见, 答复函, 征询意见表, 催办通知.
enum class DocumentKind { assignment, return_request, extension, opinion, reply, feedback, urging };
BOOST_DESCRIBE_ENUM(DocumentKind, assignment, return_request, extension, opinion, reply, feedback, urging)
struct AskDocument {
  TaskId id;
  DocumentKind kind = DocumentKind::reply;
  documents::Format format = documents::Format::pdf;
};
BOOST_DESCRIBE_STRUCT(AskDocument, (), (id, kind, format))

struct AssignedUnit {
  assemblies::BodyId unit;
  TaskRole role = TaskRole::sole;
};
BOOST_DESCRIBE_STRUCT(AssignedUnit, (), (unit, role))

/// One unit alone, several apart, or one that leads and others that assist.
struct AssignItem {
  ItemId id;
  std::int64_t version = 0;
  std::vector<AssignedUnit> units;
};
BOOST_DESCRIBE_STRUCT(AssignItem, (), (id, version, units))
constexpr auto limits(const AssignItem*) { return std::array{json::Limit{"units", 1, 20}}; }

/// The same for each of these, or for all of a category, which wait to be assigned; without units what was planned for them is undone.
struct PlanAssignments {
  assemblies::AssemblyId id;
  std::vector<ItemId> items;
  std::optional<std::string> category;
  std::vector<AssignedUnit> units;
};
BOOST_DESCRIBE_STRUCT(PlanAssignments, (), (id, items, category, units))
constexpr auto limits(const PlanAssignments*) { return std::array{json::Limit{"items", 0, 200}, json::Limit{"category", 1, 50}, json::Limit{"units", 0, 20}}; }

struct InAssembly {
  assemblies::AssemblyId id;
};
BOOST_DESCRIBE_STRUCT(InAssembly, (), (id))

struct Issued {
  std::int64_t issued = 0;
};
BOOST_DESCRIBE_STRUCT(Issued, (), (issued))

enum class ItemVerb { set_aside, track, close };
BOOST_DESCRIBE_ENUM(ItemVerb, set_aside, track, close)

struct MoveItem {
  ItemId id;
  ItemVerb verb = ItemVerb::close;
  std::int64_t version = 0;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(MoveItem, (), (id, verb, version, reason))
constexpr auto limits(const MoveItem*) { return std::array{json::Limit{"reason", 0, 1000}}; }

enum class TaskVerb { sign_for, request_return, agree_return, refuse_return, request_extension, grant_extension, refuse_extension, submit_reply, circulate, recall, approve, approve_opinion, send_back, accept, reject };
BOOST_DESCRIBE_ENUM(TaskVerb, sign_for, request_return, agree_return, refuse_return, request_extension, grant_extension, refuse_extension, submit_reply, circulate, recall, approve, approve_opinion, send_back, accept, reject)

/// `suggested`: another unit, with request_return. `outcome`: the office corrects it when it accepts. `without_assisting`: why the lead replies
/// before all have given their opinion. `reason` with approve: why it does not wait for all to countersign.
struct MoveTask {
  TaskId id;
  TaskVerb verb = TaskVerb::sign_for;
  std::int64_t version = 0;
  std::optional<std::string> reason;
  std::optional<assemblies::BodyId> suggested;
  std::optional<Outcome> outcome;
  std::optional<std::string> without_assisting;
};
BOOST_DESCRIBE_STRUCT(MoveTask, (), (id, verb, version, reason, suggested, outcome, without_assisting))
constexpr auto limits(const MoveTask*) { return std::array{json::Limit{"reason", 0, 1000}, json::Limit{"without_assisting", 0, 500}}; }

/// `words` are needed where it objects. `id`: the lead's part.
struct Countersign {
  TaskId id;
  std::int64_t version = 0;
  bool agrees = true;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(Countersign, (), (id, version, agrees, words))
constexpr auto limits(const Countersign*) { return std::array{json::Limit{"words", 0, 1000}}; }

struct NewPromise {
  std::string text;
  Timestamp due;
};
BOOST_DESCRIBE_STRUCT(NewPromise, (), (text, due))
constexpr auto limits(const NewPromise*) { return std::array{json::Limit{"text", 1, 300}}; }

struct AdoptSuggestion {
  std::int64_t number = 0;
  Adoption adoption = Adoption::adopted;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(AdoptSuggestion, (), (number, adoption, word))
constexpr auto limits(const AdoptSuggestion*) { return std::array{json::Limit{"word", 0, 500}}; }

/// `openness_reason`: why not in full.
struct SaveReply {
  TaskId id;
  std::int64_t version = 0;
  std::string reply;
  std::optional<Outcome> outcome;
  std::string document_number;
  std::vector<AdoptSuggestion> adoptions;
  std::vector<NewPromise> promises;
  std::optional<Openness> openness;
  std::optional<std::string> openness_reason;
};
BOOST_DESCRIBE_STRUCT(SaveReply, (), (id, version, reply, outcome, document_number, adoptions, promises, openness, openness_reason))
constexpr auto limits(const SaveReply*) { return std::array{json::Limit{"reply", 0, 20'000}, json::Limit{"document_number", 0, 60}, json::Limit{"adoptions", 0, 100}, json::Limit{"promises", 0, 20}, json::Limit{"openness_reason", 0, 200}}; }

struct AddContact {
  TaskId id;
  Stage stage = Stage::before;
  Way way = Way::telephone;
  Timestamp at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(AddContact, (), (id, stage, way, at, note))
constexpr auto limits(const AddContact*) { return std::array{json::Limit{"note", 1, 1000}}; }

struct RateQuality {
  TaskId id;
  Grade grade = Grade::good;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(RateQuality, (), (id, grade, word))
constexpr auto limits(const RateQuality*) { return std::array{json::Limit{"word", 1, 300}}; }

struct NoteRevisit {
  RevisitId id;
  RevisitResult result = RevisitResult::done;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(NoteRevisit, (), (id, result, note))
constexpr auto limits(const NoteRevisit*) { return std::array{json::Limit{"note", 1, 500}}; }

struct DecidePaper {
  PaperId id;
  bool confirm = true;
};
BOOST_DESCRIBE_STRUCT(DecidePaper, (), (id, confirm))

/// Somebody in a unit's seat, with how much is before the unit.
struct SeatLine {
  SeatId seat;
  std::string name;
  std::string unit;
  std::int64_t open = 0;
  std::int64_t drafts = 0;
};
BOOST_DESCRIBE_STRUCT(SeatLine, (), (seat, name, unit, open, drafts))
struct SeatName {
  SeatId seat;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SeatName, (), (seat, name))
/// `people`: everybody with an account here; one of them takes over.
struct SuccessionList {
  std::vector<SeatLine> items;
  std::vector<SeatName> people;
};
BOOST_DESCRIBE_STRUCT(SuccessionList, (), (items, people))
/// The seat `from` ends now; the person of the seat `to` has its like in the same unit.
struct Succeed {
  assemblies::AssemblyId id;
  SeatId from;
  SeatId to;
};
BOOST_DESCRIBE_STRUCT(Succeed, (), (id, from, to))

/// Said by who asked, of a part that has not been answered.
struct SayMeeting {
  TaskId id;
  bool needed = false;
};
BOOST_DESCRIBE_STRUCT(SayMeeting, (), (id, needed))

struct KeepPromise {
  PromiseId id;
  bool done = true;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(KeepPromise, (), (id, done, note))
constexpr auto limits(const KeepPromise*) { return std::array{json::Limit{"note", 0, 500}}; }

struct OfSubject {
  std::string kind;
  std::int64_t subject = 0;
};
BOOST_DESCRIBE_STRUCT(OfSubject, (), (kind, subject))

/// `note`: that the office put it in its own words for the public, or why it is not public.
struct HandledReply {
  std::string unit;
  std::vector<std::string> countersigned_by;
  OutcomeView outcome;
  std::string reply;
  std::string note;
  std::string document_number;
  Timestamp at;
  std::vector<SuggestionView> suggestions;
  std::vector<PromiseView> promises;
  std::vector<RevisitView> revisits;  // those with a result
  std::vector<documents::Offer> documents;
};
BOOST_DESCRIBE_STRUCT(HandledReply, (), (unit, countersigned_by, outcome, reply, note, document_number, at, suggestions, promises, revisits, documents))

/// For who asked by name: the contacts that a unit says it had with them. `can_say`: that meeting is not needed, or is after all.
struct HandledContacts {
  TaskId task;
  std::string unit;
  std::vector<ContactView> contacts;
  std::optional<Timestamp> not_needed_at;
  bool can_say = false;
};
BOOST_DESCRIBE_STRUCT(HandledContacts, (), (task, unit, contacts, not_needed_at, can_say))

/// What everybody reads with the subject: where it stands, since when, who must act, by when; then the replies, what was promised, and the ratings.
struct HandledView {
  ItemId id;
  std::int64_t point = 0;
  std::string text;
  ItemState state = ItemState::to_assign;
  std::string where;
  Timestamp since;
  std::optional<Timestamp> due;
  Urgency urgency = Urgency::none;
  std::string closing;
  std::vector<HandledReply> replies;
  std::vector<HandledContacts> contacts;
  RatingsView ratings;
  std::vector<QualityView> qualities;  // for who asked by name
  std::optional<Satisfaction> own;
  bool own_on_paper = false;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(HandledView, (), (id, point, text, state, where, since, due, urgency, closing, replies, contacts, ratings, qualities, own, own_on_paper, actions))

struct Choice {
  Satisfaction code = Satisfaction::satisfied;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (code, name))

/// For a page that carries no words of its own.
struct HandledWords {
  std::string title;
  std::string due;
  std::string rate;
  std::string overall;
  std::string attitude;
  std::string text;
  std::string own;
  std::string on_paper;
  std::string quality;
  std::string seen_by;
  std::string suggestions;
  std::string countersigned;
  std::string contacts;
  std::string no_contacts;
  std::string not_needed;     // what one says
  std::string needed;         // what takes it back
  std::string said;           // that it was said
  std::string messages;       // where one writes to the units; empty: one does not
};
BOOST_DESCRIBE_STRUCT(HandledWords, (), (title, due, rate, overall, attitude, text, own, on_paper, quality, seen_by, suggestions, countersigned, contacts, no_contacts, not_needed, needed, said, messages))

struct HandledList {
  std::vector<HandledView> items;
  std::vector<Choice> choices;
  HandledWords words;
};
BOOST_DESCRIBE_STRUCT(HandledList, (), (items, choices, words))

/// Nothing is preset, and nobody rates twice in a round.
struct RateItem {
  ItemId id;
  Satisfaction overall = Satisfaction::satisfied;
  Satisfaction attitude = Satisfaction::satisfied;
  std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(RateItem, (), (id, overall, attitude, text))
constexpr auto limits(const RateItem*) { return std::array{json::Limit{"text", 0, 500}}; }

}  // namespace gongshi::handling
