-- A plenary session 次 of a term. next_case is the number that the next case gets: contiguous, since it moves in the transaction that files.
CREATE TABLE proposals_session (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  term BIGINT NOT NULL,
  term_name TEXT NOT NULL,
  number BIGINT NOT NULL,
  from_at BIGINT NOT NULL,
  cut_off BIGINT NOT NULL,
  next_serial BIGINT NOT NULL,
  next_case BIGINT NOT NULL,
  UNIQUE (assembly, term, number)
);

CREATE TABLE proposals_proposal (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  proposer BIGINT NOT NULL,
  sector BIGINT NOT NULL, -- of the proposer when it was submitted; 0 before, or none
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  session BIGINT NOT NULL,
  serial BIGINT NOT NULL,
  case_number BIGINT NOT NULL,
  in_session BIGINT NOT NULL,
  submitted_at BIGINT,
  title TEXT NOT NULL,
  original_title TEXT NOT NULL,
  situation TEXT NOT NULL,
  analysis TEXT NOT NULL,
  research TEXT NOT NULL,
  publish TEXT NOT NULL,
  publish_reason TEXT NOT NULL,
  category TEXT,
  note TEXT NOT NULL,
  ground TEXT,
  main BIGINT REFERENCES proposals_proposal (id),
  consent TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX proposals_proposal_serial ON proposals_proposal (session, serial) WHERE serial > 0;
CREATE UNIQUE INDEX proposals_proposal_case ON proposals_proposal (session, case_number) WHERE case_number > 0;
CREATE INDEX proposals_proposal_by_assembly ON proposals_proposal (assembly, state, id);
CREATE INDEX proposals_proposal_of_assembly ON proposals_proposal (assembly, id);
CREATE INDEX proposals_proposal_by_session ON proposals_proposal (session, state);
CREATE INDEX proposals_proposal_by_proposer ON proposals_proposal (proposer, id);
CREATE INDEX proposals_proposal_by_main ON proposals_proposal (main) WHERE main IS NOT NULL;
CREATE INDEX proposals_proposal_public ON proposals_proposal (id) WHERE state IN ('filed', 'merged') AND publish = 'whole';

CREATE TABLE proposals_suggestion (
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  number BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (proposal, number)
);

-- 联名: who was asked to sign, and what they answered.
CREATE TABLE proposals_signer (
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  person BIGINT NOT NULL,
  state TEXT NOT NULL,
  opinion TEXT NOT NULL,
  invited_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  answered_at BIGINT,
  PRIMARY KEY (proposal, person)
);
CREATE INDEX proposals_signer_by_person ON proposals_signer (person, state);

-- First, second and final review, each a record.
CREATE TABLE proposals_review (
  id BIGINT PRIMARY KEY,
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  stage TEXT NOT NULL,
  verb TEXT NOT NULL,
  opinion TEXT NOT NULL,
  reviewer BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX proposals_review_by_proposal ON proposals_review (proposal, id);
