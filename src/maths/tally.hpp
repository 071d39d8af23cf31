// Counting: what each part of the people said on each statement, and how sure a share is.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

struct Tally {
  std::uint32_t agree = 0;
  std::uint32_t disagree = 0;
  std::uint32_t pass = 0;
  std::uint32_t seen() const { return agree + disagree + pass; }
  bool operator==(const Tally&) const = default;
};

/// A part (sector, county) of each of the caller's people, −1 for none; `weight` per part (seats) for the geometric mean, empty: equal.
struct Labels {
  std::span<const std::int16_t> of_participant;
  std::uint16_t parts = 0;
  std::span<const double> weight{};
};

/// part × statement, row-major.
struct TallyTable {
  std::uint32_t parts = 0;
  std::uint32_t statements = 0;
  std::vector<Tally> cells;
  const Tally& at(std::size_t part, std::size_t statement) const { return cells[part * statements + statement]; }
};

/// `of_row` per row of the matrix, −1 (or nothing at all, for one part of everybody).
TallyTable tally(const VoteMatrix& votes, std::span<const std::int16_t> of_row, std::uint32_t parts, int threads);
TallyTable tally(const VoteMatrix& votes, const Labels& labels, int threads);

struct Interval {
  double low = 0;
  double high = 1;
};

/// Wilson score interval of a share at 90 % (z = 1.6449; Wilson 1927). No trials: [0, 1].
Interval wilson(std::uint32_t successes, std::uint32_t trials);

/// Mean of the Beta(1, 1) posterior.
inline double posterior_mean(std::uint32_t successes, std::uint32_t trials) { return (successes + 1.0) / (trials + 2.0); }

}  // namespace gongshi::maths
