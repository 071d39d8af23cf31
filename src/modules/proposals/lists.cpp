// One's own proposals, the queues of the committee, what the public reads, and what was proposed before.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/db/id_list.hpp"
#include "platform/operations/application.hpp"
#include "platform/operations/cursor.hpp"
#include "platform/search/search.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::size_t kPageSize = 50;
constexpr std::int64_t kFound = 50;


/// Its number, with each session looked up once.
std::string label_with(Context& context, db::ReadTx& tx, std::map<SessionId, std::optional<Session>>& sessions, const Proposal& proposal) {
  if (proposal.case_number == 0) return "";
  const auto [session, fresh] = sessions.try_emplace(proposal.session);
  if (fresh) session->second = find_session(tx, proposal.session);
  return label(context, session->second, proposal.case_number);
}

}  // namespace

std::vector<ProposalLine> lines_of(Context& context, db::ReadTx& tx, const std::vector<Proposal>& proposals, bool outside) {
  std::vector<PersonId> people;
  std::vector<std::int64_t> ids, filed;
  for (const Proposal& one : proposals) {
    people.push_back(one.proposer);
    ids.push_back(one.id.value);
    if (one.state == State::filed) filed.push_back(one.id.value);
  }
  const auto names = identity::display_names(tx, people);
  const auto standings = handling::standings(context, tx, "proposal", filed);
  std::map<std::int64_t, std::int64_t> signed_by;
  if (!ids.empty()) tx.each(sql::signed_counts, [&](const db::Row& row) { signed_by.emplace(row.integer(0), row.integer(1)); }, db::id_list(ids));
  std::map<SessionId, std::optional<Session>> sessions;
  std::map<assemblies::BodyId, std::string> bodies;

  std::vector<ProposalLine> lines;
  for (const Proposal& one : proposals) {
    const auto proposer = names.find(one.proposer);
    ProposalLine line{.id = one.id,
                      .title = outside ? outside_title(one) : one.title,
                      .state = one.state,
                      .state_name = say(context, "state", enum_name(one.state)),
                      .state_since = one.state_since,
                      .proposer = proposer == names.end() ? "" : proposer->second,
                      .signers = signed_by[one.id.value],
                      .serial = {},
                      .label = {},
                      .category_name = {},
                      .asked_by = {}};
    if (one.body) {
      const auto [body, fresh] = bodies.try_emplace(one.body);
      if (fresh) body->second = assemblies::body_name(tx, one.body);
      line.proposer = body->second;
    }
    if (!one.proposer && !one.body) line.proposer = proposer_name(tx, one);
    if (one.serial != 0) line.serial = std::to_string(one.serial);
    line.label = label_with(context, tx, sessions, one);
    // Filed says little: what became of it since says more.
    if (const auto standing = standings.find(one.id.value); standing != standings.end()) line.state_name = standing->second.state_name;
    else if (one.state == State::filed) line.state_name = context.say("proposals.past");
    if (one.category) line.category_name = say(context, "category", enum_name(*one.category));
    lines.push_back(std::move(line));
  }
  return lines;
}

namespace {

ProposalList page_of(Context& context, db::ReadTx& tx, std::vector<Proposal> proposals, bool outside = false) {
  ProposalList list;
  list.next = cut_page(proposals, kPageSize, [](const Proposal& one) { return one.id.value; });
  list.items = lines_of(context, tx, proposals, outside);
  return list;
}

/// What words find, as far as this reader may read it.
ProposalList found(Context& context, db::ReadTx& tx, std::optional<ScopeId> scope, std::string_view words, search::Visibility reader) {
  const bool outside = reader == search::Visibility::everyone;
  auto ids = search::find(tx, "proposal", scope, words, reader, kFound);
  if (!outside) {
    for (const std::int64_t id : search::find(tx, kInsideText, scope, words, reader, kFound)) ids.push_back(-id);
  }
  std::ranges::sort(ids, std::greater());
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  auto readable = readable_of(context, tx, ids);
  if (outside) std::erase_if(readable, [](const Proposal& one) { return !is_public(one); });
  return {.items = lines_of(context, tx, readable, outside), .queues = {}, .total = {}, .filters = {}, .next = {}};
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
  const auto body = context.actor.may(kForBody, context.actor.scope) ? assemblies::body_of_seat(tx, context.actor.seat) : std::nullopt;
  mine.items = lines_of(context, tx, tx.all<Proposal>(sql::of_person, context.actor.person, body.value_or(assemblies::BodyId{})));
  if (body) {
    if (const auto assembly = assemblies::find_assembly(tx, context.actor.scope)) mine.assemblies.push_back({assembly->id, assembly->name, assemblies::body_name(tx, *body)});
    return mine;
  }
  const auto invitations = tx.all<Invitation>(sql::invitations_of, context.actor.person, context.now());
  std::vector<Proposal> invited;
  for (const Invitation& one : invitations) invited.push_back(*find(tx, one.id));
  mine.invitations = lines_of(context, tx, invited);
  for (std::size_t i = 0; i < invitations.size(); ++i) mine.invitations[i].asked_by = invitations[i].expires_at;
  for (const auto id : assemblies::assemblies_of(tx, context.actor.person, context.now())) {
    const auto membership = assemblies::membership_of(tx, context.actor.person, id, context.now());
    const auto assembly = assemblies::find_assembly(tx, id);
    if (!assembly || !membership || membership->assembly != id) continue;
    mine.assemblies.push_back({id, assembly->name, {}});
    for (ProposalLine& line : lines_of(context, tx, tx.all<Proposal>(sql::to_second, id, context.actor.person))) mine.to_second.push_back(std::move(line));
  }
  return mine;
}

Result<ProposalList> list_for_office(Context& context, db::ReadTx& tx, const ListForOffice& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const bool searching = request.q && !request.q->empty();
  if (!searching && (request.session || request.figure || request.category || request.kind || request.body || request.sector || request.party)) {
    std::vector<Proposal> rows;
    TRY_ASSIGN(ProposalList figure, list_figure(context, tx, request, rows));
    ProposalList page = page_of(context, tx, std::move(rows));
    figure.items = std::move(page.items);
    figure.next = std::move(page.next);
    return figure;
  }
  const Queue queue = request.queue.value_or(Queue::submitted);
  const ProposalId before = request.cursor.value_or(ProposalId{kFromGreatest});
  ProposalList list = searching                ? found(context, tx, request.id, *request.q, search::Visibility::staff)
                      : queue == Queue::closed ? page_of(context, tx, tx.all<Proposal>(sql::closed_otherwise, request.id, before))
                                               : page_of(context, tx, tx.all<Proposal>(sql::in_queue, request.id, queue, before));
  if (searching) return list;  // counting takes longer than finding; who searches has the counts, or asks for a queue's page
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
  return page_of(context, tx, request.assembly ? tx.all<Proposal>(sql::list_public_of, before, *request.assembly) : tx.all<Proposal>(sql::list_public, before), true);
}

Result<SimilarProposals> similar(Context& context, db::ReadTx& tx, const FindSimilar& request) {
  SimilarProposals similar;
  const auto hits = context.app.use<Similar>().find(tx, request.title);
  std::vector<std::int64_t> ids;
  for (const auto& hit : hits) ids.push_back(hit.id);
  const auto readable = readable_of(context, tx, ids);
  std::map<SessionId, std::optional<Session>> sessions;
  for (const auto& hit : hits) {
    const auto proposal = std::ranges::find(readable, ProposalId{hit.id}, &Proposal::id);
    if (proposal != readable.end()) similar.items.push_back({proposal->id, title_for(context, tx, *proposal), label_with(context, tx, sessions, *proposal), hit.similarity});
  }
  return similar;
}

}  // namespace gongshi::proposals
