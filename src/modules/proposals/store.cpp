#include "modules/proposals/store.hpp"

#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/minutes.hpp"
#include "modules/proposals/use_cases.hpp"
#include "modules/proposals/workflow.hpp"
#include "modules/settings/api.hpp"
#include "platform/db/id_list.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"
#include "platform/operations/application.hpp"
#include "platform/search/search.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::size_t kSimilarShown = 5;

/// Open to be seconded: its own assembly's members read it.
bool is_seconded(const Proposal& proposal) { return proposal.seconding && (row_of(proposal.state).reviewed || row_of(proposal.state).settled); }

bool signs(db::ReadTx& tx, const Actor& actor, const Proposal& proposal) {
  if (!actor.signed_in()) return false;
  return std::ranges::any_of(signers_of(tx, proposal.id), [&](const Signer& signer) { return signer.person == actor.person && (signer.state == SignerState::invited || signer.state == SignerState::signed_); });
}

std::string text_of(const std::string& title, const std::vector<std::string>& suggestions) {
  std::string text = title;
  for (const auto& one : suggestions) text += "\n" + one;
  return text;
}

}  // namespace

std::unexpected<Error> wrong(std::string pointer, std::string code) { return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{std::move(pointer), std::move(code)}}}); }

bool is_office(const Context& context, const Proposal& proposal) { return row_of(proposal.state).office && context.actor.may(kReview, proposal.assembly); }

bool is_own(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  if (!context.actor.signed_in()) return false;
  if (proposal.body) return assemblies::body_of_seat(tx, context.actor.seat) == proposal.body;
  return context.actor.person == proposal.proposer;
}

bool is_member(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  const auto membership = context.actor.signed_in() ? assemblies::membership_of(tx, context.actor.person, proposal.assembly, context.now()) : std::nullopt;
  return membership && membership->assembly == proposal.assembly;
}

bool is_inside(const Context& context, db::ReadTx& tx, const Proposal& proposal, const std::vector<Signer>& signers) {
  if (is_office(context, proposal) || is_own(context, tx, proposal)) return true;
  return context.actor.signed_in() && std::ranges::find(signers, context.actor.person, &Signer::person) != signers.end();
}

std::vector<Signer> signers_of(db::ReadTx& tx, ProposalId id) { return tx.all<Signer>(sql::signers_of, id); }
std::optional<Proposal> find(db::ReadTx& tx, ProposalId id) { return tx.one<Proposal>(sql::find, id); }

Result<Proposal> find_readable(Context& context, db::ReadTx& tx, ProposalId id) {
  auto proposal = find(tx, id);
  if (proposal && (is_public(*proposal) || reads_inside(context, tx, *proposal))) return std::move(*proposal);
  return fail(ErrorKind::not_found, "proposals.not_found");
}

std::vector<Proposal> readable_of(Context& context, db::ReadTx& tx, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  auto proposals = tx.all<Proposal>(sql::of_ids, db::id_list(ids));
  std::erase_if(proposals, [&](const Proposal& one) { return !is_public(one) && !reads_inside(context, tx, one); });
  return proposals;
}

bool is_public(const Proposal& proposal) { return row_of(proposal.state).settled && (proposal.published == Published::whole || proposal.published == Published::summary); }

bool reads_inside(Context& context, db::ReadTx& tx, const Proposal& proposal) {
  if (is_office(context, proposal) || is_own(context, tx, proposal) || signs(tx, context.actor, proposal)) return true;
  const bool led = row_of(proposal.state).settled && context.actor.may(kLead, proposal.assembly);
  if (led || (is_seconded(proposal) && is_member(context, tx, proposal))) return true;
  return proposal.state == State::filed && handling::takes_part(context, tx, "proposal", proposal.id.value);
}

const std::string& outside_title(const Proposal& proposal) { return proposal.public_title.empty() ? proposal.title : proposal.public_title; }
const std::string& title_for(Context& context, db::ReadTx& tx, const Proposal& proposal) { return proposal.public_title.empty() || reads_inside(context, tx, proposal) ? proposal.title : proposal.public_title; }

Result<Proposal> find_own(Context& context, db::ReadTx& tx, ProposalId id) {
  TRY_ASSIGN(Proposal proposal, find_readable(context, tx, id));
  if (!is_own(context, tx, proposal)) return fail(ErrorKind::forbidden, "proposals.not_yours");
  return proposal;
}

std::vector<PersonId> askers(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  auto people = tx.all<PersonId>(sql::signed_below, proposal.id);
  if (proposal.body) std::ranges::copy(assemblies::people_of_unit(tx, proposal.body, assemblies::Role::convener, context.now()), std::back_inserter(people));
  else people.push_back(proposal.proposer);
  for (const Signer& signer : signers_of(tx, proposal.id)) {
    if (signer.state == SignerState::signed_) people.push_back(signer.person);
  }
  std::ranges::sort(people);
  people.erase(std::ranges::unique(people).begin(), people.end());
  return people;
}

std::vector<ImportedName> imported_names(db::ReadTx& tx, ProposalId id) { return tx.all<ImportedName>(sql::imported_names_of, id); }

std::string proposer_name(db::ReadTx& tx, const Proposal& proposal) {
  if (proposal.body) return assemblies::body_name(tx, proposal.body);
  if (proposal.proposer) return identity::display_name(tx, proposal.proposer);
  const auto names = imported_names(tx, proposal.id);
  return names.empty() ? "" : names.front().name;
}

void remove(db::WriteTx& tx, ProposalId id) {
  search::remove(tx, "proposal", id.value);
  remove_minutes(tx, id);
  tx.run(sql::give_back_contributions, id);
  search::remove(tx, kInsideText, -id.value);
  for (const db::Query* query : {&sql::purge_scores_of, &sql::purge_ratings_of, &sql::purge_evaluated_of, &sql::remove_suggestions, &sql::purge_versions, &sql::purge_signers, &sql::purge_reviews, &sql::purge_seconders, &sql::purge_distinctions, &sql::purge_instructions, &sql::purge_topic_items, &sql::purge_imported, &sql::purge_imported_names, &sql::purge_publication, &sql::purge_findings, &sql::purge}) tx.run(*query, id);
}

std::vector<std::string> suggestions_of(db::ReadTx& tx, ProposalId id) { return tx.all<std::string>(sql::suggestions_of, id); }

void count_anew(db::WriteTx& tx, assemblies::AssemblyId assembly) {
  tx.run(sql::forget_counts, assembly);
  tx.run(sql::count_all, assembly);
}

Result<void> store(Context& context, db::WriteTx& tx, Proposal& proposal, std::string_view verb) {
  const auto before = tx.one<State>(sql::state_of, proposal.id);
  if (tx.run(sql::save, proposal.id, proposal.version, proposal.state, proposal.state_since, proposal.session, proposal.serial, proposal.case_number, proposal.in_session, proposal.submitted_at, proposal.title,
             proposal.original_title, proposal.situation, proposal.analysis, proposal.research, proposal.publish, proposal.publish_reason, proposal.category, proposal.note, proposal.ground, proposal.main, proposal.consent, proposal.sector, proposal.seconding, proposal.contact, proposal.published, proposal.public_title) == 0) {
    return fail(ErrorKind::conflict, "proposals.moved_meanwhile");
  }
  ++proposal.version;
  if (*before != proposal.state) {
    for (const auto& [state, more] : {std::pair(*before, -1), std::pair(proposal.state, 1)}) {
      if (state != State::draft && state != State::cosigning) tx.run(sql::count_one, proposal.assembly, state, std::int64_t{more});
    }
  }
  journal::record(context, tx, {.verb = "proposals." + std::string(verb), .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
  if (!proposal.submitted_at) return {};
  put_in_search(context, tx, proposal);
  return {};
}

void put_in_search(Context& context, db::WriteTx& tx, const Proposal& proposal) {
  const std::string inside = text_of(proposal.title, suggestions_of(tx, proposal.id));
  std::string outside = inside;
  if (is_public(proposal)) {
    const PublicVersion version = public_version(tx, proposal);
    outside = version.how == Published::whole ? text_of(outside_title(proposal), public_suggestions(tx, proposal, version)) : outside_title(proposal) + "\n" + version.summary;
    context.after_commit.push_back([&app = context.app, id = proposal.id, title = outside_title(proposal)] { app.use<Similar>().add(id, title); });
  }
  search::put(tx, "proposal", proposal.id.value, proposal.assembly, is_public(proposal) ? search::Visibility::everyone : search::Visibility::staff, outside);
  // Who reads it as it was written finds it by that as well; look-up has one text for a number.
  if (outside != inside) search::put(tx, kInsideText, -proposal.id.value, proposal.assembly, search::Visibility::staff, inside);
  else search::remove(tx, kInsideText, -proposal.id.value);
}

void store_suggestions(db::WriteTx& tx, ProposalId id, const std::vector<std::string>& suggestions) {
  tx.run(sql::remove_suggestions, id);
  for (std::size_t i = 0; i < suggestions.size(); ++i) tx.run(sql::add_suggestion, id, static_cast<std::int64_t>(i) + 1, suggestions[i]);
}

Settings settings_of(const Context& context, db::ReadTx& tx, const Proposal& proposal) { return settings::of<Settings>(tx, proposal.assembly, "proposals", context.now()); }

ProposerKind kind_of(db::ReadTx& tx, const Proposal& proposal) {
  const auto body = proposal.body ? assemblies::find_body(tx, proposal.body) : std::nullopt;
  return !body                                         ? ProposerKind::member
         : body->kind == assemblies::BodyKind::party  ? ProposerKind::party
         : body->kind == assemblies::BodyKind::sector ? ProposerKind::sector
                                                      : ProposerKind::committee;
}

bool is_in_session(db::ReadTx& tx, assemblies::AssemblyId assembly, Timestamp at) {
  return std::ranges::any_of(tx.all<Session>(sql::sessions_of, assembly), [&](const Session& one) { return one.from <= at && at <= one.cut_off; });
}

Session current_session(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly) {
  const Timestamp now = context.now();
  const auto sessions = tx.all<Session>(sql::sessions_of, assembly);
  const auto begun = std::ranges::find_if(sessions, [&](const Session& one) { return one.from <= now; });
  if (begun != sessions.end()) return *begun;
  if (!sessions.empty()) return sessions.back();
  const auto term = assemblies::current_term(tx, assembly, now);
  const auto id = context.ids.next<SessionId>();
  tx.run(sql::add_session, id, assembly, term ? term->id : assemblies::TermId{}, term ? term->name : "", std::int64_t{1}, term ? term->from : now, term ? term->from : now);
  return *find_session(tx, id);
}

std::optional<Session> find_session(db::ReadTx& tx, SessionId id) { return tx.one<Session>(sql::find_session, id); }

std::string session_name(const Context& context, const Session& session) { return context.say("proposals.session", {{"term", session.term_name}, {"number", std::to_string(session.number)}}); }

std::string label(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  return proposal.case_number == 0 ? "" : label(context, find_session(tx, proposal.session), proposal.case_number);
}

std::string label(const Context& context, const std::optional<Session>& session, std::int64_t case_number) {
  return context.say("proposals.label", {{"session", session ? session_name(context, *session) : ""}, {"number", std::to_string(case_number)}});
}

std::string addressed(db::ReadTx& tx, const Proposal& proposal) {
  if (proposal.body) return proposer_name(tx, proposal);
  const auto others = std::ranges::count(signers_of(tx, proposal.id), SignerState::signed_, &Signer::state);
  const std::string first = proposer_name(tx, proposal) + "委员";
  return others == 0 ? first : first + "等" + std::to_string(others + 1) + "位委员";
}

std::string numbered(const Context& context, db::ReadTx& tx, const Proposal& proposal) {
  // Between Chinese and figures an official document has no spaces.
  std::string text = label(documents::in_chinese(context), tx, proposal);
  std::erase(text, ' ');
  return text + "提案";
}

/// Who is asked for something by a day hears of it by every channel, and of the rest by mail.
bool calls(std::string_view kind) {
  static constexpr std::string_view kinds[] = {"proposals.invited", "proposals.returned", "proposals.answered", "proposals.to_lead"};
  return std::ranges::find(kinds, kind) != std::end(kinds);
}

void tell(Context& context, db::WriteTx& tx, const Proposal& proposal, const std::vector<PersonId>& people, std::string_view kind, std::map<std::string, std::string> args) {
  args.emplace("title", notices::excerpt(proposal.title));
  notices::tell(context, tx, people, {.kind = kind, .subject_kind = "proposal", .subject = proposal.id.value, .link = "/proposals/" + std::to_string(proposal.id.value), .args = std::move(args), .calls = calls(kind)});
}

void tell_office(Context& context, db::WriteTx& tx, const Proposal& proposal, std::string_view kind) {
  notices::tell(context, tx, assemblies::holders_of(tx, proposal.assembly, assemblies::Role::clerk, context.now()),
                {.kind = kind, .subject_kind = "proposal", .subject = proposal.id.value, .link = "/console/proposals/" + std::to_string(proposal.id.value), .args = {{"title", notices::excerpt(proposal.title)}}});
}

std::vector<maths::SimilarText> Similar::find(db::ReadTx& tx, std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (!filled_) tx.each(sql::all_public, [&](const db::Row& row) { index_.add(row.integer(0), row.text(1)); });
  filled_ = true;
  return index_.most_similar(text, kSimilarShown);
}

void Similar::add(ProposalId id, std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (filled_) index_.add(id.value, text);
}

}  // namespace gongshi::proposals
