// After the meeting: the exchange that was held, and the points that units handle, answer and are rated for.
#include <array>

#include <fmt/format.h>

#include "embedded/meetings.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/meetings/points.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::meetings {
namespace {

std::vector<Point> points_of(db::ReadTx& tx, MeetingId id) { return tx.all<Point>(sql::points, id); }

/// A point of a speech is asked by who held it, by name; one of messages by who wrote them, a crowd.
constexpr std::string_view kOfSpeech = "meeting_speech_point", kOfMessages = "meeting_message_point";
std::string_view kind_of(const Point& point) { return point.group ? kOfMessages : kOfSpeech; }

/// Whoever asked for it in no speech, the chair speaks for the meeting.
PersonId asker_of(db::ReadTx& tx, const Point& point) {
  if (point.speech) {
    if (const auto speech = tx.one<Speech>(sql::speech, point.speech)) return speech->person;
  }
  const auto meeting = tx.one<Meeting>(sql::find, point.meeting);
  return meeting ? meeting->chair : PersonId{};
}

std::optional<Point> point_of(db::ReadTx& tx, std::int64_t id) { return tx.one<Point>(sql::point, PointId{id}); }

Result<void> may_read_point(Context& context, db::ReadTx& tx, std::int64_t id) {
  const auto point = point_of(tx, id);
  if (!point) return fail(ErrorKind::not_found, "meetings.not_found");
  TRY(find(context, tx, point->meeting));
  return {};
}

/// Under the point's own key, which leads to nobody without the secret.
std::int64_t key_of(Context& context, PointId point, PersonId person) {
  const std::string hash = secrets::keyed_hash(context.app.use<secrets::Secrets>().key("meetings.authors"), fmt::format("{}/{}", point.value, person.value));
  return static_cast<std::int64_t>(std::stoull(hash.substr(0, 13), nullptr, 16));  // 52 bits: exact in JSON
}

}  // namespace

Result<MeetingView> record_exchange(Context& context, db::WriteTx& tx, const RecordExchange& request) {
  TRY_ASSIGN(const Meeting meeting, find_run(context, tx, request.id));
  const StateRow& row = row_of(meeting.state);
  if (!row.under_way && meeting.state != State::ended) return fail(ErrorKind::conflict, "meetings.not_under_way");
  tx.run(sql::record_exchange, meeting.id, request.held, request.text);
  record(context, tx, meeting, request.held ? "meetings.record_exchange" : "meetings.explain_no_exchange");
  tell_watchers(context, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> add_point(Context& context, db::WriteTx& tx, const AddPoint& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  const StateRow& row = row_of(meeting.state);
  if (!row.under_way && !row.after) return fail(ErrorKind::conflict, "meetings.not_under_way");
  if (request.speech) {
    const auto speech = tx.one<Speech>(sql::speech, *request.speech);
    if (!speech || speech->meeting != meeting.id) return wrong("/speech", "meetings.no_such_speech");
  }
  const std::int64_t number = tx.one<std::int64_t>(sql::last_point, meeting.id).value_or(0) + 1;
  if (request.group) {
    const auto group = tx.one<MessageGroup>(sql::group, *request.group);
    if (!group || group->meeting != meeting.id) return wrong("/group", "meetings.no_such_group");
    tx.run(sql::point_of_group, group->id, number);
  }
  tx.run(sql::add_point, context.ids.next<PointId>(), meeting.id, number, request.speech.value_or(SpeechId{}), request.group.value_or(GroupId{}), request.text);
  record(context, tx, meeting, "meetings.add_point");
  tx.run(sql::touch, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> remove_point(Context& context, db::WriteTx& tx, const ByPoint& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (tx.run(sql::remove_point, meeting.id, request.number) == 0) return fail(ErrorKind::conflict, "meetings.handed_over_already");
  for (const MessageGroup& group : tx.all<MessageGroup>(sql::groups, meeting.id)) {
    if (group.point == request.number) tx.run(sql::point_of_group, group.id, std::int64_t{0});
  }
  record(context, tx, meeting, "meetings.remove_point");
  tx.run(sql::touch, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<MeetingView> hand_over_points(Context& context, db::WriteTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (!row_of(meeting.state).after) return fail(ErrorKind::conflict, "meetings.not_over_yet");
  bool any = false;
  for (const Point& point : points_of(tx, meeting.id)) {
    if (point.handed_over_at || tx.run(sql::hand_over_point, point.id, context.now()) == 0) continue;
    any = true;
    handling::open(context, tx, {.assembly = meeting.assembly, .kind = kind_of(point), .subject = point.id.value, .point = point.number, .title = meeting.title, .text = point.text, .link = link_of(meeting.id)});
    // Who asked for it hears that it is handled.
    const auto askers = point.group ? tx.all<PersonId>(sql::authors_of_group, point.group) : std::vector{asker_of(tx, point)};
    notices::tell(context, tx, askers, {.kind = point.group ? "meetings.message_handled" : "meetings.speech_handled", .subject_kind = "meeting", .subject = meeting.id.value,
                                        .link = link_of(meeting.id) + (point.group ? "/messages" : ""), .args = {{"title", meeting.title}, {"text", notices::excerpt(point.text)}}});
  }
  if (!any) return fail(ErrorKind::conflict, "meetings.nothing_to_hand_over");
  record(context, tx, meeting, "meetings.hand_over_points");
  tx.run(sql::touch, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<void> tell_of_answer(Context& context, db::WriteTx& tx, const handling::Answered& event) {
  if (event.kind != kOfSpeech && event.kind != kOfMessages) return {};
  const auto point = point_of(tx, event.subject);
  const auto meeting = point ? tx.one<Meeting>(sql::find, point->meeting) : std::nullopt;
  if (!meeting) return {};
  const auto askers = point->group ? tx.all<PersonId>(sql::authors_of_group, point->group) : std::vector{asker_of(tx, *point)};
  notices::tell(context, tx, askers, {.kind = "meetings.point_answered", .subject_kind = "meeting", .subject = meeting->id.value, .link = link_of(meeting->id), .args = {{"title", meeting->title}, {"text", notices::excerpt(point->text)}}});
  return {};
}

std::vector<PointView> points_view(Context& context, db::ReadTx& tx, MeetingId id) {
  std::vector<PointView> views;
  for (const Point& point : points_of(tx, id)) {
    PointView view{.id = point.id, .number = point.number, .text = point.text, .speech = point.speech ? std::optional(point.speech) : std::nullopt, .group = point.group ? std::optional(point.group) : std::nullopt, .kind = std::string(kind_of(point)),
                   .handed_over_at = point.handed_over_at, .standing = {}, .due = {}};
    if (point.handed_over_at) {
      const std::array<std::int64_t, 1> subject{point.id.value};
      const auto standings = handling::standings(context, tx, kind_of(point), subject);
      if (const auto found = standings.find(point.id.value); found != standings.end()) {
        view.standing = found->second.state_name;
        view.due = found->second.due;
      }
    }
    views.push_back(std::move(view));
  }
  return views;
}

void remove_points(db::WriteTx& tx, MeetingId id) {
  for (const Point& point : points_of(tx, id)) handling::remove_subject(tx, kind_of(point), point.id.value);
  tx.run(sql::forget_points, id);
}

void start_handling(Application& app) {
  handling::register_subject(app, std::string(kOfSpeech),
                             {.asking = handling::Asking::by_name,
                              .may_read = may_read_point,
                              .asker = [](Context& context, db::ReadTx& tx, std::int64_t id) -> std::optional<std::int64_t> {
                                const auto point = point_of(tx, id);
                                const PersonId asker = point ? asker_of(tx, *point) : PersonId{};
                                return asker && asker == context.actor.person ? std::optional(asker.value) : std::nullopt;
                              },
                              .speaks = [](Context& context, db::ReadTx& tx, std::int64_t id) {
                                const auto point = point_of(tx, id);
                                return point && context.actor.person && asker_of(tx, *point) == context.actor.person;
                              },
                              .askers = [](Context&, db::ReadTx& tx, std::int64_t id) -> std::vector<handling::Asker> {
                                const auto point = point_of(tx, id);
                                const PersonId asker = point ? asker_of(tx, *point) : PersonId{};
                                if (!asker) return {};
                                return {{asker.value, identity::display_name(tx, asker)}};
                              }});
  handling::register_subject(app, std::string(kOfMessages),
                             {.asking = handling::Asking::under_key,
                              .may_read = may_read_point,
                              .asker = [](Context& context, db::ReadTx& tx, std::int64_t id) -> std::optional<std::int64_t> {
                                const auto point = point_of(tx, id);
                                if (!point || !context.actor.signed_in() || tx.one<std::int64_t>(sql::wrote_in_group, point->group, context.actor.person).value_or(0) == 0) return std::nullopt;
                                return key_of(context, point->id, context.actor.person);
                              }});
}

}  // namespace gongshi::meetings
