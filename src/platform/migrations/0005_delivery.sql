-- What leaves of a notice, by each channel. `message` is the first of those sent as one.
CREATE TABLE platform_delivery (
  id BIGINT PRIMARY KEY,
  notice BIGINT NOT NULL,
  person BIGINT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  tries BIGINT NOT NULL,
  at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  ended_at BIGINT,
  message BIGINT,
  reason TEXT NOT NULL,
  UNIQUE (notice, channel)
);
CREATE INDEX platform_delivery_due ON platform_delivery (due_at) WHERE state IN ('waiting', 'gathered');
CREATE INDEX platform_delivery_of_person ON platform_delivery (person, channel, ended_at);
CREATE INDEX platform_delivery_by_time ON platform_delivery (at);
CREATE INDEX platform_notice_by_subject ON platform_notice (subject_kind, subject);
