CREATE TABLE identity_person (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  demonstration BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE identity_password (
  person BIGINT PRIMARY KEY REFERENCES identity_person (id),
  login TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

-- The number is encrypted; look_up is a keyed hash of it.
CREATE TABLE identity_phone (
  person BIGINT PRIMARY KEY REFERENCES identity_person (id),
  look_up TEXT NOT NULL UNIQUE,
  sealed BYTEA NOT NULL,
  verified_at BIGINT
);

-- id is the SHA-256 of the token in the cookie.
CREATE TABLE identity_session (
  id TEXT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES identity_person (id),
  seat BIGINT,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX identity_session_by_person ON identity_session (person);
CREATE INDEX identity_session_by_end ON identity_session (expires_at);

-- One code per number. used_key is the keyed hash of the Idempotency-Key it was used with: the same request may arrive twice.
CREATE TABLE identity_phone_code (
  look_up TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  used_key TEXT
);
CREATE INDEX identity_phone_code_by_end ON identity_phone_code (expires_at);

CREATE TABLE identity_link (
  token TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  person BIGINT REFERENCES identity_person (id),
  seat BIGINT,
  expires_at BIGINT NOT NULL,
  used_key TEXT
);
CREATE INDEX identity_link_by_end ON identity_link (expires_at);
CREATE INDEX identity_link_by_person ON identity_link (person);

CREATE TABLE identity_consent (
  person BIGINT NOT NULL REFERENCES identity_person (id),
  terms TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, terms)
);

-- Tries within a window; the bucket is a keyed hash of what is counted (a login, an address, a number).
CREATE TABLE identity_throttle (
  bucket TEXT PRIMARY KEY,
  tries BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE INDEX identity_throttle_by_end ON identity_throttle (ends_at);

-- The only place that keeps addresses; entries expire.
CREATE TABLE identity_security_log (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  person BIGINT,
  event TEXT NOT NULL,
  address TEXT NOT NULL
);
CREATE INDEX identity_security_log_by_time ON identity_security_log (at);
CREATE INDEX identity_security_log_by_person ON identity_security_log (person, id);
