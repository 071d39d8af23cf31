// 重点提案 with who leads its supervision, what leaders instruct 批示, and 优秀提案.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/evaluating.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::string_view kPicture = "proposal_instruction";

struct Distinguished {
  ProposalId proposal;
  Distinction kind = Distinction::key;
  PersonId leader;
  assemblies::BodyId party;
  std::string plan;
  Timestamp decided_at;
  EvaluationId evaluation;
};
BOOST_DESCRIBE_STRUCT(Distinguished, (), (proposal, kind, leader, party, plan, decided_at, evaluation))

struct Instruction {
  InstructionId id;
  ProposalId proposal;
  PersonId leader;
  std::string text;
  bool internal = true;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Instruction, (), (id, proposal, leader, text, internal, at))

std::vector<PersonId> leaders_of(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) { return assemblies::holders_of(tx, assembly, assemblies::Role::chair, context.now()); }

/// Internal ones: the committee, leaders, and the units that handle it.
bool reads(Context& context, db::ReadTx& tx, const Proposal& proposal, bool inside, const Instruction& instruction) {
  if (is_office(context, proposal) || context.actor.may(kLead, proposal.assembly)) return true;
  if (handling::takes_part(context, tx, "proposal", proposal.id.value)) return true;
  return inside && !instruction.internal;
}

bool is_inside(Context& context, db::ReadTx& tx, const Proposal& proposal) {
  if (!context.actor.signed_in()) return false;
  return is_own(context, tx, proposal) || std::ranges::any_of(signers_of(tx, proposal.id), [&](const Signer& one) { return one.person == context.actor.person && one.state == SignerState::signed_; });
}

Result<Proposal> find_led(Context& context, db::ReadTx& tx, ProposalId id) {
  TRY_ASSIGN(Proposal proposal, find_readable(context, tx, id));
  if (!context.actor.may(kLead, proposal.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (proposal.state != State::filed) return fail(ErrorKind::conflict, "workflow.not_now");
  return proposal;
}

}  // namespace

Result<ProposalView> distinguish(Context& context, db::WriteTx& tx, const Distinguish& request) {
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, request.id));
  if (!context.actor.may(kReview, proposal.assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (proposal.state != State::filed) return fail(ErrorKind::conflict, "workflow.not_now");
  const bool key = request.distinction == Distinction::key;
  const auto leaders = leaders_of(context, tx, proposal.assembly);
  if (key && request.leader && std::ranges::find(leaders, *request.leader) == leaders.end()) return wrong("/leader", "proposals.no_such_leader");
  const auto party = key && request.party ? assemblies::find_body(tx, *request.party) : std::nullopt;
  const auto bodies = assemblies::bodies_of(tx, proposal.assembly, context.now());
  if (request.party && (!party || party->kind != assemblies::BodyKind::party || std::ranges::find(bodies, party->id, &assemblies::Body::id) == bodies.end())) return wrong("/party", "proposals.no_such_party");
  const auto evaluation = !key && request.evaluation ? tx.one<Evaluation>(sql::find_evaluation, *request.evaluation) : std::nullopt;
  const bool out_of_it = evaluation && evaluation->assembly == proposal.assembly && evaluation->state == EvaluationState::closed && tx.one<std::int64_t>(sql::is_evaluated, evaluation->id, proposal.id);
  if (request.evaluation && !out_of_it) return wrong("/evaluation", "proposals.not_of_evaluation");
  const PersonId leader = key ? request.leader.value_or(PersonId{}) : PersonId{};
  if (request.on) tx.run(sql::distinguish, proposal.id, request.distinction, leader, party ? party->id : assemblies::BodyId{}, key ? request.plan.value_or("") : std::string(), context.now(), out_of_it ? evaluation->id : EvaluationId{});
  else tx.run(sql::distinguish_no_more, proposal.id, request.distinction);
  journal::record(context, tx, {.verb = key ? (request.on ? "proposals.make_key" : "proposals.make_key_no_more") : (request.on ? "proposals.make_excellent" : "proposals.make_excellent_no_more"),
                                .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
  if (request.on) tell(context, tx, proposal, askers(context, tx, proposal), key ? "proposals.made_key" : "proposals.made_excellent");
  if (request.on && leader) tell(context, tx, proposal, {leader}, "proposals.to_lead");
  return view(context, tx, proposal);
}

Result<LeaderList> list_leaders(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  LeaderList list;
  for (const PersonId person : leaders_of(context, tx, request.id)) list.items.push_back({person, identity::display_name(tx, person)});
  return list;
}

Result<LedProposals> led(Context& context, db::ReadTx& tx, const Nothing&) {
  const auto proposals = tx.all<Proposal>(sql::led_by, context.actor.person);
  std::vector<std::int64_t> ids;
  for (const Proposal& one : proposals) ids.push_back(one.id.value);
  const auto standings = handling::standings(context, tx, "proposal", ids);
  LedProposals led;
  for (const Proposal& one : proposals) {
    const auto found = standings.find(one.id.value);
    if (found == standings.end() || !context.actor.may(kLead, one.assembly)) continue;
    const handling::Standing& standing = found->second;
    led.items.push_back({one.id, one.title, label(context, tx, one), proposer_name(tx, one), standing.state_name, standing.since, standing.due, standing.next, minutes_of(context, tx, one)});
    std::erase_if(led.items.back().to_confirm, [](const MinutesView& minutes) { return minutes.confirmed_at.has_value(); });
  }
  return led;
}

Result<ProposalView> instruct(Context& context, db::WriteTx& tx, const Instruct& request) {
  TRY_ASSIGN(const Proposal proposal, find_led(context, tx, request.id));
  tx.run(sql::add_instruction, context.ids.next<InstructionId>(), proposal.id, context.actor.person, request.text, request.internal, context.now());
  journal::record(context, tx, {.verb = "proposals.instruct", .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
  tell_office(context, tx, proposal, "proposals.instructed");
  handling::tell_units(context, tx, "proposal", proposal.id.value, "proposals.instructed");
  return view(context, tx, proposal);
}

Result<ProposalView> add_picture(Context& context, const AddInstructionPicture& request) {
  const auto find_own_instruction = [&](db::ReadTx& tx) -> Result<Instruction> {
    auto instruction = tx.one<Instruction>(sql::find_instruction, request.id);
    if (!instruction || instruction->leader != context.actor.person) return fail(ErrorKind::not_found, "proposals.not_found");
    return std::move(*instruction);
  };
  TRY(context.db.read(find_own_instruction));
  TRY_ASSIGN(const files::Content content, files::accept(context, request.body.bytes));
  if (!content.type().media_type.starts_with("image/")) return wrong("/body", "proposals.no_picture");
  return context.db.write([&](db::WriteTx& tx) -> Result<ProposalView> {
    TRY_ASSIGN(const Instruction instruction, find_own_instruction(tx));
    files::store(context, tx, request.name, content, {kPicture, instruction.id.value});
    journal::record(context, tx, {.verb = "proposals.add_picture", .subject_kind = "proposal", .subject = instruction.proposal.value, .scope = find(tx, instruction.proposal)->assembly});
    return view(context, tx, *find(tx, instruction.proposal));
  });
}

void show_distinctions(Context& context, db::ReadTx& tx, const Proposal& proposal, bool inside, ProposalView& view) {
  for (const Distinguished& one : tx.all<Distinguished>(sql::distinctions_of, proposal.id)) {
    if (one.kind == Distinction::excellent) {
      view.excellent = true;
      if (const auto evaluation = tx.one<Evaluation>(sql::find_evaluation, one.evaluation)) view.excellent_by = evaluation->title;
    } else view.key = {one.leader ? std::optional(identity::display_name(tx, one.leader)) : std::nullopt, one.party ? std::optional(assemblies::body_name(tx, one.party)) : std::nullopt, one.plan, one.decided_at};
  }
  for (const Instruction& one : tx.all<Instruction>(sql::instructions_of, proposal.id)) {
    if (reads(context, tx, proposal, inside, one)) view.instructions.push_back({one.id, identity::display_name(tx, one.leader), one.text, one.internal, one.at, files::list(tx, {kPicture, one.id.value})});
  }
}

Result<void> may_read_instruction(Context& context, db::ReadTx& tx, std::int64_t id) {
  const auto instruction = tx.one<Instruction>(sql::find_instruction, InstructionId{id});
  if (!instruction) return fail(ErrorKind::not_found, "proposals.not_found");
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, instruction->proposal));
  if (!reads(context, tx, proposal, is_inside(context, tx, proposal), *instruction)) return fail(ErrorKind::not_found, "proposals.not_found");
  return {};
}

}  // namespace gongshi::proposals
