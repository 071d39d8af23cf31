// Votes that are set aside, on the wire. Nothing here says what was voted, nor who somebody is.
#pragma once

#include "modules/consultation/quarantine_workflow.hpp"
#include "modules/consultation/wire.hpp"

namespace gongshi::consultation {

/// What a reviewer said, and who.
struct ReviewView {
  std::string by;
  Timestamp at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ReviewView, (), (by, at, note))

struct HoldAppealView {
  HeldId id;
  std::string text;
  Timestamp at;
  AppealState state = AppealState::appealed;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(HoldAppealView, (), (id, text, at, state, actions))

/// People found for one reason: what is known of how they came, to the hour, and what the reviewers say.
struct FindingView {
  FindingId id;
  ConsultationId consultation;
  std::string consultation_title;
  maths::Irregularity reason = maths::Irregularity::fresh_accounts;
  std::string reason_text;
  FindingState state = FindingState::held;
  std::int64_t people = 0;
  Timestamp first_at;
  Timestamp last_at;
  std::optional<std::string> excerpt;  // of a copied text
  Timestamp found_at;
  std::optional<ReviewView> proposal;
  std::optional<ReviewView> decision;
  std::vector<HoldAppealView> appeals;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(FindingView, (),
                      (id, consultation, consultation_title, reason, reason_text, state, people, first_at, last_at, excerpt, found_at, proposal, decision,
                       appeals, actions))

struct ListQuarantine {
  assemblies::AssemblyId id;
};
BOOST_DESCRIBE_STRUCT(ListQuarantine, (), (id))

struct Quarantine {
  std::vector<FindingView> items;
};
BOOST_DESCRIBE_STRUCT(Quarantine, (), (items))

inline constexpr std::int64_t kNoteLength = 300;    // code points
inline constexpr std::int64_t kAppealLength = 500;  // code points

struct MoveFinding {
  FindingId id;
  FindingAction verb = FindingAction::propose_void;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(MoveFinding, (), (id, verb, note))
constexpr auto limits(const MoveFinding*) { return std::array{json::Limit{"note", 1, kNoteLength}}; }

enum class HoldDecision { restore, uphold };
BOOST_DESCRIBE_ENUM(HoldDecision, restore, uphold)

struct DecideHold {
  HeldId id;
  HoldDecision verb = HoldDecision::restore;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(DecideHold, (), (id, verb, note))
constexpr auto limits(const DecideHold*) { return std::array{json::Limit{"note", 1, kNoteLength}}; }

struct AppealHold {
  ConsultationId id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(AppealHold, (), (id, text))
constexpr auto limits(const AppealHold*) { return std::array{json::Limit{"text", 1, kAppealLength}}; }

/// What hold() takes: participants' keys, of whom none is held yet.
struct NewFinding {
  maths::Irregularity reason = maths::Irregularity::fresh_accounts;
  std::vector<std::int64_t> keys;
  Timestamp first_at;
  Timestamp last_at;
  std::string excerpt;
  FindingId extends{};  // a finding that nobody has looked at, of which these are more
};

}  // namespace gongshi::consultation
