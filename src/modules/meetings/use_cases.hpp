// The use cases of meetings, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/moderation/api.hpp"
#include "modules/meetings/wire_hall.hpp"

namespace gongshi::meetings {

// write.cpp
Result<MeetingView> create(Context& context, db::WriteTx& tx, const NewMeeting& request);
Result<MeetingView> edit(Context& context, db::WriteTx& tx, const EditMeeting& request);
Result<Nothing> discard(Context& context, db::WriteTx& tx, const ByMeeting& request);
Result<MeetingView> add_material(Context& context, const AddMaterial& request);
Result<MeetingView> remove_material(Context& context, db::WriteTx& tx, const RemoveMaterial& request);
void remove_meeting(db::WriteTx& tx, MeetingId id);

// move.cpp
Result<MeetingView> move(Context& context, db::WriteTx& tx, const MoveMeeting& request);
Result<MeetingView> step_agenda(Context& context, db::WriteTx& tx, const StepAgenda& request);

// invite.cpp
Result<ParticipantList> list_participants(Context& context, db::ReadTx& tx, const ByMeeting& request);
Result<ParticipantList> invite(Context& context, db::WriteTx& tx, const Invite& request);
Result<ParticipantList> remove_participant(Context& context, db::WriteTx& tx, const ByParticipant& request);
Result<MeetingView> answer_invitation(Context& context, db::WriteTx& tx, const AnswerInvitation& request);
Result<ParticipantList> decide_leave(Context& context, db::WriteTx& tx, const DecideLeave& request);
Result<MeetingView> set_guests(Context& context, db::WriteTx& tx, const SetGuests& request);
Result<MeetingView> sign_up(Context& context, db::WriteTx& tx, const ByMeeting& request);

// attend.cpp
Result<DoorCode> door_code(Context& context, db::ReadTx& tx, const ByMeeting& request);
Result<MeetingView> check_in(Context& context, db::WriteTx& tx, const CheckIn& request);
Result<ParticipantList> check_in_other(Context& context, db::WriteTx& tx, const CheckInOther& request);
/// Who has come into the meeting's room is there, where they are on the list and it is time.
Result<void> attend_from_afar(Context& context, db::WriteTx& tx, MeetingId id, PersonId person);

// speak.cpp
Result<MeetingView> apply_to_speak(Context& context, db::WriteTx& tx, const ApplyToSpeak& request);
Result<MeetingView> enter_speech(Context& context, db::WriteTx& tx, const EnterSpeech& request);
Result<MeetingView> move_speech(Context& context, db::WriteTx& tx, const MoveSpeech& request);
Result<MeetingView> order_speeches(Context& context, db::WriteTx& tx, const OrderSpeeches& request);

// poll.cpp
Result<PollView> open_poll(Context& context, db::WriteTx& tx, const OpenPoll& request);
Result<PollView> close_poll(Context& context, db::WriteTx& tx, const ByPoll& request);
Result<OwnVotes> raise_hand(Context& context, db::WriteTx& tx, const RaiseHand& request);
Result<OwnVotes> own_votes(Context& context, db::ReadTx& tx, const ByMeeting& request);
std::vector<PollView> polls_of(Context& context, db::ReadTx& tx, const Meeting& meeting);

// message.cpp
Result<OwnMessages> write_message(Context& context, db::WriteTx& tx, const WriteMessage& request);
Result<OwnMessages> own_messages(Context& context, db::ReadTx& tx, const ByMeeting& request);
Result<MessageList> list_messages(Context& context, db::ReadTx& tx, const ListMessages& request);
Result<Liked> like(Context& context, db::WriteTx& tx, const ByMessage& request);
Result<Liked> unlike(Context& context, db::WriteTx& tx, const ByMessage& request);
Result<void> show_message(Context& context, db::WriteTx& tx, const moderation::Approved& event);
Result<void> refuse_message(Context& context, db::WriteTx& tx, const moderation::Refused& event);

// group.cpp
Result<GroupList> list_groups(Context& context, db::ReadTx& tx, const ByMeeting& request);
Result<GroupList> add_group(Context& context, db::WriteTx& tx, const AddGroup& request);
Result<GroupList> fill_group(Context& context, db::WriteTx& tx, const FillGroup& request);
Result<GroupList> answer_group(Context& context, db::WriteTx& tx, const AnswerGroup& request);

// count.cpp
Result<MeetingView> enter_count(Context& context, db::WriteTx& tx, const EnterCount& request);

// caption.cpp
Result<CaptionView> type_caption(Context& context, db::WriteTx& tx, const TypeCaption& request);

// read.cpp
Result<MeetingView> read(Context& context, db::ReadTx& tx, const ByMeeting& request);
Result<MeetingList> list(Context& context, db::ReadTx& tx, const ListMeetings& request);
Result<MeetingList> list_managed(Context& context, db::ReadTx& tx, const ListMeetings& request);
Result<http::Response> calendar_file(Context& context, const ByMeeting& request);
Result<YearView> read_year(Context& context, db::ReadTx& tx, const AskYear& request);

// hall.cpp
Result<Hall> read_hall(Context& context, const ByMeeting& request);
Result<TimeLine> read_time_line(Context& context, db::ReadTx& tx, const ByMeeting& request);

// after.cpp
Result<MeetingView> record_exchange(Context& context, db::WriteTx& tx, const RecordExchange& request);
Result<MeetingView> add_point(Context& context, db::WriteTx& tx, const AddPoint& request);
Result<MeetingView> remove_point(Context& context, db::WriteTx& tx, const ByPoint& request);
Result<MeetingView> hand_over_points(Context& context, db::WriteTx& tx, const ByMeeting& request);

}  // namespace gongshi::meetings
