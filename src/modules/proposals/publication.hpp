// Rows of what is decided about publication.
#pragma once

#include "modules/proposals/store.hpp"

namespace gongshi::proposals {

/// A row of proposals_publication.
struct Publication {
  ProposalId proposal;
  std::int64_t task = 0;
  Published decision = Published::waits;
  std::string summary;
  std::optional<NotPublicReason> reason;
  std::int64_t reason_list = 0;
  bool attachments = true;
  Timestamp since;
  PersonId decided_by;
  std::optional<Timestamp> decided_at;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Publication, (), (proposal, task, decision, summary, reason, reason_list, attachments, since, decided_by, decided_at, version))

/// A row of proposals_finding.
struct StoredFinding {
  FindingPlace place = FindingPlace::title;
  std::int64_t number = 0;
  std::string written;
  Resolution resolution = Resolution::masked;
  PersonId person;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(StoredFinding, (), (place, number, written, resolution, person, at))

std::optional<Publication> publication_of(db::ReadTx& tx, ProposalId proposal, std::int64_t task);
std::vector<StoredFinding> stored_findings(db::ReadTx& tx, ProposalId proposal, std::int64_t task);

}  // namespace gongshi::proposals
