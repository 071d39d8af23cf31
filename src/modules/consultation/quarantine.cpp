// Votes that look arranged are set aside, never dropped: one person proposes what becomes of them, another decides, the voter may appeal once and a
// third person decides that. Whoever decides learns how people came, and never what they voted (docs/adr/0018).
#include <algorithm>
#include <map>

#include "embedded/consultation.hpp"
#include "maths/api.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/quarantine_store.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

std::string words_of(const Context& context, maths::Irregularity reason) {
  return context.say("consultation.set_aside." + std::string(enum_name(reason)));
}

FindingFacts facts_of(const Context& context, const store::Finding& finding) { return {context.actor.person, finding.proposed_by}; }

AppealFacts appeal_facts(const Context& context, const store::Finding& finding, const Consultation& consultation) {
  return {.actor = context.actor.person,
          .finding = finding.state,
          .proposed_by = finding.proposed_by,
          .decided_by = finding.decided_by,
          .result_is_final = consultation.state == State::signed_};
}

std::optional<ReviewView> review(db::ReadTx& tx, const std::optional<PersonId>& by, const std::optional<Timestamp>& at, const std::string& note) {
  if (!by || !at) return std::nullopt;
  return ReviewView{identity::display_name(tx, *by), *at, note};
}

FindingView finding_view(Context& context, db::ReadTx& tx, const store::Finding& finding, const Consultation& consultation) {
  const auto may = [&](std::string_view permission) { return context.actor.may(permission, finding.assembly); };
  FindingView view{.id = finding.id,
                   .consultation = finding.consultation,
                   .consultation_title = consultation.title,
                   .reason = finding.reason,
                   .reason_text = words_of(context, finding.reason),
                   .state = finding.state,
                   .first_at = finding.first_at,
                   .last_at = finding.last_at,
                   .excerpt = finding.excerpt.empty() ? std::nullopt : std::optional(finding.excerpt),
                   .found_at = finding.found_at,
                   .proposal = review(tx, finding.proposed_by, finding.proposed_at, finding.proposal_note),
                   .decision = review(tx, finding.decided_by, finding.decided_at, finding.note),
                   .appeals = {},
                   .actions = workflow::offers(kFindingTransitions, finding.state, facts_of(context, finding), may)};
  for (const auto& held : tx.all<store::Held>(sql::held_of_finding, finding.id)) {
    ++view.people;
    if (held.appeal_state == AppealState::none) continue;
    view.appeals.push_back({held.id, held.appeal, held.appealed_at.value_or(Timestamp{}), held.appeal_state,
                            workflow::offers(kAppealTransitions, held.appeal_state, appeal_facts(context, finding, consultation), may)});
  }
  std::ranges::sort(view.appeals, {}, &HoldAppealView::at);
  return view;
}

Result<std::string> note_for(const std::optional<std::string>& given, bool needed) {
  std::string note = moderation::tidy(given.value_or(""));
  if (needed && note.empty()) return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/note", "consultation.reason_missing"}}});
  return note;
}

template <class Table, class State, class Action>
bool needs_reason(const Table& table, State from, Action action) {
  return std::ranges::any_of(table, [&](const auto& row) { return row.from == from && row.action == action && row.needs_reason; });
}

HoldState hold_state(const store::Finding& finding, const store::Held& held) {
  if (finding.state == FindingState::released) return HoldState::released;
  switch (held.appeal_state) {
    case AppealState::appealed: return HoldState::appealed;
    case AppealState::restored: return HoldState::restored;
    case AppealState::upheld: return HoldState::upheld;
    case AppealState::none: break;
  }
  return finding.state == FindingState::voided ? HoldState::voided : HoldState::held;
}

OwnHold hold_view(Context& context, const Consultation& consultation, const store::Finding& finding, const store::Held& held) {
  const std::string& note = held.note.empty() ? finding.note : held.note;
  return {.state = hold_state(finding, held),
          .reason = words_of(context, finding.reason),
          .since = finding.found_at,
          .note = note.empty() ? std::nullopt : std::optional(note),
          .appeal = held.appeal.empty() ? std::nullopt : std::optional(held.appeal),
          .actions = workflow::offers(kAppealTransitions, held.appeal_state, appeal_facts(context, finding, consultation),
                                      [&](std::string_view permission) { return permission == "consultation.vote" && context.actor.may(permission); })};
}

std::string detail_of(maths::Irregularity reason) { return json::encode(std::map<std::string, maths::Irregularity>{{"reason", reason}}); }

}  // namespace

Result<void> a_second_person(const FindingFacts& facts) {
  if (facts.proposed_by == facts.actor) return fail(ErrorKind::conflict, "consultation.finding_own_proposal");
  return {};
}

Result<void> not_counted(const AppealFacts& facts) {
  if (facts.finding == FindingState::released || facts.result_is_final) return fail(ErrorKind::conflict, "workflow.not_now");
  return {};
}

Result<void> a_third_person(const AppealFacts& facts) {
  if (facts.finding != FindingState::voided) return fail(ErrorKind::conflict, "consultation.appeal_before_decision");
  if (facts.proposed_by == facts.actor || facts.decided_by == facts.actor) return fail(ErrorKind::conflict, "consultation.appeal_own_decision");
  return {};
}

Result<Quarantine> list_quarantine(Context& context, db::ReadTx& tx, const ListQuarantine& request) {
  if (!context.actor.may("quarantine.work", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  Quarantine quarantine;
  for (const auto& finding : tx.all<store::Finding>(sql::findings_of, request.id)) {
    TRY_ASSIGN(const Consultation consultation, store::find(tx, finding.consultation));
    quarantine.items.push_back(finding_view(context, tx, finding, consultation));
  }
  return quarantine;
}

Result<FindingView> move_finding(Context& context, db::WriteTx& tx, const MoveFinding& request) {
  TRY_ASSIGN(store::Finding finding, store::finding(tx, request.id));
  const auto may = [&](std::string_view permission) { return context.actor.may(permission, finding.assembly); };
  if (!may("quarantine.work")) return fail(ErrorKind::not_found, "consultation.finding_not_found");
  TRY_ASSIGN(const FindingState next, workflow::next(kFindingTransitions, finding.state, request.verb, facts_of(context, finding), may));
  TRY_ASSIGN(const std::string note, note_for(request.note, needs_reason(kFindingTransitions, finding.state, request.verb)));
  const bool proposal = finding.state == FindingState::held;
  if (tx.run(proposal ? sql::propose : sql::decide_finding, finding.id, finding.state, next, context.actor.person, context.now(), note) == 0) {
    return fail(ErrorKind::conflict, "workflow.not_now");
  }
  TRY_ASSIGN(const Consultation consultation, store::find(tx, finding.consultation));
  std::vector<std::int64_t> keys;
  if (!proposal) {
    for (const auto& held : tx.all<store::Held>(sql::held_of_finding, finding.id)) keys.push_back(store::key_of(context, consultation.id, held.participant));
    std::ranges::sort(keys);
    if (next == FindingState::released) store::change_counting(context, tx, consultation, finding.id, keys, store::Counting::counts);
    store::tell_owners(context, tx, consultation, keys, next == FindingState::released ? "consultation.votes_released" : "consultation.votes_voided");
  }
  const std::string verb(enum_name(request.verb));
  journal::record(context, tx,
                  {.verb = "consultation.finding_" + verb, .subject_kind = "finding", .subject = finding.id.value, .scope = finding.assembly,
                   .detail = detail_of(finding.reason)});
  TRY_ASSIGN(finding, store::finding(tx, request.id));
  return finding_view(context, tx, finding, consultation);
}

std::optional<OwnHold> own_hold(Context& context, const Consultation& consultation, std::int64_t key) {
  return context.db.read([&](db::ReadTx& tx) -> std::optional<OwnHold> {
    const auto held = tx.one<store::Held>(sql::held_one, consultation.id, store::case_of(context, consultation.id, key));
    if (!held) return std::nullopt;
    const auto finding = store::finding(tx, held->finding);
    return finding ? std::optional(hold_view(context, consultation, *finding, *held)) : std::nullopt;
  });
}

Result<OwnHold> appeal_hold(Context& context, db::WriteTx& tx, const AppealHold& request) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
  const auto key = tx.one<std::int64_t>(sql::participant_of, consultation.id, context.app.use<Services>().references.of(consultation.id, context.actor.person));
  auto held = key ? tx.one<store::Held>(sql::held_one, consultation.id, store::case_of(context, consultation.id, *key)) : std::nullopt;
  if (!held) return fail(ErrorKind::not_found, "consultation.nothing_set_aside");
  TRY_ASSIGN(const store::Finding finding, store::finding(tx, held->finding));
  TRY(workflow::next(kAppealTransitions, held->appeal_state, AppealAction::appeal, appeal_facts(context, finding, consultation),
                     [&](std::string_view permission) { return context.actor.may(permission); }));
  const std::string text = moderation::tidy(request.text);
  if (text.empty()) return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/text", "consultation.text_is_empty"}}});
  if (tx.run(sql::appeal_held, held->id, text, context.now()) == 0) return fail(ErrorKind::conflict, "workflow.not_now");
  // Names the consultation and not the case: who appealed leads to nobody's votes.
  journal::record(context, tx,
                  {.verb = "consultation.appeal_set_aside", .subject_kind = "consultation", .subject = consultation.id.value, .scope = consultation.assembly});
  held = tx.one<store::Held>(sql::find_held, held->id);
  return hold_view(context, consultation, finding, *held);
}

Result<FindingView> decide_hold(Context& context, db::WriteTx& tx, const DecideHold& request) {
  const auto held = tx.one<store::Held>(sql::find_held, request.id);
  if (!held) return fail(ErrorKind::not_found, "consultation.finding_not_found");
  TRY_ASSIGN(const store::Finding finding, store::finding(tx, held->finding));
  const auto may = [&](std::string_view permission) { return context.actor.may(permission, finding.assembly); };
  if (!may("quarantine.work")) return fail(ErrorKind::not_found, "consultation.finding_not_found");
  TRY_ASSIGN(const Consultation consultation, store::find(tx, finding.consultation));
  const auto action = *enum_from_name<AppealAction>(enum_name(request.verb));
  TRY_ASSIGN(const AppealState next, workflow::next(kAppealTransitions, held->appeal_state, action, appeal_facts(context, finding, consultation), may));
  TRY_ASSIGN(const std::string note, note_for(request.note, needs_reason(kAppealTransitions, held->appeal_state, action)));
  if (tx.run(sql::decide_held, held->id, next, context.actor.person, context.now(), note) == 0) return fail(ErrorKind::conflict, "workflow.not_now");
  journal::record(context, tx,
                  {.verb = "consultation.finding_" + std::string(enum_name(action)), .subject_kind = "finding", .subject = finding.id.value,
                   .scope = finding.assembly, .detail = detail_of(finding.reason)});
  store::tell_owners(context, tx, consultation, {store::key_of(context, consultation.id, held->participant)},
                     next == AppealState::restored ? "consultation.votes_restored" : "consultation.votes_upheld");
  TRY(count_restored(context, tx, consultation, false));
  return finding_view(context, tx, finding, consultation);
}

Result<void> count_restored(Context& context, db::WriteTx& tx, const Consultation& consultation, bool all) {
  struct Waiting {
    FindingId finding;
    HeldId id;
    std::int64_t key;
  };
  std::vector<Waiting> waiting;
  tx.each(sql::restored_waiting, [&](const db::Row& row) {
    waiting.push_back({FindingId{row.integer(1)}, HeldId{row.integer(0)}, store::key_of(context, consultation.id, db::from_row<db::Bytes>(row, 2))});
  }, consultation.id);
  // Fewer would show in the result how these few voted, to whoever restored them.
  if (waiting.empty() || (!all && waiting.size() < maths::kPublicStep)) return {};
  std::map<std::int64_t, std::vector<std::int64_t>> by_finding;
  for (const auto& one : waiting) {
    tx.run(sql::count_again, one.id, context.now());
    by_finding[one.finding.value].push_back(one.key);
  }
  for (const auto& [finding, keys] : by_finding) store::change_counting(context, tx, consultation, FindingId{finding}, keys, store::Counting::counts);
  return {};
}

std::vector<SetAsideView> set_aside_counts(const Context& context, db::ReadTx& tx, ConsultationId consultation) {
  enum Column { held, released, voided, restored, columns };
  std::map<maths::Irregularity, std::array<std::uint32_t, columns>> rows;
  tx.each(sql::count_held, [&](const db::Row& row) {
    const auto state = db::from_row<FindingState>(row, 1);
    const Column column = state == FindingState::released ? released : state != FindingState::voided ? held : row.integer(2) != 0 ? restored : voided;
    rows[db::from_row<maths::Irregularity>(row, 0)][column] += static_cast<std::uint32_t>(row.integer(3));
  }, consultation);
  std::vector<SetAsideView> views;
  for (const auto& [reason, counts] : rows) {
    const auto hidden = maths::hidden_cells(counts);
    const auto cell = [&](Column column) { return hidden[column] ? std::nullopt : std::optional<std::int64_t>(counts[column]); };
    views.push_back({reason, words_of(context, reason), cell(held), cell(released), cell(voided), cell(restored)});
  }
  return views;
}

std::int64_t undecided(const Context& context, db::ReadTx& tx, ConsultationId consultation) {
  return tx.one<std::int64_t>(sql::undecided, consultation, context.now() - kTimeToAppeal).value_or(0);
}

}  // namespace gongshi::consultation
