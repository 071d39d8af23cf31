-- Who somebody is at the sign-in service; made only by the person, signed in here.
CREATE TABLE identity_oidc_subject (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  person BIGINT NOT NULL REFERENCES identity_person (id),
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_oidc_subject_by_person ON identity_oidc_subject (person);

-- A journey to the sign-in service and back. state is a SHA-256; device is the browser's that left, session the one to be linked.
CREATE TABLE identity_oidc_attempt (
  state TEXT PRIMARY KEY,
  nonce TEXT NOT NULL,
  verifier TEXT NOT NULL,
  device TEXT NOT NULL,
  session TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX identity_oidc_attempt_by_end ON identity_oidc_attempt (expires_at);
