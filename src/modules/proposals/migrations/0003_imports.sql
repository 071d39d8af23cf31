-- A register of earlier proposals that a clerk brought in one file. opened_session: 1 where its session was made with it.
CREATE TABLE proposals_import (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  session BIGINT NOT NULL,
  opened_session BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person BIGINT NOT NULL,
  file_name TEXT NOT NULL
);
CREATE INDEX proposals_import_by_assembly ON proposals_import (assembly, id);

-- What the register says of a proposal that was handled before. original: the whole row, a line for each cell.
CREATE TABLE proposals_imported (
  proposal BIGINT PRIMARY KEY REFERENCES proposals_proposal (id),
  import BIGINT NOT NULL REFERENCES proposals_import (id),
  main_unit TEXT NOT NULL,
  assisting_units TEXT NOT NULL,
  replied_at BIGINT,
  outcome TEXT NOT NULL,
  satisfaction TEXT,
  is_key BIGINT NOT NULL,
  excellent BIGINT NOT NULL,
  original TEXT NOT NULL
);
CREATE INDEX proposals_imported_by_import ON proposals_imported (import);

-- Who proposed (position 0) or signed and is not known here: a name, and nobody's account.
CREATE TABLE proposals_imported_name (
  proposal BIGINT NOT NULL REFERENCES proposals_proposal (id),
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (proposal, position)
);
