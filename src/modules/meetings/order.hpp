// The balanced list of speakers: sectors in turn, and who has spoken least before who has spoken often. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gongshi::meetings {

struct Candidate {
  std::int64_t id = 0;
  std::int64_t sector = 0;         // 0: none; counts as a sector of its own
  std::int64_t spoken_before = 0;  // the person, in this assembly's meetings since the year began
  bool reserved = false;           // fills a place reserved for a party
  std::int64_t applied_at = 0;
};
struct SectorSpoken {
  std::int64_t sector = 0;
  std::int64_t speeches = 0;
};

/// Ids in the order in which they speak. The next is always of the sector that has had the floor least so far in this meeting; within it who has spoken
/// least this year, then who fills a reserved place, then who applied first. `so_far`: speeches already held.
std::vector<std::int64_t> balanced(std::span<const Candidate> candidates, std::span<const SectorSpoken> so_far);

}  // namespace gongshi::meetings
