-- What an assembly has set for a rule, from when on. Never changed but where another one begins at the same moment.
CREATE TABLE settings_value (
  assembly BIGINT NOT NULL,
  key TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  value BIGINT NOT NULL,
  set_by BIGINT NOT NULL,
  set_at BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (assembly, key, from_at)
);
