-- name: add_person
INSERT INTO identity_person (id, name, demonstration, created_at) VALUES ($1, $2, $3, $4);

-- name: acquaintance
SELECT created_at, (SELECT min(s.created_at) FROM identity_session s WHERE s.person = p.id) FROM identity_person p WHERE id = $1;

-- name: find_person
SELECT id, name, demonstration FROM identity_person WHERE id = $1;

-- name: names_of
SELECT id, name FROM identity_person WHERE id IN (SELECT value FROM json_each($1));
-- name: names_of postgres
SELECT id, name FROM identity_person WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON)));

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

-- name: mail_of
SELECT sealed FROM identity_mail WHERE person = $1;

-- name: all_mail
SELECT person, sealed FROM identity_mail ORDER BY person;

-- name: put_mail
INSERT INTO identity_mail (person, sealed, confirmed_at) VALUES ($1, $2, $3)
ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, confirmed_at = excluded.confirmed_at;

-- name: put_mail_anew
UPDATE identity_mail SET sealed = $2 WHERE person = $1;

-- name: remove_mail
DELETE FROM identity_mail WHERE person = $1;

-- name: find_mail_code
SELECT sealed, code, sent_at, expires_at, tries FROM identity_mail_code WHERE person = $1;

-- name: put_mail_code
INSERT INTO identity_mail_code (person, sealed, code, sent_at, expires_at, tries) VALUES ($1, $2, $3, $4, $5, 0)
ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, code = excluded.code, sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = 0;

-- name: count_mail_code_try
UPDATE identity_mail_code SET tries = tries + 1 WHERE person = $1;

-- name: remove_mail_code
DELETE FROM identity_mail_code WHERE person = $1;

-- name: forget_mail_codes
DELETE FROM identity_mail_code WHERE expires_at < $1;

-- name: channel_wanted
SELECT wanted FROM identity_channel WHERE person = $1 AND channel = $2;

-- name: choose_channel
INSERT INTO identity_channel (person, channel, wanted) VALUES ($1, $2, $3) ON CONFLICT (person, channel) DO UPDATE SET wanted = excluded.wanted;

-- name: remove_channels
DELETE FROM identity_channel WHERE person = $1;

-- name: remove_demonstration_mail
DELETE FROM identity_mail WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_mail_codes
DELETE FROM identity_mail_code WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_channels
DELETE FROM identity_channel WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: all_phones
SELECT person, look_up, sealed FROM identity_phone ORDER BY person;

-- name: put_phone_anew
UPDATE identity_phone SET look_up = $2, sealed = $3 WHERE person = $1;

-- name: put_login_anew
UPDATE identity_password SET login = $2 WHERE login = $1;

-- name: all_totp
SELECT person, sealed FROM identity_totp ORDER BY person;

-- name: put_totp_anew
UPDATE identity_totp SET sealed = $2 WHERE person = $1;

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

-- name: consents_of
SELECT terms, at FROM identity_consent WHERE person = $1 ORDER BY at, terms;

-- name: remove_consents
DELETE FROM identity_consent WHERE person = $1;

-- name: remove_phone
DELETE FROM identity_phone WHERE person = $1;

-- name: remove_links_of
DELETE FROM identity_link WHERE person = $1;

-- name: remove_second_steps_of
DELETE FROM identity_second_step WHERE person = $1;

-- name: remove_recoveries_of
DELETE FROM identity_recovery WHERE person = $1;

-- name: security_of
SELECT at, event, address FROM identity_security_log WHERE person = $1 ORDER BY id DESC LIMIT 1000;

-- name: remove_password
DELETE FROM identity_password WHERE person = $1;

-- name: put_password
INSERT INTO identity_password (person, login, hash, changed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO UPDATE SET login = excluded.login, hash = excluded.hash, changed_at = excluded.changed_at;

-- name: add_session
INSERT INTO identity_session (id, person, seat, created_at, seen_at, expires_at, way, browser, device_system, confirmed_at, factor_at)
VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $4, $9);

-- name: find_session
SELECT person, seat, created_at, seen_at, expires_at, confirmed_at, factor_at,
  (SELECT count(*) FROM identity_totp WHERE identity_totp.person = identity_session.person AND identity_totp.confirmed_at IS NOT NULL)
    + (SELECT count(*) FROM identity_passkey WHERE identity_passkey.person = identity_session.person) AS factors
FROM identity_session WHERE id = $1;

-- name: session_is_open
SELECT person FROM identity_session WHERE id = $1 AND expires_at > $2;

-- name: sessions_of
SELECT id, browser, device_system, way, created_at, seen_at FROM identity_session WHERE person = $1 AND expires_at > $2 ORDER BY seen_at DESC, id;

-- name: end_own_session
DELETE FROM identity_session WHERE id = $1 AND person = $2 RETURNING id;

-- name: renew_session
UPDATE identity_session SET id = $2, confirmed_at = $3, factor_at = CASE WHEN CAST($4 AS BIGINT) = 0 THEN factor_at ELSE $4 END WHERE id = $1;

-- name: show_factor
UPDATE identity_session SET factor_at = $2 WHERE id = $1;

-- name: factors_of
SELECT (SELECT count(*) FROM identity_totp WHERE person = $1 AND confirmed_at IS NOT NULL),
  (SELECT count(*) FROM identity_passkey WHERE person = $1),
  (SELECT count(*) FROM identity_recovery_code WHERE person = $1 AND used_at IS NULL);

-- name: find_totp
SELECT sealed, confirmed_at, last_step FROM identity_totp WHERE person = $1;

-- name: put_totp
INSERT INTO identity_totp (person, sealed, confirmed_at, last_step) VALUES ($1, $2, NULL, 0)
ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, last_step = 0;

-- name: use_totp_step
-- The step in WHERE is the lock: of two requests with one code, one gets no row.
UPDATE identity_totp SET last_step = $2, confirmed_at = COALESCE(confirmed_at, $3) WHERE person = $1 AND last_step < $2 RETURNING person;

-- name: remove_totp
DELETE FROM identity_totp WHERE person = $1;

-- name: add_recovery_code
INSERT INTO identity_recovery_code (person, code, used_at) VALUES ($1, $2, NULL);

-- name: use_recovery_code
UPDATE identity_recovery_code SET used_at = $3 WHERE person = $1 AND code = $2 AND used_at IS NULL RETURNING person;

-- name: remove_recovery_codes
DELETE FROM identity_recovery_code WHERE person = $1;

-- name: add_second_step
INSERT INTO identity_second_step (ticket, person, seat, way, tries, expires_at, used_key) VALUES ($1, $2, $3, $4, 0, $5, NULL);

-- name: find_second_step
SELECT person, seat, way, tries, expires_at, used_key FROM identity_second_step WHERE ticket = $1;

-- name: count_second_step
UPDATE identity_second_step SET tries = tries + 1 WHERE ticket = $1;

-- name: use_second_step
UPDATE identity_second_step SET used_key = $2 WHERE ticket = $1;

-- name: forget_second_steps
DELETE FROM identity_second_step WHERE expires_at < $1;

-- name: add_challenge
INSERT INTO identity_challenge (challenge, purpose, session, expires_at) VALUES ($1, $2, $3, $4);

-- name: use_challenge
DELETE FROM identity_challenge WHERE challenge = $1 AND purpose = $2 AND session = $3 AND expires_at > $4 RETURNING expires_at;

-- name: forget_challenges
DELETE FROM identity_challenge WHERE expires_at < $1;

-- name: passkeys_of
SELECT id, name, created_at, used_at FROM identity_passkey WHERE person = $1 ORDER BY id;

-- name: credentials_of
SELECT credential FROM identity_passkey WHERE person = $1 ORDER BY id;

-- name: add_passkey
INSERT INTO identity_passkey (id, person, credential, public_key, sign_count, backup_eligible, name, created_at, used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL) ON CONFLICT (credential) DO NOTHING RETURNING id;

-- name: find_passkey
SELECT id, person, public_key, sign_count, backup_eligible FROM identity_passkey WHERE credential = $1;

-- name: use_passkey
-- The counter in WHERE is the lock: an answer that arrives twice finds it moved, unless the authenticator does not count.
UPDATE identity_passkey SET sign_count = $2, used_at = $3 WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0)) RETURNING id;

-- name: remove_passkey
DELETE FROM identity_passkey WHERE id = $1 AND person = $2 RETURNING id;

-- name: remove_passkeys
DELETE FROM identity_passkey WHERE person = $1;

-- name: touch_session
UPDATE identity_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2;

-- name: set_session_seat
UPDATE identity_session SET seat = $2 WHERE id = $1;

-- name: end_session
DELETE FROM identity_session WHERE id = $1;

-- name: end_sessions_of
DELETE FROM identity_session WHERE person = $1 AND id <> $2 RETURNING id;

-- name: end_all_sessions
DELETE FROM identity_session;

-- name: find_code
SELECT code, sent_at, expires_at, tries, used_key, device FROM identity_phone_code WHERE look_up = $1;

-- name: put_code
INSERT INTO identity_phone_code (look_up, code, sent_at, expires_at, device, tries, used_key) VALUES ($1, $2, $3, $4, $5, 0, NULL)
ON CONFLICT (look_up) DO UPDATE SET code = excluded.code, sent_at = excluded.sent_at, expires_at = excluded.expires_at, device = excluded.device, tries = 0,
  used_key = NULL;

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
SELECT tries, ends_at, last_at FROM identity_throttle WHERE bucket = $1;

-- name: count_try
-- The window begins with the first try, and anew with the one that is the last for a while. A window that is over, or that the clock was set back
-- out of, begins anew.
INSERT INTO identity_throttle (bucket, tries, ends_at, last_at) VALUES ($1, 1, $2, $3)
ON CONFLICT (bucket) DO UPDATE SET
  tries = CASE WHEN identity_throttle.ends_at <= $3 OR identity_throttle.ends_at > $2 THEN 1 ELSE identity_throttle.tries + 1 END,
  ends_at = CASE WHEN identity_throttle.ends_at <= $3 OR identity_throttle.ends_at > $2 OR identity_throttle.tries + 1 >= CAST($4 AS BIGINT)
    THEN excluded.ends_at ELSE identity_throttle.ends_at END,
  last_at = excluded.last_at;

-- name: forgive_try
UPDATE identity_throttle SET tries = tries - 1 WHERE bucket = $1 AND tries > 0;

-- name: forgive_tries
DELETE FROM identity_throttle WHERE bucket = $1;

-- name: log_security
INSERT INTO identity_security_log (id, at, person, event, address, about, kind, operation, times) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: security_head
SELECT number, chain, first_number, first_chain FROM identity_security_head WHERE id = 1;

-- name: put_security_head
INSERT INTO identity_security_head (id, number, chain, first_number, first_chain) VALUES (1, $1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET number = excluded.number, chain = excluded.chain;

-- name: move_security_beginning
UPDATE identity_security_head SET first_number = $1, first_chain = $2 WHERE id = 1;

-- name: unsealed_security
SELECT id, at, person, event, address, about, kind, number, chain, operation, times FROM identity_security_log WHERE number IS NULL ORDER BY id LIMIT $1;

-- name: seal_security
UPDATE identity_security_log SET number = $2, chain = $3 WHERE id = $1;

-- name: sealed_security
SELECT id, at, person, event, address, about, kind, number, chain, operation, times FROM identity_security_log WHERE number IS NOT NULL ORDER BY number;

-- name: last_expired_security
SELECT id, at, person, event, address, about, kind, number, chain, operation, times FROM identity_security_log
WHERE at < $1 AND number IS NOT NULL ORDER BY number DESC LIMIT 1;

-- name: forget_security_log
DELETE FROM identity_security_log WHERE number <= $1;

-- name: security_page
SELECT l.id, l.at, l.person, p.name, l.event, l.address, l.about, a.name, l.kind, l.operation, l.times FROM identity_security_log l
LEFT JOIN identity_person p ON p.id = l.person LEFT JOIN identity_person a ON a.id = l.about
WHERE l.id < $1 AND (CAST($2 AS TEXT) IS NULL OR l.kind = $2) ORDER BY l.id DESC LIMIT $3;

-- name: add_recovery
INSERT INTO identity_recovery (id, scope, person, reason, asked_by, asked_at, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6, NULL);

-- name: find_recovery
SELECT id, person, reason, asked_by, asked_at, confirmed_by FROM identity_recovery WHERE id = $1 AND scope = $2;

-- name: open_recoveries
SELECT id, person, reason, asked_by, asked_at, confirmed_by FROM identity_recovery WHERE scope = $1 AND asked_at > $2 ORDER BY id DESC;

-- name: confirm_recovery
UPDATE identity_recovery SET confirmed_by = $2 WHERE id = $1;

-- name: remove_recovery
DELETE FROM identity_recovery WHERE id = $1;

-- name: end_recovery_links
DELETE FROM identity_link WHERE person = $1 AND kind = 'recovery' AND used_key IS NULL;

-- name: forget_recoveries
DELETE FROM identity_recovery WHERE asked_at < $1;

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

-- name: remove_demonstration_totp
DELETE FROM identity_totp WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_recovery_codes
DELETE FROM identity_recovery_code WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_second_steps
DELETE FROM identity_second_step WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: add_oidc_attempt
INSERT INTO identity_oidc_attempt (state, nonce, verifier, device, session, expires_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: use_oidc_attempt
DELETE FROM identity_oidc_attempt WHERE state = $1 AND expires_at > $2 RETURNING nonce, verifier, device, session;

-- name: forget_oidc_attempts
DELETE FROM identity_oidc_attempt WHERE expires_at < $1;

-- name: person_by_subject
SELECT person FROM identity_oidc_subject WHERE issuer = $1 AND subject = $2;

-- name: subject_since
SELECT linked_at FROM identity_oidc_subject WHERE person = $1 AND issuer = $2;

-- name: add_subject
INSERT INTO identity_oidc_subject (issuer, subject, person, linked_at) VALUES ($1, $2, $3, $4);

-- name: remove_subjects
DELETE FROM identity_oidc_subject WHERE person = $1;

-- name: remove_demonstration_subjects
DELETE FROM identity_oidc_subject WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_recoveries
DELETE FROM identity_recovery WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1)
  OR asked_by IN (SELECT id FROM identity_person WHERE demonstration = 1) OR confirmed_by IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_passkeys
DELETE FROM identity_passkey WHERE person IN (SELECT id FROM identity_person WHERE demonstration = 1);

-- name: remove_demonstration_persons
DELETE FROM identity_person WHERE demonstration = 1;
