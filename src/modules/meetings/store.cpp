#include "modules/meetings/store.hpp"

#include <algorithm>

#include "embedded/meetings.hpp"
#include "modules/meetings/halls.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {

bool manages(const Context& context, const Meeting& meeting) { return context.actor.may("meetings.manage", meeting.assembly); }
bool runs(const Context& context, const Meeting& meeting) { return context.actor.may("meetings.run", meeting.assembly); }

Result<Meeting> find(Context& context, db::ReadTx& tx, MeetingId id) {
  auto meeting = tx.one<Meeting>(sql::find, id);
  const auto reads = [&] {
    if (runs(context, *meeting)) return true;
    if (!row_of(meeting->state).public_) return false;
    if (meeting->audience == Audience::everybody) return true;
    const auto seen = assemblies::assemblies_seen(context, tx);
    return std::ranges::find(seen, meeting->assembly) != seen.end() || participant_of(tx, id, context.actor.person).has_value();
  };
  if (!meeting || !reads()) return fail(ErrorKind::not_found, "meetings.not_found");
  return std::move(*meeting);
}

Result<Meeting> find_managed(Context& context, db::ReadTx& tx, MeetingId id) {
  TRY_ASSIGN(Meeting meeting, find(context, tx, id));
  if (!manages(context, meeting)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return meeting;
}

Result<Meeting> find_run(Context& context, db::ReadTx& tx, MeetingId id) {
  TRY_ASSIGN(Meeting meeting, find(context, tx, id));
  if (!runs(context, meeting)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return meeting;
}

std::optional<Participant> participant_of(db::ReadTx& tx, MeetingId meeting, PersonId person) {
  if (!person) return std::nullopt;
  return tx.one<Participant>(sql::participant_of, meeting, person);
}

Result<Participant> find_participant(db::ReadTx& tx, MeetingId meeting, ParticipantId id) {
  auto found = tx.one<Participant>(sql::participant, id);
  if (!found || found->meeting != meeting) return fail(ErrorKind::not_found, "meetings.no_such_participant");
  return std::move(*found);
}

Result<Speech> find_speech(Context& context, db::ReadTx& tx, SpeechId id) {
  auto speech = tx.one<Speech>(sql::speech, id);
  if (!speech || !find(context, tx, speech->meeting)) return fail(ErrorKind::not_found, "meetings.no_such_speech");
  return std::move(*speech);
}

std::vector<AgendaItem> agenda_of(db::ReadTx& tx, MeetingId meeting) { return tx.all<AgendaItem>(sql::agenda, meeting); }
std::vector<Speech> speeches_of(db::ReadTx& tx, MeetingId meeting) { return tx.all<Speech>(sql::speeches, meeting); }
std::vector<assemblies::BodyId> reserved_of(db::ReadTx& tx, MeetingId meeting) { return tx.all<assemblies::BodyId>(sql::reserved, meeting); }
Attendance attendance_of(db::ReadTx& tx, MeetingId meeting) { return tx.one<Attendance>(sql::attendance, meeting).value_or(Attendance{}); }

Facts facts_of(db::ReadTx& tx, const Meeting& meeting) {
  const auto agenda = agenda_of(tx, meeting.id);
  return {.form = meeting.form, .has_exchange_item = std::ranges::find(agenda, ItemKind::exchange, &AgendaItem::kind) != agenda.end(), .exchange_recorded = !meeting.exchange.empty()};
}

void tell_watchers(Context& context, MeetingId id) {
  context.after_commit.push_back([&app = context.app, id] { app.use<Halls>().changed(app, id); });
}

void touch(Context& context, db::WriteTx& tx, MeetingId id) {
  tx.run(sql::touch, id);
  tell_watchers(context, id);
}

void record(Context& context, db::WriteTx& tx, const Meeting& meeting, std::string_view verb, std::string detail) {
  journal::record(context, tx, {.verb = verb, .subject_kind = "meeting", .subject = meeting.id.value, .scope = meeting.assembly, .detail = std::move(detail)});
}

std::string link_of(MeetingId id) { return "/meetings/" + std::to_string(id.value); }

std::unexpected<Error> wrong(std::string pointer, std::string code) { return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{std::move(pointer), std::move(code)}}}); }

std::vector<workflow::Offer> offers_of(const Context& context, const Meeting& meeting, const Speech& speech) {
  const StateRow& row = row_of(meeting.state);
  if (!row.before && !row.under_way) return {};
  const SpeechFacts facts{.under_way = meeting.state == State::open, .written = speech.manner == Manner::written};
  return workflow::offers(kSpeechTransitions, speech.state, facts, [&](std::string_view permission) {
    return permission == kOwnSpeech ? context.actor.signed_in() && context.actor.person == speech.person : context.actor.may(permission, meeting.assembly);
  });
}

}  // namespace gongshi::meetings
