// Publish, close, undo the closing, withdraw: each a row of the workflow.
#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/consultation/workflow.hpp"
#include "platform/journal/journal.hpp"
#include "platform/log/log.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

constexpr std::chrono::seconds kTolerance{5};  // of the clock's own corrections

/// Nothing is closed by a clock that has just said something else: it is for a person to find out which of the two was right.
bool clock_was_set_back(Context& context) {
  auto& latest = context.app.use<Services>().latest;
  const Timestamp before{latest.load()};
  if (context.now() + kTolerance >= before) {
    latest = std::max(before, context.now()).milliseconds;
    return false;
  }
  context.app.metrics().add("clock_set_back");
  log::error("the clock was set back; no consultation is closed by itself until it has caught up, or the server is started again",
             {{"seconds", std::to_string((before - context.now()).count() / 1000)}});
  return true;
}

}  // namespace

Facts facts(Context& context, db::ReadTx& tx, const Consultation& consultation) {
  Facts facts{.now = context.now(), .closes_at = consultation.closes_at};
  for (const Statement& statement : store::statements(tx, consultation.id)) facts.statements += statement.state == StatementState::approved;
  facts.has_sectors = consultation.audience != Audience::sectors || !store::sectors(tx, consultation.id).empty();
  facts.sheet_has_content = sheet_has_content(tx, consultation.id);
  facts.votes_undecided = undecided(context, tx, consultation.id) != 0;
  return facts;
}

Result<void> advance(Context& context, db::WriteTx& tx, const Consultation& consultation, Action action, State next, std::int64_t version,
                     const std::string& reason) {
  // Reopening takes back the end that has passed; closing sets it to the moment it happened.
  auto closes_at = consultation.closes_at;
  if (action == Action::close) closes_at = context.now();
  if (action == Action::reopen && closes_at && *closes_at <= context.now()) closes_at.reset();
  const auto published = next == State::open ? std::optional(context.now()) : std::nullopt;
  if (tx.run(sql::advance, consultation.id, consultation.state, next, context.now(), published, closes_at, version) == 0) {
    return fail(ErrorKind::conflict, "consultation.edited_meanwhile");
  }
  std::string detail;
  if (!reason.empty()) {
    detail = "{\"reason\":";
    json::append_string(detail, reason);
    detail += '}';
  }
  journal::record(context, tx,
                  {.verb = std::string("consultation.") + std::string(enum_name(action)), .subject_kind = "consultation",
                   .subject = consultation.id.value, .scope = consultation.assembly, .detail = detail});
  context.after_commit.push_back([&live = context.app.use<Live>(), id = consultation.id] { live.forget(id); });
  return publish(context, tx, Moved{consultation.id, consultation.assembly, std::string(enum_name(action)), std::string(enum_name(next))});
}

Result<ConsultationView> move(Context& context, db::WriteTx& tx, const MoveConsultation& request) {
  TRY_ASSIGN(Consultation consultation, find_visible(context, tx, request.id));
  const auto action = *enum_from_name<Action>(enum_name(request.verb));
  TRY_ASSIGN(const State next, workflow::next(kTransitions, consultation.state, action, facts(context, tx, consultation),
                                              [&](std::string_view permission) { return context.actor.may(permission, consultation.assembly); }));
  for (const auto& row : kTransitions) {
    if (row.from == consultation.state && row.action == action && row.needs_reason && request.reason.value_or("").empty()) {
      return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/reason", "consultation.reason_missing"}}});
    }
  }
  TRY(advance(context, tx, consultation, action, next, request.version, request.reason.value_or("")));
  TRY_ASSIGN(consultation, store::find(tx, request.id));
  return view(context, tx, consultation);
}

void close_due(Context& context) {
  if (clock_was_set_back(context)) return;
  const auto due = context.db.read([&](db::ReadTx& tx) { return tx.all<ConsultationId>(sql::due_to_close, context.now()); });
  for (const ConsultationId id : due) {
    const auto closed = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      context.after_commit.clear();
      TRY_ASSIGN(const Consultation consultation, store::find(tx, id));
      if (consultation.state != State::open) return false;
      TRY(advance(context, tx, consultation, Action::close, State::closed, consultation.version, ""));
      return true;
    });
    if (closed) {
      for (const auto& effect : context.after_commit) effect();
    }
  }
}

}  // namespace gongshi::consultation
