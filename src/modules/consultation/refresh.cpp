// Keeps published results up to date, in steps of people so that two results never differ by one person's votes.
#include <unordered_map>

#include "embedded/consultation.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/workflow.hpp"
#include "platform/log/log.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

struct ResultState {
  std::int64_t participants = 0;
  std::int64_t votes = 0;
  bool final = false;
  Timestamp computed_at;
};
BOOST_DESCRIBE_STRUCT(ResultState, (), (participants, votes, final, computed_at))

struct Job {
  ResultInput input;
  std::int64_t took_part = 0;  // also those whose every statement was refused later, who are not on the map
  bool due = false;
  bool final = false;
  bool too_few = false;  // so many were set aside that what is published must go
};

/// Parts in the order given. A sector of an earlier term is the one of the same name; one that went comes last, by its own name.
class Parts {
 public:
  Parts(db::ReadTx& tx, std::vector<PartName>& names) : tx_(tx), names_(names) {
    for (std::size_t i = 0; i < names.size(); ++i) index_[names[i].id] = static_cast<std::int16_t>(i);
  }
  std::int16_t index(std::optional<std::int64_t> id) {
    if (!id) return -1;
    const auto [found, added] = index_.try_emplace(*id, std::int16_t{-1});
    if (!added) return found->second;
    const std::string name = assemblies::body_name(tx_, assemblies::BodyId{*id});
    if (name.empty()) return -1;
    const auto same = std::ranges::find(names_, name, &PartName::name);
    found->second = static_cast<std::int16_t>(same - names_.begin());
    if (same == names_.end()) names_.push_back({*id, name, std::nullopt});
    return found->second;
  }

 private:
  db::ReadTx& tx_;
  std::vector<PartName>& names_;
  std::unordered_map<std::int64_t, std::int16_t> index_;
};

Result<Job> gather(Context& context, db::ReadTx& tx, ConsultationId id) {
  Job job;
  TRY_ASSIGN(job.input.consultation, store::find(tx, id));
  const Consultation& row = job.input.consultation;
  const auto stored = tx.one<ResultState>(sql::result_state, id, row.round);
  job.took_part = tx.one<std::int64_t>(sql::count_participants, id).value_or(0);
  job.final = !row_of(row.state).takes_votes;
  const bool grown = !stored || maths::may_refresh(static_cast<std::uint32_t>(stored->participants), static_cast<std::uint32_t>(job.took_part));
  // Closed again after an undo: votes may have come or changed in between.
  const bool closed_again = stored && row.state == State::closed && stored->computed_at < row.state_since;
  const auto counting_changed = tx.one<std::optional<Timestamp>>(sql::last_counting_change, id).value_or(std::nullopt);
  const bool others_count = stored && counting_changed && *counting_changed >= stored->computed_at;
  job.too_few = others_count && job.took_part < kFewestParticipants;
  job.due = job.took_part >= kFewestParticipants && row_of(row.state).has_result && (grown || closed_again || others_count || (job.final && !stored->final));
  if (!job.due) return job;

  const auto sectors = store::sectors(tx, id);
  const Timestamp at = asked_until(row, context.now());
  for (const auto& count : assemblies::members_by_sector(tx, row.assembly, sectors, at)) {
    job.input.sectors.push_back({count.id.value, count.name, row.audience == Audience::public_ ? std::nullopt : std::optional(count.members)});
  }
  for (const auto& count : assemblies::members_by_assembly(tx, row.assembly, sectors, at)) {
    job.input.counties.push_back({count.id.value, count.name, row.audience == Audience::public_ ? std::nullopt : std::optional(count.members)});
  }
  Parts sector_parts(tx, job.input.sectors), county_parts(tx, job.input.counties);
  std::unordered_map<std::int64_t, std::uint32_t> index;
  tx.each(sql::participants_of, [&](const db::Row& p) {
    index.emplace(p.integer(0), static_cast<std::uint32_t>(index.size()));
    job.input.sector.push_back(sector_parts.index(db::from_row<std::optional<std::int64_t>>(p, 1)));
    job.input.county.push_back(county_parts.index(db::from_row<std::optional<std::int64_t>>(p, 2)));
  }, id);
  job.input.statements = store::statements(tx, id);
  std::erase_if(job.input.statements, [](const Statement& s) { return s.state != StatementState::approved; });
  std::unordered_map<std::int64_t, std::uint16_t> column;
  for (std::size_t i = 0; i < job.input.statements.size(); ++i) column.emplace(job.input.statements[i].id.value, static_cast<std::uint16_t>(i));
  tx.each_in_pieces(sql::votes_of, [&](const db::Row& vote) {
    const auto statement = column.find(vote.integer(1));
    const auto participant = index.find(vote.integer(0));
    if (statement == column.end() || participant == index.end()) return;
    job.input.votes.push_back({participant->second, statement->second, static_cast<std::int8_t>(vote.integer(2))});
  }, id, row.round);
  job.input.now = context.now();
  return job;
}

}  // namespace

Result<void> refresh_result(Context& context, ConsultationId id) {
  TRY_ASSIGN(const Job job, context.db.read([&](db::ReadTx& tx) { return gather(context, tx, id); }));
  if (job.too_few) {
    TRY(context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      tx.run(sql::forget_result, id);
      return true;
    }));
    return {};
  }
  if (!job.due) return {};
  TRY_ASSIGN(const Published published, compute(job.input));
  const std::string result = json::encode(published.view), model = json::encode(published.model);
  TRY(context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    if (!store::find(tx, id)) return false;  // removed while this was computed
    tx.run(sql::store_result, id, job.input.consultation.round, context.now(), job.took_part, published.view.votes, job.final, result,
           model);
    return true;
  }));
  if (const auto live = context.app.use<Live>().known(id)) live->set_extremity(extremity_from(model, live->statements()));
  return {};
}

int refresh_results(Context& context) {
  const auto ids = context.db.read([](db::ReadTx& tx) { return tx.all<ConsultationId>(sql::open_ids); });
  int refreshed = 0;
  for (const ConsultationId id : ids) {
    if (const auto done = refresh_result(context, id); done) {
      ++refreshed;
    } else {
      log::error("a result could not be computed", {{"code", done.error().code}});
    }
  }
  return refreshed;
}

}  // namespace gongshi::consultation
