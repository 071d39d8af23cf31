// Between the hubs of several nodes on one PostgreSQL: messages are numbered and kept in a table, a notification of an id alone wakes the others,
// who read what they have not seen. A process of its own, since it waits for the database.
#pragma once

#include <string>

namespace gongshi::hall {

/// Until `hub` is closed. Takes Letter::publish from it, gives Letter::stored. While the database is away it takes no more and tries again.
void run_relay(const std::string& database, int hub);

}  // namespace gongshi::hall
