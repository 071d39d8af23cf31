#include "modules/consultation/demo.hpp"

#include "embedded/consultation.hpp"
#include "modules/consultation/import_polis.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"
#include "modules/consultation/use_cases.hpp"
#include "modules/discussion/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/handover/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/api.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

constexpr std::string_view kVTaiwan =
    "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under CC BY 4.0 with Attribution to The "
    "Computational Democracy Project.";

}  // namespace

Result<ConsultationId> load_polis_demo(Context& context, assemblies::AssemblyId assembly, std::string_view summary, std::string_view comments,
                                       std::string_view votes) {
  TRY_ASSIGN(const auto report, import_polis(context, {summary, comments, votes},
                                             {.assembly = assembly,
                                              .matrix_public = true,
                                              .demonstration = true,
                                              .language = "zh-TW",
                                              .attribution = std::string(kVTaiwan),
                                              .attribution_url = "https://compdemocracy.org/case-studies/2015-vtaiwan-uberx",
                                              .attribution_licence = "CC BY 4.0"}));
  TRY(refresh_result(context, report.consultation));
  return report.consultation;
}

Result<ConsultationId> load_made_up_demo(Context& context, const MadeUpDemo& demo) {
  const auto acting = [&](PersonId person) {
    Context theirs = context;
    theirs.actor = context.db.read([&](db::ReadTx& tx) { return identity::actor_of(context, tx, person); });
    return theirs;
  };
  Context clerk = acting(demo.clerk);
  TRY_ASSIGN(const ConsultationId id, context.db.write([&](db::WriteTx& tx) -> Result<ConsultationId> {
    CreateConsultation text;
    text.assembly = demo.assembly;
    text.title = demo.title;
    text.question = demo.question;
    text.background = demo.background;
    text.closes_at = demo.closes_at;
    text.statements = demo.statements;
    TRY_ASSIGN(const ConsultationView draft, create(clerk, tx, text));
    tx.run(sql::mark_demonstration, draft.id);
    TRY(move(clerk, tx, {.id = draft.id, .verb = TransitionVerb::publish, .reason = std::nullopt, .version = draft.version}));
    const auto statements = store::statements(tx, draft.id);
    std::vector<ImportedParticipant> people;
    for (const auto& voters : {demo.voters, demo.held}) {
      for (const DemoVoter& voter : voters) {
        const auto unless_none = [](auto id) { return id ? std::optional(id) : std::nullopt; };
        ImportedParticipant person{voter.member.person, unless_none(voter.member.sector), unless_none(voter.member.county), {}};
        for (const auto& [index, vote] : voter.votes) person.votes.emplace_back(statements[index].id, vote);
        people.push_back(std::move(person));
      }
    }
    import_votes(context, tx, draft.id, people);
    if (demo.held.empty()) return draft.id;
    const auto& references = context.app.use<Services>().references;
    const auto hour = [&](int ago) { return Timestamp{(context.now() - std::chrono::hours(ago)).milliseconds / 3'600'000 * 3'600'000}; };
    NewFinding finding{.reason = maths::Irregularity::fresh_accounts, .keys = {}, .first_at = hour(3), .last_at = hour(2), .excerpt = {}};
    for (const DemoVoter& voter : demo.held) finding.keys.push_back(tx.one<std::int64_t>(sql::participant_of, draft.id, references.of(draft.id, voter.member.person)).value());
    TRY_ASSIGN(const Consultation published, store::find(tx, draft.id));
    TRY(hold(context, tx, published, finding));
    return draft.id;
  }));
  for (std::size_t i = 0; i < demo.pending.size() + demo.posts.size(); ++i) {
    Context member = acting(demo.voters[i].member.person);
    TRY(context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      if (i < demo.pending.size()) {
        TRY(submit_statement(member, tx, {.id = id, .text = demo.pending[i]}));
      } else {
        TRY(discussion::say(member, tx, "consultation", id.value, demo.posts[i - demo.pending.size()]));
      }
      return true;
    }));
  }
  TRY(refresh_result(context, id));
  return id;
}

void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly) {
  for (const auto id : tx.all<ConsultationId>(sql::consultations_of, assembly)) {
    for (const Statement& statement : store::statements(tx, id)) discussion::remove_thread(tx, "statement", statement.id.value);
    discussion::remove_thread(tx, "consultation", id.value);
    moderation::remove_place(tx, "consultation", id.value);
    handover::remove_subject(tx, "consultation", id.value);
    handling::remove_subject(tx, "consultation", id.value);
    const files::Owner owner{"consultation", id.value};
    for (const auto& file : files::list(tx, owner)) (void)files::remove(tx, file.id, owner);
    for (const db::Query* query : {&sql::purge_votes, &sql::purge_participants, &sql::purge_statements, &sql::purge_sectors, &sql::purge_results,
                                   &sql::purge_sheets, &sql::purge_assisted, &sql::purge_held, &sql::purge_findings}) {
      tx.run(*query, id);
    }
    tx.run(sql::purge, id);
  }
}

}  // namespace gongshi::consultation
