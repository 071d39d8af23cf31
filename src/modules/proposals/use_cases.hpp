// The use cases of proposals, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/proposals/workflow.hpp"

namespace gongshi::proposals {

// write.cpp
Result<ProposalView> create(Context& context, db::WriteTx& tx, const CreateProposal& request);
Result<ProposalView> save(Context& context, db::WriteTx& tx, const SaveProposal& request);
Result<MyProposals> discard(Context& context, db::WriteTx& tx, const ByProposal& request);

// sign.cpp
Result<ProposalView> invite(Context& context, db::WriteTx& tx, const InviteSigner& request);
Result<ProposalView> answer_invitation(Context& context, db::WriteTx& tx, const AnswerInvitation& request);

// move.cpp
Result<ProposalView> move(Context& context, db::WriteTx& tx, const MoveProposal& request);
Result<ProposalView> classify(Context& context, db::WriteTx& tx, const ClassifyProposal& request);
Facts facts(const Proposal& proposal, const std::vector<std::string>& suggestions);
bool may(const Context& context, const Proposal& proposal, std::string_view permission);

// read.cpp
Result<ProposalView> view(Context& context, db::ReadTx& tx, const Proposal& proposal);
Result<ProposalView> read(Context& context, db::ReadTx& tx, const ByProposal& request);

// lists.cpp
Result<MyProposals> mine(Context& context, db::ReadTx& tx, const Nothing& request);
Result<ProposalList> list_for_office(Context& context, db::ReadTx& tx, const ListForOffice& request);
Result<ProposalList> list_public(Context& context, db::ReadTx& tx, const ListPublic& request);
Result<SimilarProposals> similar(Context& context, db::ReadTx& tx, const FindSimilar& request);

// statistics.cpp
Result<Statistics> statistics(Context& context, db::ReadTx& tx, const AskStatistics& request);
Result<http::Response> export_register(Context& context, const OfAssembly& request);

// feed.cpp
Result<http::Response> feed(Context& context, db::ReadTx& tx, const Nothing& request);

// sessions.cpp
Result<SessionList> list_sessions(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<SessionList> open_session(Context& context, db::WriteTx& tx, const OpenSession& request);

}  // namespace gongshi::proposals
