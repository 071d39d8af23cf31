CREATE TABLE consultation_consultation (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  title TEXT NOT NULL,
  question TEXT NOT NULL,
  background TEXT NOT NULL,
  opens_at BIGINT,
  closes_at BIGINT,
  audience TEXT NOT NULL,
  level_needed BIGINT NOT NULL,
  matrix_public BIGINT NOT NULL,
  round BIGINT NOT NULL,
  language TEXT NOT NULL,
  attribution TEXT NOT NULL,
  attribution_url TEXT NOT NULL,
  attribution_licence TEXT NOT NULL,
  demonstration BIGINT NOT NULL,
  created_by BIGINT,
  created_at BIGINT NOT NULL,
  published_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX consultation_by_assembly ON consultation_consultation (assembly, state, id);
CREATE INDEX consultation_by_state ON consultation_consultation (state, id);

CREATE TABLE consultation_sector (
  consultation BIGINT NOT NULL REFERENCES consultation_consultation (id),
  sector BIGINT NOT NULL,
  PRIMARY KEY (consultation, sector)
);

CREATE TABLE consultation_statement (
  id BIGINT PRIMARY KEY,
  consultation BIGINT NOT NULL REFERENCES consultation_consultation (id),
  number BIGINT NOT NULL,
  text TEXT NOT NULL,
  seed BIGINT NOT NULL,
  author BIGINT,
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (consultation, number)
);

-- One key per person and consultation. Only voting and telling participants read person_reference (an encrypted id, null once erased).
CREATE TABLE consultation_participant (
  key BIGINT PRIMARY KEY,
  consultation BIGINT NOT NULL REFERENCES consultation_consultation (id),
  person_reference BYTEA,
  sector BIGINT,
  county BIGINT,
  assisted BIGINT NOT NULL,
  UNIQUE (consultation, person_reference)
);

-- The whole of what is kept of a vote: no time, no address, no device.
CREATE TABLE consultation_vote ( -- without rowid: a row number would keep the order in which the votes came
  consultation BIGINT NOT NULL,
  round BIGINT NOT NULL,
  participant BIGINT NOT NULL,
  statement BIGINT NOT NULL,
  vote BIGINT NOT NULL,
  PRIMARY KEY (consultation, round, participant, statement)
);

CREATE TABLE consultation_result (
  consultation BIGINT NOT NULL REFERENCES consultation_consultation (id),
  round BIGINT NOT NULL,
  computed_at BIGINT NOT NULL,
  participants BIGINT NOT NULL,
  votes BIGINT NOT NULL,
  final BIGINT NOT NULL,
  result TEXT NOT NULL,
  model TEXT NOT NULL,
  PRIMARY KEY (consultation, round)
);

CREATE TABLE consultation_sheet (
  consultation BIGINT PRIMARY KEY REFERENCES consultation_consultation (id),
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  signed_by BIGINT,
  signed_at BIGINT
);

CREATE TABLE consultation_assisted (
  id BIGINT PRIMARY KEY,
  consultation BIGINT NOT NULL REFERENCES consultation_consultation (id),
  person BIGINT NOT NULL,
  entered_by BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  checked_by BIGINT,
  checked_at BIGINT,
  state TEXT NOT NULL,
  votes TEXT NOT NULL
);
CREATE INDEX consultation_assisted_by_consultation ON consultation_assisted (consultation, id);
