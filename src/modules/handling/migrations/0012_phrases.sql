-- Stock phrases for replies and letters: an assembly's (unit 0), or a unit's own. What was inserted is the reply's own text; versions keep what a phrase said.
CREATE TABLE handling_phrase (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  kind TEXT NOT NULL,
  offered BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX handling_phrase_by_assembly ON handling_phrase (assembly, unit, id);
CREATE TABLE handling_phrase_version (
  phrase BIGINT NOT NULL REFERENCES handling_phrase (id),
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  person BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (phrase, version)
);
-- What comes with the program and this assembly does not want.
CREATE TABLE handling_phrase_off (
  assembly BIGINT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (assembly, code)
);
