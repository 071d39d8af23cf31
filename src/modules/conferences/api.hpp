// What other modules may use of conferences: a room to speak in from afar, and who is let in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modules/assemblies/api.hpp"
#include "platform/conference/conference.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::conferences {

using RoomId = Id<struct RoomTag>;
using GuestId = Id<struct GuestTag>;
using conference::Place;
using conference::Role;

/// Whether rooms can be entered on this installation; otherwise a room may be kept all the same.
bool available(Application& app);

struct NewRoom {
  std::string kind;          // with `subject`: what the room is for, in the caller's words
  std::int64_t subject = 0;
  assemblies::AssemblyId assembly;
  std::string title;
  std::string link{};        // the page that whoever leaves goes to; empty: the site's front
};
/// The room of that subject: made, or opened again with the guests it had.
RoomId open(Context& context, db::WriteTx& tx, const NewRoom& room);
std::optional<RoomId> find_room(db::ReadTx& tx, std::string_view kind, std::int64_t subject);
bool is_open(db::ReadTx& tx, RoomId room);
/// The address of its page.
std::string page_of(RoomId room);

/// Who may come in, and what they may do there. Again: changes it, at once for who is there, and lets in whom a moderator had removed. `shown_as`: a venue's name
/// ("江北分会场") in place of the person's.
void invite(Context& context, db::WriteTx& tx, RoomId room, PersonId person, Role role, Place place = Place::alone, std::string_view shown_as = {});
/// No longer a guest, and out at once.
void uninvite(Context& context, db::WriteTx& tx, RoomId room, PersonId person);
/// Everybody is told and let go. Nothing where it is closed.
void close(Context& context, db::WriteTx& tx, RoomId room);
/// All rooms of an assembly that is removed.
void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly);

/// Somebody wants to speak.
struct HandRaised {
  static constexpr std::string_view kName = "conferences.hand_raised";
  RoomId room;
  std::string kind;
  std::int64_t subject = 0;
  PersonId person;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(HandRaised, (), (room, kind, subject, person, at))

/// Somebody came in for the first time: attendance.
struct Entered {
  static constexpr std::string_view kName = "conferences.entered";
  RoomId room;
  std::string kind;
  std::int64_t subject = 0;
  PersonId person;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Entered, (), (room, kind, subject, person, at))

Module conferences_module();

}  // namespace gongshi::conferences
