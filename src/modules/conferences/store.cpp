#include "modules/conferences/store.hpp"

#include "embedded/conferences.hpp"
#include "modules/conferences/carrier.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::conferences {

conference::Conference& carrier(Application& app) { return *app.use<Carrier>().conference; }
std::string name_of(RoomId room) { return std::to_string(room.value); }
std::string name_of(GuestId guest) { return std::to_string(guest.value); }

namespace store {
namespace {

bool manages(const Context& context, const Room& room) { return context.actor.may("conferences.manage", room.assembly); }

}  // namespace

Result<Room> find(Context& context, db::ReadTx& tx, RoomId room) {
  const ScopeId managed = context.actor.may("conferences.manage") ? context.actor.scope : ScopeId{};
  auto found = tx.one<Room>(sql::room_for, room, context.actor.person, managed);
  if (!found) return fail(ErrorKind::not_found, "conferences.not_found");
  return std::move(*found);
}

Result<Guest> own(Context& context, db::ReadTx& tx, RoomId room) {
  auto guest = tx.one<Guest>(sql::guest_of, room, context.actor.person);
  if (!guest) return fail(ErrorKind::not_found, "conferences.not_found");
  if (guest->removed_at) return fail(ErrorKind::forbidden, "conferences.removed");
  return std::move(*guest);
}

bool moderates(Context& context, db::ReadTx& tx, const Room& room) {
  if (manages(context, room)) return true;
  const auto guest = tx.one<Guest>(sql::guest_of, room.id, context.actor.person);
  return guest && !guest->removed_at && guest->role == Role::moderator;
}

Result<Moderated> moderated(Context& context, db::ReadTx& tx, RoomId id, GuestId guest_id) {
  TRY_ASSIGN(Room room, find(context, tx, id));
  if (!moderates(context, tx, room)) return fail(ErrorKind::forbidden, "conferences.not_a_moderator");
  auto guest = tx.one<Guest>(sql::find_guest, guest_id, id);
  if (!guest) return fail(ErrorKind::not_found, "conferences.no_such_guest");
  return Moderated{std::move(room), std::move(*guest)};
}

Result<void> require_open(const Room& room) {
  if (room.closed_at) return fail(ErrorKind::conflict, "conferences.closed");
  return {};
}

std::string shown_name(Context& context, db::ReadTx& tx, const Guest& guest) {
  if (!guest.shown_as.empty()) return guest.shown_as;
  std::string name = identity::display_name(tx, guest.person);
  return name.empty() ? context.say("conferences.somebody") : name;
}

}  // namespace store
}  // namespace gongshi::conferences
