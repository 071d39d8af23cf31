// The consensus sheet and assisted ballots on the wire.
#pragma once

#include "modules/consultation/wire.hpp"

namespace gongshi::consultation {

/// A point of the sheet; `statement` where it came from, `share` what the result said ("甲 86% · 乙 94%").
struct SheetPoint {
  std::string text;
  std::optional<StatementId> statement;
  std::optional<std::string> share;
  std::optional<std::string> between;  // remaining differences: between whom
};
BOOST_DESCRIBE_STRUCT(SheetPoint, (), (text, statement, share, between))
constexpr auto limits(const SheetPoint*) {
  return std::array{json::Limit{"text", 1, 500}, json::Limit{"share", 0, 300}, json::Limit{"between", 0, 200}};
}

/// Who will explain what to whom, by when.
struct SheetExplanation {
  std::string who;
  std::string to_whom;
  std::string what;
  std::optional<Timestamp> by;
};
BOOST_DESCRIBE_STRUCT(SheetExplanation, (), (who, to_whom, what, by))
constexpr auto limits(const SheetExplanation*) {
  return std::array{json::Limit{"who", 1, 100}, json::Limit{"to_whom", 1, 100}, json::Limit{"what", 1, 500}};
}

struct SheetContent {
  std::vector<SheetPoint> agreed;
  std::vector<SheetPoint> to_study;
  std::vector<SheetPoint> remaining;
  std::vector<SheetExplanation> explain;
  std::string learned;  // 思想收获
};
BOOST_DESCRIBE_STRUCT(SheetContent, (), (agreed, to_study, remaining, explain, learned))
constexpr auto limits(const SheetContent*) {
  return std::array{json::Limit{"agreed", 0, 50}, json::Limit{"to_study", 0, 50}, json::Limit{"remaining", 0, 50}, json::Limit{"explain", 0, 50},
                    json::Limit{"learned", 0, 5'000}};
}

enum class SheetState { none, draft, signed_ };
BOOST_DESCRIBE_ENUM(SheetState, none, draft, signed_)

struct SheetView : SheetContent {
  ConsultationId consultation;
  SheetState state = SheetState::none;
  std::int64_t version = 0;
  std::optional<std::string> signed_by;
  std::optional<Timestamp> signed_at;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(SheetView, (SheetContent), (consultation, state, version, signed_by, signed_at, actions))

struct SaveSheet : SheetContent {
  ConsultationId id;
  std::int64_t version = 0;  // 0: the first save
};
BOOST_DESCRIBE_STRUCT(SaveSheet, (SheetContent), (id, version))

struct SignSheet {
  ConsultationId id;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SignSheet, (), (id, version))

struct AssistedVote {
  StatementId statement;
  Vote vote = Vote::pass;
};
BOOST_DESCRIBE_STRUCT(AssistedVote, (), (statement, vote))

struct EnterAssisted {
  ConsultationId id;
  std::string member_number;
  std::vector<AssistedVote> votes;
};
BOOST_DESCRIBE_STRUCT(EnterAssisted, (), (id, member_number, votes))
constexpr auto limits(const EnterAssisted*) { return std::array{json::Limit{"member_number", 1, 40}, json::Limit{"votes", 1, 1'000}}; }

enum class AssistedState { entered, checked, rejected };
BOOST_DESCRIBE_ENUM(AssistedState, entered, checked, rejected)

struct AssistedId_;
using AssistedId = Id<AssistedId_>;

/// `votes` only until the ballot is checked, and only for who enters and who checks.
struct AssistedView {
  AssistedId id;
  std::string member_name;
  std::string member_number;
  std::optional<std::vector<AssistedVote>> votes;
  std::string entered_by_name;
  Timestamp entered_at;
  AssistedState state = AssistedState::entered;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(AssistedView, (), (id, member_name, member_number, votes, entered_by_name, entered_at, state, actions))

struct AssistedList {
  std::vector<AssistedView> items;
};
BOOST_DESCRIBE_STRUCT(AssistedList, (), (items))

struct CheckAssisted {
  AssistedId id;
  bool agree = false;
};
BOOST_DESCRIBE_STRUCT(CheckAssisted, (), (id, agree))

}  // namespace gongshi::consultation
