-- What who asked and a unit write to each other of one part. side: who wrote it; place: as what (first, signer, body, participant, unit); body: the unit, or
-- the body that the writer speaks for (0: none). read_at: somebody of the other side has seen it.
CREATE TABLE handling_message (
  id BIGINT PRIMARY KEY,
  task BIGINT NOT NULL REFERENCES handling_task (id),
  side TEXT NOT NULL,
  person BIGINT NOT NULL,
  place TEXT NOT NULL,
  body BIGINT NOT NULL,
  text TEXT NOT NULL,
  at BIGINT NOT NULL,
  read_at BIGINT,
  withdrawn_at BIGINT
);
CREATE INDEX handling_message_by_task ON handling_message (task, at, id);
CREATE INDEX handling_message_by_person ON handling_message (person, id);
-- The message that a contact was entered from.
ALTER TABLE handling_contact ADD COLUMN message BIGINT;
CREATE UNIQUE INDEX handling_contact_by_message ON handling_contact (message) WHERE message IS NOT NULL;
