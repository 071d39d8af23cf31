-- A reply of the year before that left something to do, gone back to from the first of March on. result: nothing yet.
CREATE TABLE handling_revisit (
  id BIGINT PRIMARY KEY,
  task BIGINT NOT NULL REFERENCES handling_task (id),
  year BIGINT NOT NULL,
  result TEXT,
  note TEXT NOT NULL,
  at BIGINT,
  UNIQUE (task, year)
);
