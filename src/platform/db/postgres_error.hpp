// What a SQLSTATE means to the caller.
#pragma once

#include <string>
#include <string_view>

namespace gongshi::db {

/// Throws the Failure that fits the five-letter SQLSTATE; an empty one means that the connection itself is gone.
[[noreturn]] void throw_postgres(std::string_view state, std::string_view what, std::string_view message);

/// The server has ended or is about to end the connection.
bool connection_gone(std::string_view state);
/// The transaction lost a race and would succeed when run again.
bool lost_race(std::string_view state);

}  // namespace gongshi::db
