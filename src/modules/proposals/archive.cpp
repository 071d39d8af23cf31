// The archive of a closed case: everything that is on record of it, readable without this program and checked by its sums. Of each case a folder:
//   README.txt · proposal.txt, proposal.json, versions.json · handling.txt, handling.json · log.txt, log.json · attachments/ · manifest.json
// A session's archive holds hundreds of cases and names their attachments; the content is in each case's own.
#include <algorithm>

#include <fmt/format.h>

#include "base/day.hpp"
#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/use_cases.hpp"
#include "modules/proposals/workflow.hpp"
#include "platform/journal/done.hpp"
#include "platform/package/package.hpp"

namespace gongshi::proposals {
namespace {

struct LogLine {
  std::string at;  // RFC 3339
  std::string verb;
  std::string by;
};
BOOST_DESCRIBE_STRUCT(LogLine, (), (at, verb, by))

struct PackedFile {
  std::string path;
  std::int64_t bytes = 0;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(PackedFile, (), (path, bytes, sha256))
struct Manifest {
  std::string format;  // of this folder
  std::string made;
  std::string assembly;
  std::string label;
  std::string title;
  std::vector<PackedFile> files;
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (format, made, assembly, label, title, files))

std::string numbered(const std::vector<std::string>& suggestions) {
  std::string text;
  for (std::size_t i = 0; i < suggestions.size(); ++i) text += (i == 0 ? "" : "\n") + std::to_string(i + 1) + ". " + suggestions[i];
  return text;
}

std::string as_text(const Context& context, const Proposal& proposal, const ProposalView& view, const std::vector<VersionView>& versions) {
  std::string text;
  const auto line = [&](std::string_view key, std::map<std::string, std::string> args) { text += context.say(key, args) + "\n"; };
  const auto part = [&](std::string_view key, const std::string& written) {
    if (!written.empty()) text += "\n" + context.say(key) + "\n" + written + "\n";
  };
  text += view.assembly_name + "\n" + view.label.value_or("") + "\n";
  line("proposals.archive.title", {{"text", view.title}});
  if (view.original_title) line("proposals.archive.original_title", {{"text", *view.original_title}});
  line("proposals.archive.proposer", {{"text", view.proposer}});
  if (view.category_name) line("proposals.archive.category", {{"text", *view.category_name}});
  if (view.submitted_at) line("proposals.archive.submitted", {{"date", day_text(day_at(*view.submitted_at))}});
  line("proposals.archive.state", {{"state", view.state_name}, {"date", day_text(day_at(view.state_since))}});
  if (!view.note.empty()) text += view.note + "\n";
  if (!proposal.consent.empty()) line("proposals.archive.consent", {{"text", proposal.consent}});
  if (view.parts.publish == Publish::not_published) line("proposals.archive.not_published", {{"text", view.parts.publish_reason}});
  part("proposals.archive.part_situation", view.parts.situation);
  part("proposals.archive.part_analysis", view.parts.analysis);
  part("proposals.archive.part_suggestions", numbered(view.parts.suggestions));
  part("proposals.archive.part_research", view.parts.research);
  if (!view.signers.empty()) text += "\n" + context.say("proposals.archive.signers") + "\n";
  for (const SignerView& one : view.signers) line("proposals.archive.signer", {{"name", one.name}, {"state", one.state_name}, {"opinion", one.opinion}});
  for (const SeconderView& one : view.seconders) line("proposals.archive.seconder", {{"name", one.name}, {"date", day_text(day_at(one.at))}, {"opinion", one.opinion}});
  if (!view.reviews.empty()) text += "\n" + context.say("proposals.archive.reviews") + "\n";
  for (const ReviewView& one : view.reviews) line("proposals.archive.review", {{"date", day_text(day_at(one.at))}, {"stage", one.stage_name}, {"by", one.by}, {"opinion", one.opinion}});
  if (view.key) line("proposals.archive.key", {{"leader", view.key->leader.value_or("")}, {"party", view.key->party.value_or("")}, {"plan", view.key->plan}});
  for (const InstructionView& one : view.instructions) line("proposals.archive.instruction", {{"date", day_text(day_at(one.at))}, {"leader", one.leader}, {"text", one.text}});
  for (const MinutesView& one : view.minutes) {
    if (!one.confirmed_at) continue;
    line("proposals.archive.minutes", {{"date", day_text(day_at(one.at))}, {"kind", one.kind_name}, {"place", one.place}, {"chair", one.chair}, {"attended", one.attended}});
    text += one.said + "\n";
    for (const AgreedPointView& point : one.points) line("proposals.archive.agreed", {{"text", point.text}, {"unit", point.unit_name}, {"due", point.due ? day_text(day_at(*point.due)) : ""}});
  }
  for (const files::File& one : view.attachments) line("proposals.archive.attachment", {{"name", one.name}});
  for (const VersionView& one : versions) {
    text += "\n" + context.say("proposals.archive.version", {{"number", std::to_string(one.number)}, {"date", minute_text(one.at)}, {"title", one.title}}) + "\n";
    if (&one == &versions.back()) break;  // stands above
    part("proposals.archive.part_situation", one.situation);
    part("proposals.archive.part_analysis", one.analysis);
    part("proposals.archive.part_suggestions", numbered(one.suggestions));
    part("proposals.archive.part_research", one.research);
  }
  if (view.imported) part("proposals.archive.imported", view.imported->original);
  return text;
}

void add_log(db::ReadTx& tx, package::Writer& writer, const std::string& folder, std::vector<journal::Done> done) {
  std::ranges::sort(done, {}, &journal::Done::id);
  std::string text;
  std::vector<LogLine> lines;
  for (const journal::Done& one : done) {
    lines.push_back({to_rfc3339(one.at), one.verb, one.person ? identity::display_name(tx, *one.person) : ""});
    text += minute_text(one.at) + "  " + one.verb + "  " + lines.back().by + "\n";
  }
  writer.add(folder + "log.txt", text);
  writer.add(folder + "log.json", json::encode(lines));
}

/// Under their own names, numbered: two may be called the same, and no name leaves its folder.
void add_attachments(Context& context, db::ReadTx& tx, package::Writer& writer, const std::string& folder, const ProposalView& view, const handling::Record& record) {
  std::vector<files::File> all = view.attachments;
  std::ranges::copy(view.authority, std::back_inserter(all));
  for (const InstructionView& one : view.instructions) std::ranges::copy(one.pictures, std::back_inserter(all));
  std::ranges::copy(record.attachments, std::back_inserter(all));
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::string name = all[i].name;
    std::ranges::replace_if(name, [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }, '_');
    writer.add(fmt::format("{}attachments/{:02}-{}", folder, i + 1, name), files::read_bytes(context, tx, all[i].id));
  }
}

enum class Extent { whole, without_attachments };

Result<void> add_case(Context& context, db::ReadTx& tx, package::Writer& writer, const std::string& folder, const Proposal& proposal, Extent extent) {
  TRY_ASSIGN(ProposalView shown, view(context, tx, proposal));
  shown.actions.clear();
  TRY_ASSIGN(handling::Record record, handling::record_of(context, tx, "proposal", proposal.id.value));
  const std::size_t first = writer.entries().size();
  const std::string label = shown.label.value_or(shown.title);
  const auto versions = versions_of(tx, proposal.id);
  std::string read_me = context.say("proposals.archive.read_me", {{"label", label}}) + "\n";
  if (extent == Extent::without_attachments) read_me += context.say("proposals.archive.without_attachments") + "\n";
  writer.add(folder + "README.txt", read_me);
  writer.add(folder + "proposal.txt", as_text(context, proposal, shown, versions));
  writer.add(folder + "proposal.json", json::encode(shown));
  writer.add(folder + "versions.json", json::encode(versions));
  for (const auto& file : record.files) writer.add(folder + file.path, file.text);
  std::ranges::move(journal::done_to(tx, "proposal", proposal.id.value), std::back_inserter(record.log));
  add_log(tx, writer, folder, std::move(record.log));
  if (extent == Extent::whole) add_attachments(context, tx, writer, folder, shown, record);
  Manifest manifest{.format = "gongshi-case-1", .made = to_rfc3339(context.now()), .assembly = shown.assembly_name, .label = label, .title = shown.title, .files = {}};
  for (std::size_t i = first; i < writer.entries().size(); ++i) {
    const package::Entry& entry = writer.entries()[i];
    manifest.files.push_back({entry.path.substr(folder.size()), entry.bytes, entry.sha256});
  }
  writer.add(folder + "manifest.json", json::encode(manifest));
  return {};
}

http::Response as_download(package::Writer&& writer, const std::string& name) {
  http::Response response;
  response.body = std::move(writer).finish();
  response.set("Content-Type", "application/zip");
  response.set("Content-Disposition", "attachment; filename=\"" + name + ".zip\"");
  return response;
}

}  // namespace

bool is_closed(db::ReadTx& tx, const Proposal& proposal) {
  if (proposal.state == State::filed) return handling::is_closed(tx, "proposal", proposal.id.value);
  if (proposal.state == State::merged) return !proposal.main || handling::is_closed(tx, "proposal", proposal.main->value);
  return proposal.state == State::converted || proposal.state == State::withdrawn;
}

Result<http::Response> archive(Context& context, db::ReadTx& tx, const ByProposal& request) {
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, request.id));
  if (!is_office(context, proposal)) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (!is_closed(tx, proposal)) return fail(ErrorKind::conflict, "proposals.archive.closed_only");
  package::Writer writer(context.now());
  TRY(add_case(context, tx, writer, "", proposal, Extent::whole));
  return as_download(std::move(writer), fmt::format("case-{:04}-{}", proposal.case_number, proposal.id.value));
}

Result<http::Response> archive_session(Context& context, db::ReadTx& tx, const ArchiveSession& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto session = find_session(tx, request.session);
  if (!session || session->assembly != request.id) return fail(ErrorKind::not_found, "proposals.no_such_session");
  package::Writer writer(context.now());
  for (const Proposal& proposal : tx.all<Proposal>(sql::all_of_session, request.session)) {
    if (is_office(context, proposal) && is_closed(tx, proposal)) TRY(add_case(context, tx, writer, fmt::format("{:04}-{}/", proposal.case_number, proposal.id.value), proposal, Extent::without_attachments));
  }
  return as_download(std::move(writer), fmt::format("session-{}", session->id.value));
}

}  // namespace gongshi::proposals
