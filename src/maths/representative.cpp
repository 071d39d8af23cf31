#include "maths/representative.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace gongshi::maths {
namespace {

constexpr double kSignificant = 1.2816;  // z of 90 %, one-sided
constexpr std::size_t kMost = 5;

double one_proportion_z(double successes, double trials) {
  return 2 * std::sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5);
}

double two_proportion_z(double successes, double other_successes, double trials, double other_trials) {
  const double share = (successes + 1) / (trials + 1);
  const double other = (other_successes + 1) / (other_trials + 1);
  const double pooled = (successes + other_successes + 2) / (trials + other_trials + 2);
  if (pooled == 1) {
    return 0;
  }
  return (share - other) / std::sqrt(pooled * (1 - pooled) * (1 / (trials + 1) + 1 / (other_trials + 1)));
}

bool passes(const Distinction& d) {
  return (d.agree_ratio_z > kSignificant && d.agree_z > kSignificant) || (d.disagree_ratio_z > kSignificant && d.disagree_z > kSignificant);
}

double agree_weight(const Distinction& d) { return d.agree_ratio * d.agree_ratio_z * d.agree_share * d.agree_z; }

bool better_agree(const Tally& tally, const Distinction& d, const std::optional<Distinction>& best) {
  if (tally.agree == 0 && tally.disagree == 0) {
    return false;
  }
  if (best && best->agree_ratio > 1) {
    return agree_weight(d) > agree_weight(*best);
  }
  if (best) {
    return d.agree_share * d.agree_z > best->agree_share * best->agree_z;
  }
  return d.agree_z > kSignificant || (d.agree_ratio > 1 && d.agree_share > 0.5);
}

Representative settled(std::uint16_t statement, const Tally& tally, const Distinction& d) {
  const bool agrees = d.agree_ratio_z > d.disagree_ratio_z;
  return agrees ? Representative{statement, true, tally.agree, tally.seen(), d.agree_share, d.agree_z, d.agree_ratio, d.agree_ratio_z}
                : Representative{statement, false, tally.disagree, tally.seen(), d.disagree_share, d.disagree_z, d.disagree_ratio, d.disagree_ratio_z};
}

double weight(const Representative& r) { return r.ratio * r.ratio_z * r.share * r.share_z; }

}  // namespace

Distinction distinction(const Tally& group, const Tally& rest) {
  const double seen = group.seen();
  const double rest_seen = rest.seen();
  Distinction d;
  d.agree_share = (group.agree + 1) / (seen + 2);
  d.agree_z = one_proportion_z(group.agree, seen);
  d.agree_ratio = d.agree_share / ((rest.agree + 1) / (rest_seen + 2));
  d.agree_ratio_z = two_proportion_z(group.agree, rest.agree, seen, rest_seen);
  d.disagree_share = (group.disagree + 1) / (seen + 2);
  d.disagree_z = one_proportion_z(group.disagree, seen);
  d.disagree_ratio = d.disagree_share / ((rest.disagree + 1) / (rest_seen + 2));
  d.disagree_ratio_z = two_proportion_z(group.disagree, rest.disagree, seen, rest_seen);
  return d;
}

std::vector<std::vector<Representative>> representative_statements(const TallyTable& by_group, std::span<const std::uint8_t> left_out) {
  std::vector<Tally> all(by_group.statements);
  for (std::size_t cell = 0; cell < by_group.cells.size(); ++cell) {
    Tally& sum = all[cell % by_group.statements];
    sum.agree += by_group.cells[cell].agree;
    sum.disagree += by_group.cells[cell].disagree;
    sum.pass += by_group.cells[cell].pass;
  }
  std::vector<std::vector<Representative>> lists(by_group.parts);
  for (std::size_t group = 0; group < by_group.parts; ++group) {
    std::vector<Representative> sufficient;
    std::optional<Distinction> best_agree;
    std::optional<Representative> best_agree_statement;
    std::optional<Representative> best;
    double best_z = 0;
    for (std::uint32_t j = 0; j < by_group.statements; ++j) {
      if (!left_out.empty() && left_out[j] != 0) {
        continue;
      }
      const Tally& own = by_group.at(group, j);
      const Distinction d = distinction(own, {all[j].agree - own.agree, all[j].disagree - own.disagree, all[j].pass - own.pass});
      const Representative candidate = settled(static_cast<std::uint16_t>(j), own, d);
      if (passes(d)) {
        sufficient.push_back(candidate);
      }
      if (const double z = std::max(d.agree_ratio_z, d.disagree_ratio_z); !best || z > best_z) {
        best = candidate;
        best_z = z;
      }
      if (better_agree(own, d, best_agree)) {
        best_agree = d;
        best_agree_statement = candidate;
      }
    }
    std::vector<Representative>& list = lists[group];
    if (best_agree_statement) {
      list.push_back(*best_agree_statement);
      std::erase_if(sufficient, [&](const Representative& r) { return r.statement == best_agree_statement->statement; });
    } else if (sufficient.empty() && best) {
      list.push_back(*best);
    }
    std::stable_sort(sufficient.begin(), sufficient.end(), [](const Representative& a, const Representative& b) { return weight(a) > weight(b); });
    list.insert(list.end(), sufficient.begin(), sufficient.end());
    list.resize(std::min(list.size(), kMost));
    std::stable_partition(list.begin(), list.end(), [](const Representative& r) { return r.agree; });
  }
  return lists;
}

Majority majority_statements(std::span<const Tally> overall, std::span<const std::uint8_t> left_out) {
  const auto list = [&](auto votes_of) {
    std::vector<std::pair<double, std::uint16_t>> found;
    for (std::uint32_t j = 0; j < overall.size(); ++j) {
      if (!left_out.empty() && left_out[j] != 0) {
        continue;
      }
      const double share = posterior_mean(votes_of(overall[j]), overall[j].seen());
      const double z = one_proportion_z(votes_of(overall[j]), overall[j].seen());
      if (share > 0.5 && z > kSignificant) {
        found.emplace_back(share * z, static_cast<std::uint16_t>(j));
      }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    found.resize(std::min(found.size(), kMost));
    std::vector<std::uint16_t> statements;
    for (const auto& [strength, statement] : found) {
      statements.push_back(statement);
    }
    return statements;
  };
  return {list([](const Tally& t) { return t.agree; }), list([](const Tally& t) { return t.disagree; })};
}

double group_consensus(const TallyTable& by_group, std::size_t statement) {
  double product = 1;
  for (std::size_t group = 0; group < by_group.parts; ++group) {
    product *= posterior_mean(by_group.at(group, statement).agree, by_group.at(group, statement).seen());
  }
  return product;
}

}  // namespace gongshi::maths
