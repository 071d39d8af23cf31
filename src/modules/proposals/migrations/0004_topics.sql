-- A page on which the office gathers what was raised about one matter over the years.
CREATE TABLE proposals_topic (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  title TEXT NOT NULL,
  about TEXT NOT NULL,
  published BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX proposals_topic_by_assembly ON proposals_topic (assembly, id);
CREATE TABLE proposals_topic_item (
  topic BIGINT NOT NULL REFERENCES proposals_topic (id),
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  PRIMARY KEY (topic, proposal)
);
