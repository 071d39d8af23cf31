-- What a unit gave in each time, and what was accepted in the end: a reply that was sent back stays on record.
CREATE TABLE handling_reply_version (
  task BIGINT NOT NULL REFERENCES handling_task (id),
  number BIGINT NOT NULL, -- from 1
  at BIGINT NOT NULL,
  reply TEXT NOT NULL,
  outcome TEXT, -- class as proposed then
  document_number TEXT NOT NULL,
  PRIMARY KEY (task, number)
);
