// Everything handling adds to the product.
#include "embedded/handling.hpp"
#include "modules/handling/classes.hpp"
#include "modules/handling/paper.hpp"
#include "modules/handling/phrases.hpp"
#include "modules/handling/thread.hpp"
#include "modules/settings/api.hpp"
#include "platform/operations/application.hpp"
#include "platform/search/search.hpp"

namespace gongshi::handling {
namespace {

struct Unfinished {
  ItemId id;
  std::string title;
  std::string text;
  ItemState state;
};
BOOST_DESCRIBE_STRUCT(Unfinished, (), (id, title, text, state))

std::vector<assemblies::OpenItem> open_items(db::ReadTx& tx, assemblies::AssemblyId assembly) {
  std::vector<assemblies::OpenItem> items;
  for (Unfinished& one : tx.all<Unfinished>(sql::unfinished, assembly)) {
    items.push_back({.id = one.id.value, .title = one.text.empty() ? std::move(one.title) : std::move(one.text), .state_key = "handling.item." + std::string(enum_name(one.state)), .keeper = assemblies::Role::clerk});
  }
  return items;
}

std::vector<Operation> operations() {
  return {
      get("/api/v1/assemblies/{id}/handling", "handling.supervise", list, "One queue of the office, the oldest first, with what waits in each and how much each unit has before it"),
      get("/api/v1/assemblies/{id}/handling/statistics", "handling.supervise", statistics, "How each unit handles: how much, in time, with what outcome, and how it was rated"),
      get("/api/v1/handling/mine", "handling.handle", list_of_unit, "One queue of the actor's unit, with what waits in each"),
      get("/api/v1/handling/items/{id}", "handling.read", read_item, "One matter with its units' parts, for the office and for them"),
      put("/api/v1/assemblies/{id}/handling/plan", "handling.assign", plan, "Plan who gets what waits to be assigned, many at once; nobody is told yet"),
      post("/api/v1/assemblies/{id}/handling/issue", "handling.assign", issue, "Assign everything as it is planned"),
      put("/api/v1/assemblies/{id}/handling/channel", "handling.assign", distribute, "Send what waits to be assigned to a channel, many at once; or take it back, or hand it back"),
      post("/api/v1/handling/items/{id}/assignment", "handling.assign", assign, "Assign it: one unit alone, several apart, or one that leads and others that assist"),
      post("/api/v1/handling/items/{id}/transitions", "handling.supervise", move_item, "Set aside, track what was promised, or close"),
      post("/api/v1/handling/tasks/{id}/transitions", "handling.read", move_task, "Sign for, ask for a return or more time, reply, sign, check"),
      get("/api/v1/handling/tasks/{id}/documents/{kind}", kAnyone, document, "An official document of a unit's part, as PDF or for Word").paced(pace::kFiles),
      put("/api/v1/handling/tasks/{id}/reply", "handling.handle", save_reply, "Save the draft of the reply with what it promises"),
      post("/api/v1/handling/tasks/{id}/contacts", "handling.handle", add_contact, "Note a contact with who asked"),
      post("/api/v1/handling/tasks/{id}/urging", "handling.supervise", urge, "Urge the unit"),
      put("/api/v1/handling/promises/{id}", "handling.handle", keep_promise, "What was promised is done, or not after all"),
      post("/api/v1/handling/tasks/{id}/countersignature", "handling.handle", countersign, "Countersign the lead's draft, or object to it"),
      post("/api/v1/handling/tasks/{id}/quality", "handling.handle", rate_quality, "Say of what quality the proposal is, before either side sees what the other said"),
      post("/api/v1/handling/items/{id}/paper-ratings", "handling.supervise", enter_paper, "Enter a rating that came on paper, with its scan").accepts(20 << 20).paced(pace::kUploads),
      post("/api/v1/handling/paper-ratings/{id}/decision", "handling.supervise", decide_paper, "Confirm as a second person what was entered from paper, or throw it away"),
      put("/api/v1/handling/revisits/{id}", "handling.supervise", note_revisit, "Note what became, a year later, of what a reply left open"),
      get("/api/v1/handled/{kind}/{subject}/messages", kSignedIn, read_threads, "What who asked and the units write to each other of a subject, for one who asked"),
      post("/api/v1/handling/tasks/{id}/messages", kSignedIn, write_message, "Write to the other side: as one who asked to the unit, or for the unit").paced(pace::kWords),
      put("/api/v1/handling/tasks/{id}/messages/read", kSignedIn, read_messages, "The other side's messages have been seen"),
      post("/api/v1/handling/messages/{id}/withdrawal", kSignedIn, withdraw_message, "Withdraw a message of one's own that nobody has read, within ten minutes"),
      post("/api/v1/handling/messages/{id}/files", kSignedIn, add_message_file, "Attach a file to a message of one's own that nobody has read").answers(201).accepts(files::kMostBytes).paced(pace::kUploads),
      post("/api/v1/handling/messages/{id}/contact", "handling.handle", enter_message, "Enter a message among the contacts"),
      get("/api/v1/me/messages", kSignedIn, own_messages, "What the actor wrote to units and to who asked"),
      get("/api/v1/assemblies/{id}/handling/classes", "handling.read", list_classes, "By which letters and words replies are classed here, and what the table was before"),
      put("/api/v1/assemblies/{id}/handling/classes", "settings.manage", change_classes, "Set the table anew; what was signed keeps its letter"),
      get("/api/v1/assemblies/{id}/handling/phrases", "handling.read", list_phrases, "Stock phrases for replies and letters: the program's, the office's, a unit's own"),
      post("/api/v1/assemblies/{id}/handling/phrases", "handling.read", add_phrase, "Write a stock phrase, for the office or for the actor's unit"),
      put("/api/v1/assemblies/{id}/handling/default-phrases", "handling.assign", switch_phrase, "Offer a phrase that comes with the program, or no more"),
      put("/api/v1/handling/phrases/{id}", "handling.read", save_phrase, "Change a stock phrase; what it said before is kept"),
      get("/api/v1/handling/tasks/{id}/phrases", "handling.read", phrases_of_task, "Stock phrases with what the record of this part says filled in"),
      get("/api/v1/assemblies/{id}/handling/succession", "operator", list_succession, "Who sits in the units, with how much is before each, and who may take over"),
      post("/api/v1/assemblies/{id}/handling/succession", "operator", succeed, "Somebody else takes a seat in a unit over, with everything that is open"),
      put("/api/v1/handling/tasks/{id}/meeting", kSignedIn, say_meeting, "Say as the first who asked that the unit need not come to meet them, or is to after all"),
      get("/api/v1/handled/{kind}/{subject}", kAnyone, read_handled, "What became of a subject's matters: where they stand, and what was answered"),
      post("/api/v1/handling/items/{id}/ratings", kSignedIn, rate, "Say as one of who asked whether the answer satisfies"),
  };
}

std::vector<settings::Rule> rules() {
  constexpr Settings usual;
  using settings::Unit;
  return {{"handling.return_working_days", Unit::working_days, usual.return_working_days, 1, 30},
          {"handling.first_contact_working_days", Unit::working_days, usual.first_contact_working_days, 1, 90},
          {"handling.assisting_days", Unit::days, usual.assisting_days, 1, 180},
          {"handling.reply_months", Unit::months, usual.reply_months, 1, 12},
          {"handling.extension_months", Unit::months, usual.extension_months, 1, 6},
          {"handling.again_days", Unit::days, usual.again_days, 1, 180},
          {"handling.rounds", Unit::times, usual.rounds, 1, 5},
          {"handling.rating_working_days", Unit::working_days, usual.rating_working_days, 1, 90}};
}

}  // namespace

void register_subject(Application& app, std::string kind, SubjectHooks hooks) { app.use<Subjects>().by_kind.emplace(std::move(kind), std::move(hooks)); }

void open(Context& context, db::WriteTx& tx, const Matter& matter) {
  const auto id = context.ids.next<ItemId>();
  if (tx.run(sql::add_item, id, matter.assembly, matter.kind, matter.subject, matter.point, matter.title, matter.text, matter.link, context.now(), matter.category) == 0) return;
  search::put(tx, "handling", id.value, matter.assembly, search::Visibility::staff, matter.title + "\n" + matter.text);
}

void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly) {
  for (const db::Query* query : {&sql::purge_phrase_versions, &sql::purge_phrases, &sql::purge_phrases_off, &sql::purge_classes, &sql::purge_class_lists}) tx.run(*query, assembly);
}

void remove_subject(db::WriteTx& tx, std::string_view kind, std::int64_t subject) {
  for (const auto id : tx.all<std::int64_t>(sql::ids_of, kind, subject)) search::remove(tx, "handling", id);
  remove_papers(tx, kind, subject);
  remove_message_files(tx, kind, subject);
  for (const db::Query* query : {&sql::remove_plans, &sql::remove_qualities, &sql::remove_ratings, &sql::remove_reply_versions, &sql::remove_adoptions, &sql::remove_not_needed, &sql::remove_revisits, &sql::remove_countersignatures, &sql::remove_promises, &sql::remove_contacts, &sql::remove_messages, &sql::remove_urgings, &sql::remove_extensions, &sql::remove_tasks, &sql::remove_items}) tx.run(*query, kind, subject);
}

Module handling_module() {
  return {
      .name = "handling",
      .operations = operations(),
      .pages = {{.path = "/mine/messages/{kind}/{subject}", .shell = "site"}},
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"handling.read", "handling.assign", "handling.supervise", "handling.handle", "handling.approve"},
      .jobs = {{"remind_of_deadlines", std::chrono::minutes(10), remind}, {"list_revisits", std::chrono::hours(6), list_revisits}},
      .start =
          [](Application& app) {
            app.provide(std::make_shared<Subjects>());
            settings::register_rules(app, rules());
            files::register_owner(app, "handling_paper", may_read_paper);
            files::register_owner(app, "handling_message", may_read_message);
            assemblies::register_open_items(app, "handling", open_items);
            calendar::register_deadlines(app, own_deadlines);
          },
  };
}

}  // namespace gongshi::handling
