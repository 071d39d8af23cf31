// Counts tries within a window, in the database: a restart forgives nobody.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "platform/operations/context.hpp"

namespace gongshi::identity {

struct Limit {
  std::string bucket;  // "login|name"; stored as a keyed hash
  int tries;
  std::chrono::seconds window;
  int free = 0;  // so many wrong ones without a pause, then each waits twice as long as the one before; 0: no pauses
};

/// Words for who has tried too often.
inline constexpr char kTooMany[] = "identity.too_many_tries";

/// 429 `code` with `seconds` to wait when one of the limits is reached already. Reads only.
Result<void> check(Context& context, db::ReadTx& tx, std::span<const Limit> limits, const char* code);
/// Counts one try for each; 429 when one limit was reached already, and then counts none.
Result<void> take(Context& context, db::WriteTx& tx, std::span<const Limit> limits, const char* code);
/// The try was a good one: it does not count, and where there are pauses the earlier ones are forgotten.
void give_back(Context& context, db::WriteTx& tx, std::span<const Limit> limits);

/// What counts as one place: an IPv4 address, or the /64 of an IPv6 address.
std::string place_of(std::string_view address);

}  // namespace gongshi::identity
