// Who is asked to come, what they answer, and what the office says to who asks for leave.
#include <algorithm>

#include "base/day.hpp"
#include "embedded/meetings.hpp"
#include "modules/identity/api.hpp"
#include "modules/meetings/room.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::meetings {
namespace {

ParticipantView view_one(const Context& context, db::ReadTx& tx, const Participant& one) {
  return {.id = one.id,
          .name = one.name,
          .sector_name = sector_name(tx, one.sector),
          .party_name = one.party ? assemblies::body_name(tx, one.party) : "",
          .unit_name = one.unit ? assemblies::body_name(tx, one.unit) : "",
          .capacity = one.capacity,
          .capacity_name = context.say("meetings.capacity." + std::string(enum_name(one.capacity))),
          .voting = one.voting,
          .answer = one.answer,
          .answer_name = context.say("meetings.answer." + std::string(enum_name(one.answer))),
          .reason = one.reason,
          .substitute = one.substitute,
          .answered_at = one.answered_at,
          .present = one.present,
          .present_at = one.present_at};
}

ParticipantList list_of(const Context& context, db::ReadTx& tx, const Meeting& meeting, std::int64_t added = 0) {
  ParticipantList list{.attendance = attendance_of(tx, meeting.id), .items = {}, .added = added};
  for (const Participant& one : tx.all<Participant>(sql::participants, meeting.id)) list.items.push_back(view_one(context, tx, one));
  return list;
}

bool takes_changes(const Meeting& meeting) {
  const StateRow& row = row_of(meeting.state);
  return row.planned || row.under_way;
}

/// Of an announced meeting they hear at once, of a draft when it is announced.
void tell_invited(Context& context, db::WriteTx& tx, const Meeting& meeting, const std::vector<PersonId>& people) {
  if (meeting.state == State::draft) return;
  notices::tell(context, tx, people, {.kind = "meetings.asked", .subject_kind = "meeting", .subject = meeting.id.value, .link = link_of(meeting.id), .args = {{"title", meeting.title}, {"time", minute_text(meeting.starts_at)}}, .calls = true});
}

}  // namespace

Result<ParticipantList> list_participants(Context& context, db::ReadTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find_run(context, tx, request.id));
  return list_of(context, tx, meeting);
}

Result<ParticipantList> invite(Context& context, db::WriteTx& tx, const Invite& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (!takes_changes(meeting)) return fail(ErrorKind::conflict, "meetings.over_already");
  std::vector<PersonId> people;
  const auto add = [&](PersonId person, const std::string& name, assemblies::BodyId sector, assemblies::BodyId party, assemblies::BodyId unit) {
    if (tx.run(sql::invite, context.ids.next<ParticipantId>(), meeting.id, person, name, sector, party, unit, request.capacity, request.voting, Answer::asked) > 0) people.push_back(person);
  };
  if (!request.units.empty()) {
    const auto known = assemblies::units_of(tx, meeting.assembly);
    for (std::size_t i = 0; i < request.units.size(); ++i) {
      const auto unit = request.units[i];
      if (std::ranges::find(known, unit, &assemblies::Unit::id) == known.end()) return wrong("/units/" + std::to_string(i), "meetings.no_such_unit");
      // Who answers for a department is its leader, and where it has none on record, who handles its matters.
      auto sitting = assemblies::people_of_unit(tx, unit, assemblies::Role::unit_leader, context.now());
      if (sitting.empty()) sitting = assemblies::people_of_unit(tx, unit, assemblies::Role::handler, context.now());
      if (sitting.empty()) return wrong("/units/" + std::to_string(i), "meetings.nobody_in_unit");
      for (const PersonId person : sitting) add(person, identity::display_name(tx, person), {}, {}, unit);
    }
  }
  if (request.everyone || !request.bodies.empty() || !request.members.empty()) {
    const assemblies::Selection selection{.everyone = request.everyone, .bodies = request.bodies, .members = request.members};
    TRY_ASSIGN(const auto members, assemblies::select_members(tx, meeting.assembly, selection, "", context.now()));
    for (const auto& member : members) add(member.person, member.name, member.sector, member.party.value_or(assemblies::BodyId{}), {});
  } else if (request.units.empty()) {
    return fail(ErrorKind::unprocessable, "meetings.nobody_chosen");
  }
  let_in(context, tx, meeting, people);
  record(context, tx, meeting, "meetings.invite");
  tell_invited(context, tx, meeting, people);
  touch(context, tx, meeting.id);
  return list_of(context, tx, meeting, static_cast<std::int64_t>(people.size()));
}

Result<ParticipantList> remove_participant(Context& context, db::WriteTx& tx, const ByParticipant& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  TRY_ASSIGN(const Participant one, find_participant(tx, meeting.id, request.participant));
  if (!row_of(meeting.state).planned || one.present != Presence::absent) return fail(ErrorKind::conflict, "meetings.begun_already");
  tx.run(sql::remove_participant, one.id);
  tx.run(sql::forget_venue_of, meeting.id, one.id);
  let_out(context, tx, meeting, one.person);
  if (meeting.state != State::draft) notices::tell(context, tx, {one.person}, {.kind = "meetings.uninvited", .subject_kind = "meeting", .subject = meeting.id.value, .link = link_of(meeting.id), .args = {{"title", meeting.title}}});
  record(context, tx, meeting, "meetings.remove_participant");
  touch(context, tx, meeting.id);
  return list_of(context, tx, meeting);
}

Result<MeetingView> answer_invitation(Context& context, db::WriteTx& tx, const AnswerInvitation& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  const auto one = participant_of(tx, meeting.id, context.actor.person);
  if (!one) return fail(ErrorKind::forbidden, "meetings.not_invited");
  if (!row_of(meeting.state).before && !row_of(meeting.state).under_way) return fail(ErrorKind::conflict, "meetings.over_already");
  Answer answer = Answer::coming;
  switch (request.verb) {
    case AnswerVerb::coming: break;
    case AnswerVerb::coming_online: answer = Answer::coming_online; break;
    case AnswerVerb::leave:
    case AnswerVerb::decline:
      // Who has to come gives a reason, and the office decides 请假.
      if (one->capacity == Capacity::must) {
        if (request.reason.empty()) return wrong("/reason", "meetings.reason_needed");
        answer = Answer::leave_asked;
      } else {
        answer = Answer::declined;
      }
      break;
    case AnswerVerb::substitute:
      // A member's place is their own; who sits in for a department or is invited may send somebody.
      if (one->capacity == Capacity::must && !one->unit) return fail(ErrorKind::conflict, "meetings.no_substitutes");
      if (request.substitute.empty()) return wrong("/substitute", "meetings.substitute_needed");
      answer = Answer::substituted;
      break;
  }
  tx.run(sql::answer, one->id, answer, request.reason, answer == Answer::substituted ? request.substitute : "", context.now(), PersonId{});
  record(context, tx, meeting, "meetings.answer");
  if (answer == Answer::leave_asked) {
    notices::tell(context, tx, assemblies::holders_of(tx, meeting.assembly, assemblies::Role::clerk, context.now()),
                  {.kind = "meetings.leave_asked", .subject_kind = "meeting", .subject = meeting.id.value, .link = "/console" + link_of(meeting.id), .args = {{"title", meeting.title}, {"name", one->name}}});
  }
  notices::mark_read(context, tx, context.actor.person, "meeting", meeting.id.value);
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<ParticipantList> decide_leave(Context& context, db::WriteTx& tx, const DecideLeave& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  TRY_ASSIGN(const Participant one, find_participant(tx, meeting.id, request.participant));
  if (one.answer != Answer::leave_asked) return fail(ErrorKind::conflict, "meetings.no_leave_asked");
  if (!request.grant && request.note.empty()) return wrong("/note", "meetings.reason_needed");
  tx.run(sql::answer, one.id, request.grant ? Answer::on_leave : Answer::asked, one.reason, "", context.now(), context.actor.person);
  notices::tell(context, tx, {one.person},
                {.kind = request.grant ? "meetings.leave_granted" : "meetings.leave_refused", .subject_kind = "meeting", .subject = meeting.id.value, .link = link_of(meeting.id), .args = {{"title", meeting.title}, {"note", request.note}}, .calls = true});
  record(context, tx, meeting, request.grant ? "meetings.grant_leave" : "meetings.refuse_leave");
  touch(context, tx, meeting.id);
  return list_of(context, tx, meeting);
}

Result<MeetingView> set_guests(Context& context, db::WriteTx& tx, const SetGuests& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (meeting.state == State::closed || meeting.state == State::cancelled) return fail(ErrorKind::conflict, "meetings.over_already");
  tx.run(sql::forget_guests, meeting.id);
  std::int64_t number = 0;
  for (const Guest& guest : request.guests) tx.run(sql::add_guest, meeting.id, ++number, guest.office, guest.name, guest.title, guest.came);
  record(context, tx, meeting, "meetings.set_guests");
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> sign_up(Context& context, db::WriteTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  if (!meeting.signing_up || !row_of(meeting.state).before) return fail(ErrorKind::conflict, "meetings.no_signing_up");
  const auto roster = assemblies::roster_of(tx, meeting.assembly, context.now());
  const auto member = std::ranges::find(roster, context.actor.person, &assemblies::RosterEntry::person);
  if (member == roster.end()) return fail(ErrorKind::forbidden, "meetings.members_only");
  tx.run(sql::invite, context.ids.next<ParticipantId>(), meeting.id, member->person, member->name, member->sector, member->party.value_or(assemblies::BodyId{}), assemblies::BodyId{}, Capacity::signed_up, false, Answer::coming);
  let_in(context, tx, meeting, std::span(&member->person, 1));
  record(context, tx, meeting, "meetings.sign_up");
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

}  // namespace gongshi::meetings
