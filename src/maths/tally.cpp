#include "maths/tally.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "maths/parallel.hpp"

namespace gongshi::maths {

TallyTable tally(const VoteMatrix& votes, std::span<const std::int16_t> of_row, std::uint32_t parts, int threads) {
  const std::size_t m = votes.statements();
  // Per cell disagree, pass, agree beside each other, so that a vote is one increment.
  using Counts = std::array<std::uint32_t, 3>;
  const Pieces pieces = cut(votes.rows());
  const int workers = thread_count(threads);
  std::vector<std::vector<Counts>> tables(static_cast<std::size_t>(pieces.count == 1 ? 1 : workers));
  for_each_piece(threads, pieces.count, [&](std::size_t piece, int worker) {
    std::vector<Counts>& table = tables[static_cast<std::size_t>(worker)];
    table.resize(parts * m);
    for (auto row = static_cast<std::uint32_t>(pieces.begin(piece)); row < pieces.end(piece); ++row) {
      const int part = of_row.empty() ? 0 : of_row[row];
      if (part < 0) {
        continue;
      }
      Counts* const own = table.data() + static_cast<std::size_t>(part) * m;
      const Row votes_of = votes.row(row);
      for (std::size_t i = 0; i < votes_of.size(); ++i) {
        ++own[votes_of.statements[i]][static_cast<std::size_t>(votes_of.values[i] + 1)];
      }
    }
  });
  TallyTable sum{parts, votes.statements(), std::vector<Tally>(parts * m)};
  for (const auto& table : tables) {
    for (std::size_t cell = 0; cell < table.size(); ++cell) {
      sum.cells[cell].disagree += table[cell][0];
      sum.cells[cell].pass += table[cell][1];
      sum.cells[cell].agree += table[cell][2];
    }
  }
  return sum;
}

TallyTable tally(const VoteMatrix& votes, const Labels& labels, int threads) {
  std::vector<std::int16_t> of_row(votes.rows());
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    of_row[row] = labels.of_participant[votes.participant(row)];
  }
  return tally(votes, of_row, labels.parts, threads);
}

Interval wilson(std::uint32_t successes, std::uint32_t trials) {
  if (trials == 0) {
    return {};
  }
  constexpr double z = 1.6448536269514722;
  const double n = trials;
  const double share = successes / n;
  const double middle = share + z * z / (2 * n);
  const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  return {std::max(0.0, (middle - reach) / scale), std::min(1.0, (middle + reach) / scale)};
}

}  // namespace gongshi::maths
