// What crosses the wire while a meeting runs: what who watches sees, polls, messages, counts, captions.
#pragma once

#include "modules/meetings/wire.hpp"

namespace gongshi::meetings {

struct SpeakerNow {
  SpeechId id;
  SpeechKind kind = SpeechKind::speech;
  std::string name;
  std::string sector_name;
  std::string body_name;
  Manner manner = Manner::on_site;
  std::string topic;
  std::int64_t minutes = 0;
  std::optional<Timestamp> started_at;
  std::optional<SpeechId> answers;
};
BOOST_DESCRIBE_STRUCT(SpeakerNow, (), (id, kind, name, sector_name, body_name, manner, topic, minutes, started_at, answers))

struct OptionCount {
  std::int64_t number = 0;
  std::string text;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(OptionCount, (), (number, text, count))

/// `counts` in the order of the options; both none where fewer than five would stand alone.
struct SectorCount {
  std::string sector_name;
  std::optional<std::int64_t> people;
  std::optional<std::vector<std::int64_t>> counts;
};
BOOST_DESCRIBE_STRUCT(SectorCount, (), (sector_name, people, counts))

/// `electorate`: who may vote, now or when it was closed; `needed`: votes for, where it is to be adopted by more than half of them.
struct PollView {
  PollId id;
  PollKind kind = PollKind::quick;
  std::string question;
  Timestamp opened_at;
  std::optional<Timestamp> closed_at;
  std::int64_t electorate = 0;
  std::int64_t voted = 0;
  std::optional<std::int64_t> needed;
  std::optional<bool> adopted;
  std::vector<OptionCount> options;
  std::vector<SectorCount> sectors;
};
BOOST_DESCRIBE_STRUCT(PollView, (), (id, kind, question, opened_at, closed_at, electorate, voted, needed, adopted, options, sectors))

struct CountView {
  std::string channel;
  std::string source;
  CountUnit unit = CountUnit::people;
  std::int64_t value = 0;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(CountView, (), (channel, source, unit, value, at))

/// On this platform now, a few seconds old: windows that are open, and how many different people that is, by estimate. Never added to what channels report.
struct Watching {
  std::int64_t connections = 0;
  std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(Watching, (), (connections, people))

struct MessageView {
  MessageId id;
  std::string name;
  std::string text;
  Timestamp at;
  std::int64_t likes = 0;
};
BOOST_DESCRIBE_STRUCT(MessageView, (), (id, name, text, at, likes))

struct CaptionView {
  std::int64_t id = 0;
  Timestamp from_at;
  Timestamp to_at;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(CaptionView, (), (id, from_at, to_at, text))

/// What everybody who may read the meeting sees, the same for all: it is made once for all of them. `version` grows with every change.
struct HallState {
  MeetingId id;
  std::int64_t version = 0;
  Timestamp at;
  State state = State::announced;
  std::string title;
  std::vector<AgendaView> agenda;
  std::optional<SpeakerNow> speaking;
  std::vector<SpeakerNow> queue;
  std::vector<SpeakerNow> points_of_order;
  std::vector<PollView> polls;
  std::vector<CountView> counts;
  Watching watching;
  std::int64_t present = 0;
  std::int64_t messages = 0;
};
BOOST_DESCRIBE_STRUCT(HallState, (), (id, version, at, state, title, agenda, speaking, queue, points_of_order, polls, counts, watching, present, messages))

/// `watch`: where news come from, for EventSource: events `state` (HallState), `messages` (MessageView[]), `caption` (CaptionView), `again` (read all of it anew).
struct Hall {
  json::Raw state;
  json::Raw messages;  // the newest, oldest first
  json::Raw captions;
  std::string watch;
};
BOOST_DESCRIBE_STRUCT(Hall, (), (state, messages, captions, watch))

/// As Hall is described, whose parts are text already.
struct HallView {
  HallState state;
  std::vector<MessageView> messages;
  std::vector<CaptionView> captions;
  std::string watch;
};
BOOST_DESCRIBE_STRUCT(HallView, (), (state, messages, captions, watch))

/// What the reader did in it, beside what all see.
struct OwnVote {
  PollId poll;
  std::int64_t choice = 0;
};
BOOST_DESCRIBE_STRUCT(OwnVote, (), (poll, choice))

struct StepAgenda {
  MeetingId id;
  std::int64_t number = 0;  // begins now; 0: the one under way ends
};
BOOST_DESCRIBE_STRUCT(StepAgenda, (), (id, number))

struct OpenPoll {
  MeetingId id;
  PollKind kind = PollKind::quick;
  std::string question;
  std::vector<std::string> options;
};
BOOST_DESCRIBE_STRUCT(OpenPoll, (), (id, kind, question, options))
constexpr auto limits(const OpenPoll*) { return std::array{json::Limit{"question", 1, 120}, json::Limit{"options", 0, 6}}; }

struct ByPoll {
  PollId id;
};
BOOST_DESCRIBE_STRUCT(ByPoll, (), (id))

struct RaiseHand {
  MeetingId id;
  PollId poll;
  std::int64_t choice = 0;
};
BOOST_DESCRIBE_STRUCT(RaiseHand, (), (id, poll, choice))

struct OwnVotes {
  std::vector<OwnVote> items;
  std::vector<MessageId> liked;
};
BOOST_DESCRIBE_STRUCT(OwnVotes, (), (items, liked))

struct WriteMessage {
  MeetingId id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WriteMessage, (), (id, text))
constexpr auto limits(const WriteMessage*) { return std::array{json::Limit{"text", 1, 200}}; }

struct OwnMessage {
  MessageId id;
  std::string text;
  Timestamp at;
  MessageState state = MessageState::pending;
  std::int64_t likes = 0;
  std::string became;  // what became of it, in words
  std::string answer;
  std::string link;
};
BOOST_DESCRIBE_STRUCT(OwnMessage, (), (id, text, at, state, likes, became, answer, link))

struct OwnMessages {
  std::vector<OwnMessage> items;
};
BOOST_DESCRIBE_STRUCT(OwnMessages, (), (items))

struct ListMessages {
  MeetingId id;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListMessages, (), (id, cursor))

struct MessageList {
  std::vector<MessageView> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MessageList, (), (items, next))

struct ByMessage {
  MessageId id;
};
BOOST_DESCRIBE_STRUCT(ByMessage, (), (id))

struct Liked {
  std::int64_t likes = 0;
};
BOOST_DESCRIBE_STRUCT(Liked, (), (likes))

struct EnterCount {
  MeetingId id;
  std::string channel;
  std::string source;
  CountUnit unit = CountUnit::person_times;
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(EnterCount, (), (id, channel, source, unit, value))
constexpr auto limits(const EnterCount*) { return std::array{json::Limit{"channel", 1, 40}, json::Limit{"source", 1, 120}, json::Limit{"value", 0, 10'000'000'000}}; }

struct TypeCaption {
  MeetingId id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(TypeCaption, (), (id, text))
constexpr auto limits(const TypeCaption*) { return std::array{json::Limit{"text", 1, 200}}; }

// ---- groups of messages

struct GroupMessage {
  MessageId id;
  std::string name;
  std::string text;
  Timestamp at;
  std::int64_t likes = 0;
};
BOOST_DESCRIBE_STRUCT(GroupMessage, (), (id, name, text, at, likes))

struct GroupView {
  GroupId id;
  std::string title;
  std::string answer;
  std::optional<Timestamp> answered_at;
  std::optional<std::int64_t> point;
  std::int64_t messages = 0;
  std::int64_t likes = 0;
  std::vector<GroupMessage> items;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(GroupView, (), (id, title, answer, answered_at, point, messages, likes, items, version))

/// `loose`: messages in no group yet, for the office alone.
struct GroupList {
  std::vector<GroupView> items;
  std::vector<GroupMessage> loose;
  std::int64_t loose_count = 0;
};
BOOST_DESCRIBE_STRUCT(GroupList, (), (items, loose, loose_count))

struct AddGroup {
  MeetingId id;
  std::string title;
  std::vector<MessageId> messages;
};
BOOST_DESCRIBE_STRUCT(AddGroup, (), (id, title, messages))
constexpr auto limits(const AddGroup*) { return std::array{json::Limit{"title", 1, 60}, json::Limit{"messages", 1, 500}}; }

struct FillGroup {
  GroupId id;
  std::vector<MessageId> messages;
};
BOOST_DESCRIBE_STRUCT(FillGroup, (), (id, messages))
constexpr auto limits(const FillGroup*) { return std::array{json::Limit{"messages", 1, 500}}; }

struct AnswerGroup {
  GroupId id;
  std::int64_t version = 0;
  std::string answer;
};
BOOST_DESCRIBE_STRUCT(AnswerGroup, (), (id, version, answer))
constexpr auto limits(const AnswerGroup*) { return std::array{json::Limit{"answer", 1, 2000}}; }

/// A meeting on one time line: what is read again while the recording plays.
enum class Moment { opened, suspended, item, speech, poll_opened, poll_closed, message, caption, ended };
BOOST_DESCRIBE_ENUM(Moment, opened, suspended, item, speech, poll_opened, poll_closed, message, caption, ended)

/// `position`: milliseconds into the recording.
struct TimeLineEntry {
  Moment moment = Moment::item;
  Timestamp at;
  std::optional<Timestamp> until;
  std::string title;
  std::string detail;
  std::int64_t of = 0;
  std::optional<std::int64_t> position;
};
BOOST_DESCRIBE_STRUCT(TimeLineEntry, (), (moment, at, until, title, detail, of, position))

/// `stream`: the recording, of this installation.
struct TimeLine {
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;
  std::optional<std::string> stream;
  std::vector<TimeLineEntry> items;
};
BOOST_DESCRIBE_STRUCT(TimeLine, (), (from, to, stream, items))

}  // namespace gongshi::meetings
