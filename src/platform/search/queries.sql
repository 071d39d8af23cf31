-- name: put_search
INSERT INTO platform_search (id, kind, scope, visibility) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, scope = excluded.scope, visibility = excluded.visibility;

-- name: put_search_terms
INSERT OR REPLACE INTO platform_search_terms (rowid, terms) VALUES ($1, $2);

-- name: put_search_terms postgres
-- No text search configuration splits the terms again.
UPDATE platform_search SET terms = array_to_tsvector(string_to_array(CAST($2 AS TEXT), ' ')) WHERE id = $1;

-- name: remove_search
DELETE FROM platform_search WHERE id = $1 AND kind = $2;

-- name: remove_search_terms
DELETE FROM platform_search_terms WHERE rowid = $1;

-- name: remove_search_terms postgres
-- The terms stand in the row that is gone.
SELECT 1 WHERE CAST($1 AS BIGINT) IS NULL;

-- name: find_by_terms
SELECT s.id FROM platform_search_terms t CROSS JOIN platform_search s ON s.id = t.rowid
WHERE t.terms MATCH $1 AND s.kind = $2 AND (CAST($3 AS BIGINT) IS NULL OR s.scope = $3) AND s.visibility >= $4
ORDER BY t.rowid DESC LIMIT $5;

-- name: find_by_terms postgres
SELECT id FROM platform_search
WHERE terms @@ CAST(CAST($1 AS TEXT) AS tsquery) AND kind = $2 AND (CAST($3 AS BIGINT) IS NULL OR scope = $3) AND visibility >= $4
ORDER BY id DESC LIMIT $5;
