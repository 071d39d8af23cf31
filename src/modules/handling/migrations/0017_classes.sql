-- How replies are classed: an assembly's own table, in versions that nobody changes; without one the usual letters hold (classes.cpp). `outcome` is what all places have in common; `name` empty: the usual words.
CREATE TABLE handling_class_list (
  assembly BIGINT NOT NULL,
  version BIGINT NOT NULL,
  person BIGINT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (assembly, version)
);
CREATE TABLE handling_class (
  assembly BIGINT NOT NULL,
  version BIGINT NOT NULL,
  number BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  letter TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (assembly, version, number)
);
