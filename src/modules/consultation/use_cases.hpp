// The use cases of consultations, one function each; http.cpp gives them their addresses.
#pragma once

#include "maths/arrivals.hpp"
#include "modules/consultation/wire.hpp"
#include "modules/consultation/wire_quarantine.hpp"
#include "modules/consultation/wire_result.hpp"
#include "modules/consultation/wire_sheet.hpp"
#include "modules/consultation/workflow.hpp"
#include "modules/handling/api.hpp"
#include "modules/handover/api.hpp"
#include "modules/moderation/api.hpp"

namespace gongshi::consultation {

// read.cpp
Result<ConsultationList> list(Context& context, const ListConsultations& request);
Result<ConsultationView> read(Context& context, const ByConsultation& request);
Result<ConsultationView> view(Context& context, db::ReadTx& tx, const Consultation& row);
std::optional<Attribution> attribution_of(const Consultation& row);

// write.cpp, files.cpp
Result<ConsultationView> create(Context& context, db::WriteTx& tx, const CreateConsultation& request);
Result<ConsultationView> edit(Context& context, db::WriteTx& tx, const EditConsultation& request);

// move.cpp
Result<ConsultationView> move(Context& context, db::WriteTx& tx, const MoveConsultation& request);
Facts facts(Context& context, db::ReadTx& tx, const Consultation& consultation);
Result<void> advance(Context& context, db::WriteTx& tx, const Consultation& consultation, Action action, State next, std::int64_t version,
                     const std::string& reason);
void close_due(Context& context);

// vote.cpp
Result<Ballot> ballot(Context& context, const ByConsultation& request);
Result<Later<Ballot>> vote(Context& context, const PutVote& request);
Result<OwnVotes> own_votes(Context& context, const ByConsultation& request);
Result<http::Response> watch_counts(Context& context, const ByConsultation& request);
/// The participant's key, made at the first vote together with its journal entry; `arrival` is kept sealed beside it.
Result<std::int64_t> take_part(Context& context, db::WriteTx& tx, const Consultation& consultation, PersonId person,
                               const std::optional<assemblies::Membership>& membership, bool assisted,
                               const std::optional<maths::Arrival>& arrival = std::nullopt);
/// Error 404 or 409 when the statement or the consultation takes no votes now.
Result<void> cast(Context& context, db::WriteTx& tx, ConsultationId consultation, std::int64_t key, StatementId statement, Vote vote);

// statements.cpp
/// Where something about this consultation was written.
moderation::Place place_of(const Consultation& consultation);
Result<moderation::MyContribution> submit_statement(Context& context, db::WriteTx& tx, const SubmitStatement& request);
Result<SimilarStatements> find_similar(Context& context, db::ReadTx& tx, const FindSimilar& request);
Result<StatementList> list_statements(Context& context, db::ReadTx& tx, const ListStatements& request);

// result_view.cpp, position.cpp, exports.cpp
Result<http::Response> read_result(Context& context, const ReadResult& request);
Result<PositionView> position(Context& context, const ByConsultation& request);
/// The files that may be taken of this consultation now; votes only where announced, and only once no vote comes any more.
std::vector<std::string> exports_of(const Consultation& consultation);
Result<http::Response> export_file(Context& context, db::ReadTx& tx, const ExportFile& request);

// sheet.cpp
Result<SheetView> read_sheet(Context& context, db::ReadTx& tx, const ByConsultation& request);
Result<SheetView> save_sheet(Context& context, db::WriteTx& tx, const SaveSheet& request);
Result<SheetView> prefill_sheet(Context& context, const ByConsultation& request);
/// Each agreed point of the signed sheet goes to be handled.
Result<void> hand_over_points(Context& context, db::WriteTx& tx, const SheetSigned& event);
Result<void> tell_of_handled_point(Context& context, db::WriteTx& tx, const handling::Answered& event);
Result<void> tell_of_answer(Context& context, db::WriteTx& tx, const handover::Answered& event);
Result<void> tell_of_signed_sheet(Context& context, db::WriteTx& tx, const SheetSigned& event);
Result<SheetView> sign_sheet(Context& context, db::WriteTx& tx, const SignSheet& request);
bool sheet_has_content(db::ReadTx& tx, ConsultationId consultation);

// quarantine.cpp
Result<Quarantine> list_quarantine(Context& context, db::ReadTx& tx, const ListQuarantine& request);
Result<FindingView> move_finding(Context& context, db::WriteTx& tx, const MoveFinding& request);
Result<OwnHold> appeal_hold(Context& context, db::WriteTx& tx, const AppealHold& request);
Result<FindingView> decide_hold(Context& context, db::WriteTx& tx, const DecideHold& request);
/// What the participant is told of votes of theirs that are or were set aside.
std::optional<OwnHold> own_hold(Context& context, const Consultation& consultation, std::int64_t key);
/// How many people's votes are set aside or were, by reason, with small cells hidden.
std::vector<SetAsideView> set_aside_counts(const Context& context, db::ReadTx& tx, ConsultationId consultation);
/// Findings, appeals and times for appeals that are not over.
std::int64_t undecided(const Context& context, db::ReadTx& tx, ConsultationId consultation);
/// Votes restored by appeals count again once they are those of enough people, or in any case when `all`.
Result<void> count_restored(Context& context, db::WriteTx& tx, const Consultation& consultation, bool all);

// watch.cpp
/// Sets aside, until people have decided, the votes of these participants. The finding's id.
Result<FindingId> hold(Context& context, db::WriteTx& tx, const Consultation& consultation, const NewFinding& finding);
void watch_arrivals(Context& context);

// assisted.cpp, pack.cpp
Result<AssistedView> enter_assisted(Context& context, db::WriteTx& tx, const EnterAssisted& request);
Result<AssistedList> list_assisted(Context& context, db::ReadTx& tx, const ByConsultation& request);
Result<AssistedView> check_assisted(Context& context, db::WriteTx& tx, const CheckAssisted& request);
Result<http::Response> print_pack(Context& context, db::ReadTx& tx, const ByConsultation& request);

}  // namespace gongshi::consultation
