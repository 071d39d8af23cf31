-- How many proposals of an assembly are in each state, kept with every change: a register's rows are too many to be counted at each look at it.
-- What is still its proposers' alone (draft, cosigning) is not counted.
CREATE TABLE proposals_count (
  assembly BIGINT NOT NULL,
  state TEXT NOT NULL,
  proposals BIGINT NOT NULL,
  PRIMARY KEY (assembly, state)
);
INSERT INTO proposals_count SELECT assembly, state, count(*) FROM proposals_proposal WHERE state NOT IN ('draft', 'cosigning') GROUP BY assembly, state;
