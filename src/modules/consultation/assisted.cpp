// A member without a smartphone votes from a printed pack: one member of staff enters it, another checks it against the paper, and only
// then it counts, marked as assisted. The votes themselves are forgotten here once they are checked.
#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

struct StoredBallot {
  AssistedId id;
  ConsultationId consultation;
  PersonId person;
  PersonId entered_by;
  Timestamp entered_at;
  std::optional<PersonId> checked_by;
  AssistedState state = AssistedState::entered;
  std::string votes;
};
BOOST_DESCRIBE_STRUCT(StoredBallot, (), (id, consultation, person, entered_by, entered_at, checked_by, state, votes))

struct BallotVotes {
  std::vector<AssistedVote> votes;
};
BOOST_DESCRIBE_STRUCT(BallotVotes, (), (votes))

Result<AssistedView> ballot_view(Context& context, db::ReadTx& tx, const Consultation& consultation, const StoredBallot& stored) {
  const auto member = assemblies::membership_of(tx, stored.person, consultation.assembly, context.now());
  AssistedView view{.id = stored.id,
                    .member_name = identity::display_name(tx, stored.person),
                    .member_number = member ? member->number : "",
                    .entered_by_name = identity::display_name(tx, stored.entered_by),
                    .entered_at = stored.entered_at,
                    .state = stored.state};
  if (stored.state == AssistedState::entered) {
    TRY_ASSIGN(BallotVotes ballot, json::decode<BallotVotes>(stored.votes));
    view.votes = std::move(ballot.votes);
    if (context.actor.person != stored.entered_by && context.actor.may("assisted.check", consultation.assembly)) {
      view.actions = {{"check", false, true}, {"reject", false, false}};
    }
  }
  return view;
}

}  // namespace

Result<AssistedView> enter_assisted(Context& context, db::WriteTx& tx, const EnterAssisted& request) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
  if (!context.actor.may("assisted.enter", consultation.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto person = assemblies::find_member_by_number(tx, consultation.assembly, request.member_number, context.now());
  if (!person) {
    return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/member_number", "consultation.member_not_found"}}});
  }
  const auto membership = assemblies::membership_of(tx, *person, consultation.assembly, context.now());
  Context theirs = context;
  theirs.actor = {.person = *person, .level = static_cast<int>(LevelNeeded::member)};
  TRY(require(standing(theirs, consultation, store::sectors(tx, consultation.id), membership)));
  if (tx.one<std::int64_t>(sql::assisted_open_for, consultation.id, *person).value_or(0) != 0) {
    return fail(ErrorKind::conflict, "consultation.assisted_waiting");
  }
  if (tx.one<std::int64_t>(sql::participant_of, consultation.id, context.app.use<Services>().references.of(consultation.id, *person))) {
    return fail(ErrorKind::conflict, "consultation.assisted_has_voted");
  }
  for (std::size_t i = 0; i < request.votes.size(); ++i) {
    const auto statement = tx.one<Statement>(sql::find_statement, request.votes[i].statement);
    if (!statement || statement->consultation != consultation.id || statement->state != StatementState::approved) {
      return std::unexpected(Error{ErrorKind::invalid,
                                   "request.invalid",
                                   {},
                                   {{"/votes/" + std::to_string(i) + "/statement", "consultation.statement_not_found"}}});
    }
  }
  const auto id = context.ids.next<AssistedId>();
  tx.run(sql::add_assisted, id, consultation.id, *person, context.actor.person, context.now(), json::encode(BallotVotes{request.votes}));
  journal::record(context, tx,
                  {.verb = "consultation.enter_assisted", .subject_kind = "assisted_ballot", .subject = id.value, .scope = consultation.assembly,
                   .on_behalf_of = *person});
  TRY_ASSIGN(AssistedView entered, ballot_view(context, tx, consultation, *tx.one<StoredBallot>(sql::find_assisted, id)));
  // This answer is kept for replays, beyond the moment at which the votes must be forgotten.
  entered.votes.reset();
  return entered;
}

Result<AssistedList> list_assisted(Context& context, db::ReadTx& tx, const ByConsultation& request) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
  if (!context.actor.may("assisted.enter", consultation.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  AssistedList list;
  for (const auto& stored : tx.all<StoredBallot>(sql::assisted_of, consultation.id)) {
    TRY_ASSIGN(AssistedView view, ballot_view(context, tx, consultation, stored));
    list.items.push_back(std::move(view));
  }
  return list;
}

Result<AssistedView> check_assisted(Context& context, db::WriteTx& tx, const CheckAssisted& request) {
  auto stored = tx.one<StoredBallot>(sql::find_assisted, request.id);
  if (!stored) return fail(ErrorKind::not_found, "consultation.not_found");
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, stored->consultation));
  if (!context.actor.may("assisted.check", consultation.assembly)) return fail(ErrorKind::not_found, "consultation.not_found");
  if (context.actor.person == stored->entered_by) return fail(ErrorKind::forbidden, "consultation.assisted_own_check");
  if (stored->state != AssistedState::entered) return fail(ErrorKind::conflict, "workflow.not_now");
  if (request.agree) {
    TRY_ASSIGN(const BallotVotes ballot, json::decode<BallotVotes>(stored->votes));
    const auto membership = assemblies::membership_of(tx, stored->person, consultation.assembly, context.now());
    const auto live = context.app.use<Live>().known(consultation.id);
    const Voter before = live ? read_voter(context, tx, *live, stored->person) : Voter{};
    const std::uint64_t epoch = context.app.use<Live>().epoch();
    TRY_ASSIGN(const std::int64_t key, take_part(context, tx, consultation, stored->person, membership, true));
    for (const AssistedVote& vote : ballot.votes) TRY(cast(context, tx, consultation.id, key, vote.statement, vote.vote));
    context.after_commit.push_back([&lives = context.app.use<Live>(), live, before, key, person = stored->person, votes = ballot.votes, id = consultation.id, epoch] {
      if (live) {
        for (const AssistedVote& vote : votes) live->apply(person, before, key, vote.statement, static_cast<std::int8_t>(vote.vote), epoch);
      }
      lives.forget(id);  // how many were assisted is read anew
    });
  }
  // How many were assisted stands beside the counts.
  context.after_commit.push_back([&lives = context.app.use<Live>(), id = consultation.id] { lives.forget(id); });
  const auto next = request.agree ? AssistedState::checked : AssistedState::rejected;
  if (tx.run(sql::decide_assisted, request.id, AssistedState::entered, next, context.actor.person, context.now()) == 0) {
    return fail(ErrorKind::conflict, "workflow.not_now");
  }
  journal::record(context, tx,
                  {.verb = request.agree ? "consultation.check_assisted" : "consultation.reject_assisted", .subject_kind = "assisted_ballot",
                   .subject = request.id.value, .scope = consultation.assembly, .on_behalf_of = stored->person,
                   .checked_by = context.actor.person});
  return ballot_view(context, tx, consultation, *tx.one<StoredBallot>(sql::find_assisted, request.id));
}

}  // namespace gongshi::consultation
