// Who moderates mutes, lets somebody speak, and removes.
#include "embedded/conferences.hpp"
#include "modules/conferences/store.hpp"
#include "modules/conferences/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::conferences {
namespace {

void record(Context& context, db::WriteTx& tx, std::string_view verb, const store::Moderated& one) {
  journal::record(context, tx, {.verb = verb, .subject_kind = "conference", .subject = one.room.id.value, .scope = one.room.assembly, .on_behalf_of = {}, .checked_by = {},
                                .detail = "{\"guest\":" + name_of(one.guest.id) + "}"});
}

}  // namespace

Result<Nothing> mute_guest(Context& context, const ByGuest& request) {
  const auto found = context.db.read([&](db::ReadTx& tx) { return store::moderated(context, tx, request.room, request.guest); });
  if (!found) return std::unexpected(found.error());
  TRY(carrier(context.app).mute(name_of(request.room), name_of(request.guest)));
  return Nothing{};
}

Result<RoomView> set_role(Context& context, db::WriteTx& tx, const SetRole& request) {
  TRY_ASSIGN(const store::Moderated one, store::moderated(context, tx, request.room, request.guest));
  TRY(store::require_open(one.room));
  tx.run(sql::set_role, one.guest.id, request.role);
  record(context, tx, "conferences.set_role", one);
  context.after_commit.push_back([&app = context.app, request] { carrier(app).change(name_of(request.room), name_of(request.guest), request.role); });
  return read_room(context, tx, {request.room});
}

Result<RoomView> remove_guest(Context& context, db::WriteTx& tx, const ByGuest& request) {
  TRY_ASSIGN(const store::Moderated one, store::moderated(context, tx, request.room, request.guest));
  if (one.guest.person == context.actor.person) return fail(ErrorKind::conflict, "conferences.not_oneself");
  tx.run(sql::set_removed, one.guest.id, context.now());
  record(context, tx, "conferences.remove", one);
  context.after_commit.push_back([&app = context.app, request] { carrier(app).remove(name_of(request.room), name_of(request.guest)); });
  return read_room(context, tx, {request.room});
}

}  // namespace gongshi::conferences
