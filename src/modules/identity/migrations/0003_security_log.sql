-- about: whose data or account it was. kind: what an auditor filters by. number and chain are given a minute later: each entry's chain covers
-- the one before, so that nothing can be changed, taken out or moved unseen (security_log.hpp).
ALTER TABLE identity_security_log ADD COLUMN about BIGINT;
ALTER TABLE identity_security_log ADD COLUMN kind TEXT NOT NULL DEFAULT 'sign_in';
ALTER TABLE identity_security_log ADD COLUMN number BIGINT;
ALTER TABLE identity_security_log ADD COLUMN chain TEXT;
CREATE UNIQUE INDEX identity_security_log_by_number ON identity_security_log (number);

-- One row: the last link of the chain, and the one before the first that is still kept.
CREATE TABLE identity_security_head (
  id BIGINT PRIMARY KEY,
  number BIGINT NOT NULL,
  chain TEXT NOT NULL,
  first_number BIGINT NOT NULL,
  first_chain TEXT NOT NULL
);

-- Somebody lost every way in; two people of the office let them in again.
CREATE TABLE identity_recovery (
  id BIGINT PRIMARY KEY,
  scope BIGINT NOT NULL,
  person BIGINT NOT NULL REFERENCES identity_person (id),
  reason TEXT NOT NULL,
  asked_by BIGINT NOT NULL REFERENCES identity_person (id),
  asked_at BIGINT NOT NULL,
  confirmed_by BIGINT REFERENCES identity_person (id)
);
CREATE INDEX identity_recovery_by_scope ON identity_recovery (scope, id);
CREATE INDEX identity_recovery_by_person ON identity_recovery (person);
CREATE INDEX identity_recovery_by_asker ON identity_recovery (asked_by);
CREATE INDEX identity_recovery_by_confirmer ON identity_recovery (confirmed_by);
