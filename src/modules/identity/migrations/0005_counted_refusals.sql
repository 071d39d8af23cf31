-- operation: which one was called, where the event alone does not say. times: refusals within a minute are counted together (refusals.hpp).
ALTER TABLE identity_security_log ADD COLUMN operation TEXT NOT NULL DEFAULT '';
ALTER TABLE identity_security_log ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
-- SHA-256 of the mark of the browser that asked for the code.
ALTER TABLE identity_phone_code ADD COLUMN device TEXT NOT NULL DEFAULT '';
