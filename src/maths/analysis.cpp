#include "maths/analysis.hpp"

#include <algorithm>

#include "maths/digest.hpp"
#include "maths/parallel.hpp"
#include "maths/principal.hpp"

namespace gongshi::maths {
namespace {

/// A table of pairs beyond this many statements costs more than passes over the votes.
constexpr std::uint32_t kMostPaired = 2'000;
/// The components only start the sweeps; digits beyond these do not survive them.
constexpr double kStartTolerance = 1e-6;

std::vector<StatementTotals> totals_of(const VoteMatrix& votes, int threads) {
  const TallyTable counts = tally(votes, std::span<const std::int16_t>{}, 1, threads);
  std::vector<StatementTotals> totals(votes.statements());
  for (std::size_t j = 0; j < totals.size(); ++j) {
    const Tally& own = counts.at(0, j);
    totals[j] = {std::int64_t{own.agree} - own.disagree, std::int64_t{own.agree} + own.disagree, own.seen()};
  }
  return totals;
}

std::vector<StatementTotals> totals_of(const CoVotes& co_votes) {
  std::vector<StatementTotals> totals;
  for (std::uint32_t j = 0; j < co_votes.statements(); ++j) {
    totals.push_back(co_votes.totals(j));
  }
  return totals;
}

std::vector<double> means_of(const std::vector<StatementTotals>& totals) {
  std::vector<double> means(totals.size());
  std::transform(totals.begin(), totals.end(), means.begin(), [](const StatementTotals& own) { return own.mean(); });
  return means;
}

Layout group_people(const VoteMatrix& votes, const Options& options, Layout layout, const std::array<std::vector<Point>, kMostGroups - 1>* warm) {
  layout.grid = make_grid(votes, layout.embedding.position, layout.votes_to_be_clustered, options.threads);
  layout.candidates = cluster(layout.grid, {.seed = options.seed}, warm);
  return layout;
}

Analysis judge(const VoteMatrix& votes, const Labels* sectors, const Options& options, const GroupTest* test, Layout layout) {
  Analysis result;
  result.votes_to_be_clustered = layout.votes_to_be_clustered;
  result.embedding = std::move(layout.embedding);
  result.grid = std::move(layout.grid);
  result.candidates = std::move(layout.candidates);
  result.tested = test != nullptr;
  const Clustering* chosen = nullptr;
  if (test != nullptr && test->accepted_k > 1) {
    const Clustering& accepted = result.candidates[static_cast<std::size_t>(test->accepted_k - 2)];
    chosen = accepted.allowed ? &accepted : nullptr;
  }
  result.clear_groups = chosen != nullptr;
  result.grouping = make_groups(result.grid, chosen, options.threads);

  result.overall.resize(votes.statements());
  for (std::size_t j = 0; j < result.overall.size(); ++j) {
    const StatementTotals& own = layout.totals[j];
    result.overall[j] = {static_cast<std::uint32_t>((own.squares + own.sum) / 2), static_cast<std::uint32_t>((own.squares - own.sum) / 2),
                         static_cast<std::uint32_t>(own.count - own.squares)};
  }
  const std::vector<std::int16_t> group_of_row(result.grouping.of_row.begin(), result.grouping.of_row.end());
  result.by_group = tally(votes, group_of_row, static_cast<std::uint32_t>(result.grouping.groups.size()), options.threads);
  if (sectors != nullptr) {
    result.by_sector = tally(votes, *sectors, options.threads);
  }
  result.scores = score_statements(result.overall, result.by_group, sectors != nullptr ? &result.by_sector : nullptr,
                                   sectors != nullptr ? sectors->weight : std::span<const double>{},
                                   spectrum_scores(votes, result.grid, options.threads));
  result.lists = make_lists(result.scores);
  result.representative = representative_statements(result.by_group);
  result.majority = majority_statements(result.overall);
  return result;
}

}  // namespace

Layout lay_out(const VoteMatrix& votes, const Options& options, const CoVotes* co_votes) {
  Layout layout;
  layout.votes_to_be_clustered = votes_to_be_clustered(votes);
  Principal start;
  if (votes.statements() > kMostPaired) {
    layout.totals = totals_of(votes, options.threads);
    start = principal_components(votes, kStartTolerance, options.threads);
  } else {
    const CoVotes counted = co_votes == nullptr ? CoVotes::count(votes, options.threads) : CoVotes();
    const CoVotes& statistics = co_votes == nullptr ? counted : *co_votes;
    layout.totals = totals_of(statistics);
    start = principal_components(statistics, {}, kStartTolerance);
  }
  layout.embedding = fit_embedding(votes, start.mean, starting_loadings(start), options.sweeps, options.ridge, layout.votes_to_be_clustered, options.threads);
  return group_people(votes, options, std::move(layout), nullptr);
}

Analysis analyse(const VoteMatrix& votes, const Labels* sectors, const Options& options, const GroupTest* test, const CoVotes* co_votes) {
  Analysis result = judge(votes, sectors, options, test, lay_out(votes, options, co_votes));
  if (options.digest) {
    result.digest = {votes_digest(votes), result_digest(votes, result)};
  }
  return result;
}

Analysis refresh(const VoteMatrix& votes, const Labels* sectors, const Options& options, const GroupTest* test, const Analysis& last, const CoVotes* co_votes) {
  Layout layout;
  layout.votes_to_be_clustered = votes_to_be_clustered(votes);
  layout.totals = co_votes != nullptr ? totals_of(*co_votes) : totals_of(votes, options.threads);
  layout.embedding = fit_embedding(votes, means_of(layout.totals), last.embedding.loading, options.refresh_sweeps, options.ridge,
                                   layout.votes_to_be_clustered, options.threads);
  std::array<std::vector<Point>, kMostGroups - 1> warm;
  for (std::size_t c = 0; c < warm.size(); ++c) {
    for (const Point& centre : last.candidates[c].centre) {
      warm[c].push_back(last.grid.at(centre.x, centre.y));
    }
  }
  return judge(votes, sectors, options, test, group_people(votes, options, std::move(layout), &warm));
}

}  // namespace gongshi::maths
