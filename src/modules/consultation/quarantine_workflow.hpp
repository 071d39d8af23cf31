// The way of votes that look arranged: set aside, looked at by two, and appealed against. Change the procedure here and nowhere else.
#pragma once

#include <chrono>

#include "base/workflow.hpp"
#include "maths/arrivals.hpp"
#include "modules/consultation/model.hpp"

namespace gongshi::consultation {

using FindingId = Id<struct FindingTag>;
using HeldId = Id<struct HeldTag>;

enum class FindingState { held, release_proposed, void_proposed, released, voided };
BOOST_DESCRIBE_ENUM(FindingState, held, release_proposed, void_proposed, released, voided)

enum class FindingAction { propose_release, propose_void, release, void_ };
BOOST_DESCRIBE_ENUM(FindingAction, propose_release, propose_void, release, void_)

struct FindingFacts {
  PersonId actor;
  std::optional<PersonId> proposed_by;
};
/// Who proposes does not decide.
Result<void> a_second_person(const FindingFacts& facts);

inline constexpr auto kFindingTransitions = std::to_array<workflow::Transition<FindingState, FindingAction, FindingFacts>>({
    // from                           action                          to                              who                and only         reason  usual
    {FindingState::held,             FindingAction::propose_void,    FindingState::void_proposed,    "quarantine.work", nullptr,         true,  true},
    {FindingState::held,             FindingAction::propose_release, FindingState::release_proposed, "quarantine.work", nullptr,         true},
    {FindingState::release_proposed, FindingAction::release,         FindingState::released,         "quarantine.work", a_second_person, false, true},
    {FindingState::release_proposed, FindingAction::void_,           FindingState::voided,           "quarantine.work", a_second_person, true},
    {FindingState::void_proposed,    FindingAction::void_,           FindingState::voided,           "quarantine.work", a_second_person, true,  true},
    {FindingState::void_proposed,    FindingAction::release,         FindingState::released,         "quarantine.work", a_second_person, false},
});
static_assert(workflow::deterministic(kFindingTransitions));
static_assert(workflow::every_state_reachable(kFindingTransitions, FindingState::held));
static_assert(workflow::ends_only_in(kFindingTransitions, {FindingState::released, FindingState::voided}));

/// One participant's appeal, against the same finding as everybody's in it.
enum class AppealState { none, appealed, restored, upheld };
BOOST_DESCRIBE_ENUM(AppealState, none, appealed, restored, upheld)

enum class AppealAction { appeal, restore, uphold };
BOOST_DESCRIBE_ENUM(AppealAction, appeal, restore, uphold)

struct AppealFacts {
  PersonId actor;
  FindingState finding = FindingState::held;
  std::optional<PersonId> proposed_by;
  std::optional<PersonId> decided_by;
  bool result_is_final = false;  // the sheet is signed
};
/// While the votes do not count and it can still be changed.
Result<void> not_counted(const AppealFacts& facts);
/// A voided one, by whom neither the proposal nor the decision was.
Result<void> a_third_person(const AppealFacts& facts);

inline constexpr auto kAppealTransitions = std::to_array<workflow::Transition<AppealState, AppealAction, AppealFacts>>({
    {AppealState::none,     AppealAction::appeal,  AppealState::appealed, "consultation.vote", not_counted},
    {AppealState::appealed, AppealAction::restore, AppealState::restored, "quarantine.work",   a_third_person},
    {AppealState::appealed, AppealAction::uphold,  AppealState::upheld,   "quarantine.work",   a_third_person, true},
});
static_assert(workflow::deterministic(kAppealTransitions));
static_assert(workflow::every_state_reachable(kAppealTransitions, AppealState::none));
static_assert(workflow::ends_only_in(kAppealTransitions, {AppealState::restored, AppealState::upheld}));

/// A sheet is not signed before as long has passed since votes were voided.
inline constexpr std::chrono::hours kTimeToAppeal{24 * 7};

}  // namespace gongshi::consultation
