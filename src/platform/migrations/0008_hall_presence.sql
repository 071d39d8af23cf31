-- Who watches at each node of one PostgreSQL: registers of a sketch (platform/hall/sketch.hpp), from which nobody can be told. One node alone keeps them in memory.
CREATE TABLE platform_hall_presence (
  node BIGINT NOT NULL,
  topic TEXT NOT NULL,
  audience TEXT NOT NULL,
  connections BIGINT NOT NULL,
  registers BYTEA NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (node, topic, audience)
);
