// Between the hubs of several nodes on one PostgreSQL: messages are numbered and kept in a table, a notification of an id alone wakes the others,
// who read what they have not seen. A process of its own, since it waits for the database.
#pragma once

#include <string>

namespace gongshi::hall {

/// Until `hub` is closed. Takes Letter::publish from it, gives Letter::stored. While the database is away it takes no more and tries again.
/// `nats`: tells the others by NATS and not by notifications, which a pool of connections does not pass on; empty: by notifications.
void run_relay(const std::string& database, const std::string& nats, int hub);

}  // namespace gongshi::hall
