-- 督办纪要: what was done, said and agreed when the handling of a key proposal was supervised. It stands once the leader who leads it has confirmed it, or somebody
-- of the committee with a reason; until then its committee writes.
CREATE TABLE proposals_minutes (
  id BIGINT PRIMARY KEY,
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  place TEXT NOT NULL,
  chaired_by BIGINT NOT NULL,
  attended TEXT NOT NULL,
  said TEXT NOT NULL,
  remark TEXT NOT NULL, -- why the leader sent it back
  entered_by BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  confirmed_by BIGINT,
  confirmed_at BIGINT,
  reason TEXT NOT NULL, -- why not the leader confirmed it
  version BIGINT NOT NULL
);
CREATE INDEX proposals_minutes_by_proposal ON proposals_minutes (proposal, at, id);
CREATE TABLE proposals_minutes_unit (
  minutes BIGINT NOT NULL REFERENCES proposals_minutes (id),
  unit BIGINT NOT NULL,
  PRIMARY KEY (minutes, unit)
);
-- unit 0: nobody's in particular. tracked: it has become a promise of that unit's part.
CREATE TABLE proposals_minutes_point (
  minutes BIGINT NOT NULL REFERENCES proposals_minutes (id),
  number BIGINT NOT NULL,
  text TEXT NOT NULL,
  unit BIGINT NOT NULL,
  due BIGINT,
  tracked BIGINT NOT NULL,
  PRIMARY KEY (minutes, number)
);
