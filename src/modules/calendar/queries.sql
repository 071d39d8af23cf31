-- name: days_of_year
-- What is known of the days $3 to $4 of year $1: its newest table, and what the next year's reaches back into it; $2, where it is given, is the last
-- version that counts. The newer one comes last.
SELECT v.id, v.year, d.day, d.kind, d.name FROM calendar_version v JOIN calendar_day d ON d.version = v.id
WHERE v.id IN ((SELECT max(id) FROM calendar_version WHERE year = $1 AND id <= $2),
               (SELECT max(id) FROM calendar_version WHERE year = $1 + 1 AND id <= $2))
  AND d.day BETWEEN $3 AND $4
ORDER BY v.id, d.day;

-- name: newest_version
SELECT max(id) FROM calendar_version WHERE year = $1;

-- name: all_versions
SELECT v.id, v.year, v.author, v.at, v.source, count(*) FILTER (WHERE d.kind = 'rest'), count(*) FILTER (WHERE d.kind = 'work')
FROM calendar_version v JOIN calendar_day d ON d.version = v.id
GROUP BY v.id, v.year, v.author, v.at, v.source ORDER BY v.year DESC, v.id DESC;

-- name: days_of_version
SELECT day, kind, name FROM calendar_day WHERE version = $1 ORDER BY day;

-- name: add_version
-- The number is the one after the greatest. Of two who bring a table at once, the second finds it taken and changes no row.
INSERT INTO calendar_version (id, year, author, at, source) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;

-- name: greatest_version
SELECT max(id) FROM calendar_version;

-- name: add_day
INSERT INTO calendar_day (version, day, kind, name) VALUES ($1, $2, $3, $4);

-- name: add_told
INSERT INTO calendar_told (year) VALUES ($1) ON CONFLICT DO NOTHING;

-- name: is_told
SELECT 1 FROM calendar_told WHERE year = $1;

-- name: subscription_since
SELECT at FROM calendar_subscription WHERE person = $1;
-- name: subscribe
INSERT INTO calendar_subscription (person, seat, fingerprint, language, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person) DO UPDATE SET seat = $2, fingerprint = $3, language = $4, at = $5;
-- name: unsubscribe
DELETE FROM calendar_subscription WHERE person = $1;
-- name: find_subscription
SELECT person, seat, language FROM calendar_subscription WHERE fingerprint = $1;
