// Files of a proposal: for its readers, and the paper by which a body proposes.
#include <algorithm>

#include "embedded/proposals.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {
namespace {

constexpr std::size_t kMostFiles = 10;

std::string_view owner_of(FilePurpose purpose) { return purpose == FilePurpose::authority ? kAuthority : kAttachment; }

/// While it is written; what was submitted stays as it was.
Result<Proposal> find_written(Context& context, db::ReadTx& tx, ProposalId id) {
  TRY_ASSIGN(Proposal proposal, find_own(context, tx, id));
  if (!row_of(proposal.state).written) return fail(ErrorKind::conflict, "workflow.not_now");
  return proposal;
}

}  // namespace

Result<ProposalView> add_file(Context& context, const AddProposalFile& request) {
  TRY(context.db.read([&](db::ReadTx& tx) { return find_written(context, tx, request.id); }));
  TRY_ASSIGN(const files::Content content, files::accept(context, request.body.bytes));
  return context.db.write([&](db::WriteTx& tx) -> Result<ProposalView> {
    TRY_ASSIGN(const Proposal proposal, find_written(context, tx, request.id));
    if (request.purpose == FilePurpose::authority && !proposal.body) return fail(ErrorKind::conflict, "proposals.for_bodies");
    const files::Owner owner{owner_of(request.purpose), proposal.id.value};
    if (files::list(tx, owner).size() >= kMostFiles) return fail(ErrorKind::conflict, "proposals.too_many_files");
    files::store(context, tx, request.name, content, owner);
    journal::record(context, tx, {.verb = "proposals.add_file", .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
    return view(context, tx, proposal);
  });
}

Result<ProposalView> remove_file(Context& context, db::WriteTx& tx, const RemoveProposalFile& request) {
  TRY_ASSIGN(const Proposal proposal, find_written(context, tx, request.id));
  const auto authority = files::list(tx, {kAuthority, proposal.id.value});
  const bool is_authority = std::ranges::find(authority, request.file, &files::File::id) != authority.end();
  TRY(files::remove(tx, request.file, {is_authority ? kAuthority : kAttachment, proposal.id.value}));
  journal::record(context, tx, {.verb = "proposals.remove_file", .subject_kind = "proposal", .subject = proposal.id.value, .scope = proposal.assembly});
  return view(context, tx, proposal);
}

}  // namespace gongshi::proposals
