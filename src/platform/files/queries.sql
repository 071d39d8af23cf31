-- name: add_file
INSERT INTO platform_file (id, hash, name, type, bytes, owner_kind, owner, at, person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (owner_kind, owner, hash, name) DO NOTHING;

-- name: file_of_owner
SELECT id, name, bytes, type, at FROM platform_file WHERE owner_kind = $1 AND owner = $2 AND hash = $3 AND name = $4;

-- name: files_of_owner
SELECT id, name, bytes, type, at FROM platform_file WHERE owner_kind = $1 AND owner = $2 ORDER BY id;

-- name: find_file
SELECT hash, name, type, bytes, owner_kind, owner FROM platform_file WHERE id = $1;

-- name: remove_file
DELETE FROM platform_file WHERE id = $1 AND owner_kind = $2 AND owner = $3;

-- name: is_content_named
SELECT count(*) FROM platform_file WHERE hash = $1;

-- name: has_chunks
SELECT count(*) FROM platform_file_chunk WHERE hash = $1 AND number = 0;

-- name: add_chunk
INSERT INTO platform_file_chunk (hash, number, bytes) VALUES ($1, $2, $3);

-- name: chunks_of
SELECT bytes FROM platform_file_chunk WHERE hash = $1 ORDER BY number;

-- name: sweep_chunks
DELETE FROM platform_file_chunk WHERE NOT EXISTS (SELECT 1 FROM platform_file f WHERE f.hash = platform_file_chunk.hash);
