// What crosses the wire about circulars, and nothing else.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "modules/circulars/api.hpp"
#include "platform/json/codec.hpp"
#include "platform/notices/delivery.hpp"

namespace gongshi::circulars {

using RecipientId = Id<struct CircularRecipientTag>;

/// Everyone, or whoever is in one of the bodies or named, by number or by whole name.
struct Segment {
  bool everyone = false;
  std::vector<assemblies::BodyId> bodies{};
  std::vector<std::string> members{};
};
BOOST_DESCRIBE_STRUCT(Segment, (), (everyone, bodies, members))
constexpr auto limits(const Segment*) { return std::array{json::Limit{"bodies", 0, 200}, json::Limit{"members", 0, 500}}; }

struct SegmentBody {
  assemblies::BodyId id;
  assemblies::BodyKind kind = assemblies::BodyKind::sector;
  std::string name;
  std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(SegmentBody, (), (id, kind, name, members))

/// `members`: of the whole assembly.
struct SegmentChoice {
  std::int64_t members = 0;
  std::vector<SegmentBody> bodies;
};
BOOST_DESCRIBE_STRUCT(SegmentChoice, (), (members, bodies))

struct PreviewCircular {
  Segment segment;
};
BOOST_DESCRIBE_STRUCT(PreviewCircular, (), (segment))

struct ChannelCount {
  notices::Channel channel = notices::Channel::mail;
  std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(ChannelCount, (), (channel, people))

/// How many people a circular would reach: all find it in the inbox; `by_telephone` have nothing else, `names` of the first of them.
struct Preview {
  std::int64_t people = 0;
  std::vector<ChannelCount> channels;
  std::int64_t by_telephone = 0;
  std::vector<std::string> names;
};
BOOST_DESCRIBE_STRUCT(Preview, (), (people, channels, by_telephone, names))

struct NewCircular {
  std::string title;
  std::string text;
  bool receipt = false;
  std::optional<Timestamp> due_at;
  Segment segment;
};
BOOST_DESCRIBE_STRUCT(NewCircular, (), (title, text, receipt, due_at, segment))
constexpr auto limits(const NewCircular*) { return std::array{json::Limit{"title", 1, 60}, json::Limit{"text", 1, 5000}}; }

/// `open`: nothing came back from them, by the page or by telephone (without receipt: they have not opened it).
struct CircularView {
  CircularId id;
  std::string title;
  std::string text;
  bool receipt = false;
  std::optional<Timestamp> due_at;
  std::string audience;
  std::string sent_by;
  Timestamp sent_at;
  std::int64_t people = 0;
  std::int64_t read = 0;
  std::int64_t confirmed = 0;
  std::int64_t told = 0;
  std::int64_t open = 0;
};
BOOST_DESCRIBE_STRUCT(CircularView, (), (id, title, text, receipt, due_at, audience, sent_by, sent_at, people, read, confirmed, told, open))

struct CircularList {
  std::vector<CircularView> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CircularList, (), (items, next))

struct ListCirculars {
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListCirculars, (), (cursor))

struct ByCircular {
  CircularId id;
};
BOOST_DESCRIBE_STRUCT(ByCircular, (), (id))

/// What was said on the telephone. Words: message key "circulars.outcome.<name>".
enum class Outcome { told, not_there, call_again };
BOOST_DESCRIBE_ENUM(Outcome, told, not_there, call_again)

struct CallView {
  Timestamp at;
  std::string by;
  Outcome outcome = Outcome::told;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(CallView, (), (at, by, outcome, note))

/// By which channel it left, and why it did not.
struct LeftBy {
  notices::Channel channel = notices::Channel::mail;
  notices::DeliveryState state = notices::DeliveryState::waiting;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(LeftBy, (), (channel, state, reason))

struct RecipientView {
  RecipientId id;
  std::string number;
  std::string name;
  std::string sector_name;
  std::optional<Timestamp> read_at;
  std::optional<Timestamp> confirmed_at;
  std::optional<std::string> word;
  std::optional<Timestamp> reminded_at;
  std::vector<LeftBy> left_by;
  std::vector<CallView> calls;
  bool open = false;
};
BOOST_DESCRIBE_STRUCT(RecipientView, (), (id, number, name, sector_name, read_at, confirmed_at, word, reminded_at, left_by, calls, open))

struct RecipientList {
  CircularView circular;
  std::vector<RecipientView> items;
};
BOOST_DESCRIBE_STRUCT(RecipientList, (), (circular, items))

/// unreached: no channel but the inbox takes anything to them; open: everybody from whom nothing came back.
enum class Whom { unreached, open };
BOOST_DESCRIBE_ENUM(Whom, unreached, open)

struct AskForTelephoneList {
  CircularId id;
  std::optional<Whom> whom;
};
BOOST_DESCRIBE_STRUCT(AskForTelephoneList, (), (id, whom))

/// `phone`: in full, absent where none is known.
struct ToCall {
  RecipientId id;
  std::string number;
  std::string name;
  std::string sector_name;
  std::optional<std::string> phone;
  std::vector<CallView> calls;
};
BOOST_DESCRIBE_STRUCT(ToCall, (), (id, number, name, sector_name, phone, calls))

struct TelephoneList {
  std::string title;
  std::vector<ToCall> items;
};
BOOST_DESCRIBE_STRUCT(TelephoneList, (), (title, items))

struct NoteCall {
  CircularId id;
  RecipientId recipient;
  Outcome outcome = Outcome::told;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(NoteCall, (), (id, recipient, outcome, note))
constexpr auto limits(const NoteCall*) { return std::array{json::Limit{"note", 0, 300}}; }

struct Reminded {
  std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(Reminded, (), (people))

/// As whom it was sent to reads it.
struct OwnCircular {
  CircularId id;
  std::string assembly_name;
  std::string title;
  std::string text;
  bool receipt = false;
  std::optional<Timestamp> due_at;
  Timestamp sent_at;
  std::optional<Timestamp> confirmed_at;
  std::optional<std::string> word;
};
BOOST_DESCRIBE_STRUCT(OwnCircular, (), (id, assembly_name, title, text, receipt, due_at, sent_at, confirmed_at, word))

struct OwnCirculars {
  std::vector<OwnCircular> items;
};
BOOST_DESCRIBE_STRUCT(OwnCirculars, (), (items))

struct Confirm {
  CircularId id;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(Confirm, (), (id, word))
constexpr auto limits(const Confirm*) { return std::array{json::Limit{"word", 0, 200}}; }

}  // namespace gongshi::circulars
