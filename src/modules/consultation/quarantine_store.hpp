// Rows of findings and of who is in them, and the one way in which it changes whose votes count.
#pragma once

#include "modules/consultation/wire_quarantine.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::consultation::store {

struct Finding {
  FindingId id;
  ConsultationId consultation;
  assemblies::AssemblyId assembly;
  maths::Irregularity reason;
  FindingState state;
  Timestamp first_at;
  Timestamp last_at;
  std::string excerpt;
  Timestamp found_at;
  std::optional<PersonId> proposed_by;
  std::optional<Timestamp> proposed_at;
  std::string proposal_note;
  std::optional<PersonId> decided_by;
  std::optional<Timestamp> decided_at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Finding, (),
                      (id, consultation, assembly, reason, state, first_at, last_at, excerpt, found_at, proposed_by, proposed_at, proposal_note,
                       decided_by, decided_at, note))

struct Held {
  HeldId id;
  FindingId finding;
  ConsultationId consultation;
  db::Bytes participant;
  AppealState appeal_state;
  std::string appeal;
  std::optional<Timestamp> appealed_at;
  std::optional<PersonId> decided_by;
  std::optional<Timestamp> decided_at;
  std::string note;
  std::optional<Timestamp> counts_again_at;
};
BOOST_DESCRIBE_STRUCT(Held, (),
                      (id, finding, consultation, participant, appeal_state, appeal, appealed_at, decided_by, decided_at, note, counts_again_at))

Result<Finding> finding(db::ReadTx& tx, FindingId id);
/// A participant's key as cases hold it.
db::Bytes case_of(Context& context, ConsultationId consultation, std::int64_t key);
std::int64_t key_of(Context& context, ConsultationId consultation, const db::Bytes& participant);

enum class Counting { set_aside, counts };
/// From the commit on, the votes of these participants count or do not: in results, exports and, exactly, in the live counts.
void change_counting(Context& context, db::WriteTx& tx, const Consultation& consultation, FindingId because, const std::vector<std::int64_t>& keys,
                     Counting counting);

/// A notice about their own votes; what was voted and what was found stays out of it.
void tell_owners(Context& context, db::WriteTx& tx, const Consultation& consultation, const std::vector<std::int64_t>& keys, std::string_view kind);

}  // namespace gongshi::consultation::store
