-- One row for each table of a year that was brought; the newest of a year holds. Without an author: the program brought it.
CREATE TABLE calendar_version (
  id BIGINT PRIMARY KEY,
  year BIGINT NOT NULL,
  author BIGINT,
  at BIGINT,
  source TEXT NOT NULL
);
CREATE INDEX calendar_version_by_year ON calendar_version (year, id);
-- Days (2026-02-14, in China) on which it is otherwise than the weekday says, or which are a holiday at a weekend.
CREATE TABLE calendar_day (
  version BIGINT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (version, day)
);
-- Years whose missing table the offices were told of.
CREATE TABLE calendar_told (year BIGINT PRIMARY KEY);
