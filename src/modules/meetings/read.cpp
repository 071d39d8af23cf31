// What a reader sees of a meeting, and lists of them.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/ics.hpp"
#include "embedded/meetings.hpp"
#include "modules/identity/api.hpp"
#include "modules/meetings/moment_cursor.hpp"
#include "modules/meetings/points.hpp"
#include "modules/meetings/room.hpp"
#include "modules/meetings/spoken.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

constexpr std::int64_t kPage = 30;

std::string say(const Context& context, std::string_view what, std::string_view name) { return context.say(fmt::format("meetings.{}.{}", what, name)); }

MyPart part_of(Context& context, db::ReadTx& tx, const Meeting& meeting, const std::optional<Participant>& one) {
  const StateRow& row = row_of(meeting.state);
  MyPart part;
  if (one) {
    part.capacity = one->capacity;
    part.capacity_name = say(context, "capacity", enum_name(one->capacity));
    part.answer = one->answer;
    part.reason = one->reason;
    part.substitute = one->substitute;
    part.present = one->present;
    part.may_answer = row.before || row.under_way;
    part.may_speak = (row.before || row.under_way) && !(meeting.speaking_until && context.now() > *meeting.speaking_until);
    part.may_check_in = !row_of(meeting.form).discussion && (row.under_way || (row.before && context.now() >= meeting.starts_at - std::chrono::hours(1)));
    for (const auto body : bodies_to_speak_for(context, tx, *one)) part.may_speak_for.push_back({body, assemblies::body_name(tx, body)});
  } else if (meeting.signing_up && row.before && context.actor.signed_in()) {
    const auto member = assemblies::membership_of(tx, context.actor.person, meeting.assembly, context.now());
    part.may_sign_up = member && member->assembly == meeting.assembly;
  }
  return part;
}

/// Others than who runs it and who spoke see who is on the list, and texts once they are spoken or handed in.
bool sees(const Context& context, bool runs, const Speech& one) {
  if (runs || (context.actor.signed_in() && one.person == context.actor.person)) return true;
  return one.state == SpeechState::listed || one.state == SpeechState::speaking || one.state == SpeechState::spoken;
}

std::vector<SpeechView> speeches_view(Context& context, db::ReadTx& tx, const Meeting& meeting, bool runs) {
  const auto before = spoken_before(context, tx, meeting.assembly);
  std::vector<SpeechView> views;
  for (const Speech& one : speeches_of(tx, meeting.id)) {
    if (!sees(context, runs, one)) continue;
    const bool mine = context.actor.signed_in() && one.person == context.actor.person;
    const bool handed_in = one.state == SpeechState::spoken || (one.manner == Manner::written && one.state == SpeechState::listed && row_of(meeting.state).after);
    const auto count = before.find(one.person);
    views.push_back({.id = one.id,
                     .kind = one.kind,
                     .name = one.name,
                     .sector_name = sector_name(tx, one.sector),
                     .body = one.body ? std::optional(NamedBody{one.body, assemblies::body_name(tx, one.body)}) : std::nullopt,
                     .manner = one.manner,
                     .topic = one.topic,
                     .text = runs || mine || handed_in ? one.text : "",
                     .minutes = one.minutes,
                     .answers = one.answers ? std::optional(one.answers) : std::nullopt,
                     .state = one.state,
                     .reason = runs || mine ? one.reason : "",
                     .applied_at = one.applied_at,
                     .started_at = one.started_at,
                     .ended_at = one.ended_at,
                     .spoken_before = count == before.end() ? 0 : count->second,
                     .mine = mine,
                     .version = one.version,
                     .actions = offers_of(context, meeting, one)});
  }
  return views;
}

MeetingCard card_of(Context& context, db::ReadTx& tx, const Meeting& meeting) {
  const auto assembly = assemblies::find_assembly(tx, meeting.assembly);
  const auto one = participant_of(tx, meeting.id, context.actor.person);
  return {.id = meeting.id,
          .assembly_name = assembly ? assembly->name : "",
          .form = meeting.form,
          .form_name = say(context, "form", enum_name(meeting.form)),
          .title = meeting.title,
          .place = meeting.place,
          .starts_at = meeting.starts_at,
          .ends_at = meeting.ends_at,
          .state = meeting.state,
          .state_name = say(context, "state", enum_name(meeting.state)),
          .live = row_of(meeting.state).under_way,
          .mine = one ? say(context, "answer", enum_name(one->answer)) : ""};
}

MeetingList page(Context& context, db::ReadTx& tx, const std::vector<Meeting>& rows) {
  MeetingList list;
  for (const Meeting& one : rows) {
    if (static_cast<std::int64_t>(list.items.size()) == kPage) {
      const Meeting& last = rows[kPage - 1];
      list.next = moment_cursor(last.starts_at, last.id.value);
      break;
    }
    list.items.push_back(card_of(context, tx, one));
  }
  return list;
}

}  // namespace

std::string sector_name(db::ReadTx& tx, assemblies::BodyId sector) { return sector ? assemblies::body_name(tx, sector) : ""; }

Timestamp beginning_of_year(Timestamp at) { return beginning_of(std::chrono::sys_days(std::chrono::year(year_of(day_at(at))) / 1 / 1)); }

std::vector<assemblies::BodyId> bodies_to_speak_for(Context& context, db::ReadTx& tx, const Participant& participant) {
  std::vector<assemblies::BodyId> bodies;
  if (participant.party) bodies.push_back(participant.party);
  if (const auto convened = assemblies::body_of_seat(tx, context.actor.seat); convened && context.actor.person == participant.person && std::ranges::find(bodies, *convened) == bodies.end()) bodies.push_back(*convened);
  return bodies;
}

MeetingView view(Context& context, db::ReadTx& tx, const Meeting& meeting) {
  const FormRow& form = row_of(meeting.form);
  const bool runs = meetings::runs(context, meeting);
  const auto assembly = assemblies::find_assembly(tx, meeting.assembly);
  const auto one = participant_of(tx, meeting.id, context.actor.person);
  MeetingView view{.id = meeting.id,
                   .assembly = meeting.assembly,
                   .assembly_name = assembly ? assembly->name : "",
                   .form = meeting.form,
                   .form_name = say(context, "form", enum_name(meeting.form)),
                   .discussion = form.discussion,
                   .exchange_required = form.exchange,
                   .title = meeting.title,
                   .topic = meeting.topic,
                   .plan_item = meeting.plan_item,
                   .place = meeting.place,
                   .chair = meeting.chair ? std::optional(NamedPerson{meeting.chair, identity::display_name(tx, meeting.chair)}) : std::nullopt,
                   .audience = meeting.audience,
                   .signing_up = meeting.signing_up,
                   .speaking_until = meeting.speaking_until,
                   .consultation = meeting.consultation != 0 ? std::optional(LinkedConsultation{meeting.consultation, fmt::format("/consultations/{}", meeting.consultation)}) : std::nullopt,
                   .video = meeting.video,
                   .video_address = meeting.video_address,
                   .starts_at = meeting.starts_at,
                   .ends_at = meeting.ends_at,
                   .state = meeting.state,
                   .state_name = say(context, "state", enum_name(meeting.state)),
                   .state_since = meeting.state_since,
                   .opened_at = meeting.opened_at,
                   .ended_at = meeting.ended_at,
                   .agenda = {},
                   .speeches = speeches_view(context, tx, meeting, runs),
                   .ordered_by_hand = meeting.ordered_by_hand,
                   .order_reason = meeting.order_reason,
                   .reserved = {},
                   .responding = {},
                   .guests = tx.all<Guest>(sql::guests, meeting.id),
                   .attendance = attendance_of(tx, meeting.id),
                   .exchange_held = meeting.exchange_held,
                   .exchange = meeting.exchange,
                   .points = points_view(context, tx, meeting.id),
                   .materials = files::list(tx, {"meeting", meeting.id.value}),
                   .venues = tx.all<VenueView>(sql::venues, meeting.id),
                   .room = room_offer(context, tx, meeting, runs || one),
                   .mine = part_of(context, tx, meeting, one),
                   .manages = manages(context, meeting),
                   .runs = runs,
                   .version = meeting.version,
                   .actions = {}};
  for (const AgendaItem& item : agenda_of(tx, meeting.id)) view.agenda.push_back({item.number, item.kind, say(context, "item", enum_name(item.kind)), item.title, item.minutes, item.started_at, item.ended_at});
  for (const auto body : reserved_of(tx, meeting.id)) {
    const bool filled = std::ranges::any_of(view.speeches, [&](const SpeechView& speech) { return speech.body && speech.body->id == body && speech.state != SpeechState::refused && speech.state != SpeechState::withdrawn; });
    view.reserved.push_back({{body, assemblies::body_name(tx, body)}, filled});
  }
  for (const auto unit : tx.all<assemblies::BodyId>(sql::responding_units, meeting.id)) view.responding.push_back({unit, assemblies::body_name(tx, unit)});
  if (runs) view.actions = workflow::offers(kTransitions, meeting.state, facts_of(tx, meeting), [&](std::string_view permission) { return context.actor.may(permission, meeting.assembly); });
  return view;
}

Result<MeetingView> view_again(Context& context, db::ReadTx& tx, MeetingId id) {
  TRY_ASSIGN(const Meeting meeting, find(context, tx, id));
  return view(context, tx, meeting);
}

Result<MeetingView> read(Context& context, db::ReadTx& tx, const ByMeeting& request) { return view_again(context, tx, request.id); }

Result<MeetingList> list(Context& context, db::ReadTx& tx, const ListMeetings& request) {
  TRY_ASSIGN(const MomentCursor cursor, read_moment_cursor(request.cursor));
  const auto seen = assemblies::assemblies_seen(context, tx);
  return page(context, tx, tx.all<Meeting>(sql::in_public, seen[0], seen[1], seen[2], seen[3], context.actor.person, cursor.at, cursor.id, kPage + 1));
}

Result<MeetingList> list_managed(Context& context, db::ReadTx& tx, const ListMeetings& request) {
  TRY_ASSIGN(const MomentCursor cursor, read_moment_cursor(request.cursor));
  return page(context, tx, tx.all<Meeting>(sql::of_assembly, context.actor.scope, cursor.at, cursor.id, kPage + 1));
}

Result<http::Response> calendar_file(Context& context, const ByMeeting& request) {
  const auto text = context.db.read([&](db::ReadTx& tx) -> Result<std::string> {
    TRY_ASSIGN(const Meeting meeting, find(context, tx, request.id));
    std::string out;
    for (const auto& [name, value] : std::initializer_list<std::pair<std::string_view, std::string>>{
             {"BEGIN", "VCALENDAR"},
             {"VERSION", "2.0"},
             {"PRODID", "-//Gongshi//Meetings//EN"},
             {"CALSCALE", "GREGORIAN"},
             {"METHOD", "PUBLISH"},
             {"BEGIN", "VEVENT"},
             {"UID", ics_text(fmt::format("meeting{}@{}", meeting.id.value, context.host))},
             {"DTSTAMP", ics_moment(context.now())},
             {"DTSTART", ics_moment(meeting.starts_at)},
             {"DTEND", ics_moment(meeting.ends_at)},
             {"SEQUENCE", std::to_string(meeting.version)},
             {"SUMMARY", ics_text(meeting.title)},
             {"LOCATION", ics_text(meeting.place)},
             {"URL", fmt::format("{}://{}{}", context.secure ? "https" : "http", context.host, link_of(meeting.id))},
             {"STATUS", meeting.state == State::cancelled ? "CANCELLED" : "CONFIRMED"},
             {"END", "VEVENT"},
             {"END", "VCALENDAR"},
         }) {
      if (!value.empty()) add_ics_line(out, name, value);
    }
    return out;
  });
  if (!text) return std::unexpected(text.error());
  http::Response response;
  response.body = *text;
  response.set("Content-Type", "text/calendar; charset=utf-8");
  response.set("Content-Disposition", fmt::format("attachment; filename=\"meeting{}.ics\"", request.id.value));
  response.set("Cache-Control", "no-store");
  return response;
}

Result<YearView> read_year(Context& context, db::ReadTx& tx, const AskYear& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("meetings.run", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (request.year < 2000 || request.year > 2100) return fail(ErrorKind::not_found, "meetings.no_such_year");
  const auto first = [](std::int64_t year) { return beginning_of(std::chrono::sys_days(std::chrono::year(static_cast<int>(year)) / 1 / 1)); };
  YearView view{.year = request.year, .forms = {}, .leaders = {}};
  std::map<Form, FormYear> forms;
  for (const Office office : {Office::party_secretary, Office::head_of_government}) view.leaders.push_back({office, say(context, "office", enum_name(office)), {}});
  for (const Meeting& meeting : tx.all<Meeting>(sql::of_year, request.id, first(request.year), first(request.year + 1))) {
    FormYear& form = forms.try_emplace(meeting.form, FormYear{meeting.form, say(context, "form", enum_name(meeting.form)), 0, 0, 0}).first->second;
    ++form.held;
    form.present += attendance_of(tx, meeting.id).present;
    for (const Speech& one : speeches_of(tx, meeting.id)) form.speeches += one.state == SpeechState::spoken && one.kind == SpeechKind::speech;
    const auto guests = tx.all<Guest>(sql::guests, meeting.id);
    for (LeaderYear& leader : view.leaders) {
      if (std::ranges::any_of(guests, [&](const Guest& guest) { return guest.office == leader.office && guest.came; })) leader.attended.push_back(card_of(context, tx, meeting));
    }
  }
  for (auto& [form, row] : forms) view.forms.push_back(std::move(row));
  return view;
}

}  // namespace gongshi::meetings
