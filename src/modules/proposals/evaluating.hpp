// 提案评选: a panel of named seats rates filed proposals; the committee closes it and sees what came out. Wire structs, and one function for each use case.
#pragma once

#include "modules/calendar/api.hpp"
#include "modules/proposals/ranking.hpp"
#include "modules/proposals/workflow.hpp"

namespace gongshi::proposals {

using PanellistId = Id<struct PanellistTag>;

enum class EvaluationState { open, closed };
BOOST_DESCRIBE_ENUM(EvaluationState, open, closed)
enum class EvaluationVerb { close, extend };
BOOST_DESCRIBE_ENUM(EvaluationVerb, close, extend)

struct EvaluationFacts {
  bool due_given = true;  // a later day
};
Result<void> has_due(const EvaluationFacts& facts);

inline constexpr auto kEvaluationSteps = std::to_array<workflow::Transition<EvaluationState, EvaluationVerb, EvaluationFacts>>({
    // from                   verb                    to                       who      and only if reason usual
    {EvaluationState::open, EvaluationVerb::close,  EvaluationState::closed, kReview, nullptr,  false, true},
    {EvaluationState::open, EvaluationVerb::extend, EvaluationState::open,   kReview, has_due},
});
static_assert(workflow::deterministic(kEvaluationSteps) && workflow::ends_only_in(kEvaluationSteps, {EvaluationState::closed}));

/// Where nobody else says otherwise. No rule that was found fixes what excellent proposals are measured by; what each of these rests on stands beside it.
enum class UsualDimension { importance, research, feasibility, writing };
BOOST_DESCRIBE_ENUM(UsualDimension, importance, research, feasibility, writing)

struct DimensionView {
  std::string name;
  std::string about;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(DimensionView, (), (name, about, source))
constexpr auto limits(const DimensionView*) { return std::array{json::Limit{"name", 1, 20}, json::Limit{"about", 0, 200}, json::Limit{"source", 0, 200}}; }

struct EvaluationLine {
  EvaluationId id;
  std::string title;
  std::string session_name;
  EvaluationState state = EvaluationState::open;
  std::string state_name;
  Timestamp due;
  std::int64_t proposals = 0;
  std::int64_t seats = 0;
};
BOOST_DESCRIBE_STRUCT(EvaluationLine, (), (id, title, session_name, state, state_name, due, proposals, seats))
struct EvaluationList {
  std::vector<EvaluationLine> items;
};
BOOST_DESCRIBE_STRUCT(EvaluationList, (), (items))

struct PanelBody {
  assemblies::BodyId id;
  std::string kind_name;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(PanelBody, (), (id, kind_name, name))
struct PanelMember {
  PersonId person;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(PanelMember, (), (person, name))
struct PanelCommittee {
  assemblies::BodyId id;
  std::string name;
  std::vector<PanelMember> members;
};
BOOST_DESCRIBE_STRUCT(PanelCommittee, (), (id, name, members))
struct Evaluable {
  ProposalId id;
  std::string title;
  std::string label;
  std::string proposer;
  bool collective = false;
  bool key = false;
  std::optional<Category> category;
  std::string category_name;
};
BOOST_DESCRIBE_STRUCT(Evaluable, (), (id, title, label, proposer, collective, key, category, category_name))
/// `bodies`: those that somebody speaks for; `proposals`: what is filed and public of the session.
struct EvaluationChoices {
  std::vector<SessionName> sessions;
  std::optional<SessionId> session;
  std::vector<DimensionView> dimensions;
  std::vector<PanelBody> bodies;
  std::vector<PanelCommittee> committees;
  std::vector<Evaluable> proposals;
};
BOOST_DESCRIBE_STRUCT(EvaluationChoices, (), (sessions, session, dimensions, bodies, committees, proposals))
struct AskChoices {
  assemblies::AssemblyId id;
  std::optional<SessionId> session;
};
BOOST_DESCRIBE_STRUCT(AskChoices, (), (id, session))

struct OpenEvaluation {
  assemblies::AssemblyId id;
  SessionId session;
  std::string title;
  std::string about;
  Timestamp due;
  std::vector<DimensionView> dimensions;
  std::vector<ProposalId> proposals;
  std::vector<assemblies::BodyId> bodies;
  std::vector<PersonId> members;
};
BOOST_DESCRIBE_STRUCT(OpenEvaluation, (), (id, session, title, about, due, dimensions, proposals, bodies, members))
constexpr auto limits(const OpenEvaluation*) {
  return std::array{json::Limit{"title", 1, 50}, json::Limit{"about", 0, 500}, json::Limit{"dimensions", 1, 8}, json::Limit{"proposals", 1, 200}, json::Limit{"bodies", 0, 60}, json::Limit{"members", 0, 100}};
}

/// How far a seat has come: never what it gave.
struct PanelSeat {
  std::string name;
  std::string kind_name;
  std::int64_t rated = 0;    // abstained among them
  std::int64_t to_rate = 0;  // without those that it stays away from
};
BOOST_DESCRIBE_STRUCT(PanelSeat, (), (name, kind_name, rated, to_rate))

struct DimensionResult {
  double median = 0;
  double mean = 0;
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
};
BOOST_DESCRIBE_STRUCT(DimensionResult, (), (median, mean, lowest, highest))
/// `rank` none: fewer than three seats rated it, and nothing but their number is shown. `lowest`, `highest`: of the seats' own means.
struct EvaluationResult {
  ProposalId proposal;
  std::string title;
  std::string label;
  std::string proposer;
  bool collective = false;
  bool excellent = false;
  std::int64_t raters = 0;
  std::int64_t abstained = 0;
  std::optional<std::int64_t> rank;
  bool tied = false;
  std::optional<double> mean;
  std::optional<double> lowest;
  std::optional<double> highest;
  std::vector<DimensionResult> dimensions;
};
BOOST_DESCRIBE_STRUCT(EvaluationResult, (), (proposal, title, label, proposer, collective, excellent, raters, abstained, rank, tied, mean, lowest, highest, dimensions))

/// For the committee. `results` once it is closed, the best first.
struct EvaluationView {
  EvaluationId id;
  assemblies::AssemblyId assembly;
  std::string title;
  std::string about;
  std::string session_name;
  EvaluationState state = EvaluationState::open;
  std::string state_name;
  Timestamp due;
  bool over = false;  // the day has passed: nobody rates any more
  Timestamp opened_at;
  std::optional<Timestamp> closed_at;
  std::int64_t version = 0;
  std::int64_t proposals = 0;
  std::int64_t missing = 0;  // seats that have not rated all that is theirs to rate
  std::vector<DimensionView> dimensions;
  std::vector<PanelSeat> panel;
  std::vector<EvaluationResult> results;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(EvaluationView, (), (id, assembly, title, about, session_name, state, state_name, due, over, opened_at, closed_at, version, proposals, missing, dimensions, panel, results, actions))

struct ByEvaluation {
  EvaluationId id;
};
BOOST_DESCRIBE_STRUCT(ByEvaluation, (), (id))
struct MoveEvaluation {
  EvaluationId id;
  EvaluationVerb verb = EvaluationVerb::close;
  std::int64_t version = 0;
  std::optional<Timestamp> due;
};
BOOST_DESCRIBE_STRUCT(MoveEvaluation, (), (id, verb, version, due))

// ---- who sits on the panel

/// `recused`: why this seat stays away from it. `version` 0: not rated yet.
struct RatingItem {
  ProposalId proposal;
  std::string title;
  std::string label;
  std::string proposer;
  std::optional<std::string> recused;
  bool rated = false;
  bool abstained = false;
  std::vector<std::int64_t> scores;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(RatingItem, (), (proposal, title, label, proposer, recused, rated, abstained, scores, version))
/// `seat`: for whom the reader rates.
struct OwnEvaluation {
  EvaluationId id;
  std::string assembly_name;
  std::string title;
  std::string about;
  std::string seat;
  EvaluationState state = EvaluationState::open;
  std::string state_name;
  Timestamp due;
  bool open = false;  // may be rated now
  std::int64_t rated = 0;
  std::int64_t to_rate = 0;
  std::vector<DimensionView> dimensions;
  std::vector<RatingItem> items;
  std::vector<EvaluationResult> results;
};
BOOST_DESCRIBE_STRUCT(OwnEvaluation, (), (id, assembly_name, title, about, seat, state, state_name, due, open, rated, to_rate, dimensions, items, results))
struct OwnEvaluationLine {
  EvaluationId id;
  std::string title;
  std::string seat;
  EvaluationState state = EvaluationState::open;
  std::string state_name;
  Timestamp due;
  bool open = false;
  std::int64_t rated = 0;
  std::int64_t to_rate = 0;
};
BOOST_DESCRIBE_STRUCT(OwnEvaluationLine, (), (id, title, seat, state, state_name, due, open, rated, to_rate))
struct OwnEvaluations {
  std::vector<OwnEvaluationLine> items;
};
BOOST_DESCRIBE_STRUCT(OwnEvaluations, (), (items))

/// Every dimension has a score, or the seat abstains. `version`: of what it gave before, 0 the first time.
struct RateProposal {
  EvaluationId id;
  ProposalId proposal;
  std::int64_t version = 0;
  bool abstain = false;
  std::vector<std::int64_t> scores;
};
BOOST_DESCRIBE_STRUCT(RateProposal, (), (id, proposal, version, abstain, scores))
constexpr auto limits(const RateProposal*) { return std::array{json::Limit{"scores", 0, 8}}; }

// evaluate.cpp
Result<EvaluationList> list_evaluations(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<EvaluationChoices> evaluation_choices(Context& context, db::ReadTx& tx, const AskChoices& request);
Result<EvaluationView> open_evaluation(Context& context, db::WriteTx& tx, const OpenEvaluation& request);
Result<EvaluationView> read_evaluation(Context& context, db::ReadTx& tx, const ByEvaluation& request);
Result<EvaluationView> move_evaluation(Context& context, db::WriteTx& tx, const MoveEvaluation& request);
Result<EvaluationView> remind_panel(Context& context, db::WriteTx& tx, const ByEvaluation& request);

// rate.cpp
Result<OwnEvaluations> own_evaluations(Context& context, db::ReadTx& tx, const Nothing& request);
Result<OwnEvaluation> read_own_evaluation(Context& context, db::ReadTx& tx, const ByEvaluation& request);
Result<OwnEvaluation> rate(Context& context, db::WriteTx& tx, const RateProposal& request);
std::vector<calendar::OwnDeadline> evaluation_deadlines(Context& context, db::ReadTx& tx);

// panel.cpp: what both need

struct Evaluation {
  EvaluationId id;
  assemblies::AssemblyId assembly;
  SessionId session;
  std::string title;
  std::string about;
  Timestamp due;
  EvaluationState state = EvaluationState::open;
  Timestamp opened_at;
  std::optional<Timestamp> closed_at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Evaluation, (), (id, assembly, session, title, about, due, state, opened_at, closed_at, version))
/// A seat: a body, or a person.
struct Panellist {
  PanellistId id;
  EvaluationId evaluation;
  assemblies::BodyId body;
  PersonId person;
};
BOOST_DESCRIBE_STRUCT(Panellist, (), (id, evaluation, body, person))
struct Rating {
  PanellistId panellist;
  ProposalId proposal;
  bool abstained = false;
  Timestamp at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Rating, (), (panellist, proposal, abstained, at, version))
struct Score {
  PanellistId panellist;
  ProposalId proposal;
  std::int64_t number = 0;
  std::int64_t score = 0;
};
BOOST_DESCRIBE_STRUCT(Score, (), (panellist, proposal, number, score))

std::vector<DimensionView> dimensions_of(db::ReadTx& tx, EvaluationId evaluation);
std::string seat_name(db::ReadTx& tx, const Panellist& panellist);
/// Who rates for a seat now.
std::vector<PersonId> people_of_seat(const Context& context, db::ReadTx& tx, const Panellist& panellist);
bool takes_ratings(const Context& context, const Evaluation& evaluation);

/// From which proposals a seat stays away: of an own body, or which whoever rates for it proposed or signed.
class Recusals {
 public:
  Recusals(const Context& context, db::ReadTx& tx, const Evaluation& evaluation);
  /// The key of why; empty: it rates. `people`: who would rate for the seat.
  std::string_view why(const Panellist& panellist, ProposalId proposal, std::span<const PersonId> people) const;

 private:
  std::multimap<ProposalId, PersonId> people_;
  std::multimap<ProposalId, assemblies::BodyId> bodies_;
  std::multimap<PersonId, assemblies::BodyId> bodies_of_;
};

/// Nothing before it is closed.
std::vector<EvaluationResult> results_of(Context& context, db::ReadTx& tx, const Evaluation& evaluation);

}  // namespace gongshi::proposals
