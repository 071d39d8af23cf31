// The rows, and what more than one use case needs of them.
#pragma once

#include <map>
#include <mutex>

#include "maths/similarity.hpp"
#include "modules/proposals/settings.hpp"
#include "modules/proposals/wire.hpp"

namespace gongshi::proposals {

/// A row of proposals_proposal.
struct Proposal {
  ProposalId id;
  assemblies::AssemblyId assembly;
  PersonId proposer;
  assemblies::SectorId sector;  // of the proposer when it was submitted
  State state = State::draft;
  Timestamp state_since;
  SessionId session;  // none: not submitted yet
  std::int64_t serial = 0;
  std::int64_t case_number = 0;
  bool in_session = false;
  std::optional<Timestamp> submitted_at;
  std::string title;
  std::string original_title;  // empty: nobody changed it
  std::string situation;
  std::string analysis;
  std::string research;
  Publish publish = Publish::whole;
  std::string publish_reason;
  std::optional<Category> category;
  std::string note;
  std::optional<std::string> ground;   // why it is not filed (grounds.hpp)
  std::optional<ProposalId> main;
  std::string consent;
  bool seconding = false;              // others may second it
  std::optional<ClueId> clue;          // it grew out of
  assemblies::BodyId body;             // that proposes; none: a member does
  std::string contact;                 // whom to ask there
  Published published = Published::waits;
  std::string public_title;            // empty: the title
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Proposal, (), (id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason,
                                     category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version))

/// A row of proposals_signer.
struct Signer {
  PersonId person;
  SignerState state = SignerState::invited;
  std::string opinion;
  Timestamp invited_at;
  Timestamp expires_at;
  std::optional<Timestamp> answered_at;
};
BOOST_DESCRIBE_STRUCT(Signer, (), (person, state, opinion, invited_at, expires_at, answered_at))

/// A row of proposals_session, with the term it is of.
struct Session {
  SessionId id;
  assemblies::AssemblyId assembly;
  std::int64_t number = 0;
  std::string term_name;
  Timestamp from;
  Timestamp cut_off;
  std::int64_t next_case = 1;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, assembly, number, term_name, from, cut_off, next_case))

/// Somebody is asked to sign until then.
struct Invitation {
  ProposalId id;
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(Invitation, (), (id, expires_at))

/// A row of proposals_imported.
struct Imported {
  std::string main_unit;
  std::string assisting_units;
  std::optional<Timestamp> replied_at;
  std::string outcome;
  std::optional<std::string> satisfaction;
  bool is_key = false;
  bool excellent = false;
  std::string original;
};
BOOST_DESCRIBE_STRUCT(Imported, (), (main_unit, assisting_units, replied_at, outcome, satisfaction, is_key, excellent, original))
/// Position 0 proposed, the others signed.
struct ImportedName {
  std::int64_t position = 0;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ImportedName, (), (position, name))
std::vector<ImportedName> imported_names(db::ReadTx& tx, ProposalId id);

/// The row and all that belongs to it here and in look-up. Who removes counts anew afterwards.
void remove(db::WriteTx& tx, ProposalId id);
/// What the queues' numbers are read from, after many rows at once have come or gone; `store` keeps it by itself.
void count_anew(db::WriteTx& tx, assemblies::AssemblyId assembly);

/// 400 with this field.
std::unexpected<Error> wrong(std::string pointer, std::string code);

bool is_office(const Context& context, const Proposal& proposal);
/// Of the office, whose it is, or was asked to sign.
bool is_inside(const Context& context, db::ReadTx& tx, const Proposal& proposal, const std::vector<Signer>& signers);
std::vector<Signer> signers_of(db::ReadTx& tx, ProposalId id);
std::optional<Proposal> find(db::ReadTx& tx, ProposalId id);
/// Error 404 where it is absent, or the actor may not read it: who signs reads it always, the office once it was submitted, the units that handle it and
/// everybody once it is filed and public.
Result<Proposal> find_readable(Context& context, db::ReadTx& tx, ProposalId id);
/// Those of them that the actor may read, the newest first.
std::vector<Proposal> readable_of(Context& context, db::ReadTx& tx, const std::vector<std::int64_t>& ids);
/// Whether the public reads anything of it, in full or as a summary.
bool is_public(const Proposal& proposal);
/// Whether the actor reads it as it was written, and not as it is public.
bool reads_inside(Context& context, db::ReadTx& tx, const Proposal& proposal);
/// The title as the public reads it, and as this reader does.
const std::string& outside_title(const Proposal& proposal);
const std::string& title_for(Context& context, db::ReadTx& tx, const Proposal& proposal);
/// Error 404 likewise; 403 where the actor reads it, but did not write it.
Result<Proposal> find_own(Context& context, db::ReadTx& tx, ProposalId id);
/// Whether the actor wrote it, or speaks for the body that proposes it.
bool is_own(const Context& context, db::ReadTx& tx, const Proposal& proposal);
/// Whether the actor is a member of its assembly itself, not of one below.
bool is_member(const Context& context, db::ReadTx& tx, const Proposal& proposal);
/// Who wrote it and who signed with them, of a body's its conveners; of a main case also those of what was merged into it.
std::vector<PersonId> askers(const Context& context, db::ReadTx& tx, const Proposal& proposal);

std::vector<std::string> suggestions_of(db::ReadTx& tx, ProposalId id);
/// The whole row under its version; 409 where it changed meanwhile. `verb` goes to the journal.
Result<void> store(Context& context, db::WriteTx& tx, Proposal& proposal, std::string_view verb);
/// Each finds what they may read.
void put_in_search(Context& context, db::WriteTx& tx, const Proposal& proposal);
void store_suggestions(db::WriteTx& tx, ProposalId id, const std::vector<std::string>& suggestions);

/// The session under way, or the last one; where none was opened, the first of the term.
Session current_session(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly);
std::optional<Session> find_session(db::ReadTx& tx, SessionId id);
std::string session_name(const Context& context, const Session& session);
/// "…第二次会议 第0123号"; empty where it has none.
std::string label(const Context& context, db::ReadTx& tx, const Proposal& proposal);
std::string label(const Context& context, const std::optional<Session>& session, std::int64_t case_number);

/// For letters, in Chinese: "王某委员等3位委员"; "十三届1次会议第0123号提案".
std::string addressed(db::ReadTx& tx, const Proposal& proposal);
std::string numbered(const Context& context, db::ReadTx& tx, const Proposal& proposal);

void tell(Context& context, db::WriteTx& tx, const Proposal& proposal, const std::vector<PersonId>& people, std::string_view kind, std::map<std::string, std::string> args = {});
void tell_office(Context& context, db::WriteTx& tx, const Proposal& proposal, std::string_view kind);

/// What its assembly has set.
Settings settings_of(const Context& context, db::ReadTx& tx, const Proposal& proposal);

/// Files of these owners hang on a proposal: for its readers, and for itself and the committee.
inline constexpr std::string_view kAttachment = "proposal";
inline constexpr std::string_view kAuthority = "proposal_authority";

/// Under which a text is looked for that is public otherwise than it was written.
inline constexpr std::string_view kInsideText = "proposal_inside";

ProposerKind kind_of(db::ReadTx& tx, const Proposal& proposal);
/// Between the opening of a session and its cut-off.
bool is_in_session(db::ReadTx& tx, assemblies::AssemblyId assembly, Timestamp at);
/// "民建" or who wrote it: the body where one proposes; of an imported register also somebody who is not known here.
std::string proposer_name(db::ReadTx& tx, const Proposal& proposal);

/// Published titles and suggestions, in memory.
class Similar {
 public:
  std::vector<maths::SimilarText> find(db::ReadTx& tx, std::string_view text);
  void add(ProposalId id, std::string_view text);

 private:
  std::mutex mutex_;
  bool filled_ = false;
  maths::SimilarityIndex index_;
};

}  // namespace gongshi::proposals
