-- name: add
INSERT INTO circulars_circular (id, assembly, title, text, receipt, due_at, audience, sent_by, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: add_recipient
INSERT INTO circulars_recipient (id, circular, person, number, name, sector_name, read_at, confirmed_at, word, reminded_at, told_at)
VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, '', NULL, NULL);

-- name: find
SELECT id, assembly, title, text, receipt, due_at, audience, sent_by, sent_at FROM circulars_circular WHERE id = $1 AND assembly = $2;

-- name: of_assembly
SELECT id, assembly, title, text, receipt, due_at, audience, sent_by, sent_at FROM circulars_circular WHERE assembly = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: counts
SELECT count(*), count(read_at), count(confirmed_at),
  count(CASE WHEN told_at IS NOT NULL AND confirmed_at IS NULL THEN 1 END),
  count(CASE WHEN told_at IS NULL AND confirmed_at IS NULL THEN 1 END), count(CASE WHEN told_at IS NULL AND read_at IS NULL THEN 1 END)
FROM circulars_recipient WHERE circular = $1;

-- name: recipients
SELECT id, person, number, name, sector_name, read_at, confirmed_at, word, reminded_at, told_at FROM circulars_recipient WHERE circular = $1 ORDER BY number, id;

-- name: calls
SELECT c.recipient, c.at, c.person, c.outcome, c.note FROM circulars_call c JOIN circulars_recipient r ON r.id = c.recipient WHERE r.circular = $1 ORDER BY c.id;

-- name: find_recipient
SELECT id FROM circulars_recipient WHERE id = $1 AND circular = $2;

-- name: add_call
INSERT INTO circulars_call (id, recipient, at, person, outcome, note) VALUES ($1, $2, $3, $4, $5, $6);

-- name: set_told
UPDATE circulars_recipient SET told_at = $2 WHERE id = $1 AND told_at IS NULL;

-- name: set_reminded
UPDATE circulars_recipient SET reminded_at = $2 WHERE id = $1;

-- name: own
SELECT c.id, c.assembly, c.title, c.text, c.receipt, c.due_at, c.sent_at, r.read_at, r.confirmed_at, r.word
FROM circulars_recipient r JOIN circulars_circular c ON c.id = r.circular WHERE r.person = $1 AND c.id = $2;

-- name: all_own
SELECT c.id, c.assembly, c.title, c.text, c.receipt, c.due_at, c.sent_at, r.read_at, r.confirmed_at, r.word
FROM circulars_recipient r JOIN circulars_circular c ON c.id = r.circular WHERE r.person = $1 ORDER BY c.id DESC LIMIT 200;

-- name: set_read
UPDATE circulars_recipient SET read_at = $3 WHERE circular = $1 AND person = $2 AND read_at IS NULL;

-- name: set_confirmed
UPDATE circulars_recipient SET read_at = COALESCE(read_at, $3), confirmed_at = COALESCE(confirmed_at, $3), word = $4 WHERE circular = $1 AND person = $2;

-- name: remove_calls
DELETE FROM circulars_call WHERE recipient IN (SELECT r.id FROM circulars_recipient r JOIN circulars_circular c ON c.id = r.circular WHERE c.assembly = $1);

-- name: remove_recipients
DELETE FROM circulars_recipient WHERE circular IN (SELECT id FROM circulars_circular WHERE assembly = $1);

-- name: remove
DELETE FROM circulars_circular WHERE assembly = $1;
