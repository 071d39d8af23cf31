-- 交办渠道: the office through which a matter goes to its units (0: none, the assembly's own office assigns), and why one was handed back.
ALTER TABLE handling_item ADD COLUMN channel BIGINT NOT NULL DEFAULT 0;
ALTER TABLE handling_item ADD COLUMN channel_note TEXT NOT NULL DEFAULT '';
