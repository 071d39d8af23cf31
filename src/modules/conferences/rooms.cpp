// Rooms are opened, people are invited, rooms are closed.
#include "embedded/conferences.hpp"
#include "modules/conferences/store.hpp"
#include "modules/conferences/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::conferences {
namespace {

constexpr std::int64_t kMostGuests = 1000;

std::string assembly_name(db::ReadTx& tx, const Room& room) {
  const auto assembly = assemblies::find_assembly(tx, room.assembly);
  return assembly ? assembly->name : std::string();
}

GuestView view_of(Context& context, db::ReadTx& tx, const Guest& guest) {
  return {guest.id, store::shown_name(context, tx, guest), guest.role, guest.place, guest.entered_at, guest.hand_at, guest.removed_at.has_value()};
}

RoomView view(Context& context, db::ReadTx& tx, const Room& room) {
  RoomView shown{.id = room.id, .title = room.title, .assembly_name = assembly_name(tx, room), .link = room.link, .state = room.closed_at ? State::closed : State::open, .kind = carrier(context.app).kind(),
                 .present = static_cast<std::int64_t>(carrier(context.app).present(name_of(room.id))), .you = std::nullopt, .moderates = store::moderates(context, tx, room), .guests = std::nullopt};
  if (const auto guest = tx.one<Guest>(sql::guest_of, room.id, context.actor.person)) shown.you = view_of(context, tx, *guest);
  if (!shown.moderates) return shown;
  shown.guests.emplace();
  for (const Guest& guest : tx.all<Guest>(sql::guests, room.id)) shown.guests->push_back(view_of(context, tx, guest));
  return shown;
}

void record(Context& context, db::WriteTx& tx, std::string_view verb, RoomId room, assemblies::AssemblyId assembly) {
  journal::record(context, tx, {.verb = verb, .subject_kind = "conference", .subject = room.value, .scope = assembly});
}

/// The office invites its own: members, and who holds an office there. Others' names are none of its business.
bool belongs_to(Context& context, db::ReadTx& tx, PersonId person, assemblies::AssemblyId assembly) {
  if (assemblies::membership_of(tx, person, assembly, context.now())) return true;
  const auto officials = assemblies::officials(tx, assembly, context.now());
  return std::ranges::any_of(officials, [&](const auto& one) { return one.person == person; });
}

}  // namespace

bool available(Application& app) { return carrier(app).available(); }

std::string page_of(RoomId room) { return "/conference/" + std::to_string(room.value); }

std::optional<RoomId> find_room(db::ReadTx& tx, std::string_view kind, std::int64_t subject) { return tx.one<RoomId>(sql::room_of_subject, kind, subject); }

bool is_open(db::ReadTx& tx, RoomId id) {
  const auto room = tx.one<Room>(sql::find_room, id);
  return room && !room->closed_at;
}

RoomId open(Context& context, db::WriteTx& tx, const NewRoom& room) {
  if (const auto known = find_room(tx, room.kind, room.subject)) {
    tx.run(sql::open_again, *known, room.title, room.link);
    return *known;
  }
  const RoomId id = context.ids.next<RoomId>();
  tx.run(sql::add_room, id, room.kind, room.subject, room.assembly, room.title, room.link, context.now());
  return id;
}

void invite(Context& context, db::WriteTx& tx, RoomId room, PersonId person, Role role, Place place, std::string_view shown_as) {
  if (const auto known = tx.one<Guest>(sql::guest_of, room, person)) {
    tx.run(sql::set_guest, known->id, role, place, shown_as);
    context.after_commit.push_back([&app = context.app, room, guest = known->id, role] { carrier(app).change(name_of(room), name_of(guest), role); });
    return;
  }
  tx.run(sql::add_guest, context.ids.next<GuestId>(), room, person, role, place, shown_as, context.now());
}

void uninvite(Context& context, db::WriteTx& tx, RoomId room, PersonId person) {
  const auto known = tx.one<Guest>(sql::guest_of, room, person);
  if (!known) return;
  tx.run(sql::remove_guest, room, person);
  context.after_commit.push_back([&app = context.app, room, guest = known->id] { carrier(app).remove(name_of(room), name_of(guest)); });
}

void close(Context& context, db::WriteTx& tx, RoomId room) {
  if (tx.run(sql::close_room, room, context.now()) == 0) return;
  context.after_commit.push_back([&app = context.app, room] { carrier(app).close(name_of(room)); });
}

void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly) {
  for (const db::Query* step : {&sql::remove_guests, &sql::remove_rooms}) tx.run(*step, assembly);
}

Result<RoomList> list_rooms(Context& context, db::ReadTx& tx, const Nothing&) {
  auto rooms = tx.all<Room>(sql::rooms_for, context.actor.person);
  if (context.actor.may("conferences.manage")) {
    for (Room& room : tx.all<Room>(sql::rooms_of_assembly, context.actor.scope)) {
      if (std::ranges::find(rooms, room.id, &Room::id) == rooms.end()) rooms.push_back(std::move(room));
    }
  }
  RoomList list;
  for (const Room& room : rooms) list.items.push_back({room.id, room.title, assembly_name(tx, room)});
  return list;
}

Result<RoomView> read_room(Context& context, db::ReadTx& tx, const ByRoom& request) {
  TRY_ASSIGN(const Room room, store::find(context, tx, request.room));
  return view(context, tx, room);
}

Result<RoomView> open_room(Context& context, db::WriteTx& tx, const OpenRoom& request) {
  if (request.title.find_first_not_of(" \t\n") == request.title.npos) return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/title", "conferences.needed", {}}}});
  const RoomId id = open(context, tx, {.kind = "conference", .subject = context.ids.next_value(), .assembly = context.actor.scope, .title = request.title});
  invite(context, tx, id, context.actor.person, Role::moderator);
  record(context, tx, "conferences.open", id, context.actor.scope);
  return read_room(context, tx, {id});
}

Result<RoomView> invite_guest(Context& context, db::WriteTx& tx, const Invite& request) {
  TRY_ASSIGN(const Room room, store::find(context, tx, request.room));
  if (!context.actor.may("conferences.manage", room.assembly)) return fail(ErrorKind::forbidden, "conferences.not_a_moderator");
  TRY(store::require_open(room));
  if (!belongs_to(context, tx, request.person, room.assembly)) return std::unexpected(Error{ErrorKind::unprocessable, "request.invalid", {}, {{"/person", "conferences.not_of_the_assembly", {}}}});
  if (tx.one<std::int64_t>(sql::count_guests, room.id).value_or(0) >= kMostGuests) return fail(ErrorKind::conflict, "conferences.too_many_guests", {{"most", std::to_string(kMostGuests)}});
  invite(context, tx, room.id, request.person, request.role, request.place, request.shown_as.value_or(""));
  record(context, tx, "conferences.invite", room.id, room.assembly);
  return view(context, tx, room);
}

Result<RoomView> close_room(Context& context, db::WriteTx& tx, const ByRoom& request) {
  TRY_ASSIGN(const Room room, store::find(context, tx, request.room));
  if (!store::moderates(context, tx, room)) return fail(ErrorKind::forbidden, "conferences.not_a_moderator");
  TRY(store::require_open(room));
  close(context, tx, room.id);
  record(context, tx, "conferences.close", room.id, room.assembly);
  return read_room(context, tx, request);
}

}  // namespace gongshi::conferences
