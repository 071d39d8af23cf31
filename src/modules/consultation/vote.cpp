// One vote: durable before its answer, one row, known only under the participant's key.
#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/consultation/workflow.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {

Result<std::int64_t> take_part(Context& context, db::WriteTx& tx, const Consultation& consultation, PersonId person,
                               const std::optional<assemblies::Membership>& membership, bool assisted, const std::optional<maths::Arrival>& arrival) {
  const auto reference = context.app.use<Services>().references.of(consultation.id, person);
  const std::int64_t key = random_participant_key();
  const bool sectored = membership && membership->sector;
  const auto sealed = arrival ? std::optional(context.app.use<Services>().arrivals.seal(consultation.id, key, *arrival)) : std::nullopt;
  const bool added =
      tx.changes_one(sql::add_participant, key, consultation.id, reference, sectored ? std::optional(membership->sector) : std::nullopt,
                     membership ? std::optional(membership->assembly) : std::nullopt, assisted, sealed);
  if (!added) return tx.one<std::int64_t>(sql::participant_of, consultation.id, reference).value();
  journal::record(context, tx,
                  {.verb = "consultation.take_part", .subject_kind = "consultation", .subject = consultation.id.value,
                   .scope = consultation.assembly, .on_behalf_of = assisted ? person : PersonId{}});
  return key;
}

Result<void> cast(Context& context, db::WriteTx& tx, ConsultationId consultation, std::int64_t key, StatementId statement, Vote vote) {
  if (tx.changes_one(sql::cast_vote, consultation, statement, key, static_cast<int>(vote), context.now())) return {};
  const auto found = tx.one<Statement>(sql::find_statement, statement);
  if (!found || found->consultation != consultation || found->state != StatementState::approved) {
    return fail(ErrorKind::not_found, "consultation.statement_not_found");
  }
  return fail(ErrorKind::conflict, "consultation.not_open");
}

namespace {

/// Whoever is known from a roster needs no looking at.
std::optional<maths::Arrival> arrival_of(Context& context, ConsultationId consultation, const Voter& voter) {
  if (voter.key != 0 || voter.membership) return std::nullopt;
  const auto known = context.db.read([&](db::ReadTx& tx) { return identity::acquaintance(tx, context.actor.person); });
  if (!known) return std::nullopt;
  return maths::Arrival{.at = context.now().milliseconds,
                        .registered = known->registered.milliseconds,
                        .awake = known->awake.value_or(known->registered).milliseconds,
                        .place = context.app.use<Services>().arrivals.place_of(consultation, context.remote_address)};
}

}  // namespace

Result<Later<Ballot>> vote(Context& context, const PutVote& request) {
  auto& lives = context.app.use<Live>();
  TRY_ASSIGN(const auto live, lives.get(context, request.id));
  Voter voter = find_voter(context, *live);
  TRY(may_read(context, live->row(), voter.membership));
  if (!live->index_of(request.statement)) return fail(ErrorKind::not_found, "consultation.statement_not_found");
  TRY(require(standing(context, live->row(), live->sectors(), voter.membership)));
  const auto arrival = arrival_of(context, request.id, voter);
  struct Cast {
    PutVote request;
    std::shared_ptr<LiveConsultation> live;
    Voter voter;
    std::optional<maths::Arrival> arrival;
    std::uint64_t epoch = 0;
  };
  const auto given = std::make_shared<Cast>(Cast{request, live, std::move(voter), arrival});
  auto written = context.db.write_later([&context, &lives, given](db::WriteTx& tx) -> Result<std::int64_t> {
    given->epoch = lives.epoch();
    std::int64_t key = given->voter.key;
    if (key == 0) {
      TRY_ASSIGN(key, take_part(context, tx, given->live->row(), context.actor.person, given->voter.membership, false, given->arrival));
    }
    TRY(cast(context, tx, given->request.id, key, given->request.statement, given->request.vote));
    return key;
  });
  return Later<Ballot>{std::move(written.moment), [&context, &lives, given, take = std::move(written.take)]() -> Result<Ballot> {
                         const auto key = take();
                         if (!key) {
                           lives.forget(given->request.id);  // what this node believed of the consultation is out of date
                           return std::unexpected(key.error());
                         }
                         given->live->apply(context.actor.person, given->voter, *key, given->request.statement, static_cast<std::int8_t>(given->request.vote), given->epoch);
                         return given->live->next(context.actor.person);
                       }};
}

Result<Ballot> ballot(Context& context, const ByConsultation& request) {
  TRY_ASSIGN(const auto live, context.app.use<Live>().get(context, request.id));
  const Voter voter = find_voter(context, *live);
  TRY(may_read(context, live->row(), voter.membership));
  Ballot ballot = live->next(context.actor.person);
  if (!row_of(live->row().state).takes_votes) ballot.next.reset();
  return ballot;
}

Result<OwnVotes> own_votes(Context& context, const ByConsultation& request) {
  TRY_ASSIGN(const auto live, context.app.use<Live>().get(context, request.id));
  const Voter voter = find_voter(context, *live);
  TRY(may_read(context, live->row(), voter.membership));
  OwnVotes own;
  for (const auto& [index, value] : voter.votes) {
    const Statement& statement = live->statements()[index];
    own.items.push_back({{statement.id, statement.number, statement.text, statement.seed, statement.author == context.actor.person},
                         static_cast<Vote>(value)});
  }
  if (voter.key != 0) own.held = own_hold(context, live->row(), voter.key);
  return own;
}

Result<http::Response> watch_counts(Context& context, const ByConsultation& request) {
  auto& lives = context.app.use<Live>();
  TRY_ASSIGN(const auto live, lives.get(context, request.id));
  TRY(may_read(context, live->row(), find_voter(context, *live).membership));
  http::Response response;
  response.set("Content-Type", "text/event-stream");
  response.set("Cache-Control", "no-store");
  response.stream = [&lives, live](std::shared_ptr<http::EventStream> stream) { lives.watch(live->row().id, live->counts(), std::move(stream)); };
  return response;
}

}  // namespace gongshi::consultation
