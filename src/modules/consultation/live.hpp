// A consultation under way, in memory: statements with their counts, the votes of those who are here now, and who watches the figures.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "maths/api.hpp"
#include "modules/consultation/wire.hpp"
#include "platform/http/message.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::consultation {

/// One person's part in one consultation. `key` 0: has not taken part yet.
struct Voter {
  std::int64_t key = 0;
  std::optional<assemblies::Membership> membership;  // in the consultation's assembly or below it
  Timestamp since;
  std::vector<std::pair<std::uint16_t, std::int8_t>> votes;  // statement index, vote
};

struct LiveCounts {
  std::int64_t participants = 0;
  std::int64_t votes = 0;
  std::int64_t statements = 0;
  std::optional<std::int64_t> pending;
  bool operator==(const LiveCounts&) const = default;
};
BOOST_DESCRIBE_STRUCT(LiveCounts, (), (participants, votes, statements))

/// Thread-safe.
class LiveConsultation {
 public:
  LiveConsultation(Consultation row, std::vector<assemblies::BodyId> sectors, std::vector<Statement> statements, Timestamp loaded);

  const Consultation& row() const { return row_; }
  const std::vector<assemblies::BodyId>& sectors() const { return sectors_; }
  /// Approved ones, in order of number.
  const std::vector<Statement>& statements() const { return statements_; }
  std::optional<std::uint16_t> index_of(StatementId id) const;
  Timestamp loaded() const { return {loaded_.load()}; }
  void touch(Timestamp now) { loaded_ = now.milliseconds; }

  /// Counts as they stand in the database.
  void set_counts(std::int64_t participants, std::vector<maths::Tally> tallies);
  void set_extremity(std::vector<double> extremity);
  LiveCounts counts() const;
  std::vector<maths::Tally> tallies() const;

  std::optional<Voter> voter(PersonId person) const;
  void remember(PersonId person, Voter voter);
  /// Takes a durable vote into the counts; `key` is the participant's.
  void apply(PersonId person, std::int64_t key, std::uint16_t statement, std::int8_t vote);
  /// Drawn afresh at each call: half by what a statement still teaches, half so that none starves.
  Ballot next(PersonId person) const;

 private:
  const Consultation row_;
  const std::vector<assemblies::BodyId> sectors_;
  const std::vector<Statement> statements_;
  std::atomic<std::int64_t> loaded_;
  std::unordered_map<std::int64_t, std::uint16_t> index_;

  mutable std::mutex mutex_;
  std::int64_t participants_ = 0;
  std::int64_t votes_ = 0;
  std::vector<maths::Tally> tallies_;
  std::vector<double> extremity_;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> seen_by_sector_;
  std::unordered_map<PersonId, Voter> voters_;
  mutable maths::Random random_;
};

/// All consultations somebody has asked for since the start. Thread-safe.
class Live {
 public:
  /// From memory, or loaded. Error 404 when there is none.
  Result<std::shared_ptr<LiveConsultation>> get(Context& context, ConsultationId id);
  /// Something other than a vote has changed: the next reader loads it anew.
  void forget(ConsultationId id);

  void watch(ConsultationId id, const LiveCounts& now, std::shared_ptr<http::EventStream> stream);
  /// Sends the counts to those who watch, where they have changed.
  void send_counts(Context& context);
  std::size_t watchers() const;

 private:
  struct Watched {
    LiveCounts sent;
    std::vector<std::shared_ptr<http::EventStream>> streams;
  };
  mutable std::mutex mutex_;
  std::unordered_map<ConsultationId, std::shared_ptr<LiveConsultation>> consultations_;
  std::unordered_map<ConsultationId, Watched> watched_;
};

/// The actor's part, from memory or read.
Voter find_voter(Context& context, LiveConsultation& live);

}  // namespace gongshi::consultation
