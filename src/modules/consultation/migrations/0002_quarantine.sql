-- How somebody came to the first vote, sealed: times and a salted class of address, never the address. Null for those who are known from a roster,
-- for those entered from paper, and once the time for complaints is over.
ALTER TABLE consultation_participant ADD COLUMN arrival BYTEA;
-- 1: the votes are kept and not counted.
ALTER TABLE consultation_participant ADD COLUMN set_aside BIGINT NOT NULL DEFAULT 0;
CREATE INDEX consultation_participant_set_aside ON consultation_participant (consultation, key) WHERE set_aside = 1;

-- People whose coming looks arranged, for one reason, and what two reviewers made of it.
CREATE TABLE consultation_finding (
  id BIGINT PRIMARY KEY,
  consultation BIGINT NOT NULL REFERENCES consultation_consultation (id),
  assembly BIGINT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  excerpt TEXT NOT NULL,
  found_at BIGINT NOT NULL,
  counting_changed_at BIGINT NOT NULL,
  proposed_by BIGINT,
  proposed_at BIGINT,
  proposal_note TEXT NOT NULL,
  decided_by BIGINT,
  decided_at BIGINT,
  note TEXT NOT NULL
);
CREATE INDEX consultation_finding_by_assembly ON consultation_finding (assembly, id);
CREATE INDEX consultation_finding_by_consultation ON consultation_finding (consultation, id);

-- Who is concerned: the participant's key encrypted, so that a copy of the database joins no appeal with votes.
CREATE TABLE consultation_held (
  id BIGINT PRIMARY KEY,
  finding BIGINT NOT NULL REFERENCES consultation_finding (id),
  consultation BIGINT NOT NULL,
  participant BYTEA NOT NULL,
  appeal_state TEXT NOT NULL,
  appeal TEXT NOT NULL,
  appealed_at BIGINT,
  decided_by BIGINT,
  decided_at BIGINT,
  note TEXT NOT NULL,
  counts_again_at BIGINT,
  UNIQUE (consultation, participant)
);
CREATE INDEX consultation_held_by_finding ON consultation_held (finding, id);
