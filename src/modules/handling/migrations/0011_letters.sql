-- When a unit was urged, by whom and with what words. Before this table was there only the number of times was kept.
CREATE TABLE handling_urging (
  id BIGINT PRIMARY KEY,
  task BIGINT NOT NULL REFERENCES handling_task (id),
  person BIGINT NOT NULL,
  at BIGINT NOT NULL,
  words TEXT NOT NULL
);
CREATE INDEX handling_urging_by_task ON handling_urging (task, at);
-- The one request for more time: when, until when it would have been due, and what became of it.
CREATE TABLE handling_extension (
  task BIGINT PRIMARY KEY REFERENCES handling_task (id),
  asked_at BIGINT NOT NULL,
  due BIGINT NOT NULL,
  decided_at BIGINT,
  granted_until BIGINT
);
