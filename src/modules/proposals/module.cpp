// Everything proposals adds to the product.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/collecting.hpp"
#include "modules/proposals/evaluating.hpp"
#include "modules/proposals/figures.hpp"
#include "modules/proposals/grounds.hpp"
#include "modules/proposals/minutes.hpp"
#include "modules/proposals/use_cases.hpp"
#include "modules/settings/api.hpp"
#include "platform/operations/application.hpp"
#include "platform/search/search.hpp"

namespace gongshi::proposals {
namespace {

struct Unfinished {
  ProposalId id;
  std::string title;
  State state;
};
BOOST_DESCRIBE_STRUCT(Unfinished, (), (id, title, state))

struct OpenEvaluationRow {
  EvaluationId id;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(OpenEvaluationRow, (), (id, title))

std::vector<assemblies::OpenItem> open_items(db::ReadTx& tx, assemblies::AssemblyId assembly) {
  std::vector<assemblies::OpenItem> items;
  for (Unfinished& one : tx.all<Unfinished>(sql::unfinished, assembly)) {
    items.push_back({.id = one.id.value, .title = std::move(one.title), .state_key = "proposals.state." + std::string(enum_name(one.state)), .keeper = assemblies::Role::clerk});
  }
  return items;
}

/// Evaluations under way: their panel goes on, the committee closes them.
std::vector<assemblies::OpenItem> open_evaluations(db::ReadTx& tx, assemblies::AssemblyId assembly) {
  std::vector<assemblies::OpenItem> items;
  for (OpenEvaluationRow& one : tx.all<OpenEvaluationRow>(sql::open_evaluations_of, assembly)) {
    items.push_back({.id = one.id.value, .title = std::move(one.title), .state_key = "proposals.evaluation.open", .keeper = assemblies::Role::clerk});
  }
  return items;
}

Result<handling::ReadyPhrases> phrases(Context& context, db::ReadTx& tx, const ByProposal& request) {
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, request.id));
  if (!is_office(context, proposal)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto assembly = assemblies::find_assembly(tx, proposal.assembly);
  return handling::office_phrases(context, tx, proposal.assembly, "non_filing_reason",
                                  {.number = proposal.case_number == 0 ? "" : numbered(context, tx, proposal), .title = proposal.title, .proposer = addressed(tx, proposal), .unit = {}, .assisting = {}, .deadline = {}, .assembly = assembly ? assembly->name : "",
                                   .today = documents::date_text(context.now())});
}

std::vector<Operation> operations() {
  return {
      get("/api/v1/me/proposals", kSignedIn, mine, "The actor's own proposals, and what they are asked to sign"),
      post("/api/v1/proposals", kSignedIn, create, "Begin a proposal, as a member of the assembly").paced(pace::kWords).answers(201),
      get("/api/v1/proposals", kAnyone, list_public, "Filed proposals that are public, newest first, or those that words find"),
      get("/api/v1/proposals.atom", kAnyone, feed, "The same as an Atom feed"),
      get("/api/v1/proposals/{id}", kAnyone, read, "One proposal, as far as the actor may read it"),
      get("/api/v1/proposals/{id}/documents/{kind}", kAnyone, document, "An official document of it, as PDF or for Word").paced(pace::kFiles),
      put("/api/v1/proposals/{id}", kSignedIn, save, "Save what is written").paced(pace::kTyping),
      delete_("/api/v1/proposals/{id}", kSignedIn, discard, "Throw a draft away"),
      post("/api/v1/proposals/similar", kAnyone, similar, "Public proposals like this title, most alike first").paced(pace::kTyping),
      post("/api/v1/proposals/{id}/signers", kSignedIn, invite, "Ask a member to sign").paced(pace::kWords),
      put("/api/v1/proposals/{id}/seconding", kSignedIn, second, "Second a proposal under review, or no more"),
      post("/api/v1/proposals/{id}/files", kSignedIn, add_file, "Attach a file while it is written").answers(201).accepts(files::kMostBytes).paced(pace::kUploads),
      delete_("/api/v1/proposals/{id}/files/{file}", kSignedIn, remove_file, "Take a file away while it is written"),
      put("/api/v1/proposals/{id}/distinctions/{distinction}", "proposals.review", distinguish, "Make it a key or an excellent proposal, or no more"),
      post("/api/v1/proposals/{id}/instructions", "proposals.lead", instruct, "A leader's instruction, internal unless it says otherwise"),
      post("/api/v1/instructions/{id}/pictures", "proposals.lead", add_picture, "The instruction as it was written by hand").answers(201).accepts(files::kMostBytes).paced(pace::kUploads),
      post("/api/v1/proposals/{id}/minutes", "proposals.review", add_minutes, "Write the minutes of how the handling of a key proposal was supervised"),
      put("/api/v1/minutes/{id}", "proposals.review", save_minutes, "Change minutes that are not confirmed yet"),
      delete_("/api/v1/minutes/{id}", "proposals.review", discard_minutes, "Throw minutes away that are not confirmed yet"),
      post("/api/v1/minutes/{id}/decision", kSignedIn, decide_minutes, "Confirm minutes as the leader who leads it, or for them with a reason; or send them back"),
      get("/api/v1/minutes/{id}/document", kSignedIn, minutes_document, "Confirmed minutes as PDF or for Word").paced(pace::kFiles),
      get("/api/v1/proposals/{id}/phrases", "proposals.review", phrases, "Stock phrases for why it is not filed, filled in"),
      get("/api/v1/me/led-proposals", "proposals.lead", led, "Key proposals that the actor leads, with the next step of each"),
      get("/api/v1/assemblies/{id}/leaders", "proposals.review", list_leaders, "Who may lead the supervision of a key proposal"),
      get("/api/v1/topics", kAnyone, list_topics, "Pages on one matter each that are public"),
      get("/api/v1/topics/{id}", kAnyone, read_topic, "What was raised of a matter, by whom, how it was answered, what was promised, what is unsolved"),
      put("/api/v1/topics/{id}", "proposals.review", save_topic, "Change a topic: its words, what belongs to it, whether it is public"),
      get("/api/v1/assemblies/{id}/topics", "proposals.review", list_own_topics, "All topics of an assembly"),
      post("/api/v1/assemblies/{id}/topics", "proposals.review", create_topic, "Begin a topic").answers(201),
      post("/api/v1/clues", kSignedIn, leave_clue, "Leave a clue for a proposal").paced(pace::kWords).answers(201),
      get("/api/v1/me/clues", kSignedIn, own_clues, "The actor's own clues, and what grew out of them"),
      get("/api/v1/assemblies/{id}/clues", kSignedIn, list_clues, "Clues that members may adopt"),
      get("/api/v1/me/body", kForBody, own_body, "All that the body proposes for which the actor speaks, in groups, and its calls for material"),
      get("/api/v1/me/calls", kSignedIn, own_calls, "Calls for material of the bodies that the actor is a member of"),
      post("/api/v1/calls", kForBody, open_call, "Call for material, to the body's members").paced(pace::kWords).answers(201),
      get("/api/v1/calls/{id}", kSignedIn, read_call, "A call: for who speaks for the body with all that was handed in, for a member with the own"),
      put("/api/v1/calls/{id}", kForBody, save_call, "Change what is sought, or until when"),
      post("/api/v1/calls/{id}/contributions", kSignedIn, contribute, "Hand something in").paced(pace::kWords).answers(201),
      post("/api/v1/calls/{id}/proposals", kForBody, grow, "Begin a proposal of the body with what was taken").answers(201),
      put("/api/v1/contributions/{id}", kSignedIn, change_contribution, "Change what one has handed in, until the day").paced(pace::kWords),
      delete_("/api/v1/contributions/{id}", kSignedIn, take_back_contribution, "Take it back, until the day"),
      put("/api/v1/contributions/{id}/decision", kForBody, decide_contribution, "Say what becomes of it, and why"),
      get("/api/v1/assemblies/{id}/evaluations", kReview, list_evaluations, "Evaluations of proposals, the latest first"),
      get("/api/v1/assemblies/{id}/evaluations/choices", kReview, evaluation_choices, "What an evaluation may be made of: proposals of a session, who may sit on the panel, usual dimensions"),
      post("/api/v1/assemblies/{id}/evaluations", kReview, open_evaluation, "Open an evaluation").answers(201),
      get("/api/v1/evaluations/{id}", kReview, read_evaluation, "How far each seat has come, and once it is closed what came out"),
      post("/api/v1/evaluations/{id}/transitions", kReview, move_evaluation, "Close it, or give it more time"),
      post("/api/v1/evaluations/{id}/reminders", kReview, remind_panel, "Tell the seats that have not rated everything"),
      get("/api/v1/me/evaluations", kSignedIn, own_evaluations, "Evaluations on whose panel the actor sits"),
      get("/api/v1/me/evaluations/{id}", kSignedIn, read_own_evaluation, "One of them, with what the own seat gave, and once it is closed what came out"),
      put("/api/v1/me/evaluations/{id}/ratings/{proposal}", kSignedIn, rate, "Rate a proposal, or abstain").paced(pace::kTyping),
      put("/api/v1/proposals/{id}/signature", kSignedIn, answer_invitation, "Sign, or decline, with an opinion"),
      post("/api/v1/proposals/{id}/transitions", kSignedIn, move, "Submit, take back, review, file, merge, convert"),
      put("/api/v1/proposals/{id}/classification", "proposals.review", classify, "Settle title and category in review"),
      get("/api/v1/assemblies/{id}/proposals", "proposals.review", list_for_office, "One queue of the committee, with what waits in each, or what a figure of the statistics counts"),
      get("/api/v1/assemblies/{id}/proposals/grounds", kReview, list_grounds, "On what grounds proposals are not filed here, and what the list was before"),
      put("/api/v1/assemblies/{id}/proposals/grounds", "settings.manage", change_grounds, "Set the list anew; what was decided keeps its words"),
      get("/api/v1/assemblies/{id}/proposals/statistics", "proposals.review", statistics, "Figures of a session by field and sector, people and person-times apart"),
      get("/api/v1/assemblies/{id}/proposals/statistics/people", "proposals.review", people_of_figure, "Who wrote or signed what a figure of people counts"),
      get("/api/v1/assemblies/{id}/proposals/statistics.xlsx", "proposals.review", export_statistics, "The same figures as an Excel workbook, a sheet for each table, with those of the units").paced(pace::kFiles),
      get("/api/v1/assemblies/{id}/proposals.xlsx", "proposals.review", export_register, "The register as an Excel workbook").paced(pace::kFiles),
      get("/api/v1/proposals/{id}/versions", kSignedIn, list_versions, "What was submitted each time, for who signs and the committee"),
      get("/api/v1/assemblies/{id}/publication", "proposals.review", list_publication, "What waits for a decision on what the public reads of it, the longest first, with how much the check finds"),
      post("/api/v1/assemblies/{id}/publication", "proposals.review", publish_many, "Publish many in full: those in which nothing is found and to which the proposer agreed"),
      get("/api/v1/proposals/{id}/publication", "proposals.review", read_publication, "What the public reads of a filed proposal and of each reply, and what the check finds in them"),
      put("/api/v1/proposals/{id}/publication", "proposals.review", decide_publication, "Decide on it: in full, as a summary, or not, and why"),
      get("/api/v1/proposals/{id}/archive", "proposals.review", archive, "Everything on record of a closed case as one ZIP with its sums").paced(pace::kFiles),
      get("/api/v1/assemblies/{id}/sessions/{session}/archive", "proposals.review", archive_session, "The same of every closed case of a session").paced(pace::kFiles),
      get("/api/v1/assemblies/{id}/sessions", "proposals.review", list_sessions, "Plenary sessions, the latest first"),
      post("/api/v1/assemblies/{id}/sessions", "proposals.review", open_session, "Open the next plenary session"),
      post("/api/v1/assemblies/{id}/proposals/register/trial", "proposals.review", try_register, "What importing a register of earlier years would do, row by row; nothing is done").accepts(kMostRegisterBytes),
      post("/api/v1/assemblies/{id}/proposals/register", "proposals.review", import_register, "Import a register of earlier years; nothing is done when any row is refused").accepts(kMostRegisterBytes),
      get("/api/v1/assemblies/{id}/proposals/imports", "proposals.review", list_imports, "Registers that were imported, the latest first"),
      delete_("/api/v1/proposals/imports/{id}", "proposals.review", undo_import, "Undo a whole import, as long as nobody has changed anything of it"),
  };
}

Result<void> tell_of_answer(Context& context, db::WriteTx& tx, const handling::Answered& event) {
  if (event.kind != "proposal") return {};
  if (const auto proposal = find(tx, ProposalId{event.subject})) tell(context, tx, *proposal, askers(context, tx, *proposal), "proposals.answered");
  return {};
}

Result<void> may_read_by_id(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY(find_readable(context, tx, ProposalId{id}));
  return {};
}
Result<void> may_read_attachment(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, ProposalId{id}));
  if (reads_inside(context, tx, proposal)) return {};
  const PublicVersion version = public_version(tx, proposal);
  if (version.how == Published::whole && version.attachments) return {};
  return fail(ErrorKind::not_found, "proposals.not_found");
}
Result<void> may_read_authority(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, ProposalId{id}));
  if (is_own(context, tx, proposal) || is_office(context, proposal)) return {};
  return fail(ErrorKind::not_found, "proposals.not_found");
}

std::vector<settings::Rule> rules() {
  constexpr Settings usual;
  return {{"proposals.invitation_days", settings::Unit::days, usual.invitation_days, 1, 90},
          {"proposals.most_signers", settings::Unit::people, usual.most_signers, 1, 500},
          {"proposals.sectors_in_session_only", settings::Unit::yes_no, usual.sectors_in_session_only, 0, 1},
          {"proposals.publish_at_once", settings::Unit::yes_no, usual.publish_at_once, 0, 1},
          {"proposals.publish_days", settings::Unit::days, usual.publish_days, 1, 90}};
}

/// A body stands once, whoever speaks for it.
std::vector<handling::Asker> names_of_askers(Context& context, db::ReadTx& tx, std::int64_t id) {
  std::vector<handling::Asker> names;
  const auto proposal = find(tx, ProposalId{id});
  if (!proposal) return names;
  auto people = askers(context, tx, *proposal);
  if (proposal->body) {
    const auto conveners = assemblies::people_of_unit(tx, proposal->body, assemblies::Role::convener, context.now());
    std::erase_if(people, [&](PersonId person) { return std::ranges::find(conveners, person) != conveners.end(); });
    names.push_back({proposal->body.value, assemblies::body_name(tx, proposal->body)});
  }
  for (const PersonId person : people) names.push_back({person.value, identity::display_name(tx, person)});
  return names;
}

handling::SubjectHooks hooks() {
  return {.asking = handling::Asking::by_name,
          .may_read = may_read_by_id,
          .asker = [](Context& context, db::ReadTx& tx, std::int64_t id) -> std::optional<std::int64_t> {
            const auto proposal = find(tx, ProposalId{id});
            if (!context.actor.signed_in() || !proposal || !std::ranges::binary_search(askers(context, tx, *proposal), context.actor.person)) return std::nullopt;
            // A body rates once, whoever speaks for it.
            return proposal->body && is_own(context, tx, *proposal) ? proposal->body.value : context.actor.person.value;
          },
          .suggestions = [](db::ReadTx& tx, std::int64_t id) { return suggestions_of(tx, ProposalId{id}); },
          .speaks = [](Context& context, db::ReadTx& tx, std::int64_t id) {
            const auto proposal = find(tx, ProposalId{id});
            return proposal && is_own(context, tx, *proposal);
          },
          .askers = names_of_askers,
          .category_name = [](const Context& context, std::string_view category) { return context.say("proposals.category." + std::string(category)); },
          .outsider = outsider_of,
          .reference = [](Context& context, db::ReadTx& tx, std::int64_t id) -> handling::Reference {
            const auto proposal = find(tx, ProposalId{id});
            if (!proposal) return {};
            return {addressed(tx, *proposal), numbered(context, tx, *proposal)};
          }};
}

}  // namespace

void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly) {
  for (const auto id : tx.all<ProposalId>(sql::ids_of_assembly, assembly)) {
    handling::remove_subject(tx, "proposal", id.value);
    remove(tx, id);
  }
  for (const db::Query* query : {&sql::forget_counts, &sql::purge_grounds, &sql::purge_ground_lists}) tx.run(*query, assembly);
  for (const db::Query* query : {&sql::purge_contributions, &sql::purge_calls, &sql::purge_panellists, &sql::purge_dimensions, &sql::purge_evaluations}) tx.run(*query, assembly);
  tx.run(sql::purge_clues, assembly);
  tx.run(sql::purge_topics, assembly);
  moderation::remove_place(tx, "clues", assembly.value);
  tx.run(sql::purge_imports, assembly);
  tx.run(sql::purge_sessions, assembly);
}

Module proposals_module() {
  return {
      .name = "proposals",
      .operations = operations(),
      .pages =
          {
              {.path = "/proposals", .shell = "site", .data = {"/api/v1/proposals"}, .title_key = "proposals.title"},
              {.path = "/proposals/{id}", .shell = "site", .data = {"/api/v1/proposals/{id}"}, .title_from = "title"},
              {.path = "/topics/{id}", .shell = "site", .data = {"/api/v1/topics/{id}"}, .title_from = "title"},
              {.path = "/clues", .shell = "site"},
              {.path = "/mine/led", .shell = "site"},
              {.path = "/mine/body", .shell = "site"},
              {.path = "/mine/calls/{id}", .shell = "site"},
              {.path = "/mine/evaluations/{id}", .shell = "site"},
              {.path = "/mine/proposals", .shell = "site"},
              {.path = "/mine/proposals/{id}", .shell = "site"},
          },
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"proposals.review", "proposals.lead", "proposals.propose_for_body"},
      .hears = {hears_within<moderation::Approved>("proposals.publish_clue", publish_clue), hears_within<moderation::Refused>("proposals.refuse_clue", refuse_clue),
                hears_within<handling::Answered>("proposals.await_replies", await_replies), hears_after<handling::Answered>("proposals.tell_of_answer", tell_of_answer)},
      .start =
          [](Application& app) {
            app.provide(std::make_shared<Similar>());
            settings::register_rules(app, rules());
            files::register_owner(app, std::string(kAttachment), may_read_attachment);
            files::register_owner(app, std::string(kAuthority), may_read_authority);
            files::register_owner(app, "proposal_instruction", may_read_instruction);
            handling::register_subject(app, "proposal", hooks());
            assemblies::register_open_items(app, "proposal", open_items);
            assemblies::register_open_items(app, "evaluation", open_evaluations);
            calendar::register_deadlines(app, own_deadlines);
          },
  };
}

}  // namespace gongshi::proposals
