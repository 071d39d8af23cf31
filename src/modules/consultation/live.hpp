// A consultation under way, in memory: statements with their counts, the votes of those who are here now, and who watches the figures.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
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

/// What every reader of a consultation is shown besides its row, whoever asks.
struct Surroundings {
  std::string assembly_name;
  std::vector<files::File> files;
  std::vector<NamedSector> sectors;
  std::optional<std::int64_t> invited;
  std::int64_t assisted = 0;  // people entered by staff from paper
  std::int64_t pending = 0;   // for staff
  std::int64_t posts = 0;
};
Surroundings surroundings_of(db::ReadTx& tx, const Consultation& row, const std::vector<assemblies::BodyId>& sectors, Timestamp now);

/// Who and what counts, as it stands in the database; votes of those set aside do not.
struct Counted {
  struct Tally {
    StatementId statement;
    std::int64_t vote = 0;
    std::int64_t times = 0;
  };
  std::int64_t participants = 0;
  std::vector<Tally> tallies;
  std::unordered_set<std::int64_t> set_aside;  // participants' keys
};
Counted read_counted(db::ReadTx& tx, ConsultationId id, int round);

/// Thread-safe.
class LiveConsultation {
 public:
  LiveConsultation(Consultation row, std::vector<assemblies::BodyId> sectors, std::vector<Statement> statements, Surroundings surroundings);

  const Consultation& row() const { return row_; }
  const std::vector<assemblies::BodyId>& sectors() const { return sectors_; }
  /// Approved ones, in order of number.
  const std::vector<Statement>& statements() const { return statements_; }
  std::optional<std::uint16_t> index_of(StatementId id) const;
  std::shared_ptr<const Surroundings> surroundings() const;

  bool fresh(Timestamp now) const;
  /// Somebody said that it has changed: nobody may be shown it any more.
  bool outdated() const { return loaded_ == 0; }
  void set_outdated() { loaded_ = 0; }
  /// Read again at `now`, and only this may have changed. People who are gone are forgotten.
  void refresh(Surroundings surroundings, Timestamp now);
  void touch(Timestamp now) { loaded_ = now.milliseconds; }

  /// Counts as they stood in the database. Votes that come in since begin_count() are added to them.
  void begin_count();
  void set_counts(const Counted& counted);
  /// The same, read within a transaction that all votes of an earlier epoch came before (Live::next_epoch): of those none is added any more.
  void set_counts(const Counted& counted, std::uint64_t epoch);
  void set_extremity(std::vector<double> extremity);
  LiveCounts counts() const;

  std::optional<Voter> voter(PersonId person) const;
  void remember(PersonId person, const Voter& voter);
  /// Takes a durable vote into the counts; `key` is the participant's, `voter` what find_voter() said before, `epoch` Live::epoch() as the vote
  /// was written.
  void apply(PersonId person, const Voter& voter, std::int64_t key, StatementId statement, std::int8_t vote, std::uint64_t epoch);
  /// Takes the counts and people of the one it replaces; votes that still reach that one are passed on.
  static void succeed(LiveConsultation& old, const std::shared_ptr<LiveConsultation>& fresh);
  /// Drawn afresh at each call: half by what a statement still teaches, half so that none starves.
  Ballot next(PersonId person) const;

 private:
  const Consultation row_;
  const std::vector<assemblies::BodyId> sectors_;
  const std::vector<Statement> statements_;
  std::atomic<std::int64_t> loaded_ = 0;
  std::unordered_map<std::int64_t, std::uint16_t> index_;

  mutable std::mutex mutex_;
  std::shared_ptr<const Surroundings> surroundings_;
  std::shared_ptr<LiveConsultation> successor_;
  struct Since {
    std::int64_t participants = 0;
    std::vector<maths::Tally> tallies;
  };
  void take(const Counted& counted);
  std::optional<Since> counting_;  // what came in since begin_count()
  std::unordered_set<std::int64_t> set_aside_;
  std::uint64_t counted_in_ = 0;   // the epoch in which the counts were read within a transaction
  std::int64_t participants_ = 0;
  std::int64_t votes_ = 0;
  std::vector<maths::Tally> tallies_;
  std::vector<double> extremity_;
  /// What next() draws from: weighed anew where the tally or the extremity has changed since.
  mutable std::vector<std::pair<maths::Tally, double>> weighed_;
  mutable std::vector<maths::RoutingStatement> routing_;
  mutable std::vector<std::uint8_t> unseen_;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> seen_by_sector_;
  std::unordered_map<PersonId, Voter> voters_;
  mutable maths::Random random_;
};

/// All consultations somebody has asked for since the start. Thread-safe.
class Live {
 public:
  /// From memory, or loaded. Error 404 when there is none.
  Result<std::shared_ptr<LiveConsultation>> get(Context& context, ConsultationId id);
  /// From memory only; null when nobody has asked for it.
  std::shared_ptr<LiveConsultation> known(ConsultationId id) const;
  /// Something other than a vote has changed: the next reader loads it anew. Counts and people go on.
  void forget(ConsultationId id);
  /// Whose votes count may be changed while others vote: a vote notes the epoch inside its transaction, the change begins the next one inside its
  /// own and counts there. On SQLite transactions come one after another, so that each vote is counted once; on PostgreSQL recount() mends it.
  std::uint64_t epoch() const { return epoch_; }
  std::uint64_t next_epoch() { return ++epoch_; }
  /// With other nodes: counts their votes too.
  void recount(Context& context);

  void watch(ConsultationId id, const LiveCounts& now, std::shared_ptr<http::EventStream> stream);
  /// Sends the counts to those who watch, where they have changed.
  void send_counts(Context& context);
  std::size_t watchers() const;

 private:
  struct Watched {
    LiveCounts sent;
    std::vector<std::shared_ptr<http::EventStream>> streams;
  };
  Result<std::shared_ptr<LiveConsultation>> load(Context& context, ConsultationId id, const std::shared_ptr<LiveConsultation>& known);

  mutable std::mutex mutex_;
  std::array<std::mutex, 16> loading_;     // by consultation: one thread loads, not all who ask
  std::atomic<std::uint64_t> changes_ = 0;  // counts what forget() was told
  std::atomic<std::uint64_t> epoch_ = 0;
  std::unordered_map<ConsultationId, std::shared_ptr<LiveConsultation>> consultations_;
  std::unordered_map<ConsultationId, Watched> watched_;
};

/// A person's part as it stands in the database.
Voter read_voter(Context& context, db::ReadTx& tx, const LiveConsultation& live, PersonId person);
/// The actor's part, from memory or read.
Voter find_voter(Context& context, LiveConsultation& live);

}  // namespace gongshi::consultation
