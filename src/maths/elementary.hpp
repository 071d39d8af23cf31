// exp, log and the geometric mean out of + − × ÷ and bit patterns only: a libm may round differently on the next machine, these may not.
#pragma once

#include <span>

namespace gongshi::maths {

/// e^x to about 1 ulp; 0 below −708; x ≤ 700.
double exp_exact(double x);

/// Natural logarithm to about 2 ulp; x must be positive and normal.
double log_exact(double x);

/// 2^x for the routing formula.
double exp2_exact(double x);

/// exp(Σ w log v / Σ w); weights empty means equal. 0 when there are no values. All values positive.
double geometric_mean(std::span<const double> values, std::span<const double> weights = {});

}  // namespace gongshi::maths
