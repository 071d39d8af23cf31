CREATE TABLE discussion_post (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  opening BIGINT NOT NULL,
  reply_to BIGINT,
  assembly BIGINT NOT NULL,
  author BIGINT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX discussion_post_in_thread ON discussion_post (kind, subject, opening DESC, id, state);
CREATE INDEX discussion_post_replies ON discussion_post (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX discussion_post_waiting ON discussion_post (author) WHERE state = 'pending';
