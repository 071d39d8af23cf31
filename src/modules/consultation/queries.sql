-- name: add
INSERT INTO consultation_consultation (id, assembly, state, state_since, title, question, background, opens_at, closes_at, audience, level_needed,
  matrix_public, round, language, attribution, attribution_url, attribution_licence, demonstration, created_by, created_at, published_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1);

-- name: find
SELECT id, assembly, state, state_since, title, question, background, opens_at, closes_at, audience, level_needed, matrix_public, round, language,
  attribution, attribution_url, attribution_licence, demonstration, created_by, created_at, published_at, version
FROM consultation_consultation WHERE id = $1;

-- name: edit
-- The version in WHERE is the lock: who saved second gets no row, hence a conflict.
UPDATE consultation_consultation SET title = $3, question = $4, background = $5, opens_at = $6, closes_at = $7, audience = $8, level_needed = $9,
  matrix_public = $10, version = version + 1
WHERE id = $1 AND version = $2;

-- name: advance
-- The state in WHERE is the lock: a second clerk acting on the same page gets no row, hence a conflict.
UPDATE consultation_consultation SET state = $3, state_since = $4, published_at = COALESCE(published_at, $5),
  opens_at = COALESCE(opens_at, $5), closes_at = $6, version = version + 1
WHERE id = $1 AND state = $2 AND version = $7;

-- name: sectors_of
SELECT sector FROM consultation_sector WHERE consultation = $1 ORDER BY sector;

-- name: forget_sectors
DELETE FROM consultation_sector WHERE consultation = $1;

-- name: add_sector
INSERT INTO consultation_sector (consultation, sector) VALUES ($1, $2);

-- name: carry_sector_on
UPDATE consultation_sector SET sector = $3
WHERE sector = $2 AND consultation IN (SELECT id FROM consultation_consultation WHERE assembly = $1 AND state IN ('draft', 'open', 'closed'));

-- name: note_new_sectors
-- Who has it open on a page must not write the old ones back.
UPDATE consultation_consultation SET version = version + 1 WHERE assembly = $1 AND state IN ('draft', 'open', 'closed') AND audience = 'sectors';

-- name: unfinished_of
SELECT id, title, state FROM consultation_consultation WHERE assembly = $1 AND state IN ('draft', 'open', 'closed') ORDER BY id;

-- name: list
-- $3…$6: assemblies whose members-only consultations this reader may see; $7: the assembly whose drafts this reader works on (0: none).
-- Open ones first, then newest; $8, $9 are the rank and id after which to go on.
SELECT id, assembly, title, question, state, opens_at, closes_at, audience, demonstration,
  CASE WHEN state = 'open' THEN 0 WHEN state = 'draft' THEN 1 ELSE 2 END AS rank,
  COALESCE((SELECT votes FROM consultation_result r WHERE r.consultation = c.id ORDER BY round DESC LIMIT 1), 0) AS votes
FROM consultation_consultation c
WHERE (CAST($1 AS BIGINT) IS NULL OR assembly = $1)
  AND (CAST($2 AS TEXT) IS NULL OR state = $2)
  AND ((state IN ('open', 'closed', 'signed') AND (audience = 'public' OR assembly IN ($3, $4, $5, $6, $7))) OR assembly = $7)
  AND (CASE WHEN state = 'open' THEN 0 WHEN state = 'draft' THEN 1 ELSE 2 END > CAST($8 AS BIGINT)
    OR (CASE WHEN state = 'open' THEN 0 WHEN state = 'draft' THEN 1 ELSE 2 END = CAST($8 AS BIGINT) AND id < $9))
  AND (CAST($10 AS TEXT) IS NULL OR title LIKE $10 OR question LIKE $10)
ORDER BY rank, id DESC LIMIT $11;

-- name: open_ids
SELECT id FROM consultation_consultation WHERE state IN ('open', 'closed', 'signed');

-- name: due_to_close
SELECT id FROM consultation_consultation WHERE state = 'open' AND closes_at IS NOT NULL AND closes_at <= $1;

-- name: add_statement
INSERT INTO consultation_statement (id, consultation, number, text, seed, author, state, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: next_statement_number
SELECT COALESCE(max(number), 0) + 1 FROM consultation_statement WHERE consultation = $1;

-- name: find_statement
SELECT id, consultation, number, text, seed, author, state, at FROM consultation_statement WHERE id = $1;

-- name: statements_of
SELECT id, consultation, number, text, seed, author, state, at FROM consultation_statement WHERE consultation = $1 ORDER BY number;

-- name: forget_seeds
DELETE FROM consultation_statement WHERE consultation = $1 AND seed = 1;

-- name: decide_statement
UPDATE consultation_statement SET state = $3 WHERE id = $1 AND state = $2;

-- name: own_statements_pending
SELECT count(*) FROM consultation_statement WHERE consultation = $1 AND author = $2 AND state = 'pending';

-- name: participant_of
SELECT key FROM consultation_participant WHERE consultation = $1 AND person_reference = $2;

-- name: add_participant
INSERT INTO consultation_participant (key, consultation, person_reference, sector, county, assisted, arrival) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (consultation, person_reference) DO NOTHING;

-- What counts is asked here and in the three statements over votes: who is set aside does not.
-- name: participants_of
SELECT key, sector, county FROM consultation_participant WHERE consultation = $1 AND set_aside = 0;

-- name: count_participants
SELECT count(*) FROM consultation_participant WHERE consultation = $1 AND set_aside = 0;

-- name: count_assisted
SELECT count(*) FROM consultation_participant WHERE consultation = $1 AND assisted = 1 AND set_aside = 0;

-- name: participants_set_aside
SELECT key FROM consultation_participant WHERE consultation = $1 AND set_aside = 1;

-- name: participant_references
SELECT person_reference FROM consultation_participant WHERE consultation = $1 AND person_reference IS NOT NULL;

-- name: cast_vote
-- State, period and statement are checked by the row that is written, so that no vote slips in beside a closing. $5 is now.
INSERT INTO consultation_vote (consultation, round, participant, statement, vote)
SELECT c.id, c.round, CAST($3 AS BIGINT), s.id, CAST($4 AS BIGINT)
FROM consultation_consultation c JOIN consultation_statement s ON s.consultation = c.id
WHERE c.id = $1 AND s.id = $2 AND s.state = 'approved' AND c.state = 'open'
  AND (c.opens_at IS NULL OR c.opens_at <= $5) AND (c.closes_at IS NULL OR c.closes_at > $5)
ON CONFLICT (consultation, round, participant, statement) DO UPDATE SET vote = excluded.vote;

-- name: import_vote
INSERT INTO consultation_vote (consultation, round, participant, statement, vote) VALUES ($1, $2, $3, $4, $5);

-- name: votes_of_participant
SELECT statement, vote FROM consultation_vote WHERE consultation = $1 AND round = $2 AND participant = $3 ORDER BY statement;

-- name: votes_of
-- In no order: sorting would hold the database up longer than reading.
SELECT participant, statement, vote FROM consultation_vote WHERE consultation = $1 AND round = $2
  AND participant NOT IN (SELECT key FROM consultation_participant WHERE consultation = $1 AND set_aside = 1);

-- name: store_result
INSERT INTO consultation_result (consultation, round, computed_at, participants, votes, final, result, model) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (consultation, round) DO UPDATE SET computed_at = excluded.computed_at, participants = excluded.participants, votes = excluded.votes,
  final = excluded.final, result = excluded.result, model = excluded.model;

-- name: result_of
SELECT result FROM consultation_result WHERE consultation = $1 AND round = $2;

-- name: result_state
SELECT participants, votes, final, computed_at FROM consultation_result WHERE consultation = $1 AND round = $2;

-- name: has_final_result
-- Computed since the consultation was closed ($3, $4: its state, and since when) and since it was last decided whose votes count.
SELECT votes FROM consultation_result r
WHERE consultation = $1 AND round = $2 AND final = 1 AND (computed_at >= $3 OR CAST($4 AS TEXT) <> 'closed')
  AND NOT EXISTS (SELECT 1 FROM consultation_finding f WHERE f.consultation = $1 AND f.counting_changed_at > r.computed_at);

-- name: model_of
SELECT model FROM consultation_result WHERE consultation = $1 AND round = $2;

-- name: forget_result
DELETE FROM consultation_result WHERE consultation = $1;

-- name: sheet_of
SELECT state, version, content, signed_by, signed_at FROM consultation_sheet WHERE consultation = $1;

-- name: add_sheet
INSERT INTO consultation_sheet (consultation, state, version, content, signed_by, signed_at) VALUES ($1, 'draft', 1, $2, NULL, NULL)
ON CONFLICT (consultation) DO NOTHING;

-- name: save_sheet
UPDATE consultation_sheet SET content = $3, version = version + 1 WHERE consultation = $1 AND version = $2 AND state = 'draft';

-- name: sign_sheet
UPDATE consultation_sheet SET state = 'signed', signed_by = $3, signed_at = $4, version = version + 1
WHERE consultation = $1 AND version = $2 AND state = 'draft';

-- name: add_assisted
INSERT INTO consultation_assisted (id, consultation, person, entered_by, entered_at, checked_by, checked_at, state, votes)
VALUES ($1, $2, $3, $4, $5, NULL, NULL, 'entered', $6);

-- name: find_assisted
SELECT id, consultation, person, entered_by, entered_at, checked_by, state, votes FROM consultation_assisted WHERE id = $1;

-- name: assisted_of
SELECT id, consultation, person, entered_by, entered_at, checked_by, state, votes FROM consultation_assisted WHERE consultation = $1
ORDER BY id DESC LIMIT 500;

-- name: assisted_open_for
SELECT count(*) FROM consultation_assisted WHERE consultation = $1 AND person = $2 AND state = 'entered';

-- name: decide_assisted
-- The votes stay readable only until they are checked.
UPDATE consultation_assisted SET state = $3, checked_by = $4, checked_at = $5, votes = '' WHERE id = $1 AND state = $2;

-- name: tallies
SELECT statement, vote, count(*) FROM consultation_vote WHERE consultation = $1 AND round = $2
  AND participant NOT IN (SELECT key FROM consultation_participant WHERE consultation = $1 AND set_aside = 1) GROUP BY statement, vote;

-- name: count_votes
SELECT count(*) FROM consultation_vote WHERE consultation = $1 AND round = $2
  AND participant NOT IN (SELECT key FROM consultation_participant WHERE consultation = $1 AND set_aside = 1);

-- name: mark_demonstration
UPDATE consultation_consultation SET demonstration = 1 WHERE id = $1;

-- name: consultations_of
SELECT id FROM consultation_consultation WHERE assembly = $1;

-- name: purge_votes
DELETE FROM consultation_vote WHERE consultation = $1;

-- name: purge_participants
DELETE FROM consultation_participant WHERE consultation = $1;

-- name: purge_statements
DELETE FROM consultation_statement WHERE consultation = $1;

-- name: purge_sectors
DELETE FROM consultation_sector WHERE consultation = $1;

-- name: purge_results
DELETE FROM consultation_result WHERE consultation = $1;

-- name: purge_sheets
DELETE FROM consultation_sheet WHERE consultation = $1;

-- name: purge_held
DELETE FROM consultation_held WHERE consultation = $1;

-- name: purge_findings
DELETE FROM consultation_finding WHERE consultation = $1;

-- name: purge_assisted
DELETE FROM consultation_assisted WHERE consultation = $1;

-- name: purge
DELETE FROM consultation_consultation WHERE id = $1;

-- name: arrivals_of
-- Read by the search for arranged arrivals alone, which needs the reference to know who wrote which statement.
SELECT key, person_reference, arrival FROM consultation_participant WHERE consultation = $1 AND arrival IS NOT NULL;

-- name: count_arrivals
SELECT count(*) FROM consultation_participant WHERE consultation = $1 AND arrival IS NOT NULL;

-- name: forget_arrivals
UPDATE consultation_participant SET arrival = NULL WHERE consultation = $1 AND arrival IS NOT NULL;

-- name: over_since
-- Consultations that ended before $1 and are not kept for complaints any more.
SELECT id FROM consultation_consultation WHERE state IN ('closed', 'signed', 'withdrawn') AND state_since < $1;

-- name: reference_of
SELECT person_reference FROM consultation_participant WHERE consultation = $1 AND key = $2;

-- name: set_aside
UPDATE consultation_participant SET set_aside = $3 WHERE consultation = $1 AND key = $2;

-- name: add_finding
INSERT INTO consultation_finding (id, consultation, assembly, reason, state, first_at, last_at, excerpt, found_at, counting_changed_at, proposed_by,
  proposed_at, proposal_note, decided_by, decided_at, note)
VALUES ($1, $2, $3, $4, 'held', $5, $6, $7, $8, $8, NULL, NULL, '', NULL, NULL, '');

-- name: find_finding
SELECT id, consultation, assembly, reason, state, first_at, last_at, excerpt, found_at, proposed_by, proposed_at, proposal_note, decided_by,
  decided_at, note
FROM consultation_finding WHERE id = $1;

-- name: findings_of
-- Of an assembly: what waits for somebody first, then the newest.
SELECT id, consultation, assembly, reason, state, first_at, last_at, excerpt, found_at, proposed_by, proposed_at, proposal_note, decided_by,
  decided_at, note
FROM consultation_finding f WHERE assembly = $1
ORDER BY CASE WHEN state IN ('held', 'release_proposed', 'void_proposed')
    OR EXISTS (SELECT 1 FROM consultation_held h WHERE h.finding = f.id AND h.appeal_state = 'appealed') THEN 0 ELSE 1 END, id DESC
LIMIT 100;

-- name: propose
UPDATE consultation_finding SET state = $3, proposed_by = $4, proposed_at = $5, proposal_note = $6 WHERE id = $1 AND state = $2;

-- name: decide_finding
UPDATE consultation_finding SET state = $3, decided_by = $4, decided_at = $5, note = $6 WHERE id = $1 AND state = $2;

-- name: extend_finding
-- More of the same group: only while nobody has looked at it.
UPDATE consultation_finding SET first_at = $2, last_at = $3 WHERE id = $1 AND state = 'held';

-- name: counting_changed
UPDATE consultation_finding SET counting_changed_at = $2 WHERE id = $1;

-- name: last_counting_change
SELECT max(counting_changed_at) FROM consultation_finding WHERE consultation = $1;

-- name: add_held
INSERT INTO consultation_held (id, finding, consultation, participant, appeal_state, appeal, appealed_at, decided_by, decided_at, note, counts_again_at)
VALUES ($1, $2, $3, $4, 'none', '', NULL, NULL, NULL, '', NULL);

-- name: held_of
SELECT participant, finding FROM consultation_held WHERE consultation = $1;

-- name: held_of_finding
SELECT id, finding, consultation, participant, appeal_state, appeal, appealed_at, decided_by, decided_at, note, counts_again_at
FROM consultation_held WHERE finding = $1;

-- name: find_held
SELECT id, finding, consultation, participant, appeal_state, appeal, appealed_at, decided_by, decided_at, note, counts_again_at
FROM consultation_held WHERE id = $1;

-- name: held_one
SELECT id, finding, consultation, participant, appeal_state, appeal, appealed_at, decided_by, decided_at, note, counts_again_at
FROM consultation_held WHERE consultation = $1 AND participant = $2;

-- name: appeal_held
UPDATE consultation_held SET appeal_state = 'appealed', appeal = $2, appealed_at = $3 WHERE id = $1 AND appeal_state = 'none';

-- name: decide_held
UPDATE consultation_held SET appeal_state = $2, decided_by = $3, decided_at = $4, note = $5 WHERE id = $1 AND appeal_state = 'appealed';

-- name: restored_waiting
SELECT id, finding, participant FROM consultation_held WHERE consultation = $1 AND appeal_state = 'restored' AND counts_again_at IS NULL;

-- name: count_again
UPDATE consultation_held SET counts_again_at = $2 WHERE id = $1;

-- name: count_held
-- How many stand where, by reason; a restored vote is voided until it counts again.
SELECT f.reason, f.state, CASE WHEN h.counts_again_at IS NULL THEN 0 ELSE 1 END AS restored, count(*) AS people
FROM consultation_finding f JOIN consultation_held h ON h.finding = f.id WHERE f.consultation = $1
GROUP BY f.reason, f.state, CASE WHEN h.counts_again_at IS NULL THEN 0 ELSE 1 END;

-- name: undecided
-- What must be over before a sheet is signed: findings, appeals, and the time to appeal against what was voided after $2.
SELECT count(*) FROM consultation_finding f WHERE f.consultation = $1
  AND (f.state IN ('held', 'release_proposed', 'void_proposed') OR (f.state = 'voided' AND (f.decided_at > $2
    OR EXISTS (SELECT 1 FROM consultation_held h WHERE h.finding = f.id AND h.appeal_state = 'appealed'))));

-- The statements named check_… count what contradicts itself: 0 is right. gongshi backup and restore ask them.
-- name: check_votes_have_a_participant
SELECT count(*) FROM consultation_vote v
WHERE NOT EXISTS (SELECT 1 FROM consultation_participant p WHERE p.key = v.participant AND p.consultation = v.consultation);

-- name: check_votes_have_a_statement
SELECT count(*) FROM consultation_vote v
WHERE NOT EXISTS (SELECT 1 FROM consultation_statement s WHERE s.id = v.statement AND s.consultation = v.consultation);

-- name: check_final_results_count_everybody
SELECT count(*) FROM consultation_result r JOIN consultation_consultation c ON c.id = r.consultation AND c.round = r.round
WHERE r.final = 1 AND c.state IN ('closed', 'signed') AND r.computed_at >= c.state_since
  AND NOT EXISTS (SELECT 1 FROM consultation_finding f WHERE f.consultation = c.id AND f.counting_changed_at >= r.computed_at)
  AND r.participants <> (SELECT count(*) FROM consultation_participant p WHERE p.consultation = c.id AND p.set_aside = 0);

-- name: check_nobody_is_set_aside_without_a_case
SELECT count(*) FROM consultation_consultation c
WHERE (SELECT count(*) FROM consultation_participant p WHERE p.consultation = c.id AND p.set_aside = 1)
  <> (SELECT count(*) FROM consultation_held h JOIN consultation_finding f ON f.id = h.finding
      WHERE h.consultation = c.id AND f.state <> 'released' AND h.counts_again_at IS NULL);
