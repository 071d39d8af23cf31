// What crosses the wire about rooms, and nothing else.
#pragma once

#include <array>
#include <vector>

#include "modules/conferences/model.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::conferences {

using conference::Kind;

struct ByRoom {
  RoomId room;
};
BOOST_DESCRIBE_STRUCT(ByRoom, (), (room))

/// A guest as moderators and the office see them.
struct GuestView {
  GuestId id;
  std::string name;
  Role role = Role::listener;
  Place place = Place::alone;
  std::optional<Timestamp> entered_at;
  std::optional<Timestamp> hand_at;
  bool removed = false;
};
BOOST_DESCRIBE_STRUCT(GuestView, (), (id, name, role, place, entered_at, hand_at, removed))

struct RoomView {
  RoomId id;
  std::string title;
  std::string assembly_name;
  std::string link;
  State state = State::open;
  Kind kind = Kind::none;
  std::int64_t present = 0;
  std::optional<GuestView> you;           // absent: staff who is no guest
  bool moderates = false;
  std::optional<std::vector<GuestView>> guests;  // for who moderates
};
BOOST_DESCRIBE_STRUCT(RoomView, (), (id, title, assembly_name, link, state, kind, present, you, moderates, guests))

struct RoomLine {
  RoomId id;
  std::string title;
  std::string assembly_name;
};
BOOST_DESCRIBE_STRUCT(RoomLine, (), (id, title, assembly_name))
struct RoomList {
  std::vector<RoomLine> items;
};
BOOST_DESCRIBE_STRUCT(RoomList, (), (items))

struct OpenRoom {
  std::string title;
};
BOOST_DESCRIBE_STRUCT(OpenRoom, (), (title))
constexpr auto limits(const OpenRoom*) { return std::array{json::Limit{"title", 1, 100}}; }

struct Invite {
  RoomId room;
  PersonId person;
  Role role = Role::listener;
  Place place = Place::alone;
  std::optional<std::string> shown_as;
};
BOOST_DESCRIBE_STRUCT(Invite, (), (room, person, role, place, shown_as))
constexpr auto limits(const Invite*) { return std::array{json::Limit{"shown_as", 0, 30}}; }

/// How this one comes in: an address, or what a browser needs to speak with the gateway through us.
struct EntryView {
  Kind kind = Kind::none;
  std::int64_t entry = 0;
  std::optional<std::string> address;
  std::vector<conference::IceServer> ice;
  bool may_speak = false;
};
BOOST_DESCRIBE_STRUCT(EntryView, (), (kind, entry, address, ice, may_speak))

/// `entry` absent: only who is there.
struct WatchRoom {
  RoomId room;
  std::optional<std::int64_t> entry;
};
BOOST_DESCRIBE_STRUCT(WatchRoom, (), (room, entry))

struct SendSignal {
  RoomId room;
  std::int64_t entry = 0;
  conference::SignalKind kind = conference::SignalKind::leave;
  std::optional<std::string> about;  // a guest
  std::optional<std::string> sdp;
  std::optional<std::vector<conference::Candidate>> candidates;
  std::optional<bool> complete;
  std::optional<bool> sound_only;
};
BOOST_DESCRIBE_STRUCT(SendSignal, (), (room, entry, kind, about, sdp, candidates, complete, sound_only))
constexpr auto limits(const SendSignal*) {
  return std::array{json::Limit{"about", 0, 20}, json::Limit{"sdp", 0, static_cast<std::int64_t>(conference::kMostSdp)}, json::Limit{"candidates", 0, static_cast<std::int64_t>(conference::kMostCandidates)}};
}

struct Show {
  RoomId room;
  std::int64_t entry = 0;
  bool hand = false;
  bool microphone = false;
  bool camera = false;
};
BOOST_DESCRIBE_STRUCT(Show, (), (room, entry, hand, microphone, camera))

struct ByGuest {
  RoomId room;
  GuestId guest;
};
BOOST_DESCRIBE_STRUCT(ByGuest, (), (room, guest))

struct SetRole {
  RoomId room;
  GuestId guest;
  Role role = Role::listener;
};
BOOST_DESCRIBE_STRUCT(SetRole, (), (room, guest, role))

}  // namespace gongshi::conferences
