CREATE TABLE circulars_circular (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  receipt BIGINT NOT NULL,
  due_at BIGINT,
  audience TEXT NOT NULL,
  sent_by BIGINT NOT NULL,
  sent_at BIGINT NOT NULL
);
CREATE INDEX circulars_circular_of_assembly ON circulars_circular (assembly, id);

-- Names as the roster had them when it was sent. told_at: by telephone.
CREATE TABLE circulars_recipient (
  id BIGINT PRIMARY KEY,
  circular BIGINT NOT NULL REFERENCES circulars_circular (id),
  person BIGINT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  sector_name TEXT NOT NULL,
  read_at BIGINT,
  confirmed_at BIGINT,
  word TEXT NOT NULL,
  reminded_at BIGINT,
  told_at BIGINT,
  UNIQUE (circular, person)
);
CREATE INDEX circulars_recipient_of_person ON circulars_recipient (person, circular);

CREATE TABLE circulars_call (
  id BIGINT PRIMARY KEY,
  recipient BIGINT NOT NULL REFERENCES circulars_recipient (id),
  at BIGINT NOT NULL,
  person BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX circulars_call_of_recipient ON circulars_call (recipient, id);
