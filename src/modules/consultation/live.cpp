#include "modules/consultation/live.hpp"

#include <algorithm>
#include <random>

#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/moderation/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

// Another node may have published, closed or approved something; a vote itself is always checked in the database.
constexpr std::chrono::seconds kFresh{5};
constexpr std::chrono::seconds kMembershipFresh{60};

}  // namespace

LiveConsultation::LiveConsultation(Consultation row, std::vector<assemblies::BodyId> sectors, std::vector<Statement> statements, Timestamp loaded)
    : row_(std::move(row)),
      sectors_(std::move(sectors)),
      statements_([&] {
        std::erase_if(statements, [](const Statement& s) { return s.state != StatementState::approved; });
        return std::move(statements);
      }()),
      loaded_(loaded.milliseconds),
      tallies_(statements_.size()),
      extremity_(statements_.size()),
      random_((static_cast<std::uint64_t>(std::random_device{}()) << 32) ^ std::random_device{}()) {
  for (std::size_t i = 0; i < statements_.size(); ++i) index_.emplace(statements_[i].id.value, static_cast<std::uint16_t>(i));
}

std::optional<std::uint16_t> LiveConsultation::index_of(StatementId id) const {
  const auto found = index_.find(id.value);
  return found == index_.end() ? std::nullopt : std::optional(found->second);
}

void LiveConsultation::set_counts(std::int64_t participants, std::vector<maths::Tally> tallies) {
  const std::lock_guard lock(mutex_);
  participants_ = participants;
  tallies_ = std::move(tallies);
  votes_ = 0;
  for (const auto& tally : tallies_) votes_ += tally.seen();
}

void LiveConsultation::set_extremity(std::vector<double> extremity) {
  const std::lock_guard lock(mutex_);
  if (extremity.size() == statements_.size()) extremity_ = std::move(extremity);
}

LiveCounts LiveConsultation::counts() const {
  const std::lock_guard lock(mutex_);
  return {participants_, votes_, static_cast<std::int64_t>(statements_.size()), std::nullopt};
}

std::vector<maths::Tally> LiveConsultation::tallies() const {
  const std::lock_guard lock(mutex_);
  return tallies_;
}

std::optional<Voter> LiveConsultation::voter(PersonId person) const {
  const std::lock_guard lock(mutex_);
  const auto found = voters_.find(person);
  return found == voters_.end() ? std::nullopt : std::optional(found->second);
}

void LiveConsultation::remember(PersonId person, Voter voter) {
  const std::lock_guard lock(mutex_);
  voters_[person] = std::move(voter);
}

void LiveConsultation::apply(PersonId person, std::int64_t key, std::uint16_t statement, std::int8_t vote) {
  const std::lock_guard lock(mutex_);
  Voter& voter = voters_[person];
  if (voter.key == 0) {
    voter.key = key;
    ++participants_;
  }
  const auto count = [](maths::Tally& tally, std::int8_t v) -> std::uint32_t& {
    return v > 0 ? tally.agree : v < 0 ? tally.disagree : tally.pass;
  };
  for (auto& [index, earlier] : voter.votes) {
    if (index != statement) continue;
    --count(tallies_[statement], earlier);
    ++count(tallies_[statement], vote);
    earlier = vote;
    return;
  }
  voter.votes.emplace_back(statement, vote);
  ++count(tallies_[statement], vote);
  ++votes_;
  if (voter.membership && voter.membership->sector) {
    auto& seen = seen_by_sector_[voter.membership->sector.value];
    seen.resize(statements_.size());
    ++seen[statement];
  }
}

Ballot LiveConsultation::next(PersonId person) const {
  const std::lock_guard lock(mutex_);
  Ballot ballot{.next = std::nullopt, .voted = 0, .total = static_cast<std::int64_t>(statements_.size()), .participants = participants_};
  std::vector<std::uint8_t> unseen(statements_.size(), 1);
  bool has_sector = false;
  const std::vector<std::uint32_t>* by_sector = nullptr;
  if (const auto found = voters_.find(person); found != voters_.end()) {
    for (const auto& [index, vote] : found->second.votes) unseen[index] = 0;
    ballot.voted = static_cast<std::int64_t>(found->second.votes.size());
    if (found->second.membership && found->second.membership->sector) {
      has_sector = true;
      if (const auto sector = seen_by_sector_.find(found->second.membership->sector.value); sector != seen_by_sector_.end()) by_sector = &sector->second;
    }
  }
  std::vector<maths::RoutingStatement> routing(statements_.size());
  for (std::size_t i = 0; i < statements_.size(); ++i) {
    routing[i] = {tallies_[i], extremity_[i], by_sector == nullptr ? 0 : (*by_sector)[i]};
  }
  const auto drawn = maths::draw(maths::routing_probabilities(routing, unseen, has_sector), random_);
  if (drawn) {
    const Statement& statement = statements_[*drawn];
    ballot.next = StatementView{statement.id, statement.number, statement.text, statement.seed, person && statement.author == person};
  }
  return ballot;
}

Result<std::shared_ptr<LiveConsultation>> Live::get(Context& context, ConsultationId id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = consultations_.find(id);
        found != consultations_.end() && context.now() - found->second->loaded() < kFresh) {
      return found->second;
    }
  }
  return context.db.read([&](db::ReadTx& tx) -> Result<std::shared_ptr<LiveConsultation>> {
    TRY_ASSIGN(Consultation row, store::find(tx, id));
    const int round = row.round;
    const std::int64_t version = row.version;
    auto fresh = std::make_shared<LiveConsultation>(std::move(row), store::sectors(tx, id), store::statements(tx, id), context.now());
    {
      // Nothing but votes changed: the counts and the people in memory go on.
      const std::lock_guard lock(mutex_);
      if (const auto found = consultations_.find(id); found != consultations_.end() && found->second->row().version == version &&
                                                      found->second->statements().size() == fresh->statements().size()) {
        found->second->touch(context.now());
        return found->second;
      }
    }
    std::vector<maths::Tally> tallies(fresh->statements().size());
    tx.each(sql::tallies, [&](const db::Row& counted) {
      const auto index = fresh->index_of(StatementId{counted.integer(0)});
      if (!index) return;
      const auto vote = counted.integer(1);
      auto& tally = tallies[*index];
      (vote > 0 ? tally.agree : vote < 0 ? tally.disagree : tally.pass) = static_cast<std::uint32_t>(counted.integer(2));
    }, id, round);
    fresh->set_counts(tx.one<std::int64_t>(sql::count_participants, id).value_or(0), std::move(tallies));
    if (const auto model = tx.one<std::string>(sql::model_of, id, round)) fresh->set_extremity(extremity_from(*model, fresh->statements()));
    const std::lock_guard lock(mutex_);
    return consultations_.insert_or_assign(id, std::move(fresh)).first->second;
  });
}

void Live::forget(ConsultationId id) {
  const std::lock_guard lock(mutex_);
  consultations_.erase(id);
}

void Live::watch(ConsultationId id, const LiveCounts& now, std::shared_ptr<http::EventStream> stream) {
  const std::lock_guard lock(mutex_);
  Watched& watched = watched_[id];
  // Later watchers begin with what the others were sent last, so that all of them go on with the same changes.
  if (watched.streams.empty()) watched.sent = now;
  stream->send(std::make_shared<const std::string>("retry: 5000\nevent: counts\ndata: " + json::encode(watched.sent) + "\n\n"));
  watched.streams.push_back(std::move(stream));
}

void Live::send_counts(Context& context) {
  std::vector<ConsultationId> ids;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [id, watched] : watched_) {
      std::erase_if(watched.streams, [](const auto& stream) { return !stream->open(); });
      ids.push_back(id);
    }
    std::erase_if(watched_, [](const auto& entry) { return entry.second.streams.empty(); });
  }
  for (const ConsultationId id : ids) {
    const auto live = get(context, id);
    if (!live) continue;
    const LiveCounts counts = (*live)->counts();
    const std::lock_guard lock(mutex_);
    Watched& watched = watched_[id];
    if (watched.sent == counts) continue;
    watched.sent = counts;
    const auto frame = std::make_shared<const std::string>("event: counts\ndata: " + json::encode(counts) + "\n\n");
    for (const auto& stream : watched.streams) stream->send(frame);
  }
}

Voter find_voter(Context& context, LiveConsultation& live) {
  const PersonId person = context.actor.person;
  if (!person) return {};
  if (auto known = live.voter(person); known && context.now() - known->since < kMembershipFresh) return std::move(*known);
  Voter voter = context.db.read([&](db::ReadTx& tx) {
    Voter voter{.membership = membership(context, tx, live.row()), .since = context.now()};
    voter.key = tx.one<std::int64_t>(sql::participant_of, live.row().id, context.app.use<Services>().references.of(live.row().id, person))
                    .value_or(0);
    if (voter.key != 0) {
      tx.each(sql::votes_of_participant, [&](const db::Row& row) {
        if (const auto index = live.index_of(StatementId{row.integer(0)})) {
          voter.votes.emplace_back(*index, static_cast<std::int8_t>(row.integer(1)));
        }
      }, live.row().id, live.row().round, voter.key);
    }
    return voter;
  });
  live.remember(person, voter);
  return voter;
}

}  // namespace gongshi::consultation
