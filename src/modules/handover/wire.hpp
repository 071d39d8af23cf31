// What crosses the wire about handovers, and nothing else.
#pragma once

#include <array>
#include <optional>

#include "base/workflow.hpp"
#include "modules/handover/api.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::handover {

enum class State { handed_up, returned, accepted, answered, withdrawn };
BOOST_DESCRIBE_ENUM(State, handed_up, returned, accepted, answered, withdrawn)

/// Why the superior assembly does not take it. Texts: message key "handover.reason.<name>".
enum class Reason { not_of_this_level, not_clear, taken_up_already, to_be_settled_below };
BOOST_DESCRIBE_ENUM(Reason, not_of_this_level, not_clear, taken_up_already, to_be_settled_below)

struct AssemblyName {
  assemblies::AssemblyId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(AssemblyName, (), (id, name))

struct ReasonView {
  Reason code;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReasonView, (), (code, text))

/// `point` none: the whole of the subject. `reply`: said when it was accepted or returned; `answer`: what came of it, public.
struct HandoverView {
  HandoverId id;
  std::string kind;
  std::int64_t subject = 0;
  std::string title;
  std::string link;
  std::optional<std::string> point;
  AssemblyName from;
  AssemblyName to;
  std::string note;
  State state = State::handed_up;
  Timestamp state_since;
  std::optional<ReasonView> reason;
  std::optional<std::string> reply;
  std::optional<std::string> answer;
  Timestamp handed_at;
  std::int64_t version = 0;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(HandoverView, (), (id, kind, subject, title, link, point, from, to, note, state, state_since, reason, reply, answer, handed_at, version, actions))

struct HandoverList {
  std::vector<HandoverView> items;
  std::vector<ReasonView> reasons;  // for which one may be sent back
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(HandoverList, (), (items, reasons, next))

struct ListHandovers {
  assemblies::AssemblyId id;
  std::optional<HandoverId> cursor;
};
BOOST_DESCRIBE_STRUCT(ListHandovers, (), (id, cursor))

struct ByHandover {
  HandoverId id;
};
BOOST_DESCRIBE_STRUCT(ByHandover, (), (id))

/// `point`: which of the subject's points, from 1; none: all of it.
struct HandUp {
  std::string kind;
  std::int64_t subject = 0;
  std::optional<std::int64_t> point;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(HandUp, (), (kind, subject, point, note))
constexpr auto limits(const HandUp*) { return std::array{json::Limit{"kind", 1, 30}, json::Limit{"point", 1, 50}, json::Limit{"note", 1, 1000}}; }

enum class Verb { accept, send_back, hand_up, answer, withdraw };
BOOST_DESCRIBE_ENUM(Verb, accept, send_back, hand_up, answer, withdraw)

/// `text`: the answer; the note anew when handed up again; a word with accepting or sending back. `reason`: for sending back.
struct MoveHandover {
  HandoverId id;
  Verb verb = Verb::accept;
  std::int64_t version = 0;
  std::optional<Reason> reason;
  std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(MoveHandover, (), (id, verb, version, reason, text))
constexpr auto limits(const MoveHandover*) { return std::array{json::Limit{"text", 0, 5000}}; }

struct OfSubject {
  std::string kind;
  std::int64_t subject = 0;
};
BOOST_DESCRIBE_STRUCT(OfSubject, (), (kind, subject))

/// What everybody sees of it, with the subject.
struct HandedUp {
  std::optional<std::string> point;
  std::string text;  // where it stands, in words
  State state = State::handed_up;
  Timestamp handed_at;
  Timestamp state_since;
  std::optional<std::string> answer;
};
BOOST_DESCRIBE_STRUCT(HandedUp, (), (point, text, state, handed_at, state_since, answer))

/// `title`: in words, for pages that carry none of their own.
struct HandedUpList {
  std::string title;
  std::vector<HandedUp> items;
};
BOOST_DESCRIBE_STRUCT(HandedUpList, (), (title, items))

}  // namespace gongshi::handover
