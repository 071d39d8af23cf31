-- name: add_assembly
INSERT INTO assemblies_assembly (id, name, short_name, level, parent, code, demonstration) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: find_assembly
SELECT id, name, short_name, level, parent, code, demonstration FROM assemblies_assembly WHERE id = $1;

-- name: all_assemblies
SELECT id, name, short_name, level, parent, code, demonstration FROM assemblies_assembly
ORDER BY CASE level WHEN 'province' THEN 0 WHEN 'city' THEN 1 ELSE 2 END, id;

-- name: descendants
WITH RECURSIVE tree (id) AS (
  SELECT id FROM assemblies_assembly WHERE id = $1
  UNION ALL SELECT a.id FROM assemblies_assembly a JOIN tree ON a.parent = tree.id)
SELECT id FROM tree ORDER BY id;

-- name: add_term
INSERT INTO assemblies_term (id, assembly, number, name, from_at, to_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: current_term
SELECT id, assembly, number, name, from_at, to_at FROM assemblies_term
WHERE assembly = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2) ORDER BY number DESC LIMIT 1;

-- name: add_body
INSERT INTO assemblies_body (id, assembly, term, kind, name) VALUES ($1, $2, $3, $4, $5);

-- name: latest_bodies
-- Those of the latest term, begun by then, that has any.
SELECT id, name FROM assemblies_body WHERE assembly = $1 AND kind = $2
  AND term = (SELECT max(b.term) FROM assemblies_body b JOIN assemblies_term t ON t.id = b.term WHERE b.assembly = $1 AND b.kind = $2 AND t.from_at <= $3) ORDER BY id;

-- name: bodies_of_term
SELECT id, kind, name FROM assemblies_body WHERE assembly = $1 AND term = $2 ORDER BY id;

-- name: add_membership
INSERT INTO assemblies_membership (id, person, assembly, term, sector, party, committee, number, name, from_at, to_at, status)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: change_membership
UPDATE assemblies_membership SET sector = $2, party = $3, committee = $4, name = $5, from_at = $6, to_at = $7, status = $8 WHERE id = $1;

-- name: memberships_of_term
SELECT id, person, number, name, sector, party, committee, from_at, to_at, status FROM assemblies_membership WHERE assembly = $1 AND term = $2
ORDER BY id;

-- name: membership_of
-- A sector below is shown as the one of the same name here.
WITH RECURSIVE tree (id) AS (
  SELECT id FROM assemblies_assembly WHERE id = $2
  UNION ALL SELECT a.id FROM assemblies_assembly a JOIN tree ON a.parent = tree.id)
SELECT m.id, m.person, m.assembly, m.term, COALESCE(here.id, 0), m.number, m.name
FROM assemblies_membership m
JOIN assemblies_body s ON s.id = m.sector
LEFT JOIN assemblies_body here ON here.assembly = $2 AND here.kind = 'sector' AND here.name = s.name
  AND here.term = (SELECT max(b.term) FROM assemblies_body b JOIN assemblies_term t ON t.id = b.term WHERE b.assembly = $2 AND b.kind = 'sector' AND t.from_at <= $3)
WHERE m.person = $1 AND m.from_at <= $3 AND (m.to_at IS NULL OR m.to_at > $3) AND m.assembly IN (SELECT id FROM tree)
ORDER BY CASE WHEN m.assembly = $2 THEN 0 ELSE 1 END, m.id LIMIT 1;

-- name: has_membership
SELECT id FROM assemblies_membership WHERE person = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2) LIMIT 1;

-- name: assemblies_of
WITH RECURSIVE up (id) AS (
  SELECT assembly FROM assemblies_membership WHERE person = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)
  UNION SELECT a.parent FROM assemblies_assembly a JOIN up ON a.id = up.id WHERE a.parent IS NOT NULL)
SELECT id FROM up ORDER BY id;

-- name: members_by_number
WITH RECURSIVE tree (id) AS (
  SELECT id FROM assemblies_assembly WHERE id = $1
  UNION ALL SELECT a.id FROM assemblies_assembly a JOIN tree ON a.parent = tree.id)
SELECT m.person, m.assembly FROM assemblies_membership m
WHERE m.number = $2 AND m.from_at <= $3 AND (m.to_at IS NULL OR m.to_at > $3) AND m.assembly IN (SELECT id FROM tree)
ORDER BY CASE WHEN m.assembly = $1 THEN 0 ELSE 1 END, m.id LIMIT 2;

-- name: members_by_name
SELECT DISTINCT person FROM assemblies_membership WHERE assembly = $1 AND name = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) LIMIT 2;

-- name: sectors_below
-- Every sector of the tree, of any term, with the one of the same name here at $2 (0: none).
WITH RECURSIVE tree (id) AS (
  SELECT id FROM assemblies_assembly WHERE id = $1
  UNION ALL SELECT a.id FROM assemblies_assembly a JOIN tree ON a.parent = tree.id)
SELECT s.id, COALESCE(here.id, 0) FROM assemblies_body s
LEFT JOIN assemblies_body here ON here.assembly = $1 AND here.kind = 'sector' AND here.name = s.name
  AND here.term = (SELECT max(b.term) FROM assemblies_body b JOIN assemblies_term t ON t.id = b.term WHERE b.assembly = $1 AND b.kind = 'sector' AND t.from_at <= $2)
WHERE s.kind = 'sector' AND s.assembly IN (SELECT id FROM tree);

-- name: members_below
WITH RECURSIVE tree (id) AS (
  SELECT id FROM assemblies_assembly WHERE id = $1
  UNION ALL SELECT a.id FROM assemblies_assembly a JOIN tree ON a.parent = tree.id)
SELECT m.person, m.assembly, m.sector, m.id FROM assemblies_membership m
WHERE m.assembly IN (SELECT id FROM tree) AND m.from_at <= $2 AND (m.to_at IS NULL OR m.to_at > $2);

-- name: count_persons_below
WITH RECURSIVE tree (id) AS (
  SELECT id FROM assemblies_assembly WHERE id = $1
  UNION ALL SELECT a.id FROM assemblies_assembly a JOIN tree ON a.parent = tree.id)
SELECT count(DISTINCT m.person) FROM assemblies_membership m
WHERE m.assembly IN (SELECT id FROM tree) AND m.from_at <= $2 AND (m.to_at IS NULL OR m.to_at > $2);

-- name: roster_of
SELECT m.person, m.number, m.name, m.sector, s.name, m.party, p.name, m.committee, c.name
FROM assemblies_membership m
JOIN assemblies_body s ON s.id = m.sector
LEFT JOIN assemblies_body p ON p.id = m.party
LEFT JOIN assemblies_body c ON c.id = m.committee
WHERE m.assembly = $1 AND m.from_at <= $2 AND (m.to_at IS NULL OR m.to_at > $2) ORDER BY m.number, m.id;

-- name: list_members
-- $3: begin of a number or a name; $4: name of a sector; $5: the membership after which to go on; $6: how many.
WITH RECURSIVE tree (id) AS (
  SELECT id FROM assemblies_assembly WHERE id = $1
  UNION ALL SELECT a.id FROM assemblies_assembly a JOIN tree ON a.parent = tree.id)
SELECT m.id, m.person, m.number, m.name, m.assembly, a.name, a.short_name, m.sector, s.name, p.name, c.name, m.from_at, m.to_at
FROM assemblies_membership m
JOIN assemblies_assembly a ON a.id = m.assembly
JOIN assemblies_body s ON s.id = m.sector
LEFT JOIN assemblies_body p ON p.id = m.party
LEFT JOIN assemblies_body c ON c.id = m.committee
WHERE m.assembly IN (SELECT id FROM tree) AND m.from_at <= $2 AND (m.to_at IS NULL OR m.to_at > $2)
  AND (CAST($3 AS TEXT) IS NULL OR substr(m.number, 1, length($3)) = $3 OR substr(m.name, 1, length($3)) = $3)
  AND (CAST($4 AS TEXT) IS NULL OR s.name = $4)
  AND (CAST($5 AS BIGINT) IS NULL OR (m.number, m.id) > ((SELECT number FROM assemblies_membership WHERE id = $5), $5))
ORDER BY m.number, m.id LIMIT CAST($6 AS BIGINT);

-- name: count_listed
WITH RECURSIVE tree (id) AS (
  SELECT id FROM assemblies_assembly WHERE id = $1
  UNION ALL SELECT a.id FROM assemblies_assembly a JOIN tree ON a.parent = tree.id)
SELECT count(*) FROM assemblies_membership m JOIN assemblies_body s ON s.id = m.sector
WHERE m.assembly IN (SELECT id FROM tree) AND m.from_at <= $2 AND (m.to_at IS NULL OR m.to_at > $2)
  AND (CAST($3 AS TEXT) IS NULL OR substr(m.number, 1, length($3)) = $3 OR substr(m.name, 1, length($3)) = $3)
  AND (CAST($4 AS TEXT) IS NULL OR s.name = $4);

-- name: body_name
SELECT name FROM assemblies_body WHERE id = $1;

-- name: add_seat
INSERT INTO assemblies_seat (id, person, assembly, body, role, from_at, to_at) VALUES ($1, $2, $3, $4, $5, $6, NULL);

-- name: seats_of
-- A membership is a seat too. Staff first: a session begins in the first.
SELECT s.id, s.assembly, a.name, COALESCE(b.name, ''), s.role, CASE s.role WHEN 'administrator' THEN 0 WHEN 'clerk' THEN 1 ELSE 2 END AS rank
FROM assemblies_seat s JOIN assemblies_assembly a ON a.id = s.assembly LEFT JOIN assemblies_body b ON b.id = s.body
WHERE s.person = $1 AND s.from_at <= $2 AND (s.to_at IS NULL OR s.to_at > $2)
UNION ALL
SELECT m.id, m.assembly, a.name, b.name, 'member', 3
FROM assemblies_membership m JOIN assemblies_assembly a ON a.id = m.assembly JOIN assemblies_body b ON b.id = m.sector
WHERE m.person = $1 AND m.from_at <= $2 AND (m.to_at IS NULL OR m.to_at > $2)
ORDER BY 6, 1;

-- name: holders_of
SELECT DISTINCT person FROM assemblies_seat WHERE assembly = $1 AND role = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) ORDER BY person;

-- name: any_administrator
SELECT id FROM assemblies_seat WHERE role = 'administrator' AND from_at <= $1 AND (to_at IS NULL OR to_at > $1) LIMIT 1;

-- name: officials
SELECT s.id, s.person, s.assembly, a.name, COALESCE(b.name, ''), s.role, s.from_at
FROM assemblies_seat s JOIN assemblies_assembly a ON a.id = s.assembly LEFT JOIN assemblies_body b ON b.id = s.body
WHERE (CAST($1 AS BIGINT) IS NULL OR s.assembly = $1) AND s.from_at <= $2 AND (s.to_at IS NULL OR s.to_at > $2) ORDER BY s.id;

-- name: units_of
SELECT id, name FROM assemblies_body WHERE assembly = $1 AND kind = 'unit' ORDER BY id;

-- name: channels_of
SELECT id, name FROM assemblies_body WHERE assembly = $1 AND kind = 'office' ORDER BY id;

-- name: channel_of_seat
SELECT b.id FROM assemblies_seat s JOIN assemblies_body b ON b.id = s.body WHERE s.id = $1 AND s.role = 'supervisor' AND b.kind = 'office';

-- name: unit_of_seat
SELECT b.id FROM assemblies_seat s JOIN assemblies_body b ON b.id = s.body WHERE s.id = $1 AND b.kind = 'unit';

-- name: bodies_of
SELECT id, kind, name FROM assemblies_body WHERE assembly = $1 AND kind IN ('party', 'sector', 'committee')
  AND term = (SELECT max(b.term) FROM assemblies_body b JOIN assemblies_term t ON t.id = b.term WHERE b.assembly = $1 AND t.from_at <= $2) ORDER BY kind, id;

-- name: find_body
SELECT id, kind, name FROM assemblies_body WHERE id = $1;

-- name: body_of_seat
SELECT b.id FROM assemblies_seat s JOIN assemblies_body b ON b.id = s.body WHERE s.id = $1 AND s.role = 'convener';

-- name: people_of_unit
SELECT DISTINCT person FROM assemblies_seat WHERE body = $1 AND role = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) ORDER BY person;

-- name: mark_founding
UPDATE assemblies_seat SET founding = 1 WHERE id = $1;

-- name: founding_seat
SELECT id FROM assemblies_seat WHERE id = $1 AND founding = 1;

-- name: end_seat
UPDATE assemblies_seat SET to_at = $2 WHERE id = $1;

-- name: change_assembly
UPDATE assemblies_assembly SET name = $2, short_name = $3, level = $4, code = $5 WHERE id = $1;

-- name: assembly_by_code
SELECT id FROM assemblies_assembly WHERE code = $1 ORDER BY id LIMIT 1;

-- name: change_term
UPDATE assemblies_term SET number = $2, name = $3, from_at = $4, to_at = $5 WHERE id = $1;

-- name: term_by_number
SELECT id FROM assemblies_term WHERE assembly = $1 AND number = $2;

-- name: put_plenary
INSERT INTO assemblies_plenary (id, assembly, term, number, name, from_at, to_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (term, number) DO UPDATE SET name = excluded.name, from_at = excluded.from_at, to_at = excluded.to_at;

-- name: latest_plenary
SELECT number, name, from_at, to_at FROM assemblies_plenary WHERE term = $1 ORDER BY number DESC LIMIT 1;

-- name: remove_body
DELETE FROM assemblies_body WHERE id = $1;

-- name: body_is_used
SELECT id FROM assemblies_membership WHERE assembly = $2 AND (sector = $1 OR party = $1 OR committee = $1)
UNION ALL SELECT id FROM assemblies_seat WHERE assembly = $2 AND body = $1 LIMIT 1;

-- name: find_next_term
SELECT id, assembly, state, version, plan, roster, rehearsed_version, rehearsed_at, report FROM assemblies_next_term
WHERE assembly = $1 AND state IN ('preparing', 'confirmed');

-- name: add_next_term
INSERT INTO assemblies_next_term (id, assembly, state, version, begins_at, plan) VALUES ($1, $2, 'preparing', 1, $3, $4)
ON CONFLICT (assembly) WHERE state IN ('preparing', 'confirmed') DO NOTHING;

-- name: save_next_term
-- The version in WHERE is the lock.
UPDATE assemblies_next_term SET begins_at = $3, plan = $4, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'preparing';

-- name: bring_next_roster
UPDATE assemblies_next_term SET roster = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'preparing';

-- name: mark_rehearsed
UPDATE assemblies_next_term SET rehearsed_version = $2, rehearsed_at = $3 WHERE id = $1 AND version = $2;

-- name: move_next_term
UPDATE assemblies_next_term SET state = $3, roster = CASE WHEN CAST($3 AS TEXT) = 'given_up' THEN NULL ELSE roster END WHERE id = $1 AND state = $2;

-- name: finish_next_term
-- The state in WHERE is the lock: whoever comes second changes nothing.
UPDATE assemblies_next_term SET state = $3, roster = NULL, term = $4, report = $5 WHERE id = $1 AND state = $2;

-- name: due_next_terms
SELECT assembly FROM assemblies_next_term WHERE state = 'confirmed' AND begins_at <= $1 ORDER BY assembly;

-- name: end_memberships
UPDATE assemblies_membership SET to_at = CAST($3 AS BIGINT), status = CASE WHEN status = 'in_office' THEN 'ended' ELSE status END
WHERE assembly = $1 AND term = $2 AND (to_at IS NULL OR to_at > CAST($3 AS BIGINT));

-- name: end_term
UPDATE assemblies_term SET to_at = $2 WHERE id = $1;

-- name: terms_of
SELECT id, assembly, number, name, from_at, to_at FROM assemblies_term WHERE assembly = $1 ORDER BY from_at DESC, id DESC;

-- name: members_of_term_by_sector
SELECT sector, count(DISTINCT person) FROM assemblies_membership
WHERE assembly = $1 AND term = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) GROUP BY sector;

-- name: members_of_term
SELECT m.id, m.person, m.number, m.name, m.assembly, a.name, a.short_name, m.sector, s.name, p.name, c.name, m.from_at, m.to_at
FROM assemblies_membership m
JOIN assemblies_assembly a ON a.id = m.assembly
JOIN assemblies_body s ON s.id = m.sector
LEFT JOIN assemblies_body p ON p.id = m.party
LEFT JOIN assemblies_body c ON c.id = m.committee
WHERE m.assembly = $1 AND m.term = $2
  AND (CAST($3 AS BIGINT) IS NULL OR (m.number, m.id) > ((SELECT number FROM assemblies_membership WHERE id = $3), $3))
ORDER BY m.number, m.id LIMIT CAST($4 AS BIGINT);

-- name: count_members_of_term
SELECT count(*) FROM assemblies_membership WHERE assembly = $1 AND term = $2;

-- name: remove_demonstration_next_terms
DELETE FROM assemblies_next_term WHERE assembly IN (SELECT id FROM assemblies_assembly WHERE demonstration = 1);

-- name: demonstration_administrators
SELECT DISTINCT s.person FROM assemblies_seat s JOIN assemblies_assembly a ON a.id = s.assembly
WHERE s.role = 'administrator' AND s.to_at IS NULL AND a.demonstration = 1 ORDER BY s.person;

-- name: remove_demonstration_seats
DELETE FROM assemblies_seat WHERE assembly IN (SELECT id FROM assemblies_assembly WHERE demonstration = 1);

-- name: remove_demonstration_memberships
DELETE FROM assemblies_membership WHERE assembly IN (SELECT id FROM assemblies_assembly WHERE demonstration = 1);

-- name: remove_demonstration_bodies
DELETE FROM assemblies_body WHERE assembly IN (SELECT id FROM assemblies_assembly WHERE demonstration = 1);

-- name: remove_demonstration_plenaries
DELETE FROM assemblies_plenary WHERE assembly IN (SELECT id FROM assemblies_assembly WHERE demonstration = 1);

-- name: remove_demonstration_terms
DELETE FROM assemblies_term WHERE assembly IN (SELECT id FROM assemblies_assembly WHERE demonstration = 1);

-- name: remove_demonstration_assemblies
DELETE FROM assemblies_assembly WHERE demonstration = 1;
