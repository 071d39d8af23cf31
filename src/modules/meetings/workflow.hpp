// Procedure of meetings and of speeches. Change it here and nowhere else.
#pragma once

#include <array>

#include "base/workflow.hpp"
#include "modules/meetings/model.hpp"

namespace gongshi::meetings {

/// What a form of meeting is. `discussion`: goes on for weeks, without place, agenda and check-in. `exchange`: is a consultation, of which exchange and
/// discussion 交流互动 is a required step. `standing`: of the Standing Committee, which alone can adopt a formal recommendation 建议案.
struct FormRow {
  Form form;
  bool discussion;
  bool exchange;
  bool standing;
};
inline constexpr auto kForms = std::to_array<FormRow>({
    {Form::plenary_session, false, false, false},
    {Form::standing_committee, false, false, true},
    {Form::topical_standing_committee, false, true, true},
    {Form::topical_consultation, false, true, false},
    {Form::biweekly, false, true, false},
    {Form::counterpart, false, true, false},
    {Form::sector, false, true, false},
    {Form::proposal_handling, false, true, false},
    {Form::remote, false, true, false},
    {Form::hot_topic, true, false, false},
});
static_assert(kForms.size() == enum_names<Form>().size());
constexpr const FormRow& row_of(Form form) { return kForms[static_cast<std::size_t>(form)]; }

struct Facts {
  Form form = Form::topical_consultation;
  bool has_exchange_item = false;
  bool exchange_recorded = false;  // that it was held, or why it was not
};

inline Result<void> exchange_planned(const Facts& facts) {
  if (row_of(facts.form).exchange && !facts.has_exchange_item) return fail(ErrorKind::conflict, "meetings.no_exchange_item");
  return {};
}
inline Result<void> exchange_recorded(const Facts& facts) {
  if (row_of(facts.form).exchange && !facts.exchange_recorded) return fail(ErrorKind::conflict, "meetings.exchange_not_recorded");
  return {};
}

inline constexpr auto kTransitions = std::to_array<workflow::Transition<State, Action, Facts>>({
    // from            action            to                who                and only            reason  usual
    {State::draft,     Action::announce, State::announced, "meetings.manage", exchange_planned,   false,  true},
    {State::announced, Action::open,     State::open,      "meetings.run",    nullptr,            false,  true},
    {State::announced, Action::cancel,   State::cancelled, "meetings.manage", nullptr,            true},
    {State::open,      Action::suspend,  State::suspended, "meetings.run",    nullptr},
    {State::suspended, Action::resume,   State::open,      "meetings.run",    nullptr,            false,  true},
    {State::open,      Action::end,      State::ended,     "meetings.run",    nullptr,            false,  true},
    {State::suspended, Action::end,      State::ended,     "meetings.run",    nullptr},
    {State::ended,     Action::resume,   State::open,      "meetings.run",    nullptr},
    {State::ended,     Action::close,    State::closed,    "meetings.manage", exchange_recorded,  false,  true},
});
static_assert(workflow::deterministic(kTransitions));
static_assert(workflow::every_state_reachable(kTransitions, State::draft));
static_assert(workflow::ends_only_in(kTransitions, {State::closed, State::cancelled}));

/// One row per state. `under_way`: the hall is open; `before`: people answer invitations and apply to speak; `planned`: it may be edited.
struct StateRow {
  State state;
  bool public_;
  bool planned;
  bool before;
  bool under_way;
  bool after;
};
inline constexpr auto kStates = std::to_array<StateRow>({
    {State::draft,     false, true,  false, false, false},
    {State::announced, true,  true,  true,  false, false},
    {State::open,      true,  false, false, true,  false},
    {State::suspended, true,  false, false, true,  false},
    {State::ended,     true,  false, false, false, true},
    {State::closed,    true,  false, false, false, true},
    {State::cancelled, true,  false, false, false, false},
});
static_assert(kStates.size() == enum_names<State>().size());
constexpr const StateRow& row_of(State state) { return kStates[static_cast<std::size_t>(state)]; }

struct SpeechFacts {
  bool under_way = false;
  bool written = false;
};
inline Result<void> is_under_way(const SpeechFacts& facts) {
  if (!facts.under_way || facts.written) return fail(ErrorKind::conflict, "workflow.not_now");
  return {};
}

/// No role's permission: of who is to speak.
inline constexpr std::string_view kOwnSpeech = "own";

inline constexpr auto kSpeechTransitions = std::to_array<workflow::Transition<SpeechState, SpeechAction, SpeechFacts>>({
    // from                 action                   to                      who                and only      reason
    {SpeechState::applied,  SpeechAction::list,      SpeechState::listed,    "meetings.run",    nullptr,      false, true},
    {SpeechState::applied,  SpeechAction::refuse,    SpeechState::refused,   "meetings.run",    nullptr,      true},
    {SpeechState::applied,  SpeechAction::withdraw,  SpeechState::withdrawn, kOwnSpeech,        nullptr},
    {SpeechState::listed,   SpeechAction::withdraw,  SpeechState::withdrawn, kOwnSpeech,        nullptr},
    {SpeechState::listed,   SpeechAction::start,     SpeechState::speaking,  "meetings.run",    is_under_way, false, true},
    {SpeechState::speaking, SpeechAction::stop,      SpeechState::spoken,    "meetings.run",    nullptr,      false, true},
    {SpeechState::listed,   SpeechAction::put_back,  SpeechState::applied,   "meetings.run",    nullptr},
    {SpeechState::refused,  SpeechAction::list,      SpeechState::listed,    "meetings.run",    nullptr},
});
static_assert(workflow::deterministic(kSpeechTransitions));
static_assert(workflow::ends_only_in(kSpeechTransitions, {SpeechState::spoken, SpeechState::withdrawn}));

}  // namespace gongshi::meetings
