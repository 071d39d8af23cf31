// What was submitted, each time: a proposal that came back can be read beside what was returned, and the archive holds all of it.
#include "embedded/proposals.hpp"
#include "modules/proposals/use_cases.hpp"

namespace gongshi::proposals {
namespace {

/// A row of proposals_version.
struct Version {
  std::int64_t number = 0;
  Timestamp at;
  std::string title;
  std::string situation;
  std::string analysis;
  std::string suggestions;  // JSON
  std::string research;
};
BOOST_DESCRIBE_STRUCT(Version, (), (number, at, title, situation, analysis, suggestions, research))

}  // namespace

void keep_version(Context& context, db::WriteTx& tx, const Proposal& proposal) {
  tx.run(sql::add_version, proposal.id, context.now(), proposal.title, proposal.situation, proposal.analysis, json::encode(suggestions_of(tx, proposal.id)), proposal.research);
}

std::vector<VersionView> versions_of(db::ReadTx& tx, ProposalId id) {
  std::vector<VersionView> views;
  for (Version& one : tx.all<Version>(sql::versions_of, id)) {
    auto suggestions = json::decode<std::vector<std::string>>(one.suggestions);
    views.push_back({one.number, one.at, std::move(one.title), std::move(one.situation), std::move(one.analysis), suggestions ? std::move(*suggestions) : std::vector<std::string>{}, std::move(one.research)});
  }
  return views;
}

Result<VersionList> list_versions(Context& context, db::ReadTx& tx, const ByProposal& request) {
  TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, request.id));
  if (!is_inside(context, tx, proposal, signers_of(tx, proposal.id))) return fail(ErrorKind::forbidden, "proposals.not_yours");
  return VersionList{versions_of(tx, proposal.id)};
}

}  // namespace gongshi::proposals
