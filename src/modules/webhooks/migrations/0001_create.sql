CREATE TABLE webhooks_delivery (
  id BIGINT PRIMARY KEY,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  next_at BIGINT NOT NULL
);
