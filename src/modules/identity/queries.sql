-- name: add_person
INSERT INTO identity_person (id, name, demonstration, created_at) VALUES ($1, $2, $3, $4);

-- name: find_person
SELECT id, name, demonstration FROM identity_person WHERE id = $1;

-- name: rename_person
UPDATE identity_person SET name = $2 WHERE id = $1;

-- name: put_phone
INSERT INTO identity_phone (person, look_up, sealed, verified_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO UPDATE SET look_up = excluded.look_up, sealed = excluded.sealed, verified_at = excluded.verified_at;

-- name: add_phone
INSERT INTO identity_phone (person, look_up, sealed, verified_at) VALUES ($1, $2, $3, NULL);

-- name: person_by_phone
SELECT person FROM identity_phone WHERE look_up = $1;

-- name: phone_of
SELECT sealed FROM identity_phone WHERE person = $1;

-- name: verify_phone
UPDATE identity_phone SET verified_at = COALESCE(verified_at, $2) WHERE person = $1;

-- name: password_by_login
SELECT person, login, hash FROM identity_password WHERE login = $1;

-- name: password_of
SELECT person, login, hash FROM identity_password WHERE person = $1;

-- name: has_password
SELECT person FROM identity_password WHERE person = $1;

-- name: person_by_login
SELECT person FROM identity_password WHERE login = $1;

-- name: login_of
SELECT login FROM identity_password WHERE person = $1;

-- name: put_password
INSERT INTO identity_password (person, login, hash, changed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO UPDATE SET login = excluded.login, hash = excluded.hash, changed_at = excluded.changed_at;

-- name: add_session
INSERT INTO identity_session (id, person, seat, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $4, $5);

-- name: find_session
SELECT person, seat, seen_at, expires_at FROM identity_session WHERE id = $1;

-- name: touch_session
UPDATE identity_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2;

-- name: set_session_seat
UPDATE identity_session SET seat = $2 WHERE id = $1;

-- name: end_session
DELETE FROM identity_session WHERE id = $1;

-- name: end_sessions_of
DELETE FROM identity_session WHERE person = $1 AND id <> $2;

-- name: end_all_sessions
DELETE FROM identity_session;

-- name: find_code
SELECT code, sent_at, expires_at, tries, used_key FROM identity_phone_code WHERE look_up = $1;

-- name: put_code
INSERT INTO identity_phone_code (look_up, code, sent_at, expires_at, tries, used_key) VALUES ($1, $2, $3, $4, 0, NULL)
ON CONFLICT (look_up) DO UPDATE SET code = excluded.code, sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = 0, used_key = NULL;

-- name: count_code_try
UPDATE identity_phone_code SET tries = tries + 1 WHERE look_up = $1;

-- name: use_code
UPDATE identity_phone_code SET used_key = $2 WHERE look_up = $1;

-- name: add_link
INSERT INTO identity_link (token, kind, person, seat, expires_at, used_key) VALUES ($1, $2, $3, $4, $5, NULL);

-- name: find_link
SELECT kind, person, seat, expires_at, used_key FROM identity_link WHERE token = $1;

-- name: use_link
UPDATE identity_link SET used_key = $2, person = $3 WHERE token = $1;

-- name: end_links
DELETE FROM identity_link WHERE kind = $1 AND used_key IS NULL;

-- name: end_links_of
DELETE FROM identity_link WHERE person = $1 AND used_key IS NULL;

-- name: has_consented
SELECT count(*) FROM identity_consent WHERE person = $1 AND terms = $2;

-- name: add_consent
INSERT INTO identity_consent (person, terms, at) VALUES ($1, $2, $3) ON CONFLICT (person, terms) DO NOTHING;

-- name: tries_of
SELECT tries, ends_at FROM identity_throttle WHERE bucket = $1;

-- name: count_try
-- A window that is over, or that the clock was set back out of, begins anew.
INSERT INTO identity_throttle (bucket, tries, ends_at) VALUES ($1, 1, $2)
ON CONFLICT (bucket) DO UPDATE SET
  tries = CASE WHEN identity_throttle.ends_at <= $3 OR identity_throttle.ends_at > $2 THEN 1 ELSE identity_throttle.tries + 1 END,
  ends_at = CASE WHEN identity_throttle.ends_at <= $3 OR identity_throttle.ends_at > $2 THEN excluded.ends_at ELSE identity_throttle.ends_at END;

-- name: forgive_try
UPDATE identity_throttle SET tries = tries - 1 WHERE bucket = $1 AND tries > 0;

-- name: log_security
INSERT INTO identity_security_log (id, at, person, event, address) VALUES ($1, $2, $3, $4, $5);

-- name: forget_security_log
DELETE FROM identity_security_log WHERE at < $1;

-- name: forget_sessions
DELETE FROM identity_session WHERE expires_at < $1;

-- name: forget_codes
DELETE FROM identity_phone_code WHERE expires_at < $1;

-- name: forget_links
DELETE FROM identity_link WHERE expires_at < $1;

-- name: forget_tries
DELETE FROM identity_throttle WHERE ends_at < $1;

-- name: remove_demonstration_passwords
DELETE FROM identity_password WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_phones
DELETE FROM identity_phone WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_sessions
DELETE FROM identity_session WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_links
DELETE FROM identity_link WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_consents
DELETE FROM identity_consent WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_persons
DELETE FROM identity_person WHERE demonstration = 1;
