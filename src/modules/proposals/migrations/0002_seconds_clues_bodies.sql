-- seconding: whether others may second it 附议; clue: what a citizen wrote, out of which it grew; body: the party, sector or committee that proposes, and
-- whom to ask there.
ALTER TABLE proposals_proposal ADD COLUMN seconding BIGINT NOT NULL DEFAULT 0;
ALTER TABLE proposals_proposal ADD COLUMN clue BIGINT;
ALTER TABLE proposals_proposal ADD COLUMN body BIGINT NOT NULL DEFAULT 0;
ALTER TABLE proposals_proposal ADD COLUMN contact TEXT NOT NULL DEFAULT '';
CREATE INDEX proposals_proposal_by_body ON proposals_proposal (body, id) WHERE body > 0;

-- 附议: who seconds it after it was submitted. Counted apart from who signed.
CREATE TABLE proposals_seconder (
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  person BIGINT NOT NULL,
  opinion TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (proposal, person)
);

-- 提案线索: what a citizen thinks should become a proposal. proposal: what grew out of it.
CREATE TABLE proposals_clue (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  author BIGINT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  proposal BIGINT
);
CREATE INDEX proposals_clue_by_assembly ON proposals_clue (assembly, state, id);
CREATE INDEX proposals_clue_by_author ON proposals_clue (author, id);

-- 重点提案 with the leader and the party who lead its supervision, and 优秀提案.
CREATE TABLE proposals_distinction (
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  kind TEXT NOT NULL,
  leader BIGINT NOT NULL, -- 0: none
  party BIGINT NOT NULL,  -- 0: none
  plan TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (proposal, kind)
);
CREATE INDEX proposals_distinction_by_leader ON proposals_distinction (leader) WHERE leader > 0;

-- 批示: for the committee and the units unless the leader opens it to who signed.
CREATE TABLE proposals_instruction (
  id BIGINT PRIMARY KEY,
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  leader BIGINT NOT NULL,
  text TEXT NOT NULL,
  internal BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX proposals_instruction_by_proposal ON proposals_instruction (proposal, id);
