CREATE TABLE platform_search (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope BIGINT NOT NULL,
  visibility BIGINT NOT NULL,
  terms TSVECTOR NOT NULL DEFAULT ''
);
CREATE INDEX platform_search_by_terms ON platform_search USING gin (terms);
