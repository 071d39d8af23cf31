-- 提案评选: a panel rates filed proposals of a session, each seat by itself, until it is closed.
CREATE TABLE proposals_evaluation (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  session BIGINT NOT NULL,
  title TEXT NOT NULL,
  about TEXT NOT NULL,
  due BIGINT NOT NULL,
  state TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX proposals_evaluation_by_assembly ON proposals_evaluation (assembly, id);

-- By what is rated, and where that comes from.
CREATE TABLE proposals_dimension (
  evaluation BIGINT NOT NULL REFERENCES proposals_evaluation (id),
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  about TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (evaluation, number)
);

CREATE TABLE proposals_evaluated (
  evaluation BIGINT NOT NULL REFERENCES proposals_evaluation (id),
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  PRIMARY KEY (evaluation, proposal)
);
CREATE INDEX proposals_evaluated_by_proposal ON proposals_evaluated (proposal);

-- A named seat: a body, for which its convener rates, whoever that is by then (person 0), or a member of a committee (body 0).
CREATE TABLE proposals_panellist (
  id BIGINT PRIMARY KEY,
  evaluation BIGINT NOT NULL REFERENCES proposals_evaluation (id),
  body BIGINT NOT NULL,
  person BIGINT NOT NULL,
  UNIQUE (evaluation, body, person)
);
CREATE INDEX proposals_panellist_by_person ON proposals_panellist (person) WHERE person > 0;
CREATE INDEX proposals_panellist_by_body ON proposals_panellist (body) WHERE body > 0;

-- What a seat gave, or that it abstains. Which of several people of a body did so is in the journal alone.
CREATE TABLE proposals_rating (
  panellist BIGINT NOT NULL REFERENCES proposals_panellist (id),
  proposal BIGINT NOT NULL,
  abstained BIGINT NOT NULL,
  at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (panellist, proposal)
);
CREATE INDEX proposals_rating_by_proposal ON proposals_rating (proposal);
CREATE TABLE proposals_score (
  panellist BIGINT NOT NULL,
  proposal BIGINT NOT NULL,
  number BIGINT NOT NULL,
  score BIGINT NOT NULL,
  PRIMARY KEY (panellist, proposal, number),
  FOREIGN KEY (panellist, proposal) REFERENCES proposals_rating (panellist, proposal)
);

-- evaluation: out of whose result it was made excellent; 0: none.
ALTER TABLE proposals_distinction ADD COLUMN evaluation BIGINT NOT NULL DEFAULT 0;
