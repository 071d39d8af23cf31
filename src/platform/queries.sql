-- name: add_journal_entry
INSERT INTO platform_journal (id, scope, at, person, capacity, on_behalf_of, checked_by, verb, subject_kind, subject, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: journal_of
SELECT id, at, person, verb, detail FROM platform_journal WHERE subject_kind = $1 AND subject = $2 ORDER BY id;

-- name: add_to_outbox
INSERT INTO platform_outbox (id, event, payload, at) VALUES ($1, $2, $3, $4);

-- name: next_in_outbox
SELECT id, event, payload FROM platform_outbox ORDER BY id LIMIT 1;

-- name: claim_from_outbox

DELETE FROM platform_outbox WHERE id = $1;

-- name: heard
SELECT hearer FROM platform_outbox_heard WHERE event_id = $1;

-- name: mark_heard
INSERT INTO platform_outbox_heard (event_id, hearer, at) VALUES ($1, $2, $3) ON CONFLICT (event_id, hearer) DO NOTHING;

-- name: forget_heard
DELETE FROM platform_outbox_heard WHERE at < $1;

-- name: find_answer
SELECT request, answer FROM platform_idempotency WHERE key = $1;

-- name: confirm_answer
-- Changes nothing, but the commit of a change waits for the standby.
UPDATE platform_idempotency SET at = at WHERE key = $1;

-- name: store_answer
INSERT INTO platform_idempotency (key, request, answer, at) VALUES ($1, $2, $3, $4);

-- name: forget_answers
DELETE FROM platform_idempotency WHERE at < $1;

-- name: add_notice
INSERT INTO platform_notice (id, person, kind, subject_kind, subject, link, args, at, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL);

-- name: inbox
SELECT id, kind, link, args, at, read_at FROM platform_notice WHERE person = $1 ORDER BY id DESC LIMIT 200;

-- name: count_unread
SELECT count(*) FROM platform_notice WHERE person = $1 AND read_at IS NULL;

-- name: forget_notices
DELETE FROM platform_notice WHERE person = $1;

-- name: forget_old_notices
-- Those that were read, and a good while later the others.
DELETE FROM platform_notice WHERE at < $1 AND (read_at IS NOT NULL OR at < $2);

-- name: mark_inbox_read
UPDATE platform_notice SET read_at = $3 WHERE person = $1 AND id <= $2 AND read_at IS NULL;

-- name: greatest_id
-- Whatever the platform wrote last: ids go on behind it when the clock was set back before a restart.
SELECT COALESCE(max(id), 0) FROM (SELECT max(id) AS id FROM platform_journal UNION ALL SELECT max(id) FROM platform_notice
  UNION ALL SELECT max(id) FROM platform_outbox UNION ALL SELECT max(id) FROM platform_file) AS every;
