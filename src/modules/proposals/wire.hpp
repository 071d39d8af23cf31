// What crosses the wire about proposals, and nothing else.
#pragma once

#include <array>
#include <optional>

#include "base/workflow.hpp"
#include "modules/proposals/api.hpp"
#include "modules/proposals/register_file.hpp"
#include "platform/documents/answer.hpp"
#include "platform/files/files.hpp"
#include "platform/json/codec.hpp"
#include "platform/operations/operation.hpp"

namespace gongshi::proposals {

/// 初审 waits in `submitted`, 复审 in `second_review`, 终审 in `final_review`. What follows after `filed` is handling's to say.
enum class State { draft, cosigning, submitted, second_review, final_review, returned, filed, merged, converted, withdrawn };
BOOST_DESCRIBE_ENUM(State, draft, cosigning, submitted, second_review, final_review, returned, filed, merged, converted, withdrawn)

enum class Verb { edit, submit, take_back, withdraw, pass, send_back, file, merge, convert };
BOOST_DESCRIBE_ENUM(Verb, edit, submit, take_back, withdraw, pass, send_back, file, merge, convert)

/// The five fields of national statistics, and what is in none of them.
enum class Category { economy, politics, culture, society, ecology, other };
BOOST_DESCRIBE_ENUM(Category, economy, politics, culture, society, ecology, other)

/// What the proposer wishes once it is filed: the whole text is public, or it is not, and why.
enum class Publish { whole, not_published };
BOOST_DESCRIBE_ENUM(Publish, whole, not_published)

/// What the public reads of it, as the committee has decided.
enum class Published { waits, whole, summary, not_public };
BOOST_DESCRIBE_ENUM(Published, waits, whole, summary, not_public)

/// Why it is not public: list 1, after the regulations on open government information (2019) and what a proposer wishes.
enum class NotPublicReason { no_consent, state_secret, security, trade_secret, personal_data, internal_affairs, in_process };
BOOST_DESCRIBE_ENUM(NotPublicReason, no_consent, state_secret, security, trade_secret, personal_data, internal_affairs, in_process)
inline constexpr std::int64_t kNotPublicReasonList = 1;

/// What the check finds, where, and what was decided on it.
enum class FindingKind { mobile, identity_number, bank_card, mail, address, secrecy, listed_word };
BOOST_DESCRIBE_ENUM(FindingKind, mobile, identity_number, bank_card, mail, address, secrecy, listed_word)
enum class FindingPlace { title, situation, analysis, research, suggestion, attachment, summary, reply, word, promise };
BOOST_DESCRIBE_ENUM(FindingPlace, title, situation, analysis, research, suggestion, attachment, summary, reply, word, promise)
enum class Resolution { open, masked, harmless };
BOOST_DESCRIBE_ENUM(Resolution, open, masked, harmless)

enum class SignerState { invited, signed_, declined, expired };
BOOST_DESCRIBE_ENUM(SignerState, invited, signed_, declined, expired)

/// Who proposes.
enum class ProposerKind { member, party, sector, committee };
BOOST_DESCRIBE_ENUM(ProposerKind, member, party, sector, committee)

/// approved: shown to members, who may adopt it. Refusals and appeals are moderation's to tell.
enum class ClueState { waiting, open, refused, adopted };
BOOST_DESCRIBE_ENUM(ClueState, waiting, open, refused, adopted)

/// 重点提案 and 优秀提案.
enum class Distinction { key, excellent };
BOOST_DESCRIBE_ENUM(Distinction, key, excellent)

/// attachment: for whoever reads the proposal; authority: the minutes or the sealed letter by which a body proposes, for itself and the committee.
enum class FilePurpose { attachment, authority };
BOOST_DESCRIBE_ENUM(FilePurpose, attachment, authority)

/// The parts that a proposer writes. `seconding` absent: nobody is to second it. `contact`: whom to ask where a body proposes.
struct Parts {
  std::string title;
  std::string situation;
  std::string analysis;
  std::vector<std::string> suggestions;  // one by one, so that each can be adopted
  std::string research;
  Publish publish = Publish::whole;
  std::string publish_reason;
  std::optional<bool> seconding;
  std::optional<std::string> contact;
};
BOOST_DESCRIBE_STRUCT(Parts, (), (title, situation, analysis, suggestions, research, publish, publish_reason, seconding, contact))
constexpr auto limits(const Parts*) {
  return std::array{json::Limit{"title", 0, 50}, json::Limit{"situation", 0, 3000}, json::Limit{"analysis", 0, 3000}, json::Limit{"suggestions", 0, 20}, json::Limit{"research", 0, 2000}, json::Limit{"publish_reason", 0, 200}, json::Limit{"contact", 0, 100}};
}

struct SignerView {
  std::string name;
  SignerState state = SignerState::invited;
  std::string state_name;
  std::string opinion;
  std::optional<Timestamp> at;
  std::optional<Timestamp> expires_at;
};
BOOST_DESCRIBE_STRUCT(SignerView, (), (name, state, state_name, opinion, at, expires_at))

struct ReviewView {
  std::string stage_name;
  std::string opinion;
  std::string by;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(ReviewView, (), (stage_name, opinion, by, at))

/// What was submitted, from the first on.
struct VersionView {
  std::int64_t number = 0;
  Timestamp at;
  std::string title;
  std::string situation;
  std::string analysis;
  std::vector<std::string> suggestions;
  std::string research;
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (number, at, title, situation, analysis, suggestions, research))
struct VersionList {
  std::vector<VersionView> items;
};
BOOST_DESCRIBE_STRUCT(VersionList, (), (items))

/// Who seconds it, counted apart from who signed.
struct SeconderView {
  std::string name;
  std::string opinion;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(SeconderView, (), (name, opinion, at))

/// Who leads the supervision of a key proposal, and how it is to go.
struct KeyView {
  std::optional<std::string> leader;
  std::optional<std::string> party;
  std::string plan;
  Timestamp since;
};
BOOST_DESCRIBE_STRUCT(KeyView, (), (leader, party, plan, since))

using InstructionId = Id<struct InstructionTag>;
/// 批示: in words, or photographed as it was written by hand. `internal`: for the committee, leaders and units alone.
struct InstructionView {
  InstructionId id;
  std::string leader;
  std::string text;
  bool internal = true;
  Timestamp at;
  std::vector<files::File> pictures;
};
BOOST_DESCRIBE_STRUCT(InstructionView, (), (id, leader, text, internal, at, pictures))

using MinutesId = Id<struct MinutesTag>;
/// How its handling was supervised: 会议, 调研, 视察, 座谈.
enum class MinutesKind { meeting, research, inspection, symposium };
BOOST_DESCRIBE_ENUM(MinutesKind, meeting, research, inspection, symposium)
/// `tracked`: it has become a promise of the unit's.
struct AgreedPointView {
  std::string text;
  std::optional<assemblies::BodyId> unit;
  std::string unit_name;
  std::optional<Timestamp> due;
  bool tracked = false;
};
BOOST_DESCRIBE_STRUCT(AgreedPointView, (), (text, unit, unit_name, due, tracked))
/// `remark`: why the leader sent it back; `reason`: why somebody else than the leader confirmed it.
struct MinutesView {
  MinutesId id;
  MinutesKind kind = MinutesKind::meeting;
  std::string kind_name;
  Timestamp at;
  std::string place;
  PersonId chaired_by;
  std::string chair;
  std::string attended;
  std::vector<assemblies::Unit> units;
  std::string said;
  std::vector<AgreedPointView> points;
  std::string state_name;
  std::string remark;
  std::string entered_by;
  std::optional<std::string> confirmed_by;
  std::optional<Timestamp> confirmed_at;
  std::string reason;
  std::int64_t version = 0;
  std::vector<std::string> actions;
  std::vector<documents::Offer> documents;
};
BOOST_DESCRIBE_STRUCT(MinutesView, (), (id, kind, kind_name, at, place, chaired_by, chair, attended, units, said, points, state_name, remark, entered_by, confirmed_by, confirmed_at, reason, version, actions, documents))

struct MainCase {
  ProposalId id;
  std::string title;
  std::string label;
};
BOOST_DESCRIBE_STRUCT(MainCase, (), (id, title, label))

/// What an imported register says of how it was handled. `unlinked` (names nobody here has) and `original` (the row as it stood) are for the office.
struct ImportedView {
  std::string main_unit;
  std::string assisting_units;
  std::optional<Timestamp> replied_at;
  std::string outcome;  // A to D, or empty
  std::string satisfaction_name;
  bool is_key = false;
  bool excellent = false;
  std::vector<std::string> unlinked;
  std::string original;
};
BOOST_DESCRIBE_STRUCT(ImportedView, (), (main_unit, assisting_units, replied_at, outcome, satisfaction_name, is_key, excellent, unlinked, original))

/// `where`: where it is, in a sentence; since when, who must act and by when stand beside it. `handled`: handling has more to say of it. `reviews` are for
/// the office and who signed; `own_invitation`: the reader is asked to sign; `clue`: what a citizen had written, for who adopted it and the office;
/// `imported`: it is from a register of earlier years; `excellent_by`: the evaluation out of whose result it was made so; `material_from`: whose
/// contributions a body's proposal grew out of, for the body alone.
struct ProposalView {
  ProposalId id;
  assemblies::AssemblyId assembly;
  std::string assembly_name;
  std::string title;
  State state = State::draft;
  std::string state_name;
  Timestamp state_since;
  std::string where;
  std::optional<std::string> serial;
  std::optional<std::string> label;  // with its case number
  std::optional<bool> in_session;
  std::optional<Timestamp> submitted_at;
  std::string proposer;
  ProposerKind proposer_kind = ProposerKind::member;
  std::string proposer_kind_name;
  Parts parts;
  std::optional<std::string> original_title;
  std::optional<Category> category;
  std::optional<std::string> category_name;
  std::string note;  // why it came back, was converted or withdrawn
  std::optional<MainCase> main;
  std::vector<MainCase> merged;
  std::vector<SignerView> signers;
  std::vector<SeconderView> seconders;
  bool seconded = false;  // by the reader
  std::vector<ReviewView> reviews;
  std::optional<std::string> clue;
  std::optional<KeyView> key;
  bool excellent = false;
  std::optional<std::string> excellent_by;
  std::vector<std::string> material_from;
  std::vector<InstructionView> instructions;
  std::vector<MinutesView> minutes;
  std::vector<files::File> attachments;
  std::vector<files::File> authority;
  std::optional<ImportedView> imported;
  std::optional<std::string> summary;     // for the public, in place of the text
  std::optional<std::string> not_public;  // why, for who reads nothing else of it
  bool handled = false;
  bool own = false;
  bool own_invitation = false;
  std::int64_t version = 0;
  std::vector<workflow::Offer> actions;
  std::vector<documents::Offer> documents;
};
BOOST_DESCRIBE_STRUCT(ProposalView, (), (id, assembly, assembly_name, title, state, state_name, state_since, where, serial, label, in_session, submitted_at, proposer, proposer_kind, proposer_kind_name, parts, original_title, category, category_name, note,
                                         main, merged, signers, seconders, seconded, reviews, clue, key, excellent, excellent_by, material_from, instructions, minutes, attachments, authority, imported, summary, not_public, handled, own, own_invitation, version, actions, documents))

struct ProposalLine {
  ProposalId id;
  std::string title;
  State state = State::draft;
  std::string state_name;
  Timestamp state_since;
  std::string proposer;
  std::int64_t signers = 0;
  std::optional<std::string> serial;
  std::optional<std::string> label;
  std::optional<std::string> category_name;
  std::optional<Timestamp> asked_by;  // the reader's own invitation ends then
};
BOOST_DESCRIBE_STRUCT(ProposalLine, (), (id, title, state, state_name, state_since, proposer, signers, serial, label, category_name, asked_by))

struct QueueCount {
  std::string queue;
  std::string name;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(QueueCount, (), (queue, name, count))

struct SessionName {
  SessionId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SessionName, (), (id, name))

/// By what a list is filtered, in words; `key` is the parameter that says so.
struct FilterView {
  std::string key;
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(FilterView, (), (key, name, value))

/// `total` and `filters`: of a list that is filtered as a figure counts.
struct ProposalList {
  std::vector<ProposalLine> items;
  std::vector<QueueCount> queues;  // for the office, not with words
  std::optional<std::int64_t> total;
  std::vector<FilterView> filters;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ProposalList, (), (items, queues, total, filters, next))

/// `body`: for which they speak there, instead of for themselves.
struct OwnAssembly {
  assemblies::AssemblyId id;
  std::string name;
  std::optional<std::string> body;
};
BOOST_DESCRIBE_STRUCT(OwnAssembly, (), (id, name, body))
/// The reader's own: what they wrote or signed, what they are asked to sign, and what of others they may second. `assemblies`: in which they may write.
struct MyProposals {
  std::vector<ProposalLine> items;
  std::vector<ProposalLine> invitations;
  std::vector<ProposalLine> to_second;
  std::vector<OwnAssembly> assemblies;
};
BOOST_DESCRIBE_STRUCT(MyProposals, (), (items, invitations, to_second, assemblies))

struct ByProposal {
  ProposalId id;
};
BOOST_DESCRIBE_STRUCT(ByProposal, (), (id))

/// Official documents: 提案表, 立案通知, 不予立案通知 (also of what is returned).
enum class DocumentKind { form, filing_notice, non_filing_notice };
BOOST_DESCRIBE_ENUM(DocumentKind, form, filing_notice, non_filing_notice)
struct AskDocument {
  ProposalId id;
  DocumentKind kind = DocumentKind::form;
  documents::Format format = documents::Format::pdf;
};
BOOST_DESCRIBE_STRUCT(AskDocument, (), (id, kind, format))

/// A convener proposes for their body, everybody else for themselves. `clue`: what it is to grow out of.
struct CreateProposal {
  assemblies::AssemblyId assembly;
  Parts parts;
  std::optional<ClueId> clue;
};
BOOST_DESCRIBE_STRUCT(CreateProposal, (), (assembly, parts, clue))

struct SaveProposal {
  ProposalId id;
  std::int64_t version = 0;
  Parts parts;
};
BOOST_DESCRIBE_STRUCT(SaveProposal, (), (id, version, parts))

/// `opinion`: of a review that passes; `reason`: why it is returned or withdrawn, or on what grounds in words it is converted; `main` and `consent`: with
/// which filed case it is merged, and how its proposers agreed.
struct MoveProposal {
  ProposalId id;
  Verb verb = Verb::submit;
  std::int64_t version = 0;
  std::optional<std::string> opinion;
  std::optional<std::string> reason;
  std::optional<std::string> ground;  // a key of the list that holds (grounds.hpp)
  std::optional<ProposalId> main;
  std::optional<std::string> consent;
};
BOOST_DESCRIBE_STRUCT(MoveProposal, (), (id, verb, version, opinion, reason, ground, main, consent))
constexpr auto limits(const MoveProposal*) { return std::array{json::Limit{"opinion", 0, 1000}, json::Limit{"reason", 0, 1000}, json::Limit{"ground", 1, 40}, json::Limit{"consent", 0, 500}}; }

/// What the committee settles in review. The title as it was written stays beside it.
struct ClassifyProposal {
  ProposalId id;
  std::int64_t version = 0;
  std::string title;
  Category category = Category::other;
};
BOOST_DESCRIBE_STRUCT(ClassifyProposal, (), (id, version, title, category))
constexpr auto limits(const ClassifyProposal*) { return std::array{json::Limit{"title", 1, 50}}; }

/// A member by the number on the roster, or by the whole name where only one has it.
struct InviteSigner {
  ProposalId id;
  std::int64_t version = 0;
  std::string member;
};
BOOST_DESCRIBE_STRUCT(InviteSigner, (), (id, version, member))
constexpr auto limits(const InviteSigner*) { return std::array{json::Limit{"member", 1, 50}}; }

struct AnswerInvitation {
  ProposalId id;
  bool sign = true;
  std::string opinion;
};
BOOST_DESCRIBE_STRUCT(AnswerInvitation, (), (id, sign, opinion))
constexpr auto limits(const AnswerInvitation*) { return std::array{json::Limit{"opinion", 0, 500}}; }

struct SecondProposal {
  ProposalId id;
  bool second = true;  // false: no more
  std::string opinion;
};
BOOST_DESCRIBE_STRUCT(SecondProposal, (), (id, second, opinion))
constexpr auto limits(const SecondProposal*) { return std::array{json::Limit{"opinion", 0, 500}}; }

struct AddProposalFile {
  ProposalId id;
  FilePurpose purpose = FilePurpose::attachment;
  std::string name;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(AddProposalFile, (), (id, purpose, name, body))
constexpr auto limits(const AddProposalFile*) { return std::array{json::Limit{"name", 1, 200}}; }
struct RemoveProposalFile {
  ProposalId id;
  files::FileId file;
};
BOOST_DESCRIBE_STRUCT(RemoveProposalFile, (), (id, file))

// ---- clues 提案线索

/// `author` for the office alone; `proposal`: what grew out of it, where the reader may read that.
struct ClueView {
  ClueId id;
  std::string text;
  ClueState state = ClueState::waiting;
  std::string state_name;
  Timestamp at;
  std::optional<std::string> author;
  std::optional<MainCase> proposal;
};
BOOST_DESCRIBE_STRUCT(ClueView, (), (id, text, state, state_name, at, author, proposal))
struct ClueList {
  std::vector<ClueView> items;
};
BOOST_DESCRIBE_STRUCT(ClueList, (), (items))
struct LeaveClue {
  assemblies::AssemblyId assembly;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(LeaveClue, (), (assembly, text))
constexpr auto limits(const LeaveClue*) { return std::array{json::Limit{"text", 10, 500}}; }

// ---- key and excellent proposals

using EvaluationId = Id<struct EvaluationTag>;
/// `on` false: no more. `leader` is one of the assembly's leaders; `party` one of its parties; `evaluation`: out of whose result it is made excellent.
struct Distinguish {
  ProposalId id;
  Distinction distinction = Distinction::key;
  bool on = true;
  std::optional<PersonId> leader;
  std::optional<assemblies::BodyId> party;
  std::optional<std::string> plan;
  std::optional<EvaluationId> evaluation;
};
BOOST_DESCRIBE_STRUCT(Distinguish, (), (id, distinction, on, leader, party, plan, evaluation))
constexpr auto limits(const Distinguish*) { return std::array{json::Limit{"plan", 0, 500}}; }
struct LeaderName {
  PersonId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(LeaderName, (), (id, name))
struct LeaderList {
  std::vector<LeaderName> items;
};
BOOST_DESCRIBE_STRUCT(LeaderList, (), (items))

struct Instruct {
  ProposalId id;
  std::string text;
  bool internal = true;
};
BOOST_DESCRIBE_STRUCT(Instruct, (), (id, text, internal))
constexpr auto limits(const Instruct*) { return std::array{json::Limit{"text", 1, 1000}}; }
struct AddInstructionPicture {
  InstructionId id;
  std::string name;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(AddInstructionPicture, (), (id, name, body))
constexpr auto limits(const AddInstructionPicture*) { return std::array{json::Limit{"name", 1, 200}}; }

struct AgreedPoint {
  std::string text;
  std::optional<assemblies::BodyId> unit;
  std::optional<Timestamp> due;
};
BOOST_DESCRIBE_STRUCT(AgreedPoint, (), (text, unit, due))
constexpr auto limits(const AgreedPoint*) { return std::array{json::Limit{"text", 1, 300}}; }
struct MinutesText {
  MinutesKind kind = MinutesKind::meeting;
  Timestamp at;
  std::string place;
  PersonId chaired_by;
  std::string attended;
  std::vector<assemblies::BodyId> units;
  std::string said;
  std::vector<AgreedPoint> points;
};
BOOST_DESCRIBE_STRUCT(MinutesText, (), (kind, at, place, chaired_by, attended, units, said, points))
constexpr auto limits(const MinutesText*) { return std::array{json::Limit{"place", 1, 100}, json::Limit{"attended", 1, 1000}, json::Limit{"units", 0, 20}, json::Limit{"said", 1, 10'000}, json::Limit{"points", 0, 20}}; }
struct AddMinutes {
  ProposalId id;
  MinutesText minutes;
};
BOOST_DESCRIBE_STRUCT(AddMinutes, (), (id, minutes))
struct SaveMinutes {
  MinutesId id;
  std::int64_t version = 0;
  MinutesText minutes;
};
BOOST_DESCRIBE_STRUCT(SaveMinutes, (), (id, version, minutes))
struct ByMinutes {
  MinutesId id;
};
BOOST_DESCRIBE_STRUCT(ByMinutes, (), (id))
/// `words`: why it goes back; of the committee, why the leader does not confirm it.
struct DecideMinutes {
  MinutesId id;
  std::int64_t version = 0;
  bool confirm = true;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(DecideMinutes, (), (id, version, confirm, words))
constexpr auto limits(const DecideMinutes*) { return std::array{json::Limit{"words", 0, 500}}; }
struct AskMinutesDocument {
  MinutesId id;
  documents::Format format = documents::Format::pdf;
};
BOOST_DESCRIBE_STRUCT(AskMinutesDocument, (), (id, format))

/// What a leader leads: where it stands, since when, who has to act next and by when.
struct LedProposal {
  ProposalId id;
  std::string title;
  std::string label;
  std::string proposer;
  std::string state_name;
  Timestamp since;
  std::optional<Timestamp> due;
  std::string next;
  std::vector<MinutesView> to_confirm;
};
BOOST_DESCRIBE_STRUCT(LedProposal, (), (id, title, label, proposer, state_name, since, due, next, to_confirm))
struct LedProposals {
  std::vector<LedProposal> items;
};
BOOST_DESCRIBE_STRUCT(LedProposals, (), (items))

// ---- topics

using TopicId = Id<struct TopicTag>;
struct TopicAnswer {
  std::string unit;
  std::string outcome;
  std::string reply;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(TopicAnswer, (), (unit, outcome, reply, at))
struct TopicPromise {
  std::string text;
  Timestamp due;
  std::optional<Timestamp> done_at;
};
BOOST_DESCRIBE_STRUCT(TopicPromise, (), (text, due, done_at))
/// `unsolved`: not answered yet, or something promised is not kept.
struct TopicItem {
  ProposalId id;
  std::string title;
  std::string label;
  std::string proposer;
  Timestamp submitted_at;
  std::string state_name;
  std::vector<TopicAnswer> answers;
  std::vector<TopicPromise> promises;
  bool unsolved = true;
};
BOOST_DESCRIBE_STRUCT(TopicItem, (), (id, title, label, proposer, submitted_at, state_name, answers, promises, unsolved))
/// What was raised of one matter, in the order of time: by whom, how it was answered, what was promised, what is unsolved.
struct TopicView {
  TopicId id;
  assemblies::AssemblyId assembly;
  std::string title;
  std::string about;
  bool published = false;
  std::int64_t version = 0;
  std::int64_t promised = 0;
  std::int64_t kept = 0;
  std::int64_t unsolved = 0;
  std::vector<TopicItem> items;
};
BOOST_DESCRIBE_STRUCT(TopicView, (), (id, assembly, title, about, published, version, promised, kept, unsolved, items))
struct TopicLine {
  TopicId id;
  std::string title;
  std::string about;
  bool published = false;
};
BOOST_DESCRIBE_STRUCT(TopicLine, (), (id, title, about, published))
struct TopicList {
  std::vector<TopicLine> items;
};
BOOST_DESCRIBE_STRUCT(TopicList, (), (items))
struct ByTopic {
  TopicId id;
};
BOOST_DESCRIBE_STRUCT(ByTopic, (), (id))
struct CreateTopic {
  assemblies::AssemblyId id;
  std::string title;
  std::string about;
};
BOOST_DESCRIBE_STRUCT(CreateTopic, (), (id, title, about))
constexpr auto limits(const CreateTopic*) { return std::array{json::Limit{"title", 1, 50}, json::Limit{"about", 0, 1000}}; }
struct SaveTopic {
  TopicId id;
  std::int64_t version = 0;
  std::string title;
  std::string about;
  bool published = false;
  std::vector<ProposalId> proposals;
};
BOOST_DESCRIBE_STRUCT(SaveTopic, (), (id, version, title, about, published, proposals))
constexpr auto limits(const SaveTopic*) { return std::array{json::Limit{"title", 1, 50}, json::Limit{"about", 0, 1000}, json::Limit{"proposals", 0, 200}}; }

enum class Queue { submitted, second_review, final_review, returned, filed, closed };
BOOST_DESCRIBE_ENUM(Queue, submitted, second_review, final_review, returned, filed, closed)

/// What a figure of a session counts, by what came of it.
enum class Figure { received, under_review, filed, merged, converted, other };
BOOST_DESCRIBE_ENUM(Figure, received, under_review, filed, merged, converted, other)

/// A category, or that none was settled.
enum class CategoryFilter { economy, politics, culture, society, ecology, other, none };
BOOST_DESCRIBE_ENUM(CategoryFilter, economy, politics, culture, society, ecology, other, none)

/// With any of `session` to `party` it is not a queue, but what a figure of the statistics counts. `session` none: the latest; `sector` 0: none;
/// `party`: the one that the member who proposed belongs to, 0: none.
struct ListForOffice {
  assemblies::AssemblyId id;
  std::optional<Queue> queue;
  std::optional<std::string> q;
  std::optional<SessionId> session;
  std::optional<Figure> figure;
  std::optional<CategoryFilter> category;
  std::optional<ProposerKind> kind;
  std::optional<assemblies::BodyId> body;
  std::optional<std::int64_t> sector;
  std::optional<std::int64_t> party;
  std::optional<ProposalId> cursor;
};
BOOST_DESCRIBE_STRUCT(ListForOffice, (), (id, queue, q, session, figure, category, kind, body, sector, party, cursor))
constexpr auto limits(const ListForOffice*) { return std::array{json::Limit{"q", 0, 50}}; }

struct ListPublic {
  std::optional<assemblies::AssemblyId> assembly;
  std::optional<std::string> q;
  std::optional<ProposalId> cursor;
};
BOOST_DESCRIBE_STRUCT(ListPublic, (), (assembly, q, cursor))
constexpr auto limits(const ListPublic*) { return std::array{json::Limit{"q", 0, 50}}; }

struct FindSimilar {
  std::string title;
};
BOOST_DESCRIBE_STRUCT(FindSimilar, (), (title))
constexpr auto limits(const FindSimilar*) { return std::array{json::Limit{"title", 0, 200}}; }

struct SimilarProposal {
  ProposalId id;
  std::string title;
  std::string label;
  double likeness = 0;
};
BOOST_DESCRIBE_STRUCT(SimilarProposal, (), (id, title, label, likeness))
struct SimilarProposals {
  std::vector<SimilarProposal> items;
};
BOOST_DESCRIBE_STRUCT(SimilarProposals, (), (items))

/// A plenary session 次: proposals that arrive by its cut-off count as made in session.
struct SessionView {
  SessionId id;
  std::int64_t number = 0;
  std::string name;
  Timestamp from;
  Timestamp cut_off;
  std::int64_t filed = 0;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (id, number, name, from, cut_off, filed))
struct SessionList {
  std::vector<SessionView> items;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (items))
struct OfAssembly {
  assemblies::AssemblyId id;
};
BOOST_DESCRIBE_STRUCT(OfAssembly, (), (id))
struct OpenSession {
  assemblies::AssemblyId id;
  Timestamp from;
  Timestamp cut_off;
};
BOOST_DESCRIBE_STRUCT(OpenSession, (), (id, from, cut_off))

struct ArchiveSession {
  assemblies::AssemblyId id;
  SessionId session;
};
BOOST_DESCRIBE_STRUCT(ArchiveSession, (), (id, session))

// ---- what the public reads

struct FindingView {
  FindingPlace place = FindingPlace::title;
  std::int64_t number = 0;  // of the suggestion, attachment, word or promise
  std::string place_name;
  FindingKind kind = FindingKind::mobile;
  std::string kind_name;
  std::string written;
  std::string around;  // with what stands beside it
  Resolution resolution = Resolution::open;
  std::string by;
  std::optional<Timestamp> at;
};
BOOST_DESCRIBE_STRUCT(FindingView, (), (place, number, place_name, kind, kind_name, written, around, resolution, by, at))

/// The proposal's own text (`task` 0) or one reply. `version` 0: nobody ever decided, it was public before.
struct PublicationView {
  std::int64_t task = 0;
  std::string title;
  Published decision = Published::waits;
  std::string decision_name;
  std::string text;
  std::string summary;
  std::optional<NotPublicReason> reason;
  bool attachments = true;
  bool may_be_whole = true;  // nobody has refused
  std::string unit_says;     // of a reply: what its unit proposes; empty: nothing
  std::optional<Timestamp> due;
  std::string by;
  std::optional<Timestamp> at;
  std::vector<FindingView> findings;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PublicationView, (), (task, title, decision, decision_name, text, summary, reason, attachments, may_be_whole, unit_says, due, by, at, findings, version))

struct NotPublicReasonName {
  NotPublicReason code = NotPublicReason::no_consent;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(NotPublicReasonName, (), (code, name))
struct PublicationList {
  ProposalId id;
  std::string title;
  std::string label;
  std::string no_consent;  // the proposer's reason
  std::vector<PublicationView> items;
  std::vector<NotPublicReasonName> reasons;
};
BOOST_DESCRIBE_STRUCT(PublicationList, (), (id, title, label, no_consent, items, reasons))

struct ResolveFinding {
  FindingPlace place = FindingPlace::title;
  std::int64_t number = 0;
  std::string written;
  Resolution resolution = Resolution::open;
};
BOOST_DESCRIBE_STRUCT(ResolveFinding, (), (place, number, written, resolution))
constexpr auto limits(const ResolveFinding*) { return std::array{json::Limit{"written", 1, 200}}; }

/// `findings`: what is decided on them now; what was decided before stays.
struct DecidePublication {
  ProposalId id;
  std::int64_t task = 0;
  std::int64_t version = 0;
  Published decision = Published::whole;
  std::string summary;
  std::optional<NotPublicReason> reason;
  bool attachments = true;
  std::vector<ResolveFinding> findings;
};
BOOST_DESCRIBE_STRUCT(DecidePublication, (), (id, task, version, decision, summary, reason, attachments, findings))
constexpr auto limits(const DecidePublication*) { return std::array{json::Limit{"summary", 0, 1000}, json::Limit{"findings", 0, 500}}; }

/// `ready`: it can go out in full as it is.
struct PublicationLine {
  ProposalId id;
  std::int64_t task = 0;
  std::string title;
  std::string label;
  std::string what;
  Timestamp since;
  Timestamp due;
  std::int64_t findings = 0;
  bool consents = true;
  bool ready = false;
};
BOOST_DESCRIBE_STRUCT(PublicationLine, (), (id, task, title, label, what, since, due, findings, consents, ready))
struct PublicationQueue {
  std::int64_t count = 0;  // of all that wait; the list has the first hundred
  std::vector<PublicationLine> items;
};
BOOST_DESCRIBE_STRUCT(PublicationQueue, (), (count, items))

struct PublishOne {
  ProposalId id;
  std::int64_t task = 0;
};
BOOST_DESCRIBE_STRUCT(PublishOne, (), (id, task))
/// In full, those of these in which nothing is found and to which the proposer agreed.
struct PublishMany {
  assemblies::AssemblyId id;
  std::vector<PublishOne> items;
};
BOOST_DESCRIBE_STRUCT(PublishMany, (), (id, items))
constexpr auto limits(const PublishMany*) { return std::array{json::Limit{"items", 1, 100}}; }
struct PublishedMany {
  std::int64_t published = 0;
  std::int64_t left = 0;  // of those asked for
};
BOOST_DESCRIBE_STRUCT(PublishedMany, (), (published, left))

// ---- a register of earlier years

using ImportId = Id<struct ImportTag>;

/// Into `session`, or into an earlier one that is opened with it: then `term`, `number`, `from` and `cut_off` say which. `published`: those that the
/// register does not say otherwise of are public. `columns`: what the columns are, by hand (register_file.hpp).
struct ImportRegister {
  assemblies::AssemblyId id;
  std::optional<SessionId> session;
  std::optional<std::string> term;
  std::optional<std::int64_t> number;
  std::optional<Timestamp> from;
  std::optional<Timestamp> cut_off;
  std::optional<bool> published;
  std::optional<std::string> columns;
  std::optional<std::string> file_name;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(ImportRegister, (), (id, session, term, number, from, cut_off, published, columns, file_name, body))
constexpr auto limits(const ImportRegister*) { return std::array{json::Limit{"term", 0, 30}, json::Limit{"columns", 0, 2000}, json::Limit{"file_name", 0, 200}}; }

struct RegisterColumnView {
  std::string heading;
  std::optional<RegisterField> field;
  std::string example;
};
BOOST_DESCRIBE_STRUCT(RegisterColumnView, (), (heading, field, example))
struct RegisterFieldName {
  RegisterField field = RegisterField::title;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RegisterFieldName, (), (field, name))
struct RegisterNoteView {
  std::int64_t row = 0;
  std::string column;
  std::string code;
  std::string message;
  bool stops = true;
};
BOOST_DESCRIBE_STRUCT(RegisterNoteView, (), (row, column, code, message, stops))

/// What was done, or would be. `refused`: rows; with one of them nothing is done. `unlinked`: names that stay names. `id` once it is done.
struct RegisterReport {
  std::optional<ImportId> id;
  std::string session_name;
  std::vector<RegisterColumnView> columns;
  std::vector<RegisterFieldName> fields;
  std::int64_t rows = 0;
  std::int64_t created = 0;
  std::int64_t published = 0;  // of those created
  std::int64_t unchanged = 0;
  std::int64_t refused = 0;
  std::int64_t unlinked = 0;
  std::vector<RegisterNoteView> notes;  // the first ones, those that stop before others
};
BOOST_DESCRIBE_STRUCT(RegisterReport, (), (id, session_name, columns, fields, rows, created, published, unchanged, refused, unlinked, notes))

struct ImportLine {
  ImportId id;
  std::string session_name;
  std::string file_name;
  std::string by;
  Timestamp at;
  std::int64_t proposals = 0;
  bool may_be_undone = false;
};
BOOST_DESCRIBE_STRUCT(ImportLine, (), (id, session_name, file_name, by, at, proposals, may_be_undone))
struct ImportList {
  std::vector<ImportLine> items;
};
BOOST_DESCRIBE_STRUCT(ImportList, (), (items))
struct ByImport {
  ImportId id;
};
BOOST_DESCRIBE_STRUCT(ByImport, (), (id))

}  // namespace gongshi::proposals
