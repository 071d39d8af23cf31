#include "maths/lanczos.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "maths/random.hpp"

namespace gongshi::maths {
namespace {

/// Eight running sums, combined in one order: the compiler may use vectors of any width without changing a bit.
double dot(std::span<const double> a, std::span<const double> b) {
  std::array<double, 8> sums{};
  std::size_t i = 0;
  for (; i + 8 <= a.size(); i += 8) {
    for (std::size_t lane = 0; lane < 8; ++lane) {
      sums[lane] += a[i + lane] * b[i + lane];
    }
  }
  for (; i < a.size(); ++i) {
    sums[i % 8] += a[i] * b[i];
  }
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

void add_scaled(std::span<double> to, double factor, std::span<const double> from) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    to[i] += factor * from[i];
  }
}

void orthogonalise(std::span<double> vector, const std::vector<std::vector<double>>& basis) {
  // Twice is enough (Parlett); once loses orthogonality near convergence.
  for (int round = 0; round < 2; ++round) {
    for (const auto& other : basis) {
      add_scaled(vector, -dot(vector, other), other);
    }
  }
}

bool normalise(std::span<double> vector, double negligible) {
  const double length = std::sqrt(dot(vector, vector));
  if (!(length > negligible)) {
    return false;
  }
  for (double& value : vector) {
    value /= length;
  }
  return true;
}

struct Tridiagonal {
  std::vector<double> diagonal;
  std::vector<double> beside;             // beside[i] couples i and i + 1
  std::vector<std::vector<double>> vectors;  // vectors[i]: eigenvector of diagonal[i] after solving
};

/// Implicit QL (EISPACK tql2; Wilkinson, Reinsch 1971), with √(a² + b²) in place of hypot.
void solve(Tridiagonal& t) {
  const std::size_t n = t.diagonal.size();
  std::vector<double>& d = t.diagonal;
  std::vector<double> e = t.beside;
  e.resize(n, 0);
  t.vectors.assign(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) {
    t.vectors[i][i] = 1;
  }
  for (std::size_t l = 0; l < n; ++l) {
    for (int round = 0; round < 60; ++round) {
      std::size_t m = l;
      while (m + 1 < n && std::fabs(e[m]) > 0x1p-53 * (std::fabs(d[m]) + std::fabs(d[m + 1]))) {
        ++m;
      }
      if (m == l) {
        break;
      }
      double g = (d[l + 1] - d[l]) / (2 * e[l]);
      double r = std::sqrt(g * g + 1);
      g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
      double s = 1;
      double c = 1;
      double p = 0;
      bool split = false;
      for (std::size_t i = m; i-- > l;) {
        const double f = s * e[i];
        const double b = c * e[i];
        r = std::sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r == 0) {
          d[i + 1] -= p;
          e[m] = 0;
          split = true;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        for (std::size_t k = 0; k < n; ++k) {
          const double next = t.vectors[i + 1][k];
          const double own = t.vectors[i][k];
          t.vectors[i + 1][k] = s * own + c * next;
          t.vectors[i][k] = c * own - s * next;
        }
      }
      if (!split) {
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
      }
    }
  }
}

}  // namespace

std::vector<Eigenpair> largest_eigenpairs(std::size_t dimension, std::size_t wanted, const SymmetricOperator& apply, double tolerance) {
  wanted = std::min(wanted, dimension);
  std::vector<std::vector<double>> basis;
  Tridiagonal t;
  std::vector<double> vector(dimension);
  Random random(1);
  const auto fresh_direction = [&] {
    for (int attempt = 0; attempt < 3; ++attempt) {
      for (double& value : vector) {
        value = random.unit() - 0.5;
      }
      orthogonalise(vector, basis);
      if (normalise(vector, 1e-9)) {
        return true;
      }
    }
    return false;
  };
  Tridiagonal solved;
  std::vector<std::size_t> order;
  bool going = wanted > 0 && fresh_direction();
  while (going) {
    basis.push_back(vector);
    apply(basis.back(), vector);
    t.diagonal.push_back(dot(vector, basis.back()));
    orthogonalise(vector, basis);
    const double scale = *std::max_element(t.diagonal.begin(), t.diagonal.end());
    double coupling = std::sqrt(dot(vector, vector));
    if (!(coupling > 1e-14 * scale)) {
      // An invariant subspace is used up; what is left starts anew, uncoupled.
      coupling = 0;
      going = basis.size() < dimension && scale > 0 && fresh_direction();
    } else {
      normalise(vector, 0);
      going = basis.size() < dimension;
    }
    const bool look = !going || (basis.size() >= wanted + 4 && basis.size() % 8 == 0);
    if (look) {
      solved = t;
      solve(solved);
      order.resize(basis.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return solved.diagonal[a] > solved.diagonal[b]; });
      // Uncoupled, the residual says nothing about directions not yet seen.
      bool converged = coupling > 0;
      for (std::size_t i = 0; i < wanted && i < order.size(); ++i) {
        converged = converged && std::fabs(coupling * solved.vectors[order[i]].back()) <= tolerance * solved.diagonal[order[0]];
      }
      going = going && !converged;
    }
    t.beside.push_back(coupling);
  }
  std::vector<Eigenpair> found(std::min(wanted, basis.size()));
  for (std::size_t i = 0; i < found.size(); ++i) {
    found[i].value = solved.diagonal[order[i]];
    found[i].vector.assign(dimension, 0);
    for (std::size_t k = 0; k < basis.size(); ++k) {
      add_scaled(found[i].vector, solved.vectors[order[i]][k], basis[k]);
    }
    normalise(found[i].vector, 0);
  }
  return found;
}

}  // namespace gongshi::maths
