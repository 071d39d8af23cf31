#include "modules/proposals/demo.hpp"

#include <array>

#include "embedded/proposals.hpp"
#include "maths/random.hpp"
#include "modules/proposals/collecting.hpp"
#include "modules/proposals/evaluating.hpp"
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

void load_demo_call(Context& context, db::WriteTx& tx, const DemoCall& call) {
  const auto id = context.ids.next<CallId>();
  const Timestamp opened = context.now() - std::chrono::days(6);
  tx.run(sql::add_call, id, call.assembly, call.body, call.title, call.sought, call.due, opened);
  std::size_t next = 0;
  for (const auto& member : assemblies::roster_of(tx, call.assembly, context.now())) {
    if (next == call.contributions.size()) break;
    const bool signs_in = member.number == "12000001" || member.number == "12000002";
    if (signs_in || (member.party != call.body && member.committee != call.body)) continue;
    const DemoContribution& one = call.contributions[next++];
    tx.run(sql::add_contribution, context.ids.next<ContributionId>(), id, member.person, one.title, one.situation, one.suggestions, opened + std::chrono::days(static_cast<int>(next)));
  }
}

void load_demo_evaluation(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, std::string_view title, std::span<const ProposalId> proposals, std::span<const assemblies::BodyId> bodies) {
  if (proposals.empty()) return;
  const Timestamp due = context.now() - std::chrono::days(60);
  const Evaluation evaluation{.id = context.ids.next<EvaluationId>(), .assembly = assembly, .session = find(tx, proposals[0])->session, .title = std::string(title), .about = {}, .due = due, .state = EvaluationState::open, .opened_at = due - std::chrono::days(20), .closed_at = {}, .version = 1};
  tx.run(sql::add_evaluation, evaluation.id, assembly, evaluation.session, evaluation.title, evaluation.about, due, evaluation.opened_at);
  constexpr std::array kDimensions{std::pair{"选题", "是不是大事、要事、群众关心的事"}, std::pair{"调研", "情况清楚，分析有依据，做过走访和调查"}, std::pair{"建议可行", "建议具体，有人能办，办得到"}, std::pair{"文字", "一事一案，简明扼要"}};
  for (std::int64_t number = 1; const auto& [name, about] : kDimensions) tx.run(sql::add_dimension, evaluation.id, number++, std::string(name), std::string(about), std::string());
  for (const ProposalId proposal : proposals) tx.run(sql::add_evaluated, evaluation.id, proposal);
  std::vector<Panellist> panel;
  for (const auto body : bodies) panel.push_back({context.ids.next<PanellistId>(), evaluation.id, body, {}});
  for (const auto& member : assemblies::roster_of(tx, assembly, context.now())) {
    if (member.committee && std::ranges::find(bodies, *member.committee) != bodies.end() && panel.size() < bodies.size() + 5) panel.push_back({context.ids.next<PanellistId>(), evaluation.id, {}, member.person});
  }
  const Recusals recusals(context, tx, evaluation);
  maths::Random random(1'203);
  for (const Panellist& seat : panel) {
    tx.run(sql::add_panellist, seat.id, evaluation.id, seat.body, seat.person);
    const auto people = people_of_seat(context, tx, seat);
    for (std::size_t i = 0; i < proposals.size(); ++i) {
      const bool abstains = random.below(15) == 0;
      if (!recusals.why(seat, proposals[i], people).empty()) continue;
      tx.run(sql::add_rating, seat.id, proposals[i], abstains, due - std::chrono::days(3));
      for (std::int64_t number = 1; !abstains && number <= std::ssize(kDimensions); ++number) tx.run(sql::add_score, seat.id, proposals[i], number, static_cast<std::int64_t>(5 - std::min<std::size_t>(4, random.below(2) + (i + random.below(3)) / 5)));
    }
  }
  tx.run(sql::move_evaluation, evaluation.id, std::int64_t{1}, EvaluationState::closed, due, std::optional(due + std::chrono::days(1)));
}

void load_demo_minutes(Context& context, db::WriteTx& tx, ProposalId proposal, PersonId clerk, const MinutesText& text) {
  const auto id = context.ids.next<MinutesId>();
  const Timestamp written = text.at + std::chrono::days(1);
  tx.run(sql::add_minutes, id, proposal, text.kind, text.at, text.place, text.chaired_by, text.attended, text.said, clerk, written);
  for (const assemblies::BodyId unit : text.units) tx.run(sql::add_minutes_unit, id, unit);
  for (std::int64_t number = 0; const AgreedPoint& point : text.points) tx.run(sql::add_minutes_point, id, ++number, point.text, point.unit.value_or(assemblies::BodyId{}), point.due);
  tx.run(sql::confirm_minutes, id, std::int64_t{1}, text.chaired_by, written + std::chrono::days(1), std::string());
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
    const auto ground = one.state == State::converted ? std::optional<std::string>("personal") : std::nullopt;
    const Timestamp settled = one.submitted_at + std::chrono::days(9);
    const bool waits = row_of(one.state).reviewed;
    proposals.add(ids.back(), session.assembly, one.proposer, one.state, waits ? one.submitted_at : settled, id, ++serial, one.state == State::filed ? ++case_number : 0, one.submitted_at <= session.cut_off,
        std::optional(one.submitted_at), one.parts.title, one.parts.situation, one.parts.analysis, one.parts.research, one.parts.publish, std::optional(one.category),
        std::string(one.state == State::returned ? "请把建议写具体" : one.state == State::withdrawn ? "提案人来信撤回" : ""), ground, main, std::string(main ? "电话征得同意" : ""), one.sector, one.parts.seconding.value_or(false), one.body, std::string(one.body ? "联络示例 0739-1234567" : ""));
    for (const PersonId person : one.seconders) seconders.add(ids.back(), person, std::string(), one.submitted_at + std::chrono::days(2));
    if (one.key) distinctions.add(ids.back(), Distinction::key, session.leader, assemblies::BodyId{}, std::string("上半年实地调研一次，九月听取办理情况"), settled + std::chrono::days(30), EvaluationId{});
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
  count_anew(tx, session.assembly);
  return ids;
}

}  // namespace gongshi::proposals
