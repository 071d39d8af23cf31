-- A rating that came on paper, with a scan (platform/files): it counts once a second person has compared it.
CREATE TABLE handling_paper (
  id BIGINT PRIMARY KEY,
  item BIGINT NOT NULL REFERENCES handling_item (id),
  round BIGINT NOT NULL,
  asker BIGINT NOT NULL,
  overall TEXT NOT NULL,
  attitude TEXT NOT NULL,
  text TEXT NOT NULL,
  entered_by BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  confirmed_by BIGINT,
  confirmed_at BIGINT,
  UNIQUE (item, round, asker)
);
ALTER TABLE handling_rating ADD COLUMN paper BIGINT NOT NULL DEFAULT 0;
