-- The queues of the desk are counted at each look at it: from the index alone.
CREATE INDEX handling_item_counted ON handling_item (assembly, state, channel);
