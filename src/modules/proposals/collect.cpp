// 征集: a body calls for material, its members hand it in, it says what becomes of each and grows drafts out of what it takes. Nobody else knows of it.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/collecting.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::size_t kMostOfOne = 10;  // contributions of one member to one call
constexpr std::size_t kMostSituation = 3000, kMostSuggestions = 20;

struct Call {
  CallId id;
  assemblies::AssemblyId assembly;
  assemblies::BodyId body;
  std::string title;
  std::string sought;
  Timestamp due;
  Timestamp opened_at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Call, (), (id, assembly, body, title, sought, due, opened_at, version))

struct Contribution {
  ContributionId id;
  CallId call;
  PersonId author;
  std::string title;
  std::string situation;
  std::string suggestions;
  Timestamp at;
  Fate fate = Fate::waiting;
  std::string word;
  std::optional<Timestamp> decided_at;
  std::optional<ProposalId> proposal;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Contribution, (), (id, call, author, title, situation, suggestions, at, fate, word, decided_at, proposal, version))

struct Count {
  CallId call;
  std::int64_t all = 0;
  std::int64_t waiting = 0;
  std::int64_t own = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (call, all, waiting, own))

bool is_in(const assemblies::RosterEntry& member, assemblies::BodyId body) { return member.sector == body || member.party == body || member.committee == body; }

std::vector<PersonId> members_of(const Context& context, db::ReadTx& tx, const Call& call) {
  std::vector<PersonId> people;
  for (const auto& member : assemblies::roster_of(tx, call.assembly, context.now())) {
    if (is_in(member, call.body)) people.push_back(member.person);
  }
  return people;
}

bool belongs(const Context& context, db::ReadTx& tx, const Call& call) {
  const auto members = members_of(context, tx, call);
  return context.actor.signed_in() && std::ranges::find(members, context.actor.person) != members.end();
}

bool speaks_for(const Context& context, db::ReadTx& tx, const Call& call) { return context.actor.may(kForBody, call.assembly) && assemblies::body_of_seat(tx, context.actor.seat) == call.body; }

bool is_open(const Context& context, const Call& call) { return context.now() < call.due; }

std::string page_of(const Call& call) { return "/mine/calls/" + std::to_string(call.id.value); }

/// Error 404 for whoever is not of the body: it is nobody else's to know.
Result<Call> find_call(Context& context, db::ReadTx& tx, CallId id, bool to_lead) {
  auto call = tx.one<Call>(sql::find_call, id);
  if (!call || (!speaks_for(context, tx, *call) && (to_lead || !belongs(context, tx, *call)))) return fail(ErrorKind::not_found, "proposals.no_such_call");
  return std::move(*call);
}

struct Found {
  Contribution contribution;
  Call call;
};
Result<Found> find_own_contribution(Context& context, db::ReadTx& tx, ContributionId id) {
  auto contribution = tx.one<Contribution>(sql::find_contribution, id);
  if (!contribution || contribution->author != context.actor.person) return fail(ErrorKind::not_found, "proposals.no_such_contribution");
  auto call = tx.one<Call>(sql::find_call, contribution->call);
  if (contribution->fate != Fate::waiting) return fail(ErrorKind::conflict, "proposals.contribution_decided");
  if (!is_open(context, *call)) return fail(ErrorKind::conflict, "proposals.call_over");
  return Found{std::move(*contribution), std::move(*call)};
}

Result<void> due_later(const Context& context, Timestamp due) {
  if (due <= context.now()) return wrong("/due", "proposals.due_passed");
  return {};
}

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  return from == std::string_view::npos ? "" : std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

Result<void> said(std::string_view title, std::string_view situation) {
  if (trimmed(title).empty()) return wrong("/title", "proposals.title_missing");
  if (trimmed(situation).empty()) return wrong("/situation", "proposals.situation_missing");
  return {};
}

ContributionView shown(Context& context, db::ReadTx& tx, const Call& call, const Contribution& one, bool speaks) {
  ContributionView view{.id = one.id, .title = one.title, .situation = one.situation, .suggestions = one.suggestions, .at = one.at, .author = {}, .own = one.author == context.actor.person, .fate = one.fate,
                        .fate_name = context.say("proposals.fate." + std::string(enum_name(one.fate))), .word = one.word, .decided_at = one.decided_at, .became = {}, .version = one.version, .actions = {}};
  if (speaks) {
    view.author = identity::display_name(tx, one.author);
    view.actions = workflow::offers(kFates, one.fate, ContributionFacts{.free = !one.proposal}, [&](std::string_view) { return true; });
  }
  if (view.own && one.fate == Fate::waiting && is_open(context, call)) {
    view.actions.push_back({"change", false, false});
    view.actions.push_back({"take_back", false, false});
  }
  if (const auto proposal = one.proposal ? find(tx, *one.proposal) : std::nullopt) {
    view.became = {proposal->title, context.say("proposals.state." + std::string(enum_name(proposal->state))), {}, {}};
    if (proposal->case_number != 0) view.became->label = label(context, tx, *proposal);
    if (find_readable(context, tx, proposal->id)) view.became->link = (speaks && row_of(proposal->state).written ? "/mine/proposals/" : "/proposals/") + std::to_string(proposal->id.value);
  }
  return view;
}

CallView view(Context& context, db::ReadTx& tx, const Call& call) {
  const bool speaks = speaks_for(context, tx, call);
  CallView view{.id = call.id, .body = assemblies::body_name(tx, call.body), .title = call.title, .sought = call.sought, .due = call.due, .open = is_open(context, call), .opened_at = call.opened_at, .speaks = speaks, .version = call.version, .contributions = {}, .actions = {}};
  for (const Contribution& one : tx.all<Contribution>(sql::contributions_to, call.id, speaks ? PersonId{} : context.actor.person)) view.contributions.push_back(shown(context, tx, call, one, speaks));
  const auto own = std::ranges::count_if(view.contributions, &ContributionView::own);
  if (view.open && static_cast<std::size_t>(own) < kMostOfOne && belongs(context, tx, call)) view.actions.push_back({"contribute", false, own == 0});
  if (speaks) view.actions.push_back({"save", false, false});
  const bool grows = speaks && std::ranges::any_of(view.contributions, [](const ContributionView& one) { return one.fate == Fate::taken && !one.became; });
  if (grows) view.actions.push_back({"grow", false, true});
  return view;
}

std::vector<CallLine> lines(Context& context, db::ReadTx& tx, assemblies::BodyId body, const std::string& name) {
  std::map<CallId, Count> counts;
  for (const Count& one : tx.all<Count>(sql::contribution_counts, body, context.actor.person)) counts.emplace(one.call, one);
  std::vector<CallLine> list;
  for (const Call& call : tx.all<Call>(sql::calls_of_body, body)) {
    const Count& count = counts[call.id];
    list.push_back({call.id, name, call.title, call.due, is_open(context, call), count.all, count.waiting, count.own});
  }
  return list;
}

/// The bodies that the actor is a member of.
std::vector<std::pair<assemblies::BodyId, std::string>> own_bodies(Context& context, db::ReadTx& tx) {
  std::vector<std::pair<assemblies::BodyId, std::string>> bodies;
  for (const auto id : assemblies::assemblies_of(tx, context.actor.person, context.now())) {
    const auto membership = assemblies::membership_of(tx, context.actor.person, id, context.now());
    if (!membership || membership->assembly != id) continue;
    for (const auto& member : assemblies::roster_of(tx, id, context.now())) {
      if (member.person != context.actor.person) continue;
      bodies.emplace_back(member.sector, member.sector_name);
      if (member.party) bodies.emplace_back(*member.party, member.party_name.value_or(""));
      if (member.committee) bodies.emplace_back(*member.committee, member.committee_name.value_or(""));
    }
  }
  return bodies;
}

void tell_member(Context& context, db::WriteTx& tx, const Call& call, const std::vector<PersonId>& people, std::string_view kind, std::map<std::string, std::string> args) {
  args.emplace("body", assemblies::body_name(tx, call.body));
  notices::tell(context, tx, people, {.kind = kind, .subject_kind = "call", .subject = call.id.value, .link = page_of(call), .args = std::move(args)});
}

constexpr std::string_view notice_of(Fate fate) {
  switch (fate) {
    case Fate::taken: return "proposals.contribution_taken";
    case Fate::kept: return "proposals.contribution_kept";
    case Fate::waiting:
    case Fate::not_used: break;
  }
  return "proposals.contribution_not_used";
}

}  // namespace

Result<void> is_free(const ContributionFacts& facts) {
  if (facts.free) return {};
  return fail(ErrorKind::conflict, "proposals.contribution_grown_already");
}

std::vector<CallLine> calls_of(Context& context, db::ReadTx& tx, const assemblies::Body& body) { return lines(context, tx, body.id, body.name); }

Result<CallList> own_calls(Context& context, db::ReadTx& tx, const Nothing&) {
  CallList list;
  for (const auto& [body, name] : own_bodies(context, tx)) {
    for (CallLine& line : lines(context, tx, body, name)) {
      if (!line.open && line.own == 0) continue;
      // How many others have handed something in is the office's to know.
      line.contributions = line.own;
      line.waiting = 0;
      list.items.push_back(std::move(line));
    }
  }
  std::ranges::stable_sort(list.items, std::ranges::greater(), &CallLine::open);
  return list;
}

Result<CallView> open_call(Context& context, db::WriteTx& tx, const OpenCall& request) {
  const auto body = assemblies::body_of_seat(tx, context.actor.seat);
  if (!body) return fail(ErrorKind::not_found, "proposals.no_body");
  if (trimmed(request.title).empty()) return wrong("/title", "proposals.call_title_missing");
  TRY(due_later(context, request.due));
  const Call call{.id = context.ids.next<CallId>(), .assembly = context.actor.scope, .body = *body, .title = trimmed(request.title), .sought = request.sought, .due = request.due, .opened_at = context.now(), .version = 1};
  tx.run(sql::add_call, call.id, call.assembly, call.body, call.title, call.sought, call.due, call.opened_at);
  journal::record(context, tx, {.verb = "proposals.open_call", .subject_kind = "call", .subject = call.id.value, .scope = call.assembly});
  auto people = members_of(context, tx, call);
  std::erase(people, context.actor.person);
  tell_member(context, tx, call, people, "proposals.call_opened", {{"title", call.title}});
  return view(context, tx, call);
}

Result<CallView> read_call(Context& context, db::ReadTx& tx, const ByCall& request) {
  TRY_ASSIGN(const Call call, find_call(context, tx, request.id, false));
  return view(context, tx, call);
}

Result<CallView> save_call(Context& context, db::WriteTx& tx, const SaveCall& request) {
  TRY_ASSIGN(Call call, find_call(context, tx, request.id, true));
  if (trimmed(request.title).empty()) return wrong("/title", "proposals.call_title_missing");
  // What has ended may stand as it ended.
  if (request.due != call.due) TRY(due_later(context, request.due));
  if (tx.run(sql::save_call, call.id, request.version, trimmed(request.title), request.sought, request.due) == 0) return fail(ErrorKind::conflict, "proposals.call_moved_meanwhile");
  journal::record(context, tx, {.verb = "proposals.save_call", .subject_kind = "call", .subject = call.id.value, .scope = call.assembly});
  return view(context, tx, *tx.one<Call>(sql::find_call, call.id));
}

Result<CallView> contribute(Context& context, db::WriteTx& tx, const Contribute& request) {
  TRY_ASSIGN(const Call call, find_call(context, tx, request.id, false));
  if (!belongs(context, tx, call)) return fail(ErrorKind::forbidden, "proposals.body_members_only");
  if (!is_open(context, call)) return fail(ErrorKind::conflict, "proposals.call_over");
  TRY(said(request.title, request.situation));
  if (tx.all<Contribution>(sql::contributions_to, call.id, context.actor.person).size() >= kMostOfOne) return fail(ErrorKind::conflict, "proposals.too_many_contributions");
  const auto id = context.ids.next<ContributionId>();
  tx.run(sql::add_contribution, id, call.id, context.actor.person, trimmed(request.title), trimmed(request.situation), trimmed(request.suggestions), context.now());
  journal::record(context, tx, {.verb = "proposals.contribute", .subject_kind = "call", .subject = call.id.value, .scope = call.assembly});
  notices::tell(context, tx, assemblies::people_of_unit(tx, call.body, assemblies::Role::convener, context.now()),
                {.kind = "proposals.contributed", .subject_kind = "call", .subject = call.id.value, .link = page_of(call), .args = {{"title", call.title}}});
  return view(context, tx, call);
}

Result<CallView> change_contribution(Context& context, db::WriteTx& tx, const ChangeContribution& request) {
  TRY_ASSIGN(const Found found, find_own_contribution(context, tx, request.id));
  TRY(said(request.title, request.situation));
  if (tx.run(sql::change_contribution, found.contribution.id, request.version, trimmed(request.title), trimmed(request.situation), trimmed(request.suggestions), context.now()) == 0) return fail(ErrorKind::conflict, "proposals.contribution_moved_meanwhile");
  journal::record(context, tx, {.verb = "proposals.change_contribution", .subject_kind = "call", .subject = found.call.id.value, .scope = found.call.assembly});
  return view(context, tx, found.call);
}

Result<CallView> take_back_contribution(Context& context, db::WriteTx& tx, const ByContribution& request) {
  TRY_ASSIGN(const Found found, find_own_contribution(context, tx, request.id));
  tx.run(sql::remove_contribution, found.contribution.id);
  journal::record(context, tx, {.verb = "proposals.take_back_contribution", .subject_kind = "call", .subject = found.call.id.value, .scope = found.call.assembly});
  return view(context, tx, found.call);
}

Result<CallView> decide_contribution(Context& context, db::WriteTx& tx, const DecideContribution& request) {
  const auto contribution = tx.one<Contribution>(sql::find_contribution, request.id);
  const auto call = contribution ? find_call(context, tx, contribution->call, true) : Result<Call>(fail(ErrorKind::not_found, "proposals.no_such_contribution"));
  if (!call) return fail(ErrorKind::not_found, "proposals.no_such_contribution");
  TRY_ASSIGN(const Fate next, workflow::next(kFates, contribution->fate, request.verb, ContributionFacts{.free = !contribution->proposal}, [](std::string_view) { return true; }));
  const std::string word = trimmed(request.word);
  const bool needs_reason = std::ranges::any_of(kFates, [&](const auto& row) { return row.from == contribution->fate && row.action == request.verb && row.needs_reason; });
  if (needs_reason && word.empty()) return wrong("/word", "proposals.reason_needed");
  // Who decides on what its author has changed meanwhile reads it again.
  if (tx.run(sql::decide_contribution, contribution->id, request.version, next, word, context.now()) == 0) return fail(ErrorKind::conflict, "proposals.contribution_moved_meanwhile");
  journal::record(context, tx, {.verb = "proposals.decide_contribution", .subject_kind = "call", .subject = call->id.value, .scope = call->assembly});
  tell_member(context, tx, *call, {contribution->author}, word.empty() ? "proposals.contribution_taken_plainly" : notice_of(next), {{"title", contribution->title}, {"word", word}});
  return view(context, tx, *call);
}

Result<ProposalView> grow(Context& context, db::WriteTx& tx, const GrowProposal& request) {
  TRY_ASSIGN(const Call call, find_call(context, tx, request.id, true));
  const auto id = context.ids.next<ProposalId>();
  Parts parts;
  std::vector<Contribution> used;
  for (std::size_t i = 0; i < request.contributions.size(); ++i) {
    const std::string pointer = "/contributions/" + std::to_string(i);
    const auto one = tx.one<Contribution>(sql::find_contribution, request.contributions[i]);
    if (!one || one->call != call.id) return wrong(pointer, "proposals.no_such_contribution");
    if (one->fate != Fate::taken) return wrong(pointer, "proposals.contribution_not_taken");
    if (tx.run(sql::grow_contribution, one->id, std::optional(id)) == 0) return fail(ErrorKind::conflict, "proposals.contribution_grown_already");
    if (parts.title.empty()) parts.title = one->title;
    parts.situation += (parts.situation.empty() ? "" : "\n\n") + one->situation;
    for (std::size_t from = 0; from < one->suggestions.size();) {
      const std::size_t to = std::min(one->suggestions.find('\n', from), one->suggestions.size());
      if (std::string line = trimmed(std::string_view(one->suggestions).substr(from, to - from)); !line.empty()) parts.suggestions.push_back(std::move(line));
      from = to + 1;
    }
    used.push_back(*one);
  }
  if (code_points(parts.situation) > kMostSituation || parts.suggestions.size() > kMostSuggestions) return fail(ErrorKind::conflict, "proposals.too_much_material");
  std::string contact;
  for (const Proposal& one : tx.all<Proposal>(sql::of_body, call.body)) {
    if (!one.contact.empty()) {
      contact = one.contact;
      break;
    }
  }
  tx.run(sql::add, id, call.assembly, context.actor.person, context.now(), parts.title, parts.situation, parts.analysis, parts.research, parts.publish, parts.publish_reason, false, std::optional<ClueId>(), call.body, contact);
  store_suggestions(tx, id, parts.suggestions);
  journal::record(context, tx, {.verb = "proposals.grow", .subject_kind = "proposal", .subject = id.value, .scope = call.assembly});
  for (const Contribution& one : used) tell_member(context, tx, call, {one.author}, "proposals.material_used", {{"title", one.title}});
  return view(context, tx, *find(tx, id));
}

std::vector<calendar::OwnDeadline> call_deadlines(Context& context, db::ReadTx& tx) {
  std::vector<calendar::OwnDeadline> list;
  auto bodies = own_bodies(context, tx);
  const auto speaks_for_body = context.actor.may(kForBody, context.actor.scope) ? assemblies::body_of_seat(tx, context.actor.seat) : std::nullopt;
  if (speaks_for_body) bodies.emplace_back(*speaks_for_body, assemblies::body_name(tx, *speaks_for_body));
  for (const auto& [body, name] : bodies) {
    for (const Call& call : tx.all<Call>(sql::calls_of_body, body)) {
      const std::string key = "call" + std::to_string(call.id.value);
      if (!is_open(context, call) || std::ranges::find(list, key, &calendar::OwnDeadline::key) != list.end()) continue;
      list.push_back({.key = key, .due = call.due, .summary = context.say("proposals.deadline.call", {{"body", name}, {"title", call.title}}), .link = page_of(call)});
    }
  }
  return list;
}

std::vector<std::string> material_from(db::ReadTx& tx, ProposalId proposal) {
  std::vector<PersonId> people;
  std::vector<std::string> names;
  for (const Contribution& one : tx.all<Contribution>(sql::material_of, proposal)) {
    if (std::ranges::find(people, one.author) != people.end()) continue;
    people.push_back(one.author);
    names.push_back(identity::display_name(tx, one.author));
  }
  return names;
}

void tell_of_material(Context& context, db::WriteTx& tx, const Proposal& proposal, std::string_view kind, const std::map<std::string, std::string>& args) {
  if (!proposal.body) return;
  for (const Contribution& one : tx.all<Contribution>(sql::material_of, proposal.id)) {
    const auto call = tx.one<Call>(sql::find_call, one.call);
    auto words = args;
    words.emplace("title", one.title);
    words.emplace("proposal", notices::excerpt(proposal.title));
    tell_member(context, tx, *call, {one.author}, kind, std::move(words));
  }
}

}  // namespace gongshi::proposals
