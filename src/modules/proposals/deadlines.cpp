// What a member is waited for: invitations to sign, answers to rate, material to hand in, proposals to evaluate.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/calendar/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/proposals/collecting.hpp"
#include "modules/proposals/evaluating.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::proposals {

std::vector<calendar::OwnDeadline> own_deadlines(Context& context, db::ReadTx& tx) {
  std::vector<calendar::OwnDeadline> list;
  const auto add = [&](std::string_view key, std::string_view words, const Proposal& proposal, Timestamp due) {
    const std::string id = std::to_string(proposal.id.value);
    list.push_back({.key = std::string(key) + id, .due = due, .summary = context.say(words, {{"title", notices::excerpt(proposal.title)}}), .link = "/proposals/" + id});
  };
  for (const Invitation& one : tx.all<Invitation>(sql::invitations_of, context.actor.person, context.now())) {
    if (const auto proposal = find(tx, one.id)) add("invitation", "proposals.deadline.sign", *proposal, one.expires_at);
  }
  const auto body = context.actor.may(kForBody, context.actor.scope) ? assemblies::body_of_seat(tx, context.actor.seat) : std::nullopt;
  for (const Proposal& proposal : tx.all<Proposal>(sql::of_person, context.actor.person, body.value_or(assemblies::BodyId{}))) {
    const ProposalId handled = proposal.main.value_or(proposal.id);
    if (const auto due = handling::rating_due(context, tx, "proposal", handled.value)) add("rating", "proposals.deadline.rate", proposal, *due);
  }
  for (auto* more : {call_deadlines, evaluation_deadlines}) std::ranges::move(more(context, tx), std::back_inserter(list));
  return list;
}

}  // namespace gongshi::proposals
