-- The rowid of the terms is the object's id: ids come from one source, so that newest first needs no sorting.
CREATE TABLE platform_search (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope BIGINT NOT NULL,
  visibility BIGINT NOT NULL
);
CREATE VIRTUAL TABLE platform_search_terms USING fts5 (
  terms,
  content = '',
  contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
