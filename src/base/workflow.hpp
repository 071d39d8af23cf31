// Procedure as a table: rows of transitions, checked at compile time, and the two questions one asks of it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"
#include "base/result.hpp"

namespace gongshi::workflow {

/// One row: in state `from`, `action` leads to `to`, for who has `permission`, and only where `guard` (may be null) agrees.
template <class State, class Action, class Facts>
struct Transition {
  using StateType = State;
  using ActionType = Action;
  using FactsType = Facts;
  State from;
  Action action;
  State to;
  std::string_view permission;
  Result<void> (*guard)(const Facts&) = nullptr;
  bool needs_reason = false;
  bool primary = false;  // the usual action of this state
};

/// No state offers one action twice.
template <class Table>
consteval bool deterministic(const Table& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = i + 1; j < table.size(); ++j) {
      if (table[i].from == table[j].from && table[i].action == table[j].action) return false;
    }
  }
  return true;
}

/// Every enumerator of State can be reached from `start`.
template <class Table, class State>
consteval bool every_state_reachable(const Table& table, State start) {
  constexpr std::size_t kStates = boost::mp11::mp_size<boost::describe::describe_enumerators<State>>::value;
  std::array<bool, kStates> reached{};
  reached[static_cast<std::size_t>(start)] = true;
  for (std::size_t round = 0; round < kStates; ++round) {
    for (const auto& row : table) {
      if (reached[static_cast<std::size_t>(row.from)]) reached[static_cast<std::size_t>(row.to)] = true;
    }
  }
  for (const bool r : reached) {
    if (!r) return false;
  }
  return true;
}

/// The states without a way out are exactly `ends`.
template <class Table, class State, std::size_t N>
consteval bool ends_only_in(const Table& table, const State (&ends)[N]) {
  constexpr std::size_t kStates = boost::mp11::mp_size<boost::describe::describe_enumerators<State>>::value;
  for (std::size_t s = 0; s < kStates; ++s) {
    bool leaves = false, is_end = false;
    for (const auto& row : table) leaves = leaves || static_cast<std::size_t>(row.from) == s;
    for (const State end : ends) is_end = is_end || static_cast<std::size_t>(end) == s;
    if (leaves == is_end) return false;
  }
  return true;
}

/// What a view offers: buttons are drawn from it, never from the state.
struct Offer {
  std::string verb;
  bool needs_reason = false;
  bool primary = false;
};
BOOST_DESCRIBE_STRUCT(Offer, (), (verb, needs_reason, primary))

/// The state that `action` leads to; or why not: 403 where the permission is missing, 409 "workflow.not_now" where the procedure has no such
/// row, or the guard's own error. `may(permission)` answers for the actor on this object.
template <class Table, class State, class Action, class Facts, class May>
Result<State> next(const Table& table, State from, Action action, const Facts& facts, May&& may) {
  for (const auto& row : table) {
    if (row.from != from || row.action != action) continue;
    if (!may(row.permission)) return fail(ErrorKind::forbidden, "request.not_permitted");
    if (row.guard != nullptr) TRY(row.guard(facts));
    return row.to;
  }
  return fail(ErrorKind::conflict, "workflow.not_now");
}

/// The actions open to this actor now.
template <class Table, class State, class Facts, class May>
std::vector<Offer> offers(const Table& table, State from, const Facts& facts, May&& may) {
  std::vector<Offer> open;
  for (const auto& row : table) {
    if (row.from != from || !may(row.permission)) continue;
    if (row.guard != nullptr && !row.guard(facts)) continue;
    open.push_back({std::string(enum_name(row.action)), row.needs_reason, row.primary});
  }
  return open;
}

}  // namespace gongshi::workflow
