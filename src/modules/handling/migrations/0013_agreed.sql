-- A promise that was agreed when the handling was supervised; 0: out of the unit's own reply. Its source is the owner's number.
ALTER TABLE handling_promise ADD COLUMN agreed BIGINT NOT NULL DEFAULT 0;
