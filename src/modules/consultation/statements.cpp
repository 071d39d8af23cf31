// People add statements of their own: shown to nobody before approval (先审后发), with the most similar ones offered while they type.
#include <algorithm>

#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

constexpr std::int64_t kMostPending = 10;  // per person and consultation, so that nobody buries the reviewers

}  // namespace

moderation::Place place_of(const Consultation& consultation) {
  return {"consultation", consultation.id.value, consultation.title, "/consultations/" + std::to_string(consultation.id.value)};
}

Result<moderation::MyContribution> submit_statement(Context& context, db::WriteTx& tx, const SubmitStatement& request) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
  const auto mine = membership(context, tx, consultation);
  TRY(require(standing(context, consultation, store::sectors(tx, consultation.id), mine)));
  const auto text = moderation::tidy(request.text);
  if (text.empty()) return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/text", "consultation.text_is_empty"}}});
  if (tx.one<std::int64_t>(sql::own_statements_pending, consultation.id, context.actor.person).value_or(0) >= kMostPending) {
    return fail(ErrorKind::too_many, "consultation.too_many_pending", {{"most", std::to_string(kMostPending)}});
  }
  const StatementId id = store::add_statement(context, tx, consultation.id, text, false, context.actor.person, StatementState::pending);
  journal::record(context, tx,
                  {.verb = "consultation.submit_statement", .subject_kind = "statement", .subject = id.value, .scope = consultation.assembly});
  return moderation::submit(context, tx,
                            {.kind = moderation::Kind::statement,
                             .subject = id.value,
                             .assembly = consultation.assembly,
                             .place = place_of(consultation),
                             .author = context.actor.person,
                             .text = text});
}

Result<SimilarStatements> find_similar(Context& context, db::ReadTx& tx, const FindSimilar& request) {
  TRY(find_visible(context, tx, request.id));
  return SimilarStatements{context.app.use<Services>().similar.find(tx, request.id, request.text)};
}

Result<StatementList> list_statements(Context& context, db::ReadTx& tx, const ListStatements& request) {
  TRY(find_visible(context, tx, request.id));
  StatementList list;
  const bool random_order = request.order == StatementOrder::random;
  list.order_rule = context.say(random_order ? "consultation.order_random" : "consultation.order_by_number");
  for (const Statement& statement : store::statements(tx, request.id)) {
    if (statement.state != StatementState::approved) continue;
    list.items.push_back({statement.id, statement.number, statement.text, statement.seed,
                          context.actor.signed_in() && statement.author == context.actor.person});
  }
  if (random_order) {
    maths::Random random(static_cast<std::uint64_t>(request.seed.value_or(1)));
    random.shuffle(list.items);
  }
  return list;
}

}  // namespace gongshi::consultation
