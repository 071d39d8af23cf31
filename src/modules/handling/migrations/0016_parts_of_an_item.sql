-- A matter's parts are looked up at every look at it, in lists and in their counts.
CREATE INDEX handling_task_by_item ON handling_task (item, state);
