// Who is there: by the code on the screen at the door, from afar, or entered by the office.
#include <fmt/format.h>

#include "embedded/meetings.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/operations/application.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::meetings {
namespace {

/// A code is shown for so long, and taken for as long again, since typing takes its time.
constexpr std::int64_t kTurn = 90'000;

std::string code_of(Context& context, MeetingId meeting, std::int64_t turn) {
  const std::string hash = secrets::keyed_hash(context.app.use<secrets::Secrets>().key("meetings.door"), fmt::format("{}/{}", meeting.value, turn));
  return fmt::format("{:06}", std::stoull(hash.substr(0, 15), nullptr, 16) % 1'000'000);
}

bool opens(Context& context, MeetingId meeting, std::string_view code) {
  const std::int64_t turn = context.now().milliseconds / kTurn;
  return secrets::same(code_of(context, meeting, turn), code) || secrets::same(code_of(context, meeting, turn - 1), code);
}

/// From an hour before the time it is to begin until its end.
bool takes_check_in(const Meeting& meeting, Timestamp now) { return row_of(meeting.state).under_way || (meeting.state == State::announced && now >= meeting.starts_at - std::chrono::hours(1)); }

void enter(Context& context, db::WriteTx& tx, const Meeting& meeting, const Participant& one, Presence present) {
  if (one.present == present) return;
  tx.run(sql::enter_presence, one.id, present, present == Presence::absent ? std::optional<Timestamp>() : context.now());
  record(context, tx, meeting, present == Presence::absent ? "meetings.check_out" : "meetings.attend", fmt::format(R"({{"person":{}}})", one.person.value));
  touch(context, tx, meeting.id);
}

}  // namespace

Result<DoorCode> door_code(Context& context, db::ReadTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find_run(context, tx, request.id));
  if (!takes_check_in(meeting, context.now())) return fail(ErrorKind::conflict, "meetings.door_closed");
  const std::int64_t turn = context.now().milliseconds / kTurn;
  return DoorCode{.code = code_of(context, meeting.id, turn), .link = link_of(meeting.id) + "/check-in", .until = Timestamp{(turn + 1) * kTurn}, .attendance = attendance_of(tx, meeting.id)};
}

Result<MeetingView> check_in(Context& context, db::WriteTx& tx, const CheckIn& request) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
  const auto one = participant_of(tx, meeting.id, context.actor.person);
  if (!one) return fail(ErrorKind::forbidden, "meetings.not_invited");
  if (!takes_check_in(meeting, context.now())) return fail(ErrorKind::conflict, "meetings.door_closed");
  if (request.code && !opens(context, meeting.id, *request.code)) return wrong("/code", "meetings.wrong_code");
  // Who has come in by the door stays there when the page is opened once more.
  if (request.code || one->present == Presence::absent) enter(context, tx, meeting, *one, request.code ? Presence::on_site : Presence::online);
  return view_again(context, tx, meeting.id);
}

Result<void> attend_from_afar(Context& context, db::WriteTx& tx, MeetingId id, PersonId person) {
  const auto meeting = tx.one<Meeting>(sql::find, id);
  const auto one = meeting ? participant_of(tx, id, person) : std::nullopt;
  if (one && one->present == Presence::absent && takes_check_in(*meeting, context.now())) enter(context, tx, *meeting, *one, Presence::online);
  return {};
}

Result<ParticipantList> check_in_other(Context& context, db::WriteTx& tx, const CheckInOther& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  TRY_ASSIGN(const Participant one, find_participant(tx, meeting.id, request.participant));
  // After the end too: the paper list from the door.
  if (!takes_check_in(meeting, context.now()) && !row_of(meeting.state).after) return fail(ErrorKind::conflict, "meetings.door_closed");
  enter(context, tx, meeting, one, request.present);
  return list_participants(context, tx, {meeting.id});
}

}  // namespace gongshi::meetings
