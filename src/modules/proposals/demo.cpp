#include "modules/proposals/demo.hpp"

#include "embedded/proposals.hpp"
#include "modules/proposals/store.hpp"
#include "modules/proposals/workflow.hpp"
#include "platform/db/rows.hpp"
#include "platform/search/search.hpp"

namespace gongshi::proposals {

void load_demo_clues(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, PersonId author, std::span<const std::string> texts) {
  db::Rows clues(sql::add_whole_clue);
  for (const std::string& text : texts) clues.add(context.ids.next<ClueId>(), assembly, author, text, context.now() - std::chrono::days(2));
  clues.store(tx);
}

void load_demo_topic(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, std::string_view title, std::string_view about, std::span<const ProposalId> proposals) {
  const auto id = context.ids.next<TopicId>();
  tx.run(sql::add_topic, id, assembly, title, about, true);
  for (const ProposalId proposal : proposals) tx.run(sql::add_to_topic, id, proposal);
}

std::vector<ProposalId> load_demo(Context& context, db::WriteTx& tx, const DemoSession& session) {
  const auto term = assemblies::current_term(tx, session.assembly, context.now());
  const std::int64_t number = tx.one<std::int64_t>(sql::last_session_number, session.assembly, term->id).value_or(0) + 1;
  const auto id = context.ids.next<SessionId>();
  std::vector<ProposalId> ids;
  db::Rows proposals(sql::add_whole), suggestions(sql::add_suggestion), signers(sql::add_whole_signer), seconders(sql::second), distinctions(sql::distinguish), reviews(sql::add_review);
  std::int64_t serial = 0, case_number = 0;
  for (const DemoProposal& one : session.proposals) {
    ids.push_back(context.ids.next<ProposalId>());
    const auto main = one.main ? std::optional(ids[*one.main]) : std::nullopt;
    const auto ground = one.state == State::converted ? std::optional(Ground::personal) : std::nullopt;
    const Timestamp settled = one.submitted_at + std::chrono::days(9);
    const bool waits = row_of(one.state).reviewed;
    proposals.add(ids.back(), session.assembly, one.proposer, one.state, waits ? one.submitted_at : settled, id, ++serial, one.state == State::filed ? ++case_number : 0, one.submitted_at <= session.cut_off,
        std::optional(one.submitted_at), one.parts.title, one.parts.situation, one.parts.analysis, one.parts.research, one.parts.publish, std::optional(one.category),
        std::string(one.state == State::returned ? "请把建议写具体" : one.state == State::withdrawn ? "提案人来信撤回" : ""), ground, main, std::string(main ? "电话征得同意" : ""), one.sector, one.parts.seconding.value_or(false), one.body, std::string(one.body ? "联络示例 0739-1234567" : ""));
    for (const PersonId person : one.seconders) seconders.add(ids.back(), person, std::string(), one.submitted_at + std::chrono::days(2));
    if (one.key) distinctions.add(ids.back(), Distinction::key, session.leader, assemblies::BodyId{}, std::string("上半年实地调研一次，九月听取办理情况"), settled + std::chrono::days(30));
    for (std::size_t i = 0; i < one.parts.suggestions.size(); ++i) suggestions.add(ids.back(), static_cast<std::int64_t>(i) + 1, one.parts.suggestions[i]);
    for (const PersonId person : one.signers) signers.add(ids.back(), person, one.submitted_at - std::chrono::days(3), one.submitted_at + std::chrono::days(7));
    const bool all = !waits && one.state != State::returned && one.state != State::withdrawn;
    const auto reviewed = [&](std::string_view stage, Verb verb) {
      reviews.add(context.ids.next<Id<struct ReviewTag>>(), ids.back(), std::string(stage), verb, std::string(), PersonId{}, settled);
    };
    if (all || one.state == State::second_review || one.state == State::final_review) reviewed("first", Verb::pass);
    if (all || one.state == State::final_review) reviewed("second", Verb::pass);
    if (all) reviewed("final", one.state == State::filed ? Verb::file : one.state == State::merged ? Verb::merge : Verb::convert);
    if (one.state == State::returned) reviewed("first", Verb::send_back);
    if (one.state == State::withdrawn) reviewed("first", Verb::withdraw);
    search::put(tx, "proposal", ids.back().value, session.assembly, row_of(one.state).settled ? search::Visibility::everyone : search::Visibility::staff, one.parts.title);
  }
  tx.run(sql::add_whole_session, id, session.assembly, term->id, term->name, number, session.from, session.cut_off, serial + 1, case_number + 1);
  for (const db::Rows* rows : {&proposals, &suggestions, &signers, &seconders, &distinctions, &reviews}) rows->store(tx);
  return ids;
}

}  // namespace gongshi::proposals
