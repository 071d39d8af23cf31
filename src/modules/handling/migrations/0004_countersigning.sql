-- What an assisting unit says to one draft of the lead's; a draft that was changed is another one.
CREATE TABLE handling_countersignature (
  task BIGINT NOT NULL REFERENCES handling_task (id),
  draft BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  agrees BIGINT NOT NULL,
  words TEXT NOT NULL,
  person BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (task, draft, unit)
);
-- Counts how often a draft went round.
ALTER TABLE handling_task ADD COLUMN draft BIGINT NOT NULL DEFAULT 0;
ALTER TABLE handling_task ADD COLUMN without_countersigning TEXT NOT NULL DEFAULT '';
