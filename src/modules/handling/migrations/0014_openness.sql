-- What the unit itself says about whether its reply may be public, and why not; the committee decides. NULL: it has not said.
ALTER TABLE handling_task ADD COLUMN openness TEXT;
ALTER TABLE handling_task ADD COLUMN openness_reason TEXT NOT NULL DEFAULT '';
