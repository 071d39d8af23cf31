#include "maths/embedding.hpp"

#include <algorithm>
#include <cmath>

#include "maths/parallel.hpp"

namespace gongshi::maths {
namespace {

/// Normal equations (A + ridge I) p = b of one person or statement.
struct Normal {
  double xx = 0;
  double xy = 0;
  double yy = 0;
  double bx = 0;
  double by = 0;

  void add(double x, double y, double target) {
    xx += x * x;
    xy += x * y;
    yy += y * y;
    bx += target * x;
    by += target * y;
  }
  void add(const Normal& other) {
    xx += other.xx;
    xy += other.xy;
    yy += other.yy;
    bx += other.bx;
    by += other.by;
  }
  Point solve(double ridge) const {
    const double a = xx + ridge;
    const double d = yy + ridge;
    const double determinant = a * d - xy * xy;
    return {(d * bx - xy * by) / determinant, (a * by - xy * bx) / determinant};
  }
};

struct Column {
  double x;
  double y;
  double mean;
  double unused = 0;  // a power of two in size keeps the address a shift
};

std::vector<Column> columns_of(std::span<const double> mean, std::span<const Point> loading) {
  std::vector<Column> columns(mean.size());
  for (std::size_t j = 0; j < mean.size(); ++j) {
    columns[j] = {loading[j].x, loading[j].y, mean[j]};
  }
  return columns;
}

Normal normal_of(const Row& row, const std::vector<Column>& columns) {
  Normal normal;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Column& column = columns[row.statements[i]];
    normal.add(column.x, column.y, row.values[i] - column.mean);
  }
  return normal;
}

/// The direction of the larger eigenvalue of [[xx, xy], [xy, yy]].
Point main_direction(double xx, double xy, double yy) {
  const double half = (xx - yy) / 2;
  const double radius = std::sqrt(half * half + xy * xy);
  if (radius == 0) {
    return {1, 0};
  }
  const Point direction = half >= 0 ? Point{radius + half, xy} : Point{xy, radius - half};
  const double length = std::sqrt(direction.x * direction.x + direction.y * direction.y);
  return {direction.x / length, direction.y / length};
}

struct Frame {
  Point first{1, 0};
  Point second{0, 1};
  Point turn(Point p) const { return {p.x * first.x + p.y * first.y, p.x * second.x + p.y * second.y}; }
};

struct Moments {
  double count = 0;
  double x = 0;
  double y = 0;
  double xx = 0;
  double xy = 0;
  double yy = 0;
};

/// Least squares leaves the axes free to turn; this fixes them by the spread of people, and their signs by the loadings.
Frame settle_axes(const Moments& sum, const std::vector<Point>& loading) {
  Frame frame;
  if (sum.count > 0) {
    const double mx = sum.x / sum.count;
    const double my = sum.y / sum.count;
    frame.first = main_direction(sum.xx / sum.count - mx * mx, sum.xy / sum.count - mx * my, sum.yy / sum.count - my * my);
    frame.second = {-frame.first.y, frame.first.x};
  }
  Point largest;
  for (const Point& own : loading) {
    const Point turned = frame.turn(own);
    largest.x = std::fabs(turned.x) > std::fabs(largest.x) ? turned.x : largest.x;
    largest.y = std::fabs(turned.y) > std::fabs(largest.y) ? turned.y : largest.y;
  }
  if (largest.x < 0) {
    frame.first = {-frame.first.x, -frame.first.y};
  }
  if (largest.y < 0) {
    frame.second = {-frame.second.x, -frame.second.y};
  }
  return frame;
}

}  // namespace

std::vector<Point> starting_loadings(const Principal& principal) {
  std::vector<Point> loading(principal.mean.size());
  const double first = std::sqrt(std::sqrt(principal.eigenvalue[0]));
  const double second = std::sqrt(std::sqrt(principal.eigenvalue[1]));
  for (std::size_t j = 0; j < loading.size(); ++j) {
    loading[j] = {principal.axis[0][j] * first, principal.axis[1][j] * second};
  }
  return loading;
}

Embedding fit_embedding(const VoteMatrix& votes, std::span<const double> mean, std::vector<Point> start, int sweeps, double ridge,
                        std::size_t least_votes, int threads) {
  const std::size_t m = votes.statements();
  Embedding fit;
  fit.mean.assign(mean.begin(), mean.end());
  fit.loading = std::move(start);
  fit.loading.resize(m);
  fit.position.resize(votes.rows());

  const Pieces pieces = cut(votes.rows(), m * sizeof(Normal));
  const auto rows_of = [&](std::size_t piece, auto&& each) {
    for (auto row = static_cast<std::uint32_t>(pieces.begin(piece)); row < pieces.end(piece); ++row) {
      each(row, votes.row(row));
    }
  };
  std::vector<std::vector<Normal>> partial(pieces.count);
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    const std::vector<Column> columns = columns_of(fit.mean, fit.loading);
    for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
      std::vector<Normal>& sums = partial[piece];
      sums.assign(m, {});
      rows_of(piece, [&](std::uint32_t, const Row& row) {
        const Point p = normal_of(row, columns).solve(ridge);
        for (std::size_t i = 0; i < row.size(); ++i) {
          sums[row.statements[i]].add(p.x, p.y, row.values[i] - columns[row.statements[i]].mean);
        }
      });
    });
    for (std::size_t j = 0; j < m; ++j) {
      Normal sum;
      for (const auto& sums : partial) {
        sum.add(sums[j]);
      }
      fit.loading[j] = sum.solve(ridge);
    }
  }

  std::vector<Moments> moments(pieces.count);
  std::vector<double> squares(pieces.count, 0);
  {
    const std::vector<Column> columns = columns_of(fit.mean, fit.loading);
    for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
      Moments& sum = moments[piece];
      rows_of(piece, [&](std::uint32_t index, const Row& row) {
        const Normal normal = normal_of(row, columns);
        const Point p = normal.solve(ridge);
        fit.position[index] = p;
        // Σ (r − p·c)² = Σ r² − 2 p·b + pᵀA p, from sums already at hand.
        double own = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
          const double target = row.values[i] - columns[row.statements[i]].mean;
          own += target * target;
        }
        squares[piece] += own - 2 * (p.x * normal.bx + p.y * normal.by) + p.x * p.x * normal.xx + 2 * p.x * p.y * normal.xy + p.y * p.y * normal.yy;
        if (row.size() >= least_votes) {
          sum.count += 1;
          sum.x += p.x;
          sum.y += p.y;
          sum.xx += p.x * p.x;
          sum.xy += p.x * p.y;
          sum.yy += p.y * p.y;
        }
      });
    });
  }
  Moments all;
  double square_sum = 0;
  for (std::size_t piece = 0; piece < pieces.count; ++piece) {
    all.count += moments[piece].count;
    all.x += moments[piece].x;
    all.y += moments[piece].y;
    all.xx += moments[piece].xx;
    all.xy += moments[piece].xy;
    all.yy += moments[piece].yy;
    square_sum += squares[piece];
  }
  fit.residual_variance = votes.votes() == 0 ? 0 : square_sum / static_cast<double>(votes.votes());

  const Frame frame = settle_axes(all, fit.loading);
  for (Point& loading : fit.loading) {
    loading = frame.turn(loading);
  }
  for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
    for (std::size_t row = pieces.begin(piece); row < pieces.end(piece); ++row) {
      fit.position[row] = frame.turn(fit.position[row]);
    }
  });
  return fit;
}

Placement place(const Row& votes, const Embedding& embedding, double ridge) {
  Normal normal;
  for (std::size_t i = 0; i < votes.size(); ++i) {
    const Point loading = embedding.loading[votes.statements[i]];
    normal.add(loading.x, loading.y, votes.values[i] - embedding.mean[votes.statements[i]]);
  }
  Placement placement;
  placement.position = normal.solve(ridge);
  for (std::size_t i = 0; i < votes.size(); ++i) {
    const Point loading = embedding.loading[votes.statements[i]];
    Normal alone = normal;
    const double residual = votes.values[i] - embedding.mean[votes.statements[i]];
    alone.bx = residual * loading.x;
    alone.by = residual * loading.y;
    placement.strongest.push_back({votes.statements[i], alone.solve(ridge)});
  }
  std::stable_sort(placement.strongest.begin(), placement.strongest.end(), [](const Contribution& a, const Contribution& b) {
    return a.shift.x * a.shift.x + a.shift.y * a.shift.y > b.shift.x * b.shift.x + b.shift.y * b.shift.y;
  });
  placement.strongest.resize(std::min<std::size_t>(placement.strongest.size(), 5));
  // Posterior covariance σ² (A + ridge I)⁻¹: the ridge is a prior of variance σ² / ridge.
  const double a = normal.xx + ridge;
  const double d = normal.yy + ridge;
  const double scale = embedding.residual_variance / (a * d - normal.xy * normal.xy);
  const double half = (d - a) / 2;
  const double radius = std::sqrt(half * half + normal.xy * normal.xy);
  placement.major = main_direction(d, -normal.xy, a);
  placement.half_major = std::sqrt(scale * ((a + d) / 2 + radius));
  placement.half_minor = std::sqrt(scale * std::max(0.0, (a + d) / 2 - radius));
  return placement;
}

}  // namespace gongshi::maths
