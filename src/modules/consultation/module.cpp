// Everything consultations add to the product.
#include <memory>

#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/http.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/discussion/api.hpp"
#include "modules/handover/api.hpp"
#include "platform/operations/application.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::consultation {
namespace {

Result<void> decide(Context& context, db::WriteTx& tx, StatementId id, StatementState state) {
  const auto statement = tx.one<Statement>(sql::find_statement, id);
  if (!statement) return fail(ErrorKind::not_found, "consultation.statement_not_found");
  tx.run(sql::decide_statement, id, statement->state, state);
  context.after_commit.push_back([&app = context.app, consultation = statement->consultation] {
    app.use<Live>().forget(consultation);
    app.use<Services>().similar.forget(consultation);
  });
  return {};
}

Result<void> show(Context& context, db::WriteTx& tx, const moderation::Approved& event) {
  if (event.kind != moderation::Kind::statement) return {};
  return decide(context, tx, StatementId{event.subject}, StatementState::approved);
}

Result<void> refuse(Context& context, db::WriteTx& tx, const moderation::Refused& event) {
  if (event.kind != moderation::Kind::statement) return {};
  return decide(context, tx, StatementId{event.subject}, StatementState::refused);
}

/// Those that ask sectors go on asking the ones of the same name.
Result<void> carry_on(Context& context, db::WriteTx& tx, const assemblies::TermChanged& event) {
  for (const auto& [old, now] : assemblies::sectors_carried_on(tx, event.assembly, event.from, event.to)) {
    if (now) tx.run(sql::carry_sector_on, event.assembly, old, now);
  }
  tx.run(sql::note_new_sectors, event.assembly);
  for (const auto& unfinished : store::unfinished(tx, event.assembly)) {
    context.after_commit.push_back([&app = context.app, id = unfinished.id] { app.use<Live>().forget(id); });
  }
  return {};
}

/// Unsigned ones stay with the assembly: the office's until there is a sheet to sign.
std::vector<assemblies::OpenItem> open_items(db::ReadTx& tx, assemblies::AssemblyId assembly) {
  std::vector<assemblies::OpenItem> items;
  for (auto& one : store::unfinished(tx, assembly)) {
    const bool to_sign = one.state == State::closed && sheet_has_content(tx, one.id);
    items.push_back({.id = one.id.value, .title = std::move(one.title), .state_key = "consultation.state_" + std::string(enum_name(one.state)),
                     .keeper = to_sign ? assemblies::Role::chair : assemblies::Role::clerk});
  }
  return items;
}

Result<void> may_read_by_id(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY(find_visible(context, tx, ConsultationId{id}));
  return {};
}

Result<discussion::Subject> thread_of(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, ConsultationId{id}));
  const auto standing = consultation::standing(context, consultation, store::sectors(tx, consultation.id), membership(context, tx, consultation));
  auto place = place_of(consultation);
  place.link += "/discussion";
  return discussion::Subject{.assembly = consultation.assembly, .place = std::move(place),
                             .may_post = *enum_from_name<discussion::MayPost>(enum_name(standing))};
}

Result<discussion::Subject> statement_thread(Context& context, db::ReadTx& tx, std::int64_t id) {
  const auto statement = tx.one<Statement>(sql::find_statement, StatementId{id});
  if (!statement || statement->state != StatementState::approved) return fail(ErrorKind::not_found, "consultation.statement_not_found");
  auto thread = thread_of(context, tx, statement->consultation.value);
  // A statement of a hidden consultation is absent like any other that is not there.
  if (!thread) return fail(ErrorKind::not_found, "consultation.statement_not_found");
  return thread;
}

/// The signed sheet goes up as a whole or point by point.
Result<handover::Subject> to_hand_up(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY_ASSIGN(const Consultation consultation, find_visible(context, tx, ConsultationId{id}));
  if (consultation.state != State::signed_) return fail(ErrorKind::conflict, "consultation.not_signed_yet");
  TRY_ASSIGN(const SheetView sheet, read_sheet(context, tx, {consultation.id}));
  handover::Subject subject{.assembly = consultation.assembly, .title = consultation.title, .link = place_of(consultation).link + "/result", .points = {}};
  for (const SheetPoint& point : sheet.agreed) subject.points.push_back(point.text);
  return subject;
}

/// Who took part asks, under the key of this consultation alone.
std::optional<std::int64_t> asker(Context& context, db::ReadTx& tx, std::int64_t id) {
  if (!context.actor.signed_in()) return std::nullopt;
  return tx.one<std::int64_t>(sql::participant_of, id, context.app.use<Services>().references.of(ConsultationId{id}, context.actor.person));
}

std::vector<moderation::Similar> similar(Context& context, db::ReadTx& tx, std::int64_t place, const std::string& text) {
  std::vector<moderation::Similar> found;
  for (auto& hit : context.app.use<Services>().similar.find(tx, ConsultationId{place}, text)) {
    found.push_back({hit.id.value, hit.number, std::move(hit.text), hit.likeness});
  }
  return found;
}

void start(Application& app) {
  app.provide(std::make_shared<Live>());
  auto& secrets = app.use<secrets::Secrets>();
  app.provide(std::shared_ptr<Services>(new Services{.references = References(secrets.key("consultation.participants")),
                                                     .held = References(secrets.key("consultation.held")),
                                                     .arrivals = Arrivals(secrets),
                                                     .similar = {}}));
  files::register_owner(app, "consultation", may_read_by_id);
  const auto changed = [&app](std::int64_t id) { app.use<Live>().forget(ConsultationId{id}); };
  moderation::register_place(app, "consultation", {.may_read = may_read_by_id, .similar = similar, .changed = changed});
  assemblies::register_open_items(app, "consultation", open_items);
  handling::register_subject(app, "consultation", {.asking = handling::Asking::under_key, .may_read = may_read_by_id, .asker = asker});
  handover::register_subject(app, "consultation", {.find = to_hand_up, .may_read = may_read_by_id});
  discussion::register_subject(app, "consultation", thread_of);
  discussion::register_subject(app, "statement", statement_thread);
}

std::vector<Page> pages() {
  const std::string one = "/api/v1/consultations/{id}";
  return {
      {.path = "/", .shell = "site", .data = {"/api/v1/consultations"}},
      {.path = "/consultations", .shell = "site", .data = {"/api/v1/consultations"}, .title_key = "page.consultations"},
      {.path = "/consultations/{id}", .shell = "site", .data = {one}, .title_from = "title"},
      {.path = "/consultations/{id}/vote", .shell = "site", .data = {one, one + "/ballot"}, .title_from = "title"},
      {.path = "/consultations/{id}/discussion", .shell = "site", .data = {one, "/api/v1/threads/consultation/{id}/posts"}, .title_from = "title"},
      {.path = "/consultations/{id}/result", .shell = "site", .data = {one, one + "/result"}, .title_from = "title"},
      {.path = "/consultations/{id}/position", .shell = "site", .data = {one, one + "/result"}, .title_from = "title"},
      {.path = "/mine", .shell = "site"},
      {.path = "/mine/votes", .shell = "site", .data = {"/api/v1/consultations"}},
      {.path = "/about", .shell = "site"},
  };
}

}  // namespace

Module consultation_module() {
  return {
      .name = "consultation",
      .operations = operations(),
      .pages = pages(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"consultation.read", "consultation.write", "consultation.publish", "consultation.vote", "consultation.speak", "sheet.write",
                      "sheet.sign", "assisted.enter", "assisted.check", "quarantine.work"},
      .jobs = {{"close_due", std::chrono::seconds(20), close_due},
               {"refresh_results", std::chrono::seconds(5), [](Context& context) { refresh_results(context); }, true},
               {"watch_arrivals", std::chrono::seconds(60), watch_arrivals, true},
               {"recount", std::chrono::seconds(30),
                [](Context& context) {
                  // SQLite belongs to one process, which has seen every vote.
                  if (context.db.engine() == db::Engine::postgres) context.app.use<Live>().recount(context);
                }, true},
               {"send_counts", std::chrono::seconds(1), [](Context& context) { context.app.use<Live>().send_counts(context); }}},
      .hears = {hears_within<moderation::Approved>("consultation.show", show), hears_within<moderation::Refused>("consultation.refuse", refuse),
                hears_within<assemblies::TermChanged>("consultation.carry_on", carry_on),
                hears_within<SheetSigned>("consultation.hand_over_points", hand_over_points),
                hears_after<SheetSigned>("consultation.tell_of_signed_sheet", tell_of_signed_sheet),
                hears_after<handling::Answered>("consultation.tell_of_handled_point", tell_of_handled_point),
                hears_after<handover::Answered>("consultation.tell_of_answer", tell_of_answer)},
      .start = start,
  };
}

}  // namespace gongshi::consultation
