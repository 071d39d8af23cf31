// The life of a matter and of each unit's part in it. Change the procedure here and nowhere else.
#pragma once

#include "modules/handling/store.hpp"

namespace gongshi::handling {

// ---- the matter

enum class ItemAction { assign, assign_more, set_aside, take_back, reply, again, track, close };
BOOST_DESCRIBE_ENUM(ItemAction, assign, assign_more, set_aside, take_back, reply, again, track, close)

/// Nobody's permission: follows from what units and askers do.
inline constexpr std::string_view kBySystem = "by_system";

struct ItemFacts {
  bool shared = false;  // among several units: another may join them
  bool promises_open = false;
  bool needs_meeting = false;
  bool met = true;  // the units have noted that they met who asked since they replied
  bool says_why = true;
};
Result<void> among_several(const ItemFacts& facts);
Result<void> has_open_promises(const ItemFacts& facts);
Result<void> nothing_left(const ItemFacts& facts);

inline constexpr auto kItemTransitions = std::to_array<workflow::Transition<ItemState, ItemAction, ItemFacts>>({
    // from               action                   to                    who                   and only           reason usual
    {ItemState::to_assign, ItemAction::assign,      ItemState::handling,  "handling.assign",    nullptr,           false, true},
    {ItemState::to_assign, ItemAction::set_aside,   ItemState::closed,    "handling.assign",    nullptr,           true},
    {ItemState::handling,  ItemAction::assign_more, ItemState::handling,  "handling.assign",    among_several},
    {ItemState::handling,  ItemAction::take_back,   ItemState::to_assign, kBySystem,            nullptr},
    {ItemState::handling,  ItemAction::reply,       ItemState::replied,   kBySystem,            nullptr},
    {ItemState::replied,   ItemAction::again,       ItemState::handling,  kBySystem,            nullptr},
    {ItemState::replied,   ItemAction::track,       ItemState::tracking,  "handling.supervise", has_open_promises, false, true},
    {ItemState::replied,   ItemAction::close,       ItemState::closed,    "handling.supervise", nothing_left,      false, true},
    {ItemState::tracking,  ItemAction::again,       ItemState::handling,  kBySystem,            nullptr},
    {ItemState::tracking,  ItemAction::close,       ItemState::closed,    "handling.supervise", nothing_left,      false, true},
});
static_assert(workflow::deterministic(kItemTransitions));
static_assert(workflow::every_state_reachable(kItemTransitions, ItemState::to_assign));
static_assert(workflow::ends_only_in(kItemTransitions, {ItemState::closed}));

// ---- a unit's part

struct TaskFacts {
  TaskRole role = TaskRole::sole;
  bool may_be_returned = true;   // the days for that are not over
  bool extended = false;
  bool written = true;           // a reply and what came of it
  bool suggestions_open = false;
  bool needs_contact = false;
  bool contacted = true;         // before and during, or they said that it is not needed
  bool assisting_open = false;
  bool says_why = true;          // why it replies without them
  bool assisted = false;         // who assists countersigns the draft
  bool countersigned = true;     // all of them
  bool says_why_signed = true;   // why it is signed before
};
Result<void> in_time(const TaskFacts& facts);
Result<void> for_the_first_time(const TaskFacts& facts);
Result<void> ready(const TaskFacts& facts);
Result<void> goes_round(const TaskFacts& facts);
Result<void> countersigned(const TaskFacts& facts);
Result<void> assists(const TaskFacts& facts);
Result<void> replies(const TaskFacts& facts);

inline constexpr auto kTaskTransitions = std::to_array<workflow::Transition<TaskState, TaskVerb, TaskFacts>>({
    // from                          verb                         to                              who                   and only            reason usual
    {TaskState::to_sign,             TaskVerb::sign_for,          TaskState::handling,            "handling.handle",    nullptr,            false, true},
    {TaskState::to_sign,             TaskVerb::request_return,    TaskState::return_requested,    "handling.handle",    in_time,            true},
    {TaskState::handling,            TaskVerb::request_return,    TaskState::return_requested,    "handling.handle",    in_time,            true},
    {TaskState::return_requested,    TaskVerb::agree_return,      TaskState::returned,            "handling.supervise", nullptr,            false, true},
    {TaskState::return_requested,    TaskVerb::refuse_return,     TaskState::handling,            "handling.supervise", nullptr,            true},
    {TaskState::handling,            TaskVerb::request_extension, TaskState::extension_requested, "handling.handle",    for_the_first_time, true},
    {TaskState::extension_requested, TaskVerb::grant_extension,   TaskState::handling,            "handling.supervise", nullptr,            false, true},
    {TaskState::extension_requested, TaskVerb::refuse_extension,  TaskState::handling,            "handling.supervise", nullptr,            true},
    {TaskState::handling,            TaskVerb::submit_reply,      TaskState::to_approve,          "handling.handle",    ready,              false, true},
    {TaskState::handling,            TaskVerb::circulate,         TaskState::countersigning,      "handling.handle",    goes_round,         false, true},
    {TaskState::countersigning,      TaskVerb::recall,            TaskState::handling,            "handling.handle",    nullptr},
    {TaskState::countersigning,      TaskVerb::approve,           TaskState::under_check,         "handling.approve",   countersigned,      false, true},
    {TaskState::countersigning,      TaskVerb::send_back,         TaskState::handling,            "handling.approve",   nullptr,            true},
    {TaskState::to_approve,          TaskVerb::approve,           TaskState::under_check,         "handling.approve",   replies,            false, true},
    {TaskState::to_approve,          TaskVerb::approve_opinion,   TaskState::accepted,            "handling.approve",   assists,            false, true},
    {TaskState::to_approve,          TaskVerb::send_back,         TaskState::handling,            "handling.approve",   nullptr,            true},
    {TaskState::under_check,         TaskVerb::accept,            TaskState::accepted,            "handling.supervise", nullptr,            false, true},
    {TaskState::under_check,         TaskVerb::reject,            TaskState::handling,            "handling.supervise", nullptr,            true},
});
static_assert(workflow::deterministic(kTaskTransitions));
static_assert(workflow::every_state_reachable(kTaskTransitions, TaskState::to_sign));
static_assert(workflow::ends_only_in(kTaskTransitions, {TaskState::accepted, TaskState::returned}));

/// One row per state: whether its clock runs, whether it waits for the unit (who may be urged), and whether the office reads the draft.
struct TaskStateRow {
  TaskState state;
  bool open;
  bool waits_for_unit;
  bool shown_to_office;
};
inline constexpr auto kTaskStates = std::to_array<TaskStateRow>({
    {TaskState::to_sign, true, true, false},
    {TaskState::handling, true, true, false},
    {TaskState::return_requested, true, false, false},
    {TaskState::extension_requested, true, false, false},
    {TaskState::countersigning, true, true, false},
    {TaskState::to_approve, true, true, false},
    {TaskState::under_check, true, false, true},
    {TaskState::accepted, false, false, true},
    {TaskState::returned, false, false, false},
});
static_assert(kTaskStates.size() == enum_names<TaskState>().size());
constexpr const TaskStateRow& row_of(TaskState state) { return kTaskStates[static_cast<std::size_t>(state)]; }

}  // namespace gongshi::handling
