// The use cases of proposals, one function each; module.cpp gives them their addresses.
#pragma once

#include <functional>

#include "modules/calendar/api.hpp"
#include "modules/handling/api.hpp"
#include "modules/moderation/api.hpp"
#include "modules/proposals/workflow.hpp"

namespace gongshi::proposals {

// write.cpp
Result<ProposalView> create(Context& context, db::WriteTx& tx, const CreateProposal& request);
Result<ProposalView> save(Context& context, db::WriteTx& tx, const SaveProposal& request);
Result<MyProposals> discard(Context& context, db::WriteTx& tx, const ByProposal& request);

// sign.cpp
Result<ProposalView> invite(Context& context, db::WriteTx& tx, const InviteSigner& request);
Result<ProposalView> answer_invitation(Context& context, db::WriteTx& tx, const AnswerInvitation& request);

// second.cpp
Result<ProposalView> second(Context& context, db::WriteTx& tx, const SecondProposal& request);
bool may_second(const Context& context, db::ReadTx& tx, const Proposal& proposal);

// attachments.cpp
Result<ProposalView> add_file(Context& context, const AddProposalFile& request);
Result<ProposalView> remove_file(Context& context, db::WriteTx& tx, const RemoveProposalFile& request);

// clues.cpp
Result<ClueView> leave_clue(Context& context, db::WriteTx& tx, const LeaveClue& request);
Result<ClueList> own_clues(Context& context, db::ReadTx& tx, const Nothing& request);
Result<ClueList> list_clues(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<void> publish_clue(Context& context, db::WriteTx& tx, const moderation::Approved& event);
Result<void> refuse_clue(Context& context, db::WriteTx& tx, const moderation::Refused& event);
/// Who wants to grow it into a proposal has it; 409 where somebody else was first.
Result<void> adopt(Context& context, db::WriteTx& tx, ClueId clue, const Proposal& proposal);
/// The draft is thrown away: others may adopt it again.
void give_back_clue(db::WriteTx& tx, const Proposal& proposal);
/// To who wrote the clue that this grew out of, if it did.
void tell_of_clue(Context& context, db::WriteTx& tx, const Proposal& proposal, std::string_view kind, const std::map<std::string, std::string>& args = {});

// distinctions.cpp
Result<ProposalView> distinguish(Context& context, db::WriteTx& tx, const Distinguish& request);
Result<LeaderList> list_leaders(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<LedProposals> led(Context& context, db::ReadTx& tx, const Nothing& request);
Result<ProposalView> instruct(Context& context, db::WriteTx& tx, const Instruct& request);
Result<ProposalView> add_picture(Context& context, const AddInstructionPicture& request);
/// As far as the reader may see them.
void show_distinctions(Context& context, db::ReadTx& tx, const Proposal& proposal, bool inside, ProposalView& view);
Result<void> may_read_instruction(Context& context, db::ReadTx& tx, std::int64_t instruction);

// minutes.cpp
/// As far as the actor reads them, the latest first.
std::vector<MinutesView> minutes_of(Context& context, db::ReadTx& tx, const Proposal& proposal);
bool may_add_minutes(Context& context, db::ReadTx& tx, const Proposal& proposal);

// topics.cpp
Result<TopicList> list_topics(Context& context, db::ReadTx& tx, const Nothing& request);
Result<TopicList> list_own_topics(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<TopicView> read_topic(Context& context, db::ReadTx& tx, const ByTopic& request);
Result<TopicView> create_topic(Context& context, db::WriteTx& tx, const CreateTopic& request);
Result<TopicView> save_topic(Context& context, db::WriteTx& tx, const SaveTopic& request);

// move.cpp
Result<ProposalView> move(Context& context, db::WriteTx& tx, const MoveProposal& request);
Result<ProposalView> classify(Context& context, db::WriteTx& tx, const ClassifyProposal& request);
Facts facts(const Context& context, db::ReadTx& tx, const Proposal& proposal, const std::vector<std::string>& suggestions);
/// `own`: is_own(), which asks the database.
std::function<bool(std::string_view)> may(const Context& context, const Proposal& proposal, bool own);

// versions.cpp
/// As it is now, when it is submitted.
void keep_version(Context& context, db::WriteTx& tx, const Proposal& proposal);
std::vector<VersionView> versions_of(db::ReadTx& tx, ProposalId id);
Result<VersionList> list_versions(Context& context, db::ReadTx& tx, const ByProposal& request);

// read.cpp
Result<ProposalView> view(Context& context, db::ReadTx& tx, const Proposal& proposal);
Result<ProposalView> read(Context& context, db::ReadTx& tx, const ByProposal& request);

// lists.cpp
/// What they need of others is asked for all of them at once.
std::vector<ProposalLine> lines_of(Context& context, db::ReadTx& tx, const std::vector<Proposal>& proposals, bool outside = false);
Result<MyProposals> mine(Context& context, db::ReadTx& tx, const Nothing& request);
Result<ProposalList> list_for_office(Context& context, db::ReadTx& tx, const ListForOffice& request);
Result<ProposalList> list_public(Context& context, db::ReadTx& tx, const ListPublic& request);
Result<SimilarProposals> similar(Context& context, db::ReadTx& tx, const FindSimilar& request);

// statistics.cpp; the rest of it in figures.hpp
/// The rows of one figure, with its filters in words.
Result<ProposalList> list_figure(Context& context, db::ReadTx& tx, const ListForOffice& request, std::vector<Proposal>& rows);

// export_register.cpp
Result<http::Response> export_register(Context& context, const OfAssembly& request);

// public_version.cpp
struct Finding {
  FindingPlace place = FindingPlace::title;
  std::int64_t number = 0;
  std::string written;
  FindingKind kind = FindingKind::mobile;
  std::string around;
};
/// A part of a text that is to be public.
struct Part {
  FindingPlace place = FindingPlace::title;
  std::int64_t number = 0;
  std::string text;
};
std::vector<Part> parts_of(db::ReadTx& tx, const Proposal& proposal);
std::vector<Part> parts_of(const handling::ReplyText& reply);
/// What the check before publication finds in them.
std::vector<Finding> check(Context& context, db::ReadTx& tx, const Proposal& proposal, const std::vector<Part>& parts);
/// What stands in a row of proposals_publication, with what is to be masked.
struct PublicVersion {
  Published how = Published::waits;
  std::string summary;
  std::optional<NotPublicReason> reason;
  bool attachments = true;
  std::vector<std::pair<FindingPlace, std::string>> masked;

  std::vector<std::string> masked_in(FindingPlace place) const;
  std::vector<std::string> masked_anywhere() const;
};
/// Of the text, or of a reply: whoever has no row was public before there were rows.
PublicVersion public_version(db::ReadTx& tx, const Proposal& proposal, std::int64_t task = 0);
std::string reason_text(const Context& context, const std::optional<NotPublicReason>& reason);
/// Its suggestions as they are public; none where the text is not.
std::vector<std::string> public_suggestions(db::ReadTx& tx, const Proposal& proposal, const PublicVersion& version);
/// The view as who reads it from outside has it.
void show_outside(db::ReadTx& tx, const Proposal& proposal, ProposalView& view);
handling::PublicReply public_reply(const Context& context, db::ReadTx& tx, const Proposal& proposal, std::int64_t task);
std::optional<handling::Outsider> outsider_of(Context& context, db::ReadTx& tx, std::int64_t id);

// publication.cpp
/// When it is filed or merged: out at once where the assembly has it so and nothing is in the way, or to be decided on.
void begin_publication(Context& context, db::WriteTx& tx, Proposal& proposal);
Result<void> await_replies(Context& context, db::WriteTx& tx, const handling::Answered& event);
Result<PublicationQueue> list_publication(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<PublicationList> read_publication(Context& context, db::ReadTx& tx, const ByProposal& request);
Result<PublicationList> decide_publication(Context& context, db::WriteTx& tx, const DecidePublication& request);
Result<PublishedMany> publish_many(Context& context, db::WriteTx& tx, const PublishMany& request);

// deadlines.cpp
std::vector<calendar::OwnDeadline> own_deadlines(Context& context, db::ReadTx& tx);

// import_register.cpp
Result<RegisterReport> try_register(Context& context, db::ReadTx& tx, const ImportRegister& request);
Result<RegisterReport> import_register(Context& context, db::WriteTx& tx, const ImportRegister& request);
Result<ImportList> list_imports(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<ImportList> undo_import(Context& context, db::WriteTx& tx, const ByImport& request);

// archive.cpp
bool is_closed(db::ReadTx& tx, const Proposal& proposal);
Result<http::Response> archive(Context& context, db::ReadTx& tx, const ByProposal& request);
Result<http::Response> archive_session(Context& context, db::ReadTx& tx, const ArchiveSession& request);

// feed.cpp
Result<http::Response> feed(Context& context, db::ReadTx& tx, const Nothing& request);

// documents.cpp
Result<http::Response> document(Context& context, const AskDocument& request);
/// `inside`: the reader is of the office, or signs.
std::vector<documents::Offer> documents_of(const Context& context, const Proposal& proposal, bool inside);

// sessions.cpp
Result<SessionList> list_sessions(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<SessionList> open_session(Context& context, db::WriteTx& tx, const OpenSession& request);

/// The word "proposals.<group>.<name>".
inline std::string say(const Context& context, std::string_view group, std::string_view name) { return context.say("proposals." + std::string(group) + "." + std::string(name)); }

}  // namespace gongshi::proposals
