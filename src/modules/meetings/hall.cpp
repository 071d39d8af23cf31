// What who watches sees: the same for all, made once; and afterwards the meeting on one time line.
#include <algorithm>

#include "embedded/meetings.hpp"
#include "modules/meetings/halls.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/stream.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/operations/application.hpp"
#include "platform/operations/cursor.hpp"

namespace gongshi::meetings {
namespace {

constexpr std::int64_t kMessages = 50, kCaptions = 30;
constexpr std::size_t kQueue = 12;

SpeakerNow speaker(db::ReadTx& tx, const Speech& one) {
  return {.id = one.id, .kind = one.kind, .name = one.name, .sector_name = sector_name(tx, one.sector), .body_name = one.body ? assemblies::body_name(tx, one.body) : "", .manner = one.manner, .topic = one.topic, .minutes = one.minutes,
          .started_at = one.started_at, .answers = one.answers ? std::optional(one.answers) : std::nullopt};
}

}  // namespace

HallState hall_state(Context& context, db::ReadTx& tx, const Meeting& meeting) {
  HallState state{.id = meeting.id, .version = meeting.version, .at = context.now(), .state = meeting.state, .title = meeting.title, .agenda = {}, .speaking = {}, .queue = {}, .points_of_order = {}, .polls = polls_of(context, tx, meeting),
                  .counts = {}, .watching = watching(context.app, meeting), .present = attendance_of(tx, meeting.id).present, .messages = tx.one<std::int64_t>(sql::count_messages, meeting.id).value_or(0)};
  for (const AgendaItem& item : agenda_of(tx, meeting.id)) state.agenda.push_back({item.number, item.kind, "", item.title, item.minutes, item.started_at, item.ended_at});
  for (const Speech& one : speeches_of(tx, meeting.id)) {
    if (one.state == SpeechState::speaking) state.speaking = speaker(tx, one);
    if (one.state != SpeechState::listed || one.manner == Manner::written) continue;
    if (one.kind == SpeechKind::point_of_order) {
      state.points_of_order.push_back(speaker(tx, one));
    } else if (state.queue.size() < kQueue) {
      state.queue.push_back(speaker(tx, one));
    }
  }
  // A department answers what was just said before the next speech.
  std::ranges::stable_sort(state.queue, {}, [](const SpeakerNow& one) { return one.kind != SpeechKind::answer; });
  for (const Count& count : tx.all<Count>(sql::newest_counts, meeting.id)) state.counts.push_back({count.channel, count.source, count.unit, count.value, count.at});
  return state;
}

Result<Hall> read_hall(Context& context, const ByMeeting& request) {
  auto& halls = context.app.use<Halls>();
  auto seen = halls.fresh(request.id, context.now());
  // What everybody may see needs no database; else the reader is asked for.
  if (!seen || !seen->everybody) {
    auto made = context.db.read([&](db::ReadTx& tx) -> Result<Halls::Seen> {
      TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
      if (seen) return *seen;
      Halls::Seen fresh{.state = json::encode(hall_state(context, tx, meeting)), .messages = {}, .captions = {}, .everybody = meeting.audience == Audience::everybody && row_of(meeting.state).public_, .audience = audience_of(meeting), .at = context.now()};
      std::vector<MessageView> messages;
      for (const Message& one : tx.all<Message>(sql::newest_messages, meeting.id, Timestamp{kFromGreatest}, kFromGreatest, kMessages)) messages.push_back(message_view(one));
      std::ranges::reverse(messages);
      std::vector<CaptionView> captions;
      for (const Caption& one : tx.all<Caption>(sql::newest_captions, meeting.id, kCaptions)) captions.push_back({one.id, one.from_at, one.to_at, one.text});
      std::ranges::reverse(captions);
      fresh.messages = json::encode(messages);
      fresh.captions = json::encode(captions);
      return fresh;
    });
    if (!made) return std::unexpected(made.error());
    auto kept = std::make_shared<const Halls::Seen>(std::move(*made));
    if (!seen) halls.keep(request.id, kept);
    seen = kept;
  }
  // A person on two screens is one person; who is not signed in is told apart by where they come from.
  const std::string viewer = context.actor.signed_in() ? "person/" + std::to_string(context.actor.person.value) : context.remote_address + "/" + context.user_agent;
  return Hall{.state = {seen->state}, .messages = {seen->messages}, .captions = {seen->captions}, .watch = context.app.hall().watch_address(topic_of(request.id), seen->audience, viewer, context.now())};
}

Result<TimeLine> read_time_line(Context& context, db::ReadTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  const Recording recording = recording_of(context.app, meeting, context.now());
  TimeLine line{.from = meeting.opened_at, .to = meeting.ended_at, .stream = recording.stream.empty() ? std::nullopt : std::optional(recording.stream), .items = {}};
  const auto add = [&](Moment moment, std::optional<Timestamp> at, std::optional<Timestamp> until, std::string title, std::string detail, std::int64_t of) {
    if (!at) return;
    const auto position = video::position_of(recording.stretches, *at);
    line.items.push_back({moment, *at, until, std::move(title), std::move(detail), of, position ? std::optional<std::int64_t>(position->count()) : std::nullopt});
  };
  add(Moment::opened, meeting.opened_at, {}, "", "", 0);
  for (const AgendaItem& item : agenda_of(tx, meeting.id)) add(Moment::item, item.started_at, item.ended_at, item.title, "", item.number);
  for (const Speech& one : speeches_of(tx, meeting.id)) {
    if (one.state == SpeechState::speaking || one.state == SpeechState::spoken) add(Moment::speech, one.started_at, one.ended_at, one.name, one.topic, one.id.value);
  }
  for (const Poll& poll : tx.all<Poll>(sql::polls, meeting.id)) {
    add(Moment::poll_opened, poll.opened_at, poll.closed_at, poll.question, "", poll.id.value);
    add(Moment::poll_closed, poll.closed_at, {}, poll.question, "", poll.id.value);
  }
  tx.each(sql::shown_messages, [&](const db::Row& row) { add(Moment::message, Timestamp{row.integer(1)}, {}, std::string(row.text(2)), std::string(row.text(3)), row.integer(0)); }, meeting.id);
  for (const Caption& one : tx.all<Caption>(sql::captions, meeting.id)) add(Moment::caption, one.from_at, one.to_at, one.text, "", one.id);
  add(Moment::ended, meeting.ended_at, {}, "", "", 0);
  std::ranges::stable_sort(line.items, {}, &TimeLineEntry::at);
  return line;
}

}  // namespace gongshi::meetings
