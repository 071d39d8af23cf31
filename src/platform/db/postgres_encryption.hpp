#pragma once

#include <string>

namespace gongshi::db {

/// Whether this libpq connection string or URI leads over a network without the server having to prove who it is: not loopback, no socket, and
/// sslmode is not verify-full. Throws Failure when it cannot be read.
bool is_unproved(const std::string& connection);

}  // namespace gongshi::db
