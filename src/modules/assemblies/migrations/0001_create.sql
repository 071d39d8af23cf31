CREATE TABLE assemblies_assembly (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  level TEXT NOT NULL,
  parent BIGINT REFERENCES assemblies_assembly (id),
  code TEXT NOT NULL,
  demonstration BIGINT NOT NULL
);
CREATE INDEX assemblies_assembly_by_parent ON assemblies_assembly (parent);

CREATE TABLE assemblies_term (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL REFERENCES assemblies_assembly (id),
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT,
  UNIQUE (assembly, number)
);

-- term is 0 where a body does not end with the term.
CREATE TABLE assemblies_body (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL REFERENCES assemblies_assembly (id),
  term BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (assembly, term, kind, name)
);

-- A period, not a flag: figures join on the period valid at the day of the event.
CREATE TABLE assemblies_membership (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  assembly BIGINT NOT NULL REFERENCES assemblies_assembly (id),
  term BIGINT NOT NULL REFERENCES assemblies_term (id),
  sector BIGINT NOT NULL REFERENCES assemblies_body (id),
  party BIGINT REFERENCES assemblies_body (id),
  committee BIGINT REFERENCES assemblies_body (id),
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT,
  status TEXT NOT NULL,
  UNIQUE (assembly, term, number)
);
CREATE INDEX assemblies_membership_by_person ON assemblies_membership (person);
CREATE INDEX assemblies_membership_by_number ON assemblies_membership (number);
CREATE INDEX assemblies_membership_by_assembly ON assemblies_membership (assembly, from_at, to_at, person, sector, id);

CREATE TABLE assemblies_seat (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  assembly BIGINT NOT NULL REFERENCES assemblies_assembly (id),
  body BIGINT REFERENCES assemblies_body (id),
  role TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT
);
CREATE INDEX assemblies_seat_by_person ON assemblies_seat (person);
CREATE INDEX assemblies_seat_by_assembly ON assemblies_seat (assembly, role);
