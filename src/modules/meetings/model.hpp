// The rows of meetings.
#pragma once

#include <optional>
#include <string>

#include "modules/meetings/api.hpp"

namespace gongshi::meetings {

using ParticipantId = Id<struct ParticipantTag>;
using SpeechId = Id<struct SpeechTag>;
using PollId = Id<struct PollTag>;
using MessageId = Id<struct MessageTag>;
using GroupId = Id<struct MessageGroupTag>;
using PointId = Id<struct PointTag>;

/// rules of the field: forms of consultation and of meetings. Words: message key "meetings.form.<name>".
enum class Form { plenary_session, standing_committee, topical_standing_committee, topical_consultation, biweekly, counterpart, sector, proposal_handling, remote, hot_topic };
BOOST_DESCRIBE_ENUM(Form, plenary_session, standing_committee, topical_standing_committee, topical_consultation, biweekly, counterpart, sector, proposal_handling, remote, hot_topic)

enum class State { draft, announced, open, suspended, ended, closed, cancelled };
BOOST_DESCRIBE_ENUM(State, draft, announced, open, suspended, ended, closed, cancelled)

enum class Action { announce, open, suspend, resume, end, close, cancel };
BOOST_DESCRIBE_ENUM(Action, announce, open, suspend, resume, end, close, cancel)

/// What is done with a speech.
enum class SpeechAction { list, refuse, withdraw, start, stop, put_back };
BOOST_DESCRIBE_ENUM(SpeechAction, list, refuse, withdraw, start, stop, put_back)

/// Who may read it once it is announced: everybody, or members of the assembly and below, who is asked to come, and its office.
enum class Audience { everybody, members };
BOOST_DESCRIBE_ENUM(Audience, everybody, members)

/// Where the picture comes from: none, this installation, or a stream elsewhere (HLS).
enum class Video { none, own, elsewhere };
BOOST_DESCRIBE_ENUM(Video, none, own, elsewhere)

enum class ItemKind { opening, report, speeches, exchange, deliberation, vote, other };
BOOST_DESCRIBE_ENUM(ItemKind, opening, report, speeches, exchange, deliberation, vote, other)

/// must: has to come 应出席; invited: may 邀请; observing: sits in 列席; responding: answers for a department 回应部门; signed_up: came of themselves.
enum class Capacity { must, invited, observing, responding, signed_up };
BOOST_DESCRIBE_ENUM(Capacity, must, invited, observing, responding, signed_up)

enum class Answer { asked, coming, coming_online, leave_asked, on_leave, substituted, declined };
BOOST_DESCRIBE_ENUM(Answer, asked, coming, coming_online, leave_asked, on_leave, substituted, declined)

/// How somebody was there.
enum class Presence { absent, on_site, online };
BOOST_DESCRIBE_ENUM(Presence, absent, on_site, online)

/// Of who comes without an account: the Party committee's secretary 书记, the head of government 市长/县长, another leader, an expert.
enum class Office { party_secretary, head_of_government, leader, expert };
BOOST_DESCRIBE_ENUM(Office, party_secretary, head_of_government, leader, expert)

enum class SpeechKind { speech, answer, point_of_order };
BOOST_DESCRIBE_ENUM(SpeechKind, speech, answer, point_of_order)

enum class Manner { on_site, online, written };
BOOST_DESCRIBE_ENUM(Manner, on_site, online, written)

enum class SpeechState { applied, listed, speaking, spoken, withdrawn, refused };
BOOST_DESCRIBE_ENUM(SpeechState, applied, listed, speaking, spoken, withdrawn, refused)

/// quick: any options, by who is there; hands: for, against, abstain, by who is there; adoption: the same by who may vote, where more than half of *all* of them is needed.
enum class PollKind { quick, hands, adoption };
BOOST_DESCRIBE_ENUM(PollKind, quick, hands, adoption)

enum class MessageState { pending, approved, refused };
BOOST_DESCRIBE_ENUM(MessageState, pending, approved, refused)

/// People and person-times 人次 are never one figure.
enum class CountUnit { people, person_times };
BOOST_DESCRIBE_ENUM(CountUnit, people, person_times)

struct Meeting {
  MeetingId id;
  assemblies::AssemblyId assembly;
  Form form = Form::topical_consultation;
  std::string title;
  std::string topic;
  std::string plan_item;
  std::string place;
  PersonId chair;
  Audience audience = Audience::everybody;
  bool signing_up = false;
  std::optional<Timestamp> speaking_until;
  std::int64_t consultation = 0;
  Video video = Video::none;
  std::string video_address;
  Timestamp starts_at;
  Timestamp ends_at;
  State state = State::draft;
  Timestamp state_since;
  std::optional<Timestamp> opened_at;
  std::optional<Timestamp> ended_at;
  bool exchange_held = false;
  std::string exchange;
  bool ordered_by_hand = false;
  std::string order_reason;
  PersonId created_by;
  Timestamp created_at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Meeting, (), (id, assembly, form, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address, starts_at, ends_at, state, state_since, opened_at, ended_at,
                                    exchange_held, exchange, ordered_by_hand, order_reason, created_by, created_at, version))

struct AgendaItem {
  std::int64_t number = 0;
  ItemKind kind = ItemKind::other;
  std::string title;
  std::int64_t minutes = 0;
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> ended_at;
};
BOOST_DESCRIBE_STRUCT(AgendaItem, (), (number, kind, title, minutes, started_at, ended_at))

struct Participant {
  ParticipantId id;
  MeetingId meeting;
  PersonId person;
  std::string name;
  assemblies::BodyId sector;
  assemblies::BodyId party;
  assemblies::BodyId unit;
  Capacity capacity = Capacity::invited;
  bool voting = false;
  Answer answer = Answer::asked;
  std::string reason;
  std::string substitute;
  std::optional<Timestamp> answered_at;
  PersonId decided_by;
  Presence present = Presence::absent;
  std::optional<Timestamp> present_at;
};
BOOST_DESCRIBE_STRUCT(Participant, (), (id, meeting, person, name, sector, party, unit, capacity, voting, answer, reason, substitute, answered_at, decided_by, present, present_at))

struct Speech {
  SpeechId id;
  MeetingId meeting;
  SpeechKind kind = SpeechKind::speech;
  PersonId person;
  std::string name;
  assemblies::BodyId sector;
  assemblies::BodyId body;
  Manner manner = Manner::on_site;
  std::string topic;
  std::string text;
  std::int64_t minutes = 0;
  SpeechId answers;
  SpeechState state = SpeechState::applied;
  std::string reason;
  std::int64_t place = 0;
  Timestamp applied_at;
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> ended_at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Speech, (), (id, meeting, kind, person, name, sector, body, manner, topic, text, minutes, answers, state, reason, place, applied_at, started_at, ended_at, version))

struct Poll {
  PollId id;
  MeetingId meeting;
  PollKind kind = PollKind::quick;
  std::string question;
  Timestamp opened_at;
  std::optional<Timestamp> closed_at;
  std::int64_t electorate = 0;
  bool adopted = false;
};
BOOST_DESCRIBE_STRUCT(Poll, (), (id, meeting, kind, question, opened_at, closed_at, electorate, adopted))

struct Message {
  MessageId id;
  MeetingId meeting;
  PersonId author;
  std::string name;
  std::string text;
  MessageState state = MessageState::pending;
  Timestamp at;
  std::optional<Timestamp> shown_at;
  std::int64_t likes = 0;
  GroupId group;
};
BOOST_DESCRIBE_STRUCT(Message, (), (id, meeting, author, name, text, state, at, shown_at, likes, group))

struct MessageGroup {
  GroupId id;
  MeetingId meeting;
  std::string title;
  std::string answer;
  std::optional<Timestamp> answered_at;
  std::int64_t point = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MessageGroup, (), (id, meeting, title, answer, answered_at, point, version))

struct Count {
  std::string channel;
  std::string source;
  CountUnit unit = CountUnit::people;
  std::int64_t value = 0;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Count, (), (channel, source, unit, value, at))

struct Caption {
  std::int64_t id = 0;
  Timestamp from_at;
  Timestamp to_at;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Caption, (), (id, from_at, to_at, text))

struct Point {
  PointId id;
  MeetingId meeting;
  std::int64_t number = 0;
  SpeechId speech;
  GroupId group;
  std::string text;
  std::optional<Timestamp> handed_over_at;
};
BOOST_DESCRIBE_STRUCT(Point, (), (id, meeting, number, speech, group, text, handed_over_at))

}  // namespace gongshi::meetings
