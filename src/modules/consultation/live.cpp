#include "modules/consultation/live.hpp"

#include <algorithm>
#include <random>
#include <tuple>

#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/workflow.hpp"
#include "modules/discussion/api.hpp"
#include "modules/moderation/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

// Another node may have published, closed or approved something; a vote itself is always checked in the database.
constexpr std::chrono::seconds kFresh{5};
constexpr std::chrono::seconds kMembershipFresh{60};
constexpr std::size_t kMostIdleVoters = 10'000;

void read_counts(db::ReadTx& tx, LiveConsultation& live) {
  const auto& [id, round] = std::tie(live.row().id, live.row().round);
  live.set_counts(read_counted(tx, id, round));
  if (const auto model = tx.one<std::string>(sql::model_of, id, round)) live.set_extremity(extremity_from(*model, live.statements()));
}

}  // namespace

Counted read_counted(db::ReadTx& tx, ConsultationId id, int round) {
  Counted counted{.participants = tx.one<std::int64_t>(sql::count_participants, id).value_or(0), .tallies = {}, .set_aside = {}};
  tx.each(sql::tallies, [&](const db::Row& row) { counted.tallies.push_back({StatementId{row.integer(0)}, row.integer(1), row.integer(2)}); }, id, round);
  tx.each(sql::participants_set_aside, [&](const db::Row& row) { counted.set_aside.insert(row.integer(0)); }, id);
  return counted;
}

LiveConsultation::LiveConsultation(Consultation row, std::vector<assemblies::BodyId> sectors, std::vector<Statement> statements,
                                   Surroundings surroundings)
    : row_(std::move(row)),
      sectors_(std::move(sectors)),
      statements_([&] {
        std::erase_if(statements, [](const Statement& s) { return s.state != StatementState::approved; });
        return std::move(statements);
      }()),
      surroundings_(std::make_shared<const Surroundings>(std::move(surroundings))),
      tallies_(statements_.size()),
      extremity_(statements_.size()),
      weighed_(statements_.size(), {maths::Tally{}, -1}),
      routing_(statements_.size()),
      random_((static_cast<std::uint64_t>(std::random_device{}()) << 32) ^ std::random_device{}()) {
  for (std::size_t i = 0; i < statements_.size(); ++i) index_.emplace(statements_[i].id.value, static_cast<std::uint16_t>(i));
}

std::optional<std::uint16_t> LiveConsultation::index_of(StatementId id) const {
  const auto found = index_.find(id.value);
  return found == index_.end() ? std::nullopt : std::optional(found->second);
}

std::shared_ptr<const Surroundings> LiveConsultation::surroundings() const {
  const std::lock_guard lock(mutex_);
  return surroundings_;
}

bool LiveConsultation::fresh(Timestamp now) const { return now - Timestamp{loaded_} < kFresh; }

void LiveConsultation::refresh(Surroundings surroundings, Timestamp now) {
  auto shared = std::make_shared<const Surroundings>(std::move(surroundings));
  const std::lock_guard lock(mutex_);
  surroundings_ = std::move(shared);
  if (voters_.size() > kMostIdleVoters) std::erase_if(voters_, [&](const auto& voter) { return now - voter.second.since >= kMembershipFresh; });
}

void LiveConsultation::begin_count() {
  const std::lock_guard lock(mutex_);
  counting_ = Since{0, std::vector<maths::Tally>(statements_.size())};
}

void LiveConsultation::take(const Counted& counted) {
  participants_ = counted.participants;
  set_aside_ = counted.set_aside;
  std::ranges::fill(tallies_, maths::Tally{});
  votes_ = 0;
  for (const auto& [statement, vote, times] : counted.tallies) {
    const auto index = index_of(statement);
    if (!index) continue;
    auto& tally = tallies_[*index];
    (vote > 0 ? tally.agree : vote < 0 ? tally.disagree : tally.pass) = static_cast<std::uint32_t>(times);
  }
}

void LiveConsultation::set_counts(const Counted& counted) {
  const std::lock_guard lock(mutex_);
  take(counted);
  if (counting_) {
    participants_ += counting_->participants;
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
      // A vote that was changed meanwhile stands here as one less and one more.
      tallies_[i].agree += counting_->tallies[i].agree;
      tallies_[i].disagree += counting_->tallies[i].disagree;
      tallies_[i].pass += counting_->tallies[i].pass;
    }
    counting_.reset();
  }
  for (const auto& tally : tallies_) votes_ += tally.seen();
}

void LiveConsultation::set_counts(const Counted& counted, std::uint64_t epoch) {
  std::unique_lock lock(mutex_);
  if (successor_) {
    const auto successor = successor_;
    lock.unlock();
    return successor->set_counts(counted, epoch);
  }
  if (epoch < counted_in_) return;
  take(counted);
  counting_.reset();
  counted_in_ = epoch;
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

std::optional<Voter> LiveConsultation::voter(PersonId person) const {
  const std::lock_guard lock(mutex_);
  const auto found = voters_.find(person);
  return found == voters_.end() ? std::nullopt : std::optional(found->second);
}

void LiveConsultation::remember(PersonId person, const Voter& voter) {
  const std::lock_guard lock(mutex_);
  Voter& known = voters_[person];
  std::vector<std::pair<std::uint16_t, std::int8_t>> votes = voter.votes;
  // A vote that became durable after `voter` was read is here already, and no vote is ever taken back.
  for (const auto& vote : known.votes) {
    if (std::ranges::find(votes, vote.first, &std::pair<std::uint16_t, std::int8_t>::first) == votes.end()) votes.push_back(vote);
  }
  known = {.key = voter.key != 0 ? voter.key : known.key, .membership = voter.membership, .since = voter.since, .votes = std::move(votes)};
}

void LiveConsultation::apply(PersonId person, const Voter& known, std::int64_t key, StatementId id, std::int8_t vote,
                             std::uint64_t epoch) {
  std::unique_lock lock(mutex_);
  if (successor_) {
    const auto successor = successor_;
    lock.unlock();
    // The same person's statements by the successor's numbers; a person it does not know has just come.
    Voter renumbered{.key = known.key, .membership = known.membership, .since = known.since, .votes = {}};
    for (const auto& [index, value] : known.votes) {
      if (const auto there = successor->index_of(statements_[index].id)) renumbered.votes.emplace_back(*there, value);
    }
    return successor->apply(person, renumbered, key, id, vote, epoch);
  }
  const auto statement = index_of(id);
  if (!statement) return;
  Voter& voter = voters_.try_emplace(person, known).first->second;
  const bool counts = epoch >= counted_in_ && !set_aside_.contains(key);
  if (voter.key == 0) {
    voter.key = key;
    participants_ += counts;
    if (counting_) counting_->participants += counts;
  }
  const auto count = [&](std::int8_t value, std::uint32_t one) {
    if (!counts) return;
    const auto add = [&](maths::Tally& tally) { (value > 0 ? tally.agree : value < 0 ? tally.disagree : tally.pass) += one; };
    add(tallies_[*statement]);
    if (counting_) add(counting_->tallies[*statement]);
  };
  for (auto& [index, earlier] : voter.votes) {
    if (index != *statement) continue;
    count(earlier, static_cast<std::uint32_t>(-1));
    count(vote, 1);
    earlier = vote;
    return;
  }
  voter.votes.emplace_back(*statement, vote);
  count(vote, 1);
  votes_ += counts;
  if (voter.membership && voter.membership->sector) {
    auto& seen = seen_by_sector_[voter.membership->sector.value];
    seen.resize(statements_.size());
    ++seen[*statement];
  }
}

void LiveConsultation::succeed(LiveConsultation& old, const std::shared_ptr<LiveConsultation>& fresh) {
  const std::scoped_lock lock(old.mutex_, fresh->mutex_);
  std::vector<std::optional<std::uint16_t>> to;
  for (const Statement& statement : old.statements_) to.push_back(fresh->index_of(statement.id));
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (!to[i]) continue;
    fresh->tallies_[*to[i]] = old.tallies_[i];
    fresh->extremity_[*to[i]] = old.extremity_[i];
    fresh->votes_ += old.tallies_[i].seen();
  }
  fresh->participants_ = old.participants_;
  fresh->set_aside_ = old.set_aside_;
  fresh->counted_in_ = old.counted_in_;
  for (const auto& [sector, seen] : old.seen_by_sector_) {
    auto& there = fresh->seen_by_sector_[sector];
    there.resize(fresh->statements_.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      if (to[i]) there[*to[i]] = seen[i];
    }
  }
  for (auto& [person, voter] : old.voters_) {
    std::erase_if(voter.votes, [&](const auto& vote) { return !to[vote.first]; });
    for (auto& vote : voter.votes) vote.first = *to[vote.first];
  }
  fresh->voters_ = std::move(old.voters_);
  old.voters_.clear();
  old.successor_ = fresh;
}

Ballot LiveConsultation::next(PersonId person) const {
  const std::lock_guard lock(mutex_);
  Ballot ballot{.next = std::nullopt, .voted = 0, .total = static_cast<std::int64_t>(statements_.size()), .participants = participants_};
  unseen_.assign(statements_.size(), 1);
  bool has_sector = false;
  const std::vector<std::uint32_t>* by_sector = nullptr;
  if (const auto found = voters_.find(person); found != voters_.end()) {
    for (const auto& [index, vote] : found->second.votes) unseen_[index] = 0;
    ballot.voted = static_cast<std::int64_t>(found->second.votes.size());
    if (found->second.membership && found->second.membership->sector) {
      has_sector = true;
      if (const auto sector = seen_by_sector_.find(found->second.membership->sector.value); sector != seen_by_sector_.end()) by_sector = &sector->second;
    }
  }
  for (std::size_t i = 0; i < statements_.size(); ++i) {
    if (const std::pair now(tallies_[i], extremity_[i]); now != weighed_[i]) {
      routing_[i].weight = maths::routing_weight(now.first, now.second);
      weighed_[i] = now;
    }
    routing_[i].seen_by_sector = by_sector == nullptr ? 0 : (*by_sector)[i];
  }
  const auto drawn = maths::draw(maths::routing_probabilities(routing_, unseen_, has_sector), random_);
  if (drawn) {
    const Statement& statement = statements_[*drawn];
    ballot.next = StatementView{statement.id, statement.number, statement.text, statement.seed, person && statement.author == person};
  }
  return ballot;
}

Surroundings surroundings_of(db::ReadTx& tx, const Consultation& row, const std::vector<assemblies::BodyId>& sectors, Timestamp now) {
  const auto assembly = assemblies::find_assembly(tx, row.assembly);
  Surroundings around{.assembly_name = assembly ? assembly->name : "",
                      .files = files::list(tx, {"consultation", row.id.value}),
                      .sectors = {},
                      .invited = std::nullopt,
                      .assisted = tx.one<std::int64_t>(sql::count_assisted, row.id).value_or(0),
                      .pending = moderation::count_pending(tx, "consultation", row.id.value),
                      .posts = discussion::count_posts(tx, "consultation", row.id.value)};
  for (const assemblies::SectorId sector : sectors) around.sectors.push_back({sector, assemblies::body_name(tx, sector)});
  if (row.audience != Audience::public_) around.invited = assemblies::count_members(tx, row.assembly, sectors, asked_until(row, now));
  return around;
}

std::shared_ptr<LiveConsultation> Live::known(ConsultationId id) const {
  const std::lock_guard lock(mutex_);
  const auto found = consultations_.find(id);
  return found == consultations_.end() ? nullptr : found->second;
}

Result<std::shared_ptr<LiveConsultation>> Live::get(Context& context, ConsultationId id) {
  auto live = known(id);
  if (live && live->fresh(context.now())) return live;
  // One thread reads it again. The others go on with what they have, unless somebody said that it is wrong.
  std::unique_lock loading(loading_[static_cast<std::uint64_t>(id.value) % loading_.size()], std::defer_lock);
  if (live && !live->outdated()) {
    if (!loading.try_lock()) return live;
  } else {
    loading.lock();
  }
  live = known(id);
  if (live && live->fresh(context.now())) return live;
  return load(context, id, live);
}

Result<std::shared_ptr<LiveConsultation>> Live::load(Context& context, ConsultationId id, const std::shared_ptr<LiveConsultation>& known) {
  const std::uint64_t changes = changes_;
  bool same = false;
  auto loaded = context.db.read([&](db::ReadTx& tx) -> Result<std::shared_ptr<LiveConsultation>> {
    TRY_ASSIGN(Consultation row, store::find(tx, id));
    const int round = row.round;
    const std::int64_t version = row.version;
    auto sectors = store::sectors(tx, id);
    auto around = surroundings_of(tx, row, sectors, context.now());
    auto fresh = std::make_shared<LiveConsultation>(std::move(row), std::move(sectors), store::statements(tx, id), std::move(around));
    same = known && known->row().version == version && known->statements().size() == fresh->statements().size();
    if (known && known->row().round == round) return fresh;
    read_counts(tx, *fresh);
    return fresh;
  });
  if (!loaded) {
    const std::lock_guard lock(mutex_);
    if (loaded.error().kind == ErrorKind::not_found) consultations_.erase(id);
    return loaded;
  }
  std::shared_ptr<LiveConsultation> live = *loaded;
  if (same) {
    known->refresh(*live->surroundings(), context.now());
    live = known;
  } else {
    if (known && known->row().round == live->row().round) LiveConsultation::succeed(*known, live);
    const std::lock_guard lock(mutex_);
    consultations_.insert_or_assign(id, live);
  }
  // What forget() was told while this was read may not be in it: then it stays out of date, and the next reader reads again.
  const std::lock_guard lock(mutex_);
  if (changes == changes_) {
    live->touch(context.now());
  } else {
    live->set_outdated();
  }
  return live;
}

void Live::forget(ConsultationId id) {
  const std::lock_guard lock(mutex_);
  ++changes_;
  if (const auto found = consultations_.find(id); found != consultations_.end()) found->second->set_outdated();
}

void Live::recount(Context& context) {
  std::vector<std::shared_ptr<LiveConsultation>> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, live] : consultations_) all.push_back(live);
  }
  for (const auto& live : all) {
    live->begin_count();
    context.db.read([&](db::ReadTx& tx) { read_counts(tx, *live); });
  }
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

Voter read_voter(Context& context, db::ReadTx& tx, const LiveConsultation& live, PersonId person) {
  const Consultation& row = live.row();
  Voter voter{.membership = assemblies::membership_of(tx, person, row.assembly, context.now()), .since = context.now(), .votes = {}};
  voter.key = tx.one<std::int64_t>(sql::participant_of, row.id, context.app.use<Services>().references.of(row.id, person)).value_or(0);
  if (voter.key == 0) return voter;
  tx.each(sql::votes_of_participant, [&](const db::Row& vote) {
    if (const auto index = live.index_of(StatementId{vote.integer(0)})) {
      voter.votes.emplace_back(*index, static_cast<std::int8_t>(vote.integer(1)));
    }
  }, row.id, row.round, voter.key);
  return voter;
}

Voter find_voter(Context& context, LiveConsultation& live) {
  const PersonId person = context.actor.person;
  if (!person) return {};
  if (auto known = live.voter(person); known && context.now() - known->since < kMembershipFresh) return std::move(*known);
  Voter voter = context.db.read([&](db::ReadTx& tx) { return read_voter(context, tx, live, person); });
  live.remember(person, voter);
  return live.voter(person).value_or(std::move(voter));
}

}  // namespace gongshi::consultation
