// The committee decides what the public reads: of each filed proposal and of each reply, in full, as a summary, or not. Nothing goes out with an open finding.
#include "modules/proposals/publication.hpp"

#include <algorithm>

#include "base/personal_data.hpp"
#include "embedded/proposals.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {
namespace {


bool may_be_whole(const Proposal& proposal, std::int64_t task) { return task != 0 || proposal.publish == Publish::whole; }

/// The parts that a decision shows. `summary`: the words of it.
std::vector<Part> shown_by(const std::vector<Part>& parts, Published decision, bool attachments, const std::string& summary) {
  std::vector<Part> shown;
  if (decision == Published::not_public || decision == Published::waits) return shown;
  for (const Part& part : parts) {
    const bool is_attachment = part.place == FindingPlace::attachment;
    if (part.place == FindingPlace::title || (decision == Published::whole && (attachments || !is_attachment))) shown.push_back(part);
  }
  if (decision == Published::summary) shown.push_back({FindingPlace::summary, 0, summary});
  return shown;
}

/// What is decided on: the proposal's text, or a reply with the unit that wrote it.
struct DecidedOn {
  std::vector<Part> parts;
  std::string unit;          // empty: the text
  bool unit_agrees = true;   // has not asked for less than all of it
};
/// Task 0: the text. None: there is no such reply.
std::optional<DecidedOn> find_text(Context& context, db::ReadTx& tx, const Proposal& proposal, std::int64_t task) {
  if (task == 0) return DecidedOn{parts_of(tx, proposal), {}};
  for (const auto& reply : handling::replies_of(context, tx, "proposal", proposal.id.value)) {
    if (reply.task == task) return DecidedOn{parts_of(reply), reply.unit, reply.may_be_whole};
  }
  return std::nullopt;
}

std::string as_text(const Context& context, const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) {
    if (part.place != FindingPlace::title) text += (text.empty() ? "" : "\n\n") + say(context, "finding_place", enum_name(part.place)) + (part.number > 0 ? " " + std::to_string(part.number) : "") + "\n" + part.text;
  }
  return text;
}

const StoredFinding* decided_on(const std::vector<StoredFinding>& stored, const Finding& finding) {
  const auto found = std::ranges::find_if(stored, [&](const StoredFinding& one) { return one.place == finding.place && one.number == finding.number && one.written == finding.written; });
  return found == stored.end() ? nullptr : &*found;
}

PublicationView shown(Context& context, db::ReadTx& tx, const Proposal& proposal, std::int64_t task, std::string title, const std::vector<Part>& parts) {
  const auto row = publication_of(tx, proposal.id, task);
  const PublicVersion version = public_version(tx, proposal, task);
  PublicationView view{.task = task, .title = std::move(title), .decision = version.how, .decision_name = say(context, "published", enum_name(version.how)), .text = as_text(context, parts), .summary = version.summary, .reason = version.reason,
                       .attachments = version.attachments, .may_be_whole = may_be_whole(proposal, task), .unit_says = {}, .due = {}, .by = {}, .at = {}, .findings = {}, .version = row ? row->version : 0};
  if (row && row->decision == Published::waits) view.due = row->since + std::chrono::days(settings_of(context, tx, proposal).publish_days);
  if (row && row->decided_by) view.by = identity::display_name(tx, row->decided_by);
  if (row) view.at = row->decided_at;
  const auto stored = stored_findings(tx, proposal.id, task);
  std::vector<Part> all = parts;
  if (!version.summary.empty()) all.push_back({FindingPlace::summary, 0, version.summary});
  for (Finding& one : check(context, tx, proposal, all)) {
    const StoredFinding* const decided = decided_on(stored, one);
    FindingView finding{.place = one.place, .number = one.number, .place_name = say(context, "finding_place", enum_name(one.place)), .kind = one.kind, .kind_name = say(context, "finding", enum_name(one.kind)), .written = one.written,
                        .around = one.around, .resolution = decided ? decided->resolution : Resolution::open, .by = decided ? identity::display_name(tx, decided->person) : "", .at = {}};
    if (decided) finding.at = decided->at;
    view.findings.push_back(std::move(finding));
  }
  return view;
}

/// Error 404, 403 or 409: the committee decides on what is filed or merged.
Result<Proposal> find_to_publish(Context& context, db::ReadTx& tx, ProposalId id) {
  TRY_ASSIGN(Proposal proposal, find_readable(context, tx, id));
  if (!is_office(context, proposal)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (!row_of(proposal.state).settled) return fail(ErrorKind::conflict, "workflow.not_now");
  return proposal;
}

PublicationList list_of(Context& context, db::ReadTx& tx, const Proposal& proposal) {
  PublicationList list{.id = proposal.id, .title = proposal.title, .label = label(context, tx, proposal), .no_consent = {}, .items = {}, .reasons = {}};
  if (proposal.publish == Publish::not_published) list.no_consent = proposal.publish_reason.empty() ? context.say("proposals.no_consent_without_reason") : proposal.publish_reason;
  list.items.push_back(shown(context, tx, proposal, 0, context.say("proposals.publication_of_text"), parts_of(tx, proposal)));
  for (const auto& reply : handling::replies_of(context, tx, "proposal", proposal.id.value)) {
    list.items.push_back(shown(context, tx, proposal, reply.task, context.say("proposals.publication_of_reply", {{"unit", reply.unit}}), parts_of(reply)));
    list.items.back().unit_says = reply.openness;
  }
  for (const std::string_view name : enum_names<NotPublicReason>()) list.reasons.push_back({*enum_from_name<NotPublicReason>(name), say(context, "not_public_reason", name)});
  return list;
}

Result<void> decide(Context& context, db::WriteTx& tx, Proposal& proposal, const DecidePublication& request) {
  if (request.decision == Published::waits) return wrong("/decision", "proposals.decision_missing");
  if (request.decision == Published::whole && !may_be_whole(proposal, request.task)) return fail(ErrorKind::conflict, "proposals.no_consent");
  if (request.decision == Published::summary && request.summary.empty()) return wrong("/summary", "proposals.summary_missing");
  if (request.decision == Published::not_public && !request.reason) return wrong("/reason", "proposals.not_public_reason_missing");
  const auto text = find_text(context, tx, proposal, request.task);
  if (!text) return fail(ErrorKind::not_found, "proposals.not_found");

  const auto stored = stored_findings(tx, proposal.id, request.task);
  std::vector<StoredFinding> decided;
  std::vector<FieldError> open;
  for (const Finding& finding : check(context, tx, proposal, shown_by(text->parts, request.decision, request.attachments, request.summary))) {
    const auto now = std::ranges::find_if(request.findings, [&](const ResolveFinding& one) { return one.place == finding.place && one.number == finding.number && one.written == finding.written; });
    const StoredFinding* const before = decided_on(stored, finding);
    Resolution resolution = now != request.findings.end() ? now->resolution : before ? before->resolution : Resolution::open;
    // A file keeps its name: it is harmless, or it stays inside.
    if (finding.place == FindingPlace::attachment && resolution == Resolution::masked) resolution = Resolution::open;
    if (resolution == Resolution::open) open.push_back({"/findings/" + std::string(enum_name(finding.place)) + "/" + std::to_string(finding.number), "proposals.finding_open"});
    else if (before && before->resolution == resolution) decided.push_back(*before);
    else decided.push_back({finding.place, finding.number, finding.written, resolution, context.actor.person, context.now()});
  }
  if (!open.empty()) return std::unexpected(Error{ErrorKind::conflict, "proposals.findings_open", {{"count", std::to_string(open.size())}}, std::move(open)});

  const auto row = publication_of(tx, proposal.id, request.task);
  if ((row ? row->version : 0) != request.version) return fail(ErrorKind::conflict, "proposals.moved_meanwhile");
  if (!row) tx.run(sql::await_publication, proposal.id, request.task, Published::waits, context.now(), std::optional<Timestamp>());
  std::vector<std::string> masked_in_summary, masked_in_title;
  for (const StoredFinding& one : decided) {
    if (one.resolution == Resolution::masked && one.place == FindingPlace::summary) masked_in_summary.push_back(one.written);
    if (one.resolution == Resolution::masked && one.place == FindingPlace::title) masked_in_title.push_back(one.written);
  }
  const bool not_public = request.decision == Published::not_public;
  if (tx.run(sql::decide_publication, proposal.id, request.task, row ? row->version : 1, request.decision, request.decision == Published::summary ? without(request.summary, masked_in_summary) : std::string(),
             not_public ? request.reason : std::nullopt, not_public ? kNotPublicReasonList : std::int64_t{0}, request.attachments, context.actor.person, std::optional(context.now())) == 0) {
    return fail(ErrorKind::conflict, "proposals.moved_meanwhile");
  }
  tx.run(sql::forget_findings, proposal.id, request.task);
  for (const StoredFinding& one : decided) tx.run(sql::add_finding, proposal.id, request.task, one.place, one.number, one.written, one.resolution, one.person, one.at);
  if (request.task == 0) {
    proposal.published = request.decision;
    proposal.public_title = masked_in_title.empty() ? "" : without(proposal.title, masked_in_title);
    tx.run(sql::publish, proposal.id, proposal.published, proposal.public_title);
    put_in_search(context, tx, proposal);
  }
  const bool again = !row || row->decision != Published::waits;
  journal::record(context, tx, {.verb = again ? "proposals.change_publication" : "proposals.publish", .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
  return {};
}

/// Whether it goes out in full by itself.
bool nothing_in_the_way(Context& context, db::ReadTx& tx, const Proposal& proposal, std::int64_t task, const std::vector<Part>& parts) { return may_be_whole(proposal, task) && check(context, tx, proposal, parts).empty(); }

}  // namespace

void begin_publication(Context& context, db::WriteTx& tx, Proposal& proposal) {
  const bool out = settings_of(context, tx, proposal).publish_at_once && nothing_in_the_way(context, tx, proposal, 0, parts_of(tx, proposal));
  proposal.published = out ? Published::whole : Published::waits;
  tx.run(sql::await_publication, proposal.id, std::int64_t{0}, proposal.published, context.now(), out ? std::optional(context.now()) : std::nullopt);
}

Result<void> await_replies(Context& context, db::WriteTx& tx, const handling::Answered& event) {
  const auto proposal = event.kind == "proposal" ? find(tx, ProposalId{event.subject}) : std::nullopt;
  if (!proposal) return {};
  const bool at_once = settings_of(context, tx, *proposal).publish_at_once;
  for (const auto& reply : handling::replies_of(context, tx, event.kind, event.subject)) {
    // One of a round before stays as it was decided, or as it was before there were decisions.
    if (!reply.latest || publication_of(tx, proposal->id, reply.task)) continue;
    const bool out = at_once && reply.may_be_whole && nothing_in_the_way(context, tx, *proposal, reply.task, parts_of(reply));
    tx.run(sql::await_publication, proposal->id, reply.task, out ? Published::whole : Published::waits, context.now(), out ? std::optional(context.now()) : std::nullopt);
  }
  return {};
}

Result<PublicationQueue> list_publication(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  PublicationQueue queue{.count = tx.one<std::int64_t>(sql::count_publication, request.id).value_or(0), .items = {}};
  for (const Publication& row : tx.all<Publication>(sql::waiting_publication, request.id)) {
    const auto proposal = find(tx, row.proposal);
    const auto text = proposal ? find_text(context, tx, *proposal, row.task) : std::nullopt;
    if (!text) continue;
    PublicationLine line{.id = row.proposal, .task = row.task, .title = proposal->title, .label = label(context, tx, *proposal), .what = row.task == 0 ? context.say("proposals.publication_of_text") : context.say("proposals.publication_of_reply", {{"unit", text->unit}}), .since = row.since,
                         .due = row.since + std::chrono::days(settings_of(context, tx, *proposal).publish_days), .findings = static_cast<std::int64_t>(check(context, tx, *proposal, text->parts).size()), .consents = may_be_whole(*proposal, row.task)};
    line.ready = line.consents && text->unit_agrees && line.findings == 0;
    queue.items.push_back(std::move(line));
  }
  return queue;
}

Result<PublicationList> read_publication(Context& context, db::ReadTx& tx, const ByProposal& request) {
  TRY_ASSIGN(const Proposal proposal, find_to_publish(context, tx, request.id));
  return list_of(context, tx, proposal);
}

Result<PublicationList> decide_publication(Context& context, db::WriteTx& tx, const DecidePublication& request) {
  TRY_ASSIGN(Proposal proposal, find_to_publish(context, tx, request.id));
  TRY(decide(context, tx, proposal, request));
  return list_of(context, tx, proposal);
}

Result<PublishedMany> publish_many(Context& context, db::WriteTx& tx, const PublishMany& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  PublishedMany done;
  for (const PublishOne& one : request.items) {
    auto proposal = find(tx, one.id);
    const auto row = publication_of(tx, one.id, one.task);
    const auto text = proposal && proposal->assembly == request.id && row && row->decision == Published::waits ? find_text(context, tx, *proposal, one.task) : std::nullopt;
    if (!text || !text->unit_agrees || !nothing_in_the_way(context, tx, *proposal, one.task, text->parts)) {
      ++done.left;
      continue;
    }
    TRY(decide(context, tx, *proposal, {.id = one.id, .task = one.task, .version = row->version, .decision = Published::whole, .summary = {}, .reason = {}, .attachments = true, .findings = {}}));
    ++done.published;
  }
  return done;
}

}  // namespace gongshi::proposals
