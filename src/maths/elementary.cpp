#include "maths/elementary.hpp"

#include <bit>
#include <cstdint>

namespace gongshi::maths {
namespace {

constexpr double kLn2High = 0x1.62e42fefa0000p-1;  // 33 bits, so that n · kLn2High is exact
constexpr double kLn2Low = 0x1.cf79abc9e3b3ap-41;
constexpr double kLn2 = 0x1.62e42fefa39efp-1;
constexpr double kSqrtHalf = 0x1.6a09e667f3bcdp-1;

double power_of_two(std::int64_t exponent) { return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52); }

}  // namespace

double exp_exact(double x) {
  if (x < -708) {
    return 0;
  }
  const double scaled = x / kLn2;
  const auto n = static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  const double r = (x - static_cast<double>(n) * kLn2High) - static_cast<double>(n) * kLn2Low;
  // Taylor on |r| ≤ ln2/2, Horner from r^14/14!: the remainder is below 1e-18.
  double sum = 1;
  for (int i = 14; i > 0; --i) {
    sum = 1 + sum * r / i;
  }
  return sum * power_of_two(n);
}

double exp2_exact(double x) {
  return exp_exact(x * kLn2);
}

double log_exact(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<std::int64_t>(bits >> 52) - 1022;
  double mantissa = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFU) | 0x3FE0000000000000U);  // [0.5, 1)
  if (mantissa < kSqrtHalf) {
    mantissa *= 2;
    --exponent;
  }
  // log m = 2 artanh((m − 1) / (m + 1)), |s| ≤ 0.172.
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double sum = 0;
  for (int i = 23; i > 0; i -= 2) {
    sum = sum * square + 1.0 / i;
  }
  const auto n = static_cast<double>(exponent);
  return n * kLn2High + (2 * s * sum + n * kLn2Low);
}

double geometric_mean(std::span<const double> values, std::span<const double> weights) {
  double sum = 0;
  double total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double weight = weights.empty() ? 1.0 : weights[i];
    sum += weight * log_exact(values[i]);
    total += weight;
  }
  return total > 0 ? exp_exact(sum / total) : 0;
}

}  // namespace gongshi::maths
