-- Where people sit together who take part from afar 分会场; `keeper`: the participant whose device stands there.
CREATE TABLE meetings_venue (
  meeting BIGINT NOT NULL REFERENCES meetings_meeting (id),
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  keeper BIGINT NOT NULL,
  PRIMARY KEY (meeting, number)
);
