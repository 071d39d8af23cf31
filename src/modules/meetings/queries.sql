-- name: add
INSERT INTO meetings_meeting (id, assembly, form, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address, starts_at, ends_at, state, state_since, exchange_held, exchange,
  ordered_by_hand, order_reason, created_by, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'draft', $17, 0, '', 0, '', $18, $17, 1);

-- name: find
SELECT id, assembly, form, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address, starts_at, ends_at, state, state_since, opened_at, ended_at, exchange_held, exchange,
  ordered_by_hand, order_reason, created_by, created_at, version
FROM meetings_meeting WHERE id = $1;

-- name: edit
UPDATE meetings_meeting SET form = $3, title = $4, topic = $5, plan_item = $6, place = $7, chair = $8, audience = $9, signing_up = $10, speaking_until = $11, consultation = $12, video = $13, video_address = $14, starts_at = $15,
  ends_at = $16, version = version + 1
WHERE id = $1 AND version = $2;

-- name: move
-- State and version in WHERE are the lock. When it began and ended is kept from the first opening to the last end.
UPDATE meetings_meeting SET state = $4, state_since = $5, opened_at = COALESCE(opened_at, CAST($6 AS BIGINT)), ended_at = $7, version = version + 1 WHERE id = $1 AND state = $2 AND version = $3;

-- name: touch
UPDATE meetings_meeting SET version = version + 1 WHERE id = $1;

-- name: record_exchange
UPDATE meetings_meeting SET exchange_held = $2, exchange = $3, version = version + 1 WHERE id = $1;

-- name: set_order
UPDATE meetings_meeting SET ordered_by_hand = $2, order_reason = $3, version = version + 1 WHERE id = $1;

-- name: remove
DELETE FROM meetings_meeting WHERE id = $1;

-- name: in_public
-- What is announced, latest first. $1 to $4: assemblies whose members' matters the reader may see; $5: the reader, who sees what they are asked to.
SELECT id, assembly, form, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address, starts_at, ends_at, state, state_since, opened_at, ended_at, exchange_held, exchange,
  ordered_by_hand, order_reason, created_by, created_at, version
FROM meetings_meeting m
WHERE state <> 'draft' AND (audience = 'everybody' OR assembly IN ($1, $2, $3, $4) OR EXISTS (SELECT 1 FROM meetings_participant p WHERE p.meeting = m.id AND p.person = $5))
  AND (starts_at < $6 OR (starts_at = $6 AND id < $7))
ORDER BY starts_at DESC, id DESC LIMIT $8;

-- name: of_assembly
SELECT id, assembly, form, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address, starts_at, ends_at, state, state_since, opened_at, ended_at, exchange_held, exchange,
  ordered_by_hand, order_reason, created_by, created_at, version
FROM meetings_meeting WHERE assembly = $1 AND (starts_at < $2 OR (starts_at = $2 AND id < $3)) ORDER BY starts_at DESC, id DESC LIMIT $4;

-- name: of_year
SELECT id, assembly, form, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address, starts_at, ends_at, state, state_since, opened_at, ended_at, exchange_held, exchange,
  ordered_by_hand, order_reason, created_by, created_at, version
FROM meetings_meeting WHERE assembly = $1 AND starts_at >= $2 AND starts_at < $3 AND opened_at IS NOT NULL ORDER BY starts_at, id;

-- name: under_way
SELECT id, assembly, form, title, topic, plan_item, place, chair, audience, signing_up, speaking_until, consultation, video, video_address, starts_at, ends_at, state, state_since, opened_at, ended_at, exchange_held, exchange,
  ordered_by_hand, order_reason, created_by, created_at, version
FROM meetings_meeting WHERE state IN ('open', 'suspended') ORDER BY id;

-- name: unfinished
SELECT id, title, state FROM meetings_meeting WHERE assembly = $1 AND state IN ('draft', 'announced', 'open', 'suspended', 'ended') ORDER BY id;

-- name: ids_of_assembly
SELECT id FROM meetings_meeting WHERE assembly = $1;

-- name: add_item
INSERT INTO meetings_agenda_item (meeting, number, kind, title, minutes) VALUES ($1, $2, $3, $4, $5);

-- name: forget_agenda
DELETE FROM meetings_agenda_item WHERE meeting = $1;

-- name: agenda
SELECT number, kind, title, minutes, started_at, ended_at FROM meetings_agenda_item WHERE meeting = $1 ORDER BY number;

-- name: end_item
-- Not before it began, where the clock was set back in between.
UPDATE meetings_agenda_item SET ended_at = CASE WHEN started_at > $2 THEN started_at ELSE $2 END WHERE meeting = $1 AND started_at IS NOT NULL AND ended_at IS NULL;

-- name: begin_item
-- One that is taken up again goes on.
UPDATE meetings_agenda_item SET started_at = COALESCE(started_at, CAST($3 AS BIGINT)), ended_at = NULL WHERE meeting = $1 AND number = $2;

-- name: add_reserved
INSERT INTO meetings_reserved (meeting, body) VALUES ($1, $2) ON CONFLICT (meeting, body) DO NOTHING;

-- name: forget_reserved
DELETE FROM meetings_reserved WHERE meeting = $1;

-- name: reserved
SELECT body FROM meetings_reserved WHERE meeting = $1 ORDER BY body;

-- name: invite
INSERT INTO meetings_participant (id, meeting, person, name, sector, party, unit, capacity, voting, answer, reason, substitute, decided_by, present)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', 0, 'absent') ON CONFLICT (meeting, person) DO NOTHING;

-- name: participants
SELECT id, meeting, person, name, sector, party, unit, capacity, voting, answer, reason, substitute, answered_at, decided_by, present, present_at FROM meetings_participant WHERE meeting = $1 ORDER BY id;

-- name: participant
SELECT id, meeting, person, name, sector, party, unit, capacity, voting, answer, reason, substitute, answered_at, decided_by, present, present_at FROM meetings_participant WHERE id = $1;

-- name: participant_of
SELECT id, meeting, person, name, sector, party, unit, capacity, voting, answer, reason, substitute, answered_at, decided_by, present, present_at FROM meetings_participant WHERE meeting = $1 AND person = $2;

-- name: remove_participant
DELETE FROM meetings_participant WHERE id = $1;

-- name: answer
UPDATE meetings_participant SET answer = $2, reason = $3, substitute = $4, answered_at = $5, decided_by = $6 WHERE id = $1;

-- name: enter_presence
UPDATE meetings_participant SET present = $2, present_at = $3 WHERE id = $1;

-- name: responding_units
SELECT DISTINCT unit FROM meetings_participant WHERE meeting = $1 AND unit <> 0 ORDER BY unit;

-- name: venues
SELECT v.number, v.name, v.keeper, COALESCE(p.name, '') FROM meetings_venue v LEFT JOIN meetings_participant p ON p.id = v.keeper WHERE v.meeting = $1 ORDER BY v.number;

-- name: forget_venue_of
DELETE FROM meetings_venue WHERE meeting = $1 AND keeper = $2;

-- name: forget_venues
DELETE FROM meetings_venue WHERE meeting = $1;

-- name: add_venue
INSERT INTO meetings_venue (meeting, number, name, keeper) VALUES ($1, $2, $3, $4);

-- name: finished_streams
SELECT id, video_address FROM meetings_meeting WHERE video = 'own' AND state IN ('ended', 'closed', 'cancelled') AND state_since > $1;

-- name: forget_guests
DELETE FROM meetings_guest WHERE meeting = $1;

-- name: add_guest
INSERT INTO meetings_guest (meeting, number, office, name, title, came) VALUES ($1, $2, $3, $4, $5, $6);

-- name: guests
SELECT office, name, title, came FROM meetings_guest WHERE meeting = $1 ORDER BY number;

-- name: attendance
SELECT count(*) AS asked,
  COALESCE(sum(CASE WHEN answer IN ('coming', 'coming_online', 'substituted') THEN 1 ELSE 0 END), 0) AS coming,
  COALESCE(sum(CASE WHEN answer IN ('on_leave', 'declined') THEN 1 ELSE 0 END), 0) AS on_leave,
  COALESCE(sum(CASE WHEN present <> 'absent' THEN 1 ELSE 0 END), 0) AS present,
  COALESCE(sum(CASE WHEN present = 'online' THEN 1 ELSE 0 END), 0) AS online,
  COALESCE(sum(CASE WHEN capacity = 'must' THEN 1 ELSE 0 END), 0) AS must,
  COALESCE(sum(CASE WHEN capacity = 'must' AND present <> 'absent' THEN 1 ELSE 0 END), 0) AS must_present
FROM meetings_participant WHERE meeting = $1;

-- name: electorate
SELECT count(*) FROM meetings_participant WHERE meeting = $1 AND ((CAST($2 AS BIGINT) = 1 AND voting = 1) OR (CAST($2 AS BIGINT) = 0 AND present <> 'absent'));

-- name: add_speech
INSERT INTO meetings_speech (id, meeting, kind, person, name, sector, body, manner, topic, text, minutes, answers, state, reason, place, applied_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, $15, 1);

-- name: speech
SELECT id, meeting, kind, person, name, sector, body, manner, topic, text, minutes, answers, state, reason, place, applied_at, started_at, ended_at, version FROM meetings_speech WHERE id = $1;

-- name: speeches
SELECT id, meeting, kind, person, name, sector, body, manner, topic, text, minutes, answers, state, reason, place, applied_at, started_at, ended_at, version FROM meetings_speech WHERE meeting = $1 ORDER BY place, id;

-- name: move_speech
UPDATE meetings_speech SET state = $4, reason = $5, minutes = $6, place = $7, started_at = $8, ended_at = $9, version = version + 1 WHERE id = $1 AND state = $2 AND version = $3;

-- name: place_speech
UPDATE meetings_speech SET place = $2 WHERE id = $1;

-- name: stop_speaking
UPDATE meetings_speech SET state = 'spoken', ended_at = CASE WHEN started_at > $2 THEN started_at ELSE $2 END, version = version + 1 WHERE meeting = $1 AND state = 'speaking';

-- name: spoken_since
-- How often each has spoken in the assembly's meetings.
SELECT s.person, count(*) FROM meetings_speech s JOIN meetings_meeting m ON m.id = s.meeting
WHERE m.assembly = $1 AND s.kind = 'speech' AND s.state = 'spoken' AND s.ended_at >= $2 GROUP BY s.person;

-- name: waiting_of
SELECT count(*) FROM meetings_speech WHERE meeting = $1 AND person = $2 AND kind = $3 AND state IN ('applied', 'listed', 'speaking');

-- name: add_poll
INSERT INTO meetings_poll (id, meeting, kind, question, opened_at, electorate, adopted) VALUES ($1, $2, $3, $4, $5, 0, 0);

-- name: add_option
INSERT INTO meetings_option (poll, number, text) VALUES ($1, $2, $3);

-- name: poll
SELECT id, meeting, kind, question, opened_at, closed_at, electorate, adopted FROM meetings_poll WHERE id = $1;

-- name: polls
SELECT id, meeting, kind, question, opened_at, closed_at, electorate, adopted FROM meetings_poll WHERE meeting = $1 ORDER BY id;

-- name: options
SELECT o.number, o.text, (SELECT count(*) FROM meetings_hand h WHERE h.poll = o.poll AND h.choice = o.number) AS count FROM meetings_option o WHERE o.poll = $1 ORDER BY o.number;

-- name: by_sector
SELECT sector, choice, count(*) FROM meetings_hand WHERE poll = $1 GROUP BY sector, choice ORDER BY sector, choice;

-- name: raise_hand
INSERT INTO meetings_hand (poll, person, sector, choice) VALUES ($1, $2, $3, $4) ON CONFLICT (poll, person) DO UPDATE SET choice = EXCLUDED.choice;

-- name: hold_poll
UPDATE meetings_poll SET electorate = electorate WHERE id = $1 AND closed_at IS NULL;

-- name: close_poll
UPDATE meetings_poll SET closed_at = $2, electorate = $3, adopted = $4 WHERE id = $1 AND closed_at IS NULL;

-- name: own_hands
SELECT h.poll, h.choice FROM meetings_hand h JOIN meetings_poll p ON p.id = h.poll WHERE p.meeting = $1 AND h.person = $2 ORDER BY h.poll;

-- name: add_message
INSERT INTO meetings_message (id, meeting, author, name, text, state, at, likes, message_group) VALUES ($1, $2, $3, $4, $5, 'pending', $6, 0, 0);

-- name: message
SELECT id, meeting, author, name, text, state, at, shown_at, likes, message_group FROM meetings_message WHERE id = $1;

-- name: show_message
UPDATE meetings_message SET state = 'approved', shown_at = $2 WHERE id = $1 AND state <> 'approved';

-- name: newest_shown
SELECT COALESCE(max(shown_at), 0) FROM meetings_message WHERE meeting = $1 AND state = 'approved';

-- name: refuse_message
UPDATE meetings_message SET state = 'refused' WHERE id = $1 AND state = 'pending';

-- name: newest_messages
SELECT id, meeting, author, name, text, state, at, shown_at, likes, message_group FROM meetings_message
WHERE meeting = $1 AND state = 'approved' AND (shown_at < $2 OR (shown_at = $2 AND id < $3)) ORDER BY shown_at DESC, id DESC LIMIT $4;

-- name: shown_messages
SELECT id, shown_at, name, text FROM meetings_message WHERE meeting = $1 AND state = 'approved' ORDER BY shown_at, id LIMIT 5000;

-- name: count_messages
SELECT count(*) FROM meetings_message WHERE meeting = $1 AND state = 'approved';

-- name: own_messages
SELECT id, meeting, author, name, text, state, at, shown_at, likes, message_group FROM meetings_message WHERE meeting = $1 AND author = $2 ORDER BY id DESC LIMIT 200;

-- name: like
INSERT INTO meetings_like (message, person) VALUES ($1, $2) ON CONFLICT (message, person) DO NOTHING;

-- name: unlike
DELETE FROM meetings_like WHERE message = $1 AND person = $2;

-- name: add_likes
UPDATE meetings_message SET likes = likes + $2 WHERE id = $1;

-- name: own_likes
SELECT l.message FROM meetings_like l JOIN meetings_message m ON m.id = l.message WHERE m.meeting = $1 AND l.person = $2 ORDER BY l.message;

-- name: check_likes
-- Counts of likes against the rows they count.
SELECT count(*) FROM meetings_message m WHERE m.likes <> (SELECT count(*) FROM meetings_like l WHERE l.message = m.id);

-- name: add_group
INSERT INTO meetings_group (id, meeting, title, answer, point, version) VALUES ($1, $2, $3, '', 0, 1);

-- name: group
SELECT id, meeting, title, answer, answered_at, point, version FROM meetings_group WHERE id = $1;

-- name: groups
SELECT id, meeting, title, answer, answered_at, point, version FROM meetings_group WHERE meeting = $1 ORDER BY id;

-- name: put_in_group
UPDATE meetings_message SET message_group = $2 WHERE id = $1 AND meeting = $3 AND state = 'approved';

-- name: answer_group
UPDATE meetings_group SET answer = $3, answered_at = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: point_of_group
UPDATE meetings_group SET point = $2, version = version + 1 WHERE id = $1;

-- name: messages_of_group
SELECT id, meeting, author, name, text, state, at, shown_at, likes, message_group FROM meetings_message WHERE message_group = $1 AND message_group <> 0 ORDER BY shown_at, id;

-- name: loose_messages
SELECT id, meeting, author, name, text, state, at, shown_at, likes, message_group FROM meetings_message WHERE meeting = $1 AND state = 'approved' AND message_group = 0 ORDER BY shown_at, id LIMIT 500;

-- name: count_loose
SELECT count(*) FROM meetings_message WHERE meeting = $1 AND state = 'approved' AND message_group = 0;

-- name: enter_count
INSERT INTO meetings_count (id, meeting, channel, source, unit, value, at, entered_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: newest_counts
SELECT channel, source, unit, value, at FROM meetings_count c WHERE meeting = $1 AND NOT EXISTS
  (SELECT 1 FROM meetings_count d WHERE d.meeting = c.meeting AND d.channel = c.channel AND d.unit = c.unit AND (d.at > c.at OR (d.at = c.at AND d.id > c.id)))
ORDER BY channel, unit;

-- name: add_caption
INSERT INTO meetings_caption (id, meeting, from_at, to_at, text) VALUES ($1, $2, $3, $4, $5);

-- name: newest_captions
SELECT id, from_at, to_at, text FROM meetings_caption WHERE meeting = $1 ORDER BY from_at DESC, id DESC LIMIT $2;

-- name: captions
SELECT id, from_at, to_at, text FROM meetings_caption WHERE meeting = $1 ORDER BY from_at, id;

-- name: forget_captions
DELETE FROM meetings_caption WHERE meeting = $1;

-- name: add_point
INSERT INTO meetings_point (id, meeting, number, speech, message_group, text) VALUES ($1, $2, $3, $4, $5, $6);

-- name: points
SELECT id, meeting, number, speech, message_group, text, handed_over_at FROM meetings_point WHERE meeting = $1 ORDER BY number;

-- name: point
SELECT id, meeting, number, speech, message_group, text, handed_over_at FROM meetings_point WHERE id = $1;

-- name: wrote_in_group
SELECT count(*) FROM meetings_message WHERE message_group = $1 AND message_group <> 0 AND author = $2;

-- name: authors_of_group
SELECT DISTINCT author FROM meetings_message WHERE message_group = $1 AND message_group <> 0 ORDER BY author;

-- name: last_point
SELECT COALESCE(max(number), 0) FROM meetings_point WHERE meeting = $1;

-- name: hand_over_point
UPDATE meetings_point SET handed_over_at = $2 WHERE id = $1 AND handed_over_at IS NULL;

-- name: remove_point
DELETE FROM meetings_point WHERE meeting = $1 AND number = $2 AND handed_over_at IS NULL;

-- name: forget_likes
DELETE FROM meetings_like WHERE message IN (SELECT id FROM meetings_message WHERE meeting = $1);

-- name: forget_hands
DELETE FROM meetings_hand WHERE poll IN (SELECT id FROM meetings_poll WHERE meeting = $1);

-- name: forget_options
DELETE FROM meetings_option WHERE poll IN (SELECT id FROM meetings_poll WHERE meeting = $1);

-- name: forget_polls
DELETE FROM meetings_poll WHERE meeting = $1;

-- name: forget_messages
DELETE FROM meetings_message WHERE meeting = $1;

-- name: forget_groups
DELETE FROM meetings_group WHERE meeting = $1;

-- name: forget_counts
DELETE FROM meetings_count WHERE meeting = $1;

-- name: forget_points
DELETE FROM meetings_point WHERE meeting = $1;

-- name: forget_speeches
DELETE FROM meetings_speech WHERE meeting = $1;

-- name: forget_participants
DELETE FROM meetings_participant WHERE meeting = $1;

-- name: add_recommendation
INSERT INTO meetings_recommendation (id, meeting, title, addressee, text, edition, state, poll, version) VALUES ($1, $2, $3, $4, $5, 1, 'written', 0, 1);

-- name: recommendation
SELECT id, meeting, title, addressee, text, edition, state, poll, decided_at, version FROM meetings_recommendation WHERE id = $1;

-- name: recommendations
SELECT id, meeting, title, addressee, text, edition, state, poll, decided_at, version FROM meetings_recommendation WHERE meeting = $1 ORDER BY id;

-- name: rewrite_recommendation
UPDATE meetings_recommendation SET title = $3, addressee = $4, text = $5, edition = edition + 1, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'written';

-- name: vote_on_recommendation
UPDATE meetings_recommendation SET state = 'voting', poll = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'written';

-- name: recommendation_of_poll
SELECT id, meeting, title, addressee, text, edition, state, poll, decided_at, version FROM meetings_recommendation WHERE poll = $1 AND state = 'voting';

-- name: decide_recommendation
-- What was not adopted may be written anew and voted on once more.
UPDATE meetings_recommendation SET state = $2, decided_at = $3, version = version + 1 WHERE id = $1;

-- name: add_edition
INSERT INTO meetings_edition (recommendation, edition, title, text, at, written_by) VALUES ($1, $2, $3, $4, $5, $6);

-- name: editions
SELECT edition, title, text, at FROM meetings_edition WHERE recommendation = $1 ORDER BY edition;

-- name: hold_recommendation
UPDATE meetings_recommendation SET version = version WHERE id = $1 AND state = 'written';

-- name: add_amendment
INSERT INTO meetings_amendment (id, recommendation, edition, person, name, passage, wording, reason, state, word, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '', $9);

-- name: amendment
SELECT id, recommendation, edition, person, name, passage, wording, reason, state, word, at FROM meetings_amendment WHERE id = $1;

-- name: amendments
SELECT id, recommendation, edition, person, name, passage, wording, reason, state, word, at FROM meetings_amendment WHERE recommendation = $1 ORDER BY id;

-- name: amendments_waiting
SELECT COUNT(*) FROM meetings_amendment WHERE recommendation = $1 AND state = 'waiting';

-- name: decide_amendment
UPDATE meetings_amendment SET state = $2, word = $3 WHERE id = $1 AND state = 'waiting';

-- name: forget_amendments
DELETE FROM meetings_amendment WHERE recommendation IN (SELECT id FROM meetings_recommendation WHERE meeting = $1);

-- name: forget_editions
DELETE FROM meetings_edition WHERE recommendation IN (SELECT id FROM meetings_recommendation WHERE meeting = $1);

-- name: forget_recommendations
DELETE FROM meetings_recommendation WHERE meeting = $1;
