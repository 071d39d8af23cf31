// The life of a change of term 换届. Change the procedure here and nowhere else.
#pragma once

#include <array>

#include "base/workflow.hpp"
#include "modules/assemblies/wire.hpp"

namespace gongshi::assemblies {

enum class NextTermAction { confirm, take_back, carry_out, give_up };
BOOST_DESCRIBE_ENUM(NextTermAction, confirm, take_back, carry_out, give_up)

struct NextTermFacts {
  Timestamp now;
  Timestamp begins;
  bool has_roster = false;
  bool rehearsed = false;  // as it stands, and nothing stood against it
};

/// Nobody changes what was not tried.
Result<void> rehearsed_as_it_stands(const NextTermFacts& facts);
Result<void> has_begun(const NextTermFacts& facts);

inline constexpr auto kNextTerm = std::to_array<workflow::Transition<NextTermState, NextTermAction, NextTermFacts>>({
    // from                    action                     to                        who         and only with           reason  usual
    {NextTermState::preparing, NextTermAction::confirm,   NextTermState::confirmed, "operator", rehearsed_as_it_stands, false,  true},
    {NextTermState::confirmed, NextTermAction::take_back, NextTermState::preparing, "operator"},
    {NextTermState::confirmed, NextTermAction::carry_out, NextTermState::done,      "operator", has_begun},
    {NextTermState::preparing, NextTermAction::give_up,   NextTermState::given_up,  "operator"},
});
static_assert(workflow::deterministic(kNextTerm));
static_assert(workflow::every_state_reachable(kNextTerm, NextTermState::preparing));
static_assert(workflow::ends_only_in(kNextTerm, {NextTermState::done, NextTermState::given_up}));

/// A row of assemblies_next_term.
struct StoredNextTerm {
  std::int64_t id = 0;
  AssemblyId assembly;
  NextTermState state = NextTermState::preparing;
  std::int64_t version = 0;
  std::string plan;
  std::optional<db::Bytes> roster;
  std::optional<std::int64_t> rehearsed_version;
  std::optional<Timestamp> rehearsed_at;
  std::optional<std::string> report;
};
BOOST_DESCRIBE_STRUCT(StoredNextTerm, (), (id, assembly, state, version, plan, roster, rehearsed_version, rehearsed_at, report))

/// The change under way, if any.
std::optional<StoredNextTerm> find_next_term(db::ReadTx& tx, AssemblyId assembly);
/// The file that was brought; empty: none.
std::string unsealed_roster(Context& context, const StoredNextTerm& next);

/// Does all of it in this transaction and says what was done; with problems in the report nothing of it may be kept.
Result<TermReport> change_term(Context& context, db::WriteTx& tx, const StoredNextTerm& next);

/// The change on a copy of the data; without a problem the preparation counts as rehearsed as it stood in `version`.
Result<TermReport> rehearse_term(Context& context, AssemblyId assembly, std::int64_t version);

/// What other modules have registered, by kind.
struct OpenItems {
  std::vector<std::pair<std::string, ListOpenItems>> kinds;
};

/// Carries out what is confirmed and has begun.
void change_due_terms(Context& context);

}  // namespace gongshi::assemblies
