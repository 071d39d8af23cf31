#include "maths/co_votes.hpp"

#include <algorithm>
#include <utility>

#include "maths/parallel.hpp"

namespace gongshi::maths {

CoVotes::CoVotes(std::uint32_t statements) : totals_(statements), pairs_(std::size_t{statements} * (statements > 0 ? statements - 1 : 0) / 2) {}

void CoVotes::add_row(const Row& row) {
  for (std::size_t high = 0; high < row.size(); ++high) {
    const std::int32_t value = row.values[high];
    StatementTotals& totals = totals_[row.statements[high]];
    totals.sum += value;
    totals.squares += value * value;
    ++totals.count;
    CoVote* const pairs = pairs_.data() + index(0, row.statements[high]);
    for (std::size_t low = 0; low < high; ++low) {
      const std::int32_t other = row.values[low];
      CoVote& pair = pairs[row.statements[low]];
      pair.product += value * other;
      pair.sum_low += other;
      pair.sum_high += value;
      ++pair.count;
    }
  }
}

void CoVotes::add(const CoVotes& other) {
  for (std::size_t i = 0; i < totals_.size(); ++i) {
    totals_[i].sum += other.totals_[i].sum;
    totals_[i].squares += other.totals_[i].squares;
    totals_[i].count += other.totals_[i].count;
  }
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    pairs_[i].product += other.pairs_[i].product;
    pairs_[i].sum_low += other.pairs_[i].sum_low;
    pairs_[i].sum_high += other.pairs_[i].sum_high;
    pairs_[i].count += other.pairs_[i].count;
  }
}

CoVotes CoVotes::count(const VoteMatrix& votes, int threads) {
  CoVotes all(votes.statements());
  constexpr std::size_t kTables = std::size_t{64} << 20;
  const std::size_t affordable = std::max<std::size_t>(1, kTables / std::max<std::size_t>(1, all.pairs_.size() * sizeof(CoVote)));
  const int workers = static_cast<int>(std::min<std::size_t>(affordable, static_cast<std::size_t>(thread_count(threads))));
  const Pieces pieces = cut(votes.rows());
  std::vector<CoVotes> tables(static_cast<std::size_t>(pieces.count == 1 ? 1 : workers));
  std::swap(tables[0], all);
  for_each_piece(workers, pieces.count, [&](std::size_t piece, int worker) {
    CoVotes& table = tables[static_cast<std::size_t>(worker)];
    if (table.totals_.empty()) {
      table = CoVotes(votes.statements());
    }
    for (auto row = static_cast<std::uint32_t>(pieces.begin(piece)); row < pieces.end(piece); ++row) {
      table.add_row(votes.row(row));
    }
  });
  for (std::size_t worker = 1; worker < tables.size(); ++worker) {
    if (!tables[worker].totals_.empty()) {
      tables[0].add(tables[worker]);
    }
  }
  return std::move(tables[0]);
}

void CoVotes::change(const Row& others, std::uint16_t statement, std::optional<std::int8_t> before, std::optional<std::int8_t> after) {
  const std::int32_t value_change = after.value_or(0) - before.value_or(0);
  const std::int32_t count_change = (after ? 1 : 0) - (before ? 1 : 0);
  StatementTotals& totals = totals_[statement];
  totals.sum += value_change;
  totals.squares += after.value_or(0) * after.value_or(0) - before.value_or(0) * before.value_or(0);
  totals.count += count_change;
  for (std::size_t i = 0; i < others.size(); ++i) {
    const std::uint16_t other = others.statements[i];
    if (other == statement) {
      continue;
    }
    const std::int32_t value = others.values[i];
    CoVote& pair = pairs_[other < statement ? index(other, statement) : index(statement, other)];
    pair.product += value * value_change;
    pair.sum_low += other < statement ? value * count_change : value_change;
    pair.sum_high += other < statement ? value_change : value * count_change;
    pair.count += count_change;
  }
}

CoVotes CoVotes::restricted(std::span<const std::uint16_t> kept) const {
  CoVotes sub(static_cast<std::uint32_t>(kept.size()));
  for (std::uint32_t high = 0; high < kept.size(); ++high) {
    sub.totals_[high] = totals_[kept[high]];
    for (std::uint32_t low = 0; low < high; ++low) {
      const bool in_order = kept[low] < kept[high];
      const CoVote& from = in_order ? pair(kept[low], kept[high]) : pair(kept[high], kept[low]);
      sub.pairs_[index(low, high)] = {from.product, in_order ? from.sum_low : from.sum_high, in_order ? from.sum_high : from.sum_low, from.count};
    }
  }
  return sub;
}

}  // namespace gongshi::maths
