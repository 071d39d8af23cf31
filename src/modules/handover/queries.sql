-- name: add
INSERT INTO handover_item (id, kind, subject, point, point_text, title, link, from_assembly, to_assembly, note, state, state_since, reason, reply, answer, handed_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, '', '', $12, 1)
ON CONFLICT (kind, subject, point) WHERE state <> 'withdrawn' DO NOTHING;

-- name: find
SELECT id, kind, subject, point, point_text, title, link, from_assembly, to_assembly, note, state, state_since, reason, reply, answer, handed_at, version
FROM handover_item WHERE id = $1;

-- name: move
-- State and version in WHERE are the lock: who acts on an old page gets no row, hence a conflict.
UPDATE handover_item SET state = $4, state_since = $5, note = $6, reason = $7, reply = $8, answer = $9, version = version + 1
WHERE id = $1 AND state = $2 AND version = $3;

-- name: of_assembly
-- What it sent and what it was sent, newest first; $2 is the id before which to go on.
SELECT id, kind, subject, point, point_text, title, link, from_assembly, to_assembly, note, state, state_since, reason, reply, answer, handed_at, version
FROM handover_item WHERE (from_assembly = $1 OR to_assembly = $1) AND (CAST($2 AS BIGINT) IS NULL OR id < $2) ORDER BY id DESC LIMIT 51;

-- name: of_subject
SELECT id, kind, subject, point, point_text, title, link, from_assembly, to_assembly, note, state, state_since, reason, reply, answer, handed_at, version
FROM handover_item WHERE kind = $1 AND subject = $2 AND state <> 'withdrawn' ORDER BY point, id;

-- name: unfinished
-- What waits for this assembly.
SELECT id, title, state FROM handover_item WHERE (from_assembly = $1 AND state = 'returned') OR (to_assembly = $1 AND state IN ('handed_up', 'accepted')) ORDER BY id;

-- name: remove_subject
DELETE FROM handover_item WHERE kind = $1 AND subject = $2;
