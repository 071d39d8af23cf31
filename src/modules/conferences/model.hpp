// A room, and who may come in.
#pragma once

#include "modules/conferences/api.hpp"

namespace gongshi::conferences {

enum class State { open, closed };
BOOST_DESCRIBE_ENUM(State, open, closed)

/// A row of conferences_room.
struct Room {
  RoomId id;
  std::string kind;
  std::int64_t subject = 0;
  assemblies::AssemblyId assembly;
  std::string title;
  std::string link;
  Timestamp opened_at;
  std::optional<Timestamp> closed_at;
};
BOOST_DESCRIBE_STRUCT(Room, (), (id, kind, subject, assembly, title, link, opened_at, closed_at))

/// A row of conferences_guest. Removed: by a moderator, until invited again.
struct Guest {
  GuestId id;
  RoomId room;
  PersonId person;
  Role role = Role::listener;
  Place place = Place::alone;
  std::string shown_as;
  std::optional<Timestamp> entered_at;
  std::optional<Timestamp> hand_at;
  std::optional<Timestamp> removed_at;
};
BOOST_DESCRIBE_STRUCT(Guest, (), (id, room, person, role, place, shown_as, entered_at, hand_at, removed_at))

}  // namespace gongshi::conferences
