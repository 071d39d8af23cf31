#include "maths/scores.hpp"

#include <algorithm>
#include <array>

#include "maths/elementary.hpp"
#include "maths/parallel.hpp"
#include "maths/representative.hpp"

namespace gongshi::maths {
namespace {

/// Parts that all lean one way, or two that clearly lean apart.
struct Leaning {
  bool all_agree = true;
  bool all_disagree = true;
  double least_agree = 1;
  bool counted = false;
  double gap = -1;  // > 0 only with one part clearly for and one clearly against
};

void look(const TallyTable& table, std::size_t statement, Leaning& leaning) {
  double highest_low = -1;
  double lowest_high = 2;
  for (std::size_t part = 0; part < table.parts; ++part) {
    const Tally& own = table.at(part, statement);
    if (own.seen() >= kEnough) {
      const double agree_low = wilson(own.agree, own.seen()).low;
      leaning.counted = true;
      leaning.all_agree = leaning.all_agree && agree_low > 0.5;
      leaning.all_disagree = leaning.all_disagree && wilson(own.disagree, own.seen()).low > 0.5;
      leaning.least_agree = std::min(leaning.least_agree, agree_low);
    }
    if (own.agree + own.disagree >= kEnough) {
      const Interval among_decided = wilson(own.agree, own.agree + own.disagree);
      highest_low = std::max(highest_low, among_decided.low);
      lowest_high = std::min(lowest_high, among_decided.high);
    }
  }
  if (highest_low > 0.5 && lowest_high < 0.5) {
    leaning.gap = std::max(leaning.gap, highest_low - lowest_high);
  }
}

}  // namespace

std::vector<StatementScores> score_statements(std::span<const Tally> overall, const TallyTable& by_group, const TallyTable* by_sector,
                                              std::span<const double> sector_weight, std::span<const double> spectrum) {
  std::vector<StatementScores> scores(overall.size());
  const TallyTable whole{1, static_cast<std::uint32_t>(overall.size()), {overall.begin(), overall.end()}};
  std::vector<double> values;
  std::vector<double> weights;
  for (std::size_t j = 0; j < overall.size(); ++j) {
    StatementScores& own = scores[j];
    const Tally& all = overall[j];
    own.agree_mean = posterior_mean(all.agree, all.seen());
    own.agree = wilson(all.agree, all.seen());
    own.disagree = wilson(all.disagree, all.seen());
    own.group_consensus = group_consensus(by_group, j);
    values.clear();
    for (std::size_t group = 0; group < by_group.parts; ++group) {
      values.push_back(posterior_mean(by_group.at(group, j).agree, by_group.at(group, j).seen()));
    }
    own.group_mean = geometric_mean(values);
    own.spectrum = spectrum[j];

    Leaning leaning;
    look(whole, j, leaning);
    look(by_group, j, leaning);
    if (by_sector != nullptr) {
      look(*by_sector, j, leaning);
      values.clear();
      weights.clear();
      for (std::size_t sector = 0; sector < by_sector->parts; ++sector) {
        if (const Tally& part = by_sector->at(sector, j); part.seen() > 0) {
          values.push_back(posterior_mean(part.agree, part.seen()));
          weights.push_back(sector_weight.empty() ? 1 : sector_weight[sector]);
        }
      }
      own.sector_mean = geometric_mean(values, weights);
    }
    own.least_bound = leaning.counted ? leaning.least_agree : 0;
    if (leaning.gap > 0) {
      own.standing = Standing::difference;
      own.gap = leaning.gap;
    } else if (leaning.counted && (leaning.all_agree || leaning.all_disagree)) {
      own.standing = Standing::common_ground;
      own.agreed = leaning.all_agree;
    }
  }
  return scores;
}

std::vector<double> spectrum_scores(const VoteMatrix& votes, const Grid& grid, int threads) {
  constexpr int kMerge = 2;  // grid columns per bin
  constexpr std::size_t kBins = kGridSide / kMerge;
  constexpr std::size_t kQuantiles = 50;
  constexpr double kBandwidth = 4.0 / kMerge;  // the grid has 16 columns to a standard deviation

  std::array<std::uint64_t, kBins> people{};
  for (std::size_t cell = 0; cell < grid.weight.size(); ++cell) {
    people[cell % kGridSide / kMerge] += grid.weight[cell];
  }
  std::array<std::array<double, kQuantiles>, kBins> kernel{};
  std::size_t bin = 0;
  std::uint64_t below = people[0];
  for (std::size_t q = 0; q < kQuantiles; ++q) {
    // The bin that holds the (q + ½) / 50 quantile, in whole numbers.
    while (bin + 1 < kBins && below * 2 * kQuantiles <= (2 * q + 1) * grid.people) {
      below += people[++bin];
    }
    for (std::size_t b = 0; b < kBins; ++b) {
      const double distance = (static_cast<double>(b) - static_cast<double>(bin)) / kBandwidth;
      kernel[b][q] = exp_exact(-distance * distance / 2);
    }
  }
  std::vector<std::int16_t> bin_of_row(grid.cell_of_row.size());
  std::transform(grid.cell_of_row.begin(), grid.cell_of_row.end(), bin_of_row.begin(), [](std::uint16_t cell) {
    return static_cast<std::int16_t>(cell == kNoCell ? -1 : cell % kGridSide / kMerge);
  });
  const TallyTable counts = tally(votes, bin_of_row, kBins, threads);

  std::vector<double> scores(votes.statements());
  const Pieces pieces{votes.statements(), std::max<std::size_t>(1, votes.statements() / 64)};
  for_each_piece(threads, pieces.count, [&](std::size_t piece, int) {
    for (std::size_t j = pieces.begin(piece); j < pieces.end(piece); ++j) {
      std::array<double, kQuantiles> agree{};
      std::array<double, kQuantiles> seen{};
      for (std::size_t b = 0; b < kBins; ++b) {
        const Tally& own = counts.at(b, j);
        const double agrees = own.agree;
        const double sees = own.seen();
        for (std::size_t q = 0; sees > 0 && q < kQuantiles; ++q) {
          agree[q] += kernel[b][q] * agrees;
          seen[q] += kernel[b][q] * sees;
        }
      }
      for (std::size_t q = 0; q < kQuantiles; ++q) {
        agree[q] = (agree[q] + 1) / (seen[q] + 2);
      }
      scores[j] = geometric_mean(agree);
    }
  });
  return scores;
}

Lists make_lists(std::span<const StatementScores> scores) {
  Lists lists;
  for (std::size_t j = 0; j < scores.size(); ++j) {
    auto& list = scores[j].standing == Standing::common_ground ? lists.common_ground
                 : scores[j].standing == Standing::difference  ? lists.differences
                                                               : lists.undecided;
    list.push_back(static_cast<std::uint16_t>(j));
  }
  const auto shared = [&](std::uint16_t j) { return scores[j].agreed ? scores[j].agree.low : scores[j].disagree.low; };
  std::stable_sort(lists.common_ground.begin(), lists.common_ground.end(), [&](auto a, auto b) { return shared(a) > shared(b); });
  std::stable_sort(lists.differences.begin(), lists.differences.end(), [&](auto a, auto b) { return scores[a].gap > scores[b].gap; });
  return lists;
}

}  // namespace gongshi::maths
