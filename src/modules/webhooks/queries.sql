-- name: add
INSERT INTO webhooks_delivery (id, body, at, tries, next_at) VALUES ($1, $2, $3, 0, $3);

-- name: first
SELECT id, body, at, tries, next_at FROM webhooks_delivery ORDER BY id LIMIT 1;

-- name: claim
-- $2 is how often it was tried before: of several servers one comes to try it.
UPDATE webhooks_delivery SET tries = tries + 1, next_at = $3 WHERE id = $1 AND tries = $2;

-- name: remove
DELETE FROM webhooks_delivery WHERE id = $1;
