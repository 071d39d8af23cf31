#include "modules/meetings/room.hpp"

#include <algorithm>

#include "embedded/meetings.hpp"
#include "modules/meetings/use_cases.hpp"

namespace gongshi::meetings {
namespace {

constexpr std::string_view kKind = "meeting";
constexpr std::int64_t kMinutesOfAHand = 3;

std::optional<conferences::RoomId> open_room_of(db::ReadTx& tx, MeetingId id) {
  const auto room = conferences::find_room(tx, kKind, id.value);
  return room && conferences::is_open(tx, *room) ? room : std::nullopt;
}

/// Whose turn it is by the list of speakers is heard; everybody else listens, and raises a hand.
bool has_the_word(const std::vector<Speech>& speeches, PersonId person) {
  return std::ranges::any_of(speeches, [&](const Speech& one) { return one.person == person && one.manner == Manner::online && (one.state == SpeechState::listed || one.state == SpeechState::speaking); });
}

void let_in(Context& context, db::WriteTx& tx, const Meeting& meeting, conferences::RoomId room, const std::vector<Participant>& people) {
  const auto venues = tx.all<VenueView>(sql::venues, meeting.id);
  const auto speeches = speeches_of(tx, meeting.id);
  for (const Participant& one : people) {
    if (one.person == meeting.chair) continue;
    if (const auto venue = std::ranges::find(venues, one.id, &VenueView::keeper); venue != venues.end()) {
      conferences::invite(context, tx, room, one.person, conferences::Role::speaker, conferences::Place::branch, venue->name);
    } else {
      conferences::invite(context, tx, room, one.person, has_the_word(speeches, one.person) ? conferences::Role::speaker : conferences::Role::listener);
    }
  }
}

void let_everybody_in(Context& context, db::WriteTx& tx, const Meeting& meeting, conferences::RoomId room) {
  if (meeting.chair) conferences::invite(context, tx, room, meeting.chair, conferences::Role::moderator, conferences::Place::main);
  let_in(context, tx, meeting, room, tx.all<Participant>(sql::participants, meeting.id));
}

}  // namespace

Result<MeetingView> open_room(Context& context, db::WriteTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (row_of(meeting.form).discussion || (!row_of(meeting.state).before && !row_of(meeting.state).under_way)) return fail(ErrorKind::conflict, "meetings.no_room_now");
  const auto room = conferences::open(context, tx, {.kind = std::string(kKind), .subject = meeting.id.value, .assembly = meeting.assembly, .title = meeting.title, .link = link_of(meeting.id)});
  let_everybody_in(context, tx, meeting, room);
  conferences::invite(context, tx, room, context.actor.person, conferences::Role::moderator);
  record(context, tx, meeting, "meetings.open_room");
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> close_room(Context& context, db::WriteTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  shut(context, tx, meeting.id);
  record(context, tx, meeting, "meetings.close_room");
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> set_venues(Context& context, db::WriteTx& tx, const SetVenues& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (!row_of(meeting.state).planned && !row_of(meeting.state).under_way) return fail(ErrorKind::conflict, "meetings.over_already");
  tx.run(sql::forget_venues, meeting.id);
  for (std::size_t i = 0; i < request.venues.size(); ++i) {
    const VenueText& venue = request.venues[i];
    const auto again = std::ranges::find(request.venues, venue.keeper, &VenueText::keeper);
    if (!find_participant(tx, meeting.id, venue.keeper) || again - request.venues.begin() != static_cast<std::ptrdiff_t>(i)) return wrong("/venues/" + std::to_string(i) + "/keeper", "meetings.no_such_keeper");
    tx.run(sql::add_venue, meeting.id, static_cast<std::int64_t>(i + 1), venue.name, venue.keeper);
  }
  if (const auto room = open_room_of(tx, meeting.id)) let_everybody_in(context, tx, meeting, *room);
  record(context, tx, meeting, "meetings.set_venues");
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

void let_in(Context& context, db::WriteTx& tx, const Meeting& meeting, std::span<const PersonId> people) {
  const auto room = people.empty() ? std::nullopt : open_room_of(tx, meeting.id);
  if (!room) return;
  std::vector<Participant> wanted;
  for (const PersonId person : people) {
    if (auto one = participant_of(tx, meeting.id, person)) wanted.push_back(std::move(*one));
  }
  let_in(context, tx, meeting, *room, wanted);
}

void let_out(Context& context, db::WriteTx& tx, const Meeting& meeting, PersonId person) {
  if (const auto room = conferences::find_room(tx, kKind, meeting.id.value)) conferences::uninvite(context, tx, *room, person);
}

void shut(Context& context, db::WriteTx& tx, MeetingId id) {
  if (const auto room = open_room_of(tx, id)) conferences::close(context, tx, *room);
}

std::optional<RoomOffer> room_offer(Context& context, db::ReadTx& tx, const Meeting& meeting, bool invited) {
  if (!invited) return std::nullopt;
  const auto room = open_room_of(tx, meeting.id);
  if (!room) return std::nullopt;
  return RoomOffer{.page = conferences::page_of(*room), .available = conferences::available(context.app)};
}

Result<void> note_entered(Context& context, db::WriteTx& tx, const conferences::Entered& event) {
  if (event.kind != kKind) return {};
  return attend_from_afar(context, tx, MeetingId{event.subject}, event.person);
}

Result<void> note_hand(Context& context, db::WriteTx& tx, const conferences::HandRaised& event) {
  if (event.kind != kKind) return {};
  // A hand of somebody who waits on the list already, or of a venue's guest, changes nothing there.
  (void)apply_to_speak(context, tx, {.id = MeetingId{event.subject}, .kind = SpeechKind::speech, .manner = Manner::online, .topic = context.say("meetings.raised_hand"), .text = {}, .minutes = kMinutesOfAHand, .body = {}, .answers = {}});
  return {};
}

}  // namespace gongshi::meetings
