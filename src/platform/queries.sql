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

-- name: add_delivery
INSERT INTO platform_delivery (id, notice, person, channel, state, tries, at, due_at, ended_at, message, reason) VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $5, NULL, NULL, '');

-- name: gather_due_deliveries
UPDATE platform_delivery SET state = 'gathered', due_at = $2 WHERE state IN ('waiting', 'gathered') AND due_at <= $1;

-- name: next_delivery
-- $2 to $4: channels that rest.
SELECT id, notice, person, channel, state, tries, at FROM platform_delivery
WHERE state IN ('waiting', 'gathered') AND due_at <= $1 AND channel NOT IN ($2, $3, $4) ORDER BY due_at, id LIMIT 1;

-- name: gathered_deliveries
SELECT id, notice, person, channel, state, tries, at FROM platform_delivery
WHERE person = $1 AND channel = $2 AND ended_at IS NULL AND state = 'gathered' AND due_at <= $3 ORDER BY id;

-- name: count_sent
-- Messages, of which one may hold several notices.
SELECT count(DISTINCT message) FROM platform_delivery WHERE person = $1 AND channel = $2 AND ended_at >= $3 AND state = 'sent';

-- name: notice_to_send
SELECT kind, link, args, read_at FROM platform_notice WHERE id = $1;

-- name: claim_delivery
-- $2 is how often it was tried before: of several servers one comes to try it.
UPDATE platform_delivery SET tries = tries + 1, due_at = $3 WHERE id = $1 AND tries = $2 AND ended_at IS NULL;

-- name: put_off_delivery
UPDATE platform_delivery SET state = $2, tries = $3, due_at = $4 WHERE id = $1 AND ended_at IS NULL;

-- name: end_delivery
UPDATE platform_delivery SET state = $2, ended_at = $3, message = $4, reason = $5 WHERE id = $1;

-- name: deliveries_about
SELECT d.person, d.channel, d.state, d.reason FROM platform_delivery d JOIN platform_notice n ON n.id = d.notice
WHERE n.subject_kind = $1 AND n.subject = $2 ORDER BY d.id;

-- name: forget_deliveries
DELETE FROM platform_delivery WHERE person = $1;

-- name: forget_old_deliveries
DELETE FROM platform_delivery WHERE at < $1;

-- name: mark_inbox_read
UPDATE platform_notice SET read_at = $3 WHERE person = $1 AND id <= $2 AND read_at IS NULL;

-- name: mark_read_about
UPDATE platform_notice SET read_at = $4 WHERE person = $1 AND subject_kind = $2 AND subject = $3 AND read_at IS NULL;

-- name: greatest_id
-- Whatever the platform wrote last: ids go on behind it when the clock was set back before a restart.
SELECT COALESCE(max(id), 0) FROM (SELECT max(id) AS id FROM platform_journal UNION ALL SELECT max(id) FROM platform_notice
  UNION ALL SELECT max(id) FROM platform_delivery
  UNION ALL SELECT max(id) FROM platform_outbox UNION ALL SELECT max(id) FROM platform_file) AS every;
