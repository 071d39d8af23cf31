-- The plenary sessions (次) of a term.
CREATE TABLE assemblies_plenary (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL REFERENCES assemblies_assembly (id),
  term BIGINT NOT NULL REFERENCES assemblies_term (id),
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT,
  UNIQUE (term, number)
);
CREATE INDEX assemblies_plenary_by_assembly ON assemblies_plenary (assembly, from_at);
