-- name: add
INSERT INTO discussion_post (id, kind, subject, opening, reply_to, assembly, author, text, state, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9);

-- name: find
SELECT id, kind, subject, opening, reply_to, assembly, author, text, state, at FROM discussion_post WHERE id = $1;

-- name: decide
-- The state in WHERE is the lock. What was approved stays.
UPDATE discussion_post SET state = $2 WHERE id = $1 AND state <> 'approved';

-- name: in_thread
-- Newest openings first, each followed by its replies in the order they were written. $3 is the reader: their own posts that wait are shown
-- to them alone. $4 and $5 are the opening and the post after which to go on.
SELECT p.id, p.author, p.text, p.at, p.reply_to, p.state,
  (SELECT count(*) FROM discussion_post r WHERE r.reply_to = p.id AND r.state = 'approved') AS replies
FROM discussion_post p
WHERE p.kind = $1 AND p.subject = $2 AND (p.state = 'approved' OR (p.state = 'pending' AND p.author = $3))
  AND (p.opening < $4 OR (p.opening = $4 AND p.id > $5))
ORDER BY p.opening DESC, p.id LIMIT $6;

-- name: count_in_thread
SELECT count(*) FROM discussion_post WHERE kind = $1 AND subject = $2 AND state = 'approved';

-- name: count_waiting
SELECT count(*) FROM discussion_post WHERE author = $1 AND state = 'pending';

-- name: remove_thread
DELETE FROM discussion_post WHERE kind = $1 AND subject = $2;

-- name: check_replies_have_a_post
SELECT count(*) FROM discussion_post r WHERE r.reply_to IS NOT NULL AND NOT EXISTS (SELECT 1 FROM discussion_post p WHERE p.id = r.reply_to);
