CREATE TABLE platform_journal (
  id BIGINT PRIMARY KEY,
  scope BIGINT,
  at BIGINT NOT NULL,
  person BIGINT,
  capacity BIGINT,
  on_behalf_of BIGINT,
  checked_by BIGINT,
  verb TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX platform_journal_by_subject ON platform_journal (subject_kind, subject, id);
CREATE INDEX platform_journal_by_person ON platform_journal (person, id);

CREATE TABLE platform_outbox (
  id BIGINT PRIMARY KEY,
  event TEXT NOT NULL,
  payload TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE platform_outbox_heard (
  event_id BIGINT NOT NULL,
  hearer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (event_id, hearer)
);

CREATE TABLE platform_idempotency (
  key TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX platform_idempotency_by_time ON platform_idempotency (at);

CREATE TABLE platform_notice (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  link TEXT NOT NULL,
  args TEXT NOT NULL,
  at BIGINT NOT NULL,
  read_at BIGINT
);
CREATE INDEX platform_notice_by_person ON platform_notice (person, id);
