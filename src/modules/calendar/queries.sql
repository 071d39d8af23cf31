-- name: days_of_year
-- What is known of the days $3 to $4 of year $1: its newest table, and what the next year's reaches back into it; $2, where it is given, is the last
-- version that counts. The newer one comes last.
SELECT v.id, v.year, d.day, d.kind, d.name FROM calendar_version v JOIN calendar_day d ON d.version = v.id
WHERE v.id IN ((SELECT max(id) FROM calendar_version WHERE year = $1 AND id <= $2),
               (SELECT max(id) FROM calendar_version WHERE year = $1 + 1 AND id <= $2))
  AND d.day BETWEEN $3 AND $4
ORDER BY v.id, d.day;
