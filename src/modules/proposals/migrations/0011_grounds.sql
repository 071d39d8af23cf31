-- Why proposals are not filed: an assembly's own list, in versions that nobody changes; without one the national list holds (grounds.cpp). A key of the national list has its
-- words from the program; one of an assembly's own stands for the same words in every version, so that what was decided keeps them.
CREATE TABLE proposals_ground_list (
  assembly BIGINT NOT NULL,
  version BIGINT NOT NULL,
  person BIGINT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (assembly, version)
);
CREATE TABLE proposals_ground (
  assembly BIGINT NOT NULL,
  version BIGINT NOT NULL,
  number BIGINT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (assembly, version, number)
);
