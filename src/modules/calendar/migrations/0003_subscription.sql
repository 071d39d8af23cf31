-- A secret address under which a calendar program reads what a person, in a seat, has to do. Only its SHA-256 is kept.
CREATE TABLE calendar_subscription (
  person BIGINT PRIMARY KEY,
  seat BIGINT NOT NULL,
  fingerprint TEXT NOT NULL UNIQUE,
  language TEXT NOT NULL,
  at BIGINT NOT NULL
);
