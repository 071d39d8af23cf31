-- Given with the assembly by the one above, which may make links into it as long as its holder has no other way in.
ALTER TABLE assemblies_seat ADD COLUMN founding BIGINT NOT NULL DEFAULT 0;
