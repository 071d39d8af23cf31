-- Where a person is told besides the inbox. The address is sealed; it counts once a code sent there came back.
CREATE TABLE identity_mail (
  person BIGINT PRIMARY KEY REFERENCES identity_person (id),
  sealed BYTEA NOT NULL,
  confirmed_at BIGINT NOT NULL
);

CREATE TABLE identity_mail_code (
  person BIGINT PRIMARY KEY REFERENCES identity_person (id),
  sealed BYTEA NOT NULL,
  code TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  tries BIGINT NOT NULL
);
CREATE INDEX identity_mail_code_by_end ON identity_mail_code (expires_at);

-- Where nothing stands here a channel is wanted.
CREATE TABLE identity_channel (
  person BIGINT NOT NULL REFERENCES identity_person (id),
  channel TEXT NOT NULL,
  wanted BIGINT NOT NULL,
  PRIMARY KEY (person, channel)
);
