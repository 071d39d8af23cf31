// How often operations that write, or give whole files away, may be called: token buckets by person and by class of address. A row names its pace (operation.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "platform/operations/actor.hpp"

namespace gongshi {

/// A bucket that holds `burst` and gets `per_hour` back; 0: no limit.
struct Bucket {
  int burst = 0;
  int per_hour = 0;
};

/// Rows with the same name share their buckets. The people behind one address may together do what kPeoplePerAddress of them may alone, so that
/// a school behind one address is let in; who is not signed in has one bucket with everyone else at that address.
struct Pace {
  std::string_view name;
  Bucket person;
  Bucket anonymous{};
};

inline constexpr int kPeoplePerAddress = 500;
/// An IPv4 /24 and an IPv6 /48 get so much more than one address or /64.
inline constexpr int kAddressesPerNetwork = 4;

namespace pace {
inline constexpr Pace kVotes{"votes", {600, 3600}};
inline constexpr Pace kWords{"words", {30, 60}};                        // statements, posts, appeals
inline constexpr Pace kUploads{"uploads", {30, 120}};
inline constexpr Pace kFiles{"files", {30, 60}, {600, 1200}};           // whole rosters, all votes, a copy of one's data
inline constexpr Pace kTyping{"typing", {120, 3600}, {1200, 36'000}};     // what a page asks while one writes
inline constexpr Pace kSignals{"signals", {300, 7200}};                  // setting up picture and sound, with everybody who speaks
inline constexpr Pace kPhoneCodes{"phone_codes", {10, 20}, {600, 120}};   // a school's first morning, and then few
}  // namespace pace

/// Thread-safe. Keeps hashes keyed by chance and never an address or a person; forgets everything with the process. Its size is fixed: where there
/// is no room for somebody new, who has used least of what they may is forgotten.
class Paces {
 public:
  /// `percent` of what the paces say; 0: no limits. `rows` buckets of 16 bytes are kept, a power of two, at least 8.
  explicit Paces(int percent, std::size_t rows = std::size_t{1} << 17);

  /// Counts one call. Error too_many, "request.too_fast" or (others at that address did it) "request.too_many_from_here", with the `seconds` after
  /// which it would be taken; then nothing was counted. `address` is numeric; loopback, where a proxy may stand, counts for nobody.
  Result<void> take(const Pace& pace, PersonId person, std::string_view address, Timestamp now);

 private:
  /// A bucket as one number (GCRA, ITU-T I.371): when it is full again. Empty: key 0.
  struct Row {
    std::uint64_t key = 0;
    std::int64_t full_at = 0;  // microseconds
  };
  struct Charge {
    std::uint64_t key;
    double interval;   // microseconds for one to come back
    double tolerance;  // microseconds from empty to full
    std::int64_t full_at = 0;
  };
  Row& row_of(std::uint64_t key);
  std::uint64_t key_of(const Pace& pace, char kind, std::string_view holder) const;

  const double factor_;
  const std::size_t sets_;
  std::array<unsigned char, 16> secret_;
  std::mutex mutex_;
  std::vector<Row> rows_;
};

}  // namespace gongshi
