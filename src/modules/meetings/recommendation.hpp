// 建议案 of the Standing Committee: written, amended, voted on, adopted by more than half of all its members, handed over.
#pragma once

#include "modules/meetings/store.hpp"
#include "platform/documents/answer.hpp"

namespace gongshi::meetings {

using RecommendationId = Id<struct RecommendationTag>;
using AmendmentId = Id<struct AmendmentTag>;

enum class RecommendationState { written, voting, adopted, not_adopted };
BOOST_DESCRIBE_ENUM(RecommendationState, written, voting, adopted, not_adopted)
enum class AmendmentState { waiting, taken, declined };
BOOST_DESCRIBE_ENUM(AmendmentState, waiting, taken, declined)

struct WriteRecommendation {
  MeetingId id;
  std::string title;
  std::string addressee;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WriteRecommendation, (), (id, title, addressee, text))
constexpr auto limits(const WriteRecommendation*) { return std::array{json::Limit{"title", 1, 80}, json::Limit{"addressee", 1, 80}, json::Limit{"text", 1, 20'000}}; }

struct RewriteRecommendation {
  RecommendationId id;
  std::int64_t version = 0;
  std::string title;
  std::string addressee;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(RewriteRecommendation, (), (id, version, title, addressee, text))
constexpr auto limits(const RewriteRecommendation*) { return std::array{json::Limit{"title", 1, 80}, json::Limit{"addressee", 1, 80}, json::Limit{"text", 1, 20'000}}; }

struct VoteOnRecommendation {
  RecommendationId id;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(VoteOnRecommendation, (), (id, version))

/// `passage`: what is to be changed, as it stands; empty: something is added. `wording`: what is to stand there; empty: nothing.
struct Amend {
  RecommendationId id;
  std::string passage;
  std::string wording;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Amend, (), (id, passage, wording, reason))
constexpr auto limits(const Amend*) { return std::array{json::Limit{"passage", 0, 1000}, json::Limit{"wording", 0, 1000}, json::Limit{"reason", 1, 500}}; }

/// Taken over into the text where its passage stands there once; else the office rewrites the text. `word`: why not.
struct DecideAmendment {
  AmendmentId id;
  bool take = false;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(DecideAmendment, (), (id, take, word))
constexpr auto limits(const DecideAmendment*) { return std::array{json::Limit{"word", 0, 300}}; }

struct AmendmentView {
  AmendmentId id;
  std::int64_t edition = 0;
  std::string name;
  std::string passage;
  std::string wording;
  std::string reason;
  AmendmentState state = AmendmentState::waiting;
  std::string word;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(AmendmentView, (), (id, edition, name, passage, wording, reason, state, word, at))

struct EditionView {
  std::int64_t edition = 0;
  std::string title;
  std::string text;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(EditionView, (), (edition, title, text, at))

struct RecommendationView {
  RecommendationId id;
  std::string title;
  std::string addressee;
  std::string text;
  std::int64_t edition = 0;
  RecommendationState state = RecommendationState::written;
  std::string state_name;
  std::optional<PollId> poll;
  std::optional<Timestamp> decided_at;
  std::vector<EditionView> editions;
  std::vector<AmendmentView> amendments;
  bool may_amend = false;
  bool may_write = false;  // rewrite it and decide on amendments
  bool may_call_vote = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(RecommendationView, (), (id, title, addressee, text, edition, state, state_name, poll, decided_at, editions, amendments, may_amend, may_write, may_call_vote, version))

/// `documents`: minutes, digest of speeches, and each recommendation that was adopted.
struct OutcomeView {
  std::vector<RecommendationView> recommendations;
  std::vector<documents::Offer> documents;
};
BOOST_DESCRIBE_STRUCT(OutcomeView, (), (recommendations, documents))

enum class DocumentKind { minutes, digest };
BOOST_DESCRIBE_ENUM(DocumentKind, minutes, digest)

struct AskDocument {
  MeetingId id;
  DocumentKind kind = DocumentKind::minutes;
  documents::Format format = documents::Format::pdf;
};
BOOST_DESCRIBE_STRUCT(AskDocument, (), (id, kind, format))

struct AskRecommendation {
  RecommendationId id;
  documents::Format format = documents::Format::pdf;
};
BOOST_DESCRIBE_STRUCT(AskRecommendation, (), (id, format))

// recommendation.cpp
Result<OutcomeView> read_outcome(Context& context, db::ReadTx& tx, const ByMeeting& request);
Result<OutcomeView> write_recommendation(Context& context, db::WriteTx& tx, const WriteRecommendation& request);
Result<OutcomeView> rewrite_recommendation(Context& context, db::WriteTx& tx, const RewriteRecommendation& request);
Result<OutcomeView> call_vote(Context& context, db::WriteTx& tx, const VoteOnRecommendation& request);
Result<OutcomeView> amend(Context& context, db::WriteTx& tx, const Amend& request);
Result<OutcomeView> decide_amendment(Context& context, db::WriteTx& tx, const DecideAmendment& request);
/// The vote on it is closed.
void decide_by_poll(Context& context, db::WriteTx& tx, const Meeting& meeting, const Poll& poll);
void remove_recommendations(db::WriteTx& tx, MeetingId id);

// documents.cpp
Result<http::Response> meeting_document(Context& context, const AskDocument& request);
Result<http::Response> recommendation_document(Context& context, const AskRecommendation& request);

/// A row of meetings_recommendation.
struct Recommendation {
  RecommendationId id;
  MeetingId meeting;
  std::string title;
  std::string addressee;
  std::string text;
  std::int64_t edition = 0;
  RecommendationState state = RecommendationState::written;
  PollId poll;
  std::optional<Timestamp> decided_at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Recommendation, (), (id, meeting, title, addressee, text, edition, state, poll, decided_at, version))

}  // namespace gongshi::meetings
