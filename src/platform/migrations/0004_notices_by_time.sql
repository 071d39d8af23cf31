-- For forgetting old ones.
CREATE INDEX platform_notice_by_time ON platform_notice (at);
