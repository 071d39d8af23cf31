// The workspace of a party's, a sector's or a committee's office: all that it proposes, in groups, and what each waits for.
#include <algorithm>
#include <tuple>

#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/proposals/collecting.hpp"
#include "modules/proposals/use_cases.hpp"

namespace gongshi::proposals {
namespace {


struct Counted {
  ProposalId proposal;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Counted, (), (proposal, count))
struct Marked {
  ProposalId proposal;
  Distinction kind = Distinction::key;
};
BOOST_DESCRIBE_STRUCT(Marked, (), (proposal, kind))

BodyGroupKey group_of(db::ReadTx& tx, const Proposal& proposal) {
  if (row_of(proposal.state).written || proposal.state == State::cosigning) return BodyGroupKey::to_finish;
  if (row_of(proposal.state).reviewed) return BodyGroupKey::under_review;
  if (proposal.state != State::filed) return BodyGroupKey::elsewhere;
  return handling::is_closed(tx, "proposal", proposal.id.value) ? BodyGroupKey::done : BodyGroupKey::in_handling;
}

std::vector<std::string> missing_of(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  std::vector<std::string> missing;
  const Facts now = facts(context, tx, proposal, suggestions_of(tx, proposal.id));
  for (const FieldError& one : now.missing) missing.push_back(context.say(one.code));
  if (!now.in_its_time) missing.push_back(context.say("proposals.sectors_in_session_only"));
  return missing;
}

}  // namespace

Result<BodyView> own_body(Context& context, db::ReadTx& tx, const Nothing&) {
  const auto id = assemblies::body_of_seat(tx, context.actor.seat);
  const auto body = id ? assemblies::find_body(tx, *id) : std::nullopt;
  const auto assembly = assemblies::find_assembly(tx, context.actor.scope);
  if (!body || !assembly) return fail(ErrorKind::not_found, "proposals.no_body");
  const auto proposals = tx.all<Proposal>(sql::of_body, body->id);
  BodyView view{.id = body->id, .assembly = assembly->id, .assembly_name = assembly->name, .name = body->name, .kind_name = context.say("proposals.body_kind." + std::string(enum_name(body->kind))), .contact = {}, .members = 0, .groups = {}, .calls = calls_of(context, tx, *body)};
  for (const auto& member : assemblies::roster_of(tx, assembly->id, context.now())) view.members += member.sector == body->id || member.party == body->id || member.committee == body->id;
  const auto last = std::ranges::find_if(proposals, [](const Proposal& one) { return !one.contact.empty(); });
  if (last != proposals.end()) view.contact = last->contact;

  std::vector<std::int64_t> filed;
  for (const Proposal& one : proposals) {
    if (one.state == State::filed) filed.push_back(one.id.value);
  }
  const auto standings = handling::standings(context, tx, "proposal", filed);
  std::map<ProposalId, std::int64_t> seconded;
  for (const Counted& one : tx.all<Counted>(sql::seconder_counts_of_body, body->id)) seconded.emplace(one.proposal, one.count);
  const auto marks = tx.all<Marked>(sql::distinctions_of_body, body->id);
  const auto marked = [&](ProposalId proposal, Distinction kind) { return std::ranges::any_of(marks, [&](const Marked& one) { return one.proposal == proposal && one.kind == kind; }); };
  std::map<SessionId, std::optional<Session>> sessions;

  for (const std::string_view name : enum_names<BodyGroupKey>()) view.groups.push_back({*enum_from_name<BodyGroupKey>(name), say(context, "body_group", name), 0, {}});
  for (const Proposal& one : proposals) {
    BodyLine line{.id = one.id, .title = one.title, .state = one.state, .state_name = say(context, "state", enum_name(one.state)), .since = one.state_since, .due = {}, .next = say(context, "where", enum_name(one.state)), .label = {},
                  .key = marked(one.id, Distinction::key), .excellent = marked(one.id, Distinction::excellent), .seconders = seconded[one.id], .written = row_of(one.state).written, .missing = {}};
    if (one.case_number != 0) {
      const auto [session, fresh] = sessions.try_emplace(one.session);
      if (fresh) session->second = find_session(tx, one.session);
      line.label = label(context, session->second, one.case_number);
    }
    if (const auto standing = standings.find(one.id.value); standing != standings.end()) {
      line.state_name = standing->second.state_name;
      line.since = standing->second.since;
      line.due = standing->second.due;
      line.next = standing->second.next;
    }
    if (line.written) line.missing = missing_of(context, tx, one);
    BodyGroup& group = view.groups[static_cast<std::size_t>(group_of(tx, one))];
    ++group.count;
    group.items.push_back(std::move(line));
  }
  // A key proposal is what one looks for first, then what is due soonest.
  for (BodyGroup& group : view.groups) {
    std::ranges::stable_sort(group.items, [](const BodyLine& one, const BodyLine& other) { return std::tuple(!one.key, !one.due, one.due) < std::tuple(!other.key, !other.due, other.due); });
  }
  return view;
}

}  // namespace gongshi::proposals
