// Arrivals that look arranged by somebody: found from when and whence people came, how old their accounts are and what they wrote, never from how
// they voted. It points at groups; people decide what they are (docs/adr/0018).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/names.hpp"

namespace gongshi::maths {

/// fresh_accounts: a class of address from which, within hours, hardly anybody came but accounts made just before · metronome: as even as a clock ·
/// sleepers: idle accounts of one week that wake together · copied_text: many people's statements are one text.
enum class Irregularity : std::uint8_t { fresh_accounts, metronome, sleepers, copied_text };
BOOST_DESCRIBE_ENUM(Irregularity, fresh_accounts, metronome, sleepers, copied_text)

/// One person's first vote in a consultation. Kept as these 32 bytes where a module stores it. Times in milliseconds of one clock.
struct Arrival {
  std::int64_t at = 0;
  std::int64_t registered = 0;  // when the account was made
  std::int64_t awake = 0;       // since when it has been used without a long break
  std::uint64_t place = 0;      // class of address; 0: not known, and then nothing is concluded from it
};

struct WrittenText {
  std::uint32_t arrival = 0;  // whose: index into the arrivals
  std::string text;
};

/// People whose coming has one explanation that chance does not give.
struct Irregular {
  Irregularity kind = Irregularity::fresh_accounts;
  std::vector<std::uint32_t> members;  // indices, ascending; each person stands in one group at most
  std::int64_t from = 0;               // first and last arrival of them
  std::int64_t to = 0;
  double chance = 0;  // of so many by accident, as a natural logarithm: an upper bound (Chernoff); 0 for copied_text
};

/// Fewer are never pointed at: neither is it a proof, nor could they be left out without showing how they voted.
inline constexpr std::size_t kFewestIrregular = 10;

/// Pure; the same arrivals give the same groups, in any number of runs. About 3 µs an arrival and 160 µs a text.
std::vector<Irregular> irregular_arrivals(std::span<const Arrival> arrivals, std::span<const WrittenText> texts);

}  // namespace gongshi::maths
