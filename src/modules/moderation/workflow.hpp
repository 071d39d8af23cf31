// The way of a contribution to its readers. Change the procedure here and nowhere else.
#pragma once

#include <array>

#include "base/workflow.hpp"
#include "modules/moderation/model.hpp"

namespace gongshi::moderation {

enum class Action { approve, refuse, appeal };
BOOST_DESCRIBE_ENUM(Action, approve, refuse, appeal)

struct Facts {
  PersonId actor;
  PersonId author;
  std::optional<PersonId> first_reviewer;
};

Result<void> words_of_another(const Facts& facts);
/// An appeal is read by somebody who did not refuse.
Result<void> another_reviewer(const Facts& facts);
Result<void> own_words(const Facts& facts);

inline constexpr auto kTransitions = std::to_array<workflow::Transition<State, Action, Facts>>({
    // from           action           to                      who                  and only           reason  usual
    {State::pending,  Action::approve, State::approved,        "moderation.work",   words_of_another,  false,  true},
    {State::pending,  Action::refuse,  State::refused,         "moderation.work",   words_of_another,  true},
    {State::refused,  Action::appeal,  State::appealed,        "moderation.appeal", own_words,         true},
    {State::appealed, Action::approve, State::approved,        "moderation.work",   another_reviewer},
    {State::appealed, Action::refuse,  State::refused_finally, "moderation.work",   another_reviewer,  true},
});
static_assert(workflow::deterministic(kTransitions));
static_assert(workflow::every_state_reachable(kTransitions, State::pending));
static_assert(workflow::ends_only_in(kTransitions, {State::approved, State::refused_finally}));

/// What a state means for those who wait.
struct StateRow {
  State state;
  bool in_queue;  // staff have something to do
  bool visible;   // readers see the contribution
  bool refused;   // counts among the refusals, by reason
};
inline constexpr auto kStates = std::to_array<StateRow>({
    {State::pending, true, false, false},
    {State::approved, false, true, false},
    {State::refused, false, false, true},
    {State::appealed, true, false, true},
    {State::refused_finally, false, false, true},
});
static_assert(kStates.size() == enum_names<State>().size());

constexpr const StateRow& row_of(State state) { return kStates[static_cast<std::size_t>(state)]; }

}  // namespace gongshi::moderation
