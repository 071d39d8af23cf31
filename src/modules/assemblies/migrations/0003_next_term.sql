-- A change of term: prepared, confirmed, carried out. The roster stays sealed (it holds telephone numbers) and goes once it has been brought in.
CREATE TABLE assemblies_next_term (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL REFERENCES assemblies_assembly (id),
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  begins_at BIGINT NOT NULL,
  plan TEXT NOT NULL,
  roster BYTEA,
  rehearsed_version BIGINT,
  rehearsed_at BIGINT,
  term BIGINT REFERENCES assemblies_term (id),
  report TEXT
);
CREATE UNIQUE INDEX assemblies_next_term_under_way ON assemblies_next_term (assembly) WHERE state IN ('preparing', 'confirmed');
CREATE INDEX assemblies_next_term_by_assembly ON assemblies_next_term (assembly, id);
