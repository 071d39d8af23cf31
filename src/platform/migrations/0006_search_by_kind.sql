-- For kinds that are few among all that words find: on PostgreSQL the terms' index alone reads every row that has them.
CREATE INDEX platform_search_by_kind ON platform_search (kind, id);
