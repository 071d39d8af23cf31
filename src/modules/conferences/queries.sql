-- name: add_room
INSERT INTO conferences_room (id, kind, subject, assembly, title, link, opened_at, closed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL);

-- name: open_again
UPDATE conferences_room SET title = $2, link = $3, closed_at = NULL WHERE id = $1;

-- name: close_room
UPDATE conferences_room SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL;

-- name: room_of_subject
SELECT id FROM conferences_room WHERE kind = $1 AND subject = $2;

-- name: find_room
SELECT id, kind, subject, assembly, title, link, opened_at, closed_at FROM conferences_room WHERE id = $1;

-- name: room_for
-- As somebody may see it: a guest, or who manages rooms in that assembly ($3; 0: none).
SELECT r.id, r.kind, r.subject, r.assembly, r.title, r.link, r.opened_at, r.closed_at FROM conferences_room r
WHERE r.id = $1 AND (r.assembly = $3 OR EXISTS (SELECT 1 FROM conferences_guest g WHERE g.room = r.id AND g.person = $2));

-- name: rooms_for
SELECT r.id, r.kind, r.subject, r.assembly, r.title, r.link, r.opened_at, r.closed_at FROM conferences_guest g JOIN conferences_room r ON r.id = g.room
WHERE g.person = $1 AND r.closed_at IS NULL ORDER BY r.id DESC LIMIT 100;

-- name: rooms_of_assembly
SELECT id, kind, subject, assembly, title, link, opened_at, closed_at FROM conferences_room WHERE assembly = $1 AND closed_at IS NULL ORDER BY id DESC LIMIT 100;

-- name: guest_of
SELECT id, room, person, role, place, shown_as, entered_at, hand_at, removed_at FROM conferences_guest WHERE room = $1 AND person = $2;

-- name: find_guest
SELECT id, room, person, role, place, shown_as, entered_at, hand_at, removed_at FROM conferences_guest WHERE id = $1 AND room = $2;

-- name: guests
SELECT id, room, person, role, place, shown_as, entered_at, hand_at, removed_at FROM conferences_guest WHERE room = $1 ORDER BY id;

-- name: count_guests
SELECT count(*) FROM conferences_guest WHERE room = $1;

-- name: add_guest
INSERT INTO conferences_guest (id, room, person, role, place, shown_as, invited_at, entered_at, hand_at, removed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, NULL);

-- name: set_guest
UPDATE conferences_guest SET role = $2, place = $3, shown_as = $4, removed_at = NULL WHERE id = $1;

-- name: set_role
UPDATE conferences_guest SET role = $2, hand_at = NULL, removed_at = NULL WHERE id = $1;

-- name: set_entered
UPDATE conferences_guest SET entered_at = $2 WHERE id = $1 AND entered_at IS NULL;

-- name: set_hand
UPDATE conferences_guest SET hand_at = $2 WHERE id = $1;

-- name: set_removed
UPDATE conferences_guest SET removed_at = $2, hand_at = NULL WHERE id = $1;

-- name: remove_guest
DELETE FROM conferences_guest WHERE room = $1 AND person = $2;

-- name: remove_guests
DELETE FROM conferences_guest WHERE room IN (SELECT id FROM conferences_room WHERE assembly = $1);

-- name: remove_rooms
DELETE FROM conferences_room WHERE assembly = $1;

-- name: check_guests_have_a_room
SELECT count(*) FROM conferences_guest g WHERE NOT EXISTS (SELECT 1 FROM conferences_room r WHERE r.id = g.room);
