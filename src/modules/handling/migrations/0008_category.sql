-- The category that the matter's owner gave it; empty: none.
ALTER TABLE handling_item ADD COLUMN category TEXT NOT NULL DEFAULT '';
