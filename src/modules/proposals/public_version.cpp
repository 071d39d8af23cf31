// What the public reads of a proposal and of the replies to it, and what the check before publication finds in them.
#include <algorithm>
#include <set>

#include "base/personal_data.hpp"
#include "embedded/proposals.hpp"
#include "modules/proposals/publication.hpp"
#include "modules/proposals/use_cases.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::size_t kBeside = 60;  // bytes shown before and behind what is found

FindingKind as_finding(PersonalKind kind) {
  switch (kind) {
    case PersonalKind::mobile: return FindingKind::mobile;
    case PersonalKind::identity_number: return FindingKind::identity_number;
    case PersonalKind::bank_card: return FindingKind::bank_card;
    case PersonalKind::mail: return FindingKind::mail;
    case PersonalKind::address: return FindingKind::address;
    case PersonalKind::secrecy: return FindingKind::secrecy;
  }
  return FindingKind::secrecy;
}

bool continues(char one) { return (static_cast<unsigned char>(one) & 0xC0U) == 0x80U; }

/// What is found with what stands beside it, whole characters of one line.
std::string around(std::string_view text, std::string_view written) {
  const auto at = text.find(written);
  if (at == text.npos) return std::string(written);
  std::size_t from = at > kBeside ? at - kBeside : 0, to = std::min(text.size(), at + written.size() + kBeside);
  while (from < at && continues(text[from])) ++from;
  while (to < text.size() && continues(text[to])) ++to;
  std::string excerpt = (from > 0 ? "…" : "") + std::string(text.substr(from, to - from)) + (to < text.size() ? "…" : "");
  std::ranges::replace(excerpt, '\n', ' ');
  return excerpt;
}

}  // namespace

std::vector<Part> parts_of(db::ReadTx& tx, const Proposal& proposal) {
  std::vector<Part> parts{{FindingPlace::title, 0, proposal.title}, {FindingPlace::situation, 0, proposal.situation}, {FindingPlace::analysis, 0, proposal.analysis}};
  std::int64_t number = 0;
  for (std::string& one : suggestions_of(tx, proposal.id)) parts.push_back({FindingPlace::suggestion, ++number, std::move(one)});
  parts.push_back({FindingPlace::research, 0, proposal.research});
  number = 0;
  for (const files::File& file : files::list(tx, {kAttachment, proposal.id.value})) parts.push_back({FindingPlace::attachment, ++number, file.name});
  std::erase_if(parts, [](const Part& part) { return part.text.empty(); });
  return parts;
}

std::vector<Part> parts_of(const handling::ReplyText& reply) {
  std::vector<Part> parts;
  for (const auto& one : reply.parts) parts.push_back({one.place == "word" ? FindingPlace::word : one.place == "promise" ? FindingPlace::promise : FindingPlace::reply, one.number, one.text});
  return parts;
}

std::vector<Finding> check(Context& context, db::ReadTx& tx, const Proposal& proposal, const std::vector<Part>& parts) {
  std::vector<Finding> findings;
  for (const Part& part : parts) {
    std::set<std::string> seen;  // what stands there twice is decided on once
    const auto add = [&](std::string written, FindingKind kind) {
      if (!seen.insert(written).second) return;
      std::string beside = around(part.text, written);
      findings.push_back({part.place, part.number, std::move(written), kind, std::move(beside)});
    };
    for (const PersonalData& one : find_personal_data(part.text)) add(part.text.substr(one.begin, one.end - one.begin), as_finding(one.kind));
    for (std::string& word : moderation::listed_words_in(context, tx, proposal.assembly, part.text)) add(std::move(word), FindingKind::listed_word);
  }
  return findings;
}

std::vector<std::string> PublicVersion::masked_in(FindingPlace place) const {
  std::vector<std::string> written;
  for (const auto& [in, what] : masked) {
    if (in == place) written.push_back(what);
  }
  return written;
}
std::vector<std::string> PublicVersion::masked_anywhere() const {
  std::vector<std::string> written;
  for (const auto& one : masked) written.push_back(one.second);
  return written;
}

std::optional<Publication> publication_of(db::ReadTx& tx, ProposalId proposal, std::int64_t task) { return tx.one<Publication>(sql::publication_of, proposal, task); }
std::vector<StoredFinding> stored_findings(db::ReadTx& tx, ProposalId proposal, std::int64_t task) { return tx.all<StoredFinding>(sql::findings_of, proposal, task); }

PublicVersion public_version(db::ReadTx& tx, const Proposal& proposal, std::int64_t task) {
  const auto row = publication_of(tx, proposal.id, task);
  if (!row) return {.how = task == 0 ? proposal.published : Published::whole, .summary = {}, .reason = {}, .attachments = true, .masked = {}};
  PublicVersion version{.how = row->decision, .summary = row->summary, .reason = row->reason, .attachments = row->attachments, .masked = {}};
  for (StoredFinding& one : stored_findings(tx, proposal.id, task)) {
    if (one.resolution == Resolution::masked) version.masked.emplace_back(one.place, std::move(one.written));
  }
  // The longer first: what is part of it goes with it.
  std::ranges::stable_sort(version.masked, [](const auto& one, const auto& other) { return one.second.size() > other.second.size(); });
  return version;
}

std::string reason_text(const Context& context, const std::optional<NotPublicReason>& reason) { return reason ? context.say("proposals.not_public_reason." + std::string(enum_name(*reason))) : ""; }

std::vector<std::string> public_suggestions(db::ReadTx& tx, const Proposal& proposal, const PublicVersion& version) {
  std::vector<std::string> suggestions;
  if (version.how != Published::whole) return suggestions;
  const auto masked = version.masked_in(FindingPlace::suggestion);
  for (std::string& one : suggestions_of(tx, proposal.id)) suggestions.push_back(without(std::move(one), masked));
  return suggestions;
}

void show_outside(db::ReadTx& tx, const Proposal& proposal, ProposalView& view) {
  const PublicVersion version = public_version(tx, proposal);
  view.title = view.parts.title = outside_title(proposal);
  view.parts.publish = Publish::whole;  // what the proposer wished is theirs to tell
  if (version.how == Published::whole) {
    view.parts.situation = without(std::move(view.parts.situation), version.masked_in(FindingPlace::situation));
    view.parts.analysis = without(std::move(view.parts.analysis), version.masked_in(FindingPlace::analysis));
    view.parts.research = without(std::move(view.parts.research), version.masked_in(FindingPlace::research));
    view.parts.suggestions = public_suggestions(tx, proposal, version);
  } else {
    view.parts.situation.clear();
    view.parts.analysis.clear();
    view.parts.research.clear();
    view.parts.suggestions.clear();
    view.summary = version.summary;
  }
  if (version.how != Published::whole || !version.attachments) view.attachments.clear();
  if (version.how != Published::whole || !version.masked.empty()) view.documents.clear();
}

handling::PublicReply public_reply(const Context& context, db::ReadTx& tx, const Proposal& proposal, std::int64_t task) {
  using How = handling::PublicReply::How;
  const PublicVersion version = public_version(tx, proposal, task);
  switch (version.how) {
    case Published::whole: return {How::whole, {}, version.masked_anywhere()};
    case Published::summary: return {How::summary, version.summary, {}};
    case Published::waits: return {How::withheld, context.say("proposals.reply_waits"), {}};
    case Published::not_public: break;
  }
  return {How::withheld, context.say("proposals.reply_not_public", {{"reason", reason_text(context, version.reason)}}), {}};
}

std::optional<handling::Outsider> outsider_of(Context& context, db::ReadTx& tx, std::int64_t id) {
  const auto proposal = find(tx, ProposalId{id});
  if (!proposal || reads_inside(context, tx, *proposal)) return std::nullopt;
  // Who signed what was merged into it asked as well.
  if (context.actor.signed_in() && std::ranges::binary_search(askers(context, tx, *proposal), context.actor.person)) return std::nullopt;
  return handling::Outsider{.suggestions = public_suggestions(tx, *proposal, public_version(tx, *proposal)), .reply = [&context, &tx, proposal = *proposal](std::int64_t task) { return public_reply(context, tx, proposal, task); }};
}

}  // namespace gongshi::proposals
