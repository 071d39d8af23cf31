-- name: add
INSERT INTO moderation_item (id, kind, subject, assembly, place_kind, place, place_title, place_link, author, text, at, state, note, appeal)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending', '', '');

-- name: find
SELECT id, kind, subject, assembly, place_kind, place, place_title, place_link, author, text, at, state, reviewer, reviewed_at, reason, note, appeal,
  appealed_at, second_reviewer, second_reviewed_at
FROM moderation_item WHERE kind = $1 AND subject = $2;

-- name: decide_first
-- The state in WHERE is the lock: a second reviewer with the same page gets no row, hence a conflict.
UPDATE moderation_item SET state = $3, reviewer = $4, reviewed_at = $5, reason = $6, note = $7 WHERE id = $1 AND state = $2;

-- name: decide_appeal
UPDATE moderation_item SET state = $3, second_reviewer = $4, second_reviewed_at = $5, reason = $6, note = $7 WHERE id = $1 AND state = $2;

-- name: appeal
UPDATE moderation_item SET state = $3, appeal = $4, appealed_at = $5 WHERE id = $1 AND state = $2;

-- name: waiting
-- Oldest first: who wrote first is read first. $4 is the id after which to go on.
SELECT id, kind, subject, assembly, place_kind, place, place_title, place_link, author, text, at, state, reviewer, reviewed_at, reason, note, appeal,
  appealed_at, second_reviewer, second_reviewed_at
FROM moderation_item
WHERE assembly = $1 AND state IN ('pending', 'appealed') AND (CAST($2 AS TEXT) IS NULL OR kind = $2)
  AND (CAST($3 AS BIGINT) IS NULL OR (place_kind = 'consultation' AND place = $3)) AND id > $4
ORDER BY id LIMIT $5;

-- name: count_waiting
SELECT count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'appealed')
FROM moderation_item WHERE assembly = $1 AND state IN ('pending', 'appealed') AND (CAST($2 AS TEXT) IS NULL OR kind = $2)
  AND (CAST($3 AS BIGINT) IS NULL OR (place_kind = 'consultation' AND place = $3));

-- name: count_waiting_at_place
SELECT count(*) FROM moderation_item WHERE place_kind = $1 AND place = $2 AND state IN ('pending', 'appealed');

-- name: by_author
SELECT id, kind, subject, assembly, place_kind, place, place_title, place_link, author, text, at, state, reviewer, reviewed_at, reason, note, appeal,
  appealed_at, second_reviewer, second_reviewed_at
FROM moderation_item WHERE author = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: counts_at_place
SELECT count(*), count(*) FILTER (WHERE state = 'approved'), count(*) FILTER (WHERE state = 'pending'),
  count(*) FILTER (WHERE state = 'approved' AND second_reviewer IS NOT NULL)
FROM moderation_item WHERE place_kind = $1 AND place = $2;

-- name: refusals_at_place
SELECT reason, count(*) FROM moderation_item
WHERE place_kind = $1 AND place = $2 AND state IN ('refused', 'appealed', 'refused_finally') GROUP BY reason ORDER BY reason;

-- name: remove_place
DELETE FROM moderation_item WHERE place_kind = $1 AND place = $2;

-- name: words
SELECT id, word, pinyin, kind, added_by, added_at FROM moderation_word WHERE assembly = $1 ORDER BY id;

-- name: words_page
-- Newest first. $2 is a pattern for LIKE.
SELECT id, word, pinyin, kind, added_by, added_at FROM moderation_word
WHERE assembly = $1 AND (CAST($2 AS TEXT) IS NULL OR word LIKE $2 ESCAPE '\') AND id < $3 ORDER BY id DESC LIMIT $4;

-- name: count_words
SELECT count(*) FROM moderation_word WHERE assembly = $1;

-- name: find_word
SELECT id, word, pinyin, kind, added_by, added_at FROM moderation_word WHERE assembly = $1 AND id = $2;

-- name: add_word
INSERT INTO moderation_word (id, assembly, word, pinyin, kind, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: change_word
UPDATE moderation_word SET pinyin = $2, kind = $3 WHERE id = $1;

-- name: remove_word
DELETE FROM moderation_word WHERE id = $1;

-- name: last_word_change
-- Ids are never given twice, as a version could be that was rolled back.
SELECT id, version FROM moderation_word_change WHERE assembly = $1 ORDER BY id DESC LIMIT 1;

-- name: add_word_change
INSERT INTO moderation_word_change (id, assembly, version, verb, word, pinyin, kind, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: word_changes
SELECT id, version, verb, word, pinyin, kind, person, at FROM moderation_word_change WHERE assembly = $1 AND id < $2 ORDER BY id DESC LIMIT $3;
