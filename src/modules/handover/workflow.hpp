// The way of a matter up to the superior assembly and of its answer back down. Change the procedure here and nowhere else.
#pragma once

#include <array>

#include "base/workflow.hpp"
#include "modules/handover/wire.hpp"

namespace gongshi::handover {

enum class Action { accept, send_back, hand_up, answer, withdraw };
BOOST_DESCRIBE_ENUM(Action, accept, send_back, hand_up, answer, withdraw)

struct Facts {};

inline constexpr auto kTransitions = std::to_array<workflow::Transition<State, Action, Facts>>({
    // from            action             to                who                 and only  reason  usual
    {State::handed_up, Action::accept,    State::accepted,  "handover.receive", nullptr,  false,  true},
    {State::handed_up, Action::send_back, State::returned,  "handover.receive", nullptr,  true},
    {State::handed_up, Action::withdraw,  State::withdrawn, "handover.send",    nullptr},
    {State::returned,  Action::hand_up,   State::handed_up, "handover.send",    nullptr,  false,  true},
    {State::returned,  Action::withdraw,  State::withdrawn, "handover.send",    nullptr},
    {State::accepted,  Action::answer,    State::answered,  "handover.receive", nullptr,  false,  true},
});
static_assert(workflow::deterministic(kTransitions));
static_assert(workflow::every_state_reachable(kTransitions, State::handed_up));
static_assert(workflow::ends_only_in(kTransitions, {State::answered, State::withdrawn}));

/// One row per state: whether everybody sees with the subject that it was handed up.
struct StateRow {
  State state;
  bool public_;
};
inline constexpr auto kStates = std::to_array<StateRow>({
    {State::handed_up, true},
    {State::returned, false},
    {State::accepted, true},
    {State::answered, true},
    {State::withdrawn, false},
});
static_assert(kStates.size() == enum_names<State>().size());

constexpr const StateRow& row_of(State state) { return kStates[static_cast<std::size_t>(state)]; }

}  // namespace gongshi::handover
