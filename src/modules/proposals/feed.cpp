// What was filed lately, for whoever subscribes (Atom, RFC 4287).
#include "base/html.hpp"
#include "embedded/proposals.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/operations/application.hpp"
#include "platform/operations/cursor.hpp"

namespace gongshi::proposals {
namespace {

std::string element(std::string_view name, std::string_view text) { return "<" + std::string(name) + ">" + escape_html(text) + "</" + std::string(name) + ">"; }

}  // namespace

Result<http::Response> feed(Context& context, db::ReadTx& tx, const Nothing&) {
  std::string base = context.app.config().public_url;
  if (base.empty()) base = std::string(context.secure ? "https://" : "http://") + context.host;
  while (base.ends_with('/')) base.pop_back();
  std::string entries;
  Timestamp latest;
  for (const Proposal& proposal : tx.all<Proposal>(sql::list_public, ProposalId{kFromGreatest})) {
    const std::string address = base + "/proposals/" + std::to_string(proposal.id.value);
    latest = std::max(latest, proposal.state_since);
    std::string summary = label(context, tx, proposal);
    const PublicVersion version = public_version(tx, proposal);
    if (version.how == Published::summary) summary += (summary.empty() ? "" : "\n") + version.summary;
    for (const auto& suggestion : public_suggestions(tx, proposal, version)) summary += (summary.empty() ? "" : "\n") + suggestion;
    entries += "<entry>" + element("id", address) + element("title", outside_title(proposal)) + "<link href=\"" + escape_html(address) + "\"/>" + element("updated", to_rfc3339(proposal.state_since)) + "<author>" +
               element("name", proposer_name(tx, proposal)) + "</author>" + element("summary", summary) + "</entry>\n";
  }
  http::Response response;
  response.body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">" + element("id", base + "/proposals") + element("title", context.say("proposals.title")) +
                  "<link rel=\"self\" href=\"" + escape_html(base + "/api/v1/proposals.atom") + "\"/>" + element("updated", to_rfc3339(latest)) + "\n" + entries + "</feed>\n";
  response.set("Content-Type", "application/atom+xml; charset=utf-8");
  return response;
}

}  // namespace gongshi::proposals
