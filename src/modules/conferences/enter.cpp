// A guest comes in, says what their browser has to say, and shows or hides what they like.
#include "embedded/conferences.hpp"
#include "modules/conferences/store.hpp"
#include "modules/conferences/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::conferences {
namespace {

struct Admitted {
  Room room;
  Guest guest;
  std::string name;
};

/// A guest who was not removed, of a room that is open.
Result<Admitted> admitted(Context& context, RoomId id) {
  return context.db.read([&](db::ReadTx& tx) -> Result<Admitted> {
    TRY_ASSIGN(Guest guest, store::own(context, tx, id));
    TRY_ASSIGN(Room room, store::find(context, tx, id));
    TRY(store::require_open(room));
    std::string name = store::shown_name(context, tx, guest);
    return Admitted{std::move(room), std::move(guest), std::move(name)};
  });
}

Result<void> note_entry(Context& context, const Admitted& admitted) {
  if (admitted.guest.entered_at) return {};
  const auto noted = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    if (tx.run(sql::set_entered, admitted.guest.id, context.now()) == 0) return false;
    journal::record(context, tx, {.verb = "conferences.enter", .subject_kind = "conference", .subject = admitted.room.id.value, .scope = admitted.room.assembly});
    TRY(publish(context, tx, Entered{admitted.room.id, admitted.room.kind, admitted.room.subject, admitted.guest.person, context.now()}));
    return true;
  });
  if (!noted) return std::unexpected(noted.error());
  return {};
}

/// Kept, since who raised it first is asked first; heard by whoever keeps the queue.
Result<void> note_hand(Context& context, const Admitted& admitted, bool up) {
  if (admitted.guest.hand_at.has_value() == up) return {};
  const auto noted = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    tx.run(sql::set_hand, admitted.guest.id, up ? std::optional(context.now()) : std::nullopt);
    if (up) TRY(publish(context, tx, HandRaised{admitted.room.id, admitted.room.kind, admitted.room.subject, admitted.guest.person, context.now()}));
    return true;
  });
  if (!noted) return std::unexpected(noted.error());
  return {};
}

}  // namespace

Result<EntryView> enter(Context& context, const ByRoom& request) {
  TRY_ASSIGN(const Admitted guest, admitted(context, request.room));
  TRY_ASSIGN(auto entry, carrier(context.app).join(name_of(request.room), {name_of(guest.guest.id), guest.name, guest.guest.role, guest.guest.place}, context.now()));
  TRY(note_entry(context, guest));
  return EntryView{.kind = entry.kind, .entry = entry.entry, .address = entry.address.empty() ? std::nullopt : std::optional(std::move(entry.address)), .ice = std::move(entry.ice),
                   .may_speak = guest.guest.role != Role::listener};
}

Result<http::Response> watch(Context& context, const WatchRoom& request) {
  TRY_ASSIGN(const Admitted guest, admitted(context, request.room));
  http::Response response;
  response.set("Content-Type", "text/event-stream");
  response.set("Cache-Control", "no-store");
  response.stream = [&app = context.app, room = name_of(request.room), id = name_of(guest.guest.id), entry = request.entry.value_or(0)](std::shared_ptr<http::EventStream> stream) {
    carrier(app).watch(room, id, entry, std::move(stream));
  };
  return response;
}

Result<Nothing> signal(Context& context, const SendSignal& request) {
  TRY_ASSIGN(const Admitted guest, admitted(context, request.room));
  TRY(carrier(context.app).signal(name_of(request.room), name_of(guest.guest.id), request.entry,
                                  {.kind = request.kind, .about = request.about.value_or(""), .sdp = request.sdp.value_or(""), .candidates = request.candidates.value_or(std::vector<conference::Candidate>()),
                                   .complete = request.complete.value_or(false), .sound_only = request.sound_only.value_or(false)}));
  return Nothing{};
}

Result<Nothing> show(Context& context, const Show& request) {
  TRY_ASSIGN(const Admitted guest, admitted(context, request.room));
  TRY(carrier(context.app).show(name_of(request.room), name_of(guest.guest.id), request.entry, {.hand = request.hand, .microphone = request.microphone, .camera = request.camera}));
  TRY(note_hand(context, guest, request.hand));
  return Nothing{};
}

void sweep(Context& context) { carrier(context.app).sweep(context.now()); }

}  // namespace gongshi::conferences
