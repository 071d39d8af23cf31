// Announced, opened, suspended, ended, closed, cancelled: each a row of the workflow. And the agenda, item by item.
#include <algorithm>

#include "base/day.hpp"
#include "embedded/meetings.hpp"
#include "modules/meetings/room.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::meetings {
namespace {

void tell_all(Context& context, db::WriteTx& tx, const Meeting& meeting, std::string_view kind, const std::string& reason, bool calls) {
  std::vector<PersonId> people;
  for (const Participant& one : tx.all<Participant>(sql::participants, meeting.id)) people.push_back(one.person);
  notices::tell(context, tx, people, {.kind = kind, .subject_kind = "meeting", .subject = meeting.id.value, .link = link_of(meeting.id), .args = {{"title", meeting.title}, {"time", minute_text(meeting.starts_at)}, {"reason", reason}}, .calls = calls});
}

/// What goes on when the hall closes is over.
void stop_everything(Context& context, db::WriteTx& tx, MeetingId id) {
  tx.run(sql::end_item, id, context.now());
  tx.run(sql::stop_speaking, id, context.now());
}

}  // namespace

Result<MeetingView> move(Context& context, db::WriteTx& tx, const MoveMeeting& request) {
  TRY_ASSIGN(Meeting meeting, find(context, tx, request.id));
  if (!runs(context, meeting)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const Action action = request.verb;
  const State before = meeting.state;
  TRY_ASSIGN(const State after, workflow::next(kTransitions, before, action, facts_of(tx, meeting), [&](std::string_view permission) { return context.actor.may(permission, meeting.assembly); }));
  const std::string reason = request.reason.value_or("");
  if (action == Action::cancel && reason.empty()) return wrong("/reason", "meetings.reason_needed");
  const auto opened = action == Action::open ? std::optional(context.now()) : std::nullopt;
  const auto ended = after == State::ended ? std::optional(now_or_later(context, meeting.opened_at)) : after == State::closed ? meeting.ended_at : std::nullopt;
  if (tx.run(sql::move, meeting.id, before, request.version, after, context.now(), opened, ended) == 0) return fail(ErrorKind::conflict, "meetings.moved_meanwhile");
  if (after == State::ended) stop_everything(context, tx, meeting.id);
  if (after == State::ended || after == State::cancelled) shut(context, tx, meeting.id);
  record(context, tx, meeting, "meetings." + std::string(enum_name(action)));
  if (action == Action::announce) tell_all(context, tx, meeting, "meetings.asked", "", true);
  if (action == Action::cancel) tell_all(context, tx, meeting, "meetings.cancelled", reason, true);
  if (action == Action::open && before == State::announced) tell_all(context, tx, meeting, "meetings.opened", "", false);
  tell_watchers(context, meeting.id);
  TRY(publish(context, tx, Moved{meeting.id, meeting.assembly, std::string(enum_name(action)), std::string(enum_name(after))}));
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> step_agenda(Context& context, db::WriteTx& tx, const StepAgenda& request) {
  TRY_ASSIGN(const Meeting meeting, find_run(context, tx, request.id));
  if (meeting.state != State::open) return fail(ErrorKind::conflict, "meetings.not_under_way");
  const auto agenda = agenda_of(tx, meeting.id);
  if (request.number != 0 && std::ranges::find(agenda, request.number, &AgendaItem::number) == agenda.end()) return fail(ErrorKind::not_found, "meetings.no_such_item");
  tx.run(sql::end_item, meeting.id, context.now());
  if (request.number != 0) tx.run(sql::begin_item, meeting.id, request.number, context.now());
  record(context, tx, meeting, "meetings.step_agenda");
  touch(context, tx, meeting.id);
  return view_again(context, tx, meeting.id);
}

}  // namespace gongshi::meetings
