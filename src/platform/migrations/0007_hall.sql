-- Messages of the hall for the other nodes of one PostgreSQL, for a quarter of an hour. One node alone keeps them in memory.
CREATE TABLE platform_hall_channel (
  topic TEXT NOT NULL,
  audience TEXT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (topic, audience)
);
CREATE TABLE platform_hall_frame (
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  audience TEXT NOT NULL,
  number BIGINT NOT NULL,
  event TEXT NOT NULL,
  json TEXT NOT NULL,
  source BIGINT NOT NULL,
  source_number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (source, source_number)
);
