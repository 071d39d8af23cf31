// The largest eigenpairs of a symmetric positive semidefinite operator, in fixed order: one result on any machine.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace gongshi::maths {

struct Eigenpair {
  double value = 0;
  std::vector<double> vector;  // unit length
};

using SymmetricOperator = std::function<void(std::span<const double> in, std::span<double> out)>;

/// The `wanted` largest, by Lanczos with full reorthogonalisation (Golub, Van Loan, Matrix Computations §10.3), until every residual is below
/// `tolerance` × the largest eigenvalue or the whole space is spanned. Fewer than `wanted` dimensions give fewer pairs.
std::vector<Eigenpair> largest_eigenpairs(std::size_t dimension, std::size_t wanted, const SymmetricOperator& apply, double tolerance);

}  // namespace gongshi::maths
