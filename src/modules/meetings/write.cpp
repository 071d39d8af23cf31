// The office writes a meeting with its agenda and changes it until it begins.
#include <algorithm>

#include "base/day.hpp"
#include "embedded/meetings.hpp"
#include "modules/meetings/points.hpp"
#include "modules/meetings/recommendation.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/stream.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

constexpr std::chrono::hours kLongestMeeting{24 * 10};
constexpr std::chrono::hours kLongestDiscussion{24 * 200};

Result<void> check(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, const MeetingText& text, const std::vector<assemblies::BodyId>& reserved) {
  const FormRow& form = row_of(text.form);
  std::vector<FieldError> fields;
  if (text.ends_at <= text.starts_at) fields.push_back({"/meeting/ends_at", "meetings.ends_before_it_begins"});
  if (text.ends_at - text.starts_at > (form.discussion ? kLongestDiscussion : kLongestMeeting)) fields.push_back({"/meeting/ends_at", "meetings.too_long"});
  if (text.speaking_until && *text.speaking_until > text.ends_at) fields.push_back({"/meeting/speaking_until", "meetings.applications_after_the_end"});
  if (!form.discussion && text.place.empty()) fields.push_back({"/meeting/place", "meetings.place_needed"});
  if (text.video == Video::elsewhere && !video::allowed(context.app.config(), text.video_address)) fields.push_back({"/meeting/video_address", "meetings.address_needed"});
  if (text.video == Video::own && !text.video_address.empty() && !video::is_name(text.video_address)) fields.push_back({"/meeting/video_address", "meetings.stream_needed"});
  if (text.chair) {
    const auto leaders = assemblies::holders_of(tx, assembly, assemblies::Role::chair, context.now());
    if (std::ranges::find(leaders, *text.chair) == leaders.end()) fields.push_back({"/meeting/chair", "meetings.no_such_chair"});
  }
  const auto bodies = assemblies::bodies_of(tx, assembly, context.now());
  for (std::size_t i = 0; i < reserved.size(); ++i) {
    if (std::ranges::find(bodies, reserved[i], &assemblies::Body::id) == bodies.end()) fields.push_back({"/reserved/" + std::to_string(i), "meetings.no_such_body"});
  }
  if (!fields.empty()) return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, std::move(fields)});
  return {};
}

void store_lists(db::WriteTx& tx, MeetingId id, const std::vector<AgendaLine>& agenda, const std::vector<assemblies::BodyId>& reserved) {
  tx.run(sql::forget_agenda, id);
  tx.run(sql::forget_reserved, id);
  std::int64_t number = 0;
  for (const AgendaLine& line : agenda) tx.run(sql::add_item, id, ++number, line.kind, line.title, line.minutes);
  for (const assemblies::BodyId body : reserved) tx.run(sql::add_reserved, id, body);
}

/// Who has said that they come, or was asked, hears of another time or place.
void tell_of_change(Context& context, db::WriteTx& tx, const Meeting& before, const MeetingText& now) {
  if (before.state != State::announced || (before.starts_at == now.starts_at && before.place == now.place)) return;
  std::vector<PersonId> people;
  for (const Participant& one : tx.all<Participant>(sql::participants, before.id)) people.push_back(one.person);
  const auto place = [](const std::string& name) { return name.empty() ? std::string("—") : name; };
  notices::tell(context, tx, people, {.kind = before.place == now.place ? "meetings.moved" : "meetings.relocated", .subject_kind = "meeting", .subject = before.id.value, .link = link_of(before.id),
                                      .args = {{"title", now.title}, {"time", minute_text(now.starts_at)}, {"before", minute_text(before.starts_at)}, {"place", place(now.place)}, {"place_before", place(before.place)}}, .calls = true});
}

}  // namespace

Result<MeetingView> create(Context& context, db::WriteTx& tx, const NewMeeting& request) {
  const assemblies::AssemblyId assembly = context.actor.scope;
  const MeetingText& text = request.meeting;
  TRY(check(context, tx, assembly, text, request.reserved));
  const auto id = context.ids.next<MeetingId>();
  tx.run(sql::add, id, assembly, text.form, text.title, text.topic, text.plan_item, text.place, text.chair.value_or(PersonId{}), text.audience, text.signing_up, text.speaking_until, text.consultation.value_or(0), text.video,
         stream_address(text), text.starts_at, text.ends_at, context.now(), context.actor.person);
  store_lists(tx, id, request.agenda, request.reserved);
  TRY_ASSIGN(const Meeting meeting, find(context, tx, id));
  record(context, tx, meeting, "meetings.write");
  return view(context, tx, meeting);
}

Result<MeetingView> edit(Context& context, db::WriteTx& tx, const EditMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (!row_of(meeting.state).planned) return fail(ErrorKind::conflict, "meetings.begun_already");
  const MeetingText& text = request.meeting;
  TRY(check(context, tx, meeting.assembly, text, request.reserved));
  const bool exchange = std::ranges::find(request.agenda, ItemKind::exchange, &AgendaLine::kind) != request.agenda.end();
  if (meeting.state == State::announced && row_of(text.form).exchange && !exchange) return wrong("/agenda", "meetings.no_exchange_item");
  if (tx.run(sql::edit, meeting.id, request.version, text.form, text.title, text.topic, text.plan_item, text.place, text.chair.value_or(PersonId{}), text.audience, text.signing_up, text.speaking_until, text.consultation.value_or(0),
             text.video, stream_address(text), text.starts_at, text.ends_at) == 0) {
    return fail(ErrorKind::conflict, "meetings.moved_meanwhile");
  }
  if (text.video != Video::own || text.video_address != meeting.video_address) close_stream(context, meeting);
  store_lists(tx, meeting.id, request.agenda, request.reserved);
  tell_of_change(context, tx, meeting, text);
  record(context, tx, meeting, "meetings.write");
  tell_watchers(context, meeting.id);
  return view_again(context, tx, meeting.id);
}

Result<Nothing> discard(Context& context, db::WriteTx& tx, const ByMeeting& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  if (meeting.state != State::draft) return fail(ErrorKind::conflict, "meetings.announced_already");
  remove_meeting(tx, meeting.id);
  close_stream(context, meeting);
  record(context, tx, meeting, "meetings.discard");
  return Nothing{};
}

Result<MeetingView> add_material(Context& context, const AddMaterial& request) {
  TRY(context.db.read([&](db::ReadTx& tx) { return find_managed(context, tx, request.id); }));
  TRY_ASSIGN(const files::Content content, files::accept(context, request.body.bytes));
  return context.db.write([&](db::WriteTx& tx) -> Result<MeetingView> {
    TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
    const auto before = files::list(tx, {"meeting", meeting.id.value});
    const files::File file = files::store(context, tx, request.name, content, {"meeting", meeting.id.value});
    if (std::ranges::find(before, file.id, &files::File::id) != before.end()) return view(context, tx, meeting);  // the same request, sent again
    record(context, tx, meeting, "meetings.add_material");
    return view(context, tx, meeting);
  });
}

Result<MeetingView> remove_material(Context& context, db::WriteTx& tx, const RemoveMaterial& request) {
  TRY_ASSIGN(const Meeting meeting, find_managed(context, tx, request.id));
  TRY(files::remove(tx, request.file, {"meeting", meeting.id.value}));
  record(context, tx, meeting, "meetings.remove_material");
  return view(context, tx, meeting);
}

void remove_meeting(db::WriteTx& tx, MeetingId id) {
  for (const files::File& file : files::list(tx, {"meeting", id.value})) (void)files::remove(tx, file.id, {"meeting", id.value});
  remove_points(tx, id);
  remove_recommendations(tx, id);
  moderation::remove_place(tx, "meeting", id.value);
  for (const db::Query* step : {&sql::forget_likes, &sql::forget_hands, &sql::forget_options, &sql::forget_polls, &sql::forget_messages, &sql::forget_groups, &sql::forget_counts, &sql::forget_captions,
                                &sql::forget_speeches, &sql::forget_participants, &sql::forget_guests, &sql::forget_reserved, &sql::forget_venues, &sql::forget_agenda, &sql::remove}) {
    tx.run(*step, id);
  }
}

}  // namespace gongshi::meetings
