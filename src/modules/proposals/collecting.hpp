// What a body's office works with: what it proposes, and the material that it collects from its members. Wire structs, and one function for each use case.
#pragma once

#include "modules/calendar/api.hpp"
#include "modules/proposals/workflow.hpp"

namespace gongshi::proposals {

using CallId = Id<struct CallTag>;
using ContributionId = Id<struct ContributionTag>;

/// What a body made of what a member handed in: to be used, kept for later, not used.
enum class Fate { waiting, taken, kept, not_used };
BOOST_DESCRIBE_ENUM(Fate, waiting, taken, kept, not_used)
enum class FateVerb { take, keep, refuse };
BOOST_DESCRIBE_ENUM(FateVerb, take, keep, refuse)

struct ContributionFacts {
  bool free = true;  // it stands in no draft yet
};
Result<void> is_free(const ContributionFacts& facts);

/// The author is told each time, with the word of reason. What stands in a draft is settled.
inline constexpr auto kFates = std::to_array<workflow::Transition<Fate, FateVerb, ContributionFacts>>({
    // from          verb              to              who       and only if  reason usual
    {Fate::waiting,  FateVerb::take,   Fate::taken,    kForBody, nullptr,     false, true},
    {Fate::waiting,  FateVerb::keep,   Fate::kept,     kForBody, nullptr,     true},
    {Fate::waiting,  FateVerb::refuse, Fate::not_used, kForBody, nullptr,     true},
    {Fate::taken,    FateVerb::keep,   Fate::kept,     kForBody, is_free,     true},
    {Fate::taken,    FateVerb::refuse, Fate::not_used, kForBody, is_free,     true},
    {Fate::kept,     FateVerb::take,   Fate::taken,    kForBody, nullptr,     false, true},
    {Fate::kept,     FateVerb::refuse, Fate::not_used, kForBody, nullptr,     true},
    {Fate::not_used, FateVerb::take,   Fate::taken,    kForBody, nullptr,     false, true},
    {Fate::not_used, FateVerb::keep,   Fate::kept,     kForBody, nullptr,     true},
});
static_assert(workflow::deterministic(kFates) && workflow::every_state_reachable(kFates, Fate::waiting));

// ---- the workspace

/// `next`: who must act; `missing`: what has to be done before it can be submitted, in words; `due`: by when.
struct BodyLine {
  ProposalId id;
  std::string title;
  State state = State::draft;
  std::string state_name;
  Timestamp since;
  std::optional<Timestamp> due;
  std::string next;
  std::optional<std::string> label;
  bool key = false;
  bool excellent = false;
  std::int64_t seconders = 0;
  bool written = false;  // it is the body's to write on
  std::vector<std::string> missing;
};
BOOST_DESCRIBE_STRUCT(BodyLine, (), (id, title, state, state_name, since, due, next, label, key, excellent, seconders, written, missing))

enum class BodyGroupKey { to_finish, under_review, in_handling, done, elsewhere };
BOOST_DESCRIBE_ENUM(BodyGroupKey, to_finish, under_review, in_handling, done, elsewhere)
struct BodyGroup {
  BodyGroupKey key = BodyGroupKey::to_finish;
  std::string name;
  std::int64_t count = 0;
  std::vector<BodyLine> items;
};
BOOST_DESCRIBE_STRUCT(BodyGroup, (), (key, name, count, items))

/// `waiting`: nobody has said yet what becomes of them; `own`: the reader's own.
struct CallLine {
  CallId id;
  std::string body;
  std::string title;
  Timestamp due;
  bool open = false;
  std::int64_t contributions = 0;
  std::int64_t waiting = 0;
  std::int64_t own = 0;
};
BOOST_DESCRIBE_STRUCT(CallLine, (), (id, body, title, due, open, contributions, waiting, own))
struct CallList {
  std::vector<CallLine> items;
};
BOOST_DESCRIBE_STRUCT(CallList, (), (items))

/// `contact`: whom it named last, to begin the next proposal with; `members`: whom a call reaches.
struct BodyView {
  assemblies::BodyId id;
  assemblies::AssemblyId assembly;
  std::string assembly_name;
  std::string name;
  std::string kind_name;
  std::string contact;
  std::int64_t members = 0;
  std::vector<BodyGroup> groups;
  std::vector<CallLine> calls;
};
BOOST_DESCRIBE_STRUCT(BodyView, (), (id, assembly, assembly_name, name, kind_name, contact, members, groups, calls))

// ---- calls and contributions

/// What grew out of a contribution. `link` where its author may read it.
struct Became {
  std::string title;
  std::string state_name;
  std::optional<std::string> label;
  std::optional<std::string> link;
};
BOOST_DESCRIBE_STRUCT(Became, (), (title, state_name, label, link))

/// `author` for who speaks for the body.
struct ContributionView {
  ContributionId id;
  std::string title;
  std::string situation;
  std::string suggestions;
  Timestamp at;
  std::optional<std::string> author;
  bool own = false;
  Fate fate = Fate::waiting;
  std::string fate_name;
  std::string word;
  std::optional<Timestamp> decided_at;
  std::optional<Became> became;
  std::int64_t version = 0;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(ContributionView, (), (id, title, situation, suggestions, at, author, own, fate, fate_name, word, decided_at, became, version, actions))

/// `contributions`: for who speaks for the body all of them, for a member the own ones.
struct CallView {
  CallId id;
  std::string body;
  std::string title;
  std::string sought;
  Timestamp due;
  bool open = false;
  Timestamp opened_at;
  bool speaks = false;  // the reader, for the body
  std::int64_t version = 0;
  std::vector<ContributionView> contributions;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(CallView, (), (id, body, title, sought, due, open, opened_at, speaks, version, contributions, actions))

struct ByCall {
  CallId id;
};
BOOST_DESCRIBE_STRUCT(ByCall, (), (id))
struct OpenCall {
  std::string title;
  std::string sought;
  Timestamp due;
};
BOOST_DESCRIBE_STRUCT(OpenCall, (), (title, sought, due))
constexpr auto limits(const OpenCall*) { return std::array{json::Limit{"title", 1, 50}, json::Limit{"sought", 1, 1000}}; }
struct SaveCall {
  CallId id;
  std::int64_t version = 0;
  std::string title;
  std::string sought;
  Timestamp due;
};
BOOST_DESCRIBE_STRUCT(SaveCall, (), (id, version, title, sought, due))
constexpr auto limits(const SaveCall*) { return std::array{json::Limit{"title", 1, 50}, json::Limit{"sought", 1, 1000}}; }

/// `suggestions`: a line each.
struct Contribute {
  CallId id;
  std::string title;
  std::string situation;
  std::string suggestions;
};
BOOST_DESCRIBE_STRUCT(Contribute, (), (id, title, situation, suggestions))
constexpr auto limits(const Contribute*) { return std::array{json::Limit{"title", 1, 50}, json::Limit{"situation", 1, 1000}, json::Limit{"suggestions", 0, 1000}}; }
struct ChangeContribution {
  ContributionId id;
  std::int64_t version = 0;
  std::string title;
  std::string situation;
  std::string suggestions;
};
BOOST_DESCRIBE_STRUCT(ChangeContribution, (), (id, version, title, situation, suggestions))
constexpr auto limits(const ChangeContribution*) { return std::array{json::Limit{"title", 1, 50}, json::Limit{"situation", 1, 1000}, json::Limit{"suggestions", 0, 1000}}; }
struct ByContribution {
  ContributionId id;
};
BOOST_DESCRIBE_STRUCT(ByContribution, (), (id))
struct DecideContribution {
  ContributionId id;
  std::int64_t version = 0;
  FateVerb verb = FateVerb::take;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(DecideContribution, (), (id, version, verb, word))
constexpr auto limits(const DecideContribution*) { return std::array{json::Limit{"word", 0, 300}}; }
struct GrowProposal {
  CallId id;
  std::vector<ContributionId> contributions;
};
BOOST_DESCRIBE_STRUCT(GrowProposal, (), (id, contributions))
constexpr auto limits(const GrowProposal*) { return std::array{json::Limit{"contributions", 1, 20}}; }

// body.cpp
Result<BodyView> own_body(Context& context, db::ReadTx& tx, const Nothing& request);

// collect.cpp
Result<CallList> own_calls(Context& context, db::ReadTx& tx, const Nothing& request);
Result<CallView> open_call(Context& context, db::WriteTx& tx, const OpenCall& request);
Result<CallView> read_call(Context& context, db::ReadTx& tx, const ByCall& request);
Result<CallView> save_call(Context& context, db::WriteTx& tx, const SaveCall& request);
Result<CallView> contribute(Context& context, db::WriteTx& tx, const Contribute& request);
Result<CallView> change_contribution(Context& context, db::WriteTx& tx, const ChangeContribution& request);
Result<CallView> take_back_contribution(Context& context, db::WriteTx& tx, const ByContribution& request);
Result<CallView> decide_contribution(Context& context, db::WriteTx& tx, const DecideContribution& request);
Result<ProposalView> grow(Context& context, db::WriteTx& tx, const GrowProposal& request);
/// The calls of the body that the actor speaks for.
std::vector<CallLine> calls_of(Context& context, db::ReadTx& tx, const assemblies::Body& body);
/// The actor's, as a member of the bodies that call, or speaking for one.
std::vector<calendar::OwnDeadline> call_deadlines(Context& context, db::ReadTx& tx);

/// Who handed in what it grew out of, each once.
std::vector<std::string> material_from(db::ReadTx& tx, ProposalId proposal);
/// To them, when something became of it.
void tell_of_material(Context& context, db::WriteTx& tx, const Proposal& proposal, std::string_view kind, const std::map<std::string, std::string>& args = {});

}  // namespace gongshi::proposals
