-- Words that an assembly has listed, each compared however it is disguised (base/word_finder.hpp).
CREATE TABLE moderation_word (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  word TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  kind TEXT NOT NULL,
  added_by BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  UNIQUE (assembly, word)
);
CREATE INDEX moderation_word_by_assembly ON moderation_word (assembly, id);
-- Who changed what, when; one version for all that was done at once.
CREATE TABLE moderation_word_change (
  id BIGINT PRIMARY KEY,
  assembly BIGINT NOT NULL,
  version BIGINT NOT NULL,
  verb TEXT NOT NULL,
  word TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  kind TEXT NOT NULL,
  person BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX moderation_word_change_by_assembly ON moderation_word_change (assembly, id);
