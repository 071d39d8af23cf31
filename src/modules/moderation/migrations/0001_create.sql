CREATE TABLE moderation_item (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  assembly BIGINT NOT NULL,
  place_kind TEXT NOT NULL,
  place BIGINT NOT NULL,
  place_title TEXT NOT NULL,
  place_link TEXT NOT NULL,
  author BIGINT NOT NULL,
  text TEXT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  reviewer BIGINT,
  reviewed_at BIGINT,
  reason TEXT,
  note TEXT NOT NULL,
  appeal TEXT NOT NULL,
  appealed_at BIGINT,
  second_reviewer BIGINT,
  second_reviewed_at BIGINT,
  UNIQUE (kind, subject)
);
CREATE INDEX moderation_item_waiting ON moderation_item (assembly, id) WHERE state IN ('pending', 'appealed');
CREATE INDEX moderation_item_by_author ON moderation_item (author, id);
CREATE INDEX moderation_item_by_place ON moderation_item (place_kind, place, state);
