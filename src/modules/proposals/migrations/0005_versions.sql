-- What was submitted each time: what the committee returned and what came back, side by side. suggestions: one a line of a JSON list.
CREATE TABLE proposals_version (
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  number BIGINT NOT NULL, -- from 1
  at BIGINT NOT NULL,
  title TEXT NOT NULL,
  situation TEXT NOT NULL,
  analysis TEXT NOT NULL,
  suggestions TEXT NOT NULL,
  research TEXT NOT NULL,
  PRIMARY KEY (proposal, number)
);
