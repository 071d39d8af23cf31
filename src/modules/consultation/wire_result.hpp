// The result as everybody may see it: counts with small cells hidden, groups, lists, the map.
#pragma once

#include "maths/arrivals.hpp"
#include "modules/consultation/wire.hpp"

namespace gongshi::consultation {

/// Counts of one part of the people on one statement, or hidden. `p` is the posterior mean of agreement, `low`…`high` the Wilson interval (90 %).
struct ShareView {
  bool hidden = false;
  std::optional<std::int64_t> agree;
  std::optional<std::int64_t> disagree;
  std::optional<std::int64_t> pass;
  std::optional<std::int64_t> seen;
  std::optional<double> p;
  std::optional<double> low;
  std::optional<double> high;
};
BOOST_DESCRIBE_STRUCT(ShareView, (), (hidden, agree, disagree, pass, seen, p, low, high))

struct SectorShareView {
  assemblies::BodyId id;
  ShareView share;
};
BOOST_DESCRIBE_STRUCT(SectorShareView, (), (id, share))

enum class StatementKind { common, different, undecided };
BOOST_DESCRIBE_ENUM(StatementKind, common, different, undecided)

struct StatementResultView {
  StatementId id;
  std::int64_t number = 0;
  std::string text;
  bool seed = false;
  ShareView all;
  std::vector<ShareView> groups;
  std::vector<SectorShareView> sectors;
  double consensus = 0;    // group-informed, 0…1
  double kernel = 0;       // the same without groups, along the spectrum
  double uncertainty = 0;  // share of passes
  StatementKind kind = StatementKind::undecided;
};
BOOST_DESCRIBE_STRUCT(StatementResultView, (), (id, number, text, seed, all, groups, sectors, consensus, kernel, uncertainty, kind))

struct RepresentativeView {
  StatementId statement;
  bool agree = true;
};
BOOST_DESCRIBE_STRUCT(RepresentativeView, (), (statement, agree))

struct GroupView {
  int id = 0;
  std::string letter;
  std::int64_t size = 0;
  std::vector<std::array<double, 2>> hull;
  std::vector<RepresentativeView> representative;
};
BOOST_DESCRIBE_STRUCT(GroupView, (), (id, letter, size, hull, representative))

struct SeparationView {
  double silhouette = 0;
  double null_max = 0;
  double null_mean = 0;
};
BOOST_DESCRIBE_STRUCT(SeparationView, (), (silhouette, null_max, null_mean))

/// How many could take part and did; `did` is absent where the cell is hidden.
struct ParticipationView {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::int64_t> could;
  std::optional<std::int64_t> did;
};
BOOST_DESCRIBE_STRUCT(ParticipationView, (), (id, name, could, did))

struct DigestView {
  std::string votes;
  std::string result;
  std::string algorithm;
};
BOOST_DESCRIBE_STRUCT(DigestView, (), (votes, result, algorithm))

struct ResultView {
  ConsultationId consultation;
  Timestamp computed_at;
  std::int64_t participants = 0;
  std::int64_t statements = 0;
  std::int64_t votes = 0;
  bool clear_groups = false;
  SeparationView separation;
  std::vector<GroupView> groups;
  std::vector<std::array<double, 3>> points;  // x, y in −1…1, group or −1; at most 2,000, shuffled
  std::vector<ParticipationView> sectors;
  std::vector<ParticipationView> counties;
  std::vector<StatementResultView> statements_detail;
  std::vector<StatementId> common;
  std::vector<StatementId> different;
  std::vector<StatementId> undecided;
  std::optional<DigestView> digest;
  bool matrix_public = false;
};
BOOST_DESCRIBE_STRUCT(ResultView, (),
                      (consultation, computed_at, participants, statements, votes, clear_groups, separation, groups, points, sectors, counties,
                       statements_detail, common, different, undecided, digest, matrix_public))

/// People whose votes looked arranged, by the reason: kept and not counted yet, counted after all, not counted, counted again after an appeal. A
/// number is absent where it or its neighbour is under five.
struct SetAsideView {
  maths::Irregularity reason = maths::Irregularity::fresh_accounts;
  std::string text;
  std::optional<std::int64_t> held;
  std::optional<std::int64_t> released;
  std::optional<std::int64_t> voided;
  std::optional<std::int64_t> restored;
};
BOOST_DESCRIBE_STRUCT(SetAsideView, (), (reason, text, held, released, voided, restored))

/// What a reader gets beside the stored result: words in the reader's language, the files that may be taken now, and what does not count.
struct ResultWords {
  std::string sentence;
  std::string order_rule;
  std::optional<Attribution> attribution;
  std::vector<std::string> exports;
  std::vector<SetAsideView> set_aside;
};
BOOST_DESCRIBE_STRUCT(ResultWords, (), (sentence, order_rule, attribution, exports, set_aside))

struct ResultPage : ResultView, ResultWords {};
BOOST_DESCRIBE_STRUCT(ResultPage, (ResultView, ResultWords), ())

struct ReadResult {
  ConsultationId id;
};
BOOST_DESCRIBE_STRUCT(ReadResult, (), (id))

/// Why this place: one vote and how far it moved the dot.
struct BecauseView {
  StatementId statement;
  std::string text;
  Vote vote = Vote::pass;
  double pull = 0;
};
BOOST_DESCRIBE_STRUCT(BecauseView, (), (statement, text, vote, pull))

/// The reader's own dot. `radius` is one standard deviation of its uncertainty; `confidence` that the group is right, 0…1.
struct PositionView {
  double x = 0;
  double y = 0;
  double radius = 0;
  std::optional<int> group;
  double confidence = 0;
  std::int64_t votes = 0;
  std::vector<BecauseView> because;
};
BOOST_DESCRIBE_STRUCT(PositionView, (), (x, y, radius, group, confidence, votes, because))

/// What is needed to place a person on a published map: stored beside the result, never sent.
struct Model {
  std::vector<StatementId> statements;
  std::vector<double> mean;
  std::vector<std::array<double, 2>> loading;
  double residual_variance = 0;
  double scale = 1;  // map units per unit of position
  std::vector<std::array<double, 2>> centres;  // of the groups, in positions
};
BOOST_DESCRIBE_STRUCT(Model, (), (statements, mean, loading, residual_variance, scale, centres))

struct ExportFile {
  ConsultationId id;
  std::string file;
};
BOOST_DESCRIBE_STRUCT(ExportFile, (), (id, file))

}  // namespace gongshi::consultation
