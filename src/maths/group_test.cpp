#include "maths/group_test.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "maths/analysis.hpp"
#include "maths/parallel.hpp"
#include "maths/random.hpp"

namespace gongshi::maths {
namespace {

using Silhouettes = std::array<double, kMostGroups - 1>;

Silhouettes silhouettes_of(const VoteMatrix& votes, std::uint64_t seed, int threads) {
  const Layout layout = lay_out(votes, {.threads = threads, .seed = seed});
  Silhouettes silhouettes{};
  for (std::size_t c = 0; c < silhouettes.size(); ++c) {
    silhouettes[c] = layout.candidates[c].allowed ? layout.candidates[c].silhouette : kNoSilhouette;
  }
  return silhouettes;
}

std::vector<std::uint32_t> choose(std::uint32_t rows, std::uint32_t wanted, std::uint64_t seed) {
  std::vector<std::uint32_t> all(rows);
  std::iota(all.begin(), all.end(), 0U);
  Random random(seed);
  for (std::uint32_t i = 0; i < wanted; ++i) {
    std::swap(all[i], all[i + random.below(rows - i)]);
  }
  all.resize(wanted);
  return all;
}

}  // namespace

GroupTest test_groups(const VoteMatrix& all, const GroupTestOptions& options) {
  const bool sampled = all.rows() > options.most_people;
  const VoteMatrix sample = sampled ? all.sample(choose(all.rows(), options.most_people, options.seed)) : VoteMatrix();
  const VoteMatrix& votes = sampled ? sample : all;

  GroupTest test;
  test.replicates = options.replicates;
  test.people = votes.rows();
  // Replicate 0 is the real one: the same procedure, so that the comparison is between equals.
  std::vector<Silhouettes> found(static_cast<std::size_t>(options.replicates) + 1);
  for_each_piece(options.threads, found.size(), [&](std::size_t replicate, int) {
    const std::uint64_t seed = options.seed + replicate * 0x1000'0001U;
    found[replicate] = silhouettes_of(replicate == 0 ? votes : votes.shuffled_within_statements(seed), options.seed, 1);
  });
  test.silhouette = found[0];
  test.null_max.fill(kNoSilhouette);
  double best = 0;
  for (std::size_t c = 0; c < test.silhouette.size(); ++c) {
    double sum = 0;
    int counted = 0;
    for (std::size_t replicate = 1; replicate < found.size(); ++replicate) {
      if (const double own = found[replicate][c]; own > kNoSilhouette) {
        sum += own;
        ++counted;
        test.null_max[c] = std::max(test.null_max[c], own);
      }
    }
    test.null_mean[c] = counted > 0 ? sum / counted : 0;
  }
  const double highest = *std::max_element(test.null_max.begin(), test.null_max.end());
  for (std::size_t c = 0; c < test.silhouette.size(); ++c) {
    const double excess = test.silhouette[c] - test.null_mean[c];
    if (test.silhouette[c] > highest && excess > best) {
      best = excess;
      test.accepted_k = static_cast<int>(c) + 2;
    }
  }
  return test;
}

}  // namespace gongshi::maths
