-- What the public reads. A decision of the committee stands in proposals_publication: task 0 is the proposal's own text, another one the reply of that part.
-- What was public before this file is public in full; of replies so is whatever has no row.
ALTER TABLE proposals_proposal ADD COLUMN published TEXT NOT NULL DEFAULT 'waits';
ALTER TABLE proposals_proposal ADD COLUMN public_title TEXT NOT NULL DEFAULT '';
UPDATE proposals_proposal SET published = 'whole' WHERE state IN ('filed', 'merged') AND publish = 'whole';
DROP INDEX proposals_proposal_public;
CREATE INDEX proposals_proposal_public ON proposals_proposal (id) WHERE state IN ('filed', 'merged') AND published IN ('whole', 'summary');

CREATE TABLE proposals_publication (
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  task BIGINT NOT NULL,
  decision TEXT NOT NULL,
  summary TEXT NOT NULL,
  reason TEXT,
  reason_list BIGINT NOT NULL,
  attachments BIGINT NOT NULL,
  since BIGINT NOT NULL,
  decided_by BIGINT NOT NULL,
  decided_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (proposal, task)
);
CREATE INDEX proposals_publication_waiting ON proposals_publication (since) WHERE decision = 'waits';

-- What the check found and somebody decided on: masked in what is public, or harmless, by whom.
CREATE TABLE proposals_finding (
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  task BIGINT NOT NULL,
  place TEXT NOT NULL,
  number BIGINT NOT NULL,
  written TEXT NOT NULL,
  resolution TEXT NOT NULL,
  person BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (proposal, task, place, number, written)
);
