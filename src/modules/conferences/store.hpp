// Typed functions over queries.sql that more than one use case needs.
#pragma once

#include "modules/conferences/model.hpp"

namespace gongshi::conferences {

/// What carries picture and sound.
conference::Conference& carrier(Application& app);
/// A room's name there.
std::string name_of(RoomId room);
std::string name_of(GuestId guest);

namespace store {

/// As the actor may see it; error 404 otherwise.
Result<Room> find(Context& context, db::ReadTx& tx, RoomId room);
/// The actor as a guest; error 404 for who is none.
Result<Guest> own(Context& context, db::ReadTx& tx, RoomId room);
/// Another guest of a room that the actor moderates; error 404 where there is none, 403 for who does not moderate.
struct Moderated {
  Room room;
  Guest guest;
};
Result<Moderated> moderated(Context& context, db::ReadTx& tx, RoomId room, GuestId guest);
bool moderates(Context& context, db::ReadTx& tx, const Room& room);
/// 409 once it is closed.
Result<void> require_open(const Room& room);
std::string shown_name(Context& context, db::ReadTx& tx, const Guest& guest);

}  // namespace store
}  // namespace gongshi::conferences
