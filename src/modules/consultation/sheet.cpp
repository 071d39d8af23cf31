// The consensus sheet 凝聚共识清单: what was agreed, what is to be studied, what still differs, and who explains what to whom.
#include <algorithm>

#include <fmt/format.h>

#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

constexpr std::size_t kPrefilled = 10;  // points of each list

struct StoredSheet {
  SheetState state = SheetState::none;
  std::int64_t version = 0;
  std::string content;
  std::optional<PersonId> signed_by;
  std::optional<Timestamp> signed_at;
};
BOOST_DESCRIBE_STRUCT(StoredSheet, (), (state, version, content, signed_by, signed_at))

/// Written once the consultation is over; before, there is nothing to sum up.
bool sheet_time(State state) { return state == State::closed || state == State::signed_; }

Result<SheetView> sheet_view(Context& context, db::ReadTx& tx, const Consultation& consultation) {
  SheetView view;
  view.consultation = consultation.id;
  if (const auto stored = tx.one<StoredSheet>(sql::sheet_of, consultation.id)) {
    TRY_ASSIGN(static_cast<SheetContent&>(view), json::decode<SheetContent>(stored->content));
    view.state = stored->state;
    view.version = stored->version;
    if (stored->signed_by) view.signed_by = identity::display_name(tx, *stored->signed_by);
    view.signed_at = stored->signed_at;
  }
  if (consultation.state != State::closed) return view;
  if (context.actor.may("sheet.write", consultation.assembly)) view.actions.push_back({"save", false, view.state == SheetState::none});
  for (auto& offer : workflow::offers(kTransitions, consultation.state, facts(context, tx, consultation), [&](std::string_view permission) {
         return context.actor.may(permission, consultation.assembly);
       })) {
    if (offer.verb == "sign") view.actions.push_back(std::move(offer));
  }
  return view;
}

/// As it was counted, with its base: the estimate for those who did not vote would make 86% of five who all agreed.
std::string share_in_words(const Context& context, const ShareView& share) {
  if (share.hidden || share.seen.value_or(0) == 0) return "—";
  return context.say("consultation.share_of", {{"share", fmt::format("{:.0f}%", 100.0 * static_cast<double>(*share.agree) / static_cast<double>(*share.seen))},
                                               {"count", std::to_string(*share.seen)}});
}

/// "赞同：全体 1,846 人中 89% · 甲 910 人中 86% · 乙 936 人中 94%"
std::string shares_in_words(const Context& context, const ResultView& result, const StatementResultView& statement) {
  std::string words = context.say("consultation.agreeing") + context.say("consultation.everybody") + " " + share_in_words(context, statement.all);
  for (std::size_t g = 0; g < statement.groups.size(); ++g) words += " · " + result.groups[g].letter + " " + share_in_words(context, statement.groups[g]);
  return words;
}

/// Between whom: the groups that mostly agree and those that mostly do not; nothing where they differ only in how much.
std::optional<std::string> sides(const Context& context, const ResultView& result, StatementId id) {
  const auto statement = std::ranges::find(result.statements_detail, id, &StatementResultView::id);
  if (statement == result.statements_detail.end()) return std::nullopt;
  std::string agreeing, disagreeing;
  for (std::size_t g = 0; g < statement->groups.size(); ++g) {
    const ShareView& share = statement->groups[g];
    if (share.hidden || share.agree == share.disagree) continue;
    std::string& side = *share.agree > *share.disagree ? agreeing : disagreeing;
    side += (side.empty() ? "" : " / ") + result.groups[g].letter;
  }
  if (agreeing.empty() || disagreeing.empty()) return std::nullopt;
  return context.say("consultation.between", {{"agreeing", agreeing}, {"disagreeing", disagreeing}});
}

std::vector<SheetPoint> points(const Context& context, const ResultView& result, const std::vector<StatementId>& ids) {
  std::vector<SheetPoint> list;
  for (const StatementId id : ids) {
    if (list.size() == kPrefilled) break;
    const auto found = std::ranges::find(result.statements_detail, id, &StatementResultView::id);
    if (found != result.statements_detail.end()) list.push_back({found->text, id, shares_in_words(context, result, *found), std::nullopt});
  }
  return list;
}

void tell_participants(Context& context, db::WriteTx& tx, const Consultation& consultation, std::string_view kind) {
  const auto& references = context.app.use<Services>().references;
  std::vector<PersonId> people;
  tx.each(sql::participant_references, [&](const db::Row& row) {
    if (const PersonId person = references.person(consultation.id, row.blob(0))) people.push_back(person);
  }, consultation.id);
  // The order of the rows must not show who stands next to whom.
  std::ranges::sort(people);
  notices::tell(context, tx, people,
                {.kind = kind, .subject_kind = "consultation", .subject = consultation.id.value,
                 .link = "/consultations/" + std::to_string(consultation.id.value) + "/result", .args = {{"title", consultation.title}}});
}

}  // namespace

bool sheet_has_content(db::ReadTx& tx, ConsultationId consultation) {
  const auto stored = tx.one<StoredSheet>(sql::sheet_of, consultation);
  if (!stored) return false;
  const auto content = json::decode<SheetContent>(stored->content);
  return content && (!content->agreed.empty() || !content->to_study.empty() || !content->remaining.empty());
}

Result<SheetView> read_sheet(Context& context, db::ReadTx& tx, const ByConsultation& request) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
  TRY_ASSIGN(SheetView view, sheet_view(context, tx, consultation));
  const bool works_on_it = context.actor.may("sheet.write", consultation.assembly) || context.actor.may("sheet.sign", consultation.assembly);
  if (view.state == SheetState::draft && !works_on_it) {
    SheetView hidden;
    hidden.consultation = consultation.id;
    return hidden;
  }
  return view;
}

Result<SheetView> save_sheet(Context& context, db::WriteTx& tx, const SaveSheet& request) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
  if (!context.actor.may("sheet.write", consultation.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (consultation.state != State::closed) return fail(ErrorKind::conflict, "consultation.sheet_not_yet");
  const std::string content = json::encode(static_cast<const SheetContent&>(request));
  const auto changed = request.version == 0 ? tx.run(sql::add_sheet, consultation.id, content)
                                            : tx.run(sql::save_sheet, consultation.id, request.version, content);
  if (changed == 0) return fail(ErrorKind::conflict, "consultation.edited_meanwhile");
  journal::record(context, tx,
                  {.verb = "consultation.save_sheet", .subject_kind = "consultation", .subject = consultation.id.value,
                   .scope = consultation.assembly});
  return sheet_view(context, tx, consultation);
}

Result<SheetView> prefill_sheet(Context& context, const ByConsultation& request) {
  TRY(context.db.read([&](db::ReadTx& tx) -> Result<bool> {
    TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
    if (!context.actor.may("sheet.write", consultation.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
    if (!sheet_time(consultation.state)) return fail(ErrorKind::conflict, "consultation.sheet_not_yet");
    return true;
  }));
  // The last votes before the closing are among what is summed up.
  TRY(refresh_result(context, request.id));
  return context.db.read([&](db::ReadTx& tx) -> Result<SheetView> {
    TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, request.id));
    TRY_ASSIGN(SheetView view, sheet_view(context, tx, consultation));
    const auto stored = tx.one<std::string>(sql::result_of, consultation.id, consultation.round);
    if (!stored) return fail(ErrorKind::conflict, "consultation.no_result_yet", {{"least", std::to_string(kFewestParticipants)}});
    TRY_ASSIGN(const ResultView result, json::decode<ResultView>(*stored));
    view.agreed = points(context, result, result.common);
    view.to_study = points(context, result, result.undecided);
    view.remaining = points(context, result, result.different);
    if (result.clear_groups) {
      for (auto& point : view.remaining) point.between = sides(context, result, *point.statement);
    }
    return view;
  });
}

Result<SheetView> sign_sheet(Context& context, db::WriteTx& tx, const SignSheet& request) {
  TRY_ASSIGN(Consultation consultation, find_visible(context, tx, request.id));
  TRY_ASSIGN(const State next, workflow::next(kTransitions, consultation.state, Action::sign, facts(context, tx, consultation),
                                              [&](std::string_view permission) { return context.actor.may(permission, consultation.assembly); }));
  if (tx.run(sql::sign_sheet, consultation.id, request.version, context.actor.person, context.now()) == 0) {
    return fail(ErrorKind::conflict, "consultation.edited_meanwhile");
  }
  TRY(count_restored(context, tx, consultation, true));
  TRY(advance(context, tx, consultation, Action::sign, next, consultation.version, ""));
  TRY(publish(context, tx, SheetSigned{consultation.id}));
  TRY_ASSIGN(consultation, store::find(tx, request.id));
  return sheet_view(context, tx, consultation);
}

Result<void> tell_of_signed_sheet(Context& context, db::WriteTx& tx, const SheetSigned& event) {
  // Told later, and gone meanwhile: nobody is left to tell.
  if (const auto consultation = store::find(tx, event.consultation)) tell_participants(context, tx, *consultation, "consultation.sheet_signed");
  return {};
}

Result<void> hand_over_points(Context& context, db::WriteTx& tx, const SheetSigned& event) {
  TRY_ASSIGN(const Consultation consultation, store::find(tx, event.consultation));
  const auto stored = tx.one<StoredSheet>(sql::sheet_of, consultation.id);
  TRY_ASSIGN(const SheetContent content, json::decode<SheetContent>(stored->content));
  for (std::size_t i = 0; i < content.agreed.size(); ++i) {
    handling::open(context, tx, {.assembly = consultation.assembly, .kind = "consultation", .subject = consultation.id.value, .point = static_cast<std::int64_t>(i) + 1, .title = consultation.title,
                                 .text = content.agreed[i].text, .link = "/consultations/" + std::to_string(consultation.id.value) + "/result"});
  }
  return {};
}

Result<void> tell_of_handled_point(Context& context, db::WriteTx& tx, const handling::Answered& event) {
  if (event.kind != "consultation") return {};
  if (const auto consultation = store::find(tx, ConsultationId{event.subject})) tell_participants(context, tx, *consultation, "consultation.point_answered");
  return {};
}

Result<void> tell_of_answer(Context& context, db::WriteTx& tx, const handover::Answered& event) {
  if (event.kind != "consultation") return {};
  if (const auto consultation = store::find(tx, ConsultationId{event.subject})) tell_participants(context, tx, *consultation, "consultation.handed_up_answered");
  return {};
}

}  // namespace gongshi::consultation
