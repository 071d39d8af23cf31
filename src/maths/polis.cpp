#include "maths/polis.hpp"

#include <algorithm>
#include <cmath>

#include "maths/grid.hpp"
#include "maths/routing.hpp"

namespace gongshi::maths {
namespace {

bool is_out(std::span<const std::uint8_t> moderated, std::size_t statement) { return !moderated.empty() && moderated[statement] != 0; }

}  // namespace

PolisMap polis_map(const VoteMatrix& votes, std::span<const std::uint8_t> moderated, const Labels& groups, int threads) {
  const std::size_t m = votes.statements();
  const CoVotes co_votes = CoVotes::count(votes, threads);
  PolisMap map;
  map.principal = principal_components(co_votes, moderated);
  map.unmoderated = principal_components(co_votes);
  const Principal& axes = map.principal;

  const auto zeroed = static_cast<std::size_t>(std::count_if(moderated.begin(), moderated.end(), [](std::uint8_t out) { return out != 0; }));
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    const Row own = votes.row(row);
    std::size_t seen = zeroed;
    Point sum;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const std::uint16_t j = own.statements[i];
      if (!is_out(moderated, j)) {
        const double centred = own.values[i] - axes.mean[j];
        sum.x += centred * axes.axis[0][j];
        sum.y += centred * axes.axis[1][j];
        ++seen;
      }
    }
    const double scale = std::sqrt(static_cast<double>(m) / static_cast<double>(std::max<std::size_t>(seen, 1)));
    map.position.push_back({sum.x * scale, sum.y * scale});
  }
  const std::size_t least = votes_to_be_clustered(votes);
  for (std::uint32_t row = 0; row < votes.rows(); ++row) {
    map.counted.push_back(votes.row(row).size() >= least ? 1 : 0);
  }

  map.by_group = tally(votes, groups, threads);
  const TallyTable all = tally(votes, std::span<const std::int16_t>{}, 1, threads);
  for (std::size_t j = 0; j < m; ++j) {
    map.extremity.push_back(extremity(axes.mean[j], axes.axis[0][j], axes.axis[1][j], m));
    Tally grouped;
    for (std::size_t group = 0; group < map.by_group.parts; ++group) {
      const Tally& own = map.by_group.at(group, j);
      grouped = {grouped.agree + own.agree, grouped.disagree + own.disagree, grouped.pass + own.pass};
    }
    map.priority.push_back(polis_priority(grouped, map.extremity[j]));
    map.group_consensus.push_back(group_consensus(map.by_group, j));
  }
  map.representative = representative_statements(map.by_group, moderated);
  map.majority = majority_statements(all.cells, moderated);
  return map;
}

}  // namespace gongshi::maths
