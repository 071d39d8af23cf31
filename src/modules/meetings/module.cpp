// Everything meetings add to the product.
#include "embedded/meetings.hpp"
#include "modules/meetings/halls.hpp"
#include "modules/meetings/points.hpp"
#include "modules/meetings/recommendation.hpp"
#include "modules/meetings/room.hpp"
#include "modules/meetings/store.hpp"
#include "modules/meetings/stream.hpp"
#include "modules/meetings/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::meetings {
namespace {

struct Unfinished {
  MeetingId id;
  std::string title;
  State state;
};
BOOST_DESCRIBE_STRUCT(Unfinished, (), (id, title, state))

std::vector<assemblies::OpenItem> open_items(db::ReadTx& tx, assemblies::AssemblyId assembly) {
  std::vector<assemblies::OpenItem> items;
  for (Unfinished& one : tx.all<Unfinished>(sql::unfinished, assembly)) {
    items.push_back({.id = one.id.value, .title = std::move(one.title), .state_key = "meetings.state." + std::string(enum_name(one.state)), .keeper = assemblies::Role::clerk});
  }
  return items;
}

Result<void> may_read_by_id(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY(find(context, tx, MeetingId{id}));
  return {};
}

std::vector<Operation> operations() {
  return {
      get("/api/v1/meetings", kAnyone, list, "Meetings the reader may see, latest first"),
      get("/api/v1/managed-meetings", "meetings.run", list_managed, "All of one's own assembly, drafts too"),
      post("/api/v1/meetings", "meetings.manage", create, "Write a meeting (a draft)").answers(201),
      get("/api/v1/meetings/{id}", kAnyone, read, "One meeting: agenda, speakers, outcome, and what the reader may do"),
      put("/api/v1/meetings/{id}", "meetings.manage", edit, "Change it until it begins"),
      delete_("/api/v1/meetings/{id}", "meetings.manage", discard, "Throw a draft away"),
      post("/api/v1/meetings/{id}/transitions", "meetings.run", move, "Announce, open, suspend, resume, end, close, cancel"),
      post("/api/v1/meetings/{id}/materials", "meetings.manage", add_material, "Add a paper").answers(201).accepts(20 << 20).paced(pace::kUploads),
      delete_("/api/v1/meetings/{id}/materials/{file}", "meetings.manage", remove_material, "Take a paper away"),
      get("/api/v1/meetings/{id}/calendar.ics", kAnyone, calendar_file, "The meeting for one's own calendar"),

      post("/api/v1/meetings/{id}/stream-key", "meetings.manage", new_stream_key, "A new key for the encoder; the former one opens nothing any more").answers(201),
      put("/api/v1/meetings/{id}/captions", "meetings.manage", upload_captions, "Captions of the whole meeting, as WebVTT").accepts(2 << 20).paced(pace::kUploads),
      post("/api/v1/meetings/{id}/room", "meetings.manage", open_room, "Open the room for who takes part from afar"),
      delete_("/api/v1/meetings/{id}/room", "meetings.manage", close_room, "Close it"),
      put("/api/v1/meetings/{id}/venues", "meetings.manage", set_venues, "Where people sit together who take part from afar"),

      get("/api/v1/meetings/{id}/participants", "meetings.run", list_participants, "Who is asked, what they answered, who is there"),
      post("/api/v1/meetings/{id}/participants", "meetings.manage", invite, "Ask members, bodies or departments to come"),
      delete_("/api/v1/meetings/{id}/participants/{participant}", "meetings.manage", remove_participant, "Ask somebody no more"),
      put("/api/v1/meetings/{id}/guests", "meetings.manage", set_guests, "Leaders and experts who come without an account"),
      post("/api/v1/meetings/{id}/answer", kSignedIn, answer_invitation, "Say whether and how one comes, ask for leave, send somebody"),
      post("/api/v1/meetings/{id}/participants/{participant}/leave", "meetings.manage", decide_leave, "Grant leave, or not"),
      post("/api/v1/meetings/{id}/sign-up", kSignedIn, sign_up, "Come of oneself, where that is open"),
      get("/api/v1/meetings/{id}/door", "meetings.run", door_code, "The code for the screen at the door"),
      post("/api/v1/meetings/{id}/check-in", kSignedIn, check_in, "Be there: with the code from the door, or online").paced(pace::kWords),
      put("/api/v1/meetings/{id}/participants/{participant}/presence", "meetings.manage", check_in_other, "Enter who is there"),

      post("/api/v1/meetings/{id}/speeches", kSignedIn, apply_to_speak, "Apply to speak, on site, online or in writing; answer; raise a point of order").answers(201).paced(pace::kWords),
      post("/api/v1/meetings/{id}/speakers", "meetings.run", enter_speech, "Put somebody on the list").answers(201),
      post("/api/v1/speeches/{id}/transitions", kSignedIn, move_speech, "List, refuse, withdraw, begin and end a speech"),
      put("/api/v1/meetings/{id}/order", "meetings.run", order_speeches, "Order the list by hand, with the reason, or balance it again"),
      post("/api/v1/meetings/{id}/agenda", "meetings.run", step_agenda, "Begin an item of the agenda"),

      get("/api/v1/meetings/{id}/hall", kAnyone, read_hall, "What who watches sees now, and where news come from").answers_as<HallView>(),
      post("/api/v1/meetings/{id}/polls", "meetings.run", open_poll, "Open a quick poll or a show of hands").answers(201),
      post("/api/v1/meeting-polls/{id}/close", "meetings.run", close_poll, "Close it and count"),
      put("/api/v1/meetings/{id}/votes/{poll}", kSignedIn, raise_hand, "Raise one's hand").paced(pace::kVotes),
      get("/api/v1/meetings/{id}/own", kSignedIn, own_votes, "How one voted, and what one liked"),
      post("/api/v1/meetings/{id}/messages", kSignedIn, write_message, "Leave a message; shown after approval").answers(201).paced(pace::kWords),
      get("/api/v1/meetings/{id}/messages", kAnyone, list_messages, "Messages that are shown, newest first"),
      get("/api/v1/meetings/{id}/messages/own", kSignedIn, own_messages, "What became of one's own messages"),
      put("/api/v1/meeting-messages/{id}/like", kSignedIn, like, "Like a message").paced(pace::kVotes),
      delete_("/api/v1/meeting-messages/{id}/like", kSignedIn, unlike, "Like it no more").paced(pace::kVotes),
      post("/api/v1/meetings/{id}/counts", "meetings.manage", enter_count, "Enter how many watched on a channel").answers(201),
      post("/api/v1/meetings/{id}/captions", "meetings.manage", type_caption, "Type what is being said").answers(201),

      get("/api/v1/meetings/{id}/groups", kAnyone, list_groups, "Messages that say the same, and what became of them"),
      post("/api/v1/meetings/{id}/groups", "meetings.manage", add_group, "Put messages together").answers(201),
      put("/api/v1/message-groups/{id}/messages", "meetings.manage", fill_group, "Put more messages into a group"),
      put("/api/v1/message-groups/{id}/answer", "meetings.manage", answer_group, "Answer a group in public"),
      put("/api/v1/meetings/{id}/exchange", "meetings.run", record_exchange, "Record the exchange that was held, or why it was not"),
      post("/api/v1/meetings/{id}/points", "meetings.manage", add_point, "Add what is to come of it").answers(201),
      delete_("/api/v1/meetings/{id}/points/{number}", "meetings.manage", remove_point, "Take a point away before it is handed over"),
      post("/api/v1/meetings/{id}/points/hand-over", "meetings.manage", hand_over_points, "Hand the points over to be handled"),
      get("/api/v1/meetings/{id}/outcome", kAnyone, read_outcome, "Recommendations with their editions and amendments, and the documents"),
      post("/api/v1/meetings/{id}/recommendations", "meetings.manage", write_recommendation, "Write a formal recommendation").answers(201),
      put("/api/v1/recommendations/{id}", "meetings.manage", rewrite_recommendation, "Its next edition"),
      post("/api/v1/recommendations/{id}/vote", "meetings.run", call_vote, "Put it to the vote"),
      post("/api/v1/recommendations/{id}/amendments", kSignedIn, amend, "Propose to change it").answers(201).paced(pace::kWords),
      put("/api/v1/amendments/{id}/decision", "meetings.manage", decide_amendment, "Take an amendment over, or decline it"),
      get("/api/v1/meetings/{id}/documents/{kind}", kAnyone, meeting_document, "Minutes or the digest of speeches, as PDF or for Word").paced(pace::kFiles),
      get("/api/v1/recommendations/{id}/document", kAnyone, recommendation_document, "A recommendation that was adopted, as PDF or for Word").paced(pace::kFiles),
      get("/api/v1/meetings/{id}/time-line", kAnyone, read_time_line, "The meeting on one time line"),
      get("/api/v1/assemblies/{id}/meetings/{year}", "meetings.run", read_year, "A year's meetings, and whether the leaders came"),
  };
}

std::vector<Page> pages() {
  const std::string one = "/api/v1/meetings/{id}";
  return {
      {.path = "/meetings", .shell = "site", .data = {"/api/v1/meetings"}, .title_key = "page.meetings"},
      {.path = "/meetings/{id}", .shell = "site", .data = {one}, .title_from = "title"},
      {.path = "/meetings/{id}/live", .shell = "site", .data = {one, one + "/hall"}, .title_from = "title"},
      {.path = "/meetings/{id}/check-in", .shell = "site", .data = {one}, .title_from = "title"},
      {.path = "/meetings/{id}/messages", .shell = "site", .data = {one, one + "/groups"}, .title_from = "title"},
      {.path = "/meetings/{id}/replay", .shell = "site", .data = {one, one + "/time-line"}, .title_from = "title"},
      {.path = "/console/meetings", .shell = "console", .title_key = "page.meetings"},
      {.path = "/console/meetings/new", .shell = "console", .title_key = "page.meetings"},
      {.path = "/console/meetings/year", .shell = "console", .title_key = "page.meetings"},
      {.path = "/console/meetings/{id}", .shell = "console", .title_key = "page.meetings"},
      {.path = "/console/meetings/{id}/edit", .shell = "console", .title_key = "page.meetings"},
      {.path = "/console/meetings/{id}/run", .shell = "console", .title_key = "page.meetings"},
      {.path = "/console/meetings/{id}/wall", .shell = "console", .title_key = "page.meetings"},
  };
}

}  // namespace

void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly) {
  for (const auto id : tx.all<MeetingId>(sql::ids_of_assembly, assembly)) remove_meeting(tx, id);
}

Module meetings_module() {
  return {
      .name = "meetings",
      .operations = operations(),
      .pages = pages(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"meetings.manage", "meetings.run"},
      .jobs = {{"hall_beat", std::chrono::seconds(1), [](Context& context) { context.app.use<Halls>().beat(context.app); }},
               {"hall_watching", std::chrono::seconds(10), [](Context& context) { context.app.use<Halls>().tell_watching(context.app); }},
               // On every machine: each has the streams that it took.
               {"finish_streams", std::chrono::seconds(10), finish_streams, true}},
      .hears = {hears_within<moderation::Approved>("meetings.show_message", show_message), hears_within<moderation::Refused>("meetings.refuse_message", refuse_message),
                hears_within<conferences::Entered>("meetings.note_entered", note_entered),
                hears_within<conferences::HandRaised>("meetings.note_hand", note_hand), hears_after<handling::Answered>("meetings.tell_of_answer", tell_of_answer)},
      .start =
          [](Application& app) {
            app.provide(std::make_shared<Halls>());
            start_recordings(app);
            files::register_owner(app, "meeting", may_read_by_id);
            moderation::register_place(app, "meeting", {.may_read = may_read_by_id});
            assemblies::register_open_items(app, "meeting", open_items);
            start_handling(app);
          },
  };
}

}  // namespace gongshi::meetings
