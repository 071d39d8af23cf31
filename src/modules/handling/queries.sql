-- name: add_item
INSERT INTO handling_item (id, assembly, kind, subject, point, title, text, link, state, state_since, round, opened_at, closing, version, category)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'to_assign', $9, 1, $9, '', 1, $10)
ON CONFLICT (kind, subject, point) DO NOTHING;

-- name: find_item
SELECT id, assembly, kind, subject, point, title, text, link, state, state_since, round, opened_at, closing, version, channel, channel_note FROM handling_item WHERE id = $1;

-- name: items_of
SELECT id, assembly, kind, subject, point, title, text, link, state, state_since, round, opened_at, closing, version, channel, channel_note FROM handling_item
WHERE kind = $1 AND subject = $2 ORDER BY point;

-- name: ids_of
SELECT id FROM handling_item WHERE kind = $1 AND subject = $2;
-- name: standings_of
SELECT i.subject, i.state, i.state_since, (SELECT min(t.due) FROM handling_task t WHERE t.item = i.id AND t.round = i.round AND t.state <> 'returned' AND t.state <> 'accepted')
FROM handling_item i WHERE i.kind = $1 AND i.point = 0 AND i.subject IN (SELECT value FROM json_each($2));
-- name: standings_of postgres
SELECT i.subject, i.state, i.state_since, (SELECT min(t.due) FROM handling_task t WHERE t.item = i.id AND t.round = i.round AND t.state <> 'returned' AND t.state <> 'accepted')
FROM handling_item i WHERE i.kind = $1 AND i.point = 0 AND i.subject IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS JSON)));
-- name: states_of
SELECT subject, state FROM handling_item WHERE assembly = $1 AND kind = $2 AND point = 0;
-- name: told_of
-- What everybody reads: the last round's replies, once all have answered.
SELECT i.subject, i.assembly, t.id, t.unit, t.outcome, t.reply, t.accepted_at, coalesce(t.approved_at, t.accepted_at) FROM handling_task t JOIN handling_item i ON i.id = t.item
WHERE i.kind = $1 AND i.point = 0 AND i.state IN ('replied', 'tracking', 'closed') AND t.round = i.round AND t.state = 'accepted' AND t.role <> 'assisting' AND t.outcome IS NOT NULL AND i.subject IN (SELECT value FROM json_each($2)) ORDER BY i.subject, t.id;
-- name: told_of postgres
SELECT i.subject, i.assembly, t.id, t.unit, t.outcome, t.reply, t.accepted_at, coalesce(t.approved_at, t.accepted_at) FROM handling_task t JOIN handling_item i ON i.id = t.item
WHERE i.kind = $1 AND i.point = 0 AND i.state IN ('replied', 'tracking', 'closed') AND t.round = i.round AND t.state = 'accepted' AND t.role <> 'assisting' AND t.outcome IS NOT NULL AND i.subject IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS JSON))) ORDER BY i.subject, t.id;
-- name: promised_of
SELECT i.subject, t.id, p.text, p.due, p.done_at FROM handling_promise p JOIN handling_task t ON t.id = p.task JOIN handling_item i ON i.id = t.item
WHERE i.kind = $1 AND i.point = 0 AND i.state IN ('replied', 'tracking', 'closed') AND t.state = 'accepted' AND i.subject IN (SELECT value FROM json_each($2)) ORDER BY i.subject, p.due, p.id;
-- name: promised_of postgres
SELECT i.subject, t.id, p.text, p.due, p.done_at FROM handling_promise p JOIN handling_task t ON t.id = p.task JOIN handling_item i ON i.id = t.item
WHERE i.kind = $1 AND i.point = 0 AND i.state IN ('replied', 'tracking', 'closed') AND t.state = 'accepted' AND i.subject IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS JSON))) ORDER BY i.subject, p.due, p.id;
-- name: parts_of_unit
SELECT count(*) FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2 AND t.unit = $3;

-- name: advance
-- State and version in WHERE are the lock: who acts on an old page gets no row, hence a conflict.
UPDATE handling_item SET state = $4, state_since = $5, round = $6, closing = $7, version = version + 1 WHERE id = $1 AND state = $2 AND version = $3;

-- name: in_queue
-- One queue of an assembly, the oldest first; $3 is the item after which to go on, $4 is now, $6 the channel whose matters alone are asked for.
SELECT id, assembly, kind, subject, point, title, text, link, state, state_since, round, opened_at, closing, version, channel, channel_note FROM handling_item i
WHERE assembly = $1 AND (CAST($3 AS BIGINT) IS NULL OR id > $3) AND (CAST($6 AS BIGINT) IS NULL OR channel = $6) AND CASE CAST($2 AS TEXT)
  WHEN 'to_assign' THEN state = 'to_assign' AND (CAST($5 AS TEXT) IS NULL OR category = $5)
  WHEN 'with_units' THEN state = 'handling'
  WHEN 'answered' THEN state = 'replied'
  WHEN 'on_paper' THEN state IN ('replied', 'tracking') AND EXISTS (SELECT 1 FROM handling_paper p WHERE p.item = i.id AND p.round = i.round AND p.confirmed_by IS NULL)
  WHEN 'tracking' THEN state = 'tracking'
  WHEN 'to_revisit' THEN id IN (SELECT t.item FROM handling_revisit r JOIN handling_task t ON t.id = r.task WHERE r.result IS NULL)
  WHEN 'closed' THEN state = 'closed'
  WHEN 'requests' THEN state = 'handling' AND EXISTS (SELECT 1 FROM handling_task t WHERE t.item = i.id AND t.state IN ('return_requested', 'extension_requested'))
  WHEN 'to_check' THEN state = 'handling' AND EXISTS (SELECT 1 FROM handling_task t WHERE t.item = i.id AND t.state = 'under_check')
  ELSE state = 'handling' AND EXISTS (SELECT 1 FROM handling_task t WHERE t.item = i.id AND t.state NOT IN ('accepted', 'returned') AND t.due < $4) END
ORDER BY id LIMIT 51;

-- name: queue_counts
-- In the order of the queues; $2 is now, $3 the channel whose matters alone are counted. What asks for something is counted from the parts that do, which are few.
WITH here AS (SELECT state, count(*) AS matters FROM handling_item WHERE assembly = $1 AND (CAST($3 AS BIGINT) IS NULL OR channel = $3) GROUP BY state)
SELECT coalesce((SELECT matters FROM here WHERE state = 'to_assign'), 0),
  (SELECT count(DISTINCT t.item) FROM handling_task t CROSS JOIN handling_item i WHERE t.state IN ('return_requested', 'extension_requested') AND i.id = t.item AND i.assembly = $1 AND i.state = 'handling' AND (CAST($3 AS BIGINT) IS NULL OR i.channel = $3)),
  (SELECT count(DISTINCT t.item) FROM handling_task t CROSS JOIN handling_item i WHERE t.state = 'under_check' AND i.id = t.item AND i.assembly = $1 AND i.state = 'handling' AND (CAST($3 AS BIGINT) IS NULL OR i.channel = $3)),
  coalesce((SELECT matters FROM here WHERE state = 'handling'), 0),
  (SELECT count(DISTINCT t.item) FROM handling_task t CROSS JOIN handling_item i WHERE t.state IN ('to_sign', 'handling', 'return_requested', 'extension_requested', 'countersigning', 'to_approve', 'under_check') AND t.due < $2 AND i.id = t.item AND i.assembly = $1 AND i.state = 'handling' AND (CAST($3 AS BIGINT) IS NULL OR i.channel = $3)),
  coalesce((SELECT matters FROM here WHERE state = 'replied'), 0),
  (SELECT count(DISTINCT i.id) FROM handling_paper p JOIN handling_item i ON i.id = p.item WHERE p.confirmed_by IS NULL AND p.round = i.round AND i.assembly = $1 AND i.state IN ('replied', 'tracking') AND (CAST($3 AS BIGINT) IS NULL OR i.channel = $3)),
  coalesce((SELECT matters FROM here WHERE state = 'tracking'), 0),
  (SELECT count(DISTINCT t.item) FROM handling_revisit r JOIN handling_task t ON t.id = r.task JOIN handling_item x ON x.id = t.item WHERE r.result IS NULL AND x.assembly = $1 AND (CAST($3 AS BIGINT) IS NULL OR x.channel = $3)),
  coalesce((SELECT matters FROM here WHERE state = 'closed'), 0);

-- name: unit_loads
-- Open parts by unit; $2 is now, $3 from when on a deadline is near, $4 the channel through which alone.
SELECT t.unit, count(*), count(*) FILTER (WHERE t.due >= $2 AND t.due < $3), count(*) FILTER (WHERE t.due < $2)
FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.assembly = $1 AND (CAST($4 AS BIGINT) IS NULL OR i.channel = $4) AND t.state NOT IN ('accepted', 'returned') GROUP BY t.unit ORDER BY 4 DESC, 2 DESC, 1;

-- name: in_unit_queue
-- What a unit has in one of its queues, by the item's age; $3 is the item after which to go on.
SELECT id, assembly, kind, subject, point, title, text, link, state, state_since, round, opened_at, closing, version, channel, channel_note FROM handling_item i
WHERE (CAST($3 AS BIGINT) IS NULL OR id > $3) AND EXISTS (SELECT 1 FROM handling_task t WHERE t.item = i.id AND t.unit = $1 AND CASE CAST($2 AS TEXT)
  WHEN 'to_sign' THEN t.state = 'to_sign'
  WHEN 'handling' THEN t.state = 'handling'
  WHEN 'to_countersign' THEN t.role = 'assisting' AND t.state <> 'returned' AND EXISTS (SELECT 1 FROM handling_task lead WHERE lead.item = t.item AND lead.round = t.round AND lead.role = 'lead' AND lead.state = 'countersigning'
    AND NOT EXISTS (SELECT 1 FROM handling_countersignature c WHERE c.task = lead.id AND c.draft = lead.draft AND c.unit = t.unit))
  WHEN 'waiting' THEN t.state IN ('return_requested', 'extension_requested', 'under_check')
  WHEN 'to_approve' THEN t.state IN ('to_approve', 'countersigning')
  WHEN 'promises' THEN t.state = 'accepted' AND EXISTS (SELECT 1 FROM handling_promise p WHERE p.task = t.id AND p.done_at IS NULL)
  ELSE t.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM handling_promise p WHERE p.task = t.id AND p.done_at IS NULL) END)
ORDER BY id LIMIT 51;

-- name: unit_queue_counts
-- In the order of the queues.
SELECT count(*) FILTER (WHERE state = 'to_sign'), count(*) FILTER (WHERE state = 'handling'),
  count(*) FILTER (WHERE t.role = 'assisting' AND t.state <> 'returned' AND EXISTS (SELECT 1 FROM handling_task lead WHERE lead.item = t.item AND lead.round = t.round AND lead.role = 'lead' AND lead.state = 'countersigning'
    AND NOT EXISTS (SELECT 1 FROM handling_countersignature c WHERE c.task = lead.id AND c.draft = lead.draft AND c.unit = t.unit))),
  count(*) FILTER (WHERE state IN ('return_requested', 'extension_requested', 'under_check')), count(*) FILTER (WHERE state IN ('to_approve', 'countersigning')),
  count(*) FILTER (WHERE state = 'accepted' AND EXISTS (SELECT 1 FROM handling_promise p WHERE p.task = t.id AND p.done_at IS NULL)),
  count(*) FILTER (WHERE state = 'accepted' AND NOT EXISTS (SELECT 1 FROM handling_promise p WHERE p.task = t.id AND p.done_at IS NULL))
FROM handling_task t WHERE unit = $1;

-- name: add_task
INSERT INTO handling_task (id, item, round, unit, role, state, state_since, assigned_at, return_by, contact_by, due, calendar_version, extended, request, suggested, outcome, reply, document_number,
  without_assisting, remark, approved_by, approved_at, accepted_at, urged, reminded, version)
VALUES ($1, $2, $3, $4, $5, 'to_sign', $6, $6, $7, $8, $9, $10, 0, '', NULL, NULL, '', '', '', '', NULL, NULL, NULL, 0, '', 1);

-- name: find_task
SELECT id, item, round, unit, role, state, state_since, assigned_at, return_by, contact_by, due, calendar_version, extended, request, suggested, outcome, reply, document_number,
  without_assisting, remark, approved_by, approved_at, accepted_at, urged, reminded, version, draft, without_countersigning, openness, openness_reason FROM handling_task WHERE id = $1;

-- name: tasks_of
-- The latest round first; who must reply before who assists.
SELECT id, item, round, unit, role, state, state_since, assigned_at, return_by, contact_by, due, calendar_version, extended, request, suggested, outcome, reply, document_number,
  without_assisting, remark, approved_by, approved_at, accepted_at, urged, reminded, version, draft, without_countersigning, openness, openness_reason FROM handling_task WHERE item = $1
ORDER BY round DESC, CASE role WHEN 'assisting' THEN 1 ELSE 0 END, id;

-- name: move_task
UPDATE handling_task SET state = $4, state_since = $5, due = $6, calendar_version = $7, extended = $8, request = $9, suggested = $10, outcome = $11, without_assisting = $12, remark = $13,
  approved_by = $14, approved_at = $15, accepted_at = $16, draft = $17, without_countersigning = $18, reminded = '', version = version + 1
WHERE id = $1 AND state = $2 AND version = $3;

-- name: save_reply
UPDATE handling_task SET reply = $3, outcome = $4, document_number = $5, openness = $6, openness_reason = $7, version = version + 1 WHERE id = $1 AND state = 'handling' AND version = $2;

-- name: urge
UPDATE handling_task SET urged = urged + 1 WHERE id = $1;

-- name: to_remind
-- Open parts whose deadline is near or past and whose unit was not told so yet; $1 is now, $2 from when on it is near.
SELECT id, item, round, unit, role, state, state_since, assigned_at, return_by, contact_by, due, calendar_version, extended, request, suggested, outcome, reply, document_number,
  without_assisting, remark, approved_by, approved_at, accepted_at, urged, reminded, version, draft, without_countersigning, openness, openness_reason FROM handling_task
WHERE state IN ('to_sign', 'handling', 'countersigning', 'to_approve') AND due < $2 AND reminded <> 'overdue' AND (reminded = '' OR due < $1) ORDER BY id LIMIT 200;

-- name: reminded
UPDATE handling_task SET reminded = $2 WHERE id = $1;

-- name: add_contact
INSERT INTO handling_contact (id, task, stage, way, at, note, entered_by) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: contacts_of
SELECT stage, way, at, note, message FROM handling_contact WHERE task = $1 ORDER BY at, id;

-- name: add_promise
INSERT INTO handling_promise (id, task, text, due, done_at, note) VALUES ($1, $2, $3, $4, NULL, '');

-- name: add_agreed_promise
INSERT INTO handling_promise (id, task, text, due, done_at, note, agreed) VALUES ($1, $2, $3, $4, NULL, '', $5);

-- name: forget_promises
-- What was agreed with others is not the draft's to change.
DELETE FROM handling_promise WHERE task = $1 AND agreed = 0;

-- name: promises_of
SELECT id, task, text, due, done_at, note, agreed FROM handling_promise WHERE task = $1 ORDER BY due, id;

-- name: find_promise
SELECT id, task, text, due, done_at, note, agreed FROM handling_promise WHERE id = $1;

-- name: keep_promise
UPDATE handling_promise SET done_at = $2, note = $3 WHERE id = $1;

-- name: open_promises
SELECT count(*) FROM handling_promise p JOIN handling_task t ON t.id = p.task WHERE t.item = $1 AND t.state = 'accepted' AND p.done_at IS NULL;

-- name: add_adoption
INSERT INTO handling_adoption (task, number, adoption, word) VALUES ($1, $2, $3, $4);
-- name: forget_adoptions
DELETE FROM handling_adoption WHERE task = $1;
-- name: adoptions_of
SELECT number, adoption, word FROM handling_adoption WHERE task = $1 ORDER BY number;

-- name: countersign
-- A unit may think again as long as the same draft goes round.
INSERT INTO handling_countersignature (task, draft, unit, agrees, words, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (task, draft, unit) DO UPDATE SET agrees = excluded.agrees, words = excluded.words, person = excluded.person, at = excluded.at;
-- name: countersignatures_of
SELECT unit, agrees, words, person, at FROM handling_countersignature WHERE task = $1 AND draft = $2;

-- name: say_not_needed
INSERT INTO handling_not_needed (task, asker, at) VALUES ($1, $2, $3) ON CONFLICT (task) DO NOTHING;
-- name: forget_not_needed
DELETE FROM handling_not_needed WHERE task = $1;
-- name: not_needed_at
SELECT at FROM handling_not_needed WHERE task = $1;

-- name: add_rating
INSERT INTO handling_rating (item, round, asker, overall, attitude, text, paper) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (item, round, asker) DO NOTHING;

-- name: ratings_of
SELECT count(*), count(*) FILTER (WHERE overall = 'satisfied'), count(*) FILTER (WHERE overall = 'basically'), count(*) FILTER (WHERE overall = 'dissatisfied'), count(*) FILTER (WHERE paper = 1)
FROM handling_rating WHERE item = $1 AND round = $2;

-- name: rating_of
SELECT overall FROM handling_rating WHERE item = $1 AND round = $2 AND asker = $3;

-- name: due_of_unit
-- What waits for the unit.
SELECT t.id, t.item, t.unit, t.due, i.title, i.text FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE t.unit = $1 AND t.state IN ('to_sign', 'handling', 'to_approve') ORDER BY t.due LIMIT 500;
-- name: promises_due_of_unit
SELECT p.id, t.item, t.unit, p.due, i.title, p.text FROM handling_promise p JOIN handling_task t ON t.id = p.task JOIN handling_item i ON i.id = t.item
WHERE t.unit = $1 AND (t.state = 'accepted' OR (p.agreed <> 0 AND t.state <> 'returned')) AND p.done_at IS NULL ORDER BY p.due LIMIT 500;
-- name: due_of_assembly
-- Of all units, from $2 to $3.
SELECT t.id, t.item, t.unit, t.due, i.title, i.text FROM handling_task t JOIN handling_item i ON i.id = t.item
WHERE i.assembly = $1 AND (CAST($4 AS BIGINT) IS NULL OR i.channel = $4) AND t.state NOT IN ('accepted', 'returned') AND t.due >= $2 AND t.due < $3 ORDER BY t.due LIMIT 500;
-- name: promises_due_of_assembly
SELECT p.id, t.item, t.unit, p.due, i.title, p.text FROM handling_promise p JOIN handling_task t ON t.id = p.task JOIN handling_item i ON i.id = t.item
WHERE i.assembly = $1 AND (CAST($4 AS BIGINT) IS NULL OR i.channel = $4) AND (t.state = 'accepted' OR (p.agreed <> 0 AND t.state <> 'returned')) AND p.done_at IS NULL AND p.due >= $2 AND p.due < $3 ORDER BY p.due LIMIT 500;
-- name: ratings_of_item
SELECT round, asker, overall, attitude, text FROM handling_rating WHERE item = $1 ORDER BY round, asker;
-- name: open_items
SELECT count(*) FROM handling_item WHERE kind = $1 AND subject = $2 AND state <> 'closed';

-- name: on_paper
SELECT paper FROM handling_rating WHERE item = $1 AND round = $2 AND asker = $3;

-- name: add_quality
INSERT INTO handling_quality (item, unit, grade, word, person, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (item, unit) DO NOTHING;
-- name: qualities_of
SELECT unit, grade, word FROM handling_quality WHERE item = $1 ORDER BY unit;
-- name: remove_qualities
DELETE FROM handling_quality WHERE item IN (SELECT id FROM handling_item WHERE kind = $1 AND subject = $2);

-- name: add_paper
INSERT INTO handling_paper (id, item, round, asker, overall, attitude, text, entered_by, entered_at, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL) ON CONFLICT (item, round, asker) DO NOTHING;
-- name: find_paper
SELECT id, item, round, asker, overall, attitude, text, entered_by, entered_at, confirmed_by, confirmed_at FROM handling_paper WHERE id = $1;
-- name: find_paper_of
SELECT id FROM handling_paper WHERE item = $1 AND round = $2 AND asker = $3;
-- name: papers_of
SELECT id, item, round, asker, overall, attitude, text, entered_by, entered_at, confirmed_by, confirmed_at FROM handling_paper WHERE item = $1 ORDER BY id;
-- name: papers_of_subject
SELECT p.id FROM handling_paper p JOIN handling_item i ON i.id = p.item WHERE i.kind = $1 AND i.subject = $2;
-- name: confirm_paper
UPDATE handling_paper SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1;
-- name: remove_paper
DELETE FROM handling_paper WHERE id = $1;

-- name: due_for_revisit
-- Accepted in [$1, $2), the last reply of its unit to that matter, and not listed yet in the year $3.
SELECT t.id, i.assembly FROM handling_task t JOIN handling_item i ON i.id = t.item
WHERE t.state = 'accepted' AND t.role <> 'assisting' AND t.accepted_at >= $1 AND t.accepted_at < $2
  AND (t.outcome IN ('in_progress', 'planned', 'not_now') OR EXISTS (SELECT 1 FROM handling_promise p WHERE p.task = t.id AND p.done_at IS NULL))
  AND NOT EXISTS (SELECT 1 FROM handling_task later WHERE later.item = t.item AND later.unit = t.unit AND later.round > t.round AND later.state = 'accepted')
  AND NOT EXISTS (SELECT 1 FROM handling_revisit r WHERE r.task = t.id AND r.year = $3) ORDER BY t.id;
-- name: add_revisit
INSERT INTO handling_revisit (id, task, year, result, note, at) VALUES ($1, $2, $3, NULL, '', NULL) ON CONFLICT (task, year) DO NOTHING;
-- name: revisits_of
SELECT id, task, year, result, note, at FROM handling_revisit WHERE task = $1 ORDER BY year;
-- name: find_revisit
SELECT id, task, year, result, note, at FROM handling_revisit WHERE id = $1;
-- name: note_revisit
UPDATE handling_revisit SET result = $2, note = $3, at = $4 WHERE id = $1;
-- name: remove_revisits
DELETE FROM handling_revisit WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: categories_waiting
SELECT kind, category, count(*) FROM handling_item WHERE assembly = $1 AND (CAST($2 AS BIGINT) IS NULL OR channel = $2) AND state = 'to_assign' AND category <> '' GROUP BY kind, category ORDER BY 3 DESC, 2;
-- name: waiting_of_category
SELECT id FROM handling_item WHERE assembly = $1 AND (CAST($3 AS BIGINT) IS NULL OR channel = $3) AND state = 'to_assign' AND category = $2 ORDER BY id;

-- name: before_unit
-- What a unit has open, and how much of that is written already.
SELECT count(*), count(*) FILTER (WHERE reply <> '') FROM handling_task WHERE unit = $1 AND state NOT IN ('accepted', 'returned');

-- name: own_rating
SELECT overall, attitude, text FROM handling_rating WHERE item = $1 AND round = $2 AND asker = $3;

-- name: unfinished
SELECT id, title, text, state FROM handling_item WHERE assembly = $1 AND state <> 'closed' ORDER BY id;

-- name: remove_ratings
DELETE FROM handling_rating WHERE item IN (SELECT id FROM handling_item WHERE kind = $1 AND subject = $2);

-- name: remove_adoptions
DELETE FROM handling_adoption WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: remove_countersignatures
DELETE FROM handling_countersignature WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: remove_not_needed
DELETE FROM handling_not_needed WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: remove_promises
DELETE FROM handling_promise WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: remove_contacts
DELETE FROM handling_contact WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: remove_tasks
DELETE FROM handling_task WHERE item IN (SELECT id FROM handling_item WHERE kind = $1 AND subject = $2);

-- name: remove_items
DELETE FROM handling_item WHERE kind = $1 AND subject = $2;

-- name: add_whole_item
-- For the demonstration city, as add_whole_task.
INSERT INTO handling_item (id, assembly, kind, subject, point, title, text, link, state, state_since, round, opened_at, closing, version, category, channel)
VALUES ($1, $2, $3, $4, 0, $5, '', $6, $7, $8, 1, $9, $10, 1, $11, $12);
-- name: add_whole_task
INSERT INTO handling_task (id, item, round, unit, role, state, state_since, assigned_at, return_by, contact_by, due, calendar_version, extended, request, suggested, outcome, reply, document_number, without_assisting, remark,
  approved_by, approved_at, accepted_at, urged, reminded, version)
VALUES ($1, $2, 1, $3, 'sole', $4, $5, $6, $7, $8, $9, $10, 0, '', NULL, $11, $12, $13, '', '', NULL, $14, $15, 0, '', 1);
-- name: add_whole_promise
INSERT INTO handling_promise (id, task, text, due, done_at, note) VALUES ($1, $2, $3, $4, $5, '');
-- name: add_whole_contact
INSERT INTO handling_contact (id, task, stage, way, at, note, entered_by) VALUES ($1, $2, $3, $4, $5, $6, 0);
-- name: add_whole_message
INSERT INTO handling_message (id, task, side, person, place, body, text, at, read_at, withdrawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL);
-- name: add_whole_rating
INSERT INTO handling_rating (item, round, asker, overall, attitude, text) VALUES ($1, 1, $2, $3, $3, '');

-- name: parts_counted
-- What units had to answer, each matter once: as they last had it. From $2 on; $3: of one unit.
SELECT t.unit, t.item, t.state, t.due, t.accepted_at, t.outcome FROM handling_task t JOIN handling_item i ON i.id = t.item
WHERE i.assembly = $1 AND t.assigned_at >= $2 AND (CAST($3 AS BIGINT) IS NULL OR t.unit = $3) AND t.state <> 'returned' AND t.role <> 'assisting' AND NOT EXISTS (SELECT 1 FROM handling_task later WHERE later.item = t.item AND later.unit = t.unit AND later.round > t.round AND later.state <> 'returned') ORDER BY t.item;
-- name: suggestions_counted
-- Of what each unit answered last: an earlier reply to the same matter does not count.
SELECT t.unit, t.item, a.number, a.adoption FROM handling_adoption a JOIN handling_task t ON t.id = a.task JOIN handling_item i ON i.id = t.item
WHERE i.assembly = $1 AND t.assigned_at >= $2 AND (CAST($3 AS BIGINT) IS NULL OR t.unit = $3) AND t.state = 'accepted' AND a.adoption <> 'not_ours'
  AND NOT EXISTS (SELECT 1 FROM handling_task later WHERE later.item = t.item AND later.unit = t.unit AND later.round > t.round AND later.state = 'accepted') ORDER BY t.item, a.number;
-- name: ratings_counted
-- Of matters that the unit answered in the round that was rated.
SELECT t.unit, t.item, i.kind, r.round, r.asker, r.overall FROM handling_rating r JOIN handling_item i ON i.id = r.item JOIN handling_task t ON t.item = r.item AND t.round = r.round
WHERE i.assembly = $1 AND t.assigned_at >= $2 AND (CAST($3 AS BIGINT) IS NULL OR t.unit = $3) AND t.state = 'accepted' AND t.role <> 'assisting' ORDER BY t.item, r.round, r.overall;

-- name: add_plan
INSERT INTO handling_plan (item, unit, role) VALUES ($1, $2, $3);
-- name: plan_of
SELECT unit, role FROM handling_plan WHERE item = $1 ORDER BY CASE role WHEN 'lead' THEN 0 ELSE 1 END, unit;
-- name: remove_plan
DELETE FROM handling_plan WHERE item = $1;
-- name: remove_plans
DELETE FROM handling_plan WHERE item IN (SELECT id FROM handling_item WHERE kind = $1 AND subject = $2);
-- name: planned
SELECT id, assembly, kind, subject, point, title, text, link, state, state_since, round, opened_at, closing, version, channel, channel_note FROM handling_item
WHERE assembly = $1 AND (CAST($2 AS BIGINT) IS NULL OR channel = $2) AND state = 'to_assign' AND id IN (SELECT item FROM handling_plan) ORDER BY id LIMIT 1000;
-- name: count_planned
SELECT count(DISTINCT p.item) FROM handling_plan p JOIN handling_item i ON i.id = p.item WHERE i.assembly = $1 AND (CAST($2 AS BIGINT) IS NULL OR i.channel = $2);
-- name: distribute
UPDATE handling_item SET channel = $2, channel_note = $3, version = version + 1 WHERE id = $1 AND state = 'to_assign';
-- name: waiting_by_channel
SELECT channel, count(*) FROM handling_item WHERE assembly = $1 AND state = 'to_assign' GROUP BY channel;

-- name: keep_reply
-- Not what is there already.
INSERT INTO handling_reply_version (task, number, at, reply, outcome, document_number)
SELECT t.id, coalesce((SELECT max(v.number) FROM handling_reply_version v WHERE v.task = t.id), 0) + 1, $2, t.reply, t.outcome, t.document_number FROM handling_task t WHERE t.id = $1 AND t.reply <> ''
AND NOT EXISTS (SELECT 1 FROM handling_reply_version v WHERE v.task = t.id AND v.number = (SELECT max(w.number) FROM handling_reply_version w WHERE w.task = t.id) AND v.reply = t.reply AND coalesce(v.outcome, '') = coalesce(t.outcome, '') AND v.document_number = t.document_number);

-- name: reply_versions
SELECT v.task, v.number, v.at, v.reply, v.outcome, v.document_number FROM handling_reply_version v JOIN handling_task t ON t.id = v.task WHERE t.item = $1 ORDER BY t.round, t.id, v.number;

-- name: remove_reply_versions
DELETE FROM handling_reply_version WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: note_most_revisits
-- Of the demonstration city: all but a dozen.
UPDATE handling_revisit SET result = 'done', note = $2, at = $1 WHERE result IS NULL AND id NOT IN (SELECT id FROM handling_revisit ORDER BY id LIMIT 12);

-- name: add_message
INSERT INTO handling_message (id, task, side, person, place, body, text, at, read_at, withdrawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL);
-- name: find_message
SELECT id, task, side, person, place, body, text, at, read_at, withdrawn_at FROM handling_message WHERE id = $1;
-- name: messages_of
SELECT id, task, side, person, place, body, text, at, read_at, withdrawn_at FROM handling_message WHERE task = $1 ORDER BY at, id;
-- name: writers_of
SELECT DISTINCT person FROM handling_message WHERE task = $1 AND side = 'asker';
-- name: messages_read
-- By the side $2: what the other one wrote by $3.
UPDATE handling_message SET read_at = $4 WHERE task = $1 AND side <> $2 AND at <= $3 AND read_at IS NULL AND withdrawn_at IS NULL;
-- name: withdraw_message
UPDATE handling_message SET text = '', withdrawn_at = $2 WHERE id = $1;
-- name: stage_of_message
SELECT stage FROM handling_contact WHERE message = $1;
-- name: enter_contact
INSERT INTO handling_contact (id, task, stage, way, at, note, entered_by, message) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: unread_by_unit
-- In the threads of the round $2 in which the unit $3 answers or assists.
SELECT count(*) FROM handling_message m JOIN handling_task t ON t.id = m.task
WHERE t.item = $1 AND t.round = $2 AND m.side = 'asker' AND m.read_at IS NULL AND m.withdrawn_at IS NULL
  AND (t.unit = $3 OR (t.role = 'lead' AND EXISTS (SELECT 1 FROM handling_task a WHERE a.item = t.item AND a.round = t.round AND a.unit = $3 AND a.role = 'assisting' AND a.state <> 'returned')));
-- name: messages_of_person
SELECT m.id, i.title, i.link, m.text, m.at, m.withdrawn_at FROM handling_message m JOIN handling_task t ON t.id = m.task JOIN handling_item i ON i.id = t.item WHERE m.person = $1 ORDER BY m.id DESC;
-- name: messages_of_subject
SELECT m.id FROM handling_message m JOIN handling_task t ON t.id = m.task JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2;
-- name: remove_messages
DELETE FROM handling_message WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: add_urging
INSERT INTO handling_urging (id, task, person, at, words) VALUES ($1, $2, $3, $4, $5);
-- name: last_urging
SELECT at, words FROM handling_urging WHERE task = $1 ORDER BY at DESC, id DESC LIMIT 1;
-- name: remove_urgings
DELETE FROM handling_urging WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);
-- name: extension_asked
INSERT INTO handling_extension (task, asked_at, due, decided_at, granted_until) VALUES ($1, $2, $3, NULL, NULL) ON CONFLICT (task) DO UPDATE SET asked_at = excluded.asked_at, due = excluded.due, decided_at = NULL, granted_until = NULL;
-- name: extension_decided
UPDATE handling_extension SET decided_at = $2, granted_until = $3 WHERE task = $1;
-- name: extension_of
SELECT asked_at, due, decided_at, granted_until FROM handling_extension WHERE task = $1;
-- name: remove_extensions
DELETE FROM handling_extension WHERE task IN (SELECT t.id FROM handling_task t JOIN handling_item i ON i.id = t.item WHERE i.kind = $1 AND i.subject = $2);

-- name: phrases_of
-- The office's, and those of the unit $2 before them.
SELECT p.id, p.assembly, p.unit, p.kind, p.offered, p.version, v.title, v.text FROM handling_phrase p JOIN handling_phrase_version v ON v.phrase = p.id AND v.version = p.version
WHERE p.assembly = $1 AND (p.unit = 0 OR p.unit = $2) ORDER BY p.unit DESC, p.id;
-- name: find_phrase
SELECT p.id, p.assembly, p.unit, p.kind, p.offered, p.version, v.title, v.text FROM handling_phrase p JOIN handling_phrase_version v ON v.phrase = p.id AND v.version = p.version WHERE p.id = $1;
-- name: add_phrase
INSERT INTO handling_phrase (id, assembly, unit, kind, offered, version) VALUES ($1, $2, $3, $4, 1, 1);
-- name: add_phrase_version
INSERT INTO handling_phrase_version (phrase, version, title, text, person, at) VALUES ($1, $2, $3, $4, $5, $6);
-- name: save_phrase
-- $4: 1 where there is a new version.
UPDATE handling_phrase SET offered = $3, version = version + $4 WHERE id = $1 AND version = $2;
-- name: versions_of_phrase
SELECT version, title, text, person, at FROM handling_phrase_version WHERE phrase = $1 ORDER BY version DESC;
-- name: phrases_off
SELECT code FROM handling_phrase_off WHERE assembly = $1;
-- name: phrase_off
INSERT INTO handling_phrase_off (assembly, code) VALUES ($1, $2) ON CONFLICT (assembly, code) DO NOTHING;
-- name: phrase_on
DELETE FROM handling_phrase_off WHERE assembly = $1 AND code = $2;
-- name: purge_phrase_versions
DELETE FROM handling_phrase_version WHERE phrase IN (SELECT id FROM handling_phrase WHERE assembly = $1);
-- name: purge_phrases
DELETE FROM handling_phrase WHERE assembly = $1;
-- name: purge_phrases_off
DELETE FROM handling_phrase_off WHERE assembly = $1;

-- name: classes_of
-- The latest version first.
SELECT version, outcome, letter, name FROM handling_class WHERE assembly = $1 ORDER BY version DESC, number;
-- name: class_lists_of
SELECT version, person, at, note FROM handling_class_list WHERE assembly = $1 ORDER BY version DESC;
-- name: class_at
-- Of the latest version by then that has it: what is classed no more so keeps its letter.
SELECT c.version, c.outcome, c.letter, c.name FROM handling_class c JOIN handling_class_list l ON l.assembly = c.assembly AND l.version = c.version
WHERE c.assembly = $1 AND c.outcome = $2 AND l.at <= $3 ORDER BY c.version DESC LIMIT 1;
-- name: add_class
INSERT INTO handling_class (assembly, version, number, outcome, letter, name) VALUES ($1, $2, $3, $4, $5, $6);
-- name: add_class_list
INSERT INTO handling_class_list (assembly, version, person, at, note) VALUES ($1, $2, $3, $4, $5);
-- name: purge_classes
DELETE FROM handling_class WHERE assembly = $1;
-- name: purge_class_lists
DELETE FROM handling_class_list WHERE assembly = $1;
