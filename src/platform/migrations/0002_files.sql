CREATE TABLE platform_file (
  id BIGINT PRIMARY KEY,
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  owner_kind TEXT NOT NULL,
  owner BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person BIGINT,
  UNIQUE (owner_kind, owner, hash, name)
);
CREATE INDEX platform_file_by_hash ON platform_file (hash);

-- The content, with PostgreSQL alone: several nodes have no common disk. With SQLite it lies in files under the data directory.
CREATE TABLE platform_file_chunk (
  hash TEXT NOT NULL,
  number BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (hash, number)
);
