// Taking part from afar: the room of a meeting in `conferences`, who is let in, and its venues.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "modules/conferences/api.hpp"
#include "modules/meetings/store.hpp"

namespace gongshi::meetings {

struct VenueText {
  std::string name;
  ParticipantId keeper;
};
BOOST_DESCRIBE_STRUCT(VenueText, (), (name, keeper))
constexpr auto limits(const VenueText*) { return std::array{json::Limit{"name", 1, 30}}; }

struct SetVenues {
  MeetingId id;
  std::vector<VenueText> venues;
};
BOOST_DESCRIBE_STRUCT(SetVenues, (), (id, venues))
constexpr auto limits(const SetVenues*) { return std::array{json::Limit{"venues", 0, 20}}; }

/// The room is opened, or opened again, and everybody on the list is let in.
Result<MeetingView> open_room(Context& context, db::WriteTx& tx, const ByMeeting& request);
Result<MeetingView> close_room(Context& context, db::WriteTx& tx, const ByMeeting& request);
Result<MeetingView> set_venues(Context& context, db::WriteTx& tx, const SetVenues& request);

/// People on the list, as they take part now; nothing where the meeting has no open room.
void let_in(Context& context, db::WriteTx& tx, const Meeting& meeting, std::span<const PersonId> people);
void let_out(Context& context, db::WriteTx& tx, const Meeting& meeting, PersonId person);
/// The meeting is over.
void shut(Context& context, db::WriteTx& tx, MeetingId id);

std::optional<RoomOffer> room_offer(Context& context, db::ReadTx& tx, const Meeting& meeting, bool invited);

Result<void> note_entered(Context& context, db::WriteTx& tx, const conferences::Entered& event);
Result<void> note_hand(Context& context, db::WriteTx& tx, const conferences::HandRaised& event);

}  // namespace gongshi::meetings
