-- point is 0 where the whole of the subject was handed up.
CREATE TABLE handover_item (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  point BIGINT NOT NULL,
  point_text TEXT NOT NULL,
  title TEXT NOT NULL,
  link TEXT NOT NULL,
  from_assembly BIGINT NOT NULL,
  to_assembly BIGINT NOT NULL,
  note TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  reason TEXT,
  reply TEXT NOT NULL,
  answer TEXT NOT NULL,
  handed_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX handover_item_once ON handover_item (kind, subject, point) WHERE state <> 'withdrawn';
CREATE INDEX handover_item_sent ON handover_item (from_assembly, id);
CREATE INDEX handover_item_received ON handover_item (to_assembly, id);
