-- Who asked has said that this unit need not come to meet them; only they can, and only they take it back.
CREATE TABLE handling_not_needed (
  task BIGINT PRIMARY KEY REFERENCES handling_task (id),
  asker BIGINT NOT NULL,
  at BIGINT NOT NULL
);
