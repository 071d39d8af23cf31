// What crosses the wire about meetings before and after they are held, and nothing else; wire_hall.hpp has what happens while they run.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/workflow.hpp"
#include "modules/meetings/model.hpp"
#include "platform/files/files.hpp"
#include "platform/json/codec.hpp"
#include "platform/operations/operation.hpp"

namespace gongshi::meetings {

struct NamedBody {
  assemblies::BodyId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedBody, (), (id, name))

struct NamedPerson {
  PersonId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedPerson, (), (id, name))

/// What the office sets. `plan_item`: the item of the annual plan, in words. `video_address`: an HLS stream elsewhere ("https://…m3u8"), or the public name of a stream of this installation.
struct MeetingText {
  Form form = Form::topical_consultation;
  std::string title;
  std::string topic;
  std::string plan_item;
  std::string place;
  std::optional<PersonId> chair;
  Audience audience = Audience::everybody;
  bool signing_up = false;
  std::optional<Timestamp> speaking_until;
  std::optional<std::int64_t> consultation;
  Video video = Video::none;
  std::string video_address;
  Timestamp starts_at;
  Timestamp ends_at;
};
BOOST_DESCRIBE_STRUCT(MeetingText, (), (form, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address, starts_at, ends_at))
constexpr auto limits(const MeetingText*) {
  return std::array{json::Limit{"title", 1, 60}, json::Limit{"topic", 0, 5000}, json::Limit{"plan_item", 0, 120}, json::Limit{"place", 0, 120}, json::Limit{"video_address", 0, 500}};
}

struct AgendaLine {
  ItemKind kind = ItemKind::other;
  std::string title;
  std::int64_t minutes = 0;
};
BOOST_DESCRIBE_STRUCT(AgendaLine, (), (kind, title, minutes))
constexpr auto limits(const AgendaLine*) { return std::array{json::Limit{"title", 1, 120}, json::Limit{"minutes", 0, 1440}}; }

struct NewMeeting {
  MeetingText meeting;
  std::vector<AgendaLine> agenda;
  std::vector<assemblies::BodyId> reserved;
};
BOOST_DESCRIBE_STRUCT(NewMeeting, (), (meeting, agenda, reserved))
constexpr auto limits(const NewMeeting*) { return std::array{json::Limit{"agenda", 0, 50}, json::Limit{"reserved", 0, 30}}; }

struct EditMeeting {
  MeetingId id;
  std::int64_t version = 0;
  MeetingText meeting;
  std::vector<AgendaLine> agenda;
  std::vector<assemblies::BodyId> reserved;
};
BOOST_DESCRIBE_STRUCT(EditMeeting, (), (id, version, meeting, agenda, reserved))
constexpr auto limits(const EditMeeting*) { return std::array{json::Limit{"agenda", 0, 50}, json::Limit{"reserved", 0, 30}}; }

struct AgendaView {
  std::int64_t number = 0;
  ItemKind kind = ItemKind::other;
  std::string kind_name;
  std::string title;
  std::int64_t minutes = 0;
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> ended_at;
};
BOOST_DESCRIBE_STRUCT(AgendaView, (), (number, kind, kind_name, title, minutes, started_at, ended_at))

/// `mine`: the reader's own, with the text; others read it once it is spoken or handed in. `actions`: what the reader may do with it.
struct SpeechView {
  SpeechId id;
  SpeechKind kind = SpeechKind::speech;
  std::string name;
  std::string sector_name;
  std::optional<NamedBody> body;
  Manner manner = Manner::on_site;
  std::string topic;
  std::string text;
  std::int64_t minutes = 0;
  std::optional<SpeechId> answers;
  SpeechState state = SpeechState::applied;
  std::string reason;
  Timestamp applied_at;
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> ended_at;
  std::int64_t spoken_before = 0;
  bool mine = false;
  std::int64_t version = 0;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(SpeechView, (), (id, kind, name, sector_name, body, manner, topic, text, minutes, answers, state, reason, applied_at, started_at, ended_at, spoken_before, mine, version, actions))

/// `title`: what they are, in words. `came`: was there.
struct Guest {
  Office office = Office::leader;
  std::string name;
  std::string title;
  bool came = false;
};
BOOST_DESCRIBE_STRUCT(Guest, (), (office, name, title, came))
constexpr auto limits(const Guest*) { return std::array{json::Limit{"name", 1, 30}, json::Limit{"title", 0, 60}}; }

struct SetGuests {
  MeetingId id;
  std::vector<Guest> guests;
};
BOOST_DESCRIBE_STRUCT(SetGuests, (), (id, guests))
constexpr auto limits(const SetGuests*) { return std::array{json::Limit{"guests", 0, 60}}; }

/// What the reader is in it. `may_answer`: whether and how they come; `may_speak`: apply now; `may_check_in`: with the code from the door, or online.
struct MyPart {
  std::optional<Capacity> capacity;
  std::string capacity_name;
  Answer answer = Answer::asked;
  std::string reason;
  std::string substitute;
  Presence present = Presence::absent;
  bool may_answer = false;
  bool may_sign_up = false;
  bool may_speak = false;
  bool may_check_in = false;
  std::vector<NamedBody> may_speak_for;
};
BOOST_DESCRIBE_STRUCT(MyPart, (), (capacity, capacity_name, answer, reason, substitute, present, may_answer, may_sign_up, may_speak, may_check_in, may_speak_for))

/// A place that a party has to speak, and whether somebody fills it.
struct ReservedView {
  NamedBody body;
  bool filled = false;
};
BOOST_DESCRIBE_STRUCT(ReservedView, (), (body, filled))

/// Of who is asked to come.
struct Attendance {
  std::int64_t asked = 0;
  std::int64_t coming = 0;
  std::int64_t on_leave = 0;
  std::int64_t present = 0;
  std::int64_t online = 0;
  std::int64_t must = 0;
  std::int64_t must_present = 0;
};
BOOST_DESCRIBE_STRUCT(Attendance, (), (asked, coming, on_leave, present, online, must, must_present))

/// `kind` and `id`: the subject under which it is handled. `standing`: where that stands, in words.
struct PointView {
  PointId id;
  std::int64_t number = 0;
  std::string text;
  std::optional<SpeechId> speech;
  std::optional<GroupId> group;
  std::string kind;
  std::optional<Timestamp> handed_over_at;
  std::string standing;
  std::optional<Timestamp> due;
};
BOOST_DESCRIBE_STRUCT(PointView, (), (id, number, text, speech, group, kind, handed_over_at, standing, due))

struct LinkedConsultation {
  std::int64_t id = 0;
  std::string link;
};
BOOST_DESCRIBE_STRUCT(LinkedConsultation, (), (id, link))

/// The page from which one takes part from afar. `available`: this installation can carry picture and sound.
struct RoomOffer {
  std::string page;
  bool available = false;
};
BOOST_DESCRIBE_STRUCT(RoomOffer, (), (page, available))

struct VenueView {
  std::int64_t number = 0;
  std::string name;
  ParticipantId keeper;
  std::string keeper_name;
};
BOOST_DESCRIBE_STRUCT(VenueView, (), (number, name, keeper, keeper_name))

struct MeetingView {
  MeetingId id;
  assemblies::AssemblyId assembly;
  std::string assembly_name;
  Form form = Form::topical_consultation;
  std::string form_name;
  bool discussion = false;       // of a hot topic: no place, no agenda
  bool exchange_required = false;
  std::string title;
  std::string topic;
  std::string plan_item;
  std::string place;
  std::optional<NamedPerson> chair;
  Audience audience = Audience::everybody;
  bool signing_up = false;
  std::optional<Timestamp> speaking_until;
  std::optional<LinkedConsultation> consultation;
  Video video = Video::none;
  std::string video_address;
  Timestamp starts_at;
  Timestamp ends_at;
  State state = State::draft;
  std::string state_name;
  Timestamp state_since;
  std::optional<Timestamp> opened_at;
  std::optional<Timestamp> ended_at;
  std::vector<AgendaView> agenda;
  std::vector<SpeechView> speeches;
  bool ordered_by_hand = false;
  std::string order_reason;
  std::vector<ReservedView> reserved;
  std::vector<NamedBody> responding;  // departments that answer
  std::vector<Guest> guests;
  Attendance attendance;
  bool exchange_held = false;
  std::string exchange;
  std::vector<PointView> points;
  std::vector<files::File> materials;
  std::vector<VenueView> venues;
  std::optional<RoomOffer> room;  // for who is asked to come, and its office
  MyPart mine;
  bool manages = false;  // the reader is of its office
  bool runs = false;     // or chairs it
  std::int64_t version = 0;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(MeetingView, (), (id, assembly, assembly_name, form, form_name, discussion, exchange_required, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address,
                                        starts_at, ends_at, state, state_name, state_since, opened_at, ended_at, agenda, speeches, ordered_by_hand, order_reason, reserved, responding, guests, attendance, exchange_held, exchange, points,
                                        materials, venues, room, mine, manages, runs, version, actions))

struct MeetingCard {
  MeetingId id;
  std::string assembly_name;
  Form form = Form::topical_consultation;
  std::string form_name;
  std::string title;
  std::string place;
  Timestamp starts_at;
  Timestamp ends_at;
  State state = State::draft;
  std::string state_name;
  bool live = false;
  std::string mine;  // the reader's own part, in words; empty: none
};
BOOST_DESCRIBE_STRUCT(MeetingCard, (), (id, assembly_name, form, form_name, title, place, starts_at, ends_at, state, state_name, live, mine))

struct MeetingList {
  std::vector<MeetingCard> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MeetingList, (), (items, next))

struct ListMeetings {
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListMeetings, (), (cursor))

struct ByMeeting {
  MeetingId id;
};
BOOST_DESCRIBE_STRUCT(ByMeeting, (), (id))

struct MoveMeeting {
  MeetingId id;
  Action verb = Action::announce;
  std::int64_t version = 0;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(MoveMeeting, (), (id, verb, version, reason))
constexpr auto limits(const MoveMeeting*) { return std::array{json::Limit{"reason", 0, 500}}; }

struct AddMaterial {
  MeetingId id;
  std::string name;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(AddMaterial, (), (id, name, body))
constexpr auto limits(const AddMaterial*) { return std::array{json::Limit{"name", 1, 200}}; }

struct RemoveMaterial {
  MeetingId id;
  files::FileId file;
};
BOOST_DESCRIBE_STRUCT(RemoveMaterial, (), (id, file))

// ---- who comes

/// Everyone of the roster, or who is in one of the bodies or named, by number or by whole name; `units`: the people who sit in these departments.
struct Invite {
  MeetingId id;
  Capacity capacity = Capacity::invited;
  bool voting = false;
  bool everyone = false;
  std::vector<assemblies::BodyId> bodies;
  std::vector<std::string> members;
  std::vector<assemblies::BodyId> units;
};
BOOST_DESCRIBE_STRUCT(Invite, (), (id, capacity, voting, everyone, bodies, members, units))
constexpr auto limits(const Invite*) { return std::array{json::Limit{"bodies", 0, 200}, json::Limit{"members", 0, 500}, json::Limit{"units", 0, 100}}; }

struct ParticipantView {
  ParticipantId id;
  std::string name;
  std::string sector_name;
  std::string party_name;
  std::string unit_name;
  Capacity capacity = Capacity::invited;
  std::string capacity_name;
  bool voting = false;
  Answer answer = Answer::asked;
  std::string answer_name;
  std::string reason;
  std::string substitute;
  std::optional<Timestamp> answered_at;
  Presence present = Presence::absent;
  std::optional<Timestamp> present_at;
};
BOOST_DESCRIBE_STRUCT(ParticipantView, (), (id, name, sector_name, party_name, unit_name, capacity, capacity_name, voting, answer, answer_name, reason, substitute, answered_at, present, present_at))

struct ParticipantList {
  Attendance attendance;
  std::vector<ParticipantView> items;
  std::int64_t added = 0;  // by this request
};
BOOST_DESCRIBE_STRUCT(ParticipantList, (), (attendance, items, added))

struct ByParticipant {
  MeetingId id;
  ParticipantId participant;
};
BOOST_DESCRIBE_STRUCT(ByParticipant, (), (id, participant))

/// coming, coming_online, leave (must come: with a reason, which the office decides on), decline, substitute (with who comes instead).
enum class AnswerVerb { coming, coming_online, leave, decline, substitute };
BOOST_DESCRIBE_ENUM(AnswerVerb, coming, coming_online, leave, decline, substitute)

struct AnswerInvitation {
  MeetingId id;
  AnswerVerb verb = AnswerVerb::coming;
  std::string reason;
  std::string substitute;
};
BOOST_DESCRIBE_STRUCT(AnswerInvitation, (), (id, verb, reason, substitute))
constexpr auto limits(const AnswerInvitation*) { return std::array{json::Limit{"reason", 0, 500}, json::Limit{"substitute", 0, 60}}; }

struct DecideLeave {
  MeetingId id;
  ParticipantId participant;
  bool grant = false;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DecideLeave, (), (id, participant, grant, note))
constexpr auto limits(const DecideLeave*) { return std::array{json::Limit{"note", 0, 300}}; }

/// Online without a code, while the meeting runs; on site with the code from the door.
struct CheckIn {
  MeetingId id;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(CheckIn, (), (id, code))
constexpr auto limits(const CheckIn*) { return std::array{json::Limit{"code", 6, 6}}; }

struct CheckInOther {
  MeetingId id;
  ParticipantId participant;
  Presence present = Presence::on_site;
};
BOOST_DESCRIBE_STRUCT(CheckInOther, (), (id, participant, present))

/// For the screen at the door: six digits that hold for a minute and a half and one turn more, and where they are typed.
struct DoorCode {
  std::string code;
  std::string link;
  Timestamp until;
  Attendance attendance;
};
BOOST_DESCRIBE_STRUCT(DoorCode, (), (code, link, until, attendance))

// ---- who speaks

/// `body`: for which of one's bodies. `answers`: a speech that a department answers. A written one has its text; so may the others.
struct ApplyToSpeak {
  MeetingId id;
  SpeechKind kind = SpeechKind::speech;
  Manner manner = Manner::on_site;
  std::string topic;
  std::string text;
  std::int64_t minutes = 5;
  std::optional<assemblies::BodyId> body;
  std::optional<SpeechId> answers;
};
BOOST_DESCRIBE_STRUCT(ApplyToSpeak, (), (id, kind, manner, topic, text, minutes, body, answers))
constexpr auto limits(const ApplyToSpeak*) { return std::array{json::Limit{"topic", 1, 60}, json::Limit{"text", 0, 8000}, json::Limit{"minutes", 1, 30}}; }

/// The office enters who is to speak, by number or by whole name of a participant.
struct EnterSpeech {
  MeetingId id;
  ParticipantId participant;
  SpeechKind kind = SpeechKind::speech;
  Manner manner = Manner::on_site;
  std::string topic;
  std::int64_t minutes = 5;
  std::optional<SpeechId> answers;
};
BOOST_DESCRIBE_STRUCT(EnterSpeech, (), (id, participant, kind, manner, topic, minutes, answers))
constexpr auto limits(const EnterSpeech*) { return std::array{json::Limit{"topic", 1, 60}, json::Limit{"minutes", 1, 30}}; }

struct MoveSpeech {
  SpeechId id;
  SpeechAction verb = SpeechAction::list;
  std::int64_t version = 0;
  std::optional<std::string> reason;
  std::optional<std::int64_t> minutes;
};
BOOST_DESCRIBE_STRUCT(MoveSpeech, (), (id, verb, version, reason, minutes))
constexpr auto limits(const MoveSpeech*) { return std::array{json::Limit{"reason", 0, 300}, json::Limit{"minutes", 1, 30}}; }

/// All that are listed, in the order wanted, and why, which everybody reads; none: balanced again.
struct OrderSpeeches {
  MeetingId id;
  std::optional<std::vector<SpeechId>> order;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(OrderSpeeches, (), (id, order, reason))
constexpr auto limits(const OrderSpeeches*) { return std::array{json::Limit{"order", 1, 300}, json::Limit{"reason", 0, 200}}; }

// ---- afterwards

/// That exchange and discussion was held, and what was exchanged; or why it was not.
struct RecordExchange {
  MeetingId id;
  bool held = false;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(RecordExchange, (), (id, held, text))
constexpr auto limits(const RecordExchange*) { return std::array{json::Limit{"text", 1, 5000}}; }

struct AddPoint {
  MeetingId id;
  std::string text;
  std::optional<SpeechId> speech;
  std::optional<GroupId> group;
};
BOOST_DESCRIBE_STRUCT(AddPoint, (), (id, text, speech, group))
constexpr auto limits(const AddPoint*) { return std::array{json::Limit{"text", 1, 500}}; }

struct ByPoint {
  MeetingId id;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(ByPoint, (), (id, number))

struct AskYear {
  assemblies::AssemblyId id;
  std::int64_t year = 0;
};
BOOST_DESCRIBE_STRUCT(AskYear, (), (id, year))
constexpr auto limits(const AskYear*) { return std::array{json::Limit{"year", 2000, 2100}}; }

/// Whether the Party committee's secretary and the head of government each came to a meeting of the year, and to which.
struct LeaderYear {
  Office office = Office::party_secretary;
  std::string office_name;
  std::vector<MeetingCard> attended;
};
BOOST_DESCRIBE_STRUCT(LeaderYear, (), (office, office_name, attended))

struct FormYear {
  Form form = Form::topical_consultation;
  std::string form_name;
  std::int64_t held = 0;
  std::int64_t speeches = 0;
  std::int64_t present = 0;  // person-times
};
BOOST_DESCRIBE_STRUCT(FormYear, (), (form, form_name, held, speeches, present))

struct YearView {
  std::int64_t year = 0;
  std::vector<FormYear> forms;
  std::vector<LeaderYear> leaders;
};
BOOST_DESCRIBE_STRUCT(YearView, (), (year, forms, leaders))

}  // namespace gongshi::meetings
