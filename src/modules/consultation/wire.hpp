// What crosses the wire about consultations, and nothing else.
#pragma once

#include <array>

#include "base/workflow.hpp"
#include "modules/consultation/model.hpp"
#include "platform/files/files.hpp"
#include "platform/json/codec.hpp"
#include "platform/operations/operation.hpp"

namespace gongshi::consultation {

// ---- reading

struct NamedSector {
  assemblies::BodyId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedSector, (), (id, name))

struct Attribution {
  std::string text;
  std::optional<std::string> url;
  std::optional<std::string> licence;
};
BOOST_DESCRIBE_STRUCT(Attribution, (), (text, url, licence))

struct ConsultationCounts {
  std::optional<std::int64_t> invited;  // people; absent where anyone may take part
  std::int64_t participants = 0;        // people
  std::optional<std::int64_t> assisted;  // of these, entered by staff from paper; under 5 for staff only
  std::int64_t votes = 0;
  std::int64_t statements = 0;
  std::optional<std::int64_t> pending;  // staff only
  std::int64_t posts = 0;
};
BOOST_DESCRIBE_STRUCT(ConsultationCounts, (), (invited, participants, assisted, votes, statements, pending, posts))

/// May this reader vote, and if not, why not.
enum class Standing { yes, sign_in, level_too_low, not_invited, not_open };
BOOST_DESCRIBE_ENUM(Standing, yes, sign_in, level_too_low, not_invited, not_open)

struct MyProgress {
  std::int64_t voted = 0;
  std::int64_t statements = 0;
};
BOOST_DESCRIBE_STRUCT(MyProgress, (), (voted, statements))

struct ConsultationView {
  ConsultationId id;
  assemblies::AssemblyId assembly;
  std::string assembly_name;
  State state;
  Timestamp state_since;
  std::string title;
  std::string question;
  std::string background;
  std::vector<files::File> files;
  std::optional<Timestamp> opens_at;
  std::optional<Timestamp> closes_at;
  Audience audience;
  std::vector<NamedSector> sectors;
  LevelNeeded level_needed;
  bool matrix_public;
  int round;
  std::string language;
  std::optional<Attribution> attribution;
  bool demonstration;
  ConsultationCounts counts;
  Standing may_vote;
  MyProgress my;
  std::int64_t version;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(ConsultationView, (),
                      (id, assembly, assembly_name, state, state_since, title, question, background, files, opens_at, closes_at, audience, sectors,
                       level_needed, matrix_public, round, language, attribution, demonstration, counts, may_vote, my, version, actions))

struct ConsultationItem {
  ConsultationId id;
  assemblies::AssemblyId assembly;
  std::string assembly_name;
  std::string title;
  std::string question;
  State state;
  std::optional<Timestamp> opens_at;
  std::optional<Timestamp> closes_at;
  Audience audience;
  std::optional<std::int64_t> invited;  // staff only; absent where anyone may take part
  std::int64_t participants = 0;
  std::int64_t votes = 0;
  std::int64_t statements = 0;
  std::optional<std::int64_t> pending;  // staff only: statements and posts
  bool demonstration = false;
};
BOOST_DESCRIBE_STRUCT(ConsultationItem, (),
                      (id, assembly, assembly_name, title, question, state, opens_at, closes_at, audience, invited, participants, votes, statements,
                       pending, demonstration))

struct ConsultationList {
  std::vector<ConsultationItem> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ConsultationList, (), (items, next))

struct ListConsultations {
  std::optional<assemblies::AssemblyId> assembly;
  std::optional<State> state;
  std::optional<std::string> q;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListConsultations, (), (assembly, state, q, cursor))

struct ByConsultation {
  ConsultationId id;
};
BOOST_DESCRIBE_STRUCT(ByConsultation, (), (id))

// ---- writing

/// What staff write; the same for a new consultation and an edit.
struct ConsultationText {
  std::string title;
  std::string question;
  std::string background;
  std::optional<Timestamp> opens_at;
  std::optional<Timestamp> closes_at;
  Audience audience = Audience::public_;
  std::vector<assemblies::BodyId> sectors;
  LevelNeeded level_needed = LevelNeeded::phone;
  bool matrix_public = false;  // announced before the first vote: the votes may be exported without names
  std::vector<std::string> statements;
};
BOOST_DESCRIBE_STRUCT(ConsultationText, (),
                      (title, question, background, opens_at, closes_at, audience, sectors, level_needed, matrix_public, statements))

inline constexpr std::int64_t kStatementLength = 300;  // code points; a statement is one point, read in a few seconds

constexpr auto limits(const ConsultationText*) {
  return std::array{json::Limit{"title", 2, 60}, json::Limit{"question", 2, 200}, json::Limit{"background", 0, 20'000},
                    json::Limit{"sectors", 0, 100}, json::Limit{"statements", 0, 200}};
}

struct CreateConsultation : ConsultationText {
  assemblies::AssemblyId assembly;
};
BOOST_DESCRIBE_STRUCT(CreateConsultation, (ConsultationText), (assembly))

struct EditConsultation : ConsultationText {
  ConsultationId id;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(EditConsultation, (ConsultationText), (id, version))

enum class TransitionVerb { publish, close, reopen, withdraw };
BOOST_DESCRIBE_ENUM(TransitionVerb, publish, close, reopen, withdraw)

struct MoveConsultation {
  ConsultationId id;
  TransitionVerb verb = TransitionVerb::publish;
  std::optional<std::string> reason;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MoveConsultation, (), (id, verb, reason, version))
constexpr auto limits(const MoveConsultation*) { return std::array{json::Limit{"reason", 1, 500}}; }

// ---- voting and statements

struct StatementView {
  StatementId id;
  std::int64_t number = 0;
  std::string text;
  bool seed = false;
  bool mine = false;
};
BOOST_DESCRIBE_STRUCT(StatementView, (), (id, number, text, seed, mine))

struct Ballot {
  std::optional<StatementView> next;
  std::int64_t voted = 0;
  std::int64_t total = 0;
  std::int64_t participants = 0;
};
BOOST_DESCRIBE_STRUCT(Ballot, (), (next, voted, total, participants))

struct PutVote {
  ConsultationId id;
  StatementId statement;
  Vote vote = Vote::pass;
};
BOOST_DESCRIBE_STRUCT(PutVote, (), (id, statement, vote))

struct OwnVote {
  StatementView statement;
  Vote vote;
};
BOOST_DESCRIBE_STRUCT(OwnVote, (), (statement, vote))

/// votes that are kept and not counted until people have decided, or for good (voided, upheld); released and restored ones count. appealed: waits.
enum class HoldState { held, voided, appealed, released, restored, upheld };
BOOST_DESCRIBE_ENUM(HoldState, held, voided, appealed, released, restored, upheld)

/// What somebody is told of their own votes that were set aside.
struct OwnHold {
  HoldState state = HoldState::held;
  std::string reason;  // in the reader's language
  Timestamp since;
  std::optional<std::string> note;  // of who decided
  std::optional<std::string> appeal;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(OwnHold, (), (state, reason, since, note, appeal, actions))

struct OwnVotes {
  std::vector<OwnVote> items;
  std::optional<OwnHold> held;
};
BOOST_DESCRIBE_STRUCT(OwnVotes, (), (items, held))

struct SubmitStatement {
  ConsultationId id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(SubmitStatement, (), (id, text))
constexpr auto limits(const SubmitStatement*) { return std::array{json::Limit{"text", 1, kStatementLength}}; }

/// In the body, as nothing that somebody writes stands in an address: proxies log those.
struct FindSimilar {
  ConsultationId id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(FindSimilar, (), (id, text))
constexpr auto limits(const FindSimilar*) { return std::array{json::Limit{"text", 0, kStatementLength}}; }

struct SimilarStatement {
  StatementId id;
  std::int64_t number = 0;
  std::string text;
  double likeness = 0;  // 0…1
};
BOOST_DESCRIBE_STRUCT(SimilarStatement, (), (id, number, text, likeness))

struct SimilarStatements {
  std::vector<SimilarStatement> items;
};
BOOST_DESCRIBE_STRUCT(SimilarStatements, (), (items))

enum class StatementOrder { usual, random };
BOOST_DESCRIBE_ENUM(StatementOrder, usual, random)

struct ListStatements {
  ConsultationId id;
  std::optional<StatementOrder> order;
  std::optional<std::int64_t> seed;
};
BOOST_DESCRIBE_STRUCT(ListStatements, (), (id, order, seed))

struct StatementList {
  std::vector<StatementView> items;
  std::string order_rule;
};
BOOST_DESCRIBE_STRUCT(StatementList, (), (items, order_rule))

}  // namespace gongshi::consultation
