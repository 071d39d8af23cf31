// Staff write a consultation, and edit it as long as it is a draft.
#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

Result<void> check_text(const ConsultationText& text) {
  Error error{ErrorKind::invalid, "request.invalid"};
  for (std::size_t i = 0; i < text.statements.size(); ++i) {
    const auto length = static_cast<std::int64_t>(code_points(text.statements[i]));
    const std::string pointer = "/statements/" + std::to_string(i);
    if (length == 0) error.fields.push_back({pointer, "consultation.text_is_empty"});
    if (length > kStatementLength) {
      error.fields.push_back(
          {pointer, "request.length_too_large", {{"most", std::to_string(kStatementLength)}, {"given", std::to_string(length)}}});
    }
  }
  if (text.opens_at && text.closes_at && *text.closes_at <= *text.opens_at) {
    error.fields.push_back({"/closes_at", "consultation.ends_before_it_begins"});
  }
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  return {};
}

/// Sectors narrow an audience of sectors only; what was chosen before the audience was changed must not.
std::vector<assemblies::BodyId> invited_sectors(const ConsultationText& text) {
  return text.audience == Audience::sectors ? text.sectors : std::vector<assemblies::BodyId>();
}

}  // namespace

Result<ConsultationView> create(Context& context, db::WriteTx& tx, const CreateConsultation& request) {
  if (!context.actor.may("consultation.write", request.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  TRY(check_text(request));
  Consultation consultation{.id = context.ids.next<ConsultationId>(), .assembly = request.assembly};
  tx.run(sql::add, consultation.id, request.assembly, State::draft, context.now(), request.title, request.question, request.background,
         request.opens_at, request.closes_at, request.audience, static_cast<int>(request.level_needed), request.matrix_public, 1, "zh-CN", "", "", "",
         false, context.actor.person, context.now(), std::optional<Timestamp>());
  TRY(store::replace_sectors(tx, consultation, invited_sectors(request), context.now()));
  for (const auto& text : request.statements) {
    store::add_statement(context, tx, consultation.id, text, true, std::nullopt, StatementState::approved);
  }
  journal::record(context, tx,
                  {.verb = "consultation.create", .subject_kind = "consultation", .subject = consultation.id.value, .scope = request.assembly});
  TRY_ASSIGN(consultation, store::find(tx, consultation.id));
  return view(context, tx, consultation);
}

Result<ConsultationView> edit(Context& context, db::WriteTx& tx, const EditConsultation& request) {
  TRY_ASSIGN(Consultation consultation, find_visible(context, tx, request.id));
  if (!context.actor.may("consultation.write", consultation.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (!row_of(consultation.state).editable) return fail(ErrorKind::conflict, "consultation.not_editable");
  TRY(check_text(request));
  if (tx.run(sql::edit, request.id, request.version, request.title, request.question, request.background, request.opens_at, request.closes_at,
             request.audience, static_cast<int>(request.level_needed), request.matrix_public) == 0) {
    return fail(ErrorKind::conflict, "consultation.edited_meanwhile");
  }
  TRY(store::replace_sectors(tx, consultation, invited_sectors(request), context.now()));
  tx.run(sql::forget_seeds, request.id);
  for (const auto& text : request.statements) {
    store::add_statement(context, tx, request.id, text, true, std::nullopt, StatementState::approved);
  }
  journal::record(context, tx,
                  {.verb = "consultation.edit", .subject_kind = "consultation", .subject = request.id.value, .scope = consultation.assembly});
  context.after_commit.push_back([&live = context.app.use<Live>(), id = request.id] { live.forget(id); });
  TRY_ASSIGN(consultation, store::find(tx, request.id));
  return view(context, tx, consultation);
}

}  // namespace gongshi::consultation
