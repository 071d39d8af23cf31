-- What a unit that answered says of the quality of what it was asked, once. Neither it nor who asked sees the other's word before both are there.
CREATE TABLE handling_quality (
  item BIGINT NOT NULL REFERENCES handling_item (id),
  unit BIGINT NOT NULL,
  grade TEXT NOT NULL,
  word TEXT NOT NULL,
  person BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (item, unit)
);
