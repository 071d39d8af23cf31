// The list of speakers: applications, the balanced order or the chair's own, and the clock.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "embedded/meetings.hpp"
#include "modules/meetings/order.hpp"
#include "modules/meetings/room.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "modules/meetings/spoken.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::meetings {
namespace {

/// So many a person may have on the list of one kind at once.
constexpr std::int64_t kAtOnce = 1;

/// Puts the listed speeches into their balanced order, as long as nobody has ordered them by hand.
void balance(Context& context, db::WriteTx& tx, const Meeting& meeting) {
  const auto speeches = speeches_of(tx, meeting.id);
  const auto before = spoken_before(context, tx, meeting.assembly);
  const auto reserved = reserved_of(tx, meeting.id);
  std::vector<Candidate> candidates;
  std::vector<SectorSpoken> so_far;
  for (const Speech& one : speeches) {
    if (one.kind != SpeechKind::speech) continue;
    if (one.state == SpeechState::spoken || one.state == SpeechState::speaking) so_far.push_back({one.sector.value, 1});
    if (one.state != SpeechState::listed) continue;
    const auto found = before.find(one.person);
    candidates.push_back({.id = one.id.value, .sector = one.sector.value, .spoken_before = found == before.end() ? 0 : found->second, .reserved = std::ranges::find(reserved, one.body) != reserved.end(), .applied_at = one.applied_at.milliseconds});
  }
  std::int64_t place = 0;
  for (const std::int64_t id : balanced(candidates, so_far)) tx.run(sql::place_speech, id, ++place);
}

Result<void> may_apply(const Meeting& meeting, const std::optional<Participant>& one, SpeechKind kind, Timestamp now) {
  if (!one) return fail(ErrorKind::forbidden, "meetings.not_invited");
  const StateRow& row = row_of(meeting.state);
  if (!row.before && !row.under_way) return fail(ErrorKind::conflict, "meetings.over_already");
  if (kind == SpeechKind::point_of_order && !row.under_way) return fail(ErrorKind::conflict, "meetings.not_under_way");
  if (kind == SpeechKind::speech && meeting.speaking_until && now > *meeting.speaking_until) return fail(ErrorKind::conflict, "meetings.applications_over");
  return {};
}

struct NewSpeech {
  SpeechKind kind = SpeechKind::speech;
  PersonId person;
  std::string name;
  assemblies::BodyId sector;
  assemblies::BodyId body;
  Manner manner = Manner::on_site;
  std::string topic;
  std::string text;
  std::int64_t minutes = 0;
  SpeechId answers;
  SpeechState state = SpeechState::applied;
};

Result<SpeechId> store(Context& context, db::WriteTx& tx, const Meeting& meeting, const NewSpeech& speech) {
  if (speech.answers) {
    const auto answered = tx.one<Speech>(sql::speech, speech.answers);
    if (!answered || answered->meeting != meeting.id) return wrong("/answers", "meetings.no_such_speech");
  }
  if (tx.one<std::int64_t>(sql::waiting_of, meeting.id, speech.person, speech.kind).value_or(0) >= kAtOnce && speech.manner != Manner::written) return fail(ErrorKind::conflict, "meetings.on_the_list_already");
  const auto id = context.ids.next<SpeechId>();
  // At the end of what was ordered by hand, until somebody moves it.
  tx.run(sql::add_speech, id, meeting.id, speech.kind, speech.person, speech.name, speech.sector, speech.body, speech.manner, speech.topic, speech.text, speech.minutes, speech.answers, speech.state, std::int64_t{1'000'000}, context.now());
  if (speech.state == SpeechState::listed && !meeting.ordered_by_hand) balance(context, tx, meeting);
  return id;
}

}  // namespace

std::unordered_map<PersonId, std::int64_t> spoken_before(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  std::unordered_map<PersonId, std::int64_t> counts;
  tx.each(sql::spoken_since, [&](const db::Row& row) { counts.emplace(PersonId{row.integer(0)}, row.integer(1)); }, assembly, beginning_of_year(context.now()));
  return counts;
}

Result<MeetingView> apply_to_speak(Context& context, db::WriteTx& tx, const ApplyToSpeak& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  const auto one = participant_of(tx, meeting.id, context.actor.person);
  TRY(may_apply(meeting, one, request.kind, context.now()));
  if (request.kind == SpeechKind::answer && !one->unit) return fail(ErrorKind::forbidden, "meetings.departments_answer");
  if (request.manner == Manner::written && request.text.empty()) return wrong("/text", "meetings.text_needed");
  if (request.body) {
    const auto own = bodies_to_speak_for(context, tx, *one);
    if (std::ranges::find(own, *request.body) == own.end()) return wrong("/body", "meetings.not_your_body");
  }
  // A point of order and an answer come to the chair at once; the office looks at what somebody wants to speak about.
  const SpeechState state = request.kind == SpeechKind::speech ? SpeechState::applied : SpeechState::listed;
  TRY_ASSIGN(const SpeechId id, store(context, tx, meeting,
                                     {.kind = request.kind, .person = one->person, .name = one->name, .sector = one->sector, .body = request.kind == SpeechKind::answer ? one->unit : request.body.value_or(assemblies::BodyId{}),
                                      .manner = request.manner, .topic = request.topic, .text = request.text, .minutes = request.minutes, .answers = request.answers.value_or(SpeechId{}), .state = state}));
  record(context, tx, meeting, "meetings.apply_to_speak", fmt::format(R"({{"speech":{}}})", id.value));
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> enter_speech(Context& context, db::WriteTx& tx, const EnterSpeech& request) {
  TRY_ASSIGN(const Meeting meeting, find_run(context, tx, request.id));
  TRY_ASSIGN(const Participant one, find_participant(tx, meeting.id, request.participant));
  const StateRow& row = row_of(meeting.state);
  if (!row.planned && !row.under_way) return fail(ErrorKind::conflict, "meetings.over_already");
  if (request.kind == SpeechKind::answer && !one.unit) return fail(ErrorKind::conflict, "meetings.departments_answer");
  TRY_ASSIGN(const SpeechId id, store(context, tx, meeting,
                                     {.kind = request.kind, .person = one.person, .name = one.name, .sector = one.sector, .body = one.unit, .manner = request.manner, .topic = request.topic, .text = {}, .minutes = request.minutes,
                                      .answers = request.answers.value_or(SpeechId{}), .state = SpeechState::listed}));
  if (request.manner == Manner::online) let_in(context, tx, meeting, std::span(&one.person, 1));
  record(context, tx, meeting, "meetings.enter_speech", fmt::format(R"({{"speech":{}}})", id.value));
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> move_speech(Context& context, db::WriteTx& tx, const MoveSpeech& request) {
  TRY_ASSIGN(const Speech speech, find_speech(context, tx, request.id));
  TRY_ASSIGN(const Meeting meeting, find(context, tx, speech.meeting));
  const bool own = context.actor.signed_in() && context.actor.person == speech.person;
  if (!own && !runs(context, meeting)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const SpeechAction action = request.verb;
  const StateRow& row = row_of(meeting.state);
  if (!row.planned && !row.under_way) return fail(ErrorKind::conflict, "meetings.over_already");
  const SpeechFacts facts{.under_way = meeting.state == State::open, .written = speech.manner == Manner::written};
  TRY_ASSIGN(const SpeechState after, workflow::next(kSpeechTransitions, speech.state, action, facts, [&](std::string_view permission) { return permission == kOwnSpeech ? own : context.actor.may(permission, meeting.assembly); }));
  const std::string reason = request.reason.value_or("");
  if (action == SpeechAction::refuse && reason.empty()) return wrong("/reason", "meetings.reason_needed");
  // One speaks at a time: who begins ends who spoke before.
  if (after == SpeechState::speaking) tx.run(sql::stop_speaking, meeting.id, context.now());
  const auto started = after == SpeechState::speaking ? std::optional(context.now()) : speech.started_at;
  const auto ended = after == SpeechState::spoken ? std::optional(now_or_later(context, started)) : std::nullopt;
  if (tx.run(sql::move_speech, speech.id, speech.state, request.version, after, action == SpeechAction::refuse ? reason : "", request.minutes.value_or(speech.minutes), speech.place, started, ended) == 0) {
    return fail(ErrorKind::conflict, "meetings.moved_meanwhile");
  }
  if (!meeting.ordered_by_hand) balance(context, tx, meeting);
  if (speech.manner == Manner::online) let_in(context, tx, meeting, std::span(&speech.person, 1));
  record(context, tx, meeting, "meetings.speech_" + std::string(enum_name(action)), fmt::format(R"({{"speech":{}}})", speech.id.value));
  if (!own && (action == SpeechAction::list || action == SpeechAction::refuse)) {
    notices::tell(context, tx, {speech.person}, {.kind = action == SpeechAction::list ? "meetings.speech_listed" : "meetings.speech_refused", .subject_kind = "meeting", .subject = meeting.id.value, .link = link_of(meeting.id),
                                                 .args = {{"title", meeting.title}, {"topic", speech.topic}, {"reason", reason}}});
  }
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> order_speeches(Context& context, db::WriteTx& tx, const OrderSpeeches& request) {
  TRY_ASSIGN(const Meeting meeting, find_run(context, tx, request.id));
  const StateRow& row = row_of(meeting.state);
  if (!row.planned && !row.under_way) return fail(ErrorKind::conflict, "meetings.over_already");
  if (!request.order) {
    tx.run(sql::set_order, meeting.id, false, "");
    balance(context, tx, meeting);
  } else {
    if (request.reason.empty()) return wrong("/reason", "meetings.reason_needed");
    std::vector<SpeechId> listed;
    for (const Speech& one : speeches_of(tx, meeting.id)) {
      if (one.state == SpeechState::listed && one.kind == SpeechKind::speech) listed.push_back(one.id);
    }
    std::vector<SpeechId> wanted = *request.order;
    const std::vector<SpeechId> order = wanted;
    std::ranges::sort(wanted);
    std::ranges::sort(listed);
    // Somebody was listed or withdrew meanwhile: whoever ordered them has not seen it.
    if (wanted != listed) return fail(ErrorKind::conflict, "meetings.moved_meanwhile");
    tx.run(sql::set_order, meeting.id, true, request.reason);
    std::int64_t place = 0;
    for (const SpeechId id : order) tx.run(sql::place_speech, id, ++place);
  }
  record(context, tx, meeting, request.order ? "meetings.order_by_hand" : "meetings.balance");
  tell_watchers(context, meeting.id);
  return view_again(context, tx, meeting.id);
}

}  // namespace gongshi::meetings
