#include "maths/principal.hpp"

#include <cmath>

#include "maths/lanczos.hpp"
#include "maths/parallel.hpp"

namespace gongshi::maths {
namespace {

void settle_sign(std::vector<double>& axis) {
  std::size_t largest = 0;
  for (std::size_t j = 1; j < axis.size(); ++j) {
    if (std::fabs(axis[j]) > std::fabs(axis[largest])) {
      largest = j;
    }
  }
  if (!axis.empty() && axis[largest] < 0) {
    for (double& loading : axis) {
      loading = -loading;
    }
  }
}

void take_axes(Principal& found, std::size_t dimension, const SymmetricOperator& apply, double tolerance) {
  auto pairs = largest_eigenpairs(dimension, 2, apply, tolerance);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    found.axis[axis].assign(dimension, 0);
    if (axis < pairs.size() && pairs[axis].value > 0) {
      found.eigenvalue[axis] = pairs[axis].value;
      found.axis[axis] = std::move(pairs[axis].vector);
      settle_sign(found.axis[axis]);
    }
  }
}

}  // namespace

Principal principal_components(const CoVotes& co_votes, std::span<const std::uint8_t> left_out, double tolerance) {
  const std::size_t m = co_votes.statements();
  Principal found;
  found.mean.assign(m, 0);
  std::vector<double> gram(m * m, 0);
  const auto is_out = [&](std::size_t j) { return !left_out.empty() && left_out[j] != 0; };
  for (std::size_t j = 0; j < m; ++j) {
    if (is_out(j)) {
      continue;
    }
    const StatementTotals& totals = co_votes.totals(static_cast<std::uint32_t>(j));
    const double mean = totals.mean();
    found.mean[j] = mean;
    gram[j * m + j] = static_cast<double>(totals.squares) - mean * static_cast<double>(totals.sum);
    found.trace += gram[j * m + j];
    for (std::size_t i = 0; i < j; ++i) {
      if (!is_out(i)) {
        const CoVote& pair = co_votes.pair(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j));
        const double value = pair.product - found.mean[j] * pair.sum_low - found.mean[i] * pair.sum_high + found.mean[i] * found.mean[j] * pair.count;
        gram[i * m + j] = value;
        gram[j * m + i] = value;
      }
    }
  }
  take_axes(
      found, m,
      [&](std::span<const double> in, std::span<double> out) {
        std::fill(out.begin(), out.end(), 0.0);
        double* const to = out.data();
        for (std::size_t j = 0; j < m; ++j) {
          const double factor = in[j];
          const double* const column = gram.data() + j * m;
          for (std::size_t i = 0; i < m; ++i) {
            to[i] += factor * column[i];
          }
        }
      },
      tolerance);
  return found;
}

Principal principal_components(const VoteMatrix& votes, double tolerance, int threads) {
  const std::size_t m = votes.statements();
  Principal found;
  found.mean.assign(m, 0);
  std::vector<StatementTotals> totals(m);
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    const Row own = votes.row(row);
    for (std::size_t i = 0; i < own.size(); ++i) {
      StatementTotals& total = totals[own.statements[i]];
      total.sum += own.values[i];
      total.squares += own.values[i] * own.values[i];
      ++total.count;
    }
  }
  for (std::size_t j = 0; j < m; ++j) {
    found.mean[j] = totals[j].mean();
    found.trace += static_cast<double>(totals[j].squares) - found.mean[j] * static_cast<double>(totals[j].sum);
  }
  const Pieces pieces = cut(votes.rows(), m * sizeof(double));
  std::vector<std::vector<double>> partial(pieces.count);
  take_axes(
      found, m,
      [&](std::span<const double> in, std::span<double> out) {
        for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
          std::vector<double>& sums = partial[piece];
          sums.assign(m, 0);
          for (auto row = static_cast<std::uint32_t>(pieces.begin(piece)); row < pieces.end(piece); ++row) {
            const Row own = votes.row(row);
            double score = 0;
            for (std::size_t i = 0; i < own.size(); ++i) {
              score += (own.values[i] - found.mean[own.statements[i]]) * in[own.statements[i]];
            }
            for (std::size_t i = 0; i < own.size(); ++i) {
              sums[own.statements[i]] += score * (own.values[i] - found.mean[own.statements[i]]);
            }
          }
        });
        std::fill(out.begin(), out.end(), 0.0);
        for (const auto& sums : partial) {
          for (std::size_t j = 0; j < m; ++j) {
            out[j] += sums[j];
          }
        }
      },
      tolerance);
  return found;
}

}  // namespace gongshi::maths
