-- What a reply does with each suggestion of its subject, numbered from 1 as its owner gives them.
CREATE TABLE handling_adoption (
  task BIGINT NOT NULL REFERENCES handling_task (id),
  number BIGINT NOT NULL,
  adoption TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (task, number)
);
