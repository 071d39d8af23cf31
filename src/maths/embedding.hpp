// People and statements on one plane: rank-2 ridge least squares on the votes that exist.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "maths/principal.hpp"
#include "maths/vote_matrix.hpp"

namespace gongshi::maths {

struct Point {
  double x = 0;
  double y = 0;
  bool operator==(const Point&) const = default;
};

/// vote(i, j) ≈ mean(j) + position(i) · loading(j). Axis 1 carries most of the spread of those who are clustered; on each axis the largest
/// absolute loading is positive.
struct Embedding {
  std::vector<double> mean;      // per statement
  std::vector<Point> loading;    // per statement
  std::vector<Point> position;   // per row of the matrix
  double residual_variance = 0;  // mean squared error per vote
};

inline constexpr double kRidge = 5;

/// `start`: loadings to begin with (the initialiser's, or the last refresh's). `least_votes`: people with fewer votes get a position, but do
/// not turn the axes. Identical bytes for any number of threads.
Embedding fit_embedding(const VoteMatrix& votes, std::span<const double> mean, std::vector<Point> start, int sweeps, double ridge,
                        std::size_t least_votes, int threads);

/// Loadings to start from: components scaled so that people and statements share the singular value evenly.
std::vector<Point> starting_loadings(const Principal& principal);

struct Contribution {
  std::uint16_t statement;
  Point shift;  // how far this vote alone moved the person
};

/// A person's own place with its uncertainty: an ellipse of one standard deviation, half axes along `major` and across it.
struct Placement {
  Point position;
  double half_major = 0;
  double half_minor = 0;
  Point major{1, 0};                       // unit vector
  std::vector<Contribution> strongest;     // at most five, longest shift first; all shifts together give the position
};

/// Immediate ridge solve on one person's votes against published loadings. No votes: the centre, with the prior's uncertainty.
Placement place(const Row& votes, const Embedding& embedding, double ridge = kRidge);

}  // namespace gongshi::maths
