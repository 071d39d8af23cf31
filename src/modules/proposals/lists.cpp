// One's own proposals, the queues of the committee, what the public reads, and what was proposed before.
#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/operations/application.hpp"
#include "platform/operations/cursor.hpp"
#include "platform/search/search.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::size_t kPageSize = 50;
constexpr std::int64_t kFound = 50;

struct Invitation {
  ProposalId id;
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(Invitation, (), (id, expires_at))

std::string say(const Context& context, std::string_view group, std::string_view name) { return context.say("proposals." + std::string(group) + "." + std::string(name)); }

/// The lines of one page; a session and a person are looked up once.
class Lines {
 public:
  Lines(Context& context, db::ReadTx& tx) : context_(context), tx_(tx) {}

  ProposalLine of(const Proposal& proposal) {
    ProposalLine line{.id = proposal.id,
                      .title = proposal.title,
                      .state = proposal.state,
                      .state_name = say(context_, "state", enum_name(proposal.state)),
                      .state_since = proposal.state_since,
                      .proposer = name(proposal.proposer),
                      .signers = tx_.one<std::int64_t>(sql::count_signed, proposal.id).value_or(0),
                      .serial = {},
                      .label = {},
                      .category_name = {},
                      .asked_by = {}};
    if (proposal.serial != 0) line.serial = std::to_string(proposal.serial);
    if (proposal.case_number != 0) line.label = labelled(proposal);
    // Filed says little: what became of it since says more.
    if (proposal.state == State::filed) line.state_name = handling::standing(context_, tx_, "proposal", proposal.id.value);
    if (proposal.category) line.category_name = say(context_, "category", enum_name(*proposal.category));
    return line;
  }

 private:
  const std::string& name(PersonId person) {
    const auto [found, fresh] = names_.try_emplace(person);
    if (fresh) found->second = identity::display_name(tx_, person);
    return found->second;
  }
  std::string labelled(const Proposal& proposal) {
    const auto [found, fresh] = sessions_.try_emplace(proposal.session);
    if (fresh) found->second = find_session(tx_, proposal.session);
    return label(context_, found->second, proposal.case_number);
  }

  Context& context_;
  db::ReadTx& tx_;
  std::map<PersonId, std::string> names_;
  std::map<SessionId, std::optional<Session>> sessions_;
};

ProposalList page_of(Context& context, db::ReadTx& tx, std::vector<Proposal> proposals) {
  ProposalList list;
  list.next = cut_page(proposals, kPageSize, [](const Proposal& one) { return one.id.value; });
  Lines lines(context, tx);
  for (const Proposal& proposal : proposals) list.items.push_back(lines.of(proposal));
  return list;
}

/// What words find, as far as this reader may read it.
ProposalList found(Context& context, db::ReadTx& tx, std::optional<ScopeId> scope, std::string_view words, search::Visibility reader) {
  ProposalList list;
  Lines lines(context, tx);
  for (const std::int64_t id : search::find(tx, "proposal", scope, words, reader, kFound)) {
    if (const auto proposal = find_readable(context, tx, ProposalId{id})) list.items.push_back(lines.of(*proposal));
  }
  return list;
}

struct StateCount {
  State state = State::draft;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(StateCount, (), (state, count))

std::optional<Queue> queue_of(State state) {
  switch (state) {
    case State::submitted: return Queue::submitted;
    case State::second_review: return Queue::second_review;
    case State::final_review: return Queue::final_review;
    case State::returned: return Queue::returned;
    case State::filed: return Queue::filed;
    case State::merged:
    case State::converted:
    case State::withdrawn: return Queue::closed;
    case State::draft:
    case State::cosigning: return std::nullopt;  // nobody else's yet
  }
  return std::nullopt;
}

}  // namespace

Result<MyProposals> mine(Context& context, db::ReadTx& tx, const Nothing&) {
  MyProposals mine;
  Lines lines(context, tx);
  for (const Proposal& proposal : tx.all<Proposal>(sql::of_person, context.actor.person)) mine.items.push_back(lines.of(proposal));
  for (const Invitation& one : tx.all<Invitation>(sql::invitations_of, context.actor.person, context.now())) {
    mine.invitations.push_back(lines.of(*find(tx, one.id)));
    mine.invitations.back().asked_by = one.expires_at;
  }
  for (const auto id : assemblies::assemblies_of(tx, context.actor.person, context.now())) {
    const auto membership = assemblies::membership_of(tx, context.actor.person, id, context.now());
    const auto assembly = assemblies::find_assembly(tx, id);
    if (assembly && membership && membership->assembly == id) mine.assemblies.push_back({id, assembly->name});
  }
  return mine;
}

Result<ProposalList> list_for_office(Context& context, db::ReadTx& tx, const ListForOffice& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const bool searching = request.q && !request.q->empty();
  const Queue queue = request.queue.value_or(Queue::submitted);
  const ProposalId before = request.cursor.value_or(ProposalId{kFromGreatest});
  ProposalList list = searching                ? found(context, tx, request.id, *request.q, search::Visibility::staff)
                      : queue == Queue::closed ? page_of(context, tx, tx.all<Proposal>(sql::closed_otherwise, request.id, before))
                                               : page_of(context, tx, tx.all<Proposal>(sql::in_queue, request.id, queue, before));
  std::map<Queue, std::int64_t> counts;
  for (const StateCount& one : tx.all<StateCount>(sql::queue_counts, request.id)) {
    if (const auto queue = queue_of(one.state)) counts[*queue] += one.count;
  }
  for (const std::string_view name : enum_names<Queue>()) list.queues.push_back({std::string(name), say(context, "queue", name), counts[*enum_from_name<Queue>(name)]});
  return list;
}

Result<ProposalList> list_public(Context& context, db::ReadTx& tx, const ListPublic& request) {
  if (request.assembly && !assemblies::find_assembly(tx, *request.assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (request.q && !request.q->empty()) return found(context, tx, request.assembly, *request.q, search::Visibility::everyone);
  const ProposalId before = request.cursor.value_or(ProposalId{kFromGreatest});
  return page_of(context, tx, request.assembly ? tx.all<Proposal>(sql::list_public_of, before, *request.assembly) : tx.all<Proposal>(sql::list_public, before));
}

Result<SimilarProposals> similar(Context& context, db::ReadTx& tx, const FindSimilar& request) {
  SimilarProposals similar;
  for (const auto& hit : context.app.use<Similar>().find(tx, request.title)) {
    if (const auto proposal = find_readable(context, tx, ProposalId{hit.id})) similar.items.push_back({proposal->id, proposal->title, label(context, tx, *proposal), hit.similarity});
  }
  return similar;
}

}  // namespace gongshi::proposals
