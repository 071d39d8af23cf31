-- name: holding
SELECT key, value FROM settings_value WHERE assembly = $1 AND from_at <= $2 ORDER BY from_at;

-- name: history
SELECT key, value, from_at, set_by, set_at, note FROM settings_value WHERE assembly = $1 ORDER BY from_at;

-- name: set
INSERT INTO settings_value (assembly, key, from_at, value, set_by, set_at, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (assembly, key, from_at) DO UPDATE SET value = $4, set_by = $5, set_at = $6, note = $7;

-- name: purge
DELETE FROM settings_value WHERE assembly = $1;
