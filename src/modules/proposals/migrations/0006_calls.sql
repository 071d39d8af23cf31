-- 征集: what a body seeks from its own members for its proposals, until when.
CREATE TABLE proposals_call (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  body BIGINT NOT NULL,
  title TEXT NOT NULL,
  sought TEXT NOT NULL,
  due BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX proposals_call_by_body ON proposals_call (body, id);
CREATE INDEX proposals_call_by_assembly ON proposals_call (assembly);

-- What a member handed in, and what the body made of it. proposal: the draft that it was copied into.
CREATE TABLE proposals_contribution (
  id BIGINT PRIMARY KEY,
  call BIGINT NOT NULL REFERENCES proposals_call (id),
  author BIGINT NOT NULL,
  title TEXT NOT NULL,
  situation TEXT NOT NULL,
  suggestions TEXT NOT NULL,
  at BIGINT NOT NULL,
  fate TEXT NOT NULL,
  word TEXT NOT NULL,
  decided_at BIGINT,
  proposal BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX proposals_contribution_by_call ON proposals_contribution (call, id);
CREATE INDEX proposals_contribution_by_author ON proposals_contribution (author, call);
CREATE INDEX proposals_contribution_by_proposal ON proposals_contribution (proposal) WHERE proposal IS NOT NULL;
