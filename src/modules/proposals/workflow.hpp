// The life of a proposal until it is filed; from then on handling goes on with it. Change the procedure here and nowhere else.
#pragma once

#include "modules/proposals/store.hpp"

namespace gongshi::proposals {

/// Permissions that are no role's: of who wrote it.
inline constexpr std::string_view kByProposer = "by_proposer";
inline constexpr std::string_view kReview = "proposals.review";
/// Leads the supervision of key proposals: reads what is filed, and instructs.
inline constexpr std::string_view kLead = "proposals.lead";
/// Speaks for a party, a sector or a committee.
inline constexpr std::string_view kForBody = "proposals.propose_for_body";

struct Facts {
  std::vector<FieldError> missing;  // parts
  bool in_its_time = true;          // sectors propose in session only, where the rules say so
  bool categorised = true;
  bool main_given = true;   // a filed case of the same assembly, and how its proposers agreed
  bool ground_given = true;
};
Result<void> complete(const Facts& facts);
Result<void> categorised(const Facts& facts);
Result<void> has_main(const Facts& facts);
Result<void> has_ground(const Facts& facts);

inline constexpr auto kTransitions = std::to_array<workflow::Transition<State, Verb, Facts>>({
    // from                 verb             to                    who          and only     reason usual
    {State::draft,          Verb::submit,    State::submitted,     kByProposer, complete,    false, true},
    {State::cosigning,      Verb::submit,    State::submitted,     kByProposer, complete,    false, true},
    {State::cosigning,      Verb::edit,      State::draft,         kByProposer, nullptr},
    {State::submitted,      Verb::take_back, State::draft,         kByProposer, nullptr},
    {State::submitted,      Verb::pass,      State::second_review, kReview,     nullptr,     false, true},
    {State::submitted,      Verb::send_back, State::returned,      kReview,     nullptr,     true},
    {State::submitted,      Verb::withdraw,  State::withdrawn,     kReview,     nullptr,     true},
    {State::second_review,  Verb::pass,      State::final_review,  kReview,     nullptr,     false, true},
    {State::second_review,  Verb::send_back, State::returned,      kReview,     nullptr,     true},
    {State::second_review,  Verb::withdraw,  State::withdrawn,     kReview,     nullptr,     true},
    {State::final_review,   Verb::file,      State::filed,         kReview,     categorised, false, true},
    {State::final_review,   Verb::merge,     State::merged,        kReview,     has_main},
    {State::final_review,   Verb::convert,   State::converted,     kReview,     has_ground},
    {State::final_review,   Verb::send_back, State::returned,      kReview,     nullptr,     true},
    {State::final_review,   Verb::withdraw,  State::withdrawn,     kReview,     nullptr,     true},
    {State::returned,       Verb::submit,    State::submitted,     kByProposer, complete,    false, true},
    {State::returned,       Verb::withdraw,  State::withdrawn,     kByProposer, nullptr},
});
static_assert(workflow::deterministic(kTransitions));
static_assert(workflow::ends_only_in(kTransitions, {State::filed, State::merged, State::converted, State::withdrawn}));

/// One row per state: whether the proposer may write, whether it is under review, whether others than who signs and the office may ever read it, and
/// whether the office does: what was taken back is the proposer's alone again.
struct StateRow {
  State state;
  bool written;
  bool reviewed;
  bool settled;
  bool office;
};
inline constexpr auto kStates = std::to_array<StateRow>({
    {State::draft, true, false, false, false},
    {State::cosigning, false, false, false, false},
    {State::submitted, false, true, false, true},
    {State::second_review, false, true, false, true},
    {State::final_review, false, true, false, true},
    {State::returned, true, false, false, true},
    {State::filed, false, false, true, true},
    {State::merged, false, false, true, true},
    {State::converted, false, false, false, true},
    {State::withdrawn, false, false, false, true},
});
static_assert(kStates.size() == enum_names<State>().size());
constexpr const StateRow& row_of(State state) { return kStates[static_cast<std::size_t>(state)]; }

}  // namespace gongshi::proposals
