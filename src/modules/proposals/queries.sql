-- name: add
INSERT INTO proposals_proposal (id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason,
  category, note, ground, main, consent, seconding, clue, body, contact, version)
VALUES ($1, $2, $3, 0, 'draft', $4, 0, 0, 0, 0, NULL, $5, '', $6, $7, $8, $9, $10, NULL, '', NULL, NULL, '', $11, $12, $13, $14, 1);

-- name: find
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE id = $1;

-- name: of_ids
-- The newest first.
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id DESC;
-- name: of_ids postgres
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON))) ORDER BY id DESC;

-- name: save
-- The version in WHERE is the lock: who acts on an old page gets no row, hence a conflict.
UPDATE proposals_proposal SET state = $3, state_since = $4, session = $5, serial = $6, case_number = $7, in_session = $8, submitted_at = $9, title = $10, original_title = $11, situation = $12, analysis = $13,
  research = $14, publish = $15, publish_reason = $16, category = $17, note = $18, ground = $19, main = $20, consent = $21, sector = $22, seconding = $23, contact = $24, published = $25, public_title = $26, version = version + 1
WHERE id = $1 AND version = $2;

-- name: suggestions_of
SELECT text FROM proposals_suggestion WHERE proposal = $1 ORDER BY number;
-- name: remove_suggestions
DELETE FROM proposals_suggestion WHERE proposal = $1;
-- name: add_suggestion
INSERT INTO proposals_suggestion (proposal, number, text) VALUES ($1, $2, $3);

-- name: signers_of
SELECT person, state, opinion, invited_at, expires_at, answered_at FROM proposals_signer WHERE proposal = $1 ORDER BY invited_at, person;
-- name: invite
-- Who declined or let it pass may be asked again.
INSERT INTO proposals_signer (proposal, person, state, opinion, invited_at, expires_at, answered_at) VALUES ($1, $2, 'invited', '', $3, $4, NULL)
ON CONFLICT (proposal, person) DO UPDATE SET state = 'invited', opinion = '', invited_at = $3, expires_at = $4, answered_at = NULL WHERE proposals_signer.state IN ('declined', 'expired');
-- name: answer
UPDATE proposals_signer SET state = $3, opinion = $4, answered_at = $5 WHERE proposal = $1 AND person = $2 AND state = 'invited' AND expires_at > $5;
-- name: end_invitations
UPDATE proposals_signer SET state = 'expired' WHERE proposal = $1 AND state = 'invited';
-- name: ask_anew
-- The text changes: whoever had signed signs what it will be.
DELETE FROM proposals_signer WHERE proposal = $1;
-- name: signed_counts
-- Of an imported register also names that nobody here has.
SELECT proposal, count(*) FROM (SELECT proposal FROM proposals_signer WHERE state = 'signed' AND proposal IN (SELECT value FROM json_each($1))
  UNION ALL SELECT proposal FROM proposals_imported_name WHERE position > 0 AND proposal IN (SELECT value FROM json_each($1))) signed GROUP BY proposal;
-- name: signed_counts postgres
SELECT proposal, count(*) FROM (SELECT proposal FROM proposals_signer WHERE state = 'signed' AND proposal IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON)))
  UNION ALL SELECT proposal FROM proposals_imported_name WHERE position > 0 AND proposal IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON)))) signed GROUP BY proposal;
-- name: signed_below
-- Who signed what was merged into it, and who wrote that.
SELECT proposer FROM proposals_proposal WHERE main = $1
UNION SELECT s.person FROM proposals_signer s JOIN proposals_proposal p ON p.id = s.proposal WHERE p.main = $1 AND s.state = 'signed';

-- name: second
INSERT INTO proposals_seconder (proposal, person, opinion, at) VALUES ($1, $2, $3, $4) ON CONFLICT (proposal, person) DO UPDATE SET opinion = $3;
-- name: second_no_more
DELETE FROM proposals_seconder WHERE proposal = $1 AND person = $2;
-- name: seconders_of
SELECT person, opinion, at FROM proposals_seconder WHERE proposal = $1 ORDER BY at, person;
-- name: to_second
-- Under review, open to be seconded, and neither written nor signed by the reader; the newest first.
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal p WHERE assembly = $1 AND seconding = 1 AND state IN ('submitted', 'second_review', 'final_review', 'filed') AND proposer <> $2
  AND NOT EXISTS (SELECT 1 FROM proposals_signer s WHERE s.proposal = p.id AND s.person = $2 AND s.state = 'signed') ORDER BY id DESC LIMIT 50;

-- name: add_clue
INSERT INTO proposals_clue (id, assembly, author, text, state, at, proposal) VALUES ($1, $2, $3, $4, 'waiting', $5, NULL);
-- name: find_clue
SELECT id, assembly, author, text, state, at, proposal FROM proposals_clue WHERE id = $1;
-- name: clue_text
SELECT text FROM proposals_clue WHERE id = $1;
-- name: clues_of_author
SELECT id, assembly, author, text, state, at, proposal FROM proposals_clue WHERE author = $1 ORDER BY id DESC LIMIT 100;
-- name: clues_in
SELECT id, assembly, author, text, state, at, proposal FROM proposals_clue WHERE assembly = $1 AND state IN ('open', 'adopted') ORDER BY id DESC LIMIT 100;
-- name: move_clue
-- From one state alone: of two who adopt it one does.
UPDATE proposals_clue SET state = $3, proposal = $4 WHERE id = $1 AND state = $2;

-- name: merged_into
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE main = $1 ORDER BY id;

-- name: add_review
INSERT INTO proposals_review (id, proposal, stage, verb, opinion, reviewer, at) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: reviews_of
SELECT stage, verb, opinion, reviewer, at FROM proposals_review WHERE proposal = $1 ORDER BY id;

-- name: of_person
-- What somebody wrote or signed, or the body they speak for (0: none), newest first.
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE (proposer = $1 AND body = 0) OR (body > 0 AND body = $2) OR id IN (SELECT proposal FROM proposals_signer WHERE person = $1 AND state = 'signed') ORDER BY id DESC LIMIT 200;
-- name: invitations_of
SELECT p.id, s.expires_at FROM proposals_signer s JOIN proposals_proposal p ON p.id = s.proposal
WHERE s.person = $1 AND s.state = 'invited' AND s.expires_at > $2 AND p.state = 'cosigning' ORDER BY p.id DESC;

-- name: in_queue
-- Newest first; $3 is the id before which to go on.
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE assembly = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT 51;
-- name: closed_otherwise
-- The newest of each state, and of these the newest.
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE id IN (
  SELECT id FROM (SELECT id FROM proposals_proposal WHERE assembly = $1 AND state = 'merged' AND id < $2 ORDER BY id DESC LIMIT 51) merged
  UNION ALL SELECT id FROM (SELECT id FROM proposals_proposal WHERE assembly = $1 AND state = 'converted' AND id < $2 ORDER BY id DESC LIMIT 51) converted
  UNION ALL SELECT id FROM (SELECT id FROM proposals_proposal WHERE assembly = $1 AND state = 'withdrawn' AND id < $2 ORDER BY id DESC LIMIT 51) withdrawn) ORDER BY id DESC LIMIT 51;
-- name: queue_counts
SELECT state, proposals FROM proposals_count WHERE assembly = $1 AND proposals > 0;
-- name: state_of
SELECT state FROM proposals_proposal WHERE id = $1;
-- name: count_one
-- $3: one more or one less.
INSERT INTO proposals_count (assembly, state, proposals) VALUES ($1, $2, $3) ON CONFLICT (assembly, state) DO UPDATE SET proposals = proposals_count.proposals + $3;
-- name: forget_counts
DELETE FROM proposals_count WHERE assembly = $1;
-- name: count_all
INSERT INTO proposals_count (assembly, state, proposals) SELECT assembly, state, count(*) FROM proposals_proposal WHERE assembly = $1 AND state NOT IN ('draft', 'cosigning') GROUP BY assembly, state;
-- name: grounds_of
-- The latest version first, each in its order.
SELECT version, key, text FROM proposals_ground WHERE assembly = $1 ORDER BY version DESC, number;
-- name: ground_lists_of
SELECT version, person, at, note FROM proposals_ground_list WHERE assembly = $1 ORDER BY version DESC;
-- name: ground_text
SELECT text FROM proposals_ground WHERE assembly = $1 AND key = $2 LIMIT 1;
-- name: add_ground
INSERT INTO proposals_ground (assembly, version, number, key, text) VALUES ($1, $2, $3, $4, $5);
-- name: add_ground_list
INSERT INTO proposals_ground_list (assembly, version, person, at, note) VALUES ($1, $2, $3, $4, $5);
-- name: purge_grounds
DELETE FROM proposals_ground WHERE assembly = $1;
-- name: purge_ground_lists
DELETE FROM proposals_ground_list WHERE assembly = $1;
-- name: check_counts
-- Counts of states against the rows they count.
SELECT count(*) FROM (
  SELECT assembly, state FROM (
    SELECT assembly, state, count(*) AS proposals FROM proposals_proposal WHERE state NOT IN ('draft', 'cosigning') GROUP BY assembly, state
    UNION ALL SELECT assembly, state, -proposals FROM proposals_count) counted
  GROUP BY assembly, state HAVING sum(proposals) <> 0) wrong;
-- name: list_public
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE state IN ('filed', 'merged') AND published IN ('whole', 'summary') AND id < $1 ORDER BY id DESC LIMIT 51;
-- name: list_public_of
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE state IN ('filed', 'merged') AND published IN ('whole', 'summary') AND assembly = $2 AND id < $1 ORDER BY id DESC LIMIT 51;
-- name: all_public
SELECT id, CASE public_title WHEN '' THEN title ELSE public_title END FROM proposals_proposal WHERE state IN ('filed', 'merged') AND published IN ('whole', 'summary') ORDER BY id;

-- name: discard_proposal
DELETE FROM proposals_proposal WHERE id = $1 AND state = 'draft' AND serial = 0;

-- name: add_session
INSERT INTO proposals_session (id, assembly, term, term_name, number, from_at, cut_off, next_serial, next_case) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 1) ON CONFLICT (assembly, term, number) DO NOTHING;
-- name: last_session_number
SELECT COALESCE(max(number), 0) FROM proposals_session WHERE assembly = $1 AND term = $2;
-- name: sessions_of
SELECT id, assembly, number, term_name, from_at, cut_off, next_case FROM proposals_session WHERE assembly = $1 ORDER BY from_at DESC, number DESC;
-- name: find_session
SELECT id, assembly, number, term_name, from_at, cut_off, next_case FROM proposals_session WHERE id = $1;
-- name: take_serial
UPDATE proposals_session SET next_serial = next_serial + 1 WHERE id = $1 RETURNING next_serial - 1;
-- name: take_case_number
UPDATE proposals_session SET next_case = next_case + 1 WHERE id = $1 RETURNING next_case - 1;

-- name: all_of_session
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE session = $1 ORDER BY case_number, id;
-- name: counts_of_session
-- By field, sector, body and state. What was taken back is its proposer's alone again.
SELECT COALESCE(category, 'none'), sector, body, state, count(*) FROM proposals_proposal WHERE session = $1 AND state NOT IN ('draft', 'cosigning') GROUP BY category, sector, body, state;
-- name: in_figure
-- What a figure counts: of a category ('none': without), of a sector, of bodies (",12,15,"; 0: of members), of members ($7, as bodies), by what came of it. Newest first; $6 is the id before which to go on.
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE session = $1 AND (CAST($2 AS TEXT) IS NULL OR COALESCE(category, 'none') = $2) AND (CAST($3 AS BIGINT) IS NULL OR sector = $3) AND (CAST($4 AS TEXT) IS NULL OR CAST($4 AS TEXT) LIKE '%,' || CAST(body AS TEXT) || ',%')
  AND (CAST($7 AS TEXT) IS NULL OR (body = 0 AND CAST($7 AS TEXT) LIKE '%,' || CAST(proposer AS TEXT) || ',%'))
  AND CASE CAST($5 AS TEXT)
    WHEN 'under_review' THEN state IN ('submitted', 'second_review', 'final_review')
    WHEN 'filed' THEN state = 'filed'
    WHEN 'merged' THEN state = 'merged'
    WHEN 'converted' THEN state = 'converted'
    WHEN 'other' THEN state IN ('returned', 'withdrawn')
    ELSE state NOT IN ('draft', 'cosigning') END AND id < $6 ORDER BY id DESC LIMIT 51;
-- name: count_figure
SELECT count(*) FROM proposals_proposal WHERE session = $1 AND (CAST($2 AS TEXT) IS NULL OR COALESCE(category, 'none') = $2) AND (CAST($3 AS BIGINT) IS NULL OR sector = $3) AND (CAST($4 AS TEXT) IS NULL OR CAST($4 AS TEXT) LIKE '%,' || CAST(body AS TEXT) || ',%')
  AND (CAST($6 AS TEXT) IS NULL OR (body = 0 AND CAST($6 AS TEXT) LIKE '%,' || CAST(proposer AS TEXT) || ',%'))
  AND CASE CAST($5 AS TEXT)
    WHEN 'under_review' THEN state IN ('submitted', 'second_review', 'final_review')
    WHEN 'filed' THEN state = 'filed'
    WHEN 'merged' THEN state = 'merged'
    WHEN 'converted' THEN state = 'converted'
    WHEN 'other' THEN state IN ('returned', 'withdrawn')
    ELSE state NOT IN ('draft', 'cosigning') END;
-- name: seconded_in_session
SELECT count(*) FROM proposals_seconder s JOIN proposals_proposal p ON p.id = s.proposal WHERE p.session = $1 AND p.state NOT IN ('draft', 'cosigning');
-- name: members_of_session
-- Who proposed there as a member, with what came of it.
SELECT proposer, state, count(*) FROM proposals_proposal WHERE session = $1 AND proposer <> 0 AND body = 0 AND state NOT IN ('draft', 'cosigning') GROUP BY proposer, state;
-- name: people_of_session
-- Who wrote (1) or signed, each time; of an imported register also names that nobody here has.
SELECT COALESCE(p.category, 'none'), p.sector, p.body, p.proposer, who.person, who.number, who.wrote FROM (SELECT id AS proposal, '' AS person, proposer AS number, 1 AS wrote FROM proposals_proposal WHERE session = $1 AND proposer <> 0 AND body = 0
  UNION ALL SELECT s.proposal, '', s.person, 0 FROM proposals_signer s JOIN proposals_proposal q ON q.id = s.proposal WHERE q.session = $1 AND s.state = 'signed'
  UNION ALL SELECT n.proposal, n.name, 0, CASE WHEN n.position = 0 THEN 1 ELSE 0 END FROM proposals_imported_name n JOIN proposals_proposal q ON q.id = n.proposal WHERE q.session = $1) who JOIN proposals_proposal p ON p.id = who.proposal WHERE p.state NOT IN ('draft', 'cosigning');
-- name: register_rows
-- What was submitted, in the order of its ids; $2 is the last one of the page before.
SELECT id, session, serial, case_number, state, title, proposer, sector, category, submitted_at, in_session, body
FROM proposals_proposal WHERE assembly = $1 AND id > $2 AND submitted_at IS NOT NULL ORDER BY id LIMIT 1000;
-- name: register_signers
-- Of the proposals after $1 up to $2, as in the three that follow: asked for row by row it took twice as long.
SELECT proposal, count(*) FROM proposals_signer WHERE proposal > $1 AND proposal <= $2 AND state = 'signed' GROUP BY proposal;
-- name: register_seconders
SELECT proposal, count(*) FROM proposals_seconder WHERE proposal > $1 AND proposal <= $2 GROUP BY proposal;
-- name: register_imported_names
SELECT proposal, position, name FROM proposals_imported_name WHERE proposal > $1 AND proposal <= $2;
-- name: register_imported_outcomes
SELECT proposal, outcome FROM proposals_imported WHERE proposal > $1 AND proposal <= $2;
-- name: proposers_of
SELECT DISTINCT proposer FROM proposals_proposal WHERE assembly = $1 AND submitted_at IS NOT NULL;

-- name: unfinished
SELECT id, title, state FROM proposals_proposal WHERE assembly = $1 AND state IN ('submitted', 'second_review', 'final_review', 'returned') ORDER BY id;

-- name: distinctions_of
SELECT proposal, kind, leader, party, plan, decided_at, evaluation FROM proposals_distinction WHERE proposal = $1 ORDER BY kind;
-- name: distinguish
INSERT INTO proposals_distinction (proposal, kind, leader, party, plan, decided_at, evaluation) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (proposal, kind) DO UPDATE SET leader = $3, party = $4, plan = $5, evaluation = $7;
-- name: distinguish_no_more
DELETE FROM proposals_distinction WHERE proposal = $1 AND kind = $2;
-- name: led_by
-- The latest first.
SELECT p.id, p.assembly, p.proposer, p.sector, p.state, p.state_since, p.session, p.serial, p.case_number, p.in_session, p.submitted_at, p.title, p.original_title, p.situation, p.analysis, p.research, p.publish, p.publish_reason, p.category, p.note, p.ground, p.main, p.consent, p.seconding, p.clue, p.body, p.contact, p.published, p.public_title, p.version
FROM proposals_distinction d JOIN proposals_proposal p ON p.id = d.proposal WHERE d.kind = 'key' AND d.leader = $1 ORDER BY d.decided_at DESC, p.id DESC LIMIT 100;
-- name: add_instruction
INSERT INTO proposals_instruction (id, proposal, leader, text, internal, at) VALUES ($1, $2, $3, $4, $5, $6);
-- name: instructions_of
SELECT id, proposal, leader, text, internal, at FROM proposals_instruction WHERE proposal = $1 ORDER BY id;
-- name: find_instruction
SELECT id, proposal, leader, text, internal, at FROM proposals_instruction WHERE id = $1;

-- name: topics_in
-- The latest first; of all assemblies where $1 is none, and then what is published alone.
SELECT id, assembly, title, about, published, version FROM proposals_topic WHERE CASE WHEN CAST($1 AS BIGINT) IS NULL THEN published = 1 ELSE assembly = $1 END ORDER BY id DESC LIMIT 200;
-- name: find_topic
SELECT id, assembly, title, about, published, version FROM proposals_topic WHERE id = $1;
-- name: add_topic
INSERT INTO proposals_topic (id, assembly, title, about, published, version) VALUES ($1, $2, $3, $4, $5, 1);
-- name: save_topic
UPDATE proposals_topic SET title = $3, about = $4, published = $5, version = version + 1 WHERE id = $1 AND version = $2;
-- name: add_to_topic
INSERT INTO proposals_topic_item (topic, proposal) VALUES ($1, $2) ON CONFLICT (topic, proposal) DO NOTHING;
-- name: empty_topic
DELETE FROM proposals_topic_item WHERE topic = $1;
-- name: of_topic
-- What is public, in the order in which it was raised.
SELECT p.id, p.assembly, p.proposer, p.sector, p.state, p.state_since, p.session, p.serial, p.case_number, p.in_session, p.submitted_at, p.title, p.original_title, p.situation, p.analysis, p.research, p.publish, p.publish_reason, p.category, p.note, p.ground, p.main, p.consent, p.seconding, p.clue, p.body, p.contact, p.published, p.public_title, p.version
FROM proposals_topic_item t JOIN proposals_proposal p ON p.id = t.proposal WHERE t.topic = $1 AND p.state IN ('filed', 'merged') AND p.published IN ('whole', 'summary') ORDER BY p.submitted_at, p.id;
-- name: purge_topic_items
DELETE FROM proposals_topic_item WHERE proposal = $1;
-- name: purge_topics
DELETE FROM proposals_topic WHERE assembly = $1;

-- name: ids_of_assembly
SELECT id FROM proposals_proposal WHERE assembly = $1 ORDER BY main IS NULL, id;
-- name: purge_signers
DELETE FROM proposals_signer WHERE proposal = $1;
-- name: purge_reviews
DELETE FROM proposals_review WHERE proposal = $1;
-- name: purge_seconders
DELETE FROM proposals_seconder WHERE proposal = $1;
-- name: purge_distinctions
DELETE FROM proposals_distinction WHERE proposal = $1;
-- name: purge_instructions
DELETE FROM proposals_instruction WHERE proposal = $1;
-- name: purge_clues
DELETE FROM proposals_clue WHERE assembly = $1;
-- name: purge_imported
DELETE FROM proposals_imported WHERE proposal = $1;
-- name: purge_imported_names
DELETE FROM proposals_imported_name WHERE proposal = $1;
-- name: purge_imports
DELETE FROM proposals_import WHERE assembly = $1;
-- name: purge
DELETE FROM proposals_proposal WHERE id = $1;
-- name: purge_sessions
DELETE FROM proposals_session WHERE assembly = $1;

-- name: add_whole
-- For the demonstration city and imports, as add_whole_signer and add_whole_session.
INSERT INTO proposals_proposal (id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason,
  category, note, ground, main, consent, seconding, clue, body, contact, version, published)
VALUES ($1, $2, $3, $21, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, $14, $15, '', $16, $17, $18, $19, $20, $22, NULL, $23, $24, 1, CASE WHEN CAST($4 AS TEXT) IN ('filed', 'merged') AND CAST($15 AS TEXT) = 'whole' THEN 'whole' ELSE 'waits' END);
-- name: add_whole_signer
INSERT INTO proposals_signer (proposal, person, state, opinion, invited_at, expires_at, answered_at) VALUES ($1, $2, 'signed', '', $3, $4, $3);
-- name: add_whole_clue
INSERT INTO proposals_clue (id, assembly, author, text, state, at, proposal) VALUES ($1, $2, $3, $4, 'open', $5, NULL);
-- name: add_whole_session
INSERT INTO proposals_session (id, assembly, term, term_name, number, from_at, cut_off, next_serial, next_case) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: add_import
INSERT INTO proposals_import (id, assembly, session, opened_session, at, person, file_name) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: add_imported
INSERT INTO proposals_imported (proposal, import, main_unit, assisting_units, replied_at, outcome, satisfaction, is_key, excellent, original) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
-- name: add_imported_name
INSERT INTO proposals_imported_name (proposal, position, name) VALUES ($1, $2, $3);
-- name: imported_of
SELECT main_unit, assisting_units, replied_at, outcome, satisfaction, is_key, excellent, original FROM proposals_imported WHERE proposal = $1;
-- name: imported_names_of
SELECT position, name FROM proposals_imported_name WHERE proposal = $1 ORDER BY position;
-- name: case_numbers_of_session
SELECT case_number FROM proposals_proposal WHERE session = $1 AND case_number > 0 ORDER BY case_number;
-- name: originals_of_session
SELECT i.original FROM proposals_imported i JOIN proposals_proposal p ON p.id = i.proposal WHERE p.session = $1;
-- name: greatest_below
SELECT COALESCE(max(id), 0) FROM proposals_proposal WHERE id < $1;
-- name: set_next_case
-- Behind the greatest case number there is.
UPDATE proposals_session SET next_case = 1 + (SELECT COALESCE(max(case_number), 0) FROM proposals_proposal WHERE session = $1) WHERE id = $1;
-- name: imports_of
-- changed: somebody did something with one of them since.
SELECT m.id, m.session, m.file_name, m.person, m.at, (SELECT count(*) FROM proposals_imported i WHERE i.import = m.id),
  (SELECT count(*) FROM proposals_imported i JOIN proposals_proposal p ON p.id = i.proposal WHERE i.import = m.id AND (p.version <> 1 OR EXISTS (SELECT 1 FROM proposals_proposal c WHERE c.main = p.id)
    OR EXISTS (SELECT 1 FROM proposals_distinction d WHERE d.proposal = p.id) OR EXISTS (SELECT 1 FROM proposals_instruction o WHERE o.proposal = p.id) OR EXISTS (SELECT 1 FROM proposals_minutes m WHERE m.proposal = p.id) OR EXISTS (SELECT 1 FROM proposals_seconder s WHERE s.proposal = p.id)
    OR EXISTS (SELECT 1 FROM proposals_topic_item t WHERE t.proposal = p.id) OR EXISTS (SELECT 1 FROM proposals_evaluated e WHERE e.proposal = p.id) OR EXISTS (SELECT 1 FROM proposals_publication u WHERE u.proposal = p.id)))
FROM proposals_import m WHERE m.assembly = $1 ORDER BY m.id DESC;
-- name: assembly_of_import
SELECT assembly FROM proposals_import WHERE id = $1;
-- name: ids_of_import
SELECT proposal FROM proposals_imported WHERE import = $1 ORDER BY proposal;
-- name: remove_import
DELETE FROM proposals_import WHERE id = $1 RETURNING session, opened_session;
-- name: remove_empty_session
DELETE FROM proposals_session WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM proposals_proposal p WHERE p.session = $1) AND NOT EXISTS (SELECT 1 FROM proposals_import m WHERE m.session = $1);

-- name: add_version
INSERT INTO proposals_version (proposal, number, at, title, situation, analysis, suggestions, research)
SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM proposals_version WHERE proposal = $1;
-- name: versions_of
SELECT number, at, title, situation, analysis, suggestions, research FROM proposals_version WHERE proposal = $1 ORDER BY number;
-- name: purge_versions
DELETE FROM proposals_version WHERE proposal = $1;

-- name: of_body
-- What a body wrote and proposed, newest first.
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE body = $1 AND body > 0 ORDER BY id DESC LIMIT 300;
-- name: distinctions_of_body
SELECT d.proposal, d.kind FROM proposals_distinction d JOIN proposals_proposal p ON p.id = d.proposal WHERE p.body = $1 AND p.body > 0;
-- name: seconder_counts_of_body
SELECT s.proposal, count(*) FROM proposals_seconder s JOIN proposals_proposal p ON p.id = s.proposal WHERE p.body = $1 AND p.body > 0 GROUP BY s.proposal;

-- name: add_call
INSERT INTO proposals_call (id, assembly, body, title, sought, due, opened_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1);
-- name: find_call
SELECT id, assembly, body, title, sought, due, opened_at, version FROM proposals_call WHERE id = $1;
-- name: save_call
UPDATE proposals_call SET title = $3, sought = $4, due = $5, version = version + 1 WHERE id = $1 AND version = $2;
-- name: calls_of_body
-- The newest first.
SELECT id, assembly, body, title, sought, due, opened_at, version FROM proposals_call WHERE body = $1 ORDER BY id DESC LIMIT 50;
-- name: add_contribution
INSERT INTO proposals_contribution (id, call, author, title, situation, suggestions, at, fate, word, decided_at, proposal, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', '', NULL, NULL, 1);
-- name: find_contribution
SELECT id, call, author, title, situation, suggestions, at, fate, word, decided_at, proposal, version FROM proposals_contribution WHERE id = $1;
-- name: contributions_to
-- To a call: of one author, or of all of them (0).
SELECT id, call, author, title, situation, suggestions, at, fate, word, decided_at, proposal, version FROM proposals_contribution WHERE call = $1 AND (CAST($2 AS BIGINT) = 0 OR author = $2) ORDER BY id LIMIT 500;
-- name: change_contribution
UPDATE proposals_contribution SET title = $3, situation = $4, suggestions = $5, at = $6, version = version + 1 WHERE id = $1 AND version = $2;
-- name: remove_contribution
DELETE FROM proposals_contribution WHERE id = $1 AND fate = 'waiting';
-- name: decide_contribution
UPDATE proposals_contribution SET fate = $3, word = $4, decided_at = $5, version = version + 1 WHERE id = $1 AND version = $2;
-- name: grow_contribution
-- Once: of two drafts that it is put into it goes into one.
UPDATE proposals_contribution SET proposal = $2, version = version + 1 WHERE id = $1 AND fate = 'taken' AND proposal IS NULL;
-- name: give_back_contributions
UPDATE proposals_contribution SET proposal = NULL, version = version + 1 WHERE proposal = $1;
-- name: material_of
SELECT id, call, author, title, situation, suggestions, at, fate, word, decided_at, proposal, version FROM proposals_contribution WHERE proposal = $1 ORDER BY id;
-- name: contribution_counts
-- To the calls of a body: all, those that wait, and those of one author.
SELECT c.call, count(*), count(CASE WHEN c.fate = 'waiting' THEN 1 END), count(CASE WHEN c.author = $2 THEN 1 END) FROM proposals_contribution c JOIN proposals_call k ON k.id = c.call WHERE k.body = $1 GROUP BY c.call;
-- name: purge_contributions
DELETE FROM proposals_contribution WHERE call IN (SELECT id FROM proposals_call WHERE assembly = $1);
-- name: purge_calls
DELETE FROM proposals_call WHERE assembly = $1;

-- name: add_evaluation
INSERT INTO proposals_evaluation (id, assembly, session, title, about, due, state, opened_at, closed_at, version) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, NULL, 1);
-- name: find_evaluation
SELECT id, assembly, session, title, about, due, state, opened_at, closed_at, version FROM proposals_evaluation WHERE id = $1;
-- name: evaluations_of
SELECT id, assembly, session, title, about, due, state, opened_at, closed_at, version FROM proposals_evaluation WHERE assembly = $1 ORDER BY id DESC LIMIT 200;
-- name: move_evaluation
-- The version in WHERE is the lock: of two who close it one does.
UPDATE proposals_evaluation SET state = $3, due = $4, closed_at = $5, version = version + 1 WHERE id = $1 AND version = $2;
-- name: add_dimension
INSERT INTO proposals_dimension (evaluation, number, name, about, source) VALUES ($1, $2, $3, $4, $5);
-- name: dimensions_of
SELECT number, name, about, source FROM proposals_dimension WHERE evaluation = $1 ORDER BY number;
-- name: add_evaluated
INSERT INTO proposals_evaluated (evaluation, proposal) VALUES ($1, $2) ON CONFLICT (evaluation, proposal) DO NOTHING;
-- name: is_evaluated
SELECT 1 FROM proposals_evaluated WHERE evaluation = $1 AND proposal = $2;
-- name: of_evaluation
-- In the order of their case numbers.
SELECT p.id, p.assembly, p.proposer, p.sector, p.state, p.state_since, p.session, p.serial, p.case_number, p.in_session, p.submitted_at, p.title, p.original_title, p.situation, p.analysis, p.research, p.publish, p.publish_reason, p.category, p.note, p.ground, p.main, p.consent, p.seconding, p.clue, p.body, p.contact, p.published, p.public_title, p.version
FROM proposals_evaluated e JOIN proposals_proposal p ON p.id = e.proposal WHERE e.evaluation = $1 ORDER BY p.case_number, p.id;
-- name: evaluable
-- Filed in a session and public: what a whole panel may read.
SELECT id, assembly, proposer, sector, state, state_since, session, serial, case_number, in_session, submitted_at, title, original_title, situation, analysis, research, publish, publish_reason, category, note, ground, main, consent, seconding, clue, body, contact, published, public_title, version
FROM proposals_proposal WHERE session = $1 AND state = 'filed' AND published = 'whole' ORDER BY case_number, id LIMIT 2000;
-- name: add_panellist
INSERT INTO proposals_panellist (id, evaluation, body, person) VALUES ($1, $2, $3, $4) ON CONFLICT (evaluation, body, person) DO NOTHING;
-- name: panellists_of
SELECT id, evaluation, body, person FROM proposals_panellist WHERE evaluation = $1 ORDER BY id;
-- name: evaluations_for
-- In which somebody sits by themselves, or bodies of an assembly do ($2; 0: none), the latest first.
SELECT DISTINCT l.evaluation FROM proposals_panellist l JOIN proposals_evaluation e ON e.id = l.evaluation WHERE l.person = $1 OR (l.body > 0 AND e.assembly = $2) ORDER BY l.evaluation DESC LIMIT 50;
-- name: rating_of
SELECT panellist, proposal, abstained, at, version FROM proposals_rating WHERE panellist = $1 AND proposal = $2;
-- name: ratings_of_evaluation
SELECT r.panellist, r.proposal, r.abstained, r.at, r.version FROM proposals_rating r JOIN proposals_panellist l ON l.id = r.panellist WHERE l.evaluation = $1 ORDER BY r.panellist, r.proposal;
-- name: ratings_of_panellist
SELECT panellist, proposal, abstained, at, version FROM proposals_rating WHERE panellist = $1 ORDER BY proposal;
-- name: scores_of_panellist
SELECT panellist, proposal, number, score FROM proposals_score WHERE panellist = $1 ORDER BY proposal, number;
-- name: scores_of_evaluation
SELECT s.panellist, s.proposal, s.number, s.score FROM proposals_score s JOIN proposals_panellist l ON l.id = s.panellist WHERE l.evaluation = $1 ORDER BY s.proposal, s.panellist, s.number;
-- name: add_rating
INSERT INTO proposals_rating (panellist, proposal, abstained, at, version) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (panellist, proposal) DO NOTHING;
-- name: change_rating
-- The version in WHERE is the lock: what another of the body gave meanwhile is not written over unseen.
UPDATE proposals_rating SET abstained = $4, at = $5, version = version + 1 WHERE panellist = $1 AND proposal = $2 AND version = $3;
-- name: remove_scores
DELETE FROM proposals_score WHERE panellist = $1 AND proposal = $2;
-- name: add_score
INSERT INTO proposals_score (panellist, proposal, number, score) VALUES ($1, $2, $3, $4);
-- name: purge_scores_of
DELETE FROM proposals_score WHERE proposal = $1;
-- name: purge_ratings_of
DELETE FROM proposals_rating WHERE proposal = $1;
-- name: purge_evaluated_of
DELETE FROM proposals_evaluated WHERE proposal = $1;
-- name: purge_panellists
DELETE FROM proposals_panellist WHERE evaluation IN (SELECT id FROM proposals_evaluation WHERE assembly = $1);
-- name: purge_dimensions
DELETE FROM proposals_dimension WHERE evaluation IN (SELECT id FROM proposals_evaluation WHERE assembly = $1);
-- name: purge_evaluations
DELETE FROM proposals_evaluation WHERE assembly = $1;
-- name: open_evaluations_of
SELECT id, title FROM proposals_evaluation WHERE assembly = $1 AND state = 'open' ORDER BY id;
-- name: tied_people
-- Who proposed or signed what is evaluated, also what was merged into it.
SELECT e.proposal, p.proposer FROM proposals_evaluated e JOIN proposals_proposal p ON p.id = e.proposal OR p.main = e.proposal WHERE e.evaluation = $1 AND p.body = 0
UNION SELECT e.proposal, s.person FROM proposals_evaluated e JOIN proposals_proposal p ON p.id = e.proposal OR p.main = e.proposal JOIN proposals_signer s ON s.proposal = p.id WHERE e.evaluation = $1 AND s.state = 'signed';
-- name: tied_bodies
SELECT e.proposal, p.body FROM proposals_evaluated e JOIN proposals_proposal p ON p.id = e.proposal OR p.main = e.proposal WHERE e.evaluation = $1 AND p.body > 0;
-- name: evaluation_sizes
SELECT e.id, (SELECT count(*) FROM proposals_evaluated p WHERE p.evaluation = e.id), (SELECT count(*) FROM proposals_panellist l WHERE l.evaluation = e.id) FROM proposals_evaluation e WHERE e.assembly = $1;
-- name: excellent_of_evaluation
-- Excellent already, whatever the grounds.
SELECT e.proposal FROM proposals_evaluated e JOIN proposals_distinction d ON d.proposal = e.proposal WHERE e.evaluation = $1 AND d.kind = 'excellent';
-- name: key_of_session
SELECT d.proposal FROM proposals_distinction d JOIN proposals_proposal p ON p.id = d.proposal WHERE p.session = $1 AND d.kind = 'key' ORDER BY d.proposal;

-- name: publication_of
SELECT proposal, task, decision, summary, reason, reason_list, attachments, since, decided_by, decided_at, version FROM proposals_publication WHERE proposal = $1 AND task = $2;
-- name: await_publication
INSERT INTO proposals_publication (proposal, task, decision, summary, reason, reason_list, attachments, since, decided_by, decided_at, version) VALUES ($1, $2, $3, '', NULL, 0, 1, $4, 0, $5, 1) ON CONFLICT (proposal, task) DO NOTHING;
-- name: decide_publication
-- The version in WHERE is the lock.
UPDATE proposals_publication SET decision = $4, summary = $5, reason = $6, reason_list = $7, attachments = $8, decided_by = $9, decided_at = $10, version = version + 1 WHERE proposal = $1 AND task = $2 AND version = $3;
-- name: publish
UPDATE proposals_proposal SET published = $2, public_title = $3 WHERE id = $1;
-- name: waiting_publication
-- What has waited longest first.
SELECT u.proposal, u.task, u.decision, u.summary, u.reason, u.reason_list, u.attachments, u.since, u.decided_by, u.decided_at, u.version
FROM proposals_publication u JOIN proposals_proposal p ON p.id = u.proposal WHERE p.assembly = $1 AND u.decision = 'waits' ORDER BY u.since, u.proposal, u.task LIMIT 100;
-- name: count_publication
SELECT count(*) FROM proposals_publication u JOIN proposals_proposal p ON p.id = u.proposal WHERE p.assembly = $1 AND u.decision = 'waits';
-- name: findings_of
SELECT place, number, written, resolution, person, at FROM proposals_finding WHERE proposal = $1 AND task = $2 ORDER BY place, number, written;
-- name: forget_findings
DELETE FROM proposals_finding WHERE proposal = $1 AND task = $2;
-- name: add_finding
INSERT INTO proposals_finding (proposal, task, place, number, written, resolution, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: purge_publication
DELETE FROM proposals_publication WHERE proposal = $1;
-- name: purge_findings
DELETE FROM proposals_finding WHERE proposal = $1;

-- name: leader_of_key
SELECT leader FROM proposals_distinction WHERE proposal = $1 AND kind = 'key';
-- name: minutes_of
SELECT id, proposal, kind, at, place, chaired_by, attended, said, remark, entered_by, entered_at, confirmed_by, confirmed_at, reason, version FROM proposals_minutes WHERE proposal = $1 ORDER BY at DESC, id DESC;
-- name: ids_of_minutes
SELECT id FROM proposals_minutes WHERE proposal = $1;
-- name: find_minutes
SELECT id, proposal, kind, at, place, chaired_by, attended, said, remark, entered_by, entered_at, confirmed_by, confirmed_at, reason, version FROM proposals_minutes WHERE id = $1;
-- name: add_minutes
INSERT INTO proposals_minutes (id, proposal, kind, at, place, chaired_by, attended, said, remark, entered_by, entered_at, confirmed_by, confirmed_at, reason, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, NULL, NULL, '', 1);
-- name: save_minutes
UPDATE proposals_minutes SET kind = $3, at = $4, place = $5, chaired_by = $6, attended = $7, said = $8, remark = '', version = version + 1 WHERE id = $1 AND version = $2 AND confirmed_at IS NULL;
-- name: send_minutes_back
UPDATE proposals_minutes SET remark = $3, version = version + 1 WHERE id = $1 AND version = $2 AND confirmed_at IS NULL;
-- name: confirm_minutes
UPDATE proposals_minutes SET confirmed_by = $3, confirmed_at = $4, reason = $5, version = version + 1 WHERE id = $1 AND version = $2 AND confirmed_at IS NULL;
-- name: discard_minutes
DELETE FROM proposals_minutes WHERE id = $1;
-- name: minutes_units
SELECT unit FROM proposals_minutes_unit WHERE minutes = $1 ORDER BY unit;
-- name: add_minutes_unit
INSERT INTO proposals_minutes_unit (minutes, unit) VALUES ($1, $2) ON CONFLICT (minutes, unit) DO NOTHING;
-- name: forget_minutes_units
DELETE FROM proposals_minutes_unit WHERE minutes = $1;
-- name: minutes_points
SELECT number, text, unit, due, tracked FROM proposals_minutes_point WHERE minutes = $1 ORDER BY number;
-- name: add_minutes_point
INSERT INTO proposals_minutes_point (minutes, number, text, unit, due, tracked) VALUES ($1, $2, $3, $4, $5, 0);
-- name: point_tracked
UPDATE proposals_minutes_point SET tracked = 1 WHERE minutes = $1 AND number = $2;
-- name: forget_minutes_points
DELETE FROM proposals_minutes_point WHERE minutes = $1;
