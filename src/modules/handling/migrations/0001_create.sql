-- A matter of some module's, or one point of it, on its way from being asked to being answered. point is 0 where it is the whole of the subject.
CREATE TABLE handling_item (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  point BIGINT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  link TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  round BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  closing TEXT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (kind, subject, point)
);
CREATE INDEX handling_item_by_assembly ON handling_item (assembly, state, id);

-- One per unit and round. due, return_by and contact_by stay as they were computed, with the table of days that made them.
CREATE TABLE handling_task (
  id BIGINT PRIMARY KEY,
  item BIGINT NOT NULL REFERENCES handling_item (id),
  round BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  role TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  assigned_at BIGINT NOT NULL,
  return_by BIGINT NOT NULL,
  contact_by BIGINT NOT NULL,
  due BIGINT NOT NULL,
  calendar_version BIGINT NOT NULL,
  extended BIGINT NOT NULL,
  request TEXT NOT NULL,
  suggested BIGINT,
  outcome TEXT,
  reply TEXT NOT NULL,
  document_number TEXT NOT NULL,
  without_assisting TEXT NOT NULL,
  remark TEXT NOT NULL,
  approved_by BIGINT,
  approved_at BIGINT,
  accepted_at BIGINT,
  urged BIGINT NOT NULL,
  reminded TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX handling_task_once ON handling_task (item, round, unit) WHERE state <> 'returned';
CREATE INDEX handling_task_by_unit ON handling_task (unit, state, id);
CREATE INDEX handling_task_by_due ON handling_task (state, due);

CREATE TABLE handling_contact (
  id BIGINT PRIMARY KEY,
  task BIGINT NOT NULL REFERENCES handling_task (id),
  stage TEXT NOT NULL,
  way TEXT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL,
  entered_by BIGINT NOT NULL
);
CREATE INDEX handling_contact_by_task ON handling_contact (task, id);

CREATE TABLE handling_promise (
  id BIGINT PRIMARY KEY,
  task BIGINT NOT NULL REFERENCES handling_task (id),
  text TEXT NOT NULL,
  due BIGINT NOT NULL,
  done_at BIGINT,
  note TEXT NOT NULL
);
CREATE INDEX handling_promise_by_task ON handling_promise (task, id);

-- asker is the subject's own key for who asked; where people speak under a key it leads to nobody.
CREATE TABLE handling_rating ( -- without rowid: a row number would keep the order in which they came
  item BIGINT NOT NULL REFERENCES handling_item (id),
  round BIGINT NOT NULL,
  asker BIGINT NOT NULL,
  overall TEXT NOT NULL,
  attitude TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (item, round, asker)
);

-- Who is to get what, before it is issued: nobody is told of it, and it can be undone.
CREATE TABLE handling_plan (
  item BIGINT NOT NULL REFERENCES handling_item (id),
  unit BIGINT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (item, unit)
);
