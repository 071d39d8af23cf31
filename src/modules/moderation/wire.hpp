// What crosses the wire about moderation, and nothing else.
#pragma once

#include <array>

#include "modules/moderation/api.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::moderation {

inline constexpr std::int64_t kNoteLength = 300;    // code points
inline constexpr std::int64_t kAppealLength = 500;  // code points

struct ListQueue {
  assemblies::AssemblyId id;
  std::optional<Kind> kind;
  std::optional<std::int64_t> consultation;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListQueue, (), (id, kind, consultation, cursor))

/// A contribution as staff see it. `reason` and `note` are given once it is refused, `first_reason` while an appeal waits.
struct QueueItem {
  Kind kind;
  std::int64_t id = 0;
  std::int64_t consultation = 0;
  std::string consultation_title;
  std::string text;
  Timestamp at;
  std::string author_name;
  State state;
  std::optional<std::string> appeal;
  std::optional<ReasonView> first_reason;
  std::optional<std::string> first_note;
  std::vector<Similar> similar;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(QueueItem, (),
                      (kind, id, consultation, consultation_title, text, at, author_name, state, appeal, first_reason, first_note, similar,
                       actions))

struct QueueCounts {
  std::int64_t pending = 0;
  std::int64_t appealed = 0;
};
BOOST_DESCRIBE_STRUCT(QueueCounts, (), (pending, appealed))

struct Queue {
  std::vector<QueueItem> items;
  std::optional<std::string> next;
  std::vector<ReasonView> reasons;
  QueueCounts counts;
};
BOOST_DESCRIBE_STRUCT(Queue, (), (items, next, reasons, counts))

enum class Decision { approve, refuse };
BOOST_DESCRIBE_ENUM(Decision, approve, refuse)

struct Decide {
  std::int64_t id = 0;  // of the statement or the post
  Decision verb = Decision::approve;
  std::optional<Reason> reason;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Decide, (), (id, verb, reason, note))
constexpr auto limits(const Decide*) { return std::array{json::Limit{"note", 0, kNoteLength}}; }

struct Appeal {
  std::int64_t id = 0;  // of the statement or the post
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Appeal, (), (id, text))
constexpr auto limits(const Appeal*) { return std::array{json::Limit{"text", 1, kAppealLength}}; }

struct ListMine {
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListMine, (), (cursor))

struct MyContributions {
  std::vector<MyContribution> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MyContributions, (), (items, next))

struct ReadCounts {
  std::int64_t id = 0;  // of the consultation
};
BOOST_DESCRIBE_STRUCT(ReadCounts, (), (id))

struct RefusalCount {
  Reason code;
  std::string text;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(RefusalCount, (), (code, text, count))

/// Every reason stands in the list, those that were not used with 0. `approved` includes `approved_on_appeal`.
struct ModerationCounts {
  std::int64_t submitted = 0;
  std::int64_t approved = 0;
  std::int64_t pending = 0;
  std::int64_t approved_on_appeal = 0;
  std::vector<RefusalCount> refused;
};
BOOST_DESCRIBE_STRUCT(ModerationCounts, (), (submitted, approved, pending, approved_on_appeal, refused))

}  // namespace gongshi::moderation
