// How many of the arranged are found, and how many honest people are pointed at, in simulated consultations; and how long it takes.
//   abuse_bench [--seeds N] [--people N]
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "maths/tests/arrivals_simulator.hpp"

namespace {

using namespace gongshi::maths;
using simulated::Kind;

std::size_t argument(int argc, char** argv, std::string_view name, std::size_t otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    const std::string_view text = argv[i + 1];
    if (name == argv[i]) std::from_chars(text.data(), text.data() + text.size(), otherwise);
  }
  return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t seeds = argument(argc, argv, "--seeds", 100), people = argument(argc, argv, "--people", 100'000);
  std::array<double, simulated::kKindNames.size()> mean{}, least{}, most{};
  least.fill(1);
  for (std::size_t seed = 1; seed <= seeds; ++seed) {
    const auto found = simulated::look_for(simulated::Simulator(seed, {}).run());
    for (std::size_t k = 0; k < mean.size(); ++k) {
      const double share = found.recall(static_cast<Kind>(k));
      mean[k] += share / static_cast<double>(seeds);
      least[k] = std::min(least[k], share);
      most[k] = std::max(most[k], share);
    }
  }
  std::printf("pointed at, of %zu consultations of 2,800 people    mean    least   most   (bar)\n", seeds);
  bool good = true;
  for (std::size_t k = 0; k < mean.size(); ++k) {
    const auto kind = static_cast<Kind>(k);
    const bool arranged = kind != Kind::honest && kind != Kind::office && kind != Kind::bought;
    const char* bar = arranged ? ">= 0.90" : kind == Kind::honest ? "<= 0.01" : kind == Kind::office ? "none" : "not detectable";
    good = good && (kind == Kind::bought || (arranged ? mean[k] >= 0.9 : kind == Kind::honest ? mean[k] <= 0.01 : most[k] == 0));
    std::printf("  %-22s %27.3f %8.3f %6.3f   %s\n", simulated::kKindNames[k], mean[k], least[k], most[k], bar);
  }
  auto large = simulated::Simulator(1, {.honest = people}).run();
  const std::size_t texts = large.texts.size();
  const auto start = std::chrono::steady_clock::now();
  const auto groups = irregular_arrivals(large.arrivals, large.texts);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const auto again = std::chrono::steady_clock::now();
  irregular_arrivals(large.arrivals, {});
  const double without = std::chrono::duration<double>(std::chrono::steady_clock::now() - again).count();
  // Without texts: so many honest ones out of the simulator's few phrases are alike.
  large.texts.clear();
  const auto found = simulated::look_for(large);
  std::printf("%zu people with %zu texts: %.2f s, %zu groups; without texts %.3f s, %.4f of the honest\n", large.arrivals.size(), texts, seconds, groups.size(),
              without, found.recall(Kind::honest));
  return good ? 0 : 1;
}
