// The life of a consultation. Change the procedure here and nowhere else.
#pragma once

#include "base/workflow.hpp"
#include "modules/consultation/model.hpp"

namespace gongshi::consultation {

enum class Action { publish, close, reopen, sign, withdraw };
BOOST_DESCRIBE_ENUM(Action, publish, close, reopen, sign, withdraw)

struct Facts {
  int statements = 0;          // shown to voters
  Timestamp now;
  std::optional<Timestamp> closes_at;
  bool sheet_has_content = false;
  bool has_sectors = true;     // false: the audience is "sectors" and none is chosen
  bool votes_undecided = false;  // whether some people's votes count is still being decided, or may be appealed against
};

/// A question without a first statement gives the first visitor nothing to do.
Result<void> ready_to_publish(const Facts& facts);
Result<void> sheet_is_written(const Facts& facts);

inline constexpr auto kTransitions = std::to_array<workflow::Transition<State, Action, Facts>>({
    // from           action             to                who                     and only with       reason  usual
    {State::draft,  Action::publish,  State::open,      "consultation.publish", ready_to_publish, false, true},
    {State::open,   Action::close,    State::closed,    "consultation.publish", nullptr,          false, true},
    {State::closed, Action::reopen,   State::open,      "consultation.publish", nullptr,          true},
    {State::closed, Action::sign,     State::signed_,   "sheet.sign",           sheet_is_written, false, true},
    {State::draft,  Action::withdraw, State::withdrawn, "consultation.write",   nullptr},
    {State::open,   Action::withdraw, State::withdrawn, "consultation.publish", nullptr,          true},
});
static_assert(workflow::deterministic(kTransitions));
static_assert(workflow::every_state_reachable(kTransitions, State::draft));
static_assert(workflow::ends_only_in(kTransitions, {State::signed_, State::withdrawn}));

/// One row per state: who may see it and whether it takes votes.
struct StateRow {
  State state;
  bool public_page;  // readers see it
  bool takes_votes;
  bool editable;
  bool has_result;
};
inline constexpr auto kStates = std::to_array<StateRow>({
    {State::draft, false, false, true, false},
    {State::open, true, true, false, true},
    {State::closed, true, false, false, true},
    {State::signed_, true, false, false, true},
    {State::withdrawn, false, false, false, false},
});

constexpr const StateRow& row_of(State state) { return kStates[static_cast<std::size_t>(state)]; }

/// The moment at which one asks who was asked: now, or when it closed. Members and sectors of a later term have no part in it.
inline Timestamp asked_until(const Consultation& consultation, Timestamp now) {
  return row_of(consultation.state).takes_votes || !consultation.closes_at ? now : std::min(now, *consultation.closes_at);
}

}  // namespace gongshi::consultation
