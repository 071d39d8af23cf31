-- What proves more than a password: one-time codes, passkeys, recovery codes; and what a session remembers of how it began.
ALTER TABLE identity_session ADD COLUMN way TEXT NOT NULL DEFAULT 'link';
ALTER TABLE identity_session ADD COLUMN browser TEXT NOT NULL DEFAULT 'other';
ALTER TABLE identity_session ADD COLUMN device_system TEXT NOT NULL DEFAULT 'other';
ALTER TABLE identity_session ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE identity_session ADD COLUMN factor_at BIGINT NOT NULL DEFAULT 0;

ALTER TABLE identity_throttle ADD COLUMN last_at BIGINT NOT NULL DEFAULT 0;

-- The secret is sealed. last_step: the time step of the last code accepted; it only grows, so that no code works twice whatever the clock does.
CREATE TABLE identity_totp (
  person BIGINT PRIMARY KEY REFERENCES identity_person (id),
  sealed BYTEA NOT NULL,
  confirmed_at BIGINT,
  last_step BIGINT NOT NULL
);

-- Keyed hashes.
CREATE TABLE identity_recovery_code (
  person BIGINT NOT NULL REFERENCES identity_person (id),
  code TEXT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (person, code)
);

-- A sign-in that waits for its second step. ticket is the SHA-256 of what the page holds.
CREATE TABLE identity_second_step (
  ticket TEXT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES identity_person (id),
  seat BIGINT,
  way TEXT NOT NULL,
  tries BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_key TEXT
);
CREATE INDEX identity_second_step_by_end ON identity_second_step (expires_at);
CREATE INDEX identity_second_step_by_person ON identity_second_step (person);

-- public_key is the COSE key as the authenticator gave it.
CREATE TABLE identity_passkey (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES identity_person (id),
  credential BYTEA NOT NULL UNIQUE,
  public_key BYTEA NOT NULL,
  sign_count BIGINT NOT NULL,
  backup_eligible BIGINT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX identity_passkey_by_person ON identity_passkey (person);

-- Challenges for passkeys, each answered once; challenge is the SHA-256 of the random bytes, session the one it was given to.
CREATE TABLE identity_challenge (
  challenge TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  session TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX identity_challenge_by_end ON identity_challenge (expires_at);
